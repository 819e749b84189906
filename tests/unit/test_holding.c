/* holding: suspensions between offices: what is held and comes back, who is served what, who may suspend whom, and what too
 * many begins do. Orders of arrival: test_holding_orders.c. */
#include "daemon/core/holding.h"

#include <string.h>

#include "daemon/core/author.h"
#include "daemon/core/council.h"
#include "daemon/core/erase.h"
#include "daemon/core/suspend.h"
#include "store/feed.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience OPEN = VB_AUDIENCE_OPEN;

enum { OWNER, ANNA, BERT, CORA, OFFICES };

static void must(int err, const char *what)
{
	if (err != 0)
		bail("%s: %s", what, err_name(err));
}

/* Those whose bits are set hand each other what they have. */
static void meet(struct town *t, uint32_t who)
{
	for (uint32_t a = 0; a < t->count; a++) {
		for (uint32_t b = a + 1; b < t->count; b++) {
			if ((who >> a & 1) != 0 && (who >> b & 1) != 0)
				town_link(t, a, b);
		}
	}
	town_run(t);
	for (uint32_t a = 0; a < t->count; a++) {
		for (uint32_t b = a + 1; b < t->count; b++)
			town_unlink(t, a, b);
	}
}

#define EVERYBODY 0xfu

/* The owner, two stewards and a member, up to date and apart from each other. */
static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	space = town_found(t, OWNER);
	town_admit(t, OWNER, &space, ANNA, VB_ROLE_STEWARD);
	town_admit(t, OWNER, &space, BERT, VB_ROLE_STEWARD);
	town_admit(t, OWNER, &space, CORA, VB_ROLE_MEMBER);
	meet(t, EVERYBODY);
	return space;
}

static struct record_id create(struct town *t, uint32_t office, const struct space_id *space,
                               const char *name)
{
	struct record_id id = { { 0 } };

	town_pass(t, 10);
	must(town_create(t, office, space, ALL, VB_KIND_PAPER, name, &id), name);
	must(town_commit(t, office), name);
	return id;
}

static void renamed(struct town *t, uint32_t office, const struct space_id *space,
                    const struct record_id *record, const char *name)
{
	town_pass(t, 10);
	must(town_rename(t, office, space, ALL, record, name), name);
	must(town_commit(t, office), name);
}

static int suspend(struct town *t, uint32_t by, const struct space_id *space, uint32_t whom)
{
	int err = suspend_member(t->nodes[by], space, &t->ids[whom], t->now);

	must(town_commit(t, by), "commit");
	return err;
}

static int confirm(struct town *t, const struct space_id *space, uint32_t whom)
{
	int err = council_suspend(t->nodes[OWNER], space, &t->ids[whom], t->now);

	must(town_commit(t, OWNER), "commit");
	return err;
}

static int lift(struct town *t, const struct space_id *space, uint32_t whom)
{
	int err = council_lift(t->nodes[OWNER], space, &t->ids[whom], t->now);

	must(town_commit(t, OWNER), "commit");
	return err;
}

static bool is_suspended(struct town *t, uint32_t at, const struct space_id *space, uint32_t whom)
{
	return node_space_is_suspended(node_space_find(t->nodes[at], space), &t->ids[whom]);
}

static const char *name_at(struct town *t, uint32_t office, const struct space_id *space,
                           const struct record_id *record)
{
	return town_name(t, office, space, ALL, record);
}

static bool all_agree(struct town *t, const struct space_id *space, uint32_t who)
{
	for (uint32_t i = 1; i < t->count; i++) {
		if ((who >> i & 1) != 0 && !town_agrees(t, OWNER, i, space, ALL))
			return false;
	}
	return true;
}

/* ---- on sight, and back ---- */

