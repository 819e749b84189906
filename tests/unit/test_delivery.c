/* delivery: where what we wrote has arrived: one record, and everything. */
#include "daemon/control/delivery.h"

#include "daemon/core/council.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

enum { OWNER, MEMBER, GUEST, OFFICES };

static struct record_id write_paper(struct town *t, uint32_t office, const struct space_id *space,
                                    enum audience audience)
{
	struct record_id id;

	if (town_create(t, office, space, audience, VB_KIND_PAPER, "Vorlage", &id) != 0)
		bail("cannot write");
	town_run(t);
	return id;
}

/* Ten times the offices that have a record, plus those that should; 1000: nothing is told. */
static uint32_t one(struct town *t, uint32_t at, const struct space_id *space,
                    enum audience audience, const struct record_id *id)
{
	struct request q = { .node = t->nodes[at] };
	struct record_ref ref = { town_space(t, at, space), audience, *id };
	struct delivery d = { { NULL } };
	struct view_arrival arrival;
	struct merged m;
	struct span bytes;
	bool is_told;

	merged_init(&m);
	if (records_get(node_view(q.node), &ref, &bytes) != 0 || merged_decode(&m, bytes) != 0)
		bail("no record");
	is_told = delivery_look(&d, &q, node_space_find(q.node, space), audience, &m, &arrival);
	delivery_release(&d);
	merged_release(&m);
	return is_told ? arrival.arrived * 10 + arrival.offices : 1000;
}

static uint32_t everything(struct town *t, uint32_t at, const struct space_id *space)
{
	struct request q = { .node = t->nodes[at] };
	struct view_arrival arrival;

	if (!delivery_look_all(&q, node_space_find(q.node, space), &arrival))
		return 1000;
	return arrival.arrived * 10 + arrival.offices;
}

int main(void)
{
	struct town t;
	struct space_id space;
	struct record_id alone, first, second;

	town_init(&t, OFFICES);
	town_pair(&t, OWNER, MEMBER);
	town_pair(&t, OWNER, GUEST);
	space = town_found(&t, OWNER);
	is_u64(everything(&t, OWNER, &space), 1000, "nothing is written, nothing told");
	alone = write_paper(&t, OWNER, &space, ALL);
	is_u64(one(&t, OWNER, &space, ALL, &alone), 1000, "with nobody else there");
	is_u64(everything(&t, OWNER, &space), 1000, "neither");
	town_admit(&t, OWNER, &space, MEMBER, VB_ROLE_MEMBER);
	town_admit(&t, OWNER, &space, GUEST, VB_ROLE_GUEST);
	first = write_paper(&t, OWNER, &space, ALL);
	is_u64(one(&t, OWNER, &space, ALL, &first), 2, "0 of 2");
	is_u64(everything(&t, OWNER, &space), 2, "all of it: 0 of 2");
	town_link(&t, OWNER, GUEST);
	town_run(&t);
	is_u64(one(&t, OWNER, &space, ALL, &first), 12, "1 of 2");
	second = write_paper(&t, OWNER, &space, CORE);
	is_u64(one(&t, OWNER, &space, CORE, &second), 1, "what a guest may not read: 0 of 1");
	is_u64(everything(&t, OWNER, &space), 12, "a guest has all that is for it");
	town_link(&t, OWNER, MEMBER);
	town_run(&t);
	is_u64(one(&t, OWNER, &space, CORE, &second), 11, "1 of 1");
	is_u64(everything(&t, OWNER, &space), 22, "all of it: 2 of 2");
	is_u64(one(&t, MEMBER, &space, CORE, &second), 1000, "another office tells nothing of it");
	is_u64(one(&t, GUEST, &space, ALL, &first), 1000, "nor does a guest");
	town_release(&t);
	return done();
}
