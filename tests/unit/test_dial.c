/* dial: who is called when, on a clock and with chance of our own. */
#include "daemon/wire/dial.h"

#include <string.h>

#include "tests/tap.h"

static uint32_t chance; /* permille of the range that random_below gives */

static uint32_t next_below(uint32_t bound)
{
	return (uint32_t)((uint64_t)(bound - 1) * chance / 1000);
}

static const struct dial_settings settings = { .retry_min_ms = 1000,
	                                       .retry_max_ms = 60000,
	                                       .second_dial_ms = 30000,
	                                       .stable_ms = 10000,
	                                       .attempt_ms = 20000,
	                                       .random_below = next_below };

static struct mono_ms at(uint64_t ms)
{
	return (struct mono_ms){ 5000 + ms };
}

static struct dial_office office(uint8_t number, uint32_t endpoints)
{
	struct dial_office o = { .endpoints = { "tcp://a:1", "tcp://b:1", "tcp://c:1" },
		                 .endpoint_count = endpoints };

	memset(o.id.b, number, sizeof(o.id.b));
	memset(o.curve.b, number, sizeof(o.curve.b));
	return o;
}

static struct dial *dial_with(const struct dial_office *offices, size_t count)
{
	struct dial *dial = dial_new(&settings);

	dial_set(dial, offices, count, at(0));
	return dial;
}

/* When the office is called next, looking from `from` in steps of 1 ms, relative to it; -1 not within a day. */
static int64_t next_call(struct dial *dial, uint64_t from, const char **endpoint)
{
	struct dial_call call;
	uint64_t now = from;

	while (now < from + 86400000) {
		uint64_t wait = dial_due_ms(dial, at(now));

		if (wait == 0 && dial_next(dial, at(now), &call)) {
			if (endpoint)
				*endpoint = call.endpoint;
			return (int64_t)(now - from);
		}
		now += wait > 0 ? wait : 1;
	}
	return -1;
}

static void test_back_off(void)
{
	static const int64_t least[] = { 500, 1000, 2000, 4000, 8000, 16000, 30000, 30000 };
	struct dial_office o = office(1, 1);
	struct dial *dial = dial_with(&o, 1);
	uint64_t now = 0;

	is_int(next_call(dial, now, NULL), 0, "a new office is called at once");
	for (size_t i = 0; i < sizeof(least) / sizeof(least[0]); i++) {
		int64_t pause;

		chance = i % 2 == 0 ? 0 : 1000;
		dial_on_failure(dial, &o.id, VB_DIAL_CLOSED, at(now));
		pause = next_call(dial, now, NULL);
		is_int(pause, i % 2 == 0 ? least[i] : 2 * least[i], "pause %zu", i + 1);
		now += (uint64_t)pause;
	}
	chance = 0;
	dial_destroy(&dial);
	ok(dial == NULL, "destroyed");
}

static void test_links(void)
{
	struct dial_office o = office(1, 1);
	struct dial *dial = dial_with(&o, 1);

	is_int(next_call(dial, 0, NULL), 0, "called");
	dial_on_up(dial, &o.id, at(10));
	is_int(next_call(dial, 10, NULL), -1, "not called while a link stands");
	dial_on_up(dial, &o.id, at(20));
	dial_on_down(dial, &o.id, at(30));
	is_int(next_call(dial, 30, NULL), -1, "nor while the second one stands");
	dial_on_down(dial, &o.id, at(100));
	is_int(next_call(dial, 100, NULL), 500, "called after the last one broke");
	dial_on_up(dial, &o.id, at(700));
	dial_on_down(dial, &o.id, at(800));
	is_int(next_call(dial, 800, NULL), 1000, "a link that breaks at once is no success");
	dial_on_up(dial, &o.id, at(2000));
	dial_on_down(dial, &o.id, at(12000));
	is_int(next_call(dial, 12000, NULL), 500, "one that stood for a while is");
	dial_on_down(dial, &o.id, at(20000));
	dial_on_down(dial, &o.id, at(20000));
	dial_destroy(&dial);
}

