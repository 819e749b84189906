/* recovery: how a committee goes on when its owner is gone: the votes by which its recovery nodes hand it over, and which
 * of several control logs counts then. SPEC.md 5, "Owner gone".
 *
 * A recovery handover carries the votes of k recovery nodes over (space, term, point, new owner) and follows the point;
 * what else followed the point is void with everything behind it. Of two control logs that both fold, the one with more
 * accepted changes of the list of recovery nodes counts, then the one with the higher term, then the one whose last
 * recovery handover has the smaller entry id: an order over what is known and not over what came first. Two that are equal
 * in all of it were written by one owner, who forked its log; only a further recovery decides between them.
 * Called by trial, ballot, council. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_SPACE_RECOVERY_H
#define VB_PROTOCOL_SPACE_RECOVERY_H

#include "protocol/space/space.h"

/* What decides between two control logs of a space. */
struct space_rank {
	uint32_t lists;           /* changes of the list of recovery nodes */
	uint64_t term;            /* of the last recovery handover; 0: none */
	uint32_t handover_seq;    /* of it */
	struct entry_id handover; /* zeros: none */
};

/* The rank of what was folded. */
void space_rank(const struct space *space, struct space_rank *out);
/* Above 0: a counts; below 0: b counts; 0: neither, which only an owner that forked its log can bring about. */
int space_rank_compare(const struct space_rank *a, const struct space_rank *b);

/* The newest entry before seq that entries may cite. seq is above 0, and here. */
uint32_t space_citable_before(const struct space *space, uint32_t seq);

/* Is the node one of those who decide about recovery and about the list of them now? */
bool space_is_elector(const struct space *space, const struct node_id *node);
/* How many of them have to agree. */
uint32_t space_votes_needed(const struct space *space);
/* The control seq of the genesis or policy that set the list in force: what votes on a policy name. */
uint32_t space_list_seq(const struct space *space);

/* What a recovery node must know of itself before it signs. */
struct recovery_stand {
	uint32_t
		least_point; /* it knows no reason why later entries should be void: its newest citable entry; where the
	                         log forks: the one before the fork */
	bool has_voted;
	uint64_t term; /* of its last vote, */
	uint32_t point_seq;
	struct entry_id point;
	struct node_id owner;
};

/* May this node (own, of space_new) sign that handover? A node signs once a term, later terms extend earlier ones.
 * Errors: VB_ERR_NOT_ELECTOR; VB_ERR_VOTED (it signed another in this term, or a later one); VB_ERR_UNKNOWN_CONTROL (the
 * point is not here); VB_ERR_VOIDED_CONTROL (another entry stands there, or decisions that it knows, or that it signed
 * for, would be void); VB_ERR_NOT_MEMBER, VB_ERR_NO_RIGHT (the new owner is no steward); VB_ERR_ALREADY_DONE (that term is
 * over: a handover of it, or of a later one, stands in the log); VB_ERR_OUT_OF_RANGE (a term so far above all known that
 * none could follow it soon: VB_TERM_AHEAD_MAX). */
VB_MUST int recovery_may_sign(const struct space *space, const struct recovery_stand *stand,
                              const struct control_handover *handover);

/* Signs a handover, or a policy (body without votes; list_seq: space_list_seq), as the node of these keys.
 * Errors of the second: those of control_policy_message. */
void recovery_sign_handover(const struct space_id *space, const struct control_handover *handover,
                            const struct node_keys *keys, struct signature *out);
/* See recovery_sign_handover. */
VB_MUST int recovery_sign_policy(const struct space_id *space, uint32_t list_seq, struct span body,
                                 const struct node_keys *keys, struct signature *out);

/* Is this a vote for the handover by an office whose card the space has? Says nothing about its right to vote.
 * Errors: VB_ERR_NOT_MEMBER, VB_ERR_BAD_SIGNATURE. Cost: about 75 us. */
VB_MUST int recovery_check_vote(const struct space *space, const struct control_handover *handover,
                                const struct control_vote *vote);
/* The same for a policy. Errors: the same, and those of control_policy_message. */
VB_MUST int recovery_check_policy_vote(const struct space *space, struct span body,
                                       const struct control_vote *vote);

#endif
