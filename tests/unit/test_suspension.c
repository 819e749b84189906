/* suspension: random committees against a model that reads as SPEC.md 5 and 6 do, whatever came first; and each rule by
 * itself. */
#include "protocol/space/suspension.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/assembly.h"
#include "tests/unit/seeded.h"

#define NODES 4u
#define LOGS 2u /* of each node; log k has incarnation k */
#define ENTRIES_MAX 160u
#define SUSPENDS 6u
#define ROUNDS 60u
#define STEPS 24u

/* ---- the model: everything is kept as it happened and gone through from the start ---- */

struct told { /* a suspend */
	uint32_t author, node, cites;
	uint64_t left[LOGS];
};

struct model {
	uint32_t count;                    /* control entries */
	uint32_t owner[ENTRIES_MAX];       /* after each */
	uint32_t role[ENTRIES_MAX][NODES]; /* after each */
	struct told told[SUSPENDS];
	bool is_known[SUSPENDS]; /* its entry has arrived */
	/* suspend-confirmed: which suspends, and of which node */
	bool confirms[ENTRIES_MAX][SUSPENDS];
	uint32_t confirmed_node[ENTRIES_MAX];
	uint64_t confirmed_left[ENTRIES_MAX][LOGS];
	bool is_confirmation[ENTRIES_MAX];
	bool lifts[ENTRIES_MAX][SUSPENDS];
	uint32_t lifted_node[ENTRIES_MAX];
};

/* "named by a lift of the node that it suspends" */
static bool is_lifted(const struct model *m, uint32_t node, uint32_t suspend)
{
	for (uint32_t i = 0; i < m->count; i++) {
		if (m->lifts[i][suspend] && m->lifted_node[i] == node)
			return true;
	}
	return false;
}

/* "A suspend counts from a steward, of a node that is not the owner, neither there nor now." */
static bool counts(const struct model *m, uint32_t suspend)
{
	const struct told *t = &m->told[suspend];

	return m->is_known[suspend] && m->role[t->cites][t->author] == VB_ROLE_STEWARD &&
	       m->owner[t->cites] != t->node && m->owner[m->count - 1] != t->node &&
	       !is_lifted(m, t->node, suspend);
}

static bool stands(const struct model *m, uint32_t entry)
{
	uint32_t node = m->confirmed_node[entry];

	for (uint32_t s = 0; m->is_confirmation[entry] && s < SUSPENDS; s++) {
		if (m->confirms[entry][s] && !is_lifted(m, node, s))
			return m->owner[m->count - 1] != node;
	}
	return false;
}

static bool is_confirmed(const struct model *m, uint32_t node, uint32_t suspend)
{
	for (uint32_t i = 0; i < m->count; i++) {
		if (m->is_confirmation[i] && m->confirmed_node[i] == node &&
		    m->confirms[i][suspend])
			return true;
	}
	return false;
}

static uint64_t model_limit(const struct model *m, uint32_t node, uint32_t log)
{
	uint64_t limit = UINT64_MAX;

	for (uint32_t s = 0; s < SUSPENDS; s++) {
		if (counts(m, s) && m->told[s].node == node && !is_confirmed(m, node, s) &&
		    m->told[s].left[log] < limit)
			limit = m->told[s].left[log];
	}
	for (uint32_t i = 0; i < m->count; i++) {
		if (stands(m, i) && m->confirmed_node[i] == node &&
		    m->confirmed_left[i][log] < limit)
			limit = m->confirmed_left[i][log];
	}
	return limit;
}

/* ---- both worlds ---- */

struct world {
	struct assembly a;
	struct seeded s;
	struct model m;
	struct suspensions known;
	struct buf scratch;
};

static uint32_t below(struct world *w, uint32_t bound)
{
	return (uint32_t)seeded_below(&w->s, bound);
}

static struct log_id log_of(uint32_t node, uint32_t log)
{
	return (struct log_id){ { (uint8_t)(log + 1), (uint8_t)(node + 1) } };
}

