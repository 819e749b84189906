/* erase: what was erased is gone at every holder, whatever came first; only who may erases; what is taken back comes back. */
#include "daemon/core/erase.h"

#include <string.h>

#include "daemon/core/author.h"
#include "daemon/core/council.h"
#include "store/check.h"
#include "store/erases.h"
#include "store/index.h"
#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/seeded_random.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;
static const enum audience OPEN = VB_AUDIENCE_OPEN;

enum { OWNER, MEMBER, GUEST, RELAY, LATE, OFFICES };

static void link_some(struct town *t, uint32_t count)
{
	for (uint32_t a = 0; a < count; a++) {
		for (uint32_t b = a + 1; b < count; b++)
			town_link(t, a, b);
	}
	town_run(t);
	for (uint32_t a = 0; a < count; a++) {
		for (uint32_t b = a + 1; b < count; b++)
			town_unlink(t, a, b);
	}
}

/* Owner, member, guest, relay, and a member who is away. */
static struct space_id committee(struct town *t)
{
	static const enum role roles[] = { VB_ROLE_STEWARD, VB_ROLE_MEMBER, VB_ROLE_GUEST,
		                           VB_ROLE_RELAY, VB_ROLE_MEMBER };
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	space = town_found(t, OWNER);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_admit(t, OWNER, &space, i, roles[i]);
	link_some(t, OFFICES);
	return space;
}

static void commit(struct town *t, uint32_t office)
{
	if (town_commit(t, office) != 0)
		bail("a turn failed");
}

static struct record_id create(struct town *t, uint32_t office, const struct space_id *space,
                               uint32_t kind, const char *name)
{
	struct record_id id = { { 0 } };
	int err = town_create(t, office, space, ALL, kind, name, &id);

	if (err != 0)
		bail("cannot write \"%s\": %s", name, err_name(err));
	commit(t, office);
	return id;
}

static struct entry_id erased(struct town *t, uint32_t office, const struct space_id *space,
                              const struct record_id *record, const struct record_id *replacement)
{
	struct entry_id id = { { 0 } };
	int err = town_erase(t, office, space, ALL, record, replacement, &id);

	if (err != 0)
		bail("cannot erase: %s", err_name(err));
	commit(t, office);
	return id;
}

static void renamed(struct town *t, uint32_t office, const struct space_id *space,
                    const struct record_id *record, const char *name)
{
	int err = town_rename(t, office, space, ALL, record, name);

	if (err != 0)
		bail("cannot rename: %s", err_name(err));
	commit(t, office);
}

static uint32_t in_index(struct town *t, uint32_t office, const struct space_id *space,
                         uint32_t kind)
{
	struct index_cursor c;
	struct record_ref ref;
	uint32_t count = 0;

	index_open_kind(&c, node_view(t->nodes[office]), town_space(t, office, space), kind, NULL);
	while (index_next(&c, &ref))
		count++;
	return index_close(&c) == 0 ? count : UINT32_MAX;
}

static uint32_t faults(struct town *t, uint32_t office)
{
	struct findings f = { 0 };

	env_abort(&t->nodes[office]->turn.read);
	return check_run(t->nodes[office]->env, &f) == 0 ? (uint32_t)f.count : UINT32_MAX;
}

/* ---- obeying ---- */

static void everybody_obeys(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id paper = create(&t, MEMBER, &space, VB_KIND_PAPER, "Geheim");
	struct record_id other = create(&t, MEMBER, &space, VB_KIND_PAPER, "Bleibt");
	uint32_t missing = 0;

	link_some(&t, LATE);
	renamed(&t, OWNER, &space, &paper, "Geheimer");
	link_some(&t, LATE);
	is_int(town_bodies(&t, RELAY, &space, ALL, &paper), 2, "a relay holds both entries");
	is_int(town_bodies(&t, GUEST, &space, ALL, &paper), 2, "so does a guest");
	(void)erased(&t, OWNER, &space, &paper, NULL);
	is_int(town_bodies(&t, OWNER, &space, ALL, &paper), 0, "gone at the eraser");
	ok(town_name(&t, OWNER, &space, ALL, &paper) == NULL, "nobody is shown it");
	link_some(&t, LATE);
	for (uint32_t i = 0; i < LATE; i++) {
		missing += town_bodies(&t, i, &space, ALL, &paper);
		missing += town_bodies(&t, i, &space, ALL, &other) != 1;
		missing += faults(&t, i);
	}
	is_int(missing, 0, "gone at all of them, the relay too; the other record is there");
	is_int(in_index(&t, MEMBER, &space, VB_KIND_PAPER), 1, "the index has one paper");
	ok(town_agrees(&t, OWNER, GUEST, &space, ALL), "all see the same");
	/* Whoever was away gets the erase, and the log without the bodies. */
	link_some(&t, OFFICES);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 0, "never came to the one away");
	ok(town_agrees(&t, OWNER, LATE, &space, ALL), "who sees the same");
	is_int(town_bodies(&t, LATE, &space, ALL, &other), 1, "and has the rest");
	town_restart(&t, LATE);
	ok(town_agrees(&t, OWNER, LATE, &space, ALL), "after a restart, too");
	town_release(&t);
}

