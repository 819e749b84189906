/* outward: words of subjects, and days in Germany. */
#include "daemon/control/outward.h"

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

static void test_words(void)
{
	enum outward_subject subject;

	for (unsigned i = OUTWARD_NONE + 1; i < OUTWARD_SUBJECT_COUNT; i++) {
		const char *word = outward_word((enum outward_subject)i);

		ok(outward_parse(span_of_str(word), &subject) && subject == i, "%s", word);
	}
	ok(outward_word(OUTWARD_NONE) == NULL, "none has no word");
	ok(!outward_parse(span_of_str("fundingApplication"), &subject) &&
	           !outward_parse(span_of_str(""), &subject),
	   "kinds are no subjects");
}

/* Days by `TZ=Europe/Berlin date -d @...`. */
static void test_days(void)
{
	static const struct {
		int64_t ms;
		struct date date;
	} cases[] = {
		{ INT64_C(1796144400000), { 2026, 12, 1 } }, /* 17:00 UTC */
		{ INT64_C(1796165999999), { 2026, 12, 1 } }, /* 22:59:59.999 UTC, 23:59 in Berlin */
		{ INT64_C(1796166000000), { 2026, 12, 2 } }, /* 23:00 UTC */
		{ INT64_C(1782856799999), { 2026, 6, 30 } }, /* 21:59:59.999 UTC in summer */
		{ INT64_C(1782856800000), { 2026, 7, 1 } },  /* 22:00 UTC */
		{ INT64_C(1774739999999), { 2026, 3, 29 } }, /* before the change, 0:19 in Berlin */
		{ INT64_C(1774821600000),
		  { 2026, 3, 30 } }, /* 22:00 UTC, the first evening of summer */
		{ INT64_C(1793055599999),
		  { 2026, 10, 26 } }, /* the first evening of winter, 22:59 UTC */
		{ INT64_C(0), { 1970, 1, 1 } },
		{ INT64_C(-3600001), { 1969, 12, 31 } },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		is_int(outward_day(cases[i].ms), calendar_day(cases[i].date), "%lld",
		       (long long)cases[i].ms);
	is_int(outward_day(INT64_MAX), VB_DAY_MAX, "beyond the calendar: its last day");
	is_int(outward_day(INT64_MIN), VB_DAY_MIN, "before it: its first");
}

int main(void)
{
	test_words();
	test_days();
	return done();
}
