/* erasures: which records were erased, by which entries of open logs, and what took their places.
 *
 * One row for each record and each erase that names it with a right to it. While one of them is in force, no body of an entry of
 * the record is kept. An erase that is held (its author is suspended, or wrote two histories) hides the record and destroys
 * nothing; one that was taken back stays as a row, since others may have obeyed it: bodies of the record may be missing.
 * A record that several erases name has the replacement of the one with the smallest entry id.
 * Called by daemon/, check. How far this office is with an erase, and who has confirmed it: erases.h.
 * Thread rule: loop thread only.
 */
#ifndef VB_STORE_ERASURES_H
#define VB_STORE_ERASURES_H

#include "store/env.h"
#include "store/key.h"

#define VB_REPLACEMENTS_MAX                                                                        \
	8u /* (wire) steps from a record to what stands for it today: SPEC.md 6 */

/* What an erase does to a record, the strongest first. */
enum erased_state {
	VB_ERASED_IN_FORCE,
	VB_ERASED_HELD,
	VB_ERASED_VOID,
};

struct erased_row {
	struct record_ref record;
	struct entry_id erase; /* the entry that names it */
	enum erased_state state;
	struct record_id replacement; /* zero: none */
	uint32_t log;                 /* handle of the open log in which the erase stands */
	uint64_t seq;
};

/* Writes a row, replacing that of the same record and erase. */
void erasures_put(struct env_txn *txn, const struct erased_row *row);

/* Finds the erase that decides over a record: of those in the strongest state the one with the smallest entry id.
 * Errors: VB_ERR_NOT_FOUND (nobody ever erased it), VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int erasures_get(struct env_txn *txn, const struct record_ref *record,
                         struct erased_row *out);

/* True if an erase of the record is in force. */
bool erasures_is_erased(struct env_txn *txn, const struct record_ref *record);

/* Finds the one record of a space, in both audiences, that is erased and whose id lies between low and high, both included: an id
 * that was typed in short. Errors: VB_ERR_NOT_FOUND (none, or several), the transaction's. */
VB_MUST int erasures_between(struct env_txn *txn, uint32_t space, const struct record_id *low,
                             const struct record_id *high, struct record_ref *out);

/* Follows replacements from a record of a space, in either audience: *out is what stands for it today, itself where it is not
 * erased. Errors: VB_ERR_ERASED (nothing took its place, or no end within VB_REPLACEMENTS_MAX steps, as in a circle), the
 * transaction's. */
VB_MUST int erasures_follow(struct env_txn *txn, uint32_t space, const struct record_id *id,
                            struct record_id *out);

struct erasures_cursor {
	struct env_cursor c;
	struct key prefix;
};
/* Starts a walk over the rows of a space (0: of all), ascending by audience, record and erase. */
void erasures_open(struct erasures_cursor *c, struct env_txn *txn, uint32_t space);
/* The next row; false at the end and after an error. */
bool erasures_next(struct erasures_cursor *c, struct erased_row *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int erasures_close(struct erasures_cursor *c);

#endif
