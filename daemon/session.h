/* session: what goes on over each link with another office: greeting, comparing heads, fetching, serving, pushing.
 *
 * A frame that comes in changes only what is noted here, or enters through admit; nothing is sent before the turn is
 * committed. sessions_on_commit then sends what is due: greeting, credit, digests, heads, wants, and log entries as
 * far as the other side's credit reaches. What a full link refuses stays due. Behaviour: SPEC.md 10.
 *   receive.h: frames coming in · deliver.h: what leaves · known.h: what the other has · fetch.h: what we want ·
 *   offer.h: telling · serve.h: sending entries.
 * Called by node. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SESSION_H
#define VB_DAEMON_SESSION_H

#include "daemon/fetch.h"
#include "daemon/known.h"
#include "daemon/node.h"

#define VB_DIGEST_EVERY_MS (5u * 60u * 1000u) /* SPEC.md 10 */

/* A stream of a space whose heads are to be told. */
struct heads_due {
	uint32_t space; /* store number */
	enum stream stream;
};

/* Entries of one log that the other office asked for or that are pushed to it. */
struct serve_job {
	uint32_t space; /* store number */
	uint32_t log;   /* handle; 0: the control log */
	enum stream stream;
	uint64_t next; /* first entry to send */
	uint64_t end;  /* one behind the last */
};

struct session {
	uint32_t link;
	struct node_id peer;
	bool is_dialled;
	bool is_spare;   /* an older link with this office stands: data goes over that one */
	bool has_hello;  /* theirs came: before it nothing else is taken */
	bool is_blocked; /* the link takes no frames now */
	bool is_hello_due;
	bool is_credit_due;
	bool is_digest_due;
	bool has_dirty;   /* some known log is dirty */
	bool has_fetches; /* something is to be fetched over it */
	bool has_unknown; /* it asked for a space that it may not know of: to be told so */
	struct space_id unknown;
	struct mono_ms heard;
	struct mono_ms digest_at;
	uint64_t granted;   /* bytes we allowed them, in total */
	uint64_t received;  /* of these */
	uint64_t allowance; /* bytes they allowed us, in total */
	uint64_t sent;      /* of these */
	struct known known;
	struct heads_due *heads;
	uint32_t heads_count;
	uint32_t heads_capacity;
	struct serve_job *jobs; /* in the order in which they are served */
	uint32_t job_count;
	uint32_t job_capacity;
};

/* All links; its fields are for session, receive and deliver. */
struct sessions {
	struct node *node;
	struct session **items; /* oldest link first */
	uint32_t count;
	uint32_t capacity;
	uint32_t first; /* whose turn it is to be dealt credit and budget first */
	bool has_work;
	struct fetches *fetches;
};

/* No links yet. Caller destroys. Borrows node. */
struct sessions *sessions_new(struct node *node);
/* Forgets all links; sets *sessions to NULL. NULL is fine. */
void sessions_destroy(struct sessions **sessions);

/* A link stands: HELLO and first credit are due. More than one link with an office is fine. */
void sessions_on_link_up(struct sessions *sessions, uint32_t link, const struct node_id *peer,
                         bool dialled, struct node_now now);
/* The link is gone, and what was asked for over it. */
void sessions_on_link_down(struct sessions *sessions, uint32_t link);
/* A frame came in. A broken one, or one that breaks the rules, ends the link. Errors: those of the frame, for the log; the
 * link is closed already where it had to be. */
int sessions_on_frame(struct sessions *sessions, uint32_t link, struct span frame,
                      struct node_now now);
/* The link takes frames again. */
void sessions_on_writable(struct sessions *sessions, uint32_t link);
/* Time passes: gives up stalled fetches, compares digests again every five minutes. */
void sessions_on_tick(struct sessions *sessions, struct node_now now);
/* After the commit: notes what grew and sends what is due. */
void sessions_on_commit(struct sessions *sessions, struct node_now now);
/* The turn was undone: what was asked for in it is compared anew. */
void sessions_on_failure(struct sessions *sessions);
/* True when more could be sent at once than one turn allows: end another turn soon. */
bool sessions_has_work(const struct sessions *sessions);

/* The best link to an office (the older of two), NULL without one; lives until the next event. */
const struct session *sessions_find(const struct sessions *sessions, const struct node_id *peer);
/* Logs that are being fetched or wait for it. */
size_t sessions_fetch_count(const struct sessions *sessions);

/* ---- for offer and serve ---- */

/* Sends one complete frame now; takes a frame that overflowed its buffer for our bug. Errors: VB_ERR_BUSY; the session is
 * blocked then. */
VB_MUST int session_send(struct node *node, struct session *s, const struct buf *frame);

#endif
