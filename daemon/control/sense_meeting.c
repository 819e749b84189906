/* sense_meeting: what this office does not write of a meeting; see sense.h; tested by tests/unit/test_sense_meeting.c.
 *
 * A state that may not follow the ones that are known here, an end before the begin, the meeting as its own next sitting, and
 * an agenda as invited to of which the parts belong to different meetings. */
#include "daemon/control/sense.h"

#include "daemon/control/stages.h"
#include "protocol/kinds/agenda.h"
#include "protocol/kinds/meeting.h"

#define OPARL_STATE 22u /* meetingState */

static struct span text_of(struct span packed)
{
	struct pack_reader r;
	struct span text;

	unpack_init(&r, packed);
	text = unpack_str(&r, SIZE_MAX);
	return unpack_finish(&r) == 0 ? text : span_of_str("");
}

static bool value_of(const struct merged *m, uint32_t field, struct span *out)
{
	return merged_value(m, kind_field_by_number(kind_by_number(VB_KIND_MEETING), field), out);
}

/* The states that nobody saw replaced; a meeting without one of ours has that which OParl says of it. */
static size_t stages_of(struct merged *m, enum stage out[static VB_STAGE_COUNT])
{
	struct span value = span_of_str("");
	struct span cancelled;
	size_t count = stages_own(m, out);

	if (count > 0)
		return count;
	value = value_of(m, OPARL_STATE, &value) ? text_of(value) : span_of_str("");
	out[0] = stage_of_oparl(value, value_of(m, VB_MEETING_CANCELLED, &cancelled) &&
	                                       cancelled.size == 1 && cancelled.data[0] == 0xc3);
	return 1;
}

/* The state in words, for whoever wanted another one. */
static const char *stage_sentence(enum stage stage)
{
	static const char *const sentences[VB_STAGE_COUNT] = {
		[VB_STAGE_PLANNED] = "the meeting is planned, nobody was invited",
		[VB_STAGE_INVITED] = "the meeting was invited to and has not begun",
		[VB_STAGE_OPEN] = "the meeting is open",
		[VB_STAGE_INTERRUPTED] = "the meeting is interrupted",
		[VB_STAGE_ADJOURNED] = "the meeting was adjourned",
		[VB_STAGE_CLOSED] = "the meeting was closed",
		[VB_STAGE_APPROVED] = "the minutes of the meeting are approved",
		[VB_STAGE_CANCELLED] = "the meeting was called off",
	};

	return sentences[stage];
}

/* The record that a packed reference leads to. */
static bool id_of(struct span packed, struct record_id *out)
{
	struct pack_reader r;

	unpack_init(&r, packed);
	unpack_fixed(&r, out->b, sizeof(out->b));
	return unpack_finish(&r) == 0;
}

/* A new state follows those that are known; where offices disagree, the one that counts may be confirmed. */
static int state_check(struct draft *d)
{
	enum stage stages[VB_STAGE_COUNT];
	enum stage wanted, settled;
	struct span value;
	size_t count;

	if (!draft_changes(d, VB_MEETING_STATE))
		return 0;
	if (!draft_wanted(d, VB_MEETING_STATE, &value))
		return request_fail(d->q, VB_ERR_WRONG_STATE, "a meeting has a state for ever");
	if (stage_parse(text_of(value), &wanted) != 0)
		return 0;
	if (d->is_new)
		return wanted == VB_STAGE_PLANNED ? 0
		                                  : request_fail(d->q, VB_ERR_WRONG_STATE,
		                                                 "a new meeting is planned first");
	count = stages_of(&d->merged, stages);
	settled = stage_settle(stages, count);
	if (wanted == settled || stage_change(stages, count, wanted) == 0)
		return 0;
	return request_fail(d->q, VB_ERR_WRONG_STATE, "%s", stage_sentence(settled));
}

static int self_check(struct draft *d)
{
	struct record_id id;
	struct span value;

	if (d->is_new || !draft_changes(d, VB_MEETING_ADJOURNED_TO) ||
	    !draft_wanted(d, VB_MEETING_ADJOURNED_TO, &value))
		return 0;
	if (id_of(value, &id) && record_id_is_equal(&id, &d->id))
		return request_fail(d->q, VB_ERR_BAD_VALUE, "adjournedTo is the meeting itself");
	return 0;
}

static bool moment_of(const struct draft *d, uint32_t field, int64_t *out)
{
	struct pack_reader r;
	struct span value;

	if (!draft_wanted(d, field, &value))
		return false;
	unpack_init(&r, value);
	*out = unpack_int(&r);
	return unpack_finish(&r) == 0;
}

static int times_check(struct draft *d)
{
	int64_t start, end;

	if ((draft_changes(d, VB_MEETING_START) || draft_changes(d, VB_MEETING_END)) &&
	    moment_of(d, VB_MEETING_START, &start) && moment_of(d, VB_MEETING_END, &end) &&
	    end < start)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "it ends before it begins");
	return 0;
}

int sense_meeting(struct draft *d)
{
	int err;

	if (d->edit.verb == VB_VERB_DELETE)
		return 0;
	err = state_check(d);
	if (err == 0)
		err = times_check(d);
	return err == 0 ? self_check(d) : err;
}

/* ---- what belongs to one meeting ---- */

/* The meeting that a record names; false: none. */
static bool meeting_of(const struct merged *m, uint32_t field, struct record_id *out)
{
	const struct kind *kind = kind_by_number(m->kind);
	const struct kind_field *row = kind != NULL ? kind_field_by_number(kind, field) : NULL;
	struct span value;

	return row != NULL && row->type == VB_TYPE_REF && merged_value(m, row, &value) &&
	       id_of(value, out);
}

int sense_invited_item(struct draft *d)
{
	struct record_id of_edition, of_item;
	struct merged edition, item;
	bool has_edition = false, has_item = false;
	int err;

	merged_init(&edition);
	merged_init(&item);
	err = draft_follow(d, VB_INVITED_ITEM_EDITION, &edition, &has_edition);
	if (err == 0)
		err = draft_follow(d, VB_INVITED_ITEM_AGENDA_ITEM, &item, &has_item);
	if (err == 0 && has_edition && has_item &&
	    meeting_of(&edition, VB_AGENDA_EDITION_MEETING, &of_edition) &&
	    meeting_of(&item, VB_AGENDA_ITEM_MEETING, &of_item) &&
	    !record_id_is_equal(&of_edition, &of_item))
		err = request_fail(d->q, VB_ERR_BAD_VALUE, "agendaItem is of another meeting");
	merged_release(&edition);
	merged_release(&item);
	return err;
}

int sense_invitation(struct draft *d)
{
	struct record_id of_edition, meeting;
	struct merged edition;
	struct span value;
	bool has_edition = false;
	int err = 0;

	merged_init(&edition);
	if (d->edit.verb != VB_VERB_DELETE)
		err = draft_follow(d, VB_INVITATION_EDITION, &edition, &has_edition);
	if (err == 0 && has_edition && draft_wanted(d, VB_INVITATION_MEETING, &value) &&
	    id_of(value, &meeting) &&
	    meeting_of(&edition, VB_AGENDA_EDITION_MEETING, &of_edition) &&
	    !record_id_is_equal(&of_edition, &meeting))
		err = request_fail(d->q, VB_ERR_BAD_VALUE, "edition is of another meeting");
	merged_release(&edition);
	return err;
}
