/* cmd_restore: recovery sheets, and going back to a backup; tested by tests/blackbox/16-restore.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/offline.h"
#include "cli/prompt.h"
#include "cli/rescue_page.h"
#include "cli/setup.h"

#define SHEET_MAX_BYTES 65536u /* a file longer than that is no sheet */
#define SAID_MAX_BYTES (1u << 20)
#define TYPED_BYTES 400u

/* ---- a sheet ---- */

static void answer_sheet(struct cmd *cmd, const struct rescue_page *page)
{
	struct json *sheet = json_new_map();
	char code[VB_RESCUE_TEXT_BYTES];

	rescue_format(&page->code, code);
	json_put_text(sheet, "code", code);
	json_put_text(sheet, "id", page->id);
	json_put_text(sheet, "name", page->name);
	explicit_bzero(code, sizeof(code));
	out_document(cmd->out, "node", "sheet", &sheet);
}

static int node_sheet(struct cmd *cmd)
{
	const char *path = args_get(cmd->args, "FILE");
	struct rescue_page page;
	struct secret secret;
	int err = secret_choose(cmd, _("Passphrase for the sheet, at least 8 letters:"), false,
	                        &secret);

	if (err < 0)
		return err;
	err = rescue_page_make(cmd, &secret, &page);
	secret_wipe(&secret);
	if (err < 0)
		return err;
	if (cmd->args->is_json)
		answer_sheet(cmd, &page);
	else
		err = rescue_page_write(cmd, &page, path);
	rescue_page_release(&page);
	if (err == 0 && !cmd->args->is_json && path == NULL)
		out_hint(cmd->out, "%s",
		         _("Copy it by hand, or print it: verbund node sheet FILE. Then empty this "
		           "window."));
	else if (err == 0 && !cmd->args->is_json)
		out_hint(cmd->out, _("Print %s, and delete it then."), path);
	return err;
}

/* ---- the sheet for restoring ---- */

static int bad_line(struct cmd *cmd, uint32_t line)
{
	return out_fail(cmd->out, VB_ERR_BAD_SHEET, _("line %u is missing or mistyped"), line + 1);
}

/* From a file, or the input. */
static int read_sheet(struct cmd *cmd, const char *path, struct rescue *code)
{
	bool is_input = strcmp(path, "-") == 0;
	FILE *file = is_input ? stdin : fopen(path, "re");
	char block[1024];
	struct buf text;
	uint32_t line = 0;
	size_t size;
	int err = 0;

	if (file == NULL)
		return out_fail(cmd->out, VB_ERR_BAD_FILE, "%s", path);
	buf_init(&text, SHEET_MAX_BYTES);
	while ((size = fread(block, 1, sizeof(block), file)) > 0)
		buf_put(&text, block, size);
	if (ferror(file) != 0)
		err = out_fail(cmd->out, VB_ERR_BAD_FILE, "%s", path);
	else if (text.err != 0 || rescue_parse(buf_span(&text), code, &line) != 0)
		err = bad_line(cmd, line);
	explicit_bzero(block, sizeof(block));
	if (text.size > 0)
		explicit_bzero(text.data, text.size);
	buf_release(&text);
	if (!is_input)
		(void)fclose(file);
	return err;
}

/* One line of the sheet, asked for until it is right. A whole code that was scanned ends it: *line is behind the last one. */
static int type_line(struct cmd *cmd, uint32_t *line, struct rescue *code)
{
	char typed[TYPED_BYTES], question[64];
	uint32_t bad;
	int err = VB_ERR_BAD_SHEET;

	(void)snprintf(question, sizeof(question), _("Line %u:"), *line + 1);
	while (err != 0) {
		if (!prompt_ask(cmd->out, question, typed, sizeof(typed)))
			return out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
			                _("The input ended; nothing was made."));
		if (rescue_parse(span_of_str(typed), code, &bad) == 0) {
			*line = VB_RESCUE_LINES;
			break;
		}
		err = rescue_parse_line(span_of_str(typed), *line, code);
		if (err == 0)
			(*line)++;
		else
			out_note(cmd->out, "%s",
			         _("Something in this line is not as it is printed: five groups of "
			           "four letters or digits."));
	}
	explicit_bzero(typed, sizeof(typed));
	return 0;
}

static int type_sheet(struct cmd *cmd, struct rescue *code)
{
	uint32_t line = 0;
	int err = 0;

	if (!prompt_is_possible(cmd->out))
		return out_fail(cmd->out, VB_ERR_MISSING_VALUE, "--sheet");
	out_note(
		cmd->out, "%s",
		_("Type the seven lines of the recovery sheet, or paste the text of its picture."));
	while (err == 0 && line < VB_RESCUE_LINES)
		err = type_line(cmd, &line, code);
	return err;
}

/* ---- restoring ---- */

