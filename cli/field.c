/* field: values in, values out; see field.h. */
#include "cli/field.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/language.h"
#include "cli/moment.h"
#include "protocol/kinds/calendar.h"

/* Words of the protocol that people see, and what is shown for them. */
/* clang-format off */
static const struct {
	const char *word;
	const char *text;
} words[] = {
	{ "all", N_("everyone") },
	{ "core", N_("members only") },
	{ "relay", N_("relay") },
	{ "guest", N_("guest") },
	{ "member", N_("member") },
	{ "steward", N_("steward") },
	{ "none", N_("none") },
	{ "waiting", N_("waiting") },
	{ "confirmed", N_("confirmed") },
	{ "digits", N_("compare digits") },
	{ "paired", N_("partner") },
	{ "city", N_("city") },
	{ "district", N_("district") },
	{ "forum", N_("forum") },
	{ "ngo", N_("association") },
	{ "ministry", N_("ministry") },
	{ "committee", N_("committee") },
	{ "yes", N_("yes") },
	{ "no", N_("no") },
	{ "process", N_("process") },
	{ "service", N_("service") },
	{ "fund", N_("fund") },
	{ "new", N_("new") },
	{ "there", N_("there already") },
	{ "completed", N_("completed") },
	{ "left", N_("left as it is") },
	{ "sitting", N_("sitting") },
	{ "gap", N_("too long without") },
	{ "early", N_("too soon") },
	{ "invitation", N_("invitation") },
	{ "minutes", N_("minutes") },
	{ "roundTable", N_("round table") },
	{ "goSH", N_("municipal code of Schleswig-Holstein") },
	{ "nkomvg", N_("municipal constitution act of Lower Saxony") },
	{ "lvwgSH", N_("administrative act of Schleswig-Holstein") },
	{ "vwvfg", N_("administrative procedure act") },
	{ "advisory", N_("advisory") },
	{ "inForce", N_("in force") },
	{ "coming", N_("to come") },
	{ "ended", N_("ended") },
	{ "accepted", N_("accepted") },
	{ "proposed", N_("proposed") },
	{ "declined", N_("declined") },
	{ "tentative", N_("perhaps") },
	{ "delegated", N_("somebody else comes") },
	{ "cancelled", N_("cancelled") },
	{ "disputed", N_("disputed") },
	{ "double", N_("double") },
	{ "monitor", N_("monitor") },
	{ "reader", N_("reader") },
	{ "secretary", N_("secretary") },
	{ "administrator", N_("administrator") },
	{ "office", N_("office") },
	{ "email", N_("email") },
	{ "letter", N_("letter") },
	{ "archive", N_("archive") },
	{ "open", N_("open") },
	{ "network", N_("network") },
	{ "referral", N_("referral") },
	{ "direct", N_("direct") },
	{ "unknown", N_("unknown") },
	{ "founded", N_("founded") },
	{ "admitted", N_("admitted") },
	{ "raised", N_("more rights") },
	{ "lowered", N_("fewer rights") },
	{ "dismissed", N_("dismissed") },
	{ "suspended", N_("suspended") },
	{ "lifted", N_("let in again") },
	{ "settled", N_("history chosen") },
	{ "card", N_("new card") },
	{ "keys", N_("new keys") },
	{ "handed-over", N_("put in charge") },
	{ "recovered", N_("took over") },
	{ "policy", N_("who decides in an emergency") },
	{ "unsaid", N_("not said") },
	{ "request", N_("asked for") },
	{ "expired", N_("kept long enough") },
	{ "mistake", N_("a mistake") },
	{ "moved", N_("moved") },
	{ "restated", N_("new version") },
	{ "planned", N_("planned") },
	{ "invited", N_("invited") },
	{ "interrupted", N_("interrupted") },
	{ "adjourned", N_("adjourned") },
	{ "closed", N_("closed") },
	{ "approved", N_("minutes approved") },
	{ "delivered", N_("delivered") },
	{ "report", N_("report") },
	{ "meeting", N_("meeting") },
	{ "review", N_("review") },
	{ "other", N_("other") },
	{ "obligation", N_("obligation") },
	{ "measure", N_("measure") },
	{ "comment", N_("comment") },
	{ "help", N_("help wanted") },
	{ "enough", N_("enough") },
	{ "short", N_("too few") },
	{ "interpreter", N_("interpreting") },
	{ "volunteer", N_("helping") },
	{ "end", N_("end") },
	{ "ahead", N_("not yet due") },
	{ "remind", N_("due soon") },
	{ "late", N_("late") },
	{ "day", N_("day") },
	{ "week", N_("week") },
	{ "month", N_("month") },
	{ "year", N_("year") },
	{ "idea", N_("idea") },
	{ "planned", N_("planned") },
	{ "running", N_("running") },
	{ "done", N_("done") },
	{ "stopped", N_("stopped") },
	{ "draft", N_("draft") },
	{ "inForce", N_("in force") },
	{ "ended", N_("ended") },
};
/* clang-format on */

