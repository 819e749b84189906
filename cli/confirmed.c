/* confirmed: from erasures to offices; see confirmed.h; tested by tests/blackbox/20-persons.t */
#include "cli/confirmed.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/erasing.h"
#include "cli/field.h"
#include "cli/language.h"

static bool names_one(const struct json *erasure, const struct json *wanted)
{
	const struct json *records = json_get(erasure, "records");

	for (size_t i = 0; i < json_count(records); i++) {
		if (json_get(wanted, json_get_text(json_at(records, i), "id")) != NULL)
			return true;
	}
	return false;
}

/* Adds what an office says about one erasure: whoever has not confirmed one of them has not confirmed. */
static void add(struct json *rows, const char *space, const struct json *office, bool is_waiting)
{
	char key[200];
	struct json *row;

	(void)snprintf(key, sizeof(key), "%s %s", space, json_get_text(office, "id"));
	row = json_new_copy(json_get(rows, key));
	if (row == NULL) {
		row = json_new_map();
		json_put_text(row, "space", space);
		json_put_text(row, "office", json_get_text(office, "id"));
		json_put_text(row, "name", json_get_text(office, "name"));
		json_put_text(row, "state", "confirmed");
	}
	if (is_waiting) {
		json_put_text(row, "state", "waiting");
		json_remove(row, "time");
	} else if (strcmp(json_get_text(row, "state"), "confirmed") == 0) {
		json_put_int(row, "time", json_int(json_get(office, "time"), 0));
	}
	json_put(rows, key, &row);
}

static void add_erasure(struct json *rows, const struct json *erasure)
{
	const char *space = json_get_text(erasure, "space");
	const struct json *confirmed = json_get(erasure, "confirmed");
	const struct json *missing = json_get(erasure, "missing");

	for (size_t i = 0; i < json_count(confirmed); i++)
		add(rows, space, json_at(confirmed, i), false);
	for (size_t i = 0; i < json_count(missing); i++)
		add(rows, space, json_at(missing, i), true);
}

/* A list of the rows, with the names of committees; the office's own has none. */
static struct json *rows_list(const struct json *rows, const struct json *committees)
{
	struct json *list = json_new_list();
	const char *key;
	void *iterator = NULL;
	struct json *row;

	while (json_next(rows, &iterator, &key, &row)) {
		struct json *copy = json_new_copy(row);

		json_put_text(copy, "committee",
		              json_get_text(committees, json_get_text(row, "space")));
		json_add(list, &copy);
	}
	return list;
}

static void print(struct cmd *cmd, const struct json *list)
{
	const struct table_column columns[] = {
		{ _("Committee"), 0 },
		{ _("Office"), 0 },
		{ _("Erased there"), 0 },
		{ _("Since"), TABLE_FIRM },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	bool is_waiting = false;

	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *row = json_at(list, i);
		const char *committee = json_get_text(row, "committee");
		const char *state = json_get_text(row, "state");
		char *time = field_format_time(cmd->out, json_get(row, "time"), cmd->args->zone);

		is_waiting |= strcmp(state, "waiting") == 0;
		table_add(table, committee != NULL ? committee : field_word(cmd->out, "office"));
		table_add(table, json_get_text(row, "name"));
		table_add(table, field_word(cmd->out, state));
		table_add(table, time);
		free(time);
	}
	out_table(cmd->out, &table);
	if (is_waiting)
		out_hint(cmd->out, "%s",
		         _("An office confirms some minutes after it has heard of it, one that is "
		           "away "
		           "when it is back:\n  verbund erasure status"));
}

/* A backup keeps what is gone everywhere else. */
static void tell_backup(struct cmd *cmd)
{
	struct json *question = NULL;
	struct json *status = NULL;

	if (client_ask(cmd->client, "status", &question, &status) == 0)
		erasing_tell_backup(cmd, status);
	else
		out_forget(cmd->out);
	json_destroy(&status);
}

int confirmed_tell(struct cmd *cmd, const struct json *ids, struct json **refused)
{
	struct json *question = NULL;
	struct json *erasures = NULL;
	struct json *committees = NULL;
	struct json *wanted = json_new_map();
	struct json *rows = json_new_map();
	struct json *list;
	struct json *body;
	int err = client_list(cmd->client, "erasure.status", &question, &erasures);

	if (err == 0)
		err = answer_committees(cmd, &committees);
	for (size_t i = 0; i < json_count(ids); i++)
		json_put_text(wanted, json_text(json_at(ids, i)), "");
	for (size_t i = 0; err == 0 && i < json_count(erasures); i++) {
		if (names_one(json_at(erasures, i), wanted))
			add_erasure(rows, json_at(erasures, i));
	}
	list = rows_list(rows, committees);
	if (err == 0 && cmd->args->is_json) {
		body = json_new_map();
		for (size_t i = 0; i < json_count(list); i++)
			answer_time(cmd, json_at(list, i), "time");
		json_put(body, "items", &list);
		json_put(body, "refused", refused);
		out_document(cmd->out, cmd->args->command->noun, cmd->args->command->verb, &body);
	} else if (err == 0) {
		print(cmd, list);
		tell_backup(cmd);
	}
	json_destroy(&list);
	json_destroy(&rows);
	json_destroy(&wanted);
	json_destroy(&committees);
	json_destroy(&erasures);
	return err;
}
