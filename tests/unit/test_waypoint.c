/*
 * waypoint: stations read from records of any office: a sitting here, a sitting elsewhere, a date alone, phrases and codes, and
 * what is no value at all; every status by hand.
 */
#include "cli/waypoint.h"

#include "protocol/kinds/calendar.h"
#include "tests/tap.h"

#define TODAY 16384 /* 2014-11-10 */

static struct json *consultation(const char *text)
{
	struct json_fault fault;
	struct json *fields, *one = json_new_map();

	if (json_parse(span_of_str(text), &fields, &fault) != 0)
		bail("%s: %s", text, fault.text);
	json_put(one, "fields", &fields);
	return one;
}

/* The status of one on that day. */
static const char *status_of(struct json *one)
{
	static char word[32];
	struct json *route = json_new_list();

	json_add(route, &one);
	waypoint_mark(route, TODAY);
	(void)snprintf(word, sizeof(word), "%s", json_get_text(json_at(route, 0), "status"));
	json_destroy(&route);
	return word;
}

static void test_status(void)
{
	static const struct {
		const char *fields, *status;
	} rows[] = {
		{ "{}", "waiting" },
		{ "{\"date\": \"2014-11-11\"}", "scheduled" },
		{ "{\"date\": \"2014-11-09\"}", "late" },
		{ "{\"date\": \"2014-11-09\", \"result\": \"zur Kenntnis genommen\"}", "done" },
		{ "{\"date\": \"2014-11-09\", \"result\": \"so ist es\"}", "done" },
		{ "{\"date\": \"2014-11-11\", \"result\": \"(offen)\"}", "scheduled" },
		{ "{\"date\": \"2014-11-09\", \"result\": \"vertagt\"}", "postponed" },
		{ "{\"resultCode\": \"deferred\", \"result\": \"beschlossen\"}", "postponed" },
		{ "{\"date\": \"2014-11-10\", \"state\": \"invited\"}", "invited" },
		{ "{\"date\": \"2014-11-10\", \"state\": \"open\"}", "sitting" },
		{ "{\"date\": \"2014-11-10\", \"state\": \"closed\"}", "held" },
		{ "{\"date\": \"2014-11-11\", \"state\": \"cancelled\"}", "waiting" },
		{ "{\"date\": \"2014-11-09\", \"state\": \"invited\"}", "late" },
		{ "{\"date\": \"2014-02-30\", \"state\": \"unsinn\"}", "waiting" },
		{ "{\"date\": 7, \"state\": [], \"result\": {}}", "waiting" },
	};

	is_int(calendar_day((struct date){ 2014, 11, 10 }), TODAY, "today");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		is_str(status_of(consultation(rows[i].fields)), rows[i].status, "%s",
		       rows[i].fields);
}

static void test_sitting(void)
{
	struct json *one = consultation("{\"date\": \"2014-11-09\", \"state\": \"closed\"}");

	waypoint_put_sitting(one, VB_STAGE_INVITED, TODAY + 1);
	is_str(json_get_text(one, "sitting"), "2014-11-11", "the day of a sitting here");
	is_str(status_of(one), "invited", "counts before what is said of it");
	one = consultation("{}");
	waypoint_put_sitting(one, VB_STAGE_PLANNED, VB_DAY_MAX);
	ok(json_get(one, "sitting") == NULL, "a sitting without a day");
	is_str(status_of(one), "scheduled", "is one");
}

static void test_way(void)
{
	static const char *const fields[] = {
		"{\"role\": \"zur Senatsberatung\", \"result\": \"zugestimmt\"}",
		"{\"role\": \"zur Kenntnisnahme\", \"date\": \"2014-11-04\"}",
		"{\"roleCode\": \"decision\", \"role\": \"zur Kenntnisnahme\"}",
	};
	struct json *route = json_new_list();

	for (size_t i = 0; i < 3; i++) {
		struct json *one = consultation(fields[i]);

		json_add(route, &one);
	}
	waypoint_mark(route, TODAY);
	ok(!json_is_yes(json_get(json_at(route, 0), "isCurrent")), "what is done is passed");
	ok(json_is_yes(json_get(json_at(route, 1), "isCurrent")), "it is at the second station");
	ok(!json_is_yes(json_get(json_at(route, 2), "isCurrent")), "and at no other");
	is_str(json_get_text(json_at(route, 0), "roleCode"), "advice", "a role from its words");
	is_str(json_get_text(json_at(route, 0), "resultCode"), "adopted", "a result, too");
	is_str(json_get_text(json_at(route, 1), "roleCode"), "notice", "the next");
	ok(json_get(json_at(route, 1), "resultCode") == NULL, "has no result");
	is_str(json_get_text(json_at(route, 2), "roleCode"), "decision", "a code before words");
	json_destroy(&route);
	route = json_new_list();
	waypoint_mark(route, TODAY);
	is_int(json_count(route), 0, "a way without stations");
	json_destroy(&route);
}

static void test_codes(void)
{
	struct json *one =
		consultation("{\"role\": \"zur Entscheidung\", \"result\": \"so ist es\"}");
	struct json *fields = json_get(one, "fields");

	waypoint_put_codes(fields, true);
	is_str(json_get_text(fields, "roleCode"), "decision", "a role gets its code");
	ok(json_get(fields, "resultCode") == NULL, "what is not understood none");
	waypoint_put_codes(fields, false);
	is_int(json_form_of(json_get(fields, "resultCode")), JSON_FORM_NIL,
	       "in place of another one");
	json_put_text(fields, "result", "vertagt");
	json_put_text(fields, "resultCode", "deferred");
	waypoint_put_codes(fields, false);
	is_str(json_get_text(fields, "resultCode"), "deferred", "who gives a code knows better");
	json_destroy(&one);
	one = consultation("{\"date\": \"2014-11-10\"}");
	waypoint_put_codes(json_get(one, "fields"), false);
	is_int(json_count(json_get(one, "fields")), 1, "without texts nothing");
	json_destroy(&one);
}

int main(void)
{
	test_codes();
	test_status();
	test_sitting();
	test_way();
	return done();
}
