/* batch: rows that wait to be written to a table in the order of their keys.
 *
 * What is written together stands in the order in which it happened; a table stands in that of its keys. Sorted first, rows
 * that belong behind all others of the table fill its pages to the end, and the others find their page already at hand.
 * Of several rows with one key the last one counts. Called by env. Thread rule: pure.
 */
#ifndef VB_STORE_BATCH_H
#define VB_STORE_BATCH_H

#include "protocol/bytes.h"

struct batch;

/* An empty batch. Caller destroys. */
struct batch *batch_new(void);
/* Frees it and sets *b to NULL. NULL is fine. */
void batch_destroy(struct batch **b);

/* Adds a copy of a row. */
void batch_add(struct batch *b, struct span key, struct span value);
/* Bytes of the rows that were added. */
size_t batch_bytes(const struct batch *b);

/* Brings the rows in the order of their keys, bytewise; of equal ones only the last added stays. Returns how many there
 * are. */
size_t batch_sort(struct batch *b);
/* The row of this index; key and value live until the next change of the batch. */
void batch_at(const struct batch *b, size_t index, struct span *key, struct span *value);

/* Removes all rows and keeps the memory. */
void batch_clear(struct batch *b);

#endif
