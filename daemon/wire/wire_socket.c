/* wire_socket: see wire_socket.h. */
#include "daemon/wire/wire_socket.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/filter.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include "daemon/log.h"
#include "protocol/limits.h"

/* In libzmq since 4.3.1, but hidden among the drafts. */
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

#define CURVE_WRAP_BYTES 64u /* what CURVE puts around a frame (33), rounded up: RFC 26 */
#define QUEUE_MESSAGES 128   /* each way and connection; credit is the real limit */
#define HEARTBEAT_MS 15000
#define HEARTBEAT_DEAD_MS 45000 /* above 65,535 libzmq 4.3.4 drops every link */
#define BACKLOG 1024
#define SPARE_COUNT                                                                                \
	16 /* more than one: the I/O thread takes some of them while callers are turned away */
#define USER_ID_DIGITS (2 * VB_PUBLIC_KEY_BYTES)

struct wire_socket {
	struct wire_zap *zap;
	void *handle;
	void *monitor;
	struct loop_watch *watch;
	struct loop_watch *monitor_watch;
	bool is_router;
	bool is_through; /* DEALER: somebody took the connection */
	int listen_fd;   /* ROUTER: libzmq's own */
	int spares
		[SPARE_COUNT]; /* descriptors kept for turning callers away where none is left; -1: none */
	zmq_msg_t routing, body; /* of the message handed out last */
	char endpoint[VB_ENDPOINT_MAX_BYTES + 32];
};

void wire_socket_library(char out[static 32])
{
	int major, minor, patch;

	zmq_version(&major, &minor, &patch);
	(void)snprintf(out, 32, "%d.%d.%d", major, minor, patch);
}

/* ---- options ---- */

static bool set_int(void *handle, int option, int value)
{
	return zmq_setsockopt(handle, option, &value, sizeof(value)) == 0;
}

static bool set_common(void *handle)
{
	int64_t max = VB_FRAME_MAX_BYTES + CURVE_WRAP_BYTES;

	return zmq_setsockopt(handle, ZMQ_MAXMSGSIZE, &max, sizeof(max)) == 0 &&
	       set_int(handle, ZMQ_LINGER, 0) &&
	       set_int(handle, ZMQ_HANDSHAKE_IVL, (int)VB_HANDSHAKE_MS) &&
	       set_int(handle, ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS) &&
	       set_int(handle, ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_DEAD_MS) &&
	       set_int(handle, ZMQ_HEARTBEAT_TTL, HEARTBEAT_DEAD_MS) &&
	       set_int(handle, ZMQ_SNDHWM, QUEUE_MESSAGES) &&
	       set_int(handle, ZMQ_RCVHWM, QUEUE_MESSAGES) && set_int(handle, ZMQ_TCP_KEEPALIVE, 1);
}

static bool set_key(void *handle, int option, const uint8_t key[static VB_PUBLIC_KEY_BYTES])
{
	return zmq_setsockopt(handle, option, key, VB_PUBLIC_KEY_BYTES) == 0;
}

static bool set_server(void *handle, const struct node_keys *keys, uint32_t generation,
                       enum wire_domain domain)
{
	const char *name = wire_zap_domain_name(domain);

	return set_int(handle, ZMQ_CURVE_SERVER, 1) &&
	       set_key(handle, ZMQ_CURVE_SECRETKEY, node_keys_curve_secret(keys, generation)) &&
	       zmq_setsockopt(handle, ZMQ_ZAP_DOMAIN, name, strlen(name)) == 0 &&
	       set_int(handle, ZMQ_ZAP_ENFORCE_DOMAIN, 1) &&
	       set_int(handle, ZMQ_ROUTER_MANDATORY, 1) && set_int(handle, ZMQ_BACKLOG, BACKLOG);
}

static bool set_client(void *handle, const struct node_keys *keys, uint32_t generation,
                       const struct public_key *server)
{
	struct public_key own = node_keys_curve_of(keys, generation);

	return set_key(handle, ZMQ_CURVE_SERVERKEY, server->b) &&
	       set_key(handle, ZMQ_CURVE_PUBLICKEY, own.b) &&
	       set_key(handle, ZMQ_CURVE_SECRETKEY, node_keys_curve_secret(keys, generation)) &&
	       set_int(handle, ZMQ_IMMEDIATE, 1) && set_int(handle, ZMQ_RECONNECT_IVL, -1) &&
	       set_int(handle, ZMQ_CONNECT_TIMEOUT, (int)VB_CONNECT_MS);
}