static struct entry_id suspend_id(uint32_t suspend)
{
	return (struct entry_id){ { (uint8_t)(suspend + 1) } };
}

/* What the last entries have made of owner and roles; rekeys change neither. */
static void note(struct world *w, uint32_t owner, uint32_t node, uint32_t role)
{
	struct model *m = &w->m;

	if (w->a.entry_count > ENTRIES_MAX)
		bail("more entries than the model has room for");
	for (; m->count < w->a.entry_count; m->count++) {
		if (m->count > 0)
			memcpy(m->role[m->count], m->role[m->count - 1], sizeof(m->role[0]));
		m->owner[m->count] = owner;
		m->role[m->count][node] = role;
	}
}

static uint32_t owner_now(const struct world *w)
{
	return w->m.owner[w->m.count - 1];
}

static uint32_t role_now(const struct world *w, uint32_t node)
{
	return w->m.role[w->m.count - 1][node];
}

static struct list pack_left(struct world *w, uint32_t node, const uint64_t *left)
{
	uint32_t count = 0;

	buf_clear(&w->scratch);
	for (uint32_t log = 0; log < LOGS; log++) {
		struct log_id id = log_of(node, log);
		struct cutoff cutoff = cutoff_of(&id, left[log]);

		if (left[log] > 0) {
			cutoff_pack(&w->scratch, &cutoff);
			count++;
		}
	}
	return (struct list){ buf_span(&w->scratch), count };
}

static struct list pack_ids(const bool *wanted, struct buf *out)
{
	uint32_t count = 0;

	buf_init(out, 1024);
	for (uint32_t s = 0; s < SUSPENDS; s++) {
		struct entry_id id = suspend_id(s);

		if (wanted[s]) {
			pack_bin(out, id.b, sizeof(id.b));
			count++;
		}
	}
	return (struct list){ buf_span(out), count };
}

static void put(struct world *w, uint32_t s)
{
	const struct told *t = &w->m.told[s];
	struct suspend suspend = { .at = { .log = log_of(t->author, LOGS + s),
		                           .seq = 1,
		                           .author = w->a.offices[t->author].id,
		                           .control_seq = t->cites },
		                   .id = suspend_id(s),
		                   .node = w->a.offices[t->node].id };
	struct list cutoffs = pack_left(w, t->node, t->left);

	suspensions_put(&w->known, &suspend, &cutoffs);
	w->m.is_known[s] = true;
}

static void drop(struct world *w, uint32_t s)
{
	struct log_id log = log_of(w->m.told[s].author, LOGS + s);

	is_int(suspensions_drop(&w->known, &log, 1), w->m.is_known[s], "dropped if it was known");
	w->m.is_known[s] = false;
}

/* ---- what happens ---- */

static void change_role(struct world *w)
{
	uint32_t node = below(w, NODES);
	uint32_t role = VB_ROLE_GUEST + below(w, 3);

	if (node == owner_now(w) || role == role_now(w, node))
		return;
	is_err(assembly_role(&w->a, node, (enum role)role, NULL, 0), 0, "a role changes");
	is_err(assembly_finish_step(&w->a), 0, "with the keys due");
	note(w, owner_now(w), node, role);
}

static void hand_over(struct world *w)
{
	uint32_t node = below(w, NODES);

	if (node == owner_now(w) || role_now(w, node) != VB_ROLE_STEWARD)
		return;
	is_err(assembly_handover(&w->a, node), 0, "another office is in charge");
	note(w, node, node, VB_ROLE_STEWARD);
}

