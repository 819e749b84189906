/* quota: what another office may leave here, in a day and in all, to the byte; what was refused comes when there is room. */
#include "daemon/core/quota.h"

#include <string.h>

#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/core/settings.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

#define PAPERS 10u
#define DAY ((uint64_t)24 * 3600 * 1000)

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, WRITER, READER, OFFICES };

/* The owner's space, in which all are members; the writer has links with both. */
static struct space_id meet(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t a = 0; a < OFFICES; a++)
		for (uint32_t b = 0; b < a; b++)
			town_pair(t, a, b);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, WRITER, VB_ROLE_STEWARD);
	town_admit(t, OWNER, &space, READER, VB_ROLE_MEMBER);
	town_link(t, OWNER, WRITER);
	town_link(t, READER, WRITER);
	town_run(t);
	return space;
}

/* The writer writes a paper; all of them take the same room. */
static struct record_id write_paper(struct town *t, const struct space_id *space)
{
	struct record_id id;

	if (town_create(t, WRITER, space, ALL, VB_KIND_PAPER, "Vorlage", &id) != 0)
		bail("cannot write");
	town_run(t);
	return id;
}

/* What an office has counted at the reader. */
static struct usage used(struct town *t, const struct space_id *space, enum usage_of of,
                         uint32_t office)
{
	uint32_t number = of >= VB_USAGE_FOUNDED ? 0 : town_space(t, READER, space);
	struct usage usage;

	if (usage_get(node_view(t->nodes[READER]), number, of, &t->ids[office], &usage) != 0)
		bail("no usage");
	return usage;
}

/* Entries of the writer at the reader. */
static uint64_t held(struct town *t, const struct space_id *space)
{
	const struct log_info *log = town_log(t, READER, space, WRITER, ALL);

	return log ? log->count : 0;
}

static uint32_t refused(struct town *t, enum quota_why *why)
{
	uint32_t count;
	const struct quota_refusal *r = quota_refusals(t->nodes[READER], &count);

	if (count > 0)
		*why = r->why;
	return count;
}

static void pass(struct town *t, uint64_t ms)
{
	town_pass(t, ms);
	town_run(t);
}

static void test_in_all(void)
{
	enum quota_why why = VB_QUOTA_DAY;
	struct town t;
	struct space_id space = meet(&t);
	struct settings *settings = node_settings(t.nodes[READER]);
	struct hash before;
	uint64_t size;

	write_paper(&t, &space);
	size = used(&t, &space, VB_USAGE_DATA, WRITER).bytes;
	ok(size > VB_HEADER_BYTES, "a paper takes %llu bytes", (unsigned long long)size);
	settings->member_bytes = 3 * size;
	write_paper(&t, &space);
	write_paper(&t, &space);
	is_u64(held(&t, &space), 3, "what fits to the byte is taken");
	is_u64(used(&t, &space, VB_USAGE_DATA, WRITER).bytes, 3 * size, "and counted");
	is_u64(refused(&t, &why), 0, "nothing was refused");
	settings->member_bytes = 4 * size - 1;
	before = town_state(&t, READER, &space, ALL);
	write_paper(&t, &space);
	is_u64(held(&t, &space), 3, "what is a byte too long is not");
	is_u64(refused(&t, &why), 1, "that is noted once");
	is_int(why, VB_QUOTA_MEMBER, "with its reason");
	pass(&t, 2 * DAY);
	is_u64(held(&t, &space), 3, "time does not help");
	is_mem(town_state(&t, READER, &space, ALL).b, before.b, 32, "and nothing has changed");
	ok(town_agrees(&t, OWNER, WRITER, &space, ALL), "others took it");
	settings->member_bytes = 4 * size;
	pass(&t, 1000);
	is_u64(held(&t, &space), 4, "with a byte more it comes");
	for (int i = 0; i < 3; i++)
		write_paper(&t, &space);
	is_u64(refused(&t, &why), 1, "of three that follow nothing is taken");
	settings->member_bytes = UINT64_MAX;
	pass(&t, 1000);
	is_u64(held(&t, &space), 7, "and with room for all of them they come");
	is_u64(refused(&t, &why), 0, "nothing is refused any more");
	ok(town_agrees(&t, READER, WRITER, &space, ALL), "all agree");
	town_release(&t);
}

