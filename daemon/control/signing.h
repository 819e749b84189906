/* signing: entries that wait for the signature of the person who asked for them. SPEC.md 8.1, 13.
 *
 * The daemon makes the document of an entry, the person's own program looks at it and signs it with keys that the daemon
 * does not have, and only then it is written: by person.sign, on the same connection. One a client, a few in all; they go away
 * with the connection, and after a while. The record id of a create holds the place in the log, so that one becomes stale when
 * something else was written there meanwhile.
 * Called by draft, control and control_keys. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_SIGNING_H
#define VB_DAEMON_CONTROL_SIGNING_H

#include "daemon/control/request.h"
#include "daemon/core/author.h"

#define VB_SIGNINGS_MAX 16u        /* at the same time */
#define VB_SIGNING_LIFE_MS 600000u /* as long as somebody takes to type a passphrase */

struct signings;

/* Nothing waits. Caller destroys. */
struct signings *signings_new(void);
/* Frees it; sets *signings to NULL. NULL is fine. */
void signings_destroy(struct signings **signings);
/* The client hung up. */
void signings_end(struct signings *signings, uint32_t client);

/* Puts an entry aside in place of writing it, instead of the one that this client had; *out is the record that it will be of.
 * record: NULL for a create. Errors: those of author_announce, VB_ERR_TOO_MANY, VB_ERR_DENIED (no person asks). */
VB_MUST int signing_put(struct request *q, const struct space_id *space, enum audience audience,
                        const struct record_id *record, const struct body *body,
                        struct record_id *out);

/* Appends what the person signs, as the result of the call in place of its own. */
void signing_answer(struct request *q);

/* Writes what this client put aside with a signature; it is gone then, whatever comes of it. Errors: VB_ERR_NOT_FOUND
 * (nothing, or too long ago), VB_ERR_BAD_SIGNATURE (by no keys that the person has now), VB_ERR_STALE, those of author_write. */
VB_MUST int signing_write(struct request *q, const struct signature *signature,
                          struct record_id *out);

#endif