/* Confirms some of the suspends, be they known, about this node, or neither. */
static void confirm(struct world *w)
{
	struct control_body body = { .type = VB_CONTROL_SUSPEND_CONFIRMED };
	uint32_t node = below(w, NODES);
	uint32_t entry = w->a.entry_count;
	bool wanted[SUSPENDS] = { false };
	uint64_t left[LOGS];
	struct buf ids;
	uint32_t chosen = 0;

	for (uint32_t s = 0; s < SUSPENDS; s++) {
		wanted[s] = below(w, 3) == 0 && !is_lifted(&w->m, node, s) &&
		            !is_confirmed(&w->m, node, s);
		chosen += wanted[s];
	}
	if (node == owner_now(w) || chosen == 0)
		return;
	for (uint32_t log = 0; log < LOGS; log++)
		left[log] = below(w, 5);
	body.u.suspend_confirmed.node = w->a.offices[node].id;
	body.u.suspend_confirmed.cutoffs = pack_left(w, node, left);
	body.u.suspend_confirmed.suspends = pack_ids(wanted, &ids);
	is_err(assembly_enter_body(&w->a, &body), 0, "a suspension is confirmed");
	buf_release(&ids);
	note(w, owner_now(w), node, role_now(w, node));
	w->m.is_confirmation[entry] = true;
	w->m.confirmed_node[entry] = node;
	memcpy(w->m.confirms[entry], wanted, sizeof(wanted));
	memcpy(w->m.confirmed_left[entry], left, sizeof(left));
}

static void lift(struct world *w)
{
	struct control_body body = { .type = VB_CONTROL_LIFT };
	uint32_t node = below(w, NODES);
	uint32_t entry = w->a.entry_count;
	bool wanted[SUSPENDS] = { false };
	struct buf ids;

	wanted[below(w, SUSPENDS)] = true;
	body.u.lift.node = w->a.offices[node].id;
	body.u.lift.lifted = pack_ids(wanted, &ids);
	is_err(assembly_enter_body(&w->a, &body), 0, "a suspend is lifted, known or not");
	buf_release(&ids);
	note(w, owner_now(w), node, role_now(w, node));
	w->m.lifted_node[entry] = node;
	memcpy(w->m.lifts[entry], wanted, sizeof(wanted));
}

/* Somebody suspends somebody, in the knowledge of some control entry. */
static void suspend(struct world *w)
{
	uint32_t s = below(w, SUSPENDS);
	struct told *t = &w->m.told[s];

	if (w->m.is_known[s]) {
		drop(w, s);
		return;
	}
	if (t->cites == 0) {
		t->author = below(w, NODES);
		t->node = below(w, NODES);
		t->cites = 1 + below(w, w->m.count - 1);
		for (uint32_t log = 0; log < LOGS; log++)
			t->left[log] = below(w, 5);
	}
	put(w, s);
	put(w, s);
}

static uint32_t differences(struct world *w)
{
	uint32_t different = 0;

	for (uint32_t node = 0; node < NODES; node++) {
		uint64_t least = UINT64_MAX;

		for (uint32_t log = 0; log < LOGS; log++) {
			struct log_id id = log_of(node, log);
			uint64_t expected = model_limit(&w->m, node, log);

			different +=
				suspensions_limit(&w->known, w->a.space, &w->a.offices[node].id,
			                          &id, log) != expected;
			least = expected < least ? expected : least;
		}
		different +=
			suspensions_is_suspended(&w->known, w->a.space, &w->a.offices[node].id) !=
			(least != UINT64_MAX);
	}
	return different;
}

static void world_init(struct world *w, uint64_t seed)
{
	memset(w, 0, sizeof(*w));
	w->s.state = seed;
	buf_init(&w->scratch, 1u << 16);
	suspensions_init(&w->known);
	assembly_init(&w->a, NODES, seed);
	assembly_found(&w->a);
	note(w, 0, 0, VB_ROLE_STEWARD);
	for (uint32_t node = 1; node < NODES; node++) {
		is_err(assembly_admit(&w->a, node, VB_ROLE_STEWARD), 0, "admitted");
		note(w, 0, node, VB_ROLE_STEWARD);
	}
}

static void world_release(struct world *w)
{
	suspensions_release(&w->known);
	assembly_release(&w->a);
	buf_release(&w->scratch);
}

