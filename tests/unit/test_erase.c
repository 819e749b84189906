/* erase: what was erased is gone at every holder, whatever came first; only who may erases. */
#include "daemon/core/erase.h"

#include <string.h>

#include "daemon/core/author.h"
#include "daemon/core/branch.h"
#include "protocol/peer/segment.h"
#include "store/forks.h"
#include "store/index.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/holders.h"
#include "tests/unit/seeded.h"
#include "tests/unit/seeded_random.h"
#include "tests/unit/vectors.h"

static const enum audience ALL = VB_AUDIENCE_ALL;
static const enum audience CORE = VB_AUDIENCE_CORE;
static const enum audience OPEN = VB_AUDIENCE_OPEN;

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

/* ---- obeying ---- */

static void everybody_obeys(void)
{
	struct town t;
	struct space_id space = holders_init(&t);
	struct record_id paper = holders_create(&t, MEMBER, &space, VB_KIND_PAPER, "Geheim");
	struct record_id other = holders_create(&t, MEMBER, &space, VB_KIND_PAPER, "Bleibt");
	uint32_t missing = 0;

	holders_link(&t, LATE);
	holders_rename(&t, OWNER, &space, &paper, "Geheimer");
	holders_link(&t, LATE);
	is_int(town_bodies(&t, RELAY, &space, ALL, &paper), 2, "a relay holds both entries");
	is_int(town_bodies(&t, GUEST, &space, ALL, &paper), 2, "so does a guest");
	(void)holders_erase(&t, OWNER, &space, &paper, NULL);
	is_int(town_bodies(&t, OWNER, &space, ALL, &paper), 0, "gone at the eraser");
	ok(town_name(&t, OWNER, &space, ALL, &paper) == NULL, "nobody is shown it");
	holders_link(&t, LATE);
	for (uint32_t i = 0; i < LATE; i++) {
		missing += town_bodies(&t, i, &space, ALL, &paper);
		missing += town_bodies(&t, i, &space, ALL, &other) != 1;
		missing += holders_faults(&t, i);
	}
	is_int(missing, 0, "gone at all of them, the relay too; the other record is there");
	is_int(in_index(&t, MEMBER, &space, VB_KIND_PAPER), 1, "the index has one paper");
	ok(town_agrees(&t, OWNER, GUEST, &space, ALL), "all see the same");
	/* Whoever was away gets the erase, and the log without the bodies. */
	holders_link(&t, OFFICES);
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
	struct space_id space = holders_init(&t);
	struct record_id paper = holders_create(&t, MEMBER, &space, VB_KIND_PAPER, "Geheim");

	is_err(town_offer_log(&t, OWNER, MEMBER, &space, MEMBER, OPEN), 0, "the begin");
	is_err(town_offer_log(&t, OWNER, MEMBER, &space, MEMBER, ALL), 0, "the paper");
	holders_commit(&t, OWNER);
	(void)holders_erase(&t, OWNER, &space, &paper, NULL);
	is_err(town_offer_log(&t, LATE, OWNER, &space, OWNER, OPEN), 0, "the erase comes first");
	holders_commit(&t, LATE);
	is_err(town_offer_log(&t, LATE, MEMBER, &space, MEMBER, OPEN), 0, "the begin");
	is_err(town_offer_log(&t, LATE, MEMBER, &space, MEMBER, ALL), 0, "then content");
	holders_commit(&t, LATE);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 0, "which is not kept");
	ok(town_agrees(&t, OWNER, LATE, &space, ALL), "both see the same");
	/* Without the erase a log with holes is not taken. */
	is_err(town_offer_log(&t, GUEST, MEMBER, &space, MEMBER, OPEN), 0, "a guest: the begin");
	is_err(town_offer_log(&t, GUEST, OWNER, &space, MEMBER, ALL), VB_ERR_ERASED,
	       "a body that nobody erased is not left out");
	is_err(town_offer_log(&t, GUEST, OWNER, &space, OWNER, OPEN), 0, "with the erase");
	is_err(town_offer_log(&t, GUEST, OWNER, &space, MEMBER, ALL), 0, "it is");
	holders_commit(&t, GUEST);
	/* An edit of it that was written elsewhere comes late. */
	holders_rename(&t, MEMBER, &space, &paper, "Geheimer");
	is_err(town_offer_log(&t, LATE, MEMBER, &space, MEMBER, ALL), 0, "a late edit");
	holders_commit(&t, LATE);
	is_int(town_bodies(&t, LATE, &space, ALL, &paper), 0, "is not kept either");
	is_int(holders_faults(&t, LATE), 0, "the store is in order");
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
		holders_commit(t, office);
	return err;
}

