/* wire_socket: what CURVE sockets of libzmq 4.3.4 really do, one trap a scene. */
#include "daemon/wire/wire_socket.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>
#include <zmq.h>

#include "daemon/log.h"
#include "protocol/limits.h"
#include "tests/tap.h"

static struct wire_zap *zap;
static struct node_keys *server_keys, *caller_keys;
static struct wire_socket *server, *caller;

static bool everybody(void *ctx, const struct public_key *curve)
{
	(void)ctx;
	(void)curve;
	return true;
}

/* Waits for an event of a kind, skipping others; its descriptor, -2 if it does not come. */
static int await_event(struct wire_socket *s, enum wire_event wanted, int ms)
{
	for (int i = 0; i < ms; i++) {
		enum wire_event event;
		int fd;

		wire_zap_serve(zap);
		while ((event = wire_socket_event(s, &fd)) != VB_WIRE_NONE)
			if (event == wanted)
				return fd;
		usleep(1000);
	}
	return -2;
}

static int await_message(struct wire_socket *s, struct wire_message *message)
{
	int err = VB_ERR_BUSY;

	for (int i = 0; i < 2000 && err == VB_ERR_BUSY; i++) {
		wire_zap_serve(zap);
		err = wire_socket_receive(s, message);
		if (err == VB_ERR_BUSY)
			usleep(1000);
	}
	return err;
}

/* The pipe of a link is there a moment after its handshake was told: until then the socket is busy, as with a full one. */
static int await_sent(struct wire_socket *s, struct span routing, struct span body)
{
	int err = VB_ERR_BUSY;

	for (int i = 0; i < 2000 && err == VB_ERR_BUSY; i++) {
		err = wire_socket_send(s, routing, body);
		if (err == VB_ERR_BUSY)
			usleep(1000);
	}
	return err;
}

static void dial(const struct node_keys *server_is)
{
	struct public_key key = node_keys_curve_public(server_is);

	if (wire_socket_dial(zap, caller_keys, 0, &key, wire_socket_endpoint(server), &caller) < 0)
		bail("cannot dial");
}

static void test_messages(void)
{
	struct public_key key = node_keys_curve_public(caller_keys);
	struct wire_message message;
	static uint8_t big[VB_FRAME_MAX_BYTES];
	int accepted;

	dial(server_keys);
	is_err(wire_socket_send(caller, span_of(NULL, 0), span_of_str("early")), VB_ERR_BUSY,
	       "nothing is queued before there is a connection");
	accepted = await_event(server, VB_WIRE_ACCEPTED, 2000);
	ok(accepted >= 0, "the server accepts");
	is_int(await_event(caller, VB_WIRE_UP, 2000), -1, "the caller is let in");
	is_err(await_sent(caller, span_of(NULL, 0), span_of_str("hi")), 0, "it sends");
	is_err(await_message(server, &message), 0, "the message comes");
	ok(span_is_equal(message.body, span_of_str("hi")), "whole");
	is_mem(message.curve.b, key.b, 32, "with the caller's key");
	is_int(message.fd, accepted, "and the descriptor that was accepted");
	is_int(message.routing.size, 5, "by libzmq's own routing id");
	is_err(wire_socket_send(server, message.routing, span_of(big, sizeof(big))), 0,
	       "the largest frame goes back");
	is_err(await_message(caller, &message), 0, "and comes");
	is_int(message.body.size, sizeof(big), "whole");
	is_err(wire_socket_send(server, span_of_str("nobody"), span_of_str("x")),
	       VB_ERR_UNREACHABLE, "a routing id that nobody has");
	wire_socket_close(&caller);
	is_int(await_event(server, VB_WIRE_DOWN, 2000), accepted, "the server sees it go");
}

