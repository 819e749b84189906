/* records: the merged records that people see, and which entries each is made of.
 *
 * A merged record is the bytes of SPEC.md 8.6; it is disposable: the touches of a record name the entries from which
 * it can be made again. Those of confidential kinds are locked: who reads them needs the keys (record_keys.h), else they are
 * handed out as they lie there. Ids begin with the time of creation, so records lie in the order of time.
 * Called by daemon/, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_RECORDS_H
#define VB_STORE_RECORDS_H

#include "store/env.h"
#include "store/key.h"

/* Reads a merged record. What a confidential one says lives until the next record is read. Errors: VB_ERR_NOT_FOUND, the
 * transaction's. */
VB_MUST int records_get(struct env_txn *txn, const struct record_ref *ref, struct span *merged);

/* Finds a record of which the audience is not known. Errors: as records_get. */
VB_MUST int records_find(struct env_txn *txn, uint32_t space, const struct record_id *id,
                         struct record_ref *ref, struct span *merged);

/* Finds the records of a space, in both audiences, whose id lies between low and high, both included: an id that was
 * typed in short. Writes the first two to out and their number (0, 1, 2) to count. Errors: the transaction's. */
VB_MUST int records_between(struct env_txn *txn, uint32_t space, const struct record_id *low,
                            const struct record_id *high, struct record_ref out[static 2],
                            size_t *count);

/* The same under a key of its own, which the record has from then on (record_keys.h). */
void records_put_locked(struct env_txn *txn, const struct record_ref *ref, uint32_t kind,
                        struct span merged);
/* Writes a merged record. */
void records_put(struct env_txn *txn, const struct record_ref *ref, struct span merged);
/* Removes a merged record; its touches stay. */
void records_del(struct env_txn *txn, const struct record_ref *ref);

struct records_cursor {
	struct env_cursor c;
	struct key prefix;
	struct key from;
};
/* Starts a walk over the records of a space and audience behind `after` (NULL: from the first), ascending by id. */
void records_open(struct records_cursor *c, struct env_txn *txn, uint32_t space,
                  enum audience audience, const struct record_id *after);
/* The same over the records of all spaces and audiences, in the order of their keys. */
void records_open_all(struct records_cursor *c, struct env_txn *txn,
                      const struct record_ref *after);
/* The next record; false at the end and after an error. */
bool records_next(struct records_cursor *c, struct record_ref *ref, struct span *merged);
/* Ends the walk. Errors: those of the transaction. */
VB_MUST int records_close(struct records_cursor *c);

/* State hash of a space and audience: SPEC.md 8.6. Errors: those of the transaction. Cost: all its records. */
VB_MUST int records_state_hash(struct env_txn *txn, uint32_t space, const struct space_id *space_id,
                               enum audience audience, struct hash *out);

/* An entry that belongs to a record. */
struct touch {
	uint32_t log;
	uint64_t seq;
};

/* Notes that the entry (log handle, seq) belongs to the record. */
void records_touch(struct env_txn *txn, const struct record_ref *ref, uint32_t log, uint64_t seq);
/* Takes that back. */
void records_untouch(struct env_txn *txn, const struct record_ref *ref, uint32_t log, uint64_t seq);

struct touches_cursor {
	struct env_cursor c;
	struct key prefix;
};
/* Starts a walk over the entries of a record, by (log handle, seq). */
void records_open_touches(struct touches_cursor *c, struct env_txn *txn,
                          const struct record_ref *ref);
/* The next entry; false at the end and after an error. */
bool records_next_touch(struct touches_cursor *c, struct touch *out);
/* Ends the walk. Errors: those of the transaction. */
VB_MUST int records_close_touches(struct touches_cursor *c);

#endif
