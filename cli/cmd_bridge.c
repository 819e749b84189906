/* cmd_bridge: how the bridges of this office do; tested by tests/blackbox/21-mail-commands.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/bridge_words.h"
#include "cli/cmd.h"
#include "cli/errand.h"
#include "cli/field.h"
#include "cli/language.h"

#define COUNT_BYTES 32u

/* What the bridge itself says, under "details"; nothing where it cannot be asked. */
static int add_details(struct cmd *cmd, struct json *bridge)
{
	const char *state = json_get_text(bridge, "state");
	struct json *details = NULL;
	int err;

	if (state == NULL || strcmp(state, "running") != 0)
		return 0;
	err = errand_ask(cmd, "status", NULL, &details);
	if (err == VB_ERR_BRIDGE_OFF || err == VB_ERR_TIMEOUT) {
		out_forget(cmd->out);
		return 0;
	}
	if (err == 0)
		json_put(bridge, "details", &details);
	return err;
}

static void add_count(struct table *table, const struct json *details, const char *key)
{
	char text[COUNT_BYTES];

	(void)snprintf(text, sizeof(text), "%lld", (long long)json_int(json_get(details, key), 0));
	table_add(table, details != NULL ? text : "");
}

static void add_time(struct cmd *cmd, struct table *table, const struct json *map, const char *key)
{
	char *time = field_format_time(cmd->out, json_get(map, key), cmd->args->zone);

	table_add(table, time);
	free(time);
}

static void add_row(struct cmd *cmd, struct table *table, const struct json *bridge)
{
	const struct json *details = json_get(bridge, "details");
	const char *state = json_get_text(bridge, "state");

	table_add(table, json_get_text(bridge, "name"));
	table_add(table, cmd->out->style.is_terminal ? bridge_words_state(state) : state);
	add_time(cmd, table, bridge, "since");
	add_count(table, details, "waiting");
	add_count(table, details, "failed");
	add_count(table, details, "held");
	add_time(cmd, table, details, "sent");
	add_time(cmd, table, details, "received");
	/* People are told in sentences below. */
	if (!cmd->out->style.is_terminal)
		table_add(table, json_get_text(bridge, "why"));
}

static bool is_off(const struct json *bridge)
{
	const char *state = json_get_text(bridge, "state");

	return state == NULL || strcmp(state, "off") == 0;
}

/* What keeps it from running, and parts of it from working, in words. */
static void tell_troubles(struct cmd *cmd, const struct json *bridge)
{
	const struct json *details = json_get(bridge, "details");
	const struct json *parts = json_get(details, "parts");
	char text[VB_BRIDGE_WORDS_BYTES];

	bridge_words_why(bridge, text);
	if (text[0] != '\0')
		out_hint(cmd->out, "%s", text);
	for (size_t i = 0; i < json_count(parts); i++) {
		bridge_words_part(json_at(parts, i), text);
		if (text[0] != '\0')
			out_hint(cmd->out, "%s", text);
	}
	if (json_get(bridge, "restored") != NULL && !is_off(bridge))
		out_hint(cmd->out, "%s",
		         _("The data store came from a backup, and what went out since then is not "
		           "known: nothing is sent. Look at `verbund bridge mail queue`, then: "
		           "verbund bridge mail resume"));
	if (json_int(json_get(details, "held"), 0) > 0)
		out_hint(cmd->out, "%s", _("Mails wait for a person: verbund bridge mail held"));
	if (json_int(json_get(details, "failed"), 0) > 0)
		out_hint(cmd->out, "%s",
		         _("Messages could not be delivered: verbund bridge mail queue"));
}

static void print(struct cmd *cmd, const struct json *bridges)
{
	const struct table_column columns[] = {
		{ _("Bridge"), 0 },
		{ _("State"), 0 },
		{ _("Since"), TABLE_FIRM },
		{ _("Waiting"), TABLE_RIGHT },
		{ _("Failed"), TABLE_RIGHT },
		{ _("Held"), TABLE_RIGHT },
		{ _("Sent"), TABLE_FIRM },
		{ _("Received"), TABLE_FIRM },
		{ cmd->out->style.is_terminal ? "" : _("Why"), 0 },
	};
	struct table *table = table_new(
		columns, sizeof(columns) / sizeof(columns[0]) - cmd->out->style.is_terminal);

	for (size_t i = 0; i < json_count(bridges); i++)
		add_row(cmd, table, json_at(bridges, i));
	out_table(cmd->out, &table);
	for (size_t i = 0; i < json_count(bridges); i++)
		tell_troubles(cmd, json_at(bridges, i));
}

static void times_as_text(struct cmd *cmd, struct json *bridge)
{
	struct json *details = json_get(bridge, "details");
	struct json *parts = json_get(details, "parts");

	answer_time(cmd, bridge, "since");
	answer_time(cmd, bridge, "restored");
	answer_time(cmd, details, "oldest");
	answer_time(cmd, details, "received");
	answer_time(cmd, details, "sent");
	for (size_t i = 0; i < json_count(parts); i++) {
		answer_time(cmd, json_at(parts, i), "retry");
		answer_time(cmd, json_at(parts, i), "since");
	}
}

static int bridge_status(struct cmd *cmd)
{
	struct json *question = NULL, *bridges = NULL;
	int err = client_list(cmd->client, "bridge.status", &question, &bridges);

	for (size_t i = 0; err == 0 && i < json_count(bridges); i++)
		err = add_details(cmd, json_at(bridges, i));
	for (size_t i = 0; err == 0 && cmd->args->is_json && i < json_count(bridges); i++)
		times_as_text(cmd, json_at(bridges, i));
	if (err == 0 && cmd->args->is_json)
		answer_items(cmd, &bridges);
	else if (err == 0)
		print(cmd, bridges);
	json_destroy(&bridges);
	return err;
}

/* clang-format off */
const struct command cmd_bridge_commands[] = {
	{ .noun = "bridge", .verb = "status",
	  .run = bridge_status,
	  .help = N_("whether the bridge for e-mail runs, what waits, and what is wrong"),
	  .about = N_("A bridge runs while its file of settings is in the data directory: mail.conf for e-mail, see verbund-mail(8). "
	              "Waiting: messages in the queue; failed: those given up within a week; held: mails that came in and wait for a "
	              "person (`verbund bridge mail held`)."),
	  .examples = { "verbund bridge status" } },
	COMMAND_END,
};
/* clang-format on */
