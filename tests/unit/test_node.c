/* node: offices share a space and come to the same state; a turn is kept whole or not at all. */
#include <string.h>

#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "protocol/ipc.h"
#include "store/drawers.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

#define SMALL_MAP_BYTES (512u * 1024u)
#define MANY 2000u

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;

/* Office 0 owns the space, 1 is a member, 2 a guest; all are linked with 0 and up to date. */
static struct space_id found_committee(struct town *t)
{
	struct space_id space;

	town_init(t, 3);
	town_pair(t, 0, 1);
	town_pair(t, 0, 2);
	space = town_found(t, 0);
	town_admit(t, 0, &space, 1, VB_ROLE_MEMBER);
	town_admit(t, 0, &space, 2, VB_ROLE_GUEST);
	town_link(t, 0, 1);
	town_link(t, 0, 2);
	town_run(t);
	return space;
}

static struct record_id create(struct town *t, uint32_t office, const struct space_id *space,
                               enum audience audience, const char *name)
{
	struct record_id id = { { 0 } };
	int err = town_create(t, office, space, audience, VB_KIND_PAPER, name, &id);

	if (err != 0)
		bail("cannot write \"%s\": %s", name, err_name(err));
	return id;
}

static void members_and_guests(void)
{
	struct town t;
	struct space_id space = found_committee(&t);
	struct record_id open = create(&t, 0, &space, ALL, "Vorlage");
	struct record_id secret = create(&t, 0, &space, CORE, "Streng-Nichtoeffentlich");
	struct record_id message;

	town_run(&t);
	is_str(town_name(&t, 1, &space, ALL, &open), "Vorlage", "the member has the public item");
	is_str(town_name(&t, 2, &space, ALL, &open), "Vorlage", "and so has the guest");
	is_str(town_name(&t, 1, &space, CORE, &secret), "Streng-Nichtoeffentlich",
	       "the member has the internal item");
	is_str(town_name(&t, 2, &space, CORE, &secret), NULL, "the guest has not");
	ok(town_log(&t, 2, &space, 0, CORE) == NULL, "the guest has not even its log");
	ok(scratch_has(town_file(&t, 1, "data.mdb"), span_of_str("Streng-Nicht")),
	   "its text is in the member's store");
	ok(!scratch_has(town_file(&t, 2, "data.mdb"), span_of_str("Streng-Nicht")),
	   "and in no byte of the guest's");
	is_err(town_create(&t, 2, &space, ALL, VB_KIND_PAPER, "x", &message), VB_ERR_NO_RIGHT,
	       "a guest writes no papers");
	is_err(town_create(&t, 2, &space, CORE, VB_KIND_MESSAGE, "x", &message), VB_ERR_NO_RIGHT,
	       "and nothing internal");
	ok(town_agrees(&t, 0, 1, &space, ALL) && town_agrees(&t, 0, 2, &space, ALL) &&
	           town_agrees(&t, 0, 1, &space, CORE),
	   "all agree");
	town_release(&t);
}

static void edits_apart_and_together(void)
{
	struct town t;
	struct space_id space = found_committee(&t);
	struct record_id item = create(&t, 0, &space, ALL, "Alt");
	const char *name;

	town_run(&t);
	town_unlink(&t, 0, 1);
	is_err(town_rename(&t, 0, &space, ALL, &item, "Von Null"), 0, "one office edits");
	town_pass(&t, 5);
	is_err(town_rename(&t, 1, &space, ALL, &item, "Von Eins"), 0, "and another, cut off");
	town_run(&t);
	is_str(town_name(&t, 0, &space, ALL, &item), "Von Null", "each sees its own");
	is_str(town_name(&t, 1, &space, ALL, &item), "Von Eins", "each sees its own");
	ok(!town_agrees(&t, 0, 1, &space, ALL), "the hashes tell that they differ");
	town_link(&t, 0, 1);
	town_run(&t);
	name = town_name(&t, 0, &space, ALL, &item);
	is_str(name, "Von Eins", "the later of two that did not see each other");
	ok(town_agrees(&t, 0, 1, &space, ALL) && town_agrees(&t, 0, 2, &space, ALL),
	   "the same everywhere");
	is_err(town_rename(&t, 0, &space, ALL, &item, "Einig"), 0, "who saw both replaces both");
	town_run(&t);
	is_str(town_name(&t, 2, &space, ALL, &item), "Einig", "everywhere");
	is_err(town_delete(&t, 1, &space, ALL, &item), 0, "deleted");
	town_run(&t);
	is_str(town_name(&t, 2, &space, ALL, &item), NULL, "everywhere");
	ok(town_agrees(&t, 0, 2, &space, ALL), "with the same hash");
	town_release(&t);
}

