/* cmd_meeting_list: meetings in a list, and one with its agenda; tested by tests/blackbox/05-cli.t
 *
 * Goes on with the noun meeting. */
#include <stdlib.h>
#include <string.h>

#include "cli/agenda_table.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/doubles.h"
#include "cli/field.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/notice.h"
#include "cli/phase.h"

/* ---- list ---- */

/* Where it is: the place and the room on a terminal, in a pipe the room. */
static char *place_of(const struct cmd *cmd, struct labels *labels, const struct json *fields)
{
	const char *room = json_get_text(fields, "room");
	char *place = cmd->out->style.is_terminal
	                      ? labels_title_of(labels, json_get_text(fields, "location"))
	                      : NULL;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	(void)fprintf(out, "%s%s%s", place != NULL ? place : "",
	              room != NULL && place != NULL && place[0] != '\0' ? ", " : "",
	              room != NULL ? room : "");
	if (fclose(out) != 0)
		abort();
	free(place);
	return text;
}

/* What a list knows besides. */
struct listing {
	struct cmd *cmd;
	struct labels *labels;
	struct notice_book *book;
	int32_t today;
};

/* By when a planned meeting is to be invited to; VB_DAY_MAX: nothing says so. */
static int find_last_day(struct listing *l, const struct sitting *sitting, int32_t *day)
{
	struct notice notice = { .last_day = VB_DAY_MAX };
	int err = 0;

	if (sitting->stage == VB_STAGE_PLANNED && sitting->has_start)
		err = notice_check(l->book, sitting, l->today, &notice);
	*day = notice.last_day;
	return err;
}

/* That day, and whether it has passed. The caller frees it. */
static char *last_day_format(const struct listing *l, int32_t day)
{
	char *shown = day_format(l->cmd->out, day);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	(void)fprintf(out, "%s%s", shown, day < l->today ? _(", too late") : "");
	if (fclose(out) != 0)
		abort();
	free(shown);
	return text;
}

static int add_row(struct listing *l, struct table *table, const struct sitting *sitting)
{
	struct cmd *cmd = l->cmd;
	const struct json *meeting = sitting->record;
	const struct json *fields = json_get(meeting, "fields");
	char *start = field_format_day(cmd->out, json_get(fields, "start"), cmd->args->zone);
	char *place = place_of(cmd, l->labels, fields);
	char *state = phase_format(cmd->out, meeting);
	char *last = NULL;
	int32_t day = VB_DAY_MAX;
	int err = 0;

	table_add(table, start);
	table_add(table, json_get_text(fields, "name"));
	table_add(table, place);
	table_add(table, sitting->is_double ? field_word(cmd->out, "double") : state);
	/* For eyes: scripts ask `meeting due`. */
	if (cmd->out->style.is_terminal) {
		err = find_last_day(l, sitting, &day);
		last = last_day_format(l, day);
		table_add(table, last);
	}
	table_add(table, json_get_text(meeting, "id"));
	free(start);
	free(place);
	free(state);
	free(last);
	return err;
}

