/*
 * kind: the table in the program is the table in SPEC.md 12, row by row and field by field; rights of numbers with and
 * without a row; and which values fit which field.
 */
#include "protocol/kind.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/limits.h"
#include "protocol/pack.h"
#include "tests/tap.h"

#define LINE_MAX_BYTES 8192

/* ---- the table ---- */

/* The word at *at, which moves behind it and the blanks that follow. */
static const char *next_word(char **at)
{
	char *word = *at, *end = word + strcspn(word, " ");

	*at = end + strspn(end, " ");
	*end = '\0';
	return word;
}

static enum kind_type type_of(const char *word)
{
	static const char *const words[] = { "str",  "uint", "int",  "bool", "tri",
		                             "date", "time", "zone", "ref",  "key" };

	for (unsigned i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(word, words[i]) == 0)
			return (enum kind_type)i;
	}
	bail("SPEC.md 12 has an unknown type %s", word);
}

/* The words a field allows, as SPEC.md writes them; "" when it allows any. */
static const char *words_text(const struct kind_field *field, char out[static 200])
{
	size_t size = 0;

	out[0] = '\0';
	for (const char *const *word = field->words; word != NULL && *word != NULL; word++)
		size += (size_t)snprintf(out + size, 200 - size, "%s%s", size > 0 ? ", " : "(",
		                         *word);
	if (size > 0)
		snprintf(out + size, 200 - size, ")");
	return out;
}

/* What stands in brackets behind a field: required, words, or a remark for people. */
static void check_note(const struct kind_field *field, const char *note, const char *label)
{
	static const char required[] = "(required)";
	bool is_required = strncmp(note, required, strlen(required)) == 0;
	bool is_remark =
		strncmp(note, "(absent: ", 9) == 0 || strncmp(note, "(the object", 11) == 0;
	char words[200];

	if (is_required)
		note += strlen(required) + (note[strlen(required)] == ' ');
	is_int((field->flags & VB_FIELD_REQUIRED) != 0, is_required, "%s: required or not", label);
	is_str(words_text(field, words), is_remark ? "" : note, "%s: words", label);
}

/* Compares a field with its text, "16 meeting ref R (required)". */
static void check_field(const struct kind *kind, size_t index, char *text)
{
	const struct kind_field *field = kind_field_at(kind, index);
	uint32_t number = (uint32_t)strtoul(next_word(&text), NULL, 10);
	const char *name = next_word(&text);
	enum kind_type type = type_of(next_word(&text));
	unsigned long max = type == VB_TYPE_STR ? strtoul(next_word(&text), NULL, 10) : 0;
	const char *rule = next_word(&text);
	char label[100];

	snprintf(label, sizeof(label), "%s.%s", kind->name, name);
	if (!ok(field != NULL, "%s is in the table", label))
		return;
	is_int(field->number, number, "%s: number", label);
	is_str(field->name, name, "%s: name", label);
	is_int(field->type, type, "%s: type", label);
	is_int(field->max_bytes, max, "%s: bytes", label);
	is_int(field->rule,
	       rule[0] == 'S'   ? VB_RULE_SET
	       : rule[0] == 'O' ? VB_RULE_ORDER
	                        : VB_RULE_REGISTER,
	       "%s: rule", label);
	is_int((field->flags & VB_FIELD_DISPUTE) != 0, rule[0] == 'D', "%s: dispute", label);
	is_int((field->flags & VB_FIELD_PRIVATE) != 0, rule[1] == 'p', "%s: private or not", label);
	is_int((field->flags & VB_FIELD_FIXED) != 0, rule[1] == 'f', "%s: typed or not", label);
	check_note(field, text, label);
	ok(kind_field_by_number(kind, number) == field, "%s is found by number", label);
	ok(kind_field_by_name(kind, span_of_str(name)) == field, "%s is found by name", label);
}

