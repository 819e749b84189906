/* judge: how far each log counts: from stored to valid to given to merging.
 *
 * The entries of a log are judged in order (SPEC.md 5); the first that is held or invalid stops it there, with its
 * followers, and the reason stands in the log as its fault. Held ones go on when the control entry, begin or key comes;
 * a cut-off takes back what it makes invalid, and the records touched are made again. Valid entries that a suspension holds
 * are not given, or are taken back, in the same way, until it ends.
 * Called by admit, author, node_turn. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_JUDGE_H
#define VB_DAEMON_CORE_JUDGE_H

#include "daemon/core/apply.h"
#include "daemon/core/rebuild.h"

/* Judging one log, entry after entry. */
struct judge {
	struct node *node;
	struct core_space *space;
	const struct log_info *log;
	struct space_log state;
	uint64_t forked_at;  /* entries from here on are held */
	uint64_t held_from;  /* valid ones from here on are not given: holding.h */
	struct rebuild late; /* records that are made anew at the end */
};

/* Starts behind the entries already valid; judge_finish ends it if anything is appended. */
void judge_init(struct judge *j, struct node *node, struct core_space *space,
                const struct log_info *log);

/* Judges and gives the entry that was just appended. entry->log is j's. *out_note: 0 if it took effect, else why not
 * (admit_result.note). */
void judge_appended(struct judge *j, const struct apply_entry *entry, int *out_note);

/* Makes the records anew that need it: once for all entries that were appended. */
void judge_finish(struct judge *j);

/* Judges the header that follows the valid ones; changes nothing in the store.
 * Errors: as space_check_entry; VB_ERR_NO_BEGIN; VB_ERR_FORK. */
VB_MUST int judge_header(struct judge *j, const struct entry_header *header);

/* The log has two histories, of which branch_keep was told: holds what lies behind the place where they part, or follows the
 * cut-off that has named one of them already. */
void judge_fork(struct node *node, struct core_space *space, uint32_t handle);

/* A control entry took a right from this node: takes back what its cut-offs leave out. */
void judge_cut(struct node *node, struct core_space *space, const struct node_id *author);

/* The control log was recovered: its entries from this seq on are others. What rests on the former ones is taken back. */
void judge_recovered(struct node *node, struct core_space *space, uint32_t from);

/* Something came that may set logs of the space going again; done by judge_catch_up. */
void judge_wake(struct core_space *space);

/* Goes on with all logs of woken spaces, as far as the turn has room. */
void judge_catch_up(struct node *node);

#endif
