/* fund: applications for money, what they cost, what was recommended and decided; and what it sums up to.
 *
 * An application stands as it was filed: who wants another sum files a new one that amends it. Sums are whole cents.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_FUND_H
#define VB_PROTOCOL_KINDS_FUND_H

#include "protocol/kind_row.h"

enum funding_application_field {
	VB_FUNDING_APPLICATION_ORGANIZATION = 16, /* the applicant */
	VB_FUNDING_APPLICATION_FUND = 17,
	VB_FUNDING_APPLICATION_AREA = 18,
	VB_FUNDING_APPLICATION_GOAL = 19,
	VB_FUNDING_APPLICATION_START_DATE = 20,
	VB_FUNDING_APPLICATION_END_DATE = 21,
	VB_FUNDING_APPLICATION_AMOUNT = 22, /* asked for, cents */
	VB_FUNDING_APPLICATION_DATE = 23,
	VB_FUNDING_APPLICATION_STATE = 24,
	VB_FUNDING_APPLICATION_AMENDS = 25,
};

enum funding_recommendation_field {
	VB_FUNDING_RECOMMENDATION_APPLICATION = 16,
	VB_FUNDING_RECOMMENDATION_AGENDA_ITEM = 17,
	VB_FUNDING_RECOMMENDATION_RESULT = 18,
	VB_FUNDING_RECOMMENDATION_AMOUNT = 19,
	VB_FUNDING_RECOMMENDATION_BARRED = 20,
	VB_FUNDING_RECOMMENDATION_YES = 21,
	VB_FUNDING_RECOMMENDATION_NO = 22,
	VB_FUNDING_RECOMMENDATION_ABSTAIN = 23,
	VB_FUNDING_RECOMMENDATION_DECISION = 25,
	VB_FUNDING_RECOMMENDATION_GRANTED = 26,
	VB_FUNDING_RECOMMENDATION_DECIDED_BY = 27,
	VB_FUNDING_RECOMMENDATION_DECIDED_ON = 28,
};

enum cost_position_field {
	VB_COST_POSITION_APPLICATION = 16,
	VB_COST_POSITION_ORDER = 17,
	VB_COST_POSITION_AMOUNT = 18, /* cents */
	VB_COST_POSITION_INCOME = 19, /* money that comes from elsewhere */
};

extern const struct kind fund_kinds[3];

/* An application with what was decided about it; what the caller fills in, then what fund_total finds out. */
struct fund_application {
	struct record_id id;
	struct record_id amends; /* zero: none */
	struct record_id applicant;
	bool is_withdrawn;
	bool is_granted;
	uint64_t asked, recommended, granted; /* cents */

	bool is_counted; /* neither withdrawn nor amended by another one of the same applicant */
};

struct fund_total {
	size_t count; /* of applications that count */
	uint64_t asked, recommended, granted;
};

/* True if an office may amend an application that another one filed: the same, the one that answers for the applicant
 * (zero: none does), or one that is in charge. What others file counts as a new one. */
bool fund_may_amend(const struct node_id *author, enum role role, const struct node_id *first,
                    const struct node_id *office);

/* Sorts the applications by id and finds out which of them count. One that another applicant's amends stays as it is. */
void fund_find_counted(struct fund_application *applications, size_t count);

/* Sums up the applications that count, in any order. Changes their order, as fund_find_counted does.
 * Errors: VB_ERR_OUT_OF_RANGE (a sum above 2^53 - 1 cents; then nothing is summed up). */
VB_MUST int fund_total(struct fund_application *applications, size_t count, struct fund_total *out);

struct fund_position {
	uint64_t amount; /* cents */
	bool is_income;  /* from elsewhere */
};

struct fund_plan {
	uint64_t costs, incomes;
	int64_t open; /* costs without incomes and without the sum asked for: 0 in a plan that is even */
};

/* Sums up a cost plan for an application that asks for so much. Errors: VB_ERR_OUT_OF_RANGE (above 2^53 - 1). */
VB_MUST int fund_plan(const struct fund_position *positions, size_t count, uint64_t asked,
                      struct fund_plan *out);

/* True if a seat of this organization may not vote on an application of that applicant (zero: not known, nobody). */
bool fund_is_barred(const struct record_id *seat_organization, const struct record_id *applicant);

#endif
