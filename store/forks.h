/* forks: logs of which two sealed histories are known, and the proof of it.
 *
 * The other history is kept as the segment that showed it; ours stands in the log itself. A log has at most one row, for
 * the first place where the two differ.
 * Called by daemon/. Thread rule: loop thread only.
 */
#ifndef VB_STORE_FORKS_H
#define VB_STORE_FORKS_H

#include "store/env.h"

struct fork_row {
	uint32_t log;
	uint64_t seq;        /* first entry in which the histories differ */
	struct span segment; /* the other one, as it came: SPEC.md 9 */
};

/* Keeps a proof, replacing the one known of the log. */
void forks_put(struct env_txn *txn, uint32_t log, uint64_t seq, struct span segment);
/* Forgets the proof of a log; none is fine. */
void forks_del(struct env_txn *txn, uint32_t log);

struct forks_cursor {
	struct env_cursor c;
};
/* Starts a walk over all proofs, ascending by log. */
void forks_open(struct forks_cursor *c, struct env_txn *txn);
/* The next proof; false at the end and after an error. */
bool forks_next(struct forks_cursor *c, struct fork_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int forks_close(struct forks_cursor *c);

#endif
