/* fund: the rows of funding, and its sums; see fund.h. */
#include "protocol/kinds/fund.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/kinds/lineage.h"

#define DATE VB_TYPE_DATE
#define REF VB_TYPE_REF
#define STR VB_TYPE_STR
#define UINT VB_TYPE_UINT
#define R VB_RULE_REGISTER
#define S VB_RULE_SET
#define REQUIRED VB_FIELD_REQUIRED

/* clang-format off */
static const char *const application_states[] = { "received", "complete", "withdrawn", NULL };

static const struct kind_field application_fields[] = {
	{ VB_FUNDING_APPLICATION_ORGANIZATION, "organization", REF, 0, R, 0, NULL },
	{ VB_FUNDING_APPLICATION_FUND, "fund", STR, 200, R, 0, NULL },
	{ VB_FUNDING_APPLICATION_AREA, "area", STR, 100, R, 0, NULL },
	{ VB_FUNDING_APPLICATION_GOAL, "goal", STR, 20000, R, 0, NULL },
	{ VB_FUNDING_APPLICATION_START_DATE, "startDate", DATE, 0, R, 0, NULL },
	{ VB_FUNDING_APPLICATION_END_DATE, "endDate", DATE, 0, R, 0, NULL },
	{ VB_FUNDING_APPLICATION_AMOUNT, "amount", UINT, 0, R, REQUIRED, NULL },
	{ VB_FUNDING_APPLICATION_DATE, "date", DATE, 0, R, 0, NULL },
	{ VB_FUNDING_APPLICATION_STATE, "state", STR, 20, R, 0, application_states },
	{ VB_FUNDING_APPLICATION_AMENDS, "amends", REF, 0, R, 0, NULL },
};

static const char *const recommendations[] = { "full", "partial", "none", "postponed", NULL };
static const char *const decisions[] = { "granted", "refused", NULL };

static const struct kind_field recommendation_fields[] = {
	{ VB_FUNDING_RECOMMENDATION_APPLICATION, "application", REF, 0, R, REQUIRED, NULL },
	{ VB_FUNDING_RECOMMENDATION_AGENDA_ITEM, "agendaItem", REF, 0, R, 0, NULL },
	{ VB_FUNDING_RECOMMENDATION_RESULT, "recommendation", STR, 20, R, 0, recommendations },
	{ VB_FUNDING_RECOMMENDATION_AMOUNT, "amount", UINT, 0, R, 0, NULL },
	{ VB_FUNDING_RECOMMENDATION_BARRED, "barred", REF, 0, S, 0, NULL },
	{ VB_FUNDING_RECOMMENDATION_YES, "yesCount", UINT, 0, R, 0, NULL },
	{ VB_FUNDING_RECOMMENDATION_NO, "noCount", UINT, 0, R, 0, NULL },
	{ VB_FUNDING_RECOMMENDATION_ABSTAIN, "abstainCount", UINT, 0, R, 0, NULL },
	{ 24, "reason", STR, 2000, R, 0, NULL },
	{ VB_FUNDING_RECOMMENDATION_DECISION, "decision", STR, 20, R, VB_FIELD_DISPUTE, decisions },
	{ VB_FUNDING_RECOMMENDATION_GRANTED, "granted", UINT, 0, R, VB_FIELD_DISPUTE, NULL },
	{ VB_FUNDING_RECOMMENDATION_DECIDED_BY, "decidedBy", REF, 0, R, 0, NULL },
	{ VB_FUNDING_RECOMMENDATION_DECIDED_ON, "decidedOn", DATE, 0, R, 0, NULL },
	{ 29, "condition", STR, 2000, R, 0, NULL },
};

static const struct kind_field cost_fields[] = {
	{ VB_COST_POSITION_APPLICATION, "application", REF, 0, R, REQUIRED, NULL },
	{ VB_COST_POSITION_ORDER, "order", VB_TYPE_KEY, 0, VB_RULE_ORDER, 0, NULL },
	{ VB_COST_POSITION_AMOUNT, "amount", UINT, 0, R, REQUIRED, NULL },
	{ VB_COST_POSITION_INCOME, "income", VB_TYPE_BOOL, 0, R, 0, NULL },
};
/* clang-format on */

