/* sense_agenda: what this office does not put on an agenda; see sense.h; tested by tests/unit/test_sense_agenda.c.
 *
 * A meeting that is over or called off takes no more items, and those that it has keep their places. An item stands under
 * one of its own agenda and never under itself; a proposal stands on an agenda once. What an import says of the sittings of
 * another system is taken as it is. */
#include "daemon/control/sense.h"

#include "daemon/control/stages.h"
#include "protocol/kinds/agenda.h"
#include "store/index.h"
#include "store/records.h"

#define STEPS_MAX 64u /* upwards; a longer way is looked at by whoever reads */

/* The record that a packed reference leads to. */
static bool id_of(struct span packed, struct record_id *out)
{
	struct pack_reader r;

	unpack_init(&r, packed);
	unpack_fixed(&r, out->b, sizeof(out->b));
	return unpack_finish(&r) == 0;
}

static bool ref_of(const struct merged *m, uint32_t field, struct record_id *out)
{
	struct span value;

	return merged_value(m, kind_field_by_number(kind_by_number(VB_KIND_AGENDA_ITEM), field),
	                    &value) &&
	       id_of(value, out);
}

/* What takes items has one state, whatever offices disagree about. */
static int meeting_check(struct draft *d, uint32_t field, const char *sentence)
{
	enum stage stages[VB_STAGE_COUNT];
	struct merged meeting;
	bool is_there;
	size_t count = 0;
	int err;

	merged_init(&meeting);
	err = draft_follow(d, field, &meeting, &is_there);
	if (err == 0 && is_there)
		count = stages_own(&meeting, stages);
	merged_release(&meeting);
	if (err == 0 && count > 0 &&
	    stage_agenda(stage_settle(stages, count)) == VB_STAGE_AGENDA_ENDED)
		err = request_fail(d->q, VB_ERR_WRONG_STATE, "%s", sentence);
	return err;
}

/* ---- items ---- */

static bool is_counted(const struct merged *m)
{
	struct span state = span_of(NULL, 0);

	(void)merged_value(
		m, kind_field_by_number(kind_by_number(VB_KIND_AGENDA_ITEM), VB_AGENDA_ITEM_STATE),
		&state);
	return agenda_is_counted(false, state);
}

static bool will_be_counted(const struct draft *d)
{
	struct span state;
	bool is_said = draft_wanted(d, VB_AGENDA_ITEM_STATE, &state);

	return agenda_is_counted(false, is_said ? state : span_of(NULL, 0));
}

/* True if the item comes onto an agenda by this. */
static bool is_put(const struct draft *d)
{
	return d->is_new || draft_changes(d, VB_AGENDA_ITEM_MEETING) ||
	       (will_be_counted(d) && !is_counted(&d->merged));
}

static int ended_check(struct draft *d)
{
	if (is_put(d))
		return meeting_check(d, VB_AGENDA_ITEM_MEETING, "the meeting takes no more items");
	if (draft_changes(d, VB_AGENDA_ITEM_ORDER) || draft_changes(d, VB_AGENDA_ITEM_PARENT))
		return meeting_check(d, VB_AGENDA_ITEM_MEETING,
		                     "the meeting is over, and its items keep their places");
	return 0;
}

/* Whether the way up from an item, which stands in m, leads to the one in the draft. */
static int circle_check(struct draft *d, struct record_id at, struct merged *m)
{
	struct record_ref ref;
	struct span bytes;
	int err = 0;

	for (uint32_t step = 0; err == 0 && step < STEPS_MAX; step++) {
		if (record_id_is_equal(&at, &d->id))
			return request_fail(d->q, VB_ERR_BAD_VALUE,
			                    "parent is the item itself or below it");
		err = records_find(node_view(d->q->node), d->space->number, &at, &ref, &bytes);
		if (err == 0)
			err = merged_decode(m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		if (err == 0 && !ref_of(m, VB_AGENDA_ITEM_PARENT, &at))
			break;
	}
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static int parent_check(struct draft *d, struct merged *m)
{
	struct record_id parent, meeting, other;
	struct span value;
	bool is_there;
	int err;

	if (!draft_changes(d, VB_AGENDA_ITEM_PARENT) ||
	    !draft_wanted(d, VB_AGENDA_ITEM_PARENT, &value) || !id_of(value, &parent))
		return 0;
	err = draft_follow(d, VB_AGENDA_ITEM_PARENT, m, &is_there);
	if (err != 0 || !is_there)
		return err;
	if (draft_wanted(d, VB_AGENDA_ITEM_MEETING, &value) && id_of(value, &meeting) &&
	    (!ref_of(m, VB_AGENDA_ITEM_MEETING, &other) || !record_id_is_equal(&meeting, &other)))
		return request_fail(d->q, VB_ERR_BAD_VALUE, "parent is no item of this agenda");
	return d->is_new ? 0 : circle_check(d, parent, m);
}

/* Whether an item of the meeting that is here stands for the proposal already. */
static int proposal_check(struct draft *d, struct merged *m)
{
	struct record_id proposal, meeting, other;
	struct index_cursor c;
	struct record_ref ref;
	struct span value;
	bool is_taken = false;
	int err = 0;
	int closed;

	if (!is_put(d) || !will_be_counted(d) ||
	    !draft_wanted(d, VB_AGENDA_ITEM_PROPOSAL, &value) || !id_of(value, &proposal) ||
	    !draft_wanted(d, VB_AGENDA_ITEM_MEETING, &value) || !id_of(value, &meeting))
		return 0;
	index_open_children(&c, node_view(d->q->node), d->space->number, &proposal,
	                    VB_KIND_AGENDA_ITEM, VB_AGENDA_ITEM_PROPOSAL, NULL);
	while (err == 0 && !is_taken && index_next(&c, &ref)) {
		err = records_get(node_view(d->q->node), &ref, &value);
		if (err == 0)
			err = merged_decode(m, value) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		is_taken = err == 0 && !merged_is_deleted(m) && is_counted(m) &&
		           !record_id_is_equal(&ref.id, &d->id) &&
		           ref_of(m, VB_AGENDA_ITEM_MEETING, &other) &&
		           record_id_is_equal(&other, &meeting);
	}
	closed = index_close(&c);
	if (err == 0)
		err = closed;
	return err == 0 && is_taken ? VB_ERR_ON_AGENDA : err;
}

int sense_agenda_item(struct draft *d)
{
	bool is_import = d->batch != NULL && d->batch->find != NULL;
	struct merged m;
	int err;

	if (d->edit.verb == VB_VERB_DELETE || is_import)
		return 0;
	err = ended_check(d);
	merged_init(&m);
	if (err == 0)
		err = parent_check(d, &m);
	if (err == 0)
		err = proposal_check(d, &m);
	merged_release(&m);
	return err;
}

int sense_proposal(struct draft *d)
{
	if (d->edit.verb == VB_VERB_DELETE ||
	    (!d->is_new && !draft_changes(d, VB_PROPOSAL_MEETING)))
		return 0;
	return meeting_check(d, VB_PROPOSAL_MEETING, "the meeting takes no more items");
}
