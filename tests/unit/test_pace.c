/* pace: what seats, sittings and rules of a committee add up to on a day. Days: Python's datetime. */
#include "cli/pace.h"

#include "cli/moment.h"
#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

#define A "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define B "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"

static struct json *json_of(const char *text)
{
	struct json_fault fault;
	struct json *value;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("not JSON: %s", fault.text);
	return value;
}

static int32_t day_of(const char *text)
{
	int32_t day = 0;

	if (calendar_parse(span_of_str(text), &day) < 0)
		bail("no day: %s", text);
	return day;
}

/* A committee by its fields, its meetings' days and hosts, and two seats that host in turn: A, then B. */
struct table {
	struct pace pace;
	struct json *organization;
	struct json *hosts[8];
	struct sitting sittings[8];
	struct seat seats[4];
};

static void table_make(struct table *t, const char *fields)
{
	char text[1000];

	(void)snprintf(text, sizeof(text),
	               "{\"created\":1412776800000,\"fields\":{\"name\":\"AG\",%s}}", fields);
	*t = (struct table){ .organization = json_of(text) };
	t->pace.seats.organization = t->organization;
	t->pace.seats.items = t->seats;
	t->pace.sittings.items = t->sittings;
}

static void table_release(struct table *t)
{
	json_destroy(&t->organization);
	for (size_t i = 0; i < t->pace.sittings.count; i++)
		json_destroy(&t->hosts[i]);
}

/* host: A, B or nobody. */
static struct sitting *meet(struct table *t, const char *day, const char *fields)
{
	size_t at = t->pace.sittings.count++;
	char text[1000];

	(void)snprintf(text, sizeof(text), "{\"fields\":{%s}}", fields);
	t->hosts[at] = json_of(text);
	t->sittings[at] =
		(struct sitting){ .record = t->hosts[at], .has_start = true, .day = day_of(day) };
	return &t->sittings[at];
}

static struct seat *seat(struct table *t, const char *organization, uint32_t turn)
{
	struct seat *seat = &t->seats[t->pace.seats.count++];

	*seat = (struct seat){ .id = { { (uint8_t)t->pace.seats.count } },
		               .organization = seats_id_of(organization),
		               .start = VB_DAY_MIN,
		               .end = VB_DAY_MAX,
		               .host_turn = turn };
	return seat;
}

static void find(struct table *t, const char *today)
{
	t->pace.today = day_of(today);
	pace_find(&t->pace, VB_MOMENT_ZONE);
}

static void test_year(void)
{
	struct table t;

	table_make(&t, "\"meetingsPerYear\":3,\"startDate\":\"2014-01-01\"");
	meet(&t, "2014-02-03", "");
	meet(&t, "2014-06-02", "");
	find(&t, "2014-09-15");
	is_int(t.pace.per_year, 3, "three a year");
	is_int(t.pace.year.missing, 1, "the third is neither held nor planned");
	is_int(t.pace.year.due, day_of("2014-12-31"), "by the end of the year");
	is_int(t.pace.year.late_days, 0, "that is not late yet");
	meet(&t, "2014-11-03", "");
	find(&t, "2014-09-15");
	is_int(t.pace.year.missing, 0, "planned: nothing is missing");
	t.sittings[2].stage = VB_STAGE_CANCELLED;
	find(&t, "2014-09-15");
	is_int(t.pace.year.missing, 1, "cancelled: it is missing again");
	table_release(&t);
}

static void test_life(void)
{
	struct table t;

	table_make(&t, "\"meetingsPerYear\":3");
	find(&t, "2014-12-01");
	is_int(t.pace.since, day_of("2014-10-08"), "since its record was made");
	is_int(t.pace.year.missing, 1, "only the last third of the year is asked for");
	table_release(&t);
	table_make(&t, "\"meetingsPerYear\":3,\"endDate\":\"2014-11-30\"");
	find(&t, "2014-11-30");
	ok(!t.pace.is_over && t.pace.year.is_due, "its last day");
	find(&t, "2014-12-01");
	ok(t.pace.is_over && t.pace.per_year == 0, "the day after: over, owes nothing");
	table_release(&t);
	table_make(&t, "\"meetingsPerYear\":999,\"cadenceDays\":-1,\"minGapDays\":\"x\"");
	find(&t, "2014-12-01");
	ok(t.pace.per_year == 0 && t.pace.max_days == 0 && t.pace.min_days == 0,
	   "numbers that cannot be");
	table_release(&t);
}

