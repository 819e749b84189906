/* measure_import: from a file to measures; see measure_import.h; tested by tests/blackbox/20-measures.t */
#include "cli/measure_import.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/field.h"
#include "cli/input.h"
#include "cli/kept.h"
#include "cli/language.h"
#include "cli/sheaf.h"

#define FILE_MAX_BYTES ((size_t)64 << 20)
#define TOGETHER_MAX 24u /* measures in one request: each fits one entry of 32 KiB */

struct import {
	struct cmd *cmd;
	struct json *space;
	struct json *read;  /* the document */
	struct json *names; /* ids of organizations by their names; "": several have it */
	struct json *there; /* what marks a measure that is there already */
	struct json *added; /* number, name and id of each */
	struct sheaf sheaf;
	size_t waiting; /* of added, those not written yet */
	size_t old;
};

/* ---- the file ---- */

static int read_file(struct import *import)
{
	struct out *out = import->cmd->out;
	struct json_fault fault = { .line = 0 };
	struct buf text;
	int err;

	buf_init(&text, FILE_MAX_BYTES);
	err = input_file(import->cmd, args_get(import->cmd->args, "FILE"), &text);
	if (err == 0)
		err = json_parse(buf_span(&text), &import->read, &fault);
	if (err == VB_ERR_BAD_INPUT)
		(void)out_fail(out, err, _("line %d: %s"), fault.line, fault.text);
	if (err == 0 && json_form_of(json_get(import->read, "items")) != JSON_FORM_LIST)
		err = out_fail(out, VB_ERR_BAD_VALUE, "%s",
		               _("The file has no list of measures under `items`."));
	buf_release(&text);
	return err;
}

/* ---- organizations ---- */

static void note_name(struct json *names, const char *name, const char *id)
{
	if (name != NULL && name[0] != '\0')
		json_put_text(names, name, json_get(names, name) == NULL ? id : "");
}

static int read_names(struct import *import, bool is_internal)
{
	struct json *items = NULL;
	int err = kept_list(import->cmd, "organization", json_text(import->space), &items);

	for (size_t i = 0; err == 0 && i < json_count(items); i++) {
		const struct json *one = json_at(items, i);

		if (is_internal || !kept_is_internal(one))
			note_name(import->names, kept_text(one, "name"), json_get_text(one, "id"));
	}
	json_destroy(&items);
	return err;
}

/* Puts the organization of this name among those to be made, once; wanted: their names. */
static void want_name(const struct import *import, struct json *wanted, const char *name)
{
	if (name != NULL && name[0] != '\0' && json_get(import->names, name) == NULL)
		json_put_text(wanted, name, name);
}

/* Makes the organizations that the file names and nobody has yet. */
static int make_names(struct import *import, bool is_internal)
{
	const struct json *items = json_get(import->read, "items");
	struct json *wanted = json_new_map();
	struct json *ids = NULL;
	void *iterator = NULL;
	const char *name;
	struct json *value;
	size_t made = 0;
	int err;

	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *partners = json_get(json_at(items, i), "partners");

		want_name(import, wanted, json_get_text(json_at(items, i), "group"));
		want_name(import, wanted, json_get_text(json_at(items, i), "owner"));
		for (size_t j = 0; j < json_count(partners); j++)
			want_name(import, wanted, json_text(json_at(partners, j)));
	}
	while (json_next(wanted, &iterator, &name, &value)) {
		struct json *fields = json_new_map();

		json_put_text(fields, "name", name);
		sheaf_create(&import->sheaf, NULL, "organization", is_internal, &fields);
	}
	err = sheaf_send(import->cmd, json_text(import->space), &import->sheaf, &ids);
	iterator = NULL;
	while (err == 0 && json_next(wanted, &iterator, &name, &value))
		note_name(import->names, name, json_text(json_at(ids, made++)));
	json_destroy(&wanted);
	json_destroy(&ids);
	return err;
}

/* Replaces a name by the number of who has it. */
static int put_name(struct import *import, struct json *fields, const char *key, const char *field)
{
	const char *name = json_get_text(fields, key);
	const char *id = name != NULL ? json_get_text(import->names, name) : NULL;
	struct json *value;

	if (id != NULL && id[0] == '\0')
		return out_fail(import->cmd->out, VB_ERR_AMBIGUOUS_NAME, "%s", name);
	value = json_new_text(id);
	json_remove(fields, key);
	if (id != NULL)
		json_put(fields, field, &value);
	json_destroy(&value);
	return 0;
}

static int put_partners(struct import *import, struct json *fields)
{
	struct json *partners = json_new_copy(json_get(fields, "partners"));
	struct json *list = json_new_list();
	int err = 0;

	json_remove(fields, "partners");
	for (size_t i = 0; err == 0 && i < json_count(partners); i++) {
		struct json *one = json_new_map();

		json_put_text(one, "partner", json_text(json_at(partners, i)));
		err = put_name(import, one, "partner", "id");
		json_add_text(list, json_get_text(one, "id"));
		json_destroy(&one);
	}
	if (json_count(list) > 0)
		json_put(fields, "partner", &list);
	json_destroy(&list);
	json_destroy(&partners);
	return err;
}

/* ---- measures ---- */

