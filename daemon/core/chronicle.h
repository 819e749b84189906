/* chronicle: all that was ever said about one record, in the order in which it was said, and what of it counts today.
 *
 * The order is that of merging (SPEC.md 8.3): HLC, author, incarnation, seq. To the entries that were given to merging come
 * those that were not (cut off, held, without key): they are found by looking through the ends of the logs, so that
 * people see what fell away. Reads only; opens and judges entries by the functions of apply, as rebuild does.
 * Called by control_log. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_CHRONICLE_H
#define VB_DAEMON_CORE_CHRONICLE_H

#include "daemon/core/apply.h"
#include "protocol/merge/change.h"

#define VB_CHRONICLE_LOOK_MAX                                                                      \
	200000u /* entries looked at for one page: of the record, and at the ends of logs */

/* Where an entry stands in the order. Records of one space and audience: so the log follows from it. */
struct chronicle_place {
	struct hlc hlc;
	struct node_id author;
	uint64_t incarnation;
	uint64_t seq;
};

struct chronicle_entry {
	struct chronicle_place place;
	uint32_t log; /* handle */
};

/* One page of a record's entries, in order. */
struct chronicle {
	struct chronicle_entry *list;
	uint32_t count, capacity;
	bool has_more;      /* others follow */
	bool is_incomplete; /* there was more to look at than VB_CHRONICLE_LOOK_MAX */
};

/* Gathers the entries behind a place (NULL: from the first), at most limit of them. Caller releases.
 * Errors: those of the store. Cost: all entries of the record, and the ends of all logs of the space that do not count. */
VB_MUST int chronicle_gather(struct node *node, const struct record_ref *record,
                             const struct chronicle_place *after, uint32_t limit,
                             struct chronicle *out);
/* Frees the list. */
void chronicle_release(struct chronicle *c);

/* What became of an entry. */
enum chronicle_state {
	CHRONICLE_APPLIED,
	CHRONICLE_WAITING,    /* for another that is not here */
	CHRONICLE_IGNORED,    /* its author had no right to it, or it has no good form */
	CHRONICLE_UNREADABLE, /* no key, or it does not open */
	CHRONICLE_ERASED,
	CHRONICLE_CUT_OFF, /* written after its author had left */
	CHRONICLE_HELD, /* until something else arrives, or because its author wrote two histories */
	CHRONICLE_INVALID, /* rests on a decision that gave no right */
};

/* An entry that was read. */
struct chronicle_item {
	struct entry_header header;
	struct apply_entry entry;
	struct entry_id id;
	enum chronicle_state state;
	bool has_body;
	struct body body; /* borrows node->plain */
};

/* Reads an entry of the record and finds out what became of it. kind: of the record as it stands, 0: there is none.
 * Errors: those of the store. */
VB_MUST int chronicle_read(struct node *node, const struct record_ref *record, uint32_t kind,
                           const struct chronicle_entry *at, struct chronicle_item *out);

/* Why the entries of a log behind its valid ones do not count: a code. A log whose beginning is here and does not count has the
 * fault of that. */
int chronicle_fault(struct node *node, const struct log_info *log);

/* The change that a name means, if its entry is here, is the record's and opens; borrows plain. log: the one named. */
bool chronicle_named(struct node *node, const struct record_ref *record, const struct log_id *log,
                     const struct change_name *name, uint8_t plain[static VB_BODY_MAX_BYTES],
                     struct body *body);

/* The index-th change of a body that is good; false when there is none. */
bool chronicle_change(const struct body *body, uint32_t index, struct change *out);

#endif
