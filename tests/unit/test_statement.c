/* statement: what offices say that they hold, by which ways it comes, who hears of it, and what is not believed. */
#include "daemon/sync/statement.h"

#include <string.h>

#include "daemon/core/council.h"
#include "daemon/core/settings.h"
#include "daemon/sync/sessions.h"
#include "protocol/peer/frame.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

#define MINUTE ((uint64_t)60 * 1000)

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

enum { OWNER, SECOND, THIRD, OFFICES };

static bool find(struct town *t, uint32_t at, const struct space_id *space, enum audience audience,
                 uint32_t office, struct have *out)
{
	return statement_find(node_sessions(t->nodes[at]), node_space_find(t->nodes[at], space),
	                      audience, &t->ids[office], out);
}

/* The sum of all counts that an office said it has, as another knows; 0: it said nothing. */
static uint64_t said(struct town *t, uint32_t at, const struct space_id *space,
                     enum audience audience, uint32_t office)
{
	uint64_t sum = 0, count;
	struct have have;

	if (!find(t, at, space, audience, office, &have))
		return 0;
	while (have_next(&have.counts, &count))
		sum += count;
	return sum;
}

static uint64_t counter(struct town *t, uint32_t at, const struct space_id *space, uint32_t office)
{
	struct have have;

	return find(t, at, space, ALL, office, &have) ? have.counter : 0;
}

static void write_paper(struct town *t, uint32_t office, const struct space_id *space,
                        enum audience audience)
{
	struct record_id id;

	if (town_create(t, office, space, audience, VB_KIND_PAPER, "Vorlage", &id) != 0)
		bail("cannot write");
	town_run(t);
}

/* The owner and two others; the owner and the third have no link. */
static struct space_id row(struct town *t, enum role second, enum role third)
{
	struct space_id space;

	town_init(t, OFFICES);
	town_pair(t, OWNER, SECOND);
	town_pair(t, OWNER, THIRD);
	town_pair(t, SECOND, THIRD);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, SECOND, second);
	town_admit(t, OWNER, &space, THIRD, third);
	town_link(t, OWNER, SECOND);
	town_link(t, SECOND, THIRD);
	town_run(t);
	return space;
}

static void test_passed_on(void)
{
	struct town t;
	struct space_id space = row(&t, VB_ROLE_MEMBER, VB_ROLE_MEMBER);

	write_paper(&t, OWNER, &space, ALL);
	write_paper(&t, OWNER, &space, CORE);
	write_paper(&t, OWNER, &space, CORE);
	is_u64(said(&t, SECOND, &space, ALL, OWNER), 0, "nothing is said before time passes");
	town_pass(&t, 1000);
	town_run(&t);
	is_u64(said(&t, SECOND, &space, ALL, OWNER), 1, "the owner says that it holds one entry");
	is_u64(said(&t, OWNER, &space, CORE, SECOND), 2, "the second, two of what is not for all");
	is_u64(said(&t, THIRD, &space, CORE, OWNER), 2, "the third hears of it through the second");
	is_u64(said(&t, OWNER, &space, ALL, THIRD), 1, "and the owner of the third");
	town_release(&t);
}

static void test_pace(void)
{
	struct town t;
	struct space_id space = row(&t, VB_ROLE_MEMBER, VB_ROLE_MEMBER);
	uint64_t first;

	write_paper(&t, OWNER, &space, ALL);
	town_pass(&t, 1000);
	town_run(&t);
	first = counter(&t, THIRD, &space, OWNER);
	write_paper(&t, OWNER, &space, ALL);
	town_pass(&t, 4 * MINUTE + 59 * 1000);
	town_run(&t);
	is_u64(said(&t, THIRD, &space, ALL, OWNER), 1, "no news before five minutes are over");
	town_pass(&t, 1000);
	town_run(&t);
	is_u64(said(&t, THIRD, &space, ALL, OWNER), 2, "then there is");
	ok(counter(&t, THIRD, &space, OWNER) > first, "with a greater counter");
	first = counter(&t, THIRD, &space, OWNER);
	town_pass(&t, 60 * MINUTE);
	town_run(&t);
	is_u64(counter(&t, THIRD, &space, OWNER), first, "who has nothing new says nothing");
	node_settings(t.nodes[OWNER])->arrival_every_ms = 1000;
	write_paper(&t, OWNER, &space, ALL);
	town_pass(&t, 1000);
	town_run(&t);
	write_paper(&t, OWNER, &space, ALL);
	town_pass(&t, 1000);
	town_run(&t);
	is_u64(said(&t, THIRD, &space, ALL, OWNER), 4, "unless the settings want it faster");
	town_release(&t);
}

static void test_guest(void)
{
	struct town t;
	struct space_id space = row(&t, VB_ROLE_MEMBER, VB_ROLE_GUEST);

	write_paper(&t, OWNER, &space, ALL);
	write_paper(&t, OWNER, &space, CORE);
	town_pass(&t, 1000);
	town_run(&t);
	is_u64(said(&t, THIRD, &space, ALL, OWNER), 1, "a guest hears what others hold of all");
	is_u64(said(&t, THIRD, &space, CORE, OWNER), 0, "of what is not for all, nothing");
	is_u64(said(&t, THIRD, &space, CORE, SECOND), 0, "from nobody");
	is_u64(said(&t, OWNER, &space, ALL, THIRD), 1, "it says what it holds itself");
	if (council_role(t.nodes[OWNER], &space, &t.ids[THIRD], VB_ROLE_MEMBER, t.now) != 0)
		bail("no member");
	town_run(&t);
	is_u64(said(&t, THIRD, &space, CORE, OWNER), 1,
	       "as a member it hears what was said before");
	town_release(&t);
}

