/* control: what people and bridges may ask of this office over the local socket: SPEC.md 13.
 *
 * One row a request: name, least right, whether it only reads, its arguments, its handler (control_calls.h). The row is
 * looked up, the caller's right and the names of the arguments are checked, and only then does the handler run. It
 * finds out everything that could be wrong before it writes anything, so that a refused request leaves nothing behind.
 * Who asks is the kernel's word; which right that is stands in rights.h.
 * Called by node, which says with each event what time it is. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_CONTROL_H
#define VB_DAEMON_CONTROL_CONTROL_H

#include "daemon/core/node.h"
#include "protocol/peer/invite.h"

struct control;

/* A pairing that we began by a code and whose other side has not shown itself yet. */
struct control_join {
	struct hash card_hash; /* of the inviter's card, as the code says */
	const char *endpoint;  /* of the inviter; lives until the next event */
};

/* What takes sockets of its own and is therefore done by the shell. */
struct control_pairing {
	void *ctx;
	/* peer.invite: makes a code and opens the pairing socket. space: NULL, or the code admits to it with this role;
	 * the caller wipes code. Errors: VB_ERR_TOO_MANY, VB_ERR_UNREACHABLE (no address to put into the code), VB_ERR_PORT_IN_USE,
	 * store errors. */
	int (*invite)(void *ctx, const struct space_id *space, enum role role, struct node_now now,
	              char code[static VB_INVITE_TEXT_MAX_BYTES], struct wall_ms *expires);
	/* peer.join: begins to pair; control_on_joined follows with client and request when it is known how that went.
	 * Errors, after which nothing follows: VB_ERR_BAD_CODE, VB_ERR_VERSION, VB_ERR_SELF, VB_ERR_BUSY (this code is being used). */
	int (*join)(void *ctx, uint32_t client, uint64_t request, struct span code,
	            struct node_now now);
	/* peer.list: the joins under way, from index 0; false behind the last. */
	bool (*joining)(void *ctx, size_t index, struct control_join *out);
};

/* How the calls to an office go while there is no link. */
struct control_call {
	const char *
		trouble; /* "no-name", "closed", "silent", "stranger", "denied" or "here": SPEC.md 13 */
	const char *endpoint; /* that was called; lives until the next event */
	struct mono_ms since; /* since when calls have failed */
	struct mono_ms last;  /* when the last one did */
};

/* What the shell knows of itself. */
struct control_facts {
	const char *listen; /* address bound; "": none */
	char libzmq[32];
	uint32_t strangers;   /* connections that have not shown who they are */
	bool is_shut;         /* no more are taken for a while: there are too many */
	struct span settings; /* in force, as a file; lives until the next event */
	const char *
		refused; /* why changed settings were not taken; "" or NULL: there are none; lives as long */
	struct wall_ms refused_since;
};

/* How a bridge does that this daemon starts. */
struct control_bridge {
	const char *
		state; /* "off", "starting", "failing": SPEC.md 13; "running" is found out by control */
	const char *
		why; /* "no-file", "no-program", "system", "ended" or "killed"; NULL: nothing is wrong */
	struct wall_ms since;
	uint32_t restarts; /* since this daemon started */
	uint32_t status;   /* with which it ended, or by which signal */
};

/* What is seen of the outside only around the core. */
struct control_shell {
	void *ctx;
	/* How the calls to an office go; false: none has failed since there was a link, or it is not called. */
	bool (*call)(void *ctx, const struct node_id *office, struct control_call *out);
	/* The facts now. */
	void (*facts)(void *ctx, struct control_facts *out);
	/* How a bridge does. */
	void (*bridge)(void *ctx, enum node_bridge bridge, struct control_bridge *out);
};

/* No request under way. Borrows node. Caller destroys. */
struct control *control_new(struct node *node);
/* Forgets all requests that are not answered; sets *control to NULL. NULL is fine. */
void control_destroy(struct control **control);

/* Says who does the pairing; copied. Until then peer.invite and peer.join are refused with VB_ERR_BUSY. */
void control_set_pairing(struct control *control, const struct control_pairing *pairing);

/* Says what the shell sees; copied. Until then nothing is known of it. */
void control_set_shell(struct control *control, const struct control_shell *shell);

/* How a join went: err is 0 and office the inviter, whose digits stand in peer.list now (partner_keep was called); or err
 * is why it failed and office is not read. Answers the request, unless its client is gone. */
void control_on_joined(struct control *control, uint32_t client, uint64_t request, int err,
                       const struct node_id *office);

/* Whether the caller may ask anything at all. False also when that cannot be found out. */
bool control_is_known(const struct control *control, const struct node_caller *caller);

/* One whole request (the document without its length). It is answered through node_answer: at once, or, for a
 * feed.read that waits and a watch, when there is something to tell. */
void control_on_request(struct control *control, const struct node_caller *caller,
                        struct span request, struct node_now now);
/* The client hung up: nothing more is told to it. */
void control_on_client_gone(struct control *control, uint32_t client);
/* True if something goes on in the next turn, which no event may bring. */
bool control_has_work(const struct control *control);
/* Time passes: who waited long enough for the change feed is answered. */
void control_on_tick(struct control *control, struct node_now now);
/* The daemon is about to end in good order: what waits to be written is. */
void control_on_stop(struct control *control);
/* The turn is committed; feed_grew: with changes to records. Tells those who wait for them. */
void control_on_commit(struct control *control, bool feed_grew, struct node_now now);
/* The turn was undone. */
void control_on_failure(struct control *control, int err, struct node_now now);

#endif
