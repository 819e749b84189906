/* rivals: places where two signed control entries of a space stand against each other, and both of them as proof.
 *
 * Either the owner signed two at one seq, or two recoveries of one term follow one point (SPEC.md 5). Which of them stands
 * in the control log here may change; both are kept here whatever becomes of the log.
 * Called by daemon/core, control, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_RIVALS_H
#define VB_STORE_RIVALS_H

#include "protocol/hlc.h"
#include "store/env.h"

enum rivalry {
	VB_RIVALRY_FORK = 1, /* two entries of one owner: the log stops until it is recovered */
	VB_RIVALRY_TERM = 2, /* two recoveries of one term: the smaller id won */
};

struct rival_row {
	uint32_t seq;
	enum rivalry what;
	struct wall_ms since; /* when we learnt of it */
	struct span runs
		[2]; /* payloads of CONTROL with one entry each (SPEC.md 10), that which stood here first */
};

/* Keeps a proof in a space (short number), in place of one for the same seq. */
void rivals_put(struct env_txn *txn, uint32_t space, const struct rival_row *rival);

struct rivals_cursor {
	struct env_cursor c;
	uint8_t prefix[4]; /* u32 space */
};
/* Starts a walk over the proofs of a space, ascending by seq. */
void rivals_open(struct rivals_cursor *c, struct env_txn *txn, uint32_t space);
/* The next proof; false at the end and after an error. */
bool rivals_next(struct rivals_cursor *c, struct rival_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int rivals_close(struct rivals_cursor *c);

/* Reads one row, for check. Errors: VB_ERR_STORE_CORRUPT. */
VB_MUST int rivals_decode(struct span key, struct span value, struct rival_row *out);

#endif
