/* dispute: versions of a field; see dispute.h; tested by tests/blackbox/20-measures.t */
#include "cli/dispute.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cli/caption.h"
#include "cli/field.h"
#include "cli/language.h"

/* The kind of a record; NULL: one that is not known here. */
static const struct kind *kind_of(const struct json *record)
{
	const char *name = json_get_text(record, "kind");

	return name != NULL ? kind_by_name(span_of_str(name)) : NULL;
}

char *dispute_fields(const struct out *out, const struct json *record)
{
	const struct kind *kind = kind_of(record);
	const struct json *disputes = json_get(record, "disputes");
	const struct kind_field *field;
	char *text = NULL;
	size_t count = 0;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (memory == NULL)
		abort();
	for (size_t i = 0; kind != NULL && (field = kind_field_at(kind, i)) != NULL; i++) {
		if (json_get(disputes, field->name) == NULL)
			continue;
		(void)fprintf(memory, "%s%s", count++ > 0 ? ", " : "",
		              out->style.is_terminal ? _(caption_of_field(kind->name, field->name))
		                                     : field->name);
	}
	if (fclose(memory) != 0)
		abort();
	return text;
}

/* The office whose change of the field still stands and says this; NULL: not known any more. Borrowed from the history. */
static const char *giver_of(const struct json *history, const char *field, const struct json *value)
{
	for (size_t i = 0; i < json_count(history); i++) {
		const struct json *entry = json_at(history, i);
		const struct json *changes = json_get(entry, "changes");

		for (size_t j = 0; j < json_count(changes); j++) {
			const struct json *change = json_at(changes, j);
			const char *name = json_get_text(change, "field");

			if (name != NULL && strcmp(name, field) == 0 &&
			    json_is_yes(json_get(change, "current")) &&
			    json_is_same(json_get(change, "value"), value))
				return json_get_text(entry, "authorName");
		}
	}
	return NULL;
}

static void add_versions(struct cmd *cmd, struct table *table, const struct kind *kind,
                         const struct kind_field *field, const struct json *versions,
                         const struct json *history)
{
	for (size_t i = 0; i < json_count(versions); i++) {
		const struct json *value = json_at(versions, i);
		char *text = field_format(cmd->out, field, value, cmd->args->zone);
		char number[24];

		(void)snprintf(number, sizeof(number), "%zu", i + 1);
		table_add(table, cmd->out->style.is_terminal
		                         ? _(caption_of_field(kind->name, field->name))
		                         : field->name);
		table_add(table, number);
		table_add(table, giver_of(history, field->name, value));
		table_add(table, text);
		free(text);
	}
}

int dispute_print(struct cmd *cmd, const struct json *record, const char *verb)
{
	const struct table_column columns[] = {
		{ _("In dispute"), 0 },
		{ _("Version"), TABLE_RIGHT },
		{ _("By"), 0 },
		{ _("Text"), TABLE_WHOLE },
	};
	const struct kind *kind = kind_of(record);
	const struct json *disputes = json_get(record, "disputes");
	const struct kind_field *field;
	struct json *question = json_new_map();
	struct json *history = NULL;
	struct table *table;
	int err;

	if (kind == NULL || json_count(disputes) == 0) {
		json_destroy(&question);
		return 0;
	}
	json_put_text(question, "id", json_get_text(record, "id"));
	err = client_list(cmd->client, "record.log", &question, &history);
	if (err < 0)
		return err;
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; (field = kind_field_at(kind, i)) != NULL; i++) {
		if (json_get(disputes, field->name) != NULL)
			add_versions(cmd, table, kind, field, json_get(disputes, field->name),
			             history);
	}
	if (cmd->out->style.is_terminal)
		(void)fputc('\n', cmd->out->data);
	out_table(cmd->out, &table);
	out_hint(cmd->out, _("Choose the version that stays:\n  verbund %s"), verb);
	json_destroy(&history);
	return 0;
}

int dispute_choose(struct cmd *cmd, const struct json *record, const char *field,
                   const char *number, struct json *fields)
{
	const struct json *versions = json_get(json_get(record, "disputes"), field);
	struct json *value;
	long chosen;
	char *end;

	if (json_count(versions) == 0)
		return out_fail(cmd->out, VB_ERR_NOT_FOUND, "%s",
		                _("This field is not in dispute."));
	errno = 0;
	chosen = strtol(number, &end, 10);
	if (errno != 0 || *end != '\0' || end == number || chosen < 1 ||
	    (size_t)chosen > json_count(versions))
		return out_fail(cmd->out, VB_ERR_BAD_VALUE,
		                _("--choose %.40s: there are %zu versions"), number,
		                json_count(versions));
	value = json_new_copy(json_at(versions, (size_t)chosen - 1));
	json_put(fields, field, &value);
	return 0;
}
