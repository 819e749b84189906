/* record_keys: the keys of confidential records: which record has which, and the file `record.keys` beside the store. SPEC.md 13.4.
 *
 * A record of a confidential kind gets a key with the first thing that is kept of it: bodies, merged record and
 * words stand in the store only encrypted under it, so without the file they are bytes of no meaning, in whatever copy of the store.
 * Keys are made in blocks and are in the synced file before the first of a block is given, so a commit needs no
 * other file and no acknowledged record is without its key. A key that was dropped is wiped from the memory when the turn is
 * committed, and from the file by record_keys_keep; what a crash leaves there, goes at the next opening.
 * Who reads and writes rows finds the keys with the environment (env_keys); without them rows are handed out locked.
 * Called by records, entries, index, words, daemon/. Thread rule: loop thread only.
 */
#ifndef VB_STORE_RECORD_KEYS_H
#define VB_STORE_RECORD_KEYS_H

#include "protocol/keyring.h"
#include "store/env.h"
#include "store/key.h"

#define VB_RECORD_KEYS_NAME "record.keys"
#define VB_KEYS_BACKUP_LIFE_MS (30u * 24u * 3600u * UINT64_C(1000))

/* What is locked; the same bytes in another place do not open. */
enum record_keys_what {
	VB_LOCKED_RECORD = 1,
	VB_LOCKED_BODY = 2,
	VB_LOCKED_WORDS = 3,
};

struct record_keys;

/* Reads the file of the home and lends the keys to the environment; where no record has a key yet there need be no file. keys must
 * outlive it. Caller closes, before env. Errors: VB_ERR_RECORD_KEYS (missing, damaged, another office's), VB_ERR_VERSION (newer),
 * VB_ERR_IO, those of the store. */
VB_MUST int record_keys_open(struct env *env, const char *home, const struct node_keys *keys,
                             struct record_keys **out);
/* Wipes; sets *keys to NULL. NULL is fine. */
void record_keys_close(struct record_keys **keys);

/* ---- records ---- */

struct record_keys_row {
	struct record_ref record;
	uint64_t number; /* 0: none, its bodies are to be fetched again */
	uint32_t kind;
	bool is_wanted; /* bodies of it are missing */
};

/* Reads the row of a record. Errors: VB_ERR_NOT_FOUND (no confidential one), the transaction's. */
VB_MUST int record_keys_get(struct env_txn *txn, const struct record_ref *record,
                            struct record_keys_row *out);
/* The number of the record's key, which it gets now if it has none; 0 after an error (the transaction's: those of writing the
 * file, VB_ERR_TOO_MANY). */
uint64_t record_keys_give(struct env_txn *txn, const struct record_ref *record, uint32_t kind);
/* Writes a row as it is. */
void record_keys_put(struct env_txn *txn, const struct record_keys_row *row);
/* Takes the key away from the record: nothing kept of it opens any more once the turn is committed. */
void record_keys_drop(struct env_txn *txn, const struct record_ref *record);

struct record_keys_cursor {
	struct env_cursor c;
};
/* Starts a walk over all rows, ascending. */
void record_keys_open_rows(struct record_keys_cursor *c, struct env_txn *txn);
/* The next row; false at the end and after an error. */
bool record_keys_next(struct record_keys_cursor *c, struct record_keys_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int record_keys_close_rows(struct record_keys_cursor *c);

/* ---- values ---- */

/* Encrypts a value that belongs to `owner` (record or header) under the key with this number. What is handed out lives until the next call. */
struct span record_keys_lock(struct env_txn *txn, uint64_t number, enum record_keys_what what,
                             struct span owner, struct span value);
/* Decrypts it; *out lives until the next call with the same `what`. Errors: VB_ERR_STORE_CORRUPT (or no such key). */
VB_MUST int record_keys_unlock(struct env_txn *txn, enum record_keys_what what, struct span owner,
                               struct span locked, struct span *out);
/* By what a text of a confidential record is found (keyring_mark). */
void record_keys_mark(const struct record_keys *keys, struct span text, struct hash *out);
/* Wipes what was handed out. */
void record_keys_rest(struct record_keys *keys);

/* ---- the file ---- */

/* The turn is committed, or it failed: dropped keys are wiped, or stay. */
void record_keys_on_commit(struct record_keys *keys);
/* See record_keys_on_commit. */
void record_keys_on_failure(struct record_keys *keys);
/* Writes the file anew if there are keys in it that were dropped, looks that they are gone, and overwrites the former file.
 * Errors: VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int record_keys_keep(struct record_keys *keys);
/* Wipes all keys that no record has, but for spare ones: what a crash left. To be called after opening. Errors: the
 * transaction's. Cost: all rows. */
VB_MUST int record_keys_settle(struct record_keys *keys, struct env_txn *txn);
/* True if the key with this number is here. */
bool record_keys_has(const struct record_keys *keys, uint64_t number);
/* How many records have a row: a key, or bodies that are wanted. Errors show as 0. */
uint64_t record_keys_count(struct env_txn *txn);

/* Writes a copy of the file for keeping elsewhere to the full path, replacing an older one at the end. Errors: VB_ERR_DISK_FULL,
 * VB_ERR_IO, VB_ERR_NO_HOME, VB_ERR_TOO_LARGE. */
VB_MUST int record_keys_backup(const struct record_keys *keys, const char *path, struct wall_ms now,
                               uint64_t *bytes);
/* True if the file looks like such a copy. */
bool record_keys_is_copy(const char *path);
/* Writes the file of a home that is made anew: with the keys of such a copy, or (path NULL) with none. *time is when the copy was
 * made. Errors: VB_ERR_BAD_KEYS_BACKUP, VB_ERR_KEYS_BACKUP_OLD, VB_ERR_BAD_FILE (cannot be opened), VB_ERR_VERSION,
 * VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int record_keys_restore(const char *home, const struct node_keys *keys, const char *path,
                                struct wall_ms now, struct wall_ms *time);

#endif