/* Of their own: the names of the C library are those of installed locales only. */
static const char *const weekdays[] = { N_("Sun"), N_("Mon"), N_("Tue"), N_("Wed"),
	                                N_("Thu"), N_("Fri"), N_("Sat") };

const char *field_word(const struct out *out, const char *word)
{
	if (word == NULL)
		return "";
	for (size_t i = 0; out->style.is_terminal && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i].word, word) == 0)
			return _(words[i].text);
	}
	return word;
}

/* ---- typed values ---- */

int field_parse_time(struct out *out, const char *text, const char *zone, int64_t *ms)
{
	struct moment_choice choice;
	int err = moment_parse(text, zone, ms, &choice);

	if (err == VB_ERR_AMBIGUOUS_TIME)
		return out_fail(out, err, _("%s: %s or %s?"), text, choice.first, choice.second);
	return err == 0 ? 0 : out_fail(out, err, "%.100s", text);
}

/* Year, month and day in numbers, as a date is typed. */
static bool is_date_like(const char *text)
{
	size_t size = strlen(text);
	const char *dot = strrchr(text, '.');
	bool is_iso = size == 10 && text[4] == '-' && text[7] == '-';
	bool is_german = dot != NULL && strlen(dot) == 5 && strchr(text, '.') != dot;

	return (is_iso || is_german) && strspn(text, "0123456789-.") == size;
}

int field_parse_day(struct out *out, const char *option, const char *text, int32_t *day)
{
	char read[VB_MOMENT_DAY_BYTES];
	const char *iso = moment_read_day(text, read) ? read : text;

	if (calendar_parse(span_of_str(iso), day) == 0)
		return 0;
	if (is_date_like(text))
		return out_fail(out, VB_ERR_BAD_VALUE, _("--%s %.100s: there is no such day"),
		                option, text);
	return out_fail(out, VB_ERR_BAD_VALUE, "--%s %.100s", option, text);
}

static int parse_date(struct out *out, const char *option, const char *text, struct json **value)
{
	char iso[VB_DAY_TEXT_BYTES];
	int32_t day;
	int err = field_parse_day(out, option, text, &day);

	if (err < 0)
		return err;
	calendar_format(day, iso);
	*value = json_new_text(iso);
	return 0;
}

static int parse_number(struct out *out, const char *option, const char *text, struct json **value)
{
	char *end;
	long long number;

	errno = 0;
	number = strtoll(text, &end, 10);
	if (errno != 0 || *end != '\0' || end == text)
		return out_fail(out, VB_ERR_BAD_VALUE, "--%s %.100s", option, text);
	*value = json_new_int(number);
	return 0;
}

/* The answers of a box, in the order of their numbers. */
static const char *const answers[] = { N_("unknown"), N_("yes"), N_("no") };

