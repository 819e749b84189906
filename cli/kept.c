/* kept: from typed words to records of a committee; see kept.h; tested by tests/blackbox/20-duties.t */
#include "cli/kept.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/field.h"
#include "cli/language.h"
#include "cli/named.h"

#define NUMBER_DIGITS 32u /* no record has a longer one */

bool kept_is_internal(const struct json *record)
{
	const char *audience = json_get_text(record, "audience");

	return audience != NULL && strcmp(audience, "core") == 0;
}

const char *kept_text(const struct json *record, const char *field)
{
	return json_get_text(json_get(record, "fields"), field);
}

int kept_committee(struct cmd *cmd, struct json **space)
{
	struct json *question = json_new_map();
	struct json *committee;
	int err;

	json_put_text(question, "id", args_get(cmd->args, "COMMITTEE"));
	err = client_ask(cmd->client, "committee.show", &question, &committee);
	if (err < 0)
		return err;
	*space = json_new_copy(json_get(committee, "id"));
	json_destroy(&committee);
	return 0;
}

/* Those of that name, in the committee of --in, or in all. */
static int find_named(struct cmd *cmd, const struct kept *kept, const char *name,
                      struct json **items)
{
	const char *in = args_get(cmd->args, "in");
	struct json *question = json_new_map();
	struct json *where = json_new_map();

	json_put_text(where, "name", name);
	json_put_text(question, "kind", kept->kind);
	json_put_text(question, "space", in);
	json_put(question, "where", &where);
	return client_list(cmd->client, "record.list", &question, items);
}

int kept_show(struct cmd *cmd, const struct kept *kept, struct json **record)
{
	const char *text = args_get(cmd->args, kept->argument);
	struct json *items = NULL;
	int err = kept->is_named ? find_named(cmd, kept, text, &items) : 0;

	if (err == 0 && json_count(items) > 1)
		err = out_fail(cmd->out, VB_ERR_AMBIGUOUS_NAME, "%s: %s, %s", text,
		               json_get_text(json_at(items, 0), "id"),
		               json_get_text(json_at(items, 1), "id"));
	if (err == 0 && kept->is_named && json_count(items) == 0 &&
	    (strlen(text) > NUMBER_DIGITS || strspn(text, "0123456789abcdefABCDEF") < strlen(text)))
		err = out_fail(cmd->out, VB_ERR_NOT_FOUND, "%s", text);
	if (err == 0 && json_count(items) == 1)
		text = json_get_text(json_at(items, 0), "id");
	if (err == 0)
		err = client_show(cmd->client, text, kept->kind, _(kept->what), record);
	json_destroy(&items);
	return err;
}

/* ---- what was typed ---- */

struct json *kept_parts(const char *text)
{
	struct json *parts = json_new_list();
	const char *at = text + strspn(text, "; ");

	while (*at != '\0') {
		size_t size = strcspn(at, ";");
		size_t end = size;
		char *part;

		while (end > 0 && at[end - 1] == ' ')
			end--;
		part = strndup(at, end);
		if (part == NULL)
			abort();
		json_add_text(parts, part);
		free(part);
		at += size;
		at += strspn(at, "; ");
	}
	return parts;
}

/* The numbers of all that are named. */
static int find_all(struct cmd *cmd, const struct named *named, const char *text,
                    struct json **numbers)
{
	struct json *parts = kept_parts(text);
	struct json *list = json_new_list();
	int err = 0;

	for (size_t i = 0; err == 0 && i < json_count(parts); i++) {
		struct json *id = NULL;

		err = named_find(cmd, named, json_text(json_at(parts, i)), &id);
		if (err == 0)
			json_add(list, &id);
	}
	json_destroy(&parts);
	if (err == 0)
		*numbers = list;
	else
		json_destroy(&list);
	return err;
}

static int find_record(struct cmd *cmd, const struct kept_field *row, const char *text,
                       struct json **id)
{
	struct json *record = NULL;
	char why[200];
	int err;