/* One who still has all pushes it to one who has the erase already. */
static void erase_before_content(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id paper = create(&t, MEMBER, &space, VB_KIND_PAPER, "Geheim");

	is_err(town_offer_log(&t, OWNER, MEMBER, &space, MEMBER, OPEN), 0, "the begin");
	is_err(town_offer_log(&t, OWNER, MEMBER, &space, MEMBER, ALL), 0, "the paper");
	commit(&t, OWNER);
	(void)erased(&t, OWNER, &space, &paper, NULL);
	is_err(town_offer_log(&t, LATE, OWNER, &space, OWNER, OPEN), 0, "the erase comes first");
	commit(&t, LATE);
	is_err(town_offer_log(&t, LATE, MEMBER, &space, MEMBER, OPEN), 0, "the begin");
	is_err(town_offer_log(&t, LATE, MEMBER, &space, MEMBER, ALL), 0, "then content");
	commit(&t, LATE);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 0, "which is not kept");
	ok(town_agrees(&t, OWNER, LATE, &space, ALL), "both see the same");
	/* Without the erase a log with holes is not taken. */
	is_err(town_offer_log(&t, GUEST, MEMBER, &space, MEMBER, OPEN), 0, "a guest: the begin");
	is_err(town_offer_log(&t, GUEST, OWNER, &space, MEMBER, ALL), VB_ERR_ERASED,
	       "a body that nobody erased is not left out");
	is_err(town_offer_log(&t, GUEST, OWNER, &space, OWNER, OPEN), 0, "with the erase");
	is_err(town_offer_log(&t, GUEST, OWNER, &space, MEMBER, ALL), 0, "it is");
	commit(&t, GUEST);
	/* An edit of it that was written elsewhere comes late. */
	renamed(&t, MEMBER, &space, &paper, "Geheimer");
	is_err(town_offer_log(&t, LATE, MEMBER, &space, MEMBER, ALL), 0, "a late edit");
	commit(&t, LATE);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 0, "is not kept either");
	is_int(faults(&t, LATE), 0, "the store is in order");
	town_release(&t);
}

/* ---- who may ---- */

/* Writes an erase of whatever is named, as a changed program could. */
static int say_erase(struct town *t, uint32_t office, const struct space_id *space,
                     const struct open_erased *records, uint32_t count)
{
	struct open_body body = { .type = VB_OPEN_ERASE };
	struct entry_id id;
	struct buf list;
	int err;

	buf_init(&list, 65536);
	for (uint32_t i = 0; i < count; i++)
		open_erased_pack(&list, &records[i]);
	body.u.erase.records = (struct list){ .packed = buf_span(&list), .count = count };
	err = author_say(t->nodes[office], space, &body, t->now, &id);
	buf_release(&list);
	if (err == 0)
		commit(t, office);
	return err;
}

static struct open_erased name_of(struct town *t, uint32_t office, const struct space_id *space,
                                  const struct record_id *record)
{
	struct record_ref ref = { .space = town_space(t, office, space),
		                  .audience = ALL,
		                  .id = *record };
	struct open_erased out;

	if (erase_name(t->nodes[office], &ref, &out) != 0)
		bail("no such record");
	return out;
}

