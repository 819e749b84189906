/* envelope: a frame for one node only, carried by a relay that cannot read it (later). SPEC.md 10.
 *
 * Outside: recipient and a sealed box. Inside: sender, signature, frame, padded as bodies are.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_ENVELOPE_H
#define VB_PROTOCOL_PEER_ENVELOPE_H

#include "protocol/peer/frame.h"

#define VB_SEALED_BOX_OVERHEAD_BYTES 48u
#define VB_ENVELOPE_CONTENT_MAX_BYTES 65536u /* the greatest padded length whose box fits a frame */

struct envelope {
	struct node_id recipient;
	struct span box; /* borrowed */
};

/* Appends the payload of ENVELOPE. */
void envelope_encode(const struct envelope *envelope, struct buf *out);

/* Reads it. Errors: VB_ERR_TRUNCATED, VB_ERR_TOO_LARGE, VB_ERR_NOT_CANONICAL (a size that padding does not give). */
VB_MUST int envelope_decode(struct span payload, struct envelope *out);

/* What stands inside the box. */
struct letter {
	struct node_id sender;
	struct signature signature;
	struct span frame; /* borrowed, not looked into */
};

/* Signs, pads and appends the content of a box. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int letter_encode(const struct node_id *sender, const struct node_keys *keys,
                          const struct node_id *recipient, struct span frame, struct buf *out);

/* Reads the content of a box; the signature is not checked. Errors: VB_ERR_TRUNCATED, VB_ERR_NOT_CANONICAL (padding). */
VB_MUST int letter_decode(struct span content, struct letter *out);

/* Checks the sender's signature. Errors: VB_ERR_BAD_SIGNATURE. */
VB_MUST int letter_verify(const struct letter *letter, const struct public_key *sender,
                          const struct node_id *recipient);

#endif
