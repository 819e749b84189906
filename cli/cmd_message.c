/* cmd_message: messages of a committee or about a record; tested by tests/blackbox/05-cli.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/cmd.h"
#include "cli/erasing.h"
#include "cli/field.h"
#include "cli/input.h"
#include "cli/language.h"
#include "cli/secret.h"
#include "cli/sign.h"
#include "cli/thread.h"
#include "protocol/kinds/message.h"
#include "protocol/limits.h"

/* Answers to answers to ... are not moved farther than this many levels. */
#define DEPTH_MAX 6u

static int message_post(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct sign_wish wish;
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
	wish = (struct sign_wish){ VB_KIND_MESSAGE, VB_MESSAGE_TEXT, text,
		                   args_get(cmd->args, "TARGET") };
	err = sign_ask(cmd, "message.post", &question, &wish, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&question);
	buf_release(&input);
	return err;
}

/* Who wrote a message; of one that was moved, who wrote it first. The caller frees it. */
static char *writer_of(const struct json *names, const struct json *message)
{
	const char *first = json_get_text(json_get(message, "fields"), "writtenBy");
	char *copy = first != NULL ? strdup(first) : answer_writer(names, message);

	if (copy == NULL)
		abort();
	return copy;
}

/* When. The caller frees it. */
static char *time_of(const struct cmd *cmd, const struct json *message)
{
	const struct json *first = json_get(json_get(message, "fields"), "written");

	return field_format_time(cmd->out, first != NULL ? first : json_get(message, "created"),
	                         cmd->args->zone);
}

static void print_for_scripts(struct cmd *cmd, const struct json *items, const struct json *names)
{
	static const struct table_column columns[] = {
		{ NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *message = json_at(items, i);
		const struct json *fields = json_get(message, "fields");
		char *writer = writer_of(names, message);
		char *created = time_of(cmd, message);

		table_add(table, created);
		table_add(table, writer);
		table_add(table, json_get_text(fields, "text"));
		table_add(table, json_get_text(message, "id"));
		table_add(table, json_get_text(fields, "inReplyTo"));
		free(created);
		free(writer);
	}
	out_table(cmd->out, &table);
}

/* A line of text, or several, moved to the right. */
static void print_indented(struct cmd *cmd, size_t columns, const char *text)
{
	static const struct table_column pair[] = { { NULL, TABLE_FIRM }, { NULL, TABLE_WHOLE } };
	bool is_moved = columns >= TABLE_GAP;
	struct table *table = table_new(is_moved ? pair : pair + 1, is_moved ? 2 : 1);
	char blanks[2 * DEPTH_MAX + 1];

	(void)snprintf(blanks, sizeof(blanks), "%*s", is_moved ? (int)(columns - TABLE_GAP) : 0,
	               "");
	if (is_moved)
		table_add(table, blanks);
	table_add(table, text);
	out_table(cmd->out, &table);
}

/* When, who, the number by which it is answered and, of our own, where it has arrived; below, the text. */
static void print_message(struct cmd *cmd, const struct json *message, size_t depth,
                          const struct json *names)
{
	const char *text = json_get_text(json_get(message, "fields"), "text");
	const char *id = json_get_text(message, "id");
	char *writer = writer_of(names, message);
	char *created = time_of(cmd, message);
	size_t indent = 2 * (depth < DEPTH_MAX ? depth : DEPTH_MAX - 1);
	char arrived[VB_ANSWER_DELIVERY_BYTES];
	char *head = NULL;
	size_t size;
	FILE *memory = open_memstream(&head, &size);

	if (memory == NULL)
		abort();
	answer_delivery(json_get(message, "delivery"), arrived);
	(void)fprintf(memory, "%s  %s  %.*s%s%s", created, writer, (int)VB_TABLE_SHORT_DIGITS,
	              id != NULL ? id : "", arrived[0] != '\0' ? "  " : "", arrived);
	if (fclose(memory) != 0)
		abort();
	print_indented(cmd, indent, head);
	print_indented(cmd, indent + TABLE_GAP, text != NULL ? text : "");
	free(head);
	free(writer);
	free(created);
}

static void print_for_people(struct cmd *cmd, const struct json *items, const struct json *names)
{
	struct thread_place *places = thread_arrange(items);

	for (size_t i = 0; i < json_count(items); i++) {
		if (i > 0)
			(void)fputc('\n', cmd->out->data);
		print_message(cmd, json_at(items, places[i].index), places[i].depth, names);
	}
	free(places);
	if (json_count(items) == 0)
		out_hint(cmd->out, "%s", _("The list is empty."));
	else
		out_hint(cmd->out, "\n%s",
		         _("To answer one of them, by its number:\n  verbund message post NUMBER "
		           "TEXT"));
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
		if (cmd->out->style.is_terminal)
			print_for_people(cmd, items, names);
		else
			print_for_scripts(cmd, items, names);
		json_destroy(&names);
	}
	json_destroy(&items);
	return err;
}