static void only_who_may(void)
{
	struct town t;
	struct space_id space = committee(&t), elsewhere;
	struct record_id theirs = create(&t, OWNER, &space, VB_KIND_PAPER, "Fremd");
	struct record_id own = create(&t, GUEST, &space, VB_KIND_MESSAGE, "Meins");
	struct entry_id id;
	struct open_erased named;
	uint32_t kept = 0;

	link_some(&t, OFFICES);
	is_err(town_erase(&t, MEMBER, &space, ALL, &theirs, NULL, &id), VB_ERR_NO_RIGHT,
	       "a member does not erase what another created");
	is_err(town_erase(&t, GUEST, &space, ALL, &theirs, NULL, &id), VB_ERR_NO_RIGHT,
	       "nor does a guest");
	named = name_of(&t, MEMBER, &space, &theirs);
	is_err(say_erase(&t, MEMBER, &space, &named, 1), 0,
	       "a changed program says so all the same");
	is_err(say_erase(&t, GUEST, &space, &named, 1), 0, "a guest's");
	is_err(say_erase(&t, RELAY, &space, &named, 1), 0, "a relay's");
	named.seq++;
	is_err(say_erase(&t, MEMBER, &space, &named, 1), 0, "another place of creation");
	link_some(&t, OFFICES);
	for (uint32_t i = 0; i < OFFICES; i++)
		kept += town_bodies(&t, i, &space, ALL, &theirs);
	is_int(kept, OFFICES, "nobody obeys");
	(void)erased(&t, GUEST, &space, &own, NULL);
	link_some(&t, OFFICES);
	kept = 0;
	for (uint32_t i = 0; i < OFFICES; i++)
		kept += town_bodies(&t, i, &space, ALL, &own);
	is_int(kept, 0, "a guest's word for its own counts everywhere");
	/* A steward of another space names a record of this one. */
	elsewhere = town_found(&t, MEMBER);
	town_pair(&t, MEMBER, LATE);
	town_admit(&t, MEMBER, &elsewhere, LATE, VB_ROLE_MEMBER);
	named = name_of(&t, OWNER, &space, &theirs);
	is_err(say_erase(&t, MEMBER, &elsewhere, &named, 1), 0, "the steward of another committee");
	link_some(&t, OFFICES);
	is_int(town_bodies(&t, LATE, &space, ALL, &theirs), 1, "erases nothing here");
	is_int(faults(&t, LATE), 0, "the store is in order");
	town_release(&t);
}

static void too_many_or_twice(void)
{
	static struct open_erased many[VB_ERASE_MAX_COUNT + 1];
	struct town t;
	struct space_id space = committee(&t);
	struct entry_id id;

	for (uint32_t i = 0; i <= VB_ERASE_MAX_COUNT; i++)
		put_be32(many[i].record.b, i + 1);
	is_err(author_erase(t.nodes[OWNER], &space, many, VB_ERASE_MAX_COUNT, 0, t.now, &id), 0,
	       "256 records, none of which is here");
	is_err(author_erase(t.nodes[OWNER], &space, many, VB_ERASE_MAX_COUNT + 1, 0, t.now, &id),
	       VB_ERR_TOO_MANY, "257");
	is_err(author_erase(t.nodes[OWNER], &space, many, 0, 0, t.now, &id), VB_ERR_MALFORMED,
	       "none");
	many[1] = many[0];
	is_err(author_erase(t.nodes[OWNER], &space, many, 2, 0, t.now, &id), VB_ERR_MALFORMED,
	       "one twice");
	commit(&t, OWNER);
	for (uint32_t i = 0; i <= VB_ERASE_MAX_COUNT; i++)
		put_be32(many[i].record.b, i + 1);
	/* An entry with 257 passes as an entry and has no effect: its body has not the form. */
	is_err(say_erase(&t, OWNER, &space, many, VB_ERASE_MAX_COUNT + 1), 0,
	       "257 by a changed program");
	link_some(&t, OFFICES);
	is_int(env_count(node_view(t.nodes[MEMBER]), VB_TABLE_ERASED), VB_ERASE_MAX_COUNT,
	       "the 256 are noted, nothing else");
	town_release(&t);
}

/* ---- replacements ---- */

