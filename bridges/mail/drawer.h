/* drawer: what the bridge keeps at the office and what it may look at there, through functions that the network half fills
 * in with calls of the local socket, and tests with rows in memory.
 *
 * A batch holds rows that are written together: all of them or none. Rows of one batch are written in the order in which
 * they were put, the last one of a key counts.
 * Called by planning, queue, gather and the jobs of this folder. Thread rule: pure, as far as the functions are.
 */
#ifndef VB_BRIDGES_MAIL_DRAWER_H
#define VB_BRIDGES_MAIL_DRAWER_H

#include "bridges/mail/mailing.h"

#define VB_DRAWER_KEY_MAX_BYTES 128u
#define VB_DRAWER_BATCH_BYTES                                                                      \
	(256u << 10) /* a batch that is fuller than that is written: a request has 1 MiB */

struct drawer_row {
	const char *table; /* a constant of tables.h */
	uint8_t key[VB_DRAWER_KEY_MAX_BYTES];
	size_t key_size;
	bool is_gone;           /* the row is taken away */
	bool is_fresh;          /* it must not be there yet, else nothing of the batch is written */
	struct record_id about; /* zero: nobody */
	size_t value_at, value_size;
};

struct drawer_batch {
	struct drawer_row *rows;
	uint32_t count, capacity;
	struct buf values;
};

/* A row that is there; borrowed for the time of the call. False: enough. */
typedef bool drawer_row_fn(void *context, struct span key, struct span value);

struct drawer {
	void *self;
	/* Looks at a matter; of a committee the space says which. Caller releases, also after an error. Errors:
	 * VB_ERR_NOT_FOUND: it is gone, or not for the outside; others: of the link, nothing is known then. */
	int (*show)(void *self, const struct mailing_matter *which, struct matter *out);
	/* Appends the value of a row to out. Errors: VB_ERR_NOT_FOUND; others as above. */
	int (*get)(void *self, const char *table, struct span key, struct buf *out);
	/* Gives the first limit rows with a key behind after (empty: from the start), ascending; fewer only at the end of
	 * the table. */
	int (*list)(void *self, const char *table, struct span after, uint32_t limit,
	            drawer_row_fn *each, void *context);
	/* Writes a batch in one commit. Errors: nothing was written: VB_ERR_ROW_EXISTS, a fresh row is
	 * there; VB_ERR_ERASED, VB_ERR_NOT_FOUND, a row is about a record that is gone. */
	int (*write)(void *self, const struct drawer_batch *batch);
};

/* Starts an empty batch. */
void drawer_begin(struct drawer_batch *batch);

/* Adds a row. table: a constant; about: NULL if about nobody; copies the rest. */
void drawer_put(struct drawer_batch *batch, const char *table, struct span key, struct span value,
                const struct record_id *about);

/* Adds a row that must not be there yet. */
void drawer_put_fresh(struct drawer_batch *batch, const char *table, struct span key,
                      struct span value);

/* Adds that a row is taken away; it need not be there. */
void drawer_take(struct drawer_batch *batch, const char *table, struct span key);

/* Adds a row of the queue, about its person. */
void drawer_queue(struct drawer_batch *batch, const struct mailing *mailing);

/* Adds that a row of the queue is taken away. */
void drawer_unqueue(struct drawer_batch *batch, int64_t due_ms,
                    const uint8_t key[static VB_MAILING_KEY_BYTES]);

/* The value of a row of the batch; lives until the next row is added. */
struct span drawer_value(const struct drawer_batch *batch, uint32_t index);

/* True if it should be written before more is added. */
bool drawer_is_full(const struct drawer_batch *batch);

/* Appends `items` of drawer.write (SPEC.md 13.5): an array of maps. */
void drawer_encode(const struct drawer_batch *batch, struct buf *out);

/* Writes the batch, if there is anything in it, and empties it, also after an error. If a row is about somebody who was erased
 * meanwhile, the others are written one by one: what is left of that person's goes anyway. Errors: those of write. */
VB_MUST int drawer_commit(const struct drawer *drawer, struct drawer_batch *batch);

/* Frees the batch; zeroed is fine. */
void drawer_release(struct drawer_batch *batch);

/* Looks at a matter; what cannot be read is as good as gone, so that one record never stops all mail. Caller releases, also
 * after an error. Errors: as show. */
VB_MUST int drawer_show(const struct drawer *drawer, const struct mailing_matter *which,
                        struct matter *out);

/* True if there is such a row. Errors: of the link. */
VB_MUST int drawer_has(const struct drawer *drawer, const char *table, struct span key, bool *out);

/* Reads a row that holds one u64; 0 if it is not there. Errors: of the link. */
VB_MUST int drawer_get_u64(const struct drawer *drawer, const char *table, struct span key,
                           uint64_t *out);

/* Adds a row that holds one u64. */
void drawer_put_u64(struct drawer_batch *batch, const char *table, struct span key, uint64_t value);

#endif