static void test_day(void)
{
	enum quota_why why = VB_QUOTA_MEMBER;
	struct town t;
	struct space_id space = meet(&t);
	struct settings *settings = node_settings(t.nodes[READER]);
	uint64_t size;

	write_paper(&t, &space);
	size = used(&t, &space, VB_USAGE_DATA, WRITER).bytes;
	settings->member_day_bytes = 2 * size;
	write_paper(&t, &space);
	is_u64(held(&t, &space), 2, "two fit into a day");
	write_paper(&t, &space);
	is_u64(held(&t, &space), 2, "the third does not");
	is_u64(refused(&t, &why), 1, "that is noted");
	is_int(why, VB_QUOTA_DAY, "with its reason");
	pass(&t, DAY / 2 - 1);
	is_u64(held(&t, &space), 2, "nor before half of the day is over");
	pass(&t, 1);
	is_u64(held(&t, &space), 3, "then it comes");
	town_restart(&t, READER);
	node_settings(t.nodes[READER])->member_day_bytes = 2 * size;
	town_link(&t, READER, WRITER);
	write_paper(&t, &space);
	is_u64(held(&t, &space), 3, "a restart empties nothing");
	pass(&t, DAY);
	is_u64(held(&t, &space), 4, "the next one comes the next day");
	town_release(&t);
}

/* A clock that is set back a year makes no room, and one that is set forward by mistake and back again locks nobody out. */
static void test_clock(void)
{
	struct town t;
	struct space_id space = meet(&t);
	uint64_t size, now;

	write_paper(&t, &space);
	size = used(&t, &space, VB_USAGE_DATA, WRITER).bytes;
	node_settings(t.nodes[READER])->member_day_bytes = size;
	now = t.now.wall.v;
	t.now.wall.v = now - 365 * DAY;
	write_paper(&t, &space);
	is_u64(held(&t, &space), 1, "a clock that was set back makes no room");
	t.now.wall.v = now + 365 * DAY;
	pass(&t, 1000);
	is_u64(held(&t, &space), 2, "one that was set forward does");
	t.now.wall.v = now;
	write_paper(&t, &space);
	is_u64(held(&t, &space), 2, "the day is used up");
	pass(&t, DAY);
	pass(&t, 1000);
	is_u64(held(&t, &space), 3, "and what it noted keeps nobody out for longer than a day");
	town_release(&t);
}

static void test_open_logs(void)
{
	enum quota_why why;
	struct town t;
	struct space_id space = meet(&t);
	struct record_id paper = write_paper(&t, &space);
	uint64_t size = used(&t, &space, VB_USAGE_DATA, WRITER).bytes;
	struct usage before, after;
	struct entry_id erase;

	for (uint32_t i = 1; i < PAPERS; i++)
		write_paper(&t, &space);
	before = used(&t, &space, VB_USAGE_DATA, WRITER);
	is_u64(before.bytes, PAPERS * size, "papers take their room");
	node_settings(t.nodes[READER])->member_bytes = before.bytes;
	write_paper(&t, &space);
	is_u64(refused(&t, &why), 1, "its room is used up");
	is_u64(held(&t, &space), PAPERS, "it is not taken");
	is_err(town_erase(&t, WRITER, &space, ALL, &paper, NULL, &erase), 0, "it erases");
	town_run(&t);
	is_u64(town_bodies(&t, READER, &space, ALL, &paper), 0, "erasures come in nevertheless");
	after = used(&t, &space, VB_USAGE_DATA, WRITER);
	is_u64(after.bytes, before.bytes - (size - VB_HEADER_BYTES),
	       "what was erased is given back");
	node_settings(t.nodes[READER])->member_bytes = before.bytes + VB_HEADER_BYTES;
	pass(&t, 1000);
	is_u64(held(&t, &space), PAPERS + 1, "and the next takes its room");
	is_u64(refused(&t, &why), 0, "nothing is refused any more");
	town_release(&t);
}

