/* blobs: the encrypted bytes of files (SPEC.md 4.3): which are known, how much of each is here, and where.
 *
 * A row for each blob that a valid entry lists, under the record, the log and the manifest, so that erasing the record
 * takes it along. The bytes stand beside the store, a file a blob (blob_file.h) in the folder `blobs`, under a random name
 * that the row keeps: why, README.md. A row never promises more than is on disk; bytes without a row are removed when
 * the office starts, and where bytes are missing the row begins anew and they are fetched again.
 * Called by daemon/, check_blobs. Thread rule: loop thread only.
 */
#ifndef VB_STORE_BLOBS_H
#define VB_STORE_BLOBS_H

#include "store/blob_file.h"
#include "store/env.h"
#include "store/home.h"
#include "store/key.h"

#define VB_BLOBS_FOLDER "blobs"

/* Where a blob belongs. */
struct blob_place {
	struct record_ref record;
	uint32_t log; /* handle of the log whose entry lists it */
	struct hash manifest;
};

enum blob_state {
	VB_BLOB_DUE = 0,   /* some of it is missing */
	VB_BLOB_WHOLE = 1, /* all of it is here, and fits the manifest */
	VB_BLOB_FALSE = 2, /* what its record opens does not fit the manifest: nobody can have it */
};

struct blob_row {
	struct blob_place place;
	enum blob_state state;
	bool is_counted; /* its length stands in the account of who listed it (quota.h) */
	uint64_t size;   /* of the file, in bytes */
	uint64_t count;  /* chunks here, on disk */
	uint64_t name;   /* of the file in the folder */
};

struct blobs;

/* Makes the folder if need be, removes what no row names, counts. simulated: nothing is synced. Caller destroys.
 * Errors: VB_ERR_STORE_CORRUPT, VB_ERR_DISK_FULL, VB_ERR_IO, VB_ERR_TOO_LARGE (path). Cost: all rows. */
VB_MUST int blobs_open(const char *home, struct env_txn *txn, bool simulated, struct blobs **out);
/* Frees it; sets *blobs to NULL. NULL is fine. */
void blobs_close(struct blobs **blobs);
/* The turn was undone: counts anew. Errors: those of the store. Cost: all rows. */
VB_MUST int blobs_recount(struct blobs *blobs, struct env_txn *txn);
/* Bytes that the chunks here take on disk. */
uint64_t blobs_used_bytes(const struct blobs *blobs);

/* A valid entry lists this blob: from now on it is due, unless it is known already, or longer than anybody takes. */
void blobs_list(struct blobs *blobs, struct env_txn *txn, const struct blob_place *place,
                uint64_t size);
/* Reads a row. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int blobs_get(struct env_txn *txn, const struct blob_place *place, struct blob_row *out);
/* The blob that is due behind `after` (NULL: the first), those of a log together: by log, record, manifest; false: none.
 * after need not exist. */
bool blobs_next_due(struct env_txn *txn, const struct blob_place *after, struct blob_row *out);

/* Opens the file of a row, to go on behind row->count or to read. Caller closes. Errors: those of blob_file_open. */
VB_MUST int blobs_open_file(const struct blobs *blobs, const struct blob_row *row,
                            struct blob_file *out);
/* Makes a new file, of a blob that has no row yet. Caller closes. Errors: those of blob_file_open. */
VB_MUST int blobs_new_file(const struct blobs *blobs, uint64_t size, uint64_t *name,
                           struct blob_file *out);
/* Removes a file that has no row. */
void blobs_remove_file(const struct blobs *blobs, uint64_t name);
/* Notes in the row what was synced; all of it: compared with the manifest, whole or false from then on. What is false
 * is removed. Errors: VB_ERR_NOT_FOUND (the row went meanwhile: its record was erased), VB_ERR_BAD_HASH (it is false), VB_ERR_IO. */
VB_MUST int blobs_advance(struct blobs *blobs, struct env_txn *txn, struct blob_row *row,
                          const struct blob_file *file);
/* A listed blob is whole, with the bytes of a file that blobs_new_file made: it takes the place of the one before. */
void blobs_adopt(struct blobs *blobs, struct env_txn *txn, const struct blob_row *whole);
/* Takes a row away and leaves its bytes, for another row to take them over by their name in the same turn. */
void blobs_hand_over(struct blobs *blobs, struct env_txn *txn, const struct blob_row *row);
/* Its length is or is no longer counted for who listed it. Errors: those of blobs_get. */
VB_MUST int blobs_count(struct blobs *blobs, struct env_txn *txn, struct blob_row *row,
                        bool is_counted);
/* True unless it is due and blobs_next_due does not find it: an older store had another order. */
bool blobs_is_listed(struct env_txn *txn, const struct blob_row *row);
/* From now on it finds it. */
void blobs_relist(struct blobs *blobs, struct env_txn *txn, const struct blob_row *row);
/* The bytes are missing or damaged: the blob is due from its beginning. */
void blobs_restart(struct blobs *blobs, struct env_txn *txn, struct blob_row *row);

/* Bytes on disk of the chunks that a row names. */
uint64_t blobs_row_bytes(const struct blob_row *row);
/* Takes one blob away, row and bytes, as blobs_drop_record. */
void blobs_drop(struct blobs *blobs, struct env_txn *txn, const struct blob_row *row);
/* Rises with every change of a row, to see that nothing has changed. */
uint64_t blobs_changes(const struct blobs *blobs);
/* Takes a record's blobs away, rows and bytes, for ever: the record was erased. The bytes go at once, since nobody may
 * come to want them back; if the turn is undone the rows find them missing. */
void blobs_drop_record(struct blobs *blobs, struct env_txn *txn, const struct record_ref *record);

struct blobs_cursor {
	struct env_cursor c;
	struct key prefix;
};
/* Starts a walk over the blobs of a record (NULL: of all). */
void blobs_open_rows(struct blobs_cursor *c, struct env_txn *txn, const struct record_ref *record);
/* The next; false at the end and after an error. */
bool blobs_next_row(struct blobs_cursor *c, struct blob_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int blobs_close_rows(struct blobs_cursor *c);

/* Names the files in the folder that no row names. Errors: VB_ERR_STORE_CORRUPT, VB_ERR_NO_HOME (no folder), VB_ERR_IO.
 * Cost: all rows. */
VB_MUST int blobs_each_orphan(const char *home, struct env_txn *txn,
                              void (*tell)(void *ctx, uint64_t name), void *ctx);

/* Writes the path of a blob's file below home. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int blobs_path(const char *home, uint64_t name, char out[static VB_HOME_PATH_MAX_BYTES]);

#endif