/* Compares the fields from index first on with their text; returns the index behind the last. */
static size_t check_fields(const struct kind *kind, size_t first, char *text)
{
	static const char dot[] = " · ";
	size_t index = first;

	while (text != NULL) {
		char *next = strstr(text, dot);

		if (next != NULL) {
			*next = '\0';
			next += strlen(dot);
		}
		check_field(kind, index++, text);
		text = next;
	}
	return index;
}

/* Nobody is more than a steward. */
static int role_of(const char *word)
{
	enum role role = VB_ROLE_NONE;

	if (strcmp(word, "nobody") == 0)
		return VB_ROLE_STEWARD + 1;
	if (role_parse(word, &role) != 0)
		bail("SPEC.md 12 has an unknown role %s", word);
	return role;
}

/* The cell behind the next bar; *at moves behind it. */
static char *next_cell(char **at)
{
	char *cell = *at + strspn(*at, "| "), *end = strstr(cell, " |");

	if (end == NULL)
		bail("a row of SPEC.md 12 has too few cells");
	*end = '\0';
	*at = end + 2;
	return cell;
}

/* Compares a row "| 5 meeting | steward steward steward | edits | 16 ... |". common: the fields of every kind. */
static void check_row(char *row, const char *common)
{
	char *cell = next_cell(&row);
	uint32_t number = (uint32_t)strtoul(next_word(&cell), NULL, 10);
	const struct kind *kind = kind_by_number(number);
	char common_text[LINE_MAX_BYTES];
	size_t count;

	if (!ok(kind != NULL, "kind %u is in the table", (unsigned)number))
		return;
	is_str(kind->name, cell, "kind %u: name", (unsigned)number);
	ok(kind_by_name(span_of_str(cell)) == kind, "%s is found by name", cell);
	cell = next_cell(&row);
	for (uint32_t verb = 1; verb <= 3; verb++) {
		int least = role_of(next_word(&cell));

		for (enum role role = VB_ROLE_NONE; role <= VB_ROLE_STEWARD; role++)
			is_int(kind_is_allowed(number, verb, role), (int)role >= least,
			       "%s: verb %u by %s", kind->name, (unsigned)verb, role_name(role));
	}
	is_str(kind_is_confidential(number)
	               ? (kind->delete_wins ? "delete, confidential" : "edits, confidential")
	       : kind->delete_wins ? "delete"
	                           : "edits",
	       next_cell(&row), "%s: who wins, and whether it is confidential", kind->name);
	snprintf(common_text, sizeof(common_text), "%s", common);
	count = check_fields(kind, 0, common_text);
	count = check_fields(kind, count, next_cell(&row));
	ok(kind_field_at(kind, count) == NULL, "%s has no field more", kind->name);
	ok(kind_field_by_number(kind, 0) == NULL && kind_field_by_number(kind, 7) == NULL &&
	           kind_field_by_number(kind, (uint32_t)count + 16) == NULL,
	   "%s has no other number", kind->name);
}

static void test_table(void)
{
	static const char common_start[] = "Fields of every kind: ";
	char line[LINE_MAX_BYTES], common[LINE_MAX_BYTES] = "";
	FILE *spec = fopen("protocol/SPEC.md", "r");
	bool is_in = false;
	unsigned rows = 0;

	if (spec == NULL)
		bail("cannot read protocol/SPEC.md");
	while (fgets(line, sizeof(line), spec) != NULL) {
		line[strcspn(line, "\n")] = '\0';
		if (strncmp(line, "## ", 3) == 0)
			is_in = strcmp(line, "## 12. Kinds") == 0;
		if (is_in && strncmp(line, common_start, strlen(common_start)) == 0)
			snprintf(common, sizeof(common), "%s", line + strlen(common_start));
		/* The full stop behind the last common field is no part of it. */
		if (common[0] != '\0' && common[strlen(common) - 1] == '.')
			common[strlen(common) - 1] = '\0';
		if (is_in && line[0] == '|' && line[2] >= '0' && line[2] <= '9') {
			check_row(line, common);
			rows++;
		}
	}
	fclose(spec);
	is_int(rows, 31, "rows in SPEC.md 12");
	ok(kind_at(rows - 1) != NULL && kind_at(rows) == NULL, "rows in the program");
}

