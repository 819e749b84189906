/* drawers: rows of bridges; see drawers.h.
 *
 * A key of one byte, the bridge, stands before the rows of each and holds what they take. A row's key does not say what it is
 * about, so that a bridge finds it without; its value begins with it, and behind a byte 0 each such row stands once more by record. */
#include "store/drawers.h"

#include <string.h>

#include "store/keyspace.h"

#define ABOUT_NONE 0u
#define ABOUT_RECORD 1u
#define USED_KEY_BYTES 1u
#define INDEX_HEAD_BYTES (1u + VB_RECORD_ID_BYTES)
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

static void key_row(struct key *key, const struct drawer_row *row)
{
	key_table(key, row->bridge, row->table);
	key_bytes(key, row->key.data, row->key.size);
}

/* Begin of the keys of all rows about a record. */
static void key_about(struct key *key, const struct record_id *about)
{
	key_init(key);
	key_u8(key, 0);
	key_bytes(key, about->b, sizeof(about->b));
}

/* By record: key is that of a row. */
static void key_index(struct key *index, const struct record_id *about, struct span key)
{
	key_about(index, about);
	key_bytes(index, key.data, key.size);
}

/* What stands in the store, from its key and value. Errors: VB_ERR_STORE_CORRUPT. */
static int row_decode(struct span key, struct span value, struct drawer_row *out)
{
	const uint8_t *end = key.size > 1 ? memchr(key.data + 1, 0, key.size - 1) : NULL;
	struct drawer_row row = { .bridge = 0 };
	struct cursor c;

	if (end == NULL)
		return VB_ERR_STORE_CORRUPT;
	row.bridge = key.data[0];
	row.table = span_of(key.data + 1, (size_t)(end - key.data) - 1);
	row.key = span_of(end + 1, (size_t)(key.data + key.size - end) - 1);
	row.place = row.key;
	cursor_init(&c, value);
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
	row.value = span_of(c.at, (size_t)(c.end - c.at));
	if (c.err != 0 || row.bridge == 0 || !drawers_is_row(&row))
		return VB_ERR_STORE_CORRUPT;
	*out = row;
	return 0;
}

