/* cut: the cut-offs that one entry gave for a node's logs: of each log named the first so many entries; of a log not named
 * none (SPEC.md 5).
 *
 * The owner may raise them later, never lower them. Entries that take a right away hold one (member), suspensions too
 * (hold, suspension). Thread rule: pure.
 */
#ifndef VB_PROTOCOL_SPACE_CUT_H
#define VB_PROTOCOL_SPACE_CUT_H

#include "protocol/cutoff.h"

struct cut {
	uint32_t control_seq; /* of the entry that gave them */
	uint32_t count;
	struct cutoff *cutoffs; /* ascending by log id */
};

/* Keeps a copy of a list that cutoff_list_read read. */
void cut_init(struct cut *cut, uint32_t control_seq, const struct list *cutoffs);
/* Frees it. */
void cut_release(struct cut *cut);

/* What it says of a log; NULL when it does not name it. Lives until the next cut_raise. Cost: binary search. */
const struct cutoff *cut_find(const struct cut *cut, const struct log_id *log);
/* How many entries of the log it leaves: 0 when it does not name it. */
uint64_t cut_left(const struct cut *cut, const struct log_id *log);

/* True if all of these lie above what stands here. */
bool cut_can_raise(const struct cut *cut, const struct list *cutoffs);
/* Replaces or adds these. cut_can_raise must hold. */
void cut_raise(struct cut *cut, const struct list *cutoffs);

#endif
