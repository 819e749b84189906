/* agenda_table: an agenda as a table; see agenda_table.h; tested by tests/blackbox/05-office.t */
#include "cli/agenda_table.h"

#include <stdlib.h>
#include <string.h>

#include "cli/field.h"
#include "cli/labels.h"
#include "cli/language.h"

/* The result; what has no number is a proposal or was declined, and then that stands before it. Caller frees. */
static char *result_of(const struct cmd *cmd, const struct json *item)
{
	const struct json *fields = json_get(item, "fields");
	const char *number = json_get_text(item, "number");
	const char *result = json_get_text(fields, "result");
	const char *state = "";
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (number == NULL || number[0] == '\0')
		state = field_word(cmd->out, json_get_text(fields, "state"));
	if (out == NULL)
		abort();
	(void)fprintf(out, "%s%s%s", state, state[0] != '\0' && result != NULL ? ": " : "",
	              result != NULL ? result : "");
	if (fclose(out) != 0)
		abort();
	return text;
}

/* The paper that is behind an item, by its reference or its title; the caller frees it. */
static char *paper_of(struct labels *labels, const struct json *item)
{
	const char *consultation = json_get_text(json_get(item, "fields"), "consultation");
	const struct json *record = labels_record(labels, consultation);
	const char *paper = json_get_text(json_get(record, "fields"), "paper");
	const char *reference =
		json_get_text(json_get(labels_record(labels, paper), "fields"), "reference");
	char *copy = reference != NULL ? strdup(reference) : labels_title_of(labels, paper);

	if (copy == NULL)
		abort();
	return copy;
}

static void print_for_people(struct cmd *cmd, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Item"), TABLE_FIRM },
		{ _("Title"), 0 },
		{ _("Paper"), 0 },
		{ _("Result"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	struct labels *labels = labels_new(cmd);

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		char *result = result_of(cmd, item);
		char *paper = paper_of(labels, item);

		table_add(table, json_get_text(item, "number"));
		table_add(table, json_get_text(json_get(item, "fields"), "name"));
		table_add(table, paper);
		table_add(table, result);
		table_add(table, json_get_text(item, "id"));
		free(result);
		free(paper);
	}
	out_list(cmd->out, &table);
	labels_destroy(&labels);
}

static void print_for_scripts(struct cmd *cmd, const struct json *items)
{
	static const struct table_column columns[] = {
		{ NULL, 0 }, { NULL, 0 }, { NULL, 0 }, { NULL, 0 }
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		char *result = result_of(cmd, item);

		table_add(table, json_get_text(item, "number"));
		table_add(table, json_get_text(json_get(item, "fields"), "name"));
		table_add(table, result);
		table_add(table, json_get_text(item, "id"));
		free(result);
	}
	out_table(cmd->out, &table);
}

void agenda_table_print(struct cmd *cmd, const struct json *items)
{
	if (cmd->out->style.is_terminal)
		print_for_people(cmd, items);
	else
		print_for_scripts(cmd, items);
}
