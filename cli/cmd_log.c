/* cmd_log: who changed what of a record when; tested by tests/blackbox/05-history.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/caption.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/glyph.h"
#include "cli/labels.h"
#include "cli/language.h"

#define PAGE_ITEMS 1000

/* ---- asking ---- */

/* The entries of later pages are added to the first. */
static int on_page(void *ctx, struct json **page)
{
	struct json **all = ctx;

	if (*all == NULL) {
		*all = *page;
		*page = NULL;
		return 0;
	}
	json_add_all(json_get(*all, "items"), json_get(*page, "items"));
	if (json_is_yes(json_get(*page, "incomplete")))
		json_put_bool(*all, "incomplete", true);
	return 0;
}

/* Gets all pages; the caller destroys *out, the first answer with all items in it. */
static int log_fetch(struct cmd *cmd, struct json **out)
{
	struct json *question = json_new_map();
	struct json *all = NULL;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "RECORD"));
	json_put_int(question, "limit", PAGE_ITEMS);
	err = client_pages(cmd->client, "record.log", &question, on_page, &all);
	if (err == 0)
		*out = all;
	else
		json_destroy(&all);
	return err;
}

static const struct kind *kind_of(const struct json *log)
{
	const char *name = json_get_text(log, "kind");

	return name != NULL ? kind_by_name(span_of_str(name)) : NULL;
}

static const struct kind_field *field_of(const struct kind *kind, const struct json *change)
{
	const char *name = json_get_text(change, "field");

	return kind != NULL && name != NULL ? kind_field_by_name(kind, span_of_str(name)) : NULL;
}

/* ---- for scripts ---- */

static void export_change(const struct cmd *cmd, const struct kind *kind, struct json *change)
{
	const struct kind_field *field = field_of(kind, change);
	struct json *old = json_get(change, "replaced");
	struct json *list = json_new_list();
	struct json *value;

	if (json_get(change, "value") != NULL) {
		value = field_export_value(field, json_get(change, "value"), cmd->args->zone);
		json_put(change, "value", &value);
	}
	for (size_t i = 0; i < json_count(old); i++) {
		value = field_export_value(field, json_at(old, i), cmd->args->zone);
		json_add(list, &value);
	}
	if (old != NULL)
		json_put(change, "replaced", &list);
	json_destroy(&list);
}

static void export_log(const struct cmd *cmd, struct json *log)
{
	const struct kind *kind = kind_of(log);
	struct json *items = json_get(log, "items");

	for (size_t i = 0; i < json_count(items); i++) {
		struct json *changes = json_get(json_at(items, i), "changes");

		answer_time(cmd, json_at(items, i), "time");
		for (size_t c = 0; c < json_count(changes); c++)
			export_change(cmd, kind, json_at(changes, c));
	}
}

/* One row a change; an entry that tells of none has a row of its own. */
static void add_row(struct cmd *cmd, struct table *table, const struct kind *kind,
                    const struct json *item, const struct json *change)
{
	const struct kind_field *field = field_of(kind, change);
	char *time = field_format_time(cmd->out, json_get(item, "time"), cmd->args->zone);
	char *value = field_format(cmd->out, field, json_get(change, "value"), cmd->args->zone);
	char *old = field_format(cmd->out, field, json_get(change, "replaced"), cmd->args->zone);
	const char *person = json_get_text(item, "personName");

	table_add(table, time);
	table_add(table, json_get_text(item, "author"));
	table_add(table, json_get_text(item, "authorName"));
	table_add(table, person != NULL ? person : json_get_text(item, "person"));
	table_add(table, json_get_text(item, "verb"));
	table_add(table, json_get_text(item, "state"));
	table_add(table, json_get_text(change, "field"));
	table_add(table, json_get_text(change, "op"));
	table_add(table, value);
	table_add(table, old);
	table_add(table, json_is_yes(json_get(change, "current")) ? "current" : "");
	free(time);
	free(value);
	free(old);
}

static void print_rows(struct cmd *cmd, const struct json *log)
{
	static const struct table_column columns[11] = { { NULL, 0 } };
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	const struct json *items = json_get(log, "items");

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		const struct json *changes = json_get(item, "changes");

		for (size_t c = 0; c < json_count(changes); c++)
			add_row(cmd, table, kind_of(log), item, json_at(changes, c));
		if (json_count(changes) == 0)
			add_row(cmd, table, kind_of(log), item, NULL);
	}
	out_table(cmd->out, &table);
}

