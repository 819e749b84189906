/* records: stored, found by id and by the beginning of an id, in order of time, hashed; the entries of each. */
#include "store/records.h"

#include <stdio.h>
#include <string.h>

#include "protocol/crypt.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;

static struct record_ref ref_of(uint32_t space, enum audience audience, uint64_t time)
{
	return (struct record_ref){ space, audience, shelf_record(time) };
}

static void put(struct env_txn *txn, uint32_t space, enum audience audience, uint64_t time,
                const char *merged)
{
	struct record_ref ref = ref_of(space, audience, time);

	records_put(txn, &ref, span_of_str(merged));
}

static void test_one(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref ref = ref_of(1, VB_AUDIENCE_CORE, 5),
			  found = ref_of(7, VB_AUDIENCE_ALL, 7);
	struct span merged;

	is_err(records_get(txn, &ref, &merged), VB_ERR_NOT_FOUND, "not there");
	records_put(txn, &ref, span_of_str("first"));
	records_put(txn, &ref, span_of_str("second"));
	is_err(records_get(txn, &ref, &merged), 0, "there");
	ok(span_is_equal(merged, span_of_str("second")), "as written last");
	is_err(records_find(txn, 1, &ref.id, &found, &merged), 0, "found without its audience");
	ok(key_is_same_record(&found, &ref), "the same record");
	is_err(records_find(txn, 2, &ref.id, &found, &merged), VB_ERR_NOT_FOUND, "another space");
	ok(key_is_same_record(&found, &ref), "the result is untouched");
	put(txn, 1, VB_AUDIENCE_ALL, 6, "public");
	ref = ref_of(1, VB_AUDIENCE_ALL, 6);
	is_err(records_find(txn, 1, &ref.id, &found, &merged), 0, "found in the other audience");
	ok(key_is_same_record(&found, &ref), "that record");
	records_del(txn, &ref);
	records_del(txn, &ref);
	is_err(records_get(txn, &ref, &merged), VB_ERR_NOT_FOUND, "deleted");
	env_abort(&txn);
}

/* Fills two spaces and both audiences. */
static void fill(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);

	for (uint64_t time = 20; time > 10; time--)
		put(txn, 1, VB_AUDIENCE_ALL, time, "all");
	put(txn, 1, VB_AUDIENCE_CORE, 15, "internal");
	put(txn, 2, VB_AUDIENCE_ALL, 1, "other");
	shelf_commit(&shelf, &txn);
}

/* The times of the records of space 1, audience all, behind `after`, at most max of them. */
static const char *list(struct env_txn *txn, const struct record_id *after, unsigned max)
{
	static char out[128];
	struct records_cursor c;
	struct record_ref ref;
	struct span merged;
	size_t size = 0;

	out[0] = '\0';
	records_open(&c, txn, 1, VB_AUDIENCE_ALL, after);
	while (max-- > 0 && records_next(&c, &ref, &merged)) {
		uint64_t ms = get_be64(ref.id.b) >> 16;

		size += (size_t)snprintf(out + size, sizeof(out) - size, "%d ",
		                         (int)(ms - 1700000000000u));
	}
	return records_close(&c) == 0 ? out : "error";
}

static void test_order(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct record_id after = shelf_record(14), between = shelf_record(14),
			 last = shelf_record(20);

	is_str(list(txn, NULL, 100), "11 12 13 14 15 16 17 18 19 20 ", "in the order of time");
	is_str(list(txn, NULL, 4), "11 12 13 14 ", "the first page");
	is_str(list(txn, &after, 4), "15 16 17 18 ", "the next one goes on behind the last");
	between.b[15]++;
	is_str(list(txn, &between, 2), "15 16 ", "behind a record that is no longer there");
	is_str(list(txn, &last, 4), "", "nothing behind the last");
	env_abort(&txn);
}

/* All spaces and audiences: internal records behind the others of their space. */
static void test_all(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct record_ref ref, after = { 1, VB_AUDIENCE_ALL, shelf_record(19) };
	struct records_cursor c;
	struct span merged;
	unsigned count = 0;

	records_open_all(&c, txn, NULL);
	while (records_next(&c, &ref, &merged))
		count++;
	is_err(records_close(&c), 0, "a walk over everything");
	is_int(count, 12, "finds all");
	records_open_all(&c, txn, &after);
	after.id = shelf_record(20);
	ok(records_next(&c, &ref, &merged) && key_is_same_record(&ref, &after),
	   "behind one of them comes the next");
	ok(records_next(&c, &ref, &merged) && ref.audience == VB_AUDIENCE_CORE,
	   "then the internal ones");
	ok(records_next(&c, &ref, &merged) && ref.space == 2, "then the next space");
	ok(!records_next(&c, &ref, &merged), "then nothing");
	is_err(records_close(&c), 0, "without an error");
	env_abort(&txn);
}

