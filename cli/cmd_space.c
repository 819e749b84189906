/* cmd_space: what this office holds of each committee, and how big it is; tested by tests/blackbox/05-history.t */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/arrange.h"
#include "cli/caption.h"
#include "cli/cmd.h"
#include "cli/field.h"
#include "cli/language.h"

static void add_number(struct table *table, int64_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	table_add(table, text);
}

static int64_t number_of(const struct json *map, const char *key)
{
	return json_int(json_get(map, key), 0);
}

/* ---- the list ---- */

static int space_list(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Name"), 0 },
		{ _("Kind"), 0 },
		{ _("Our rights"), 0 },
		{ _("Offices"), TABLE_RIGHT },
		{ _("Decisions"), TABLE_RIGHT },
		{ _("Histories"), TABLE_RIGHT },
		{ _("Entries"), TABLE_RIGHT },
		{ _("Number"), TABLE_SHORT },
	};
	struct json *question = NULL;
	struct json *items;
	struct table *table;
	int err = client_list(cmd->client, "space.list", &question, &items);

	if (err < 0)
		return err;
	arrange_by_name(items, NULL, "name");
	if (cmd->args->is_json) {
		answer_items(cmd, &items);
		return 0;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *space = json_at(items, i);

		table_add(table, json_get_text(space, "name"));
		table_add(table, field_word(cmd->out, json_get_text(space, "kind")));
		table_add(table, field_word(cmd->out, json_get_text(space, "role")));
		add_number(table, number_of(space, "members"));
		add_number(table, number_of(space, "control"));
		add_number(table, number_of(space, "logs"));
		add_number(table, number_of(space, "entries"));
		table_add(table, json_get_text(space, "id"));
	}
	out_table(cmd->out, &table);
	json_destroy(&items);
	return 0;
}

/* ---- adding up ---- */

/* The row of a list with the same text under each key; a copy of the wanted one, added, where there is none. */
static struct json *row_of(struct json *list, const struct json *wanted, const char *const *keys)
{
	struct json *copy;

	for (size_t i = 0; i < json_count(list); i++) {
		bool is_same = true;

		for (size_t k = 0; keys[k] != NULL; k++)
			is_same = is_same && json_is_same(json_get(json_at(list, i), keys[k]),
			                                  json_get(wanted, keys[k]));
		if (is_same)
			return json_at(list, i);
	}
	copy = json_new_copy(wanted);
	json_add(list, &copy);
	return NULL;
}

static void add_up(struct json *list, const struct json *page, const char *const *keys,
                   const char *const *sums)
{
	for (size_t i = 0; i < json_count(page); i++) {
		struct json *row = row_of(list, json_at(page, i), keys);

		for (size_t s = 0; row != NULL && sums[s] != NULL; s++)
			json_put_int(
				row, sums[s],
				number_of(row, sums[s]) + number_of(json_at(page, i), sums[s]));
	}
}

/* What a space holds, being added up. */
struct contents {
	struct out *out;
	struct json *logs, *kinds;
	uint64_t pages;
};

static int on_page(void *ctx, struct json **page)
{
	static const char *const log_keys[] = { "log", NULL };
	static const char *const log_sums[] = { "bytes", "entries", NULL };
	static const char *const kind_keys[] = { "audience", "kind", NULL };
	static const char *const kind_sums[] = { "bytes", "deleted", "records", NULL };
	struct contents *contents = ctx;

	add_up(contents->logs, json_get(*page, "logs"), log_keys, log_sums);
	add_up(contents->kinds, json_get(*page, "records"), kind_keys, kind_sums);
	out_progress(contents->out, ++contents->pages, 0);
	return 0;
}

/* Fetches all pages of what a space holds: *logs and *kinds are added up; the caller destroys them. */
static int contents_fetch(struct cmd *cmd, struct json **logs, struct json **kinds)
{
	struct contents contents = { .out = cmd->out,
		                     .logs = json_new_list(),
		                     .kinds = json_new_list() };
	struct json *question = json_new_map();
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	err = client_pages(cmd->client, "space.contents", &question, on_page, &contents);
	if (err < 0) {
		json_destroy(&contents.logs);
		json_destroy(&contents.kinds);
	}
	*logs = contents.logs;
	*kinds = contents.kinds;
	return err;
}

/* ---- one of them ---- */

static const char *state_text(const char *state)
{
	static const char *const words[][2] = {
		{ "whole", N_("whole") },          { "locked", N_("key missing") },
		{ "held", N_("held back") },       { "cut-off", N_("end fell away") },
		{ "forked", N_("two histories") }, { "invalid", N_("end is not valid") },
	};

	for (size_t i = 0; state != NULL && i < sizeof(words) / sizeof(words[0]); i++) {
		if (strcmp(words[i][0], state) == 0)
			return _(words[i][1]);
	}
	return state;
}