static void only_who_may(void)
{
	struct town t;
	struct space_id space = holders_init(&t), elsewhere;
	struct record_id theirs = holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Fremd");
	struct record_id own = holders_create(&t, GUEST, &space, VB_KIND_MESSAGE, "Meins");
	struct entry_id id;
	struct open_erased named;
	uint32_t kept = 0;

	holders_link(&t, OFFICES);
	is_err(town_erase(&t, MEMBER, &space, ALL, &theirs, NULL, &id), VB_ERR_NO_RIGHT,
	       "a member does not erase what another created");
	is_err(town_erase(&t, GUEST, &space, ALL, &theirs, NULL, &id), VB_ERR_NO_RIGHT,
	       "nor does a guest");
	named = holders_name(&t, MEMBER, &space, &theirs);
	is_err(say_erase(&t, MEMBER, &space, &named, 1), 0,
	       "a changed program says so all the same");
	is_err(say_erase(&t, GUEST, &space, &named, 1), 0, "a guest's");
	is_err(say_erase(&t, RELAY, &space, &named, 1), 0, "a relay's");
	named.seq++;
	is_err(say_erase(&t, MEMBER, &space, &named, 1), 0, "another place of creation");
	holders_link(&t, OFFICES);
	for (uint32_t i = 0; i < OFFICES; i++)
		kept += town_bodies(&t, i, &space, ALL, &theirs);
	is_int(kept, OFFICES, "nobody obeys");
	(void)holders_erase(&t, GUEST, &space, &own, NULL);
	holders_link(&t, OFFICES);
	kept = 0;
	for (uint32_t i = 0; i < OFFICES; i++)
		kept += town_bodies(&t, i, &space, ALL, &own);
	is_int(kept, 0, "a guest's word for its own counts everywhere");
	/* A steward of another space names a record of this one. */
	elsewhere = town_found(&t, MEMBER);
	town_pair(&t, MEMBER, LATE);
	town_admit(&t, MEMBER, &elsewhere, LATE, VB_ROLE_MEMBER);
	named = holders_name(&t, OWNER, &space, &theirs);
	is_err(say_erase(&t, MEMBER, &elsewhere, &named, 1), 0, "the steward of another committee");
	holders_link(&t, OFFICES);
	is_int(town_bodies(&t, LATE, &space, ALL, &theirs), 1, "erases nothing here");
	is_int(holders_faults(&t, LATE), 0, "the store is in order");
	town_release(&t);
}

/* The creator's right, against a program that shares nothing with this one. */
static void rights_of_vectors(void)
{
	struct space_id space;
	struct node_id author, other = { { 1 } };
	struct open_erased erased;
	struct open_body body;
	struct span rights;
	struct list at;
	uint32_t count = 0, wrong = 0;

	vectors_open("tests/vectors/open.txt");
	memcpy(space.b, vector_bytes("erase_space").data, sizeof(space.b));
	memcpy(author.b, vector_bytes("erase_author").data, sizeof(author.b));
	rights = vector_bytes("erase_rights");
	is_err(open_body_decode(vector_bytes("body_erase_named"), &body), 0, "an erase of six");
	at = body.u.erase.records;
	while (open_erased_next(&at, &erased) && count < rights.size) {
		bool may = rights.data[count++] == 1;

		wrong += erase_is_allowed(&space, &author, VB_ROLE_MEMBER, &erased) != may;
		wrong += erase_is_allowed(&space, &author, VB_ROLE_GUEST, &erased) != may;
		wrong += erase_is_allowed(&space, &author, VB_ROLE_RELAY, &erased);
		wrong += erase_is_allowed(&space, &other, VB_ROLE_MEMBER, &erased);
		wrong += !erase_is_allowed(&space, &other, VB_ROLE_STEWARD, &erased);
	}
	is_int(count, 6, "six records");
	is_int(wrong, 0, "who may erase which");
	vectors_close();
}

