/* local: see local.h. */
#define _GNU_SOURCE /* struct ucred, accept4 */
#include "daemon/local.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/local_socket.h"
#include "daemon/log.h"
#include "daemon/passwd.h"

#define ACCEPT_BURST 16u
#define GOODBYE_BYTES 1024u

struct client {
	struct client *next;
	struct local *local;
	struct listener *listener; /* NULL: adopted */
	struct local_client who;
	int fd;
	struct loop_watch *watch;
	struct ipc_stream in;
	struct buf out;
	size_t sent;      /* of out */
	uint32_t waiting; /* requests handed on and not answered */
	bool has_more;    /* whole requests may wait in `in` */
	bool is_read_out; /* it will send no more */
	bool is_deaf;     /* it will read no more */
	bool is_over;     /* hung up on; freed by the sweep */
};

/* Who is to come in where. */
enum door { DOOR_OWNER, DOOR_MONITORS, DOOR_EVERYBODY, DOOR_COUNT };

static const struct {
	const char *name;
	mode_t mode;
} doors[DOOR_COUNT] = {
	[DOOR_OWNER] = { "socket", 0600 },
	[DOOR_MONITORS] = { "socket-ro", 0660 },
	[DOOR_EVERYBODY] = { "socket", 0666 },
};

struct listener {
	struct local *local;
	enum door door;
	int directory; /* -1: there is none */
	int fd;
	uint32_t count; /* clients that came in here */
	struct loop_watch *watch;
};

struct local {
	struct loop *loop;
	struct local_events events;
	int spare; /* given up for a moment when there are no descriptors left */
	uint32_t clients_max;
	uint32_t count;
	uint32_t last_number;
	struct client *clients;
	struct passwd_names *names;
	struct listener listeners[DOOR_COUNT];
	struct loop_timer sweep_timer;
	struct loop_timer again_timer; /* for requests that are read but not handed on yet */
};

static void on_client(void *ctx, uint32_t events);

/* ---- clients that end ---- */

static void client_free(struct client *c)
{
	loop_watch_end(&c->watch);
	close(c->fd);
	ipc_stream_release(&c->in);
	buf_release(&c->out);
	free(c);
}

/* Ends clients outside of their own handlers and of the core's calls. */
static void on_sweep(void *ctx)
{
	struct local *local = ctx;
	struct client **at = &local->clients;

	while (*at) {
		struct client *c = *at;

		if (!c->is_over) {
			at = &c->next;
			continue;
		}
		*at = c->next;
		if (c->listener) {
			local->count--;
			c->listener->count--;
		}
		local->events.gone(local->events.ctx, c->who.number);
		client_free(c);
	}
}

static void client_end(struct client *c)
{
	c->is_over = true;
	if (!c->local->sweep_timer.is_set)
		loop_timer_set(c->local->loop, &c->local->sweep_timer, 0, on_sweep, c->local);
}

/* ---- writing ---- */

static size_t unsent(const struct client *c)
{
	return c->out.size - c->sent;
}

/* What a client is watched for. One that does not read its answers is not read from. */
static void client_watch(struct client *c)
{
	uint32_t events = 0;

	if (!c->is_read_out && unsent(c) < VB_LOCAL_PAUSE_BYTES)
		events |= VB_LOOP_READ;
	if (unsent(c) > 0)
		events |= VB_LOOP_WRITE;
	loop_watch_set(c->watch, events);
}

static void client_flush(struct client *c)
{
	while (unsent(c) > 0) {
		ssize_t n =
			send(c->fd, c->out.data + c->sent, unsent(c), MSG_NOSIGNAL | MSG_DONTWAIT);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
			client_end(c);
		if (n <= 0)
			return;
		c->sent += (size_t)n;
	}
	buf_clear(&c->out);
	c->sent = 0;
}

