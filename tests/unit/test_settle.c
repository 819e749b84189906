/* settle, witness: the home of an office was copied and both went on; all are shown the proof, hold what followed, and go on
 * with the history that the owner chooses. */
#include <string.h>

#include "daemon/core/core.h"
#include "daemon/core/council.h"
#include "daemon/core/rebuild.h"
#include "store/forks.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;

enum { OWNER, FORKER, OTHER, LATE, OFFICES };

static void unlink_all(struct town *t)
{
	for (uint32_t a = 0; a < t->count; a++) {
		for (uint32_t b = a + 1; b < t->count; b++) {
			if (t->linked[a][b])
				town_unlink(t, a, b);
		}
	}
}

static void meet_without(struct town *t, uint32_t absent)
{
	for (uint32_t a = 0; a < t->count; a++) {
		for (uint32_t b = a + 1; b < t->count; b++) {
			if (a != absent && b != absent)
				town_link(t, a, b);
		}
	}
	town_run(t);
	unlink_all(t);
}

static struct record_id create(struct town *t, uint32_t office, const struct space_id *space,
                               const char *name)
{
	struct record_id id;
	int err = town_create(t, office, space, ALL, VB_KIND_PAPER, name, &id);

	if (err != 0 || town_commit(t, office) != 0)
		bail("office %u cannot write \"%s\": %s", office, name, err_name(err));
	return id;
}

static void meet_two(struct town *t, uint32_t a, uint32_t b)
{
	town_link(t, a, b);
	town_run(t);
	unlink_all(t);
}

/* What the fork left behind. */
struct fork {
	struct space_id space;
	struct record_id common, one, two;
};

/* All are members, and have one record. */
static void found(struct town *t, struct fork *f)
{
	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	f->space = town_found(t, OWNER);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_admit(t, OWNER, &f->space, i, VB_ROLE_MEMBER);
	meet_without(t, UINT32_MAX);
	f->common = create(t, FORKER, &f->space, "Gemeinsam");
	meet_without(t, UINT32_MAX);
}

/* The forker's home is copied; OTHER hears from the one, the owner from the other. LATE has what was before. */
static void make_fork(struct town *t, struct fork *f)
{
	struct buf store;

	found(t, f);
	buf_init(&store, SIZE_MAX);
	town_close(t, FORKER);
	scratch_read(town_file(t, FORKER, "data.mdb"), &store);
	town_reopen(t, FORKER);
	f->one = create(t, FORKER, &f->space, "Ast eins");
	meet_two(t, FORKER, OTHER);
	town_close(t, FORKER);
	scratch_write(town_file(t, FORKER, "data.mdb"), buf_span(&store));
	town_reopen(t, FORKER);
	town_pass(t, 10);
	f->two = create(t, FORKER, &f->space, "Ast zwei");
	meet_two(t, FORKER, OWNER);
	buf_release(&store);
}

static uint32_t proofs(struct town *t, uint32_t office)
{
	struct forks_cursor c;
	struct fork_row row;
	uint32_t count = 0;

	forks_open(&c, node_view(t->nodes[office]));
	while (forks_next(&c, &row))
		count++;
	return forks_close(&c) == 0 ? count : UINT32_MAX;
}

static void held_everywhere(struct town *t, struct fork *f)
{
	for (uint32_t i = OWNER; i < OFFICES; i++) {
		if (i == FORKER)
			continue;
		ok(proofs(t, i) > 0, "office %u has the proof", i);
		is_str(town_name(t, i, &f->space, ALL, &f->common), "Gemeinsam",
		       "office %u: what was before counts", i);
		is_str(town_name(t, i, &f->space, ALL, &f->one), NULL, "office %u: one is held", i);
		is_str(town_name(t, i, &f->space, ALL, &f->two), NULL, "office %u: so is the other",
		       i);
	}
}

