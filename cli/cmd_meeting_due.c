/* cmd_meeting_due: which meetings must be invited to, and which minutes are missing; tested by tests/blackbox/20-invite.t
 *
 * Goes on with the noun meeting. */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/language.h"
#include "cli/notice.h"

/* All that is looked at. */
struct looking {
	struct cmd *cmd;
	struct notice_book *book;
	struct sittings sittings;
	struct json *rows;
	int32_t today;
};

static struct json *row_of(const struct sitting *sitting, const char *what, int32_t due,
                           int32_t today, const char *rule)
{
	struct json *row = json_new_map();
	char day[VB_DAY_TEXT_BYTES];

	calendar_format(due, day);
	json_put_text(row, "due", day);
	json_put_text(row, "what", what);
	json_put_int(row, "lateDays", today > due ? (int64_t)today - due : 0);
	json_put_text(row, "name", json_get_text(json_get(sitting->record, "fields"), "name"));
	json_put_text(row, "rule", rule);
	json_put_text(row, "id", json_get_text(sitting->record, "id"));
	return row;
}

/* A sitting that is past is not invited to any more. */
static int look_at_invitation(struct looking *l, const struct sitting *sitting)
{
	struct notice notice;
	struct json *row;
	int err = notice_check(l->book, sitting, l->today, &notice);

	if (err < 0 || !notice.has_rule || sitting->stage != VB_STAGE_PLANNED ||
	    sitting->day < l->today)
		return err;
	row = row_of(sitting, "invitation", notice.last_day, l->today, notice.answer.rule);
	json_add(l->rows, &row);
	return 0;
}

static int look_at_minutes(struct looking *l, const struct sitting *sitting)
{
	struct profile_minutes minutes;
	struct json *row;
	int err = notice_minutes(l->book, sitting,
	                         notice_next_day(l->sittings.items, l->sittings.count, sitting),
	                         l->today, &minutes);

	if (err < 0 || !minutes.has_due)
		return err;
	row = row_of(sitting, "minutes", minutes.due, l->today, minutes.rule);
	json_add(l->rows, &row);
	return 0;
}

static int by_due(const struct json *a, const struct json *b)
{
	int days = strcmp(json_get_text(a, "due"), json_get_text(b, "due"));

	return days != 0 ? days : strcmp(json_get_text(a, "id"), json_get_text(b, "id"));
}

static void print(struct cmd *cmd, const struct json *rows)
{
	const struct table_column columns[] = {
		{ _("Due"), TABLE_FIRM },
		{ _("What"), TABLE_FIRM },
		{ _("Days late"), TABLE_RIGHT },
		{ _("Meeting"), 0 },
		{ _("Rule"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	bool is_terminal = cmd->out->style.is_terminal;

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		int64_t late = json_int(json_get(row, "lateDays"), 0);
		const char *what = json_get_text(row, "what");
		char number[24] = "";
		char *due;

		due = day_format(cmd->out, day_of_field(row, "due", VB_DAY_MAX));
		if (late > 0)
			(void)snprintf(number, sizeof(number), "%lld", (long long)late);
		table_add(table, due);
		if (is_terminal)
			what = strcmp(what, "minutes") == 0 ? _("minutes") : _("invitation");
		table_add(table, what);
		table_add(table, number);
		table_add(table, json_get_text(row, "name"));
		table_add(table, json_get_text(row, "rule"));
		table_add(table, json_get_text(row, "id"));
		free(due);
	}
	out_list(cmd->out, &table);
}

static int look(struct looking *l)
{
	int err = sittings_read_all(l->cmd, args_get(l->cmd->args, "COMMITTEE"), &l->sittings);

	for (size_t i = 0; i < l->sittings.count && err == 0; i++) {
		err = look_at_invitation(l, &l->sittings.items[i]);
		if (err == 0)
			err = look_at_minutes(l, &l->sittings.items[i]);
	}
	return err;
}

static int meeting_due(struct cmd *cmd)
{
	struct labels *labels = labels_new(cmd);
	struct looking l = { .cmd = cmd, .rows = json_new_list() };
	int err = day_get_today(cmd, &l.today);

	l.book = notice_book_new(cmd, labels);
	if (err == 0)
		err = look(&l);
	if (err == 0) {
		arrange(l.rows, by_due);
		if (cmd->args->is_json)
			answer_items(cmd, &l.rows);
		else
			print(cmd, l.rows);
	}
	notice_book_destroy(&l.book);
	labels_destroy(&labels);
	sittings_release(&l.sittings);
	json_destroy(&l.rows);
	return err;
}

/* clang-format off */
static const struct option due_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_meeting_due_commands[] = {
	{ .noun = "meeting", .verb = "due",
	  .arguments = { COMMAND_MAYBE(N_("COMMITTEE")) },
	  .options = due_options,
	  .run = meeting_due,
	  .help = N_("by when meetings must be invited to and minutes be there, and what is late"),
	  .about = N_("The days follow from the rules that each committee has chosen; a committee without rules has none."),
	  .examples = { "verbund meeting due",
	                "verbund meeting due 4f2a --on 2026-12-01" } },
	COMMAND_END,
};
/* clang-format on */
