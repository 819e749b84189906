/* resolve: numeric hosts, the names that every machine knows, and a look-up that nobody waits for. */
#include "daemon/wire/resolve.h"

#include <string.h>
#include <unistd.h>

#include "tests/tap.h"

/* Waits for the result, at most 20 s. */
static int await_result(struct resolve *r, uint32_t turn, char out[static VB_ADDRESS_TEXT_BYTES])
{
	int err = VB_ERR_BUSY;

	for (int i = 0; i < 1000 && err == VB_ERR_BUSY; i++) {
		err = resolve_result(r, turn, out);
		if (err == VB_ERR_BUSY)
			usleep(20000);
	}
	return err;
}

static void test_numeric(const char *endpoint, const char *want)
{
	char address[VB_ADDRESS_TEXT_BYTES] = "";
	struct resolve *r = NULL;

	is_err(resolve_start(endpoint, &r), 0, "%s", endpoint);
	is_err(resolve_result(r, 0, address), 0, "is known at once");
	is_str(address, want, "and stays itself");
	is_err(resolve_result(r, 7, address), 0, "on every turn");
	is_str(address, want, "the same");
	is_int(resolve_count(r), 1, "since there is one");
	resolve_destroy(&r);
	ok(r == NULL, "freed");
}

static void test_localhost(void)
{
	char address[VB_ADDRESS_TEXT_BYTES] = "";
	struct resolve *r = NULL;

	is_err(resolve_start("tcp://localhost:7447", &r), 0, "localhost");
	is_err(await_result(r, 0, address), 0, "is found");
	ok(strcmp(address, "tcp://127.0.0.1:7447") == 0 || strcmp(address, "tcp://[::1]:7447") == 0,
	   "as %s", address);
	resolve_destroy(&r);
}

static void test_nobody(void)
{
	char address[VB_ADDRESS_TEXT_BYTES] = "unchanged";
	struct resolve *r = NULL;

	/* RFC 6761: names under .invalid do not exist. */
	is_err(resolve_start("tcp://office.invalid:7447", &r), 0, "a name that does not exist");
	is_err(await_result(r, 0, address), VB_ERR_UNREACHABLE, "is not found");
	is_str(address, "unchanged", "and nothing is written");
	is_int(resolve_count(r), 0, "it has no address");
	resolve_destroy(&r);
}

int main(void)
{
	struct resolve *r = NULL;

	test_numeric("tcp://127.0.0.1:7447", "tcp://127.0.0.1:7447");
	test_numeric("tcp://[::1]:65535", "tcp://[::1]:65535");
	test_numeric("tcp://[2001:db8:0::1]:1", "tcp://[2001:db8::1]:1");
	test_localhost();
	is_err(resolve_start("tcp://*:1", &r), VB_ERR_BAD_VALUE, "a wildcard is no host");
	is_err(resolve_start("ipc:///tmp/x", &r), VB_ERR_BAD_VALUE, "nor is a file");
	is_err(resolve_start("tcp://other.invalid:1", &r), 0, "a look-up");
	resolve_destroy(&r);
	ok(r == NULL, "that is given up");
	resolve_destroy(&r);
	test_nobody();
	return done();
}
