/* wire_ended: who is remembered, for how long, and who falls out of the list. */
#include "daemon/wire/wire_ended.h"

#include "tests/tap.h"

static struct wire_ended ended;

static void add(const char *routing, uint8_t key, uint64_t at)
{
	wire_ended_add(&ended, span_of_str(routing), &(struct public_key){ { key } },
	               (struct mono_ms){ at });
}

static bool has(const char *routing, uint8_t key, uint64_t at)
{
	return wire_ended_has(&ended, span_of_str(routing), &(struct public_key){ { key } },
	                      (struct mono_ms){ at });
}

static void test_remembering(void)
{
	ok(!has("a", 1, 1000), "nobody at first");
	add("a", 1, 1000);
	ok(has("a", 1, 1000), "known at once");
	ok(!has("a", 2, 1000), "the same routing id of another key is another connection");
	ok(!has("b", 1, 1000), "the same key with another routing id, too");
	add("b", 1, 2000);
	ok(has("a", 1, 2000) && has("b", 1, 2000), "both");
	ok(has("a", 1, 6000), "for five seconds");
	ok(!has("a", 1, 6001), "and no longer");
	ok(has("b", 1, 6001), "each by its own time");
}

static void test_falling_out(void)
{
	for (unsigned i = 0; i < VB_WIRE_ENDED_COUNT - 1; i++)
		add("many", 3, 7000);
	ok(has("b", 1, 7000), "the oldest of a full list is still there");
	add("one more", 3, 7000);
	ok(!has("b", 1, 7000), "one more pushes it out");
	ok(has("many", 3, 7000) && has("one more", 3, 7000), "the others stay");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("crypt_init");
	test_remembering();
	test_falling_out();
	return done();
}
