/* check: nothing in a whole store; each change in spaces, control logs, records, indexes, feed and the rest is found. */
#include "store/check.h"

#include <string.h>

#include "store/drawers.h"
#include "store/forks.h"
#include "store/migrate.h"
#include "store/records.h"
#include "store/spaces.h"
#include "store/waiting.h"
#include "tests/tap.h"
#include "tests/unit/damage.h"

static void test_whole(struct damage_bed *bed)
{
	unsigned counts[32];
	struct findings f;

	is_err(damage_check(bed, &f, counts), 0, "the check comes to its end");
	is_u64(f.count, 0, "a whole store: nothing found");
	is_u64(f.spaces, 2, "two spaces");
	is_u64(f.control_entries, 10, "ten control entries");
	is_u64(f.logs, 3, "three logs");
	is_u64(f.entries, 613, "613 entries");
	is_u64(f.records, 20, "20 records");
	is_u64(f.feed_items, 20, "20 changes in the feed");
	shelf_reopen(&bed->shelf);
}

/* ---- ways to change it ---- */

static void put(struct env_txn *txn, enum table table, struct span key, struct span value)
{
	env_put(txn, table, key, value);
}

/* The key "u32 a, u32 b". */
static struct key key_two(uint32_t a, uint32_t b)
{
	struct key key;

	key_init(&key);
	key_u32(&key, a);
	key_u32(&key, b);
	return key;
}

/* Writes a row again with one byte changed. */
static void flip(struct env_txn *txn, enum table table, struct span key, size_t at)
{
	struct buf row;
	struct span value;

	buf_init(&row, 1u << 20);
	if (env_get(txn, table, key, &value) != 0 || at >= value.size)
		bail("no such row");
	buf_put(&row, value.data, value.size);
	row.data[at] ^= 1;
	env_put(txn, table, key, buf_span(&row));
	buf_release(&row);
}

static void no_version(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	env_del(txn, VB_TABLE_META, span_of_str("version"));
}

static void version_before_first(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	keyspace_put_meta(txn, VB_META_VERSION, 0);
}

static void number_not_given(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	keyspace_put_meta(txn, VB_META_NEXT_SPACE, 2);
}

static void number_twice(struct damage_bed *bed, struct env_txn *txn)
{
	struct space_id other, id = shelf_space(1);
	struct span value;
	struct key row;

	(void)bed;
	memset(other.b, 0xff, sizeof(other.b)); /* the last: the right one is known before */
	if (env_get(txn, VB_TABLE_SPACES, span_of(id.b, 32), &value) != 0)
		bail("no space");
	key_init(&row);
	key_bytes(&row, value.data, value.size);
	put(txn, VB_TABLE_SPACES, span_of(other.b, 32), key_span(&row));
}

static void short_space(struct damage_bed *bed, struct env_txn *txn)
{
	struct space_id other = { { 0xff } };

	(void)bed;
	memset(other.b, 0xff, sizeof(other.b)); /* the last: what comes before is read */
	put(txn, VB_TABLE_SPACES, span_of(other.b, 32), span_of_str("short"));
}

static void control_missing(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key = key_two(bed->space[1], 2);

	env_del(txn, VB_TABLE_CONTROL, key_span(&key));
}

static void control_body(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key = key_two(bed->space[1], 3);

	flip(txn, VB_TABLE_CONTROL, key_span(&key), 64 + 146 + 5);
}

static void control_header(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key = key_two(bed->space[2], 1);

	flip(txn, VB_TABLE_CONTROL, key_span(&key), 64 + 90); /* in the clock */
}

static void control_genesis(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key = key_two(bed->space[1], 0);

	flip(txn, VB_TABLE_CONTROL, key_span(&key), 64 + 90);
}

static void control_end_missing(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key = key_two(bed->space[1], 4);

	env_del(txn, VB_TABLE_CONTROL, key_span(&key));
}

static void control_orphan(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key = key_two(77, 0), two = key_two(77, 1);

	(void)bed;
	put(txn, VB_TABLE_CONTROL, key_span(&key), span_of_str("x"));
	put(txn, VB_TABLE_CONTROL, key_span(&two), span_of_str("x"));
}

static struct record_ref record_of(const struct damage_bed *bed, uint64_t time)
{
	return (struct record_ref){ bed->space[1], VB_AUDIENCE_ALL, shelf_record(time) };
}