#define FIELDS(table) table, sizeof(table) / sizeof((table)[0]), false

const struct kind fund_kinds[3] = {
	{ VB_KIND_FUNDING_APPLICATION,
	  "fundingApplication",
	  { 0 },
	  false,
	  FIELDS(application_fields) },
	{ VB_KIND_FUNDING_RECOMMENDATION,
	  "fundingRecommendation",
	  { 0 },
	  false,
	  FIELDS(recommendation_fields) },
	{ VB_KIND_COST_POSITION, "costPosition", { 0 }, false, FIELDS(cost_fields) },
};

/* ---- sums ---- */

#define CENTS_MAX UINT64_C(9007199254740991) /* 2^53 - 1: exact in every language's JSON */

static int cents_add(uint64_t *sum, uint64_t cents)
{
	if (cents > CENTS_MAX || *sum > CENTS_MAX - cents)
		return VB_ERR_OUT_OF_RANGE;
	*sum += cents;
	return 0;
}

static int application_compare(const void *x, const void *y)
{
	const struct fund_application *a = x, *b = y;

	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

bool fund_may_amend(const struct node_id *author, enum role role, const struct node_id *first,
                    const struct node_id *office)
{
	static const struct node_id none;

	return role == VB_ROLE_STEWARD || node_id_is_equal(author, first) ||
	       (!node_id_is_equal(office, &none) && node_id_is_equal(author, office));
}

void fund_find_counted(struct fund_application *applications, size_t count)
{
	struct lineage *chain = calloc(count > 0 ? count : 1, sizeof(*chain));

	if (chain == NULL)
		abort();
	if (count > 0)
		qsort(applications, count, sizeof(*applications), application_compare);
	for (size_t i = 0; i < count; i++) {
		applications[i].is_counted = !applications[i].is_withdrawn;
		chain[i].id = applications[i].id;
		chain[i].names = applications[i].amends;
	}
	lineage_find(chain, count); /* by id too, so the indexes are the same */
	for (size_t i = 0; i < count; i++) {
		size_t above = chain[i].above;

		if (above != VB_LINEAGE_NONE &&
		    record_id_is_equal(&applications[i].applicant, &applications[above].applicant))
			applications[above].is_counted = false;
	}
	free(chain);
}

int fund_total(struct fund_application *applications, size_t count, struct fund_total *out)
{
	struct fund_total total = { 0 };
	int err = 0;

	fund_find_counted(applications, count);
	for (size_t i = 0; err == 0 && i < count; i++) {
		const struct fund_application *a = &applications[i];

		if (!a->is_counted)
			continue;
		total.count++;
		err = cents_add(&total.asked, a->asked);
		if (err == 0)
			err = cents_add(&total.recommended, a->recommended);
		if (err == 0 && a->is_granted)
			err = cents_add(&total.granted, a->granted);
	}
	if (err == 0)
		*out = total;
	return err;
}

int fund_plan(const struct fund_position *positions, size_t count, uint64_t asked,
              struct fund_plan *out)
{
	struct fund_plan plan = { 0 };
	int err = asked > CENTS_MAX ? VB_ERR_OUT_OF_RANGE : 0;

	for (size_t i = 0; err == 0 && i < count; i++)
		err = cents_add(positions[i].is_income ? &plan.incomes : &plan.costs,
		                positions[i].amount);
	if (err != 0)
		return err;
	plan.open = (int64_t)plan.costs - (int64_t)plan.incomes - (int64_t)asked;
	*out = plan;
	return 0;
}

bool fund_is_barred(const struct record_id *seat_organization, const struct record_id *applicant)
{
	return !record_id_is_zero(applicant) && record_id_is_equal(seat_organization, applicant);
}
