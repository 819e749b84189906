/* reach: where an entry has arrived, by links and by statements. */
#include "daemon/sync/reach.h"

#include "daemon/core/council.h"
#include "daemon/sync/sessions.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

enum { OWNER, SECOND, THIRD, GUEST, RELAY, OFFICES };

static struct record_id write_paper(struct town *t, uint32_t office, const struct space_id *space,
                                    enum audience audience)
{
	struct record_id id;

	if (town_create(t, office, space, audience, VB_KIND_PAPER, "Vorlage", &id) != 0)
		bail("cannot write");
	return id;
}

/* "arrived/offices" of entry seq of the log of an author, as an office knows; bit by bit so that a test says it whole. */
static uint32_t arrived(struct town *t, uint32_t at, const struct space_id *space,
                        enum audience audience, uint32_t author, uint64_t seq)
{
	struct reach *reach = reach_new(node_sessions(t->nodes[at]),
	                                node_space_find(t->nodes[at], space), audience);
	struct arrival_count sum =
		reach_of(reach, &town_log(t, at, space, author, audience)->id, seq);

	reach_destroy(&reach);
	return sum.arrived * 10 + sum.offices;
}

/* All but the relay know each other; links are those of a star around the owner. */
static struct space_id star(struct town *t)
{
	static const enum role roles[] = { VB_ROLE_STEWARD, VB_ROLE_MEMBER, VB_ROLE_MEMBER,
		                           VB_ROLE_GUEST, VB_ROLE_RELAY };
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = SECOND; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	space = town_found(t, OWNER);
	for (uint32_t i = SECOND; i < OFFICES; i++)
		town_admit(t, OWNER, &space, i, roles[i]);
	return space;
}

static void test_links(void)
{
	struct town t;
	struct space_id space = star(&t);
	struct reach *reach;

	write_paper(&t, OWNER, &space, ALL);
	write_paper(&t, OWNER, &space, CORE);
	town_run(&t);
	is_u64(arrived(&t, OWNER, &space, ALL, OWNER, 0), 3, "0 of 3: the relay reads nothing");
	town_link(&t, OWNER, SECOND);
	town_link(&t, OWNER, GUEST);
	town_link(&t, OWNER, RELAY);
	town_run(&t);
	is_u64(arrived(&t, OWNER, &space, ALL, OWNER, 0), 23, "2 of 3 that are linked");
	is_u64(arrived(&t, OWNER, &space, CORE, OWNER, 0), 12,
	       "1 of 2 of what a guest may not read");
	is_u64(arrived(&t, OWNER, &space, ALL, OWNER, 1), 3, "0 of 3 of what is not written yet");
	reach = reach_new(node_sessions(t.nodes[OWNER]), node_space_find(t.nodes[OWNER], &space),
	                  CORE);
	is_u64(reach_count(reach), 3, "core has three readers");
	is_u64(reach_common(reach, &town_log(&t, OWNER, &space, OWNER, CORE)->id), 0,
	       "which do not all have it");
	reach_destroy(&reach);
	town_unlink(&t, OWNER, SECOND);
	is_u64(arrived(&t, OWNER, &space, ALL, OWNER, 0), 13,
	       "without a link and a statement nothing is known");
	town_release(&t);
}

static void test_statements(void)
{
	struct town t;
	struct space_id space = star(&t);
	struct reach *reach;

	for (uint32_t i = SECOND; i < OFFICES; i++)
		town_link(&t, OWNER, i);
	town_run(&t);
	write_paper(&t, SECOND, &space, ALL);
	write_paper(&t, OWNER, &space, ALL);
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	is_u64(arrived(&t, THIRD, &space, ALL, OWNER, 0), 33, "3 of 3, which it is told");
	is_u64(arrived(&t, GUEST, &space, ALL, OWNER, 0), 33, "a guest is, too");
	town_unlink(&t, OWNER, SECOND);
	is_u64(arrived(&t, OWNER, &space, ALL, OWNER, 0), 33, "the author without a link");
	is_u64(arrived(&t, SECOND, &space, ALL, SECOND, 0), 33, "and the other one");
	write_paper(&t, OWNER, &space, ALL);
	town_run(&t);
	is_u64(arrived(&t, OWNER, &space, ALL, OWNER, 1), 23, "a new entry: not where no link is");
	is_u64(arrived(&t, OWNER, &space, ALL, OWNER, 0), 33, "the one before is");
	reach = reach_new(node_sessions(t.nodes[OWNER]), node_space_find(t.nodes[OWNER], &space),
	                  ALL);
	is_u64(reach_common(reach, &town_log(&t, OWNER, &space, OWNER, ALL)->id), 1,
	       "one entry everybody has");
	reach_destroy(&reach);
	if (council_dismiss(t.nodes[OWNER], &space, &t.ids[SECOND], t.now) != 0)
		bail("not dismissed");
	town_run(&t);
	is_u64(arrived(&t, OWNER, &space, ALL, OWNER, 1), 22,
	       "who is dismissed is waited for no more");
	town_release(&t);
}

/* What was said before a log began still counts for the others. */
static void test_new_log(void)
{
	struct town t;
	struct space_id space = star(&t);

	write_paper(&t, OWNER, &space, ALL);
	for (uint32_t i = SECOND; i < OFFICES; i++)
		town_link(&t, OWNER, i);
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	write_paper(&t, THIRD, &space, ALL);
	town_run(&t);
	town_unlink(&t, OWNER, SECOND);
	is_u64(arrived(&t, OWNER, &space, ALL, OWNER, 0), 33,
	       "a statement that does not know the newest log counts for the others");
	is_u64(arrived(&t, OWNER, &space, ALL, THIRD, 0), 23, "and not for that one");
	town_release(&t);
}

int main(void)
{
	test_links();
	test_statements();
	test_new_log();
	return done();
}
