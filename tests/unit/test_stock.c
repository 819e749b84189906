/* stock: what a relay keeps, gives up and fetches again, and how much it takes. */
#include "daemon/sync/stock.h"

#include "daemon/core/council.h"
#include "daemon/core/settings.h"
#include "daemon/sync/reach.h"
#include "protocol/peer/frame.h"
#include "protocol/peer/have.h"
#include "store/entries.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

enum { OWNER, RELAY, MEMBER, NEWCOMER, OFFICES };

static void write_paper(struct town *t, uint32_t office, const struct space_id *space,
                        enum audience audience)
{
	struct record_id id;

	if (town_create(t, office, space, audience, VB_KIND_PAPER, "Vorlage", &id) != 0)
		bail("cannot write");
	town_run(t);
}

/* Ten times the entries that an office has of an author's log, plus those of them with a body. */
static uint32_t held(struct town *t, uint32_t at, const struct space_id *space, uint32_t author,
                     enum audience audience)
{
	const struct log_info *log = town_log(t, at, space, author, audience);
	struct entries_cursor c;
	struct entry_row row;
	uint32_t sum = 0;

	if (!log)
		return 0;
	entries_open(&c, node_view(t->nodes[at]), log->handle, 0);
	while (entries_next(&c, &row))
		sum += 10u + (row.body.size > 0);
	if (entries_close(&c) != 0)
		bail("the store cannot be read");
	return sum;
}

/* Time passes in steps in which everybody can speak. */
static void pass(struct town *t, uint32_t steps)
{
	for (uint32_t i = 0; i < steps; i++) {
		town_pass(t, 1000);
		town_run(t);
	}
}

/* Owner and member have links with the relay only; all offices are paired with each other. */
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

static void test_expiry(void)
{
	struct town t;
	struct space_id space = meet(&t);

	write_paper(&t, OWNER, &space, ALL);
	write_paper(&t, OWNER, &space, CORE);
	pass(&t, 20);
	is_u64(held(&t, RELAY, &space, OWNER, ALL), 11, "kept while somebody lacks it");
	is_u64(held(&t, RELAY, &space, OWNER, CORE), 11, "what is not for all, too");
	town_link(&t, RELAY, MEMBER);
	town_run(&t);
	ok(town_agrees(&t, OWNER, MEMBER, &space, CORE), "the member gets it from the relay");
	write_paper(&t, OWNER, &space, ALL);
	pass(&t, 2);
	is_u64(held(&t, RELAY, &space, OWNER, ALL), 21,
	       "what all readers have goes when its time is over, but its header stays");
	is_u64(held(&t, RELAY, &space, OWNER, CORE), 10, "of both audiences");
	pass(&t, 8);
	is_u64(held(&t, RELAY, &space, OWNER, ALL), 20, "then the newer one");
	is_u64(held(&t, MEMBER, &space, OWNER, ALL), 22, "readers keep theirs");
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL), "and hold the same");
	is_u64(stock_bytes(node_sessions(t.nodes[RELAY]), node_space_find(t.nodes[RELAY], &space)),
	       0, "the relay has nothing left");
	town_release(&t);
}

static void test_newcomer(void)
{
	struct town t;
	struct space_id space = meet(&t);

	town_link(&t, RELAY, MEMBER);
	town_run(&t);
	for (int i = 0; i < 5; i++) {
		write_paper(&t, OWNER, &space, ALL);
		write_paper(&t, MEMBER, &space, CORE);
	}
	pass(&t, 20);
	is_u64(held(&t, RELAY, &space, OWNER, ALL), 50, "all of it is given up");
	is_u64(held(&t, RELAY, &space, MEMBER, CORE), 50, "by everybody");
	town_admit(&t, OWNER, &space, NEWCOMER, VB_ROLE_MEMBER);
	town_run(&t);
	town_link(&t, RELAY, NEWCOMER);
	pass(&t, 5);
	ok(town_agrees(&t, OWNER, NEWCOMER, &space, ALL), "a newcomer gets it over the relay");
	ok(town_agrees(&t, OWNER, NEWCOMER, &space, CORE), "which fetched it again");
	is_u64(held(&t, NEWCOMER, &space, MEMBER, CORE), 55, "whole");
	pass(&t, 20);
	is_u64(held(&t, RELAY, &space, OWNER, ALL), 50, "and gives it up again");
	town_release(&t);
}

static void test_quota(void)
{
	struct town t;
	struct space_id space = meet(&t);
	const struct node_space *at_relay = node_space_find(t.nodes[RELAY], &space);

	node_settings(t.nodes[RELAY])->relay_keep_ms = 3600 * 1000;
	node_settings(t.nodes[RELAY])->relay_bytes = 1000;
	for (int i = 0; i < 6; i++) {
		write_paper(&t, OWNER, &space, ALL);
		pass(&t, 1);
	}
	ok(!stock_is_full(node_sessions(t.nodes[RELAY]), at_relay), "room for six");
	for (int i = 0; i < 30; i++) {
		write_paper(&t, OWNER, &space, ALL);
		pass(&t, 1);
	}
	ok(stock_is_full(node_sessions(t.nodes[RELAY]), at_relay), "a relay with no room is full");
	ok(held(&t, RELAY, &space, OWNER, ALL) < 36 * 11, "and takes no more");
	write_paper(&t, OWNER, &space, CORE);
	is_u64(held(&t, RELAY, &space, OWNER, CORE), 0, "of no log");
	town_link(&t, RELAY, MEMBER);
	pass(&t, 400);
	ok(!stock_is_full(node_sessions(t.nodes[RELAY]), at_relay),
	   "with a reader who takes it there is room again");
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL) &&
	           town_agrees(&t, OWNER, MEMBER, &space, CORE),
	   "until that has all");
	ok(stock_bytes(node_sessions(t.nodes[RELAY]), at_relay) <= 1000, "within the quota");
	town_release(&t);
}

