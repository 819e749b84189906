/* cmd_agenda_proposal: items that offices propose, and what is decided about them; tested by tests/blackbox/20-agenda.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/agenda_ask.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "cli/proposals.h"

static bool is_kind(const struct json *record, const char *kind)
{
	const char *name = json_get_text(record, "kind");

	return name != NULL && strcmp(name, kind) == 0;
}

static bool is_internal(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

/* ---- propose ---- */

static void tell_way(struct cmd *cmd, const struct json *meeting)
{
	struct sitting sitting = sittings_parse(meeting, cmd->args->zone);

	if (stage_agenda(sitting.stage) == VB_STAGE_AGENDA_SUPPLEMENT)
		out_note(cmd->out, "%s",
		         _("The invitation has been sent: if it is accepted, it is a supplement "
		           "(Nachtrag)."));
}

static int agenda_propose(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *meeting = NULL;
	struct json *result;
	int err = field_parse_options(cmd->out, cmd->args, fields);

	if (err == 0)
		err = client_show(cmd->client, args_get(cmd->args, "MEETING"), "meeting",
		                  _("This is no meeting."), &meeting);
	if (err == 0)
		err = agenda_ask_submitter(cmd, meeting, args_has(cmd->args, "internal"), fields);
	json_put_text(question, "meeting", json_get_text(meeting, "id"));
	if (args_has(cmd->args, "internal"))
		json_put_bool(question, "internal", true);
	json_put(question, "fields", &fields);
	if (err == 0)
		err = client_ask(cmd->client, "agenda.propose", &question, &result);
	if (err == 0) {
		tell_way(cmd, meeting);
		answer_id(cmd, &result);
	}
	json_destroy(&question);
	json_destroy(&meeting);
	return err;
}

/* ---- proposals ---- */

static const char *way_of(const struct cmd *cmd, const struct proposed *row)
{
	static const char *const words[] = { [VB_PROPOSAL_IN_TIME] = "inTime",
		                             [VB_PROPOSAL_LATE] = "supplement",
		                             [VB_PROPOSAL_NEXT] = "next" };
	static const char *const titles[] = { [VB_PROPOSAL_IN_TIME] = N_("in time"),
		                              [VB_PROPOSAL_LATE] = N_("as a supplement"),
		                              [VB_PROPOSAL_NEXT] = N_("at the next sitting") };

	if (row->state != VB_PROPOSAL_OPEN)
		return "";
	if (!cmd->out->style.is_terminal && !cmd->args->is_json)
		return row->is_left_over ? "leftOver" : words[row->way];
	if (cmd->args->is_json)
		return words[row->way];
	return row->is_left_over ? _("left over") : _(titles[row->way]);
}

/* Who asks for it: the organization that is named, and who wrote it where that is not its own office, since anybody may name
 * any organization. The caller frees it. */
static char *submitter_of(struct labels *labels, const struct json *names,
                          const struct json *record)
{
	const char *id = json_get_text(json_get(record, "fields"), "submitter");
	const char *node = json_get_text(json_get(labels_record(labels, id), "fields"), "node");
	const char *author = json_get_text(record, "author");
	char *submitter = labels_title_of(labels, id);
	char *writer, *text;
	size_t size;

	if (submitter[0] != '\0' && node != NULL && author != NULL && strcmp(node, author) == 0)
		return submitter;
	writer = answer_writer(names, record);
	if (submitter[0] == '\0') {
		free(submitter);
		return writer;
	}
	size = strlen(submitter) + strlen(writer) + sizeof(" ()");
	text = malloc(size);
	if (text == NULL)
		abort();
	(void)snprintf(text, size, "%s (%s)", submitter, writer);
	free(submitter);
	free(writer);
	return text;
}