/* Reads the row with a key, whatever it is about. Errors: VB_ERR_NOT_FOUND, VB_ERR_STORE_CORRUPT, the transaction's. */
static int row_get(struct env_txn *txn, struct span key, struct drawer_row *out)
{
	struct span value;
	int err = env_get(txn, VB_TABLE_DRAWERS, key, &value);

	if (err == 0)
		err = row_decode(key, value, out);
	if (err == VB_ERR_STORE_CORRUPT)
		env_fail(txn, err);
	return err;
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
	struct key key, index;
	uint64_t bytes;

	key_row(&key, row);
	bytes = key.size + 1 + row->value.size;
	if (record_id_is_zero(&row->about))
		return bytes;
	key_index(&index, &row->about, key_span(&key));
	return bytes + sizeof(row->about.b) + index.size;
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

/* ---- one row ---- */

int drawers_get(struct env_txn *txn, const struct drawer_row *row, struct span *value)
{
	struct drawer_row there;
	struct key key;
	int err;

	key_row(&key, row);
	err = row_get(txn, key_span(&key), &there);
	if (err == 0 && !record_id_is_zero(&row->about) &&
	    !record_id_is_equal(&row->about, &there.about))
		err = VB_ERR_NOT_FOUND;
	if (err == 0)
		*value = there.value;
	return err;
}

/* Takes a row away with its place by record; returns what it took, 0: there is none. */
static uint64_t take_away(struct env_txn *txn, const struct key *key)
{
	struct drawer_row there;
	struct key index;
	uint64_t bytes;

	if (row_get(txn, key_span(key), &there) != 0)
		return 0;
	bytes = drawers_row_bytes(&there);
	if (!record_id_is_zero(&there.about)) {
		key_index(&index, &there.about, key_span(key));
		env_del(txn, VB_TABLE_DRAWERS, key_span(&index));
	}
	env_del(txn, VB_TABLE_DRAWERS, key_span(key));
	return bytes;
}

void drawers_put(struct env_txn *txn, const struct drawer_row *row)
{
	bool is_about = !record_id_is_zero(&row->about);
	size_t head = is_about ? 1 + sizeof(row->about.b) : 1;
	struct key key, index;
	uint64_t before;
	uint8_t *value;

	assert(drawers_is_row(row));
	key_row(&key, row);
	before = take_away(txn, &key);
	if (is_about) {
		key_index(&index, &row->about, key_span(&key));
		env_put(txn, VB_TABLE_DRAWERS, key_span(&index), span_of_str(""));
	}
	value = env_reserve(txn, VB_TABLE_DRAWERS, key_span(&key), head + row->value.size);
	if (!value)
		return;
	value[0] = is_about ? ABOUT_RECORD : ABOUT_NONE;
	if (is_about)
		memcpy(value + 1, row->about.b, sizeof(row->about.b));
	if (row->value.size > 0)
		memcpy(value + head, row->value.data, row->value.size);
	used_change(txn, row->bridge, drawers_row_bytes(row), before);
}

void drawers_del(struct env_txn *txn, const struct drawer_row *row)
{
	struct key key;
	uint64_t before;

	key_row(&key, row);
	before = take_away(txn, &key);
	if (before > 0)
		used_change(txn, row->bridge, 0, before);
}

/* ---- walking ---- */

void drawers_open(struct drawers_cursor *c, struct env_txn *txn, const struct drawer_row *row,
                  struct span after)
{
	assert(after.size <= VB_DRAWER_PLACE_MAX_BYTES);
	key_table(&c->prefix, row->bridge, row->table);
	c->is_by_record = !record_id_is_zero(&row->about);
	if (c->is_by_record) {
		struct key table = c->prefix;

		key_index(&c->prefix, &row->about, key_span(&table));
	}
	c->from = c->prefix;
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
	if (c->is_by_record)
		err = row_get(c->c.txn,
		              span_of(key.data + INDEX_HEAD_BYTES, key.size - INDEX_HEAD_BYTES),
		              out);
	else
		err = row_decode(key, value, out);
	if (err != 0)
		env_fail(c->c.txn, VB_ERR_STORE_CORRUPT);
	return err == 0;
}

int drawers_close(struct drawers_cursor *c)
{
	return env_cursor_close(&c->c);
}

/* ---- erasing ---- */

void drawers_drop_record(struct env_txn *txn, const struct record_id *about)
{
	struct key prefix, key;
	struct env_cursor c;
	struct span index, value;
	bool is_found = true;

	key_about(&prefix, about);
	/* One after the other: a walk does not outlive a write. */
	while (is_found) {
		env_cursor_open(&c, txn, VB_TABLE_DRAWERS, key_span(&prefix), span_of(NULL, 0));
		is_found = env_cursor_next(&c, &index, &value) && index.size > INDEX_HEAD_BYTES;
		key_init(&key);
		if (is_found)
			key_bytes(&key, index.data + INDEX_HEAD_BYTES,
			          index.size - INDEX_HEAD_BYTES);
		if (env_cursor_close(&c) != 0 || !is_found)
			return;
		used_change(txn, key.b[0], 0, take_away(txn, &key));
		if (env_error(txn) != 0)
			return;
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

/* ---- after a restore ---- */

void drawers_note_restored(struct env_txn *txn, struct wall_ms now)
{
	uint8_t since[8];

	put_be64(since, now.v);
	for (uint8_t bridge = 1; bridge <= VB_DRAWER_BRIDGES; bridge++)
		drawers_put(txn, &(struct drawer_row){ .bridge = bridge,
		                                       .table = span_of_str(VB_DRAWER_STATE),
		                                       .key = span_of_str(VB_DRAWER_RESTORED),
		                                       .value = span_of(since, sizeof(since)) });
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

/* Whether a place by record is that of a row about it, or a row about a record has such a place. */
static bool is_placed(struct env_txn *txn, struct span key, const struct drawer_row *row)
{
	struct drawer_row there;
	struct span value;
	struct key index;

	if (row == NULL)
		return key.size > INDEX_HEAD_BYTES &&
		       row_get(txn,
		               span_of(key.data + INDEX_HEAD_BYTES, key.size - INDEX_HEAD_BYTES),
		               &there) == 0 &&
		       memcmp(there.about.b, key.data + 1, sizeof(there.about.b)) == 0;
	if (record_id_is_zero(&row->about))
		return true;
	key_index(&index, &row->about, key);
	return env_get(txn, VB_TABLE_DRAWERS, key_span(&index), &value) == 0;
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
		bool is_place = key.data[0] == 0;

		if (!is_place && key.size == USED_KEY_BYTES && value.size == sizeof(uint64_t)) {
			told[key.data[0]] = get_be64(value.data);
			continue;
		}
		err = is_place ? 0 : row_decode(key, value, &row);
		if (err == 0 && !is_placed(txn, key, is_place ? NULL : &row))
			err = VB_ERR_STORE_CORRUPT;
		if (err == 0 && !is_place)
			found[row.bridge] += drawers_row_bytes(&row);
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
