/* cmd_series: series of meetings: founding, listing, showing; tested by tests/blackbox/20-series.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "cli/named.h"
#include "cli/series_book.h"
#include "cli/series_rule.h"
#include "cli/venue.h"
#include "protocol/limits.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

/* ---- create ---- */

/* 18:00 or 9:30 as minutes of the day; -1: it is neither. */
static int minutes_of(const char *text)
{
	size_t digits = strspn(text, "0123456789");
	char *end;
	long hour, minute;

	if (digits < 1 || digits > 2 || text[digits] != ':' ||
	    strspn(text + digits + 1, "0123456789") != 2 || strlen(text) != digits + 3)
		return -1;
	hour = strtol(text, &end, 10);
	minute = strtol(end + 1, NULL, 10);
	return hour <= 23 && minute <= 59 ? (int)(60 * hour + minute) : -1;
}

static int put_time(struct cmd *cmd, struct json *fields)
{
	const char *text = args_get(cmd->args, "time");
	int minutes = minutes_of(text);

	if (minutes < 0)
		return out_fail(cmd->out, VB_ERR_BAD_TIME, "--time %.40s", text);
	json_put_int(fields, "startMinute", minutes);
	return 0;
}

static int put_start(struct cmd *cmd, struct json *fields)
{
	char text[VB_DAY_TEXT_BYTES];
	int32_t day;
	int err = day_parse(cmd->out, "start", args_get(cmd->args, "start"), &day);

	if (err == 0) {
		calendar_format(day, text);
		json_put_text(fields, "startDate", text);
	}
	return err;
}

/* Says on which days it is, where that is not what was typed. */
static int tell_days(struct cmd *cmd, const struct json *fields)
{
	struct json *record = json_new_map();
	struct json *copy = json_new_copy(fields);
	struct series series;
	char *day;
	int err = 0;

	json_put(record, "fields", &copy);
	series_init(&series, record, cmd->args->zone);
	if (series.count == 0) {
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("By this rule the series has no day at all."));
	} else if (series.days[0] != series.start) {
		day = day_format(cmd->out, series.days[0]);
		out_note(cmd->out, _("The rule does not have the first day; it begins on %s."),
		         day);
		free(day);
	}
	if (err == 0 && recurrence_is_endless(&series.rule)) {
		day = day_format(cmd->out, series.days[series.count - 1]);
		out_note(cmd->out, _("The rule has no end; the last day of the series is %s."),
		         day);
		free(day);
	}
	series_release(&series);
	json_destroy(&record);
	return err;
}

static int fill(struct cmd *cmd, const char *space, struct json *fields)
{
	struct json *organizations = json_new_list();
	struct json *root = NULL;
	char *rule = NULL;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0)
		err = series_rule_parse(cmd, &rule);
	json_put_text(fields, "rrule", rule);
	if (err == 0)
		err = put_start(cmd, fields);
	if (err == 0)
		err = put_time(cmd, fields);
	json_put_text(fields, "timeZone", cmd->args->zone);
	if (err == 0)
		err = tell_days(cmd, fields);
	if (err == 0)
		err = named_root(cmd, space, &root);
	if (err == 0)
		err = venue_put(cmd, space, args_has(cmd->args, "internal"), fields);
	if (err == 0 && json_text(root) != NULL) {
		json_add(organizations, &root);
		json_put(fields, "organization", &organizations);
	}
	free(rule);
	json_destroy(&root);
	json_destroy(&organizations);
	return err;
}

static int series_create(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *committee = NULL;
	struct json *fields = json_new_map();
	struct json *result;
	const char *space;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	err = client_ask(cmd->client, "committee.show", &question, &committee);
	space = json_get_text(committee, "id");
	if (err == 0)
		err = fill(cmd, space, fields);
	if (err == 0) {
		question = json_new_map();
		json_put_text(question, "space", space);
		json_put_text(question, "kind", "meetingSeries");
		json_put_bool(question, "internal", args_has(cmd->args, "internal"));
		json_put(question, "fields", &fields);
		err = client_ask(cmd->client, "record.create", &question, &result);
	}
	if (err == 0)
		answer_made(cmd, &result,
		            _("Now make its meetings up to a day:\n"
		              "  verbund meeting series plan %s --until DATE"));
	json_destroy(&fields);
	json_destroy(&committee);
	return err;
}

/* ---- list ---- */

/* The next day from today on that is not left out; VB_DAY_MAX: none. */
static int32_t next_day(const struct series *series, int32_t today)
{
	for (size_t i = 0; i < series->count; i++) {
		if (series->days[i] >= today && !series_leaves_out(series, series->days[i]))
			return series->days[i];
	}
	return VB_DAY_MAX;
}

