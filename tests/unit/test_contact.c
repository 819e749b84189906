/* contact: when an office was heard last and what did not arrive there, over links, restarts and crashes. */
#include "daemon/sync/contact.h"

#include "daemon/core/partner.h"
#include "daemon/sync/sessions.h"
#include "store/contacts.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

#define MINUTE ((uint64_t)60 * 1000)
#define DAY (24 * 60 * MINUTE)

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

static uint64_t missing(struct town *t, uint32_t at, uint32_t office)
{
	return contact_missing(node_sessions(t->nodes[at]), &t->ids[office]);
}

/* How long ago, in ms; UINT64_MAX: never heard. */
static uint64_t ago(struct town *t, uint32_t at, uint32_t office)
{
	struct wall_ms heard;

	if (!contact_heard(node_sessions(t->nodes[at]), &t->ids[office], t->now, &heard))
		return UINT64_MAX;
	return t->now.wall.v - heard.v;
}

static void write_paper(struct town *t, uint32_t office, const struct space_id *space,
                        enum audience audience)
{
	struct record_id id;

	if (town_create(t, office, space, audience, VB_KIND_PAPER, "Vorlage", &id) != 0)
		bail("cannot write");
}

static struct space_id found(struct town *t, enum role role)
{
	struct space_id space;

	town_init(t, 3);
	town_pair(t, 0, 1);
	space = town_found(t, 0);
	town_admit(t, 0, &space, 1, role);
	return space;
}

static void test_linked(void)
{
	struct town t;
	struct space_id space = found(&t, VB_ROLE_MEMBER);
	uint64_t all;

	is_u64(ago(&t, 0, 1), UINT64_MAX, "not heard yet");
	all = missing(&t, 0, 1);
	/* Genesis, two rekeys, the admission; a begin of the owner's comes with its first entry. */
	ok(all >= 2, "a new member has nothing of the space: %llu entries are missing",
	   (unsigned long long)all);
	town_link(&t, 0, 1);
	town_run(&t);
	is_u64(missing(&t, 0, 1), 0, "over a link all arrives");
	write_paper(&t, 0, &space, ALL);
	is_u64(missing(&t, 0, 1), 2, "a begin and an entry that were just written are missing");
	town_run(&t);
	is_u64(missing(&t, 0, 1), 0, "until they are sent");
	town_pass(&t, 3000);
	is_u64(ago(&t, 0, 1), 3000, "the time since the last word");
	is_u64(ago(&t, 0, 2), UINT64_MAX, "of an office that is none of ours nothing is known");
	is_u64(missing(&t, 0, 2), 0, "and nothing is missing");
	town_release(&t);
}

/* What was sent and not heard of again is not called arrived. */
static void test_unlinked(void)
{
	struct town t;
	struct space_id space = found(&t, VB_ROLE_MEMBER);

	town_link(&t, 0, 1);
	town_run(&t);
	write_paper(&t, 1, &space, ALL);
	town_run(&t);
	town_unlink(&t, 0, 1);
	is_u64(missing(&t, 0, 1), 0, "what the other wrote itself is not missing there");
	town_link(&t, 0, 1);
	town_run(&t);
	write_paper(&t, 0, &space, CORE);
	town_run(&t);
	town_unlink(&t, 0, 1);
	is_u64(missing(&t, 0, 1), 0, "nor is what it told that it has");
	town_link(&t, 0, 1);
	town_run(&t);
	write_paper(&t, 0, &space, ALL);
	town_commit(&t, 0);
	town_unlink(&t, 0, 1);
	is_u64(missing(&t, 0, 1), 1, "sent into a link that broke: missing");
	town_pass(&t, 2 * DAY);
	write_paper(&t, 0, &space, CORE);
	is_u64(missing(&t, 0, 1), 2, "with what was written since");
	is_u64(ago(&t, 0, 1), 2 * DAY, "heard two days ago");
	is_err(town_commit(&t, 0), 0, "kept");
	town_restart(&t, 0);
	is_u64(missing(&t, 0, 1), 2, "known after a restart, too");
	is_u64(ago(&t, 0, 1), 2 * DAY, "as is when it was heard");
	town_link(&t, 0, 1);
	town_run(&t);
	is_u64(missing(&t, 0, 1), 0, "with a link again all arrives");
	town_release(&t);
}

static void test_guest(void)
{
	struct town t;
	struct space_id space = found(&t, VB_ROLE_GUEST);

	town_link(&t, 0, 1);
	town_run(&t);
	town_unlink(&t, 0, 1);
	write_paper(&t, 0, &space, CORE);
	is_u64(missing(&t, 0, 1), 1,
	       "of what is internal a guest misses only that something began");
	town_release(&t);
}

/* The row in the store: when it was heard; 0: none. */
static uint64_t stored(struct town *t, uint32_t at, uint32_t office)
{
	struct contact_row row;

	return contacts_get(node_view(t->nodes[at]), &t->ids[office], &row) == 0 ? row.heard.v : 0;
}

