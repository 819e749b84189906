/* cmd_export: records to a file; tested by tests/blackbox/05-oparl.t */
#include <string.h>

#include "cli/cmd.h"
#include "cli/export_json.h"
#include "cli/language.h"
#include "cli/oparl/oparl_write.h"
#include "cli/target.h"

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
		err = target_open(cmd, args_get(cmd->args, "FILE"), &target, false);
	if (err == 0) {
		oparl_set_print(set, target.file);
		err = target_close(cmd, &target, 0);
	}
	oparl_set_destroy(&set);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option export_options[] = {
	{ "from", N_("COMMITTEE"), NULL, NULL, N_("only records of this committee"), false },
	{ "public", NULL, NULL, NULL, N_("leave out everything that is not public"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option export_json_options[] = {
	{ "from", N_("COMMITTEE"), NULL, NULL, N_("only this committee"), false },
	{ "records", NULL, NULL, NULL, N_("the records alone, for reading: without history and keys"), false },
	{ "public", NULL, NULL, NULL, N_("the public records alone, for reading"), false },
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
	  .options = export_json_options,
	  .flags = COMMAND_TEXT,
	  .run = export_json,
	  .help = N_("write committees with all that belongs to them, one JSON object a line; `-`: to the output"),
	  .about = N_("The file holds the records as people and scripts read them (lines with \"kind\") and behind them the whole signed history. "
	             "`verbund import json` makes the same committee of it on any computer, with the same checksum.\n\n"
	             "So that others can read it, the file holds the keys of the committees, as far as this office has them. It is as "
	             "confidential as the committees themselves: whoever has the file reads everything in it. It is written for its owner "
	             "alone (mode 0600). With `--records` or `--public` there is neither history nor key in it, and it is only for reading.\n\n"
	             "What the office writes or gets meanwhile is still taken in. Its form stands in SPEC.md 13.1."),
	  .examples = { "verbund export json all.jsonl", "verbund export json --from 4f2a committee.jsonl" } },
	COMMAND_END,
};
/* clang-format on */
