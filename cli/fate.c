/* fate: see fate.h. */
#include "cli/fate.h"

#include <string.h>

#include "protocol/body.h"
#include "protocol/kind.h"

void fate_init(struct fate_part *part, const char *space, enum role role, const char *self)
{
	*part = (struct fate_part){ .space = space,
		                    .role = role,
		                    .self = self,
		                    .batch = json_new_list(),
		                    .gone = json_new_list(),
		                    .fates = json_new_map(),
		                    .shared = json_new_list(),
		                    .refused = json_new_list(),
		                    .stays = json_new_list() };
}

void fate_release(struct fate_part *part)
{
	json_destroy(&part->batch);
	json_destroy(&part->gone);
	json_destroy(&part->fates);
	json_destroy(&part->shared);
	json_destroy(&part->refused);
	json_destroy(&part->stays);
}

static bool is_word(const char *text, const char *word)
{
	return text != NULL && strcmp(text, word) == 0;
}

enum role fate_role(const struct json *committee)
{
	static const char *const words[] = { "relay", "guest", "member", "steward" };
	const char *word = json_get_text(committee, "role");

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (is_word(word, words[i]))
			return (enum role)(VB_ROLE_RELAY + i);
	}
	return VB_ROLE_NONE;
}

bool fate_is_address(const struct json *person, const struct json *record)
{
	const char *space = json_get_text(person, "space");

	return space != NULL && is_word(json_get_text(record, "space"), space) &&
	       is_word(json_get_text(record, "kind"), "location");
}

static void keep(struct json *list, const struct json *item)
{
	struct json *copy = json_new_copy(item);

	json_add(list, &copy);
}

static void refuse(struct fate_part *part, const struct json *item)
{
	struct json *no = json_new_bool(false);

	keep(part->refused, item);
	json_put(part->fates, json_get_text(item, "id"), &no);
}

/* A steward erases anything, others what they created. */
void fate_erase(struct fate_part *part, const struct json *record)
{
	const char *id = json_get_text(record, "id");
	const char *kind = json_get_text(record, "kind");
	struct json *step;

	if (id == NULL || json_get(part->fates, id) != NULL)
		return;
	if (part->role != VB_ROLE_STEWARD &&
	    (part->role < VB_ROLE_GUEST || !is_word(json_get_text(record, "author"), part->self))) {
		refuse(part, record);
		return;
	}
	step = json_new_map();
	json_put_text(step, "id", id);
	json_put_bool(step, "erase", true);
	json_add(part->batch, &step);
	json_add_text(part->gone, id);
	json_put_text(part->fates, id, kind != NULL ? kind : "person");
}

/* Takes the person out of the field in which they stand. What was deleted keeps the number, and nobody is shown it. */
static void clear(struct fate_part *part, const struct json *item, size_t *count)
{
	const char *id = json_get_text(item, "id");
	const char *name = json_get_text(item, "kind");
	const struct kind *kind = name != NULL ? kind_by_name(span_of_str(name)) : NULL;
	struct json *nil = json_new_nil();
	struct json *fields = json_new_map();
	struct json *step = json_new_map();

	json_put(fields, json_get_text(item, "as"), &nil);
	json_put_text(step, "id", id);
	json_put(step, "fields", &fields);
	if (json_is_yes(json_get(item, "deleted"))) {
		keep(part->stays, item);
	} else if (kind == NULL || !kind_is_allowed(kind->number, VB_VERB_EDIT, part->role)) {
		refuse(part, item);
	} else {
		json_add(part->batch, &step);
		(*count)++;
	}
	json_destroy(&step);
}

void fate_add(struct fate_part *part, const struct json *item, bool has_messages)
{
	const char *what = json_get_text(item, "what");
	const char *as = json_get_text(item, "as");
	bool is_shared = json_is_yes(json_get(item, "shared"));

	if (is_word(what, "contact") || is_word(what, "thread") ||
	    (is_word(what, "address") && !is_shared) ||
	    (is_word(what, "message") && has_messages) ||
	    (is_word(what, "reply") && (is_word(as, "membership") || is_word(as, "person"))))
		fate_erase(part, item);
	else if (is_word(what, "address"))
		keep(part->shared, item);
	else if (is_word(what, "seat"))
		clear(part, item, &part->vacant);
	else if ((is_word(what, "attendance") && is_word(as, "person")) || is_word(what, "reply") ||
	         is_word(what, "step") || is_word(what, "responsible"))
		clear(part, item, &part->changed);
	else if (!is_word(what, "login") && !is_word(what, "key"))
		keep(part->stays, item);
}

static bool do_all_go(const struct fate_part *part, const struct json *sharers)
{
	for (size_t i = 0; i < json_count(sharers); i++) {
		const char *id = json_text(json_at(sharers, i));

		if (id == NULL || json_get_text(part->fates, id) == NULL)
			return false;
	}
	return json_count(sharers) > 0;
}

void fate_settle(struct fate_part *part)
{
	for (size_t i = 0; i < json_count(part->shared); i++) {
		const struct json *address = json_at(part->shared, i);

		if (do_all_go(part, json_get(address, "sharers")))
			fate_erase(part, address);
		else
			keep(part->stays, address);
	}
	json_destroy(&part->shared);
	part->shared = json_new_list();
}
