/* arrange: lists in the order in which people look for things.
 *
 * Elements that stand equal stay in the order they had. Nothing is copied but names.
 * Called by the commands that list. Thread rule: pure.
 */
#ifndef VB_CLI_ARRANGE_H
#define VB_CLI_ARRANGE_H

#include "cli/json.h"

/* Sorts a list by what compare says of two elements, as qsort wants it. */
void arrange(struct json *list, int (*compare)(const struct json *a, const struct json *b));

/* Sorts a list by names (collate.h): by the text under key; inner (may be NULL): of the map under inner. What has no
 * name stands last. */
void arrange_by_name(struct json *list, const char *inner, const char *key);

#endif
