/* sense_fund: what this office does not write about applications for money; see sense.h; tested by
 * tests/unit/test_sense_fund.c.
 *
 * Nobody takes the place of somebody else's application, or adds to its costs; what others write of that kind counts for
 * nothing by protocol/kinds/fund.h. */
#include "daemon/control/sense.h"

#include "protocol/kinds/committee.h"
#include "protocol/kinds/fund.h"
#include "protocol/node_id.h"
#include "store/records.h"

static const struct kind_field *row_of(uint32_t kind, uint32_t field)
{
	return kind_field_by_number(kind_by_number(kind), field);
}

/* A text of the record as it would be; empty: none. */
static struct span text_of(const struct draft *d, uint32_t field)
{
	struct pack_reader r;
	struct span packed, text;

	if (!draft_wanted(d, field, &packed))
		return span_of(NULL, 0);
	unpack_init(&r, packed);
	text = unpack_str(&r, SIZE_MAX);
	return unpack_finish(&r) == 0 ? text : span_of(NULL, 0);
}

/* A number of it; 0: none. */
static uint64_t number_of(struct span packed)
{
	struct pack_reader r;

	unpack_init(&r, packed);
	return unpack_uint(&r, UINT64_MAX);
}

/* The office that answers for the organization of a reference; zero: none, or none that is here. */
static int office_find(struct draft *d, struct span packed, struct node_id *out)
{
	struct record_ref ref;
	struct record_id id;
	struct pack_reader r;
	struct span value;
	struct merged m;
	int err;

	*out = (struct node_id){ { 0 } };
	unpack_init(&r, packed);
	unpack_fixed(&r, id.b, sizeof(id.b));
	if (unpack_finish(&r) != 0)
		return 0;
	err = records_find(node_view(d->q->node), d->space->number, &id, &ref, &value);
	if (err != 0)
		return err == VB_ERR_NOT_FOUND ? 0 : err;
	merged_init(&m);
	if (merged_decode(&m, value) != 0)
		err = VB_ERR_STORE_CORRUPT;
	else if (m.kind == VB_KIND_ORGANIZATION &&
	         merged_value(&m, row_of(VB_KIND_ORGANIZATION, VB_ORGANIZATION_NODE), &value)) {
		unpack_init(&r, value);
		value = unpack_str(&r, SIZE_MAX);
		if (node_id_parse((const char *)value.data, value.size, out) != 0)
			*out = (struct node_id){ { 0 } };
	}
	merged_release(&m);
	return err;
}

/* Whether this office may say something about an application that is there. */
static int office_check(struct draft *d, struct merged *application)
{
	const struct node_id *self = node_self(d->q->node);
	struct span organization;
	struct node_id office = { { 0 } };
	int err = 0;

	if (merged_value(application,
	                 row_of(VB_KIND_FUNDING_APPLICATION, VB_FUNDING_APPLICATION_ORGANIZATION),
	                 &organization))
		err = office_find(d, organization, &office);
	if (err == 0 && !fund_may_amend(self, space_role(d->space->space, self),
	                                &merged_creator(application)->author, &office))
		err = request_fail(d->q, VB_ERR_NO_RIGHT,
		                   "the application is one of another office");
	return err;
}

/* ---- the kinds ---- */

static int amends_check(struct draft *d)
{
	struct span own = { NULL, 0 }, other = { NULL, 0 };
	struct merged m;
	bool is_there;
	int err;

	if (!draft_changes(d, VB_FUNDING_APPLICATION_AMENDS))
		return 0;
	merged_init(&m);
	err = draft_follow(d, VB_FUNDING_APPLICATION_AMENDS, &m, &is_there);
	if (err == 0 && is_there) {
		(void)draft_wanted(d, VB_FUNDING_APPLICATION_ORGANIZATION, &own);
		(void)merged_value(
			&m,
			row_of(VB_KIND_FUNDING_APPLICATION, VB_FUNDING_APPLICATION_ORGANIZATION),
			&other);
		err = span_is_equal(own, other)
		              ? office_check(d, &m)
		              : request_fail(d->q, VB_ERR_BAD_VALUE,
		                             "it amends one of another applicant");
	}
	merged_release(&m);
	return err;
}

int sense_application(struct draft *d)
{
	struct span first = text_of(d, VB_FUNDING_APPLICATION_START_DATE);
	struct span last = text_of(d, VB_FUNDING_APPLICATION_END_DATE);
	struct span amount;

	if (draft_changes(d, VB_FUNDING_APPLICATION_AMOUNT) &&
	    draft_wanted(d, VB_FUNDING_APPLICATION_AMOUNT, &amount) && number_of(amount) == 0)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "amount is 0");
	if ((draft_changes(d, VB_FUNDING_APPLICATION_START_DATE) ||
	     draft_changes(d, VB_FUNDING_APPLICATION_END_DATE)) &&
	    first.size > 0 && last.size > 0 && span_compare(first, last) > 0)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "it ends before it begins");
	return amends_check(d);
}

int sense_recommendation(struct draft *d)
{
	struct span amount, asked;
	struct merged m;
	bool is_there;
	int err;

	if (!draft_changes(d, VB_FUNDING_RECOMMENDATION_AMOUNT) ||
	    !draft_wanted(d, VB_FUNDING_RECOMMENDATION_AMOUNT, &amount))
		return 0;
	merged_init(&m);
	err = draft_follow(d, VB_FUNDING_RECOMMENDATION_APPLICATION, &m, &is_there);
	if (err == 0 && is_there &&
	    merged_value(&m, row_of(VB_KIND_FUNDING_APPLICATION, VB_FUNDING_APPLICATION_AMOUNT),
	                 &asked) &&
	    number_of(amount) > number_of(asked))
		err = request_fail(d->q, VB_ERR_BAD_VALUE, "amount is more than was asked for");
	merged_release(&m);
	return err;
}

int sense_cost_position(struct draft *d)
{
	struct merged m;
	bool is_there;
	int err;

	if (!draft_changes(d, VB_COST_POSITION_APPLICATION))
		return 0;
	merged_init(&m);
	err = draft_follow(d, VB_COST_POSITION_APPLICATION, &m, &is_there);
	if (err == 0 && is_there)
		err = office_check(d, &m);
	merged_release(&m);
	return err;
}