static void too_many_or_twice(void)
{
	static struct open_erased many[VB_ERASE_MAX_COUNT + 1];
	struct town t;
	struct space_id space = holders_init(&t);
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
	holders_commit(&t, OWNER);
	for (uint32_t i = 0; i <= VB_ERASE_MAX_COUNT; i++)
		put_be32(many[i].record.b, i + 1);
	/* An entry with 257 passes as an entry and has no effect: its body has not the form. */
	is_err(say_erase(&t, OWNER, &space, many, VB_ERASE_MAX_COUNT + 1), 0,
	       "257 by a changed program");
	holders_link(&t, OFFICES);
	is_int(env_count(node_view(t.nodes[MEMBER]), VB_TABLE_ERASED), VB_ERASE_MAX_COUNT,
	       "the 256 are noted, nothing else");
	town_release(&t);
}

/* ---- replacements ---- */

static void replacements(void)
{
	struct town t;
	struct space_id space = holders_init(&t);
	struct record_id chain[VB_REPLACEMENTS_MAX + 3], out;
	struct env_txn *txn;
	uint32_t number;

	for (uint32_t i = 0; i < VB_REPLACEMENTS_MAX + 3; i++)
		chain[i] = holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Fassung");
	for (uint32_t i = 0; i < VB_REPLACEMENTS_MAX; i++)
		(void)holders_erase(&t, OWNER, &space, &chain[i], &chain[i + 1]);
	txn = node_view(t.nodes[OWNER]);
	number = town_space(&t, OWNER, &space);
	is_err(erasures_follow(txn, number, &chain[0], &out), 0, "eight steps");
	ok(record_id_is_equal(&out, &chain[VB_REPLACEMENTS_MAX]), "lead to the last");
	is_err(erasures_follow(txn, number, &chain[VB_REPLACEMENTS_MAX + 1], &out), 0, "none");
	ok(record_id_is_equal(&out, &chain[VB_REPLACEMENTS_MAX + 1]), "leads to itself");
	(void)holders_erase(&t, OWNER, &space, &chain[VB_REPLACEMENTS_MAX],
	                    &chain[VB_REPLACEMENTS_MAX + 1]);
	txn = node_view(t.nodes[OWNER]);
	is_err(erasures_follow(txn, number, &chain[0], &out), VB_ERR_ERASED, "nine are too many");
	is_err(erasures_follow(txn, number, &chain[1], &out), 0, "eight of them are not");
	(void)holders_erase(&t, OWNER, &space, &chain[VB_REPLACEMENTS_MAX + 1], &chain[0]);
	txn = node_view(t.nodes[OWNER]);
	is_err(erasures_follow(txn, number, &chain[1], &out), VB_ERR_ERASED, "a circle ends");
	(void)holders_erase(&t, OWNER, &space, &chain[VB_REPLACEMENTS_MAX + 2], NULL);
	txn = node_view(t.nodes[OWNER]);
	is_err(erasures_follow(txn, number, &chain[VB_REPLACEMENTS_MAX + 2], &out), VB_ERR_ERASED,
	       "nothing took its place");
	town_release(&t);
}

