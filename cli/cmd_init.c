/* run_init: the daemon makes the data directory; this finds and runs it; tested by tests/blackbox/05-cli.t */
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/language.h"
#include "cli/offline.h"
#include "cli/rescue_page.h"
#include "cli/setup.h"

#define SAID_MAX_BYTES 4096u

static void fill_arguments(const struct cmd *cmd, const struct setup *setup, const char **out)
{
	const char *const pairs[][2] = {
		{ "--home", cmd->args->home }, { "--name", setup->name },
		{ "--kind", setup->kind },     { "--ags", setup->ags },
		{ "--listen", setup->listen }, { "--advertise", setup->advertise }
	};
	size_t count = 0;

	out[count++] = "--init";
	for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
		if (pairs[i][1] == NULL)
			continue;
		out[count++] = pairs[i][0];
		out[count++] = pairs[i][1];
	}
	out[count] = NULL;
}

/* What comes next, with the directory named where other windows do not know it. An office that cannot be called cannot
 * invite. */
static void tell_next(struct cmd *cmd, const struct setup *setup, bool has_sheet)
{
	const char *home = cmd->args->home;
	const char *known = getenv("VERBUND_HOME");
	char option[PATH_MAX + 16] = "";

	if (!cmd->is_default_home && (known == NULL || strcmp(known, home) != 0))
		(void)snprintf(option, sizeof(option), " --home '%s'", home);
	out_hint(cmd->out,
	         _("Made %s. Now start the office, and leave its window open:\n  verbundd%s"), home,
	         option);
	if (setup->listen != NULL)
		out_hint(cmd->out,
		         _("Then, in a second window, invite another office:\n  verbund peer "
		           "invite%s\n"
		           "or use the code that another office sent you:\n  verbund peer join "
		           "CODE%s"),
		         option, option);
	else
		out_hint(cmd->out,
		         _("Then, in a second window, use the code of an office that can be "
		           "called; it "
		           "makes one with `verbund peer invite`:\n  verbund peer join CODE%s"),
		         option);
	if (!has_sheet)
		out_hint(cmd->out,
		         _("And print its recovery sheet, without which a backup is of no use:\n"
		           "  verbund node sheet%s"),
		         option);
}

/* Runs the daemon's --init and tells what came of it. */
static int make_office(struct cmd *cmd, const struct setup *setup)
{
	const char *arguments[VB_OFFLINE_ARGUMENTS_MAX + 1];
	struct buf said;
	int err;

	fill_arguments(cmd, setup, arguments);
	buf_init(&said, SAID_MAX_BYTES);
	err = offline_run(cmd, arguments, span_of(NULL, 0), &said);
	if (err == 0) {
		struct json *result = json_new_map();

		((char *)said.data)[strcspn((char *)said.data, "\n")] = '\0';
		if (said.data[0] != '\0')
			json_put_text(result, "id", (const char *)said.data);
		out_hint(cmd->out, "%s", _("Number of this office:"));
		answer_id(cmd, &result);
	}
	buf_release(&said);
	return err;
}

/* Where the sheet goes: to the file that was named, else onto the screen of whoever answered the questions. */
static int make_sheet(struct cmd *cmd, const struct secret *secret)
{
	const char *path = args_get(cmd->args, "sheet");
	struct rescue_page page;
	int err = rescue_page_make(cmd, secret, &page);

	if (err < 0)
		return err;
	out_hint(cmd->out, "%s", "");
	err = rescue_page_write(cmd, &page, path);
	rescue_page_release(&page);
	if (err == 0 && path != NULL)
		out_hint(cmd->out, _("Print %s, and delete it then."), path);
	else if (err == 0)
		out_hint(cmd->out, "\n%s\n",
		         _("Copy this sheet by hand, or print it: verbund node sheet FILE. Then "
		           "empty this window."));
	return err;
}

