/* named: from what people type to records; see named.h; tested by tests/blackbox/05-office.t */
#include "cli/named.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "cli/caption.h"
#include "cli/language.h"

#define NUMBER_MIN_DIGITS 4u /* as the daemon takes it */

static bool is_number(const char *text)
{
	static const char digits[] = "0123456789abcdefABCDEF";
	size_t size = strlen(text);

	return size >= NUMBER_MIN_DIGITS && strspn(text, digits) == size &&
	       strpbrk(text, "0123456789") != NULL;
}

static bool is_text(const struct json *record, const char *key, const char *wanted)
{
	const char *text = json_get_text(record, key);

	return text != NULL && strcmp(text, wanted) == 0;
}

/* Those of that name that may be referred to; takes *items. */
static struct json *usable(const struct named *named, struct json **items)
{
	struct json *list = json_new_list();

	for (size_t i = 0; i < json_count(*items); i++) {
		struct json *copy = json_new_copy(json_get(json_at(*items, i), "id"));

		if (named->is_internal || is_text(json_at(*items, i), "audience", "all"))
			json_add(list, &copy);
		json_destroy(&copy);
	}
	json_destroy(items);
	return list;
}

/* *id NULL: nobody has that name. */
static int find_by_name(struct cmd *cmd, const struct named *named, const char *text,
                        struct json **id)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct json *ids;
	int err;

	json_put_text(where, "name", text);
	json_put_text(question, "kind", named->kind);
	json_put_text(question, "space", named->space);
	json_put(question, "where", &where);
	err = client_list(cmd->client, "record.list", &question, &ids);
	if (err < 0)
		return err;
	ids = usable(named, &ids);
	if (json_count(ids) > 1)
		err = out_fail(cmd->out, VB_ERR_AMBIGUOUS_NAME, "%s: %s, %s", text,
		               json_text(json_at(ids, 0)), json_text(json_at(ids, 1)));
	else
		*id = json_new_copy(json_at(ids, 0));
	json_destroy(&ids);
	return err;
}

static int find_by_number(struct cmd *cmd, const struct named *named, const char *text,
                          struct json **id)
{
	struct json *question = json_new_map();
	struct json *record;
	int err;

	json_put_text(question, "id", text);
	err = client_ask(cmd->client, "record.show", &question, &record);
	if (err < 0)
		return err;
	if (is_text(record, "kind", named->kind) && is_text(record, "space", named->space))
		*id = json_new_copy(json_get(record, "id"));
	else
		err = out_fail(cmd->out, VB_ERR_BAD_VALUE,
		               _("%s is not the number of: %s, in this committee"), text,
		               _(caption_of_kind(named->kind)));
	json_destroy(&record);
	return err;
}

static int make(struct cmd *cmd, const struct named *named, const char *text, struct json **id)
{
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *made;
	int err;

	json_put_text(fields, "name", text);
	json_put_text(question, "space", named->space);
	json_put_text(question, "kind", named->kind);
	json_put_bool(question, "internal", named->is_internal);
	json_put(question, "fields", &fields);
	err = client_ask(cmd->client, "record.create", &question, &made);
	if (err == VB_ERR_NO_RIGHT) {
		out_forget(cmd->out); /* it is told in words which one */
		return out_fail(cmd->out, err, "%s: %s", _(caption_of_kind(named->kind)), text);
	}
	if (err < 0)
		return err;
	*id = json_new_copy(json_get(made, "id"));
	json_destroy(&made);
	out_note(cmd->out, _("Was not there and was made: %s \"%s\""),
	         _(caption_of_kind(named->kind)), text);
	return 0;
}

/* By name or number; *id NULL: nobody has that name. */
static int find(struct cmd *cmd, const struct named *named, const char *text, struct json **id)
{
	int err = find_by_name(cmd, named, text, id);

	if (err == 0 && *id == NULL && is_number(text))
		err = find_by_number(cmd, named, text, id);
	return err;
}

int named_find(struct cmd *cmd, const struct named *named, const char *text, struct json **id)
{
	struct json *found = NULL;
	int err;

	if (named->sheaf != NULL)
		return named_plan(cmd, named, text, named->sheaf, id);
	err = find(cmd, named, text, &found);
	if (err == 0 && found == NULL)
		err = make(cmd, named, text, &found);
	if (err == 0)
		*id = found;
	return err;
}

int named_look_up(struct cmd *cmd, const struct named *named, const char *text, struct json **id)
{
	struct json *found = NULL;
	int err = find(cmd, named, text, &found);

	if (err == 0 && found == NULL)
		err = out_fail(cmd->out, VB_ERR_NOT_FOUND, "%s: %s",
		               _(caption_of_kind(named->kind)), text);
	if (err == 0)
		*id = found;
	return err;
}

/* The label of what the sheaf makes under this name; NULL: nothing. */
static const char *label_of(const struct sheaf *sheaf, const char *kind, const char *name)
{
	for (size_t i = 0; i < json_count(sheaf->items); i++) {
		const struct json *item = json_at(sheaf->items, i);

		if (is_text(item, "kind", kind) && is_text(json_get(item, "fields"), "name", name))
			return json_get_text(item, "as");
	}
	return NULL;
}

