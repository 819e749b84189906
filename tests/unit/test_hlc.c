/* hlc: stamps rise, keep near the clock, and strangers cannot push ours ahead. */
#include "protocol/hlc.h"

#include "protocol/limits.h"
#include "tests/tap.h"
#include "tests/unit/seeded.h"

#define STAMP(ms, counter) ((struct hlc){ (uint64_t)(ms) << 16 | (counter) })
#define WALL_MAX_MS ((UINT64_C(1) << 48) - 1)

static struct wall_ms at(uint64_t ms)
{
	return (struct wall_ms){ ms };
}

static void test_next(void)
{
	is_u64(hlc_next(STAMP(0, 0), at(1000)).v, UINT64_C(1000) << 16,
	       "the clock is ahead: it is taken");
	is_u64(hlc_next(STAMP(1000, 0), at(1000)).v, UINT64_C(1000) << 16 | 1,
	       "the same moment: the counter rises");
	is_u64(hlc_next(STAMP(1000, 7), at(999)).v, UINT64_C(1000) << 16 | 8,
	       "the clock went back: the counter rises");
	is_u64(hlc_next(STAMP(1000, 7), at(0)).v, UINT64_C(1000) << 16 | 8, "a clock at 1970");
	is_u64(hlc_next(STAMP(1000, 0xffff), at(1000)).v, UINT64_C(1001) << 16,
	       "a full counter moves to the next millisecond");
	is_u64(hlc_next(STAMP(1000, 0xffff), at(1001)).v, UINT64_C(1001) << 16,
	       "both ways to it are the same");
	is_u64(hlc_next(STAMP(1000, 0xffff), at(1002)).v, UINT64_C(1002) << 16,
	       "the clock is ahead of it");
}

static void test_next_at_the_end_of_time(void)
{
	is_u64(hlc_next(STAMP(0, 0), at(WALL_MAX_MS)).v, WALL_MAX_MS << 16, "the last millisecond");
	is_u64(hlc_next(STAMP(0, 0), at(WALL_MAX_MS + 1)).v, WALL_MAX_MS << 16,
	       "a clock beyond 48 bits is cut");
	is_u64(hlc_next(STAMP(0, 0), at(UINT64_MAX)).v, WALL_MAX_MS << 16,
	       "the greatest clock is cut");
	is_u64(hlc_next((struct hlc){ UINT64_MAX - 1 }, at(5)).v, UINT64_MAX, "the last step");
	is_u64(hlc_next((struct hlc){ UINT64_MAX }, at(5)).v, UINT64_MAX,
	       "it never wraps around to the past");
}

static void test_observe(void)
{
	uint64_t limit = 1000 + VB_CLOCK_AHEAD_MS;

	is_u64(hlc_observe(STAMP(500, 3), STAMP(900, 1), at(1000)).v, STAMP(900, 1).v,
	       "a later stamp is taken over");
	is_u64(hlc_observe(STAMP(900, 3), STAMP(900, 1), at(1000)).v, STAMP(900, 3).v,
	       "an earlier one is not");
	is_u64(hlc_observe(STAMP(500, 0), STAMP(limit, 9), at(1000)).v, STAMP(limit, 9).v,
	       "just ten minutes ahead");
	is_u64(hlc_observe(STAMP(500, 0), STAMP(limit + 1, 0), at(1000)).v, STAMP(500, 0).v,
	       "more than ten minutes ahead: not taken");
	is_u64(hlc_observe(STAMP(limit + 9, 0), STAMP(5, 0), at(1000)).v, STAMP(limit + 9, 0).v,
	       "our own is kept, wherever it stands");
	is_u64(hlc_observe(STAMP(7, 0), (struct hlc){ UINT64_MAX }, at(1000)).v, STAMP(7, 0).v,
	       "the greatest stamp");
}

static void test_is_ahead(void)
{
	ok(!hlc_is_ahead(STAMP(0, 0), at(0)), "the beginning of time");
	ok(!hlc_is_ahead(STAMP(VB_CLOCK_AHEAD_MS, 0xffff), at(0)), "ten minutes");
	/* limit VB_CLOCK_AHEAD_MS */
	ok(hlc_is_ahead(STAMP(VB_CLOCK_AHEAD_MS + 1, 0), at(0)), "ten minutes and a millisecond");
	ok(!hlc_is_ahead(STAMP(WALL_MAX_MS, 0xffff), at(UINT64_MAX)), "a clock beyond every stamp");
	ok(!hlc_is_ahead(STAMP(1, 0), at(UINT64_MAX - 5)), "no overflow near the greatest clock");
	is_u64(hlc_wall(STAMP(1234567890123, 0xffff)).v, 1234567890123,
	       "the milliseconds of a stamp");
}

/* Whatever the clock does and strangers send: our stamps rise strictly, and are never further ahead of the greatest
 * clock seen than the ten minutes allowed and one millisecond for each 65,536 stamps. */
static void test_rising(void)
{
	struct seeded s = { 7 };
	struct hlc last = { 0 };
	uint64_t greatest = 0;
	bool rises = true, is_near = true;

	for (int i = 0; i < 200000; i++) {
		uint64_t now = 1000000000 + seeded_below(&s, 100000) + (uint64_t)i;
		struct hlc next;

		if (now > greatest)
			greatest = now;
		if (seeded_below(&s, 3) == 0)
			last = hlc_observe(last,
			                   (struct hlc){ seeded_next(&s) >> seeded_below(&s, 64) },
			                   at(now));
		next = hlc_next(last, at(now));
		rises = rises && next.v > last.v && next.v >= now << 16;
		is_near = is_near && hlc_wall(next).v <= greatest + VB_CLOCK_AHEAD_MS + 4;
		last = next;
	}
	ok(rises, "200,000 stamps rise strictly");
	ok(is_near, "and strangers never push them further than ten minutes ahead");
}

int main(void)
{
	test_next();
	test_next_at_the_end_of_time();
	test_observe();
	test_is_ahead();
	test_rising();
	return done();
}
