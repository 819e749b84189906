/*
 * rollcall: what becomes of what somebody says about a seat: a further coming, a correction, or a question; who is there at a
 * moment, whatever several offices wrote. Times are minutes for the eye.
 */
#include "cli/rollcall.h"

#include "tests/tap.h"

#define OPEN INT64_MAX

/* Seat 0 came at 10, went at 20 and is there again from 30 on; seat 1 is there from 10 on; seat 2 excused; of seat 3 two
 * offices wrote that it was there, one of them until 25, and a third that it was not. */
static const struct rollcall_entry entries[] = {
	{ NULL, 0, ROLLCALL_PRESENT, 10, 20 },   { NULL, 0, ROLLCALL_PRESENT, 30, OPEN },
	{ NULL, 1, ROLLCALL_PRESENT, 10, OPEN }, { NULL, 2, ROLLCALL_EXCUSED, 0, OPEN },
	{ NULL, 3, ROLLCALL_ABSENT, 0, OPEN },   { NULL, 3, ROLLCALL_PRESENT, 10, 25 },
	{ NULL, 3, ROLLCALL_PRESENT, 10, OPEN }, { NULL, 5, ROLLCALL_PRESENT, 10, 20 },
};
#define COUNT (sizeof(entries) / sizeof(entries[0]))
#define NO_TIME INT64_MIN

static const struct {
	size_t seat;
	enum rollcall_status status;
	int64_t start, end;
	enum rollcall_way way;
	size_t at;
	const char *name;
} plans[] = {
	{ 4, ROLLCALL_PRESENT, NO_TIME, NO_TIME, ROLLCALL_NEW, 0, "the first word about a seat" },
	{ 4, ROLLCALL_ABSENT, NO_TIME, NO_TIME, ROLLCALL_NEW, 0, "that it is empty" },
	{ 0, ROLLCALL_PRESENT, 40, NO_TIME, ROLLCALL_CORRECT, 1, "came later than was written" },
	{ 0, ROLLCALL_PRESENT, 32, 35, ROLLCALL_CORRECT, 1, "and went again" },
	{ 0, ROLLCALL_PRESENT, 20, 30, ROLLCALL_NEW, 0, "between going and coming: was there" },
	{ 0, ROLLCALL_PRESENT, 15, 35, ROLLCALL_SEVERAL, 0, "over both: which of them?" },
	{ 0, ROLLCALL_PRESENT, 12, NO_TIME, ROLLCALL_SEVERAL, 0,
	  "from the first on: which of them?" },
	{ 0, ROLLCALL_PRESENT, 12, 20, ROLLCALL_CORRECT, 0, "within the first" },
	{ 0, ROLLCALL_PRESENT, NO_TIME, 50, ROLLCALL_CORRECT, 1, "went: the last time" },
	{ 0, ROLLCALL_EXCUSED, NO_TIME, NO_TIME, ROLLCALL_SEVERAL, 0, "neither was an excuse" },
	{ 1, ROLLCALL_PRESENT, NO_TIME, NO_TIME, ROLLCALL_CORRECT, 2, "said twice" },
	{ 1, ROLLCALL_EXCUSED, NO_TIME, NO_TIME, ROLLCALL_CORRECT, 2, "was not there after all" },
	{ 1, ROLLCALL_PRESENT, 5, 10, ROLLCALL_NEW, 0, "was there before, too" },
	{ 2, ROLLCALL_PRESENT, 40, NO_TIME, ROLLCALL_CORRECT, 3, "excused, and there after all" },
	{ 2, ROLLCALL_PRESENT, NO_TIME, NO_TIME, ROLLCALL_CORRECT, 3, "from the begin" },
	{ 5, ROLLCALL_PRESENT, NO_TIME, NO_TIME, ROLLCALL_UNSAID, 0, "has gone: back since when?" },
	{ 5, ROLLCALL_PRESENT, 20, NO_TIME, ROLLCALL_NEW, 0, "back at the moment of going" },
	{ 5, ROLLCALL_PRESENT, NO_TIME, 22, ROLLCALL_CORRECT, 7, "went later" },
};

static void test_plans(void)
{
	for (size_t i = 0; i < sizeof(plans) / sizeof(plans[0]); i++) {
		struct rollcall_wish wish = {
			.status = plans[i].status,
			.has_start = plans[i].start != NO_TIME,
			.has_end = plans[i].end != NO_TIME,
			.start = plans[i].start,
			.end = plans[i].end,
		};
		size_t at = 0;

		is_int(rollcall_plan(entries, COUNT, plans[i].seat, &wish, &at), plans[i].way, "%s",
		       plans[i].name);
		if (plans[i].way == ROLLCALL_CORRECT)
			is_int(at, plans[i].at, "%s: that one", plans[i].name);
	}
}

static void test_moments(void)
{
	static const struct {
		size_t seat;
		int64_t ms;
		enum rollcall_status status;
	} moments[] = {
		{ 0, 9, ROLLCALL_NONE },   { 0, 10, ROLLCALL_PRESENT }, { 0, 19, ROLLCALL_PRESENT },
		{ 0, 20, ROLLCALL_NONE },  { 0, 30, ROLLCALL_PRESENT }, { 2, 15, ROLLCALL_EXCUSED },
		{ 3, 5, ROLLCALL_ABSENT }, { 3, 15, ROLLCALL_PRESENT }, { 3, 26, ROLLCALL_PRESENT },
		{ 4, 15, ROLLCALL_NONE },
	};
	struct rollcall_entry all[COUNT];
	const struct rollcall calls = { NULL, all, COUNT };
	const struct rollcall_entry *entry;

	for (size_t turn = 0; turn < COUNT; turn++) {
		unsigned right = 0;

		for (size_t i = 0; i < COUNT; i++)
			all[i] = entries[(i + turn) % COUNT];
		for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++)
			right += rollcall_at(&calls, moments[i].seat, moments[i].ms, &entry) ==
			         moments[i].status;
		is_int(right, sizeof(moments) / sizeof(moments[0]),
		       "who is there at a moment, in whatever order it was written: %zu", turn);
	}
}

int main(void)
{
	test_plans();
	test_moments();
	return done();
}
