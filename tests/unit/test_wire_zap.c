/* wire_zap: requests of every form, sent by hand in place of libzmq's; the answers are those of RFC 27. */
#include "daemon/wire/wire_zap.h"

#include <stdlib.h>
#include <string.h>
#include <zmq.h>

#include "daemon/log.h"
#include "tests/tap.h"

#define KEY "0123456789abcdef0123456789abcdef"
#define KEY_HEX "3031323334353637383961626364656630313233343536373839616263646566"

static int asked;

static bool on_ask(void *ctx, const struct public_key *curve)
{
	asked++;
	return memcmp(curve->b, ctx, sizeof(curve->b)) == 0;
}

struct row {
	const char *name;
	const char *frames[9];
	const char *status;
};

static const struct row rows[] = {
	{ "an admitted key", { "1.0", "17", "verbund", "10.0.0.1", "id", "CURVE", KEY }, "200" },
	{ "another key",
	  { "1.0", "17", "verbund", "10.0.0.1", "id", "CURVE", "X123456789abcdef0123456789abcdef" },
	  "400" },
	{ "a domain that nobody decides for",
	  { "1.0", "17", "verbund-pairing", "10.0.0.1", "id", "CURVE", KEY },
	  "400" },
	{ "an unknown domain", { "1.0", "17", "global", "10.0.0.1", "id", "CURVE", KEY }, "400" },
	{ "no domain", { "1.0", "17", "", "10.0.0.1", "id", "CURVE", KEY }, "400" },
	{ "mechanism NULL", { "1.0", "17", "verbund", "10.0.0.1", "id", "NULL" }, "400" },
	{ "mechanism PLAIN",
	  { "1.0", "17", "verbund", "10.0.0.1", "id", "PLAIN", "u", "p" },
	  "400" },
	{ "a key that is too short",
	  { "1.0", "17", "verbund", "10.0.0.1", "id", "CURVE", "0123" },
	  "400" },
	{ "another version", { "2.0", "17", "verbund", "10.0.0.1", "id", "CURVE", KEY }, "400" },
	{ "a frame too many",
	  { "1.0", "17", "verbund", "10.0.0.1", "id", "CURVE", KEY, "x", "y" },
	  "400" },
};

static void send_frames(void *socket, const char *const frames[9])
{
	for (size_t i = 0; i < 9 && frames[i]; i++) {
		int more = i < 8 && frames[i + 1] ? ZMQ_SNDMORE : 0;

		if (zmq_send(socket, frames[i], strlen(frames[i]), more) < 0)
			bail("send");
	}
}

/* Reads six frames into out; true if there were just so many. */
static bool receive_frames(void *socket, char out[6][100])
{
	int more = 1, count = 0;

	while (more) {
		char extra[100];
		char *to = count < 6 ? out[count] : extra;
		size_t size = sizeof(more);
		int n = zmq_recv(socket, to, 99, 0);

		if (n < 0)
			return false;
		to[n] = '\0';
		count++;
		zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &size);
	}
	return count == 6;
}

static void test_requests(struct wire_zap *zap)
{
	void *asker = zmq_socket(wire_zap_context(zap), ZMQ_REQ);
	int wait_ms = 2000;

	zmq_setsockopt(asker, ZMQ_RCVTIMEO, &wait_ms, sizeof(wait_ms));
	if (zmq_connect(asker, "inproc://zeromq.zap.01") < 0)
		bail("nobody at the door");
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char reply[6][100] = { "" };
		bool admitted = strcmp(rows[i].status, "200") == 0;

		send_frames(asker, rows[i].frames);
		wire_zap_serve(zap);
		ok(receive_frames(asker, reply), "%s: an answer of six frames", rows[i].name);
		is_str(reply[0], "1.0", "%s: version", rows[i].name);
		is_str(reply[1], "17", "%s: the request's id", rows[i].name);
		is_str(reply[2], rows[i].status, "%s: status", rows[i].name);
		is_str(reply[4], admitted ? KEY_HEX : "", "%s: user", rows[i].name);
	}
	zmq_close(asker);
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
	struct wire_zap *zap = NULL;
	struct loop *loop;
	char key[] = KEY;

	log_init(VB_LOG_WARNING);
	loop = loop_new(&hooks);
	is_err(wire_zap_open(loop, 16, &zap), 0, "a door keeper");
	wire_zap_set(zap, VB_DOMAIN_OFFICES, on_ask, key);
	test_requests(zap);
	is_int(asked, 2, "only well-formed requests of its domain are put to the function");
	ok(wire_zap_next_number(zap) != wire_zap_next_number(zap), "numbers are given once");
	wire_zap_close(&zap);
	ok(zap == NULL, "closed");
	loop_destroy(&loop);
	return done();
}