/* libzmq 4.3.4 often has no metadata on the first frame: the key must come from the last. */
static void test_many_messages(void)
{
	struct public_key key = node_keys_curve_public(caller_keys);
	struct wire_message message;
	int named = 0;

	dial(server_keys);
	await_event(caller, VB_WIRE_UP, 2000);
	for (int i = 0; i < 100; i++)
		if (wire_socket_send(caller, span_of(NULL, 0), span_of_str("x")) < 0)
			diag("send %d", i);
	for (int i = 0; i < 100 && await_message(server, &message) == 0; i++)
		named += memcmp(message.curve.b, key.b, 32) == 0;
	is_int(named, 100, "each of a hundred messages has its sender's key");
	wire_socket_close(&caller);
	await_event(server, VB_WIRE_DOWN, 2000);
}

/* A member's own program, which sends what no wire_socket would. */
static void test_odd_messages(void)
{
	void *dealer = zmq_socket(wire_zap_context(zap), ZMQ_DEALER);
	struct public_key server_key = node_keys_curve_public(server_keys);
	struct public_key own = node_keys_curve_public(caller_keys);
	static uint8_t big[VB_FRAME_MAX_BYTES + 1];
	struct wire_message message;
	int linger = 0;

	zmq_setsockopt(dealer, ZMQ_LINGER, &linger, sizeof(linger));
	zmq_setsockopt(dealer, ZMQ_CURVE_SERVERKEY, server_key.b, 32);
	zmq_setsockopt(dealer, ZMQ_CURVE_PUBLICKEY, own.b, 32);
	zmq_setsockopt(dealer, ZMQ_CURVE_SECRETKEY, node_keys_curve_secret(caller_keys, 0), 32);
	if (zmq_connect(dealer, wire_socket_endpoint(server)) < 0)
		bail("connect");
	zmq_send(dealer, "two", 3, ZMQ_SNDMORE);
	zmq_send(dealer, "frames", 6, 0);
	for (int i = 0; i < 50; i++)
		zmq_send(dealer, "part", 4, ZMQ_SNDMORE);
	zmq_send(dealer, "end", 3, 0);
	zmq_send(dealer, big, sizeof(big), 0);
	zmq_send(dealer, "good", 4, 0);
	is_err(await_message(server, &message), 0, "a message comes");
	ok(span_is_equal(message.body, span_of_str("good")),
	   "messages of several frames and one a byte too long are dropped");
	zmq_send(dealer, "", 0, 0);
	is_err(await_message(server, &message), 0, "an empty frame");
	is_int(message.body.size, 0, "is one");
	zmq_close(dealer);
	await_event(server, VB_WIRE_DOWN, 2000);
}

static void test_refusals(void)
{
	wire_zap_set(zap, VB_DOMAIN_OFFICES, NULL, NULL);
	dial(server_keys);
	is_int(await_event(caller, VB_WIRE_REFUSED, 2000), -1, "a refused key is told so");
	wire_socket_close(&caller);
	wire_zap_set(zap, VB_DOMAIN_OFFICES, everybody, NULL);
	dial(caller_keys);
	is_int(await_event(caller, VB_WIRE_FAILED, 5000), -1,
	       "a server with another key than expected is no success");
	wire_socket_close(&caller);
	await_event(server, VB_WIRE_DOWN, 5000);
}

static void test_nobody(void)
{
	struct public_key key = node_keys_curve_public(server_keys);
	char endpoint[100];
	struct wire_socket *other = NULL;

	if (wire_socket_listen(zap, server_keys, 0, VB_DOMAIN_OFFICES, "tcp://127.0.0.1:*",
	                       &other) < 0)
		bail("listen");
	memcpy(endpoint, wire_socket_endpoint(other), strlen(wire_socket_endpoint(other)) + 1);
	wire_socket_close(&other);
	usleep(50000);
	is_err(wire_socket_dial(zap, caller_keys, 0, &key, endpoint, &caller), 0,
	       "where nobody listens");
	is_int(await_event(caller, VB_WIRE_FAILED, 3000), -1, "the call fails, and says so");
	is_int(await_event(caller, VB_WIRE_FAILED, 300), -2,
	       "once: it does not try again by itself");
	wire_socket_close(&caller);
	is_err(wire_socket_listen(zap, server_keys, 0, VB_DOMAIN_OFFICES,
	                          wire_socket_endpoint(server), &other),
	       VB_ERR_PORT_IN_USE, "a port in use");
	is_err(wire_socket_listen(zap, server_keys, 0, VB_DOMAIN_OFFICES, "tcp://192.0.2.1:7447",
	                          &other),
	       VB_ERR_BAD_VALUE, "an address of another machine");
	is_err(wire_socket_listen(zap, server_keys, 0, VB_DOMAIN_OFFICES, "tcp://nonsense", &other),
	       VB_ERR_BAD_VALUE, "no address at all");
	is_err(wire_socket_dial(zap, caller_keys, 0, &key, "tcp://", &caller), VB_ERR_BAD_VALUE,
	       "nor to call");
}

