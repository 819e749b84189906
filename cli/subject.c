/* subject: whom a command about personal data means; see subject.h. */
#include "cli/subject.h"

#include <stdlib.h>
#include <string.h>

#include "cli/answer.h"
#include "cli/language.h"
#include "cli/person.h"
#include "protocol/ids.h"

#define ALSO_MAX_BYTES 4096u

static const struct json *field(const struct json *person, const char *name)
{
	return json_get(json_get(person, "fields"), name);
}

const char *subject_name(const struct json *person)
{
	const char *name = json_text(field(person, "name"));

	return name != NULL ? name : json_get_text(person, "id");
}

/* ---- the same? ---- */

/* Addresses are compared without capitals of the letters A to Z; others are as they are. */
static bool is_address(const char *a, const char *b)
{
	return a != NULL && b != NULL && strcasecmp(a, b) == 0;
}

static bool have_address(const struct json *a, const struct json *b)
{
	for (size_t i = 0; i < json_count(a); i++) {
		for (size_t k = 0; k < json_count(b); k++) {
			if (is_address(json_text(json_at(a, i)), json_text(json_at(b, k))))
				return true;
		}
	}
	return false;
}

static bool is_same_text(const struct json *a, const struct json *b, const char *name)
{
	const char *x = json_text(field(a, name));
	const char *y = json_text(field(b, name));

	return x != NULL && y != NULL && strcmp(x, y) == 0;
}

const char *subject_likeness(const struct json *a, const struct json *b)
{
	const struct json *x = field(a, "email");
	const struct json *y = field(b, "email");

	if (have_address(x, y))
		return "email";
	if (!is_same_text(a, b, "name") &&
	    !(is_same_text(a, b, "familyName") && is_same_text(a, b, "givenName")))
		return NULL;
	return json_count(x) > 0 && json_count(y) > 0 ? "namesake" : "name";
}

/* ---- finding ---- */

/* Tells everybody of this name, with the numbers by which they can be told apart. */
static void tell_namesakes(struct cmd *cmd, const char *name)
{
	struct json *question = NULL;
	struct json *items = NULL;
	struct json *committees = NULL;

	if (client_list(cmd->client, "person.list", &question, &items) != 0 ||
	    answer_committees(cmd, &committees) != 0) {
		json_destroy(&items);
		return;
	}
	out_note(cmd->out, "%s", _("Several are called so; name the number:"));
	for (size_t i = 0; i < json_count(items); i++) {
		const struct json *person = json_at(items, i);

		if (strcmp(subject_name(person), name) == 0)
			out_note(cmd->out, "  %.20s  %s", json_get_text(person, "id"),
			         json_is_yes(json_get(person, "office"))
			                 ? _("this office")
			                 : answer_name(committees, json_get_text(person, "space")));
	}
	json_destroy(&committees);
	json_destroy(&items);
}

/* Adds a record that is not there yet; takes it. */
static void add(struct subject *subject, struct json **person)
{
	const char *id = json_get_text(*person, "id");

	for (size_t i = 0; i < json_count(subject->persons); i++) {
		if (strcmp(json_get_text(json_at(subject->persons, i), "id"), id) == 0) {
			json_destroy(person);
			return;
		}
	}
	json_add(subject->persons, person);
}

/* A person who was erased: what is left is the number, and where it was. */
static int add_erased(struct cmd *cmd, const char *id, struct subject *out)
{
	struct json *question = NULL;
	struct json *erasures = NULL;
	struct json *committees = NULL;
	struct json *person = json_new_map();
	int err = client_list(cmd->client, "erasure.status", &question, &erasures);

	if (err == 0)
		err = answer_committees(cmd, &committees);
	json_put_text(person, "id", id);
	json_put_bool(person, "erased", true);
	for (size_t i = 0; err == 0 && i < json_count(erasures); i++) {
		const struct json *erasure = json_at(erasures, i);
		const struct json *records = json_get(erasure, "records");
		const char *space = json_get_text(erasure, "space");

		for (size_t k = 0; k < json_count(records); k++) {
			if (strcmp(json_get_text(json_at(records, k), "id"), id) != 0)
				continue;
			json_put_text(person, "space", space);
			json_put_bool(person, "office", json_get(committees, space) == NULL);
		}
	}
	if (err == 0)
		add(out, &person);
	json_destroy(&person);
	json_destroy(&committees);
	json_destroy(&erasures);
	return err;
}