static int parse_tri(struct out *out, const char *option, const char *text, struct json **value)
{
	for (int i = 0; i < 3; i++) {
		if (strcmp(answers[i], text) == 0) {
			*value = json_new_int(i);
			return 0;
		}
	}
	return parse_number(out, option, text, value);
}

static int parse_one(struct out *out, const struct kind_field *field, const char *option,
                     const char *text, const char *zone, struct json **value)
{
	int64_t ms;
	int err;

	switch (field->type) {
	case VB_TYPE_TIME:
		err = field_parse_time(out, text, zone, &ms);
		if (err == 0)
			*value = json_new_int(ms);
		return err;
	case VB_TYPE_TRI:
		return parse_tri(out, option, text, value);
	case VB_TYPE_UINT:
	case VB_TYPE_INT:
		return parse_number(out, option, text, value);
	case VB_TYPE_BOOL:
		*value = json_new_bool(strcmp(text, "yes") == 0);
		return 0;
	case VB_TYPE_DATE:
		return parse_date(out, option, text, value);
	case VB_TYPE_STR:
	case VB_TYPE_ZONE:
	case VB_TYPE_REF:
	case VB_TYPE_KEY:
	case VB_TYPE_BIN:
	case VB_TYPE_BYTES:
		break;
	}
	*value = json_new_text(text);
	return 0;
}

/* Several members, with commas between. */
static int parse_members(struct out *out, const struct kind_field *field, const char *option,
                         const char *text, const char *zone, struct json **value)
{
	struct json *list = json_new_list();
	const char *at = text + strspn(text, ", ");
	int err = 0;

	while (err == 0 && *at != '\0') {
		size_t size = strcspn(at, ",");
		size_t end = size;
		struct json *member = NULL;
		char *one;

		while (end > 0 && at[end - 1] == ' ')
			end--;
		one = strndup(at, end);
		if (one == NULL)
			abort();
		err = parse_one(out, field, option, one, zone, &member);
		if (member != NULL)
			json_add(list, &member);
		free(one);
		at += size;
		at += strspn(at, ", ");
	}
	if (err == 0)
		*value = list;
	else
		json_destroy(&list);
	return err;
}

int field_parse(struct out *out, const struct kind_field *field, const char *option,
                const char *text, const char *zone, struct json **value)
{
	if (field->rule == VB_RULE_SET)
		return parse_members(out, field, option, text, zone, value);
	return parse_one(out, field, option, text, zone, value);
}

int field_parse_options(struct out *out, const struct args *args, struct json *fields)
{
	const struct kind *kind = kind_by_name(span_of_str(args->command->kind));
	const struct option *option;
	int err = 0;

	for (option = args->command->options; err == 0 && option->name != NULL; option++) {
		const char *text = args_get(args, option->name);
		const struct kind_field *field;
		struct json *value = NULL;

		if (text == NULL || option->field == NULL)
			continue;
		field = kind_field_by_name(kind, span_of_str(option->field));
		if (text[0] == '\0' && !option->is_required)
			value = json_new_nil();
		else
			err = field_parse(out, field, option->name, text, args->zone, &value);
		if (err == 0)
			json_put(fields, option->field, &value);
	}
	return err;
}

/* ---- for scripts ---- */

struct json *field_export_value(const struct kind_field *field, const struct json *value,
                                const char *zone)
{
	char text[VB_MOMENT_TEXT_BYTES];

	if (field == NULL || field->type != VB_TYPE_TIME || json_form_of(value) != JSON_FORM_INT)
		return json_new_copy(value);
	moment_format_iso(json_int(value, 0), zone, text);
	return json_new_text(text);
}

