/* member: one node that belongs or belonged to a space: its card, the history of its role, and its cut-offs.
 *
 * The history answers which role the node had at any control entry, and which entries of its logs the entries that
 * took a right away left standing; validity rests on both (SPEC.md 5). Nothing is checked here: space_rules.c decides,
 * then tells. Control seqs only ever rise.
 * Called by roster and space*.c; others read it through space.h. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_SPACE_MEMBER_H
#define VB_PROTOCOL_SPACE_MEMBER_H

#include "protocol/peer/card.h"
#include "protocol/space/controllog.h"
#include "protocol/space/hold.h"

/* From this control entry on the node had this role. */
struct role_span {
	uint32_t control_seq;
	enum role role;
};

struct member {
	struct node_id node;
	enum role role;         /* now; NONE: a former member */
	uint32_t joined;        /* control seq of its latest admission */
	struct card card;       /* the newest; its spans point into card_bytes */
	struct span card_bytes; /* with signature */
	uint8_t *card_copy;     /* what card_bytes spans */
	uint32_t role_count;
	uint32_t removal_count;
	struct role_span *roles; /* ascending by control seq */
	struct cut *removals; /* control entries that took a right away, ascending by control seq */
	struct hold hold;
	struct cut *
		named; /* lifts that named one of two histories of a log, ascending by control seq */
	uint32_t named_count;
};

/* A node without role and card. Caller destroys. */
struct member *member_new(const struct node_id *node);
/* Frees it; sets *member to NULL. NULL is fine. */
void member_destroy(struct member **member);

/* Keeps a copy of a card that card_decode accepts. */
void member_set_card(struct member *member, struct span card);
/* The role from a control entry on; from NONE upward it is an admission. */
void member_set_role(struct member *member, enum role role, uint32_t control_seq);
/* Keeps a copy of the cut-offs of a control entry that takes a right away. */
void member_cut(struct member *member, uint32_t control_seq, const struct list *cutoffs);
/* True if the cut-offs all rise above those of an earlier entry, one that took a right from this node or suspended it; false
 * also when there is no such entry. */
bool member_can_raise(const struct member *member, uint32_t control_seq,
                      const struct list *cutoffs);
/* Replaces or adds these cut-offs of an earlier entry; member_can_raise must hold. */
void member_raise(struct member *member, uint32_t control_seq, const struct list *cutoffs);

/* The role at a control entry: after it was applied. */
enum role member_role_at(const struct member *member, uint32_t control_seq);
/* The first seq of the log that an entry citing this control entry may no longer have; UINT64_MAX when it may have
 * any. */
uint64_t member_limit(const struct member *member, const struct log_id *log, uint32_t control_seq);
/* Keeps a copy of the cut-offs by which a lift names, of two histories of each log, the one that counts. They take nothing. */
void member_name(struct member *member, uint32_t control_seq, const struct list *cutoffs);
/* How many entries named the last accepted entry of logs of this node: removals and lifts that named a history. */
uint32_t member_word_count(const struct member *member);
/* One of them; those of the control log's end last, but for lifts, which stand behind the removals. */
const struct cut *member_word(const struct member *member, uint32_t index);
/* What one of its removals says of a log; NULL when it does not name it. Cost: binary search. */
const struct cutoff *member_cutoff(const struct member *member, uint32_t removal,
                                   const struct log_id *log);

#endif
