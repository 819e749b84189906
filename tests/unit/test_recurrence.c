/*
 * recurrence: days of series as python-dateutil has them (tests/vectors/recurrence.py); limits of rules without end; what is no
 * rule.
 */
#include "protocol/kinds/recurrence.h"

#include <string.h>

#include "protocol/kinds/calendar.h"
#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/cells.h"

#define EXCEPTIONS_MAX 16

static int32_t day_of(const char *text)
{
	int32_t day;

	if (calendar_parse(span_of_str(text), &day) != 0)
		bail("no day: %s", text);
	return day;
}

static struct recurrence rule_of(const char *text)
{
	struct recurrence rule;

	if (recurrence_parse(span_of_str(text), &rule) != 0)
		bail("no rule: %s", text);
	return rule;
}

/* Reads a list of days parted by commas, or "-". */
static size_t list_read(char *text, int32_t *out, size_t max)
{
	static char *words[VB_SERIES_MAX_COUNT];
	size_t count =
		strcmp(text, "-") == 0 ? 0 : cells_cut(text, ',', words, VB_SERIES_MAX_COUNT);

	if (count > max)
		bail("too many days");
	for (size_t i = 0; i < count; i++)
		out[i] = day_of(words[i]);
	return count;
}

static bool is_line_right(const struct cells *cells)
{
	static int32_t want[VB_SERIES_MAX_COUNT], got[VB_SERIES_MAX_COUNT];
	int32_t exceptions[EXCEPTIONS_MAX];
	struct recurrence rule = rule_of(cells->at[0]);
	size_t exception_count = list_read(cells->at[2], exceptions, EXCEPTIONS_MAX);
	size_t count = list_read(cells->at[5], want, VB_SERIES_MAX_COUNT);

	if (recurrence_expand(&rule, day_of(cells->at[1]), exceptions, exception_count,
	                      day_of(cells->at[3]), day_of(cells->at[4]), got,
	                      VB_SERIES_MAX_COUNT) != count ||
	    (count > 0 && memcmp(got, want, count * sizeof(*got)) != 0)) {
		diag("%s from %s", cells->at[0], cells->at[1]);
		return false;
	}
	return true;
}

static void test_vectors(void)
{
	unsigned lines = 0, right = 0;
	struct cells cells;

	cells_open("tests/vectors/recurrence.txt");
	while (cells_next(&cells, '\t') > 0) {
		lines++;
		right += is_line_right(&cells);
	}
	is_int(lines, 417, "series");
	is_int(right, lines, "with the days that dateutil finds");
}

/* How many days a rule of every so many days has that counts so many. */
static size_t days_of(uint32_t interval, uint32_t count)
{
	static int32_t days[2 * VB_SERIES_MAX_COUNT];
	const struct recurrence rule = {
		.freq = VB_FREQ_DAILY, .interval = interval, .count = count, .until = VB_DAY_MAX
	};

	return recurrence_expand(&rule, day_of("2026-02-28"), NULL, 0, VB_DAY_MIN, VB_DAY_MAX, days,
	                         2 * VB_SERIES_MAX_COUNT);
}

static void test_most(void)
{
	/* limit VB_SERIES_MAX_COUNT */
	is_int(days_of(1, 1024), 1024, "as many days as a series can have");
	is_int(days_of(1, 1025), 1024, "one more does not come");
	/* limit VB_SERIES_MAX_DAYS, 20 years with five leap days */
	is_int(days_of(7305, 2), 2, "a second day after 20 years");
	is_int(days_of(7306, 2), 1, "a day later it does not come");
}