static void test_model(void)
{
	static void (*const deeds[])(struct world *) = { suspend,   suspend, suspend, change_role,
		                                         hand_over, confirm, lift };
	uint32_t different = 0, held = 0;
	struct world w;

	for (uint32_t round = 0; round < ROUNDS; round++) {
		world_init(&w, 100 + round);
		for (uint32_t step = 0; step < STEPS; step++) {
			deeds[below(&w, sizeof(deeds) / sizeof(deeds[0]))](&w);
			different += differences(&w);
			for (uint32_t node = 0; node < NODES; node++)
				held += model_limit(&w.m, node, 0) != UINT64_MAX;
		}
		world_release(&w);
	}
	is_int(different, 0, "in %u committees the answer is always that of the model", ROUNDS);
	ok(held > ROUNDS, "in which %u times somebody was suspended", held);
}

/* ---- too many incarnations ---- */

static void begin(struct world *w, uint32_t node, uint64_t incarnation, uint32_t cites)
{
	struct suspension_begin row = {
		.at = { .log = { { 0x80, (uint8_t)node, (uint8_t)incarnation } },
		        .author = w->a.offices[node].id,
		        .control_seq = cites },
		.incarnation = incarnation
	};

	suspensions_put_begin(&w->known, &row);
}

static bool is_held(struct world *w, uint32_t node, uint64_t incarnation)
{
	struct log_id log = log_of(node, 0);

	return suspensions_limit(&w->known, w->a.space, &w->a.offices[node].id, &log,
	                         incarnation) == 0;
}

static void keep(struct world *w, uint32_t node, uint64_t first, uint64_t last)
{
	struct control_body body = { .type = VB_CONTROL_LIFT };
	struct buf packed;

	buf_init(&packed, 1024);
	for (uint64_t i = first; i <= last; i++)
		pack_uint(&packed, i);
	body.u.lift.node = w->a.offices[node].id;
	body.u.lift.kept = (struct list){ buf_span(&packed), (uint32_t)(last - first + 1) };
	is_err(assembly_enter_body(&w->a, &body), 0, "a lift names incarnations");
	buf_release(&packed);
}

static void test_begins(void)
{
	struct log_id last = { { 0x80, 1, 17 } };
	uint32_t lift_seq;
	struct world w;

	world_init(&w, 7);
	for (uint64_t i = 1; i <= 16; i++)
		begin(&w, 1, i, 3);
	begin(&w, 1, 16, 3);
	begin(&w, 2, 99, 3);
	ok(!is_held(&w, 1, 1) && !is_held(&w, 1, 16),
	   "16 begins are not too many, told twice or not");
	begin(&w, 1, 17, 3);
	ok(is_held(&w, 1, 1) && is_held(&w, 1, 17), "the 17th holds them all");
	ok(!is_held(&w, 2, 99), "but nobody else's");
	ok(!suspensions_is_suspended(&w.known, w.a.space, &w.a.offices[1].id),
	   "that is no suspension");
	ok(suspensions_drop(&w.known, &last, 0), "one that is cut off");
	ok(!is_held(&w, 1, 1), "counts no longer");
	begin(&w, 1, 17, 3);
	lift_seq = w.a.entry_count;
	keep(&w, 1, 2, 5);
	ok(!is_held(&w, 1, 2) && !is_held(&w, 1, 5), "kept ones go on");
	ok(is_held(&w, 1, 1) && is_held(&w, 1, 17),
	   "the others are given up, though 13 would not be too many");
	begin(&w, 1, 18, lift_seq - 1);
	ok(is_held(&w, 1, 18), "also one that began in ignorance of the lift");
	for (uint64_t i = 20; i < 36; i++)
		begin(&w, 1, i, lift_seq);
	ok(!is_held(&w, 1, 20), "16 new ones in knowledge of it are not too many");
	begin(&w, 1, 36, lift_seq);
	ok(is_held(&w, 1, 20) && is_held(&w, 1, 36), "17 are");
	ok(!is_held(&w, 1, 2), "what was kept stays so");
	keep(&w, 1, 20, 20);
	ok(!is_held(&w, 1, 20) && !is_held(&w, 1, 2) && is_held(&w, 1, 36),
	   "kept ones add up, the rest is given up");
	world_release(&w);
}

int main(void)
{
	test_model();
	test_begins();
	return done();
}