static void test_when_written(void)
{
	struct town t;
	struct space_id space = found(&t, VB_ROLE_MEMBER);
	uint64_t first, before;

	/* The first time an office says which card of ours it holds, which is noted. */
	town_link(&t, 0, 1);
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	town_unlink(&t, 0, 1);
	town_pass(&t, 2 * MINUTE);
	town_run(&t);
	before = stored(&t, 0, 1);
	town_pass(&t, 120 * MINUTE);
	town_link(&t, 0, 1);
	town_run(&t);
	is_u64(stored(&t, 0, 1), before, "a greeting alone is not written at once");
	town_pass(&t, 1000);
	town_run(&t);
	first = stored(&t, 0, 1);
	ok(first > before, "but with the next tick");
	for (int i = 0; i < 30; i++) {
		town_pass(&t, MINUTE);
		town_run(&t);
	}
	is_u64(stored(&t, 0, 1), first, "an idle link writes nothing");
	write_paper(&t, 0, &space, ALL);
	town_run(&t);
	ok(t.now.wall.v - stored(&t, 0, 1) <= VB_DIGEST_EVERY_MS,
	   "with the next entry it is brought up to date");
	first = stored(&t, 0, 1);
	town_pass(&t, 2 * MINUTE);
	town_run(&t);
	town_unlink(&t, 0, 1);
	town_commit(&t, 0);
	is_u64(stored(&t, 0, 1), first, "the end of a link is not written at once");
	town_pass(&t, 1000);
	town_commit(&t, 0);
	ok(stored(&t, 0, 1) >= first, "but with the next tick");
	first = stored(&t, 0, 1);
	for (int i = 0; i < 5; i++) {
		town_link(&t, 0, 1);
		town_run(&t);
		town_pass(&t, 1000);
		town_unlink(&t, 0, 1);
		town_pass(&t, 1000);
		town_run(&t);
	}
	is_u64(stored(&t, 0, 1), first, "a link that comes and goes is written once a minute");
	town_pass(&t, MINUTE);
	town_run(&t);
	ok(stored(&t, 0, 1) > first, "and then is");
	town_release(&t);
}

static void test_daily_and_stop(void)
{
	struct town t;
	uint64_t first;

	(void)found(&t, VB_ROLE_MEMBER);
	town_link(&t, 0, 1);
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	first = stored(&t, 0, 1);
	for (int i = 0; i < 25; i++) {
		town_pass(&t, 60 * MINUTE);
		town_run(&t);
	}
	ok(stored(&t, 0, 1) > first, "an idle link is written once a day");
	first = stored(&t, 0, 1);
	town_pass(&t, 6 * MINUTE);
	town_run(&t);
	is_u64(stored(&t, 0, 1), first, "and not again");
	node_on_stop(t.nodes[0], t.now);
	is_err(town_commit(&t, 0), 0, "whoever ends in good order");
	ok(stored(&t, 0, 1) > first, "writes it down");
	town_release(&t);
}

static void test_removed(void)
{
	struct town t;

	town_init(&t, 2);
	town_pair(&t, 0, 1);
	town_link(&t, 0, 1);
	town_run(&t);
	town_pass(&t, 1000);
	town_run(&t);
	ok(stored(&t, 0, 1) > 0, "a partner was heard");
	is_err(partner_remove(t.nodes[0], &t.ids[1]), 0, "the partnership ends");
	town_commit(&t, 0);
	town_unlink(&t, 0, 1);
	town_pass(&t, 2 * MINUTE);
	town_commit(&t, 0);
	is_u64(ago(&t, 0, 1), UINT64_MAX, "nothing is kept of it");
	town_release(&t);
}

static void test_clock(void)
{
	struct town t;
	struct node_now off;
	int64_t ahead = 0;

	town_init(&t, 2);
	town_pair(&t, 0, 1);
	ok(!sessions_clock(node_sessions(t.nodes[0]), &t.ids[1], t.now, &ahead),
	   "without a link no clock is known");
	town_link(&t, 0, 1);
	town_run(&t);
	ok(sessions_clock(node_sessions(t.nodes[0]), &t.ids[1], t.now, &ahead), "with one it is");
	is_int(ahead, 0, "both show the same");
	off = t.now;
	off.wall.v -= 60 * MINUTE;
	ok(sessions_clock(node_sessions(t.nodes[0]), &t.ids[1], off, &ahead) &&
	           ahead == (int64_t)(60 * MINUTE),
	   "ours was put back by an hour: the other is ahead");
	off = t.now;
	off.wall.v += MINUTE;
	off.mono.v += MINUTE;
	ok(sessions_clock(node_sessions(t.nodes[0]), &t.ids[1], off, &ahead) && ahead == 0,
	   "that time passes changes nothing");
	town_release(&t);
}

int main(void)
{
	test_linked();
	test_unlinked();
	test_guest();
	test_when_written();
	test_daily_and_stop();
	test_removed();
	test_clock();
	return done();
}
