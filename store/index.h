/* index: finding records by kind, by a reference they hold (parent to children), and by a text (their OParl id).
 *
 * The store knows no kinds: the caller says which rows a merged record has, before and after a change, and the index
 * takes the difference. Children of one parent lie together, in the order of their creation. A page of a list goes on
 * behind the last record of the page before.
 * Called by daemon/, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_INDEX_H
#define VB_STORE_INDEX_H

#include "store/env.h"
#include "store/key.h"

#define VB_INDEX_TEXT_MAX_BYTES                                                                    \
	400u /* longer texts and empty ones are not indexed; SPEC.md 12: field 1 has at most 400 */

/* One thing by which a record is found. */
struct index_row {
	enum index_type { VB_INDEX_KIND, VB_INDEX_REF, VB_INDEX_TEXT } type;
	uint32_t kind;        /* of the record; not used for TEXT */
	uint32_t field;       /* REF, TEXT: number of the field */
	struct record_id ref; /* REF: the parent */
	struct span text;     /* TEXT: without NUL; the caller's */
	bool is_marked; /* TEXT: of a confidential record: the row has keyring_mark in place of the text */
};

/* Writes the rows in `now` that are not in `before`, and removes those in `before` that are not in `now`. Rows of one
 * list differ from each other. */
void index_update(struct env_txn *txn, const struct record_ref *ref, const struct index_row *before,
                  size_t before_count, const struct index_row *now, size_t now_count);

struct index_cursor {
	struct env_cursor c;
	struct key prefix;
	struct key from;
	uint32_t space;
};

/* Starts a walk over the records of a kind in a space, behind `after` (NULL: from the first), by (id, audience). */
void index_open_kind(struct index_cursor *c, struct env_txn *txn, uint32_t space, uint32_t kind,
                     const struct record_ref *after);
/* Starts a walk over the records of a kind that hold `parent` in a field, behind `after`, by (id, audience). */
void index_open_children(struct index_cursor *c, struct env_txn *txn, uint32_t space,
                         const struct record_id *parent, uint32_t kind, uint32_t field,
                         const struct record_ref *after);
/* Starts a walk over the records with exactly this text in a field, by (id, audience): those of confidential kinds or the
 * others. text: of at most VB_INDEX_TEXT_MAX_BYTES, else nothing is found. */
void index_open_text(struct index_cursor *c, struct env_txn *txn, uint32_t space, uint32_t field,
                     struct span text, bool is_confidential);
/* Removes all rows of records that cannot be read any more, so that what they are is not known. refs: ascending as keys are.
 * Cost: all rows of their spaces. */
void index_forget(struct env_txn *txn, const struct record_ref *refs, size_t count);
/* Starts a walk over the rows of all records that refer to `parent`, in whatever field; one comes once a field. */
void index_open_references(struct index_cursor *c, struct env_txn *txn, uint32_t space,
                           const struct record_id *parent);
/* How many times records of the space refer to this one, counted up to max; 0 after an error. Cost: those. */
uint64_t index_count_references(struct env_txn *txn, uint32_t space, const struct record_id *parent,
                                uint64_t max);
/* The next record; false at the end and after an error. */
bool index_next(struct index_cursor *c, struct record_ref *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, those of the transaction. */
VB_MUST int index_close(struct index_cursor *c);

#endif
