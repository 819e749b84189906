/* entries: read one by one and in a row, seals found, bodies taken away. */
#include "store/entries.h"

#include <string.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;
static uint32_t first, second;

static void test_walk(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct entries_cursor c;
	struct entry_row row;
	struct hash hash;
	uint64_t seq = 5;
	unsigned good = 0;

	entries_open(&c, txn, first, 5);
	while (entries_next(&c, &row)) {
		crypt_hash(row.body, &hash);
		good += row.seq == seq && row.header.size == VB_HEADER_BYTES &&
		        memcmp(row.header.data + 114, hash.b, 32) == 0;
		seq++;
	}
	is_err(entries_close(&c), 0, "walked");
	is_int(good, 295, "entries 5 to 299, in order, each with its body");
	entries_open(&c, txn, first, 300);
	ok(!entries_next(&c, &row), "nothing behind the last, though another log follows");
	is_err(entries_close(&c), 0, "no error");
	entries_open(&c, txn, 77, 0);
	ok(!entries_next(&c, &row), "nothing of an unknown log");
	is_err(entries_close(&c), 0, "no error");
	env_abort(&txn);
}

static void test_get(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct entry_id id = { { 7 } }, none = { { 7 } };
	struct entry_row row;

	is_err(entries_get(txn, first, 299, &row), 0, "the last entry");
	is_u64(row.seq, 299, "its seq");
	is_err(entries_id(txn, first, 299, &id), 0, "its id");
	is_mem(id.b, logs_get(shelf.logs, first)->head.b, sizeof(id.b), "is the head");
	is_err(entries_get(txn, first, 300, &row), VB_ERR_NOT_FOUND, "none behind it");
	is_err(entries_id(txn, first, 300, &id), VB_ERR_NOT_FOUND, "no id of it");
	ok(memcmp(&id, &none, sizeof(id)) != 0, "the result is untouched");
	env_abort(&txn);
}

static void test_next_seal(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_READ);
	struct signature seal, want;
	uint64_t at = 1000, boundary, last_at;

	is_err(entries_next_seal(txn, first, 0, &boundary, &seal), 0, "the first seal");
	want = shelf_seal(boundary);
	is_mem(seal.b, want.b, sizeof(seal.b), "is that of its entry");
	is_err(entries_next_seal(txn, first, boundary, &at, &seal), 0, "at its own place");
	is_u64(at, boundary, "it is found");
	is_err(entries_next_seal(txn, first, boundary + 1, &at, &seal), 0, "behind it");
	ok(at > boundary, "is the next");
	is_err(entries_next_seal(txn, first, 299, &last_at, &seal), 0, "the last entry");
	is_u64(last_at, 299, "has a seal");
	is_err(entries_next_seal(txn, first, 300, &at, &seal), VB_ERR_NOT_FOUND, "none behind it");
	env_abort(&txn);
}

static void test_drop_body(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	uint8_t header[VB_HEADER_BYTES];
	struct entry_row row;

	is_err(entries_get(txn, first, 10, &row), 0, "an entry");
	memcpy(header, row.header.data, sizeof(header));
	entries_drop_body(txn, first, 10);
	entries_drop_body(txn, first, 10);
	is_err(entries_get(txn, first, 10, &row), 0, "is still there");
	is_mem(row.header.data, header, sizeof(header), "with its header");
	is_int(row.body.size, 0, "and no body");
	is_err(entries_get(txn, first, 11, &row), 0, "its neighbour");
	ok(row.body.size > 0, "keeps its own");
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	entries_drop_body(txn, first, 300);
	is_err(env_commit(&txn), VB_ERR_STORE_CORRUPT, "an entry that is not there");
}

static void test_damage(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct entries_cursor c;
	struct entry_row row;
	struct key key;

	key_init(&key);
	key_u32(&key, second);
	key_u64(&key, 0);
	env_put(txn, VB_TABLE_ENTRIES, key_span(&key), span_of_str("too short for a header"));
	entries_open(&c, txn, second, 0);
	ok(!entries_next(&c, &row), "a damaged row ends the walk");
	is_err(entries_close(&c), VB_ERR_STORE_CORRUPT, "and is told");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	env_put(txn, VB_TABLE_ENTRIES, key_span(&key), span_of_str("too short for a header"));
	is_err(entries_get(txn, second, 0, &row), VB_ERR_STORE_CORRUPT, "so it is by itself");
	env_abort(&txn);
}

int main(void)
{
	struct record_id record = shelf_record(1);
	struct env_txn *txn;
	uint32_t space;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	space = shelf_add_space(txn, 1);
	first = shelf_add_log(&shelf, txn, space, 1, 1, VB_AUDIENCE_ALL);
	second = shelf_add_log(&shelf, txn, space, 1, 2, VB_AUDIENCE_ALL);
	shelf_fill(&shelf, txn, first, 300, &record);
	shelf_fill(&shelf, txn, second, 3, &record);
	shelf_commit(&shelf, &txn);
	test_walk();
	test_get();
	test_next_seal();
	test_drop_body();
	test_damage();
	shelf_release(&shelf);
	return done();
}
