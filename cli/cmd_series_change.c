/* cmd_series_change: making the meetings of a series, and exceptions from it; tested by tests/blackbox/20-series.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/moment.h"
#include "cli/seats.h"
#include "cli/series_book.h"
#include "cli/sheaf.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

static bool is_internal(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

/* The number of the series, or of a meeting. */
static void answer_number(struct cmd *cmd, const char *id)
{
	struct json *result = json_new_map();

	json_put_text(result, "id", id);
	answer_id(cmd, &result);
}

/* ---- the meeting of a day ---- */

static void put_moment(struct json *fields, int64_t start, int64_t minutes)
{
	struct json *none = json_new_nil();

	json_put_int(fields, "start", start);
	if (minutes > 0)
		json_put_int(fields, "end", start + minutes * 60000);
	else
		json_put(fields, "end", &none);
	json_destroy(&none);
}

/* What a meeting takes from its series. */
static struct json *meeting_fields(const struct series_book *book, int32_t day, int64_t start)
{
	static const char *const names[] = { "name", "organization", "location", "room" };
	const struct json *from = json_get(book->record, "fields");
	struct json *fields = json_new_map();
	char text[VB_DAY_TEXT_BYTES];

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		struct json *copy = json_new_copy(json_get(from, names[i]));

		if (copy != NULL)
			json_put(fields, names[i], &copy);
	}
	calendar_format(day, text);
	json_put_text(fields, "series", json_get_text(book->record, "id"));
	json_put_text(fields, "occurrence", text);
	json_put_text(fields, "timeZone", book->series.zone);
	json_put_int(fields, "start", start);
	if (book->series.duration > 0)
		json_put_int(fields, "end", start + book->series.duration * 60000);
	return fields;
}

/* Says so where the local time of a day is not what it seems. */
static void tell_clock(struct cmd *cmd, const struct series_book *book, int32_t day,
                       enum offset_fit fit, int64_t ms)
{
	char text[VB_DAY_TEXT_BYTES], moment[VB_MOMENT_TEXT_BYTES];

	if (fit == VB_OFFSET_ONCE)
		return;
	calendar_format(day, text);
	moment_format_iso(ms, book->series.zone, moment);
	out_note(cmd->out,
	         fit == VB_OFFSET_TWICE ? _("On %s this hour exists twice; taken was the first: %s")
	                                : _("On %s this hour does not exist; taken was: %s"),
	         text, moment);
}

/* ---- hosts ---- */

struct hosts {
	struct seats seats;
	struct record_id last;
};

/* Who hosted last before a day. */
static struct record_id last_host(const struct sittings *sittings, int32_t day)
{
	struct record_id host = { { 0 } };

	for (size_t i = 0; i < sittings->count; i++) {
		const struct sitting *sitting = &sittings->items[i];
		const char *id = field(sitting->record, "hostOrganization");

		if (id != NULL && sitting->has_start && sitting->day < day &&
		    sitting->stage != VB_STAGE_CANCELLED)
			host = seats_id_of(id);
	}
	return host;
}

static int hosts_read(struct cmd *cmd, const struct series_book *book, int32_t today,
                      struct hosts *hosts)
{
	const char *space = json_get_text(book->record, "space");
	struct sittings sittings = { .count = 0 };
	int err = seats_read(cmd, space, &hosts->seats);

	if (err == 0)
		err = sittings_read(cmd, space, json_get_text(hosts->seats.organization, "id"),
		                    &sittings);
	if (err == 0)
		hosts->last = last_host(&sittings, today);
	sittings_release(&sittings);
	return err;
}

/* The next in turn. A day that has its meeting already has its host, too. */
static void put_host(struct hosts *hosts, int32_t day, const struct sitting *there,
                     struct json *fields)
{
	const char *own = there != NULL ? field(there->record, "hostOrganization") : NULL;
	char text[2 * VB_RECORD_ID_BYTES + 1];
	struct record_id next;

