/* reposts: which entries of this office that fell away were written again, and as which record.
 *
 * An entry that was cut off, or that rested on a decision which was undone, stays in its log and never counts. Its text can
 * be written again; this is how the office knows that it was, so that nobody is asked twice and what refers to a record
 * finds its new place. Never leaves this office.
 * Called by daemon/core, control, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_REPOSTS_H
#define VB_STORE_REPOSTS_H

#include "protocol/entry.h"
#include "store/env.h"
#include "store/key.h"

struct repost {
	struct record_ref from;             /* the record of the entry that fell away */
	uint32_t log;                       /* handle of its log, */
	uint64_t seq;                       /* and its place there */
	uint8_t prefix[VB_ID_PREFIX_BYTES]; /* of its id: another entry may come to stand there */
	struct record_id to;                /* the record as it is now */
};

/* Notes that an entry was written again. */
void reposts_put(struct env_txn *txn, const struct repost *repost);
/* Was this entry (from, log, seq, prefix) written again? Then *to is the record. */
bool reposts_has(struct env_txn *txn, const struct repost *entry, struct record_id *to);
/* What stands for a record whose making fell away. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int reposts_follow(struct env_txn *txn, const struct record_ref *from,
                           struct record_id *to);

struct reposts_cursor {
	struct env_cursor c;
	uint8_t prefix[4]; /* u32 space */
};
/* Starts a walk over those of a space (short number). */
void reposts_open(struct reposts_cursor *c, struct env_txn *txn, uint32_t space);
/* The next one; false at the end and after an error. */
bool reposts_next(struct reposts_cursor *c, struct repost *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int reposts_close(struct reposts_cursor *c);

/* Reads one row, for check. Errors: VB_ERR_STORE_CORRUPT. */
VB_MUST int reposts_decode(struct span key, struct span value, struct repost *out);

#endif