static int print_list(struct listing *l, const struct sittings *sittings)
{
	const struct table_column columns[] = {
		{ _("Begin"), TABLE_FIRM },
		{ _("Meeting"), 0 },
		{ _("Place"), 0 },
		{ _("State"), 0 },
		{ _("Invite by"), TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
	};
	const struct table_column short_columns[] = {
		{ NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }
	};
	bool is_terminal = l->cmd->out->style.is_terminal;
	struct table *table = table_new(is_terminal ? columns : short_columns, is_terminal ? 6 : 5);
	int err = 0;

	for (size_t i = 0; i < sittings->count && err == 0; i++)
		err = add_row(l, table, &sittings->items[i]);
	if (err == 0)
		out_list(l->cmd->out, &table);
	table_destroy(&table);
	return err;
}

/* The records in the order of the sittings, each with its state as it is settled. */
static int answer_list(struct listing *l, const struct sittings *sittings)
{
	struct json *items = json_new_list();
	int err = 0;

	for (size_t i = 0; i < sittings->count && err == 0; i++) {
		const struct sitting *sitting = &sittings->items[i];
		struct json *copy = json_new_copy(sitting->record);
		char text[VB_DAY_TEXT_BYTES];
		int32_t day;

		err = find_last_day(l, sitting, &day);
		json_put_text(copy, "stage", stage_word(sitting->stage));
		if (sitting->is_double)
			json_put_bool(copy, "double", true);
		if (err == 0 && day != VB_DAY_MAX) {
			calendar_format(day, text);
			json_put_text(copy, "inviteBy", text);
		}
		json_add(items, &copy);
	}
	if (err == 0)
		answer_records(l->cmd, &items);
	json_destroy(&items);
	return err;
}

static int meeting_list(struct cmd *cmd)
{
	struct listing l = { .cmd = cmd, .labels = labels_new(cmd) };
	struct sittings sittings = { .count = 0 };
	int err = day_get_today(cmd, &l.today);

	l.book = notice_book_new(cmd, l.labels);
	if (err == 0)
		err = sittings_read_all(cmd, args_get(cmd->args, "COMMITTEE"), &sittings);
	if (err == 0)
		err = doubles_show(cmd, &sittings);
	if (err == 0)
		err = cmd->args->is_json ? answer_list(&l, &sittings) : print_list(&l, &sittings);
	notice_book_destroy(&l.book);
	labels_destroy(&l.labels);
	sittings_release(&sittings);
	return err;
}

/* ---- show ---- */

/* What rules say about the meeting as it stands: by when to invite, by when its minutes are due. */
struct dates {
	struct notice notice;
	struct profile_minutes minutes;
};

static int find_dates(struct cmd *cmd, const struct json *meeting, struct dates *dates)
{
	struct sitting sitting = sittings_parse(meeting, cmd->args->zone);
	struct labels *labels = labels_new(cmd);
	struct notice_book *book = notice_book_new(cmd, labels);
	struct sittings others = { .count = 0 };
	int32_t today;
	int err = day_get_today(cmd, &today);

	if (err == 0)
		err = sittings_read_all(cmd, json_get_text(meeting, "space"), &others);
	if (err == 0 && sitting.stage == VB_STAGE_PLANNED)
		err = notice_check(book, &sitting, today, &dates->notice);
	if (err == 0)
		err = notice_minutes(book, &sitting,
		                     notice_next_day(others.items, others.count, &sitting), today,
		                     &dates->minutes);
	notice_book_destroy(&book);
	labels_destroy(&labels);
	sittings_release(&others);
	return err;
}

/* A day, how late it is, and the rule that says so. */
static void print_date(struct cmd *cmd, const char *title, int32_t day, uint32_t late_days,
                       const char *rule)
{
	char *shown = day_format(cmd->out, day);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	(void)fprintf(out, "%s (%s)", shown,
	              cmd->out->style.is_terminal ? rulebook_caption(rule) : rule);
	if (late_days > 0 && cmd->out->style.is_terminal)
		(void)fprintf(out, ngettext(", %u day late", ", %u days late", late_days),
		              (unsigned)late_days);
	if (fclose(out) != 0)
		abort();
	answer_pair(cmd, title, text);
	free(text);
	free(shown);
}

static void put_date(struct json *map, const char *key, int32_t day, const char *rule_key,
                     const char *rule)
{
	char text[VB_DAY_TEXT_BYTES];

	calendar_format(day, text);
	json_put_text(map, key, text);
	json_put_text(map, rule_key, rule);
}

static void put_dates(struct json *meeting, const struct dates *dates)
{
	if (dates->notice.has_rule)
		put_date(meeting, "inviteBy", dates->notice.last_day, "inviteRule",
		         dates->notice.answer.rule);
	if (!dates->minutes.has_due)
		return;
	put_date(meeting, "minutesDue", dates->minutes.due, "minutesRule", dates->minutes.rule);
	json_put_int(meeting, "minutesLateDays", dates->minutes.late_days);
}

static void print_dates(struct cmd *cmd, const struct dates *dates)
{
	const struct profile_notice *notice = &dates->notice.answer;

	if (dates->notice.has_rule)
		print_date(cmd, N_("Invite by"), dates->notice.last_day, notice->missing_days,
		           notice->rule);
	if (dates->minutes.has_due)
		print_date(cmd, N_("Minutes by"), dates->minutes.due, dates->minutes.late_days,
		           dates->minutes.rule);
}

/* What one office called off, and what counts all the same, is shown as what counts. */
static void show_settled(struct cmd *cmd, struct json *meeting)
{
	static const char *const stale[] = { "cancelled", "reason" };
	enum stage stage = sittings_parse(meeting, cmd->args->zone).stage;
	struct json *fields = json_get(meeting, "fields");
	struct json *disputes = json_get(meeting, "disputes");

	if (stage == VB_STAGE_CANCELLED || !json_is_yes(json_get(fields, "cancelled")))
		return;
	for (size_t i = 0; i < sizeof(stale) / sizeof(stale[0]); i++) {
		json_remove(fields, stale[i]);
		if (disputes != NULL)
			json_remove(disputes, stale[i]);
	}
}

static int meeting_show(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *meeting = NULL;
	struct json *items = NULL;
	struct dates dates = { .notice = { .last_day = VB_DAY_MAX } };
	int err = client_show(cmd->client, args_get(cmd->args, "MEETING"), "meeting",
	                      _("This is no meeting."), &meeting);

	json_put_text(question, "meeting", args_get(cmd->args, "MEETING"));
	if (err == 0)
		err = client_list(cmd->client, "agenda.list", &question, &items);
	if (err == 0)
		err = find_dates(cmd, meeting, &dates);
	json_destroy(&question);
	if (err < 0)
		goto out;
	show_settled(cmd, meeting);
	if (cmd->args->is_json) {
		for (size_t i = 0; i < json_count(items); i++)
			field_export(json_at(items, i), cmd->args->zone);
		put_dates(meeting, &dates);
		json_put_text(meeting, "stage",
		              stage_word(sittings_parse(meeting, cmd->args->zone).stage));
		field_export(meeting, cmd->args->zone);
		json_put(meeting, "items", &items);
		out_document(cmd->out, "meeting", "show", &meeting);
		goto out;
	}
	answer_record(cmd, meeting);
	print_dates(cmd, &dates);
	phase_advise(cmd->out, meeting);
	if (json_count(items) == 0)
		goto out;
	if (cmd->out->style.is_terminal)
		(void)fputc('\n', cmd->out->data);
	err = agenda_table_print(cmd, items);
out:
	json_destroy(&items);
	json_destroy(&meeting);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option day_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_meeting_list_commands[] = {
	{ .noun = "meeting", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = day_options,
	  .run = meeting_list,
	  .help = N_("meetings in order of time"),
	  .examples = { "verbund meeting list",
	                "verbund meeting list 4f2a" } },
	{ .noun = "meeting", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = day_options,
	  .run = meeting_show,
	  .help = N_("one meeting with its agenda"),
	  .examples = { "verbund meeting show 0198c2a4f1b3e07d5c60" } },
	COMMAND_END,
};
/* clang-format on */