static void held_and_lifted(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id before = create(&t, CORA, &space, "Vorher");
	struct record_id ours = create(&t, ANNA, &space, "Unseres");
	struct record_id late, none;
	uint64_t feed;

	meet(&t, EVERYBODY);
	late = create(&t, CORA, &space, "Danach");
	renamed(&t, CORA, &space, &ours, "Von Cora");
	meet(&t, 1u << BERT | 1u << CORA);
	is_str(name_at(&t, BERT, &space, &late), "Danach", "one office has what came late");
	feed = node_feed_last(t.nodes[BERT]);
	is_err(suspend(&t, ANNA, &space, CORA), 0, "a steward suspends");
	is_err(suspend(&t, ANNA, &space, CORA), VB_ERR_DUPLICATE, "but not twice");
	meet(&t, 1u << ANNA | 1u << BERT);
	is_str(name_at(&t, BERT, &space, &before), "Vorher", "what was known to her stays");
	is_str(name_at(&t, BERT, &space, &late), NULL, "what came later is taken back on sight");
	is_str(name_at(&t, BERT, &space, &ours), "Unseres", "in records of others, too");
	is_u64(node_feed_last(t.nodes[BERT]) - feed, 2, "the feed tells of both");
	is_u64(town_log(&t, BERT, &space, CORA, ALL)->valid, 3, "it is valid all the same");
	is_u64(town_log(&t, BERT, &space, CORA, ALL)->applied, 1, "and not given to merging");
	town_restart(&t, BERT);
	is_str(name_at(&t, BERT, &space, &late), NULL, "also after a restart");
	ok(is_suspended(&t, BERT, &space, CORA), "which remembers who is suspended");
	meet(&t, EVERYBODY);
	is_str(name_at(&t, CORA, &space, &late), NULL, "she herself sees it, too");
	is_err(town_create(&t, CORA, &space, ALL, VB_KIND_MESSAGE, "x", &none), VB_ERR_SUSPENDED,
	       "and is told so when she wants to write");
	ok(all_agree(&t, &space, EVERYBODY), "all agree");
	is_err(lift(&t, &space, CORA), 0, "the owner lifts it");
	is_err(lift(&t, &space, CORA), VB_ERR_NOT_SUSPENDED, "once");
	meet(&t, EVERYBODY);
	for (uint32_t office = OWNER; office < OFFICES; office++) {
		is_str(name_at(&t, office, &space, &late), "Danach", "office %u has it again",
		       office);
		is_str(name_at(&t, office, &space, &ours), "Von Cora", "and the edit");
	}
	renamed(&t, CORA, &space, &late, "Weiter");
	meet(&t, EVERYBODY);
	is_str(name_at(&t, OWNER, &space, &late), "Weiter", "she goes on where she was");
	ok(all_agree(&t, &space, EVERYBODY), "all agree");
	town_release(&t);
}

/* She is told what she must obey, and no data. */
static void what_is_served(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item = create(&t, OWNER, &space, "Vorher");
	struct record_id secret;

	meet(&t, EVERYBODY);
	is_err(suspend(&t, ANNA, &space, CORA), 0, "a steward suspends");
	meet(&t, 1u << OWNER | 1u << ANNA | 1u << BERT);
	renamed(&t, OWNER, &space, &item, "Geheim");
	secret = create(&t, OWNER, &space, "Ganz neu");
	meet(&t, 1u << OWNER | 1u << CORA);
	is_u64(town_log(&t, CORA, &space, OWNER, ALL)->count, 1, "no data");
	is_str(name_at(&t, CORA, &space, &secret), NULL, "so she knows nothing new");
	ok(town_log(&t, CORA, &space, ANNA, OPEN) != NULL &&
	           town_log(&t, CORA, &space, ANNA, OPEN)->count == 2,
	   "the suspend itself");
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[BERT], VB_ROLE_MEMBER, t.now), 0,
	       "meanwhile something is decided");
	must(town_commit(&t, OWNER), "commit");
	meet(&t, 1u << OWNER | 1u << CORA);
	is_int(space_count(node_space_find(t.nodes[CORA], &space)->space),
	       space_count(node_space_find(t.nodes[OWNER], &space)->space),
	       "she has the whole control log");
	is_u64(town_log(&t, CORA, &space, OWNER, ALL)->count, 1, "and still no data");
	is_err(lift(&t, &space, CORA), 0, "it is lifted");
	meet(&t, EVERYBODY);
	is_str(name_at(&t, CORA, &space, &item), "Geheim", "she is served what she missed");
	ok(all_agree(&t, &space, EVERYBODY), "all agree");
	town_release(&t);
}