/* ---- spare descriptors ---- */

static void keep_spares(struct wire_socket *s)
{
	for (size_t i = 0; i < SPARE_COUNT; i++)
		if (s->spares[i] < 0)
			s->spares[i] = open("/dev/null", O_RDONLY | O_CLOEXEC);
}

static void give_spares(struct wire_socket *s)
{
	for (size_t i = 0; i < SPARE_COUNT; i++) {
		if (s->spares[i] >= 0)
			close(s->spares[i]);
		s->spares[i] = -1;
	}
}

/* ---- opening and closing ---- */

/* A monitor event is a frame of u16 event and u32 value in the machine's own order, and one with the address. */
static bool receive_event(void *monitor, int *event, int *value)
{
	uint8_t head[6], address[512];
	uint16_t number;
	uint32_t argument;

	if (zmq_recv(monitor, head, sizeof(head), ZMQ_DONTWAIT) != (int)sizeof(head))
		return false;
	(void)!zmq_recv(monitor, address, sizeof(address), ZMQ_DONTWAIT);
	memcpy(&number, head, sizeof(number));
	memcpy(&argument, head + sizeof(number), sizeof(argument));
	*event = number;
	*value = (int)argument;
	return true;
}

/* Events come over a pair of sockets; they are hints about what happened, never about who. */
static bool open_monitor(struct wire_socket *s)
{
	char name[64];

	snprintf(name, sizeof(name), "inproc://monitor-%ju",
	         (uintmax_t)wire_zap_next_number(s->zap));
	s->monitor = zmq_socket(wire_zap_context(s->zap), ZMQ_PAIR);
	return s->monitor && set_int(s->monitor, ZMQ_LINGER, 0) &&
	       zmq_socket_monitor(s->handle, name,
	                          ZMQ_EVENT_LISTENING | ZMQ_EVENT_CLOSED | ZMQ_EVENT_ACCEPTED |
	                                  ZMQ_EVENT_ACCEPT_FAILED | ZMQ_EVENT_DISCONNECTED |
	                                  ZMQ_EVENT_CONNECTED | ZMQ_EVENT_CONNECT_RETRIED |
	                                  ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
	                                  ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL |
	                                  ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
	                                  ZMQ_EVENT_HANDSHAKE_FAILED_AUTH) == 0 &&
	       zmq_connect(s->monitor, name) == 0;
}

static struct wire_socket *socket_new(struct wire_zap *zap, int type)
{
	struct wire_socket *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->zap = zap;
	s->is_router = type == ZMQ_ROUTER;
	s->listen_fd = -1;
	for (size_t i = 0; i < SPARE_COUNT; i++)
		s->spares[i] = -1;
	zmq_msg_init(&s->routing);
	zmq_msg_init(&s->body);
	s->handle = zmq_socket(wire_zap_context(zap), type);
	if (!s->handle || !set_common(s->handle) || !open_monitor(s))
		wire_socket_close(&s);
	return s;
}

void wire_socket_close(struct wire_socket **socket)
{
	struct wire_socket *s = *socket;

	if (!s)
		return;
	*socket = NULL;
	wire_socket_unwatch(s);
	give_spares(s);
	zmq_msg_close(&s->routing);
	zmq_msg_close(&s->body);
	if (s->handle) {
		zmq_socket_monitor(s->handle, NULL, 0);
		zmq_close(s->handle);
	}
	if (s->monitor)
		zmq_close(s->monitor);
	free(s);
}

void wire_socket_linger(struct wire_socket *socket, uint32_t ms)
{
	(void)set_int(socket->handle, ZMQ_LINGER, (int)ms);
}

static int bind_error(int number)
{
	switch (number) {
	case EADDRINUSE:
		return VB_ERR_PORT_IN_USE;
	case EINVAL:
	case ENODEV:
	case EADDRNOTAVAIL:
	case EACCES:
		return VB_ERR_BAD_VALUE;
	default:
		return VB_ERR_IO;
	}
}

/* With IPv6 on, libzmq shows and connects every IPv4 address in its mapped form; so only where it is asked for. */
static bool set_family(void *handle, const char *endpoint)
{
	bool is_ipv6 = strchr(endpoint, '[') || strncmp(endpoint, "tcp://*:", 8) == 0;

	return set_int(handle, ZMQ_IPV6, is_ipv6);
}

