/* stock, lacking, reach: files at a relay: kept while a reader lacks them, given up when all say that they have them, fetched
 * again for who comes later, and counted as what they take. */
#include "daemon/sync/stock.h"

#include <string.h>

#include "daemon/core/council.h"
#include "daemon/core/settings.h"
#include "daemon/sync/reach.h"
#include "store/entries.h"
#include "tests/tap.h"
#include "tests/unit/filing.h"

#define SIZE (3u * VB_BLOB_CHUNK_BYTES + 5u)
/* Four chunks with tags, four hashes. */
#define STORED (SIZE + 4u * (16u + 32u))

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

enum { OWNER, RELAY, MEMBER, NEWCOMER, OFFICES };

/* Time passes in steps in which everybody can speak. */
static void pass(struct town *t, uint32_t steps)
{
	for (uint32_t i = 0; i < steps; i++) {
		town_pass(t, 1000);
		town_run(t);
	}
}

/* Owner and member have links with the relay only. */
static struct space_id meet(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t a = 0; a < OFFICES; a++)
		for (uint32_t b = 0; b < a; b++)
			town_pair(t, a, b);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, RELAY, VB_ROLE_RELAY);
	town_admit(t, OWNER, &space, MEMBER, VB_ROLE_MEMBER);
	for (uint32_t i = 0; i < OFFICES; i++)
		node_settings(t->nodes[i])->arrival_every_ms = 1000;
	node_settings(t->nodes[RELAY])->relay_keep_ms = 5000;
	town_link(t, RELAY, OWNER);
	town_run(t);
	return space;
}

static void add(struct town *t, const struct space_id *space, enum audience audience,
                uint32_t number, struct filing *out)
{
	if (filing_add(t, OWNER, space, audience, SIZE, number, FILING_GOOD, out) != 0)
		bail("cannot write a file");
	town_run(t);
}

/* Bytes of files that an office keeps. */
static uint64_t kept(struct town *t, uint32_t office)
{
	return blobs_used_bytes(node_blobs(t->nodes[office]));
}

static uint64_t stock(struct town *t, const struct space_id *space)
{
	return stock_bytes(node_sessions(t->nodes[RELAY]), node_space_find(t->nodes[RELAY], space));
}

static void test_expiry(void)
{
	struct filing plan, list;
	struct town t;
	struct space_id space = meet(&t);

	add(&t, &space, ALL, 1, &plan);
	add(&t, &space, CORE, 2, &list);
	pass(&t, 20);
	is_u64(kept(&t, RELAY), 2 * STORED, "a relay keeps files that somebody lacks");
	ok(stock(&t, &space) > 2 * STORED && stock(&t, &space) < 2 * STORED + 4000,
	   "and counts them as what they take");
	/* Its place is too small: it gets the entries, and not the files. */
	node_settings(t.nodes[MEMBER])->file_bytes = 1000;
	town_link(&t, RELAY, MEMBER);
	pass(&t, 30);
	ok(town_agrees(&t, OWNER, MEMBER, &space, CORE), "the member has all entries");
	is_u64(kept(&t, RELAY), 2 * STORED, "still without the files it lets the relay keep them");
	node_settings(t.nodes[MEMBER])->file_bytes = 1u << 30;
	pass(&t, 60);
	ok(filing_is_whole(&t, MEMBER, &plan) && filing_is_whole(&t, MEMBER, &list),
	   "it gets them from the relay");
	is_u64(kept(&t, RELAY), 0, "what all have is given up, of both audiences");
	is_u64(stock(&t, &space), 0, "nothing is left");
	ok(filing_is_whole(&t, OWNER, &plan) && filing_is_whole(&t, OWNER, &list),
	   "who reads keeps them");
	town_release(&t);
}

static void test_newcomer(void)
{
	struct filing plan;
	struct town t;
	struct space_id space = meet(&t);

	town_link(&t, RELAY, MEMBER);
	add(&t, &space, CORE, 1, &plan);
	pass(&t, 40);
	is_u64(kept(&t, RELAY), 0, "what all have is given up");
	town_admit(&t, OWNER, &space, NEWCOMER, VB_ROLE_MEMBER);
	town_run(&t);
	town_link(&t, RELAY, NEWCOMER);
	pass(&t, 60);
	ok(filing_is_whole(&t, NEWCOMER, &plan), "one who comes later gets it over the relay");
	pass(&t, 20);
	is_u64(kept(&t, RELAY), 0, "which gives it up once more");
	town_release(&t);
}

/* Who loses bytes says so, and the relay brings them again. */
static void test_lost(void)
{
	struct filing plan;
	struct blob_row row;
	struct town t;
	struct space_id space = meet(&t);

	town_link(&t, RELAY, MEMBER);
	add(&t, &space, ALL, 1, &plan);
	pass(&t, 40);
	is_u64(kept(&t, RELAY), 0, "what all have is given up");
	row = filing_row(&t, MEMBER, &plan);
	blobs_restart(node_blobs(t.nodes[MEMBER]), node_write(t.nodes[MEMBER]), &row);
	pass(&t, 90);
	ok(filing_is_whole(&t, MEMBER, &plan), "who lost it gets it again over the relay");
	town_release(&t);
}

static void test_quota(void)
{
	struct filing plan, list;
	struct town t;
	struct space_id space = meet(&t);

	node_settings(t.nodes[RELAY])->relay_bytes = STORED + 2000;
	node_settings(t.nodes[RELAY])->relay_keep_ms = UINT64_C(1) << 40;
	add(&t, &space, ALL, 1, &plan);
	pass(&t, 10);
	is_u64(kept(&t, RELAY), STORED, "one file has room at the relay");
	add(&t, &space, ALL, 2, &list);
	pass(&t, 10);
	ok(stock_is_full(node_sessions(t.nodes[RELAY]), node_space_find(t.nodes[RELAY], &space)),
	   "with the second it has too much");
	add(&t, &space, ALL, 3, &plan);
	pass(&t, 10);
	is_u64(kept(&t, RELAY), 2 * STORED, "and takes no third");
	town_link(&t, RELAY, MEMBER);
	pass(&t, 120);
	pass(&t, 60);
	ok(filing_is_whole(&t, MEMBER, &plan), "when the member has the others it takes that, too");
	ok(kept(&t, RELAY) <= STORED + 2000, "and gives up what all have, old or not");
	town_release(&t);
}

/* Nobody waits for the file of a record that is no more. */
static void test_deleted(void)
{
	struct filing plan;
	struct town t;
	struct space_id space = meet(&t);

	add(&t, &space, ALL, 1, &plan);
	is_int(town_delete(&t, OWNER, &space, ALL, &plan.id), 0, "a file is removed");
	town_run(&t);
	town_link(&t, RELAY, MEMBER);
	pass(&t, 40);
	is_u64(filing_row(&t, MEMBER, &plan).count, 0, "nobody asks for its bytes");
	is_u64(kept(&t, RELAY), 0, "and the relay keeps them for nobody");
	town_release(&t);
}

int main(void)
{
	test_expiry();
	test_newcomer();
	test_lost();
	test_quota();
	test_deleted();
	return done();
}