static void test_lookup(void)
{
	const struct kind *meeting = kind_by_number(VB_KIND_MEETING);

	ok(kind_by_number(0) == NULL && kind_by_number(12) == NULL, "numbers without a row");
	ok(kind_by_name(span_of_str("meet")) == NULL, "half a name");
	ok(kind_by_name(span_of(NULL, 0)) == NULL, "no name");
	ok(kind_field_by_name(meeting, span_of_str("starting")) == NULL, "a longer name");
	for (size_t i = 1; kind_at(i) != NULL; i++)
		ok(kind_at(i - 1)->number < kind_at(i)->number, "kinds ascend");
	ok(kind_field_is_indexed(kind_field_by_number(meeting, VB_FIELD_ID)), "ids are indexed");
	ok(kind_field_is_indexed(kind_field_by_number(meeting, 16)), "references are indexed");
	ok(!kind_field_is_indexed(kind_field_by_number(meeting, 17)), "times are not");
}

/* SPEC.md 8.5: 64 n + 16 create + 4 edit + delete with 0 guest, 1 member, 2 steward, 3 nobody. */
static void test_rights_in_numbers(void)
{
	static const struct {
		uint32_t number, verb;
		enum role least; /* NONE: nobody */
	} cases[] = {
		{ 64, 1, VB_ROLE_GUEST },
		{ 64, 3, VB_ROLE_GUEST },
		{ 64 + 16, 1, VB_ROLE_MEMBER },
		{ 64 + 16, 2, VB_ROLE_GUEST },
		{ 64 * 9 + 4, 2, VB_ROLE_MEMBER },
		{ 64 * 9 + 2, 3, VB_ROLE_STEWARD },
		{ 64 * 9 + 2, 2, VB_ROLE_GUEST },
		{ 64 * 1023 + 63, 1, VB_ROLE_NONE },
		{ 64 * 1023 + 63, 2, VB_ROLE_NONE },
		{ 64 * 1023 + 63, 3, VB_ROLE_NONE },
		{ 0, 1, VB_ROLE_NONE },
		{ 12, 1, VB_ROLE_NONE },
		{ 63, 2, VB_ROLE_NONE },
		{ 64, 0, VB_ROLE_NONE },
		{ 64, 4, VB_ROLE_NONE },
		{ VB_KIND_MESSAGE, 4, VB_ROLE_NONE },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		for (enum role role = VB_ROLE_NONE; role <= VB_ROLE_STEWARD; role++)
			is_int(kind_is_allowed(cases[i].number, cases[i].verb, role),
			       cases[i].least != VB_ROLE_NONE && role >= cases[i].least,
			       "kind %u verb %u by %s", (unsigned)cases[i].number,
			       (unsigned)cases[i].verb, role_name(role));
	}
}

/* ---- values ---- */

static const struct kind_field *field_of(uint32_t kind, const char *name)
{
	const struct kind_field *field =
		kind_field_by_name(kind_by_number(kind), span_of_str(name));

	if (field == NULL)
		bail("no field %s", name);
	return field;
}

static void check_text(const struct kind_field *field, const char *text, int want)
{
	struct buf b;

	buf_init(&b, VB_IPC_FRAME_MAX_BYTES);
	pack_cstr(&b, text);
	is_err(kind_check_value(field, buf_span(&b)), want, "%s: %.40s", field->name, text);
	buf_release(&b);
}

static void check_int(const struct kind_field *field, int64_t value, int want)
{
	struct buf b;

	buf_init(&b, 16);
	pack_int(&b, value);
	is_err(kind_check_value(field, buf_span(&b)), want, "%s: %lld", field->name,
	       (long long)value);
	buf_release(&b);
}

