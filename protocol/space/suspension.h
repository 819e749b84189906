/* suspension: what the open logs of a space say about suspensions and incarnations, and what of a log is held (SPEC.md 5).
 *
 * A suspend counts from when it is valid, until the owner lifts it: whether its author is suspended does not matter, so that
 * there is nothing to resolve, and the answer follows from the set of valid suspends and begins and from the control log,
 * whatever the order of their arrival. Held entries are stored and served on, and not given to merging. The caller puts in
 * what is valid of open logs, and takes out what is not any more.
 * Called by judge, control. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_SPACE_SUSPENSION_H
#define VB_PROTOCOL_SPACE_SUSPENSION_H

#include "protocol/hlc.h"
#include "protocol/space/space.h"

/* Where an entry of an open log stands, and what it cites. */
struct suspension_place {
	struct log_id log;
	uint64_t seq;
	struct node_id author;
	uint32_t control_seq;
};

/* A suspend. */
struct suspend {
	struct suspension_place at;
	struct entry_id id;
	struct hlc hlc;
	struct node_id node; /* whom it suspends */
	struct cut cut;
};

/* A begin. */
struct suspension_begin {
	struct suspension_place at;
	uint64_t incarnation;
};

struct suspensions {
	struct suspend *suspends;
	uint32_t count, capacity;
	struct suspension_begin *begins; /* ascending by (author, log) when is_sorted */
	uint32_t begin_count, begin_capacity;
	bool is_sorted;
};

/* Starts empty. */
void suspensions_init(struct suspensions *s);
/* Frees everything; empty and usable again. */
void suspensions_release(struct suspensions *s);

/* Puts in a valid suspend; one that is in already stays. cut is taken from the list of its body. */
void suspensions_put(struct suspensions *s, const struct suspend *suspend,
                     const struct list *cutoffs);
/* Puts in a valid begin; one that is in already stays. */
void suspensions_put_begin(struct suspensions *s, const struct suspension_begin *begin);
/* Takes out what stands in the log at seq `from` or behind it. True if there was any. */
bool suspensions_drop(struct suspensions *s, const struct log_id *log, uint64_t from);

/* True if the suspend has an effect now: by one who was a steward where it cites, of one who was not the owner there and is
 * not now, and not lifted. */
bool suspension_counts(const struct space *space, const struct suspend *suspend);
/* True while a suspend or a confirmed one of the node has an effect. */
bool suspensions_is_suspended(const struct suspensions *s, const struct space *space,
                              const struct node_id *node);
/* True if the begin of this incarnation is known. */
bool suspensions_has_begin(struct suspensions *s, const struct node_id *node, uint64_t incarnation);
/* How many incarnations of the node, begun in knowledge of the newest lift that names any, no lift keeps. */
uint32_t suspensions_unconfirmed(struct suspensions *s, const struct space *space,
                                 const struct node_id *node);
/* True if an incarnation is held for its number: it is not kept, and there are more than VB_BEGINS_UNCONFIRMED_MAX such, or
 * it began in ignorance of a lift that named others. */
bool suspensions_holds_incarnation(struct suspensions *s, const struct space *space,
                                   const struct node_id *node, uint64_t incarnation);
/* The first seq of the author's log that is held; UINT64_MAX: none. Cost: all suspends of the space, all begins of the
 * author. */
uint64_t suspensions_limit(struct suspensions *s, const struct space *space,
                           const struct node_id *author, const struct log_id *log,
                           uint64_t incarnation);

/* Starts at *at = 0: the next suspend of the node that has an effect; NULL: no more. */
const struct suspend *suspensions_next(const struct suspensions *s, const struct space *space,
                                       const struct node_id *node, uint32_t *at);

#endif
