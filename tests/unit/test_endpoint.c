/* endpoint: addresses that a card may hold, and those that ZeroMQ would take but a card may not. */
#include "protocol/peer/endpoint.h"

#include <string.h>

#include "protocol/limits.h"
#include "tests/tap.h"

static const struct {
	const char *text;
	const char *host;
	int port;
} good[] = {
	{ "tcp://192.0.2.1:7300", "192.0.2.1", 7300 },
	{ "tcp://integration.luebeck.example:1", "integration.luebeck.example", 1 },
	{ "tcp://a_b-c.D:65535", "a_b-c.D", 65535 },
	{ "tcp://[2001:db8::1]:7300", "[2001:db8::1]", 7300 },
	{ "tcp://[::ffff:192.0.2.1]:80", "[::ffff:192.0.2.1]", 80 },
	{ "tcp://[::]:9", "[::]", 9 },
};

static const char *const bad[] = {
	"",
	"tcp://",
	"tcp://host",
	"tcp://host:",
	"tcp://:7300",
	"tcp://host:0",
	"tcp://host:07300",
	"tcp://host:65536",
	"tcp://host:123456",
	"tcp://host:73a0",
	"tcp://host:+73",
	"tcp://host: 73",
	"tcp://*:7300",
	"tcp://host:*",
	"tcp://eth0;192.0.2.1:7300",
	"tcp://192.0.2.1:1;192.0.2.2:7300",
	"tcp://-host:7300",
	"tcp://.host:7300",
	"tcp://ho st:7300",
	"tcp://h\xc3\xb6st:7300",
	"tcp://2001:db8::1:7300",
	"tcp://[2001:db8::1:7300",
	"tcp://2001:db8::1]:7300",
	"tcp://[]:7300",
	"tcp://[12]:7300",
	"tcp://[fe80::1%eth0]:7300",
	"tcp://[::g]:7300",
	"TCP://host:7300",
	"ipc:///tmp/socket:1",
	"inproc://a:1",
	" tcp://host:7300",
	"tcp://host:7300 ",
	"tcp://host:7300/",
	"tcp://user@host:7300",
};

static void test_good(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct endpoint endpoint = { { NULL, 0 }, 0 };

		is_err(endpoint_parse(span_of_str(good[i].text), &endpoint), 0, "%s", good[i].text);
		ok(span_is_equal(endpoint.host, span_of_str(good[i].host)), "host");
		is_int(endpoint.port, good[i].port, "port");
	}
}

static void test_bad(void)
{
	struct endpoint endpoint = { { NULL, 0 }, 4711 };

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		is_err(endpoint_parse(span_of_str(bad[i]), &endpoint), VB_ERR_BAD_VALUE, "\"%s\"",
		       bad[i]);
	is_err(endpoint_parse(span_of("tcp://a\0b:1", 11), &endpoint), VB_ERR_BAD_VALUE, "NUL");
	is_int(endpoint.port, 4711, "the result is untouched");
}

static void test_length(void)
{
	/* limit VB_ENDPOINT_MAX_BYTES */
	char text[VB_ENDPOINT_MAX_BYTES + 2] = "tcp://";
	struct endpoint endpoint;

	memset(text + 6, 'a', sizeof(text) - 6);
	text[VB_ENDPOINT_MAX_BYTES - 2] = ':';
	text[VB_ENDPOINT_MAX_BYTES - 1] = '1';
	is_err(endpoint_parse(span_of(text, VB_ENDPOINT_MAX_BYTES), &endpoint), 0, "255 bytes");
	text[VB_ENDPOINT_MAX_BYTES - 2] = 'a';
	text[VB_ENDPOINT_MAX_BYTES - 1] = ':';
	text[VB_ENDPOINT_MAX_BYTES] = '1';
	is_err(endpoint_parse(span_of(text, VB_ENDPOINT_MAX_BYTES + 1), &endpoint),
	       VB_ERR_BAD_VALUE, "256 bytes");
}

int main(void)
{
	test_good();
	test_bad();
	test_length();
	return done();
}
