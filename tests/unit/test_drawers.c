/* drawers: rows by table, key and record; walked in order and from a place; counted; gone with their record; once; damage. */
#include "store/drawers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

#define MAIL 1u
#define OTHER 2u

static const struct record_id nobody = { { 0 } };
static const struct record_id anna = { { 0xa0 } };
static const struct record_id boris = { { 0xb0 } };

static struct drawer_row row_of(uint8_t bridge, const char *table, const char *key,
                                const struct record_id *about, const char *value)
{
	return (struct drawer_row){ .bridge = bridge,
		                    .table = span_of_str(table),
		                    .key = span_of_str(key),
		                    .about = *about,
		                    .value = span_of_str(value) };
}

static void put(struct env_txn *txn, uint8_t bridge, const char *table, const char *key,
                const struct record_id *about, const char *value)
{
	struct drawer_row row = row_of(bridge, table, key, about, value);

	drawers_put(txn, &row);
}

/* The value of a row, "-" where there is none. */
static const char *get(struct env_txn *txn, uint8_t bridge, const char *table, const char *key,
                       const struct record_id *about)
{
	static char text[100];
	struct drawer_row row = row_of(bridge, table, key, about, "");
	struct span value;
	int err = drawers_get(txn, &row, &value);

	if (err != 0)
		return err == VB_ERR_NOT_FOUND ? "-" : err_name(err);
	(void)snprintf(text, sizeof(text), "%.*s", (int)value.size, (const char *)value.data);
	return text;
}

/* Keys and values of a table behind a place, joined; *last is the place of the last one. */
static const char *list(struct env_txn *txn, const char *table, const struct record_id *about,
                        struct span after, struct buf *last)
{
	static char text[200];
	struct drawer_row row = row_of(MAIL, table, "x", about, "");
	struct drawers_cursor c;
	size_t size = 0;

	text[0] = '\0';
	drawers_open(&c, txn, &row, after);
	while (drawers_next(&c, &row)) {
		size += (size_t)snprintf(text + size, sizeof(text) - size, "%.*s=%.*s/%02x ",
		                         (int)row.key.size, (const char *)row.key.data,
		                         (int)row.value.size, (const char *)row.value.data,
		                         row.about.b[0]);
		if (last != NULL) {
			buf_clear(last);
			buf_put(last, row.place.data, row.place.size);
		}
	}
	is_err(drawers_close(&c), 0, "%s is walked", table);
	return text;
}

static void test_rows(struct shelf *shelf)
{
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);

	is_str(get(txn, MAIL, "queue", "a", &nobody), "-", "nothing is there");
	is_u64(drawers_used(txn, MAIL), 0, "and takes nothing");
	put(txn, MAIL, "queue", "a", &nobody, "one");
	put(txn, MAIL, "queue", "b", &anna, "hers");
	put(txn, MAIL, "que", "ue", &nobody, "another table");
	put(txn, OTHER, "queue", "a", &nobody, "another bridge");
	shelf_commit(shelf, &txn);
	txn = shelf_begin(shelf, VB_ENV_WRITE);
	is_str(get(txn, MAIL, "queue", "a", &nobody), "one", "a row");
	is_str(get(txn, MAIL, "queue", "b", &anna), "hers", "one about somebody");
	is_str(get(txn, MAIL, "queue", "b", &nobody), "hers", "found by its key alone");
	is_str(get(txn, MAIL, "queue", "b", &boris), "-", "about somebody else there is none");
	is_str(get(txn, MAIL, "que", "ue", &nobody), "another table", "of another table");
	is_str(get(txn, OTHER, "queue", "a", &nobody), "another bridge", "of another bridge");
	put(txn, MAIL, "queue", "a", &nobody, "");
	is_str(get(txn, MAIL, "queue", "a", &nobody), "", "replaced, by nothing");
	put(txn, MAIL, "queue", "b", &boris, "his");
	is_str(get(txn, MAIL, "queue", "b", &nobody), "his", "replaced by one about somebody else");
	is_str(list(txn, "queue", &anna, span_of(NULL, 0), NULL), "", "nothing is about her now");
	is_err(drawers_check(txn), 0, "all is in its place");
	shelf_commit(shelf, &txn);
}

/* A row takes 1 (bridge) + table + 1 + key + 1 + value; about a record 16 more, and 17 with the key once more. */
static void test_count(struct shelf *shelf)
{
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);
	struct drawer_row row = row_of(OTHER, "t", "key", &anna, "value");

	is_u64(drawers_used(txn, OTHER), 1 + 5 + 2 + 1 + 14, "the row of before");
	is_u64(drawers_row_bytes(&row), 1 + 1 + 1 + 3 + 1 + 16 + 5 + 17 + 6, "what a row takes");
	drawers_put(txn, &row);
	is_u64(drawers_used(txn, OTHER), 23 + 51, "counted");
	row.value = span_of_str("longer value");
	drawers_put(txn, &row);
	is_u64(drawers_used(txn, OTHER), 23 + 58, "replaced by a longer one");
	drawers_del(txn, &row);
	drawers_del(txn, &row);
	is_u64(drawers_used(txn, OTHER), 23, "taken away, once");
	is_err(drawers_check(txn), 0, "the counts are right");
	shelf_commit(shelf, &txn);
}

