/* person_card: the public keys of one person of an office, and what vouches for them. SPEC.md 12.1.
 *
 * Every device of a person has keys of its own, a signing key and a box key, with a number. Its statement is signed by the
 * signing key itself, so that nobody claims the keys of others; the keys of an earlier device can vouch for it. A card
 * lists all keys that the person ever had, withdrawn ones with the moment from which they count no more: what was signed
 * before stays signed. The card stands in the record of the person, where the entry of the office binds it to the person.
 * Secrets are person_keys'. Called by daemon/control, cli. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_PERSON_CARD_H
#define VB_PROTOCOL_PEER_PERSON_CARD_H

#include "protocol/hlc.h"
#include "protocol/peer/fingerprint.h"

#define VB_PERSON_KEYS_MAX_COUNT 32u       /* (wire) of one person, withdrawn ones included */
#define VB_PERSON_STATEMENT_MAX_BYTES 512u /* (wire) */
#define VB_PERSON_CARD_MAX_BYTES 20480u /* (wire) 32 statements, each with what is said about it */
#define VB_PERSON_SIGN_DOMAIN "verbund/person/1"

/* What a statement says. */
struct person_key {
	struct node_id office;
	struct record_id person;
	uint32_t number; /* from 1 */
	struct public_key sign;
	struct public_key box;
	struct wall_ms since;
	bool is_extended; /* has keys of a later version */
};

struct person_card_key {
	struct person_key key;
	struct span statement;
	uint32_t vouched_by; /* number of the key that vouches; 0: none */
	struct signature vouch;
	bool is_withdrawn;
	struct wall_ms withdrawn; /* what was signed from then on does not count */
	bool is_extended;
};

/* At least one, ascending by number. Spans are borrowed. */
struct person_card {
	struct person_card_key keys[VB_PERSON_KEYS_MAX_COUNT];
	uint32_t count;
	bool is_extended; /* the card, or one of its statements: to be encoded again by a later version only */
};

/* What makes one believe that keys are the person's. */
enum person_trust {
	PERSON_FIRST, /* the office alone: no key was there before */
	PERSON_VOUCHED, /* an earlier key of the person, for which the first vouches, be it by others */
	PERSON_ALONE, /* the office alone, though there were keys before: compare the fingerprint */
};

/* What a signature by a person is worth. */
enum person_signed {
	PERSON_SIGNED_NOT, /* by no key of this card */
	PERSON_SIGNED_GOOD,
	PERSON_SIGNED_LATE, /* by one that had been withdrawn before */
};

/* ---- statements ---- */

/* Appends the document of a statement, which is yet to be signed. */
void person_statement_encode_document(const struct person_key *key, struct buf *out);

/* Reads a statement and checks its signature. Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING, VB_ERR_VERSION,
 * VB_ERR_OUT_OF_RANGE (number 0), VB_ERR_BAD_SIGNATURE. */
VB_MUST int person_statement_decode(struct span bytes, struct person_key *out);

/* The fingerprint of the keys: the first 120 bits of H("verbund/personprint/1" || office || person || signing key || box
 * key), as that of an office is written. */
void person_key_fingerprint(const struct person_key *key,
                            char out[static VB_FINGERPRINT_TEXT_BYTES]);

/* What a key that vouches signs, with domain "verbund/personvouch/1": H(statement). */
void person_vouch_message(struct span statement, struct hash *out);

/* ---- cards ---- */

/* Appends a card. */
void person_card_encode(const struct person_card *card, struct buf *out);

/* Reads a card and checks all of its signatures; borrows bytes. After an error the card is empty. Errors: those of person_statement_decode,
 * VB_ERR_NOT_CANONICAL (numbers do not rise), VB_ERR_MALFORMED (of two persons; vouched for by what is no earlier key).
 * Cost: 140 us a key. */
VB_MUST int person_card_decode(struct span bytes, struct person_card *out);

/* The keys of this number; NULL: there are none. */
const struct person_card_key *person_card_find(const struct person_card *card, uint32_t number);

/* The least number that the next keys can have. */
uint32_t person_card_next_number(const struct person_card *card);

/* What vouches for keys of the card. */
enum person_trust person_card_trust(const struct person_card *card,
                                    const struct person_card_key *key);

/* Adds keys by their statement, which is borrowed. Errors: those of person_statement_decode; VB_ERR_MALFORMED (another
 * person's, no greater number than all others, or the last that there is), VB_ERR_TOO_MANY, VB_ERR_DUPLICATE (keys that are there already). */
VB_MUST int person_card_add(struct person_card *card, struct span statement);

/* Notes that the keys `by` vouch for the keys `number`. Errors: VB_ERR_NOT_FOUND, VB_ERR_MALFORMED (by is not earlier),
 * VB_ERR_BAD_KEY (one of them was withdrawn), VB_ERR_BAD_SIGNATURE. */
VB_MUST int person_card_vouch(struct person_card *card, uint32_t number, uint32_t by,
                              const struct signature *vouch);

/* Withdraws keys from a moment on; the earlier one counts when they were withdrawn before. Errors: VB_ERR_NOT_FOUND. */
VB_MUST int person_card_withdraw(struct person_card *card, uint32_t number, struct wall_ms from);

/* Finds out what a signature over a message of body_person_message is worth. at: the time of its entry. *number (0: none) is
 * that of the keys. Cost: 70 us a key. */
enum person_signed person_card_check(const struct person_card *card, struct span message,
                                     const struct signature *signature, struct wall_ms at,
                                     uint32_t *number);

#endif
