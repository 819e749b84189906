/* logs: which logs there are, how far each has come, and the heads of each space and stream.
 *
 * What is known of a log stands in memory too, found by log id or by its short number (handle, from 1; 0 is no log);
 * table `logs` is the same on disk. A write transaction that touched logs MUST end in logs_commit or logs_abort: the
 * first writes what changed and commits, and both put the memory back to what was committed when nothing was. Handles
 * and short numbers never leave the store and the daemon.
 * Called by daemon/. Thread rule: loop thread only.
 */
#ifndef VB_STORE_LOGS_H
#define VB_STORE_LOGS_H

#include "protocol/crypt.h"
#include "protocol/hlc.h"
#include "store/env.h"

#define VB_CONTROL_CITE_BYTES 8u /* first bytes of the cited control entry's id */

struct log_info {
	uint32_t handle;
	uint32_t space; /* short number */
	enum audience audience;
	struct log_id id;
	struct node_id author;
	uint64_t incarnation;

	uint64_t count;       /* entries here, 0 .. count-1 */
	struct entry_id head; /* entry id of count-1; zero in an empty log */
	struct hlc hlc;       /* of the head */
	uint32_t control_seq; /* cited by the head */
	uint8_t control_id[VB_CONTROL_CITE_BYTES];
	uint64_t sealed; /* entries that the newest seal covers: it stands at sealed-1 */

	uint64_t valid;   /* entries 0 .. valid-1 were judged valid */
	uint64_t applied; /* entries 0 .. applied-1 were given to merging; <= valid */
	int fault;        /* 0, or why the entry at `valid` is held or invalid: enum vb_err */

	uint32_t walk_count;        /* entries since the last boundary, SPEC.md 4.2 */
	uint32_t walk_bytes;        /* sum of 146 + padded length since the last boundary */
	bool is_sealed_at_boundary; /* the newest seal stands at a boundary and is permanent */
};

struct logs;

/* Reads all logs of the store. Caller closes. Errors: VB_ERR_STORE_CORRUPT, VB_ERR_IO. Cost: all logs. */
VB_MUST int logs_open(struct env *env, struct logs **out);
/* Frees the memory, not the store; sets *logs to NULL. NULL is fine. */
void logs_close(struct logs **logs);

/* The log with this id, NULL if unknown. It lives, and changes with the log, until the log is taken back by an abort. */
const struct log_info *logs_find(const struct logs *logs, const struct log_id *id);
/* The log with this handle, NULL if unknown. */
const struct log_info *logs_get(const struct logs *logs, uint32_t handle);
/* The handles of all logs of one space and stream, ascending by log id, empty ones included; they live until the next
 * logs_register or abort. */
const uint32_t *logs_in_stream(const struct logs *logs, uint32_t space, enum audience stream,
                               size_t *count);

/* Digest of a stream (all, core or open): SPEC.md 10; 32 zero bytes for one without entries. Kept until a log of the
 * stream grows. Cost: all logs of the stream, once. */
void logs_digest(struct logs *logs, uint32_t space, const struct space_id *space_id,
                 enum audience stream, struct hash *out);

/* Makes a log known; *out is its handle, of the old one where it is known. The caller checked that the id is derived
 * from the rest. Errors: VB_ERR_TOO_MANY (VB_LOGS_MAX_COUNT of the space), the transaction's. */
VB_MUST int logs_register(struct logs *logs, struct env_txn *txn, uint32_t space,
                          const struct log_id *id, const struct node_id *author,
                          uint64_t incarnation, enum audience audience, uint32_t *out);

/* Appends an entry to its log. header: 146 bytes that follow the head (log id, seq, predecessor are asserted); body: as
 * stored, empty when it is withheld or erased; id: H(header). */
void logs_append(struct logs *logs, struct env_txn *txn, uint32_t handle, struct span header,
                 struct span body, const struct entry_id *id);

/* True if the entry that would be appended next, of this padded length, begins behind a boundary: the head must have
 * its seal first. */
bool logs_is_boundary_next(const struct log_info *log, uint32_t padded_bytes);

/* Keeps the verified seal of the head and drops the one before, unless that stands at a boundary. */
void logs_seal(struct logs *logs, struct env_txn *txn, uint32_t handle,
               const struct signature *seal);

/* Keeps how far the log was judged and applied (applied <= valid <= count) and why the entry behind is not valid. */
void logs_judge(struct logs *logs, struct env_txn *txn, uint32_t handle, uint64_t valid,
                uint64_t applied, int fault);

/* Writes what changed, commits and sets *txn to NULL. On error the logs in memory are as before the transaction.
 * Errors: as env_commit. */
VB_MUST int logs_commit(struct logs *logs, struct env_txn **txn);
/* Aborts the transaction, sets *txn to NULL and puts the logs in memory back. *txn may be NULL. */
void logs_abort(struct logs *logs, struct env_txn **txn);

#endif