static void client_put(struct client *c, struct span document)
{
	uint8_t head[VB_IPC_HEAD_BYTES];

	if (c->is_deaf)
		return;
	/* What is sent already makes room before the ceiling is asked for. */
	if (c->sent > 0) {
		memmove(c->out.data, c->out.data + c->sent, unsent(c));
		c->out.size -= c->sent;
		c->sent = 0;
	}
	ipc_head_put(head, document.size);
	buf_put(&c->out, head, sizeof(head));
	buf_put(&c->out, document.data, document.size);
	if (c->out.err < 0) {
		log_warnx("local.slow", "client=%u uid=%u", c->who.number, c->who.uid);
		client_end(c);
		return;
	}
	client_flush(c);
	client_watch(c);
}

/* One that only wanted to ask and hung up its sending side is done when it has its answers. */
static void client_check_done(struct client *c)
{
	if (c->is_read_out && !c->has_more && c->waiting == 0 && unsent(c) == 0)
		client_end(c);
}

static void on_again(void *ctx);

/* Requests that are read but were not handed on get their turn without an event of the socket. */
static void client_again(struct client *c)
{
	struct local *local = c->local;

	if (c->has_more && !c->is_over && c->waiting < VB_LOCAL_WAITING_MAX &&
	    unsent(c) < VB_LOCAL_PAUSE_BYTES && !local->again_timer.is_set)
		loop_timer_set(local->loop, &local->again_timer, 0, on_again, local);
}

void local_answer(struct local *local, uint32_t number, struct span document)
{
	struct client *c = local->clients;

	while (c && (c->who.number != number || c->is_over))
		c = c->next;
	if (!c)
		return;
	if (c->waiting > 0)
		c->waiting--;
	client_put(c, document);
	client_check_done(c);
	client_again(c);
}

/* ---- reading ---- */

/* Says why, as far as the socket takes it, and hangs up. */
static void client_refuse(struct client *c, int err)
{
	struct buf answer;

	buf_init(&answer, GOODBYE_BYTES);
	ipc_answer_error(&answer, 0, err, NULL);
	client_put(c, buf_span(&answer));
	buf_release(&answer);
	client_end(c);
}

/* The answers of one that hung up go nowhere, so they need not be waited for. */
static bool may_hand_on(const struct client *c)
{
	const struct local *local = c->local;

	return !c->is_over && (c->is_deaf || c->waiting < VB_LOCAL_WAITING_MAX) &&
	       unsent(c) < VB_LOCAL_PAUSE_BYTES && !local->events.is_full(local->events.ctx);
}

/* Hands on what is whole. */
static void client_hand_on(struct client *c)
{
	struct span document;
	int err = 0;

	c->has_more = true;
	while (may_hand_on(c)) {
		c->has_more = ipc_stream_next(&c->in, &document, &err);
		if (!c->has_more)
			break;
		c->waiting++;
		c->local->events.request(c->local->events.ctx, &c->who, document);
	}
	if (err < 0)
		client_refuse(c, err);
}

static void client_read(struct client *c)
{
	size_t room;
	uint8_t *start = ipc_stream_room(&c->in, &room);
	ssize_t n = recv(c->fd, start, room, MSG_DONTWAIT);

	if (n > 0)
		ipc_stream_fill(&c->in, (size_t)n);
	else if (n == 0 || (errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR))
		c->is_read_out = true;
}

/* What comes after handing on: whether to go on soon, to wait for the socket, or to hang up. */
static void client_settle(struct client *c)
{
	if (c->is_over)
		return;
	if (c->is_read_out && c->is_deaf && !c->has_more)
		client_end(c);
	else
		client_check_done(c);
	client_again(c);
	client_watch(c);
}

static void on_again(void *ctx)
{
	struct local *local = ctx;

	for (struct client *c = local->clients; c; c = c->next) {
		if (!c->has_more || c->is_over)
			continue;
		client_hand_on(c);
		client_settle(c);
	}
}

/* What is whole in the stream goes before anything more is read, so that the stream stays small. Of one that hung up
 * every request is still read, though nobody waits for the answers. */
