/* contact: when each office was heard last, and what of ours did not arrive there; also while there is no link.
 *
 * While a link stands the session knows. When it ends that is noted, and written with the next commit that there is
 * anyway, else within a minute: links that come and go cost one commit a minute, an idle office one a day. A crash loses
 * the newest notes, so that more may seem to be missing than is.
 * Called by sessions, and for the status by control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_CONTACT_H
#define VB_DAEMON_SYNC_CONTACT_H

#include "daemon/sync/session.h"

#define VB_CONTACT_WRITE_MS (60u * 1000u)      /* between two commits for notes alone */
#define VB_CONTACT_ALONG_MS (5u * 60u * 1000u) /* standing links are noted when there is a commit */
#define VB_CONTACT_FORCE_MS (24u * 3600u * 1000u) /* and in any case */
#define VB_CONTACT_FRESH_MS                                                                        \
	(60u * 60u * 1000u) /* a greeting is noted when the last note is older */

struct contacts;

/* Nothing noted. Caller destroys. */
struct contacts *contacts_new(void);
/* Frees it; sets *contacts to NULL. NULL is fine. */
void contacts_destroy(struct contacts **contacts);

/* An office greeted us. */
void contact_on_hello(struct sessions *sessions, struct session *s, struct node_now now);
/* A link is about to be forgotten. */
void contact_on_down(struct sessions *sessions, struct session *s, struct node_now now);
/* Time passes: opens the turn's write transaction when notes have waited long enough. */
void contact_on_tick(struct sessions *sessions, struct node_now now);
/* We end in good order: notes all links and opens the write transaction. */
void contact_on_stop(struct sessions *sessions, struct node_now now);
/* The turn is about to be committed: writes the notes along with it. */
void contact_before_commit(struct sessions *sessions, struct node_now now);
/* The turn is committed. */
void contact_on_commit(struct sessions *sessions);
/* The turn was undone. */
void contact_on_failure(struct sessions *sessions);

/* When the office was heard last, by our clock; false: never. */
bool contact_heard(const struct sessions *sessions, const struct node_id *office,
                   struct node_now now, struct wall_ms *out);
/* Entries that we have, that the office may read and that did not reach it as far as we know. Cost: the logs of the spaces
 * in common. */
uint64_t contact_missing(const struct sessions *sessions, const struct node_id *office);

#endif
