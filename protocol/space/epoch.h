/* epoch: the generations of one audience's key in one space, and which of them this node can open.
 *
 * A rekey makes an epoch (the genesis the first); it counts from its last part on. Each keeps the published hash of its
 * key, the previous key wrapped under it, and what was sealed to this node. Keys are opened when first asked for, from
 * the newest epoch backwards: one sealed box, then one unwrapping for each older epoch, each checked against its hash.
 * A wrong sealed or wrapped key is the owner's fault and no error here: the epoch stays closed.
 * Called by space*.c. Thread rule: pure, one thread per vault.
 */
#ifndef VB_PROTOCOL_SPACE_EPOCH_H
#define VB_PROTOCOL_SPACE_EPOCH_H

#include "protocol/crypt.h"

struct epoch {
	uint32_t control_seq; /* of its last part; UINT32_MAX while parts are missing */
	uint32_t slot;        /* VB_VAULT_NO_SLOT: not opened */
	bool has_wrapped;     /* not the first */
	bool has_sealed;
	bool is_kept; /* locked with a key of our own, too: no box key is needed for it */
	struct hash key_hash;
	uint8_t wrapped[VB_WRAPPED_KEY_BYTES];
	uint8_t sealed[VB_SEALED_KEY_BYTES]; /* to this node */
};

struct epochs {
	enum audience audience;
	struct epoch *list; /* oldest first */
	uint32_t count;
	uint32_t capacity;
	bool is_searched; /* nothing has come since the keys were opened */
};

/* Starts without an epoch. */
void epochs_init(struct epochs *epochs, enum audience audience);
/* Forgets everything, wipes its keys out of the vault (NULL: none is there). */
void epochs_release(struct epochs *epochs, struct vault *vault);

/* Begins a new epoch; wrapped NULL: the first. */
void epochs_begin(struct epochs *epochs, const struct hash *key_hash, const uint8_t *wrapped);
/* Keeps what was sealed to this node of the newest epoch's key: VB_SEALED_KEY_BYTES. */
void epochs_seal(struct epochs *epochs, const uint8_t sealed[static VB_SEALED_KEY_BYTES]);
/* The newest epoch is complete with this control entry. */
void epochs_complete(struct epochs *epochs, uint32_t control_seq);

/* The newest epoch, complete or not; NULL if none. */
const struct epoch *epochs_newest(const struct epochs *epochs);

/* The complete epoch that begins with this control entry, NULL if there is none. */
const struct epoch *epochs_begun(const struct epochs *epochs, uint32_t control_seq);
/* Keeps the key of a complete epoch that was not opened: the vault holds it in this slot. */
void epochs_give(struct epochs *epochs, uint32_t control_seq, uint32_t slot);

/* The complete epoch that begins with this control entry is kept locked with a key of our own. */
void epochs_keep(struct epochs *epochs, uint32_t control_seq);

/* The slot of the key that bodies citing this control entry have: the newest epoch complete at it (UINT32_MAX: the
 * newest, complete or not). VB_VAULT_NO_SLOT: no epoch, or a key that this node does not have. keys, vault: as in
 * space_new. */
uint32_t epochs_slot(struct epochs *epochs, const struct node_keys *keys, struct vault *vault,
                     const struct space_salt *salt, uint32_t control_seq);

/* Which generations of our box key are needed, one bit each: those that open an epoch to which no newer one leads and
 * that is not kept. Cost: a sealed box for each of these, an unwrapping for each other. */
uint32_t epochs_boxes_needed(struct epochs *epochs, const struct node_keys *keys,
                             struct vault *vault, const struct space_salt *salt);
/* The index-th epoch, if it is open and its key needs this generation of our box key; NULL otherwise. */
const struct epoch *epochs_boxed(struct epochs *epochs, const struct node_keys *keys,
                                 struct vault *vault, const struct space_salt *salt, uint32_t index,
                                 uint32_t generation);

#endif
