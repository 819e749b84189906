/* placing: places between others; see placing.h; tested by tests/blackbox/05-office.t */
#include "cli/placing.h"

#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "protocol/ids.h"

/* Those among which one is to be placed, and the place of the one before it; -1: it becomes the first. */
struct placing {
	const char *field;
	const struct json **others;
	size_t count;
	ptrdiff_t low;
};

static bool is_meant(const struct json *record, const char *number)
{
	const char *id = json_get_text(record, "id");

	return number != NULL && id != NULL && strncmp(id, number, strlen(number)) == 0;
}

static int find_low(struct cmd *cmd, struct placing *p, const char *after, const char *stranger)
{
	p->low = (ptrdiff_t)p->count - 1;
	if (after == NULL)
		return 0;
	p->low = -1;
	if (strcmp(after, "first") == 0)
		return 0;
	for (size_t i = 0; i < p->count; i++) {
		if (!is_meant(p->others[i], after))
			continue;
		if (p->low >= 0)
			return out_fail(cmd->out, VB_ERR_AMBIGUOUS, "%s", after);
		p->low = (ptrdiff_t)i;
	}
	if (p->low < 0)
		return out_fail(cmd->out, VB_ERR_BAD_VALUE, "%s", stranger);
	return 0;
}

struct span placing_key(const struct json *record, const char *field, struct order_key *room)
{
	const char *text = json_get_text(json_get(record, "fields"), field);
	size_t size = text != NULL ? strlen(text) / 2 : 0;

	if (size == 0 || size > sizeof(room->b) || hex_parse(text, 2 * size, room->b, size) != 0)
		return span_of(NULL, 0);
	return span_of(room->b, size);
}

/* The key of the one at an index; an empty span where it has none, or there is none. */
static struct span key_of(const struct placing *p, ptrdiff_t index, struct order_key *room)
{
	if (index < 0 || index >= (ptrdiff_t)p->count)
		return span_of(NULL, 0);
	return placing_key(p->others[index], p->field, room);
}

struct json *placing_value(const struct order_key *key)
{
	char text[2 * VB_ORDER_KEY_MAX_BYTES + 1];

	hex_format(key->b, key->size, text);
	return json_new_text(text);
}

uint32_t placing_jitter(void)
{
	uint32_t jitter = 0;

	/* So few bytes come whole. */
	if (getrandom(&jitter, sizeof(jitter), 0) != (ssize_t)sizeof(jitter))
		abort();
	return jitter;
}

static int write_key(struct cmd *cmd, const struct placing *p, const struct json *record,
                     const struct order_key *key)
{
	struct json *question = json_new_map();
	struct json *fields = json_new_map();
	struct json *value = placing_value(key);

	json_put(fields, p->field, &value);
	json_put_text(question, "id", json_get_text(record, "id"));
	json_put(question, "fields", &fields);
	return client_ask(cmd->client, "record.edit", &question, NULL);
}

/* Gives all others keys of their own, with one left free for the one to be placed. */
static int spread(struct cmd *cmd, const struct placing *p, struct order_key *out)
{
	struct order_key *keys = calloc(p->count + 1, sizeof(*keys));
	int err = 0;

	if (keys == NULL)
		abort();
	order_spread(p->count + 1, keys);
	for (size_t i = 0; err == 0 && i < p->count; i++)
		err = write_key(cmd, p, p->others[i], &keys[i + ((ptrdiff_t)i > p->low)]);
	*out = keys[p->low + 1];
	free(keys);
	return err;
}

/* True if all have a key, and each a greater one than the one before. */
static bool is_ordered(const struct placing *p)
{
	struct order_key a;
	struct order_key b;

	for (size_t i = 0; i < p->count; i++) {
		struct span low = key_of(p, (ptrdiff_t)i - 1, &a);
		struct span high = key_of(p, (ptrdiff_t)i, &b);

		if (high.size == 0 || (i > 0 && span_compare(low, high) >= 0))
			return false;
	}
	return true;
}

static int find_key(struct cmd *cmd, const struct placing *p, struct order_key *out)
{
	struct order_key a;
	struct order_key b;

	if (is_ordered(p) && order_between(key_of(p, p->low, &a), key_of(p, p->low + 1, &b),
	                                   placing_jitter(), out) == 0)
		return 0;
	return spread(cmd, p, out);
}

int placing_find(struct cmd *cmd, const struct json *list, const char *field, const char *moved,
                 const char *after, const char *stranger, struct json **key)
{
	struct placing p = { .field = field };
	struct order_key found;
	int err;

	p.others = calloc(json_count(list) + 1, sizeof(const struct json *));
	if (p.others == NULL)
		abort();
	for (size_t i = 0; i < json_count(list); i++) {
		if (!is_meant(json_at(list, i), moved))
			p.others[p.count++] = json_at(list, i);
	}
	err = find_low(cmd, &p, after, stranger);
	if (err == 0)
		err = find_key(cmd, &p, &found);
	if (err == 0)
		*key = placing_value(&found);
	free(p.others);
	return err;
}
