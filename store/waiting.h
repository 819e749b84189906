/* waiting: entries that wait for a change not here yet (SPEC.md 8.2).
 *
 * An entry waits for one change at a time, named by log id and seq, the log of which may be unknown here; when that
 * comes the caller looks again and may let it wait for the next. Found by what is missing and by record.
 * Called by daemon/, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_WAITING_H
#define VB_STORE_WAITING_H

#include "store/env.h"
#include "store/key.h"

struct waiting_row {
	struct record_ref record;
	uint32_t log; /* handle of the waiting entry's log */
	uint64_t seq; /* its seq */
	struct log_id missing_log;
	uint64_t missing_seq;
};

/* Lets an entry wait; one that waits already waits for this instead. */
void waiting_put(struct env_txn *txn, const struct waiting_row *row);

/* What an entry waits for. Errors: VB_ERR_NOT_FOUND (it does not wait), VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int waiting_get(struct env_txn *txn, const struct record_ref *record, uint32_t log,
                        uint64_t seq, struct waiting_row *out);

/* Lets an entry wait no longer; one that does not wait is fine. */
void waiting_del(struct env_txn *txn, const struct record_ref *record, uint32_t log, uint64_t seq);

/* Removes up to max of the entries that wait for this change and writes them to out, *count of them; fewer than max:
 * that was the last. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int waiting_take(struct env_txn *txn, const struct log_id *missing_log,
                         uint64_t missing_seq, struct waiting_row *out, size_t max, size_t *count);

/* How many entries of a space wait, counted up to max. Errors: the transaction's. Cost: those. */
VB_MUST int waiting_count(struct env_txn *txn, uint32_t space, uint64_t max, uint64_t *out);

/* Lets no entry of the record wait any longer: before a rebuild. */
void waiting_clear(struct env_txn *txn, const struct record_ref *record);

#endif
