/* holding, accept: suspend, mutual suspension, a confirmed suspension whose cut-off is raised later, lift, dismissal and data
 * arrive in every order; after each step people see what a slow model
 * says, and in the end all orders give the same bytes. */
#include "daemon/core/holding.h"

#include <string.h>

#include "daemon/core/admit.h"
#include "daemon/core/council.h"
#include "daemon/core/extract.h"
#include "daemon/core/suspend.h"
#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience OPEN = VB_AUDIENCE_OPEN;

/* Anna and Bert are stewards who suspend each other, Cora is dismissed, Otto builds on what all three wrote, LATE is told of
 * it in this order and that. */
enum { OWNER, ANNA, BERT, CORA, OTTO, LATE, OFFICES };

enum { RECORD_A, RECORD_B, RECORD_C, RECORDS };

/* What arrives. */
enum {
	SUSPEND_BERT,
	SUSPEND_ANNA,
	LIFT_BERT, /* the first of the control log, each of which stands behind the one before */
	DISMISS_CORA,
	CONFIRM_ANNA,
	RAISE_ANNA, /* up to A2 */
	DATA_A,
	DATA_B,
	DATA_C,
	DATA_O,
	PARTS
};

#define ALL_ORDERS_OF 6u /* steps of one part or more */
#define RANDOM_ORDERS 60u

/* ---- what was written, in the order of the clock; seq: in the author's log ---- */

#define BEFORE PARTS /* had arrived before */
#define NOBODY UINT32_MAX

struct written {
	const char *name;
	uint32_t author, record, seq, part;
	uint32_t replaces[2];
};

/* clang-format off */
static const struct written written[] = {
	/* 0 */ { "A1", ANNA, RECORD_A, 0, BEFORE, { NOBODY, NOBODY } },
	/* 1 */ { "B1", BERT, RECORD_B, 0, BEFORE, { NOBODY, NOBODY } },
	/* 2 */ { "C1", CORA, RECORD_C, 0, BEFORE, { NOBODY, NOBODY } },
	/* 3 */ { "A2", ANNA, RECORD_B, 1, DATA_A, { 1, NOBODY } },
	/* 4 */ { "A3", ANNA, RECORD_A, 2, DATA_A, { 0, NOBODY } },
	/* 5 */ { "B2", BERT, RECORD_A, 1, DATA_B, { 0, NOBODY } },
	/* 6 */ { "C2", CORA, RECORD_C, 1, DATA_C, { 2, NOBODY } },
	/* 7 */ { "C3", CORA, RECORD_B, 2, DATA_C, { 1, NOBODY } },
	/* 8 */ { "O1", OTTO, RECORD_A, 1, DATA_O, { 4, 5 } },
	/* 9 */ { "O2", OTTO, RECORD_B, 2, DATA_O, { 3, 7 } },
	/* 10 */ { "O3", OTTO, RECORD_C, 3, DATA_O, { 6, NOBODY } },
};
/* clang-format on */

#define WRITTEN (sizeof(written) / sizeof(written[0]))

/* ---- the model: SPEC.md 5 and 8.2 for this story ---- */

/* From which entry on the author's data are held or cut off. Anna and Bert name one entry of each other's, so does the
 * owner of Cora's. */
static uint32_t model_limit(const bool *arrived, uint32_t author)
{
	if (author == ANNA && arrived[RAISE_ANNA])
		return 2;
	if (author == ANNA && (arrived[SUSPEND_ANNA] || arrived[CONFIRM_ANNA]))
		return 1;
	if (author == BERT && arrived[SUSPEND_BERT] && !arrived[LIFT_BERT])
		return 1;
	if (author == CORA && arrived[DISMISS_CORA])
		return 1;
	return UINT32_MAX;
}

enum fate { MISSING, GONE, WAITS, APPLIED };

static enum fate model_fate(const bool *arrived, uint32_t i)
{
	const struct written *w = &written[i];

	if (w->part != BEFORE && !arrived[w->part])
		return MISSING;
	if (w->seq >= model_limit(arrived, w->author))
		return GONE;
	for (uint32_t k = 0; k < 2; k++) {
		enum fate named =
			w->replaces[k] == NOBODY ? GONE : model_fate(arrived, w->replaces[k]);

		if (named == MISSING || named == WAITS)
			return WAITS;
	}
	return APPLIED;
}

