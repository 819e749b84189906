/* drawers: rows of bridges; see drawers.h.
 *
 * A key of one byte, the bridge, stands before the rows of each and holds what they take. */
#include "store/drawers.h"

#include <string.h>

#include "store/keyspace.h"

#define ABOUT_NONE 0u
#define ABOUT_RECORD 1u
#define USED_KEY_BYTES 1u
#define MARK_KEY_BYTES (1u + VB_DRAWER_MARK_BYTES)

bool drawers_is_row(const struct drawer_row *row)
{
	return row->table.size >= 1 && row->table.size <= VB_DRAWER_TABLE_MAX_BYTES &&
	       memchr(row->table.data, 0, row->table.size) == NULL && row->key.size >= 1 &&
	       row->key.size <= VB_DRAWER_KEY_MAX_BYTES &&
	       row->value.size <= VB_DRAWER_VALUE_MAX_BYTES;
}

/* ---- keys ---- */

static void key_table(struct key *key, uint8_t bridge, struct span table)
{
	assert(bridge != 0);
	key_init(key);
	key_u8(key, bridge);
	key_bytes(key, table.data, table.size);
	key_u8(key, 0);
}

static void key_about(struct key *key, const struct record_id *about)
{
	key_u8(key, ABOUT_RECORD);
	key_bytes(key, about->b, sizeof(about->b));
}

static void key_row(struct key *key, const struct drawer_row *row)
{
	key_table(key, row->bridge, row->table);
	if (record_id_is_zero(&row->about))
		key_u8(key, ABOUT_NONE);
	else
		key_about(key, &row->about);
	key_bytes(key, row->key.data, row->key.size);
}

/* What stands in the store, from its key and value. Errors: VB_ERR_STORE_CORRUPT. */
static int row_decode(struct span key, struct span value, struct drawer_row *out)
{
	const uint8_t *end = key.size > 1 ? memchr(key.data + 1, 0, key.size - 1) : NULL;
	struct drawer_row row = { .value = value };
	struct cursor c;

	if (end == NULL)
		return VB_ERR_STORE_CORRUPT;
	row.bridge = key.data[0];
	row.table = span_of(key.data + 1, (size_t)(end - key.data) - 1);
	row.place = span_of(end + 1, (size_t)(key.data + key.size - end) - 1);
	cursor_init(&c, row.place);
	switch (cursor_u8(&c)) {
	case ABOUT_NONE:
		break;
	case ABOUT_RECORD:
		cursor_copy(&c, row.about.b, sizeof(row.about.b));
		if (record_id_is_zero(&row.about))
			return VB_ERR_STORE_CORRUPT;
		break;
	default:
		return VB_ERR_STORE_CORRUPT;
	}
	row.key = span_of(c.at, (size_t)(c.end - c.at));
	if (c.err != 0 || row.bridge == 0 || !drawers_is_row(&row))
		return VB_ERR_STORE_CORRUPT;
	*out = row;
	return 0;
}

/* ---- what it takes ---- */

uint64_t drawers_used(struct env_txn *txn, uint8_t bridge)
{
	struct span value;

	if (env_get(txn, VB_TABLE_DRAWERS, span_of(&bridge, USED_KEY_BYTES), &value) != 0)
		return 0;
	if (value.size != sizeof(uint64_t)) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return 0;
	}
	return get_be64(value.data);
}

uint64_t drawers_row_bytes(const struct drawer_row *row)
{
	struct key key;

	key_row(&key, row);
	return key.size + row->value.size;
}

static void used_change(struct env_txn *txn, uint8_t bridge, uint64_t added, uint64_t gone)
{
	uint64_t used = drawers_used(txn, bridge) + added;
	uint8_t bytes[8];

	/* More gone than there was: the count was wrong, and --check tells. */
	put_be64(bytes, used > gone ? used - gone : 0);
	env_put(txn, VB_TABLE_DRAWERS, span_of(&bridge, USED_KEY_BYTES),
	        span_of(bytes, sizeof(bytes)));
}

/* What a row takes that is there; 0: none is. */
static uint64_t taken_by(struct env_txn *txn, struct span key)
{
	struct span value;

	return env_get(txn, VB_TABLE_DRAWERS, key, &value) == 0 ? key.size + value.size : 0;
}

/* ---- one row ---- */

int drawers_get(struct env_txn *txn, const struct drawer_row *row, struct span *value)
{
	struct key key;

	key_row(&key, row);
	return env_get(txn, VB_TABLE_DRAWERS, key_span(&key), value);
}

void drawers_put(struct env_txn *txn, const struct drawer_row *row)
{
	uint64_t before;
	struct key key;

	assert(drawers_is_row(row));
	key_row(&key, row);
	before = taken_by(txn, key_span(&key));
	env_put(txn, VB_TABLE_DRAWERS, key_span(&key), row->value);
	used_change(txn, row->bridge, key.size + row->value.size, before);
}

void drawers_del(struct env_txn *txn, const struct drawer_row *row)
{
	uint64_t before;
	struct key key;

	key_row(&key, row);
	before = taken_by(txn, key_span(&key));
	if (before == 0)
		return;
	env_del(txn, VB_TABLE_DRAWERS, key_span(&key));
	used_change(txn, row->bridge, 0, before);
}

/* ---- walking ---- */

