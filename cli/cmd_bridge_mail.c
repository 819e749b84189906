/* cmd_bridge_mail: mails that wait, in both directions; tested by tests/blackbox/21-mail-commands.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/amount.h"
#include "cli/answer.h"
#include "cli/bridge_words.h"
#include "cli/cmd.h"
#include "cli/errand.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/target.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"

static void add_time(struct cmd *cmd, struct table *table, const struct json *item, const char *key)
{
	char *time = field_format_time(cmd->out, json_get(item, key), cmd->args->zone);

	table_add(table, time);
	free(time);
}

/* A word of the bridge: on a terminal in the user's language. */
static void add_word(struct cmd *cmd, struct table *table, const struct json *item, const char *key,
                     const char *(*words)(const char *word))
{
	const char *word = json_get_text(item, key);

	table_add(table, cmd->out->style.is_terminal ? words(word) : word);
}

static void add_number(struct table *table, const struct json *item, const char *key)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", (long long)json_int(json_get(item, key), 0));
	table_add(table, text);
}

/* A name, else the address. */
static const char *either(const struct json *item, const char *key, const char *other)
{
	const char *text = json_get_text(item, key);

	return text != NULL ? text : json_get_text(item, other);
}

/* ---- the queue ---- */

static void print_queue(struct cmd *cmd, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Due"), TABLE_FIRM },
		{ _("Kind"), 0 },
		{ _("For"), 0 },
		{ _("State"), 0 },
		{ _("Tries"), TABLE_RIGHT },
		{ _("What the server says"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);

		add_time(cmd, table, item, "due");
		add_word(cmd, table, item, "kind", bridge_words_kind);
		table_add(table, either(item, "name", "address"));
		add_word(cmd, table, item, "state", bridge_words_progress);
		add_number(table, item, "attempts");
		table_add(table, json_get_text(item, "why"));
		table_add(table, json_get_text(item, "key"));
	}
	out_list(cmd->out, &table);
}

static int mail_queue(struct cmd *cmd)
{
	struct json *items = NULL;
	int err = errand_list(cmd, "queue.list", &items);

	if (err == 0 && cmd->args->is_json) {
		for (size_t i = 0; i < json_count(items); i++)
			answer_time(cmd, json_at(items, i), "due");
		answer_items(cmd, &items);
	} else if (err == 0) {
		print_queue(cmd, items);
	}
	json_destroy(&items);
	return err;
}

/* Tells how many messages something was done with. */
static void answer_count(struct cmd *cmd, struct json **result)
{
	char text[32];

	if (cmd->args->is_json) {
		out_document(cmd->out, cmd->args->command->noun, cmd->args->command->verb, result);
		return;
	}
	(void)snprintf(text, sizeof(text), "%lld",
	               (long long)json_int(json_get(*result, "count"), 0));
	out_value(cmd->out, text);
	json_destroy(result);
}

static int count_errand(struct cmd *cmd, const char *job, const char *argument)
{
	struct json *args = errand_args("key", args_get(cmd->args, argument));
	struct json *result = NULL;
	int err = errand_ask(cmd, job, &args, &result);

	json_destroy(&args);
	if (err == 0)
		answer_count(cmd, &result);
	json_destroy(&result);
	return err;
}

static int mail_retry(struct cmd *cmd)
{
	return count_errand(cmd, "queue.retry", "MAIL");
}

/* The whole number of what is dropped, so that nothing else is meant. */
static int drop_find(struct cmd *cmd, char key[static 65])
{
	const char *typed = args_get(cmd->args, "MAIL"), *found = NULL;
	struct json *items = NULL;
	int err = errand_list(cmd, "queue.list", &items);

	for (size_t i = 0; err == 0 && i < json_count(items); i++) {
		const char *other = json_get_text(json_at(items, i), "key");

		if (other == NULL || strncmp(other, typed, strlen(typed)) != 0)
			continue;
		if (found != NULL)
			err = out_fail(cmd->out, VB_ERR_AMBIGUOUS, "%s", typed);
		found = other;
	}
	if (err == 0 && found == NULL)
		err = out_fail(cmd->out, VB_ERR_NOT_FOUND, "%s", typed);
	if (err == 0)
		(void)snprintf(key, 65, "%.64s", found);
	json_destroy(&items);
	return err;
}