static void settled(bool takes_other)
{
	const char *what = takes_other ? "the other" : "ours";
	struct town t;
	struct fork f;
	struct record_id after;

	make_fork(&t, &f);
	is_err(council_settle(t.nodes[OWNER], &f.space, &t.ids[FORKER], false, t.now),
	       VB_ERR_NOTHING_FOUND, "nothing to settle yet");
	meet_without(&t, FORKER);
	held_everywhere(&t, &f);
	is_err(council_settle(t.nodes[OTHER], &f.space, &t.ids[FORKER], false, t.now),
	       VB_ERR_NOT_OWNER, "only the owner settles it");
	is_err(council_settle(t.nodes[OWNER], &f.space, &t.ids[FORKER], takes_other, t.now), 0,
	       "the owner takes %s", what);
	is_err(town_commit(&t, OWNER), 0, "kept");
	meet_without(&t, FORKER);
	meet_without(&t, FORKER);
	for (uint32_t i = OWNER; i < OFFICES; i++) {
		if (i == FORKER)
			continue;
		is_str(town_name(&t, i, &f.space, ALL, takes_other ? &f.one : &f.two),
		       takes_other ? "Ast eins" : "Ast zwei", "office %u: it counts", i);
		is_str(town_name(&t, i, &f.space, ALL, takes_other ? &f.two : &f.one), NULL,
		       "office %u: the other does not", i);
		is_int(space_role(core_space_find(t.nodes[i], &f.space)->pub.space, &t.ids[FORKER]),
		       VB_ROLE_MEMBER, "office %u: its author stays a member", i);
	}
	/* The one that went on comes back. */
	meet_without(&t, UINT32_MAX);
	meet_without(&t, UINT32_MAX);
	after = create(&t, FORKER, &f.space, "Danach");
	meet_without(&t, UINT32_MAX);
	for (uint32_t i = OWNER; i < OFFICES; i++) {
		is_str(town_name(&t, i, &f.space, ALL, &after), "Danach",
		       "office %u: what it writes now counts", i);
		ok(town_agrees(&t, OWNER, i, &f.space, ALL), "office %u agrees", i);
	}
	town_release(&t);
}

/* Somebody deletes what one history had renamed, having seen that, and the owner, who never did, takes the other one. What was
 * renamed is not here for anybody then; to one who had it, it was held before, and so counted as gone. more: entries of that
 * history. */
static void named_in_dropped(uint32_t more)
{
	struct town t;
	struct fork f;
	struct record_id paper;
	struct buf store;

	found(&t, &f);
	paper = create(&t, OWNER, &f.space, "Von anderen");
	meet_without(&t, UINT32_MAX);
	buf_init(&store, SIZE_MAX);
	town_close(&t, FORKER);
	scratch_read(town_file(&t, FORKER, "data.mdb"), &store);
	town_reopen(&t, FORKER);
	f.one = create(&t, FORKER, &f.space, "Ast eins");
	if (town_rename(&t, FORKER, &f.space, ALL, &paper, "Umbenannt") != 0)
		bail("cannot rename");
	for (uint32_t i = 0; i < more; i++) {
		struct record_id id;

		if (town_create(&t, FORKER, &f.space, ALL, VB_KIND_PAPER, "Mehr", &id) != 0 ||
		    (i % 256 == 0 && town_commit(&t, FORKER) != 0))
			bail("cannot write more");
	}
	if (town_commit(&t, FORKER) != 0)
		bail("cannot commit");
	meet_two(&t, FORKER, OTHER);
	if (town_delete(&t, OTHER, &f.space, ALL, &paper) != 0 || town_commit(&t, OTHER) != 0)
		bail("cannot delete");
	town_close(&t, FORKER);
	scratch_write(town_file(&t, FORKER, "data.mdb"), buf_span(&store));
	town_reopen(&t, FORKER);
	town_pass(&t, 10);
	f.two = create(&t, FORKER, &f.space, "Ast zwei");
	meet_two(&t, FORKER, OWNER);
	meet_without(&t, FORKER);
	is_err(council_settle(t.nodes[OWNER], &f.space, &t.ids[FORKER], false, t.now), 0,
	       "the owner takes the history in which nothing was renamed");
	is_err(town_commit(&t, OWNER), 0, "kept");
	meet_without(&t, FORKER);
	meet_without(&t, FORKER);
	ok(town_agrees(&t, OWNER, OTHER, &f.space, ALL), "who had the other one agrees");
	ok(town_agrees(&t, OWNER, LATE, &f.space, ALL), "so does who had neither");
	buf_release(&store);
	town_release(&t);
}

int main(void)
{
	named_in_dropped(0);
	named_in_dropped(VB_REBUILD_BATCH + 1u);
	settled(false);
	settled(true);
	return done();
}