/* ---- for people ---- */

struct word {
	const char *word;
	const char *text;
};

static const struct word verbs[] = {
	{ "create", N_("created") },          { "edit", N_("changed") },
	{ "delete", N_("deleted") },          { "undelete", N_("brought back") },
	{ "unknown", N_("wrote something") },
};

/* What is said of a signature of the person. */
static const struct word signatures[] = {
	{ "good", N_("Signed by the person.") },
	{ "alone", N_("Signed with later keys that no earlier ones of the person have confirmed: "
	              "compare their "
	              "fingerprint.") },
	{ "late", N_("Signed with keys of the person that had been withdrawn before.") },
	{ "false", N_("The signature does not fit: nobody knows whether the person wrote this.") },
	{ "unknown", N_("Signed by the person; only the person's own office can check that.") },
};

/* Why an entry does not count; nothing for one that does. */
static const struct word states[] = {
	{ "waiting", N_("Does not count yet: it rests on something that has not arrived here.") },
	{ "ignored", N_("Does not count: the office had no right to this.") },
	{ "unreadable", N_("Cannot be read here.") },
	{ "erased", N_("The content was erased.") },
	{ "cut-off", N_("Does not count: it came after the office had lost its rights.") },
	{ "held", N_("Does not count yet: it is held back.") },
	{ "invalid", N_("Does not count: it rests on a decision that gave no right.") },
};

static const char *text_of(const struct word *words, size_t count, const char *word)
{
	for (size_t i = 0; word != NULL && i < count; i++) {
		if (strcmp(words[i].word, word) == 0)
			return _(words[i].text);
	}
	return NULL;
}

/* Appends a text of strangers, harmless, between texts of ours. */
static void put(struct buf *line, const char *before, const char *text, const char *after)
{
	buf_put(line, before, strlen(before));
	(void)glyph_put(line, span_of_str(text), GLYPH_TERMINAL, VB_GLYPH_ALL);
	buf_put(line, after, strlen(after));
}

/* Writes the line and begins the next. */
static void put_line(struct cmd *cmd, struct buf *line)
{
	buf_put_u8(line, '\n');
	(void)fwrite(line->data, 1, line->size, cmd->out->data);
	buf_clear(line);
}

static void put_head(struct cmd *cmd, const struct json *item, struct buf *line)
{
	char *time = field_format_time(cmd->out, json_get(item, "time"), cmd->args->zone);
	const char *name = json_get_text(item, "authorName");
	const char *person = json_get_text(item, "personName");
	const char *verb =
		text_of(verbs, sizeof(verbs) / sizeof(verbs[0]), json_get_text(item, "verb"));

	if (person == NULL)
		person = json_get_text(item, "person");
	put(line, "", time, "  ");
	put(line, "", name != NULL ? name : "", "");
	if (person != NULL)
		put(line, " (", person, ")");
	put(line, ": ", verb != NULL ? verb : "", "");
	put_line(cmd, line);
	free(time);
}

/* The sign that tells what happened to a field, before its value. */
static const char *sign_of(const char *op)
{
	if (op != NULL && strcmp(op, "add") == 0)
		return "+ ";
	return op != NULL && strcmp(op, "remove") == 0 ? "- " : "";
}

/* A value as people read it; the caller frees it. */
static char *value_text(struct labels *labels, struct cmd *cmd, const struct kind_field *field,
                        const struct json *value)
{
	if (field != NULL && field->type == VB_TYPE_REF)
		return labels_format(labels, value);
	return field_format(cmd->out, field, value, cmd->args->zone);
}

/* A remove tells what it takes away; one that takes nothing away brought the record back, which the head says. What stands
 * in a key of order says nothing to people but that the place is another. */
