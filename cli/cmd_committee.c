/* cmd_committee: committees and the offices in them; tested by tests/blackbox/05-cli.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/day.h"
#include "cli/due.h"
#include "cli/field.h"
#include "cli/pace_list.h"
#include "cli/suspending.h"

static int committee_create(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "name", args_get(cmd->args, "NAME"));
	err = client_ask(cmd->client, "committee.create", &question, &result);
	if (err == 0)
		answer_made(cmd, &result,
		            _("Now admit a partner office:\n  verbund committee admit %s PARTNER "
		              "--role "
		              "member"));
	return err;
}

/* ---- list, show ---- */

static void add_row(const struct cmd *cmd, struct table *table, const struct json *names,
                    const struct json *committee)
{
	char members[32];

	(void)snprintf(members, sizeof(members), "%lld",
	               (long long)json_int(json_get(committee, "members"), 0));
	table_add(table, json_get_text(committee, "id"));
	table_add(table, json_get_text(committee, "name"));
	table_add(table, field_word(cmd->out, json_get_text(committee, "role")));
	table_add(table, members);
	table_add(table, answer_name(names, json_get_text(committee, "owner")));
}

static int committee_list(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Number"), TABLE_SHORT | TABLE_BRIEF },
		{ _("Committee"), 0 },
		{ _("Our rights"), 0 },
		{ _("Offices"), TABLE_RIGHT },
		{ _("In charge"), 0 },
	};
	struct json *question = NULL;
	struct json *names = NULL;
	struct json *items;
	struct table *table;
	int err = client_list(cmd->client, "committee.list", &question, &items);

	if (err < 0)
		return err;
	arrange_by_name(items, NULL, "name");
	if (cmd->args->is_json) {
		answer_items(cmd, &items);
		return 0;
	}
	err = answer_names(cmd, &names);
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; err == 0 && i < json_count(items); i++)
		add_row(cmd, table, names, json_at(items, i));
	out_list(cmd->out, &table);
	json_destroy(&names);
	json_destroy(&items);
	return err;
}

/* The member that is meant: by its whole name or the beginning of its number; NULL: none. */
static const struct json *find_member(const struct json *committee, const char *peer)
{
	const struct json *members = json_get(committee, "members");

	for (size_t i = 0; peer != NULL && i < json_count(members); i++) {
		const struct json *member = json_at(members, i);
		const char *name = json_get_text(member, "name");
		const char *id = json_get_text(member, "id");

		if ((name != NULL && strcmp(name, peer) == 0) ||
		    (id != NULL && strncmp(id, peer, strlen(peer)) == 0))
			return member;
	}
	return NULL;
}

static int show_committee(struct cmd *cmd, struct json **committee)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	return client_ask(cmd->client, "committee.show", &question, committee);
}

static void print_members(struct cmd *cmd, const struct json *members)
{
	const struct table_column columns[] = {
		{ _("Office"), 0 },           { _("Rights"), 0 },
		{ _("Number"), TABLE_SHORT }, { _("Suspended since"), TABLE_FIRM },
		{ _("Suspended by"), 0 },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(members); i++) {
		const struct json *member = json_at(members, i);
		char *since = suspending_since(cmd, member);
		char *by = suspending_by(cmd, member);

		table_add(table, json_get_text(member, "name"));
		table_add(table, field_word(cmd->out, json_get_text(member, "role")));
		table_add(table, json_get_text(member, "id"));
		table_add(table, since);
		table_add(table, by);
		free(since);
		free(by);
	}
	out_table(cmd->out, &table);
}

/* What is known of a committee besides its offices. */
struct life {
	struct labels *labels;
	struct pace pace;
	struct json *due; /* NULL: nothing can be told, while it is being fetched */
};

/* Errors: those of pace_read and due_list, but for a committee that is still being fetched. */
static int read_life(struct cmd *cmd, const char *space, struct life *life)
{
	int32_t today = 0;
	int err;

	*life = (struct life){ .labels = labels_new(cmd) };
	err = day_get_today(cmd, &today);
	if (err == 0)
		err = pace_read(cmd, space, today, &life->pace);
	if (err == 0)
		err = due_list(cmd, DUE_ALL, space, today, today, &life->due);
	if (err != VB_ERR_BUSY)
		return err;
	out_forget(cmd->out);
	return 0;
}