static int mail_drop(struct cmd *cmd)
{
	struct json *args = NULL, *result = NULL;
	char key[65];
	int err = drop_find(cmd, key);

	if (err == 0) {
		args = errand_args("key", key);
		err = errand_ask(cmd, "queue.drop", &args, &result);
	}
	if (err == 0)
		answer_count(cmd, &result);
	json_destroy(&args);
	json_destroy(&result);
	return err;
}

static int mail_resume(struct cmd *cmd)
{
	struct json *args = json_new_map(), *result = NULL;
	int err;

	if (args_has(cmd->args, "told"))
		json_put_bool(args, "told", true);
	err = errand_ask(cmd, "resume", &args, &result);
	json_destroy(&args);
	if (err == 0 && cmd->args->is_json)
		out_document(cmd->out, "bridge", "mail resume", &result);
	json_destroy(&result);
	return err;
}

/* ---- held ---- */

static void print_held(struct cmd *cmd, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Received"), TABLE_FIRM },
		{ _("From"), 0 },
		{ _("Subject"), 0 },
		{ _("Why it is held"), 0 },
		{ _("Attachments"), TABLE_RIGHT },
		{ _("Belongs to"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);

		add_time(cmd, table, item, "received");
		table_add(table, either(item, "from", "fromName"));
		table_add(table, json_get_text(item, "subject"));
		add_word(cmd, table, item, "why", bridge_words_held);
		add_number(table, item, "files");
		table_add(table, either(item, "targetName", "target"));
		table_add(table, json_get_text(item, "id"));
	}
	out_list(cmd->out, &table);
}

static int mail_held(struct cmd *cmd)
{
	struct json *items = NULL;
	int err = errand_list(cmd, "held.list", &items);

	if (err == 0 && cmd->args->is_json) {
		for (size_t i = 0; i < json_count(items); i++)
			answer_time(cmd, json_at(items, i), "received");
		answer_items(cmd, &items);
	} else if (err == 0) {
		print_held(cmd, items);
	}
	json_destroy(&items);
	return err;
}

static void print_files(struct cmd *cmd, const struct json *files)
{
	const struct table_column columns[] = {
		{ _("No."), TABLE_RIGHT },
		{ _("File"), 0 },
		{ _("Type"), 0 },
		{ _("Size"), TABLE_RIGHT },
		{ _("May be taken in"), 0 },
	};
	struct table *table;
	char size[VB_AMOUNT_BYTES];

	if (json_count(files) == 0)
		return;
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(files); i++) {
		const struct json *file = json_at(files, i);

		add_number(table, file, "number");
		table_add(table, json_get_text(file, "name"));
		table_add(table, json_get_text(file, "type"));
		amount_format_bytes((uint64_t)json_int(json_get(file, "bytes"), 0), size);
		if (cmd->out->style.is_terminal)
			table_add(table, size);
		else
			add_number(table, file, "bytes");
		table_add(table, answer_truth(cmd, json_is_yes(json_get(file, "allowed"))));
	}
	out_table(cmd->out, &table);
}

static void print_mail(struct cmd *cmd, const struct json *mail)
{
	const char *text = json_get_text(mail, "text");
	const char *why = json_get_text(mail, "why");
	char *received = field_format_time(cmd->out, json_get(mail, "received"), cmd->args->zone);

	answer_pair(cmd, N_("From"), json_get_text(mail, "from"));
	answer_pair(cmd, N_("Name"), json_get_text(mail, "fromName"));
	answer_pair(cmd, N_("Received"), received);
	answer_pair(cmd, N_("Subject"), json_get_text(mail, "subject"));
	answer_pair(cmd, N_("Why it is held"),
	            cmd->out->style.is_terminal ? bridge_words_held(why) : why);
	answer_pair(cmd, N_("Person"), either(mail, "personName", "person"));
	answer_pair(cmd, N_("Belongs to"), either(mail, "targetName", "target"));
	if (text != NULL) {
		out_value(cmd->out, "");
		out_text(cmd->out, text);
		out_value(cmd->out, "");
	}
	print_files(cmd, json_get(mail, "items"));
	free(received);
}