static void on_client(void *ctx, uint32_t events)
{
	struct client *c = ctx;

	if (c->is_over)
		return;
	if (events & VB_LOOP_HANGUP) {
		c->is_deaf = true;
		buf_clear(&c->out);
		c->sent = 0;
	}
	if (events & VB_LOOP_WRITE)
		client_flush(c);
	if (c->has_more)
		client_hand_on(c);
	if (!c->has_more && !c->is_over && events & (VB_LOOP_READ | VB_LOOP_HANGUP)) {
		client_read(c);
		client_hand_on(c);
	}
	client_settle(c);
}

/* ---- clients that begin ---- */

static struct client *client_add(struct local *local, int fd, const struct local_client *who)
{
	struct client *c = calloc(1, sizeof(*c));

	if (!c)
		abort();
	if (++local->last_number == 0)
		local->last_number = 1;
	*c = (struct client){ .next = local->clients, .local = local, .who = *who, .fd = fd };
	c->who.number = local->last_number;
	ipc_stream_init(&c->in);
	buf_init(&c->out, VB_LOCAL_ANSWERS_MAX_BYTES);
	c->watch = loop_watch_fd(local->loop, fd, VB_LOOP_READ, on_client, c);
	local->clients = c;
	return c;
}

uint32_t local_adopt(struct local *local, int *fd, unsigned bridge)
{
	struct local_client who = { .uid = (uint32_t)geteuid(), .bridge = bridge };
	struct client *c = client_add(local, *fd, &who);

	*fd = -1;
	return c->who.number;
}

static void turn_away(int fd, int err, const char *detail)
{
	uint8_t head[VB_IPC_HEAD_BYTES];
	struct buf answer;

	buf_init(&answer, GOODBYE_BYTES);
	ipc_answer_error(&answer, 0, err, detail);
	ipc_head_put(head, answer.size);
	if (send(fd, head, sizeof(head), MSG_NOSIGNAL | MSG_DONTWAIT) == (ssize_t)sizeof(head))
		(void)!send(fd, answer.data, answer.size, MSG_NOSIGNAL | MSG_DONTWAIT);
	buf_release(&answer);
	close(fd);
}

/* ---- who comes in ---- */

/* Clients that may come in at a door at the same time: whoever may only read does not keep out those who may write, and
 * all together do not keep out the owner. */
static uint32_t most_of_door(const struct local *local, enum door door)
{
	switch (door) {
	case DOOR_MONITORS:
		return (local->clients_max + 1) / 2;
	case DOOR_EVERYBODY:
		return local->clients_max - (local->clients_max + 3) / 4;
	default:
		return local->clients_max;
	}
}

/* Clients that one login may have in the folder for everybody, so that it leaves room for the others. */
static bool has_too_many(const struct listener *l, uint32_t uid)
{
	uint32_t count = 0;

	for (const struct client *c = l->local->clients; c; c = c->next)
		count += c->listener == l && c->who.uid == uid;
	return count >= (l->local->clients_max + 7) / 8;
}

/* Whether a caller may come in. Errors: VB_ERR_TOO_MANY, VB_ERR_DENIED. */
static int door_check(struct listener *l, struct local_client *who)
{
	struct local *local = l->local;
	int err;

	if (local->count >= local->clients_max || l->count >= most_of_door(local, l->door))
		return VB_ERR_TOO_MANY;
	err = passwd_name(local->names, who->uid, loop_mono(), who->login);
	if (l->door != DOOR_EVERYBODY)
		return 0;
	if (err < 0 || has_too_many(l, who->uid))
		return VB_ERR_TOO_MANY;
	if (!local->events.is_known(local->events.ctx, who))
		return VB_ERR_DENIED;
	passwd_mark(local->names, who->uid);
	return 0;
}

static void admit(struct listener *l, int fd)
{
	struct local_client client = { .read_only = l->door == DOOR_MONITORS };
	char detail[VB_IPC_DETAIL_MAX_BYTES];
	struct ucred who;
	socklen_t size = sizeof(who);
	int err;

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &who, &size) < 0) {
		close(fd);
		return;
	}
	client.uid = who.uid;
	err = door_check(l, &client);
	if (err == 0) {
		client_add(l->local, fd, &client)->listener = l;
		l->local->count++;
		l->count++;
		return;
	}
	snprintf(detail, sizeof(detail), "this login has no right here: %s",
	         client.login[0] != '\0' ? client.login : "-");
	turn_away(fd, err, err == VB_ERR_DENIED ? detail : NULL);
}

