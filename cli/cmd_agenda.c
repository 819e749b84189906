/* cmd_agenda: the items of a meeting; tested by tests/blackbox/05-cli.t */
#include <string.h>

#include "cli/agenda_ask.h"
#include "cli/agenda_invited.h"
#include "cli/agenda_plan.h"
#include "cli/agenda_table.h"
#include "cli/answer.h"
#include "cli/carry.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/proposals.h"

static int list_json(struct cmd *cmd, struct json **items)
{
	struct agenda_plan plan;
	int err = agenda_plan_read(cmd, *items, &plan);

	if (err == 0) {
		agenda_plan_export(cmd, &plan, *items);
		answer_records(cmd, items);
	}
	agenda_plan_release(&plan);
	return err;
}

static int hint_proposals(struct cmd *cmd)
{
	struct json *meeting = NULL;
	int err = client_show(cmd->client, args_get(cmd->args, "MEETING"), "meeting",
	                      _("This is no meeting."), &meeting);

	if (err == 0)
		err = proposals_hint(cmd, meeting);
	json_destroy(&meeting);
	return err;
}

static int agenda_list(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *items;
	int err;

	if (args_has(cmd->args, "as-invited")) {
		json_destroy(&question);
		return agenda_invited_list(cmd);
	}
	json_put_text(question, "meeting", args_get(cmd->args, "MEETING"));
	err = client_list(cmd->client, "agenda.list", &question, &items);
	if (err < 0)
		return err;
	err = cmd->args->is_json ? list_json(cmd, &items) : agenda_table_print(cmd, items);
	if (err == 0 && cmd->out->style.is_terminal && !cmd->args->is_json)
		err = hint_proposals(cmd);
	json_destroy(&items);
	return err;
}

static int agenda_add(struct cmd *cmd)
{
	bool is_internal = args_has(cmd->args, "internal");
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *meeting = NULL;
	struct json *result;
	struct sitting sitting;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0)
		err = sittings_show(cmd, args_get(cmd->args, "MEETING"), &meeting, &sitting);
	if (err == 0)
		err = agenda_ask_submitter(cmd, meeting, is_internal, fields);
	json_put_text(question, "meeting", json_get_text(meeting, "id"));
	json_put_text(question, "after", args_get(cmd->args, "after"));
	if (is_internal)
		json_put_bool(question, "internal", true);
	json_put(question, "fields", &fields);
	if (err == 0)
		err = client_ask(cmd->client, "agenda.add", &question, &result);
	if (err == 0) {
		agenda_ask_tell_supplement(cmd, &sitting, true);
		answer_id(cmd, &result);
	}
	json_destroy(&question);
	json_destroy(&meeting);
	return err;
}

static int show_item(struct cmd *cmd, struct json **item)
{
	return client_show(cmd->client, args_get(cmd->args, "ITEM"), "agendaItem",
	                   _("This is no agenda item."), item);
}

static int agenda_move(struct cmd *cmd)
{
	struct json *item = NULL;
	struct json *meeting = NULL;
	struct json *result;
	struct sitting sitting;
	const char *of;
	int err = show_item(cmd, &item);

	of = json_get_text(json_get(item, "fields"), "meeting");
	if (err == 0 && of != NULL)
		err = sittings_show(cmd, of, &meeting, &sitting);
	if (err == 0)
		err = agenda_ask_move(cmd, json_get_text(item, "id"), &result);
	if (err == 0) {
		if (meeting != NULL)
			agenda_ask_tell_supplement(cmd, &sitting, false);
		answer_id(cmd, &result);
	}
	json_destroy(&item);
	json_destroy(&meeting);
	return err;
}

/* ---- changes and decisions ---- */