/* What she wrote before she heard of it goes round and is held, though she is sent nothing. */
static void what_is_taken(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item = create(&t, CORA, &space, "Vorher");
	struct record_id late;

	meet(&t, EVERYBODY);
	is_err(suspend(&t, ANNA, &space, CORA), 0, "a steward suspends");
	meet(&t, 1u << OWNER | 1u << ANNA | 1u << BERT);
	late = create(&t, CORA, &space, "Danach");
	renamed(&t, CORA, &space, &item, "Geaendert");
	meet(&t, 1u << BERT | 1u << CORA);
	is_u64(town_log(&t, BERT, &space, CORA, ALL)->count, 3, "another office takes it");
	is_str(name_at(&t, BERT, &space, &late), NULL, "and holds it");
	is_err(lift(&t, &space, CORA), 0, "the owner lifts");
	meet(&t, 1u << OWNER | 1u << BERT);
	is_str(name_at(&t, OWNER, &space, &late), "Danach", "then it is here without her");
	town_release(&t);
}

/* Over a link that stands, too: rights are asked again with everything that is sent. */
static void link_that_stands(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item;

	create(&t, OWNER, &space, "Vorher");
	meet(&t, EVERYBODY);
	town_link(&t, OWNER, CORA);
	town_link(&t, OWNER, ANNA);
	town_run(&t);
	create(&t, OWNER, &space, "Im Gespraech");
	town_run(&t);
	is_u64(town_log(&t, CORA, &space, OWNER, ALL)->count, 2, "over this link she is told all");
	is_err(suspend(&t, ANNA, &space, CORA), 0, "a steward suspends");
	item = create(&t, OWNER, &space, "Im selben Augenblick");
	town_run(&t);
	create(&t, OWNER, &space, "Danach");
	town_run(&t);
	ok(is_suspended(&t, CORA, &space, CORA), "over the same link she hears of that");
	ok(town_log(&t, CORA, &space, OWNER, ALL)->count <= 3, "and nothing that came after it");
	is_err(lift(&t, &space, CORA), 0, "it is lifted");
	town_run(&t);
	is_u64(town_log(&t, CORA, &space, OWNER, ALL)->count, 4, "over the same link the rest");
	is_str(name_at(&t, CORA, &space, &item), "Im selben Augenblick", "all of it");
	town_release(&t);
}

/* One who was away as no member at all holds, when it is back, what all hold. */
static void back_again(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item = create(&t, CORA, &space, "Vorher");

	meet(&t, EVERYBODY);
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[BERT], t.now), 0, "Bert leaves");
	must(town_commit(&t, OWNER), "commit");
	is_err(suspend(&t, ANNA, &space, CORA), 0, "and Cora is suspended");
	renamed(&t, CORA, &space, &item, "Danach");
	meet(&t, EVERYBODY);
	town_admit(&t, OWNER, &space, BERT, VB_ROLE_MEMBER);
	meet(&t, EVERYBODY);
	ok(is_suspended(&t, BERT, &space, CORA), "Bert, admitted again, knows that");
	is_str(name_at(&t, BERT, &space, &item), "Vorher", "and holds what the others hold");
	ok(all_agree(&t, &space, 1u << OWNER | 1u << ANNA | 1u << BERT), "all agree");
	town_release(&t);
}

/* ---- erasing ---- */

static struct record_ref ref_at(struct town *t, uint32_t office, const struct space_id *space,
                                const struct record_id *record)
{
	return (struct record_ref){ .space = town_space(t, office, space),
		                    .audience = ALL,
		                    .id = *record };
}

static void erase_own(struct town *t, const struct space_id *space, const struct record_id *record)
{
	struct record_ref ref = ref_at(t, CORA, space, record);
	struct open_erased erased;
	struct entry_id id;

	must(erase_name(t->nodes[CORA], &ref, &erased), "erase_name");
	must(author_erase(t->nodes[CORA], space, &erased, 1, 1, t->now, &id), "author_erase");
	must(town_commit(t, CORA), "commit");
}

