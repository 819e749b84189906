/* sheaf: several records at once; see sheaf.h; tested by tests/blackbox/20-seats.t and 20-duties.t */
#include "cli/sheaf.h"

void sheaf_init(struct sheaf *sheaf)
{
	sheaf->items = json_new_list();
}

void sheaf_release(struct sheaf *sheaf)
{
	json_destroy(&sheaf->items);
}

void sheaf_create(struct sheaf *sheaf, const char *label, const char *kind, bool is_internal,
                  struct json **fields)
{
	struct json *item = json_new_map();

	json_put_text(item, "as", label);
	json_put_text(item, "kind", kind);
	if (is_internal)
		json_put_bool(item, "internal", true);
	json_put(item, "fields", fields);
	json_add(sheaf->items, &item);
}

void sheaf_edit(struct sheaf *sheaf, const char *id, struct json **fields)
{
	struct json *item = json_new_map();

	json_put_text(item, "id", id);
	json_put(item, "fields", fields);
	json_add(sheaf->items, &item);
}

void sheaf_delete(struct sheaf *sheaf, const char *id)
{
	struct json *item = json_new_map();

	json_put_text(item, "id", id);
	json_put_bool(item, "delete", true);
	json_add(sheaf->items, &item);
}

struct json *sheaf_reference(const char *label)
{
	struct json *reference = json_new_map();

	json_put_text(reference, "as", label);
	return reference;
}

int sheaf_send(struct cmd *cmd, const char *space, struct sheaf *sheaf, struct json **ids)
{
	struct json *question = json_new_map();
	struct json *answer = NULL;
	int err = 0;

	json_put_text(question, "space", space);
	if (json_count(sheaf->items) > 0) {
		json_put(question, "items", &sheaf->items);
		sheaf->items = json_new_list();
		err = client_ask(cmd->client, "record.batch", &question, &answer);
	}
	json_destroy(&question);
	if (err == 0 && ids != NULL)
		*ids = answer != NULL ? json_new_copy(json_get(answer, "ids")) : json_new_list();
	json_destroy(&answer);
	return err;
}
