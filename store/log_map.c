/* log_map: the logs in memory; see log_map.h. */
#include "store/log_map.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/peer/heads.h"

#define START_BUCKETS 256u

void log_map_grow(void *array, size_t *capacity, size_t wanted, size_t size)
{
	void *data;
	size_t more = *capacity == 0 ? 16 : *capacity;

	if (wanted <= *capacity)
		return;
	while (more < wanted)
		more *= 2;
	memcpy(&data, array, sizeof(data));
	data = realloc(data, more * size);
	if (data == NULL)
		abort();
	memset((uint8_t *)data + *capacity * size, 0, (more - *capacity) * size);
	memcpy(array, &data, sizeof(data));
	*capacity = more;
}

/* ---- by id ---- */

/* Ids are hashes: any of their bytes spread well. */
static struct log_slot **bucket_of(const struct log_map *map, const struct log_id *id)
{
	return &map->buckets[get_be64(id->b) & (map->bucket_count - 1)];
}

static void bucket_add(struct log_map *map, struct log_slot *slot)
{
	struct log_slot **bucket = bucket_of(map, &slot->info.id);

	slot->next = *bucket;
	*bucket = slot;
}

/* count: a power of two. */
static void buckets_resize(struct log_map *map, size_t count)
{
	free(map->buckets);
	map->buckets = calloc(count, sizeof(struct log_slot *));
	if (map->buckets == NULL)
		abort();
	map->bucket_count = count;
	for (size_t handle = 0; handle < map->slot_capacity; handle++) {
		if (map->slots[handle] != NULL)
			bucket_add(map, map->slots[handle]);
	}
}

struct log_slot *log_map_find(const struct log_map *map, const struct log_id *id)
{
	struct log_slot *slot = *bucket_of(map, id);

	while (slot != NULL && !log_id_is_equal(&slot->info.id, id))
		slot = slot->next;
	return slot;
}

struct log_slot *log_map_get(const struct log_map *map, uint32_t handle)
{
	return handle < map->slot_capacity ? map->slots[handle] : NULL;
}

/* ---- by space and audience ---- */

struct log_stream *log_map_stream(const struct log_map *map, uint32_t space, enum audience audience)
{
	size_t at = (size_t)space * VB_LOG_STREAMS + audience;

	return at < map->stream_capacity ? &map->streams[at] : NULL;
}

/* Where in the stream the id stands or would stand. */
static size_t place_of(const struct log_stream *stream, const struct log_id *id)
{
	size_t low = 0, high = stream->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (memcmp(stream->logs[middle]->id.b, id->b, sizeof(id->b)) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void log_map_touch(const struct log_map *map, const struct log_info *info)
{
	struct log_stream *stream = log_map_stream(map, info->space, info->audience);

	assert(stream != NULL);
	stream->is_digest_kept = false;
}

void log_map_digest(struct log_stream *stream, const struct space_id *space, enum audience audience,
                    struct hash *out)
{
	struct hasher h;
	bool is_empty = true;

	if (!stream->is_digest_kept) {
		digest_hash_init(&h, space, (enum stream)audience);
		for (size_t i = 0; i < stream->count; i++) {
			const struct log_info *log = stream->logs[i];

			if (log->count == 0)
				continue;
			digest_hash_put(&h, &log->id, log->count, &log->head);
			is_empty = false;
		}
		hasher_finish(&h, &stream->digest);
		if (is_empty)
			memset(&stream->digest, 0, sizeof(stream->digest));
		stream->is_digest_kept = true;
	}
	*out = stream->digest;
}

/* ---- the whole ---- */

void log_map_init(struct log_map *map)
{
	*map = (struct log_map){ 0 };
	buckets_resize(map, START_BUCKETS);
}

void log_map_release(struct log_map *map)
{
	for (size_t handle = 0; handle < map->slot_capacity; handle++)
		free(map->slots[handle]);
	for (size_t i = 0; i < map->stream_capacity; i++)
		free(map->streams[i].logs);
	free(map->slots);
	free(map->buckets);
	free(map->streams);
	*map = (struct log_map){ 0 };
}

struct log_slot *log_map_add(struct log_map *map, const struct log_info *info)
{
	struct log_slot *slot = calloc(1, sizeof(*slot));
	struct log_stream *stream;
	size_t at;

	if (slot == NULL)
		abort();
	slot->info = *info;
	log_map_grow(&map->slots, &map->slot_capacity, (size_t)info->handle + 1,
	             sizeof(struct log_slot *));
	assert(map->slots[info->handle] == NULL && log_map_find(map, &info->id) == NULL);
	if (map->log_count == map->bucket_count)
		buckets_resize(map, map->bucket_count * 2);
	map->slots[info->handle] = slot;
	bucket_add(map, slot);
	map->log_count++;

	log_map_grow(&map->streams, &map->stream_capacity,
	             ((size_t)info->space + 1) * VB_LOG_STREAMS, sizeof(*map->streams));
	stream = log_map_stream(map, info->space, info->audience);
	assert(stream != NULL);
	log_map_grow(&stream->logs, &stream->capacity, stream->count + 1,
	             sizeof(struct log_info *));
	at = place_of(stream, &info->id);
	memmove(stream->logs + at + 1, stream->logs + at,
	        (stream->count - at) * sizeof(struct log_info *));
	stream->logs[at] = &slot->info;
	stream->count++;
	stream->is_digest_kept = false;
	return slot;
}

void log_map_remove(struct log_map *map, struct log_slot *slot)
{
	struct log_slot **link = bucket_of(map, &slot->info.id);
	struct log_stream *stream = log_map_stream(map, slot->info.space, slot->info.audience);
	size_t at;

	assert(stream != NULL);
	at = place_of(stream, &slot->info.id);
	while (*link != slot)
		link = &(*link)->next;
	*link = slot->next;
	assert(at < stream->count && stream->logs[at] == &slot->info);
	memmove(stream->logs + at, stream->logs + at + 1,
	        (stream->count - at - 1) * sizeof(struct log_info *));
	stream->count--;
	stream->is_digest_kept = false;
	map->slots[slot->info.handle] = NULL;
	map->log_count--;
	free(slot);
}
