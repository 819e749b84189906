/* contacts: when each office was heard last, and how much it had then of each space.
 *
 * What the sessions know while a link stands, kept for the time when none does. A hint for people, written alongside
 * other things and seldom by itself: after a crash it may be older than the truth, never newer.
 * Called by daemon/sync/contact, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_CONTACTS_H
#define VB_STORE_CONTACTS_H

#include "protocol/ids.h"
#include "store/env.h"

/* Entries of one space that an office surely has, of all logs together that it may read. */
struct contact_part {
	uint32_t space; /* short number */
	uint64_t entries;
};

struct contact_row {
	struct wall_ms heard;
	struct span parts; /* of the store; for contacts_next_part */
};

/* Reads the row of an office. Errors: VB_ERR_NOT_FOUND (never heard), VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int contacts_get(struct env_txn *txn, const struct node_id *id, struct contact_row *out);
/* The next part of a row, ascending by space; false at the end. Takes it off the span. */
bool contacts_next_part(struct span *parts, struct contact_part *out);
/* Writes the row of an office. parts: ascending by space, each once. */
void contacts_put(struct env_txn *txn, const struct node_id *id, struct wall_ms heard,
                  const struct contact_part *parts, size_t count);
/* Forgets an office; an unknown one is fine. */
void contacts_del(struct env_txn *txn, const struct node_id *id);

/* Reads every row: for the full walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int contacts_check(struct env_txn *txn);

#endif