/* An erase by one who is suspended destroys nothing: it is obeyed when that is lifted, and void when it is dismissed. */
static void held_erase(bool is_lifted)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item = create(&t, CORA, &space, "Ihres");
	struct record_ref ref;

	meet(&t, EVERYBODY);
	ref = ref_at(&t, BERT, &space, &item);
	is_err(suspend(&t, ANNA, &space, CORA), 0, "a steward suspends");
	meet(&t, 1u << OWNER | 1u << ANNA | 1u << BERT);
	erase_own(&t, &space, &item);
	meet(&t, EVERYBODY);
	ok(erase_is_hiding(t.nodes[BERT], &ref), "what she erases is hidden");
	ok(!erase_is_in_force(t.nodes[BERT], &ref), "and not destroyed");
	must(town_commit(&t, BERT), "commit");
	if (is_lifted)
		is_err(lift(&t, &space, CORA), 0, "it is lifted");
	else
		is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[CORA], t.now), 0,
		       "she is dismissed");
	must(town_commit(&t, OWNER), "commit");
	meet(&t, 1u << OWNER | 1u << ANNA | 1u << BERT);
	is_int(erase_is_in_force(t.nodes[BERT], &ref), is_lifted,
	       "her erase is in force if, and only if, she counts");
	ok(!erase_is_hiding(t.nodes[BERT], &ref), "nothing is hidden any more");
	is_str(name_at(&t, BERT, &space, &item), is_lifted ? NULL : "Ihres",
	       "so it is with the record");
	town_release(&t);
}

/* ---- who suspends whom ---- */

static void mutual(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id a = create(&t, ANNA, &space, "Anna");
	struct record_id b = create(&t, BERT, &space, "Bert");

	meet(&t, EVERYBODY);
	is_err(suspend(&t, ANNA, &space, BERT), 0, "Anna suspends Bert");
	is_err(suspend(&t, BERT, &space, ANNA), 0, "Bert, who does not know it, Anna");
	renamed(&t, ANNA, &space, &a, "Anna, danach");
	renamed(&t, BERT, &space, &b, "Bert, danach");
	meet(&t, EVERYBODY);
	for (uint32_t office = OWNER; office < OFFICES; office++) {
		ok(is_suspended(&t, office, &space, ANNA) && is_suspended(&t, office, &space, BERT),
		   "office %u: both count", office);
		is_str(name_at(&t, office, &space, &a), "Anna", "hers is held");
		is_str(name_at(&t, office, &space, &b), "Bert", "his is held");
	}
	is_err(lift(&t, &space, ANNA), 0, "the owner sides with Anna");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[BERT], t.now), 0,
	       "and dismisses Bert");
	must(town_commit(&t, OWNER), "commit");
	meet(&t, EVERYBODY);
	is_str(name_at(&t, CORA, &space, &a), "Anna, danach", "hers is there again");
	is_str(name_at(&t, CORA, &space, &b), "Bert", "what was held of his fell away for good");
	is_err(town_log(&t, CORA, &space, BERT, ALL)->fault, VB_ERR_BEYOND_CUTOFF,
	       "beyond his cut-off");
	ok(all_agree(&t, &space, 1u << OWNER | 1u << ANNA | 1u << CORA), "all who stay agree");
	town_release(&t);
}

/* A suspend that lies beyond its author's own cut-off is void: dismissing one of two frees the other. */
static void dismissed_suspender(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id a = create(&t, ANNA, &space, "Anna");

	create(&t, BERT, &space, "Bert");
	meet(&t, EVERYBODY);
	is_err(suspend(&t, BERT, &space, ANNA), 0, "Bert suspends Anna");
	renamed(&t, ANNA, &space, &a, "Anna, danach");
	meet(&t, 1u << BERT | 1u << CORA | 1u << ANNA);
	is_str(name_at(&t, CORA, &space, &a), "Anna", "it counts");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[BERT], t.now), 0,
	       "the owner, who has not heard of it, dismisses him");
	must(town_commit(&t, OWNER), "commit");
	meet(&t, 1u << OWNER | 1u << CORA | 1u << ANNA);
	ok(!is_suspended(&t, CORA, &space, ANNA), "so his suspend is cut off");
	is_str(name_at(&t, CORA, &space, &a), "Anna, danach", "and nothing is held");
	ok(all_agree(&t, &space, 1u << OWNER | 1u << ANNA | 1u << CORA), "all agree");
	town_release(&t);
}

