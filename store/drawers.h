/* drawers: what a bridge keeps at this office: rows in tables of its own, and the marks of what it has written already.
 *
 * A row has a key and a value of which only the bridge knows the meaning, and may be about a record: then it goes in the commit
 * that erases the record. What the rows of a bridge take is counted with every write. Nothing of it ever leaves this office but in
 * backups.
 * Called by control_drawer, whoever writes for a bridge, erase, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_DRAWERS_H
#define VB_STORE_DRAWERS_H

#include "store/env.h"
#include "store/key.h"

#define VB_DRAWER_TABLE_MAX_BYTES 16u
#define VB_DRAWER_KEY_MAX_BYTES 128u
#define VB_DRAWER_VALUE_MAX_BYTES 65536u
#define VB_DRAWER_MAX_BYTES ((uint64_t)512 << 20) /* keys and values of one bridge */
#define VB_DRAWER_PLACE_MAX_BYTES VB_DRAWER_KEY_MAX_BYTES
#define VB_DRAWER_MARK_BYTES 16u
#define VB_DRAWER_BRIDGES 1u /* that there are, by number from 1 */

/* The row that stands in the drawer of each bridge once what it sent lately is not known here: the store came from a backup, or was
 * lost. Its value is since when, ms. */
#define VB_DRAWER_STATE "state"
#define VB_DRAWER_RESTORED "restored"

struct drawer_row {
	uint8_t bridge;    /* enum node_bridge, not 0 */
	struct span table; /* a text without NUL */
	struct span key;
	struct record_id about; /* zero: no record */
	struct span value;
	struct span place; /* filled in by drawers_next: where the walk stands */
};

/* Whether table, key and value have 1 byte at least (the value none) and the most above at most, and the table no NUL. */
bool drawers_is_row(const struct drawer_row *row);

/* Reads the value of the row with this bridge, table and key, and where about is no zero, about that record. Errors: VB_ERR_NOT_FOUND, the transaction's. */
VB_MUST int drawers_get(struct env_txn *txn, const struct drawer_row *row, struct span *value);
/* Writes one row that drawers_is_row, replacing that with the same bridge, table and key, whatever that is about. */
void drawers_put(struct env_txn *txn, const struct drawer_row *row);
/* Forgets the row with this bridge, table and key; a missing one is fine. */
void drawers_del(struct env_txn *txn, const struct drawer_row *row);
/* What the bridge's rows take, in bytes; 0 after an error. */
uint64_t drawers_used(struct env_txn *txn, uint8_t bridge);
/* So many bytes count for a row, with its place by record. */
uint64_t drawers_row_bytes(const struct drawer_row *row);

/* Forgets the rows of all bridges about a record. Cost: those rows. */
void drawers_drop_record(struct env_txn *txn, const struct record_id *about);

struct drawers_cursor {
	struct env_cursor c;
	struct key prefix, from;
	bool is_by_record;
};
/* Starts a walk over the rows of a table behind the place of a row (empty: from the first), ascending by key. row: bridge, table, and
 * about, where only the rows about that record are wanted; after is a place of such a walk, or a key.
 * An `after` of more than VB_DRAWER_PLACE_MAX_BYTES is our bug. */
void drawers_open(struct drawers_cursor *c, struct env_txn *txn, const struct drawer_row *row,
                  struct span after);
/* The next row, which lives until the transaction writes; false at the end and after an error. */
bool drawers_next(struct drawers_cursor *c, struct drawer_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int drawers_close(struct drawers_cursor *c);

/* ---- once ---- */

/* Reads which record the bridge wrote under a mark. Errors: VB_ERR_NOT_FOUND (none), VB_ERR_STORE_CORRUPT, the
 * transaction's. */
VB_MUST int drawers_once_get(struct env_txn *txn, uint8_t bridge,
                             const uint8_t mark[VB_DRAWER_MARK_BYTES], struct record_id *out);
/* Notes it, in the transaction that writes the record. */
void drawers_once_put(struct env_txn *txn, uint8_t bridge, const uint8_t mark[VB_DRAWER_MARK_BYTES],
                      const struct record_id *record);

/* Notes for each bridge that what it did lately is not known here. */
void drawers_note_restored(struct env_txn *txn, struct wall_ms now);

/* Looks through both tables: forms, and whether each bridge's count is what its rows take. Errors: VB_ERR_STORE_CORRUPT, the
 * transaction's. Cost: all of it. */
VB_MUST int drawers_check(struct env_txn *txn);

#endif