static void test_cut(void)
{
	struct wire_message message;
	int fd;

	dial(server_keys);
	await_event(caller, VB_WIRE_UP, 2000);
	is_err(await_sent(caller, span_of(NULL, 0), span_of_str("x")), 0, "a connection");
	is_err(await_message(server, &message), 0, "that said something");
	wire_socket_cut(server, message.fd);
	is_int(await_event(caller, VB_WIRE_DOWN, 2000) >= 0, 1, "is cut");
	/* Connections of earlier scenes may be told gone first. */
	do {
		fd = await_event(server, VB_WIRE_DOWN, 2000);
	} while (fd != message.fd && fd != -2);
	is_int(fd, message.fd, "for both");
	wire_socket_close(&caller);
	wire_socket_cut(server, -1);
	wire_socket_cut(server, 100000);
	for (fd = 0; fd < 64; fd++) {
		int listening = 0;
		socklen_t size = sizeof(listening);

		if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listening, &size) == 0 && listening)
			wire_socket_cut(server, fd);
	}
	dial(server_keys);
	is_int(await_event(caller, VB_WIRE_UP, 2000), -1, "a listening socket is never cut");
	wire_socket_close(&caller);
	await_event(server, VB_WIRE_DOWN, 2000);
}

static void test_pause(void)
{
	struct wire_socket *standing;
	struct wire_message message;

	dial(server_keys);
	standing = caller;
	await_event(standing, VB_WIRE_UP, 2000);
	wire_socket_pause(server);
	caller = NULL;
	dial(server_keys);
	is_int(await_event(caller, VB_WIRE_UP, 300), -2, "while paused nobody comes in");
	is_err(await_sent(standing, span_of(NULL, 0), span_of_str("still")), 0,
	       "who is in stays in");
	is_err(await_message(server, &message), 0, "and is heard");
	wire_socket_resume(server);
	/* The kernel repeats its request for a connection after a second. */
	is_int(await_event(caller, VB_WIRE_UP, 4000), -1, "then they come in again");
	wire_socket_close(&caller);
	wire_socket_close(&standing);
}

static void on_turn_end(void *ctx)
{
	(void)ctx;
}

static bool on_is_full(void *ctx)
{
	(void)ctx;
	return false;
}

static void on_signal(void *ctx, int signo)
{
	(void)ctx;
	(void)signo;
}

int main(void)
{
	struct loop_hooks hooks = { NULL, on_turn_end, on_is_full, on_signal };
	struct loop *loop;

	log_init(VB_LOG_WARNING);
	loop = loop_new(&hooks);
	if (crypt_init() < 0 || !loop || wire_zap_open(loop, 32, &zap) < 0)
		bail("no context");
	wire_zap_set(zap, VB_DOMAIN_OFFICES, everybody, NULL);
	server_keys = node_keys_new();
	caller_keys = node_keys_new();
	is_err(wire_socket_listen(zap, server_keys, 0, VB_DOMAIN_OFFICES, "tcp://127.0.0.1:*",
	                          &server),
	       0, "a server");
	test_messages();
	test_many_messages();
	test_odd_messages();
	test_refusals();
	test_nobody();
	test_cut();
	test_pause();
	wire_socket_close(&server);
	wire_zap_close(&zap);
	node_keys_destroy(&server_keys);
	node_keys_destroy(&caller_keys);
	loop_destroy(&loop);
	return done();
}
