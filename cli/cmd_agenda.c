/* cmd_agenda: the items of a meeting; tested by tests/blackbox/05-cli.t */
#include <string.h>

#include "cli/agenda_table.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"

static int agenda_list(struct cmd *cmd)
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

static int agenda_add(struct cmd *cmd)
{
	struct json *question = json_new_map();

	json_put_text(question, "meeting", args_get(cmd->args, "MEETING"));
	json_put_text(question, "after", args_get(cmd->args, "after"));
	if (args_has(cmd->args, "internal"))
		json_put_bool(question, "internal", true);
	return ask_with_fields(cmd, "agenda.add", &question);
}

static int agenda_edit(struct cmd *cmd)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", args_get(cmd->args, "ITEM"));
	return ask_with_fields(cmd, "record.edit", &question);
}

static int agenda_move(struct cmd *cmd)
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

/* ---- the commands ---- */

static const char *const agenda_states[] = { "accepted", "proposed", "declined", NULL };

/* clang-format off */
static const struct option agenda_add_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the item"), true },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ "after", N_("ITEM"), NULL, NULL, N_("stand behind this item; without it, at the end"), false },
	{ "description", N_("TEXT"), "description", NULL, N_("explanation"), false },
	{ "type", N_("TEXT"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "minutes", N_("NUMBER"), "plannedMinutes", NULL, N_("planned time in minutes"), false },
	{ "state", N_("STATE"), "state", agenda_states, N_("accepted, proposed or declined"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_edit_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the item"), false },
	{ "description", N_("TEXT"), "description", NULL, N_("explanation"), false },
	{ "type", N_("TEXT"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "minutes", N_("NUMBER"), "plannedMinutes", NULL, N_("planned time in minutes"), false },
	{ "state", N_("STATE"), "state", agenda_states, N_("accepted, proposed or declined"), false },
	{ "result", N_("TEXT"), "result", NULL, N_("result of the item"), false },
	{ "resolution", N_("TEXT"), "resolutionText", NULL, N_("text of the decision"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_move_options[] = {
	{ "after", N_("ITEM"), NULL, NULL, N_("stand behind this item; `first`: at the beginning"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_agenda_commands[] = {
	{ .noun = "agenda", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = agenda_add_options,
	  .kind = "agendaItem",
	  .run = agenda_add,
	  .help = N_("put an item on the agenda"),
	  .examples = { "verbund agenda add 0198c2a4f1b3e07d5c60 --name 'Bericht des Forums'",
	                "verbund agenda add 0198c2a4f1b3e07d5c60 --name 'Personalien' --internal" } },
	{ .noun = "agenda", .verb = "list",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .run = agenda_list,
	  .help = N_("the agenda of a meeting"),
	  .examples = { "verbund agenda list 0198c2a4f1b3e07d5c60" } },
	{ .noun = "agenda", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("ITEM")) },
	  .options = agenda_edit_options,
	  .kind = "agendaItem",
	  .run = agenda_edit,
	  .help = N_("change an item; an empty value clears the field"),
	  .examples = { "verbund agenda edit 0198d7120c9a44be81f2 --result 'zur Kenntnis genommen'" } },
	{ .noun = "agenda", .verb = "move",
	  .arguments = { COMMAND_ARG(N_("ITEM")) },
	  .options = agenda_move_options,
	  .run = agenda_move,
	  .help = N_("move an item to another place"),
	  .about = N_("`--after first` moves it to the beginning."),
	  .examples = { "verbund agenda move 0198d7120c9a44be81f2 --after 0198d7120c9af05e3b17" } },
	COMMAND_END,
};
/* clang-format on */