/* The daemon makes it; code and passphrase go to its input. */
static int make(struct cmd *cmd, const struct rescue *code, const struct secret *secret,
                struct buf *said)
{
	const char *keys = args_get(cmd->args, "keys");
	const char *arguments[8] = { "--restore", args_get(cmd->args, "FILE"), "--home",
		                     cmd->args->home };
	size_t count = 4;
	char input[VB_RESCUE_TEXT_BYTES + VB_PASSPHRASE_MAX_BYTES + 2];
	size_t size = VB_RESCUE_TEXT_BYTES;
	int err;

	if (args_has(cmd->args, "keep-logins"))
		arguments[count++] = "--keep-logins";
	if (keys != NULL) {
		arguments[count++] = "--keys";
		arguments[count++] = keys;
	}
	rescue_format(code, input);
	input[VB_RESCUE_TEXT_BYTES - 1] = '\n';
	memcpy(input + size, secret->text, secret->size);
	size += secret->size;
	err = offline_run(cmd, arguments, span_of(input, size), said);
	explicit_bzero(input, sizeof(input));
	return err;
}

/* The parts of a line with a login: name, right, person; they are cut where tabs were. */
static bool next_login(const struct buf *said, size_t number, char **line, char *parts[3])
{
	char *rest;

	*line = offline_get(said, "login", number);
	rest = *line;
	for (size_t i = 0; rest != NULL && i < 3; i++)
		parts[i] = strsep(&rest, "\t");
	return *line != NULL && parts[2] != NULL;
}

/* A number that was said; 0 where it was not. */
static int64_t said_number(const struct buf *said, const char *word)
{
	char *text = offline_get(said, word, 0);
	int64_t number = text != NULL ? strtoll(text, NULL, 10) : 0;

	free(text);
	return number;
}

static void answer_json(struct cmd *cmd, const struct buf *said, const char *id, const char *name,
                        int64_t time)
{
	struct json *result = json_new_map();
	struct json *logins = json_new_list();
	char *parts[3] = { NULL, NULL, NULL };
	char *line;

	for (size_t i = 0; next_login(said, i, &line, parts); i++) {
		struct json *login = json_new_map();

		json_put_text(login, "login", parts[0]);
		json_put_text(login, "person", parts[2]);
		json_put_text(login, "right", parts[1]);
		json_add(logins, &login);
		free(line);
	}
	free(line);
	json_put_text(result, "id", id);
	json_put_int(result, "locked", said_number(said, "locked"));
	json_put(result, "logins", &logins);
	json_put_text(result, "name", name);
	json_put_int(result, "time", time);
	answer_time(cmd, result, "time");
	out_document(cmd->out, "restore", NULL, &result);
}

static void tell_logins(struct cmd *cmd, const struct buf *said)
{
	bool keeps = args_has(cmd->args, "keep-logins");
	char *parts[3] = { NULL, NULL, NULL };
	char *line;

	for (size_t i = 0; next_login(said, i, &line, parts); i++) {
		if (i == 0 && keeps)
			out_note(cmd->out, "%s",
			         _("These logins may use this office again. If one was taken away "
			           "since the backup, take it away again:"));
		else if (i == 0)
			out_note(cmd->out, "%s",
			         _("These logins are out, since one may have been taken away after "
			           "the backup. To let one in again:"));
		if (keeps)
			out_note(cmd->out, "  %s (%s)", parts[0], field_word(cmd->out, parts[1]));
		else
			out_note(cmd->out, "  verbund person edit %.8s --login %s --right %s",
			         parts[2], parts[0], parts[1]);
		free(line);
	}
	free(line);
}

/* Confidential records whose keys are in no copy that was given. */
static void tell_locked(struct cmd *cmd, const struct buf *said)
{
	int64_t locked = said_number(said, "locked");

	if (locked == 0)
		return;
	out_note(cmd->out,
	         ngettext("%lld person or other confidential record cannot be read: its key is in "
	                  "no backup.",
	                  "%lld persons and other confidential records cannot be read: their keys "
	                  "are in no backup.",
	                  (unsigned long)locked),
	         (long long)locked);
	out_note(
		cmd->out, "%s",
		_("What other offices have comes back from them; what only this office had is "
	          "lost. "
	          "If you have a copy of the keys (`verbund backup --keys`), stop here: remove the "
	          "data directory before verbundd starts, and restore again with --keys."));
}

static void tell_next(struct cmd *cmd, const char *name, const struct json *time)
{
	char *when = field_format_time(cmd->out, time, cmd->args->zone);

	out_hint(cmd->out,
	         _("%s is back, as it was on %s. What it wrote later comes back from its partner "
	           "offices. Start it:\n  verbundd%s%s%s"),
	         name, when, cmd->is_default_home ? "" : " --home '",
	         cmd->is_default_home ? "" : cmd->args->home, cmd->is_default_home ? "" : "'");
	out_hint(cmd->out, "%s",
	         _("Committees are shown once one of their other offices was reached; `verbund "
	           "status` says for which it waits. Open invitation codes are void. If a partner "
	           "office was removed since, remove it again: `verbund peer list`."));
	free(when);
}

