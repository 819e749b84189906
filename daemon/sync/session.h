/* session: what is known of one link with another office, and the table of all links.
 *
 * Frames that come in are noted here by receive, what is due is sent from here by deliver, offer and serve; sessions.h is
 * what the core calls. Two links with one office are fine: data goes over the older one.
 * Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_SESSION_H
#define VB_DAEMON_SYNC_SESSION_H

#include "daemon/core/attachment.h"
#include "daemon/core/node.h"
#include "daemon/sync/fetch.h"
#include "daemon/sync/known.h"
#include "protocol/peer/heads.h"

struct contacts;
struct statements;
struct stocks;

#define VB_DIGEST_EVERY_MS (5u * 60u * 1000u) /* SPEC.md 10 */
#define VB_DIGEST_AGAIN_MS 20000u /* to an office that is silent about a space; SPEC.md 10 */

/* A stream of a space whose heads are to be told. */
struct heads_due {
	uint32_t space; /* store number */
	enum stream stream;
};

/* The last entry of a control log of which the other side has another history than ours. */
struct control_doubt {
	uint32_t space; /* store number */
	uint8_t prefix[VB_HEAD_PREFIX_BYTES];
	struct entry_id ours; /* our last one then */
};

/* Entries of one log that the other office asked for or that are pushed to it. */
struct serve_job {
	uint32_t space; /* store number */
	uint32_t log;   /* handle; 0: the control log */
	enum stream stream;
	uint64_t next; /* first entry to send */
	uint64_t end;  /* one behind the last */
};

/* How far an office was told what others say of a space (statement.h). */
struct passed {
	uint32_t space; /* store number */
	enum role role; /* that it had then */
	uint64_t stamp;
};

/* Chunks of a blob that the other office asked for; the newest asking counts. */
struct blob_job {
	struct blob_place place; /* log 0: one that it may not know of */
	uint64_t next;
	uint32_t left; /* 0: nothing */
};

#define VB_BLOB_REFUSALS_MAX 16u

/* A blob that the other office was asked for in vain. */
struct blob_refusal {
	struct blob_place place;
	uint32_t times; /* in a row that it was not there */
	struct mono_ms until;
};

/* A blob that is being fetched over a link. */
struct blob_fetch {
	bool is_open; /* the next fields are valid */
	bool has_key;
	struct blob_row row; /* as the store has it */
	struct blob_file file;
	struct file_key key;
	struct log_id log;
	uint64_t asked;            /* chunks asked for, from the first on */
	struct mono_ms since;      /* last progress */
	struct mono_ms settled_at; /* when the store was told last */
	struct mono_ms run_at;     /* when the run was asked for */
	uint32_t run;              /* chunks to ask for at a time, over this link */
	uint32_t turn;             /* log that was looked at last: the next one has its turn */
	struct mono_ms rest_until;
	struct blob_refusal refusals[VB_BLOB_REFUSALS_MAX];
	uint32_t refusal_count;
	uint32_t refusal_next;
};

struct session {
	uint32_t link;
	struct node_id peer;
	struct public_key curve; /* with which the other side made the link */
	bool is_dialled;
	bool is_spare;   /* an older link with this office stands: data goes over that one */
	bool has_hello;  /* theirs came: before it nothing else is taken */
	bool is_blocked; /* the link takes no frames now */
	bool is_hello_due;
	bool is_held_due;       /* a card came: to be told which one we hold */
	uint64_t told;          /* version of our card that was sent last, */
	struct mono_ms told_at; /* and when */
	bool is_credit_due;
	bool is_digest_due;
	bool has_differed;        /* something was different in a digest of theirs, */
	struct space_id differed; /* in this space, and has not been equal since */
	bool is_passing;          /* not all statements were passed on that are up to passed_all */
	bool has_dirty;           /* some known log is dirty */
	bool lacks_bodies;        /* a segment of it was refused for bodies that it did not have, */
	struct mono_ms lacked_at; /* then */
	bool has_unknown;         /* it asked for a space that it may not know of: to be told so */
	struct space_id unknown;
	bool has_clock;          /* it told its clock in its HELLO */
	struct wall_ms clock;    /* as it was told */
	struct mono_ms clock_at; /* when, by ours */
	struct mono_ms heard;
	struct mono_ms digest_at;
	struct mono_ms
		silence_at; /* when it was looked last whether the office is silent about a space */
	uint64_t granted;   /* bytes we allowed them, in total */
	uint64_t received;  /* of these */
	uint64_t allowance; /* bytes they allowed us, in total */
	uint64_t sent;      /* of these */
	struct known known;
	struct control_doubt *doubts; /* looked into on this link */
	uint32_t doubt_count;
	uint32_t doubt_capacity;
	uint64_t proofs; /* of node_proofs that it was told */
	struct heads_due *heads;
	uint32_t heads_count;
	uint32_t heads_capacity;
	struct serve_job *jobs; /* in the order in which they are served */
	uint32_t job_count;
	uint32_t job_capacity;
	struct blob_job serving;
	struct blob_fetch fetching;
	struct passed *passed;
	uint32_t passed_count;
	uint32_t passed_capacity;
	uint64_t passed_all; /* the newest statement that was looked at for this link */
};

/* All links; its fields are for session, receive and deliver. */
struct sessions {
	struct node *node;
	struct session **items; /* oldest link first */
	uint32_t count;
	uint32_t capacity;
	uint32_t first; /* whose turn it is to be dealt credit and budget first */
	bool has_work;
	bool refill_due;      /* to be looked whom to ask for missing bodies (refill.h) */
	struct mono_ms grown; /* when something came last */
	struct fetches *fetches;
	struct contacts *contacts;
	struct statements *statements;
	struct stocks *stocks;
};

/* The best link to an office (the older of two), NULL without one; lives until the next event. */
struct session *session_of(const struct sessions *sessions, const struct node_id *peer);

/* Sends one complete frame now; takes a frame that overflowed its buffer for our bug. Errors: VB_ERR_BUSY; the session is
 * blocked then. */
VB_MUST int session_send(struct node *node, struct session *s, const struct buf *frame);

#endif
