/* accept: of what an office wrote before it heard that its rights were taken, the owner lets count what was written until a
 * time; more later, nothing less. */
#include <string.h>

#include "daemon/core/council.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, WRITER, OTHER, OFFICES };

static void meet(struct town *t)
{
	for (uint32_t a = 0; a < OFFICES; a++) {
		for (uint32_t b = a + 1; b < OFFICES; b++)
			town_link(t, a, b);
	}
	town_run(t);
	for (uint32_t a = 0; a < OFFICES; a++) {
		for (uint32_t b = a + 1; b < OFFICES; b++)
			town_unlink(t, a, b);
	}
}

static struct record_id write(struct town *t, const struct space_id *space, const char *name)
{
	struct record_id id;

	town_pass(t, 1000);
	if (town_create(t, WRITER, space, ALL, VB_KIND_PAPER, name, &id) != 0 ||
	    town_commit(t, WRITER) != 0)
		bail("cannot write \"%s\"", name);
	return id;
}

static void shows(struct town *t, const struct space_id *space, const struct record_id *record,
                  const char *name, const char *what)
{
	is_str(town_name(t, OWNER, space, ALL, record), name, "%s: the owner", what);
	is_str(town_name(t, OTHER, space, ALL, record), name, "%s: the other", what);
}

static void test_rights_taken(void)
{
	struct town t;
	struct space_id space;
	struct record_id known, early, late, after;
	struct wall_ms middle;

	town_init(&t, OFFICES);
	town_pair(&t, OWNER, WRITER);
	town_pair(&t, OWNER, OTHER);
	space = town_found(&t, OWNER);
	town_admit(&t, OWNER, &space, WRITER, VB_ROLE_STEWARD);
	town_admit(&t, OWNER, &space, OTHER, VB_ROLE_MEMBER);
	meet(&t);
	known = write(&t, &space, "Bekannt");
	meet(&t);
	early = write(&t, &space, "Frueh");
	middle = t.now.wall;
	late = write(&t, &space, "Spaet");
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[WRITER], VB_ROLE_MEMBER, t.now), 0,
	       "meanwhile the owner takes a right");
	is_err(town_commit(&t, OWNER), 0, "kept");
	meet(&t);
	after = write(&t, &space, "Danach");
	meet(&t);
	shows(&t, &space, &known, "Bekannt", "what was known counts");
	shows(&t, &space, &early, NULL, "what was not fell away");
	shows(&t, &space, &after, "Danach", "what was written in knowledge of it counts");
	is_err(council_accept(t.nodes[WRITER], &space, &t.ids[WRITER], middle, t.now),
	       VB_ERR_NOT_OWNER, "nobody accepts for themselves");
	is_err(council_accept(t.nodes[OWNER], &space, &t.ids[OTHER], middle, t.now),
	       VB_ERR_NOTHING_FOUND, "the other has lost nothing");
	is_err(council_accept(t.nodes[OWNER], &space, &t.ids[WRITER], (struct wall_ms){ 1 }, t.now),
	       VB_ERR_NOTHING_FOUND, "nothing is so old");
	is_err(council_accept(t.nodes[OWNER], &space, &t.ids[WRITER], middle, t.now), 0,
	       "the owner accepts up to the middle");
	is_err(town_commit(&t, OWNER), 0, "kept");
	meet(&t);
	shows(&t, &space, &early, "Frueh", "that counts");
	shows(&t, &space, &late, NULL, "what was later does not");
	is_err(council_accept(t.nodes[OWNER], &space, &t.ids[WRITER], middle, t.now),
	       VB_ERR_NOTHING_FOUND, "once");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[WRITER], t.now), 0,
	       "the writer is dismissed");
	is_err(council_accept(t.nodes[OWNER], &space, &t.ids[WRITER], t.now.wall, t.now), 0,
	       "of a former member all that is here");
	is_err(town_commit(&t, OWNER), 0, "kept");
	meet(&t);
	shows(&t, &space, &late, "Spaet", "more counts then");
	shows(&t, &space, &early, "Frueh", "and nothing less");
	ok(town_agrees(&t, OWNER, OTHER, &space, ALL), "both hold the same");
	town_restart(&t, OTHER);
	shows(&t, &space, &late, "Spaet", "after a restart");
	town_release(&t);
}

int main(void)
{
	test_rights_taken();
	return done();
}
