/* judge: what is cut off is taken back, whatever came first; what was held goes on; a fork is settled by a cut-off. */
#include "daemon/core/judge.h"

#include <string.h>

#include "daemon/core/admit.h"
#include "daemon/core/council.h"
#include "store/feed.h"
#include "tests/tap.h"
#include "tests/unit/town.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;
static const enum audience OPEN = VB_AUDIENCE_OPEN;

enum { OWNER, LEAVER, OTHER, LATE, OFFICES };

static void link_all(struct town *t)
{
	for (uint32_t a = 0; a < t->count; a++) {
		for (uint32_t b = a + 1; b < t->count; b++)
			town_link(t, a, b);
	}
}

static void unlink_all(struct town *t)
{
	for (uint32_t a = 0; a < t->count; a++) {
		for (uint32_t b = a + 1; b < t->count; b++)
			town_unlink(t, a, b);
	}
}

/* The owner and three members, up to date and apart from each other. */
static struct space_id committee(struct town *t)
{
	struct space_id space;

	town_init(t, OFFICES);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_pair(t, OWNER, i);
	space = town_found(t, OWNER);
	for (uint32_t i = 1; i < OFFICES; i++)
		town_admit(t, OWNER, &space, i, VB_ROLE_MEMBER);
	link_all(t);
	town_run(t);
	unlink_all(t);
	return space;
}

static struct record_id create(struct town *t, uint32_t office, const struct space_id *space,
                               enum audience audience, const char *name)
{
	struct record_id id = { { 0 } };
	int err = town_create(t, office, space, audience, VB_KIND_PAPER, name, &id);

	if (err != 0 || town_commit(t, office) != 0)
		bail("cannot write \"%s\": %s", name, err_name(err));
	return id;
}

static void renamed(struct town *t, uint32_t office, const struct space_id *space,
                    const struct record_id *record, const char *name)
{
	int err = town_rename(t, office, space, ALL, record, name);

	if (err != 0 || town_commit(t, office) != 0)
		bail("cannot rename to \"%s\": %s", name, err_name(err));
}

static void dismissed(struct town *t, const struct space_id *space, uint32_t office)
{
	int err = council_dismiss(t->nodes[OWNER], space, &t->ids[office], t->now);

	if (err != 0 || town_commit(t, OWNER) != 0)
		bail("cannot dismiss: %s", err_name(err));
}

/* All but one hand each other what they have until nothing moves. */
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

static bool all_agree_but(struct town *t, const struct space_id *space, uint32_t absent)
{
	for (uint32_t i = 1; i < t->count; i++) {
		if (i != absent && (!town_agrees(t, OWNER, i, space, ALL) ||
		                    !town_agrees(t, OWNER, i, space, CORE)))
			return false;
	}
	return true;
}

/* ---- dismissal ---- */

/* The leaver's last entries reached one office and not the owner, who cuts them off. */
static void cut_off_entries_are_taken_back(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id kept = create(&t, LEAVER, &space, ALL, "Rechtzeitig");
	struct record_id theirs = create(&t, OTHER, &space, ALL, "Fremd");
	struct record_id late;
	uint64_t feed;

	meet_without(&t, UINT32_MAX);
	late = create(&t, LEAVER, &space, ALL, "Zu spaet");
	renamed(&t, LEAVER, &space, &theirs, "Vom Gehenden geaendert");
	town_link(&t, LEAVER, OTHER);
	town_run(&t);
	town_unlink(&t, LEAVER, OTHER);
	is_str(town_name(&t, OTHER, &space, ALL, &late), "Zu spaet", "one office has them");
	is_str(town_name(&t, OTHER, &space, ALL, &theirs), "Vom Gehenden geaendert",
	       "and believes them");
	dismissed(&t, &space, LEAVER);
	feed = node_feed_last(t.nodes[OTHER]);
	meet_without(&t, LEAVER);
	is_str(town_name(&t, OTHER, &space, ALL, &kept), "Rechtzeitig", "what was accepted stays");
	is_str(town_name(&t, OTHER, &space, ALL, &late), NULL, "what was cut off is gone");
	is_str(town_name(&t, OTHER, &space, ALL, &theirs), "Fremd", "and undone");
	is_u64(node_feed_last(t.nodes[OTHER]) - feed, 2, "the feed tells of both records");
	ok(all_agree_but(&t, &space, LEAVER), "all who stay agree");
	is_err(town_log(&t, LATE, &space, LEAVER, ALL)->fault, VB_ERR_BEYOND_CUTOFF,
	       "the entries go round nevertheless, without effect");
	is_u64(town_log(&t, LATE, &space, LEAVER, ALL)->count,
	       town_log(&t, OTHER, &space, LEAVER, ALL)->count, "all hold the same of them");
	town_release(&t);
}

