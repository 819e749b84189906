/* cmd_record: records of any kind; tested by tests/blackbox/05-cli.t */
#include <stdlib.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/erasing.h"
#include "cli/field.h"
#include "cli/input.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "protocol/limits.h"

static void print_for_scripts(struct cmd *cmd, const struct json *items)
{
	static const struct table_column columns[] = {
		{ NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *record = json_at(items, i);

		table_add(table, json_get_text(record, "id"));
		table_add(table, answer_title(json_get(record, "fields")));
		table_add(table, json_get_text(record, "audience"));
		table_add(table, json_get_text(record, "space"));
	}
	out_table(cmd->out, &table);
}

static int print_for_people(struct cmd *cmd, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Number"), TABLE_SHORT },
		{ _("Title"), 0 },
		{ _("Readers"), 0 },
		{ _("Committee"), 0 },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	struct labels *labels = labels_new(cmd);
	struct json *names = NULL;
	int err = answer_committees(cmd, &names);

	for (size_t i = 0; err == 0 && i < json_count(items); i++) {
		const struct json *record = json_at(items, i);
		char *title = labels_title(labels, record);

		table_add(table, json_get_text(record, "id"));
		table_add(table, title);
		table_add(table, field_word(cmd->out, json_get_text(record, "audience")));
		table_add(table, answer_name(names, json_get_text(record, "space")));
		free(title);
	}
	out_list(cmd->out, &table);
	labels_destroy(&labels);
	json_destroy(&names);
	return err;
}

static int record_list(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *items;
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
	if (cmd->out->style.is_terminal)
		err = print_for_people(cmd, items);
	else
		print_for_scripts(cmd, items);
	json_destroy(&items);
	return err;
}

static int record_show(struct cmd *cmd)
{
	struct json *record;
	int err = client_show(cmd->client, args_get(cmd->args, "RECORD"), NULL, NULL, &record);

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

/* ---- create, edit, delete ---- */

/* Reads the argument FIELDS, a JSON document, or the input. kind: whose fields they are. The caller destroys *fields. */
static int read_fields(struct cmd *cmd, const char *kind, struct json **fields)
{
	const struct kind *row = kind != NULL ? kind_by_name(span_of_str(kind)) : NULL;
	struct json_fault fault = { .line = 0 };
	struct json *read = NULL;
	const char *text;
	struct buf input;
	int err;

	buf_init(&input, VB_IPC_FRAME_MAX_BYTES);
	err = input_get(cmd, "FIELDS", &input, &text);
	if (err == 0)
		err = json_parse(span_of_str(text), &read, &fault);
	if (err == VB_ERR_BAD_INPUT)
		(void)out_fail(cmd->out, err, _("line %d: %s"), fault.line, fault.text);
	if (err == 0 && row == NULL)
		err = out_fail(cmd->out, VB_ERR_VERSION, "%s", kind);
	if (err == 0)
		err = field_import(cmd->out, row, cmd->args->zone, read);
	buf_release(&input);
	if (err == 0)
		*fields = read;
	else
		json_destroy(&read);
	return err;
}

static int record_create(struct cmd *cmd)
{
	const char *kind = args_get(cmd->args, "KIND");
	struct json *question = json_new_map();
	struct json *fields = NULL;
	struct json *result;
	int err = read_fields(cmd, kind, &fields);

	if (err < 0)
		goto out;
	json_put_text(question, "space", args_get(cmd->args, "in"));
	json_put_text(question, "kind", kind);
	json_put_bool(question, "internal", args_has(cmd->args, "internal"));
	json_put(question, "fields", &fields);
	err = client_ask(cmd->client, "record.create", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&question);
	return err;
}

static int record_edit(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *record = NULL;
	struct json *fields = NULL;
	struct json *result;
	int err = client_show(cmd->client, args_get(cmd->args, "RECORD"), NULL, NULL, &record);

	if (err == 0)
		err = read_fields(cmd, json_get_text(record, "kind"), &fields);
	if (err < 0)
		goto out;
	json_put_text(question, "id", json_get_text(record, "id"));
	json_put(question, "fields", &fields);
	err = client_ask(cmd->client, "record.edit", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&record);
	json_destroy(&question);
	return err;
}

static int record_delete(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *record = NULL;
	struct json *result;
	const char *title;
	bool goes_on = false;
	int err = client_show(cmd->client, args_get(cmd->args, "RECORD"), NULL, NULL, &record);

	title = answer_title(json_get(record, "fields"));
	if (err == 0)
		err = answer_confirm(cmd, _("this would be deleted: %s"),
		                     title != NULL ? title : args_get(cmd->args, "RECORD"),
		                     &goes_on);
	if (err < 0 || !goes_on)
		goto out;
	json_put_text(question, "id", json_get_text(record, "id"));
	err = client_ask(cmd->client, "record.delete", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&question);
	json_destroy(&record);
	return err;
}

static int record_erase(struct cmd *cmd)
{
	return erasing_named(cmd, "RECORD");
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option record_create_options[] = {
	{ "in", N_("COMMITTEE"), NULL, NULL, N_("the committee in which it is made"), true },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option record_list_options[] = {
	{ "in", N_("COMMITTEE"), NULL, NULL, N_("only records of this committee"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_record_commands[] = {
	{ .noun = "record", .verb = "list",
	  .arguments = { { N_("KIND"), command_kinds, false } },
	  .options = record_list_options,
	  .run = record_list,
	  .help = N_("all records of a kind, for scripts"),
	  .examples = { "verbund record list consultation --json" } },
	{ .noun = "record", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("RECORD")) },
	  .run = record_show,
	  .help = N_("one record with all its fields"),
	  .examples = { "verbund record show 0198d7120c9a44be81f2" } },
	{ .noun = "record", .verb = "create",
	  .arguments = { { N_("KIND"), command_kinds, false }, COMMAND_ARG(N_("FIELDS")) },
	  .options = record_create_options,
	  .run = record_create,
	  .help = N_("make a record from a JSON document, for scripts"),
	  .about = N_("FIELDS is a map of names and values as `record show --json` prints them under `fields`; `-` reads it from the "
	              "input. References are numbers of records, which may be shortened."),
	  .examples = { "verbund record create location --in 4f2a '{\"description\": \"Rathaus, Audienzsaal\"}'",
	                "verbund record create organization --in 4f2a - --json" } },
	{ .noun = "record", .verb = "edit",
	  .arguments = { COMMAND_ARG(N_("RECORD")), COMMAND_ARG(N_("FIELDS")) },
	  .run = record_edit,
	  .help = N_("change fields of a record from a JSON document, for scripts"),
	  .about = N_("FIELDS is a map of names and values as `record show --json` prints them under `fields`; `-` reads it from the "
	              "input. null clears a field, a list replaces all members of a set, fields that are not named stay as they are."),
	  .examples = { "verbund record edit 0198d7120c9a44be81f2 '{\"streetAddress\": \"Breite Straße 62\", \"room\": null}'" } },
	{ .noun = "record", .verb = "delete",
	  .arguments = { COMMAND_ARG(N_("RECORD")) },
	  .options = command_yes,
	  .run = record_delete,
	  .help = N_("delete a record"),
	  .about = N_("It stands in no list any more, but stays in the history of every office, and whoever edits it brings it back. What must be gone "
	              "for good is erased: `record erase`."),
	  .examples = { "verbund record delete 0198d7120c9a44be81f2 --dry-run",
	                "verbund record delete 0198d7120c9a44be81f2 --yes" } },
	{ .noun = "record", .verb = "erase",
	  .arguments = { COMMAND_ARG(N_("RECORD")) },
	  .options = erasing_replace_options,
	  .run = record_erase,
	  .help = N_("erase a record for good, at all offices of the committee"),
	  .about = N_("Unlike `record delete` this cannot be taken back: all offices of the committee destroy the record with its whole history, "
	              "its files and its traces in the search, and confirm that. A steward erases any record, others what they created "
	              "themselves. Records that refer to it stay.\n\n"
	              "Of a meeting's minutes or a paper parts of which must go, write the new version first and name it with --replace.\n\n"
	              "`verbund erasure status` tells who has confirmed; `man verbund-erasure` what erasing can and cannot do."),
	  .examples = { "verbund record erase 0198d7120c9a44be81f2 --dry-run",
	                "verbund record erase 0198d7120c9a44be81f2 --ground request --yes" } },
	COMMAND_END,
};
/* clang-format on */
