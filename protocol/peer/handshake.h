/* handshake: how two offices prove a one-use code to each other and swap cards, before people compare digits. SPEC.md 11.
 *
 * Two state machines without sockets or clock: bytes in, bytes out. J joins with a code, I has made it. The six digits
 * cover the whole exchange; until both sides' people confirmed them a card that came this way opens nothing.
 *   J: handshake_join -> START ... ANSWER -> handshake_on_answer -> REVEAL ... SHOW -> handshake_on_show
 *   I: START -> handshake_on_start (the caller makes the burnt code durable, then sends) -> ANSWER
 *      REVEAL -> handshake_on_reveal -> SHOW
 * A message out of turn is VB_ERR_UNEXPECTED; after any error the handshake is over. A REFUSE of the other side comes
 * back as the error it names.
 * Thread rule: pure; nonces are a parameter.
 */
#ifndef VB_PROTOCOL_PEER_HANDSHAKE_H
#define VB_PROTOCOL_PEER_HANDSHAKE_H

#include "protocol/peer/card.h"
#include "protocol/peer/invite.h"

#define VB_PAIR_TAG_BYTES 16u
#define VB_DIGITS_TEXT_BYTES 7u /* six digits and the NUL */

/* Names an open code without telling its secret: what START carries and the inviter looks up. */
struct pair_tag {
	uint8_t b[VB_PAIR_TAG_BYTES];
};

struct pair_nonce {
	uint8_t b[VB_HASH_BYTES];
};

enum handshake_state {
	VB_HANDSHAKE_NEW = 0,
	VB_HANDSHAKE_STARTED,  /* J: START is out */
	VB_HANDSHAKE_ANSWERED, /* I: ANSWER is out */
	VB_HANDSHAKE_REVEALED, /* J: REVEAL is out */
	VB_HANDSHAKE_DONE,     /* peer and digits are there */
	VB_HANDSHAKE_FAILED,
};

/* One side of one exchange; starts zeroed. Holds a secret: release wipes it. peer_card, peer_card_size and digits are
 * for reading once the state is DONE; the rest is its own. */
struct handshake {
	enum handshake_state state;
	uint8_t secret[VB_SECRET_BYTES]; /* J, until ANSWER */
	struct hash inviter_card;        /* hash of I's card */
	struct public_key inviter_curve;
	struct pair_nonce nonce;
	struct hash own_commit;
	struct hash peer_commit;
	uint8_t own_card[VB_CARD_MAX_BYTES];
	size_t own_card_size;
	uint8_t peer_card[VB_CARD_MAX_BYTES];
	size_t peer_card_size;
	char digits[VB_DIGITS_TEXT_BYTES];
};

/* The tag of a code: SPEC.md 11. */
void handshake_tag(const uint8_t secret[static VB_SECRET_BYTES], const struct hash *inviter_card,
                   struct pair_tag *out);

/* J: starts with a code and the own card, appends START. Errors: those of card_decode, VB_ERR_SELF (own code). */
VB_MUST int handshake_join(struct handshake *hs, const struct invite *invite, struct span own_card,
                           const struct pair_nonce *nonce, struct buf *out);

/* J: takes ANSWER, appends REVEAL. Errors: VB_ERR_PROOF, VB_ERR_UNEXPECTED, form, or what a REFUSE says. */
VB_MUST int handshake_on_answer(struct handshake *hs, struct span message, struct buf *out);

/* J: takes SHOW; peer card and digits are there. The connection was dialled with the CURVE key of the code.
 * Errors: VB_ERR_COMMITMENT (another card, key or nonce than promised), VB_ERR_SELF, those of card_decode,
 * VB_ERR_UNEXPECTED, form, or what a REFUSE says. */
VB_MUST int handshake_on_show(struct handshake *hs, struct span message);

/* I: the tag of a START message, by which the caller finds the open code. Errors: VB_ERR_UNEXPECTED, form. */
VB_MUST int handshake_start_tag(struct span message, struct pair_tag *out);

/* I: takes START under the code with this secret, appends ANSWER. On success the code is burnt: make that durable
 * before ANSWER leaves. Errors: VB_ERR_PROOF, form, those of card_decode. */
VB_MUST int handshake_on_start(struct handshake *hs, const uint8_t secret[static VB_SECRET_BYTES],
                               struct span own_card, const struct pair_nonce *nonce,
                               struct span message, struct buf *out);

/* I: takes REVEAL, appends SHOW; peer card and digits are there. peer_curve: the CURVE key of the connection.
 * Errors: as handshake_on_show. */
VB_MUST int handshake_on_reveal(struct handshake *hs, struct span message,
                                const struct public_key *peer_curve, struct buf *out);

/* Appends REFUSE with the code of err. An unknown tag gets VB_ERR_PROOF, as a wrong proof does. */
void handshake_refuse(int err, struct buf *out);

/* Wipes all of it; usable anew. */
void handshake_release(struct handshake *hs);

#endif