static void print_rows(struct cmd *cmd, const struct proposals *proposals, const struct json *names)
{
	const struct table_column columns[] = {
		{ _("State"), 0 }, { _("Title"), 0 },  { _("Submitter"), 0 },
		{ _("Comes"), 0 }, { _("Reason"), 0 }, { _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	struct labels *labels = labels_new(cmd);

	for (size_t i = 0; i < proposals->count; i++) {
		const struct proposed *row = &proposals->rows[i];
		char *submitter = submitter_of(labels, names, row->record);

		table_add(table, field_word(cmd->out, proposal_state_word(row->state)));
		table_add(table, json_get_text(json_get(row->record, "fields"), "name"));
		table_add(table, submitter);
		table_add(table, way_of(cmd, row));
		table_add(table, row->state == VB_PROPOSAL_DECLINED ? row->reason : NULL);
		table_add(table, json_get_text(row->record, "id"));
		free(submitter);
	}
	out_list(cmd->out, &table);
	labels_destroy(&labels);
}

static void answer_rows(struct cmd *cmd, const struct proposals *proposals)
{
	struct json *items = json_new_list();

	for (size_t i = 0; i < proposals->count; i++) {
		const struct proposed *row = &proposals->rows[i];
		struct json *item = json_new_copy(row->record);

		json_put_text(item, "state", proposal_state_word(row->state));
		if (row->state == VB_PROPOSAL_OPEN)
			json_put_text(item, "way", way_of(cmd, row));
		if (row->state == VB_PROPOSAL_DECLINED && row->reason != NULL)
			json_put_text(item, "reason", row->reason);
		if (row->is_left_over)
			json_put_bool(item, "leftOver", true);
		json_add(items, &item);
	}
	answer_records(cmd, &items);
}

static int agenda_proposals(struct cmd *cmd)
{
	struct proposals proposals = { .count = 0 };
	struct json *meeting = NULL;
	struct json *names = NULL;
	int err = client_show(cmd->client, args_get(cmd->args, "MEETING"), "meeting",
	                      _("This is no meeting."), &meeting);

	if (err == 0)
		err = proposals_read(cmd, meeting, &proposals);
	if (err == 0 && !cmd->args->is_json)
		err = answer_names(cmd, &names);
	if (err == 0 && cmd->args->is_json)
		answer_rows(cmd, &proposals);
	else if (err == 0)
		print_rows(cmd, &proposals, names);
	proposals_release(&proposals);
	json_destroy(&meeting);
	json_destroy(&names);
	return err;
}

/* ---- accept ---- */

static int show(struct cmd *cmd, struct json **record)
{
	int err =
		client_show(cmd->client, args_get(cmd->args, "ITEM|PROPOSAL"), NULL, NULL, record);

	if (err == 0 && !is_kind(*record, "proposal") && !is_kind(*record, "agendaItem"))
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("This is no proposal and no agenda item."));
	return err;
}

/* Takes an item that was proposed or declined onto its agenda. */
static int accept_item(struct cmd *cmd, const struct json *item)
{
	struct json *fields = json_new_map();
	struct json *nothing = json_new_nil();
	struct json *moved = NULL;
	struct json *result = NULL;
	int err = 0;

	/* First to its place: where that is wrong, it stays a proposal. */
	if (args_has(cmd->args, "after"))
		err = agenda_ask_move(cmd, json_get_text(item, "id"), &moved);
	json_put_text(fields, "state", "accepted");
	/* Why it was declined is no longer its result. */
	if (agenda_ask_is(item, "state", "declined"))
		json_put(fields, "result", &nothing);
	json_put_text(fields, "parent", args_get(cmd->args, "under"));
	if (err == 0)
		err = agenda_ask_edit(cmd, item, &fields, &result);
	if (err == 0)
		answer_id(cmd, &result);
	json_destroy(&fields);
	json_destroy(&nothing);
	json_destroy(&moved);
	return err;
}

/* The new item has what was proposed, and names the proposal. */
static struct json *item_fields(const struct json *proposal)
{
	static const char *const taken[] = { "name", "description", "itemType", "submitter",
		                             "plannedMinutes" };
	struct json *fields = json_new_map();

	for (size_t i = 0; i < sizeof(taken) / sizeof(taken[0]); i++) {
		struct json *value =
			json_new_copy(json_get(json_get(proposal, "fields"), taken[i]));

		if (value != NULL)
			json_put(fields, taken[i], &value);
	}
	json_put_text(fields, "proposal", json_get_text(proposal, "id"));
	return fields;
}

static int ask_add(struct cmd *cmd, const struct json *proposal, const struct json *meeting,
                   struct json **result)
{
	const char *after = args_get(cmd->args, "after");
	struct json *question = json_new_map();
	struct json *fields = item_fields(proposal);
	struct json *first = json_new_nil();

	json_put_text(fields, "parent", args_get(cmd->args, "under"));
	json_put_text(question, "meeting", json_get_text(meeting, "id"));
	json_put_bool(question, "internal", is_internal(proposal) || is_internal(meeting));
	if (after != NULL && strcmp(after, "first") == 0)
		json_put(question, "after", &first);
	else
		json_put_text(question, "after", after);
	json_put(question, "fields", &fields);
	json_destroy(&first);
	return client_ask(cmd->client, "agenda.add", &question, result);
}

/* The meeting for which a proposal is accepted: another one where --to says so. */
static int target_of(struct cmd *cmd, const struct json *proposal, struct json **meeting)
{
	const char *to = args_get(cmd->args, "to");
	const char *own = json_get_text(json_get(proposal, "fields"), "meeting");
	int err = client_show(cmd->client, to != NULL ? to : own, "meeting",
	                      _("This is no meeting."), meeting);

	if (err == 0 &&
	    strcmp(json_get_text(*meeting, "space"), json_get_text(proposal, "space")) != 0)
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s",
		               _("The meeting belongs to another committee."));
	if (err == 0 && to == NULL &&
	    proposals_way(proposal, *meeting, cmd->args->zone) == VB_PROPOSAL_NEXT)
		err = out_fail(
			cmd->out, VB_ERR_WRONG_STATE, "%s",
			_("Its meeting takes no more items; name the next one: --to MEETING"));
	return err;
}

