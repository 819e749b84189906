/* agenda_table: an agenda as a table; see agenda_table.h; tested by tests/blackbox/05-cli.t */
#include "cli/agenda_table.h"

#include <stdlib.h>

#include "cli/field.h"
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

void agenda_table_print(struct cmd *cmd, const struct json *items)
{
	const struct table_column columns[] = {
		{ _("Item"), 0 },
		{ _("Title"), 0 },
		{ _("Result"), 0 },
		{ _("Number"), TABLE_SHORT },
	};
	struct table *table = table_new(columns, sizeof(columns) / sizeof(columns[0]));

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *item = json_at(items, i);
		const struct json *fields = json_get(item, "fields");
		char *result = result_of(cmd, item);

		table_add(table, json_get_text(item, "number"));
		table_add(table, json_get_text(fields, "name"));
		table_add(table, result);
		table_add(table, json_get_text(item, "id"));
		free(result);
	}
	out_table(cmd->out, &table);
}