/* Without a descriptor the caller could be neither served nor told: with the spare one it is hung up on. */
static void shed_caller(struct listener *l)
{
	struct local *local = l->local;

	close(local->spare);
	local->spare = accept(l->fd, NULL, NULL);
	if (local->spare >= 0)
		close(local->spare);
	local->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	log_warnx("local.descriptors", "clients=%u", local->count);
}

static void on_listener(void *ctx, uint32_t events)
{
	struct listener *l = ctx;

	(void)events;
	for (uint32_t i = 0; i < ACCEPT_BURST; i++) {
		int fd = accept4(l->fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (fd >= 0) {
			admit(l, fd);
		} else if (errno == EMFILE || errno == ENFILE) {
			shed_caller(l);
			return;
		} else if (errno != EINTR && errno != ECONNABORTED) {
			return;
		}
	}
}

/* ---- opening and closing ---- */

static int listener_open(struct local *local, enum door door, int directory)
{
	struct listener *l = &local->listeners[door];

	*l = (struct listener){ .local = local, .door = door, .directory = directory, .fd = -1 };
	if (directory < 0 ||
	    local_socket_bind(directory, doors[door].name, doors[door].mode, &l->fd) < 0)
		return VB_ERR_IO;
	l->watch = loop_watch_fd(local->loop, l->fd, VB_LOOP_READ, on_listener, l);
	return 0;
}

static int folder_open(struct local *local, const char *path, struct conf_why *why)
{
	int folder;
	int err = local_socket_folder(path, local->listeners[DOOR_OWNER].directory, why, &folder);

	if (err == 0)
		err = listener_open(local, DOOR_EVERYBODY, folder);
	if (err == VB_ERR_IO)
		snprintf(why->text, sizeof(why->text), "%s", path);
	return err;
}

int local_open(struct loop *loop, const struct local_settings *settings,
               const struct local_events *events, struct conf_why *why, struct local **out)
{
	struct local *local = calloc(1, sizeof(*local));
	int err;

	if (!local)
		abort();
	*local = (struct local){ .loop = loop,
		                 .events = *events,
		                 .clients_max = settings->clients_max,
		                 .names = passwd_new() };
	for (unsigned i = 0; i < DOOR_COUNT; i++)
		local->listeners[i].fd = local->listeners[i].directory = -1;
	local->spare = open("/dev/null", O_RDONLY | O_CLOEXEC);
	err = local->spare < 0 ? VB_ERR_IO : 0;
	for (unsigned i = DOOR_OWNER; err == 0 && i <= DOOR_MONITORS; i++)
		err = listener_open(local, (enum door)i,
		                    open(settings->home, O_PATH | O_DIRECTORY | O_CLOEXEC));
	if (err == 0 && settings->folder[0] != '\0')
		err = folder_open(local, settings->folder, why);
	if (err < 0)
		local_close(&local);
	else
		*out = local;
	return err;
}

static void listener_close(struct listener *l)
{
	if (l->fd >= 0) {
		loop_watch_end(&l->watch);
		close(l->fd);
		unlinkat(l->directory, doors[l->door].name, 0);
	}
	if (l->directory >= 0)
		close(l->directory);
}

void local_close(struct local **local)
{
	struct local *l = *local;

	if (!l)
		return;
	*local = NULL;
	for (unsigned i = 0; i < DOOR_COUNT; i++)
		listener_close(&l->listeners[i]);
	while (l->clients) {
		struct client *c = l->clients;

		l->clients = c->next;
		client_free(c);
	}
	loop_timer_clear(l->loop, &l->sweep_timer);
	loop_timer_clear(l->loop, &l->again_timer);
	if (l->spare >= 0)
		close(l->spare);
	passwd_destroy(&l->names);
	free(l);
}

uint32_t local_clients(const struct local *local)
{
	return local->count;
}
