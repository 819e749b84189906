/* ballot: votes on who is in charge of a space: proposed, agreed to, gathered and entered (SPEC.md 5, "Owner gone").
 *
 * Votes stand in the open logs of those who gave them, and in the ballot_box. At the end of a turn in which votes came, the office that they name enters a handover that has enough of
 * them, and the owner a policy. Nothing is believed of a vote that its signature does not show.
 * Called by node_turn, control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_BALLOT_H
#define VB_DAEMON_CORE_BALLOT_H

#include "daemon/core/core.h"

/* Enters what has enough votes. */
void ballot_count(struct node *node, struct node_now now);

/* Proposes that this steward takes the committee over, in a new term, and votes for it.
 * Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_BUSY (being fetched), VB_ERR_NOT_MEMBER, VB_ERR_NO_RIGHT (not a steward),
 * VB_ERR_ALREADY_DONE (it is in charge, and the log is not forked); those of recovery_may_sign; store errors. */
VB_MUST int ballot_propose(struct node *node, const struct space_id *space,
                           const struct node_id *owner, struct node_now now);
/* Votes for what was proposed in the highest term; owner (may be NULL): for whom, where several want to take over.
 * Errors: as ballot_propose; VB_ERR_NO_PROPOSAL, VB_ERR_AMBIGUOUS. */
VB_MUST int ballot_agree(struct node *node, const struct space_id *space,
                         const struct node_id *owner, struct node_now now);

/* Proposes another list of recovery nodes (ascending; none: the stewards), of whom quorum have to agree (0: more than half),
 * and votes for it. Errors: as ballot_propose; VB_ERR_OUT_OF_RANGE (quorum), VB_ERR_NOT_ELECTOR. */
VB_MUST int ballot_propose_policy(struct node *node, const struct space_id *space,
                                  const struct node_id *list, uint32_t count, uint32_t quorum,
                                  struct node_now now);
/* Votes for the newest list that another office proposed. Errors: the same, and VB_ERR_NO_PROPOSAL. */
VB_MUST int ballot_agree_policy(struct node *node, const struct space_id *space,
                                struct node_now now);

/* A proposal with its votes, for those who look. */
struct ballot_proposal {
	bool is_policy;
	struct control_handover handover; /* spans borrowed from the store; votes: one of them */
	struct control_policy policy;
	struct node_id first; /* who votes for it, the first of them in the order of ids */
	struct hlc since;     /* of its oldest vote */
	uint32_t votes;       /* valid ones, of those who have one */
	uint32_t needed;
	bool is_ours; /* this office voted for it */
	bool is_overtaken; /* the owner has decided something since, as is known here: who knows that agrees no more */
};

/* Calls each for every proposal that may still be decided, as of this turn; the spans live until the next write.
 * Errors: store errors. Cost: a signature check a vote, squared where many differ. */
VB_MUST int ballot_each(struct node *node, const struct core_space *space,
                        void (*each)(void *ctx, const struct ballot_proposal *proposal), void *ctx);

#endif