	(void)snprintf(why, sizeof(why), "--%s %.100s", row->option, text);
	err = client_show(cmd->client, text, row->kind, why, &record);
	if (err == 0)
		*id = json_new_copy(json_get(record, "id"));
	json_destroy(&record);
	return err;
}

static int put_field(struct cmd *cmd, const struct kept_field *row, const struct named *in,
                     struct json *fields)
{
	struct named named = { row->kind, in->space, in->is_internal, in->sheaf };
	const char *text = args_get(cmd->args, row->option);
	struct json *value = NULL;
	int err = 0;

	if (text == NULL)
		return 0;
	if (text[0] == '\0')
		value = json_new_nil();
	else if (row->form == KEPT_TEXTS)
		value = kept_parts(text);
	else if (row->form == KEPT_NAMES)
		err = find_all(cmd, &named, text, &value);
	else if (row->form == KEPT_RECORD)
		err = find_record(cmd, row, text, &value);
	else
		err = named_find(cmd, &named, text, &value);
	if (err == 0)
		json_put(fields, row->field, &value);
	return err;
}

int kept_fields(struct cmd *cmd, const struct kept *kept, const struct named *in,
                struct json *fields)
{
	int err = field_parse_options(cmd->out, cmd->args, fields);

	for (const struct kept_field *row = kept->fields;
	     err == 0 && row != NULL && row->option != NULL; row++)
		err = put_field(cmd, row, in, fields);
	return err;
}

/* ---- making and changing ---- */

int kept_make(struct cmd *cmd, const char *kind, const struct named *in, struct json **fields,
              const char *hint)
{
	struct json *result;
	int err = named_create(cmd, in, kind, fields, &result);

	if (err < 0)
		return err;
	if (hint != NULL)
		answer_made(cmd, &result, hint);
	else
		answer_id(cmd, &result);
	return 0;
}

int kept_add(struct cmd *cmd, const struct kept *kept, const char *hint)
{
	struct json *fields = json_new_map();
	struct json *space = NULL;
	struct sheaf sheaf;
	struct named in;
	int err = kept_committee(cmd, &space);

	sheaf_init(&sheaf);
	in = (struct named){ NULL, json_text(space), args_has(cmd->args, "internal"), &sheaf };
	if (err == 0)
		err = kept_fields(cmd, kept, &in, fields);
	if (err == 0)
		err = kept_make(cmd, kept->kind, &in, &fields, hint);
	sheaf_release(&sheaf);
	json_destroy(&space);
	json_destroy(&fields);
	return err;
}

int kept_change(struct cmd *cmd, const struct json *record, struct json **fields)
{
	struct json *question = json_new_map();
	struct json *result;
	int err;

	json_put_text(question, "id", json_get_text(record, "id"));
	json_put(question, "fields", fields);
	err = client_ask(cmd->client, "record.edit", &question, &result);
	if (err == 0)
		answer_id(cmd, &result);
	return err;
}

int kept_edit(struct cmd *cmd, const struct kept *kept)
{
	struct json *fields = json_new_map();
	struct json *record = NULL;
	struct json *result;
	struct sheaf sheaf;
	struct named in;
	int err = kept_show(cmd, kept, &record);

	sheaf_init(&sheaf);
	in = (struct named){ NULL, json_get_text(record, "space"),
		             err == 0 && kept_is_internal(record), &sheaf };
	if (err == 0)
		err = kept_fields(cmd, kept, &in, fields);
	if (err == 0 && json_count(fields) == 0)
		err = out_fail(cmd->out, VB_ERR_MISSING_VALUE, "%s",
		               _("Nothing to change was given."));
	if (err == 0)
		err = named_edit(cmd, &in, json_get_text(record, "id"), &fields, &result);
	if (err == 0)
		answer_id(cmd, &result);
	sheaf_release(&sheaf);
	json_destroy(&fields);
	json_destroy(&record);
	return err;
}

int kept_list(struct cmd *cmd, const char *kind, const char *space, struct json **items)
{
	struct json *question = json_new_map();

	json_put_text(question, "kind", kind);
	json_put_text(question, "space", space);
	return client_list(cmd->client, "record.list", &question, items);
}