static void add_series(struct cmd *cmd, struct table *table, const struct json *record,
                       int32_t today)
{
	struct series series;
	char *words, *next;
	char time[16];

	series_init(&series, record, cmd->args->zone);
	words = series_words(cmd->out, &series);
	next = day_format(cmd->out, next_day(&series, today));
	(void)snprintf(time, sizeof(time), "%02d:%02d", (int)(series.minute / 60),
	               (int)(series.minute % 60));
	table_add(table, field(record, "name"));
	table_add(table, words);
	table_add(table, time);
	table_add(table, next);
	table_add(table, json_get_text(record, "id"));
	free(words);
	free(next);
	series_release(&series);
}

static int series_list(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Series"), 0 },           { _("Repeats"), 0 },
		{ _("Begin"), TABLE_FIRM },   { _("Next day"), TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
	};
	struct json *question = json_new_map();
	struct json *items = NULL;
	struct table *table;
	int32_t today;
	int err = day_get_today(cmd, &today);

	json_put_text(question, "kind", "meetingSeries");
	json_put_text(question, "space", args_get(cmd->args, "COMMITTEE"));
	if (err == 0)
		err = client_list(cmd->client, "record.list", &question, &items);
	json_destroy(&question);
	if (err < 0)
		return err;
	arrange_by_name(items, "fields", "name");
	if (cmd->args->is_json) {
		answer_records(cmd, &items);
		return 0;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++)
		add_series(cmd, table, json_at(items, i), today);
	out_list(cmd->out, &table);
	json_destroy(&items);
	return 0;
}

/* ---- show ---- */

struct range {
	int32_t first, last;
};

static int read_range(struct cmd *cmd, struct range *range)
{
	const char *from = args_get(cmd->args, "from");
	const char *until = args_get(cmd->args, "until");
	int err = 0;

	if (from != NULL)
		err = day_parse(cmd->out, "from", from, &range->first);
	if (err == 0 && until != NULL)
		err = day_parse(cmd->out, "until", until, &range->last);
	return err;
}

/* When the meeting of a day begins, or would. */
static int64_t start_of(const struct series_book *book, int32_t day, const struct sitting *sitting)
{
	int64_t ms = 0;

	if (sitting != NULL && sitting->has_start)
		return sitting->start;
	(void)series_moment(&book->series, day, &ms);
	return ms;
}

/* What has become of a day. */
static const char *state_of(const struct series_book *book, int32_t day,
                            const struct sitting *sitting, bool is_double)
{
	if (is_double)
		return "double";
	if (sitting == NULL)
		return series_leaves_out(&book->series, day) ? "skipped" : "open";
	if (sitting->stage == VB_STAGE_PLANNED &&
	    start_of(book, day, sitting) != start_of(book, day, NULL))
		return "moved";
	return stage_word(sitting->stage);
}

static void add_day(const struct series_book *book, struct json *items, int32_t day,
                    const struct sitting *sitting, bool is_double)
{
	struct json *item = json_new_map();
	char text[VB_DAY_TEXT_BYTES];

	calendar_format(day, text);
	json_put_text(item, "occurrence", text);
	json_put_int(item, "start", start_of(book, day, sitting));
	json_put_text(item, "state", state_of(book, day, sitting, is_double));
	if (sitting != NULL)
		json_put_text(item, "meeting", json_get_text(sitting->record, "id"));
	json_add(items, &item);
}

/* The days of the series, and those of meetings that it has no more. */
static struct json *days_new(const struct series_book *book, const struct range *range)
{
	struct json *items = json_new_list();
	size_t at = 0;

	for (size_t i = 0; i <= book->series.count; i++) {
		int32_t day = i < book->series.count ? book->series.days[i] : VB_DAY_MAX;
		bool is_made = false;

		for (; at < book->count && book->marks[at].day <= day; at++) {
			if (book->marks[at].day >= range->first &&
			    book->marks[at].day <= range->last)
				add_day(book, items, book->marks[at].day, &book->sittings[at],
				        book->marks[at].is_double);
			is_made = is_made || book->marks[at].day == day;
		}
		if (!is_made && i < book->series.count && day >= range->first && day <= range->last)
			add_day(book, items, day, NULL, false);
	}
	return items;
}

static const char *state_word(const struct out *out, const char *word)
{
	static const char *const words[][2] = {
		{ "double", N_("double: carry over what stands on it") },
		{ "skipped", N_("left out") },
		{ "open", N_("not planned yet") },
		{ "moved", N_("moved") },
	};

	for (size_t i = 0; out->style.is_terminal && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i][0], word) == 0)
			return _(words[i][1]);
	}
	return field_word(out, word);
}

