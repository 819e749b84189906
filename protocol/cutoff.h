/* cutoff: what was accepted of each log of a node whose right was taken away: SPEC.md 5.
 *
 * A list of [log id, count, id of entry count-1], strictly ascending by log id; a log not named has nothing accepted.
 * Used by control entries (role, remove, suspend-confirmed, lift) and open ones (suspend).
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_CUTOFF_H
#define VB_PROTOCOL_CUTOFF_H

#include "protocol/list.h"

struct cutoff {
	struct log_id log;
	uint64_t count;        /* entries accepted, at least 1 */
	struct entry_id entry; /* the last of them; counts as a seal */
};

/* Reads a list of at most VB_CUTOFFS_MAX_COUNT. */
void cutoff_list_read(struct pack_reader *r, struct list *out);

/* Takes the next one off the list; false at its end. */
bool cutoff_list_next(struct list *at, struct cutoff *out);

/* Appends one as a list element. */
void cutoff_pack(struct buf *b, const struct cutoff *cutoff);

#endif
