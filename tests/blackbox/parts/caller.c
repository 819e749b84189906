/* caller: see caller.h. */
#include "tests/blackbox/parts/caller.h"

#include <stdio.h>
#include <string.h>
#include <zmq.h>

#include "tests/tap.h"

#define HANDSHAKE_MS 3000
#define QUEUE_FRAMES 200000 /* a flood waits here, not in the test */

static void *context;
static unsigned monitors;

static void set_int(void *socket, int option, int value)
{
	if (zmq_setsockopt(socket, option, &value, sizeof(value)) != 0)
		bail("zmq option %d: %s", option, zmq_strerror(zmq_errno()));
}

static void set_key(void *socket, int option, const void *key)
{
	if (zmq_setsockopt(socket, option, key, VB_PUBLIC_KEY_BYTES) != 0)
		bail("zmq key %d: %s", option, zmq_strerror(zmq_errno()));
}

static void monitor_open(struct caller *c)
{
	char name[64];

	snprintf(name, sizeof(name), "inproc://caller-%u", monitors++);
	if (zmq_socket_monitor(c->socket, name, ZMQ_EVENT_ALL) != 0)
		bail("zmq monitor: %s", zmq_strerror(zmq_errno()));
	c->monitor = zmq_socket(context, ZMQ_PAIR);
	set_int(c->monitor, ZMQ_LINGER, 0);
	if (zmq_connect(c->monitor, name) != 0)
		bail("zmq monitor: %s", zmq_strerror(zmq_errno()));
}

/* The next event of the monitor, 0 if none came in time. */
static unsigned event_next(struct caller *c, int timeout_ms)
{
	zmq_pollitem_t item = { c->monitor, 0, ZMQ_POLLIN, 0 };
	uint8_t bytes[256];
	uint16_t event;

	if (zmq_poll(&item, 1, timeout_ms) <= 0)
		return 0;
	if (zmq_recv(c->monitor, bytes, sizeof(bytes), 0) < (int)sizeof(event))
		bail("zmq monitor: a short event");
	memcpy(&event, bytes, sizeof(event));          /* of this machine, in its own order */
	zmq_recv(c->monitor, bytes, sizeof(bytes), 0); /* the address */
	return event;
}

static bool await_handshake(struct caller *c)
{
	for (;;) {
		switch (event_next(c, HANDSHAKE_MS)) {
		case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
			return true;
		case 0:
		case ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL:
		case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
		case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
		case ZMQ_EVENT_DISCONNECTED:
		case ZMQ_EVENT_CLOSED:
			return false;
		default:
			break;
		}
	}
}

bool caller_open(struct caller *c, const char *endpoint, const struct public_key *server,
                 const struct node_keys *keys)
{
	struct public_key own = node_keys_curve_public(keys);

	if (!context)
		context = zmq_ctx_new();
	*c = (struct caller){ .socket = zmq_socket(context, ZMQ_DEALER) };
	set_int(c->socket, ZMQ_LINGER, 0);
	set_int(c->socket, ZMQ_IMMEDIATE, 1);
	set_int(c->socket, ZMQ_RECONNECT_IVL, -1);
	set_int(c->socket, ZMQ_SNDHWM, QUEUE_FRAMES);
	set_int(c->socket, ZMQ_RCVHWM, QUEUE_FRAMES);
	set_key(c->socket, ZMQ_CURVE_SERVERKEY, server->b);
	set_key(c->socket, ZMQ_CURVE_PUBLICKEY, own.b);
	set_key(c->socket, ZMQ_CURVE_SECRETKEY, node_keys_curve_secret(keys, 0));
	monitor_open(c);
	if (zmq_connect(c->socket, endpoint) == 0 && await_handshake(c))
		return true;
	caller_close(c);
	return false;
}

void caller_close(struct caller *c)
{
	if (!c->socket)
		return;
	zmq_socket_monitor(c->socket, NULL, 0);
	zmq_close(c->monitor);
	zmq_close(c->socket);
	*c = (struct caller){ 0 };
}

void caller_send(struct caller *c, struct span frame)
{
	caller_send_parts(c, &frame, 1);
}

void caller_send_parts(struct caller *c, const struct span *parts, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		int more = i + 1 < count ? ZMQ_SNDMORE : 0;

		if (zmq_send(c->socket, parts[i].data, parts[i].size, more | ZMQ_DONTWAIT) < 0)
			return;
	}
}

/* Takes a message that waits. */
static bool take(struct caller *c, struct buf *frame)
{
	zmq_msg_t message;
	int size;

	zmq_msg_init(&message);
	size = zmq_msg_recv(&message, c->socket, ZMQ_DONTWAIT);
	if (size >= 0) {
		buf_clear(frame);
		buf_put(frame, zmq_msg_data(&message), (size_t)size);
	}
	zmq_msg_close(&message);
	return size >= 0;
}

static bool is_end(unsigned event)
{
	return event == ZMQ_EVENT_DISCONNECTED || event == ZMQ_EVENT_CLOSED;
}

enum caller_news caller_next(struct caller *c, unsigned timeout_ms, struct buf *frame)
{
	zmq_pollitem_t items[2] = { { c->socket, 0, ZMQ_POLLIN, 0 },
		                    { c->monitor, 0, ZMQ_POLLIN, 0 } };

	for (;;) {
		if (take(c, frame))
			return CALLER_FRAME;
		if (c->is_over)
			return CALLER_OVER;
		if (zmq_poll(items, 2, (long)timeout_ms) <= 0)
			return CALLER_SILENT;
		while (items[1].revents && !c->is_over) {
			unsigned event = event_next(c, 0);

			if (event == 0)
				break;
			c->is_over = is_end(event);
		}
	}
}