static void test_between(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct record_id low = shelf_record(13), high = low;
	struct record_ref out[2];
	size_t count = 9;

	memset(low.b + 7, 0, 9);
	memset(high.b + 7, 0xff, 9);
	is_err(records_between(txn, 1, &low, &high, out, &count), 0, "an id typed in short");
	is_int(count, 1, "fits one");
	ok(memcmp(out[0].id.b, shelf_record(13).b, 16) == 0, "that one");
	low = shelf_record(15);
	high = low;
	memset(low.b + 7, 0, 9);
	memset(high.b + 7, 0xff, 9);
	is_err(records_between(txn, 1, &low, &high, out, &count), 0,
	       "one that is in both audiences");
	is_int(count, 2, "fits two");
	ok(out[0].audience == VB_AUDIENCE_ALL && out[1].audience == VB_AUDIENCE_CORE,
	   "one in each");
	memset(low.b, 0, 16);
	memset(high.b, 0xff, 16);
	is_err(records_between(txn, 1, &low, &high, out, &count), 0, "all");
	is_int(count, 2, "no more than two are told");
	memset(low.b, 0xff, 16);
	is_err(records_between(txn, 1, &low, &high, out, &count), 0, "none");
	is_int(count, 0, "is told as none");
	is_err(records_between(txn, 3, &out[0].id, &out[0].id, out, &count), 0, "unknown space");
	is_int(count, 0, "none there");
	env_abort(&txn);
}

/* SPEC.md 8.6, put together here by hand. */
static void test_state_hash(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct space_id space = shelf_space(1);
	struct hash got, want, core;
	struct hasher h;

	hasher_init(&h, NULL);
	hasher_put(&h, "verbund/state/1", 15);
	hasher_put(&h, space.b, 32);
	hasher_put(&h, "\0", 1);
	for (uint64_t time = 11; time <= 20; time++) {
		hasher_put(&h, shelf_record(time).b, 16);
		hasher_put(&h,
		           "\0\0\0\x03"
		           "all",
		           7);
	}
	hasher_finish(&h, &want);
	is_err(records_state_hash(txn, 1, &space, VB_AUDIENCE_ALL, &got), 0, "hashed");
	is_mem(&got, &want, sizeof(got), "the state hash of the specification");
	is_err(records_state_hash(txn, 1, &space, VB_AUDIENCE_CORE, &core), 0,
	       "the other audience");
	ok(memcmp(&got, &core, sizeof(got)) != 0, "has another");
	hasher_init(&h, NULL);
	hasher_put(&h, "verbund/state/1", 15);
	hasher_put(&h, space.b, 32);
	hasher_put(&h, "\1", 1);
	hasher_finish(&h, &want);
	is_err(records_state_hash(txn, 9, &space, VB_AUDIENCE_CORE, &got), 0, "no records");
	is_mem(&got, &want, sizeof(got), "is the hash of none");
	env_abort(&txn);
}

static void test_touches(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref ref = ref_of(1, VB_AUDIENCE_ALL, 12),
			  next = ref_of(1, VB_AUDIENCE_ALL, 13);
	static const struct touch want[] = { { 2, 1 }, { 2, 300 }, { 9, 0 } };
	struct touches_cursor c;
	struct touch touch;
	struct key key;
	unsigned good = 0, count = 0;

	records_touch(txn, &ref, 9, 0);
	records_touch(txn, &ref, 2, 300);
	records_touch(txn, &ref, 2, 1);
	records_touch(txn, &ref, 2, 1);
	records_touch(txn, &ref, 3, 3);
	records_untouch(txn, &ref, 3, 3);
	records_untouch(txn, &ref, 4, 4);
	records_touch(txn, &next, 1, 1);
	records_open_touches(&c, txn, &ref);
	while (records_next_touch(&c, &touch) && count < 3) {
		good += touch.log == want[count].log && touch.seq == want[count].seq;
		count++;
	}
	is_err(records_close_touches(&c), 0, "walked");
	is_int(good, 3, "its entries, by log and seq");
	is_int(count, 3, "and no other");
	key_init(&key);
	key_record(&key, &ref);
	key_u8(&key, 1);
	env_put(txn, VB_TABLE_TOUCH, key_span(&key), span_of(NULL, 0));
	records_open_touches(&c, txn, &ref);
	while (records_next_touch(&c, &touch))
		;
	is_err(records_close_touches(&c), VB_ERR_STORE_CORRUPT, "a short key is damage");
	env_abort(&txn);
}

int main(void)
{
	shelf_init(&shelf);
	test_one();
	fill();
	test_order();
	test_all();
	test_between();
	test_state_hash();
	test_touches();
	shelf_release(&shelf);
	return done();
}