/* The last one by the clock that no applied one replaces. */
static const char *model_name(const bool *arrived, uint32_t record)
{
	for (uint32_t i = WRITTEN; i-- > 0;) {
		bool is_replaced = false;

		if (written[i].record != record || model_fate(arrived, i) != APPLIED)
			continue;
		for (uint32_t k = 0; k < WRITTEN; k++)
			is_replaced =
				is_replaced ||
				((written[k].replaces[0] == i || written[k].replaces[1] == i) &&
			         model_fate(arrived, k) == APPLIED);
		if (!is_replaced)
			return written[i].name;
	}
	return NULL;
}

/* ---- the same among real offices ---- */

struct story {
	struct town t;
	struct space_id space;
	struct record_id records[RECORDS];
	struct buf parts[PARTS]; /* payload of CONTROL, or one segment */
	struct buf store;        /* LATE's, before any part arrives */
	struct wall_ms times[WRITTEN];
	uint32_t control_count; /* at the owner's */
};

static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

/* All but LATE hand each other what they have. */
static void meet(struct town *t, uint32_t offices)
{
	for (uint32_t a = 0; a < offices; a++) {
		for (uint32_t b = a + 1; b < offices; b++)
			town_link(t, a, b);
	}
	town_run(t);
	for (uint32_t a = 0; a < offices; a++) {
		for (uint32_t b = a + 1; b < offices; b++)
			town_unlink(t, a, b);
	}
}

static void write_all(struct story *s, uint32_t first, uint32_t end)
{
	for (uint32_t i = first; i < end; i++) {
		const struct written *w = &written[i];

		town_pass(&s->t, 10);
		if (w->part == BEFORE)
			must(town_create(&s->t, w->author, &s->space, ALL, VB_KIND_PAPER, w->name,
			                 &s->records[w->record]),
			     "create");
		else
			must(town_rename(&s->t, w->author, &s->space, ALL, &s->records[w->record],
			                 w->name),
			     "rename");
		must(town_commit(&s->t, w->author), "commit");
		s->times[i] = s->t.now.wall;
	}
}

static void capture_control(struct story *s, uint32_t part, uint64_t first)
{
	struct node_space *space = node_space_find(s->t.nodes[OWNER], &s->space);
	uint64_t next = first;

	must(extract_control(s->t.nodes[OWNER], space, space_count(space->space),
	                     VB_FRAME_MAX_BYTES, &next, &s->parts[part]),
	     "control entries");
}

static void capture_log(struct story *s, uint32_t part, uint32_t author, enum audience audience)
{
	const struct log_info *log = town_log(&s->t, author, &s->space, author, audience);
	uint64_t first = 0;

	must(extract_segment(s->t.nodes[author], log, VB_SERVE_WHOLE, VB_SEGMENT_MAX_BYTES, &first,
	                     &s->parts[part]),
	     "segment");
	if (first != log->count)
		bail("more than one segment");
}

static void set_up(struct story *s)
{
	struct record_id message;
	struct town *t = &s->t;

	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	s->space = town_found(t, OWNER);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_admit(t, OWNER, &s->space, i,
		           i == ANNA || i == BERT ? VB_ROLE_STEWARD : VB_ROLE_MEMBER);
	meet(t, OFFICES);
	must(town_create(t, OTTO, &s->space, ALL, VB_KIND_MESSAGE, "Otto", &message), "create");
	must(town_commit(t, OTTO), "commit");
	write_all(s, 0, 3);
	meet(t, OFFICES);
	for (uint32_t part = 0; part < PARTS; part++)
		buf_init(&s->parts[part], VB_FRAME_MAX_BYTES);
}

/* The control entry that the owner has just made is a part. */
static void capture_decision(struct story *s, uint32_t part, int err)
{
	const struct space *space;

	must(err, "decision");
	must(town_commit(&s->t, OWNER), "commit");
	space = node_space_find(s->t.nodes[OWNER], &s->space)->space;
	capture_control(s, part, s->control_count);
	s->control_count = space_count(space);
}