/* The last question, or what a script says. Size 0: no sheet is wanted now. */
static int choose_passphrase(struct cmd *cmd, const struct setup *setup, struct secret *out)
{
	bool is_wanted = args_get(cmd->args, "sheet") != NULL ||
	                 args_get(cmd->args, "passphrase-file") != NULL;

	out->size = 0;
	if (args_has(cmd->args, "no-sheet")) {
		if (is_wanted)
			return out_fail(cmd->out, VB_ERR_USAGE, "--no-sheet, --sheet");
		return 0;
	}
	if (args_get(cmd->args, "passphrase-file") != NULL && args_get(cmd->args, "sheet") == NULL)
		return out_fail(cmd->out, VB_ERR_USAGE, "--passphrase-file, --sheet");
	if (!is_wanted && !setup->was_asked)
		return 0;
	if (setup->was_asked)
		out_note(cmd->out, "%s",
		         _("Last, a passphrase for the recovery sheet. With the sheet, the "
		           "passphrase and a backup this office goes on when its computer is "
		           "lost. Four or five words are good; nobody can look them up for you.\n"
		           "Without one press Enter; the sheet can be made later."));
	return secret_choose(cmd, _("Passphrase (it is not shown):"), !is_wanted, out);
}

static int run_init(struct cmd *cmd)
{
	struct setup setup;
	struct secret secret = { .size = 0 };
	bool has_sheet;
	int err = setup_read(cmd, &setup);

	if (err == 0)
		err = choose_passphrase(cmd, &setup, &secret);
	if (err < 0)
		return err;
	if (cmd->is_default_home)
		setup_make_parents(cmd->args->home);
	err = make_office(cmd, &setup);
	has_sheet = secret.size > 0;
	if (err == 0 && has_sheet)
		err = make_sheet(cmd, &secret);
	secret_wipe(&secret);
	if (err == 0)
		tell_next(cmd, &setup, has_sheet);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option init_options[] = {
	{ "name", N_("NAME"), NULL, NULL, N_("name of the office, as others see it"), false },
	{ "kind", N_("KIND"), NULL, setup_kinds, N_("kind of office"), false },
	{ "ags", N_("NUMBER"), NULL, NULL, N_("official municipality key (AGS)"), false },
	{ "listen", "tcp://HOST:PORT", NULL, NULL, N_("address of this computer where other offices reach it, in numbers; 0.0.0.0: all; without it, it only dials out"), false },
	{ "advertise", "tcp://HOST:PORT", NULL, NULL, N_("address that is told to other offices, where it differs; may be a name"), false },
	{ "sheet", N_("FILE"), NULL, NULL, N_("write the recovery sheet to this file, to be printed"), false },
	{ "no-sheet", NULL, NULL, NULL, N_("make no recovery sheet now, and do not ask for its passphrase"), false },
	SECRET_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_init_commands[] = {
	{ .noun = "init",
	  .options = init_options,
	  .run = run_init,
	  .help = N_("make the data directory of this office"),
	  .about = N_("Without name and kind you are asked, at most four questions; an interrupt (Ctrl-C) leaves nothing behind. A "
	             "script gives both and is asked nothing.\n\n"
	             "The last question is a passphrase for the recovery sheet: seven lines and a picture, to be printed, with which and with a backup "
	             "the office comes back when its computer is lost (`verbund restore`). `verbund node sheet` makes one later.\n\n"
	             "Without `--listen` the office only calls others. It takes an address of this computer in numbers, with 0.0.0.0 for "
	             "all of them; the name under which others find it goes to `--advertise`. Invitations use the port above it, too."),
	  .examples = { "verbund init",
	                "verbund init --name 'Forum für Migrantinnen und Migranten' --kind forum",
	                "verbund init --name 'Hansestadt Lübeck' --kind city --listen tcp://0.0.0.0:7801 --advertise tcp://luebeck.example:7801" } },
	COMMAND_END,
};
/* clang-format on */