static void release_life(struct life *life)
{
	pace_release(&life->pace);
	labels_destroy(&life->labels);
	json_destroy(&life->due);
}

static void export_committee(struct cmd *cmd, struct json **committee, struct life *life)
{
	struct json *plan;

	suspending_export(cmd, json_get(*committee, "members"));
	if (life->due != NULL) {
		plan = pace_list_export(life->labels, &life->pace);
		json_put(*committee, "plan", &plan);
		json_put(*committee, "due", &life->due);
	}
	out_document(cmd->out, "committee", "show", committee);
}

static void print_committee(struct cmd *cmd, const struct json *committee, const struct life *life)
{
	const struct json *owner = find_member(committee, json_get_text(committee, "owner"));
	answer_pair(cmd, N_("Committee"), json_get_text(committee, "name"));
	answer_pair(cmd, N_("Number"), json_get_text(committee, "id"));
	answer_pair(cmd, N_("Our rights"), field_word(cmd->out, json_get_text(committee, "role")));
	if (json_is_yes(json_get(committee, "suspended")))
		answer_pair(cmd, N_("Suspended"), answer_truth(cmd, true));
	answer_pair(
		cmd, N_("In charge"),
		json_get_text(owner != NULL ? owner : committee, owner != NULL ? "name" : "owner"));
	answer_states(cmd, json_get(committee, "states"));
	if (life->due != NULL)
		pace_list_print(cmd, life->labels, &life->pace);
	if (cmd->out->style.is_terminal)
		(void)fputc('\n', cmd->out->data);
	print_members(cmd, json_get(committee, "members"));
	if (json_count(life->due) > 0 && cmd->out->style.is_terminal) {
		(void)fputc('\n', cmd->out->data);
		due_print(cmd, life->due, true);
	}
	if (json_int(json_get(committee, "fallen"), 0) > 0)
		out_note(cmd->out,
		         _("Some of what is here does not count: verbund committee fallen %s"),
		         json_get_text(committee, "id"));
}

static int committee_show(struct cmd *cmd)
{
	struct json *committee;
	struct life life;
	int err = show_committee(cmd, &committee);

	if (err < 0)
		return err;
	arrange_by_name(json_get(committee, "members"), NULL, "name");
	err = read_life(cmd, json_get_text(committee, "id"), &life);
	if (err == 0 && cmd->args->is_json)
		export_committee(cmd, &committee, &life);
	else if (err == 0)
		print_committee(cmd, committee, &life);
	release_life(&life);
	json_destroy(&committee);
	return err;
}

/* ---- members ---- */

/* A code that pairs and admits. */
static int invite_new(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *invite;
	int err;

	json_put_text(question, "space", args_get(cmd->args, "COMMITTEE"));
	json_put_text(question, "role", args_get(cmd->args, "role"));
	err = client_ask(cmd->client, "peer.invite", &question, &invite);
	if (err == 0)
		answer_invite(cmd, &invite);
	return err;
}