static void replacements(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id chain[VB_REPLACEMENTS_MAX + 3], out;
	struct env_txn *txn;
	uint32_t number;

	for (uint32_t i = 0; i < VB_REPLACEMENTS_MAX + 3; i++)
		chain[i] = create(&t, OWNER, &space, VB_KIND_PAPER, "Fassung");
	for (uint32_t i = 0; i < VB_REPLACEMENTS_MAX; i++)
		(void)erased(&t, OWNER, &space, &chain[i], &chain[i + 1]);
	txn = node_view(t.nodes[OWNER]);
	number = town_space(&t, OWNER, &space);
	is_err(erasures_follow(txn, number, &chain[0], &out), 0, "eight steps");
	ok(record_id_is_equal(&out, &chain[VB_REPLACEMENTS_MAX]), "lead to the last");
	is_err(erasures_follow(txn, number, &chain[VB_REPLACEMENTS_MAX + 1], &out), 0, "none");
	ok(record_id_is_equal(&out, &chain[VB_REPLACEMENTS_MAX + 1]), "leads to itself");
	(void)erased(&t, OWNER, &space, &chain[VB_REPLACEMENTS_MAX],
	             &chain[VB_REPLACEMENTS_MAX + 1]);
	txn = node_view(t.nodes[OWNER]);
	is_err(erasures_follow(txn, number, &chain[0], &out), VB_ERR_ERASED, "nine are too many");
	is_err(erasures_follow(txn, number, &chain[1], &out), 0, "eight of them are not");
	(void)erased(&t, OWNER, &space, &chain[VB_REPLACEMENTS_MAX + 1], &chain[0]);
	txn = node_view(t.nodes[OWNER]);
	is_err(erasures_follow(txn, number, &chain[1], &out), VB_ERR_ERASED, "a circle ends");
	(void)erased(&t, OWNER, &space, &chain[VB_REPLACEMENTS_MAX + 2], NULL);
	txn = node_view(t.nodes[OWNER]);
	is_err(erasures_follow(txn, number, &chain[VB_REPLACEMENTS_MAX + 2], &out), VB_ERR_ERASED,
	       "nothing took its place");
	town_release(&t);
}

/* Two erase one record at the same time, with two replacements: all follow the smaller entry id. */
static void rivals(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id paper = create(&t, MEMBER, &space, VB_KIND_PAPER, "Strittig");
	struct record_id one = create(&t, OWNER, &space, VB_KIND_PAPER, "Eins");
	struct record_id two = create(&t, MEMBER, &space, VB_KIND_PAPER, "Zwei"), out, wanted;
	struct entry_id by_owner, by_member;
	uint32_t wrong = 0;

	link_some(&t, OFFICES);
	by_owner = erased(&t, OWNER, &space, &paper, &one);
	by_member = erased(&t, MEMBER, &space, &paper, &two);
	link_some(&t, OFFICES);
	wanted = memcmp(by_owner.b, by_member.b, sizeof(by_owner.b)) < 0 ? one : two;
	for (uint32_t i = 0; i < OFFICES; i++)
		wrong += erasures_follow(node_view(t.nodes[i]), town_space(&t, i, &space), &paper,
		                         &out) != 0 ||
		         !record_id_is_equal(&out, &wanted);
	is_int(wrong, 0, "of rivals the smallest erase decides, everywhere");
	town_release(&t);
}

/* ---- taken back ---- */

/* A steward erases, some obey, then he is dismissed by one who has not seen it: it is void, and what some dropped comes back. */
static void void_comes_back(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id paper = create(&t, OWNER, &space, VB_KIND_PAPER, "Zu Unrecht");
	int err;

	err = council_role(t.nodes[OWNER], &space, &t.ids[MEMBER], VB_ROLE_STEWARD, t.now);
	is_err(err, 0, "a second steward");
	commit(&t, OWNER);
	link_some(&t, OFFICES);
	(void)erased(&t, MEMBER, &space, &paper, NULL);
	town_link(&t, MEMBER, LATE);
	town_run(&t);
	town_unlink(&t, MEMBER, LATE);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 0, "one obeyed");
	err = council_dismiss(t.nodes[OWNER], &space, &t.ids[MEMBER], t.now);
	is_err(err, 0, "the owner dismisses him without having seen it");
	commit(&t, OWNER);
	town_link(&t, OWNER, LATE);
	town_run(&t);
	town_unlink(&t, OWNER, LATE);
	town_link(&t, OWNER, LATE);
	town_run(&t);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 1, "the body was fetched again");
	ok(town_agrees(&t, OWNER, LATE, &space, ALL), "all see the same");
	is_str(town_name(&t, LATE, &space, ALL, &paper), "Zu Unrecht", "the record is back");
	is_int(faults(&t, LATE), 0, "the store is in order");
	town_release(&t);
}

