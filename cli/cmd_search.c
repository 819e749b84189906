/* cmd_search: records by the words in them; tested by tests/blackbox/05-search.t */
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/caption.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/labels.h"
#include "cli/language.h"
#include "protocol/limits.h"

#define LIMIT_DEFAULT 50
#define LIMIT_MAX 10000
#define PAGE_MAX 200 /* SPEC.md 13 */

/* ---- asking ---- */

/* What was found, over several pages. */
struct results {
	struct json *items;
	bool is_complete; /* everything could be looked at */
	bool has_more;
	int64_t pending;
	int64_t limit;
};

/* How many are wanted. */
static int limit_read(struct cmd *cmd, int64_t *limit)
{
	const char *text = args_get(cmd->args, "limit");
	size_t digits = text != NULL ? strspn(text, "0123456789") : 0;

	*limit = LIMIT_DEFAULT;
	if (text == NULL)
		return 0;
	if (digits == 0 || digits > 5 || text[digits] != '\0')
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "--limit %s", text);
	*limit = strtoll(text, NULL, 10);
	if (*limit < 1 || *limit > LIMIT_MAX)
		return out_fail(cmd->out, VB_ERR_OUT_OF_RANGE, "--limit %s", text);
	return 0;
}

/* Asks for one page and adds it to the results. question: changed for the next one. */
static int page_ask(struct cmd *cmd, struct json *question, struct results *results)
{
	int64_t left = results->limit - (int64_t)json_count(results->items);
	struct json *asked;
	struct json *page;
	struct json *next;
	int err;

	json_put_int(question, "limit", left < PAGE_MAX ? left : PAGE_MAX);
	asked = json_new_copy(question);
	err = client_ask(cmd->client, "search", &asked, &page);
	if (err < 0)
		return err;
	json_add_all(results->items, json_get(page, "items"));
	results->is_complete = json_is_yes(json_get(page, "complete"));
	results->pending = json_int(json_get(page, "pending"), 0);
	next = json_new_copy(json_get(page, "next"));
	results->has_more = next != NULL;
	if (next != NULL)
		json_put(question, "after", &next);
	json_destroy(&page);
	return 0;
}

static int search(struct cmd *cmd, struct results *results)
{
	struct json *question = json_new_map();
	struct buf words;
	int err = limit_read(cmd, &results->limit);

	buf_init(&words, VB_IPC_FRAME_MAX_BYTES / 2);
	args_get_rest(cmd->args, &words);
	if (err == 0)
		err = words.err;
	if (err == 0) {
		json_put_text(question, "words", (const char *)words.data);
		json_put_text(question, "space", args_get(cmd->args, "in"));
		json_put_text(question, "kind", args_get(cmd->args, "kind"));
		err = page_ask(cmd, question, results);
	}
	while (err == 0 && results->has_more &&
	       (int64_t)json_count(results->items) < results->limit)
		err = page_ask(cmd, question, results);
	buf_release(&words);
	json_destroy(&question);
	return err;
}

/* ---- showing ---- */

/* The names of fields in one cell, as they are. */
static char *matched_format(const struct json *matched)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < json_count(matched); i++) {
		const char *name = json_text(json_at(matched, i));

		(void)fprintf(out, "%s%s", i > 0 ? "," : "", name != NULL ? name : "");
	}
	if (fclose(out) != 0)
		abort();
	return text;
}

static void print_for_scripts(struct cmd *cmd, const struct json *items)
{
	static const struct table_column columns[] = { { NULL, 0 }, { NULL, 0 }, { NULL, 0 },
		                                       { NULL, 0 }, { NULL, 0 }, { NULL, 0 } };
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *record = json_at(items, i);
		char *created =
			field_format_time(cmd->out, json_get(record, "created"), cmd->args->zone);
		char *matched = matched_format(json_get(record, "matched"));

		table_add(table, json_get_text(record, "id"));
		table_add(table, json_get_text(record, "kind"));
		table_add(table, answer_title(json_get(record, "fields")));
		table_add(table, json_get_text(record, "space"));
		table_add(table, created);
		table_add(table, matched);
		free(created);
		free(matched);
	}
	out_table(cmd->out, &table);
}

/* What is in no committee is the office's own. */
static const char *space_name(const struct json *names, const char *id)
{
	const char *name = id != NULL ? json_get_text(names, id) : NULL;

	return name != NULL ? name : _("this office");
}

/* The piece of text in which a word was found. is_title: it stands for the title. */
static void put_excerpt(const char *kind, const struct json *excerpt, bool is_title, FILE *out)
{
	const char *field = json_get_text(excerpt, "field");
	const char *text = json_get_text(excerpt, "text");

	if (field == NULL || text == NULL)
		return;
	if (is_title)
		(void)fputs(text, out);
	else
		(void)fprintf(out, "\n%s: %s", _(caption_of_field(kind, field)), text);
}

