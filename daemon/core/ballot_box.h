/* ballot_box: the votes that came in open logs, kept and added up (SPEC.md 5, "Owner gone").
 *
 * The last vote of each office on either question is kept besides its open log (store/votes.h). Nothing is believed of a
 * vote that its signature does not show, and that is looked at when votes are added up.
 * Called by judge, ballot. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_BALLOT_BOX_H
#define VB_DAEMON_CORE_BALLOT_BOX_H

#include "daemon/core/core.h"
#include "store/votes.h"

/* A proposal that came in an open log of this office, with the time of its entry: kept if it is a vote of this office. */
void ballot_box_put(struct node *node, struct core_space *space, const struct node_id *author,
                    struct hlc hlc, struct span bytes);

/* Reads a row; false where it is no vote of its office. Its signature is not looked at. */
bool ballot_box_read(const struct vote_row *row, struct control_body *body,
                     struct control_vote *vote);

/* Do both want the same, whoever votes for it? */
bool ballot_box_is_same(const struct control_body *a, const struct control_body *b);

/* Those who vote for one thing. */
struct ballot_sum {
	uint32_t count; /* at most VB_RECOVERY_MAX_COUNT */
	struct node_id first;
	struct hlc since;
	bool is_ours;   /* this office among them */
	bool has_owner; /* the office that would take over among them */
};

/* Adds up the votes that count for what is wanted, by the space as it is in `at`; votes (may be NULL) gets them, ascending.
 * Errors: store errors. Cost: a signature check a vote. */
VB_MUST int ballot_box_gather(struct node *node, const struct core_space *space,
                              const struct space *at, const struct control_body *wanted,
                              struct buf *votes, struct ballot_sum *out);

#endif