static int accept_proposal(struct cmd *cmd, const struct json *proposal)
{
	struct json *meeting = NULL;
	struct json *named = NULL;
	struct json *result = NULL;
	const struct json *declined = NULL;
	struct sitting sitting;
	int err = target_of(cmd, proposal, &meeting);

	if (err == 0)
		err = agenda_ask_named(cmd, json_get_text(proposal, "space"),
		                       json_get_text(proposal, "id"), &named);
	for (size_t i = 0; i < json_count(named) && err == 0; i++) {
		const struct json *item = json_at(named, i);

		if (agenda_ask_is(item, "state", "declined") &&
		    agenda_ask_is(item, "meeting", json_get_text(meeting, "id")))
			declined = item;
	}
	if (err == 0 && declined != NULL) {
		err = accept_item(cmd, declined);
	} else if (err == 0) {
		err = ask_add(cmd, proposal, meeting, &result);
		if (err == 0) {
			sitting = sittings_parse(meeting, cmd->args->zone);
			agenda_ask_tell_supplement(cmd, &sitting, true);
			answer_id(cmd, &result);
		}
	}
	json_destroy(&meeting);
	json_destroy(&named);
	return err;
}

static int agenda_accept(struct cmd *cmd)
{
	struct json *record = NULL;
	int err = show(cmd, &record);

	if (err == 0 && is_kind(record, "proposal"))
		err = accept_proposal(cmd, record);
	else if (err == 0 && args_has(cmd->args, "to"))
		err = out_fail(cmd->out, VB_ERR_USAGE, "%s",
		               _("An item stays on its agenda; to take it along: `verbund agenda "
		                 "carry`"));
	else if (err == 0)
		err = accept_item(cmd, record);
	json_destroy(&record);
	return err;
}

/* ---- decline ---- */

/* What is declined with it: the items that were made of a proposal, or those of the same proposal. */
static int declined_with(struct cmd *cmd, const struct json *record, struct json **list)
{
	struct json *copy = json_new_copy(record);
	int err;

	if (is_kind(record, "proposal"))
		err = agenda_ask_named(cmd, json_get_text(record, "space"),
		                       json_get_text(record, "id"), list);
	else
		err = agenda_ask_twins(cmd, record, list);
	if (err == 0 && is_kind(record, "proposal"))
		json_add(*list, &copy);
	json_destroy(&copy);
	return err;
}