static void test_second(void)
{
	struct dial_office o = office(1, 1);
	struct dial *dial;

	o.later = true;
	dial = dial_with(&o, 1);
	is_int(next_call(dial, 0, NULL), 30000, "whose turn it is not waits 30 s");
	dial_on_up(dial, &o.id, at(30100));
	dial_on_down(dial, &o.id, at(90000));
	is_int(next_call(dial, 90000, NULL), 30000, "and again when the link is gone");
	dial_on_failure(dial, &o.id, VB_DIAL_CLOSED, at(130000));
	is_int(next_call(dial, 130000, NULL), 1000, "then with the usual pauses");
	dial_destroy(&dial);
}

static void test_addresses(void)
{
	struct dial_office o = office(1, 3), mute = office(2, 0);
	const char *endpoint = NULL;
	struct dial *dial = dial_with(&o, 1);
	uint64_t now = 0;

	for (int i = 0; i < 7; i++) {
		static const char *const want[] = { "tcp://a:1", "tcp://b:1", "tcp://c:1" };
		int64_t pause = next_call(dial, now, &endpoint);

		now += (uint64_t)pause;
		is_str(endpoint, want[i % 3], "call %d goes to the next address", i + 1);
		is_int(pause, i == 0 ? 0 : i <= 3 ? 500 : 1000, "call %d: pause", i + 1);
		dial_on_failure(dial, &o.id, VB_DIAL_CLOSED, at(now));
	}
	dial_set(dial, &mute, 1, at(now));
	is_int(next_call(dial, now, NULL), -1, "an office without an address is not called");
	dial_destroy(&dial);
}

/* At each address each of its keys, with each of ours, before the pause grows; what led to a link comes first again. */
static void test_keys(void)
{
	struct dial_office o = office(1, 2);
	struct dial *dial;
	struct dial_call call;
	uint64_t now = 0;

	o.has_former = true;
	memset(o.former.b, 8, sizeof(o.former.b));
	o.own_keys = 3;
	dial = dial_with(&o, 1);
	for (unsigned i = 0; i < 13; i++) {
		now += i == 0 ? 0 : i <= 12 ? 500 : 1000;
		ok(dial_next(dial, at(now), &call), "call %u is due", i);
		ok(call.endpoint[6] == (i % 2 == 0 ? 'a' : 'b') &&
		           call.curve.b[0] == (i / 2 % 2 == 0 ? 1 : 8) && call.own == i / 4 % 3,
		   "by its way: %s, key %u, own key %u", call.endpoint, call.curve.b[0], call.own);
		if (i < 12)
			dial_on_failure(dial, &o.id, VB_DIAL_CLOSED, at(now));
	}
	dial_on_failure(dial, &o.id, VB_DIAL_CLOSED, at(now));
	ok(!dial_next(dial, at(now + 999), &call), "when all were tried the pause grows");
	ok(dial_next(dial, at(now + 1000), &call), "then the next");
	ok(call.endpoint[6] == 'b' && call.curve.b[0] == 1 && call.own == 0, "is the second way");
	dial_on_up(dial, &o.id, at(now + 1100));
	dial_set(dial, &o, 1, at(now + 1200));
	dial_on_down(dial, &o.id, at(now + 50000));
	ok(dial_next(dial, at(now + 51000), &call) && call.endpoint[6] == 'b' &&
	           call.curve.b[0] == 1 && call.own == 0,
	   "the way that led to a link comes first");
	dial_destroy(&dial);
}

static void test_silent_attempt(void)
{
	struct dial_office o = office(1, 1);
	struct dial *dial = dial_with(&o, 1);

	is_int(next_call(dial, 0, NULL), 0, "called");
	is_int(next_call(dial, 0, NULL), 20500,
	       "without an outcome: again after 20 s and the pause");
	dial_destroy(&dial);
}