int named_plan(struct cmd *cmd, const struct named *named, const char *text, struct sheaf *sheaf,
               struct json **value)
{
	struct json *found = NULL;
	struct json *fields;
	const char *planned;
	char label[64];
	int err = find(cmd, named, text, &found);

	if (err < 0 || found != NULL) {
		if (err == 0)
			*value = found;
		return err;
	}
	planned = label_of(sheaf, named->kind, text);
	if (planned == NULL) {
		(void)snprintf(label, sizeof(label), "%s-%zu", named->kind,
		               json_count(sheaf->items));
		fields = json_new_map();
		json_put_text(fields, "name", text);
		sheaf_create(sheaf, label, named->kind, named->is_internal, &fields);
		planned = label;
	}
	*value = sheaf_reference(planned);
	return 0;
}

void named_tell(struct cmd *cmd, const struct json *planned)
{
	for (size_t i = 0; i < json_count(planned); i++) {
		const struct json *item = json_at(planned, i);
		const char *kind = json_get_text(item, "kind");
		const char *name = json_get_text(json_get(item, "fields"), "name");

		if (kind != NULL && name != NULL)
			out_note(cmd->out, _("Was not there and was made: %s \"%s\""),
			         _(caption_of_kind(kind)), name);
	}
}

/* Writes what was planned and behind it the item that refers to it. */
static int send(struct cmd *cmd, const struct named *named, const struct json *planned,
                struct json **result)
{
	struct json *ids = NULL;
	int err = sheaf_send(cmd, named->space, named->sheaf, &ids);

	if (err == VB_ERR_NO_RIGHT) {
		const struct json *first = json_at(planned, 0);

		out_forget(cmd->out); /* it is told in words which one */
		err = out_fail(cmd->out, err, "%s: %s",
		               _(caption_of_kind(json_get_text(first, "kind"))),
		               json_get_text(json_get(first, "fields"), "name"));
	}
	if (err == 0) {
		named_tell(cmd, planned);
		*result = json_new_map();
		json_put_text(*result, "id", json_text(json_at(ids, json_count(ids) - 1)));
	}
	json_destroy(&ids);
	return err;
}

int named_create(struct cmd *cmd, const struct named *named, const char *kind, struct json **fields,
                 struct json **result)
{
	struct json *planned = json_new_copy(named->sheaf->items);
	struct json *question;
	int err;

	if (json_count(planned) > 0) {
		sheaf_create(named->sheaf, NULL, kind, named->is_internal, fields);
		err = send(cmd, named, planned, result);
	} else {
		question = json_new_map();
		json_put_text(question, "space", named->space);
		json_put_text(question, "kind", kind);
		json_put_bool(question, "internal", named->is_internal);
		json_put(question, "fields", fields);
		err = client_ask(cmd->client, "record.create", &question, result);
	}
	json_destroy(&planned);
	return err;
}

int named_edit(struct cmd *cmd, const struct named *named, const char *id, struct json **fields,
               struct json **result)
{
	struct json *planned = json_new_copy(named->sheaf->items);
	struct json *question;
	int err;

	if (json_count(planned) > 0) {
		sheaf_edit(named->sheaf, id, fields);
		err = send(cmd, named, planned, result);
	} else {
		question = json_new_map();
		json_put_text(question, "id", id);
		json_put(question, "fields", fields);
		err = client_ask(cmd->client, "record.edit", &question, result);
	}
	json_destroy(&planned);
	return err;
}

int named_put(struct cmd *cmd, const struct named *named, const char *option, const char *field,
              bool is_set, struct json *fields)
{
	const char *text = args_get(cmd->args, option);
	struct json *id = NULL;
	struct json *set;
	int err = 0;

	if (text == NULL)
		return 0;
	if (text[0] == '\0')
		id = json_new_nil();
	else
		err = named_find(cmd, named, text, &id);
	if (err < 0)
		return err;
	if (is_set && text[0] != '\0') {
		set = json_new_list();
		json_add(set, &id);
		json_put(fields, field, &set);
	} else {
		json_put(fields, field, &id);
	}
	return 0;
}

int named_root(struct cmd *cmd, const char *space, struct json **id)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();
	struct json *items;
	const char *best = NULL;
	int err;

	json_put_bool(where, "root", true);
	json_put_text(question, "kind", "organization");
	json_put_text(question, "space", space);
	json_put(question, "where", &where);
	err = client_list(cmd->client, "record.list", &question, &items);
	if (err < 0)
		return err;
	for (size_t i = 0; i < json_count(items); i++) {
		const char *candidate = json_get_text(json_at(items, i), "id");

		if (is_text(json_at(items, i), "audience", "all") && candidate != NULL &&
		    (best == NULL || strcmp(candidate, best) < 0))
			best = candidate;
	}
	*id = json_new_text(best);
	json_destroy(&items);
	return 0;
}
