/* node: the core of an office's daemon, without a socket: message, request or tick in; messages, answers and one
 * commit out.
 *
 * A turn of the loop is: any number of node_on_<event>, then node_turn_end. Everything written in a turn stands in one
 * store transaction, opened at the first write and committed, with one signature a log, in node_turn_end. Nothing that
 * tells of it leaves before: answers to clients are queued here, and the sessions send to other offices only in
 * node_turn_end, after the commit. When the commit fails every answer of the turn becomes that error, and what the
 * node holds in memory is read again from the store.
 * The shell (loop, wire, local sockets) calls the entry points; control and session call the rest. node calls
 * sessions_on_<event> (session.h) and control_on_<event> (control.h): link_up, link_down, frame, writable; request,
 * client_gone; and both: tick, commit (after every turn, also one that wrote nothing), failure (the turn is undone). The
 * core reads no clock: the time comes in with each event. Randomness comes from crypt_random.
 * Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_NODE_H
#define VB_DAEMON_CORE_NODE_H

#include "daemon/core/asker.h"
#include "daemon/core/node_space.h"
#include "protocol/crypt.h"
#include "protocol/hlc.h"
#include "protocol/peer/card.h"
#include "store/logs.h"

struct sessions;
struct blobs;
struct control;
struct settings;

/* Both clocks at the start of an event. */
struct node_now {
	struct wall_ms wall;
	struct mono_ms mono;
};

/* Where the core's output goes; the functions must not call back into the node. */
struct node_output {
	void *ctx;
	/* Queues one frame to a link. 0, or VB_ERR_BUSY when the link takes no more now (node_on_link_writable follows). */
	int (*send_frame)(void *ctx, uint32_t link, struct span frame);
	/* Drops a link; err is why (0: no fault). node_on_link_down is not called for it. */
	void (*close_link)(void *ctx, uint32_t link, int err);
	/* Hands one complete answer document to a client of the local socket. */
	void (*answer)(void *ctx, uint32_t client, struct span answer);
	/* Who may connect or whom to dial has changed, or with which key of ours: paired offices, members, cards. */
	void (*partners_changed)(void *ctx);
};

/* Makes a new home at the directory home: node keys, first card, empty store, partner list. card_in: kind, name,
 * ags and endpoints are taken from it, the rest is made. Errors: VB_ERR_HOME_EXISTS, VB_ERR_BAD_VALUE,
 * VB_ERR_IO, VB_ERR_DISK_FULL. */
VB_MUST int node_create(const char *home, const struct card *card_in, struct wall_ms now);

/* Opens the home and folds every space in memory; *out is released by node_close. A home with keys but without a store
 * (it was lost) gets a new one, with the offices and space ids of the partner list.
 * Errors: VB_ERR_NO_HOME, VB_ERR_KEYS_LOST, VB_ERR_PARTNERS_LOST, VB_ERR_LOCKED, VB_ERR_PERMISSIONS, VB_ERR_STORE_NEWER,
 * VB_ERR_STORE_CORRUPT, VB_ERR_IO. */
VB_MUST int node_open(const char *home, const struct env_options *options,
                      const struct node_output *output, struct node_now now, struct node **out);
/* Gives up the open turn without committing, wipes keys, closes the store; sets *node to NULL. NULL is fine. */
void node_close(struct node **node);

/* ---- events, called by the shell ---- */

/* A link with an authenticated office stands. link: the shell's number for it, not reused while it stands. curve: the key
 * that the other side has, by which it was recognised. dialled: we called. */
void node_on_link_up(struct node *node, uint32_t link, const struct node_id *peer,
                     const struct public_key *curve, bool dialled, struct node_now now);
/* The link is gone. */
void node_on_link_down(struct node *node, uint32_t link, struct node_now now);
/* A frame came in on a link. */
void node_on_frame(struct node *node, uint32_t link, struct span frame, struct node_now now);
/* A link that answered VB_ERR_BUSY takes frames again. */
void node_on_link_writable(struct node *node, uint32_t link, struct node_now now);

/* A whole request came in (the pack document without its length). It is answered by output.answer, mostly after the
 * next node_turn_end. */
void node_on_request(struct node *node, const struct node_caller *caller, struct span request,
                     struct node_now now);
/* The client hung up; answers for it are dropped. */
void node_on_client_gone(struct node *node, uint32_t client);
/* Time passes; to be called at least once a second. */
void node_on_tick(struct node *node, struct node_now now);
/* We are about to end in good order; one more node_turn_end follows. */
void node_on_stop(struct node *node, struct node_now now);

/* Ends the turn: seals, commits, hands out answers and lets the sessions send. Always succeeds for the caller; a
 * failed commit has become the answer of everybody concerned and is returned for the log.
 * Errors: VB_ERR_DISK_FULL, VB_ERR_IO, VB_ERR_STORE_CORRUPT. */
int node_turn_end(struct node *node, struct node_now now);
/* True when the turn has taken VB_TURN_MAX_ENTRIES entries or VB_TURN_MAX_BYTES bytes: end it before reading on. */
bool node_turn_is_full(const struct node *node);

