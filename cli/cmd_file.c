/* cmd_file: documents of committees and records, in and out piece by piece; tested by tests/blackbox/14-file.t */
#include <stdlib.h>
#include <string.h>

#include "cli/amount.h"
#include "cli/answer.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/source.h"
#include "cli/target.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"

static const char *field(const struct json *record, const char *name)
{
	return json_get_text(json_get(record, "fields"), name);
}

/* ---- add ---- */

static int file_add(struct cmd *cmd)
{
	struct source source = { .fd = -1 };
	struct json *fields = json_new_map();
	struct json *result;
	int err = source_open(cmd, args_get(cmd->args, "FILE"), &source);

	json_put_text(fields, "name", args_get(cmd->args, "name"));
	if (err == 0)
		err = field_parse_options(cmd->out, cmd->args, fields);
	if (err == 0)
		err = source_send(cmd, &source, args_get(cmd->args, "TARGET"), fields,
		                  args_has(cmd->args, "internal"), &result);
	if (err == 0)
		answer_made(cmd, &result,
		            _("Whoever may read it gets it by itself. To save it somewhere:\n"
		              "  verbund file get %s FILE"));
	source_close(&source);
	json_destroy(&fields);
	return err;
}

/* ---- get ---- */

static int find(struct cmd *cmd, struct json **file)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", args_get(cmd->args, "DOCUMENT"));
	return client_ask(cmd->client, "file.show", &question, file);
}

/* One piece to the file; *next: the chunk that comes next, 0 behind the last. */
static int get_piece(struct cmd *cmd, const char *id, uint64_t *next, FILE *to, uint64_t *done)
{
	struct span result, value, data;
	struct pack_reader r;
	struct buf args;
	int err;

	buf_init(&args, 256);
	pack_map(&args, 2);
	pack_cstr(&args, "chunk");
	pack_uint(&args, *next);
	pack_cstr(&args, "id");
	pack_cstr(&args, id);
	err = client_ask_packed(cmd->client, "file.read", buf_span(&args), &result);
	buf_release(&args);
	if (err < 0)
		return err;
	*next = 0;
	if (ipc_map_find(result, "next", &value)) {
		unpack_init(&r, value);
		*next = unpack_uint(&r, UINT64_MAX);
	}
	if (!ipc_map_find(result, "data", &value))
		return VB_ERR_MALFORMED;
	unpack_init(&r, value);
	data = unpack_bin(&r, 0, VB_IPC_FRAME_MAX_BYTES);
	if (unpack_finish(&r) != 0)
		return VB_ERR_MALFORMED;
	/* What does not fit on the disk shows when the file is closed. */
	(void)!fwrite(data.data, 1, data.size, to);
	*done += data.size;
	return 0;
}

static int file_get(struct cmd *cmd)
{
	struct json *file = NULL;
	struct target target;
	uint64_t next = 0, done = 0, size;
	const char *id;
	int err = find(cmd, &file);

	if (err < 0)
		return err;
	id = json_get_text(file, "id");
	size = (uint64_t)json_int(json_get(json_get(file, "fields"), "size"), 0);
	err = target_open(cmd, args_get(cmd->args, "FILE"), &target, false);
	if (err == 0) {
		do {
			err = get_piece(cmd, id, &next, target.file, &done);
			out_progress_bytes(cmd->out, done, size);
		} while (err == 0 && next != 0);
		out_progress_end(cmd->out);
		err = target_close(cmd, &target, err);
	}
	json_destroy(&file);
	return err;
}

/* ---- list, show, remove ---- */