static void test_walk(struct shelf *shelf)
{
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);
	struct buf place;

	buf_init(&place, VB_DRAWER_PLACE_MAX_BYTES);
	put(txn, MAIL, "told", "2", &boris, "v");
	put(txn, MAIL, "told", "1", &boris, "u");
	put(txn, MAIL, "told", "9", &anna, "w");
	put(txn, MAIL, "told", "5", &nobody, "x");
	put(txn, MAIL, "tolf", "5", &nobody, "y");
	is_str(list(txn, "told", &nobody, span_of(NULL, 0), NULL), "1=u/b0 2=v/b0 5=x/00 9=w/a0 ",
	       "by key, whatever they are about");
	is_str(list(txn, "told", &boris, span_of(NULL, 0), &place), "1=u/b0 2=v/b0 ",
	       "about one record");
	is_str(list(txn, "told", &nobody, buf_span(&place), NULL), "5=x/00 9=w/a0 ",
	       "behind the last one of these");
	is_str(list(txn, "told", &boris, span_of_str("1"), NULL), "2=v/b0 ",
	       "about one record, behind a key");
	is_str(list(txn, "none", &nobody, span_of(NULL, 0), NULL), "", "of no table");
	is_str(list(txn, "told", &nobody, span_of_str("1"), NULL), "2=v/b0 5=x/00 9=w/a0 ",
	       "behind the first one");
	shelf_commit(shelf, &txn);
	buf_release(&place);
}

static void test_erase(struct shelf *shelf)
{
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);
	/* A key that begins as boris does is not about him. */
	char key[] = "\xb0"
		     "abcdefghijklmnopqrst";
	uint64_t used;

	put(txn, MAIL, "wishes", "w", &boris, "quiet");
	put(txn, MAIL, "\x01", key, &nobody, "stays");
	put(txn, OTHER, "zz", "w", &boris, "of another bridge");
	used = drawers_used(txn, MAIL);
	drawers_drop_record(txn, &boris);
	is_str(list(txn, "told", &nobody, span_of(NULL, 0), NULL), "5=x/00 9=w/a0 ",
	       "what was about him is gone");
	is_str(get(txn, MAIL, "wishes", "w", &boris), "-", "in each table");
	is_str(get(txn, OTHER, "zz", "w", &boris), "-", "of each bridge");
	is_str(get(txn, MAIL, "\x01", key, &nobody), "stays", "and nothing else");
	is_u64(drawers_used(txn, MAIL),
	       used - 2 * (2 * (1 + 4 + 1 + 1) + 1 + 16 + 1 + 17) -
	               (2 * (1 + 6 + 1 + 1) + 1 + 16 + 5 + 17) -
	               (2 * (1 + 5 + 1 + 1) + 1 + 16 + 3 + 17),
	       "and counts no more");
	is_err(drawers_check(txn), 0, "the counts are right");
	shelf_commit(shelf, &txn);
}

static void test_restored(struct shelf *shelf)
{
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);
	struct drawer_row row = row_of(MAIL, "state", "restored", &nobody, "");
	struct span value = span_of(NULL, 0);

	drawers_note_restored(txn, (struct wall_ms){ 1 });
	drawers_note_restored(txn, (struct wall_ms){ 258 });
	is_err(drawers_get(txn, &row, &value), 0, "after a restore there is a row");
	ok(value.size == 8 && memcmp(value.data, "\0\0\0\0\0\0\1\2", 8) == 0, "with the time");
	is_err(drawers_check(txn), 0, "counted");
	env_abort(&txn);
}

static void test_once(struct shelf *shelf)
{
	static const uint8_t mark[VB_DRAWER_MARK_BYTES] = { 1, 2, 3 };
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);
	struct record_id id = nobody;

	is_err(drawers_once_get(txn, MAIL, mark, &id), VB_ERR_NOT_FOUND, "nothing was written");
	drawers_once_put(txn, MAIL, mark, &anna);
	is_err(drawers_once_get(txn, OTHER, mark, &id), VB_ERR_NOT_FOUND, "not by another bridge");
	is_err(drawers_once_get(txn, MAIL, mark, &id), 0, "it was");
	is_mem(id.b, anna.b, sizeof(id.b), "as this record");
	drawers_drop_record(txn, &anna);
	is_err(drawers_once_get(txn, MAIL, mark, &id), 0,
	       "an erased record is not written once more");
	is_err(drawers_check(txn), 0, "it is in form");
	env_put(txn, VB_TABLE_ONCE, span_of_str("short"), span_of_str("x"));
	is_err(drawers_check(txn), VB_ERR_STORE_CORRUPT, "a damaged mark");
	env_abort(&txn);
}

