/* refill: bodies that are missing come from whoever has them, whoever was asked before in vain. */
#include "daemon/sync/refill.h"

#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/core/hollow.h"
#include "store/entries.h"
#include "tests/tap.h"
#include "tests/unit/holders.h"

static const enum audience ALL = VB_AUDIENCE_ALL;

/* Time passes in steps in which everybody can speak. */
static void pass(struct town *t, uint32_t steps)
{
	for (uint32_t i = 0; i < steps; i++) {
		town_pass(t, 1000);
		town_run(t);
	}
}

static uint32_t missing(const struct town *t, uint32_t office)
{
	uint32_t count;

	(void)hollows(t->nodes[office], &count);
	return count;
}

static void make_steward(struct town *t, const struct space_id *space, uint32_t office)
{
	int err = council_role(t->nodes[OWNER], space, &t->ids[office], VB_ROLE_STEWARD, t->now);

	if (err != 0)
		bail("no steward: %s", err_name(err));
	holders_commit(t, OWNER);
	holders_link(t, OFFICES);
}

/* A steward's erase reaches all but the owner, who dismisses him: it is void. Who is asked first has not got the bodies
 * either. */
static void void_erase(void)
{
	struct town t;
	struct space_id space = holders_init(&t);
	struct record_id paper = holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Zu Unrecht");

	make_steward(&t, &space, MEMBER);
	(void)holders_erase(&t, MEMBER, &space, &paper, NULL);
	for (uint32_t i = GUEST; i < OFFICES; i++) {
		town_link(&t, MEMBER, i);
		town_run(&t);
		town_unlink(&t, MEMBER, i);
		is_int(town_bodies(&t, i, &space, ALL, &paper), 0, "office %u obeyed", i);
	}
	if (council_dismiss(t.nodes[OWNER], &space, &t.ids[MEMBER], t.now) != 0)
		bail("not dismissed");
	holders_commit(&t, OWNER);
	town_link(&t, LATE, RELAY);
	town_link(&t, LATE, GUEST);
	town_link(&t, LATE, OWNER);
	town_run(&t);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 1, "the last that is asked has it");
	is_str(town_name(&t, LATE, &space, ALL, &paper), "Zu Unrecht", "the record is back");
	pass(&t, 4);
	is_int(missing(&t, LATE), 0, "nothing is missing any more");
	is_int(town_bodies(&t, GUEST, &space, ALL, &paper), 1,
	       "and who had nothing to give has it from there");
	ok(town_agrees(&t, OWNER, GUEST, &space, ALL), "all see the same");
	town_release(&t);
}

/* Bodies of a log are taken away from an office, as if it had given them up. */
static void give_up(struct town *t, uint32_t office, const struct space_id *space)
{
	const struct log_info *log = town_log(t, office, space, OWNER, ALL);
	uint32_t handle = log->handle;

	for (uint64_t seq = 0; seq < log->count; seq++)
		entries_drop_body(node_write(t->nodes[office]), handle, seq);
	holders_commit(t, office);
}

/* Two that relay tell of entries first, and have no bodies for them; a third has, and was told of last. */
static void given_up(void)
{
	struct town t;
	struct space_id space = holders_init(&t);

	if (council_role(t.nodes[OWNER], &space, &t.ids[GUEST], VB_ROLE_RELAY, t.now) != 0)
		bail("no second relay");
	holders_commit(&t, OWNER);
	holders_link(&t, OFFICES);
	(void)holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Weitergereicht");
	holders_link(&t, LATE); /* all before it */
	give_up(&t, RELAY, &space);
	give_up(&t, GUEST, &space);
	town_link(&t, LATE, RELAY);
	town_link(&t, LATE, GUEST);
	town_link(&t, LATE, OWNER);
	town_run(&t);
	ok(town_agrees(&t, OWNER, LATE, &space, ALL), "the entries come from who has them whole");
	town_release(&t);
}

/* Only an office without bodies is there. It is asked again in a while, and gives when it has them itself. */
static void given_up_by_all(void)
{
	struct town t;
	struct space_id space = holders_init(&t);

	(void)holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Weitergereicht");
	holders_link(&t, LATE);
	give_up(&t, RELAY, &space);
	town_link(&t, LATE, RELAY);
	town_run(&t);
	pass(&t, 25);
	ok(!town_agrees(&t, OWNER, LATE, &space, ALL), "nothing comes of an office without bodies");
	is_int(missing(&t, LATE), 0, "a log without them is not taken");
	town_link(&t, RELAY, OWNER);
	pass(&t, 25);
	ok(town_agrees(&t, OWNER, LATE, &space, ALL), "what the relay fetches it hands on");
	town_release(&t);
}

int main(void)
{
	void_erase();
	given_up();
	given_up_by_all();
	return done();
}