static void test_relay(void)
{
	struct town t;
	struct space_id space = row(&t, VB_ROLE_RELAY, VB_ROLE_MEMBER);

	write_paper(&t, OWNER, &space, CORE);
	town_pass(&t, 1000);
	town_run(&t);
	is_u64(said(&t, OWNER, &space, CORE, THIRD), 1, "over a relay, too");
	is_u64(said(&t, THIRD, &space, CORE, SECOND), 1, "which says what it holds for others");
	town_release(&t);
}

static void test_kept(void)
{
	struct town t;
	struct space_id space = row(&t, VB_ROLE_MEMBER, VB_ROLE_MEMBER);
	uint64_t before;

	write_paper(&t, OWNER, &space, ALL);
	town_pass(&t, 1000);
	town_run(&t);
	town_pass(&t, VB_STATEMENT_WRITE_MS);
	town_run(&t);
	town_restart(&t, THIRD);
	is_u64(said(&t, THIRD, &space, ALL, OWNER), 1, "known after a restart");
	before = counter(&t, THIRD, &space, OWNER);
	town_restart(&t, OWNER);
	town_link(&t, OWNER, SECOND);
	town_link(&t, SECOND, THIRD);
	town_pass(&t, 1000);
	town_run(&t);
	is_u64(counter(&t, THIRD, &space, OWNER), before, "a restart alone is no news");
	town_release(&t);
}

/* A store that was lost knows no counter: what others remember is gone beyond. */
static void test_lost_store(void)
{
	struct town t;
	struct space_id space = row(&t, VB_ROLE_MEMBER, VB_ROLE_MEMBER);
	uint64_t before;

	write_paper(&t, OWNER, &space, ALL);
	town_pass(&t, 1000);
	town_run(&t);
	before = counter(&t, SECOND, &space, THIRD);
	ok(before > 0, "the third said something");
	town_wipe(&t, THIRD);
	t.now.wall.v -= 24 * 60 * MINUTE;
	town_link(&t, SECOND, THIRD);
	town_run(&t);
	write_paper(&t, OWNER, &space, ALL);
	for (int i = 0; i < 7; i++) {
		town_pass(&t, MINUTE);
		town_run(&t);
	}
	is_u64(said(&t, SECOND, &space, ALL, THIRD), 2, "what is new there is heard");
	ok(counter(&t, SECOND, &space, THIRD) > before,
	   "with a lost store and its clock set back it is heard again");
	town_release(&t);
}

/* ---- hostile ---- */

/* Says a statement to one office, over the link that the other has with it. */
static void say(struct town *t, uint32_t from, uint32_t to, struct span statement)
{
	struct buf frame;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	frame_begin(&frame, VB_FRAME_HAVE, 0);
	buf_put(&frame, statement.data, statement.size);
	node_on_frame(t->nodes[to], from + 1, buf_span(&frame), t->now);
	buf_release(&frame);
	town_run(t);
}

static void make(struct town *t, const struct space_id *space, enum audience audience,
                 uint32_t office, uint32_t signer, uint64_t number, struct buf *out)
{
	static const uint8_t nine[] = { 9 };
	struct have have = { .space = *space,
		             .audience = audience,
		             .node = t->ids[office],
		             .counter = number,
		             .counts = { nine, sizeof(nine) } };

	buf_clear(out);
	if (have_encode(&have, node_keys(t->nodes[signer]), out) != 0)
		bail("no statement");
}

static void test_hostile(void)
{
	struct town t;
	struct space_id space = row(&t, VB_ROLE_MEMBER, VB_ROLE_GUEST);
	struct space_id other = town_found(&t, SECOND);
	struct buf b;

	buf_init(&b, VB_FRAME_MAX_BYTES);
	write_paper(&t, OWNER, &space, ALL);
	town_pass(&t, 1000);
	town_run(&t);
	make(&t, &space, ALL, OWNER, OWNER, 1, &b);
	say(&t, SECOND, THIRD, buf_span(&b));
	is_u64(said(&t, THIRD, &space, ALL, OWNER), 1, "a lower counter changes nothing");
	make(&t, &space, CORE, OWNER, OWNER, UINT64_MAX, &b);
	say(&t, SECOND, THIRD, buf_span(&b));
	is_u64(said(&t, THIRD, &space, CORE, OWNER), 0, "a guest keeps nothing about core");
	make(&t, &other, ALL, SECOND, SECOND, UINT64_MAX, &b);
	say(&t, SECOND, THIRD, buf_span(&b));
	ok(node_space_find(t.nodes[THIRD], &other) == NULL, "nor about what it does not know");
	make(&t, &space, CORE, THIRD, THIRD, UINT64_MAX, &b);
	say(&t, THIRD, SECOND, buf_span(&b));
	is_u64(said(&t, SECOND, &space, CORE, THIRD), 0, "a guest's word about core is not kept");
	ok(t.linked[SECOND][THIRD], "the link stands all the while");
	make(&t, &space, ALL, OWNER, SECOND, UINT64_MAX, &b);
	say(&t, SECOND, THIRD, buf_span(&b));
	is_u64(said(&t, THIRD, &space, ALL, OWNER), 1, "a forged one changes nothing");
	ok(!t.linked[THIRD][SECOND], "and ends the link");
	buf_release(&b);
	town_release(&t);
}

int main(void)
{
	test_passed_on();
	test_pace();
	test_guest();
	test_relay();
	test_kept();
	test_lost_store();
	test_hostile();
	return done();
}
