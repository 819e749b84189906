/*
 * blank: the form of Lübeck's report written and read again, boxes in all their states, texts that look like headings, and what is no
 * form.
 */
#include "cli/blank.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static char why[VB_BLANK_WHY_BYTES];

static struct json *tree(const char *text)
{
	struct json_fault fault;
	struct json *value;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("%s: %s", text, fault.text);
	return value;
}

static char *write_form(const struct json *fields, const struct json *points)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	blank_write(fields, points, out);
	if (fclose(out) != 0)
		abort();
	return text;
}

static const char report[] =
	"{\"name\": \"Bericht zum Integrationskonzept\", \"paperType\": \"Bericht\","
	"\"reference\": \"VO/2014/01993\", \"date\": \"2014-09-29\","
	"\"editor\": \"أمينة Коваленко\","
	"\"occasion\": \"Bürgerschaftsbeschluss vom 23.02.2012\","
	"\"involved\": \"Alle Fachbereiche\\nund Gruppen\","
	"\"childrenInvolved\": 2, \"childrenReason\": \"Es handelt sich\\num einen Bericht\","
	"\"measureNew\": 0, \"measureVoluntary\": 1, \"measurePrescribed\": 2,"
	"\"prescribedBy\": \"§ 4: siehe dort\", \"financeEffect\": 0,"
	"\"report\": \"s. Anlage\", \"signatory\": \"Senator\","
	"\"annexes\": \"Integrationsbericht\"}";

/* Every field of the form comes back; those that are not there, as nothing. */
static void check_again(const char *fields_text, const char *points_text, const char *name)
{
	struct json *fields = tree(fields_text);
	struct json *points = tree(points_text);
	char *text = write_form(fields, points);
	struct json *read = json_new_map();
	struct json *read_points = NULL;
	const char *key;
	void *iterator = NULL;
	struct json *value;

	is_err(blank_read(span_of_str(text), read, &read_points, why), 0, "%s", name);
	while (json_next(fields, &iterator, &key, &value))
		ok(blank_is_same(json_get(read, key), value), "%s: %s", name, key);
	iterator = NULL;
	while (json_next(read, &iterator, &key, &value))
		ok(blank_is_same(value, json_get(fields, key)), "%s: %s, as it was", name, key);
	ok(json_is_same(points, read_points), "%s: points", name);
	json_destroy(&fields);
	json_destroy(&points);
	json_destroy(&read);
	json_destroy(&read_points);
	free(text);
}

static void test_again(void)
{
	check_again(report, "[\"Es wird beschlossen.\", \"Die Ziele\\n\\nsind anzupassen.\"]",
	            "the report");
	check_again("{}", "[]", "an empty form");
	check_again("{\"report\": \"a\\n== Anlass ==\\n\\\\== b ==\\n# c\\n  d\", \"occasion\": "
	            "\"== x ==\","
	            "\"childrenInvolved\": 1, \"measureNew\": 2, \"financeEffect\": 2,"
	            "\"financeAnnex\": \"Anlage 1\"}",
	            "[\"a\\n2. b\\n\\\\3. c\\n4.d\", \"5. e\", \"== f ==\\n== g ==\"]",
	            "texts like headings");
}

static void test_boxes(void)
{
	struct json *fields = tree(report);
	struct json *points = json_new_list();
	char *text = write_form(fields, points);

	ok(strstr(text, "[ ] Yes\n[x] No\nWhy: Es handelt sich\n  um einen Bericht\n") != NULL,
	   "a no, with its reason");
	ok(strstr(text, "[ ] new\n[x] voluntary\n[-] prescribed by: § 4: siehe dort\n") != NULL,
	   "nothing, a yes, a no");
	ok(strstr(text, "== Financial effects ==\n[ ] No\n[ ] Yes: \n") != NULL,
	   "nobody said anything");
	json_destroy(&fields);
	json_destroy(&points);
	free(text);
	/* Beside a box, too, white space at the ends says nothing. */
	fields = json_new_map();
	points = NULL;
	is_err(blank_read(span_of_str("== Financial effects ==\n[x] Yes: \tAnlage 1\n  \n"), fields,
	                  &points, why),
	       0, "a tab beside a box");
	json_destroy(&points);
	points = json_new_text("Anlage 1 ");
	ok(blank_is_same(json_get(fields, "financeAnnex"), points), "is none");
	json_destroy(&points);
	json_destroy(&fields);
}