void drawers_open(struct drawers_cursor *c, struct env_txn *txn, const struct drawer_row *row,
                  struct span after)
{
	assert(after.size <= VB_DRAWER_PLACE_MAX_BYTES);
	key_table(&c->prefix, row->bridge, row->table);
	c->from = c->prefix;
	if (!record_id_is_zero(&row->about))
		key_about(&c->prefix, &row->about);
	if (after.size > 0) {
		key_bytes(&c->from, after.data, after.size);
		key_u8(&c->from, 0); /* the least key behind it */
	}
	env_cursor_open(&c->c, txn, VB_TABLE_DRAWERS, key_span(&c->prefix),
	                after.size > 0 ? key_span(&c->from) : span_of(NULL, 0));
}

bool drawers_next(struct drawers_cursor *c, struct drawer_row *out)
{
	struct span key, value;
	int err;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	err = row_decode(key, value, out);
	if (err != 0)
		env_fail(c->c.txn, err);
	return err == 0;
}

int drawers_close(struct drawers_cursor *c)
{
	return env_cursor_close(&c->c);
}

/* ---- erasing ---- */

/* The bridge, table and 0 of the first row from a key on; false: there is none. */
static bool next_table(struct env_txn *txn, const struct key *from, struct key *out)
{
	struct drawer_row row;
	struct env_cursor c;
	struct span key, value;
	bool is_found = false;

	env_cursor_open(&c, txn, VB_TABLE_DRAWERS, span_of(NULL, 0), key_span(from));
	while (!is_found && env_cursor_next(&c, &key, &value)) {
		if (key.size == USED_KEY_BYTES)
			continue;
		is_found = row_decode(key, value, &row) == 0;
		if (is_found)
			key_table(out, row.bridge, row.table);
		else
			env_fail(txn, VB_ERR_STORE_CORRUPT);
	}
	return env_cursor_close(&c) == 0 && is_found;
}

static void drop_below(struct env_txn *txn, const struct key *prefix)
{
	struct env_cursor c;
	struct span key, value;
	uint64_t bytes = 0;

	env_cursor_open(&c, txn, VB_TABLE_DRAWERS, key_span(prefix), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value))
		bytes += key.size + value.size;
	if (env_cursor_close(&c) != 0 || bytes == 0)
		return;
	env_del_prefix(txn, VB_TABLE_DRAWERS, key_span(prefix));
	used_change(txn, prefix->b[0], 0, bytes);
}

void drawers_drop_record(struct env_txn *txn, const struct record_id *about)
{
	struct key at, prefix;

	key_init(&at);
	while (next_table(txn, &at, &prefix)) {
		at = prefix;
		at.b[at.size - 1] = 1; /* behind all of this table */
		key_about(&prefix, about);
		drop_below(txn, &prefix);
	}
}

/* ---- once ---- */

static void key_mark(struct key *key, uint8_t bridge, const uint8_t mark[VB_DRAWER_MARK_BYTES])
{
	key_init(key);
	key_u8(key, bridge);
	key_bytes(key, mark, VB_DRAWER_MARK_BYTES);
}

int drawers_once_get(struct env_txn *txn, uint8_t bridge, const uint8_t mark[VB_DRAWER_MARK_BYTES],
                     struct record_id *out)
{
	struct span value;
	struct key key;
	int err;

	key_mark(&key, bridge, mark);
	err = env_get(txn, VB_TABLE_ONCE, key_span(&key), &value);
	if (err != 0)
		return err;
	if (value.size != sizeof(out->b)) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return VB_ERR_STORE_CORRUPT;
	}
	memcpy(out->b, value.data, sizeof(out->b));
	return 0;
}

void drawers_once_put(struct env_txn *txn, uint8_t bridge, const uint8_t mark[VB_DRAWER_MARK_BYTES],
                      const struct record_id *record)
{
	struct key key;

	key_mark(&key, bridge, mark);
	env_put(txn, VB_TABLE_ONCE, key_span(&key), span_of(record->b, sizeof(record->b)));
}

/* ---- looking through ---- */

static int check_marks(struct env_txn *txn)
{
	struct env_cursor c;
	struct span key, value;
	bool is_right = true;
	int err;

	env_cursor_open(&c, txn, VB_TABLE_ONCE, span_of(NULL, 0), span_of(NULL, 0));
	while (is_right && env_cursor_next(&c, &key, &value))
		is_right = key.size == MARK_KEY_BYTES && key.data[0] != 0 &&
		           value.size == VB_RECORD_ID_BYTES;
	err = env_cursor_close(&c);
	return err == 0 && !is_right ? VB_ERR_STORE_CORRUPT : err;
}

int drawers_check(struct env_txn *txn)
{
	uint64_t told[UINT8_MAX + 1] = { 0 }, found[UINT8_MAX + 1] = { 0 };
	struct drawer_row row;
	struct env_cursor c;
	struct span key, value;
	int err = 0, closed;

	env_cursor_open(&c, txn, VB_TABLE_DRAWERS, span_of(NULL, 0), span_of(NULL, 0));
	while (err == 0 && env_cursor_next(&c, &key, &value)) {
		if (key.size == USED_KEY_BYTES && value.size == sizeof(uint64_t)) {
			told[key.data[0]] = get_be64(value.data);
			continue;
		}
		err = row_decode(key, value, &row);
		if (err == 0)
			found[row.bridge] += key.size + value.size;
	}
	closed = env_cursor_close(&c);
	if (err == 0)
		err = closed;
	if (err == 0 && memcmp(told, found, sizeof(told)) != 0)
		err = VB_ERR_STORE_CORRUPT;
	if (err == 0)
		err = check_marks(txn);
	return err;
}
