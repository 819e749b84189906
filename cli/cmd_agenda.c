/* cmd_agenda: the items of a meeting; tested by tests/blackbox/05-cli.t */
#include <string.h>

#include "cli/agenda_table.h"
#include "cli/answer.h"
#include "cli/carry.h"
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

/* state: NULL: as typed, or none. */
static int add(struct cmd *cmd, const char *state)
{
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *result;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	json_put_text(question, "meeting", args_get(cmd->args, "MEETING"));
	json_put_text(question, "after", args_get(cmd->args, "after"));
	if (args_has(cmd->args, "internal"))
		json_put_bool(question, "internal", true);
	json_put_text(fields, "state", state);
	json_put(question, "fields", &fields);
	if (err == 0)
		err = client_ask(cmd->client, "agenda.add", &question, &result);
	json_destroy(&question);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

static int agenda_add(struct cmd *cmd)
{
	return add(cmd, NULL);
}

static int agenda_propose(struct cmd *cmd)
{
	return add(cmd, "proposed");
}

static int move(struct cmd *cmd, struct json **result)
{
	const char *after = args_get(cmd->args, "after");
	struct json *question = json_new_map();
	struct json *place = json_new_text(strcmp(after, "first") == 0 ? NULL : after);

	json_put_text(question, "id", args_get(cmd->args, "ITEM"));
	json_put(question, "after", &place);
	return client_ask(cmd->client, "agenda.move", &question, result);
}

static int agenda_move(struct cmd *cmd)
{
	struct json *result;
	int err = move(cmd, &result);

	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

/* ---- changes and decisions ---- */

static int show_item(struct cmd *cmd, struct json **item)
{
	return client_show(cmd->client, args_get(cmd->args, "ITEM"), "agendaItem",
	                   _("This is no agenda item."), item);
}

/* Takes *fields. */
static int ask_edit(struct cmd *cmd, const struct json *item, struct json **fields,
                    struct json **result)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", json_get_text(item, "id"));
	json_put(question, "fields", fields);
	return client_ask(cmd->client, "record.edit", &question, result);
}

/* Takes *fields. */
static int edit_item(struct cmd *cmd, const struct json *item, struct json **fields)
{
	struct json *result;
	int err = ask_edit(cmd, item, fields, &result);

	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

static int ask_readers(struct cmd *cmd, const struct json *item, bool is_internal,
                       struct json **result)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", json_get_text(item, "id"));
	json_put_bool(question, "internal", is_internal);
	return client_ask(cmd->client, "agenda.readers", &question, result);
}

/* Shows the item to other readers, under a new number; asked again while its documents are encrypted anew. */
static int change_readers(struct cmd *cmd, const struct json *item, bool is_internal)
{
	struct json *result;
	const struct json *total;
	int err = ask_readers(cmd, item, is_internal, &result);

	while (err == 0 && (total = json_get(result, "total")) != NULL) {
		out_progress_bytes(cmd->out, (uint64_t)json_int(json_get(result, "done"), 0),
		                   (uint64_t)json_int(total, 0));
		json_destroy(&result);
		err = ask_readers(cmd, item, is_internal, &result);
	}
	out_progress_end(cmd->out);
	if (err == 0)
		answer_made(cmd, &result,
		            _("It has a new number now, %s; the old one leads to it, too."));
	return err;
}

static int agenda_edit(struct cmd *cmd)
{
	bool is_internal = args_has(cmd->args, "internal");
	bool is_public = args_has(cmd->args, "public");
	struct json *fields = json_new_map();
	struct json *item = NULL;
	struct json *result = NULL;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0 && is_internal && is_public)
		err = out_fail(cmd->out, VB_ERR_USAGE, "%s",
		               _("An item is internal or public, not both."));
	if (err == 0 && json_count(fields) == 0 && !is_internal && !is_public)
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	if (err == 0)
		err = show_item(cmd, &item);
	if (err == 0 && !is_internal && !is_public)
		err = edit_item(cmd, item, &fields);
	else if (err == 0 && json_count(fields) > 0)
		err = ask_edit(cmd, item, &fields, &result);
	if (err == 0 && (is_internal || is_public))
		err = change_readers(cmd, item, is_internal);
	json_destroy(&fields);
	json_destroy(&item);
	json_destroy(&result);
	return err;
}