	if (own != NULL)
		hosts->last = seats_id_of(own);
	if (there != NULL ||
	    !seating_next_host(hosts->seats.items, hosts->seats.count, day, &hosts->last, &next))
		return;
	hosts->last = next;
	hex_format(next.b, sizeof(next.b), text);
	json_put_text(fields, "hostOrganization", text);
}

/* ---- plan ---- */

/* Puts the meetings of the days that have none into a sheaf, and tells of each what it is. */
static struct json *plan_days(struct cmd *cmd, const struct series_book *book, struct hosts *hosts,
                              int32_t first, int32_t last, struct sheaf *sheaf)
{
	struct json *items = json_new_list();

	for (size_t i = 0; i < book->series.count; i++) {
		int32_t day = book->series.days[i];
		const struct sitting *there = series_book_find(book, day);
		struct json *fields, *item;
		enum offset_fit fit;
		int64_t ms;

		if (day < first || day > last || series_leaves_out(&book->series, day))
			continue;
		if (there != NULL) {
			put_host(hosts, day, there, NULL);
			continue;
		}
		fit = series_moment(&book->series, day, &ms);
		tell_clock(cmd, book, day, fit, ms);
		fields = meeting_fields(book, day, ms);
		put_host(hosts, day, NULL, fields);
		item = json_new_map();
		json_put_text(item, "occurrence", json_get_text(fields, "occurrence"));
		json_put_int(item, "start", ms);
		json_add(items, &item);
		sheaf_create(sheaf, NULL, "meeting", is_internal(book->record), &fields);
	}
	return items;
}

static void answer_plan(struct cmd *cmd, const struct series_book *book, struct json **items,
                        const struct json *ids)
{
	const struct table_column columns[] = {
		{ _("Day of the series"), TABLE_FIRM },
		{ _("Begin"), TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(*items); i++) {
		struct json *item = json_at(*items, i);
		char *start =
			field_format_day(cmd->out, json_get(item, "start"), book->series.zone);

		json_put_text(item, "id", json_text(json_at(ids, i)));
		table_add(table, json_get_text(item, "occurrence"));
		table_add(table, start);
		table_add(table, json_get_text(item, "id"));
		field_export_time(item, "start", book->series.zone);
		free(start);
	}
	if (cmd->args->is_json) {
		table_destroy(&table);
		answer_items(cmd, items);
	} else {
		out_list(cmd->out, &table);
	}
}

static int series_plan(struct cmd *cmd)
{
	struct series_book book;
	struct hosts hosts = { .last = { { 0 } } };
	struct sheaf sheaf;
	struct json *items = NULL, *ids = NULL;
	int32_t today = VB_DAY_MIN, last = VB_DAY_MIN;
	int err = series_book_open(cmd, &book);

	sheaf_init(&sheaf);
	if (err == 0)
		err = day_get_today(cmd, &today);
	if (err == 0)
		err = day_parse(cmd->out, "until", args_get(cmd->args, "until"), &last);
	if (err == 0 && !book.series.is_sound)
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("The rule of this series cannot be read; give it another one."));
	if (err == 0)
		err = hosts_read(cmd, &book, today, &hosts);
	if (err == 0) {
		items = plan_days(cmd, &book, &hosts, today, last, &sheaf);
		err = sheaf_send(cmd, json_get_text(book.record, "space"), &sheaf, &ids);
	}
	if (err == 0)
		answer_plan(cmd, &book, &items, ids);
	json_destroy(&items);
	json_destroy(&ids);
	sheaf_release(&sheaf);
	seats_release(&hosts.seats);
	series_book_release(&book);
	return err;
}

/* ---- skip, move ---- */

/* The day that the argument DAY names, which the series must have. */
static int read_day(struct cmd *cmd, const struct series_book *book, int32_t *day)
{
	int err = day_parse(cmd->out, "DAY", args_get(cmd->args, "DAY"), day);

	if (err == 0 && !series_has(&book->series, *day))
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("The series does not have this day; `verbund meeting series show` "
		                 "lists its days."));
	return err;
}

