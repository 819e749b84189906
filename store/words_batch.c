/* words_batch: writing the index of words; see words_batch.h. */
#include "store/words_batch.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"
#include "store/keyspace.h"
#include "store/postings.h"

#define NUMBER_BYTES 4u
#define OPEN_END UINT32_MAX /* the greatest number in the key of a word's last block */

struct words_posting {
	uint32_t number;
	uint8_t weight;
};

void words_batch_init(struct words_batch *b)
{
	*b = (struct words_batch){ 0 };
	buf_init(&b->bytes, SIZE_MAX);
}

void words_batch_release(struct words_batch *b)
{
	free(b->changes);
	free(b->row);
	buf_release(&b->bytes);
	words_batch_init(b);
}

/* ---- noting ---- */

static uint64_t beginning_of(struct span word)
{
	uint8_t bytes[8] = { 0 };

	memcpy(bytes, word.data, word.size < sizeof(bytes) ? word.size : sizeof(bytes));
	return get_be64(bytes);
}

static void note(struct words_batch *b, uint32_t space, uint32_t number, struct span word,
                 uint8_t weight)
{
	b->changes = array_reserve(b->changes, &b->capacity, b->count + 1u, sizeof(*b->changes));
	b->changes[b->count++] = (struct words_change){ .beginning = beginning_of(word),
		                                        .at = b->bytes.size,
		                                        .space = space,
		                                        .number = number,
		                                        .size = (uint8_t)word.size,
		                                        .weight = weight };
	buf_put(&b->bytes, word.data, word.size);
}

/* One list being gone through beside another. */
struct side {
	struct cursor c;
	struct span word;
	uint8_t weight;
	bool is_there;
};

static void side_next(struct side *s)
{
	s->is_there = wordlist_next(&s->c, &s->weight, &s->word);
}

/* Notes in what the lists differ. False: the old one is damaged. */
static bool lists_compare(struct words_batch *b, uint32_t space, uint32_t number, struct span old,
                          struct span list)
{
	struct side was, is;
	int order;

	cursor_init(&was.c, old);
	cursor_init(&is.c, list);
	side_next(&was);
	side_next(&is);
	while (was.is_there || is.is_there) {
		order = !was.is_there ? 1 : !is.is_there ? -1 : span_compare(was.word, is.word);
		if (order < 0)
			note(b, space, number, was.word, 0);
		else if (order > 0 || was.weight != is.weight)
			note(b, space, number, is.word, is.weight);
		if (order <= 0)
			side_next(&was);
		if (order >= 0)
			side_next(&is);
	}
	return cursor_finish(&was.c) == 0;
}

static void rows_put(struct env_txn *txn, const struct record_ref *ref, uint32_t number,
                     uint32_t kind, struct span list)
{
	struct key record, row;
	uint8_t bytes[NUMBER_BYTES];
	uint8_t *place;

	key_init(&record);
	key_record(&record, ref);
	place = env_reserve(txn, VB_TABLE_WORDED, key_span(&record), NUMBER_BYTES + list.size);
	if (place == NULL)
		return;
	put_be32(place, number);
	memcpy(place + NUMBER_BYTES, list.data, list.size);
	put_be32(bytes, number);
	row = record;
	key_u32(&row, kind);
	env_put(txn, VB_TABLE_NUMBERS, span_of(bytes, sizeof(bytes)), key_span(&row));
}

static void rows_del(struct env_txn *txn, const struct record_ref *ref, uint32_t number)
{
	struct key record;
	uint8_t bytes[NUMBER_BYTES];

	key_init(&record);
	key_record(&record, ref);
	env_del(txn, VB_TABLE_WORDED, key_span(&record));
	put_be32(bytes, number);
	env_del(txn, VB_TABLE_NUMBERS, span_of(bytes, sizeof(bytes)));
}

void words_batch_put(struct words_batch *b, struct env_txn *txn, const struct record_ref *ref,
                     uint32_t kind, struct span list)
{
	struct span old = span_of(NULL, 0);
	uint32_t number = 0;
	int err = words_get(txn, ref, &number, &old);

	if (err != 0 && err != VB_ERR_NOT_FOUND)
		return;
	if (span_is_equal(old, list))
		return;
	if (err == VB_ERR_NOT_FOUND) {
		number = keyspace_next(txn, VB_META_NEXT_NUMBER);
		/* The greatest one stands for the open end. */
		if (number == 0 || number == OPEN_END)
			env_fail(txn, VB_ERR_STORE_CORRUPT);
	}
	if (!lists_compare(b, ref->space, number, old, list))
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	else if (list.size > 0)
		rows_put(txn, ref, number, kind, list);
	else
		rows_del(txn, ref, number);
}

/* ---- writing ---- */

static int change_compare(const void *x, const void *y)
{
	const struct words_change *a = x, *b = y;
	int order;

	if (a->space != b->space)
		return a->space < b->space ? -1 : 1;
	if (a->beginning != b->beginning)
		return a->beginning < b->beginning ? -1 : 1;
	order = span_compare(span_of(a->word, a->size), span_of(b->word, b->size));
	if (order != 0)
		return order;
	return (a->number > b->number) - (a->number < b->number);
}

/* The block of a word in which a number has its place. */
struct block {
	struct key word; /* space, word, 0 */
	uint32_t last;   /* greatest number that may stand in it */
	bool is_there;
	uint8_t bytes[VB_POSTINGS_BLOCK_BYTES];
	size_t size;
};

