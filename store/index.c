/* index: rows that lead to records; see index.h. */
#include "store/index.h"

#include <stdlib.h>

#include "protocol/array.h"
#include "store/keyspace.h"
#include "store/record_keys.h"

#define TAIL_BYTES 17u /* each key ends with: record id 16, u8 audience */

static void key_tail(struct key *key, const struct record_ref *ref)
{
	key_bytes(key, ref->id.b, sizeof(ref->id.b));
	key_u8(key, (uint8_t)ref->audience);
}

/* No text begins with this byte. */
#define MARKED 0xffu

/* A text by which a confidential record is found; without keys it is found by nothing. */
static void key_mark(struct key *key, struct env_txn *txn, struct span text)
{
	struct hash mark = { { 0 } };

	if (env_keys(txn) != NULL)
		record_keys_mark(env_keys(txn), text, &mark);
	key_u8(key, MARKED);
	key_bytes(key, mark.b, sizeof(mark.b));
}

/* The key of a row without its tail; returns the table. */
static enum table row_key(struct key *key, struct env_txn *txn, uint32_t space,
                          const struct index_row *row)
{
	key_init(key);
	key_u32(key, space);
	switch (row->type) {
	case VB_INDEX_KIND:
		key_u32(key, row->kind);
		return VB_TABLE_KINDS;
	case VB_INDEX_REF:
		key_bytes(key, row->ref.b, sizeof(row->ref.b));
		key_u32(key, row->kind);
		key_u32(key, row->field);
		return VB_TABLE_REFS;
	case VB_INDEX_TEXT:
		break;
	}
	key_u32(key, row->field);
	if (row->is_marked)
		key_mark(key, txn, row->text);
	else
		key_bytes(key, row->text.data, row->text.size);
	key_u8(key, 0);
	return VB_TABLE_TEXTS;
}

static bool is_same(const struct index_row *a, const struct index_row *b)
{
	if (a->type != b->type)
		return false;
	if (a->type == VB_INDEX_KIND)
		return a->kind == b->kind;
	if (a->type == VB_INDEX_TEXT)
		return a->field == b->field && a->is_marked == b->is_marked &&
		       span_is_equal(a->text, b->text);
	return a->kind == b->kind && a->field == b->field && record_id_is_equal(&a->ref, &b->ref);
}

static bool has_row(const struct index_row *rows, size_t count, const struct index_row *row)
{
	for (size_t i = 0; i < count; i++) {
		if (is_same(&rows[i], row))
			return true;
	}
	return false;
}

/* Empty and long texts have no row. */
static bool is_indexed(const struct index_row *row)
{
	return row->type != VB_INDEX_TEXT ||
	       (row->text.size > 0 && row->text.size <= VB_INDEX_TEXT_MAX_BYTES);
}

void index_update(struct env_txn *txn, const struct record_ref *ref, const struct index_row *before,
                  size_t before_count, const struct index_row *now, size_t now_count)
{
	struct key key;
	enum table table;

	for (size_t i = 0; i < before_count; i++) {
		if (!is_indexed(&before[i]) || has_row(now, now_count, &before[i]))
			continue;
		table = row_key(&key, txn, ref->space, &before[i]);
		key_tail(&key, ref);
		env_del(txn, table, key_span(&key));
	}
	for (size_t i = 0; i < now_count; i++) {
		if (!is_indexed(&now[i]) || has_row(before, before_count, &now[i]))
			continue;
		table = row_key(&key, txn, ref->space, &now[i]);
		key_tail(&key, ref);
		env_put_soon(txn, table, key_span(&key), span_of(NULL, 0));
	}
}

/* Starts at the rows like `row`, behind `after` if that is given. */
static void open_rows(struct index_cursor *c, struct env_txn *txn, uint32_t space,
                      const struct index_row *row, const struct record_ref *after)
{
	enum table table = row_key(&c->prefix, txn, space, row);

	c->space = space;
	c->from = c->prefix;
	if (after != NULL) {
		key_tail(&c->from, after);
		key_u8(&c->from, 0); /* the least key behind it */
	}
	env_cursor_open(&c->c, txn, table, key_span(&c->prefix), key_span(&c->from));
}

void index_open_kind(struct index_cursor *c, struct env_txn *txn, uint32_t space, uint32_t kind,
                     const struct record_ref *after)
{
	struct index_row row = { .type = VB_INDEX_KIND, .kind = kind };

	open_rows(c, txn, space, &row, after);
}