static void who_may(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item;

	is_err(suspend(&t, CORA, &space, ANNA), VB_ERR_NO_RIGHT, "a member may not");
	is_err(suspend(&t, ANNA, &space, OWNER), VB_ERR_LAST_STEWARD, "nobody the owner");
	is_err(suspend(&t, ANNA, &space, ANNA), VB_ERR_SELF, "nobody itself");
	is_err(confirm(&t, &space, OWNER), VB_ERR_LAST_STEWARD, "not even the owner");
	is_err(council_suspend(t.nodes[ANNA], &space, &t.ids[CORA], t.now), VB_ERR_NOT_OWNER,
	       "only the owner confirms");
	is_err(council_lift(t.nodes[ANNA], &space, &t.ids[CORA], t.now), VB_ERR_NOT_OWNER,
	       "only the owner lifts");
	is_err(lift(&t, &space, CORA), VB_ERR_NOT_SUSPENDED, "and only what there is");
	/* Bert does not know yet that he is no steward any more. */
	item = create(&t, CORA, &space, "Cora");
	meet(&t, EVERYBODY);
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[BERT], VB_ROLE_MEMBER, t.now), 0,
	       "a steward is demoted");
	must(town_commit(&t, OWNER), "commit");
	is_err(suspend(&t, BERT, &space, CORA), 0, "and suspends afterwards");
	renamed(&t, CORA, &space, &item, "Cora, danach");
	meet(&t, EVERYBODY);
	ok(!is_suspended(&t, OWNER, &space, CORA), "that does not count, back-dated as it is");
	is_str(name_at(&t, OWNER, &space, &item), "Cora, danach", "nothing is held");
	is_err(suspend(&t, BERT, &space, CORA), VB_ERR_NO_RIGHT, "he knows it now");
	ok(all_agree(&t, &space, EVERYBODY), "all agree");
	town_release(&t);
}

/* The owner's word: it takes the place of the steward's, and stands though the steward leaves. */
static void confirmed(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item = create(&t, CORA, &space, "Eins");

	meet(&t, EVERYBODY);
	renamed(&t, CORA, &space, &item, "Zwei");
	meet(&t, 1u << OWNER | 1u << CORA | 1u << BERT);
	is_err(suspend(&t, ANNA, &space, CORA), 0, "Anna, who knows one entry, suspends");
	meet(&t, 1u << ANNA | 1u << BERT);
	is_str(name_at(&t, BERT, &space, &item), "Eins", "what she did not know is held");
	is_err(confirm(&t, &space, CORA), 0, "the owner suspends, too, and knows two");
	is_err(confirm(&t, &space, CORA), VB_ERR_DUPLICATE, "once is enough");
	meet(&t, EVERYBODY);
	is_str(name_at(&t, BERT, &space, &item), "Eins", "the least counts as long as both stand");
	is_err(confirm(&t, &space, CORA), 0, "the owner confirms Anna's");
	meet(&t, EVERYBODY);
	ok(is_suspended(&t, BERT, &space, CORA), "she is suspended");
	ok(all_agree(&t, &space, EVERYBODY), "all agree");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[ANNA], t.now), 0, "Anna leaves");
	must(town_commit(&t, OWNER), "commit");
	meet(&t, EVERYBODY);
	ok(is_suspended(&t, BERT, &space, CORA), "what was confirmed stands");
	is_err(lift(&t, &space, CORA), 0, "until it is lifted");
	meet(&t, EVERYBODY);
	ok(!is_suspended(&t, BERT, &space, CORA), "all of it at once");
	is_str(name_at(&t, BERT, &space, &item), "Zwei", "and she counts again");
	town_release(&t);
}

