/* child: what a program prints, how it ends, and that it cannot hold anybody up. */
#include "cli/child.h"

#include <time.h>

#include "tests/tap.h"

static int run(const char *const *arguments, uint32_t timeout_ms, struct buf *out, int *status)
{
	buf_init(out, 1u << 20);
	*status = -1;
	return child_run(arguments, timeout_ms, out, status);
}

static void test_ends(void)
{
	static const char *const says[] = { "sh", "-c", "echo eins; echo zwei >&2; exit 3", NULL };
	static const char *const none[] = { "no-such-program-of-verbund", NULL };
	static const char *const killed[] = { "sh", "-c", "kill -KILL $$", NULL };
	static const char *const much[] = { "sh", "-c", "head -c 300000 /dev/zero | tr '\\0' x",
		                            NULL };
	struct buf out;
	int status;

	is_err(run(says, 5000, &out, &status), 0, "a program");
	is_int(status, 3, "ends with its own status");
	is_str((const char *)out.data, "eins\n", "its output is read, its talk is not");
	buf_release(&out);
	is_err(run(none, 5000, &out, &status), VB_ERR_BAD_FILE, "a program that is not there");
	buf_release(&out);
	is_err(run(killed, 5000, &out, &status), VB_ERR_IO, "one that is killed");
	buf_release(&out);
	is_err(run(much, 5000, &out, &status), 0, "one that prints more than a pipe holds");
	is_int(out.size, 300001, "all of it is read");
	buf_release(&out);
}

static void test_hangs(void)
{
	static const char *const hangs[] = { "sh", "-c", "echo da; exec sleep 60", NULL };
	struct timespec before, after;
	struct buf out;
	int status;

	clock_gettime(CLOCK_MONOTONIC, &before);
	is_err(run(hangs, 200, &out, &status), VB_ERR_TIMEOUT, "one that hangs is killed");
	clock_gettime(CLOCK_MONOTONIC, &after);
	ok(after.tv_sec - before.tv_sec < 30, "long before it would have ended");
	is_str((const char *)out.data, "da\n", "what it said before is there");
	buf_release(&out);
}

int main(void)
{
	test_ends();
	test_hangs();
	return done();
}
