/* run_status: this office at a glance; tested by tests/blackbox/05-cli.t */
#include <stdio.h>
#include <stdlib.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"

/* A number as text, in the caller's room. */
static const char *digits(const struct json *value, char out[static 32])
{
	(void)snprintf(out, 32, "%lld", (long long)json_int(value, 0));
	return out;
}

static void print_spaces(struct cmd *cmd, const struct json *spaces)
{
	const struct table_column columns[] = {
		{ _("Committee"), 0 },         { _("Our rights"), 0 },
		{ _("Records"), TABLE_RIGHT }, { _("Offices"), TABLE_RIGHT },
		{ _("Number"), TABLE_SHORT },  { _("Checksum"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	char number[32];

	for (size_t i = 0; i < json_count(spaces); i++) {
		const struct json *space = json_at(spaces, i);

		table_add(table, json_get_text(space, "name"));
		table_add(table, field_word(cmd->out, json_get_text(space, "role")));
		table_add(table, digits(json_get(space, "records"), number));
		table_add(table, digits(json_get(space, "members"), number));
		table_add(table, json_get_text(space, "id"));
		table_add(table, json_get_text(json_get(space, "states"), "all"));
	}
	out_table(cmd->out, &table);
}

static void print_peers(struct cmd *cmd, const struct json *peers)
{
	const struct table_column columns[] = {
		{ _("Office"), 0 },
		{ _("Connected"), 0 },
		{ _("Last heard"), 0 },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(peers); i++) {
		const struct json *peer = json_at(peers, i);
		char *heard =
			field_format_time(cmd->out, json_get(peer, "lastHeard"), cmd->args->zone);

		table_add(table, json_get_text(peer, "name"));
		table_add(table, answer_truth(cmd, json_is_yes(json_get(peer, "link"))));
		table_add(table, heard);
		free(heard);
	}
	out_table(cmd->out, &table);
}

static void print_gap(struct cmd *cmd)
{
	if (cmd->out->style.is_terminal)
		(void)fputc('\n', cmd->out->data);
}

static void print_status(struct cmd *cmd, const struct json *status)
{
	const struct json *store = json_get(status, "store");
	char number[32];

	answer_pair(cmd, N_("Office"), json_get_text(status, "name"));
	answer_pair(cmd, N_("Kind"), field_word(cmd->out, json_get_text(status, "kind")));
	answer_pair(cmd, N_("Number"), json_get_text(status, "id"));
	answer_pair(cmd, N_("Data directory"), cmd->args->home);
	answer_pair(cmd, N_("Bytes on the disk"), digits(json_get(store, "bytes"), number));
	if (json_count(json_get(status, "spaces")) > 0)
		print_gap(cmd);
	print_spaces(cmd, json_get(status, "spaces"));
	if (json_count(json_get(status, "peers")) > 0)
		print_gap(cmd);
	print_peers(cmd, json_get(status, "peers"));
}

static int run_status(struct cmd *cmd)
{
	struct json *question = NULL;
	struct json *status;
	int err = client_ask(cmd->client, "status", &question, &status);

	if (err < 0)
		return err;
	arrange_by_name(json_get(status, "spaces"), NULL, "name");
	arrange_by_name(json_get(status, "peers"), NULL, "name");
	if (cmd->args->is_json) {
		struct json *peers = json_get(status, "peers");

		for (size_t i = 0; i < json_count(peers); i++)
			answer_time(cmd, json_at(peers, i), "lastHeard");
		out_document(cmd->out, "status", NULL, &status);
		return 0;
	}
	print_status(cmd, status);
	json_destroy(&status);
	return 0;
}

static int node_show(struct cmd *cmd)
{
	struct json *question = NULL;
	struct json *node;
	char number[32];
	int err = client_ask(cmd->client, "node.show", &question, &node);

	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		out_document(cmd->out, "node", "show", &node);
		return 0;
	}
	answer_pair(cmd, N_("Office"), json_get_text(node, "name"));
	answer_pair(cmd, N_("Kind"), field_word(cmd->out, json_get_text(node, "kind")));
	answer_pair(cmd, N_("Number"), json_get_text(node, "id"));
	answer_pair(cmd, N_("Official key"), json_get_text(node, "ags"));
	answer_pair(cmd, N_("Version of the card"), digits(json_get(node, "version"), number));
	for (size_t i = 0; i < json_count(json_get(node, "endpoints")); i++)
		answer_pair(cmd, N_("Address"), json_text(json_at(json_get(node, "endpoints"), i)));
	json_destroy(&node);
	return 0;
}

/* ---- the commands ---- */

/* clang-format off */
const struct command cmd_status_commands[] = {
	{ .noun = "status",
	  .run = run_status,
	  .help = N_("this office, its committees and partners at a glance"),
	  .about = N_("Each committee has a checksum, which is equal in all offices that hold the same."),
	  .examples = { "verbund status" } },
	{ .noun = "node", .verb = "show",
	  .run = node_show,
	  .help = N_("name, number and addresses of this office"),
	  .examples = { "verbund node show" } },
	COMMAND_END,
};
/* clang-format on */
