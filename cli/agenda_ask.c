/* agenda_ask: questions about items; see agenda_ask.h; tested by tests/blackbox/20-agenda.t */
#include "cli/agenda_ask.h"

#include <string.h>

#include "cli/language.h"
#include "cli/named.h"

int agenda_ask_move(struct cmd *cmd, const char *item, struct json **result)
{
	const char *after = args_get(cmd->args, "after");
	struct json *question = json_new_map();
	struct json *place = json_new_text(strcmp(after, "first") == 0 ? NULL : after);

	json_put_text(question, "id", item);
	json_put(question, "after", &place);
	return client_ask(cmd->client, "agenda.move", &question, result);
}

int agenda_ask_edit(struct cmd *cmd, const struct json *record, struct json **fields,
                    struct json **result)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", json_get_text(record, "id"));
	json_put(question, "fields", fields);
	return client_ask(cmd->client, "record.edit", &question, result);
}

int agenda_ask_named(struct cmd *cmd, const char *space, const char *proposal, struct json **items)
{
	struct json *question = json_new_map();
	struct json *where = json_new_map();

	json_put_text(where, "proposal", proposal);
	json_put_text(question, "kind", "agendaItem");
	json_put_text(question, "space", space);
	json_put(question, "where", &where);
	return client_list(cmd->client, "record.list", &question, items);
}

int agenda_ask_twins(struct cmd *cmd, const struct json *item, struct json **items)
{
	const char *proposal = json_get_text(json_get(item, "fields"), "proposal");
	const char *meeting = json_get_text(json_get(item, "fields"), "meeting");
	struct json *list = json_new_list();
	struct json *copy = json_new_copy(item);
	struct json *named = NULL;
	int err = 0;

	json_add(list, &copy);
	if (proposal != NULL)
		err = agenda_ask_named(cmd, json_get_text(item, "space"), proposal, &named);
	for (size_t i = 0; i < json_count(named); i++) {
		copy = json_new_copy(json_at(named, i));
		if (agenda_ask_is(copy, "meeting", meeting) &&
		    strcmp(json_get_text(copy, "id"), json_get_text(item, "id")) != 0)
			json_add(list, &copy);
		json_destroy(&copy);
	}
	json_destroy(&named);
	if (err == 0)
		*items = list;
	else
		json_destroy(&list);
	return err;
}

/* The same for one record: that needs no more right than it has. */
static int ask_one(struct cmd *cmd, const struct json *record, const struct json *fields)
{
	bool is_delete = json_form_of(fields) != JSON_FORM_MAP;
	struct json *question = json_new_map();
	struct json *copy = json_new_copy(fields);
	struct json *result = NULL;
	int err;

	json_put_text(question, "id", json_get_text(record, "id"));
	if (!is_delete)
		json_put(question, "fields", &copy);
	json_destroy(&copy);
	err = client_ask(cmd->client, is_delete ? "record.delete" : "record.edit", &question,
	                 &result);
	json_destroy(&result);
	return err;
}

int agenda_ask_all(struct cmd *cmd, const char *space, const struct json *records,
                   const struct json *fields)
{
	struct json *question;
	struct json *items;
	struct json *result = NULL;
	int err;

	if (json_count(records) == 1)
		return ask_one(cmd, json_at(records, 0), fields);
	question = json_new_map();
	items = json_new_list();
	for (size_t i = 0; i < json_count(records); i++) {
		struct json *item = json_new_map();
		struct json *copy = json_new_copy(fields);

		json_put_text(item, "id", json_get_text(json_at(records, i), "id"));
		if (json_form_of(fields) == JSON_FORM_MAP)
			json_put(item, "fields", &copy);
		else
			json_put_bool(item, "delete", true);
		json_destroy(&copy);
		json_add(items, &item);
	}
	json_put_text(question, "space", space);
	json_put(question, "items", &items);
	err = client_ask(cmd->client, "record.batch", &question, &result);
	json_destroy(&result);
	return err;
}

bool agenda_ask_is(const struct json *record, const char *field, const char *text)
{
	const char *value = json_get_text(json_get(record, "fields"), field);

	return value != NULL && text != NULL && strcmp(value, text) == 0;
}

int agenda_ask_submitter(struct cmd *cmd, const struct json *meeting, bool is_internal,
                         struct json *fields)
{
	struct named named = { "organization", json_get_text(meeting, "space"), is_internal, NULL };

	return named_put(cmd, &named, "submitter", "submitter", false, fields);
}

void agenda_ask_tell_supplement(struct cmd *cmd, const struct sitting *sitting, bool is_new)
{
	if (stage_agenda(sitting->stage) != VB_STAGE_AGENDA_SUPPLEMENT)
		return;
	if (is_new)
		out_note(cmd->out, "%s",
		         _("The invitation has been sent: this is a supplement (Nachtrag)."));
	else
		out_note(cmd->out, "%s",
		         _("The invitation has been sent; the agenda as invited keeps its order, "
		           "and what is new on it is a supplement (Nachtrag)."));
}
