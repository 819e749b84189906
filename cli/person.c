/* person: persons by number or name; see person.h; tested by tests/blackbox/05-person.t and 19-person-key.t */
#include "cli/person.h"

#include <stdlib.h>
#include <string.h>

#include "cli/field.h"
#include "cli/language.h"

#define NUMBER_MIN_DIGITS 4u

/* True for what can be the beginning of a record's number. */
static bool is_number(const char *text)
{
	size_t size = strspn(text, "0123456789abcdef");

	return text[size] == '\0' && size >= NUMBER_MIN_DIGITS &&
	       strpbrk(text, "0123456789") != NULL;
}

/* The id of the person of this exact name. */
static int find_by_name(struct cmd *cmd, const char *name, struct json *question)
{
	struct json *args = NULL;
	struct json *items = NULL;
	const char *id = NULL;
	int err = client_list(cmd->client, "person.list", &args, &items);

	if (err < 0)
		return err;
	for (size_t i = 0; err == 0 && i < json_count(items); i++) {
		const struct json *person = json_at(items, i);
		const char *other = json_get_text(json_get(person, "fields"), "name");

		if (other == NULL || strcmp(other, name) != 0)
			continue;
		if (id != NULL)
			err = out_fail(cmd->out, VB_ERR_AMBIGUOUS_NAME, "%s", name);
		id = json_get_text(person, "id");
	}
	if (err == 0 && id == NULL)
		err = out_fail(cmd->out, VB_ERR_NOT_FOUND, "%s", name);
	if (err == 0)
		json_put_text(question, "id", id);
	json_destroy(&items);
	return err;
}

int person_get(struct cmd *cmd, const char *typed, struct json **person)
{
	struct json *question = json_new_map();
	int err = 0;

	if (is_number(typed))
		json_put_text(question, "id", typed);
	else
		err = find_by_name(cmd, typed, question);
	if (err == 0)
		err = client_ask(cmd->client, "person.show", &question, person);
	json_destroy(&question);
	return err;
}

int person_get_or_self(struct cmd *cmd, struct json **person)
{
	const char *typed = args_get(cmd->args, "PERSON");
	struct json *question = NULL, *self = NULL;
	const char *id;
	int err;

	if (typed == NULL)
		typed = args_get(cmd->args, "person");
	if (typed != NULL)
		return person_get(cmd, typed, person);
	err = client_ask(cmd->client, "person.whoami", &question, &self);
	if (err != 0)
		return err;
	id = json_get_text(json_get(self, "person"), "id");
	err = id != NULL ? person_get(cmd, id, person)
	                 : out_fail(cmd->out, VB_ERR_DENIED, "%s",
	                            _("this login belongs to no person of this office"));
	json_destroy(&self);
	return err;
}

int person_get_keys(struct cmd *cmd, const char *id, struct json **keys)
{
	struct json *question = json_new_map();

	json_put_text(question, "id", id);
	return client_ask(cmd->client, "person.keys", &question, keys);
}

void person_tell_keys(struct cmd *cmd, const char *name, const struct json *items)
{
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *key = json_at(items, i);
		const char *trust = json_get_text(key, "trust");
		char *since;

		if (trust == NULL || strcmp(trust, "alone") != 0 ||
		    json_get(key, "withdrawn") != NULL)
			continue;
		since = field_format_time(cmd->out, json_get(key, "since"), cmd->args->zone);
		out_note(cmd->out,
		         _("The keys changed: number %lld of %s came on %s, and no earlier keys "
		           "have "
		           "confirmed it. Compare the fingerprint by telephone before you rely on "
		           "it."),
		         (long long)json_int(json_get(key, "number"), 0), name, since);
		free(since);
	}
}