static void decide(struct story *s)
{
	struct town *t = &s->t;
	struct node *owner = t->nodes[OWNER];

	for (uint32_t author = ANNA; author <= BERT; author++)
		must(town_offer_log(t, OWNER, author, &s->space, author, OPEN), "the owner hears");
	must(town_commit(t, OWNER), "commit");
	s->control_count = space_count(node_space_find(owner, &s->space)->space);
	capture_decision(s, LIFT_BERT, council_lift(owner, &s->space, &t->ids[BERT], t->now));
	capture_decision(s, DISMISS_CORA, council_dismiss(owner, &s->space, &t->ids[CORA], t->now));
	capture_decision(s, CONFIRM_ANNA, council_suspend(owner, &s->space, &t->ids[ANNA], t->now));
	is_err(council_accept(owner, &s->space, &t->ids[ANNA], s->times[1], t->now),
	       VB_ERR_NOTHING_FOUND, "nothing of that time is held");
	must(town_offer_log(t, OWNER, ANNA, &s->space, ANNA, ALL), "the owner reads");
	must(town_commit(t, OWNER), "commit");
	capture_decision(s, RAISE_ANNA,
	                 council_accept(owner, &s->space, &t->ids[ANNA], s->times[3], t->now));
	is_err(council_accept(owner, &s->space, &t->ids[ANNA], s->times[3], t->now),
	       VB_ERR_NOTHING_FOUND, "nor what counts already");
}

static void tell(struct story *s)
{
	struct town *t = &s->t;

	set_up(s);
	must(suspend_member(t->nodes[ANNA], &s->space, &t->ids[BERT], t->now), "suspend");
	must(town_commit(t, ANNA), "commit");
	must(suspend_member(t->nodes[BERT], &s->space, &t->ids[ANNA], t->now), "suspend");
	must(town_commit(t, BERT), "commit");
	write_all(s, 3, 8);
	for (uint32_t author = ANNA; author <= CORA; author++)
		must(town_offer_log(t, OTTO, author, &s->space, author, ALL), "Otto reads");
	must(town_commit(t, OTTO), "commit");
	write_all(s, 8, WRITTEN);
	decide(s);
	capture_log(s, SUSPEND_BERT, ANNA, OPEN);
	capture_log(s, SUSPEND_ANNA, BERT, OPEN);
	capture_log(s, DATA_A, ANNA, ALL);
	capture_log(s, DATA_B, BERT, ALL);
	capture_log(s, DATA_C, CORA, ALL);
	capture_log(s, DATA_O, OTTO, ALL);
	town_close(t, LATE);
	buf_init(&s->store, SIZE_MAX);
	scratch_read(town_file(t, LATE, "data.mdb"), &s->store);
	town_reopen(t, LATE);
}

static void story_release(struct story *s)
{
	for (uint32_t part = 0; part < PARTS; part++)
		buf_release(&s->parts[part]);
	buf_release(&s->store);
	town_release(&s->t);
}

/* ---- one order ---- */

/* LATE as it was before it heard anything. */
static void forget(struct story *s)
{
	town_close(&s->t, LATE);
	scratch_write(town_file(&s->t, LATE, "data.mdb"), buf_span(&s->store));
	town_reopen(&s->t, LATE);
}

static int offer(struct story *s, uint32_t part)
{
	struct node *node = s->t.nodes[LATE];
	struct span bytes = buf_span(&s->parts[part]);
	struct admit_result result;

	if (part >= LIFT_BERT && part <= RAISE_ANNA)
		return admit_control(node, 1, &s->t.ids[OWNER], bytes, s->t.now, &result);
	return admit_segment(node, 1, &s->t.ids[OWNER], bytes, s->t.now, &result);
}

/* One part arrives; a decision before the one that it stands behind is a gap, and comes again then. */
static void arrive(struct story *s, uint32_t part, bool *arrived, bool *is_early)
{
	int err = offer(s, part);

	is_early[part] = err == VB_ERR_GAP;
	arrived[part] = err == 0;
	if (err != 0 && err != VB_ERR_GAP)
		bail("part %u: %s", part, err_name(err));
	for (uint32_t next = part + 1;
	     part >= LIFT_BERT && err == 0 && next <= RAISE_ANNA && is_early[next]; next++) {
		must(offer(s, next), "a decision, again");
		arrived[next] = true;
	}
}

