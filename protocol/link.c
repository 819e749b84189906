/* link: see link.h. */
#define _GNU_SOURCE /* O_PATH, struct ucred */
#include "protocol/link.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#include "protocol/ids.h"

struct link {
	int fd;
	uint64_t last_id;
	struct buf request;
	struct ipc_stream stream;
	void (*on_wait)(void *ctx); /* NULL: nobody is told */
	void *wait_ctx;
	uint32_t wait_ms;
};

/* ---- connecting ---- */

/* The address of a socket may have 107 bytes only; by way of a descriptor of its directory it is always short. */
static int name_socket(int directory, uint32_t flags, struct sockaddr_un *out)
{
	memset(out, 0, sizeof(*out));
	out->sun_family = AF_UNIX;
	return snprintf(out->sun_path, sizeof(out->sun_path), "/proc/self/fd/%d/%s", directory,
	                flags & VB_LINK_READ_ONLY ? "socket-ro" : "socket");
}

static int connect_error(int number)
{
	switch (number) {
	case ENOENT:
	case ECONNREFUSED:
		return VB_ERR_NOT_RUNNING;
	case EACCES:
	case EPERM:
		return VB_ERR_DENIED;
	default:
		return VB_ERR_IO;
	}
}

/* Whether the daemon behind the socket can be the one that people mean who name this directory: nobody but its owner can
 * have put a socket there, and it was its owner who did, or root, or we ourselves. */
static bool is_plausible(int directory, int fd)
{
	struct ucred daemon;
	socklen_t size = sizeof(daemon);
	struct stat at;

	if (fstat(directory, &at) < 0 ||
	    getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &daemon, &size) < 0)
		return false;
	return (at.st_mode & (S_IWGRP | S_IWOTH)) == 0 &&
	       (daemon.uid == at.st_uid || daemon.uid == 0 || daemon.uid == geteuid());
}

static int connect_in(int directory, uint32_t flags, int *out)
{
	struct sockaddr_un address;
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
	int err = 0;

	if (fd < 0)
		return VB_ERR_IO;
	name_socket(directory, flags, &address);
	if (connect(fd, (const struct sockaddr *)&address, sizeof(address)) < 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) < 0)
		err = connect_error(errno);
	else if (!is_plausible(directory, fd))
		err = VB_ERR_UNTRUSTED;
	if (err < 0)
		close(fd);
	else
		*out = fd;
	return err;
}

static struct link *link_new(int fd)
{
	struct link *link = calloc(1, sizeof(*link));

	if (!link)
		abort();
	link->fd = fd;
	buf_init(&link->request, VB_IPC_HEAD_BYTES + VB_IPC_FRAME_MAX_BYTES);
	ipc_stream_init(&link->stream);
	return link;
}

int link_open(const char *home, uint32_t flags, struct link **out)
{
	int directory = open(home, O_PATH | O_DIRECTORY | O_CLOEXEC);
	int fd = -1, err;

	if (directory < 0)
		return errno == EACCES ? VB_ERR_DENIED : VB_ERR_NO_HOME;
	err = connect_in(directory, flags, &fd);
	close(directory);
	if (err < 0)
		return err;
	*out = link_new(fd);
	return 0;
}

int link_adopt(int fd, struct link **out)
{
	struct sockaddr_un peer;
	socklen_t size = sizeof(peer);

	if (getpeername(fd, (struct sockaddr *)&peer, &size) < 0 ||
	    fcntl(fd, F_SETFL, O_NONBLOCK) < 0 || fcntl(fd, F_SETFD, FD_CLOEXEC) < 0)
		return VB_ERR_NOT_RUNNING;
	*out = link_new(fd);
	return 0;
}

void link_close(struct link **link)
{
	if (!*link)
		return;
	close((*link)->fd);
	buf_release(&(*link)->request);
	ipc_stream_release(&(*link)->stream);
	free(*link);
	*link = NULL;
}

void link_on_wait(struct link *link, uint32_t every_ms, void (*on_wait)(void *ctx), void *ctx)
{
	link->on_wait = on_wait;
	link->wait_ms = every_ms;
	link->wait_ctx = ctx;
}

int link_descriptor(const struct link *link)
{
	return link->fd;
}

/* ---- waiting ---- */

struct deadline {
	bool is_never;
	struct mono_ms at;
};

static struct mono_ms mono_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (struct mono_ms){ (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000 };
}

static struct deadline deadline_in(uint32_t timeout_ms)
{
	return (struct deadline){ timeout_ms == 0, { mono_now().v + timeout_ms } };
}

