/* charter: reading the file; see charter.h. */
#include "cli/charter.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/language.h"
#include "protocol/kinds/cadence.h"
#include "protocol/limits.h"
#include "protocol/name.h"

#define NAME_MAX_BYTES 150u /* of what gets a number or a word behind it */
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* The words that the offices use, and what each is. */
static const struct {
	const char *word;
	enum charter_form form;
	const char *type;
} kinds[] = {
	{ "Gremium", VB_CHARTER_COMMITTEE, "Gremium" },
	{ "Ausschuss", VB_CHARTER_COMMITTEE, "Gremium" },
	{ "Beirat", VB_CHARTER_COMMITTEE, "Gremium" },
	{ "Runder Tisch", VB_CHARTER_COMMITTEE, "Gremium" },
	{ "Arbeitskreis", VB_CHARTER_COMMITTEE, "Gremium" },
	{ "Arbeitsgemeinschaft", VB_CHARTER_COMMITTEE, "Gremium" },
	{ "Forum", VB_CHARTER_COMMITTEE, "Gremium" },
	{ "Netzwerk", VB_CHARTER_COMMITTEE, "externes Gremium" },
	{ "Prozess", VB_CHARTER_PROCESS, "Sonstiges" },
	{ "Dienst", VB_CHARTER_SERVICE, "Institution" },
	{ "Förderung", VB_CHARTER_FUND, "Sonstiges" },
	{ "Bericht", VB_CHARTER_REPORT, "Sonstiges" },
};

enum form {
	TEXT,
	NUMBER, /* from 1 to max, or null */
	TRUTH,
	TEXTS,
	SEATS,
};

static const struct property {
	const char *name;
	enum form form;
	uint32_t max;
} properties[] = {
	{ "name", TEXT, 0 },
	{ "body", TEXT, 0 },
	{ "kind", TEXT, 0 },
	{ "chair", TEXT, 0 },
	{ "recommended_by", TEXT, 0 },
	{ "decided_by", TEXT, 0 },
	{ "meetings_per_year", NUMBER, VB_CADENCE_PER_YEAR_MAX },
	{ "cadence_days", NUMBER, 3660 },
	{ "min_gap_days", NUMBER, 3660 },
	{ "report_every_days", NUMBER, 36600 },
	{ "measure_sheets", NUMBER, VB_CHARTER_COUNT_MAX },
	{ "carriers", NUMBER, VB_CHARTER_COUNT_MAX },
	{ "sites", NUMBER, VB_CHARTER_COUNT_MAX },
	{ "since", NUMBER, 9999 },
	{ "public", TRUTH, 0 },
	{ "seats", SEATS, 0 },
	{ "hosts", TEXTS, 0 },
	{ "host_rotation", TEXTS, 0 },
	{ "organs", TEXTS, 0 },
	{ "focus_groups", TEXTS, 0 },
	{ "consultation_chain", TEXTS, 0 },
	{ "refers_to", TEXTS, 0 },
	{ "source", TEXTS, 0 },
};

static const char *const form_words[VB_CHARTER_COUNT] = { "committee", "process", "service", "fund",
	                                                  "report" };

const char *charter_word(enum charter_form form)
{
	return form_words[form];
}

bool charter_founds(const struct charter_entry *entry)
{
	return entry->form == VB_CHARTER_COMMITTEE || entry->form == VB_CHARTER_PROCESS;
}

/* ---- what is wrong ---- */

/* The entry being read. */
struct reading {
	struct charter *charter;
	size_t number; /* from 1 */
	const char *name;
	char *why;
};