/* ---- one of them, and where it has arrived ---- */

static void print_offices(struct cmd *cmd, const struct json *offices)
{
	const struct table_column columns[] = {
		{ _("Office"), 0 },
		{ _("Arrived"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(offices); i++) {
		const struct json *office = json_at(offices, i);

		table_add(table, json_get_text(office, "name"));
		table_add(table, answer_truth(cmd, json_is_yes(json_get(office, "arrived"))));
		table_add(table, json_get_text(office, "id"));
	}
	out_table(cmd->out, &table);
}

static int message_show(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *offices = NULL;
	struct json *message = NULL;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "MESSAGE"));
	err = client_list(cmd->client, "message.offices", &question, &offices);
	if (err < 0)
		return err;
	question = json_new_map();
	json_put_text(question, "id", args_get(cmd->args, "MESSAGE"));
	err = client_ask(cmd->client, "record.show", &question, &message);
	if (err < 0)
		goto out;
	arrange_by_name(offices, NULL, "name");
	if (cmd->args->is_json) {
		field_export(message, cmd->args->zone);
		json_put(message, "offices", &offices);
		out_document(cmd->out, "message", "show", &message);
		goto out;
	}
	answer_record(cmd, message);
	if (json_count(offices) > 0 && cmd->out->style.is_terminal)
		(void)fputc('\n', cmd->out->data);
	if (json_count(offices) > 0)
		print_offices(cmd, offices);
out:
	json_destroy(&message);
	json_destroy(&offices);
	return err;
}

static int message_erase(struct cmd *cmd)
{
	return erasing_named(cmd, "MESSAGE");
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option post_options[] = {
	SIGN_OPTION,
	SECRET_OPTION,
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_message_commands[] = {
	{ .noun = "message", .verb = "post",
	  .arguments = { COMMAND_ARG(N_("TARGET")), COMMAND_ARG(N_("TEXT")) },
	  .options = post_options,
	  .run = message_post,
	  .help = N_("write to a committee, or about a meeting, an item, ...; `-` reads the text from the input"),
	  .about = N_("What the message is about is named by its number: a committee, or any record. The number of a message "
	             "makes it an answer to that one.\n\n"
	             "With --sign it is signed by you: `verbund log` shows that nobody else at your office can have written it."),
	  .examples = { "verbund message post 4f2a 'Wir sind dabei.'",
	                "verbund message post 0198d7120c9a44be81f2 'Danke, das passt.'" } },
	{ .noun = "message", .verb = "list",
	  .arguments = { COMMAND_ARG(N_("TARGET")) },
	  .run = message_list,
	  .help = N_("the messages of a committee, or about a meeting, an item, ..."),
	  .about = N_("Of each message of this office stands there at how many of the offices that may read it it has arrived, as far as "
	             "is known: offices without a direct connection say so every few minutes."),
	  .examples = { "verbund message list 4f2a" } },
	{ .noun = "message", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("MESSAGE")) },
	  .run = message_show,
	  .help = N_("one message, and the offices at which it has arrived"),
	  .about = N_("An office without a direct connection to this one says every few minutes what has arrived there; so `no` means "
	              "that nothing is known yet."),
	  .examples = { "verbund message show 0198d7120c9a44be81f2" } },
	{ .noun = "message", .verb = "erase",
	  .arguments = { COMMAND_ARG(N_("MESSAGE")) },
	  .options = erasing_options,
	  .run = message_erase,
	  .help = N_("erase a message for good, at all offices of the committee"),
	  .about = N_("Your own message, or as a steward any: all offices of the committee destroy it and confirm that. Answers to it stay. "
	              "`verbund erasure status` tells who has confirmed."),
	  .examples = { "verbund message erase 0198d7120c9a44be81f2 --dry-run",
	                "verbund message erase 0198d7120c9a44be81f2 --ground mistake --yes" } },
	COMMAND_END,
};
/* clang-format on */