static int ask_about_peer(struct cmd *cmd, const char *call, const char *role)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	json_put_text(question, "peer", args_get(cmd->args, "PEER"));
	json_put_text(question, "role", role);
	err = client_ask(cmd->client, call, &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

static int committee_admit(struct cmd *cmd)
{
	const char *peer = args_get(cmd->args, "PEER");
	bool is_new = args_has(cmd->args, "new");

	if ((peer != NULL) == is_new)
		return out_fail(cmd->out, VB_ERR_USAGE, "%s", _("Either an office or --new."));
	if (is_new)
		return invite_new(cmd);
	return ask_about_peer(cmd, "committee.admit", args_get(cmd->args, "role"));
}

static int committee_role(struct cmd *cmd)
{
	return ask_about_peer(cmd, "committee.role", args_get(cmd->args, "ROLE"));
}

static int committee_dismiss(struct cmd *cmd)
{
	const char *peer = args_get(cmd->args, "PEER");
	struct json *committee = NULL;
	bool goes_on = false;
	int err;

	if (args_has(cmd->args, "yes") && !args_has(cmd->args, "dry-run"))
		return ask_about_peer(cmd, "committee.dismiss", NULL);
	err = show_committee(cmd, &committee);
	if (err == 0 && find_member(committee, peer) == NULL)
		err = out_fail(cmd->out, VB_ERR_NOT_PAIRED, "%s", peer);
	else if (err == 0)
		err = answer_confirm(cmd, _("%s could no longer read or write in the committee"),
		                     peer, &goes_on);
	json_destroy(&committee);
	return err == 0 && goes_on ? ask_about_peer(cmd, "committee.dismiss", NULL) : err;
}

static int committee_reclaim(struct cmd *cmd)
{
	const char *committee = args_get(cmd->args, "COMMITTEE");
	struct json *question, *result;
	bool goes_on;
	int err = answer_confirm(cmd,
	                         _("What was decided, written and erased in the committee %s since "
	                           "the backup is lost, and what was erased may be shown again"),
	                         committee, &goes_on);

	if (err != 0 || !goes_on)
		return err;
	question = json_new_map();
	json_put_text(question, "id", committee);
	err = client_ask(cmd->client, "committee.reclaim", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option admit_options[] = {
	{ "role", N_("ROLE"), NULL, command_roles, N_("rights: relay, guest, member or steward"), true },
	{ "new", NULL, NULL, NULL, N_("make an invitation code for an office that is no partner yet"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option show_options[] = {
	DAY_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option accept_options[] = {
	{ "until", N_("TIME"), NULL, NULL, N_("up to when, for example 2026-12-01T18:00"), true },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_committee_commands[] = {
	{ .noun = "committee", .verb = "create",
	  .arguments = { COMMAND_ARG(N_("NAME")) },
	  .run = committee_create,
	  .help = N_("found a committee"),
	  .about = N_("Prints its number. This office is in charge of it."),
	  .examples = { "verbund committee create 'Steuerungsgruppe Integration'" } },
	{ .noun = "committee", .verb = "list",
	  .run = committee_list,
	  .help = N_("the committees of this office"),
	  .examples = { "verbund committee list" } },
	{ .noun = "committee", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = show_options,
	  .run = committee_show,
	  .help = N_("one committee with its members, and what is due"),
	  .about = N_("Rules, rhythm and seats as they are on that day; below the offices stands what is late or soon due there, as `verbund due` lists it."),
	  .examples = { "verbund committee show 4f2a", "verbund committee show 4f2a --on 2027-12-01" } },
	{ .noun = "committee", .verb = "admit",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_MAYBE(N_("PEER")) },
	  .options = admit_options,
	  .run = committee_admit,
	  .help = N_("admit an office to a committee"),
	  .about = N_("A guest reads what is not internal, writes messages and proposes items. A member reads everything, and works on meetings, "
	             "items, papers and documents. A steward can also suspend an office, change and erase what others wrote, and is asked "
	             "who takes over when the office in charge is gone. A relay reads nothing.\n\n"
	             "With `--new` in the place of the office: makes a code that pairs and admits.\n\n"
	             "Two offices that nobody can call, as they only dial out, meet at a third one that both can call. If that one is to "
	             "read nothing, admit it with the rights of a relay: it keeps everything for the others, without a key."),
	  .examples = { "verbund committee admit 4f2a Forum --role member",
	                "verbund committee admit 4f2a --new --role guest" } },
	{ .noun = "committee", .verb = "role",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("PEER")), { N_("ROLE"), command_roles, false } },
	  .run = committee_role,
	  .help = N_("change the rights of an office in a committee"),
	  .about = N_("Who gets more rights reads everything that was written before, too.\n\n"
	             "Who gets fewer is sent nothing more of what is not for all, and cannot read it: from then on it is encrypted with "
	             "new keys. What the office has already received it keeps; nobody can take that back. What it wrote but had not "
	             "sent before counts for nobody."),
	  .examples = { "verbund committee role 4f2a Forum steward" } },
	{ .noun = "committee", .verb = "dismiss",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("PEER")) },
	  .options = command_yes,
	  .run = committee_dismiss,
	  .help = N_("dismiss an office from a committee; it can no longer read or write there"),
	  .examples = { "verbund committee dismiss 4f2a Forum --yes" } },
	{ .noun = "committee", .verb = "suspend",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("PEER")) },
	  .run = suspending_suspend,
	  .help = N_("suspend an office in a committee: what it writes does not count for the time being"),
	  .about = N_("For when the keys of an office may be in the wrong hands, or it floods a committee. What it had written up to now "
	              "counts. What comes later is kept and held back, at every office that has heard of this, and the office is sent "
	              "nothing new of the committee; nothing is lost.\n\n"
	              "Any office with the rights of a steward can do this, also where the office in charge cannot be reached. Two that "
	              "suspend each other are both suspended. The office in charge then decides: with the same command it confirms the "
	              "suspension, with `lift` it ends it, and with `dismiss` what was held back falls away for good. The office in charge "
	              "itself cannot be suspended."),
	  .examples = { "verbund committee suspend 4f2a Forum" } },
	{ .noun = "committee", .verb = "lift",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("PEER")) },
	  .run = suspending_lift,
	  .help = N_("end the suspension of an office in a committee"),
	  .about = N_("Only the office in charge can do this. All suspensions of that office that are known here end, and what was held back "
	              "counts again. It also confirms the histories of an office that has begun them too often: after the seventeenth none "
	              "counts until this was done, since nobody loses its data directory so many times."),
	  .examples = { "verbund committee lift 4f2a Forum" } },
	{ .noun = "committee", .verb = "accept",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("PEER")) },
	  .options = accept_options,
	  .run = suspending_accept,
	  .help = N_("let count what an office wrote until a certain time, although it was suspended or had lost rights"),
	  .about = N_("Only the office in charge can do this. A suspension that it has confirmed goes on; what the office wrote until then, and what "
	              "is here of it, counts again. The same goes for what an office wrote before it heard that its rights were taken. "
	              "`verbund committee fallen` lists what does not count, with the times, which the office itself wrote down. More can be "
	              "accepted later, nothing be taken back."),
	  .examples = { "verbund committee accept 4f2a Forum --until 2026-12-01T18:00" } },
	{ .noun = "committee", .verb = "reclaim",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = command_yes,
	  .run = committee_reclaim,
	  .help = N_("show a committee that comes from a backup although none of its other offices is left"),
	  .about = N_("After `verbund restore` a committee is shown when one of its other offices was asked for what was erased meanwhile, and written "
	              "to when more than half of them were. Where they are all gone for ever, that would be never: this command ends the "
	              "waiting.\n\n"
	              "Only do this when no other office will ever be reached again. Whatever was decided, written and erased since the "
	              "backup is not known here: what was erased can be read again, and if this office is in charge and decides something, an "
	              "office that comes back after all finds two different decisions in one place. `verbund audit show` remembers that this "
	              "was done. Committees are named by their numbers here: their names are not shown yet."),
	  .examples = { "verbund committee reclaim 4f2a --yes" } },
	{ .noun = "committee", .verb = "repost",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_MAYBE(N_("RECORD")) },
	  .run = suspending_repost,
	  .help = N_("write again what of this office fell away"),
	  .about = N_("What this office wrote after it had lost its rights, without knowing, or on a decision that was undone, does not count. This "
	              "writes it again, in its order, or of it only what belongs to one record: what was made gets a new number, and what refers "
	              "to it means the new one; changes are made where nobody has changed the same since. What was deleted is not deleted "
	              "again, and files are to be added anew. Nothing is written twice. What is held back can come back by itself and is left."),
	  .examples = { "verbund committee repost 4f2a", "verbund committee repost 4f2a 01a3185c5008" } },
	{ .noun = "committee", .verb = "fallen",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .run = suspending_fallen,
	  .help = N_("what is here of a committee and does not count, and who wrote it"),
	  .about = N_("Listed is what offices wrote after they had lost their rights, while they are suspended, or on a decision that was undone: "
	              "with the office and, for this office, the person who wrote it, so that they can be asked to write it again: `verbund committee repost`. What is "
	              "held back can come back by itself. With `--json` all fields are told as they were written."),
	  .examples = { "verbund committee fallen 4f2a", "verbund committee fallen 4f2a --json" } },
	COMMAND_END,
};
/* clang-format on */
