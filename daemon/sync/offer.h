/* offer: telling another office how far we are: digests of the streams it may read, and heads where they differ.
 *
 * An office is told of a space only if the space's control log names it (SPEC.md 10).
 * Called by session. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_OFFER_H
#define VB_DAEMON_SYNC_OFFER_H

#include "daemon/sync/session.h"

/* True if the office may hear of this stream of the space; of an archive nobody hears. */
bool offer_is_allowed(const struct node_space *space, const struct node_id *peer,
                      enum stream stream);

/* The digest of a stream as we have it. Cost: a hash over all its logs where they changed. */
void offer_digest(struct node *node, const struct node_space *space, enum stream stream,
                  struct hash *out);

/* True if the office has said nothing on this link about a space that we share. Cost: all spaces. */
bool offer_is_silent(struct node *node, const struct session *s);

/* Sends the digests of all shared spaces. Errors: VB_ERR_BUSY (send all again). */
VB_MUST int offer_send_digests(struct node *node, struct session *s);

/* Notes that the heads of a stream are due; once is enough. */
void offer_note_heads(struct session *s, uint32_t space, enum stream stream);

/* Data of the space came that were missing, or there is room now for what was not taken: whoever misses it hears how far we
 * are, whoever has it compares with us. */
void offer_again(const struct sessions *sessions, const struct node_space *space);

/* Sends the heads that are due: whole streams, then single dirty logs. Errors: VB_ERR_BUSY. */
VB_MUST int offer_send_heads(struct node *node, struct session *s);

/* The digests of a stream are equal: the office has what we have. */
void offer_note_equal(struct node *node, struct session *s, const struct node_space *space,
                      enum stream stream);

#endif