static int agenda_decline(struct cmd *cmd)
{
	struct json *fields = json_new_map();
	struct json *result = json_new_map();
	struct json *record = NULL;
	struct json *list = NULL;
	int err = show(cmd, &record);

	json_put_text(fields, "state", "declined");
	json_put_text(fields, "result", args_get(cmd->args, "reason"));
	if (err == 0)
		err = declined_with(cmd, record, &list);
	if (err == 0)
		err = agenda_ask_all(cmd, json_get_text(record, "space"), list, fields);
	if (err == 0) {
		json_put_text(result, "id", json_get_text(record, "id"));
		answer_id(cmd, &result);
	}
	json_destroy(&fields);
	json_destroy(&result);
	json_destroy(&record);
	json_destroy(&list);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option agenda_propose_options[] = {
	{ "name", N_("TEXT"), "name", NULL, N_("title of the item"), true },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ "description", N_("TEXT"), "description", NULL, N_("explanation"), false },
	{ "type", N_("TYPE"), "itemType", NULL, N_("kind of item, for example Bericht"), false },
	{ "minutes", N_("NUMBER"), "plannedMinutes", NULL, N_("planned time in minutes"), false },
	{ "submitter", N_("ORGANIZATION"), NULL, NULL, N_("who asks for it, by name or number; without it this office"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_accept_options[] = {
	{ "after", N_("ITEM"), NULL, NULL, N_("stand behind this item; `first`: at the beginning"), false },
	{ "under", N_("ITEM"), NULL, NULL, N_("be a part of this item, numbered below it"), false },
	{ "to", N_("MEETING"), NULL, NULL, N_("on the agenda of this meeting, not of the one it was proposed for"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option agenda_decline_options[] = {
	{ "reason", N_("TEXT"), NULL, NULL, N_("why; the office that proposed it sees that"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_agenda_proposal_commands[] = {
	{ .noun = "agenda", .verb = "propose",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .options = agenda_propose_options,
	  .kind = "proposal",
	  .run = agenda_propose,
	  .help = N_("propose an item for a meeting"),
	  .about = N_("Every office of the committee may propose items, guests too, with and without a connection. It has no place on the agenda "
	              "before a member accepts it.\n\n"
	              "What is proposed after the deadline or when the invitation has been sent comes as a supplement (Nachtrag). What "
	              "arrives when the sitting is over is offered for the next one."),
	  .examples = { "verbund agenda propose 0198c2a4f1b3e07d5c60 --name 'Sprachkurse im Winter' --type Anfrage" } },
	{ .noun = "agenda", .verb = "proposals",
	  .arguments = { COMMAND_ARG(N_("MEETING")) },
	  .run = agenda_proposals,
	  .help = N_("what was proposed for a meeting, and what was decided about it"),
	  .about = N_("Left over is what was proposed for an earlier meeting of the committee and neither accepted nor declined."),
	  .examples = { "verbund agenda proposals 0198c2a4f1b3e07d5c60" } },
	{ .noun = "agenda", .verb = "accept",
	  .arguments = { COMMAND_ARG(N_("ITEM|PROPOSAL")) },
	  .options = agenda_accept_options,
	  .run = agenda_accept,
	  .help = N_("take what was proposed onto the agenda"),
	  .about = N_("Makes an item that names the proposal. If two offices accept one proposal at the same time, it stands on the agenda "
	              "once."),
	  .examples = { "verbund agenda accept 0198d7120c9a44be81f2",
	                "verbund agenda accept 0198d7120c9a44be81f2 --after 0198d7120c9af05e3b17" } },
	{ .noun = "agenda", .verb = "decline",
	  .arguments = { COMMAND_ARG(N_("ITEM|PROPOSAL")) },
	  .options = agenda_decline_options,
	  .run = agenda_decline,
	  .help = N_("decline what was proposed, or take an item off the agenda without deleting it"),
	  .about = N_("Proposals are declined by offices in charge of the committee."),
	  .examples = { "verbund agenda decline 0198d7120c9a44be81f2 --reason 'wird im Jugendhilfeausschuss beraten'" } },
	COMMAND_END,
};
/* clang-format on */
