/* cmd_message: messages of a committee or about a record; tested by tests/blackbox/05-cli.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/input.h"
#include "cli/language.h"
#include "protocol/limits.h"

static int message_post(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *result;
	const char *text;
	struct buf input;
	int err;

	buf_init(&input, VB_IPC_FRAME_MAX_BYTES / 2);
	err = input_get(cmd, "TEXT", &input, &text);
	if (err < 0)
		goto out;
	json_put_text(question, "target", args_get(cmd->args, "TARGET"));
	json_put_text(question, "text", text);
	err = client_ask(cmd->client, "message.post", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&question);
	buf_release(&input);
	return err;
}

static void print_messages(struct cmd *cmd, const struct json *items, const struct json *names)
{
	const struct table_column columns[] = {
		{ _("When"), 0 },
		{ _("Written by"), 0 },
		{ _("Message"), TABLE_WHOLE },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *message = json_at(items, i);
		char *writer = answer_writer(names, message);
		char *created =
			field_format_time(cmd->out, json_get(message, "created"), cmd->args->zone);

		table_add(table, created);
		table_add(table, writer);
		table_add(table, json_get_text(json_get(message, "fields"), "text"));
		free(created);
		free(writer);
	}
	out_table(cmd->out, &table);
}

static int message_list(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *items;
	struct json *names;
	int err;

	json_put_text(question, "target", args_get(cmd->args, "TARGET"));
	err = client_list(cmd->client, "message.list", &question, &items);
	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		answer_records(cmd, &items);
		return 0;
	}
	err = answer_names(cmd, &names);
	if (err == 0) {
		print_messages(cmd, items, names);
		json_destroy(&names);
	}
	json_destroy(&items);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
const struct command cmd_message_commands[] = {
	{ .noun = "message", .verb = "post",
	  .arguments = { COMMAND_ARG(N_("TARGET")), COMMAND_ARG(N_("TEXT")) },
	  .run = message_post,
	  .help = N_("write to a committee, or about a meeting, an item, ...; `-` reads the text from the input"),
	  .about = N_("What the message is about is named by its number: a committee, or any record."),
	  .examples = { "verbund message post 4f2a 'Wir sind dabei.'" } },
	{ .noun = "message", .verb = "list",
	  .arguments = { COMMAND_ARG(N_("TARGET")) },
	  .run = message_list,
	  .help = N_("the messages of a committee, or about a meeting, an item, ..."),
	  .examples = { "verbund message list 4f2a" } },
	COMMAND_END,
};
/* clang-format on */