/* A map of fields, or of lists of what is in dispute, with their times as text. */
static void export_map(struct json *record, const char *key, const struct kind *kind,
                       const char *zone)
{
	struct json *map = json_new_map();
	const char *name;
	void *iterator = NULL;
	struct json *value;

	while (json_next(json_get(record, key), &iterator, &name, &value)) {
		const struct kind_field *field =
			kind != NULL ? kind_field_by_name(kind, span_of_str(name)) : NULL;
		struct json *fresh = NULL;

		if (json_form_of(value) != JSON_FORM_LIST) {
			fresh = field_export_value(field, value, zone);
		} else {
			fresh = json_new_list();
			for (size_t i = 0; i < json_count(value); i++) {
				struct json *one =
					field_export_value(field, json_at(value, i), zone);

				json_add(fresh, &one);
			}
		}
		json_put(map, name, &fresh);
	}
	if (json_get(record, key) != NULL)
		json_put(record, key, &map);
	json_destroy(&map);
}

void field_export_time(struct json *map, const char *key, const char *zone)
{
	const struct json *value = json_get(map, key);
	char text[VB_MOMENT_TEXT_BYTES];

	if (json_form_of(value) != JSON_FORM_INT)
		return;
	moment_format_iso(json_int(value, 0), zone, text);
	json_put_text(map, key, text);
}

void field_export(struct json *record, const char *zone)
{
	const char *name = json_get_text(record, "kind");
	const struct kind *kind = name != NULL ? kind_by_name(span_of_str(name)) : NULL;
	static const char *const times[] = { "changed", "created" };

	export_map(record, "fields", kind, zone);
	export_map(record, "disputes", kind, zone);
	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++)
		field_export_time(record, times[i], zone);
}

/* A time that was read: *value becomes its milliseconds. */
static int import_one(struct out *out, const struct kind_field *field, const char *zone,
                      struct json **value)
{
	int64_t ms;
	int err;

	if (json_form_of(*value) == JSON_FORM_REAL)
		return out_fail(out, VB_ERR_BAD_VALUE, _("%s is not a whole number"), field->name);
	if (field->type != VB_TYPE_TIME || json_form_of(*value) != JSON_FORM_TEXT)
		return 0;
	err = field_parse_time(out, json_text(*value), zone, &ms);
	if (err < 0)
		return err;
	json_destroy(value);
	*value = json_new_int(ms);
	return 0;
}

int field_import(struct out *out, const struct kind *kind, const char *zone, struct json *fields)
{
	struct json *old = json_new_copy(fields);
	const char *name;
	void *iterator = NULL;
	struct json *value;
	int err = 0;

	if (json_form_of(fields) != JSON_FORM_MAP)
		err = out_fail(out, VB_ERR_BAD_VALUE, "%s",
		               _("The fields are no map of names and values."));
	while (err == 0 && json_next(old, &iterator, &name, &value)) {
		const struct kind_field *field = kind_field_by_name(kind, span_of_str(name));
		struct json *fresh = json_new_copy(value);

		/* What is not known the daemon names. */
		if (field != NULL)
			err = import_one(out, field, zone, &fresh);
		json_put(fields, name, &fresh);
	}
	json_destroy(&old);
	return err;
}

/* ---- for people ---- */

static char *copied(const char *text)
{
	char *copy = strdup(text);

	if (copy == NULL)
		abort();
	return copy;
}

char *field_format_time(const struct out *out, const struct json *value, const char *zone)
{
	char text[VB_MOMENT_TEXT_BYTES] = "";

	if (json_form_of(value) == JSON_FORM_INT && out->style.is_terminal)
		/* TRANSLATORS: date and time for strftime */
		moment_format(json_int(value, 0), zone, _("%Y-%m-%d %H:%M"), text);
	else if (json_form_of(value) == JSON_FORM_INT)
		moment_format_iso(json_int(value, 0), zone, text);
	return copied(text);
}

