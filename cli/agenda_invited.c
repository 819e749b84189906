/* agenda_invited: then and now; see agenda_invited.h; tested by tests/blackbox/20-invite.t */
#include "cli/agenda_invited.h"

#include <stdio.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/invited.h"
#include "cli/language.h"

#define WORD_BYTES 64u

static const struct json *item_find(const struct json *agenda, const char *id)
{
	for (size_t i = 0; id != NULL && i < json_count(agenda); i++) {
		const char *other = json_get_text(json_at(agenda, i), "id");

		if (other != NULL && strcmp(other, id) == 0)
			return json_at(agenda, i);
	}
	return NULL;
}

/* One row: as it was invited to (NULL: it was not), and as it is now (NULL: it was deleted). */
static struct json *row_of(const struct json *then, const struct json *now)
{
	struct json *row = json_new_map();
	const struct json *edition = json_get(then, "edition");
	const char *name = json_get_text(json_get(then, "fields"), "name");
	const char *number = json_get_text(now, "number");

	if (name == NULL)
		name = json_get_text(json_get(now, "fields"), "name");
	json_put_text(row, "id", json_get_text(then != NULL ? then : now, "id"));
	json_put_text(row, "number", json_get_text(then, "number"));
	json_put_text(row, "now", number != NULL && number[0] != '\0' ? number : NULL);
	json_put_text(row, "name", name);
	if (edition != NULL)
		json_put_int(row, "edition", json_int(edition, 0));
	return row;
}

/* What was invited to, in that order; behind it what is on the agenda besides. */
static struct json *rows_of(const struct invited *invited, const struct json *agenda)
{
	struct json *then = invited_agenda(invited, VB_EDITION_NONE, agenda);
	struct json *rows = json_new_list();

	for (size_t i = 0; i < json_count(then); i++) {
		const struct json *item = json_at(then, i);
		struct json *row = row_of(item, item_find(agenda, json_get_text(item, "id")));

		json_add(rows, &row);
	}
	for (size_t i = 0; i < json_count(agenda); i++) {
		const struct json *item = json_at(agenda, i);
		const char *number = json_get_text(item, "number");
		struct json *row;

		if (number == NULL || number[0] == '\0' ||
		    invited_number(invited, json_get_text(item, "id")) != VB_EDITION_NONE)
			continue;
		row = row_of(NULL, item);
		json_add(rows, &row);
	}
	json_destroy(&then);
	return rows;
}

/* With what an item was sent; in a pipe the number of the edition. */
static void add_edition(const struct cmd *cmd, struct table *table, const struct json *edition)
{
	int64_t number = json_int(edition, 0);
	char text[WORD_BYTES] = "";

	if (!cmd->out->style.is_terminal && edition != NULL)
		(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	else if (cmd->out->style.is_terminal && edition == NULL)
		(void)snprintf(text, sizeof(text), "%s", _("not sent"));
	else if (cmd->out->style.is_terminal && number == 0)
		(void)snprintf(text, sizeof(text), "%s", _("invitation"));
	else if (cmd->out->style.is_terminal)
		(void)snprintf(text, sizeof(text), _("supplement %lld"), (long long)number);
	table_add(table, text);
}

static void print(struct cmd *cmd, const struct json *rows)
{
	const struct table_column columns[] = {
		{ _("As invited"), TABLE_FIRM }, { _("Now"), TABLE_FIRM },     { _("Title"), 0 },
		{ _("Sent with"), TABLE_FIRM },  { _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(rows); i++) {
		const struct json *row = json_at(rows, i);
		const char *now = json_get_text(row, "now");

		table_add(table, json_get_text(row, "number"));
		table_add(table,
		          now != NULL || !cmd->out->style.is_terminal ? now : _("taken off"));
		table_add(table, json_get_text(row, "name"));
		add_edition(cmd, table, json_get(row, "edition"));
		table_add(table, json_get_text(row, "id"));
	}
	out_list(cmd->out, &table);
}

int agenda_invited_list(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *meeting = NULL;
	struct json *agenda = NULL;
	struct json *rows;
	struct invited invited = { .count = 0 };
	int err = client_show(cmd->client, args_get(cmd->args, "MEETING"), "meeting",
	                      _("This is no meeting."), &meeting);

	json_put_text(question, "meeting", args_get(cmd->args, "MEETING"));
	if (err == 0)
		err = client_list(cmd->client, "agenda.list", &question, &agenda);
	if (err == 0)
		err = invited_read(cmd, meeting, &invited);
	if (err == 0) {
		rows = rows_of(&invited, agenda);
		if (cmd->args->is_json)
			answer_items(cmd, &rows);
		else
			print(cmd, rows);
		json_destroy(&rows);
	}
	json_destroy(&question);
	json_destroy(&meeting);
	json_destroy(&agenda);
	invited_release(&invited);
	return err;
}