/* Entries of others that built on what was cut off. */
static void what_was_built_on_it(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id theirs = create(&t, OWNER, &space, ALL, "Alt");
	struct record_id lost;

	meet_without(&t, UINT32_MAX);
	renamed(&t, LEAVER, &space, &theirs, "Zwischenstand");
	lost = create(&t, LEAVER, &space, ALL, "Verloren");
	town_link(&t, LEAVER, OTHER);
	town_run(&t);
	town_unlink(&t, LEAVER, OTHER);
	renamed(&t, OTHER, &space, &theirs, "Darauf gebaut");
	renamed(&t, OTHER, &space, &lost, "Bearbeitet");
	dismissed(&t, &space, LEAVER);
	meet_without(&t, LEAVER);
	is_str(town_name(&t, OWNER, &space, ALL, &theirs), "Darauf gebaut",
	       "an edit on top of a lost one counts");
	is_str(town_name(&t, OWNER, &space, ALL, &lost), NULL, "a record that was lost does not");
	is_str(town_name(&t, OTHER, &space, ALL, &lost), NULL, "not even where it was seen");
	ok(all_agree_but(&t, &space, LEAVER), "all who stay agree");
	town_release(&t);
}

/* The dismissed office goes on as if nothing had been decided. */
static void back_dated_entries(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item = create(&t, LEAVER, &space, ALL, "Vorher");
	struct admit_result result;
	struct record_id secret, again;
	struct hash before;
	struct buf late;

	meet_without(&t, UINT32_MAX);
	dismissed(&t, &space, LEAVER);
	meet_without(&t, LEAVER);
	before = town_state(&t, OWNER, &space, ALL);
	renamed(&t, LEAVER, &space, &item, "Rueckdatiert");
	buf_init(&late, VB_SEGMENT_MAX_BYTES);
	town_segment(&t, LEAVER, town_log(&t, LEAVER, &space, LEAVER, ALL), 1, &late);
	is_err(town_offer(&t, OWNER, LEAVER, buf_span(&late)), VB_ERR_NOT_MEMBER,
	       "nothing is taken from the dismissed office");
	is_err(admit_segment(t.nodes[OWNER], 1, &t.ids[OTHER], buf_span(&late), t.now, &result), 0,
	       "by way of a member it is stored");
	is_err(result.note, VB_ERR_BEYOND_CUTOFF, "as what it is");
	is_int(result.applied, 0, "without effect");
	is_err(town_commit(&t, OWNER), 0, "kept");
	is_mem(town_state(&t, OWNER, &space, ALL).b, before.b, sizeof(before.b), "the same state");
	secret = create(&t, OWNER, &space, CORE, "Danach");
	is_err(town_offer_log(&t, LEAVER, OWNER, &space, OWNER, OPEN), 0, "begin");
	is_err(town_offer_control(&t, LEAVER, OWNER, &space, 0), 0, "it learns of its dismissal");
	is_err(town_commit(&t, LEAVER), 0, "and keeps that");
	is_str(town_name(&t, LEAVER, &space, ALL, &item), "Vorher", "its late edit is undone");
	is_err(town_offer_log(&t, LEAVER, OWNER, &space, OWNER, CORE), VB_ERR_NOT_MEMBER,
	       "it takes nothing any more");
	is_str(town_name(&t, LEAVER, &space, CORE, &secret), NULL, "it cannot read");
	is_int(space_key_slot(node_space_find(t.nodes[LEAVER], &space)->space, CORE,
	                      space_citable(node_space_find(t.nodes[OWNER], &space)->space)),
	       VB_VAULT_NO_SLOT, "since it has no key");
	is_err(town_rename(&t, LEAVER, &space, ALL, &item, "x"), VB_ERR_NOT_MEMBER,
	       "and cannot write");
	is_err(town_create(&t, LEAVER, &space, ALL, VB_KIND_MESSAGE, "x", &again),
	       VB_ERR_NOT_MEMBER, "nothing at all");
	buf_release(&late);
	town_release(&t);
}