/* By a format of strftime in which %a becomes the day of the week. */
static char *with_weekday(const struct out *out, const struct json *value, const char *zone,
                          const char *pattern)
{
	const char *place = strstr(pattern, "%a");
	char format[VB_MOMENT_TEXT_BYTES];
	char text[VB_MOMENT_TEXT_BYTES];
	int64_t ms = json_int(value, 0);

	if (json_form_of(value) != JSON_FORM_INT || !out->style.is_terminal || place == NULL)
		return field_format_time(out, value, zone);
	(void)snprintf(format, sizeof(format), "%.*s%s%s", (int)(place - pattern), pattern,
	               _(weekdays[moment_weekday(ms, zone)]), place + 2);
	moment_format(ms, zone, format, text);
	return copied(text);
}

char *field_format_day(const struct out *out, const struct json *value, const char *zone)
{
	/* TRANSLATORS: day of the week (%a), date and time for strftime */
	return with_weekday(out, value, zone, _("%a %Y-%m-%d %H:%M"));
}

char *field_format_date(const struct out *out, const struct json *value, const char *zone)
{
	/* TRANSLATORS: day of the week (%a) and date for strftime */
	return with_weekday(out, value, zone, _("%a %Y-%m-%d"));
}

/* YYYY-MM-DD as people of the user's language write it. */
static char *format_date(const struct out *out, const char *date)
{
	char midnight[VB_MOMENT_TEXT_BYTES];
	char text[VB_MOMENT_TEXT_BYTES];
	int64_t ms;

	(void)snprintf(midnight, sizeof(midnight), "%.20sT00:00Z", date);
	if (!out->style.is_terminal || moment_parse(midnight, NULL, &ms, NULL) != 0)
		return copied(date);
	/* TRANSLATORS: date for strftime */
	moment_format(ms, "UTC", _("%Y-%m-%d"), text);
	return copied(text);
}

/* A number; of minutes with its unit. */
static char *format_number(const struct out *out, const struct kind_field *field, int64_t number)
{
	char text[64];

	if (out->style.is_terminal && field != NULL && strcmp(field->name, "plannedMinutes") == 0)
		(void)snprintf(text, sizeof(text),
		               ngettext("%lld minute", "%lld minutes", (unsigned long)number),
		               (long long)number);
	else
		(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	return copied(text);
}

static char *format_one(const struct out *out, const struct kind_field *field,
                        const struct json *value, const char *zone)
{
	switch (json_form_of(value)) {
	case JSON_FORM_TEXT:
		if (field != NULL && field->type == VB_TYPE_DATE)
			return format_date(out, json_text(value));
		if (field != NULL && field->words != NULL)
			return copied(field_word(out, json_text(value)));
		return copied(json_text(value));
	case JSON_FORM_INT:
		if (field != NULL && field->type == VB_TYPE_TIME)
			return field_format_day(out, value, zone);
		if (field != NULL && field->type == VB_TYPE_TRI)
			return copied(field_word(
				out, answers[(uint64_t)json_int(value, 0) < 3 ? json_int(value, 0)
			                                                      : 0]));
		return format_number(out, field, json_int(value, 0));
	case JSON_FORM_BOOL:
		return copied(field_word(out, json_is_yes(value) ? N_("yes") : N_("no")));
	case JSON_FORM_NONE:
	case JSON_FORM_NIL:
	case JSON_FORM_REAL:
	case JSON_FORM_LIST:
	case JSON_FORM_MAP:
		break;
	}
	return copied("");
}

char *field_format(const struct out *out, const struct kind_field *field, const struct json *value,
                   const char *zone)
{
	char *text = NULL;
	size_t size;
	FILE *memory;

	if (json_form_of(value) != JSON_FORM_LIST)
		return format_one(out, field, value, zone);
	memory = open_memstream(&text, &size);
	if (memory == NULL)
		abort();
	for (size_t i = 0; i < json_count(value); i++) {
		char *one = format_one(out, field, json_at(value, i), zone);

		(void)fprintf(memory, "%s%s", i > 0 ? ", " : "", one);
		free(one);
	}
	if (fclose(memory) != 0)
		abort();
	return text;
}