static void record_untouched(struct damage_bed *bed, struct env_txn *txn)
{
	struct record_ref ref = record_of(bed, 7);
	struct key prefix;

	key_init(&prefix);
	key_record(&prefix, &ref);
	env_del_prefix(txn, VB_TABLE_TOUCH, key_span(&prefix));
}

static void record_missing(struct damage_bed *bed, struct env_txn *txn)
{
	struct record_ref ref = record_of(bed, 7);

	records_del(txn, &ref);
}

static void record_orphan(struct damage_bed *bed, struct env_txn *txn)
{
	struct record_ref ref = { 88, VB_AUDIENCE_ALL, shelf_record(1) };

	(void)bed;
	records_put(txn, &ref, span_of_str("x"));
	records_touch(txn, &ref, 1, 1);
	records_untouch(txn, &ref, 1, 1);
}

static void record_of_no_audience(struct damage_bed *bed, struct env_txn *txn)
{
	struct record_ref ref = { bed->space[1], VB_AUDIENCE_OPEN, shelf_record(1) };

	records_put(txn, &ref, span_of_str("x"));
}

static void touch_of_another(struct damage_bed *bed, struct env_txn *txn)
{
	struct record_ref ref = record_of(bed, 7);

	records_touch(txn, &ref, bed->data_log, 8);
}

static void touch_of_none(struct damage_bed *bed, struct env_txn *txn)
{
	struct record_ref ref = record_of(bed, 7);

	records_touch(txn, &ref, bed->data_log, 607);
	records_touch(txn, &ref, 99, 7);
}

static void touch_of_another_log(struct damage_bed *bed, struct env_txn *txn)
{
	struct record_ref ref = { bed->space[1], VB_AUDIENCE_CORE, shelf_record(100) };

	records_touch(txn, &ref, bed->core_log, 1);
}

static void touch_short(struct damage_bed *bed, struct env_txn *txn)
{
	struct record_ref ref = record_of(bed, 7);
	struct key key;

	key_init(&key);
	key_record(&key, &ref);
	key_u32(&key, bed->data_log + 1);
	put(txn, VB_TABLE_TOUCH, key_span(&key), span_of(NULL, 0));
}

static void waiter_missing(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	env_del_prefix(txn, VB_TABLE_WAITERS, span_of(NULL, 0));
}

static void waiter_too_many(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_WAITERS, span_of_str("something"), span_of(NULL, 0));
}

static void waiting_of_none(struct damage_bed *bed, struct env_txn *txn)
{
	struct waiting_row row = { .record = record_of(bed, 3), .log = bed->data_log, .seq = 4 };

	waiting_put(txn, &row);
}

static void index_text(struct damage_bed *bed, struct env_txn *txn)
{
	struct record_ref ref = record_of(bed, 50);
	struct key key = key_two(bed->space[1], 1);

	key_bytes(&key, "oparl/none", 11);
	key_bytes(&key, ref.id.b, 16);
	key_u8(&key, 0);
	put(txn, VB_TABLE_TEXTS, key_span(&key), span_of(NULL, 0));
}

static void index_short(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key = key_two(bed->space[1], 6);

	put(txn, VB_TABLE_KINDS, key_span(&key), span_of(NULL, 0));
}

static void feed_gap(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key;

	(void)bed;
	key_init(&key);
	key_u64(&key, 5);
	env_del(txn, VB_TABLE_FEED, key_span(&key));
}

static void feed_without_generation(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	env_del(txn, VB_TABLE_META, span_of_str("generation"));
}

static void feed_short(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key;

	(void)bed;
	key_init(&key);
	key_u64(&key, 21);
	put(txn, VB_TABLE_FEED, key_span(&key), span_of_str("short"));
}

static void peer_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_PEERS, span_of_str("short"), span_of_str("short"));
}

static void invite_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_INVITES, span_of_str("0123456789abcdef"), span_of_str("short"));
}

static void invite_key(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_INVITES, span_of_str("short"), span_of_str("short"));
}

static void have_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_HAVES, span_of_str("short"), span_of_str("x"));
}

static void have_orphan(struct damage_bed *bed, struct env_txn *txn)
{
	struct key key;
	struct node_id node = shelf_office(1);

	(void)bed;
	key_init(&key);
	key_u32(&key, 66);
	key_u8(&key, 0);
	key_bytes(&key, node.b, sizeof(node.b));
	put(txn, VB_TABLE_HAVES, key_span(&key), span_of_str("x"));
}

