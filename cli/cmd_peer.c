/* cmd_peer: partner offices; tested by tests/blackbox/05-cli.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "protocol/peer/fingerprint.h"

#define LATIN_BEFORE 0xCC /* the first byte of letters up to U+02FF is below it */
#define NUMBER_DIGITS 9   /* two groups of an office's number */

/* ---- invite ---- */

static int peer_invite(struct cmd *cmd)
{
	struct json *question = NULL;
	struct json *invite;
	int err = client_ask(cmd->client, "peer.invite", &question, &invite);

	if (err == 0)
		answer_invite(cmd, &invite);
	return err;
}

static int peer_join(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "code", args_get(cmd->args, "CODE"));
	err = client_ask(cmd->client, "peer.join", &question, &result);
	if (err < 0)
		return err;
	answer_id(cmd, &result);
	out_hint(cmd->out, "%s",
	         _("The other office is being called. In a moment, see the six digits:\n"
	           "  verbund peer list"));
	return 0;
}

/* ---- list ---- */

static void add_row(const struct cmd *cmd, struct table *table, const struct json *peer,
                    bool has_changes)
{
	char *heard = field_format_time(cmd->out, json_get(peer, "lastHeard"), cmd->args->zone);
	char *changed = field_format_time(cmd->out, json_get(peer, "keyChanged"), cmd->args->zone);

	table_add(table, json_get_text(peer, "name"));
	table_add(table, field_word(cmd->out, json_get_text(peer, "kind")));
	table_add(table, field_word(cmd->out, json_get_text(peer, "state")));
	table_add(table, json_get_text(peer, "digits"));
	table_add(table, answer_truth(cmd, json_is_yes(json_get(peer, "link"))));
	table_add(table, heard);
	table_add(table, json_get_text(peer, "id"));
	if (has_changes)
		table_add(table, changed);
	free(heard);
	free(changed);
}

/* Says of whom there are new keys that nobody has compared; true if of anybody. */
static bool tell_changes(const struct cmd *cmd, const struct json *items)
{
	bool found = false;

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *peer = json_at(items, i);

		if (json_get(peer, "keyChanged") == NULL)
			continue;
		found = true;
		out_hint(cmd->out,
		         _("%s has new keys. Have the fingerprint read out to you on the telephone "
		           "that `verbund node keys` shows there, and type it: verbund peer "
		           "confirm %s FINGERPRINT"),
		         json_get_text(peer, "name"), json_get_text(peer, "id"));
	}
	return found;
}

/* How an office is named on the command line: its name in quotes; its number where the name has letters that could stand
 * elsewhere on the screen than they are typed, or a quote. The caller frees it. */
static char *word_for(const struct json *peer)
{
	const char *name = json_get_text(peer, "name");
	const char *id = json_get_text(peer, "id");
	char *text = NULL;
	size_t size;
	bool is_plain = name != NULL && id != NULL;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (const char *at = name; is_plain && *at != '\0'; at++)
		is_plain = *at != '\'' && (unsigned char)*at < LATIN_BEFORE;
	if (is_plain)
		(void)fprintf(out, "'%s'", name);
	else
		(void)fprintf(out, "%.*s", NUMBER_DIGITS, id != NULL ? id : "");
	if (fclose(out) != 0)
		abort();
	return text;
}

/* What comes next with an office that is no partner yet. */
static void tell_next(struct cmd *cmd, const struct json *peer)
{
	const char *state = json_get_text(peer, "state");
	const char *name = json_get_text(peer, "name");
	const char *digits = json_get_text(peer, "digits");
	char *word;

	if (state == NULL || name == NULL)
		return;
	if (strcmp(state, "waiting") == 0)
		out_hint(cmd->out, "%s",
		         _("An office that was called has not answered yet. In a moment, look "
		           "again:\n"
		           "  verbund peer list"));
	if (digits == NULL)
		return;
	if (strcmp(state, "digits") != 0) {
		out_hint(cmd->out, _("%s has not confirmed yet."), name);
		return;
	}
	word = word_for(peer);
	out_hint(cmd->out,
	         _("Telephone %s and read the six digits to each other. If they are the same, "
	           "type:\n  verbund peer confirm %s %s"),
	         name, word, digits);
	free(word);
}

static int peer_list(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Office"), 0 },
		{ _("Kind"), 0 },
		{ _("State"), 0 },
		{ _("Digits"), TABLE_FIRM },
		{ _("Connected"), 0 },
		{ _("Last heard"), TABLE_FIRM },
		{ _("Number"), TABLE_SHORT },
		{ _("New keys"), 0 },
	};
	size_t column_count = sizeof(columns) / sizeof(columns[0]);
	struct json *question = NULL;
	struct json *items;
	struct table *table;
	bool has_changes;
	int err = client_list(cmd->client, "peer.list", &question, &items);

	if (err < 0)
		return err;
	arrange_by_name(items, NULL, "name");
	if (cmd->args->is_json) {
		for (size_t i = 0; i < json_count(items); i++) {
			answer_time(cmd, json_at(items, i), "keyChanged");
			answer_time(cmd, json_at(items, i), "lastHeard");
		}
		answer_items(cmd, &items);
		return 0;
	}
	/* What is rare takes no room on a terminal; scripts count on their columns. */
	has_changes = tell_changes(cmd, items) || !cmd->out->style.is_terminal;
	table = table_new(columns, has_changes ? column_count : column_count - 1);
	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, json_at(items, i), has_changes);
	out_list(cmd->out, &table);
	for (size_t i = 0; i < json_count(items); i++)
		tell_next(cmd, json_at(items, i));
	json_destroy(&items);
	return 0;
}

