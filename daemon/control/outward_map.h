/* outward_map: a map for a bridge, made pair by pair: what was not put into it is not in it.
 *
 * Keys come in ascending order, as the packed form wants them; what is absent makes no pair. Lists grow to a size in bytes:
 * what does not fit any more is left out, and the list knows it.
 * Called by outward_<subject>. Thread rule: pure.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_MAP_H
#define VB_DAEMON_CONTROL_OUTWARD_MAP_H

#include "protocol/bytes.h"
#include "protocol/ids.h"

struct outward_map {
	struct buf pairs;
	uint32_t count;
	const char *last; /* key */
};

/* Maps, one after the other. */
struct outward_list {
	struct buf items;
	uint32_t count, max;
	bool is_cut; /* something did not fit */
};

/* Nothing in it, and never more than max bytes. Caller releases. */
void outward_map_init(struct outward_map *map, size_t max);
/* Frees it. */
void outward_map_release(struct outward_map *map);

/* Puts a text; an empty one is absent. */
void outward_map_text(struct outward_map *map, const char *key, struct span text);
/* Puts a C string; NULL is absent. */
void outward_map_word(struct outward_map *map, const char *key, const char *word);
/* Puts a number. */
void outward_map_int(struct outward_map *map, const char *key, int64_t value);
/* Puts true; false is absent. */
void outward_map_flag(struct outward_map *map, const char *key, bool value);
/* Puts a record id as hexadecimal; zero is absent. */
void outward_map_id(struct outward_map *map, const char *key, const struct record_id *id);
/* Puts a space id as hexadecimal. */
void outward_map_space(struct outward_map *map, const char *key, const struct space_id *id);
/* Puts a list; an empty one is absent. */
void outward_map_list(struct outward_map *map, const char *key, const struct outward_list *list);

/* Appends the map, packed. Sticky error in out when a text was too long for it. */
void outward_map_pack(const struct outward_map *map, struct buf *out);

/* Nothing in it, and never more than max bytes and max_count elements. Caller releases. */
void outward_list_init(struct outward_list *list, size_t max, uint32_t max_count);
/* Frees it. */
void outward_list_release(struct outward_list *list);
/* Appends a map, or notes that it did not fit; nothing is appended from then on. Returns whether it was. */
bool outward_list_add(struct outward_list *list, const struct outward_map *map);
/* The same with a text. */
bool outward_list_add_text(struct outward_list *list, struct span text);

#endif