static int add_typed(struct cmd *cmd, const char *typed, struct subject *out)
{
	struct json *person = NULL;
	int err = person_get(cmd, typed, &person);

	if (err == VB_ERR_AMBIGUOUS_NAME)
		tell_namesakes(cmd, typed);
	if (err == VB_ERR_ERASED && strlen(typed) == 2 * (size_t)VB_RECORD_ID_BYTES) {
		out_forget(cmd->out);
		return add_erased(cmd, typed, out);
	}
	if (err == 0)
		add(out, &person);
	return err;
}

static int add_also(struct cmd *cmd, struct subject *out)
{
	const char *also = args_get(cmd->args, "also");
	char text[ALSO_MAX_BYTES];
	char *rest = text;
	char *word;
	int err = 0;

	if (also == NULL)
		return 0;
	if (strlen(also) >= sizeof(text))
		return out_fail(cmd->out, VB_ERR_TOO_LARGE, "--also");
	memcpy(text, also, strlen(also) + 1);
	while (err == 0 && (word = strsep(&rest, ",")) != NULL) {
		word += strspn(word, " ");
		if (word[0] != '\0')
			err = add_typed(cmd, word, out);
	}
	return err;
}

/* Why a record may be of one of the first who are meant; NULL: it is one of them, or nothing says so. */
static const char *likeness(const struct subject *subject, size_t count, const struct json *person)
{
	const char *id = json_get_text(person, "id");
	const char *why = NULL;

	for (size_t i = 0; i < count; i++) {
		const struct json *one = json_at(subject->persons, i);

		if (strcmp(json_get_text(one, "id"), id) == 0)
			return NULL;
		if (why == NULL || strcmp(why, "email") != 0)
			why = subject_likeness(one, person) != NULL ? subject_likeness(one, person)
			                                            : why;
	}
	return why;
}

/* What --everywhere takes in leads no further. */
static void take_in(const struct json *all, struct subject *out)
{
	size_t named = json_count(out->persons);

	for (size_t i = 0; i < json_count(all); i++) {
		const char *why = likeness(out, named, json_at(all, i));
		struct json *copy;

		if (why == NULL || strcmp(why, "namesake") == 0)
			continue;
		copy = json_new_copy(json_at(all, i));
		add(out, &copy);
	}
}

static void find_candidates(const struct json *all, struct subject *out)
{
	out->candidates = json_new_list();
	for (size_t i = 0; i < json_count(all); i++) {
		const char *why = likeness(out, json_count(out->persons), json_at(all, i));
		struct json *candidate;
		struct json *copy;

		if (why == NULL)
			continue;
		candidate = json_new_map();
		copy = json_new_copy(json_at(all, i));
		json_put(candidate, "record", &copy);
		json_put_text(candidate, "why", strcmp(why, "email") == 0 ? why : "name");
		json_add(out->candidates, &candidate);
	}
}

int subject_read(struct cmd *cmd, struct subject *out)
{
	struct json *question = NULL;
	struct json *all = NULL;
	int err;

	*out = (struct subject){ .persons = json_new_list() };
	err = add_typed(cmd, args_get(cmd->args, "PERSON"), out);
	if (err == 0)
		err = add_also(cmd, out);
	if (err == 0)
		err = client_list(cmd->client, "person.list", &question, &all);
	if (err == 0 && args_has(cmd->args, "everywhere"))
		take_in(all, out);
	if (err == 0)
		find_candidates(all, out);
	json_destroy(&all);
	return err;
}

void subject_tell(struct cmd *cmd, const struct subject *subject)
{
	for (size_t i = 1; i < json_count(subject->persons); i++) {
		const struct json *person = json_at(subject->persons, i);

		out_note(cmd->out, _("Taken in: %.20s  %s"), json_get_text(person, "id"),
		         subject_name(person));
	}
}

void subject_release(struct subject *subject)
{
	json_destroy(&subject->persons);
	json_destroy(&subject->candidates);
}