void index_open_children(struct index_cursor *c, struct env_txn *txn, uint32_t space,
                         const struct record_id *parent, uint32_t kind, uint32_t field,
                         const struct record_ref *after)
{
	struct index_row row = {
		.type = VB_INDEX_REF, .kind = kind, .field = field, .ref = *parent
	};

	open_rows(c, txn, space, &row, after);
}

void index_open_text(struct index_cursor *c, struct env_txn *txn, uint32_t space, uint32_t field,
                     struct span text, bool is_confidential)
{
	/* A longer text has no row, and neither has the empty one that is looked for in its place. */
	struct index_row row = { .type = VB_INDEX_TEXT,
		                 .field = field,
		                 .is_marked = is_confidential };

	if (text.size <= VB_INDEX_TEXT_MAX_BYTES)
		row.text = text;
	open_rows(c, txn, space, &row, NULL);
}

void index_open_references(struct index_cursor *c, struct env_txn *txn, uint32_t space,
                           const struct record_id *parent)
{
	key_init(&c->prefix);
	key_u32(&c->prefix, space);
	key_bytes(&c->prefix, parent->b, sizeof(parent->b));
	c->space = space;
	c->from = c->prefix;
	env_cursor_open(&c->c, txn, VB_TABLE_REFS, key_span(&c->prefix), key_span(&c->from));
}

uint64_t index_count_references(struct env_txn *txn, uint32_t space, const struct record_id *parent,
                                uint64_t max)
{
	struct index_cursor c;
	struct record_ref record;
	uint64_t count = 0;

	index_open_references(&c, txn, space, parent);
	while (count < max && index_next(&c, &record))
		count++;
	return index_close(&c) == 0 ? count : 0;
}

/* Reads which record a row belongs to. */
static bool tail_read(struct env_txn *txn, struct span key, uint32_t space, struct record_ref *out)
{
	struct cursor at;
	uint8_t audience;

	cursor_init(&at, key);
	(void)cursor_take(&at, key.size >= TAIL_BYTES ? key.size - TAIL_BYTES : 0);
	out->space = space;
	cursor_copy(&at, out->id.b, sizeof(out->id.b));
	audience = cursor_u8(&at);
	if (cursor_finish(&at) != 0 || audience > VB_AUDIENCE_CORE)
		env_fail(txn, VB_ERR_STORE_CORRUPT);
	out->audience = (enum audience)audience;
	return env_error(txn) == 0;
}

bool index_next(struct index_cursor *c, struct record_ref *out)
{
	struct span key, value;

	return env_cursor_next(&c->c, &key, &value) && tail_read(c->c.txn, key, c->space, out);
}

int index_close(struct index_cursor *c)
{
	return env_cursor_close(&c->c);
}

/* ---- forgetting ---- */

/* Gathers the keys of one table and space that belong to the records; nothing is written while a walk stands. */
static void forget_in(struct env_txn *txn, enum table table, uint32_t space,
                      const struct record_ref *refs, size_t count)
{
	struct env_cursor c;
	struct key prefix, *keys = NULL;
	struct span key, value;
	struct record_ref ref;
	uint32_t key_count = 0, capacity = 0;

	key_init(&prefix);
	key_u32(&prefix, space);
	env_cursor_open(&c, txn, table, key_span(&prefix), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value) && tail_read(txn, key, space, &ref)) {
		if (bsearch(&ref, refs, count, sizeof(*refs), key_compare_records) == NULL)
			continue;
		keys = array_reserve(keys, &capacity, key_count + 1u, sizeof(*keys));
		key_init(&keys[key_count]);
		key_bytes(&keys[key_count++], key.data, key.size);
	}
	if (env_cursor_close(&c) != 0)
		key_count = 0;
	for (uint32_t i = 0; i < key_count; i++)
		env_del(txn, table, key_span(&keys[i]));
	free(keys);
}

void index_forget(struct env_txn *txn, const struct record_ref *refs, size_t count)
{
	static const enum table tables[] = { VB_TABLE_KINDS, VB_TABLE_REFS, VB_TABLE_TEXTS };

	for (size_t i = 0; i < count; i++) {
		if (i > 0 && refs[i].space == refs[i - 1].space)
			continue;
		for (size_t t = 0; t < sizeof(tables) / sizeof(tables[0]); t++)
			forget_in(txn, tables[t], refs[i].space, refs, count);
	}
}