/* Whether such sizes make a row. */
static bool is_row(size_t table, size_t key, size_t value)
{
	static uint8_t bytes[VB_DRAWER_VALUE_MAX_BYTES + 1];
	struct drawer_row row = { .bridge = MAIL };

	memset(bytes, 'x', sizeof(bytes));
	row.table = span_of(bytes, table);
	row.key = span_of(bytes, key);
	row.value = span_of(bytes, value);
	return drawers_is_row(&row);
}

static void test_sizes(struct shelf *shelf)
{
	struct drawer_row row = row_of(MAIL, "t", "k", &anna, "");
	struct env_txn *txn;
	char table[VB_DRAWER_TABLE_MAX_BYTES + 1], key[VB_DRAWER_KEY_MAX_BYTES + 1];

	ok(is_row(1, 1, 0) && is_row(16, 128, 65536), "the least and the most");
	ok(!is_row(0, 1, 0) && !is_row(17, 1, 0), "tables");
	ok(!is_row(1, 0, 0) && !is_row(1, 129, 0), "keys");
	ok(!is_row(1, 1, 65537), "values");
	row.table = span_of("a\0b", 3);
	ok(!drawers_is_row(&row), "a table with a NUL");
	memset(table, 't', sizeof(table));
	memset(key, 'k', sizeof(key));
	table[sizeof(table) - 1] = key[sizeof(key) - 1] = '\0';
	txn = shelf_begin(shelf, VB_ENV_WRITE);
	put(txn, MAIL, table, key, &anna, "the longest key");
	is_str(get(txn, MAIL, table, key, &anna), "the longest key", "is written and read");
	is_int(strlen(list(txn, table, &nobody, span_of(NULL, 0), NULL)), 128 + 1 + 15 + 4,
	       "and walked");
	env_abort(&txn);
}

static void test_damage(struct shelf *shelf)
{
	static const struct {
		const char *key;
		size_t key_size;
		const char *value;
		size_t value_size;
	} keys[] = {
		{ "\1queue", 6, "\0x", 2 }, /* no end of the table */
		{ "\1q\0", 3, "\0x", 2 },   /* no key */
		{ "\1q\0k", 4, "", 0 },     /* nothing in it */
		{ "\1q\0k", 4, "\2x", 2 },  /* neither about a record nor not */
		{ "\1q\0k", 4, "\1x", 2 },  /* cut off */
		{ "\1q\0k", 4, "\1\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0x", 18 }, /* about no record */
		{ "\1q\0k", 4, "\1abcdefghijklmnopx", 18 }, /* without a place by record */
		{ "\1\0k", 3, "\0x", 2 },                   /* no table */
		{ "\0q\0k", 4, "\0x", 2 },                  /* no bridge */
		{ "\0abcdefghijklmnop\1q\0k", 21, "", 0 },  /* a place without a row */
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);

		env_put(txn, VB_TABLE_DRAWERS, span_of(keys[i].key, keys[i].key_size),
		        span_of(keys[i].value, keys[i].value_size));
		is_err(drawers_check(txn), VB_ERR_STORE_CORRUPT, "damage %zu is found", i);
		env_abort(&txn);
	}
}

/* Damage where a walk comes by ends it. */
static void test_damaged_walk(struct shelf *shelf)
{
	struct drawer_row row = row_of(MAIL, "q", "k", &nobody, "");
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);
	/* 0, anna, and the key of the row */
	char key[1 + VB_RECORD_ID_BYTES + 4] = { [1 + VB_RECORD_ID_BYTES] = 1, 'q', 0, 'k' };
	struct drawers_cursor c;

	env_put(txn, VB_TABLE_DRAWERS, span_of("\1q\0k", 4), span_of_str("\2"));
	drawers_open(&c, txn, &row, span_of(NULL, 0));
	ok(!drawers_next(&c, &row), "damage ends the walk");
	is_err(drawers_close(&c), VB_ERR_STORE_CORRUPT, "and is told");
	env_abort(&txn);
	txn = shelf_begin(shelf, VB_ENV_WRITE);
	key[1] = (char)anna.b[0];
	env_put(txn, VB_TABLE_DRAWERS, span_of(key, sizeof(key)), span_of_str(""));
	env_put(txn, VB_TABLE_DRAWERS, span_of("\1q\0k", 4), span_of_str("\2"));
	drawers_drop_record(txn, &anna);
	is_err(env_error(txn), VB_ERR_STORE_CORRUPT, "so it is when a record is erased");
	env_abort(&txn);
	txn = shelf_begin(shelf, VB_ENV_WRITE);
	env_put(txn, VB_TABLE_DRAWERS, span_of("\1", 1), span_of_str("seven b"));
	is_u64(drawers_used(txn, MAIL), 0, "a count of another form");
	is_err(env_error(txn), VB_ERR_STORE_CORRUPT, "is damage");
	env_abort(&txn);
}

int main(void)
{
	struct shelf shelf;

	shelf_init(&shelf);
	test_rows(&shelf);
	test_count(&shelf);
	test_walk(&shelf);
	test_erase(&shelf);
	test_restored(&shelf);
	test_once(&shelf);
	test_sizes(&shelf);
	test_damage(&shelf);
	test_damaged_walk(&shelf);
	shelf_release(&shelf);
	return done();
}