static void test_gap(void)
{
	struct table t;

	table_make(&t, "\"cadenceDays\":56,\"minGapDays\":28,\"startDate\":\"2014-01-01\"");
	meet(&t, "2014-09-01", "");
	find(&t, "2014-10-30");
	is_int(t.pace.gap.due, day_of("2014-10-27"), "eight weeks after the last");
	is_int(t.pace.gap.late_days, 3, "three days ago");
	meet(&t, "2014-10-10", "")->is_extra = true;
	find(&t, "2014-10-30");
	is_int(t.pace.gap.late_days, 3, "an extra session changes nothing");
	table_release(&t);
}

static void test_host(void)
{
	struct table t;
	const struct record_id a = seats_id_of(A), b = seats_id_of(B);

	table_make(&t, "\"startDate\":\"2014-01-01\"");
	find(&t, "2014-09-01");
	ok(!t.pace.has_host, "nobody hosts");
	seat(&t, A, 1);
	seat(&t, B, 2);
	find(&t, "2014-09-01");
	ok(t.pace.has_host && record_id_is_equal(&t.pace.host, &a), "the first of them begins");
	meet(&t, "2014-02-03", "\"hostOrganization\":\"" A "\"");
	find(&t, "2014-09-01");
	ok(record_id_is_equal(&t.pace.host, &b), "then the second");
	meet(&t, "2014-03-03", "\"hostOrganization\":\"" B "\"")->is_extra = true;
	meet(&t, "2014-04-03", "\"hostOrganization\":\"" B "\"")->stage = VB_STAGE_CANCELLED;
	meet(&t, "2014-05-03", "");
	find(&t, "2014-09-01");
	ok(record_id_is_equal(&t.pace.host, &b), "extra, cancelled and hostless ones take no turn");
	meet(&t, "2014-10-01", "\"hostOrganization\":\"" B "\"");
	find(&t, "2014-09-01");
	ok(record_id_is_equal(&t.pace.host, &a), "one that is planned does");
	table_release(&t);
}

static void test_seats(void)
{
	struct table t;

	table_make(&t, "\"startDate\":\"2014-01-01\"");
	seat(&t, A, 0)->person = seats_id_of(A);
	seat(&t, A, 0);
	seat(&t, A, 0)->flags = VB_SEAT_OPTIONAL;
	seat(&t, A, 0)->substitute_for = t.seats[0].id;
	find(&t, "2014-09-01");
	is_int(t.pace.statutory, 2, "two have a vote");
	is_int(t.pace.vacant, 1,
	       "one of them is vacant; optional ones and substitutes are not asked for");
	table_release(&t);
	table_make(&t, "\"votingMemberCount\":49");
	find(&t, "2014-09-01");
	is_int(t.pace.statutory, 49, "a number that is said counts");
	table_release(&t);
}

static void test_next(void)
{
	struct table t;

	table_make(&t, "\"rules\":\"goSH\"");
	t.pace.rulebook = rulebook_of(t.organization, NULL);
	meet(&t, "2014-09-01", "\"state\":\"closed\"")->stage = VB_STAGE_CLOSED;
	meet(&t, "2014-09-20", "")->stage = VB_STAGE_CANCELLED;
	meet(&t, "2014-09-30", "");
	find(&t, "2014-09-10");
	is_u64(t.pace.next, 2, "the next that will be");
	is_int(t.pace.invite_by, day_of("2014-09-22"),
	       "seven whole days between: 23 to 29 September");
	is_int(pace_minutes(&t.pace, 0).due, day_of("2014-09-30"),
	       "minutes: at the next sitting, not after 30 days");
	is_str(pace_minutes(&t.pace, 0).rule, "GO SH 41", "by which rule");
	ok(!pace_minutes(&t.pace, 2).has_due, "none of what was not held");
	t.sittings[2].stage = VB_STAGE_INVITED;
	find(&t, "2014-09-10");
	is_int(t.pace.invite_by, VB_DAY_MAX, "it was invited to");
	find(&t, "2014-10-01");
	is_u64(t.pace.next, VB_PACE_NONE, "none after that");
	t.sittings[0].stage = VB_STAGE_APPROVED;
	ok(!pace_minutes(&t.pace, 0).has_due, "minutes that are there");
	table_release(&t);
	table_make(&t, "\"rules\":\"goSH\"");
	t.pace.rulebook = rulebook_of(t.organization, NULL);
	meet(&t, "2014-09-01", "\"meetingState\":\"durchgeführt\"")->stage = VB_STAGE_CLOSED;
	find(&t, "2015-09-10");
	ok(!pace_minutes(&t.pace, 0).has_due, "nobody waits for those of an imported one");
	table_release(&t);
}

int main(void)
{
	test_year();
	test_life();
	test_gap();
	test_host();
	test_seats();
	test_next();
	return done();
}
