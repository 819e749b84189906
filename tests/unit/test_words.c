/* words: how far the index came, records and their numbers, walks over words that begin alike. */
#include "store/words.h"

#include <stdio.h>
#include <string.h>

#include "store/keyspace.h"
#include "store/postings.h"
#include "store/words_batch.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;

static struct record_ref ref_of(uint32_t space, enum audience audience, uint64_t time)
{
	return (struct record_ref){ space, audience, shelf_record(time) };
}

/* Gives a record words, separated by blanks, all of weight 1. */
static void put(struct env_txn *txn, const struct record_ref *ref, const char *words)
{
	struct words_batch b;
	struct buf list;

	words_batch_init(&b);
	buf_init(&list, 1000);
	while (*words != '\0') {
		size_t size = strcspn(words, " ");

		wordlist_put(&list, 1, span_of(words, size));
		words += size + (words[size] == ' ');
	}
	words_batch_put(&b, txn, ref, 6, buf_span(&list));
	words_batch_write(&b, txn);
	buf_release(&list);
	words_batch_release(&b);
}

/* What a walk finds: "word:number,number word:..." */
static const char *walk(struct env_txn *txn, uint32_t space, const char *beginning)
{
	static char out[400];
	struct words_cursor c;
	struct postings p;
	struct span word, block;
	uint32_t number;
	uint8_t weight;
	size_t size = 0;

	out[0] = '\0';
	words_open(&c, txn, space, span_of_str(beginning), NULL);
	while (words_next(&c, &word, &block)) {
		size += (size_t)snprintf(out + size, sizeof(out) - size, "%.*s:", (int)word.size,
		                         (const char *)word.data);
		postings_open(&p, block);
		while (postings_next(&p, &number, &weight))
			size += (size_t)snprintf(out + size, sizeof(out) - size, "%u,", number);
		out[size - 1] = ' ';
	}
	return words_close(&c) == 0 ? out : "error";
}

static void test_state(void)
{
	struct words_state state, want = { 77, 12, true, ref_of(3, VB_AUDIENCE_CORE, 5) };
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);

	is_err(words_get_state(txn, &state), VB_ERR_NOT_FOUND, "nothing is indexed");
	words_put_state(txn, &want);
	is_err(words_get_state(txn, &state), 0, "read again");
	is_u64(state.generation, 77, "generation");
	is_u64(state.number, 12, "number");
	ok(state.is_walking, "walking");
	ok(key_is_same_record(&state.walked, &want.walked), "as far as this record");
	env_put(txn, VB_TABLE_META, span_of_str("words"), span_of_str("short"));
	is_err(words_get_state(txn, &state), VB_ERR_STORE_CORRUPT, "a short row is damage");
	env_abort(&txn);
}

static void test_walk(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref a = ref_of(1, VB_AUDIENCE_ALL, 1), b = ref_of(1, VB_AUDIENCE_CORE, 2),
			  c = ref_of(2, VB_AUDIENCE_ALL, 3), found;
	struct span list;
	uint32_t number, kind;

	put(txn, &a, "a ab abc b");
	put(txn, &b, "ab bc");
	put(txn, &c, "ab");
	is_str(walk(txn, 1, "ab"), "ab:1,2 abc:1 ", "words that begin with ab");
	is_str(walk(txn, 1, ""), "a:1 ab:1,2 abc:1 b:1 bc:2 ", "all words");
	is_str(walk(txn, 1, "abcd"), "", "none");
	is_str(walk(txn, 2, "a"), "ab:3 ", "another space");
	is_str(walk(txn, 3, ""), "", "a space without records");
	is_err(words_record(txn, 2, &found, &kind), 0, "number 2");
	ok(key_is_same_record(&found, &b), "is this record");
	is_int(kind, 6, "of this kind");
	is_err(words_get(txn, &b, &number, &list), 0, "the record");
	is_int(number, 2, "has number 2");
	is_mem(list.data,
	       "\x01\x02"
	       "ab\x01\x02"
	       "bc",
	       8, "and its words");
	is_err(words_last(txn, &number), 0, "the greatest number");
	is_int(number, 3, "is 3");
	put(txn, &a, "abc");
	is_str(walk(txn, 1, ""), "ab:2 abc:1 bc:2 ", "a change takes away what is gone");
	put(txn, &b, "");
	is_str(walk(txn, 1, ""), "abc:1 ", "a deletion everything");
	is_err(words_get(txn, &b, &number, &list), VB_ERR_NOT_FOUND, "no words any more");
	is_err(words_record(txn, 2, &found, &kind), VB_ERR_NOT_FOUND, "no number any more");
	put(txn, &b, "bc");
	is_str(walk(txn, 1, "b"), "bc:4 ", "a number is not given twice");
	shelf_commit(&shelf, &txn);
}

static void test_clear(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct record_ref a = ref_of(1, VB_AUDIENCE_ALL, 1);
	struct words_state state = { .generation = 1 };
	uint32_t number = 9;

	words_put_state(txn, &state);
	words_clear(txn);
	is_u64(env_count(txn, VB_TABLE_WORDS) + env_count(txn, VB_TABLE_WORDED) +
	               env_count(txn, VB_TABLE_NUMBERS),
	       0, "nothing is left");
	is_err(words_get_state(txn, &state), VB_ERR_NOT_FOUND, "nor of how far it came");
	is_err(words_last(txn, &number), 0, "numbers");
	is_int(number, 0, "begin anew");
	put(txn, &a, "wieder");
	is_str(walk(txn, 1, ""), "wieder:1 ", "and so does everything");
	shelf_commit(&shelf, &txn);
}

static void test_damage(void)
{
	struct record_ref a = ref_of(1, VB_AUDIENCE_ALL, 1), found;
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct span list;
	struct key key;
	uint32_t number, kind;

	key_init(&key);
	key_u32(&key, 1);
	key_bytes(&key, "x", 1);
	key_u32(&key, 9); /* without the 0 */
	env_put(txn, VB_TABLE_WORDS, key_span(&key), span_of_str("\x09"));
	is_str(walk(txn, 1, "x"), "error", "a key that is none");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	key_init(&key);
	key_record(&key, &a);
	env_put(txn, VB_TABLE_WORDED, key_span(&key), span_of_str("1234"));
	is_err(words_get(txn, &a, &number, &list), VB_ERR_STORE_CORRUPT, "a record without words");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	key_init(&key);
	key_u32(&key, 1);
	env_put(txn, VB_TABLE_NUMBERS, key_span(&key), span_of_str("1234"));
	is_err(words_record(txn, 1, &found, &kind), VB_ERR_STORE_CORRUPT, "a number of nothing");
	env_abort(&txn);
}

int main(void)
{
	shelf_init(&shelf);
	test_state();
	test_walk();
	test_clear();
	test_damage();
	shelf_release(&shelf);
	return done();
}
