/* sense_committee: what makes no sense for organizations, seats and rules; see sense.h; tested by tests/unit/test_control_refused.c. */
#include "daemon/control/sense.h"

#include "daemon/control/title.h"
#include "protocol/kinds/cadence.h"
#include "protocol/kinds/committee.h"
#include "protocol/kinds/profile.h"
#include "protocol/node_id.h"

/* True if a reference that is changed leads to the record itself. */
static bool is_itself(const struct draft *d, uint32_t field)
{
	struct record_id id = { { 0 } };
	struct pack_reader r;
	struct span value;

	if (d->is_new || !draft_changes(d, field) || !draft_wanted(d, field, &value))
		return false;
	unpack_init(&r, value);
	unpack_fixed(&r, id.b, sizeof(id.b));
	return unpack_finish(&r) == 0 && record_id_is_equal(&id, &d->id);
}

/* ---- organizations ---- */

static int check_deleted(struct draft *d)
{
	struct record_ref root;
	struct merged m;
	bool is_found = false;
	int err;

	merged_init(&m);
	err = title_root(d->q, d->space, &m, &root, &is_found);
	merged_release(&m);
	if (err == 0 && is_found && record_id_is_equal(&root.id, &d->id))
		err = request_fail(d->q, VB_ERR_BAD_VALUE, "id is the committee itself");
	return err;
}

static int check_node(struct draft *d)
{
	struct pack_reader r;
	struct node_id id;
	struct span value, text;

	if (!draft_changes(d, VB_ORGANIZATION_NODE) ||
	    !draft_wanted(d, VB_ORGANIZATION_NODE, &value))
		return 0;
	unpack_init(&r, value);
	text = unpack_str(&r, value.size);
	if (unpack_finish(&r) == 0 && node_id_parse((const char *)text.data, text.size, &id) == 0)
		return 0;
	return request_fail(d->q, VB_ERR_BAD_VALUE, "node is not the number of an office");
}

static int check_cadence(struct draft *d)
{
	struct pack_reader r;
	struct span value;
	uint64_t count;

	if (!draft_changes(d, VB_ORGANIZATION_MEETINGS_PER_YEAR) ||
	    !draft_wanted(d, VB_ORGANIZATION_MEETINGS_PER_YEAR, &value))
		return 0;
	unpack_init(&r, value);
	count = unpack_uint(&r, UINT64_MAX);
	if (unpack_finish(&r) == 0 && count >= 1 && count <= VB_CADENCE_PER_YEAR_MAX)
		return 0;
	return request_fail(d->q, VB_ERR_OUT_OF_RANGE, "meetingsPerYear is not from 1 to %u",
	                    VB_CADENCE_PER_YEAR_MAX);
}

/* No organization is a part of itself, by no detour. What comes from a council information system stays as it is there:
 * readers open circles. */
static int check_whole(struct draft *d)
{
	const struct kind_field *field = kind_field_by_number(d->kind, VB_ORGANIZATION_PART_OF);
	bool is_import = d->batch != NULL && d->batch->find != NULL;
	struct span whole;
	bool is_back = false;
	int err = 0;

	if (!is_import && !d->is_new && draft_changes(d, VB_ORGANIZATION_PART_OF) &&
	    draft_wanted(d, VB_ORGANIZATION_PART_OF, &whole))
		err = sense_leads_back(d, field, whole, &is_back);
	return err == 0 && is_back ? request_fail(d->q, VB_ERR_BAD_VALUE,
	                                          "an organization is no part of itself")
	                           : err;
}

int sense_organization(struct draft *d)
{
	int err;

	if (d->edit.verb == VB_VERB_DELETE)
		return check_deleted(d);
	err = check_node(d);
	if (err == 0)
		err = check_cadence(d);
	if (err == 0)
		err = check_whole(d);
	return err == 0 ? sense_merger(d) : err;
}

/* ---- seats ---- */

/* True if both have the same person. */
static bool is_same_person(const struct draft *d, struct merged *other)
{
	struct span ours, theirs;

	return draft_wanted(d, VB_MEMBERSHIP_PERSON, &ours) &&
	       merged_value(other, kind_field_by_number(d->kind, VB_MEMBERSHIP_PERSON), &theirs) &&
	       span_is_equal(ours, theirs);
}

/* True if both have the same value, or neither has one. */
static bool is_same_committee(const struct draft *d, struct merged *other)
{
	const struct kind_field *field = kind_field_by_number(d->kind, VB_MEMBERSHIP_ORGANIZATION);
	struct span ours = { NULL, 0 }, theirs = { NULL, 0 };

	if (!draft_wanted(d, VB_MEMBERSHIP_ORGANIZATION, &ours))
		ours.size = 0;
	if (!merged_value(other, field, &theirs))
		theirs.size = 0;
	return span_is_equal(ours, theirs);
}

static int check_substitute(struct draft *d, struct merged *seat)
{
	struct span value;

	if (is_same_person(d, seat))
		return request_fail(d->q, VB_ERR_BAD_VALUE,
		                    "a person is no substitute of themselves");
	if (!draft_changes(d, VB_MEMBERSHIP_SUBSTITUTE_FOR))
		return 0;
	if (merged_value(seat, kind_field_by_number(d->kind, VB_MEMBERSHIP_SUBSTITUTE_FOR), &value))
		return request_fail(d->q, VB_ERR_BAD_VALUE, "substituteFor is a substitute itself");
	if (!is_same_committee(d, seat))
		return request_fail(d->q, VB_ERR_BAD_VALUE,
		                    "substituteFor is a seat of another committee");
	return 0;
}

int sense_membership(struct draft *d)
{
	struct merged seat;
	bool is_there = false;
	int err;

	if (d->edit.verb == VB_VERB_DELETE || (!draft_changes(d, VB_MEMBERSHIP_SUBSTITUTE_FOR) &&
	                                       !draft_changes(d, VB_MEMBERSHIP_PERSON)))
		return 0;
	if (is_itself(d, VB_MEMBERSHIP_SUBSTITUTE_FOR))
		return request_fail(d->q, VB_ERR_BAD_VALUE, "%s leads to the record itself",
		                    "substituteFor");
	merged_init(&seat);
	err = draft_follow(d, VB_MEMBERSHIP_SUBSTITUTE_FOR, &seat, &is_there);
	if (err == 0 && is_there)
		err = check_substitute(d, &seat);
	merged_release(&seat);
	return err;
}

/* ---- rules ---- */

int sense_rules(struct draft *d)
{
	static const uint32_t numbers[] = { VB_RULE_PROFILE_NOTICE_DAYS, VB_RULE_PROFILE_QUORUM_MIN,
		                            VB_RULE_PROFILE_MINUTES_DAYS,
		                            VB_RULE_PROFILE_REPEAT_DAYS };

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		const struct kind_field *field = kind_field_by_number(d->kind, numbers[i]);
		struct profile profile = profile_get(VB_PROFILE_ROUND_TABLE);
		struct pack_reader r;
		struct span value;

		if (d->edit.verb == VB_VERB_DELETE || !draft_changes(d, numbers[i]) ||
		    !draft_wanted(d, numbers[i], &value))
			continue;
		unpack_init(&r, value);
		if (profile_set(&profile, numbers[i], unpack_uint(&r, UINT64_MAX)) < 0)
			return request_fail(d->q, VB_ERR_OUT_OF_RANGE, "%s is not from %u to %u",
			                    field->name, 0u, VB_PROFILE_VALUE_MAX);
	}
	return 0;
}
