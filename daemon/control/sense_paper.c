/* sense_paper: what this office does not write about papers and their stations; see sense.h; tested by
 * tests/unit/test_sense_paper.c.
 *
 * A paper is neither above, before nor beside itself, by no detour. What came of a station that another office holds, that
 * office says. Only what the draft says anew is judged. */
#include "daemon/control/sense.h"

#include "protocol/kinds/committee.h"
#include "protocol/kinds/paper.h"
#include "protocol/node_id.h"
#include "store/records.h"

#define CLIMB_MAX                                                                                  \
	1000u /* records of one chain that are looked at: a longer one opens where it is read (lineage.h) */

/* The records that are still to be looked at, and all that ever were among them. */
struct climb {
	struct draft *d;
	const struct kind_field *field;
	struct record_id seen[CLIMB_MAX];
	size_t count, at;
};

/* Reads a packed reference. */
static bool id_read(struct span packed, struct record_id *out)
{
	struct pack_reader r;

	unpack_init(&r, packed);
	unpack_fixed(&r, out->b, sizeof(out->b));
	return unpack_finish(&r) == 0;
}

/* Reads the record with this id; *is_there false: it is not here. */
static int load(const struct draft *d, const struct record_id *id, struct merged *out,
                bool *is_there)
{
	struct record_ref ref;
	struct span value;
	int err = records_find(node_view(d->q->node), d->space->number, id, &ref, &value);

	*is_there = false;
	if (err == VB_ERR_NOT_FOUND)
		return 0;
	if (err == 0 && merged_decode(out, value) != 0)
		err = VB_ERR_STORE_CORRUPT;
	*is_there = err == 0;
	return err;
}

static void climb_put(struct climb *c, struct span packed)
{
	struct record_id id;

	if (!id_read(packed, &id) || c->count == CLIMB_MAX)
		return;
	for (size_t i = 0; i < c->count; i++) {
		if (record_id_is_equal(&c->seen[i], &id))
			return;
	}
	c->seen[c->count++] = id;
}

/* Puts what a record names in the field. */
static void climb_from(struct climb *c, struct merged *m)
{
	const struct span *members;
	struct span value;

	if (c->field->rule != VB_RULE_SET) {
		if (merged_value(m, c->field, &value))
			climb_put(c, value);
		return;
	}
	for (size_t count = merged_members(m, c->field, &members), i = 0; i < count; i++)
		climb_put(c, members[i]);
}

int sense_leads_back(struct draft *d, const struct kind_field *field, struct span packed,
                     bool *is_back)
{
	struct climb c = { .d = d, .field = field };
	struct merged m;
	bool is_there;
	int err = 0;

	*is_back = false;
	merged_init(&m);
	climb_put(&c, packed);
	while (err == 0 && !*is_back && c.at < c.count) {
		const struct record_id *id = &c.seen[c.at++];

		*is_back = record_id_is_equal(id, &d->id);
		merged_clear(&m);
		err = load(d, id, &m, &is_there);
		if (err == 0 && is_there)
			climb_from(&c, &m);
	}
	merged_release(&m);
	return err;
}

int sense_paper(struct draft *d)
{
	int err = 0;

	/* Nothing that is there can lead to a new one. */
	for (uint32_t i = 0; err == 0 && !d->is_new && i < d->edit.change_count; i++) {
		const struct edit_change *change = &d->edit.changes[i];
		struct span value =
			span_of(d->edit.values.data + change->value_at, change->value_size);
		bool is_back = false;
		struct record_id id;

		if (change->op != VB_OP_SET && change->op != VB_OP_ADD)
			continue;
		if (change->field == VB_PAPER_RELATED)
			is_back = id_read(value, &id) && record_id_is_equal(&id, &d->id);
		else if (change->field == VB_PAPER_SUPERORDINATED ||
		         change->field == VB_PAPER_REPLACES)
			err = sense_leads_back(d, kind_field_by_number(d->kind, change->field),
			                       value, &is_back);
		if (err == 0 && is_back)
			err = request_fail(d->q, VB_ERR_BAD_VALUE,
			                   "%s leads back to the paper itself",
			                   kind_field_by_number(d->kind, change->field)->name);
	}
	return err;
}

/* ---- stations ---- */

static bool tells_result(const struct draft *d)
{
	static const uint32_t fields[] = { VB_CONSULTATION_RESULT, VB_CONSULTATION_RESULT_CODE,
		                           VB_CONSULTATION_REFERRED_TO, VB_CONSULTATION_STATE };

	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		if (draft_changes(d, fields[i]))
			return true;
	}
	return false;
}

/* The office that an organization names; false: none, or none that is written right. */
static int office_of(const struct draft *d, struct span packed, struct node_id *out, bool *has_one)
{
	const struct kind *kind = kind_by_number(VB_KIND_ORGANIZATION);
	struct record_id id;
	struct pack_reader r;
	struct merged m;
	struct span text;
	bool is_there = false;
	int err = 0;

	*has_one = false;
	merged_init(&m);
	if (id_read(packed, &id))
		err = load(d, &id, &m, &is_there);
	if (err == 0 && is_there && !merged_is_deleted(&m) &&
	    merged_value(&m, kind_field_by_number(kind, VB_ORGANIZATION_NODE), &text)) {
		unpack_init(&r, text);
		text = unpack_str(&r, SIZE_MAX);
		*has_one = unpack_finish(&r) == 0 &&
		           node_id_parse((const char *)text.data, text.size, out) == 0;
	}
	merged_release(&m);
	return err;
}

int sense_consultation(struct draft *d)
{
	const struct node_id *self = node_self(d->q->node);
	const struct kind_field *field =
		kind_field_by_number(d->kind, VB_CONSULTATION_ORGANIZATION);
	const struct span *members;
	bool is_others = false;
	size_t count;

	if (d->is_new || !tells_result(d) || space_role(d->space->space, self) >= VB_ROLE_STEWARD)
		return 0;
	count = merged_members(&d->merged, field, &members);
	for (size_t i = 0; i < count; i++) {
		struct node_id office;
		bool has_one;
		int err = office_of(d, members[i], &office, &has_one);

		if (err != 0)
			return err;
		if (has_one && node_id_is_equal(&office, self))
			return 0;
		is_others = is_others || has_one;
	}
	return is_others ? request_fail(d->q, VB_ERR_NO_RIGHT,
	                                "another office says what came of this station")
	                 : 0;
}

/* ---- requests for a comment ---- */

int sense_comment_request(struct draft *d)
{
	const struct node_id *self = node_self(d->q->node);
	struct node_id office;
	struct span packed;
	bool has_one;
	int err;

	if (d->is_new || d->edit.verb == VB_VERB_DELETE ||
	    !draft_changes(d, VB_COMMENT_REQUEST_ANSWER) ||
	    space_role(d->space->space, self) >= VB_ROLE_STEWARD ||
	    !merged_value(&d->merged,
	                  kind_field_by_number(d->kind, VB_COMMENT_REQUEST_ORGANIZATION), &packed))
		return 0;
	err = office_of(d, packed, &office, &has_one);
	if (err == 0 && has_one && !node_id_is_equal(&office, self))
		err = request_fail(d->q, VB_ERR_NO_RIGHT, "another office was asked");
	return err;
}