static void fork_orphan(struct damage_bed *bed, struct env_txn *txn)
{
	forks_put(txn, bed->open_log, 2, span_of_str("a segment")); /* as it should be */
	forks_put(txn, bed->data_log, 600, span_of_str("a segment"));
	forks_put(txn, 44, 0, span_of_str("a segment"));
}

static void fork_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_FORKS, span_of_str("1234"), span_of_str("short"));
}

static void trust_short(struct damage_bed *bed, struct env_txn *txn)
{
	struct node_id node = shelf_office(1);

	(void)bed;
	put(txn, VB_TABLE_TRUST, span_of(node.b, sizeof(node.b)), span_of_str("short"));
}

static void trust_key(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_TRUST, span_of_str("short"), span_of_str("0123456789abcdef"));
}

static void gift_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_GIFTS, span_of_str("123456789"), span_of_str("short"));
}

static void gift_orphan(struct damage_bed *bed, struct env_txn *txn)
{
	static const uint8_t key[] = { 0, 0, 0, 99, 0, 0, 0, 0, 0 };
	static const uint8_t row[72];

	(void)bed;
	put(txn, VB_TABLE_GIFTS, span_of(key, sizeof(key)), span_of(row, sizeof(row)));
}

static void vote_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_VOTES, span_of_str("1234"), span_of_str("short"));
}

static void vote_orphan(struct damage_bed *bed, struct env_txn *txn)
{
	static const uint8_t key[37] = { 0, 0, 0, 99, 9 };
	static const uint8_t row[9];

	(void)bed;
	put(txn, VB_TABLE_VOTES, span_of(key, sizeof(key)), span_of(row, sizeof(row)));
}

static void rival_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_RIVALS, span_of_str("12345678"), span_of_str("short"));
}

static void usage_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_USAGE, span_of_str("1234"), span_of_str("short"));
}

static void usage_orphan(struct damage_bed *bed, struct env_txn *txn)
{
	static const uint8_t key[37] = { 0, 0, 0, 99, 0 };
	static const uint8_t row[24] = { 1 };

	(void)bed;
	put(txn, VB_TABLE_USAGE, span_of(key, sizeof(key)), span_of(row, sizeof(row)));
}

static void repost_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_REPOSTS, span_of_str("12345678"), span_of_str("short"));
}

static void drawer_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_DRAWERS, span_of_str("\1queue"), span_of_str("no end of the table"));
}

static void drawer_miscounted(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	drawers_put(txn, &(struct drawer_row){ 1, span_of_str("queue"), span_of_str("a"),
	                                       .value = span_of_str("x") });
	put(txn, VB_TABLE_DRAWERS, span_of_str("\1"), span_of("\0\0\0\0\0\0\0\1", 8));
}

static void mark_short(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_ONCE, span_of_str("\1short"), span_of_str("0123456789abcdef"));
}

static void login_without_right(struct damage_bed *bed, struct env_txn *txn)
{
	(void)bed;
	put(txn, VB_TABLE_LOGINS, span_of_str("anna"), span_of_str("0123456789abcdef"));
}

