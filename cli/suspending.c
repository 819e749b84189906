/* suspending: suspend, lift and what fell away; see suspending.h; tested by tests/blackbox/12-suspend.t */
#include "cli/suspending.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/field.h"
#include "cli/language.h"

/* ---- suspend, lift ---- */

static int ask(struct cmd *cmd, const char *call, const char *done)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	json_put_text(question, "peer", args_get(cmd->args, "PEER"));
	err = client_ask(cmd->client, call, &question, &result);
	if (err != 0)
		return err;
	out_note(cmd->out, "%s", done);
	answer_id(cmd, &result);
	return 0;
}

int suspending_suspend(struct cmd *cmd)
{
	return ask(cmd, "committee.suspend",
	           _("Suspended. What it writes does not count until the office in charge lifts "
	             "this."));
}

int suspending_lift(struct cmd *cmd)
{
	return ask(cmd, "committee.lift", _("Lifted. What was held back counts again."));
}

int suspending_accept(struct cmd *cmd)
{
	struct json *question = json_new_map();
	struct json *result;
	int64_t until;
	int err = field_parse_time(cmd->out, args_get(cmd->args, "until"), cmd->args->zone, &until);

	if (err != 0) {
		json_destroy(&question);
		return err;
	}
	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	json_put_text(question, "peer", args_get(cmd->args, "PEER"));
	json_put_int(question, "until", until);
	err = client_ask(cmd->client, "committee.accept", &question, &result);
	if (err != 0)
		return err;
	out_note(cmd->out, "%s", _("What it wrote until then counts."));
	answer_id(cmd, &result);
	return 0;
}

/* ---- members ---- */

char *suspending_since(const struct cmd *cmd, const struct json *member)
{
	const struct json *first = json_at(json_get(member, "suspended"), 0);

	return field_format_time(cmd->out, json_get(first, "since"), cmd->args->zone);
}

char *suspending_by(const struct cmd *cmd, const struct json *member)
{
	const struct json *list = json_get(member, "suspended");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *one = json_at(list, i);
		const char *by = json_get_text(one, cmd->out->style.is_terminal ? "byName" : "by");

		(void)fprintf(out, "%s%s", i > 0 ? ", " : "", by != NULL ? by : "");
		if (json_is_yes(json_get(one, "confirmed")) && cmd->out->style.is_terminal)
			(void)fprintf(out, " (%s)", _("confirmed"));
	}
	if (json_count(list) == 0 && json_get(member, "begins") != NULL &&
	    cmd->out->style.is_terminal)
		(void)fputs(_("(has begun too often)"), out);
	if (fclose(out) != 0)
		abort();
	return text;
}

void suspending_export(const struct cmd *cmd, struct json *members)
{
	for (size_t i = 0; i < json_count(members); i++) {
		struct json *list = json_get(json_at(members, i), "suspended");

		for (size_t k = 0; k < json_count(list); k++)
			answer_time(cmd, json_at(list, k), "since");
	}
}

/* ---- what fell away ---- */

static const struct kind *kind_of(const struct json *item)
{
	const char *name = json_get_text(item, "kind");

	return name != NULL ? kind_by_name(span_of_str(name)) : NULL;
}

static const struct kind_field *field_of(const struct kind *kind, const struct json *change)
{
	const char *name = json_get_text(change, "field");

	return kind != NULL && name != NULL ? kind_field_by_name(kind, span_of_str(name)) : NULL;
}

static void export_item(const struct cmd *cmd, struct json *item)
{
	struct json *changes = json_get(item, "changes");

	answer_time(cmd, item, "time");
	for (size_t i = 0; i < json_count(changes); i++) {
		struct json *change = json_at(changes, i);
		struct json *value = field_export_value(field_of(kind_of(item), change),
		                                        json_get(change, "value"), cmd->args->zone);

		json_put(change, "value", &value);
	}
}

/* What was written, in one cell: the texts of it, one after the other. The caller frees it. */
static char *text_of(const struct cmd *cmd, const struct json *item)
{
	const struct json *changes = json_get(item, "changes");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	const char *comma = "";

	if (out == NULL)
		abort();
	for (size_t i = 0; i < json_count(changes); i++) {
		const struct json *change = json_at(changes, i);
		const struct kind_field *field = field_of(kind_of(item), change);
		char *value;

		if (field == NULL || field->type != VB_TYPE_STR)
			continue;
		value = field_format(cmd->out, field, json_get(change, "value"), cmd->args->zone);
		(void)fprintf(out, "%s%s", comma, value);
		comma = "; ";
		free(value);
	}
	if (fclose(out) != 0)
		abort();
	return text;
}