/* Calls a meeting off that has not begun. */
static int call_off(struct cmd *cmd, const struct sitting *sitting, struct sheaf *sheaf)
{
	struct json *fields;

	if (sitting == NULL || sitting->stage == VB_STAGE_CANCELLED)
		return 0;
	if (!stage_may_follow(sitting->stage, VB_STAGE_CANCELLED))
		return out_fail(cmd->out, VB_ERR_WRONG_STATE, "%s",
		                json_get_text(sitting->record, "id"));
	fields = json_new_map();
	json_put_text(fields, "state", stage_word(VB_STAGE_CANCELLED));
	json_put_bool(fields, "cancelled", true);
	sheaf_edit(sheaf, json_get_text(sitting->record, "id"), &fields);
	return 0;
}

static struct json *one_more_day(int32_t day)
{
	struct json *change = json_new_map();
	struct json *days = json_new_list();
	char text[VB_DAY_TEXT_BYTES];

	calendar_format(day, text);
	json_add_text(days, text);
	json_put(change, "add", &days);
	return change;
}

static int series_skip(struct cmd *cmd)
{
	struct series_book book;
	struct sheaf sheaf;
	struct json *fields, *days;
	int32_t day = VB_DAY_MAX;
	int err = series_book_open(cmd, &book);

	sheaf_init(&sheaf);
	if (err == 0)
		err = read_day(cmd, &book, &day);
	if (err < 0)
		goto out;
	fields = json_new_map();
	days = one_more_day(day);
	json_put(fields, "exdate", &days);
	sheaf_edit(&sheaf, json_get_text(book.record, "id"), &fields);
	err = call_off(cmd, series_book_find(&book, day), &sheaf);
	if (err == 0)
		err = sheaf_send(cmd, json_get_text(book.record, "space"), &sheaf, NULL);
	if (err == 0)
		answer_number(cmd, json_get_text(book.record, "id"));
out:
	sheaf_release(&sheaf);
	series_book_release(&book);
	return err;
}

/* How long the meeting takes that is there, else as the series says. */
static int64_t minutes_of(const struct series_book *book, const struct sitting *sitting)
{
	const struct json *fields = sitting != NULL ? json_get(sitting->record, "fields") : NULL;
	int64_t start = json_int(json_get(fields, "start"), 0);
	int64_t end = json_int(json_get(fields, "end"), 0);

	return end > start ? (end - start) / 60000 : book->series.duration;
}

static int put_move(struct cmd *cmd, const struct series_book *book, int32_t day, int64_t start,
                    struct sheaf *sheaf)
{
	const struct sitting *there = series_book_find(book, day);
	struct json *fields;

	if (there == NULL && series_leaves_out(&book->series, day))
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s", _("This day is left out."));
	if (there == NULL) {
		fields = meeting_fields(book, day, start);
		sheaf_create(sheaf, NULL, "meeting", is_internal(book->record), &fields);
		return 0;
	}
	if (stage_agenda(there->stage) == VB_STAGE_AGENDA_ENDED)
		return out_fail(cmd->out, VB_ERR_WRONG_STATE, "%s",
		                json_get_text(there->record, "id"));
	fields = json_new_map();
	put_moment(fields, start, minutes_of(book, there));
	sheaf_edit(sheaf, json_get_text(there->record, "id"), &fields);
	return 0;
}

static int series_move(struct cmd *cmd)
{
	struct series_book book;
	struct sheaf sheaf;
	struct json *ids = NULL;
	int64_t start = 0;
	int32_t day = VB_DAY_MAX;
	int err = series_book_open(cmd, &book);

	sheaf_init(&sheaf);
	if (err == 0)
		err = read_day(cmd, &book, &day);
	if (err == 0)
		err = field_parse_time(cmd->out, args_get(cmd->args, "start"), book.series.zone,
		                       &start);
	if (err == 0)
		err = put_move(cmd, &book, day, start, &sheaf);
	if (err == 0)
		err = sheaf_send(cmd, json_get_text(book.record, "space"), &sheaf, &ids);
	if (err == 0)
		answer_number(cmd, json_text(json_at(ids, 0)));
	json_destroy(&ids);
	sheaf_release(&sheaf);
	series_book_release(&book);
	return err;
}

/* ---- end ---- */

