/* cmd_export: records to a file; tested by tests/blackbox/05-oparl.t */
#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/oparl/oparl_write.h"
#include "protocol/kind.h"

/* ---- the file ---- */

/* A file that appears under its name only when it is whole. */
struct target {
	FILE *file;
	const char *path;
	char temporary[PATH_MAX]; /* empty: the output itself */
};

static int target_fail(struct cmd *cmd, const struct target *target)
{
	int err = errno == ENOSPC || errno == EDQUOT ? VB_ERR_DISK_FULL : VB_ERR_BAD_FILE;

	return out_fail(cmd->out, err, "%s: %s", target->path, strerror(errno));
}

static int target_open(struct cmd *cmd, struct target *target)
{
	mode_t mask = umask(0);
	int descriptor;
	int length;

	(void)umask(mask);
	target->path = args_get(cmd->args, "FILE");
	target->temporary[0] = '\0';
	target->file = cmd->out->data;
	if (strcmp(target->path, "-") == 0)
		return 0;
	length = snprintf(target->temporary, PATH_MAX, "%s.XXXXXX", target->path);
	if (length <= 0 || length >= PATH_MAX)
		return out_fail(cmd->out, VB_ERR_TOO_LARGE, "FILE");
	descriptor = mkstemp(target->temporary);
	if (descriptor < 0)
		return target_fail(cmd, target);
	(void)fchmod(descriptor, 0666 & ~mask);
	target->file = fdopen(descriptor, "w");
	if (target->file == NULL)
		abort();
	return 0;
}

/* Ends the file; err: what has gone wrong so far. */
static int target_close(struct cmd *cmd, struct target *target, int err)
{
	bool is_broken;

	if (target->temporary[0] == '\0')
		return err;
	is_broken = fflush(target->file) != 0 || ferror(target->file) != 0 ||
	            fsync(fileno(target->file)) != 0;
	if (err == 0 && is_broken)
		err = target_fail(cmd, target);
	if (fclose(target->file) != 0 && err == 0)
		err = target_fail(cmd, target);
	if (err == 0 && rename(target->temporary, target->path) != 0)
		err = target_fail(cmd, target);
	if (err < 0)
		(void)unlink(target->temporary);
	return err;
}

/* ---- records ---- */

static int list_kind(struct cmd *cmd, const char *kind, struct json **items)
{
	struct json *question = json_new_map();

	json_put_text(question, "kind", kind);
	json_put_text(question, "space", args_get(cmd->args, "from"));
	return client_list(cmd->client, "record.list", &question, items);
}

/* The items of every meeting, with their numbers. */
static int list_agendas(struct cmd *cmd, const struct json *meetings, struct json *out)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < json_count(meetings); i++) {
		struct json *question = json_new_map();
		struct json *items;

		json_put_text(question, "meeting", json_get_text(json_at(meetings, i), "id"));
		err = client_list(cmd->client, "agenda.list", &question, &items);
		if (err < 0)
			break;
		json_add_all(out, items);
		json_destroy(&items);
	}
	return err;
}

static int add_kind(struct cmd *cmd, struct oparl_set *set, const char *kind)
{
	bool is_public = args_has(cmd->args, "public");
	struct json *agenda = NULL;
	struct json *items;
	int err = list_kind(cmd, kind, &items);

	if (err < 0)
		return err;
	if (strcmp(kind, "meeting") == 0) {
		agenda = json_new_list();
		err = list_agendas(cmd, items, agenda);
		oparl_set_add(set, &agenda, is_public);
	}
	oparl_set_add(set, &items, is_public);
	return err;
}

static int export_oparl(struct cmd *cmd)
{
	static const char *const kinds[] = { "body",   "location",    "organization",
		                             "person", "membership",  "meeting",
		                             "paper",  "consultation" };
	struct oparl_set *set = oparl_set_new(cmd->args->zone);
	struct target target;
	int err = 0;

	for (size_t i = 0; err == 0 && i < sizeof(kinds) / sizeof(kinds[0]); i++)
		err = add_kind(cmd, set, kinds[i]);
	if (err == 0)
		err = target_open(cmd, &target);
	if (err == 0) {
		oparl_set_print(set, target.file);
		err = target_close(cmd, &target, 0);
	}
	oparl_set_destroy(&set);
	return err;
}

/* Writes the records of one kind, one a line. */
static int print_kind(struct cmd *cmd, const char *kind, FILE *file)
{
	bool is_public = args_has(cmd->args, "public");
	struct json *items;
	int err = list_kind(cmd, kind, &items);

	if (err < 0)
		return err;
	for (size_t i = 0; i < json_count(items); i++) {
		struct json *record = json_at(items, i);
		const char *audience = json_get_text(record, "audience");

		if (is_public && (audience == NULL || strcmp(audience, "all") != 0))
			continue;
		field_export(record, cmd->args->zone);
		json_print(record, true, file);
	}
	json_destroy(&items);
	return 0;
}

static int export_json(struct cmd *cmd)
{
	const struct kind *kind;
	struct target target;
	int err = target_open(cmd, &target);

	if (err < 0)
		return err;
	for (size_t i = 0; err == 0 && (kind = kind_at(i)) != NULL; i++)
		err = print_kind(cmd, kind->name, target.file);
	return target_close(cmd, &target, err);
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option export_options[] = {
	{ "from", N_("COMMITTEE"), NULL, NULL, N_("only records of this committee"), false },
	{ "public", NULL, NULL, NULL, N_("leave out everything that is not public"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_export_commands[] = {
	{ .noun = "export", .verb = "oparl",
	  .arguments = { COMMAND_ARG(N_("FILE")) },
	  .options = export_options,
	  .flags = COMMAND_TEXT,
	  .run = export_oparl,
	  .help = N_("write the records as OParl 1.1, one JSON object a line; `-`: to the output"),
	  .about = N_("With `--public` only what guests see too. Records that were made here have ids that begin with `urn:verbund:`, fields "
	             "that OParl lacks names that begin with `Verbund:`."),
	  .examples = { "verbund export oparl --public -" } },
	{ .noun = "export", .verb = "json",
	  .arguments = { COMMAND_ARG(N_("FILE")) },
	  .options = export_options,
	  .flags = COMMAND_TEXT,
	  .run = export_json,
	  .help = N_("write the records as they are, one JSON object a line; `-`: to the output"),
	  .examples = { "verbund export json all.jsonl" } },
	COMMAND_END,
};
/* clang-format on */
