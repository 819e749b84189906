/* witness: telling other offices of two histories of one log, and looking into those that they tell of.
 *
 * Proofs go once over each link and again when one is found: of data and open logs as PROOF, of control logs the two entries
 * as CONTROL, to whoever may have them (SPEC.md 10). A control log that is another than ours is fetched from its beginning,
 * once for each state of it that is told on a link, and put on trial.
 * Called by receive and deliver. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_WITNESS_H
#define VB_DAEMON_SYNC_WITNESS_H

#include "daemon/sync/session.h"

/* True if the office told of another control log than ours: at a place that we have, too, stands another entry. */
bool witness_is_other_control(const struct node_space *space, const struct head *head);
/* Fetches the other control log and tells of ours. last: the entry by which its state is known. */
void witness_doubt_control(struct sessions *sessions, struct session *s,
                           const struct node_space *space, const uint8_t *last, uint64_t count,
                           struct node_now now);

/* Takes a PROOF in, both halves through the one door. Errors: those of proof_decode
 * and of admit_segment that are the sender's fault. */
VB_MUST int witness_on_proof(struct sessions *sessions, struct session *s, struct span payload,
                             struct node_now now);
/* Sends all proofs that the office was not told of. Errors: VB_ERR_BUSY. */
VB_MUST int witness_send(struct node *node, struct session *s);

#endif
