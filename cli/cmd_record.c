/* cmd_record: records of any kind; tested by tests/blackbox/05-cli.t */
#include <stdlib.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"

static int record_list(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Number"), TABLE_SHORT },
		{ _("Title"), 0 },
		{ _("Readers"), 0 },
		{ _("Committee"), TABLE_SHORT },
	};
	struct json *question = json_new_map();
	struct json *items;
	struct table *table;
	int err;

	json_put_text(question, "kind", args_get(cmd->args, "KIND"));
	json_put_text(question, "space", args_get(cmd->args, "in"));
	err = client_list(cmd->client, "record.list", &question, &items);
	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		answer_records(cmd, &items);
		return 0;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *record = json_at(items, i);

		table_add(table, json_get_text(record, "id"));
		table_add(table, answer_title(json_get(record, "fields")));
		table_add(table, field_word(cmd->out, json_get_text(record, "audience")));
		table_add(table, json_get_text(record, "space"));
	}
	out_table(cmd->out, &table);
	json_destroy(&items);
	return 0;
}

static int record_show(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *record;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "RECORD"));
	err = client_ask(cmd->client, "record.show", &question, &record);
	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		field_export(record, cmd->args->zone);
		out_document(cmd->out, "record", "show", &record);
		return 0;
	}
	answer_record(cmd, record);
	json_destroy(&record);
	return 0;
}

/* ---- the commands ---- */

static const char *const kinds[] = { "body",     "organization", "person", "membership",
	                             "meeting",  "agendaItem",   "paper",  "consultation",
	                             "location", "message",      NULL };

/* clang-format off */
static const struct option record_list_options[] = {
	{ "in", N_("COMMITTEE"), NULL, NULL, N_("only records of this committee"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_record_commands[] = {
	{ .noun = "record", .verb = "list",
	  .arguments = { { N_("KIND"), kinds, false } },
	  .options = record_list_options,
	  .run = record_list,
	  .help = N_("all records of a kind, for scripts"),
	  .examples = { "verbund record list consultation --json" } },
	{ .noun = "record", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("RECORD")) },
	  .run = record_show,
	  .help = N_("one record with all its fields"),
	  .examples = { "verbund record show 0198d7120c9a44be81f2" } },
	COMMAND_END,
};
/* clang-format on */