/* Dismissed and admitted again: what was cut off stays so, what is new counts. */
static void readmission(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id first = create(&t, LEAVER, &space, ALL, "Erste Zeit");
	struct record_id lost, second;
	uint64_t incarnation;

	meet_without(&t, UINT32_MAX);
	incarnation = town_log(&t, OWNER, &space, LEAVER, ALL)->incarnation;
	lost = create(&t, LEAVER, &space, ALL, "Dazwischen");
	dismissed(&t, &space, LEAVER);
	town_admit(&t, OWNER, &space, LEAVER, VB_ROLE_MEMBER);
	meet_without(&t, UINT32_MAX);
	is_str(town_name(&t, LEAVER, &space, ALL, &lost), NULL, "lost in its own eyes too");
	second = create(&t, LEAVER, &space, ALL, "Zweite Zeit");
	ok(town_log(&t, LEAVER, &space, LEAVER, ALL)->incarnation == incarnation,
	   "the old log is the longer one");
	meet_without(&t, UINT32_MAX);
	is_str(town_name(&t, OTHER, &space, ALL, &first), "Erste Zeit", "the first time");
	is_str(town_name(&t, OTHER, &space, ALL, &second), "Zweite Zeit", "and the second");
	is_str(town_name(&t, OTHER, &space, ALL, &lost), NULL, "and nothing between");
	ok(all_agree_but(&t, &space, UINT32_MAX), "all agree");
	town_release(&t);
}

/* ---- roles ---- */

static void role_down_and_up(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id paper = create(&t, LEAVER, &space, CORE, "Als Mitglied");
	struct record_id secret, message, late;

	meet_without(&t, UINT32_MAX);
	late = create(&t, LEAVER, &space, CORE, "Ungehoert");
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[LEAVER], VB_ROLE_GUEST, t.now), 0,
	       "a member becomes a guest");
	is_err(town_commit(&t, OWNER), 0, "kept");
	secret = create(&t, OWNER, &space, CORE, "Nicht fuer Gaeste");
	meet_without(&t, UINT32_MAX);
	is_str(town_name(&t, LEAVER, &space, CORE, &paper), "Als Mitglied",
	       "it keeps what it knew");
	is_str(town_name(&t, LEAVER, &space, CORE, &late), NULL, "its unheard entry is void");
	is_str(town_name(&t, LEAVER, &space, CORE, &secret), NULL, "it learns nothing new");
	is_err(town_create(&t, LEAVER, &space, CORE, VB_KIND_PAPER, "x", &late), VB_ERR_NO_RIGHT,
	       "it writes nothing internal");
	is_err(town_create(&t, LEAVER, &space, ALL, VB_KIND_MESSAGE, "Gruss", &message), 0,
	       "but messages");
	is_err(town_commit(&t, LEAVER), 0, "kept");
	meet_without(&t, UINT32_MAX);
	is_str(town_name(&t, OTHER, &space, ALL, &message), "Gruss", "which all hear");
	ok(town_agrees(&t, OWNER, LEAVER, &space, ALL), "the public state agrees");
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[LEAVER], VB_ROLE_STEWARD, t.now), 0,
	       "it becomes more than it was");
	is_err(town_commit(&t, OWNER), 0, "kept");
	meet_without(&t, UINT32_MAX);
	is_str(town_name(&t, LEAVER, &space, CORE, &secret), "Nicht fuer Gaeste",
	       "and learns what it missed");
	ok(all_agree_but(&t, &space, UINT32_MAX), "all agree");
	town_release(&t);
}

/* A relay holds what it cannot read; when it gets the keys it reads all of it, as if it had come in order. */
static void relay_gets_keys(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id item, internal;

	is_err(council_role(t.nodes[OWNER], &space, &t.ids[LATE], VB_ROLE_RELAY, t.now), 0,
	       "a member becomes a relay");
	is_err(town_commit(&t, OWNER), 0, "kept");
	item = create(&t, OWNER, &space, ALL, "Eins");
	meet_without(&t, UINT32_MAX);
	renamed(&t, OTHER, &space, &item, "Zwei");
	renamed(&t, LEAVER, &space, &item, "Drei");
	internal = create(&t, LEAVER, &space, CORE, "Intern");
	meet_without(&t, UINT32_MAX);
	is_str(town_name(&t, LATE, &space, ALL, &item), NULL, "the relay reads nothing");
	is_u64(town_log(&t, LATE, &space, OWNER, ALL)->count, 1, "but holds it");
	is_u64(town_log(&t, LATE, &space, LEAVER, CORE)->count, 1, "all of it");
	is_u64(town_log(&t, LATE, &space, LEAVER, CORE)->valid, 1, "and knows it valid");
	is_err(council_role(t.nodes[OWNER], &space, &t.ids[LATE], VB_ROLE_MEMBER, t.now), 0,
	       "it becomes a member again");
	is_err(town_commit(&t, OWNER), 0, "kept");
	meet_without(&t, UINT32_MAX);
	is_str(town_name(&t, LATE, &space, CORE, &internal), "Intern", "and reads all of it");
	ok(all_agree_but(&t, &space, UINT32_MAX), "all agree");
	town_release(&t);
}