/* How much is here, for people. */
static void here_format(const struct json *file, char *out, size_t size)
{
	const struct json *stored = json_get(file, "stored");
	const char *state = json_get_text(stored, "state");
	char here[VB_AMOUNT_BYTES], all[VB_AMOUNT_BYTES];

	amount_format_bytes((uint64_t)json_int(json_get(stored, "bytes"), 0), here);
	amount_format_bytes((uint64_t)json_int(json_get(json_get(file, "fields"), "size"), 0), all);
	if (state != NULL && strcmp(state, "whole") == 0)
		(void)snprintf(out, size, "%s", _("all of it"));
	else if (state != NULL && strcmp(state, "false") == 0)
		(void)snprintf(out, size, "%s", _("damaged by its sender"));
	else if (state != NULL && strcmp(state, "partly") == 0)
		(void)snprintf(out, size, _("%s of %s"), here, all);
	else
		(void)snprintf(out, size, "%s", _("nothing"));
}

/* Why it does not come now, for people; NULL for a word that this version does not know. */
static const char *wait_text(const char *word)
{
	static const struct {
		const char *word, *text;
	} texts[] = {
		{ "day", N_("its office adds more than this one takes of it in a day "
		            "(member-quota-day in verbundd.conf); it comes later by itself") },
		{ "member", N_("the room for what its office leaves in this committee is used up "
		               "(member-quota in verbundd.conf)") },
		{ "founder", N_("the room for the committees of the office that founded this one "
		                "is used up (partner-quota in verbundd.conf)") },
		{ "space", N_("the room of this office for documents is used up (file-space in "
		              "verbundd.conf)") },
		{ "disk", N_("the disk of this office is nearly full") },
	};

	for (size_t i = 0; i < sizeof(texts) / sizeof(*texts); i++) {
		if (strcmp(texts[i].word, word) == 0)
			return _(texts[i].text);
	}
	return NULL;
}

static void show_wait(struct cmd *cmd, const struct json *file)
{
	const char *word = json_get_text(json_get(file, "stored"), "waits");
	const char *text = word ? wait_text(word) : NULL;

	if (text != NULL)
		answer_pair(cmd, N_("Why not yet"), cmd->out->style.is_terminal ? text : word);
}

static void add_row(const struct cmd *cmd, struct table *table, const struct json *file)
{
	char size[VB_AMOUNT_BYTES], here[2 * VB_AMOUNT_BYTES + 32];
	const struct json *bytes = json_get(json_get(file, "fields"), "size");

	if (cmd->out->style.is_terminal) {
		amount_format_bytes((uint64_t)json_int(bytes, 0), size);
		here_format(file, here, sizeof(here));
	} else {
		(void)snprintf(size, sizeof(size), "%lld", (long long)json_int(bytes, 0));
		(void)snprintf(here, sizeof(here), "%s",
		               json_get_text(json_get(file, "stored"), "state"));
	}
	table_add(table, field(file, "name"));
	table_add(table, size);
	table_add(table, here);
	table_add(table, field(file, "mimeType"));
	table_add(table, json_get_text(file, "id"));
}

static int file_list(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Name"), 0 },   { _("Size"), TABLE_FIRM },    { _("Here"), 0 },
		{ _("Format"), 0 }, { _("Number"), TABLE_SHORT },
	};
	const char *target = args_get(cmd->args, "TARGET");
	struct json *question = json_new_map();
	struct json *items;
	struct table *table;
	int err;

	if (target != NULL)
		json_put_text(question, "target", target);
	err = client_list(cmd->client, "file.list", &question, &items);
	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		answer_records(cmd, &items);
		return 0;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, json_at(items, i));
	out_list(cmd->out, &table);
	json_destroy(&items);
	return 0;
}

static int file_show(struct cmd *cmd)
{
	char here[2 * VB_AMOUNT_BYTES + 32];
	struct json *file;
	int err = find(cmd, &file);

	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		field_export(file, cmd->args->zone);
		out_document(cmd->out, "file", "show", &file);
		return 0;
	}
	answer_record(cmd, file);
	here_format(file, here, sizeof(here));
	answer_pair(cmd, N_("Here"),
	            cmd->out->style.is_terminal ? here
	                                        : json_get_text(json_get(file, "stored"), "state"));
	show_wait(cmd, file);
	json_destroy(&file);
	return 0;
}