/* Takes *fields. */
static int edit_item(struct cmd *cmd, const struct json *item, struct json **fields)
{
	struct json *result;
	int err = agenda_ask_edit(cmd, item, fields, &result);

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

/* True if guests do not see it. */
static bool is_hidden(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

/* Why it was declined is no longer its result once it is accepted. */
static void clear_reason(const struct json *item, struct json *fields)
{
	const char *state = json_get_text(fields, "state");
	struct json *nothing = json_new_nil();

	if (state != NULL && strcmp(state, "accepted") == 0 &&
	    agenda_ask_is(item, "state", "declined") && json_get(fields, "result") == NULL)
		json_put(fields, "result", &nothing);
	json_destroy(&nothing);
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
	if (err == 0 && json_count(fields) == 0 && !args_has(cmd->args, "submitter") &&
	    !is_internal && !is_public)
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	if (err == 0)
		err = show_item(cmd, &item);
	if (err == 0)
		clear_reason(item, fields);
	if (err == 0)
		err = agenda_ask_submitter(cmd, item,
		                           is_internal || (!is_public && is_hidden(item)), fields);
	if (err == 0 && !is_internal && !is_public)
		err = edit_item(cmd, item, &fields);
	else if (err == 0 && json_count(fields) > 0)
		err = agenda_ask_edit(cmd, item, &fields, &result);
	if (err == 0 && (is_internal || is_public))
		err = change_readers(cmd, item, is_internal);
	json_destroy(&fields);
	json_destroy(&item);
	json_destroy(&result);
	return err;
}

static int agenda_remove(struct cmd *cmd)
{
	struct json *item = NULL;
	struct json *items = NULL;
	struct json *result = json_new_map();
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
	/* With those for which it stands: one of them would come up in its place. */
	err = agenda_ask_twins(cmd, item, &items);
	if (err == 0)
		err = agenda_ask_all(cmd, json_get_text(item, "space"), items, NULL);
	if (err == 0) {
		json_put_text(result, "id", json_get_text(item, "id"));
		answer_id(cmd, &result);
	}
out:
	json_destroy(&item);
	json_destroy(&items);
	json_destroy(&result);
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
	{ "type", N_("TYPE"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "submitter", N_("ORGANIZATION"), NULL, NULL, N_("who asks for it, by name or number"), false },
	{ "minutes", N_("NUMBER"), "plannedMinutes", NULL, N_("planned time in minutes"), false },
	{ "state", N_("STATE"), "state", agenda_states, N_("accepted, proposed or declined"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_list_options[] = {
	{ "as-invited", NULL, NULL, NULL, N_("as it was invited to, beside what it is now; with its supplements"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_carry_options[] = {
	{ "to", N_("MEETING"), NULL, NULL, N_("the meeting that goes on with it"), true },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_copy_options[] = {
	{ "to", N_("MEETING"), NULL, NULL, N_("the meeting that gets the items"), true },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_edit_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the item"), false },
	{ "under", N_("ITEM"), "parent", NULL, N_("be a part of this item, numbered below it"), false },
	{ "description", N_("TEXT"), "description", NULL, N_("explanation"), false },
	{ "type", N_("TYPE"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "submitter", N_("ORGANIZATION"), NULL, NULL, N_("who asks for it, by name or number"), false },
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
	  .options = agenda_list_options,
	  .run = agenda_list,
	  .help = N_("the agenda of a meeting"),
	  .about = N_("Where minutes are planned, each item has the time at which it begins. An item lasts as long as is planned for it, but not "
	              "shorter than all parts of it. Below the list stands how long all takes, and whether it fits the meeting.\n\n"
	              "A supplement (Nachtrag) was not on the agenda as invited.\n\n"
	              "In a pipe the columns are number, title, result, number of the record, kind, minutes, begin and supplement."),
	  .examples = { "verbund agenda list 0198c2a4f1b3e07d5c60",
	                "verbund agenda list 0198c2a4f1b3e07d5c60 --as-invited" } },
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
	             "What others wrote is moved by an office in charge only. What it was proposed as stays where it was; `verbund record "
	             "erase` takes that away, too."),
	  .examples = { "verbund agenda edit 0198d7120c9a44be81f2 --result 'zur Kenntnis genommen'",
	                "verbund agenda edit 0198d7120c9a44be81f2 --internal" } },
	{ .noun = "agenda", .verb = "move",
	  .arguments = { COMMAND_ARG(N_("ITEM")) },
	  .options = agenda_move_options,
	  .run = agenda_move,
	  .help = N_("move an item to another place"),
	  .about = N_("`--after first` moves it to the beginning."),
	  .examples = { "verbund agenda move 0198d7120c9a44be81f2 --after 0198d7120c9af05e3b17" } },
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
	{ .noun = "agenda", .verb = "copy",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = agenda_copy_options,
	  .run = carry_copy,
	  .help = N_("take the agenda of a meeting as the pattern for another one"),
	  .about = N_("Copies titles, explanations, kinds, submitters, minutes and parts, each public or internal as before, without results and "
	              "decisions. What stands on the other agenda under the same title is left out, so the command can be typed again."),
	  .examples = { "verbund agenda copy 0198c2a4f1b3e07d5c60 --to 0198f3b0aa12c55e9d04" } },
	{ .noun = "agenda", .verb = "remove",
	  .arguments = { COMMAND_ARG(N_("ITEM")) },
	  .options = command_yes,
	  .run = agenda_remove,
	  .help = N_("delete an item from the agenda"),
	  .examples = { "verbund agenda remove 0198d7120c9a44be81f2 --yes" } },
	COMMAND_END,
};
/* clang-format on */