/* Parts of a form, as somebody typed them. */
static void test_typed(void)
{
	struct json *fields = json_new_map();
	struct json *points = NULL;

	is_err(blank_read(span_of_str("Liebe Kollegin,\r\n\r\n== Date ==\r\n29.9.2014\r\n"
	                              "== Financial effects ==\n[X]  Yes : Anlage 1\n[ ] No\n\n"
	                              "== Outcome ==\n\n"),
	                  fields, &points, why),
	       0, "three parts");
	is_str(json_get_text(fields, "date"), "2014-09-29", "a date as it is written in German");
	is_int(json_int(json_get(fields, "financeEffect"), 9), 1, "a big X");
	is_str(json_get_text(fields, "financeAnnex"), "Anlage 1", "the annex");
	is_int(json_form_of(json_get(fields, "involvedResult")), JSON_FORM_NIL, "emptied");
	is_int(json_count(fields), 4, "nothing else");
	is_int(json_form_of(points), JSON_FORM_NIL, "points are not spoken of");
	json_destroy(&points);
	is_err(blank_read(span_of_str("== Proposed decision ==\n\nvorweg\n1. a\n 2. b\n3. \n"),
	                  fields, &points, why),
	       0, "points");
	is_int(json_count(points), 2, "two");
	is_str(json_text(json_at(points, 0)), "vorweg", "one without a number");
	is_str(json_text(json_at(points, 1)), "a\n 2. b", "an indented number is none");
	json_destroy(&points);
	json_destroy(&fields);
}

static void test_bad(void)
{
	static const struct {
		const char *text, *reason;
	} rows[] = {
		{ "", "heading" },
		{ "nur Text\n", "heading" },
		{ "== Anlaß ==\n", "line 1" },
		{ "\n== Financial effects ==\n[x] Yes:\n[x] No\n", "line 4" },
		{ "== Financial effects ==\n[-] Yes:\n", "line 2" },
		{ "== Financial effects ==\n[?] Yes:\n", "line 2" },
		{ "== Financial effects ==\nYes\n", "line 2" },
		{ "== Financial effects ==\nbis 2030\n", "line 2" },
		{ "== The measure is ==\n[x] new\n[-] new\n", "line 3" },
		{ "== Financial effects ==\n[\n", "line 2" },
	};
	struct json *fields = json_new_map();
	struct json *points = NULL;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		why[0] = '\0';
		is_err(blank_read(span_of_str(rows[i].text), fields, &points, why),
		       VB_ERR_BAD_INPUT, "bad: %s", rows[i].text);
		ok(strstr(why, rows[i].reason) != NULL, "says why: %s", why);
	}
	is_err(blank_read(
		       span_of_str(
			       "== Financial effects ==\n"
			       "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefgüz\n"),
		       fields, &points, why),
	       VB_ERR_BAD_INPUT, "a long line");
	ok(strlen(why) > 8 && strcmp(why + strlen(why) - 8, " abcdefg") != 0 &&
	           strcmp(why + strlen(why) - 7, "abcdefg") == 0,
	   "is cut before a letter of two bytes: %s", why);
	is_err(blank_read(span_of_str("== Title ==\n\xff\n"), fields, &points, why),
	       VB_ERR_BAD_UTF8, "no UTF-8");
	ok(points == NULL, "no points of it");
	json_destroy(&fields);
}

int main(void)
{
	test_again();
	test_boxes();
	test_typed();
	test_bad();
	return done();
}
