/* deliver: how much is allowed over all links at the same time. What else leaves, and in which order: tests/sim/sim.c. */
#include "daemon/sync/deliver.h"

#include "tests/tap.h"
#include "tests/unit/town.h"

#define FETCHING (2u << 20) /* SPEC.md 10: while we fetch over a link */
#define IDLE_MAX (1u << 20) /* less than that without */

enum { US, ONE, OTHER, OFFICES };

/* What is allowed over the second link when over the first one so much is outstanding. */
static uint64_t allowed(uint64_t outstanding)
{
	struct fetch fetch = {
		.space = { { 1 } }, .log = { { 2 } }, .stream = VB_STREAM_CONTROL, .target = 1
	};
	struct sessions *sessions;
	struct session *one, *other;
	struct town t;
	uint64_t open;

	town_init(&t, OFFICES);
	town_pair(&t, US, ONE);
	town_pair(&t, US, OTHER);
	town_link(&t, US, ONE);
	town_link(&t, US, OTHER);
	town_run(&t);
	sessions = node_sessions(t.nodes[US]);
	one = sessions->items[0];
	other = sessions->items[1];
	one->granted = one->received + outstanding;
	fetch.link = other->link;
	fetches_add(sessions->fetches, &fetch, t.now.mono);
	other->is_credit_due = true;
	(void)!deliver_due(sessions, t.now);
	open = other->granted - other->received;
	town_release(&t);
	return open;
}

/* limit VB_CREDIT_TOTAL_BYTES */
int main(void)
{
	is_u64(allowed(0), FETCHING, "where nothing is outstanding a link is allowed 2 MiB");
	is_u64(allowed((32u << 20) - FETCHING), FETCHING, "up to 32 MiB over all links");
	ok(allowed((32u << 20) - FETCHING + 1) < IDLE_MAX,
	   "and not a byte more: then it is allowed the little that each has");
	return done();
}
