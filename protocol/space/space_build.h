/* space_build: making the control entries of a space: the owner's side.
 *
 * The body functions write one canonical control body (SPEC.md 5) into a buffer; space_make_entry chains and signs it.
 * What they make still has to pass space_apply, the same door as everything from outside, before it is stored. A
 * right-removing entry opens a step: apply it, then make and apply each rekey due (space_rekey_due) before
 * anything else is written, all in one transaction.
 * Called by council. Thread rule: pure, but for randomness.
 */
#ifndef VB_PROTOCOL_SPACE_SPACE_BUILD_H
#define VB_PROTOCOL_SPACE_SPACE_BUILD_H

#include "protocol/hlc.h"
#include "protocol/space/space.h"

/* Chains and signs a control body as the next entry of the space. keys: the owner's; for an empty space and a genesis
 * body: those of the founder; for a recovery handover those of the new owner. out_header gets 146 bytes.
 * Errors: VB_ERR_NOT_OWNER, VB_ERR_TOO_LARGE (VB_CONTROL_BODY_MAX_BYTES). Cost: about 25 us. */
VB_MUST int space_make_entry(const struct space *space, const struct node_keys *keys,
                             struct hlc hlc, struct span body,
                             uint8_t out_header[static VB_HEADER_BYTES],
                             struct signature *out_signature);

/* The body of a genesis with a random salt and a new key for each audience, sealed to the founder. card: the founder's,
 * with signature. recovery: ascending, may be empty (the stewards). quorum: 0 for more than half.
 * Errors: VB_ERR_BAD_CARD and the form errors of a card, VB_ERR_BAD_KEY, VB_ERR_OUT_OF_RANGE (quorum). */
VB_MUST int space_build_genesis(enum space_kind kind, struct span card,
                                const struct node_id *recovery, uint32_t recovery_count,
                                uint32_t quorum, struct buf *out);

/* The body that admits an office with its card, with the current keys that its role is entitled to.
 * Errors: those of its card, VB_ERR_BAD_KEY (the box key on the card), VB_ERR_NO_KEY (we lack a current key). */
VB_MUST int space_build_admit(struct space *space, struct span card, enum role role,
                              struct buf *out);

/* The body that gives a member another role: upward with the keys gained, downward with cut-offs (ascending by log id;
 * none for upward). Errors: VB_ERR_NOT_MEMBER, VB_ERR_ALREADY_MEMBER (has that role), VB_ERR_BAD_KEY, VB_ERR_NO_KEY,
 * VB_ERR_TOO_LARGE. */
VB_MUST int space_build_role(struct space *space, const struct node_id *node, enum role role,
                             const struct cutoff *cutoffs, uint32_t cutoff_count, struct buf *out);

/* The body that enters a member's newer card. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int space_build_card(struct span card, struct buf *out);

/* The body that removes a member; cutoffs ascending by log id. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int space_build_remove(const struct node_id *node, const struct cutoff *cutoffs,
                               uint32_t cutoff_count, struct buf *out);

/* The body that confirms suspends of a member, with the owner's own cut-offs, ascending by log id; suspends, at least one,
 * are put into order. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int space_build_suspend_confirmed(const struct node_id *node, const struct cutoff *cutoffs,
                                          uint32_t cutoff_count, struct entry_id *suspends,
                                          uint32_t suspend_count, struct buf *out);

/* The body that lifts suspends of a node and keeps incarnations of it; both are put into order, one of them may be none.
 * Errors: VB_ERR_TOO_LARGE. */
VB_MUST int space_build_lift(const struct node_id *node, struct entry_id *suspends,
                             uint32_t suspend_count, uint64_t *incarnations,
                             uint32_t incarnation_count, struct buf *out);

/* The body by which the owner hands over to another steward. Errors: VB_ERR_TOO_LARGE (out is full). */
VB_MUST int space_build_handover(const struct node_id *new_owner, struct buf *out);

/* The body of a lift that raises cut-offs of the control entry with this seq (ascending by log id, at least one); with the
 * seq of the lift itself it names, of two histories of each of these logs, the one that counts. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int space_build_raise(const struct node_id *node, uint32_t seq,
                              const struct cutoff *cutoffs, uint32_t cutoff_count, struct buf *out);
/* The body of a recovery handover with its votes, or with the one vote by which it is proposed. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int space_build_recovery(const struct control_handover *handover, struct buf *out);
/* The body of a policy, with or without votes. Errors: VB_ERR_TOO_LARGE. */
VB_MUST int space_build_policy(const struct control_policy *policy, struct buf *out);

/* True while a step is open; *out is the audience whose rekey is due next. */
bool space_rekey_due(const struct space *space, enum audience *out);

/* A new epoch on its way into the log: its key, sealed part by part for everybody entitled. */
struct space_rekey;

/* Makes a new key for the audience (all, core), or goes on with a rekey that has parts in the log already. The space
 * must outlive it. Caller destroys.
 * Errors: VB_ERR_NO_KEY (we lack the current key, which must be wrapped, or the one to go on with), VB_ERR_UNEXPECTED (a
 * step is open that needs another audience first). */
VB_MUST int space_rekey_new(struct space *space, enum audience audience, struct space_rekey **out);
/* Appends the body of the next part; false when all are in the log. Each must be applied before the next is made.
 * A member whose card has an unusable box key gets zeros. Cost: 70 us a member, 256 of them a part. */
bool space_rekey_next(struct space_rekey *rekey, struct buf *out);
/* Frees it and wipes its key; from now on the space opens it from the log. Sets *rekey to NULL. NULL is fine. */
void space_rekey_destroy(struct space_rekey **rekey);

#endif