static void put_change(struct cmd *cmd, struct labels *labels, const struct kind *kind,
                       const struct json *change, struct buf *line)
{
	const struct kind_field *field = field_of(kind, change);
	const char *name = json_get_text(change, "field");
	const char *op = json_get_text(change, "op");
	const char *sign = sign_of(op);
	bool is_remove = sign[0] == '-';
	bool is_cleared = json_form_of(json_get(change, "value")) == JSON_FORM_NIL;
	bool is_place = field != NULL && field->type == VB_TYPE_KEY;
	bool is_keys = field == NULL && name != NULL && strcmp(name, "keys") == 0;
	/* The seal of a file, which has neither a name nor a value for anybody. */
	bool is_seal = field == NULL && json_get(change, "value") == NULL &&
	               json_get(change, "replaced") == NULL && !is_keys;
	char *value =
		value_text(labels, cmd, field, json_get(change, is_remove ? "replaced" : "value"));
	char *old = value_text(labels, cmd, field, json_get(change, "replaced"));

	if (op != NULL && name != NULL && strcmp(op, "delete") != 0 &&
	    (!is_remove || value[0] != '\0') && !is_seal) {
		if (is_keys)
			name = _("Personal keys");
		else if (kind != NULL)
			name = _(caption_of_field(kind->name, name));
		put(line, "    ", name, ": ");
		put(line, sign,
		    is_cleared ? _("(emptied)")
		    : is_place ? _("(another place)")
		    : is_keys  ? _("(changed; see `verbund person key show`)")
		               : value,
		    "");
		if (!is_remove && !is_place && old[0] != '\0')
			put(line, _("  (before: "), old, ")");
		put_line(cmd, line);
	}
	free(value);
	free(old);
}

static void put_item(struct cmd *cmd, struct labels *labels, const struct kind *kind,
                     const struct json *item, struct buf *line)
{
	const struct json *changes = json_get(item, "changes");
	const char *state =
		text_of(states, sizeof(states) / sizeof(states[0]), json_get_text(item, "state"));

	const char *signature = text_of(signatures, sizeof(signatures) / sizeof(signatures[0]),
	                                json_get_text(item, "signature"));

	put_head(cmd, item, line);
	for (size_t c = 0; c < json_count(changes); c++)
		put_change(cmd, labels, kind, json_at(changes, c), line);
	if (json_is_yes(json_get(item, "truncated"))) {
		put(line, "    ", _("(too long to be shown)"), "");
		put_line(cmd, line);
	}
	if (signature != NULL) {
		put(line, "    ", signature, "");
		put_line(cmd, line);
	}
	if (state != NULL) {
		put(line, "    ", state, "");
		put_line(cmd, line);
	}
}

static void print_words(struct cmd *cmd, const struct json *log)
{
	struct labels *labels = labels_new(cmd);
	const struct json *items = json_get(log, "items");
	struct buf line;

	buf_init(&line, SIZE_MAX / 2);
	for (size_t i = 0; i < json_count(items); i++)
		put_item(cmd, labels, kind_of(log), json_at(items, i), &line);
	buf_release(&line);
	labels_destroy(&labels);
}

static int run_log(struct cmd *cmd)
{
	struct json *log = NULL;
	int err = log_fetch(cmd, &log);

	if (err < 0)
		return err;
	if (json_is_yes(json_get(log, "incomplete")))
		out_note(cmd->out, _("There is more than can be looked through; some is missing."));
	if (cmd->args->is_json) {
		export_log(cmd, log);
		out_document(cmd->out, "log", NULL, &log);
		return 0;
	}
	if (cmd->out->style.is_terminal)
		print_words(cmd, log);
	else
		print_rows(cmd, log);
	json_destroy(&log);
	return 0;
}

/* ---- the commands ---- */

/* clang-format off */
const struct command cmd_log_commands[] = {
	{ .noun = "log",
	  .arguments = { COMMAND_ARG(N_("RECORD")) },
	  .run = run_log,
	  .help = N_("who changed what of a record when"),
	  .about = N_("Shown is everything that was ever written about the record, oldest first, by the clocks of those who wrote: who, when, "
	             "what each field became and what stood there before. What does not count is shown as well, with the reason: for example what "
	             "an office wrote after it had lost its rights, so that it can be written again.\n\n"
	             "In a pipe there is one line a change: time, number and name of the office, person, verb (create, edit, delete, undelete), "
	             "state (applied, waiting, ignored, unreadable, erased, cut-off, held, invalid), field, what was done (set, add, remove, delete), "
	             "value, value before, and `current` where it still stands."),
	  .examples = { "verbund log 0198d7120c9a44be81f2", "verbund log 0198d7120c9a44be81f2 --json" } },
	COMMAND_END,
};
/* clang-format on */
