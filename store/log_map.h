/* log_map: the logs in memory, found by id, by handle, and in order by space and audience.
 *
 * A log keeps its place in memory until it is removed. The digest of a stream is kept until log_map_touch.
 * Called by logs. Thread rule: pure.
 */
#ifndef VB_STORE_LOG_MAP_H
#define VB_STORE_LOG_MAP_H

#include "store/log_info.h"

#define VB_LOG_STREAMS 3u /* all, core, open */

struct log_slot {
	struct log_info info;
	struct log_info before; /* as committed, while is_dirty */
	bool is_dirty;
	bool is_new;           /* no transaction with it was committed yet */
	struct log_slot *next; /* of those with like ids */
};

/* The logs of one space and audience. */
struct log_stream {
	const struct log_info **logs; /* ascending by id */
	size_t count, capacity;
	struct hash digest;
	bool is_digest_kept;
};

struct log_map {
	struct log_slot **slots; /* by handle; [0] is not used */
	size_t slot_capacity;
	struct log_slot **buckets; /* by log id */
	size_t bucket_count;
	size_t log_count;
	struct log_stream *streams; /* VB_LOG_STREAMS a space number */
	size_t stream_capacity;
};

/* An empty map. */
void log_map_init(struct log_map *map);
/* Frees all. */
void log_map_release(struct log_map *map);

/* Adds a log; handle and id must be new. The slot lives until removed. Cost: the logs of its stream. */
struct log_slot *log_map_add(struct log_map *map, const struct log_info *info);
/* Removes and frees a log. Cost: the logs of its stream. */
void log_map_remove(struct log_map *map, struct log_slot *slot);

/* The log with this id, NULL if unknown. */
struct log_slot *log_map_find(const struct log_map *map, const struct log_id *id);
/* The log with this handle, NULL if unknown. */
struct log_slot *log_map_get(const struct log_map *map, uint32_t handle);

/* The logs of a space and audience, NULL if there never were any. Lives until the next log_map_add. */
struct log_stream *log_map_stream(const struct log_map *map, uint32_t space,
                                  enum audience audience);
/* A log of this stream changed: its digest is computed anew when next wanted. */
void log_map_touch(const struct log_map *map, const struct log_info *info);
/* The digest of a stream, SPEC.md 10; zero when no log has entries. Cost: all logs, once until one changes. */
void log_map_digest(struct log_stream *stream, const struct space_id *space, enum audience audience,
                    struct hash *out);

/* Makes *capacity at least `wanted` elements of size bytes; new ones are zero. array points to the pointer. */
void log_map_grow(void *array, size_t *capacity, size_t wanted, size_t size);

#endif