static void block_find(struct env_txn *txn, struct block *block, uint32_t number)
{
	struct key from = block->word;
	struct env_cursor c;
	struct span key, value;

	block->last = OPEN_END;
	block->size = 0;
	key_u32(&from, number);
	env_cursor_open(&c, txn, VB_TABLE_WORDS, key_span(&block->word), key_span(&from));
	block->is_there = env_cursor_next(&c, &key, &value);
	if (block->is_there &&
	    (key.size != block->word.size + NUMBER_BYTES || value.size > sizeof(block->bytes))) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	} else if (block->is_there) {
		block->last = get_be32(key.data + key.size - NUMBER_BYTES);
		block->size = value.size;
		memcpy(block->bytes, value.data, value.size);
	}
	(void)!env_cursor_close(&c);
}

static void row_put(struct words_batch *b, uint32_t *count, uint32_t number, uint8_t weight)
{
	b->row = array_reserve(b->row, &b->row_capacity, *count + 1u, sizeof(*b->row));
	b->row[(*count)++] = (struct words_posting){ number, weight };
}

/* Merges a block with the changes up to its last number into row. Returns how many changes those are. */
static size_t block_merge(struct words_batch *b, struct env_txn *txn, const struct block *block,
                          const struct words_change *changes, size_t count, uint32_t *row_count)
{
	struct postings p;
	uint32_t number = 0;
	uint8_t weight = 0;
	bool has_old;
	size_t taken = 0;

	*row_count = 0;
	postings_open(&p, span_of(block->bytes, block->size));
	has_old = postings_next(&p, &number, &weight);
	for (; taken < count && changes[taken].number <= block->last; taken++) {
		const struct words_change *change = &changes[taken];

		for (; has_old && number < change->number;
		     has_old = postings_next(&p, &number, &weight))
			row_put(b, row_count, number, weight);
		if (has_old && number == change->number)
			has_old = postings_next(&p, &number, &weight);
		if (change->weight > 0)
			row_put(b, row_count, change->number, change->weight);
	}
	for (; has_old; has_old = postings_next(&p, &number, &weight))
		row_put(b, row_count, number, weight);
	if (p.is_damaged)
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	return taken;
}

static void block_put(struct env_txn *txn, const struct block *block, uint32_t last,
                      const struct postings_writer *w)
{
	struct key key = block->word;

	key_u32(&key, last);
	env_put(txn, VB_TABLE_WORDS, key_span(&key), span_of(w->bytes, w->size));
}

/* Writes row in place of a block: one block, or several if it has outgrown its size. One that is open at its end grows
 * there, so those before it are filled; another is halved, to have room for more. */
static void block_write(struct words_batch *b, struct env_txn *txn, const struct block *block,
                        uint32_t row_count)
{
	struct postings_writer w;
	struct key key = block->word;
	uint32_t half = UINT32_MAX;
	uint32_t i = 0;

	postings_begin(&w);
	for (; i < row_count && postings_put(&w, b->row[i].number, b->row[i].weight); i++)
		;
	if (i < row_count && block->last != OPEN_END)
		half = row_count / 2;
	if (row_count == 0 && block->is_there) {
		key_u32(&key, block->last);
		env_del(txn, VB_TABLE_WORDS, key_span(&key));
	}
	if (row_count == 0)
		return;
	postings_begin(&w);
	for (i = 0; i < row_count; i++) {
		const struct words_posting *p = &b->row[i];

		if (i != half && postings_put(&w, p->number, p->weight))
			continue;
		block_put(txn, block, w.number, &w);
		postings_begin(&w);
		(void)postings_put(&w, p->number, p->weight);
	}
	block_put(txn, block, block->last, &w);
}

/* Writes the changes of one word, ascending by number. */
static void word_write(struct words_batch *b, struct env_txn *txn,
                       const struct words_change *changes, size_t count)
{
	struct block block;
	uint32_t row_count;
	size_t done = 0;

	key_init(&block.word);
	key_u32(&block.word, changes[0].space);
	key_bytes(&block.word, changes[0].word, changes[0].size);
	key_u8(&block.word, 0);
	while (done < count && env_error(txn) == 0) {
		block_find(txn, &block, changes[done].number);
		done += block_merge(b, txn, &block, changes + done, count - done, &row_count);
		block_write(b, txn, &block, row_count);
	}
}

static bool is_same_word(const struct words_change *a, const struct words_change *b)
{
	return a->space == b->space && a->beginning == b->beginning &&
	       span_is_equal(span_of(a->word, a->size), span_of(b->word, b->size));
}

void words_batch_write(struct words_batch *b, struct env_txn *txn)
{
	uint32_t from = 0;

	for (uint32_t i = 0; i < b->count; i++)
		b->changes[i].word = b->bytes.data + b->changes[i].at;
	if (b->count > 1)
		qsort(b->changes, b->count, sizeof(*b->changes), change_compare);
	for (uint32_t i = 1; i <= b->count; i++) {
		if (i < b->count && is_same_word(&b->changes[from], &b->changes[i]))
			continue;
		word_write(b, txn, b->changes + from, i - from);
		from = i;
	}
	b->count = 0;
	buf_clear(&b->bytes);
}
