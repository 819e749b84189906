/* partners: the signed list outside the store of whom to dial when the store is lost. SPEC.md 3.1.
 *
 * Own card, cards of partner offices, ids of the spaces this node is in, cards of their members that are no partner.
 * Written anew whenever one of these changes; read only when the store is gone, or restored.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_PARTNERS_H
#define VB_PROTOCOL_PEER_PARTNERS_H

#include "protocol/list.h"

#define VB_PARTNERS_MAX_BYTES (16u << 20)

struct partners {
	struct span own_card; /* not looked into */
	struct list cards;    /* of partners; bins: list_next_bin; not looked into */
	struct list spaces;   /* ids, ascending: list_next_id */
	struct list members;  /* cards as above, of members that are no partner */
	bool is_extended;
};

/* Signs and appends the file. Overflow shows as the buffer's sticky error. */
void partners_encode(const struct partners *partners, const struct node_keys *keys,
                     struct buf *out);

/* Appends what is signed (by its hash), without the signature. */
void partners_encode_document(const struct partners *partners, struct buf *out);

/* Reads the file and checks that this node signed it. Borrows bytes.
 * Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING, VB_ERR_VERSION, VB_ERR_BAD_SIGNATURE. */
VB_MUST int partners_decode(struct span bytes, const struct public_key *own, struct partners *out);

#endif
