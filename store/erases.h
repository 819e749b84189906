/* erases: each erase that counts here, how far this office is with it, and who has confirmed it.
 *
 * What an erase names is gone for people at once. It is gone from the disk after the next erasure run (backup_compact), and
 * only then this office signs its receipt. Receipts of others are noted whether their erase is here or not.
 * Called by daemon/, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_ERASES_H
#define VB_STORE_ERASES_H

#include "store/env.h"
#include "store/key.h"

enum erase_state {
	VB_ERASE_DUE,  /* bodies are dropped; the file still holds them in free pages */
	VB_ERASE_RUN,  /* the run is done: a receipt is due */
	VB_ERASE_TOLD, /* the receipt is written, or nobody is to be told */
};

struct erase_row {
	uint32_t space; /* short number */
	struct entry_id id;
	enum erase_state state;
	uint32_t log; /* handle of the open log in which it stands */
	uint64_t seq;
	uint32_t ground;  /* code: SPEC.md 6 */
	uint32_t records; /* that it names with a right to them */
	uint32_t dropped; /* of these, what was here */
	uint64_t time;    /* of the entry's stamp, ms */
	uint64_t run;     /* when the run was, ms; 0: not yet */
};

/* Writes a row, replacing that of the same erase. */
void erases_put(struct env_txn *txn, const struct erase_row *row);
/* Removes it: the erase counts no longer. */
void erases_del(struct env_txn *txn, uint32_t space, const struct entry_id *id);
/* Reads it. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int erases_get(struct env_txn *txn, uint32_t space, const struct entry_id *id,
                       struct erase_row *out);

struct erases_cursor {
	struct env_cursor c;
	struct key prefix, from;
};
/* Starts a walk over the erases of all spaces behind `after` (NULL: from the first), ascending by space and id. */
void erases_open(struct erases_cursor *c, struct env_txn *txn, const struct erase_row *after);
/* The next one; false at the end and after an error. */
bool erases_next(struct erases_cursor *c, struct erase_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int erases_close(struct erases_cursor *c);

/* An office's word that it has erased. */
struct receipt_row {
	uint32_t space;
	struct entry_id erase;
	struct node_id node;
	uint32_t log; /* handle of its open log */
	uint64_t seq;
	uint32_t dropped; /* records that it had */
	uint64_t time;    /* ms, by its stamp */
};

/* Notes a receipt; the newest of an office and erase stays. */
void erases_put_receipt(struct env_txn *txn, const struct receipt_row *row);
/* Takes one back, if it is the one that stands in this entry. */
void erases_del_receipt(struct env_txn *txn, const struct receipt_row *row);
/* Starts a walk over the receipts of an erase, ascending by node id; ends with erases_close. */
void erases_open_receipts(struct erases_cursor *c, struct env_txn *txn, uint32_t space,
                          const struct entry_id *erase);
/* The next one; false at the end and after an error. */
bool erases_next_receipt(struct erases_cursor *c, struct receipt_row *out);

#endif
