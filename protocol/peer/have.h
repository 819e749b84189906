/* have: a node's signed statement of how much of an audience it has: SPEC.md 10.
 *
 * Counts of entries in the order of the sorted log ids, of which only the hash travels. Replaced, not logged: the
 * greatest counter wins. A hint about others until a signed header is seen; delivery in words comes from it. When they
 * are made, kept and handed on: daemon/sync/statement.h.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PEER_HAVE_H
#define VB_PROTOCOL_PEER_HAVE_H

#include "protocol/crypt.h"

#define VB_HAVE_COUNTS_MAX_BYTES 65000u

struct have {
	struct space_id space;
	enum audience audience; /* all or core */
	struct node_id node;
	uint64_t counter;
	struct hash logs;   /* have_logs_hash of the log ids */
	struct span counts; /* varints; borrowed */
	uint32_t count;     /* how many; not read by encode */
	struct span
		files; /* as many varints: entries of each log of which the files are here, too; empty: of all in counts */
	bool is_extended; /* has keys of a later version */
};

/* Signs and appends a statement, the whole payload of HAVE. Errors: VB_ERR_TOO_LARGE (counts and files together). */
VB_MUST int have_encode(const struct have *have, const struct node_keys *keys, struct buf *out);

/* Appends what is signed, without the signature. */
void have_encode_document(const struct have *have, struct buf *out);

/* Reads a statement, without checking who signed it. Borrows bytes.
 * Errors: VB_ERR_TRUNCATED ... VB_ERR_TRAILING, VB_ERR_OUT_OF_RANGE, VB_ERR_MALFORMED (also: files, and not as many as counts). */
VB_MUST int have_decode(struct span bytes, struct have *out);

/* Checks the signature of a statement that have_decode read from bytes.
 * Errors: VB_ERR_BAD_SIGNATURE. Cost: about 75 us. */
VB_MUST int have_verify(struct span bytes, const struct public_key *signer);

/* Takes the next count off have->counts or have->files (or a copy of it); false at the end. */
bool have_next(struct span *counts, uint64_t *out);

/* The hash of sorted log ids that a statement names. */
void have_logs_hash(const struct log_id *logs, size_t count, struct hash *out);

#endif