static int bind_router(struct wire_socket *s, const char *endpoint)
{
	size_t size = sizeof(s->endpoint);
	int event, value;

	if (zmq_bind(s->handle, endpoint) < 0)
		return bind_error(zmq_errno());
	if (zmq_getsockopt(s->handle, ZMQ_LAST_ENDPOINT, s->endpoint, &size) < 0)
		return VB_ERR_IO;
	while (s->listen_fd < 0 && receive_event(s->monitor, &event, &value))
		if (event == ZMQ_EVENT_LISTENING)
			s->listen_fd = value;
	/* libzmq leaves it blocking, and two threads take callers from it. */
	if (s->listen_fd < 0 || fcntl(s->listen_fd, F_SETFL, O_NONBLOCK) < 0)
		return VB_ERR_IO;
	keep_spares(s);
	return 0;
}

int wire_socket_listen(struct wire_zap *zap, const struct node_keys *keys, uint32_t generation,
                       enum wire_domain domain, const char *endpoint, struct wire_socket **out)
{
	struct wire_socket *s = socket_new(zap, ZMQ_ROUTER);
	int err = VB_ERR_BAD_KEY;

	if (!s)
		return VB_ERR_IO;
	if (set_server(s->handle, keys, generation, domain) && set_family(s->handle, endpoint))
		err = bind_router(s, endpoint);
	if (err < 0)
		wire_socket_close(&s);
	else
		*out = s;
	return err;
}

int wire_socket_dial(struct wire_zap *zap, const struct node_keys *keys, uint32_t generation,
                     const struct public_key *server, const char *endpoint,
                     struct wire_socket **out)
{
	struct wire_socket *s = socket_new(zap, ZMQ_DEALER);
	int err = 0;

	if (!s)
		return VB_ERR_IO;
	if (!set_client(s->handle, keys, generation, server) || !set_family(s->handle, endpoint))
		err = VB_ERR_BAD_KEY;
	else if (zmq_connect(s->handle, endpoint) < 0)
		err = zmq_errno() == EMFILE ? VB_ERR_IO : VB_ERR_BAD_VALUE;
	if (err < 0)
		wire_socket_close(&s);
	else
		*out = s;
	return err;
}

const char *wire_socket_endpoint(const struct wire_socket *socket)
{
	return socket->endpoint;
}

void wire_socket_watch(struct wire_socket *socket, struct loop *loop, uint32_t events,
                       loop_watch_fn *fn, void *ctx)
{
	if (!socket->watch) {
		socket->watch = loop_watch_socket(loop, socket->handle, events, fn, ctx);
		socket->monitor_watch =
			loop_watch_socket(loop, socket->monitor, VB_LOOP_READ, fn, ctx);
	}
	loop_watch_set(socket->watch, events);
}

void wire_socket_unwatch(struct wire_socket *socket)
{
	loop_watch_end(&socket->watch);
	loop_watch_end(&socket->monitor_watch);
}

void wire_socket_pause(struct wire_socket *socket)
{
	struct sock_filter drop_all[] = { BPF_STMT(BPF_RET | BPF_K, 0) };
	struct sock_fprog program = { .len = 1, .filter = drop_all };

	if (setsockopt(socket->listen_fd, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof(program)) <
	    0)
		log_warn("wire.pause", "endpoint=%s", socket->endpoint);
}

void wire_socket_resume(struct wire_socket *socket)
{
	int unused = 0;

	if (setsockopt(socket->listen_fd, SOL_SOCKET, SO_DETACH_FILTER, &unused, sizeof(unused)) <
	    0)
		log_warn("wire.resume", "endpoint=%s", socket->endpoint);
}

void wire_socket_turn_away(struct wire_socket *socket)
{
	int fd;

	give_spares(socket);
	for (size_t i = 0; i < BACKLOG && (fd = accept(socket->listen_fd, NULL, NULL)) >= 0; i++)
		close(fd);
	keep_spares(socket);
}

/* ---- messages ---- */

/* Takes the frames behind one that is not the last; returns how many. */
static size_t drop_rest(struct wire_socket *s)
{
	size_t count = 0;

	while (zmq_msg_more(&s->body) && zmq_msg_recv(&s->body, s->handle, ZMQ_DONTWAIT) >= 0)
		count++;
	return count;
}

