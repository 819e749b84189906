/* lmtp_server: see lmtp_server.h. */
#define _GNU_SOURCE /* accept4 */
#include "bridges/mailnet/lmtp_server.h"

#include <arpa/inet.h>
#include <assert.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#define PIECE_BYTES 65536u
#define PIECES_A_STEP 16u

struct client {
	int fd; /* -1: hung up */
	bool is_used;
	struct lmtp lmtp;
	struct mono_ms heard;
	uint64_t complete; /* turn in which its mail was complete; 0: none waits */
};

struct lmtp_server {
	int listener;
	char path[VB_MAIL_HOST_BYTES]; /* of the Unix socket; empty: none */
	lmtp_recipient_fn *on_recipient;
	void *ctx;
	uint64_t turn;
	struct client *taken;
	struct client clients[VB_LMTP_CLIENTS_MAX];
};

/* ---- listening ---- */

static int bind_unix(int fd, const char *path)
{
	struct sockaddr_un at = { .sun_family = AF_UNIX };
	int probe;

	snprintf(at.sun_path, sizeof(at.sun_path), "%.107s", path);
	/* A socket that nobody listens at was left behind. */
	probe = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (probe >= 0 && connect(probe, (struct sockaddr *)&at, sizeof(at)) < 0 &&
	    errno == ECONNREFUSED)
		unlink(path);
	if (probe >= 0)
		close(probe);
	return bind(fd, (struct sockaddr *)&at, sizeof(at)) < 0 || chmod(path, 0660) < 0 ? -1 : 0;
}

static int bind_tcp(int fd, const struct mail_place *place)
{
	struct sockaddr_in four = { .sin_family = AF_INET, .sin_port = htons(place->port) };
	struct sockaddr_in6 six = { .sin6_family = AF_INET6, .sin6_port = htons(place->port) };
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (inet_pton(AF_INET, place->host, &four.sin_addr) == 1)
		return bind(fd, (struct sockaddr *)&four, sizeof(four));
	if (inet_pton(AF_INET6, place->host, &six.sin6_addr) == 1)
		return bind(fd, (struct sockaddr *)&six, sizeof(six));
	return -1;
}

int lmtp_server_open(const struct mail_place *place, lmtp_recipient_fn *on_recipient, void *ctx,
                     struct lmtp_server **out)
{
	bool is_unix = place->way == MAIL_WAY_LMTP_UNIX;
	int family = is_unix ? AF_UNIX : strchr(place->host, ':') ? AF_INET6 : AF_INET;
	int fd = socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	struct lmtp_server *server;
	int err;

	if (fd < 0)
		return VB_ERR_IO;
	if ((is_unix ? bind_unix(fd, place->path) : bind_tcp(fd, place)) < 0 ||
	    listen(fd, 64) < 0) {
		err = errno == EADDRINUSE ? VB_ERR_PORT_IN_USE : VB_ERR_IO;
		close(fd);
		return err;
	}
	server = calloc(1, sizeof(*server));
	if (!server)
		abort();
	server->listener = fd;
	if (is_unix)
		snprintf(server->path, sizeof(server->path), "%s", place->path);
	server->on_recipient = on_recipient;
	server->ctx = ctx;
	*out = server;
	return 0;
}

static void hang_up(struct client *c)
{
	if (c->fd >= 0)
		close(c->fd);
	c->fd = -1;
}

static void forget(struct client *c)
{
	hang_up(c);
	lmtp_release(&c->lmtp);
	memset(c, 0, sizeof(*c));
}

void lmtp_server_close(struct lmtp_server **server)
{
	if (!*server)
		return;
	for (size_t i = 0; i < VB_LMTP_CLIENTS_MAX; i++)
		if ((*server)->clients[i].is_used)
			forget(&(*server)->clients[i]);
	close((*server)->listener);
	if ((*server)->path[0] != '\0')
		unlink((*server)->path);
	free(*server);
	*server = NULL;
}

/* ---- waiting ---- */

static bool has_room(const struct lmtp_server *server)
{
	for (size_t i = 0; i < VB_LMTP_CLIENTS_MAX; i++)
		if (!server->clients[i].is_used)
			return true;
	return false;
}

