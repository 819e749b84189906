/* venue: where meetings take place; see venue.h; tested by tests/blackbox/05-cli.t */
#include "cli/venue.h"

#include <string.h>

/* Finds the place of this description in the space and audience, or makes it. */
static int find_place(struct cmd *cmd, const char *space, bool is_internal, const char *text,
                      struct json **id)
{
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *items = NULL;
	struct json *made = NULL;
	const char *found = NULL;
	int err;

	json_put_text(fields, "description", text);
	json_put_text(question, "kind", "location");
	json_put_text(question, "space", space);
	json_put(question, "where", &fields);
	err = client_list(cmd->client, "record.list", &question, &items);
	for (size_t i = 0; i < json_count(items) && found == NULL; i++) {
		const struct json *place = json_at(items, i);

		if (is_internal || strcmp(json_get_text(place, "audience"), "all") == 0)
			found = json_get_text(place, "id");
	}
	if (err == 0 && found == NULL) {
		question = json_new_map();
		fields = json_new_map();
		json_put_text(fields, "description", text);
		json_put_text(question, "space", space);
		json_put_text(question, "kind", "location");
		json_put_bool(question, "internal", is_internal);
		json_put(question, "fields", &fields);
		err = client_ask(cmd->client, "record.create", &question, &made);
		found = json_get_text(made, "id");
	}
	if (err == 0)
		*id = json_new_text(found);
	json_destroy(&items);
	json_destroy(&made);
	return err;
}

int venue_put(struct cmd *cmd, const char *space, bool is_internal, struct json *fields)
{
	const char *text = args_get(cmd->args, "location");
	struct json *id;
	int err = 0;

	if (text == NULL)
		return 0;
	if (text[0] == '\0')
		id = json_new_nil();
	else
		err = find_place(cmd, space, is_internal, text, &id);
	if (err == 0)
		json_put(fields, "location", &id);
	return err;
}
