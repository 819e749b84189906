/* keyspace: the one list of tables: name, layout of key and value, file that owns it.
 *
 * The list is what --check prints and what env opens. Keys are big-endian and in the order of logs or of time, so that
 * what is written together lies together. Layouts never change within one store version (migrate.h).
 * Called by everything in store/. Thread rule: pure, except for the meta functions: loop thread only.
 */
#ifndef VB_STORE_KEYSPACE_H
#define VB_STORE_KEYSPACE_H

#include "store/env.h"

enum table {
	VB_TABLE_META,
	VB_TABLE_SPACES,
	VB_TABLE_CONTROL,
	VB_TABLE_LOGS,
	VB_TABLE_ENTRIES,
	VB_TABLE_SEALS,
	VB_TABLE_RECORDS,
	VB_TABLE_TOUCH,
	VB_TABLE_WAITING,
	VB_TABLE_WAITERS,
	VB_TABLE_KINDS,
	VB_TABLE_REFS,
	VB_TABLE_TEXTS,
	VB_TABLE_FEED,
	VB_TABLE_PEERS,
	VB_TABLE_INVITES,
	VB_TABLE_HAVES,
	VB_TABLE_FORKS,
	VB_TABLE_TRUST,
	VB_TABLE_CONTACTS,
	VB_TABLE_LOGINS,
	VB_TABLE_WORDS,
	VB_TABLE_WORDED,
	VB_TABLE_NUMBERS,
	VB_TABLE_GIFTS,
	VB_TABLE_BLOBS,
	VB_TABLE_BLOBS_DUE,
	VB_TABLE_ERASED,
	VB_TABLE_ERASES,
	VB_TABLE_RECEIPTS,
	VB_TABLE_VOTES,
	VB_TABLE_RIVALS,
	VB_TABLE_USAGE,
	VB_TABLE_LOCKED,
	VB_TABLE_LOCKED_WORDS,
	VB_TABLE_REPOSTS,
	VB_TABLE_DRAWERS,
	VB_TABLE_ONCE,
	VB_TABLE_COUNT
};

struct table_info {
	const char *name;
	const char *key;   /* "u32 log, u64 seq" */
	const char *value; /* "header 146, body" */
	const char *owner; /* "entries" */
};

/* The row of a table below VB_TABLE_COUNT. */
const struct table_info *keyspace_table(enum table table);

/* Opens the environment of a home with all tables known; the first is open, the others wait for env_open_tables.
 * Caller closes. Errors: as env_open. */
VB_MUST int keyspace_open(const char *home, const struct env_options *options, struct env **out);

/* Numbers kept in the table meta. */
enum meta {
	VB_META_VERSION,     /* layout of the store, migrate.h */
	VB_META_NEXT_SPACE,  /* short number that the next space gets, from 1 */
	VB_META_NEXT_LOG,    /* short number that the next log gets, from 1 */
	VB_META_GENERATION,  /* of the change feed, feed.h */
	VB_META_NEXT_NUMBER, /* short number that the next record with words gets, from 1, words.h */
	VB_META_BORN, /* when this store was made, or first opened by a version that keeps this; ms */
	VB_META_BACKUP,  /* when it was last copied by a backup, ms */
	VB_META_ERASURE, /* when the last erasure run was, ms */
	VB_META_NEXT_KEY, /* number of the key that the next confidential record gets, from 1, record_keys.h */
	VB_META_LOCKED_KINDS, /* all records of kinds that were confidential then are locked: locking.c */
	VB_META_COPY_DUE,    /* 1: the next erasure run is due although nothing was erased */
	VB_META_KEYS_BACKUP, /* when record.keys was last copied by a backup, ms */
};

/* Reads a number. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT (of another size), the transaction's. */
VB_MUST int keyspace_get_meta(struct env_txn *txn, enum meta name, uint64_t *out);

/* Writes a number. */
void keyspace_put_meta(struct env_txn *txn, enum meta name, uint64_t value);

/* Hands out the number `name` and adds one to it; 0 after an error. */
uint32_t keyspace_next(struct env_txn *txn, enum meta name);

#endif
