/* run_help: help, version and explain, which need no daemon; tested by tests/blackbox/05-cli.t */
#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cli/cmd.h"
#include "cli/help.h"
#include "cli/language.h"
#include "cli/manual.h"

/* Words as if they were typed as a command with --help, so that mistakes in them are told in the same way. */
static int run_help(struct cmd *cmd)
{
	static const char *const names[] = { "NOUN", "VERB", "WORD" };
	const char *folder = args_get(cmd->args, "manual");
	char why[VB_ARGS_WHY_BYTES] = "";
	const char *words[6] = { "verbund" };
	struct args asked;
	int count = 1;
	int err;

	if (folder != NULL) {
		err = manual_write(folder);
		return err == 0 ? 0 : out_fail(cmd->out, err, "%s", folder);
	}
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (args_get(cmd->args, names[i]) != NULL)
			words[count++] = args_get(cmd->args, names[i]);
	}
	words[count++] = "--help";
	err = args_parse(count, (char **)(uintptr_t)words, &asked, why);
	if (err < 0)
		return out_fail(cmd->out, err, "%s", why);
	if (asked.command != NULL)
		help_command(cmd->out, asked.command);
	else
		help_list(cmd->out, asked.noun, asked.verb);
	return 0;
}

static int run_version(struct cmd *cmd)
{
	struct json *body;

	if (!cmd->args->is_json) {
		(void)fprintf(cmd->out->data, "verbund %s\n", VB_VERSION);
		return 0;
	}
	body = json_new_map();
	json_put_text(body, "version", VB_VERSION);
	out_document(cmd->out, "version", NULL, &body);
	return 0;
}

/* VB-1201, vb-1201 or 1201. */
static int parse_number(const char *text, int *err)
{
	char *end;
	long number;

	if (strncasecmp(text, "VB-", 3) == 0)
		text += 3;
	if (!isdigit((unsigned char)text[0]))
		return VB_ERR_BAD_VALUE;
	number = strtol(text, &end, 10);
	if (*end != '\0' || number < 1 || number > 9999)
		return VB_ERR_BAD_VALUE;
	*err = (int)-number;
	return strcmp(err_name(*err), "UNKNOWN") == 0 ? VB_ERR_NOT_FOUND : 0;
}

static int run_explain(struct cmd *cmd)
{
	static const struct table_column columns[] = { { NULL, 0 }, { NULL, 0 } };
	const char *text = args_get(cmd->args, "VB-NUMBER");
	struct table *table;
	char digits[16];
	int wanted;
	int err = parse_number(text, &wanted);

	if (err < 0)
		return out_fail(cmd->out, err, "%.100s", text);
	(void)snprintf(digits, sizeof(digits), "%d", (int)err_exit(wanted));
	if (cmd->args->is_json) {
		struct json *body = json_new_map();

		json_put_int(body, "number", -wanted);
		json_put_text(body, "name", err_name(wanted));
		json_put_text(body, "what", _(err_what(wanted)));
		json_put_text(body, "now", _(err_now(wanted)));
		json_put_int(body, "exitStatus", (int)err_exit(wanted));
		out_document(cmd->out, "explain", NULL, &body);
		return 0;
	}
	table = table_new(columns, 2);
	table_add(table, _("What happened"));
	table_add(table, _(err_what(wanted)));
	table_add(table, _("What to do now"));
	table_add(table, _(err_now(wanted)));
	table_add(table, _("Exit status"));
	table_add(table, digits);
	out_table(cmd->out, &table);
	return 0;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option help_options[] = {
	{ "manual", N_("DIR"), NULL, NULL, N_("write the pages of the manual (mdoc) into this directory instead"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_help_commands[] = {
	{ .noun = "explain",
	  .arguments = { COMMAND_ARG(N_("VB-NUMBER")) },
	  .run = run_explain,
	  .help = N_("say more about an error"),
	  .examples = { "verbund explain VB-1201" } },
	{ .noun = "help",
	  .arguments = { COMMAND_MAYBE(N_("NOUN")), COMMAND_MAYBE(N_("VERB")), COMMAND_MAYBE(N_("WORD")) },
	  .options = help_options,
	  .flags = COMMAND_TEXT,
	  .run = run_help,
	  .help = N_("an overview, the commands of one noun, or one command"),
	  .examples = { "verbund help",
	                "verbund help committee admit" } },
	{ .noun = "version",
	  .run = run_version,
	  .help = N_("the version of this program"),
	  .examples = { "verbund version" } },
	COMMAND_END,
};
/* clang-format on */