/* The key that the door keeper admitted, as it stands with this frame. */
static bool read_user(zmq_msg_t *frame, struct public_key *out)
{
	const char *user = zmq_msg_gets(frame, "User-Id");

	return user && hex_parse(user, strlen(user), out->b, sizeof(out->b)) == 0;
}

static bool receive_routing(struct wire_socket *s)
{
	if (!s->is_router)
		return true;
	return zmq_msg_recv(&s->routing, s->handle, ZMQ_DONTWAIT) >= 0;
}

int wire_socket_receive(struct wire_socket *socket, struct wire_message *out)
{
	for (;;) {
		struct wire_message message = { .fd = -1 };
		bool is_whole = true;

		if (!receive_routing(socket))
			return VB_ERR_BUSY;
		if (socket->is_router && !zmq_msg_more(&socket->routing))
			continue;
		if (zmq_msg_recv(&socket->body, socket->handle, ZMQ_DONTWAIT) < 0)
			return VB_ERR_BUSY;
		if (drop_rest(socket) > 0)
			is_whole = false;
		if (socket->is_router) {
			is_whole = read_user(&socket->body, &message.curve) && is_whole;
			message.fd = zmq_msg_get(&socket->body, ZMQ_SRCFD);
			message.routing = span_of(zmq_msg_data(&socket->routing),
			                          zmq_msg_size(&socket->routing));
		}
		message.body = span_of(zmq_msg_data(&socket->body), zmq_msg_size(&socket->body));
		if (!is_whole || message.body.size > VB_FRAME_MAX_BYTES) {
			log_debug("wire.dropped", "bytes=%zu", message.body.size);
			continue;
		}
		*out = message;
		return 0;
	}
}

static int send_error(int number)
{
	return number == EHOSTUNREACH ? VB_ERR_UNREACHABLE : VB_ERR_BUSY;
}

int wire_socket_send(struct wire_socket *socket, struct span routing, struct span body)
{
	if (socket->is_router &&
	    zmq_send(socket->handle, routing.data, routing.size, ZMQ_SNDMORE | ZMQ_DONTWAIT) < 0)
		return send_error(zmq_errno());
	if (zmq_send(socket->handle, body.data, body.size, ZMQ_DONTWAIT) < 0)
		return send_error(zmq_errno());
	return 0;
}

/* ---- events ---- */

/* value: the cause, where letting somebody in has failed; somebody may also have left meanwhile. */
static enum wire_event event_of_router(int event, int value)
{
	switch (event) {
	case ZMQ_EVENT_ACCEPTED:
		return VB_WIRE_ACCEPTED;
	case ZMQ_EVENT_ACCEPT_FAILED:
		return value == EMFILE || value == ENFILE || value == ENOBUFS || value == ENOMEM
		               ? VB_WIRE_ACCEPT_FAILED
		               : VB_WIRE_NONE;
	case ZMQ_EVENT_DISCONNECTED:
		return VB_WIRE_DOWN;
	default:
		return VB_WIRE_NONE;
	}
}

static enum wire_event event_of_dealer(int event)
{
	switch (event) {
	case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
		return VB_WIRE_UP;
	case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
		return VB_WIRE_REFUSED;
	case ZMQ_EVENT_DISCONNECTED:
		return VB_WIRE_DOWN;
	case ZMQ_EVENT_CLOSED:
	case ZMQ_EVENT_CONNECT_RETRIED:
	case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
	case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
		return VB_WIRE_FAILED;
	default:
		return VB_WIRE_NONE;
	}
}

bool wire_socket_is_through(const struct wire_socket *socket)
{
	return socket->is_through;
}

enum wire_event wire_socket_event(struct wire_socket *socket, int *fd)
{
	int event, value;

	while (receive_event(socket->monitor, &event, &value)) {
		enum wire_event found =
			socket->is_router ? event_of_router(event, value) : event_of_dealer(event);

		socket->is_through = socket->is_through || event == ZMQ_EVENT_CONNECTED;
		*fd = found == VB_WIRE_ACCEPTED || found == VB_WIRE_DOWN ? value : -1;
		if (found != VB_WIRE_NONE)
			return found;
	}
	return VB_WIRE_NONE;
}

void wire_socket_cut(struct wire_socket *socket, int fd)
{
	int is_listening = 0;
	socklen_t size = sizeof(is_listening);

	(void)socket;
	if (fd < 0 || getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &is_listening, &size) < 0 ||
	    is_listening)
		return;
	shutdown(fd, SHUT_RDWR);
}