static const char *state_of(const struct cmd *cmd, const struct json *item)
{
	static const struct {
		const char *word, *text;
	} states[] = {
		{ "held", N_("held back") },
		{ "cut-off", N_("fell away: after the end of its rights") },
		{ "invalid", N_("fell away: on a decision that was undone") },
		{ "unreadable", N_("cannot be read here") },
	};
	const char *word = json_get_text(item, "state");

	if (json_get(item, "again") != NULL)
		return cmd->out->style.is_terminal ? _("written again") : "again";

	for (size_t i = 0;
	     word != NULL && cmd->out->style.is_terminal && i < sizeof(states) / sizeof(states[0]);
	     i++) {
		if (strcmp(states[i].word, word) == 0)
			return _(states[i].text);
	}
	return word;
}

/* What became of an entry that was to be written again. */
static const char *outcome_of(const struct cmd *cmd, const struct json *item)
{
	static const struct {
		const char *word, *text;
	} reasons[] = {
		{ "overtaken", N_("not again: somebody has changed it since") },
		{ "gone", N_("not again: what it belongs to is not there") },
		{ "deletion", N_("not again: it was deleted") },
		{ "kind", N_("not again: a file; add it anew") },
		{ "unreadable", N_("not again: it cannot be read here") },
		{ "right", N_("not again: this office may not do that there") },
		{ "form", N_("not again: it does not fit any more") },
	};
	const char *why = json_get_text(item, "why");

	if (why == NULL)
		return cmd->out->style.is_terminal ? _("written again") : "again";
	for (size_t i = 0; cmd->out->style.is_terminal && i < sizeof(reasons) / sizeof(reasons[0]);
	     i++) {
		if (strcmp(reasons[i].word, why) == 0)
			return _(reasons[i].text);
	}
	return why;
}

int suspending_repost(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Number"), TABLE_SHORT },
		{ _("Fell away as"), TABLE_SHORT },
		{ _("What became of it"), TABLE_WHOLE },
	};
	struct json *question = json_new_map();
	struct json *items;
	struct table *table;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	if (args_get(cmd->args, "RECORD") != NULL)
		json_put_text(question, "record", args_get(cmd->args, "RECORD"));
	err = client_list(cmd->client, "committee.repost", &question, &items);
	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		answer_items(cmd, &items);
		return 0;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);

		table_add(table, json_get_text(item, "id"));
		table_add(table, json_get_text(item, "record"));
		table_add(table, outcome_of(cmd, item));
	}
	out_list(cmd->out, &table);
	json_destroy(&items);
	return 0;
}

static void add_row(const struct cmd *cmd, struct table *table, const struct json *item)
{
	char *time = field_format_time(cmd->out, json_get(item, "time"), cmd->args->zone);
	char *text = text_of(cmd, item);
	const char *kind = json_get_text(item, "kind");

	table_add(table, time);
	table_add(table, json_get_text(item, "authorName"));
	table_add(table, json_get_text(item, "personName"));
	table_add(table, kind != NULL ? field_word(cmd->out, kind) : "");
	table_add(table, state_of(cmd, item));
	table_add(table, json_get_text(item, "record"));
	table_add(table, text);
	free(time);
	free(text);
}

int suspending_fallen(struct cmd *cmd)
{
	const struct table_column columns[] = {
		{ _("Written"), TABLE_FIRM },
		{ _("Office"), 0 },
		{ _("Person"), 0 },
		{ _("Kind"), 0 },
		{ _("State"), 0 },
		{ _("Number"), TABLE_SHORT },
		{ _("Text"), TABLE_WHOLE },
	};
	struct json *question = json_new_map();
	struct json *items;
	struct table *table;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	err = client_list(cmd->client, "committee.fallen", &question, &items);
	if (err < 0)
		return err;
	if (cmd->args->is_json) {
		for (size_t i = 0; i < json_count(items); i++)
			export_item(cmd, json_at(items, i));
		answer_items(cmd, &items);
		return 0;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(items); i++)
		add_row(cmd, table, json_at(items, i));
	out_list(cmd->out, &table);
	json_destroy(&items);
	return 0;
}