static void test_list(void)
{
	struct dial_office o[3] = { office(1, 1), office(2, 1), office(3, 1) };
	struct dial *dial = dial_with(o, 2);
	struct dial_call call;

	ok(dial_next(dial, at(0), &call) && call.id.b[0] == 1, "the first");
	ok(dial_next(dial, at(0), &call) && call.id.b[0] == 2, "the second");
	ok(!dial_next(dial, at(0), &call), "no third");
	dial_on_failure(dial, &o[0].id, VB_DIAL_CLOSED, at(0));
	o[2].links = 1;
	dial_set(dial, o, 3, at(100));
	ok(!dial_next(dial, at(100), &call),
	   "a known one keeps its pause; one with a link is not called");
	ok(dial_next(dial, at(500), &call) && call.id.b[0] == 1, "called after its pause");
	dial_on_failure(dial, &o[0].id, VB_DIAL_CLOSED, at(500));
	o[0].endpoints[0] = "tcp://new:1";
	dial_set(dial, o, 3, at(600));
	ok(dial_next(dial, at(600), &call), "a new address is called at once");
	is_str(call.endpoint, "tcp://new:1", "there");
	dial_on_failure(dial, &o[0].id, VB_DIAL_CLOSED, at(600));
	memset(o[0].curve.b, 9, sizeof(o[0].curve.b));
	dial_set(dial, o, 1, at(700));
	ok(dial_next(dial, at(700), &call) && call.curve.b[0] == 9, "and so is a new key");
	dial_set(dial, NULL, 0, at(800));
	is_int(next_call(dial, 800, NULL), -1, "nobody is called when the list is empty");
	dial_on_up(dial, &o[0].id, at(900));
	dial_on_failure(dial, &o[0].id, VB_DIAL_CLOSED, at(900));
	is_int(next_call(dial, 900, NULL), -1,
	       "news of one that is not on the list changes nothing");
	dial_destroy(&dial);
}

static void test_trouble(void)
{
	struct dial_office o[] = { office(1, 2), office(2, 0) };
	struct dial *dial = dial_with(o, 2);
	struct dial_state state = { .trouble = VB_DIAL_HERE };
	struct dial_call call;

	ok(dial_state(dial, &o[0].id, &state) && state.trouble == VB_DIAL_FINE,
	   "before the first call all is fine");
	ok(!dial_state(dial, &o[1].id, &state), "an office without an address is not called");
	ok(dial_next(dial, at(0), &call), "a call");
	dial_on_failure(dial, &o[0].id, VB_DIAL_NO_NAME, at(7));
	ok(dial_state(dial, &o[0].id, &state) && state.trouble == VB_DIAL_NO_NAME,
	   "a name that nobody knows");
	is_str(state.endpoint, "tcp://a:1", "of the first address");
	is_u64(state.since.v, at(7).v, "since it was tried");
	ok(dial_next(dial, at(5000), &call), "the next call");
	ok(dial_state(dial, &o[0].id, &state) && state.trouble == VB_DIAL_NO_NAME,
	   "while it is under way the last result counts");
	dial_on_failure(dial, &o[0].id, VB_DIAL_DENIED, at(5100));
	(void)dial_state(dial, &o[0].id, &state);
	is_int(state.trouble, VB_DIAL_DENIED, "the other address has another trouble");
	is_str(state.endpoint, "tcp://b:1", "which is told with it");
	is_u64(state.since.v, at(7).v, "calls have failed since the first of them");
	is_u64(state.last.v, at(5100).v, "and last just now");
	dial_set(dial, o, 2, at(5200));
	ok(dial_state(dial, &o[0].id, &state) && state.trouble == VB_DIAL_DENIED,
	   "a list that is given anew changes nothing");
	ok(dial_next(dial, at(90000), &call), "a call whose outcome never comes");
	(void)dial_next(dial, at(190000), &call);
	ok(dial_state(dial, &o[0].id, &state) && state.trouble == VB_DIAL_SILENT,
	   "counts as one that nobody answered");
	dial_on_up(dial, &o[0].id, at(190001));
	ok(dial_state(dial, &o[0].id, &state) && state.trouble == VB_DIAL_FINE,
	   "with a link all is fine");
	dial_destroy(&dial);
}

int main(void)
{
	test_back_off();
	test_links();
	test_second();
	test_addresses();
	test_keys();
	test_silent_attempt();
	test_list();
	test_trouble();
	return done();
}
