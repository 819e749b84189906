/* agenda_table: an agenda as a table; see agenda_table.h; tested by tests/blackbox/05-cli.t */
#include "cli/agenda_table.h"

#include "cli/field.h"
#include "cli/language.h"

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
		const char *number = json_get_text(item, "number");
		const char *result = json_get_text(fields, "result");

		/* What has no number is a proposal, or was declined. */
		if (number == NULL || number[0] == '\0')
			result = field_word(cmd->out, json_get_text(fields, "state"));
		table_add(table, number);
		table_add(table, json_get_text(fields, "name"));
		table_add(table, result);
		table_add(table, json_get_text(item, "id"));
	}
	out_table(cmd->out, &table);
}