/* Two erase one record at the same time, with two replacements: all follow the smaller entry id. */
static void rivals(void)
{
	struct town t;
	struct space_id space = holders_init(&t);
	struct record_id paper = holders_create(&t, MEMBER, &space, VB_KIND_PAPER, "Strittig");
	struct record_id one = holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Eins");
	struct record_id two = holders_create(&t, MEMBER, &space, VB_KIND_PAPER, "Zwei"), out,
			 wanted;
	struct entry_id by_owner, by_member;
	uint32_t wrong = 0;

	holders_link(&t, OFFICES);
	by_owner = holders_erase(&t, OWNER, &space, &paper, &one);
	by_member = holders_erase(&t, MEMBER, &space, &paper, &two);
	holders_link(&t, OFFICES);
	wanted = memcmp(by_owner.b, by_member.b, sizeof(by_owner.b)) < 0 ? one : two;
	for (uint32_t i = 0; i < OFFICES; i++)
		wrong += erasures_follow(node_view(t.nodes[i]), town_space(&t, i, &space), &paper,
		                         &out) != 0 ||
		         !record_id_is_equal(&out, &wanted);
	is_int(wrong, 0, "of rivals the smallest erase decides, everywhere");
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
	space = holders_init(&t);
	for (uint32_t i = 0; i < 4; i++)
		papers[i] = holders_create(&t, i % 2, &space, VB_KIND_PAPER, "Papier");
	holders_link(&t, GUEST);
	for (uint32_t i = 0; i < 4; i++)
		holders_rename(&t, (i + 1) % 2, &space, &papers[i], "Geändert");
	holders_link(&t, GUEST);
	(void)holders_erase(&t, OWNER, &space, &papers[1], NULL);
	(void)holders_erase(&t, MEMBER, &space, &papers[3], &papers[1]);
	holders_rename(&t, MEMBER, &space, &papers[1], "Zu spät");
	for (uint32_t i = 0; i < 60; i++) {
		uint32_t author = (uint32_t)seeded_below(&random, 2);
		uint32_t from = (uint32_t)seeded_below(&random, 2);
		uint32_t to = LATE - (uint32_t)seeded_below(&random, 3);

		(void)town_offer_log(&t, to, from, &space, author,
		                     streams[seeded_below(&random, 2)]);
		holders_commit(&t, to);
	}
	holders_link(&t, OFFICES);
	for (uint32_t i = 0; i < OFFICES; i++)
		bodies += town_bodies(&t, i, &space, ALL, &papers[1]) +
		          town_bodies(&t, i, &space, ALL, &papers[3]) + holders_faults(&t, i);
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
	struct space_id space = holders_init(&t);
	struct record_id open = holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Wird intern"),
			 core, out;
	struct entry_id id;

	holders_link(&t, OFFICES);
	/* Both in one turn: nobody ever sees neither. */
	is_err(town_create(&t, OWNER, &space, CORE, VB_KIND_PAPER, "Wird intern", &core), 0,
	       "anew");
	is_err(town_erase(&t, OWNER, &space, ALL, &open, &core, &id), 0, "and the old one erased");
	holders_commit(&t, OWNER);
	holders_link(&t, OFFICES);
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

/* A second history of a log is kept as a proof: what was erased goes out of it, too, and it still proves the same. */
static void proofs(void)
{
	struct town t;
	struct space_id space = holders_init(&t);
	struct record_id paper = holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Beweisstück");
	struct node *node = t.nodes[OWNER];
	struct segment_reader reader;
	struct segment_entry entry;
	struct segment segment;
	struct forks_cursor c;
	struct fork_row row;
	struct buf bytes;
	const struct log_info *log;

	(void)holders_create(&t, OWNER, &space, VB_KIND_PAPER, "Anderes");
	log = town_log(&t, OWNER, &space, OWNER, ALL);
	buf_init(&bytes, VB_SEGMENT_MAX_BYTES);
	town_segment_to(&t, OWNER, log, 0, log->count - 1, &bytes);
	ok(branch_keep(node, log->handle, 0, buf_span(&bytes)), "a proof is kept");
	holders_commit(&t, OWNER);
	(void)holders_erase(&t, OWNER, &space, &paper, NULL);
	forks_open(&c, node_view(node));
	ok(forks_next(&c, &row) && row.log == log->handle && row.seq == 0, "it still is");
	is_err(segment_open(row.segment, &segment), 0, "a whole segment");
	is_int(segment.count, (int)log->count, "of as many entries");
	segment_start(&segment, &segment.prev, &reader);
	is_err(segment_next(&reader, &entry), 0, "the first");
	ok(entry.body.data == NULL && record_id_is_equal(&entry.header.record, &paper),
	   "without its body");
	is_err(segment_next(&reader, &entry), 0, "the second");
	ok(entry.body.size > 0, "with it");
	ok(entry_id_is_equal(&entry.id, &log->head), "and both are the entries that they were");
	is_err(forks_close(&c), 0, "closed");
	buf_release(&bytes);
	town_release(&t);
}

int main(void)
{
	everybody_obeys();
	erase_before_content();
	only_who_may();
	rights_of_vectors();
	too_many_or_twice();
	replacements();
	rivals();
	other_audience();
	proofs();
	for (uint64_t seed = 1; seed <= 8; seed++)
		any_order(seed);
	return done();
}
