/* entries: the rows of data and open logs: entries (header and body) and seals.
 *
 * Written through logs.h, which keeps the heads; read from here to serve segments and to rebuild records. A body is
 * empty when it was erased or never given to us. Those of confidential records are locked: what is read of one
 * lives until the next one is read. Control entries: spaces.h.
 * Called by logs, check, daemon/. Thread rule: loop thread only.
 */
#ifndef VB_STORE_ENTRIES_H
#define VB_STORE_ENTRIES_H

#include "protocol/entry.h"
#include "store/env.h"

struct entry_row {
	uint64_t seq;
	struct span header; /* VB_HEADER_BYTES */
	struct span body;   /* as it travels; empty: erased or withheld */
	bool is_locked; /* of a confidential record, and the keys are not here: body is of no use */
};

/* Reads one entry. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int entries_get(struct env_txn *txn, uint32_t log, uint64_t seq, struct entry_row *out);

/* The id of a stored entry. Errors: as entries_get. Cost: one hash. */
VB_MUST int entries_id(struct env_txn *txn, uint32_t log, uint64_t seq, struct entry_id *out);

struct entries_cursor {
	struct env_cursor c;
	uint8_t from[12]; /* u32 log, u64 seq; it begins with the prefix */
};

/* Starts before entry `from` of a log. */
void entries_open(struct entries_cursor *c, struct env_txn *txn, uint32_t log, uint64_t from);
/* The next entry; false at the end and after an error. */
bool entries_next(struct entries_cursor *c, struct entry_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int entries_close(struct entries_cursor *c);

/* The first seal at or behind entry `from`: *seq is where it stands. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT, the
 * transaction's. */
VB_MUST int entries_next_seal(struct env_txn *txn, uint32_t log, uint64_t from, uint64_t *seq,
                              struct signature *seal);

/* Takes the body of an entry away; the header stays. Returns its bytes, 0 if it had none. What is left in free pages goes with the next compaction.
 * A missing entry makes the transaction fail with VB_ERR_STORE_CORRUPT. */
size_t entries_drop_body(struct env_txn *txn, uint32_t log, uint64_t seq);

/* Gives an entry that is here without a body its body again. A missing entry makes the transaction fail as above. */
void entries_put_body(struct env_txn *txn, uint32_t log, uint64_t seq, struct span body);

/* Puts the body of an entry, if it is here, under the key with this number (record_keys.h). A missing entry makes the
 * transaction fail as above. */
void entries_lock_body(struct env_txn *txn, uint32_t log, uint64_t seq, uint64_t number);

/* For logs: writes one entry. */
void entries_put(struct env_txn *txn, uint32_t log, uint64_t seq, struct span header,
                 struct span body);
/* For logs: removes one entry. */
void entries_del(struct env_txn *txn, uint32_t log, uint64_t seq);
/* For logs: writes the seal of an entry. */
void entries_put_seal(struct env_txn *txn, uint32_t log, uint64_t seq,
                      const struct signature *seal);
/* For logs: removes the seal of an entry. */
void entries_del_seal(struct env_txn *txn, uint32_t log, uint64_t seq);

#endif