static void print_logs(struct cmd *cmd, const struct json *logs)
{
	const struct table_column columns[] = {
		{ _("Written by"), 0 },
		{ _("Readers"), 0 },
		{ _("Entries"), TABLE_RIGHT },
		{ _("Bytes"), TABLE_RIGHT },
		{ _("First"), 0 },
		{ _("Last"), 0 },
		{ _("State"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(logs); i++) {
		const struct json *log = json_at(logs, i);
		const char *state = json_get_text(log, "state");
		char *first = field_format_time(cmd->out, json_get(log, "first"), cmd->args->zone);
		char *last = field_format_time(cmd->out, json_get(log, "last"), cmd->args->zone);

		table_add(table, json_get_text(log, "authorName"));
		table_add(table, field_word(cmd->out, json_get_text(log, "audience")));
		add_number(table, number_of(log, "entries"));
		add_number(table, number_of(log, "bytes"));
		table_add(table, first);
		table_add(table, last);
		table_add(table, cmd->out->style.is_terminal ? state_text(state) : state);
		table_add(table, json_get_text(log, "log"));
		free(first);
		free(last);
	}
	out_table(cmd->out, &table);
}

static void print_kinds(struct cmd *cmd, const struct json *kinds)
{
	const struct table_column columns[] = {
		{ _("Kind"), 0 },
		{ _("Readers"), 0 },
		{ _("Records"), TABLE_RIGHT },
		{ _("Deleted"), TABLE_RIGHT },
		{ _("Bytes"), TABLE_RIGHT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(kinds); i++) {
		const struct json *row = json_at(kinds, i);
		const char *kind = json_get_text(row, "kind");

		if (kind != NULL && cmd->out->style.is_terminal)
			kind = _(caption_of_kind(kind));
		table_add(table, kind);
		table_add(table, field_word(cmd->out, json_get_text(row, "audience")));
		add_number(table, number_of(row, "records"));
		add_number(table, number_of(row, "deleted"));
		add_number(table, number_of(row, "bytes"));
	}
	out_table(cmd->out, &table);
}

static void print_gap(struct cmd *cmd)
{
	if (cmd->out->style.is_terminal)
		(void)fputc('\n', cmd->out->data);
}

static void print_number(struct cmd *cmd, const char *title, int64_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%lld", (long long)number);
	answer_pair(cmd, title, text);
}

static int64_t keys_missing(const struct json *space)
{
	const struct json *keys = json_get(space, "keys");

	return number_of(json_get(keys, "all"), "missing") +
	       number_of(json_get(keys, "core"), "missing");
}

static void print_space(struct cmd *cmd, const struct json *space, const struct json *logs,
                        const struct json *kinds)
{
	const struct json *sum = json_get(space, "sum");

	answer_pair(cmd, N_("Name"), json_get_text(space, "name"));
	answer_pair(cmd, N_("Number"), json_get_text(space, "id"));
	answer_pair(cmd, N_("Kind"), field_word(cmd->out, json_get_text(space, "kind")));
	answer_pair(cmd, N_("Our rights"), field_word(cmd->out, json_get_text(space, "role")));
	print_number(cmd, N_("Offices"), number_of(space, "members"));
	print_number(cmd, N_("Decisions"), number_of(sum, "control"));
	print_number(cmd, N_("Entries"), number_of(sum, "entries"));
	print_number(cmd, N_("Keys missing"), keys_missing(space));
	print_number(cmd, N_("Waiting entries"), number_of(space, "waiting"));
	answer_states(cmd, json_get(sum, "states"));
	print_gap(cmd);
	print_kinds(cmd, kinds);
	print_gap(cmd);
	print_logs(cmd, logs);
}

static int space_show(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *logs, *kinds;
	struct json *space;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	err = client_ask(cmd->client, "space.show", &question, &space);
	if (err < 0)
		return err;
	err = contents_fetch(cmd, &logs, &kinds);
	out_progress_end(cmd->out);
	if (err < 0) {
		json_destroy(&space);
		return err;
	}
	if (cmd->args->is_json) {
		for (size_t i = 0; i < json_count(logs); i++) {
			answer_time(cmd, json_at(logs, i), "first");
			answer_time(cmd, json_at(logs, i), "last");
		}
		json_put(space, "logs", &logs);
		json_put(space, "records", &kinds);
		out_document(cmd->out, "space", "show", &space);
		return 0;
	}
	print_space(cmd, space, logs, kinds);
	json_destroy(&space);
	json_destroy(&logs);
	json_destroy(&kinds);
	return 0;
}

/* ---- the commands ---- */

/* clang-format off */
const struct command cmd_space_commands[] = {
	{ .noun = "space", .verb = "list",
	  .run = space_list,
	  .help = N_("what this office holds: committees and archives, with their entries"),
	  .examples = { "verbund space list" } },
	{ .noun = "space", .verb = "show",
	  .arguments = { COMMAND_ARG(N_("COMMITTEE")) },
	  .run = space_show,
	  .help = N_("how big a committee is here: records, histories, bytes, what is missing"),
	  .about = N_("A committee is made of entries, each written by one office into its own history: one for all, one that is internal, and a "
	             "small open one. Records are made of them. Bytes are those of the entries and records themselves; the data file "
	             "is larger.\n\n"
	             "The state of a history says whether all of it counts: `whole`; `locked`, a key is missing; `held`, something before it "
	             "has not arrived; `cut-off`, its end came after the office had lost its rights; `forked`, the office wrote two different "
	             "histories; `invalid`, its end rests on a decision that gave no right.\n\n"
	             "In a pipe the lines about the committee have two cells, those about records five (kind, readers, records, deleted, bytes), those "
	             "about histories eight (office, readers, entries, bytes, first, last, state, number)."),
	  .examples = { "verbund space show 4f2a" } },
	COMMAND_END,
};
/* clang-format on */