/* Waits until the socket is ready for events. A hang-up counts as ready: the call that follows tells. */
static int wait_for(const struct link *link, short events, const struct deadline *deadline)
{
	struct pollfd p = { .fd = link->fd, .events = events };

	for (;;) {
		uint64_t now = mono_now().v;
		uint64_t wait = link->on_wait != NULL ? link->wait_ms : 60000;
		int n;

		if (!deadline->is_never) {
			if (now >= deadline->at.v)
				return VB_ERR_TIMEOUT;
			if (wait > deadline->at.v - now)
				wait = deadline->at.v - now;
		}
		n = poll(&p, 1, (int)wait);
		if (n > 0)
			return 0;
		if (n < 0 && errno != EINTR)
			return VB_ERR_IO;
		if (n == 0 && link->on_wait != NULL)
			link->on_wait(link->wait_ctx);
	}
}

static bool is_again(int number)
{
	return number == EAGAIN || number == EWOULDBLOCK || number == EINTR;
}

static int hung_up_error(int number)
{
	return number == EPIPE || number == ECONNRESET ? VB_ERR_NOT_RUNNING : VB_ERR_IO;
}

/* ---- calling ---- */

static int send_request(struct link *link, const struct deadline *deadline)
{
	size_t sent = 0;

	while (sent < link->request.size) {
		ssize_t n = send(link->fd, link->request.data + sent, link->request.size - sent,
		                 MSG_NOSIGNAL);
		int err;

		if (n > 0) {
			sent += (size_t)n;
			continue;
		}
		if (n < 0 && !is_again(errno))
			return hung_up_error(errno);
		err = wait_for(link, POLLOUT, deadline);
		if (err < 0)
			return err;
	}
	return 0;
}

static int fill_stream(struct link *link, const struct deadline *deadline)
{
	size_t room;
	uint8_t *start = ipc_stream_room(&link->stream, &room);

	for (;;) {
		ssize_t n = recv(link->fd, start, room, 0);
		int err;

		if (n > 0) {
			ipc_stream_fill(&link->stream, (size_t)n);
			return 0;
		}
		if (n == 0)
			return VB_ERR_NOT_RUNNING;
		if (!is_again(errno))
			return hung_up_error(errno);
		err = wait_for(link, POLLIN, deadline);
		if (err < 0)
			return err;
	}
}

/* An error without a number is about a request that the daemon could not read, or about the connection itself. */
static bool is_ours(const struct link *link, const struct ipc_answer *answer)
{
	return answer->id == link->last_id || (answer->id == 0 && answer->err < 0);
}

/* is_any: to whichever request; else to the last one. */
static int receive_answer(struct link *link, const struct deadline *deadline, bool is_any,
                          struct ipc_answer *out)
{
	for (;;) {
		struct ipc_answer answer;
		struct span document;
		int err;

		if (ipc_stream_next(&link->stream, &document, &err)) {
			err = ipc_answer_decode(document, &answer);
			if (err == 0 && !is_any && !is_ours(link, &answer))
				continue;
			if (err == 0)
				*out = answer;
			return err;
		}
		if (err == 0)
			err = fill_stream(link, deadline);
		if (err < 0)
			return err;
	}
}

static int put_request(struct link *link, const char *call, struct span args,
                       const struct deadline *deadline)
{
	static const uint8_t no_length[VB_IPC_HEAD_BYTES];

	buf_clear(&link->request);
	buf_put(&link->request, no_length, sizeof(no_length));
	ipc_request_encode(&link->request, ++link->last_id, call, args);
	if (link->request.err < 0)
		return link->request.err;
	ipc_head_put(link->request.data, link->request.size - VB_IPC_HEAD_BYTES);
	return send_request(link, deadline);
}

int link_call(struct link *link, const char *call, struct span args, uint32_t timeout_ms,
              struct ipc_answer *out)
{
	struct deadline deadline = deadline_in(timeout_ms);
	int err = put_request(link, call, args, &deadline);

	/* Whoever is turned away at the door is hung up on, but told before. */
	if (err == VB_ERR_NOT_RUNNING && receive_answer(link, &deadline, false, out) == 0)
		return 0;
	if (err < 0)
		return err;
	return receive_answer(link, &deadline, false, out);
}

int link_send(struct link *link, const char *call, struct span args, uint32_t timeout_ms,
              uint64_t *id)
{
	struct deadline deadline = deadline_in(timeout_ms);
	int err = put_request(link, call, args, &deadline);

	if (err == 0)
		*id = link->last_id;
	return err;
}

int link_receive(struct link *link, uint32_t timeout_ms, struct ipc_answer *out)
{
	struct deadline deadline = deadline_in(timeout_ms);

	return receive_answer(link, &deadline, true, out);
}

int link_next(struct link *link, uint32_t timeout_ms, struct ipc_answer *out)
{
	struct deadline deadline = deadline_in(timeout_ms);

	return receive_answer(link, &deadline, false, out);
}
