/* places: the spaces and logs that a check has found so far, looked up by their short numbers.
 *
 * Kept in order of their numbers, which come from the store itself and may be anything where it is damaged.
 * Called by check, check_logs. Thread rule: pure.
 */
#ifndef VB_STORE_PLACES_H
#define VB_STORE_PLACES_H

#include "store/log_info.h"
#include "store/spaces.h"

struct places {
	struct space_info *spaces; /* ascending by number */
	uint32_t space_count, space_capacity;
	struct log_info *logs; /* ascending by handle */
	uint32_t log_count, log_capacity;
};

/* Nothing found yet. */
void places_init(struct places *p);
/* Frees all. */
void places_release(struct places *p);

/* Adds a space; false if its number was given already. */
bool places_add_space(struct places *p, const struct space_info *space);
/* Adds a log; false if its handle was given already. */
bool places_add_log(struct places *p, const struct log_info *log);

/* The space with this number, NULL if there is none. Lives until the next one is added. */
const struct space_info *places_space(const struct places *p, uint32_t number);
/* The log with this handle, NULL if there is none. Lives until the next one is added. */
const struct log_info *places_log(const struct places *p, uint32_t handle);

#endif