static int agenda_accept(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *item = NULL;
	struct json *moved = NULL;
	struct json *nothing = json_new_nil();
	const char *state;
	int err = show_item(cmd, &item);

	/* First to its place: where that is wrong, it stays a proposal. */
	if (err == 0 && args_has(cmd->args, "after"))
		err = move(cmd, &moved);
	state = json_get_text(json_get(item, "fields"), "state");
	json_put_text(fields, "state", "accepted");
	/* Why it was declined is no longer its result. */
	if (state != NULL && strcmp(state, "declined") == 0)
		json_put(fields, "result", &nothing);
	if (err == 0)
		err = edit_item(cmd, item, &fields);
	json_destroy(&fields);
	json_destroy(&item);
	json_destroy(&moved);
	json_destroy(&nothing);
	return err;
}

static int agenda_decline(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *item = NULL;
	int err = show_item(cmd, &item);

	json_put_text(fields, "state", "declined");
	json_put_text(fields, "result", args_get(cmd->args, "reason"));
	if (err == 0)
		err = edit_item(cmd, item, &fields);
	json_destroy(&fields);
	json_destroy(&item);
	return err;
}

static int agenda_remove(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *item = NULL;
	struct json *result;
	const char *name;
	bool goes_on = false;
	int err = show_item(cmd, &item);

	if (err < 0)
		goto out;
	name = json_get_text(json_get(item, "fields"), "name");
	err = answer_confirm(cmd, _("the item \"%s\" would be deleted"),
	                     name != NULL ? name : args_get(cmd->args, "ITEM"), &goes_on);
	if (err < 0 || !goes_on)
		goto out;
	json_put_text(question, "id", json_get_text(item, "id"));
	err = client_ask(cmd->client, "record.delete", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&question);
	json_destroy(&item);
	return err;
}

/* ---- the commands ---- */

static const char *const agenda_states[] = { "accepted", "proposed", "declined", NULL };

