/* local: the daemon's Unix stream sockets, SPEC.md 13: `socket` (0600) and its read-only twin `socket-ro` (0660) in the
 * home, and `socket` (0666) in the folder for everybody who has a right, if there is one.
 *
 * Who asks is what the kernel says (SO_PEERCRED). Whoever has no right is told so at the door and takes up nothing. Requests are cut into whole documents here and handed on unread. What
 * a client wrote before it hung up is still handed on. Every queue has a ceiling: a client that does not read its
 * answers is not read from, and one whose answers (watch) still exceed the ceiling is hung up on; too many clients are
 * told so and hung up on.
 * Called by the shell. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_LOCAL_H
#define VB_DAEMON_LOCAL_H

#include "daemon/conf_option.h"
#include "daemon/loop.h"
#include "protocol/ipc.h"

#define VB_LOCAL_WAITING_MAX 16u        /* requests of one client that are not answered yet */
#define VB_LOCAL_PAUSE_BYTES (1u << 20) /* answers not read yet: no further request is handed on */
#define VB_LOCAL_ANSWERS_MAX_BYTES                                                                 \
	(18u << 20) /* answers not read yet: hung up on. Above pause + waiting * largest. */

struct local;

struct local_client {
	uint32_t number; /* never used twice */
	uint32_t uid;
	bool read_only;
	unsigned bridge; /* 0: came in by a socket; else taken in by local_adopt */
	char login[VB_LOGIN_MAX_BYTES + 1]; /* name of the uid; empty: it has none */
};

struct local_events {
	void *ctx;
	/* A whole request; the function may call local_answer. */
	void (*request)(void *ctx, const struct local_client *client, struct span document);
	/* The client is gone; nothing more is answered. */
	void (*gone)(void *ctx, uint32_t client);
	/* No more requests in this turn. */
	bool (*is_full)(void *ctx);
	/* Whether somebody who calls in the folder for everybody has any right. */
	bool (*is_known)(void *ctx, const struct local_client *client);
};

struct local_settings {
	const char *home;
	const char *folder; /* for everybody who has a right; "": none */
	uint32_t clients_max;
};

/* Binds the sockets, in place of what a daemon that died left there: the caller holds the lock of the home. why: gets a
 * sentence with VB_ERR_CONFIG. Errors: VB_ERR_IO, VB_ERR_CONFIG (the folder: local_socket_folder). */
VB_MUST int local_open(struct loop *loop, const struct local_settings *settings,
                       const struct local_events *events, struct conf_why *why, struct local **out);
/* Hangs up on everybody and removes the sockets; sets *local to NULL. NULL is fine. */
void local_close(struct local **local);

/* Sends one answer document (without length) to the client of that number, or queues it; unknown ones are ignored. */
void local_answer(struct local *local, uint32_t number, struct span document);

/* Takes in a connected stream socket whose other end a bridge has; sets *fd to -1. Such clients are served beside the most that
 * may come in, and end like all others: when the other end hangs up. bridge: its number, not 0. Returns the number of the
 * client. */
uint32_t local_adopt(struct local *local, int *fd, unsigned bridge);

/* Clients that came in by the sockets and are connected now. */
uint32_t local_clients(const struct local *local);

#endif
