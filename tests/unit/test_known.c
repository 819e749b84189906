/* known: the map of beliefs, against a plain array. */
#include "daemon/sync/known.h"
#include "tests/tap.h"

#include <string.h>

#define KEYS 2000u

static void test_empty(void)
{
	struct known known;

	known_init(&known);
	ok(!known_find(&known, 7), "nothing is known of a log at first");
	known_release(&known);
	ok(!known_find(&known, 7), "nor after a release");
}

static void test_raise(void)
{
	struct known known;

	known_init(&known);
	known_raise(&known, 5, 10);
	known_raise(&known, 5, 3);
	is_u64(known_find(&known, 5)->count, 10, "a lower count does not lower what is known");
	ok(!known_find(&known, 5)->eager && !known_find(&known, 5)->dirty,
	   "a new log is neither eager nor dirty");
	known_at(&known, 5)->eager = true;
	known_raise(&known, 5, 11);
	ok(known_find(&known, 5)->eager, "raising the count keeps the rest");
	known_release(&known);
}

/* What was sent is believed to be there; sure is only what the office showed or told itself. */
static void test_sure(void)
{
	struct known known;
	const struct known_log *log;

	known_init(&known);
	known_raise(&known, 5, 10);
	known_sent(&known, 5, 14);
	known_sent(&known, 5, 12);
	log = known_find(&known, 5);
	is_u64(log->count, 14, "four are on their way");
	is_u64(known_sure(log), 10, "and not sure");
	known_sent(&known, 5, 15);
	is_u64(known_sure(log), 10, "nor is a fifth");
	known_raise(&known, 5, 13);
	is_u64(log->count, 15, "what it showed does not lower the belief");
	is_u64(known_sure(log), 13, "but makes more of it sure");
	known_raise(&known, 5, 20);
	is_u64(known_sure(log), 20, "all, where it has more than was sent");
	known_sent(&known, 5, 30);
	known_set(&known, 5, 22);
	is_u64(log->count, 22, "what it tells counts");
	is_u64(known_sure(log), 22, "and is sure");
	known_sent(&known, 6, 4);
	is_u64(known_sure(known_find(&known, 6)), 0, "of a log that was only sent nothing is");
	known_sent(&known, 7, (uint64_t)1 << 40);
	ok(known_find(&known, 7)->unsure == VB_KNOWN_UNSURE_MAX,
	   "more than can be counted is counted as much as can be");
	is_int(sizeof(struct known_log), 16, "all that in as much room as before");
	known_release(&known);
}

static void test_many(void)
{
	static uint64_t plain[KEYS + 1];
	struct known known;
	uint32_t wrong = 0;
	uint32_t state = 1;

	known_init(&known);
	memset(plain, 0, sizeof(plain));
	for (int i = 0; i < 20000; i++) {
		state = state * 1664525u + 1013904223u;
		uint32_t key = 1 + (state >> 8) % KEYS;
		uint64_t count = state >> 24;

		known_raise(&known, key, count);
		if (plain[key] < count)
			plain[key] = count;
	}
	for (uint32_t key = 1; key <= KEYS; key++) {
		const struct known_log *log = known_find(&known, key);

		if (log ? log->count != plain[key] : plain[key] != 0)
			wrong++;
	}
	is_int(wrong, 0, "20000 random raises of 2000 logs give what a plain array holds");
	ok(!known_find(&known, known_control(1)), "a control log has a key of its own");
	known_release(&known);
}

int main(void)
{
	test_empty();
	test_raise();
	test_sure();
	test_many();
	return done();
}
