/* gifts: keys of spaces that came with an imported file, and not through a control log.
 *
 * Each is locked with a key of this node's own (vault_lock_key), so that the file of the store alone opens nothing. It
 * opens what the control entry with its number began to use.
 * Called by daemon/core, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_GIFTS_H
#define VB_STORE_GIFTS_H

#include "protocol/crypt.h"
#include "store/env.h"

struct gift {
	enum audience audience; /* all or core */
	uint32_t control_seq;
	uint8_t locked[VB_WRAPPED_KEY_BYTES];
};

/* Keeps a key of a space (short number), in place of one for the same. */
void gifts_put(struct env_txn *txn, uint32_t space, const struct gift *gift);

struct gifts_cursor {
	struct env_cursor c;
	uint8_t prefix[4]; /* u32 space */
};
/* Starts a walk over the keys of a space, by audience and control entry. */
void gifts_open(struct gifts_cursor *c, struct env_txn *txn, uint32_t space);
/* The next key; false at the end and after an error. */
bool gifts_next(struct gifts_cursor *c, struct gift *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int gifts_close(struct gifts_cursor *c);

/* Reads one row, for check. Errors: VB_ERR_STORE_CORRUPT. */
VB_MUST int gifts_decode(struct span key, struct span value, struct gift *out);

#endif