static void check_bin(const struct kind_field *field, const char *bytes, size_t size, int want)
{
	struct buf b;

	buf_init(&b, 256);
	pack_bin(&b, bytes, size);
	is_err(kind_check_value(field, buf_span(&b)), want, "%s: %zu bytes", field->name, size);
	buf_release(&b);
}

static void check_raw(const struct kind_field *field, const char *bytes, size_t size, int want)
{
	is_err(kind_check_value(field, span_of(bytes, size)), want, "%s: packed form", field->name);
}

static void test_texts(void)
{
	const struct kind_field *name = field_of(VB_KIND_MEETING, "name");
	const struct kind_field *text = field_of(VB_KIND_MESSAGE, "text");
	const struct kind_field *state = field_of(VB_KIND_AGENDA_ITEM, "state");
	char long_text[20002];

	memset(long_text, 'x', sizeof(long_text));
	long_text[400] = '\0';
	check_text(name, long_text, 0);
	long_text[400] = 'x';
	long_text[401] = '\0';
	check_text(name, long_text, VB_ERR_TOO_LARGE);
	long_text[401] = 'x';
	long_text[20000] = '\0';
	check_text(text, long_text, 0);
	long_text[20000] = 'x';
	long_text[20001] = '\0';
	check_text(text, long_text, VB_ERR_TOO_LARGE);
	check_text(name, "Kurbetrieb Travemünde \"KBT\"", 0);
	check_text(name, "שלום عربي", 0);
	check_text(name, "", VB_ERR_BAD_VALUE);
	check_text(name, "a\tb", VB_ERR_BAD_VALUE);
	check_text(name,
	           "a\xe2\x80\xae"
	           "b",
	           VB_ERR_BAD_VALUE);
	check_text(text, "a\tb\nc", 0);
	check_text(text, "a\rb", VB_ERR_BAD_VALUE);
	check_text(state, "accepted", 0);
	check_text(state, "declined", 0);
	check_text(state, "accept", VB_ERR_BAD_VALUE);
	check_int(name, 1, VB_ERR_BAD_VALUE);
	check_raw(name, "\xa1\xff", 2, VB_ERR_BAD_UTF8);
	check_raw(name, "\xd9\x01x", 3, VB_ERR_BAD_VALUE);
	check_raw(name, "\xc0", 1, VB_ERR_BAD_VALUE);
	check_raw(name,
	          "\xa1"
	          "ab",
	          3, VB_ERR_BAD_VALUE);
	check_raw(name, "", 0, VB_ERR_BAD_VALUE);
}

static void test_dates_and_zones(void)
{
	static const struct {
		const char *text;
		int want;
	} dates[] = {
		{ "2014-09-29", 0 },
		{ "2024-02-29", 0 },
		{ "2000-02-29", 0 },
		{ "0001-01-01", 0 },
		{ "9999-12-31", 0 },
		{ "2023-02-29", VB_ERR_BAD_VALUE },
		{ "1900-02-29", VB_ERR_BAD_VALUE },
		{ "2014-04-31", VB_ERR_BAD_VALUE },
		{ "2014-00-10", VB_ERR_BAD_VALUE },
		{ "2014-13-10", VB_ERR_BAD_VALUE },
		{ "2014-10-00", VB_ERR_BAD_VALUE },
		{ "0000-10-10", VB_ERR_BAD_VALUE },
		{ "2014-9-29", VB_ERR_BAD_VALUE },
		{ "2014-09-2x", VB_ERR_BAD_VALUE },
		{ "2014/09/29", VB_ERR_BAD_VALUE },
		{ "2014-09-290", VB_ERR_BAD_VALUE },
		{ "-014-09-29", VB_ERR_BAD_VALUE },
	};
	static const struct {
		const char *text;
		int want;
	} zones[] = {
		{ "Europe/Berlin", 0 },
		{ "UTC", 0 },
		{ "America/Argentina/Buenos_Aires", 0 },
		{ "Etc/GMT+1", 0 },
		{ "", VB_ERR_BAD_VALUE },
		{ "/Berlin", VB_ERR_BAD_VALUE },
		{ "Europe/", VB_ERR_BAD_VALUE },
		{ "Europe//Berlin", VB_ERR_BAD_VALUE },
		{ "../passwd", VB_ERR_BAD_VALUE },
		{ "Europe Berlin", VB_ERR_BAD_VALUE },
		{ "aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffff12345",
		  VB_ERR_BAD_VALUE },
	};
	const struct kind_field *date = field_of(VB_KIND_PAPER, "date");
	const struct kind_field *zone = field_of(VB_KIND_MEETING, "timeZone");

	for (unsigned i = 0; i < sizeof(dates) / sizeof(dates[0]); i++)
		check_text(date, dates[i].text, dates[i].want);
	for (unsigned i = 0; i < sizeof(zones) / sizeof(zones[0]); i++)
		check_text(zone, zones[i].text, zones[i].want);
}

