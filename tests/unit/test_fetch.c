/* fetches: no log is asked for twice, the order of asking, stalls. */
#include "daemon/sync/fetch.h"
#include "tests/tap.h"

#include <string.h>

static struct log_id log_of(uint32_t n)
{
	struct log_id id = { { 0 } };

	put_be32(id.b, n < 500 ? n % 5 : n); /* collisions of the first bytes on purpose */
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

static void add_at(struct fetches *fetches, uint32_t n, uint32_t link, struct mono_ms now)
{
	struct fetch fetch = fetch_of(n, link, 1, VB_STREAM_ALL);

	fetches_add(fetches, &fetch, now);
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

/* A branch that was dropped while the rest of it was under way: the log is shorter than when it was asked for. */
static void test_shrunk(void)
{
	struct fetches *fetches = fetches_new();
	struct fetch wanted = fetch_of(1, 7, 1, VB_STREAM_ALL);
	const struct fetch *fetch;

	wanted.from = 5;
	fetches_add(fetches, &wanted, (struct mono_ms){ 0 });
	fetch = fetches_next(fetches, 7, (struct mono_ms){ 0 });
	ok(fetch && fetch->from == 5, "asked for behind the entries that are here");
	fetches_add(fetches, &wanted, (struct mono_ms){ 1 });
	ok(!fetches_next(fetches, 7, (struct mono_ms){ 1 }), "the same once more: not asked again");
	wanted.from = 8;
	fetches_add(fetches, &wanted, (struct mono_ms){ 1 });
	ok(!fetches_next(fetches, 7, (struct mono_ms){ 1 }), "nor if more is here by now");
	wanted.from = 0;
	fetches_add(fetches, &wanted, (struct mono_ms){ 2 });
	is_int(fetches_count(fetches), 1, "less is here than before: it is still one fetch");
	fetch = fetches_next(fetches, 7, (struct mono_ms){ 2 });
	ok(fetch && fetch->from == 0 && fetch->target == 10, "asked for again, from there on");
	fetches_add(fetches, &wanted, (struct mono_ms){ 3 });
	ok(!fetches_next(fetches, 7, (struct mono_ms){ 3 }), "once");
	fetches_destroy(&fetches);
}

/* The same while another office was asked: what it sends leaves a gap, and it is told so. */
static void test_shrunk_elsewhere(void)
{
	struct fetches *fetches = fetches_new();
	struct fetch wanted = fetch_of(1, 7, 1, VB_STREAM_ALL);
	const struct fetch *fetch;

	wanted.from = 5;
	fetches_add(fetches, &wanted, (struct mono_ms){ 0 });
	wanted.link = 8;
	fetches_add(fetches, &wanted, (struct mono_ms){ 0 });
	fetches_drop(fetches, &wanted.log, 7);
	fetch = fetches_next(fetches, 8, (struct mono_ms){ 0 });
	ok(fetch && fetch->from == 5, "one told of another history: the other office is asked");
	wanted.from = 0;
	wanted.link = 7;
	fetches_add(fetches, &wanted, (struct mono_ms){ 1 });
	ok(!fetches_next(fetches, 7, (struct mono_ms){ 1 }), "asked of nobody else meanwhile");
	wanted.link = 8;
	fetches_add(fetches, &wanted, (struct mono_ms){ 2 });
	fetch = fetches_next(fetches, 8, (struct mono_ms){ 2 });
	ok(fetch && fetch->from == 0, "but of this one from where the log ends now");
	fetches_destroy(&fetches);
}

static void test_order(void)
{
	struct fetches *fetches = fetches_new();
	struct log_id control, open;

	add(fetches, 1, 7, 1, VB_STREAM_ALL);
	add(fetches, 2, 7, 2, VB_STREAM_CORE);
	add(fetches, 3, 7, 1, VB_STREAM_OPEN);
	add(fetches, 0, 7, 2, VB_STREAM_CONTROL);
	is_int(fetches_next(fetches, 7, (struct mono_ms){ 0 })->stream, VB_STREAM_CONTROL,
	       "control entries come first");
	is_int(fetches_next(fetches, 7, (struct mono_ms){ 0 })->stream, VB_STREAM_OPEN,
	       "then open logs");
	ok(!fetches_next(fetches, 7, (struct mono_ms){ 0 }),
	   "data of a space waits for its control entries and open logs, where erasures stand");
	open = log_of(3);
	ok(fetches_has_open(fetches, 7, 1) && !fetches_has_open(fetches, 7, 2) &&
	           !fetches_has_open(fetches, 8, 1),
	   "which are under way of one space only, over one link");
	ok(fetches_progress(fetches, &open, 10, (struct mono_ms){ 0 }), "the open log arrived");
	is_int(fetches_next(fetches, 7, (struct mono_ms){ 0 })->space_number, 1,
	       "that of another space goes on");
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

/* Two links tell of a log, and the first does not deliver. */
static void test_second_teller(void)
{
	struct fetches *fetches = fetches_new();
	struct mono_ms late = { VB_FETCH_STALL_MS };
	struct mono_ms later = { VB_FETCH_STALL_MS + VB_FETCH_SLOW_MS };
	uint32_t stalled[1];

	add(fetches, 1, 7, 1, VB_STREAM_ALL);
	ok(fetches_next(fetches, 7, (struct mono_ms){ 0 }), "asked of the first");
	add(fetches, 1, 8, 1, VB_STREAM_ALL);
	ok(!fetches_next(fetches, 8, (struct mono_ms){ 0 }), "not of the second");
	is_int(fetches_drop_stalled(fetches, late, stalled, 1), 1, "the first stalls");
	ok(fetches_next(fetches, 8, late), "then of the second");
	fetches_drop_link(fetches, 8);
	is_int(fetches_count(fetches), 0, "the second gives up as well");
	add_at(fetches, 1, 7, late);
	ok(fetches_next(fetches, 7, late), "a slow link is asked when there is no other");
	add_at(fetches, 1, 8, late);
	ok(fetches_next(fetches, 8, late), "another takes over from it at once");
	add_at(fetches, 2, 7, later);
	ok(fetches_next(fetches, 7, later), "a minute later it is like the others");
	add_at(fetches, 2, 8, later);
	ok(!fetches_next(fetches, 8, later), "and keeps what it told of");
	fetches_end_link(fetches, 8);
	fetches_end_link(fetches, 7);
	is_int(fetches_count(fetches), 0, "links that go leave nothing");
	fetches_destroy(&fetches);
}

/* Control entries that a slow link told of hold back what others told of no longer. */
static void test_slow_control(void)
{
	struct fetches *fetches = fetches_new();
	struct mono_ms late = { VB_FETCH_STALL_MS };
	uint32_t stalled[1];

	add(fetches, 0, 7, 1, VB_STREAM_CONTROL);
	add(fetches, 1, 8, 1, VB_STREAM_ALL);
	ok(fetches_next(fetches, 7, (struct mono_ms){ 0 }), "the control log is asked for");
	ok(!fetches_next(fetches, 8, (struct mono_ms){ 0 }), "data waits for it");
	is_int(fetches_drop_stalled(fetches, late, stalled, 1), 1, "it does not come");
	add(fetches, 0, 7, 1, VB_STREAM_CONTROL);
	ok(fetches_next(fetches, 7, late), "it is asked for again");
	ok(fetches_next(fetches, 8, late), "data waits no longer");
	fetches_destroy(&fetches);
}

/* A link has its share; where all is taken, the greatest share gives way. */
static void test_shares(void)
{
	struct fetches *fetches = fetches_new();
	uint32_t n = 1;

	/* limit VB_FETCHES_LINK_MAX */
	for (uint32_t i = 0; i < VB_FETCHES_LINK_MAX + 10; i++)
		add(fetches, n++, 1, 1, VB_STREAM_ALL);
	is_int(fetches_count(fetches), VB_FETCHES_LINK_MAX, "one link has no more than its share");
	ok(!fetches_want_more(fetches, 1), "it has enough to do");
	for (uint32_t link = 2; link <= VB_FETCHES_MAX_COUNT / VB_FETCHES_LINK_MAX; link++)
		for (uint32_t i = 0; i < VB_FETCHES_LINK_MAX; i++)
			add(fetches, n++, link, 1, VB_STREAM_ALL);
	/* limit VB_FETCHES_MAX_COUNT */
	is_int(fetches_count(fetches), VB_FETCHES_MAX_COUNT, "all is taken");
	add(fetches, n++, 99, 1, VB_STREAM_ALL);
	is_int(fetches_count(fetches), VB_FETCHES_MAX_COUNT, "it stays so");
	ok(fetches_next(fetches, 99, (struct mono_ms){ 0 }), "another link gets in");
	fetches_drop_link(fetches, 1);
	ok(fetches_want_more(fetches, 1),
	   "what the first told of beyond is asked for when it is done");
	ok(!fetches_want_more(fetches, 1), "once");
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
	test_shrunk();
	test_shrunk_elsewhere();
	test_order();
	test_newest_first();
	test_stall();
	test_second_teller();
	test_slow_control();
	test_shares();
	test_table();
	return done();
}