static int file_remove(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *file = NULL;
	struct json *result;
	bool goes_on = false;
	int err = find(cmd, &file);

	if (err == 0)
		err = answer_confirm(cmd, _("this document would be removed at all offices: %s"),
		                     field(file, "name") != NULL ? field(file, "name")
		                                                 : args_get(cmd->args, "DOCUMENT"),
		                     &goes_on);
	if (err < 0 || !goes_on)
		goto out;
	json_put_text(question, "id", json_get_text(file, "id"));
	err = client_ask(cmd->client, "record.delete", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
out:
	json_destroy(&question);
	json_destroy(&file);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option file_add_options[] = {
	{ "name", N_("TEXT"), NULL, NULL, N_("what it is called (else the name of the file)"), false },
	{ "type", N_("TEXT"), "mimeType", NULL, N_("format, for example application/pdf (else told by the name)"), false },
	{ "date", N_("DATE"), "date", NULL, N_("date of the document"), false },
	{ "internal", NULL, NULL, NULL, N_("not public: guests do not see it"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_file_commands[] = {
	{ .noun = "file", .verb = "add",
	  .arguments = { COMMAND_ARG(N_("TARGET")), COMMAND_ARG(N_("FILE")) },
	  .options = file_add_options,
	  .kind = "file",
	  .run = file_add,
	  .help = N_("add a document to a committee, paper, item, meeting or message"),
	  .about = N_("A document has at most 1 GiB. It is encrypted before it is kept, and goes to all who may read what it is "
	              "attached to: by itself, after everything else, and where the connection breaks it goes on later.\n\n"
	              "At an item, a meeting or a message a document is as public as that; --internal is for documents of the committee "
	              "itself and of papers.\n\n"
	              "Documents are not in backups (`verbund backup`): after `verbund restore` they are fetched again from the other offices. What "
	              "only one office has, in a committee without others for example, stays missing then, unless the folder `blobs` of its data "
	              "directory was copied besides: its files are encrypted, and are put back before the office starts again.\n\n"
	              "With the right `member` documents are added to one's own messages and proposals; a secretary adds them anywhere."),
	  .examples = { "verbund file add 4f2a Satzung.pdf", "verbund file add 0198d7120c9a44be81f2 Anlage.pdf --name Lageplan" } },
	{ .noun = "file", .verb = "list",
	  .arguments = { COMMAND_MAYBE(N_("TARGET")) },
	  .run = file_list,
	  .help = N_("documents, and how much of each is here"),
	  .about = N_("In a pipe the third column is one of: whole, partly, none, false."),
	  .examples = { "verbund file list", "verbund file list 4f2a" } },
	{ .noun = "file", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("DOCUMENT")) },
	  .run = file_show,
	  .help = N_("what is known of a document, and how much of it is here"),
	  .examples = { "verbund file show 0198d7120c9a44be81f2" } },
	{ .noun = "file", .verb = "get",
	  .arguments = { COMMAND_ARG(N_("DOCUMENT")), COMMAND_ARG(N_("FILE")) },
	  .flags = COMMAND_TEXT,
	  .run = file_get,
	  .help = N_("save a document to a file"),
	  .about = N_("Each piece is compared with what its sender signed. The file appears under its name when it is whole; `-` writes to "
	              "the output."),
	  .examples = { "verbund file get 0198d7120c9a44be81f2 Satzung.pdf" } },
	{ .noun = "file", .verb = "remove",
	  .arguments = { COMMAND_ARG(N_("DOCUMENT")) },
	  .options = command_yes,
	  .run = file_remove,
	  .help = N_("remove a document"),
	  .about = N_("Nobody is shown it any more. What is encrypted on the disks of the offices stays there until the document is "
	              "erased."),
	  .examples = { "verbund file remove 0198d7120c9a44be81f2 --dry-run" } },
	COMMAND_END,
};
/* clang-format on */
