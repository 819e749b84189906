/* cmd_backup: a copy of the store; tested by tests/blackbox/10-status.t */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cli/amount.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/language.h"

#define COPY_TIMEOUT_MS (6u * 3600u * 1000u) /* about 5 s a GB on a fast disk */

/* The daemon works in a folder of its own: it gets the full path. Errors: VB_ERR_BAD_FILE. */
static int make_full(struct cmd *cmd, const char *file, char out[static PATH_MAX])
{
	char folder[PATH_MAX];
	int size = -1;

	if (file[0] == '/' || file[0] == '\0') /* the daemon says what is wrong with none */
		size = snprintf(out, PATH_MAX, "%s", file);
	else if (getcwd(folder, sizeof(folder)) != NULL)
		size = snprintf(out, PATH_MAX, "%s/%s", folder, file);
	return size >= 0 && size < PATH_MAX ? 0 : out_fail(cmd->out, VB_ERR_BAD_FILE, "%s", file);
}

static int run_backup(struct cmd *cmd)
{
	bool is_keys = args_has(cmd->args, "keys");
	char path[PATH_MAX], size[VB_AMOUNT_BYTES];
	struct json *question;
	struct json *result;
	int err = make_full(cmd, args_get(cmd->args, "FILE"), path);

	if (err < 0)
		return err;
	question = json_new_map();
	json_put_text(question, "file", path);
	if (is_keys)
		json_put_bool(question, "keys", true);
	client_be_quick(cmd->client, COPY_TIMEOUT_MS);
	err = client_ask(cmd->client, "backup", &question, &result);
	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		answer_time(cmd, result, "time");
		out_document(cmd->out, "backup", NULL, &result);
		return 0;
	}
	out_value(cmd->out, json_get_text(result, "file"));
	amount_format_bytes((uint64_t)json_int(json_get(result, "bytes"), 0), size);
	if (is_keys)
		out_hint(cmd->out,
		         _("Written: %s. It is good for 30 days; then make another one and destroy "
		           "this one, so that what was erased is gone for good."),
		         size);
	else
		out_hint(
			cmd->out,
			_("Written: %s. To go back to it you need the recovery sheet of this "
		          "office, "
		          "too: `verbund node sheet`. Persons open only with a copy of their keys: "
		          "`verbund backup --keys`."),
			size);
	json_destroy(&result);
	return 0;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option backup_options[] = {
	{ "keys", NULL, NULL, NULL, N_("write the keys of persons and other confidential records, and nothing else"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_backup_commands[] = {
	{ .noun = "backup",
	  .arguments = { COMMAND_ARG(N_("FILE")) },
	  .options = backup_options,
	  .run = run_backup,
	  .help = N_("write a copy of everything that this office holds to a file"),
	  .about = N_("The copy is made by the daemon, whose login must be able to write there; it is whole, holds nothing that was deleted, and only "
	              "its owner can read it. FILE is new or an older backup, which it replaces, outside of the data directory and best on another disk. "
	              "A large store takes a while (about 5 seconds a gigabyte), in which Verbund answers nobody. Everything that was told to be kept "
	              "before it answers is in it. Where your login is neither root nor that of the data directory, the name of FILE ends in `.backup`.\n\n"
	              "All that the office needs is in it: the store, the settings, the list of partner offices and its keys. The keys are locked: "
	              "only the recovery sheet opens them (`verbund node sheet`), and `verbund restore` takes both. It is signed: one that was cut or changed is "
	              "refused. Make another one after `verbund node rotate`.\n\n"
	              "Persons are encrypted in the store and in each backup, and their keys are in neither, so that an old backup does not show what "
	              "was erased since. `--keys` writes these keys to a file of their own, which only the recovery sheet opens. Keep it apart from the backups, make one every "
	              "few weeks, and destroy those before: `verbund restore --keys` takes one that is at most 30 days old. Without it persons that other "
	              "offices have, too, come back from them; those that only this office has are lost.\n\n"
	              "Never put a copy in the place of the store of an office that has partners: it would write a second history, and what "
	              "follows would be held back everywhere. `verbund restore` sees to that. An office whose store is lost, but whose `node.keys` and "
	              "`partners` are still there, needs no backup: it fetches what it shared from the others by itself when it starts."),
	  .examples = { "verbund backup /media/usb/verbund.backup", "verbund backup --keys /media/stick/keys.backup" } },
	COMMAND_END,
};
/* clang-format on */