/* A relay judges what it cannot read: here 600 entries that came before their begin. */
static void relay_judges_all(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id id;

	is_err(council_role(t.nodes[OWNER], &space, &t.ids[LATE], VB_ROLE_RELAY, t.now), 0,
	       "a member becomes a relay");
	is_err(town_commit(&t, OWNER), 0, "kept");
	meet_without(&t, UINT32_MAX);
	for (uint32_t i = 0; i < 600; i++) {
		if (town_create(&t, LEAVER, &space, ALL, VB_KIND_MESSAGE, "x", &id) != 0)
			bail("cannot write");
	}
	is_err(town_commit(&t, LEAVER), 0, "written");
	is_err(town_offer_log(&t, LATE, LEAVER, &space, LEAVER, ALL), 0, "600 entries");
	is_err(town_offer_log(&t, LATE, LEAVER, &space, LEAVER, OPEN), 0, "and their begin");
	is_err(town_commit(&t, LATE), 0, "kept");
	is_u64(town_log(&t, LATE, &space, LEAVER, ALL)->valid, 600, "all are known to be valid");
	is_u64(town_log(&t, LATE, &space, LEAVER, ALL)->applied, 0, "none can be read");
	ok(!node_has_work(t.nodes[LATE]), "there is nothing more to do");
	town_release(&t);
}

/* ---- forks ---- */

/* Two histories of the leaver's log: one office has the one, one the other; the owner has the other and cuts off there. */
static void fork_is_settled(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id common = create(&t, LEAVER, &space, ALL, "Gemeinsam");
	struct record_id one, two;
	struct buf store, other;

	meet_without(&t, UINT32_MAX);
	buf_init(&store, SIZE_MAX);
	buf_init(&other, VB_SEGMENT_MAX_BYTES);
	town_close(&t, LEAVER);
	scratch_read(town_file(&t, LEAVER, "data.mdb"), &store);
	town_reopen(&t, LEAVER);
	one = create(&t, LEAVER, &space, ALL, "Ast eins");
	is_err(town_offer_log(&t, OTHER, LEAVER, &space, LEAVER, ALL), 0, "one history");
	town_close(&t, LEAVER);
	scratch_write(town_file(&t, LEAVER, "data.mdb"), buf_span(&store));
	town_reopen(&t, LEAVER);
	town_pass(&t, 10);
	two = create(&t, LEAVER, &space, ALL, "Ast zwei");
	renamed(&t, LEAVER, &space, &two, "Ast zwei, weiter");
	is_err(town_offer_log(&t, OWNER, LEAVER, &space, LEAVER, ALL), 0, "the other");
	town_segment(&t, LEAVER, town_log(&t, LEAVER, &space, LEAVER, ALL), 2, &other);
	is_err(town_offer(&t, OTHER, LEAVER, buf_span(&other)), VB_ERR_BAD_SIGNATURE,
	       "without its predecessor it looks forged");
	buf_clear(&other);
	town_segment(&t, LEAVER, town_log(&t, LEAVER, &space, LEAVER, ALL), 0, &other);
	is_err(town_offer(&t, OTHER, LEAVER, buf_span(&other)), VB_ERR_FORK, "with it, a fork");
	is_err(town_commit(&t, OTHER), 0, "kept");
	is_str(town_name(&t, OTHER, &space, ALL, &one), NULL, "held");
	dismissed(&t, &space, LEAVER);
	meet_without(&t, LEAVER);
	/* While what is behind it in the other one was asked for: that would leave a gap. */
	is_u64(town_log(&t, OTHER, &space, LEAVER, ALL)->count, 3,
	       "the branch not named is dropped, the named one fetched from its beginning");
	is_mem(town_log(&t, OTHER, &space, LEAVER, ALL)->head.b,
	       town_log(&t, OWNER, &space, LEAVER, ALL)->head.b, VB_HASH_BYTES, "that one");
	is_str(town_name(&t, OTHER, &space, ALL, &common), "Gemeinsam", "the common part");
	is_str(town_name(&t, OTHER, &space, ALL, &one), NULL, "the branch not named is gone");
	is_str(town_name(&t, OTHER, &space, ALL, &two), "Ast zwei, weiter", "the other one counts");
	is_str(town_name(&t, LATE, &space, ALL, &two), "Ast zwei, weiter", "everywhere");
	ok(all_agree_but(&t, &space, LEAVER), "all agree");
	buf_release(&store);
	buf_release(&other);
	town_release(&t);
}

