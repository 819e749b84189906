/* gate: strangers that come, stay silent and go, on a clock of our own. */
#include "daemon/wire/gate.h"

#include "protocol/limits.h"
#include "tests/tap.h"

static struct mono_ms at(uint64_t ms)
{
	return (struct mono_ms){ 1000000 + ms };
}

static void test_counting(void)
{
	struct gate *gate = gate_new(10, 3000);

	gate_on_accepted(gate, 7, at(0));
	gate_on_accepted(gate, 900, at(0));
	gate_on_accepted(gate, -1, at(0));
	is_int(gate_handshakes(gate, at(0)), 2, "two strangers");
	gate_on_known(gate, 900);
	is_int(gate_handshakes(gate, at(0)), 1, "one of them is known now");
	gate_on_down(gate, 7);
	is_int(gate_handshakes(gate, at(0)), 0, "the other is gone");
	gate_on_accepted(gate, 7, at(100));
	is_int(gate_handshakes(gate, at(3100)), 1, "a handshake as old as one may be");
	is_int(gate_handshakes(gate, at(3101)), 0, "older, it must have succeeded");
	gate_on_down(gate, 5000);
	gate_on_known(gate, 5000);
	gate_on_down(gate, 900);
	gate_on_known(gate, 900);
	is_int(gate_handshakes(gate, at(0)), 0, "descriptors nobody heard of");
	gate_destroy(&gate);
	ok(gate == NULL, "destroyed");
}

static void test_too_many(void)
{
	struct gate *gate = gate_new(10, 3000);
	uint32_t wait;

	for (int fd = 0; fd < 10; fd++)
		gate_on_accepted(gate, fd, at(0));
	is_int(gate_step(gate, at(1), &wait), VB_GATE_KEEP, "ten handshakes are allowed");
	gate_on_accepted(gate, 10, at(1));
	is_int(gate_step(gate, at(1), &wait), VB_GATE_SHUT, "eleven are not");
	is_int(wait, 1000, "for a second");
	is_int(gate_step(gate, at(501), &wait), VB_GATE_KEEP, "it stays shut");
	is_int(wait, 500, "for the rest of it");
	is_int(gate_step(gate, at(1001), &wait), VB_GATE_OPEN, "then opens");
	is_int(gate_step(gate, at(1002), &wait), VB_GATE_SHUT, "they are still there: it shuts");
	is_int(wait, 2000, "for longer");
	is_int(gate_step(gate, at(3002), &wait), VB_GATE_OPEN, "opens after that");
	is_int(gate_step(gate, at(3003), &wait), VB_GATE_KEEP, "libzmq has closed them meanwhile");
	gate_destroy(&gate);
}

static void test_accept_failed(void)
{
	uint32_t wait, longest = 0;
	struct gate *gate = gate_new(10, 3000);
	uint64_t now = 0;

	for (int i = 0; i < 10; i++) {
		gate_on_accept_failed(gate);
		gate_on_accept_failed(gate);
		is_int(gate_step(gate, at(now), &wait), VB_GATE_SHUT, "shut %d", i);
		longest = wait;
		now += wait;
		is_int(gate_step(gate, at(now), &wait), VB_GATE_OPEN, "open %d", i);
	}
	is_int(longest, VB_GATE_SHUT_MAX_MS, "the pause has a longest");
	is_int(gate_step(gate, at(now), &wait), VB_GATE_KEEP, "all failures are forgotten by then");
	is_int(gate_step(gate, at(now + 60000), &wait), VB_GATE_KEEP, "a quiet minute");
	gate_on_accept_failed(gate);
	is_int(gate_step(gate, at(now + 60001), &wait), VB_GATE_SHUT, "shut once more");
	is_int(wait, 1000, "for the shortest time again");
	gate_destroy(&gate);
}

/* What happens while it is shut is not a second reason. */
static void test_failed_while_shut(void)
{
	struct gate *gate = gate_new(10, 3000);
	uint32_t wait;

	gate_on_accept_failed(gate);
	is_int(gate_step(gate, at(0), &wait), VB_GATE_SHUT, "shut");
	gate_on_accept_failed(gate);
	is_int(gate_step(gate, at(10), &wait), VB_GATE_KEEP, "an event that was on its way");
	is_int(gate_step(gate, at(1000), &wait), VB_GATE_OPEN, "opens all the same");
	is_int(gate_step(gate, at(1001), &wait), VB_GATE_KEEP, "and stays open");
	gate_destroy(&gate);
}

/* limit VB_HANDSHAKES_MAX_COUNT, limit VB_PAIRING_HANDSHAKES_MAX_COUNT */
static void test_limits(void)
{
	static const uint32_t most[] = { VB_HANDSHAKES_MAX_COUNT, VB_PAIRING_HANDSHAKES_MAX_COUNT };

	for (size_t i = 0; i < 2; i++) {
		struct gate *gate = gate_new(most[i], 3000);
		struct mono_ms now = { 1000 };
		uint32_t wait;

		for (uint32_t n = 0; n < most[i]; n++)
			gate_on_accepted(gate, (int)n, now);
		is_int(gate_step(gate, now, &wait), VB_GATE_KEEP, "%u strangers", most[i]);
		gate_on_accepted(gate, (int)most[i], now);
		is_int(gate_step(gate, now, &wait), VB_GATE_SHUT, "one more shuts the gate");
		gate_destroy(&gate);
	}
}

int main(void)
{
	test_limits();
	test_counting();
	test_too_many();
	test_accept_failed();
	test_failed_while_shut();
	return done();
}