static int mail_get(struct cmd *cmd, struct json **mail)
{
	struct json *args = errand_args("id", args_get(cmd->args, "MAIL"));
	int err = errand_ask(cmd, "held.show", &args, mail);

	json_destroy(&args);
	return err;
}

static int mail_show(struct cmd *cmd)
{
	struct json *mail = NULL;
	int err = mail_get(cmd, &mail);

	if (err == 0 && cmd->args->is_json) {
		answer_time(cmd, mail, "received");
		out_document(cmd->out, "bridge", "mail show", &mail);
	} else if (err == 0) {
		print_mail(cmd, mail);
	}
	json_destroy(&mail);
	return err;
}

/* Does something with a mail that is held, by its whole number. */
static int held_errand(struct cmd *cmd, const char *job, const char *target)
{
	struct json *mail = NULL, *args = NULL, *result = NULL;
	int err = mail_get(cmd, &mail);

	if (err == 0) {
		args = errand_args("id", json_get_text(mail, "id"));
		json_put_text(args, "target", target);
		err = errand_ask(cmd, job, &args, &result);
	}
	if (err == 0)
		answer_id(cmd, &result);
	json_destroy(&mail);
	json_destroy(&args);
	json_destroy(&result);
	return err;
}

static int mail_release(struct cmd *cmd)
{
	return held_errand(cmd, "held.release", args_get(cmd->args, "to"));
}

static int mail_discard(struct cmd *cmd)
{
	return held_errand(cmd, "held.drop", NULL);
}

/* ---- attachments ---- */

/* The question for the piece of an attachment that begins at a byte. */
static void piece_question(const char *id, uint64_t number, uint64_t at, struct buf *out)
{
	pack_map(out, 3);
	pack_cstr(out, "args");
	pack_map(out, 3);
	pack_cstr(out, "at");
	pack_uint(out, at);
	pack_cstr(out, "id");
	pack_cstr(out, id);
	pack_cstr(out, "number");
	pack_uint(out, number);
	pack_cstr(out, "bridge");
	pack_cstr(out, VB_ERRAND_MAIL);
	pack_cstr(out, "call");
	pack_cstr(out, "held.file");
}

/* One piece to the file; *at: where the next one begins, 0 behind the last. */
static int save_piece(struct cmd *cmd, const char *id, uint64_t number, uint64_t *at, FILE *to)
{
	struct span result, value, data;
	struct pack_reader r;
	struct buf args;
	int err;

	buf_init(&args, 1024);
	piece_question(id, number, *at, &args);
	err = client_ask_packed(cmd->client, "bridge.ask", buf_span(&args), &result);
	buf_release(&args);
	if (err < 0)
		return err;
	*at = 0;
	if (ipc_map_find(result, "next", &value)) {
		unpack_init(&r, value);
		*at = unpack_uint(&r, UINT64_MAX);
	}
	if (!ipc_map_find(result, "data", &value))
		return VB_ERR_MALFORMED;
	unpack_init(&r, value);
	data = unpack_bin(&r, 0, VB_IPC_FRAME_MAX_BYTES);
	if (unpack_finish(&r) != 0)
		return VB_ERR_MALFORMED;
	if (data.size > 0)
		(void)fwrite(data.data, 1, data.size, to);
	return 0;
}

static int save_to(struct cmd *cmd, const char *id, uint64_t number)
{
	struct target target;
	uint64_t at = 0;
	int err = target_open(cmd, args_get(cmd->args, "FILE"), &target, false);

	if (err < 0)
		return err;
	do {
		err = save_piece(cmd, id, number, &at, target.file);
	} while (err == 0 && at != 0);
	return target_close(cmd, &target, err);
}