size_t lmtp_server_watch(const struct lmtp_server *server, struct exchanges_watch *out)
{
	size_t count = 0;

	if (has_room(server))
		out[count++] =
			(struct exchanges_watch){ .fd = server->listener, .wants_read = true };
	for (size_t i = 0; i < VB_LMTP_CLIENTS_MAX; i++) {
		const struct client *c = &server->clients[i];
		bool wants_read, wants_write;

		if (!c->is_used || c->fd < 0)
			continue;
		wants_read = lmtp_wants_input(&c->lmtp);
		wants_write = c->lmtp.out.size > 0;
		/* One whose mail is being worked on is not listened to: a hang-up would be told again and again. */
		if (wants_read || wants_write)
			out[count++] = (struct exchanges_watch){ .fd = c->fd,
				                                 .wants_read = wants_read,
				                                 .wants_write = wants_write };
	}
	return count;
}

/* ---- clients ---- */

static void welcome(struct lmtp_server *server, struct mono_ms now)
{
	for (size_t i = 0; i < VB_LMTP_CLIENTS_MAX; i++) {
		struct client *c = &server->clients[i];
		int fd;

		if (c->is_used)
			continue;
		fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC | SOCK_NONBLOCK);
		if (fd < 0)
			return;
		*c = (struct client){ .fd = fd, .is_used = true, .heard = now };
		lmtp_init(&c->lmtp, server->on_recipient, server->ctx);
	}
}

static bool is_again(void)
{
	return errno == EAGAIN || errno == EINTR;
}

static void hear(struct lmtp_server *server, struct client *c, struct mono_ms now)
{
	uint8_t piece[PIECE_BYTES];

	for (unsigned i = 0; i < PIECES_A_STEP && c->fd >= 0 && lmtp_wants_input(&c->lmtp); i++) {
		ssize_t n = recv(c->fd, piece, sizeof(piece), 0);

		if (n < 0 && is_again())
			return;
		if (n <= 0) {
			hang_up(c);
			return;
		}
		c->heard = now;
		lmtp_feed(&c->lmtp, span_of(piece, (size_t)n));
		if (c->lmtp.state == LMTP_WAITS && c->complete == 0)
			c->complete = ++server->turn;
	}
}

static void tell(struct client *c)
{
	struct buf *out = &c->lmtp.out;

	while (c->fd >= 0 && out->size > 0) {
		ssize_t n = send(c->fd, out->data, out->size, MSG_NOSIGNAL);

		if (n < 0 && is_again())
			return;
		if (n <= 0) {
			hang_up(c);
			return;
		}
		memmove(out->data, out->data + n, out->size - (size_t)n);
		out->size -= (size_t)n;
	}
}

static bool is_idle(const struct client *c, struct mono_ms now)
{
	return c->lmtp.state != LMTP_WAITS && now.v - c->heard.v >= VB_LMTP_IDLE_MS;
}

void lmtp_server_step(struct lmtp_server *server, struct mono_ms now)
{
	welcome(server, now);
	for (size_t i = 0; i < VB_LMTP_CLIENTS_MAX; i++) {
		struct client *c = &server->clients[i];

		if (!c->is_used)
			continue;
		hear(server, c, now);
		if (lmtp_wants_input(&c->lmtp) && is_idle(c, now))
			lmtp_end(&c->lmtp, "you said nothing");
		tell(c);
		/* A complete mail is worked on even if nobody waits for the answer: it comes again, and is known then. */
		if (c->fd < 0 ? c->complete == 0
		              : c->lmtp.state == LMTP_OVER &&
		                        (c->lmtp.out.size == 0 || is_idle(c, now)))
			forget(c);
	}
}

/* ---- mails ---- */

const struct lmtp_mail *lmtp_server_take(struct lmtp_server *server)
{
	struct client *first = NULL;

	if (server->taken)
		return NULL;
	for (size_t i = 0; i < VB_LMTP_CLIENTS_MAX; i++) {
		struct client *c = &server->clients[i];

		if (c->is_used && c->complete > 0 && (!first || c->complete < first->complete))
			first = c;
	}
	server->taken = first;
	return first ? &first->lmtp.mail : NULL;
}

void lmtp_server_answer(struct lmtp_server *server, enum lmtp_verdict verdict)
{
	struct client *c = server->taken;

	assert(c);
	server->taken = NULL;
	c->complete = 0;
	lmtp_answer(&c->lmtp, verdict);
	if (c->lmtp.state == LMTP_WAITS)
		c->complete = ++server->turn;
	tell(c);
	if (c->fd < 0 && c->complete == 0)
		forget(c);
}