/* By what it is known again: its id, else number and name. The caller frees it. */
static char *mark_of(const struct json *fields)
{
	const char *id = json_get_text(fields, "id");
	const char *name = json_get_text(fields, "name");
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL)
		abort();
	if (id != NULL)
		(void)fprintf(out, "id %s", id);
	else
		(void)fprintf(out, "no %lld %s",
		              (long long)json_int(json_get(fields, "number"), -1),
		              name != NULL ? name : "");
	if (fclose(out) != 0)
		abort();
	return text;
}

static int read_there(struct import *import)
{
	struct json *items = NULL;
	int err = kept_list(import->cmd, "measure", json_text(import->space), &items);

	for (size_t i = 0; err == 0 && i < json_count(items); i++) {
		char *mark = mark_of(json_get(json_at(items, i), "fields"));

		json_put_bool(import->there, mark, true);
		free(mark);
	}
	json_destroy(&items);
	return err;
}

/* Writes what is waiting. */
static int flush(struct import *import)
{
	size_t first = json_count(import->added) - import->waiting;
	struct json *ids = NULL;
	int err = sheaf_send(import->cmd, json_text(import->space), &import->sheaf, &ids);

	for (size_t i = 0; err == 0 && i < import->waiting; i++)
		json_put_text(json_at(import->added, first + i), "id", json_text(json_at(ids, i)));
	import->waiting = 0;
	json_destroy(&ids);
	return err;
}

/* Takes *fields. */
static int add(struct import *import, bool is_internal, struct json **fields)
{
	struct json *row = json_new_map();

	json_put_int(row, "number", json_int(json_get(*fields, "number"), 0));
	json_put_text(row, "name", json_get_text(*fields, "name"));
	json_add(import->added, &row);
	sheaf_create(&import->sheaf, NULL, "measure", is_internal, fields);
	import->waiting++;
	return import->waiting == TOGETHER_MAX ? flush(import) : 0;
}

static int import_one(struct import *import, const struct json *item, bool is_internal)
{
	const struct kind *kind = kind_by_number(VB_KIND_MEASURE);
	struct json *fields = json_new_copy(item);
	char *mark = mark_of(fields);
	bool is_old = json_get(import->there, mark) != NULL;
	int err = 0;

	import->old += is_old;
	if (!is_old)
		err = field_import(import->cmd->out, kind, import->cmd->args->zone, fields);
	if (err == 0 && !is_old)
		err = put_name(import, fields, "group", "group");
	if (err == 0 && !is_old)
		err = put_name(import, fields, "owner", "organization");
	if (err == 0 && !is_old)
		err = put_partners(import, fields);
	if (err == 0 && !is_old) {
		json_put_bool(import->there, mark, true);
		err = add(import, is_internal, &fields);
	}
	json_destroy(&fields);
	free(mark);
	return err;
}

/* ---- the command ---- */

static void tell(struct import *import)
{
	static const struct table_column columns[] = { { NULL, TABLE_RIGHT },
		                                       { NULL, 0 },
		                                       { NULL, TABLE_SHORT } };
	struct table *table;
	struct json *body;
	char number[24];

	out_note(import->cmd->out, _("Added: %zu. There already, and left as they are: %zu."),
	         json_count(import->added), import->old);
	if (import->cmd->args->is_json) {
		body = json_new_map();
		json_put_int(body, "there", (int64_t)import->old);
		json_put(body, "items", &import->added);
		out_document(import->cmd->out, "measure", "import", &body);
		return;
	}
	table = table_new(columns, sizeof(columns) / sizeof(columns[0]));
	for (size_t i = 0; i < json_count(import->added); i++) {
		const struct json *row = json_at(import->added, i);

		(void)snprintf(number, sizeof(number), "%lld",
		               (long long)json_int(json_get(row, "number"), 0));
		table_add(table, number);
		table_add(table, json_get_text(row, "name"));
		table_add(table, json_get_text(row, "id"));
	}
	out_table(import->cmd->out, &table);
}

static int find_space(struct import *import)
{
	struct json *question = json_new_map();
	struct json *committee = NULL;
	int err;

	json_put_text(question, "id", args_get(import->cmd->args, "into"));
	err = client_ask(import->cmd->client, "committee.show", &question, &committee);
	if (err == 0)
		import->space = json_new_copy(json_get(committee, "id"));
	json_destroy(&committee);
	return err;
}

int measure_import_run(struct cmd *cmd)
{
	struct import import = { .cmd = cmd,
		                 .names = json_new_map(),
		                 .there = json_new_map(),
		                 .added = json_new_list() };
	bool is_internal = args_has(cmd->args, "internal");
	const struct json *items;
	int err;

	sheaf_init(&import.sheaf);
	err = read_file(&import);
	if (err == 0)
		err = find_space(&import);
	if (err == 0)
		err = read_there(&import);
	if (err == 0)
		err = read_names(&import, is_internal);
	if (err == 0)
		err = make_names(&import, is_internal);
	items = json_get(import.read, "items");
	for (size_t i = 0; err == 0 && i < json_count(items); i++)
		err = import_one(&import, json_at(items, i), is_internal);
	if (err == 0)
		err = flush(&import);
	if (err == 0)
		tell(&import);
	sheaf_release(&import.sheaf);
	json_destroy(&import.space);
	json_destroy(&import.read);
	json_destroy(&import.names);
	json_destroy(&import.there);
	json_destroy(&import.added);
	return err;
}
