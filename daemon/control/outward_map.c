/* outward_map: pairs and lists, packed; see outward_map.h; tested by tests/unit/test_outward_map.c. */
#include "daemon/control/outward_map.h"

#include <assert.h>
#include <string.h>

#include "protocol/pack.h"

#define HEAD_MAX_BYTES 5u /* of a packed map */

void outward_map_init(struct outward_map *map, size_t max)
{
	*map = (struct outward_map){ .count = 0 };
	buf_init(&map->pairs, max);
}

void outward_map_release(struct outward_map *map)
{
	buf_release(&map->pairs);
}

static void key_put(struct outward_map *map, const char *key)
{
	assert(map->last == NULL || strcmp(map->last, key) < 0);
	map->last = key;
	map->count++;
	pack_cstr(&map->pairs, key);
}

void outward_map_text(struct outward_map *map, const char *key, struct span text)
{
	if (text.size == 0)
		return;
	key_put(map, key);
	pack_str(&map->pairs, text);
}

void outward_map_word(struct outward_map *map, const char *key, const char *word)
{
	if (word != NULL)
		outward_map_text(map, key, span_of_str(word));
}

void outward_map_int(struct outward_map *map, const char *key, int64_t value)
{
	key_put(map, key);
	pack_int(&map->pairs, value);
}

void outward_map_flag(struct outward_map *map, const char *key, bool value)
{
	if (!value)
		return;
	key_put(map, key);
	pack_bool(&map->pairs, true);
}

void outward_map_id(struct outward_map *map, const char *key, const struct record_id *id)
{
	char text[2 * VB_RECORD_ID_BYTES + 1];

	if (record_id_is_zero(id))
		return;
	hex_format(id->b, sizeof(id->b), text);
	outward_map_word(map, key, text);
}

void outward_map_space(struct outward_map *map, const char *key, const struct space_id *id)
{
	char text[2 * VB_HASH_BYTES + 1];

	hex_format(id->b, sizeof(id->b), text);
	outward_map_word(map, key, text);
}

void outward_map_list(struct outward_map *map, const char *key, const struct outward_list *list)
{
	if (list->count == 0)
		return;
	key_put(map, key);
	pack_array(&map->pairs, list->count);
	buf_put(&map->pairs, list->items.data, list->items.size);
}

void outward_map_pack(const struct outward_map *map, struct buf *out)
{
	pack_map(out, map->count);
	if (map->count > 0)
		buf_put(out, map->pairs.data, map->pairs.size);
	if (map->pairs.err != 0)
		out->err = map->pairs.err;
}

/* ---- lists ---- */

void outward_list_init(struct outward_list *list, size_t max, uint32_t max_count)
{
	assert(max_count <= VB_PACK_MAX_ITEMS);
	*list = (struct outward_list){ .max = max_count };
	buf_init(&list->items, max);
}

void outward_list_release(struct outward_list *list)
{
	buf_release(&list->items);
}

/* Whether so many bytes more fit; from the first that do not on nothing does, so that a list is cut at one place. */
static bool has_room(struct outward_list *list, size_t size, int err)
{
	if (err != 0 || list->count == list->max || size > list->items.max - list->items.size)
		list->is_cut = true;
	return !list->is_cut;
}

bool outward_list_add(struct outward_list *list, const struct outward_map *map)
{
	if (!has_room(list, HEAD_MAX_BYTES + map->pairs.size, map->pairs.err))
		return false;
	outward_map_pack(map, &list->items);
	list->count++;
	return true;
}

bool outward_list_add_text(struct outward_list *list, struct span text)
{
	if (!has_room(list, HEAD_MAX_BYTES + text.size, 0))
		return false;
	pack_str(&list->items, text);
	list->count++;
	return true;
}