/* Title, what it is and where, and the text in which a word was found: three lines at most. */
static char *hit_format(struct cmd *cmd, struct labels *labels, const struct json *names,
                        const struct json *record)
{
	const struct json *excerpt = json_get(record, "excerpt");
	const char *kind = json_get_text(record, "kind");
	char *title = labels_title(labels, record);
	char *created = field_format_date(cmd->out, json_get(record, "created"), cmd->args->zone);
	bool is_text = false;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	kind = kind != NULL ? kind : "";
	/* A message has no title but its text. */
	is_text = excerpt != NULL && strcmp(kind, "message") == 0;
	if (is_text)
		put_excerpt(kind, excerpt, true, out);
	else
		(void)fputs(title, out);
	(void)fprintf(out, "\n%s, %s, %s", _(caption_of_kind(kind)),
	              space_name(names, json_get_text(record, "space")), created);
	if (!is_text)
		put_excerpt(kind, excerpt, false, out);
	if (fclose(out) != 0)
		abort();
	free(title);
	free(created);
	return text;
}

static int print_for_people(struct cmd *cmd, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Number"), TABLE_SHORT },
		{ _("Found"), TABLE_WHOLE },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	struct labels *labels = labels_new(cmd);
	struct json *names = NULL;
	int err = answer_committees(cmd, &names);

	for (size_t i = 0; err == 0 && i < json_count(items); i++) {
		char *text = hit_format(cmd, labels, names, json_at(items, i));

		table_add(table, json_get_text(json_at(items, i), "id"));
		table_add(table, text);
		free(text);
	}
	if (err == 0)
		out_list(cmd->out, &table);
	table_destroy(&table);
	labels_destroy(&labels);
	json_destroy(&names);
	return err;
}

/* What the list does not say. */
static void tell_rest(struct cmd *cmd, const struct results *results)
{
	if (!results->is_complete)
		out_note(cmd->out,
		         _("Too much fits to look at all of it; type more letters or words."));
	if (results->pending > 0)
		out_note(cmd->out, _("Still being indexed: %lld. Search again a little later."),
		         (long long)results->pending);
	if (results->has_more && results->limit < LIMIT_MAX)
		out_hint(cmd->out, _("There is more: --limit %d"),
		         (int)(results->limit * 10 < LIMIT_MAX ? results->limit * 10 : LIMIT_MAX));
}

static void export_results(struct cmd *cmd, struct results *results)
{
	struct json *body = json_new_map();

	for (size_t i = 0; i < json_count(results->items); i++)
		field_export(json_at(results->items, i), cmd->args->zone);
	json_put_bool(body, "complete", results->is_complete);
	json_put_bool(body, "more", results->has_more);
	json_put_int(body, "pending", results->pending);
	json_put(body, "items", &results->items);
	out_document(cmd->out, "search", NULL, &body);
}

static int run_search(struct cmd *cmd)
{
	struct results results = { .items = json_new_list() };
	int err = search(cmd, &results);

	if (err == 0 && cmd->args->is_json) {
		export_results(cmd, &results);
	} else if (err == 0) {
		if (json_count(results.items) == 0)
			err = VB_ERR_NOTHING_FOUND;
		else if (cmd->out->style.is_terminal)
			err = print_for_people(cmd, results.items);
		else
			print_for_scripts(cmd, results.items);
		tell_rest(cmd, &results);
	}
	json_destroy(&results.items);
	return err;
}

/* ---- the commands ---- */

/* clang-format off */
static const struct option search_options[] = {
	{ "in", N_("COMMITTEE"), NULL, NULL, N_("only in this committee"), false },
	{ "kind", N_("KIND"), NULL, command_kinds, N_("only records of this kind"), false },
	{ "limit", N_("NUMBER"), NULL, NULL, N_("so many at most (50)"), false },
	{ NULL, NULL, NULL, NULL, NULL, false },
};

const struct command cmd_search_commands[] = {
	{ .noun = "search",
	  .arguments = { COMMAND_ARG(N_("WORDS")) },
	  .options = search_options,
	  .flags = COMMAND_REST,
	  .run = run_search,
	  .help = N_("find records by the words in them"),
	  .about = N_("Found is what has all the words, in titles, texts and names of people. Of a word the beginning is enough: `sprach` finds "
	             "Sprachcafé. Capitals, accents and the way in which umlauts are written make no difference: Müller, Mueller and Muller are the "
	             "same.\n\n"
	             "First stands what fits best: whole words before beginnings, titles before names of people before other texts, and the new before "
	             "the old. Deleted records are not found, nor what the committee does not show to this office.\n\n"
	             "In a pipe there is one line a record: number, kind, title, number of the committee, time of writing, fields in which a word was "
	             "found. Where nothing is found the exit status is 3; with --json it is 0, and the list is empty."),
	  .examples = { "verbund search sprachcafé winter", "verbund search mueller --kind person", "verbund search haushalt --in 4f2a --json" } },
	COMMAND_END,
};
/* clang-format on */