/* ---- confirm, remove ---- */

static int peer_confirm(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "peer", args_get(cmd->args, "PEER"));
	json_put_text(question, "digits", args_get(cmd->args, "DIGITS"));
	err = client_ask(cmd->client, "peer.confirm", &question, &result);
	if (err < 0)
		return err;
	answer_id(cmd, &result);
	if (fingerprint_is_form(span_of_str(args_get(cmd->args, "DIGITS"))))
		out_hint(cmd->out, "%s", _("Confirmed: these are the keys of that office."));
	else
		out_hint(cmd->out, "%s",
		         _("Confirmed. Once the other office has confirmed too, you are partners:\n"
		           "  verbund peer list\n"
		           "Then found a committee, or see whether the other office has admitted "
		           "you to "
		           "one:\n"
		           "  verbund committee create NAME\n"
		           "  verbund committee list"));
	return 0;
}

/* Whether an office is a partner, by its number or its name. Errors: those of client_ask; VB_ERR_NOT_PAIRED. */
static int check_partner(struct cmd *cmd, const char *peer)
{
	struct json *question = NULL;
	struct json *items;
	bool is_there = false;
	int err = client_list(cmd->client, "peer.list", &question, &items);

	if (err < 0)
		return err;
	for (size_t i = 0; !is_there && i < json_count(items); i++) {
		const char *name = json_get_text(json_at(items, i), "name");
		const char *id = json_get_text(json_at(items, i), "id");

		is_there = (name != NULL && strcmp(name, peer) == 0) ||
		           (id != NULL && strcmp(id, peer) == 0);
	}
	json_destroy(&items);
	return is_there ? 0 : out_fail(cmd->out, VB_ERR_NOT_PAIRED, "%s", peer);
}

static int peer_remove(struct cmd *cmd)
{
	const char *peer = args_get(cmd->args, "PEER");
	struct json *question;
	struct json *result;
	bool goes_on = false;
	int err = check_partner(cmd, peer);

	if (err == 0)
		err = answer_confirm(cmd, _("the partnership with %s would end"), peer, &goes_on);
	if (err < 0 || !goes_on)
		return err;
	question = json_new_map();
	json_put_text(question, "peer", peer);
	err = client_ask(cmd->client, "peer.remove", &question, &result);
	if (err < 0)
		return err;
	answer_id(cmd, &result);
	out_hint(cmd->out, _("%s is no longer a partner."), peer);
	return 0;
}

/* ---- the commands ---- */

/* clang-format off */
const struct command cmd_peer_commands[] = {
	{ .noun = "peer", .verb = "invite",
	  .run = peer_invite,
	  .help = N_("make an invitation code for another office"),
	  .about = N_("The code is good for one office. On a terminal it is also drawn as a picture that a telephone reads."),
	  .examples = { "verbund peer invite" } },
	{ .noun = "peer", .verb = "join",
	  .arguments = { COMMAND_ARG(N_("CODE")) },
	  .run = peer_join,
	  .help = N_("use the invitation code of another office"),
	  .about = N_("Both offices then see six digits in `verbund peer list`, which the two compare by telephone."),
	  .examples = { "verbund peer join VB1-AEBAG-..." } },
	{ .noun = "peer", .verb = "list",
	  .run = peer_list,
	  .help = N_("partner offices, and the six digits of those that wait"),
	  .examples = { "verbund peer list" } },
	{ .noun = "peer", .verb = "confirm",
	  .arguments = { COMMAND_ARG(N_("PEER")), COMMAND_ARG(N_("DIGITS")) },
	  .run = peer_confirm,
	  .help = N_("confirm the six digits of a new partner, or the new keys of an old one"),
	  .about = N_("DIGITS are the six digits that both offices see in `verbund peer list` after an invitation: only "
		      "what was compared by telephone is worth something.\n\n"
		      "After a partner office has changed its keys, `verbund peer list` says so. Have that office read "
		      "out the fingerprint that `verbund node keys` shows there, and type that in place of the digits."),
	  .examples = { "verbund peer confirm Forum 123456",
			"verbund peer confirm Forum b772-w6no-ujvh-e35i-hjra-dtr6" } },
	{ .noun = "peer", .verb = "remove",
	  .arguments = { COMMAND_ARG(N_("PEER")) },
	  .options = command_yes,
	  .run = peer_remove,
	  .help = N_("end the partnership with an office"),
	  .examples = { "verbund peer remove Forum --yes" } },
	COMMAND_END,
};
/* clang-format on */
