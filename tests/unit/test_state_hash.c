/* state_hash: the hash of two records as python3's hashlib computes it; ids must ascend. */
#include "protocol/merge/state_hash.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/vectors.h"

static struct hash hash_of(enum audience audience, unsigned records)
{
	static const struct record_id ids[] = { { { 1 } }, { { 1, 0, 1 } } };
	struct space_id space;
	struct state_hash s;
	struct hash out;

	memset(space.b, 0x55, sizeof(space.b));
	state_hash_init(&s, &space, audience);
	for (unsigned i = 0; i < records; i++)
		state_hash_put(&s, &ids[i], span_of_str(i == 0 ? "first" : ""));
	state_hash_finish(&s, &out);
	return out;
}

/* python3 -c 'import hashlib; h = lambda b: print(hashlib.blake2b(b"verbund/state/1" + b"\x55" * 32 + b,
 * digest_size=32).hexdigest())' with b"\0", and b"\1" + bytes([1] + [0] * 15) + b"\0\0\0\5first" +
 * bytes([1, 0, 1] + [0] * 13) + b"\0\0\0\0" */
static void test_values(void)
{
	struct hash empty = hash_of(VB_AUDIENCE_ALL, 0), two = hash_of(VB_AUDIENCE_CORE, 2);

	is_mem(empty.b,
	       hex("827a617a80147166afe4064f6427cb04504c956384b0927bf7d907f87aeebdc4").data, 32,
	       "no record");
	is_mem(two.b, hex("bc00eb6658561e6b07e372c716350cc9f6ea45a21827819e3e6a757d5680983a").data,
	       32, "two records, one of no bytes");
}

/* Records out of order are our own fault: the program ends. */
static void test_order(void)
{
	static const struct record_id id = { { 1 } };
	struct space_id space = { { 0 } };
	struct state_hash s;
	int status = 0;
	pid_t child = fork();

	if (child == 0) {
		close(STDERR_FILENO);
		state_hash_init(&s, &space, VB_AUDIENCE_ALL);
		state_hash_put(&s, &id, span_of_str("a"));
		state_hash_put(&s, &id, span_of_str("a"));
		_exit(0);
	}
	waitpid(child, &status, 0);
	ok(WIFSIGNALED(status), "the same id twice");
}

int main(void)
{
	test_values();
	test_order();
	return done();
}
