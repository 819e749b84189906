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

#include "store/env.h"
#include "store/log_info.h"

struct logs;

/* Reads all logs of the store. Caller closes. Errors: VB_ERR_STORE_CORRUPT, VB_ERR_IO. Cost: all logs. */
VB_MUST int logs_open(struct env *env, struct logs **out);
/* Frees the memory, not the store; sets *logs to NULL. NULL is fine. */
void logs_close(struct logs **logs);

/* The log with this id, NULL if unknown. What is returned stays where it is and changes with the log; it ends when the
 * transaction that made the log known fails. */
const struct log_info *logs_find(const struct logs *logs, const struct log_id *id);
/* The log with this handle, NULL if unknown. */
const struct log_info *logs_get(const struct logs *logs, uint32_t handle);
/* All logs of one space and stream, ascending by log id, empty ones included; *count of them. The list lives until the
 * next logs_register, logs_commit or logs_abort. */
const struct log_info *const *logs_in_stream(const struct logs *logs, uint32_t space,
                                             enum audience stream, size_t *count);

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
 * stored, empty when it is withheld or erased; id: H(header). Cost: about 1 us. */
void logs_append(struct logs *logs, struct env_txn *txn, uint32_t handle, struct span header,
                 struct span body, const struct entry_id *id);

/* Keeps the verified seal of the head and drops the one before, unless that stands at a boundary. */
void logs_seal(struct logs *logs, struct env_txn *txn, uint32_t handle,
               const struct signature *seal);

/* The greatest count, at most seq, behind which a boundary stands; 0 if there is none. Errors: VB_ERR_STORE_CORRUPT, the
 * transaction's. Cost: the log up to seq. */
VB_MUST int logs_boundary_before(const struct logs *logs, struct env_txn *txn, uint32_t handle,
                                 uint64_t seq, uint64_t *count);

/* Takes out all entries from count on. count: what logs_boundary_before gave, so that what stays is sealed; not less
 * than valid. Cost: the log. */
void logs_truncate(struct logs *logs, struct env_txn *txn, uint32_t handle, uint64_t count);

/* Keeps how far the log was judged and applied (applied <= valid <= count) and why the entry behind is not valid. */
void logs_judge(struct logs *logs, struct env_txn *txn, uint32_t handle, uint64_t valid,
                uint64_t applied, int fault);

/* Writes what changed, commits and sets *txn to NULL. On error the logs in memory are as before the transaction.
 * Errors: as env_commit. */
VB_MUST int logs_commit(struct logs *logs, struct env_txn **txn);
/* Aborts the transaction, sets *txn to NULL and puts the logs in memory back. *txn may be NULL. */
void logs_abort(struct logs *logs, struct env_txn **txn);

#endif