static int mail_save(struct cmd *cmd)
{
	const char *typed = args_get(cmd->args, "NUMBER");
	char *end;
	unsigned long number = strtoul(typed, &end, 10);
	struct json *mail = NULL;
	int err;

	if (*end != '\0' || number == 0 || typed[0] < '0' || typed[0] > '9')
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s", typed);
	err = mail_get(cmd, &mail);
	if (err == 0)
		err = save_to(cmd, json_get_text(mail, "id"), number);
	json_destroy(&mail);
	return err;
}

/* clang-format off */
static const struct option resume_options[] = {
	{ "told", NULL, NULL, NULL, N_("what is here now counts as told: nobody gets mail about it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

static const struct option release_options[] = {
	{ "to", N_("TARGET"), NULL, NULL, N_("where it belongs: number of a committee, an agenda item, a paper"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_bridge_mail_commands[] = {
	{ .noun = "bridge", .verb = "mail queue",
	  .run = mail_queue,
	  .help = N_("messages that wait to be sent, or could not be"),
	  .examples = { "verbund bridge mail queue" } },
	{ .noun = "bridge", .verb = "mail retry",
	  .arguments = { COMMAND_MAYBE(N_("MAIL")) },
	  .run = mail_retry,
	  .help = N_("try now what waits or failed: one message, or all"),
	  .examples = { "verbund bridge mail retry" } },
	{ .noun = "bridge", .verb = "mail drop",
	  .arguments = { COMMAND_ARG(N_("MAIL")) },
	  .run = mail_drop,
	  .help = N_("take a message out of the queue: it is not sent"),
	  .examples = { "verbund bridge mail drop 4f3a91c2" } },
	{ .noun = "bridge", .verb = "mail resume",
	  .options = resume_options,
	  .run = mail_resume,
	  .help = N_("send again, after the data store came from a backup or was lost"),
	  .about = N_("A backup knows nothing of the messages that went out after it. So the bridge sends nothing until somebody has looked "
	              "at `verbund bridge mail queue` and says so. What is in the queue then goes out, and who is not known to have been told "
	              "something is told. With --told nobody is told what is here already."),
	  .examples = { "verbund bridge mail resume --told" } },
	{ .noun = "bridge", .verb = "mail held",
	  .run = mail_held,
	  .help = N_("mails that came in and wait for a person"),
	  .about = N_("Mails of strangers, mails that nothing vouches for, and those of which nobody can tell where they belong are shown to "
	              "nobody until a person has looked. They are kept for 30 days (`keep-days` in mail.conf), then they go."),
	  .examples = { "verbund bridge mail held" } },
	{ .noun = "bridge", .verb = "mail show",
	  .arguments = { COMMAND_ARG(N_("MAIL")) },
	  .run = mail_show,
	  .help = N_("a mail that is held, as text, with its attachments"),
	  .examples = { "verbund bridge mail show 4f3a91c2" } },
	{ .noun = "bridge", .verb = "mail release",
	  .arguments = { COMMAND_ARG(N_("MAIL")) }, .options = release_options,
	  .run = mail_release,
	  .help = N_("make a message of a mail that is held"),
	  .examples = { "verbund bridge mail release 4f3a91c2 --to 0198d7120c9a44be81f2" } },
	{ .noun = "bridge", .verb = "mail discard",
	  .arguments = { COMMAND_ARG(N_("MAIL")) },
	  .run = mail_discard,
	  .help = N_("throw away a mail that is held"),
	  .examples = { "verbund bridge mail discard 4f3a91c2" } },
	{ .noun = "bridge", .verb = "mail save",
	  .arguments = { COMMAND_ARG(N_("MAIL")), COMMAND_ARG(N_("NUMBER")), COMMAND_ARG(N_("FILE")) },
	  .flags = COMMAND_TEXT,
	  .run = mail_save,
	  .help = N_("write an attachment of a mail that is held to a file"),
	  .about = N_("An attachment of a stranger is what the stranger wants it to be: open it only where it can do no harm."),
	  .examples = { "verbund bridge mail save 4f3a91c2 1 anlage.pdf" } },
	COMMAND_END,
};
/* clang-format on */
