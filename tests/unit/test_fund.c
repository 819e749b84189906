/*
 * fund: sums of the Integrationsfonds worked out by hand, in every order; what is too much is an error; who is barred.
 */
#include "protocol/kinds/fund.h"

#include <string.h>

#include "tests/tap.h"

#define MAX UINT64_C(9007199254740991)

static struct record_id id_of(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

struct row {
	uint8_t id, amends, applicant;
	bool is_withdrawn, is_granted;
	uint64_t asked, recommended, granted;
};

/* Application 1 is amended by 3; 4 is withdrawn; 5 names an application of somebody else, which counts on. */
static const struct row rows[] = {
	{ 1, 0, 100, false, true, 500000, 500000, 500000 },
	{ 2, 0, 101, false, true, 123456, 100001, 100000 },
	{ 3, 1, 100, false, true, 450000, 450000, 400099 },
	{ 4, 0, 102, true, true, 999999, 999999, 999999 },
	{ 5, 2, 103, false, false, 1, 1, 77 },
};
#define ROWS (sizeof(rows) / sizeof(rows[0]))

static struct fund_application application_of(const struct row *row)
{
	return (struct fund_application){
		.id = id_of(row->id),
		.amends = id_of(row->amends),
		.applicant = id_of(row->applicant),
		.is_withdrawn = row->is_withdrawn,
		.is_granted = row->is_granted,
		.asked = row->asked,
		.recommended = row->recommended,
		.granted = row->granted,
	};
}

static void test_total(void)
{
	struct fund_application applications[ROWS];
	struct fund_total total;

	for (size_t first = 0; first < ROWS; first++) {
		for (size_t i = 0; i < ROWS; i++)
			applications[i] = application_of(&rows[(first + i) % ROWS]);
		memset(&total, 0, sizeof(total));
		is_err(fund_total(applications, ROWS, &total), 0, "summed up");
		is_int(total.count, 3, "three count");
		is_u64(total.asked, 573457, "asked for: 4500.00 + 1234.56 + 0.01");
		is_u64(total.recommended, 550002, "recommended: 4500.00 + 1000.01 + 0.01");
		is_u64(total.granted, 500099, "granted: 4000.99 + 1000.00");
	}
	is_err(fund_total(NULL, 0, &total), 0, "nothing");
	is_u64(total.asked, 0, "is 0");
}

static void test_overflow(void)
{
	struct fund_application two[2] = { { .id = id_of(1), .asked = MAX - 5 },
		                           { .id = id_of(2), .asked = 5 } };
	struct fund_total total = { .count = 77 };

	is_err(fund_total(two, 2, &total), 0, "the largest sum");
	is_u64(total.asked, MAX, "is exact");
	total.count = 77;
	two[0].asked++;
	is_err(fund_total(two, 2, &total), VB_ERR_OUT_OF_RANGE, "a cent more");
	is_int(total.count, 77, "leaves the result alone");
	two[0].asked = UINT64_MAX;
	is_err(fund_total(two, 1, &total), VB_ERR_OUT_OF_RANGE,
	       "and a single one that is too large");
	two[0] = two[1] =
		(struct fund_application){ .id = id_of(1), .is_granted = true, .granted = MAX };
	two[1].id = id_of(2);
	is_err(fund_total(two, 2, &total), VB_ERR_OUT_OF_RANGE, "granted");
	two[0] = two[1] = (struct fund_application){ .id = id_of(1), .recommended = MAX };
	two[1].id = id_of(2);
	is_err(fund_total(two, 2, &total), VB_ERR_OUT_OF_RANGE, "recommended");
}

static void test_plan(void)
{
	static const struct fund_position positions[] = { { 300000, false },
		                                          { 199999, false },
		                                          { 100000, true } };
	static const struct fund_position large[] = { { MAX, true }, { 1, true } };
	struct fund_plan plan;

	is_err(fund_plan(positions, 3, 399999, &plan), 0, "a plan");
	is_u64(plan.costs, 499999, "costs");
	is_u64(plan.incomes, 100000, "incomes");
	is_int(plan.open, 0, "even");
	is_err(fund_plan(positions, 3, 400000, &plan), 0, "a cent too much asked for");
	is_int(plan.open, -1, "one over");
	is_err(fund_plan(positions, 0, 0, &plan), 0, "no plan");
	is_err(fund_plan(large, 1, MAX, &plan), 0, "the largest");
	is_int(plan.open, -2 * (int64_t)MAX, "both ways");
	is_err(fund_plan(large, 2, 0, &plan), VB_ERR_OUT_OF_RANGE, "more");
	is_err(fund_plan(NULL, 0, MAX + 1, &plan), VB_ERR_OUT_OF_RANGE, "asked for too much");
}

static void test_barred(void)
{
	struct record_id none = id_of(0), caritas = id_of(1), forum = id_of(2);

	ok(fund_is_barred(&caritas, &caritas), "the applicant's seat");
	ok(!fund_is_barred(&forum, &caritas), "another");
	ok(!fund_is_barred(&none, &none), "a seat of nobody on an application of nobody");
}

static void test_amending(void)
{
	struct node_id none = { { 0 } }, caritas = { { 1 } }, forum = { { 2 } }, city = { { 3 } };

	ok(fund_may_amend(&caritas, VB_ROLE_GUEST, &caritas, &none), "its own");
	ok(fund_may_amend(&caritas, VB_ROLE_GUEST, &city, &caritas),
	   "what the office in charge filed for it");
	ok(fund_may_amend(&city, VB_ROLE_STEWARD, &caritas, &caritas), "an office in charge");
	ok(!fund_may_amend(&forum, VB_ROLE_MEMBER, &caritas, &caritas), "somebody else's");
	ok(!fund_may_amend(&none, VB_ROLE_MEMBER, &caritas, &none), "nobody answers for nobody");
}

int main(void)
{
	test_amending();
	test_total();
	test_overflow();
	test_plan();
	test_barred();
	return done();
}