static void restart(void)
{
	struct town t;
	struct space_id space = found_committee(&t);
	struct record_id item = create(&t, 1, &space, CORE, "Bleibt");
	const struct log_info *log;
	struct hash before;
	uint64_t count;

	town_run(&t);
	before = town_state(&t, 1, &space, CORE);
	count = town_log(&t, 1, &space, 1, CORE)->count;
	town_restart(&t, 1);
	is_mem(town_state(&t, 1, &space, CORE).b, before.b, sizeof(before.b),
	       "the same state after a restart");
	is_err(town_rename(&t, 1, &space, CORE, &item, "Bleibt wirklich"), 0, "writes on");
	town_link(&t, 0, 1);
	town_run(&t);
	log = town_log(&t, 0, &space, 1, CORE);
	is_u64(log->count, count + 1, "in the same log");
	is_str(town_name(&t, 0, &space, CORE, &item), "Bleibt wirklich", "and is heard");
	town_release(&t);
}

/* A store is lost; the author of its contents is off, and it comes back from a third office. */
static void wiped_member(void)
{
	struct town t;
	struct space_id space = found_committee(&t);
	struct record_id ours = create(&t, 1, &space, ALL, "Eigenes");
	struct record_id theirs = create(&t, 0, &space, ALL, "Fremdes");
	uint64_t incarnation;

	town_run(&t);
	incarnation = town_log(&t, 0, &space, 1, ALL)->incarnation;
	town_unlink(&t, 0, 1);
	town_unlink(&t, 0, 2);
	town_wipe(&t, 1);
	is_int(town_records(&t, 1, &space, ALL), 0, "nothing is left");
	ok(drawers_used(node_view(t.nodes[1]), NODE_BRIDGE_MAIL) > 0 &&
	           drawers_used(node_view(t.nodes[0]), NODE_BRIDGE_MAIL) == 0,
	   "a bridge is told that nobody knows any more what it sent; not at the others");
	town_link(&t, 2, 1);
	town_run(&t);
	is_str(town_name(&t, 1, &space, ALL, &ours), "Eigenes", "own records come back");
	is_str(town_name(&t, 1, &space, ALL, &theirs), "Fremdes", "and others'");
	ok(town_agrees(&t, 1, 2, &space, ALL), "from a guest who wrote none of them");
	is_err(town_rename(&t, 1, &space, ALL, &ours, "Neu"), 0, "writes again");
	town_link(&t, 0, 1);
	town_run(&t);
	is_str(town_name(&t, 0, &space, ALL, &ours), "Neu", "and is heard");
	ok(town_log(&t, 0, &space, 1, ALL)->incarnation == incarnation ||
	           town_log(&t, 0, &space, 1, ALL)->count == 1,
	   "the old log did not grow");
	ok(town_agrees(&t, 0, 1, &space, ALL), "the same state");
	town_release(&t);
}

/* ---- a turn that fails ---- */

/* One turn that founds a space, writes a record and answers a client. Returns what became of it. */
static int busy_turn(struct town *t, const struct space_id *space)
{
	struct space_id founded;
	struct record_id id;
	struct buf answer;
	int err = council_found(t->nodes[0], VB_SPACE_COMMITTEE, t->now, &founded);

	if (err == 0)
		err = town_create(t, 0, space, ALL, VB_KIND_PAPER, "Noch eines", &id);
	buf_init(&answer, 1024);
	ipc_answer_result(&answer, 42, span_of(NULL, 0));
	node_answer(t->nodes[0], 7, 42, buf_span(&answer));
	buf_release(&answer);
	return town_commit(t, 0) != 0 ? VB_ERR_DISK_FULL : err;
}