/* The owner has one branch, everybody else the other, and none of them knows that there are two. */
static void fork_that_nobody_saw(void)
{
	struct town t;
	struct space_id space = committee(&t);
	struct record_id one, two;
	struct buf store;

	create(&t, LEAVER, &space, ALL, "Gemeinsam");
	meet_without(&t, UINT32_MAX);
	buf_init(&store, SIZE_MAX);
	town_close(&t, LEAVER);
	scratch_read(town_file(&t, LEAVER, "data.mdb"), &store);
	town_reopen(&t, LEAVER);
	one = create(&t, LEAVER, &space, ALL, "Ast eins");
	renamed(&t, LEAVER, &space, &one, "Ast eins, weiter");
	for (uint32_t office = OTHER; office <= LATE; office++)
		is_err(town_offer_log(&t, office, LEAVER, &space, LEAVER, ALL), 0, "one history");
	town_close(&t, LEAVER);
	scratch_write(town_file(&t, LEAVER, "data.mdb"), buf_span(&store));
	town_reopen(&t, LEAVER);
	town_pass(&t, 10);
	two = create(&t, LEAVER, &space, ALL, "Ast zwei");
	is_err(town_offer_log(&t, OWNER, LEAVER, &space, LEAVER, ALL), 0, "the other");
	dismissed(&t, &space, LEAVER);
	for (uint32_t i = 0; i < 3; i++)
		meet_without(&t, LEAVER);
	is_str(town_name(&t, OTHER, &space, ALL, &two), "Ast zwei", "the branch that was named");
	is_str(town_name(&t, LATE, &space, ALL, &two), "Ast zwei", "everywhere");
	is_str(town_name(&t, OTHER, &space, ALL, &one), NULL, "and not the other");
	ok(all_agree_but(&t, &space, LEAVER), "all agree");
	buf_release(&store);
	town_release(&t);
}

/* ---- a lot at once ---- */

/* More entries than one turn takes are held; when they may go on, they do so turn by turn, also over a restart. */
static void many_held_entries(void)
{
	const uint32_t many = VB_TURN_MAX_ENTRIES + 2000u;
	struct town t;
	struct space_id space = committee(&t);
	const struct log_info *log;
	struct record_id id;
	uint64_t before;

	for (uint32_t i = 0; i < many; i++) {
		if (town_create(&t, LEAVER, &space, ALL, VB_KIND_MESSAGE, "x", &id) != 0)
			bail("cannot write");
		if (node_turn_is_full(t.nodes[LEAVER]) && town_commit(&t, LEAVER) != 0)
			bail("cannot commit");
	}
	is_err(town_commit(&t, LEAVER), 0, "written");
	is_err(town_offer_log(&t, OTHER, LEAVER, &space, LEAVER, ALL), 0, "all of it comes");
	is_err(town_commit(&t, OTHER), 0, "and is kept");
	ok(!node_has_work(t.nodes[OTHER]), "there is nothing to do");
	is_err(town_offer_log(&t, OTHER, LEAVER, &space, LEAVER, OPEN), 0, "then the begin");
	is_err(town_commit(&t, OTHER), 0, "the turn ends");
	log = town_log(&t, OTHER, &space, LEAVER, ALL);
	before = log->applied;
	ok(before > 0 && before < many, "with a part of it");
	ok(node_has_work(t.nodes[OTHER]), "and asks for another");
	town_restart(&t, OTHER);
	log = town_log(&t, OTHER, &space, LEAVER, ALL);
	is_u64(log->applied, before, "after a restart it is as far");
	for (uint32_t turn = 0; turn < 10 && node_has_work(t.nodes[OTHER]); turn++)
		is_err(town_commit(&t, OTHER), 0, "another turn");
	is_u64(log->applied, many, "goes on to the end");
	ok(!node_has_work(t.nodes[OTHER]), "and then rests");
	ok(town_agrees(&t, OTHER, LEAVER, &space, ALL), "both agree");
	town_release(&t);
}

int main(void)
{
	cut_off_entries_are_taken_back();
	what_was_built_on_it();
	back_dated_entries();
	readmission();
	role_down_and_up();
	relay_gets_keys();
	relay_judges_all();
	fork_is_settled();
	fork_that_nobody_saw();
	many_held_entries();
	return done();
}