static int answer_restored(struct cmd *cmd, const struct buf *said)
{
	char *id = offline_get(said, "id", 0);
	char *name = offline_get(said, "name", 0);
	char *time = offline_get(said, "time", 0);
	struct json *ms = json_new_int(time != NULL ? strtoll(time, NULL, 10) : 0);
	int err = id != NULL && name != NULL && time != NULL ? 0 : VB_ERR_IO;

	if (err == 0 && cmd->args->is_json) {
		answer_json(cmd, said, id, name, json_int(ms, 0));
	} else if (err == 0) {
		out_value(cmd->out, id);
		tell_locked(cmd, said);
		tell_logins(cmd, said);
		tell_next(cmd, name, ms);
	}
	json_destroy(&ms);
	free(id);
	free(name);
	free(time);
	return err;
}

static int run_restore(struct cmd *cmd)
{
	const char *sheet = args_get(cmd->args, "sheet");
	struct secret secret = { .size = 0 };
	struct rescue code = { { 0 } };
	struct buf said;
	int err = setup_check_place(cmd);

	if (err == 0)
		err = sheet != NULL ? read_sheet(cmd, sheet, &code) : type_sheet(cmd, &code);
	if (err == 0)
		err = secret_read(cmd, _("Passphrase of the sheet:"), &secret);
	if (err < 0)
		return err;
	buf_init(&said, SAID_MAX_BYTES);
	if (cmd->is_default_home)
		setup_make_parents(cmd->args->home);
	err = make(cmd, &code, &secret, &said);
	secret_wipe(&secret);
	explicit_bzero(&code, sizeof(code));
	if (err == 0)
		err = answer_restored(cmd, &said);
	buf_release(&said);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option sheet_options[] = {
	SECRET_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option restore_options[] = {
	{ "sheet", N_("FILE"), NULL, NULL, N_("read the recovery sheet, or its code, from a file; `-`: from the input"), false },
	SECRET_OPTION,
	{ "keys", N_("FILE"), NULL, NULL, N_("the copy of the keys of confidential records, at most 30 days old"), false },
	{ "keep-logins", NULL, NULL, NULL, N_("let in again all logins that were let in when the backup was made"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_sheet_commands[] = {
	{ .noun = "node", .verb = "sheet",
	  .arguments = { COMMAND_MAYBE(N_("FILE")) },
	  .options = sheet_options,
	  .run = node_sheet,
	  .help = N_("the recovery sheet of this office, to be printed"),
	  .about = N_("When its computer is lost, an office comes back from a backup and its recovery sheet: `verbund restore`. The sheet "
	             "holds the signing key of this office under a passphrase, as seven lines to be typed and as a picture; the other keys stand in "
	             "each backup, locked with it. So a sheet stays good for backups to come, also after `verbund node rotate`.\n\n"
	             "Choose a passphrase that nobody guesses, of four or five words for example: a guess takes about a second. Each call makes "
	             "another code, and all of them stay good: a passphrase that became known is not taken back by a new sheet, so destroy the old one."),
	  .examples = { "verbund node sheet", "verbund node sheet sheet.txt", "verbund node sheet sheet.txt --passphrase-file words" } },
	COMMAND_END,
};

const struct command cmd_restore_commands[] = {
	{ .noun = "restore",
	  .arguments = { COMMAND_ARG(N_("FILE")) },
	  .options = restore_options,
	  .run = run_restore,
	  .help = N_("bring this office back from a backup and its recovery sheet"),
	  .about = N_("Makes the data directory on a computer where there is none, as `verbund init` does, and asks for the lines of the recovery "
	             "sheet and its passphrase. Before anything is written the backup is read to its end: one that is not whole, was changed, or is "
	             "another office's is refused.\n\n"
	             "The office goes on in its committees with a history of its own behind the former one; what it wrote after the backup comes "
	             "back from its partner offices, and so do deletions. A committee with other offices is not shown before one of them was reached, "
	             "since something in it may have been deleted, and its decisions wait for more than half of them. What only this office had is as it was at the time of the backup. "
	             "Persons are read with a copy of their keys (`verbund backup --keys`); without one those that only this office had are lost. "
	             "Open invitation codes are void. Logins stay out until somebody lets them in again, or come back with `--keep-logins`.\n\n"
	             "The former computer must never run this office again: put the old data directory out of the way first, if there is one."),
	  .examples = { "verbund restore /media/usb/verbund.backup",
	                "verbund restore verbund.backup --keys keys.backup --sheet sheet.txt",
	                "verbund restore verbund.backup --sheet sheet.txt --passphrase-file words" } },
	COMMAND_END,
};
/* clang-format on */
