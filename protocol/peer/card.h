/* card: a node's card: what an office is called, its public keys and addresses, signed by itself. SPEC.md 3.
 *
 * The bytes are kept and passed on as they came; a card is never encoded again from what was decoded. The node id and
 * the card's hash are computed while decoding. A card of a higher version replaces one of a lower.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_CARD_H
#define VB_PROTOCOL_PEER_CARD_H

#include "protocol/crypt.h"
#include "protocol/limits.h"

enum node_kind {
	VB_NODE_CITY = 0,
	VB_NODE_DISTRICT = 1,
	VB_NODE_FORUM = 2,
	VB_NODE_NGO = 3,
	VB_NODE_MINISTRY = 4,
};

struct card {
	enum node_kind kind;
	struct span name; /* spans are borrowed from the card's bytes */
	struct span ags;  /* official municipality key; empty: none */
	struct public_key sign;
	struct public_key box;
	struct public_key curve;
	struct public_key former; /* CURVE key before, still in use beside curve; zeros: none */
	struct span endpoints[VB_ENDPOINTS_MAX_COUNT];
	uint32_t endpoint_count; /* 0: this office only dials out */
	uint64_t version;
	struct hash previous; /* of the card before; zero in version 1 */
	struct wall_ms issued;
	struct node_id id; /* from sign; not read by encode */
	struct hash hash;  /* of the whole card; not read by encode */
	bool is_extended;  /* has keys of a later format */
};

/* Reads a card and checks its signature. Borrows bytes.
 * Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING (form), VB_ERR_VERSION (a later format), VB_ERR_BAD_VALUE (name),
 * VB_ERR_BAD_CARD (kind, AGS, endpoint, version and previous do not fit), VB_ERR_BAD_SIGNATURE.
 * Cost: about 75 us. */
VB_MUST int card_decode(struct span bytes, struct card *out);

/* The same without checking the signature: for bytes that passed card_decode before they were stored. */
VB_MUST int card_decode_stored(struct span bytes, struct card *out);

/* Signs and appends a card. The three public keys are those of keys, former that of card; id, hash and is_extended are not read.
 * Errors: those of card_decode for contents that no card may have. */
VB_MUST int card_encode(const struct card *card, const struct node_keys *keys, struct buf *out);

/* Appends what is signed, the card without its signature, from all fields but id and hash; checks nothing. */
void card_encode_document(const struct card *card, struct buf *out);

/* True if the office still uses the CURVE key it had before beside the one it has now. */
bool card_has_former(const struct card *card);

/* May the offered card replace the known one? 0: yes. Errors: VB_ERR_DUPLICATE (the same card), VB_ERR_BAD_CARD
 * (another node's), VB_ERR_CARD_ROLLBACK (a version not above the known). */
VB_MUST int card_check_newer(const struct card *known, const struct card *offered);

/* "city", "district", "forum", "ngo", "ministry". */
const char *node_kind_name(enum node_kind kind);

/* Reads one of these names. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int node_kind_parse(const char *text, enum node_kind *out);

#endif
