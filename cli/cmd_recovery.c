/* cmd_recovery: who is in charge of a committee, and what is done when its office is gone or has two histories;
 * tested by tests/blackbox/12-owner.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/language.h"

/* Asks about the committee and, where it was typed, the office; says what was done. */
static int ask(struct cmd *cmd, const char *call, struct json **question, const char *hint)
{
	const char *peer = args_get(cmd->args, "PEER");
	struct json *result;
	int err;

	json_put_text(*question, "id", args_get(cmd->args, "COMMITTEE"));
	if (peer != NULL)
		json_put_text(*question, "peer", peer);
	err = client_ask(cmd->client, call, question, &result);
	if (err != 0)
		return err;
	answer_id(cmd, &result);
	if (cmd->out->style.is_terminal && !cmd->args->is_json)
		out_hint(cmd->out, "%s", hint);
	return 0;
}

static int committee_hand_over(struct cmd *cmd)
{
	struct json *question = json_new_map();
	bool goes_on = false;
	int err = answer_confirm(cmd, _("%s would be in charge of the committee from now on"),
	                         args_get(cmd->args, "PEER"), &goes_on);

	if (err == 0 && goes_on)
		return ask(cmd, "committee.handover", &question,
		           _("The other office is in charge now."));
	json_destroy(&question);
	return err;
}

static int committee_recover(struct cmd *cmd)
{
	struct json *question = json_new_map();
	const char *owner = args_get(cmd->args, "owner");
	bool agrees = args_has(cmd->args, "agree");

	if (owner != NULL)
		json_put_text(question, "owner", owner);
	if (agrees)
		json_put_bool(question, "agree", true);
	return ask(cmd, "committee.recover", &question,
	           agrees ? _("Agreed. `verbund audit show` tells how many have.")
	                  : _("Proposed. Now the others agree, each at their own office:\n"
	                      "  verbund committee recover COMMITTEE --agree"));
}

/* The offices of a list parted by commas. */
static void add_offices(struct json *offices, const char *list)
{
	char *copy = strdup(list);
	char *rest = copy;
	char *name;

	if (copy == NULL)
		abort();
	while ((name = strsep(&rest, ",")) != NULL) {
		name += strspn(name, " ");
		while (*name != '\0' && name[strlen(name) - 1] == ' ')
			name[strlen(name) - 1] = '\0';
		if (*name != '\0')
			json_add_text(offices, name);
	}
	free(copy);
}

static int committee_policy(struct cmd *cmd)
{
	const char *list = args_get(cmd->args, "offices");
	const char *needed = args_get(cmd->args, "needed");
	struct json *question = json_new_map();
	struct json *offices = json_new_list();

	if (list != NULL)
		add_offices(offices, list);
	if (args_has(cmd->args, "agree"))
		json_put_bool(question, "agree", true);
	else
		json_put(question, "offices", &offices);
	json_destroy(&offices);
	if (needed != NULL)
		json_put_int(question, "needed", strtoll(needed, NULL, 10));
	return ask(cmd, "committee.policy", &question,
	           _("`verbund audit show` tells who has to agree, and who has."));
}

static int committee_settle(struct cmd *cmd)
{
	struct json *question = json_new_map();
	bool goes_on = false;
	int err;

	if (args_has(cmd->args, "other"))
		json_put_bool(question, "other", true);
	err = answer_confirm(cmd,
	                     _("of the two histories of %s one would count, the other no longer"),
	                     args_get(cmd->args, "PEER"), &goes_on);
	if (err == 0 && goes_on)
		return ask(cmd, "committee.settle", &question,
		           _("One history counts now; the other office may go on writing."));
	json_destroy(&question);
	return err;
}

/* clang-format off */
static const struct option recover_options[] = {
	{ "owner", N_("PEER"), NULL, NULL, N_("who takes over; without it this office"), false },
	{ "agree", NULL, NULL, NULL, N_("agree to what another office has proposed"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option policy_options[] = {
	{ "offices", N_("LIST"), NULL, NULL, N_("offices that decide: names or numbers, parted by commas; without it the offices in charge"), false },
	{ "needed", N_("NUMBER"), NULL, NULL, N_("how many of them have to agree; without it more than half"), false },
	{ "agree", NULL, NULL, NULL, N_("agree to the list that another office has proposed"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option settle_options[] = {
	{ "other", NULL, NULL, NULL, N_("take the history that came here second"), false },
	{ "yes", NULL, NULL, NULL, N_("do it, without being asked to type the name"), false },
	{ "dry-run", NULL, NULL, NULL, N_("only say what would happen"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_recovery_commands[] = {
	{ .noun = "committee", .verb = "hand-over",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("PEER")) },
	  .options = command_yes,
	  .run = committee_hand_over,
	  .help = N_("put another office in charge of a committee"),
	  .about = N_("The other office must be a steward of the committee: `verbund committee role` makes it one. From then on it "
	              "admits and dismisses; your office stays a steward."),
	  .examples = { "verbund committee hand-over 4f2a Forum --yes" } },
	{ .noun = "committee", .verb = "recover",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = recover_options,
	  .run = committee_recover,
	  .help = N_("take a committee over whose office in charge is gone"),
	  .about = N_("More than half of the stewards of a committee can put one of them in charge, for example when the computer of the "
	              "office in charge is lost, or when it has decided two different things (`verbund audit show`). One proposes, the "
	              "others agree with --agree; when enough have, it is done. Nothing is lost: whoever comes back is a steward like "
	              "before, and what it decided alone meanwhile does not count.\n\n"
	              "Who decides can be laid down beforehand: `verbund committee policy`."),
	  .examples = { "verbund committee recover 4f2a", "verbund committee recover 4f2a --agree",
	                "verbund committee recover 4f2a --owner Forum" } },
	{ .noun = "committee", .verb = "policy",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .options = policy_options,
	  .run = committee_policy,
	  .help = N_("lay down who decides when the office in charge is gone"),
	  .about = N_("Without such a list more than half of the stewards decide. A list may name members that are no stewards. It "
	              "is changed by those who decide so far: one proposes the new list, the others agree with --agree."),
	  .examples = { "verbund committee policy 4f2a --offices Forum,Jobcenter,Caritas --needed 2",
	                "verbund committee policy 4f2a --agree" } },
	{ .noun = "committee", .verb = "settle",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")), COMMAND_ARG(N_("PEER")) },
	  .options = settle_options,
	  .run = committee_settle,
	  .help = N_("say which of two histories of an office counts"),
	  .about = N_("An office has two histories when a copy of its data directory was started beside it. What followed is held back "
	              "everywhere until the office in charge says which one counts: the one that came to it first or, with --other, the "
	              "second. What stood in the other one only does not count any more. The copy must be switched off before."),
	  .examples = { "verbund committee settle 4f2a Forum --yes", "verbund committee settle 4f2a Forum --other --yes" } },
	COMMAND_END,
};
/* clang-format on */
