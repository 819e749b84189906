/* cmd_agenda: the items of a meeting; tested by tests/blackbox/05-cli.t */
#include <string.h>

#include "cli/agenda_table.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"

int cmd_agenda_list(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *items;
	int err;

	json_put_text(question, "meeting", args_get(cmd->args, "MEETING"));
	err = client_list(cmd->client, "agenda.list", &question, &items);
	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		answer_records(cmd, &items);
		return 0;
	}
	agenda_table_print(cmd, items);
	json_destroy(&items);
	return 0;
}

/* Asks with the fields that were typed; takes *question. */
static int ask_with_fields(struct cmd *cmd, const char *call, struct json **question)
{
	struct json *fields = json_new_map();
	struct json *result;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0 && json_count(fields) == 0)
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	json_put(*question, "fields", &fields);
	if (err == 0)
		err = client_ask(cmd->client, call, question, &result);
	json_destroy(question);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

int cmd_agenda_add(struct cmd *cmd)
{
	struct json *question = json_new_map();

	json_put_text(question, "meeting", args_get(cmd->args, "MEETING"));
	json_put_text(question, "after", args_get(cmd->args, "after"));
	if (args_has(cmd->args, "internal"))
		json_put_bool(question, "internal", true);
	return ask_with_fields(cmd, "agenda.add", &question);
}

int cmd_agenda_edit(struct cmd *cmd)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", args_get(cmd->args, "ITEM"));
	return ask_with_fields(cmd, "record.edit", &question);
}

int cmd_agenda_move(struct cmd *cmd)
{
	const char *after = args_get(cmd->args, "after");
	struct json *question = json_new_map();
	struct json *place = json_new_text(strcmp(after, "first") == 0 ? NULL : after);
	struct json *result;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "ITEM"));
	json_put(question, "after", &place);
	err = client_ask(cmd->client, "agenda.move", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}