/* True when work is left that no event will bring up again (something to send, entries that waited for a control entry
 * or a key): call node_turn_end again soon. */
bool node_has_work(const struct node *node);

/* ---- questions of the shell ---- */

/* Whether this CURVE key may connect (paired office, or current member of a space of ours), and whose it is. */
bool node_known_curve(const struct node *node, const struct public_key *curve, struct node_id *out);

struct node_target {
	struct node_id id;
	struct public_key curve;
	struct public_key former; /* the key it may still answer with */
	bool has_former;
	uint32_t own_keys; /* of ours, that it may know us by: at least 1 */
	const char *endpoints[VB_ENDPOINTS_MAX_COUNT]; /* live until the next event */
	uint32_t endpoint_count;
	bool later; /* the other side dials first: only after 30 s without a link */
};
/* The generation of our CURVE key that links are made with: while others learn a new one, the key before (own_card.h). */
uint32_t node_link_generation(const struct node *node);
/* Offices to hold a link with, at most max of them; returns how many were written. Cost: all members. */
size_t node_dial_targets(const struct node *node, struct node_target *out, size_t max);

/* ---- for control and session ---- */

/* Our own node id. */
const struct node_id *node_self(const struct node *node);
/* Our own card and its bytes; they live until our card changes. */
const struct card *node_card(const struct node *node);
/* The bytes of our own card, signature included. */
struct span node_card_bytes(const struct node *node);
/* The keys of our spaces. */
const struct vault *node_vault(const struct node *node);
/* Our secret keys. */
const struct node_keys *node_keys(const struct node *node);
/* What verbundd.conf says to the core; the defaults until the shell changes them. */
struct settings *node_settings(struct node *node);
/* The directory of the home. */
const char *node_home(const struct node *node);
/* The sessions over all links. */
struct sessions *node_sessions(struct node *node);
/* The requests that are not answered yet. */
struct control *node_control(struct node *node);
/* All logs of all spaces. */
struct logs *node_logs(struct node *node);
/* The bytes of files. */
struct blobs *node_blobs(struct node *node);
/* The callbacks given to node_open. */
const struct node_output *node_output(const struct node *node);
/* Number drawn at node_open, for HELLO. */
uint64_t node_boot_id(const struct node *node);

/* The view of the store in this turn: what is committed plus what this turn wrote. Spans read from it live until the
 * end of the turn or the next write. */
struct env_txn *node_view(struct node *node);
/* The write transaction of this turn, opened at the first call. An error of it is sticky and becomes the answer of
 * the whole turn. */
struct env_txn *node_write(struct node *node);

/* Why a turn that wrote something could not be kept: the last one, or one of the last minute; 0: they were. */
int node_failed(const struct node *node, struct mono_ms now);
/* How large the store and its disk are. Errors: VB_ERR_IO. */
VB_MUST int node_measure(const struct node *node, struct env_info *out);
/* backup_write of this node's store; only in control_on_commit. Cost: about 4 s a GB. */
VB_MUST int node_backup(struct node *node, const char *path, struct wall_ms now, uint64_t *bytes);

/* Gives the answer to a client once what this turn has written is committed (at once if nothing was); copies it. id: the
 * request's, for the error that replaces it if the turn fails. */
void node_answer(struct node *node, uint32_t client, uint64_t id, struct span answer);

/* A log that grew in the turn, told to the sessions after the commit. */
struct node_growth {
	uint32_t space;         /* store number */
	uint32_t log;           /* log handle; 0: the control log */
	enum audience audience; /* undefined for the control log */
	uint64_t count;         /* entries now */
	uint32_t from_link;     /* link it came over; 0: written here */
};
/* What grew in the turn that was just committed, each log once; to be asked in sessions_on_commit. */
const struct node_growth *node_growth(const struct node *node, size_t *count);
/* Proofs of two histories, counted since the start: another number when there is one more to be told. */
uint64_t node_proofs(const struct node *node);
/* Greatest number in the change feed; 0 when it is empty. */
uint64_t node_feed_last(struct node *node);

/* The session found that an office has the same control log and data heads as we have: when the majority of the
 * members did, a space that was being fetched may be written again. */
void node_on_compared(struct node *node, const struct space_id *space_id,
                      const struct node_id *peer);

/* Shows a space that comes from a backup, and lets it be written to, as it stands here: its other members are gone for ever.
 * Errors: VB_ERR_UNKNOWN_SPACE, VB_ERR_ALREADY_DONE (it is not being fetched), VB_ERR_BUSY (its control log is not here). */
VB_MUST int node_reclaim(struct node *node, const struct space_id *space);
/* The session found that an office has the same open logs as we have, where erasures stand: what came from a backup may be
 * shown again. */
void node_on_erasures(struct node *node, const struct space_id *space_id,
                      const struct node_id *peer);

/* An office showed its card (HELLO, pairing, control log): keeps a newer one, tells the spaces we own and the partner
 * list. Errors: VB_ERR_CARD_ROLLBACK, VB_ERR_BAD_CARD, VB_ERR_TOO_MANY (new cards of it in this hour), store
 * errors. */
VB_MUST int node_on_card(struct node *node, struct span card, struct node_now now);

#endif
