/* arrange: sorting lists; see arrange.h. */
#include "cli/arrange.h"

#include <stdlib.h>

#include "cli/collate.h"

#define KEYS_MAX_BYTES (SIZE_MAX / 2)

struct place {
	const struct json *value;
	size_t index;
	size_t at; /* of its key, in the bytes of all keys */
	size_t size;
	const uint8_t *key;
	int (*compare)(const struct json *a, const struct json *b);
};

static int by_index(const struct place *a, const struct place *b)
{
	return a->index < b->index ? -1 : 1;
}

static int by_compare(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	int order = a->compare(a->value, b->value);

	return order != 0 ? order : by_index(a, b);
}

static int by_key(const void *x, const void *y)
{
	const struct place *a = x, *b = y;
	int order;

	if ((a->size == 0) != (b->size == 0))
		return a->size == 0 ? 1 : -1;
	order = span_compare(span_of(a->key, a->size), span_of(b->key, b->size));
	return order != 0 ? order : by_index(a, b);
}

static struct place *places_of(const struct json *list)
{
	size_t count = json_count(list);
	struct place *places = calloc(count + 1, sizeof(*places));

	if (places == NULL)
		abort();
	for (size_t i = 0; i < count; i++)
		places[i] = (struct place){ .value = json_at(list, i), .index = i };
	return places;
}

/* Sorts the places, puts the list into their order and frees them. */
static void settle(struct json *list, struct place *places,
                   int (*compare)(const void *, const void *))
{
	size_t count = json_count(list);
	size_t *order = calloc(count + 1, sizeof(*order));

	if (order == NULL)
		abort();
	qsort(places, count, sizeof(*places), compare);
	for (size_t i = 0; i < count; i++)
		order[i] = places[i].index;
	json_reorder(list, order);
	free(order);
	free(places);
}

void arrange(struct json *list, int (*compare)(const struct json *a, const struct json *b))
{
	struct place *places = places_of(list);

	for (size_t i = 0; i < json_count(list); i++)
		places[i].compare = compare;
	settle(list, places, by_compare);
}

void arrange_by_name(struct json *list, const char *inner, const char *key)
{
	struct place *places = places_of(list);
	struct buf keys;

	buf_init(&keys, KEYS_MAX_BYTES);
	for (size_t i = 0; i < json_count(list); i++) {
		const struct json *value = json_at(list, i);
		const char *name =
			json_get_text(inner != NULL ? json_get(value, inner) : value, key);

		places[i].at = keys.size;
		if (name != NULL)
			collate_key(span_of_str(name), &keys);
		places[i].size = keys.size - places[i].at;
	}
	for (size_t i = 0; i < json_count(list) && keys.size > 0; i++)
		places[i].key = keys.data + places[i].at;
	settle(list, places, by_key);
	buf_release(&keys);
}