static int fail(const struct reading *r, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static int fail(const struct reading *r, const char *format, ...)
{
	char what[VB_CHARTER_WHY_BYTES];
	va_list args;

	va_start(args, format);
	(void)vsnprintf(what, sizeof(what), format, args);
	va_end(args);
	if (r->name != NULL)
		(void)snprintf(r->why, VB_CHARTER_WHY_BYTES, _("entry %zu (%.60s): %.200s"),
		               r->number, r->name, what);
	else
		(void)snprintf(r->why, VB_CHARTER_WHY_BYTES, _("entry %zu: %.200s"), r->number,
		               what);
	return VB_ERR_BAD_INPUT;
}

/* ---- values ---- */

static bool is_same(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcmp(a, b) == 0;
}

static bool is_name(const char *text, size_t max)
{
	return text != NULL && name_check_max(span_of_str(text), max) == 0;
}

static bool is_number(const struct json *value, uint32_t max)
{
	int64_t number = json_int(value, 0);

	return json_form_of(value) == JSON_FORM_NIL || (number >= 1 && number <= (int64_t)max);
}

/* A text, or {"name": text, "places"?: number, "optional"?: truth}. */
static bool is_seat(const struct json *seat)
{
	const struct json *places = json_get(seat, "places");
	const struct json *optional = json_get(seat, "optional");

	if (json_form_of(seat) == JSON_FORM_TEXT)
		return is_name(json_text(seat), NAME_MAX_BYTES);
	return is_name(json_get_text(seat, "name"), NAME_MAX_BYTES) &&
	       (places == NULL || is_number(places, VB_CHARTER_PLACES_MAX)) &&
	       (optional == NULL || json_form_of(optional) == JSON_FORM_BOOL);
}

static const char *name_of_seat(const struct json *seat)
{
	return json_form_of(seat) == JSON_FORM_TEXT ? json_text(seat) : json_get_text(seat, "name");
}

static int check_list(const struct reading *r, const struct property *property,
                      const struct json *value)
{
	if (json_form_of(value) != JSON_FORM_LIST)
		return fail(r, _("%s is no list"), property->name);
	if (json_count(value) > VB_CHARTER_LIST_MAX)
		return fail(r, _("%s has more than %u members"), property->name,
		            VB_CHARTER_LIST_MAX);
	for (size_t i = 0; i < json_count(value); i++) {
		const struct json *one = json_at(value, i);

		if (property->form == SEATS ? !is_seat(one)
		                            : !is_name(json_text(one), NAME_MAX_BYTES))
			return fail(r, _("%s: number %zu is not of that form"), property->name,
			            i + 1);
		for (size_t j = 0; j < i; j++) {
			if (is_same(name_of_seat(one), name_of_seat(json_at(value, j))))
				return fail(r, _("%s: \"%s\" is there twice"), property->name,
				            name_of_seat(one));
		}
	}
	return 0;
}

static int check_value(const struct reading *r, const struct property *property,
                       const struct json *value)
{
	switch (property->form) {
	case TEXT:
		if (!is_name(json_text(value), NAME_MAX_BYTES))
			return fail(r, _("%s is not a text of 1 to %u bytes"), property->name,
			            NAME_MAX_BYTES);
		return 0;
	case NUMBER:
		if (!is_number(value, property->max))
			return fail(r, _("%s is not a number from 1 to %u"), property->name,
			            property->max);
		return 0;
	case TRUTH:
		if (json_form_of(value) != JSON_FORM_BOOL)
			return fail(r, _("%s is not true or false"), property->name);
		return 0;
	case TEXTS:
	case SEATS:
		break;
	}
	return check_list(r, property, value);
}

/* Counts a property that is not kept. */
static void leave(struct charter *charter, const char *name)
{
	json_put_int(charter->left, name, json_int(json_get(charter->left, name), 0) + 1);
}

static int check_properties(const struct reading *r, const struct json *record)
{
	const char *name;
	void *iterator = NULL;
	struct json *value;
	int err = 0;

	while (err == 0 && json_next(record, &iterator, &name, &value)) {
		size_t i = 0;

		while (i < COUNT(properties) && strcmp(properties[i].name, name) != 0)
			i++;
		if (i < COUNT(properties))
			err = check_value(r, &properties[i], value);
		else
			leave(r->charter, name);
	}
	return err;
}

/* ---- entries ---- */

static int find_kind(const struct reading *r, struct charter_entry *entry)
{
	for (size_t i = 0; i < COUNT(kinds); i++) {
		if (is_same(kinds[i].word, entry->kind)) {
			entry->form = kinds[i].form;
			entry->type = kinds[i].type;
			return 0;
		}
	}
	return fail(r, _("the kind \"%s\" is not known"), entry->kind);
}

/* What only some forms can have. */
static int check_form(const struct reading *r, const struct charter_entry *entry)
{
	int64_t least = json_int(json_get(entry->record, "min_gap_days"), 0);
	int64_t most = json_int(json_get(entry->record, "cadence_days"), INT64_MAX);

	if (least > most)
		return fail(
			r, "%s",
			_("The shortest time between two sittings is longer than the longest."));
	if (entry->form == VB_CHARTER_REPORT &&
	    json_int(json_get(entry->record, "report_every_days"), 0) == 0)
		return fail(r, _("%s is missing"), "report_every_days");
	return 0;
}

static int read_entry(struct reading *r, const struct json *record, struct charter_entry *entry)
{
	static const char *const needed[] = { "name", "body", "kind" };
	const char *texts[3];
	int err;

	if (json_form_of(record) != JSON_FORM_MAP)
		return fail(r, "%s", _("it is no map of names and values"));
	r->name = json_get_text(record, "name");
	err = check_properties(r, record);
	if (err < 0)
		return err;
	for (size_t i = 0; i < COUNT(needed); i++) {
		texts[i] = json_get_text(record, needed[i]);
		if (texts[i] == NULL)
			return fail(r, _("%s is missing"), needed[i]);
	}
	*entry = (struct charter_entry){
		.record = record, .name = texts[0], .body = texts[1], .kind = texts[2]
	};
	err = find_kind(r, entry);
	return err == 0 ? check_form(r, entry) : err;
}

/* The committee that recommends, else the first one of the same body. */
static int find_keeper(const struct reading *r, struct charter_entry *entry)
{
	const struct charter *charter = r->charter;
	const char *by = json_get_text(entry->record, "recommended_by");

	for (size_t i = 0; i < charter->count; i++) {
		const struct charter_entry *other = &charter->entries[i];

		if (charter_founds(other) && is_same(other->body, entry->body) &&
		    (by == NULL || is_same(by, other->name))) {
			entry->keeper = i;
			return 0;
		}
	}
	return fail(r, _("the file has no committee of %s that could keep it"), entry->body);
}

/* Who keeps what, and that no name is there twice. */
static int relate(struct reading *r)
{
	struct charter *charter = r->charter;
	int err = 0;

	for (size_t i = 0; err == 0 && i < charter->count; i++) {
		struct charter_entry *entry = &charter->entries[i];

		r->number = i + 1;
		r->name = entry->name;
		for (size_t j = 0; err == 0 && j < i; j++) {
			if (is_same(entry->name, charter->entries[j].name))
				err = fail(r, _("the name stands at entry %zu, too"), j + 1);
		}
		entry->keeper = i;
		if (err == 0 && !charter_founds(entry))
			err = find_keeper(r, entry);
	}
	return err;
}

static int parse(struct span text, struct charter *charter, char *why)
{
	struct json_fault fault;
	int err = json_parse(text, &charter->document, &fault);

	if (err < 0)
		(void)snprintf(why, VB_CHARTER_WHY_BYTES, _("line %d: %.200s"), fault.line,
		               fault.text);
	return err;
}

int charter_read(struct span text, struct charter *out, char why[static VB_CHARTER_WHY_BYTES])
{
	struct reading r = { .charter = out, .why = why };
	const struct json *list;
	int err;

	*out = (struct charter){ .left = json_new_map() };
	err = parse(text, out, why);
	if (err < 0)
		return err;
	list = json_get(out->document, "committees");
	if (json_count(list) == 0 || json_form_of(list) != JSON_FORM_LIST ||
	    json_count(list) > VB_CHARTER_ENTRIES_MAX) {
		(void)snprintf(why, VB_CHARTER_WHY_BYTES,
		               _("`committees` is no list of 1 to %u entries"),
		               VB_CHARTER_ENTRIES_MAX);
		return VB_ERR_BAD_INPUT;
	}
	out->entries = calloc(json_count(list), sizeof(*out->entries));
	if (out->entries == NULL)
		abort();
	for (size_t i = 0; err == 0 && i < json_count(list); i++) {
		r.number = i + 1;
		r.name = NULL;
		err = read_entry(&r, json_at(list, i), &out->entries[i]);
		out->count = err == 0 ? i + 1 : i;
	}
	return err == 0 ? relate(&r) : err;
}

void charter_release(struct charter *charter)
{
	json_destroy(&charter->document);
	json_destroy(&charter->left);
	free(charter->entries);
	*charter = (struct charter){ .count = 0 };
}