/* Dismissed, with saved keys, and its clock set back by a year: whatever it writes cites what it knew then. */
static void saved_keys(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item = create(&t, BERT, &space, "Vorher");
	struct hash before;

	meet(&t, EVERYBODY);
	is_err(confirm(&t, &space, BERT), 0, "the owner suspends");
	is_err(council_dismiss(t.nodes[OWNER], &space, &t.ids[BERT], t.now), 0, "and dismisses");
	must(town_commit(&t, OWNER), "commit");
	meet(&t, 1u << OWNER | 1u << ANNA);
	before = town_state(&t, OWNER, &space, ALL);
	t.now.wall.v -= (uint64_t)365 * 24 * 3600 * 1000;
	renamed(&t, BERT, &space, &item, "Rueckdatiert");
	create(&t, BERT, &space, "Erfunden");
	is_err(suspend(&t, BERT, &space, ANNA), 0, "he suspends who is left");
	meet(&t, 1u << BERT | 1u << CORA);
	is_str(name_at(&t, CORA, &space, &item), "Rueckdatiert",
	       "who does not know it believes him");
	ok(is_suspended(&t, CORA, &space, ANNA), "in all of it");
	t.now.wall.v += (uint64_t)365 * 24 * 3600 * 1000;
	meet(&t, EVERYBODY);
	ok(!is_suspended(&t, CORA, &space, ANNA), "then his suspend has no effect");
	is_mem(town_state(&t, CORA, &space, ALL).b, before.b, sizeof(before.b),
	       "nor has anything else");
	is_u64(town_log(&t, ANNA, &space, BERT, ALL)->count, 3, "though all hold it");
	is_str(name_at(&t, BERT, &space, &item), "Vorher", "in his own eyes, too, once he knows");
	town_release(&t);
}

/* ---- too many incarnations ---- */

static void begins(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct core_space *own = core_space_find(t.nodes[CORA], &space);
	struct record_id first = create(&t, CORA, &space, "Die erste");
	struct record_id id;

	/* limit VB_BEGINS_UNCONFIRMED_MAX */
	for (uint32_t i = 1; i < VB_BEGINS_UNCONFIRMED_MAX; i++) {
		core_new_incarnation(t.nodes[CORA], own);
		id = create(&t, CORA, &space, "Noch eine");
	}
	meet(&t, EVERYBODY);
	is_str(name_at(&t, ANNA, &space, &id), "Noch eine", "16 count");
	core_new_incarnation(t.nodes[CORA], own);
	own->has_incarnation = false;
	is_err(town_create(&t, CORA, &space, ALL, VB_KIND_PAPER, "x", &id), VB_ERR_BEGINS,
	       "an honest office begins no 17th");
	/* A thief does. */
	own->has_incarnation = true;
	is_err(town_create(&t, CORA, &space, ALL, VB_KIND_PAPER, "x", &id), VB_ERR_SUSPENDED,
	       "one that does");
	must(town_commit(&t, CORA), "commit");
	is_str(name_at(&t, CORA, &space, &first), NULL, "holds all that it wrote");
	meet(&t, EVERYBODY);
	is_str(name_at(&t, ANNA, &space, &first), NULL, "everywhere");
	ok(!is_suspended(&t, ANNA, &space, CORA), "though nobody suspended it");
	ok(all_agree(&t, &space, EVERYBODY), "all agree");
	is_err(lift(&t, &space, CORA), 0, "the owner keeps them");
	meet(&t, EVERYBODY);
	is_str(name_at(&t, ANNA, &space, &first), "Die erste", "and all is there again");
	core_new_incarnation(t.nodes[CORA], own);
	id = create(&t, CORA, &space, "Ein neuer Anfang");
	meet(&t, EVERYBODY);
	is_str(name_at(&t, ANNA, &space, &id), "Ein neuer Anfang", "and it may begin again");
	ok(all_agree(&t, &space, EVERYBODY), "all agree");
	town_release(&t);
}

int main(void)
{
	held_and_lifted();
	what_is_served();
	what_is_taken();
	link_that_stands();
	back_again();
	held_erase(true);
	held_erase(false);
	mutual();
	dismissed_suspender();
	who_may();
	confirmed();
	saved_keys();
	begins();
	return done();
}