/* True if people see what the model says. */
static bool is_as_modelled(struct story *s, const bool *arrived)
{
	for (uint32_t record = 0; record < RECORDS; record++) {
		const char *expected = model_name(arrived, record);
		const char *seen = town_name(&s->t, LATE, &s->space, ALL, &s->records[record]);

		if (seen == NULL || expected == NULL || strcmp(seen, expected) != 0) {
			diag("record %u: seen %s, expected %s", record, seen ? seen : "nothing",
			     expected ? expected : "nothing");
			return false;
		}
	}
	return true;
}

/* Lets the parts of a step arrive (bits), step after step, and returns whether each time all was right. */
static bool follow(struct story *s, const uint32_t *steps, uint32_t count, struct hash *state)
{
	bool arrived[PARTS] = { false };
	bool is_early[PARTS] = { false };
	bool is_right = true;

	forget(s);
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t part = 0; part < PARTS; part++) {
			if ((steps[i] >> part & 1) != 0)
				arrive(s, part, arrived, is_early);
		}
		must(town_commit(&s->t, LATE), "commit");
		is_right = is_as_modelled(s, arrived) && is_right;
	}
	*state = town_state(&s->t, LATE, &s->space, ALL);
	return is_right;
}

/* The steps of the orders that are gone through completely. */
static const uint32_t whole_steps[ALL_ORDERS_OF] = {
	1u << SUSPEND_BERT | 1u << DATA_O,
	1u << SUSPEND_ANNA,
	1u << LIFT_BERT | 1u << DISMISS_CORA,
	1u << CONFIRM_ANNA,
	1u << RAISE_ANNA,
	1u << DATA_A | 1u << DATA_B | 1u << DATA_C,
};

struct tally {
	uint32_t orders, wrong, different;
	struct hash state;
};

static void count_order(struct story *s, const uint32_t *steps, uint32_t count, struct tally *tally)
{
	struct hash state;

	tally->wrong += !follow(s, steps, count, &state);
	if (tally->orders++ == 0)
		tally->state = state;
	tally->different += memcmp(state.b, tally->state.b, sizeof(state.b)) != 0;
}

/* Every permutation, by exchanging (Heap 1963). */
static void permute(struct story *s, uint32_t *steps, uint32_t size, struct tally *tally)
{
	if (size == 1) {
		count_order(s, steps, ALL_ORDERS_OF, tally);
		return;
	}
	for (uint32_t i = 0; i < size; i++) {
		uint32_t other = size % 2 == 0 ? i : 0;
		uint32_t kept;

		permute(s, steps, size - 1, tally);
		kept = steps[other];
		steps[other] = steps[size - 1];
		steps[size - 1] = kept;
	}
}

static void all_orders(struct story *s, struct tally *tally)
{
	uint32_t steps[ALL_ORDERS_OF];

	memcpy(steps, whole_steps, sizeof(steps));
	permute(s, steps, ALL_ORDERS_OF, tally);
}

static void random_orders(struct story *s, struct tally *tally)
{
	struct seeded random = { 5 };

	for (uint32_t round = 0; round < RANDOM_ORDERS; round++) {
		uint32_t steps[PARTS];

		for (uint32_t i = 0; i < PARTS; i++) {
			uint32_t other = (uint32_t)seeded_below(&random, i + 1u);

			steps[i] = steps[other];
			steps[other] = 1u << i;
		}
		count_order(s, steps, PARTS, tally);
	}
}

int main(void)
{
	bool everything[PARTS];
	struct tally tally = { 0 };
	struct story s;

	memset(everything, true, sizeof(everything));
	tell(&s);
	all_orders(&s, &tally);
	random_orders(&s, &tally);
	is_int(tally.orders, 720 + RANDOM_ORDERS, "orders tried");
	is_int(tally.wrong, 0, "after each step of each of them people see what they should");
	is_int(tally.different, 0, "and all of them end in the same bytes");
	is_str(model_name(everything, RECORD_A), "O1", "what Otto built on Bert, who is free");
	is_str(model_name(everything, RECORD_B), "O2", "and on what fell away");
	is_str(town_name(&s.t, LATE, &s.space, ALL, &s.records[RECORD_C]), "O3",
	       "on a dismissed office, too");
	story_release(&s);
	return done();
}
