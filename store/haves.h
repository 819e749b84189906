/* haves: the newest statement of each office about what it holds of a space and audience (SPEC.md 10, HAVE).
 *
 * Kept as signed, to be handed on; checked by the caller. One a node, space and audience.
 * Called by check, daemon/sync/statement. Thread rule: loop thread only.
 */
#ifndef VB_STORE_HAVES_H
#define VB_STORE_HAVES_H

#include "store/env.h"
#include "store/key.h"

/* Reads a statement. Errors: VB_ERR_NOT_FOUND, the transaction's. */
VB_MUST int haves_get(struct env_txn *txn, uint32_t space, enum audience audience,
                      const struct node_id *node, struct span *statement);
/* Writes a statement, replacing the older one. */
void haves_put(struct env_txn *txn, uint32_t space, enum audience audience,
               const struct node_id *node, struct span statement);

struct haves_cursor {
	struct env_cursor c;
	struct key prefix;
};
/* Starts a walk over the statements about a space and audience, ascending by node id. */
void haves_open(struct haves_cursor *c, struct env_txn *txn, uint32_t space,
                enum audience audience);
/* The next statement; false at the end and after an error. */
bool haves_next(struct haves_cursor *c, struct node_id *node, struct span *statement);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int haves_close(struct haves_cursor *c);

#endif