/* Calls off what is only planned behind the last day; names what people were invited to. */
static int end_meetings(struct cmd *cmd, const struct series_book *book, int32_t last,
                        struct sheaf *sheaf)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < book->count; i++) {
		const struct sitting *sitting = &book->sittings[i];

		if (book->marks[i].day <= last || book->marks[i].is_double)
			continue;
		if (sitting->stage == VB_STAGE_PLANNED)
			err = call_off(cmd, sitting, sheaf);
		else if (sitting->stage == VB_STAGE_INVITED)
			out_note(cmd->out,
			         _("People were invited to this one already; it stays: %s"),
			         json_get_text(sitting->record, "id"));
	}
	return err;
}

static int series_end(struct cmd *cmd)
{
	struct series_book book;
	struct sheaf sheaf;
	struct json *fields;
	char *rule;
	int32_t last = VB_DAY_MAX;
	int err = series_book_open(cmd, &book);

	sheaf_init(&sheaf);
	if (err == 0)
		err = day_parse(cmd->out, "after", args_get(cmd->args, "after"), &last);
	if (err == 0 && (!book.series.is_sound || last < book.series.start))
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("The series begins later; call it off by deleting it."));
	if (err < 0)
		goto out;
	rule = series_rule_until(field(book.record, "rrule"), last);
	fields = json_new_map();
	json_put_text(fields, "rrule", rule);
	free(rule);
	sheaf_edit(&sheaf, json_get_text(book.record, "id"), &fields);
	err = end_meetings(cmd, &book, last, &sheaf);
	if (err == 0)
		err = sheaf_send(cmd, json_get_text(book.record, "space"), &sheaf, NULL);
	if (err == 0)
		answer_number(cmd, json_get_text(book.record, "id"));
out:
	sheaf_release(&sheaf);
	series_book_release(&book);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option plan_options[] = {
	{ "until", N_("DATE"), NULL, NULL, N_("the last day for which a meeting is made"), true },
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option move_options[] = {
	{ "start", N_("TIME"), NULL, NULL, N_("begin, for example 2026-12-01T18:00"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option end_options[] = {
	{ "after", N_("DATE"), NULL, NULL, N_("the last day that it may have"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_series_change_commands[] = {
	{ .noun = "meeting", .verb = "series plan",
	  .arguments = { COMMAND_ARG(N_("SERIES")) },
	  .options = plan_options,
	  .run = series_plan,
	  .help = N_("make the meetings of a series, from today up to a day"),
	  .about = N_("All or none are made. A day that has its meeting, or is left out, gets no other one. Where seats host in turn, each meeting "
	              "gets the next host. An hour that does not exist on a day, since clocks change, becomes the one after it; of one that exists "
	              "twice the first is taken; both are told."),
	  .examples = { "verbund meeting series plan 0198c2a4f1b3e07d5c60 --until 2027-12-31" } },
	{ .noun = "meeting", .verb = "series skip",
	  .arguments = { COMMAND_ARG(N_("SERIES")), COMMAND_ARG(N_("DAY")) },
	  .run = series_skip,
	  .help = N_("leave a day of a series out; its meeting, if it was made, is called off"),
	  .examples = { "verbund meeting series skip 0198c2a4f1b3e07d5c60 2027-07-20" } },
	{ .noun = "meeting", .verb = "series move",
	  .arguments = { COMMAND_ARG(N_("SERIES")), COMMAND_ARG(N_("DAY")) },
	  .options = move_options,
	  .run = series_move,
	  .help = N_("hold the meeting of one day of a series at another time"),
	  .examples = { "verbund meeting series move 0198c2a4f1b3e07d5c60 2027-07-20 --start 2027-07-22T10:00" } },
	{ .noun = "meeting", .verb = "series end",
	  .arguments = { COMMAND_ARG(N_("SERIES")) },
	  .options = end_options,
	  .run = series_end,
	  .help = N_("let a series end with a day; meetings that are only planned behind it are called off"),
	  .examples = { "verbund meeting series end 0198c2a4f1b3e07d5c60 --after 2027-12-31" } },
	COMMAND_END,
};
/* clang-format on */
