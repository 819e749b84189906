/* deadline: when records are due, whatever stands in them; days reckoned by hand. */
#include "cli/deadline.h"

#include "cli/day.h"
#include "tests/tap.h"

static struct json *fields_of(const char *text)
{
	struct json_fault fault;
	struct json *fields;

	if (json_parse(span_of_str(text), &fields, &fault) != 0)
		bail("%s: %s", text, fault.text);
	return fields;
}

static int32_t day(const char *text)
{
	int32_t number;

	if (calendar_parse(span_of_str(text), &number) != 0)
		bail("%s is no day", text);
	return number;
}

/* As "2027-03-31 late 12"; of what is due no more "none". */
static void is_due(struct obligation_due due, const char *want, const char *what)
{
	char text[VB_DAY_TEXT_BYTES] = "";
	char got[100];

	if (due.state != VB_OBLIGATION_NONE)
		calendar_format(due.due, text);
	(void)snprintf(got, sizeof(got), "%s%s%s %u", text, text[0] != '\0' ? " " : "",
	               deadline_word(due.state), (unsigned)due.late_days);
	is_str(got, want, "%s", what);
}

static void test_obligation(void)
{
	static const struct {
		const char *fields, *today, *want;
	} rows[] = {
		{ "{}", "2027-01-01", "none 0" },
		{ "{\"startDate\": \"bald\"}", "2027-01-01", "none 0" },
		{ "{\"startDate\": \"2027-03-31\"}", "2027-02-28", "2027-03-31 ahead 0" },
		{ "{\"startDate\": \"2027-03-31\"}", "2027-03-01", "2027-03-31 remind 0" },
		{ "{\"startDate\": \"2027-03-31\", \"reminderDays\": -1}", "2027-03-01",
		  "2027-03-31 remind 0" },
		{ "{\"startDate\": \"2027-03-31\", \"reminderDays\": 9007199254740991}",
		  "0001-01-01", "2027-03-31 remind 0" },
		{ "{\"startDate\": \"2027-03-31\", \"reminderDays\": 0}", "2027-03-31",
		  "2027-03-31 remind 0" },
		{ "{\"startDate\": \"2027-03-31\"}", "2027-04-12", "2027-03-31 late 12" },
		{ "{\"startDate\": \"2027-03-31\", \"fulfilled\": [\"2027-04-02\"]}", "2027-04-12",
		  "none 0" },
		{ "{\"startDate\": \"2027-03-31\", \"fulfilled\": [\"2027-04-31\", 7]}",
		  "2027-04-12", "2027-03-31 late 12" },
		{ "{\"startDate\": \"2028-02-29\", \"every\": 2, \"unit\": \"year\","
		  "\"fulfilled\": [\"2028-02-29\"]}",
		  "2028-03-01", "2030-02-28 ahead 0" },
		{ "{\"startDate\": \"2028-01-31\", \"every\": 1, \"unit\": \"month\","
		  "\"fulfilled\": [\"2028-01-31\"]}",
		  "2028-03-01", "2028-02-29 late 1" },
		{ "{\"startDate\": \"2028-01-31\", \"every\": 1, \"unit\": \"century\","
		  "\"fulfilled\": [\"2028-01-31\"]}",
		  "2028-03-01", "none 0" },
		{ "{\"startDate\": \"2028-01-31\", \"every\": 9007199254740991, \"unit\": \"week\","
		  "\"fulfilled\": [\"2028-01-31\"], \"reminderDays\": 1}",
		  "2028-03-01", "9999-12-31 ahead 0" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct json *fields = fields_of(rows[i].fields);

		is_due(deadline_obligation(fields, NULL, 0, day(rows[i].today)), rows[i].want,
		       rows[i].fields);
		json_destroy(&fields);
	}
}

static void test_meetings(void)
{
	const int32_t held[] = { day("2026-04-21"), day("2026-02-03") };
	struct json *fields = fields_of("{\"startDate\": \"2026-03-31\", \"every\": 3,"
	                                "\"unit\": \"month\", \"fulfilled\": [\"2026-04-01\"]}");

	is_due(deadline_obligation(fields, held, 2, day("2026-07-31")), "2026-07-21 late 10",
	       "meetings count beside the days that were said");
	json_destroy(&fields);
}

static void test_others(void)
{
	struct json *agreement =
		fields_of("{\"reviewDate\": \"2022-12-31\", \"endDate\":"
	                  "\"2024-12-31\", \"reminderDays\": 90, \"state\": \"inForce\"}");
	struct json *ended = fields_of("{\"reviewDate\": \"2022-12-31\", \"endDate\":"
	                               "\"2024-12-31\", \"state\": \"ended\"}");
	struct json *measure = fields_of("{\"endDate\": \"2023-06-30\", \"state\": \"running\"}");
	struct json *done = fields_of("{\"endDate\": \"2023-06-30\", \"state\": \"done\"}");
	struct json *asked = fields_of("{\"due\": \"2023-06-30\", \"state\": \"open\"}");
	struct json *answered = fields_of("{\"due\": \"2023-06-30\", \"answerPaper\": [\"01\"]}");
	int32_t today = day("2023-07-01");

	is_due(deadline_review(agreement, today), "2022-12-31 late 182", "a review");
	is_due(deadline_end(agreement, day("2024-10-01")), "2024-12-31 ahead 0", "91 days before");
	is_due(deadline_end(agreement, day("2024-10-02")), "2024-12-31 remind 0", "90 days before");
	is_due(deadline_review(ended, today), "none 0", "what has ended is reviewed no more");
	is_due(deadline_end(ended, today), "none 0", "nor does it end again");
	is_due(deadline_measure(measure, today), "2023-06-30 late 1", "a measure");
	is_due(deadline_measure(done, today), "none 0", "that was done");
	is_due(deadline_comment(asked, today), "2023-06-30 late 1", "a comment");
	is_due(deadline_comment(answered, today), "none 0", "that was given");
	is_due(deadline_day(day("2023-07-31"), today), "2023-07-31 remind 0", "30 days before");
	is_due(deadline_day(day("2023-08-01"), today), "2023-08-01 ahead 0", "31 days before");
	is_due(deadline_day(VB_DAY_MAX, today), "none 0", "no day");
	json_destroy(&agreement);
	json_destroy(&ended);
	json_destroy(&measure);
	json_destroy(&done);
	json_destroy(&asked);
	json_destroy(&answered);
}

int main(void)
{
	test_obligation();
	test_meetings();
	test_others();
	return done();
}
