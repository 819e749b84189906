/* rebuild: a record made again from its entries has the bytes that applying them one by one gave, whatever came in which
 * order, was cut off, held, or read late. Random histories; a failing one names its seed. */
#include "daemon/core/rebuild.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/council.h"
#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/seeded_random.h"
#include "tests/unit/town.h"

#define SEEDS 25u
#define STEPS 120u
#define RECORDS_MAX 12u

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, OFFICES = 4 };

struct world {
	struct town town;
	struct seeded random;
	struct space_id space;
	struct record_id records[RECORDS_MAX];
	uint32_t record_count;
};

static uint32_t below(struct world *w, uint32_t bound)
{
	return (uint32_t)seeded_below(&w->random, bound);
}

static void commit(struct world *w, uint32_t office)
{
	if (town_commit(&w->town, office) != 0)
		bail("a turn failed");
}

/* A refusal is fine: an office writes what it may. */
static void write_something(struct world *w, uint32_t office)
{
	struct record_id *record = &w->records[below(w, RECORDS_MAX)];
	char name[16] = "Name ";
	int err;

	name[5] = (char)('a' + below(w, 26));
	name[6] = '\0';
	if (w->record_count < RECORDS_MAX) {
		err = town_create(&w->town, office, &w->space, ALL, VB_KIND_PAPER, name,
		                  &w->records[w->record_count]);
		w->record_count += err == 0;
	} else if (below(w, 5) == 0) {
		err = town_delete(&w->town, office, &w->space, ALL, record);
	} else {
		err = town_rename(&w->town, office, &w->space, ALL, record, name);
	}
	(void)err;
	commit(w, office);
}

/* Some logs of some author go from one office to another, in an order that sessions would not choose. */
static void gossip(struct world *w)
{
	static const enum audience streams[] = { VB_AUDIENCE_ALL, VB_AUDIENCE_OPEN };
	uint32_t from = below(w, OFFICES), to = below(w, OFFICES), author = below(w, OFFICES);

	if (from == to)
		return;
	if (below(w, 3) == 0)
		(void)town_offer_control(&w->town, to, from, &w->space, 0);
	for (uint32_t i = 0; i < 2; i++)
		(void)town_offer_log(&w->town, to, from, &w->space, author,
		                     streams[(i + author) % 2]);
	commit(w, to);
}

/* Somebody leaves, or comes back. */
static void change_members(struct world *w)
{
	struct node *owner = w->town.nodes[OWNER];
	uint32_t office = 1 + below(w, OFFICES - 1);
	enum role role = space_role(node_space_find(owner, &w->space)->space, &w->town.ids[office]);
	int err = 0;

	if (role == VB_ROLE_NONE)
		town_admit(&w->town, OWNER, &w->space, office, VB_ROLE_MEMBER);
	else if (below(w, 2) == 0)
		err = council_dismiss(owner, &w->space, &w->town.ids[office], w->town.now);
	else
		err = council_role(owner, &w->space, &w->town.ids[office],
		                   role == VB_ROLE_RELAY ? VB_ROLE_MEMBER : VB_ROLE_RELAY,
		                   w->town.now);
	if (err != 0)
		bail("the owner cannot decide: %s", err_name(err));
	commit(w, OWNER);
}

static void meet(struct world *w)
{
	for (uint32_t round = 0; round < 2; round++) {
		for (uint32_t a = 0; a < OFFICES; a++) {
			for (uint32_t b = a + 1; b < OFFICES; b++)
				town_link(&w->town, a, b);
		}
		town_run(&w->town);
		for (uint32_t a = 0; a < OFFICES; a++) {
			for (uint32_t b = a + 1; b < OFFICES; b++)
				town_unlink(&w->town, a, b);
		}
	}
}

static void world_init(struct world *w, uint64_t seed)
{
	*w = (struct world){ .random = { .state = seed } };
	seeded_random_start(seed);
	town_init(&w->town, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(&w->town, OWNER, i);
	w->space = town_found(&w->town, OWNER);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_admit(&w->town, OWNER, &w->space, i, VB_ROLE_MEMBER);
	meet(w);
}

static void live(struct world *w)
{
	for (uint32_t step = 0; step < STEPS; step++) {
		uint32_t what = below(w, 100);

		if (what < 55)
			write_something(w, below(w, OFFICES));
		else if (what < 92)
			gossip(w);
		else if (what < 97)
			change_members(w);
		else
			meet(w);
		town_pass(&w->town, below(w, 3));
	}
	/* In the end all are members, so that all can be compared. */
	for (uint32_t i = 1; i < OFFICES; i++) {
		const struct space *space = node_space_find(w->town.nodes[OWNER], &w->space)->space;
		enum role role = space_role(space, &w->town.ids[i]);

		if (role == VB_ROLE_NONE)
			town_admit(&w->town, OWNER, &w->space, i, VB_ROLE_MEMBER);
		else if (role == VB_ROLE_RELAY &&
		         council_role(w->town.nodes[OWNER], &w->space, &w->town.ids[i],
		                      VB_ROLE_MEMBER, w->town.now) != 0)
			bail("cannot make a member of %u", i);
		commit(w, OWNER);
	}
	meet(w);
}

/* Makes every record of an office again. Returns how many it had. */
static uint32_t rebuild_all(struct world *w, uint32_t office)
{
	struct node *node = w->town.nodes[office];
	struct rebuild records;
	struct record_ref ref = { .space = town_space(&w->town, office, &w->space),
		                  .audience = ALL };

	rebuild_init(&records);
	for (uint32_t i = 0; i < w->record_count; i++) {
		ref.id = w->records[i];
		rebuild_add(&records, node, &ref);
		rebuild_add(&records, node, &ref);
	}
	rebuild_run(&records, node);
	rebuild_release(&records);
	return w->record_count;
}

static void one_history(uint64_t seed)
{
	struct hash before, after;
	uint32_t agree = 1;
	uint64_t feed;
	struct world w;

	world_init(&w, seed);
	live(&w);
	for (uint32_t i = 1; i < OFFICES; i++)
		agree += town_agrees(&w.town, OWNER, i, &w.space, ALL);
	is_int(agree, OFFICES, "seed %u: all agree", (unsigned)seed);
	before = town_state(&w.town, 1, &w.space, ALL);
	feed = node_feed_last(w.town.nodes[1]);
	ok(rebuild_all(&w, 1) > 0, "seed %u: there are records", (unsigned)seed);
	after = town_state(&w.town, 1, &w.space, ALL);
	is_mem(after.b, before.b, sizeof(before.b), "seed %u: made again they are the same",
	       (unsigned)seed);
	is_u64(node_feed_last(w.town.nodes[1]), feed, "seed %u: and nobody is told of a change",
	       (unsigned)seed);
	commit(&w, 1);
	town_wipe(&w.town, 2);
	meet(&w);
	if (!ok(town_agrees(&w.town, 2, OWNER, &w.space, ALL) && agree == OFFICES,
	        "seed %u: who reads all of it anew sees the same", (unsigned)seed))
		diag("again with: $BUILD/unit/test_rebuild %u", (unsigned)seed);
	town_release(&w.town);
}

/* With a number as argument: that history alone. */
int main(int argc, char **argv)
{
	uint64_t first = argc > 1 ? strtoull(argv[1], NULL, 10) : 1;

	seeded_random_install();
	for (uint64_t seed = first; seed < first + (argc > 1 ? 1 : SEEDS); seed++)
		one_history(seed);
	return done();
}