/* Who was a relay and becomes a member lacks what it gave up. */
static void test_promoted(void)
{
	struct town t;
	struct space_id space = meet(&t);

	town_link(&t, RELAY, MEMBER);
	town_run(&t);
	for (int i = 0; i < 5; i++) {
		write_paper(&t, OWNER, &space, ALL);
		write_paper(&t, MEMBER, &space, CORE);
	}
	pass(&t, 20);
	is_u64(held(&t, RELAY, &space, OWNER, ALL), 50, "a relay has given up all");
	if (council_role(t.nodes[OWNER], &space, &t.ids[RELAY], VB_ROLE_MEMBER, t.now) != 0)
		bail("no member");
	town_run(&t);
	pass(&t, 5);
	ok(town_agrees(&t, OWNER, RELAY, &space, ALL) &&
	           town_agrees(&t, MEMBER, RELAY, &space, CORE),
	   "as a member it reads everything");
	pass(&t, 20);
	is_u64(held(&t, RELAY, &space, OWNER, ALL), 55, "and keeps it");
	town_release(&t);
}

/* The same, when it had fetched all again for a newcomer just before. */
static void test_promoted_after_newcomer(void)
{
	struct town t;
	struct space_id space = meet(&t);

	town_link(&t, RELAY, MEMBER);
	town_run(&t);
	write_paper(&t, OWNER, &space, ALL);
	write_paper(&t, MEMBER, &space, CORE);
	pass(&t, 20);
	town_admit(&t, OWNER, &space, NEWCOMER, VB_ROLE_MEMBER);
	town_run(&t);
	pass(&t, 5);
	is_u64(held(&t, RELAY, &space, MEMBER, CORE), 11, "a relay has fetched all again");
	if (council_role(t.nodes[OWNER], &space, &t.ids[RELAY], VB_ROLE_MEMBER, t.now) != 0)
		bail("no member");
	town_run(&t);
	pass(&t, 5);
	ok(town_agrees(&t, OWNER, RELAY, &space, ALL) &&
	           town_agrees(&t, MEMBER, RELAY, &space, CORE),
	   "as a member it reads everything");
	town_release(&t);
}

/* At how many readers an entry of the owner has arrived, as the owner knows. */
static struct arrival_count arrived(struct town *t, const struct space_id *space, uint64_t seq)
{
	struct reach *reach = reach_new(node_sessions(t->nodes[OWNER]),
	                                node_space_find(t->nodes[OWNER], space), CORE);
	struct arrival_count sum =
		reach_of(reach, &town_log(t, OWNER, space, OWNER, CORE)->id, seq);

	reach_destroy(&reach);
	return sum;
}

/* What a relay alters shows by the seals of the authors; what it claims of itself says nothing about readers. */
static void test_hostile(void)
{
	struct town t;
	struct space_id space = meet(&t);
	const struct log_info *log;
	struct buf segment;
	struct have have = { .counter = UINT64_MAX };
	struct arrival_count sum;
	static const uint8_t many[] = { 0x7f };

	write_paper(&t, OWNER, &space, CORE);
	town_link(&t, RELAY, MEMBER);
	town_run(&t);
	town_unlink(&t, RELAY, MEMBER);
	write_paper(&t, OWNER, &space, CORE);
	log = town_log(&t, RELAY, &space, OWNER, CORE);
	buf_init(&segment, VB_FRAME_MAX_BYTES);
	town_segment(&t, RELAY, log, 1, &segment);
	segment.data[segment.size - 100] ^= 1;
	is_err(town_offer(&t, MEMBER, RELAY, buf_span(&segment)), VB_ERR_BAD_SIGNATURE,
	       "ciphertext that a relay altered is refused");
	have.space = space;
	have.audience = CORE;
	have.node = t.ids[RELAY];
	have.counts = span_of(many, sizeof(many));
	buf_clear(&segment);
	frame_begin(&segment, VB_FRAME_HAVE, 0);
	is_err(have_encode(&have, node_keys(t.nodes[RELAY]), &segment), 0,
	       "it says that it has all");
	node_on_frame(t.nodes[OWNER], RELAY + 1, buf_span(&segment), t.now);
	town_run(&t);
	sum = arrived(&t, &space, 1);
	is_u64(sum.arrived, 0, "but nobody who reads has it");
	is_u64(sum.offices, 1, "of one who should");
	buf_release(&segment);
	town_release(&t);
}

/* A member keeps everything, whatever the settings of relays say. */
static void test_member(void)
{
	struct town t;
	struct space_id space = meet(&t);

	node_settings(t.nodes[MEMBER])->relay_keep_ms = 0;
	node_settings(t.nodes[MEMBER])->relay_bytes = 0;
	town_link(&t, RELAY, MEMBER);
	write_paper(&t, OWNER, &space, ALL);
	pass(&t, 20);
	is_u64(held(&t, MEMBER, &space, OWNER, ALL), 11, "a member is no relay");
	ok(!stock_is_kept(node_sessions(t.nodes[MEMBER]), node_space_find(t.nodes[MEMBER], &space)),
	   "of this space");
	town_release(&t);
}

int main(void)
{
	test_expiry();
	test_newcomer();
	test_quota();
	test_promoted();
	test_promoted_after_newcomer();
	test_hostile();
	test_member();
	return done();
}
