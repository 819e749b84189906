/* person_keys: the secret keys of one person on one device, and the file in which they are kept. SPEC.md 13.3.
 *
 * They exist here and in the person's own file alone, under a passphrase; the daemon never sees them. Former keys of the
 * device stay in the file, since they open what was sealed to them. Each pair is a struct node_keys, whose CURVE key is
 * not used. What the file shows without the passphrase is whose it is and how many keys there are.
 * Called by cli. Secrets are in guarded memory and wiped. Thread rule: pure, but for random bytes.
 */
#ifndef VB_PROTOCOL_PEER_PERSON_KEYS_H
#define VB_PROTOCOL_PEER_PERSON_KEYS_H

#include "protocol/passphrase.h"
#include "protocol/peer/person_card.h"

#define VB_PERSON_FILE_KEYS_MAX_COUNT 16u /* of one device */
#define VB_PERSON_FILE_HEAD_BYTES 70u
#define VB_PERSON_FILE_MAX_BYTES                                                                   \
	(VB_PERSON_FILE_HEAD_BYTES + 1u + VB_PERSON_FILE_KEYS_MAX_COUNT * 76u + 16u)

struct person_keys;

/* Without keys so far. Caller destroys. */
struct person_keys *person_keys_new(const struct node_id *office, const struct record_id *person);
/* Wipes and frees; sets *keys to NULL. NULL is fine. */
void person_keys_destroy(struct person_keys **keys);

/* Makes new random keys in front of the others. number is above theirs, and there is room for them. */
void person_keys_make(struct person_keys *keys, uint32_t number, struct wall_ms now);

/* How many there are. */
uint32_t person_keys_count(const struct person_keys *keys);
/* What can be told of the keys at this place, the newest first. */
void person_keys_at(const struct person_keys *keys, uint32_t index, struct person_key *out);
/* The place of the keys of this number; VB_PERSON_FILE_KEYS_MAX_COUNT if there are none. */
uint32_t person_keys_find(const struct person_keys *keys, uint32_t number);

/* Appends the statement of the keys at this place, signed. */
void person_keys_state(const struct person_keys *keys, uint32_t index, struct buf *out);
/* Vouches for a statement with the keys at this place. */
void person_keys_vouch(const struct person_keys *keys, uint32_t index, struct span statement,
                       struct signature *out);
/* Signs a message of body_person_message with the keys at this place. */
void person_keys_sign(const struct person_keys *keys, uint32_t index, struct span message,
                      struct signature *out);
/* Opens an epoch key that was sealed to any box key of the file (vault_seal_key); the caller wipes out. Errors: VB_ERR_DECRYPT. */
VB_MUST int person_keys_unseal(const struct person_keys *keys,
                               const uint8_t sealed[static VB_SEALED_KEY_BYTES],
                               uint8_t out[static VB_EPOCH_KEY_BYTES]);

/* Appends the file: all keys, of which there is at least one, under a passphrase and a new salt. Errors: those of
 * passphrase_seal. */
VB_MUST int person_keys_seal(const struct person_keys *keys, struct span passphrase,
                             enum crypt_cost cost, struct buf *out);

/* Reads whose file it is. Errors: VB_ERR_MALFORMED (no such file, or not whole), VB_ERR_VERSION. */
VB_MUST int person_keys_read_head(struct span file, struct node_id *office,
                                  struct record_id *person);

/* Opens the file; caller destroys *out. Errors: those of person_keys_read_head, before anything dear is done; those of
 * passphrase_open; VB_ERR_MALFORMED, VB_ERR_NOT_CANONICAL (what is inside was never written by this). */
VB_MUST int person_keys_open(struct span file, struct span passphrase, struct person_keys **out);

#endif
