/* fetches: no log is asked for twice, the order of asking, stalls. */
#include "daemon/sync/fetch.h"
#include "tests/tap.h"

#include <string.h>

static struct log_id log_of(uint32_t n)
{
	struct log_id id = { { 0 } };

	put_be32(id.b, n % 5); /* collisions of the first bytes on purpose */
	put_be32(id.b + 4, n);
	return id;
}

static struct fetch fetch_of(uint32_t n, uint32_t link, uint32_t space_number, enum stream stream)
{
	struct fetch fetch = { .log = log_of(n),
		               .space_number = space_number,
		               .stream = stream,
		               .link = link,
		               .target = 10 };

	put_be32(fetch.space.b, space_number);
	if (stream == VB_STREAM_CONTROL)
		memcpy(fetch.log.b, fetch.space.b, sizeof(fetch.log.b));
	return fetch;
}

static void add(struct fetches *fetches, uint32_t n, uint32_t link, uint32_t space_number,
                enum stream stream)
{
	struct fetch fetch = fetch_of(n, link, space_number, stream);

	fetches_add(fetches, &fetch, (struct mono_ms){ 0 });
}

static void test_once(void)
{
	struct fetches *fetches = fetches_new();
	struct log_id log = log_of(1);

	add(fetches, 1, 7, 1, VB_STREAM_ALL);
	add(fetches, 1, 8, 1, VB_STREAM_ALL);
	is_int(fetches_count(fetches), 1, "two offices tell of one log: it is wanted once");
	ok(!fetches_next(fetches, 8, (struct mono_ms){ 0 }), "and not asked of the second");
	ok(fetches_next(fetches, 7, (struct mono_ms){ 0 }), "but of the first");
	ok(!fetches_next(fetches, 7, (struct mono_ms){ 0 }), "and of that one only once");
	ok(fetches_progress(fetches, &log, 4, (struct mono_ms){ 5 }), "part of it arrived");
	is_int(fetches_count(fetches), 1, "it is still wanted");
	ok(fetches_progress(fetches, &log, 10, (struct mono_ms){ 6 }), "the rest arrived");
	is_int(fetches_count(fetches), 0, "it is no longer wanted");
	ok(!fetches_progress(fetches, &log, 11, (struct mono_ms){ 7 }),
	   "what nobody wanted is no progress");
	fetches_destroy(&fetches);
}

static void test_order(void)
{
	struct fetches *fetches = fetches_new();
	struct log_id control;

	add(fetches, 1, 7, 1, VB_STREAM_ALL);
	add(fetches, 2, 7, 2, VB_STREAM_CORE);
	add(fetches, 3, 7, 1, VB_STREAM_OPEN);
	add(fetches, 0, 7, 2, VB_STREAM_CONTROL);
	is_int(fetches_next(fetches, 7, (struct mono_ms){ 0 })->stream, VB_STREAM_CONTROL,
	       "control entries come first");
	is_int(fetches_next(fetches, 7, (struct mono_ms){ 0 })->stream, VB_STREAM_OPEN,
	       "then open logs");
	is_int(fetches_next(fetches, 7, (struct mono_ms){ 0 })->space_number, 1,
	       "data of a space waits for its control entries; that of another does not");
	ok(!fetches_next(fetches, 7, (struct mono_ms){ 0 }), "nothing else is due");
	memset(control.b, 0, sizeof(control.b));
	put_be32(control.b, 2);
	ok(fetches_progress(fetches, &control, 10, (struct mono_ms){ 0 }),
	   "the control entries arrived");
	is_int(fetches_next(fetches, 7, (struct mono_ms){ 0 })->space_number, 2,
	       "now the data is asked for");
	fetches_destroy(&fetches);
}

static void test_newest_first(void)
{
	struct fetches *fetches = fetches_new();

	for (uint32_t n = 1; n <= 200; n++)
		add(fetches, n, 7, n, VB_STREAM_ALL);
	is_int(fetches_next(fetches, 7, (struct mono_ms){ 0 })->space_number, 200,
	       "the newest space comes first");
	for (uint32_t n = 1; n < VB_FETCHES_ASKED_MAX; n++)
		ok(fetches_next(fetches, 7, (struct mono_ms){ 0 }), "ask %u", n);
	ok(!fetches_next(fetches, 7, (struct mono_ms){ 0 }), "no more than %u at a time",
	   VB_FETCHES_ASKED_MAX);
	fetches_destroy(&fetches);
}

static void test_stall(void)
{
	struct fetches *fetches = fetches_new();
	uint32_t stalled[4];

	for (uint32_t n = 1; n <= 20; n++)
		add(fetches, n, n % 2 ? 7 : 8, 1, VB_STREAM_ALL);
	for (int i = 0; i < 10; i++)
		ok(fetches_next(fetches, 7, (struct mono_ms){ 100 }), "asked of link 7");
	is_int(fetches_drop_stalled(fetches, (struct mono_ms){ 100 + VB_FETCH_STALL_MS - 1 },
	                            stalled, 4),
	       0, "one millisecond before its time nothing is given up");
	is_int(fetches_drop_stalled(fetches, (struct mono_ms){ 100 + VB_FETCH_STALL_MS }, stalled,
	                            4),
	       1, "then one link stalled");
	is_int(stalled[0], 7, "the one that was asked");
	is_int(fetches_count(fetches), 10, "what was not asked yet stays");
	fetches_drop_link(fetches, 8);
	is_int(fetches_count(fetches), 0, "a link that goes takes its fetches along");
	fetches_destroy(&fetches);
}

/* Adds and finishes many with colliding ids; the table must find each that a plain array says is there. */
static void test_table(void)
{
	static bool here[500];
	struct fetches *fetches = fetches_new();
	uint32_t state = 7;
	uint32_t wrong = 0;

	for (int i = 0; i < 20000; i++) {
		state = state * 1664525u + 1013904223u;
		uint32_t n = (state >> 8) % 500;
		struct log_id log = log_of(n);

		if (state >> 31) {
			add(fetches, n, 7, 1, VB_STREAM_ALL);
			here[n] = true;
		} else {
			if (fetches_progress(fetches, &log, 10, (struct mono_ms){ 0 }) != here[n])
				wrong++;
			here[n] = false;
		}
	}
	is_int(wrong, 0, "20000 random additions and removals agree with a plain array");
	fetches_destroy(&fetches);
}

int main(void)
{
	test_once();
	test_order();
	test_newest_first();
	test_stall();
	test_table();
	return done();
}
