/* state_hash: one hash over all merged records of a space and audience; equal hashes mean equal records, byte for byte.
 *
 * Shown by `status --json`. Source: SPEC.md 8.6.
 * Called by the store, which walks the records. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_MERGE_STATE_HASH_H
#define VB_PROTOCOL_MERGE_STATE_HASH_H

#include "protocol/crypt.h"

struct state_hash {
	struct hasher hasher;
	struct record_id last;
	bool has_last;
};

/* Starts the hash of one space and audience. */
void state_hash_init(struct state_hash *s, const struct space_id *space, enum audience audience);

/* Takes in the next existing record, deleted ones too; ids must ascend. */
void state_hash_put(struct state_hash *s, const struct record_id *id, struct span merged);

/* Ends it; s is used up. */
void state_hash_finish(struct state_hash *s, struct hash *out);

#endif
