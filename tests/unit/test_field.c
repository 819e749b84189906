/* field: values as typed, as kept, as shown to scripts and to people. */
#include "cli/field.h"

#include <stdlib.h>
#include <string.h>

#include "cli/moment.h"
#include "tests/tap.h"

static struct out out; /* in a pipe */

static const struct kind_field *field_of(const char *kind, const char *name)
{
	const struct kind *row = kind_by_name(span_of_str(kind));
	const struct kind_field *field =
		row != NULL ? kind_field_by_name(row, span_of_str(name)) : NULL;

	if (field == NULL)
		bail("no field %s.%s", kind, name);
	return field;
}

/* Parses as for an option; the text of the value, or of the error. The caller frees it. */
static char *parsed(const char *kind, const char *name, const char *text)
{
	struct json *value = NULL;
	char *shown = NULL;
	size_t size;
	FILE *memory;
	int err;

	out.why[0] = '\0';
	err = field_parse(&out, field_of(kind, name), name, text, VB_MOMENT_ZONE, &value);
	memory = open_memstream(&shown, &size);
	if (err < 0)
		fprintf(memory, "%s %s\n", err_name(err), out.why);
	else
		json_print(value, true, memory);
	fclose(memory);
	shown[size - 1] = '\0';
	json_destroy(&value);
	return shown;
}

static void test_parse(void)
{
	static const struct {
		const char *kind, *field, *text, *want;
	} rows[] = {
		{ "meeting", "name", "1. Sitzung", "\"1. Sitzung\"" },
		{ "meeting", "start", "2026-12-01T18:00", "1796144400000" },
		{ "meeting", "start", "2026-10-25T02:30",
		  "AMBIGUOUS_TIME 2026-10-25T02:30: 2026-10-25T02:30:00+02:00 or "
		  "2026-10-25T02:30:00+01:00?" },
		{ "meeting", "start", "tomorrow", "BAD_TIME tomorrow" },
		{ "meeting", "cancelled", "yes", "true" },
		{ "meeting", "cancelled", "no", "false" },
		{ "agendaItem", "plannedMinutes", "15", "15" },
		{ "agendaItem", "plannedMinutes", "-1", "-1" },
		{ "agendaItem", "plannedMinutes", "15m", "BAD_VALUE --plannedMinutes 15m" },
		{ "agendaItem", "plannedMinutes", "99999999999999999999",
		  "BAD_VALUE --plannedMinutes 99999999999999999999" },
		{ "paper", "date", "2014-09-29", "\"2014-09-29\"" },
		{ "paper", "date", "29.9.2014", "\"2014-09-29\"" },
		{ "paper", "date", "31.2.2014",
		  "BAD_VALUE --date 31.2.2014: there is no such day" },
		{ "paper", "date", "2015-02-29",
		  "BAD_VALUE --date 2015-02-29: there is no such day" },
		{ "paper", "date", "morgen", "BAD_VALUE --date morgen" },
		{ "paper", "date", "1.2.3.2014.1", "BAD_VALUE --date 1.2.3.2014.1" },
		{ "meeting", "start", "1.12.2026, 18:00", "1796144400000" },
		{ "person", "email", "a@b.example", "[\"a@b.example\"]" },
		{ "person", "title", " Dr. , Prof. ,, ", "[\"Dr.\", \"Prof.\"]" },
		{ "person", "phone", ",", "[]" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char *got = parsed(rows[i].kind, rows[i].field, rows[i].text);

		is_str(got, rows[i].want, "%s %s", rows[i].field, rows[i].text);
		free(got);
	}
}

static struct json *json_of(const char *text)
{
	struct json_fault fault;
	struct json *value;

	if (json_parse(span_of_str(text), &value, &fault) != 0)
		bail("not JSON: %s", fault.text);
	return value;
}

static void test_export(void)
{
	struct json *got = json_of("{\"kind\":\"meeting\",\"created\":1412776800000,\"fields\":{"
	                           "\"name\":\"x\",\"start\":1796144400000,"
	                           "\"number\":3,\"organization\":[\"aa\"]},\"disputes\":{"
	                           "\"start\":[1796144400000,1415113200000]}}");
	struct json *want = json_of(
		"{\"kind\":\"meeting\",\"created\":\"2014-10-08T16:00:00+02:00\",\"fields\":{"
		"\"name\":\"x\","
		"\"start\":\"2026-12-01T18:00:00+01:00\",\"number\":3,\"organization\":[\"aa\"]},"
		"\"disputes\":{\"start\":[\"2026-12-01T18:00:00+01:00\",\"2014-11-04T16:00:00+01:"
		"00\"]}}");

	field_export(got, VB_MOMENT_ZONE);
	ok(json_is_same(got, want), "times are text with their offset, the rest stays");
	json_destroy(&got);
	json_destroy(&want);
	got = json_of("{\"kind\":\"unknown-77\",\"fields\":{\"start\":5}}");
	want = json_new_copy(got);
	field_export(got, VB_MOMENT_ZONE);
	ok(json_is_same(got, want), "a kind of a later version is left as it is");
	json_destroy(&got);
	json_destroy(&want);
}

static void check_shown(const char *kind, const char *field, const char *value, bool is_terminal,
                        const char *want)
{
	struct json *json = json_of(value);
	char *got;

	out.style.is_terminal = is_terminal;
	got = field_format(&out, field_of(kind, field), json, VB_MOMENT_ZONE);
	is_str(got, want, "%s %s %s", field, value, is_terminal ? "on a terminal" : "in a pipe");
	out.style.is_terminal = false;
	free(got);
	json_destroy(&json);
}

static void test_show(void)
{
	check_shown("meeting", "start", "1796144400000", false, "2026-12-01T18:00:00+01:00");
	check_shown("meeting", "start", "1796144400000", true, "Tue 2026-12-01 18:00");
	check_shown("meeting", "start", "1796165999999", true, "Tue 2026-12-01 23:59");
	check_shown("meeting", "start", "1796166000000", true, "Wed 2026-12-02 00:00");
	check_shown("meeting", "end", "-1", true, "Thu 1970-01-01 00:59");
	check_shown("agendaItem", "plannedMinutes", "1", true, "1 minute");
	check_shown("agendaItem", "plannedMinutes", "15", true, "15 minutes");
	check_shown("agendaItem", "plannedMinutes", "15", false, "15");
	check_shown("meeting", "cancelled", "true", false, "yes");
	check_shown("meeting", "number", "3", true, "3");
	check_shown("paper", "date", "\"2014-09-29\"", true, "2014-09-29");
	check_shown("paper", "date", "\"soon\"", true, "soon");
	check_shown("paper", "keyword", "[\"a\",\"b\"]", true, "a, b");
	check_shown("paper", "keyword", "[]", true, "");
	check_shown("paper", "name", "null", true, "");
	is_str(field_word(&out, "steward"), "steward", "a word in a pipe");
	is_str(field_word(&out, NULL), "", "no word");
	is_str(field_word(&out, "anything"), "anything", "a word that nobody knows");
}

int main(void)
{
	test_parse();
	test_export();
	test_show();
	return done();
}
