/* env: the one file that knows LMDB. An environment is a file of ordered tables in the home directory of a node.
 *
 * One process has it open at a time (home_lock), it is opened after any fork and never inherited. Writes stand in the
 * one write transaction; its errors are sticky: after the first failure every call is a no-op and env_commit tells
 * it. A commit that returned 0 is on disk. After VB_ERR_DISK_FULL the environment is usable and the same writes can be
 * made again; after VB_ERR_IO it refuses every further write, because what a failed fsync left behind is unknown: the
 * daemon stops. Reads take a transaction too: a read one (short, never kept over a turn of the loop) or the open write
 * one, which sees its own writes. Spans point into the map: they live until the transaction ends or writes again.
 * Keys are 1 to 511 bytes (key.h) and compared bytewise. A table is a number below the count given to
 * env_open. Called by everything in store/ and, for transactions, by daemon/core/node. Thread rule: loop thread only.
 */
#ifndef VB_STORE_ENV_H
#define VB_STORE_ENV_H

#include "protocol/bytes.h"

/* Ceilings of the file: of the store of a node, and with NO_FSYNC, so that hundreds of nodes fit one process. They take
 * address space, not memory; a full map counts as a full disk. */
#define VB_ENV_MAP_BYTES ((uint64_t)1 << 40)
#define VB_ENV_SIMULATED_MAP_BYTES ((uint64_t)1 << 32)

struct env;
struct env_txn;
struct record_keys;

enum env_flags {
	VB_ENV_NO_FSYNC =
		1u << 0, /* for the simulator on a memory file system: a commit is not durable */
	VB_ENV_READ_ONLY = 1u << 1, /* changes nothing; write transactions are refused */
	VB_ENV_CREATE = 1u << 2,    /* makes the file; refused where there is one */
	VB_ENV_WALK = 1u << 3,      /* reads every page before the file is used: for --check */
};

struct env_options {
	uint32_t flags;     /* enum env_flags */
	uint64_t map_bytes; /* 0: VB_ENV_MAP_BYTES, or VB_ENV_SIMULATED_MAP_BYTES with NO_FSYNC */
};

enum env_mode {
	VB_ENV_READ,
	VB_ENV_WRITE,
};

/* Opens the file data.mdb in the directory home with the tables named (the texts must outlive it), of which the first
 * must exist in a file that is not new; the others wait for env_open_tables. Takes the lock of the home. Caller closes.
 * Errors: VB_ERR_NO_HOME (no directory, no file), VB_ERR_HOME_EXISTS (CREATE and a file), VB_ERR_LOCKED,
 * VB_ERR_STORE_CORRUPT (not such a file, damaged, cut off), VB_ERR_DISK_FULL, VB_ERR_IO, VB_ERR_TOO_LARGE (path). */
VB_MUST int env_open(const char *home, const struct env_options *options, const char *const *tables,
                     uint32_t table_count, struct env **out);

/* Opens the tables but the first, and makes those that are missing; not done by env_open so that a store of a newer
 * version is not touched before its version is read. Errors: VB_ERR_STORE_CORRUPT (missing, and READ_ONLY),
 * VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int env_open_tables(struct env *env);

/* Gives back the memory that the pages of large transactions took, which LMDB keeps for the next one, by opening the file anew;
 * nothing where little was written. No transaction may be open. Errors: as env_reopen. Cost: some milliseconds. */
VB_MUST int env_rest(struct env *env);

/* Closes; an open transaction is our bug. Sets *env to NULL. NULL is fine. */
void env_close(struct env **env);

/* Closes and removes the file: takes back a creation. Sets *env to NULL. */
void env_remove(struct env **env);

/* Starts a transaction; one write transaction at a time. Caller ends it by env_commit or env_abort.
 * Errors: VB_ERR_IO (a commit failed before), VB_ERR_DISK_FULL, VB_ERR_STORE_CORRUPT. */
VB_MUST int env_begin(struct env *env, enum env_mode mode, struct env_txn **out);

/* As env_begin, but an error shows only as that of the transaction, in which nothing is found and nothing written. For
 * callers who look once, at the end. Never NULL; the caller ends it. */
struct env_txn *env_start(struct env *env, enum env_mode mode);

/* Ends a transaction and sets *txn to NULL; what a write one wrote is durable when this returns 0, and gone otherwise.
 * Errors: the first error of the transaction; VB_ERR_DISK_FULL, VB_ERR_IO. Cost: one fsync. */
VB_MUST int env_commit(struct env_txn **txn);

/* Ends a transaction without a trace and sets *txn to NULL. NULL is fine. */
void env_abort(struct env_txn **txn);