static void test_numbers(void)
{
	const struct kind_field *count = field_of(VB_KIND_ORGANIZATION, "votingMemberCount");
	const struct kind_field *start = field_of(VB_KIND_MEETING, "start");
	const struct kind_field *root = field_of(VB_KIND_ORGANIZATION, "root");
	struct kind_field other = *count;

	check_int(count, 0, 0);
	check_int(count, 9007199254740991, 0);
	check_int(count, 9007199254740992, VB_ERR_BAD_VALUE);
	check_int(count, -1, VB_ERR_BAD_VALUE);
	check_text(count, "1", VB_ERR_BAD_VALUE);
	check_raw(count, "\xcc\x01", 2, VB_ERR_BAD_VALUE);
	check_int(start, -62135596800000, 0);
	check_int(start, -62135596800001, VB_ERR_BAD_VALUE);
	check_int(start, 253402300799999, 0);
	check_int(start, 253402300800000, VB_ERR_BAD_VALUE);
	check_raw(start, "\xcf\xff\xff\xff\xff\xff\xff\xff\xff", 9, VB_ERR_BAD_VALUE);
	check_raw(root, "\xc3", 1, 0);
	check_raw(root, "\xc2", 1, 0);
	check_int(root, 1, VB_ERR_BAD_VALUE);
	other.type = VB_TYPE_TRI;
	check_int(&other, 2, 0);
	check_int(&other, 3, VB_ERR_BAD_VALUE);
	other.type = VB_TYPE_INT;
	check_int(&other, -9007199254740991, 0);
	check_int(&other, -9007199254740992, VB_ERR_BAD_VALUE);
}

static void test_references_and_keys(void)
{
	const struct kind_field *meeting = field_of(VB_KIND_AGENDA_ITEM, "meeting");
	const struct kind_field *order = field_of(VB_KIND_AGENDA_ITEM, "order");
	char key[65];

	memset(key, 1, sizeof(key));
	check_bin(meeting, "0123456789abcdef", 16, 0);
	check_bin(meeting, "0123456789abcde", 15, VB_ERR_BAD_VALUE);
	check_bin(meeting, "0123456789abcdefg", 17, VB_ERR_BAD_VALUE);
	check_bin(meeting, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, VB_ERR_BAD_VALUE);
	check_text(meeting, "0123456789abcdef", VB_ERR_BAD_VALUE);
	check_bin(order, key, 64, 0);
	check_bin(order, key, 65, VB_ERR_BAD_VALUE);
	check_bin(order, key, 0, VB_ERR_BAD_VALUE);
	check_bin(order, "\x01\0", 2, VB_ERR_BAD_VALUE);
}

int main(void)
{
	test_table();
	test_lookup();
	test_rights_in_numbers();
	test_texts();
	test_dates_and_zones();
	test_numbers();
	test_references_and_keys();
	return done();
}
