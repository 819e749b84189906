/* wire_call: what kept a call from becoming a link, told by what really answers at the address. */
#include "daemon/wire/wire_call.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "daemon/log.h"
#include "tests/tap.h"

static struct loop *loop;
static struct wire_zap *zap;
static struct node_keys *own, *theirs;
static struct wire_calls *calls;
static struct loop_timer alarm_timer;
static bool is_admitting;
static int answered;

static const struct node_id office = { { 7 } };

/* ---- the loop ---- */

static bool is_told(void)
{
	struct dial_state state;

	return answered > 0 ||
	       (wire_calls_state(calls, &office, &state) && state.trouble != VB_DIAL_FINE);
}

static void on_turn_end(void *ctx)
{
	(void)ctx;
	if (is_told())
		loop_stop(loop);
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

static void on_late(void *ctx)
{
	(void)ctx;
	loop_stop(loop);
}

/* ---- calling ---- */

static bool admits(void *ctx, const struct public_key *curve)
{
	(void)ctx;
	(void)curve;
	return is_admitting;
}

static void on_answered(void *ctx, const struct node_id *peer, const struct public_key *curve,
                        struct wire_socket **socket)
{
	(void)ctx;
	(void)curve;
	(void)socket; /* left alone: not wanted */
	answered += node_id_is_equal(peer, &office);
}

/* Calls the office at an address until something is known; what that is. */
static enum dial_trouble call(const char *endpoint)
{
	struct dial_settings settings = { .retry_min_ms = 10000,
		                          .retry_max_ms = 10000,
		                          .attempt_ms = 20000,
		                          .random_below = crypt_random_below };
	struct dial_office list = { .id = office,
		                    .curve = node_keys_curve_public(theirs),
		                    .endpoints = { endpoint },
		                    .endpoint_count = 1 };
	struct dial_state state = { .trouble = VB_DIAL_FINE };

	answered = 0;
	calls = wire_calls_new(loop, zap, own, &settings, on_answered, NULL);
	wire_calls_set(calls, &list, 1);
	loop_timer_set(loop, &alarm_timer, 15000, on_late, NULL);
	loop_run(loop);
	loop_timer_clear(loop, &alarm_timer);
	(void)wire_calls_state(calls, &office, &state);
	if (state.trouble != VB_DIAL_FINE)
		is_str(state.endpoint, endpoint, "of the address called");
	wire_calls_destroy(&calls);
	return state.trouble;
}

/* A plain socket on loopback; *endpoint is its address. Listening or only bound. */
static int plain_socket(bool is_listening, char endpoint[64])
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) < 0 ||
	    (is_listening && listen(fd, 8) < 0))
		bail("a plain socket");
	(void)snprintf(endpoint, 64, "tcp://127.0.0.1:%u", (unsigned)ntohs(address.sin_port));
	return fd;
}

static void test_addresses(void)
{
	char endpoint[64];
	int fd;

	is_int(call("tcp://no-such-office.invalid:7801"), VB_DIAL_NO_NAME, "a name nobody knows");
	fd = plain_socket(false, endpoint);
	is_int(call(endpoint), VB_DIAL_CLOSED, "a port where nobody listens");
	close(fd);
	fd = plain_socket(true, endpoint);
	is_int(call(endpoint), VB_DIAL_STRANGER, "a program that takes the call and says nothing");
	close(fd);
}

static void test_offices(void)
{
	struct wire_socket *server = NULL;
	struct node_keys *others = node_keys_new();

	wire_zap_set(zap, VB_DOMAIN_OFFICES, admits, NULL);
	if (wire_socket_listen(zap, theirs, 0, VB_DOMAIN_OFFICES, "tcp://127.0.0.1:*", &server) < 0)
		bail("cannot listen");
	is_int(call(wire_socket_endpoint(server)), VB_DIAL_DENIED,
	       "the office, which does not admit us");
	is_admitting = true;
	is_int(call(wire_socket_endpoint(server)), VB_DIAL_HERE,
	       "the office admits us, but here nobody wants the link");
	is_int(answered, 1, "which was offered");
	wire_socket_close(&server);
	if (wire_socket_listen(zap, others, 0, VB_DOMAIN_OFFICES, "tcp://127.0.0.1:*", &server) < 0)
		bail("cannot listen");
	is_int(call(wire_socket_endpoint(server)), VB_DIAL_STRANGER, "an office with other keys");
	wire_socket_close(&server);
	node_keys_destroy(&others);
}

int main(void)
{
	struct loop_hooks hooks = { NULL, on_turn_end, on_is_full, on_signal };

	if (crypt_init() < 0)
		bail("crypt");
	log_init(VB_LOG_WARNING);
	loop = loop_new(&hooks);
	if (!loop || wire_zap_open(loop, 64, &zap) < 0)
		bail("loop");
	own = node_keys_new();
	theirs = node_keys_new();
	test_addresses();
	test_offices();
	node_keys_destroy(&own);
	node_keys_destroy(&theirs);
	wire_zap_close(&zap);
	loop_destroy(&loop);
	return done();
}