/* ---- any order ---- */

/* The same logs in a random order, log by log, with the eraser's somewhere among them. */
static void any_order(uint64_t seed)
{
	static const enum audience streams[] = { VB_AUDIENCE_OPEN, VB_AUDIENCE_ALL };
	struct seeded random = { .state = seed };
	struct town t;
	struct space_id space;
	struct record_id papers[4];
	uint32_t bodies = 0;

	seeded_random_start(seed);
	space = committee(&t);
	for (uint32_t i = 0; i < 4; i++)
		papers[i] = create(&t, i % 2, &space, VB_KIND_PAPER, "Papier");
	link_some(&t, GUEST);
	for (uint32_t i = 0; i < 4; i++)
		renamed(&t, (i + 1) % 2, &space, &papers[i], "Geändert");
	link_some(&t, GUEST);
	(void)erased(&t, OWNER, &space, &papers[1], NULL);
	(void)erased(&t, MEMBER, &space, &papers[3], &papers[1]);
	renamed(&t, MEMBER, &space, &papers[1], "Zu spät");
	for (uint32_t i = 0; i < 60; i++) {
		uint32_t author = (uint32_t)seeded_below(&random, 2);
		uint32_t from = (uint32_t)seeded_below(&random, 2);
		uint32_t to = LATE - (uint32_t)seeded_below(&random, 3);

		(void)town_offer_log(&t, to, from, &space, author,
		                     streams[seeded_below(&random, 2)]);
		commit(&t, to);
	}
	link_some(&t, OFFICES);
	for (uint32_t i = 0; i < OFFICES; i++)
		bodies += town_bodies(&t, i, &space, ALL, &papers[1]) +
		          town_bodies(&t, i, &space, ALL, &papers[3]) + faults(&t, i);
	is_int(bodies, 0, "seed %llu: nothing is left", (unsigned long long)seed);
	ok(town_agrees(&t, OWNER, MEMBER, &space, ALL) &&
	           town_agrees(&t, OWNER, GUEST, &space, ALL) &&
	           town_agrees(&t, OWNER, LATE, &space, ALL),
	   "seed %llu: the same bytes everywhere", (unsigned long long)seed);
	is_int(town_records(&t, LATE, &space, ALL), 2, "seed %llu: the others are there",
	       (unsigned long long)seed);
	town_release(&t);
}

/* ---- internal matters ---- */

static void other_audience(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id open = create(&t, OWNER, &space, VB_KIND_PAPER, "Wird intern"), core, out;
	struct entry_id id;

	link_some(&t, OFFICES);
	/* Both in one turn: nobody ever sees neither. */
	is_err(town_create(&t, OWNER, &space, CORE, VB_KIND_PAPER, "Wird intern", &core), 0,
	       "anew");
	is_err(town_erase(&t, OWNER, &space, ALL, &open, &core, &id), 0, "and the old one erased");
	commit(&t, OWNER);
	link_some(&t, OFFICES);
	is_int(town_bodies(&t, GUEST, &space, ALL, &open), 0, "gone at the guest");
	is_int(town_records(&t, GUEST, &space, CORE), 0, "who got nothing for it");
	is_str(town_name(&t, MEMBER, &space, CORE, &core), "Wird intern",
	       "a member has the new one");
	is_err(erasures_follow(node_view(t.nodes[MEMBER]), town_space(&t, MEMBER, &space), &open,
	                       &out),
	       0, "the old one leads");
	ok(record_id_is_equal(&out, &core), "to the new one");
	town_release(&t);
}

int main(void)
{
	everybody_obeys();
	erase_before_content();
	only_who_may();
	too_many_or_twice();
	replacements();
	rivals();
	void_comes_back();
	other_audience();
	for (uint64_t seed = 1; seed <= 8; seed++)
		any_order(seed);
	return done();
}