static void print_days(struct cmd *cmd, const struct series_book *book, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Day of the series"), TABLE_FIRM },
		{ _("Begin"), TABLE_FIRM },
		{ _("State"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		char *start =
			field_format_day(cmd->out, json_get(item, "start"), book->series.zone);

		table_add(table, json_get_text(item, "occurrence"));
		table_add(table, start);
		table_add(table, state_word(cmd->out, json_get_text(item, "state")));
		table_add(table, json_get_text(item, "meeting"));
		free(start);
	}
	out_list(cmd->out, &table);
}

static int series_show(struct cmd *cmd)
{
	struct series_book book;
	struct range range = { VB_DAY_MIN, VB_DAY_MAX };
	struct json *items, *body;
	int err = series_book_open(cmd, &book);

	if (err == 0)
		err = read_range(cmd, &range);
	if (err < 0)
		goto out;
	items = days_new(&book, &range);
	if (cmd->args->is_json) {
		for (size_t i = 0; i < json_count(items); i++)
			field_export_time(json_at(items, i), "start", book.series.zone);
		body = json_new_copy(book.record);
		field_export(body, cmd->args->zone);
		json_put(body, "items", &items);
		out_document(cmd->out, "meeting", "series-show", &body);
	} else {
		print_days(cmd, &book, items);
		json_destroy(&items);
	}
out:
	series_book_release(&book);
	return err;
}

/* ---- the commands ---- */

static const char *const units[] = { "day", "week", "month", "year", NULL };
static const char *const weeks[] = { "1", "2", "3", "4", "last", NULL };

/* clang-format off */
static const struct option create_options[] = {
	{ "name", N_("NAME"), "name", NULL, N_("name of the meetings"), true },
	{ "start", N_("DATE"), NULL, NULL, N_("the first day"), true },
	{ "time", N_("CLOCK"), NULL, NULL, N_("when it begins, for example 18:00"), true },
	{ "minutes", N_("NUMBER"), "durationMinutes", NULL, N_("how long it is"), false },
	{ "every", N_("NUMBER"), NULL, NULL, N_("every so many weeks, or another --unit"), false },
	{ "unit", "day|week|month|year", NULL, units, N_("of --every; without it, weeks"), false },
	{ "weekday", N_("DAYS"), NULL, NULL, N_("days of the week, for example tue or Di,Do; without them, that of the first day"), false },
	{ "week", "1|2|3|4|last", NULL, weeks, N_("in which week of the month"), false },
	{ "count", N_("NUMBER"), NULL, NULL, N_("so many days in all"), false },
	{ "until", N_("DATE"), NULL, NULL, N_("the last day"), false },
	{ "rule", N_("RULE"), NULL, NULL, N_("in the place of these: a rule as calendars write it (RFC 5545)"), false },
	{ "location", N_("PLACE"), NULL, NULL, N_("where it takes place"), false },
	{ "room", N_("ROOM"), "room", NULL, N_("room"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option list_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option show_options[] = {
	{ "from", N_("DATE"), NULL, NULL, N_("only days from this one on"), false },
	{ "until", N_("DATE"), NULL, NULL, N_("only days up to this one"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_series_commands[] = {
	{ .noun = "meeting", .verb = "series create",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = create_options,
	  .kind = "meetingSeries",
	  .run = series_create,
	  .help = N_("found a series of meetings, for example every second Tuesday of the month"),
	  .about = N_("A series has days and a time; its meetings are made of it by `meeting series plan`. The time is that of the clock in the "
	              "series' time zone, in summer and in winter. Days that a month does not have, such as the 31st or 29 February, "
	              "are left out. A series ends at the latest after 20 years or 1,024 days, whatever its rule says."),
	  .examples = { "verbund meeting series create 4f2a --name 'AG Flüchtlingssozialarbeit' --every 6 --weekday tue --start 2027-01-12 --time 10:00 --minutes 120",
	                "verbund meeting series create 4f2a --name 'Runder Tisch' --unit month --every 3 --week 2 --weekday Mi --start 2027-01-13 --time 17:30 --count 8",
	                "verbund meeting series create 4f2a --name Beirat --rule 'FREQ=MONTHLY;BYDAY=-1FR' --start 2027-01-29 --time 16:00" } },
	{ .noun = "meeting", .verb = "series list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = list_options,
	  .run = series_list,
	  .help = N_("series of meetings, with their next day"),
	  .examples = { "verbund meeting series list", "verbund meeting series list 4f2a --on 2027-01-01" } },
	{ .noun = "meeting", .verb = "series show",
	  .arguments = { COMMAND_ARG(N_("SERIES")) },
	  .options = show_options,
	  .run = series_show,
	  .help = N_("the days of a series: which are planned, moved, left out"),
	  .about = N_("If two offices planned the series without hearing of each other, a day has two meetings. The one counts that is furthest, "
	              "else the older one; the other is called a double. What stands on its agenda can be carried over to the one that "
	              "counts (`agenda carry`); then delete it."),
	  .examples = { "verbund meeting series show 0198c2a4f1b3e07d5c60", "verbund meeting series show 0198c2a4f1b3e07d5c60 --from 2027-01-01 --until 2027-12-31" } },
	COMMAND_END,
};
/* clang-format on */