static void test_founder(void)
{
	enum quota_why why = VB_QUOTA_DAY;
	struct town t;
	struct space_id space = meet(&t);
	struct settings *settings = node_settings(t.nodes[READER]);
	uint64_t size, all;

	write_paper(&t, &space);
	size = used(&t, &space, VB_USAGE_DATA, WRITER).bytes;
	all = used(&t, &space, VB_USAGE_FOUNDED, OWNER).bytes;
	ok(all >= size, "what comes by a space is counted for its founder, whoever wrote it");
	is_u64(used(&t, &space, VB_USAGE_FOUNDED, WRITER).bytes, 0, "and not for who wrote it");
	settings->founder_bytes = all + size;
	write_paper(&t, &space);
	is_u64(held(&t, &space), 2, "what fits to the byte is taken");
	settings->founder_bytes = all + 2 * size - 1;
	write_paper(&t, &space);
	is_u64(held(&t, &space), 2, "what is a byte too long is not");
	is_u64(refused(&t, &why), 1, "that is noted");
	is_int(why, VB_QUOTA_FOUNDER, "with its reason");
	settings->founder_bytes = all + 2 * size;
	pass(&t, 1000);
	is_u64(held(&t, &space), 3, "with a byte more it comes");
	node_settings(t.nodes[OWNER])->founder_bytes = 0;
	write_paper(&t, &space);
	ok(town_agrees(&t, OWNER, WRITER, &space, ALL), "who founded it has no such bound");
	town_release(&t);
}

static void set_control(struct town *t, uint64_t bytes)
{
	struct usage usage = { .bytes = bytes };

	usage_put(node_write(t->nodes[READER]), 0, VB_USAGE_CONTROL, &t->ids[OWNER], &usage);
}

/* limit VB_FOUNDER_CONTROL_BYTES */
static void test_control(void)
{
	struct town t;
	struct space_id space = meet(&t);
	const struct node_space *here = node_space_find(t.nodes[READER], &space);
	const struct core_space *core = core_space_find(t.nodes[READER], &space);
	uint32_t count = space_count(here->space);

	ok(used(&t, &space, VB_USAGE_CONTROL, OWNER).bytes > 0,
	   "control entries are counted for the founder");
	set_control(&t, ((uint64_t)1 << 30) - 100);
	is_err(quota_check_control(t.nodes[READER], core, 100), 0, "a GiB of them");
	is_err(quota_check_control(t.nodes[READER], core, 101), VB_ERR_QUOTA, "and not more");
	is_err(town_commit(&t, READER), 0, "kept");
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[READER], VB_ROLE_STEWARD, t.now), 0,
	       "one more decision");
	town_run(&t);
	is_u64(space_count(here->space), count, "is not taken");
	ok(space_count(node_space_find(t.nodes[WRITER], &space)->space) > count, "others take it");
	set_control(&t, 0);
	is_err(town_commit(&t, READER), 0, "with room again");
	for (int i = 0; i < 10; i++)
		pass(&t, 60000);
	ok(space_count(here->space) > count, "it comes");
	town_release(&t);
}

/* limit VB_QUOTA_REFUSALS_MAX */
static void test_many(void)
{
	struct town t;
	struct space_id space = meet(&t);
	struct node_id author = { { 0 } };
	struct quota_claim claim = { .space = core_space_find(t.nodes[READER], &space),
		                     .author = &author,
		                     .audience = ALL,
		                     .bytes = 1 };
	uint32_t count, number = claim.space->pub.number, wrong = 0;

	node_settings(t.nodes[READER])->member_bytes = 0;
	for (uint32_t i = 0; i < VB_QUOTA_REFUSALS_MAX; i++) {
		put_be32(author.b, i);
		wrong += quota_check(t.nodes[READER], &claim, t.now) != VB_ERR_QUOTA;
	}
	is_u64(wrong, 0, "each author is refused");
	quota_refusals(t.nodes[READER], &count);
	is_u64(count, VB_QUOTA_REFUSALS_MAX, "as many are noted");
	put_be32(author.b, 0);
	ok(quota_is_refused(t.nodes[READER], number, &author, ALL), "the first, too");
	put_be32(author.b, VB_QUOTA_REFUSALS_MAX);
	is_err(quota_check(t.nodes[READER], &claim, t.now), VB_ERR_QUOTA, "one more");
	quota_refusals(t.nodes[READER], &count);
	is_u64(count, VB_QUOTA_REFUSALS_MAX, "takes no more room");
	ok(quota_is_refused(t.nodes[READER], number, &author, ALL), "it is noted");
	put_be32(author.b, 0);
	ok(!quota_is_refused(t.nodes[READER], number, &author, ALL), "in place of the oldest");
	claim.author = &t.ids[READER];
	is_err(quota_check(t.nodes[READER], &claim, t.now), 0, "we ourselves have no quota");
	town_release(&t);
}

int main(void)
{
	test_in_all();
	test_day();
	test_clock();
	test_open_logs();
	test_founder();
	test_control();
	test_many();
	return done();
}