/* The first error of the transaction, 0 if none. */
int env_error(const struct env_txn *txn);

/* Makes the transaction fail with err (our reader found damage, for example); the first error stays. */
void env_fail(struct env_txn *txn, int err);

/* Reads one value. Errors: VB_ERR_NOT_FOUND (not sticky); the transaction's. */
VB_MUST int env_get(struct env_txn *txn, uint32_t table, struct span key, struct span *value);

/* True if the key is there; false after an error. */
bool env_has(struct env_txn *txn, uint32_t table, struct span key);

/* Writes one value, replacing an older one. */
void env_put(struct env_txn *txn, uint32_t table, struct span key, struct span value);

/* As env_put, but with others of its kind, in the order of their keys, before the transaction is looked at or ends. For rows
 * of which many come in one turn and are not read in it. */
void env_put_soon(struct env_txn *txn, uint32_t table, struct span key, struct span value);

/* Makes room for a value of size bytes and returns where to write it, at once; NULL after an error. */
uint8_t *env_reserve(struct env_txn *txn, uint32_t table, struct span key, size_t size);

/* Removes one key; a missing one is fine. */
void env_del(struct env_txn *txn, uint32_t table, struct span key);

/* Removes all keys that begin with prefix. Cost: all of them. */
void env_del_prefix(struct env_txn *txn, uint32_t table, struct span prefix);

/* Removes all keys of a table. Cost: its pages, not its keys. */
void env_clear(struct env_txn *txn, uint32_t table);

/* Reads the last key that begins with prefix (empty: of the table). Errors: VB_ERR_NOT_FOUND; the transaction's. */
VB_MUST int env_last(struct env_txn *txn, uint32_t table, struct span prefix, struct span *key,
                     struct span *value);

/* The last key of a table of which all keys are eight bytes, as a number; 0 when it is empty. Errors: VB_ERR_STORE_CORRUPT
 * (it is none), the transaction's. */
VB_MUST int env_last_number(struct env_txn *txn, uint32_t table, uint64_t *out);

/* A walk over the keys of a table in ascending order. Nothing may be written in its transaction while it stands:
 * collect the keys, close, then write. */
struct env_cursor {
	struct env_txn *txn;
	void *position;
	struct span prefix;
	struct span from;
	bool is_started;
};

/* Starts before the first key >= from that begins with prefix; an empty from means prefix. Both are borrowed until
 * env_cursor_close. Errors show in env_cursor_close. */
void env_cursor_open(struct env_cursor *c, struct env_txn *txn, uint32_t table, struct span prefix,
                     struct span from);

/* The next key and value; false at the end of the range and after an error. */
bool env_cursor_next(struct env_cursor *c, struct span *key, struct span *value);

/* Ends the walk. Errors: those of the transaction. */
VB_MUST int env_cursor_close(struct env_cursor *c);

struct env_info {
	uint64_t file_bytes; /* length of the file */
	uint64_t
		used_bytes; /* of that, pages in use or free for reuse; what a compact copy needs at most */
	uint64_t map_bytes;  /* ceiling */
	uint64_t disk_bytes; /* size of the file system */
	uint64_t free_bytes; /* of that, what this login may still use */
};

/* How large it is. Errors: VB_ERR_IO. */
VB_MUST int env_measure(struct env *env, struct env_info *out);

/* Number of keys in a table; 0 after an error. */
uint64_t env_count(struct env_txn *txn, uint32_t table);

/* Lends the keys of confidential records to all who read and write them (record_keys.h); NULL: no longer. */
void env_set_keys(struct env *env, struct record_keys *keys);
/* Those keys; NULL where there are none, as for --check. */
struct record_keys *env_keys(const struct env_txn *txn);

#define VB_ENV_LIBRARY_BYTES 32u /* with the NUL */
/* Writes the version of LMDB that is in use. */
void env_library(char out[static VB_ENV_LIBRARY_BYTES]);
/* The full path of the data file. */
const char *env_path(const struct env *env);

/* Makes every later env_begin fail with err: what is on disk is no longer known. */
void env_stop(struct env *env, int err);

/* Writes a compact copy, without free and deleted data, to an open file at its start; not synced. No write transaction
 * may be open. Errors: VB_ERR_DISK_FULL, VB_ERR_IO, VB_ERR_STORE_CORRUPT. Cost: all of it, about 4 s a GB. */
VB_MUST int env_copy(struct env *env, int fd);

/* Closes and opens the file of the home again, which may be another one now; no transaction may be open. The lock of
 * the home is kept. After an error every env_begin fails with it. Errors: as env_open. */
VB_MUST int env_reopen(struct env *env);

#endif
