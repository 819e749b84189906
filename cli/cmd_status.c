/* run_status: this office at a glance; tested by tests/blackbox/10-status.t and 05-cli.t */
#include <stdio.h>
#include <stdlib.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/glance.h"
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
		{ _("Office"), 0 },      { _("Connected"), 0 }, { _("Last heard"), 0 },
		{ _("Not arrived"), 0 }, { _("Trouble"), 0 },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(peers); i++) {
		const struct json *peer = json_at(peers, i);
		char *heard =
			field_format_time(cmd->out, json_get(peer, "lastHeard"), cmd->args->zone);
		char missing[32];

		table_add(table, json_get_text(peer, "name"));
		table_add(table, answer_truth(cmd, json_is_yes(json_get(peer, "link"))));
		table_add(table, heard);
		table_add(table, digits(json_get(peer, "missing"), missing));
		table_add(table, json_get_text(peer, "trouble"));
		free(heard);
	}
	out_table(cmd->out, &table);
}

/* A number of the status. */
static void print_number(struct cmd *cmd, const char *title, const struct json *value)
{
	char number[32];

	answer_pair(cmd, title, digits(value, number));
}

static void print_faults(struct cmd *cmd, const struct json *faults)
{
	for (size_t i = 0; i < json_count(faults); i++) {
		const struct json *fault = json_at(faults, i);
		char text[500];

		(void)snprintf(
			text, sizeof(text), "%s %s", json_get_text(fault, "word"),
			json_get_text(fault, "name") != NULL ? json_get_text(fault, "name") : "");
		answer_pair(cmd, N_("Not in order"), text);
	}
}

/* For programs that read lines; those that read JSON get more. */
static void print_status(struct cmd *cmd, const struct json *status)
{
	const struct json *waiting = json_get(status, "waiting");
	char *backup = field_format_time(cmd->out, json_get(status, "backup"), cmd->args->zone);

	answer_pair(cmd, N_("Office"), json_get_text(status, "name"));
	answer_pair(cmd, N_("Kind"), json_get_text(status, "kind"));
	answer_pair(cmd, N_("Number"), json_get_text(status, "id"));
	answer_pair(cmd, N_("Data directory"), cmd->args->home);
	print_number(cmd, N_("Bytes on the disk"), json_get(json_get(status, "store"), "bytes"));
	print_number(cmd, N_("Bytes free"), json_get(json_get(status, "disk"), "free"));
	answer_pair(cmd, N_("Last backup"), backup);
	print_number(cmd, N_("Digits to compare"), json_get(waiting, "digits"));
	print_number(cmd, N_("Entries that wait"), json_get(waiting, "held"));
	print_faults(cmd, json_get(status, "faults"));
	print_spaces(cmd, json_get(status, "spaces"));
	print_peers(cmd, json_get(status, "peers"));
	free(backup);
}

static void export_times(struct cmd *cmd, struct json *status)
{
	static const char *const lists[] = { "peers", "faults" };
	static const char *const keys[] = { "lastHeard", "keyChanged", "since" };

	answer_time(cmd, status, "backup");
	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct json *list = json_get(status, lists[i]);

		for (size_t j = 0; j < json_count(list); j++)
			for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++)
				answer_time(cmd, json_at(list, j), keys[k]);
	}
}

static int run_status(struct cmd *cmd)
{
	struct json *question = NULL;
	struct json *status;
	bool is_degraded;
	int err = client_ask(cmd->client, "status", &question, &status);

	if (err < 0)
		return err;
	is_degraded = json_count(json_get(status, "faults")) > 0;
	arrange_by_name(json_get(status, "spaces"), NULL, "name");
	arrange_by_name(json_get(status, "peers"), NULL, "name");
	if (cmd->args->is_json) {
		export_times(cmd, status);
		out_document(cmd->out, "status", NULL, &status);
	} else if (cmd->out->style.is_terminal) {
		glance_print(cmd, status);
	} else {
		print_status(cmd, status);
	}
	json_destroy(&status);
	return is_degraded ? VB_ERR_DEGRADED : 0;
}

/* ---- the commands ---- */

/* clang-format off */
const struct command cmd_status_commands[] = {
	{ .noun = "status",
	  .run = run_status,
	  .help = N_("this office, its committees and partners at a glance"),
	  .about = N_("Who was heard when, what waits, what did not arrive, disk, last backup. "
	              "Each committee has a checksum, which is equal in all offices that hold the same.\n\n"
	              "Where something needs a person the status says so and ends with exit status 10; `verbund doctor` tells the cause "
	              "and what to do. That is so when the disk or the store is nearly full or cannot be written, a partner was not heard for "
	              "14 days (7, where something has not arrived there), its clock is wrong by more than 10 minutes or its keys "
	              "changed, the last backup is older than 14 days, a committee cannot be written to or read, or an office has "
	              "written two histories."),
	  .examples = { "verbund status" } },
	COMMAND_END,
};
/* clang-format on */