/* clang-format off */
static const struct option agenda_add_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the item"), true },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ "after", N_("ITEM"), NULL, NULL, N_("stand behind this item; without it, at the end"), false },
	{ "under", N_("ITEM"), "parent", NULL, N_("be a part of this item, numbered below it"), false },
	{ "description", N_("TEXT"), "description", NULL, N_("explanation"), false },
	{ "type", N_("TEXT"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "minutes", N_("NUMBER"), "plannedMinutes", NULL, N_("planned time in minutes"), false },
	{ "state", N_("STATE"), "state", agenda_states, N_("accepted, proposed or declined"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_propose_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the item"), true },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ "under", N_("ITEM"), "parent", NULL, N_("be a part of this item, numbered below it"), false },
	{ "description", N_("TEXT"), "description", NULL, N_("explanation"), false },
	{ "type", N_("TEXT"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "minutes", N_("NUMBER"), "plannedMinutes", NULL, N_("planned time in minutes"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_accept_options[] = {
	{ "after", N_("ITEM"), NULL, NULL, N_("stand behind this item; `first`: at the beginning"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_decline_options[] = {
	{ "reason", N_("TEXT"), NULL, NULL, N_("why; the agenda shows it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_carry_options[] = {
	{ "to", N_("MEETING"), NULL, NULL, N_("the meeting that goes on with it"), true },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_edit_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the item"), false },
	{ "under", N_("ITEM"), "parent", NULL, N_("be a part of this item, numbered below it"), false },
	{ "description", N_("TEXT"), "description", NULL, N_("explanation"), false },
	{ "type", N_("TEXT"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "minutes", N_("NUMBER"), "plannedMinutes", NULL, N_("planned time in minutes"), false },
	{ "state", N_("STATE"), "state", agenda_states, N_("accepted, proposed or declined"), false },
	{ "result", N_("TEXT"), "result", NULL, N_("result of the item"), false },
	{ "resolution", N_("TEXT"), "resolutionText", NULL, N_("text of the decision"), false },
	{ "internal", NULL, NULL, NULL, N_("from now on not public: taken away from guests"), false },
	{ "public", NULL, NULL, NULL, N_("from now on public: guests see it, too"), false },
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
	  .about = N_("With --internal or --public the item is written anew for its readers, last on their list, and the old one is "
	             "erased in every office. It gets a new number; the old one leads to it.\n\n"
	             "With --internal the items below it, its documents, the messages about it and the stations of papers go along. What "
	             "guests have read they have read; documents are encrypted anew, so that what they know opens nothing any more. "
	             "With --public the items below it and its documents go along; messages about it stay internal with their "
	             "documents, for what was said in confidence remains so. Documents must be here as a whole before. What others wrote about the old item meanwhile, without a "
	             "connection, is shown to the offices in charge only.\n\n"
	             "What others wrote is moved by an office in charge only."),
	  .examples = { "verbund agenda edit 0198d7120c9a44be81f2 --result 'zur Kenntnis genommen'",
	                "verbund agenda edit 0198d7120c9a44be81f2 --internal" } },
	{ .noun = "agenda", .verb = "move",
	  .arguments = { COMMAND_ARG(N_("ITEM")) },
	  .options = agenda_move_options,
	  .run = agenda_move,
	  .help = N_("move an item to another place"),
	  .about = N_("`--after first` moves it to the beginning."),
	  .examples = { "verbund agenda move 0198d7120c9a44be81f2 --after 0198d7120c9af05e3b17" } },
	{ .noun = "agenda", .verb = "propose",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = agenda_propose_options,
	  .kind = "agendaItem",
	  .run = agenda_propose,
	  .help = N_("propose an item; it has no number until somebody accepts it"),
	  .about = N_("Every member of the committee may propose an item, and every member may accept or decline it. Proposals "
	              "stand below the agenda, without a number."),
	  .examples = { "verbund agenda propose 0198c2a4f1b3e07d5c60 --name 'Sprachkurse im Winter'" } },
	{ .noun = "agenda", .verb = "accept",
	  .arguments = { COMMAND_ARG(N_("ITEM")) },
	  .options = agenda_accept_options,
	  .run = agenda_accept,
	  .help = N_("take a proposed item onto the agenda"),
	  .examples = { "verbund agenda accept 0198d7120c9a44be81f2",
	                "verbund agenda accept 0198d7120c9a44be81f2 --after 0198d7120c9af05e3b17" } },
	{ .noun = "agenda", .verb = "decline",
	  .arguments = { COMMAND_ARG(N_("ITEM")) },
	  .options = agenda_decline_options,
	  .run = agenda_decline,
	  .help = N_("decline a proposed item, or take an item off the agenda without deleting it"),
	  .examples = { "verbund agenda decline 0198d7120c9a44be81f2 --reason 'wird im Jugendhilfeausschuss beraten'" } },
	{ .noun = "agenda", .verb = "carry",
	  .arguments = { COMMAND_ARG(N_("ITEM|MEETING")) },
	  .options = agenda_carry_options,
	  .run = carry_run,
	  .help = N_("carry over an item, or all unfinished items of a meeting, to another meeting"),
	  .about = N_("Unfinished is an item that has no result and no decision, and was not declined. Each gets a new item at the end "
	              "of the other agenda, public or internal as before, which names the one it comes from. The old item "
	              "stays as it is.\n\n"
	              "What was carried over before is left out, so the command can be typed again."),
	  .examples = { "verbund agenda carry 0198c2a4f1b3e07d5c60 --to 0198f3b0aa12c55e9d04 --dry-run",
	                "verbund agenda carry 0198d7120c9a44be81f2 --to 0198f3b0aa12c55e9d04" } },
	{ .noun = "agenda", .verb = "remove",
	  .arguments = { COMMAND_ARG(N_("ITEM")) },
	  .options = command_yes,
	  .run = agenda_remove,
	  .help = N_("delete an item from the agenda"),
	  .examples = { "verbund agenda remove 0198d7120c9a44be81f2 --yes" } },
	COMMAND_END,
};
/* clang-format on */