/* Turns until the small store is full: the one that fails leaves nothing behind. */
static void full_disk(void)
{
	struct town t;
	struct space_id space;
	struct record_id first;
	struct hash before;
	size_t records = 0, spaces = 0;
	int err = 0;

	town_init_sized(&t, 1, SMALL_MAP_BYTES);
	space = town_found(&t, 0);
	first = create(&t, 0, &space, ALL, "Erstes");
	is_err(town_commit(&t, 0), 0, "there is room at first");
	for (uint32_t i = 0; err == 0 && i < MANY; i++) {
		before = town_state(&t, 0, &space, ALL);
		records = town_records(&t, 0, &space, ALL);
		spaces = node_space_count(t.nodes[0]);
		err = busy_turn(&t, &space);
		if (err == 0 && t.last_answer_error != 0)
			bail("an error for a turn that was kept");
	}
	is_err(err, VB_ERR_DISK_FULL, "then there is none");
	is_err(t.last_answer_error, VB_ERR_DISK_FULL, "the client is told so");
	is_u64(t.last_answer_id, 42, "as the answer to its request");
	is_int(town_records(&t, 0, &space, ALL), records, "no record more");
	is_int(node_space_count(t.nodes[0]), spaces, "no space more");
	is_mem(town_state(&t, 0, &space, ALL).b, before.b, sizeof(before.b), "the same state");
	is_str(town_name(&t, 0, &space, ALL, &first), "Erstes", "what was kept can be read");
	t.options.map_bytes = 64u * SMALL_MAP_BYTES;
	town_restart(&t, 0);
	is_mem(town_state(&t, 0, &space, ALL).b, before.b, sizeof(before.b),
	       "the same after a restart");
	is_err(town_rename(&t, 0, &space, ALL, &first, "Geht"), 0, "with room it goes on");
	is_err(town_commit(&t, 0), 0, "and is kept");
	town_release(&t);
}

/* Segments of others in a turn that fails come again. */
static void full_disk_of_a_reader(void)
{
	struct town t;
	struct space_id space = found_committee(&t);
	struct record_id id = { { 0 } };
	struct hash before = town_state(&t, 1, &space, ALL);

	town_unlink(&t, 0, 1);
	for (uint32_t i = 0; i < MANY; i++)
		id = create(&t, 0, &space, ALL, "Eines von vielen");
	is_err(town_commit(&t, 0), 0, "written");
	t.options.map_bytes = SMALL_MAP_BYTES;
	town_restart(&t, 1);
	t.fails_allowed = 1;
	town_link(&t, 0, 1);
	town_run(&t);
	ok(t.fails_allowed == 0, "a turn of the reader failed");
	is_mem(town_state(&t, 1, &space, ALL).b, before.b, sizeof(before.b), "nothing was kept");
	t.options.map_bytes = 0;
	town_restart(&t, 1);
	town_link(&t, 0, 1);
	town_run(&t);
	is_str(town_name(&t, 1, &space, ALL, &id), "Eines von vielen", "with room all comes");
	ok(town_agrees(&t, 0, 1, &space, ALL), "the same state");
	town_release(&t);
}

static void full_turn(void)
{
	struct town t;
	struct space_id space = found_committee(&t);
	uint32_t written = 0;

	ok(!node_turn_is_full(t.nodes[0]), "an empty turn has room");
	while (!node_turn_is_full(t.nodes[0])) {
		create(&t, 0, &space, ALL, "x");
		written++;
	}
	/* The begin of our incarnation is an entry too. */
	/* limit VB_TURN_MAX_ENTRIES */
	is_int(written, VB_TURN_MAX_ENTRIES - 1, "full at its number of entries");
	is_err(town_commit(&t, 0), 0, "kept");
	ok(!node_turn_is_full(t.nodes[0]), "the next has room again");
	town_run(&t);
	ok(town_agrees(&t, 0, 1, &space, ALL), "all of it arrives");
	/* limit VB_TURN_MAX_BYTES */
	t.nodes[0]->turn.bytes = (8u << 20) - 1;
	ok(!node_turn_is_full(t.nodes[0]), "a byte less than 8 MiB leaves room");
	t.nodes[0]->turn.bytes++;
	ok(node_turn_is_full(t.nodes[0]), "8 MiB do not");
	town_release(&t);
}

int main(void)
{
	members_and_guests();
	edits_apart_and_together();
	restart();
	wiped_member();
	full_disk();
	full_disk_of_a_reader();
	full_turn();
	return done();
}
