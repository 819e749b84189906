/* sense_duty: what this office does not write about obligations, measures, agreements and organizations that go over into
 * others; see sense.h; tested by tests/unit/test_sense_duty.c.
 *
 * An end before the begin, a review before it, something that is due every nothing, an organization that goes over into
 * itself, into one that went over into it or was gone, a step that comes after itself. Records of others that say such things can still be changed in what is
 * right about them: judged is only what the draft says anew. */
#include "daemon/control/sense.h"

#include "protocol/kinds/committee.h"
#include "protocol/kinds/duty.h"

/* A day as it is written, which sorts as days do; empty: none. */
static struct span day_of(const struct draft *d, uint32_t field)
{
	struct pack_reader r;
	struct span packed;
	struct span day;

	if (!draft_wanted(d, field, &packed))
		return span_of(NULL, 0);
	unpack_init(&r, packed);
	day = unpack_str(&r, SIZE_MAX);
	return unpack_finish(&r) == 0 ? day : span_of(NULL, 0);
}

/* A day that must not lie before the begin. */
static int days_check(struct draft *d, uint32_t begin, uint32_t field, const char *sentence)
{
	struct span first = day_of(d, begin);
	struct span last = day_of(d, field);

	if ((!draft_changes(d, begin) && !draft_changes(d, field)) || first.size == 0 ||
	    last.size == 0 || span_compare(first, last) <= 0)
		return 0;
	return request_fail(d->q, VB_ERR_BAD_VALUE, "%s", sentence);
}

int sense_obligation(struct draft *d)
{
	struct span unit = { NULL, 0 };
	struct span every = { NULL, 0 };
	bool has_unit = draft_wanted(d, VB_OBLIGATION_UNIT, &unit);
	bool has_every = draft_wanted(d, VB_OBLIGATION_EVERY, &every);
	struct pack_reader r;

	if (!draft_changes(d, VB_OBLIGATION_UNIT) && !draft_changes(d, VB_OBLIGATION_EVERY))
		return days_check(d, VB_OBLIGATION_START_DATE, VB_OBLIGATION_END_DATE,
		                  "it ends before it begins");
	if (has_unit != has_every)
		return request_fail(d->q, VB_ERR_MISSING_VALUE, "%s", has_unit ? "every" : "unit");
	unpack_init(&r, every);
	if (has_every && unpack_uint(&r, UINT64_MAX) == 0)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "every is 0: it is never due again");
	return days_check(d, VB_OBLIGATION_START_DATE, VB_OBLIGATION_END_DATE,
	                  "it ends before it begins");
}

int sense_measure(struct draft *d)
{
	return days_check(d, VB_MEASURE_START_DATE, VB_MEASURE_END_DATE,
	                  "it ends before it begins");
}

int sense_agreement(struct draft *d)
{
	int err = days_check(d, VB_AGREEMENT_START_DATE, VB_AGREEMENT_END_DATE,
	                     "it ends before it begins");

	if (err == 0)
		err = days_check(d, VB_AGREEMENT_START_DATE, VB_AGREEMENT_REVIEW_DATE,
		                 "it is to be reviewed before it begins");
	return err;
}

/* True if a packed reference leads to the record of the draft. */
static bool leads_here(const struct draft *d, struct span packed)
{
	struct record_id id = { { 0 } };
	struct pack_reader r;

	unpack_init(&r, packed);
	unpack_fixed(&r, id.b, sizeof(id.b));
	return unpack_finish(&r) == 0 && !d->is_new && record_id_is_equal(&id, &d->id);
}

/* Whether the one it goes over into was gone when it ended. */
static int check_gone(struct draft *d, struct merged *other)
{
	const struct kind_field *end = kind_field_by_number(d->kind, VB_ORGANIZATION_END_DATE);
	struct span last = day_of(d, VB_ORGANIZATION_END_DATE);
	struct span packed;
	struct span gone = span_of(NULL, 0);
	struct pack_reader r;

	if (merged_value(other, end, &packed)) {
		unpack_init(&r, packed);
		gone = unpack_str(&r, SIZE_MAX);
	}
	if (last.size == 0 || gone.size == 0 || span_compare(gone, last) > 0)
		return 0;
	return request_fail(d->q, VB_ERR_BAD_VALUE, "the other one was gone by then");
}

int sense_merger(struct draft *d)
{
	const struct kind_field *into = kind_field_by_number(d->kind, VB_ORGANIZATION_MERGED_INTO);
	struct span wanted = { NULL, 0 };
	struct merged other;
	bool is_there = false;
	bool is_back = false;
	int err = 0;

	if (!draft_wanted(d, VB_ORGANIZATION_MERGED_INTO, &wanted) ||
	    (!draft_changes(d, VB_ORGANIZATION_MERGED_INTO) &&
	     !draft_changes(d, VB_ORGANIZATION_END_DATE)))
		return 0;
	if (leads_here(d, wanted))
		return request_fail(d->q, VB_ERR_BAD_VALUE,
		                    "an organization does not go over into itself");
	if (!d->is_new)
		err = sense_leads_back(d, into, wanted, &is_back);
	if (err == 0 && is_back)
		err = request_fail(d->q, VB_ERR_BAD_VALUE,
		                   "the other one went over into this one before");
	merged_init(&other);
	if (err == 0)
		err = draft_follow(d, VB_ORGANIZATION_MERGED_INTO, &other, &is_there);
	if (err == 0 && is_there)
		err = check_gone(d, &other);
	merged_release(&other);
	return err;
}

int sense_process_step(struct draft *d)
{
	for (uint32_t i = 0; i < d->edit.change_count; i++) {
		const struct edit_change *change = &d->edit.changes[i];

		if (change->field == VB_PROCESS_STEP_NEXT && change->op == VB_OP_ADD &&
		    leads_here(d,
		               span_of(d->edit.values.data + change->value_at, change->value_size)))
			return request_fail(d->q, VB_ERR_BAD_VALUE, "%s leads to the record itself",
			                    "next");
	}
	return 0;
}