static const struct damage_case cases[] = {
	{ "a store without version", no_version, VB_FINDING_VERSION, 1 },
	{ "a store of a version before the first", version_before_first, VB_FINDING_VERSION, 1 },
	{ "a number never given", number_not_given, VB_FINDING_NUMBERS, 1 },
	{ "a number given twice", number_twice, VB_FINDING_NUMBERS, 1 },
	{ "a short row of a space", short_space, VB_FINDING_ROW, 1 },
	{ "a control entry missing", control_missing, VB_FINDING_CONTROL_CHAIN, 1 },
	{ "a control body changed", control_body, VB_FINDING_CONTROL_CHAIN, 1 },
	{ "a control header changed", control_header, VB_FINDING_CONTROL_CHAIN, 1 },
	{ "another genesis", control_genesis, VB_FINDING_CONTROL_CHAIN, 1 },
	{ "the last control entry missing", control_end_missing, VB_FINDING_CONTROL_HEAD, 1 },
	{ "control entries of no space", control_orphan, VB_FINDING_ORPHAN, 1 },
	{ "a record without entries", record_untouched, VB_FINDING_UNTOUCHED, 1 },
	{ "a record missing", record_missing, VB_FINDING_INDEX, 3 },
	{ "an audience that has no records", record_of_no_audience, VB_FINDING_ROW, 1 },
	{ "an entry of another record", touch_of_another, VB_FINDING_TOUCH, 1 },
	{ "entries that are not there", touch_of_none, VB_FINDING_TOUCH, 2 },
	{ "an entry of another space", touch_of_another_log, VB_FINDING_TOUCH, 1 },
	{ "a short key of an entry", touch_short, VB_FINDING_ROW, 1 },
	{ "waiting without their twins", waiter_missing, VB_FINDING_WAITING, 3 },
	{ "a twin too many", waiter_too_many, VB_FINDING_WAITING, 1 },
	{ "waiting of another record", waiting_of_none, VB_FINDING_WAITING, 1 },
	{ "an index row of no record", index_text, VB_FINDING_INDEX, 1 },
	{ "a short index row", index_short, VB_FINDING_ROW, 1 },
	{ "a gap in the feed", feed_gap, VB_FINDING_FEED, 1 },
	{ "a feed without generation", feed_without_generation, VB_FINDING_FEED, 1 },
	{ "a short row of the feed", feed_short, VB_FINDING_ROW, 1 },
	{ "a short row of an office", peer_short, VB_FINDING_ROW, 1 },
	{ "a short row of an invitation", invite_short, VB_FINDING_ROW, 1 },
	{ "a short key of an invitation", invite_key, VB_FINDING_ROW, 1 },
	{ "a short key of a statement", have_short, VB_FINDING_ROW, 1 },
	{ "a statement about no space", have_orphan, VB_FINDING_ORPHAN, 1 },
	{ "proofs against entries that are not there", fork_orphan, VB_FINDING_ORPHAN, 2 },
	{ "a short proof", fork_short, VB_FINDING_ROW, 1 },
	{ "a short note about an office", trust_short, VB_FINDING_ROW, 1 },
	{ "a note about no office", trust_key, VB_FINDING_ROW, 1 },
	{ "a short row of a key", gift_short, VB_FINDING_ROW, 1 },
	{ "a key of no space", gift_orphan, VB_FINDING_ORPHAN, 1 },
	{ "a short row of a vote", vote_short, VB_FINDING_ROW, 1 },
	{ "a vote in no space", vote_orphan, VB_FINDING_ORPHAN, 1 },
	{ "a short row of two decisions", rival_short, VB_FINDING_ROW, 1 },
	{ "a short row of what somebody takes", usage_short, VB_FINDING_ROW, 1 },
	{ "room taken in no space", usage_orphan, VB_FINDING_ORPHAN, 1 },
	{ "a short row of what was written again", repost_short, VB_FINDING_ROW, 1 },
	{ "a short row of a drawer", drawer_short, VB_FINDING_ROW, 1 },
	{ "rows of a drawer that were counted wrongly", drawer_miscounted, VB_FINDING_ROW, 1 },
	{ "a short mark of what a bridge wrote", mark_short, VB_FINDING_ROW, 1 },
	{ "a login without its right", login_without_right, VB_FINDING_ROW, 1 },
};

/* A record of an unknown space has no entries either. */
static void test_record_orphan(struct damage_bed *bed)
{
	struct env_txn *txn = shelf_begin(&bed->shelf, VB_ENV_WRITE);
	unsigned counts[32];
	struct findings f;

	record_orphan(bed, txn);
	if (env_commit(&txn) != 0)
		bail("cannot be made");
	is_err(damage_check(bed, &f, counts), 0, "the check comes to its end");
	is_int(counts[VB_FINDING_ORPHAN], 1, "a record of no space");
	is_int(counts[VB_FINDING_UNTOUCHED], 1, "without entries");
	is_u64(f.count, 2, "and nothing else");
	damage_put_back(bed);
}

/* A newer store is not damaged. */
static void test_newer(struct damage_bed *bed)
{
	struct env_txn *txn = shelf_begin(&bed->shelf, VB_ENV_WRITE);
	unsigned counts[32];
	struct findings f;

	keyspace_put_meta(txn, VB_META_VERSION, VB_STORE_VERSION + 1);
	if (env_commit(&txn) != 0)
		bail("cannot be made");
	is_err(damage_check(bed, &f, counts), VB_ERR_STORE_NEWER, "a store of a newer version");
	is_u64(f.count, 0, "is not damaged");
	damage_put_back(bed);
}

int main(void)
{
	struct damage_bed bed;

	tap_timeout(120);
	damage_init(&bed);
	test_whole(&bed);
	damage_cases(&bed, cases, sizeof(cases) / sizeof(*cases));
	test_record_orphan(&bed);
	test_newer(&bed);
	damage_release(&bed);
	return done();
}