static void test_limits(void)
{
	static int32_t days[2 * VB_SERIES_MAX_COUNT];
	struct recurrence daily = rule_of("FREQ=DAILY"), rare = rule_of("FREQ=YEARLY");
	struct recurrence never = rule_of("FREQ=MONTHLY;INTERVAL=12;BYMONTHDAY=30");
	int32_t start = day_of("2026-02-28");

	ok(recurrence_is_endless(&daily), "a rule without end");
	is_int(recurrence_expand(&daily, start, NULL, 0, VB_DAY_MIN, VB_DAY_MAX, days,
	                         2 * VB_SERIES_MAX_COUNT),
	       VB_SERIES_MAX_COUNT, "ends after so many days");
	is_int(recurrence_expand(&rare, start, NULL, 0, VB_DAY_MIN, VB_DAY_MAX, days, 100), 21,
	       "or after 20 years: 2026 to 2046");
	is_int(recurrence_expand(&never, start, NULL, 0, VB_DAY_MIN, VB_DAY_MAX, days, 100), 0,
	       "one that never comes, too");
	is_int(recurrence_expand(&daily, VB_DAY_MAX - 1, NULL, 0, VB_DAY_MIN, VB_DAY_MAX, days,
	                         100),
	       2, "at the end of the calendar");
	is_int(recurrence_expand(&daily, start, NULL, 0, VB_DAY_MIN, VB_DAY_MAX, days, 5), 5,
	       "no more than asked for");
	ok(!recurrence_is_endless(&(struct recurrence){ .count = 3, .until = VB_DAY_MAX }),
	   "a count is an end");
	daily = rule_of("freq=daily;until=20260302T225959Z");
	ok(!recurrence_is_endless(&daily), "a last day is one");
	is_int(recurrence_expand(&daily, start, NULL, 0, VB_DAY_MIN, VB_DAY_MAX, days, 100), 3,
	       "of a moment the day counts: 28 February to 2 March");
}

static void test_refused(void)
{
	static const char *const texts[] = {
		"",
		"FREQ",
		"FREQ=",
		"FREQ=HOURLY",
		"INTERVAL=2",
		"FREQ=DAILY;",
		"FREQ=DAILY;FREQ=DAILY",
		"FREQ=DAILY;INTERVAL=0",
		"FREQ=DAILY;INTERVAL=-1",
		"FREQ=DAILY;INTERVAL=1001",
		"FREQ=DAILY;INTERVAL=99999999999999999999",
		"FREQ=DAILY;COUNT=0",
		"FREQ=DAILY;COUNT=3;UNTIL=20270101",
		"FREQ=DAILY;UNTIL=2027-01-01",
		"FREQ=DAILY;UNTIL=20270229",
		"FREQ=DAILY;UNTIL=20270101X120000Z",
		"FREQ=WEEKLY;BYDAY=1MO",
		"FREQ=WEEKLY;BYDAY=MONDAY",
		"FREQ=WEEKLY;BYDAY=-MO",
		"FREQ=WEEKLY;BYDAY=",
		"FREQ=WEEKLY;BYDAY=MO,",
		"FREQ=WEEKLY;BYDAY=XX",
		"FREQ=WEEKLY;BYMONTHDAY=3",
		"FREQ=WEEKLY;WKST=SU",
		"FREQ=MONTHLY;BYDAY=MO,1TU",
		"FREQ=MONTHLY;BYDAY=6MO",
		"FREQ=MONTHLY;BYDAY=0MO",
		"FREQ=MONTHLY;BYMONTHDAY=32",
		"FREQ=MONTHLY;BYMONTHDAY=0",
		"FREQ=MONTHLY;BYSETPOS=1",
		"FREQ=MONTHLY;BYDAY=MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO,MO",
		"FREQ=YEARLY;BYDAY=MO",
		"FREQ=YEARLY;BYMONTHDAY=1",
		"RRULE:FREQ=DAILY",
	};
	struct recurrence rule = { .count = 77 };

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		is_err(recurrence_parse(span_of_str(texts[i]), &rule), VB_ERR_BAD_VALUE, "\"%s\"",
		       texts[i]);
	is_int(rule.count, 77, "and the result is left alone");
}

int main(void)
{
	test_vectors();
	test_most();
	test_limits();
	test_refused();
	return done();
}
