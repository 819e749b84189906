/* drawer: rows on their way to the office; see drawer.h. */
#include "bridges/mail/drawer.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/tables.h"
#include "protocol/array.h"
#include "protocol/pack.h"

#define ROW_MAX_BYTES 65536u
#define VALUES_MAX_BYTES (64u << 20) /* never reached: batches are written when they are full */

void drawer_begin(struct drawer_batch *batch)
{
	memset(batch, 0, sizeof(*batch));
	buf_init(&batch->values, VALUES_MAX_BYTES);
}

static struct drawer_row *add(struct drawer_batch *batch, const char *table, struct span key)
{
	struct drawer_row *row;

	assert(key.size >= 1 && key.size <= VB_DRAWER_KEY_MAX_BYTES);
	batch->rows = array_reserve(batch->rows, &batch->capacity, batch->count + 1,
	                            sizeof(*batch->rows));
	row = &batch->rows[batch->count++];
	memset(row, 0, sizeof(*row));
	row->table = table;
	memcpy(row->key, key.data, key.size);
	row->key_size = key.size;
	row->value_at = batch->values.size;
	return row;
}

void drawer_put(struct drawer_batch *batch, const char *table, struct span key, struct span value,
                const struct record_id *about)
{
	struct drawer_row *row = add(batch, table, key);

	buf_put(&batch->values, value.data, value.size);
	row->value_size = value.size;
	if (about != NULL)
		row->about = *about;
}

void drawer_put_fresh(struct drawer_batch *batch, const char *table, struct span key,
                      struct span value)
{
	drawer_put(batch, table, key, value, NULL);
	batch->rows[batch->count - 1].is_fresh = true;
}

void drawer_take(struct drawer_batch *batch, const char *table, struct span key)
{
	add(batch, table, key)->is_gone = true;
}

void drawer_queue(struct drawer_batch *batch, const struct mailing *mailing)
{
	uint8_t place[VB_MAILING_PLACE_BYTES];
	struct buf row;

	buf_init(&row, ROW_MAX_BYTES);
	mailing_encode(mailing, &row);
	mailing_place(mailing->due_ms, mailing->key, place);
	drawer_put(batch, VB_TABLE_QUEUE, span_of(place, sizeof(place)), buf_span(&row),
	           record_id_is_zero(&mailing->person) ? NULL : &mailing->person);
	buf_release(&row);
}

void drawer_unqueue(struct drawer_batch *batch, int64_t due_ms,
                    const uint8_t key[static VB_MAILING_KEY_BYTES])
{
	uint8_t place[VB_MAILING_PLACE_BYTES];

	mailing_place(due_ms, key, place);
	drawer_take(batch, VB_TABLE_QUEUE, span_of(place, sizeof(place)));
}

struct span drawer_value(const struct drawer_batch *batch, uint32_t index)
{
	const struct drawer_row *row = &batch->rows[index];

	if (row->value_size == 0)
		return (struct span){ NULL, 0 };
	return span_of(batch->values.data + row->value_at, row->value_size);
}

bool drawer_is_full(const struct drawer_batch *batch)
{
	return batch->values.size + (size_t)batch->count * VB_DRAWER_KEY_MAX_BYTES >=
	       VB_DRAWER_BATCH_BYTES;
}

void drawer_encode(const struct drawer_batch *batch, struct buf *out)
{
	char hex[2 * VB_RECORD_ID_BYTES + 1];

	pack_array(out, batch->count);
	for (uint32_t i = 0; i < batch->count; i++) {
		const struct drawer_row *row = &batch->rows[i];
		bool has_about = !record_id_is_zero(&row->about);
		struct span value = drawer_value(batch, i);

		pack_map(out, 3u + (has_about ? 1u : 0u) + (row->is_fresh ? 1u : 0u));
		if (has_about) {
			hex_format(row->about.b, sizeof(row->about.b), hex);
			pack_cstr(out, "about");
			pack_cstr(out, hex);
		}
		if (row->is_fresh) {
			pack_cstr(out, "fresh");
			pack_bool(out, true);
		}
		pack_cstr(out, "key");
		pack_bin(out, row->key, row->key_size);
		pack_cstr(out, "table");
		pack_cstr(out, row->table);
		pack_cstr(out, "value");
		if (row->is_gone)
			pack_nil(out);
		else
			pack_bin(out, value.data, value.size);
	}
}

static bool is_gone(int err)
{
	return err == VB_ERR_ERASED || err == VB_ERR_NOT_FOUND;
}

/* Row by row, but for those that are about a record that is gone. */
static int write_each(const struct drawer *drawer, const struct drawer_batch *batch)
{
	int err = 0;

	for (uint32_t i = 0; i < batch->count && err == 0; i++) {
		struct drawer_batch one = *batch;

		one.rows = &batch->rows[i];
		one.count = 1;
		err = drawer->write(drawer->self, &one);
		if (is_gone(err))
			err = 0;
	}
	return err;
}

int drawer_commit(const struct drawer *drawer, struct drawer_batch *batch)
{
	int err = batch->count > 0 ? drawer->write(drawer->self, batch) : 0;

	if (is_gone(err))
		err = write_each(drawer, batch);
	batch->count = 0;
	buf_clear(&batch->values);
	return err;
}

void drawer_release(struct drawer_batch *batch)
{
	free(batch->rows);
	buf_release(&batch->values);
	memset(batch, 0, sizeof(*batch));
}

int drawer_show(const struct drawer *drawer, const struct mailing_matter *which, struct matter *out)
{
	int err;

	memset(out, 0, sizeof(*out));
	err = drawer->show(drawer->self, which, out);
	return err == VB_ERR_MALFORMED || err == VB_ERR_TOO_LARGE ? VB_ERR_NOT_FOUND : err;
}

int drawer_has(const struct drawer *drawer, const char *table, struct span key, bool *out)
{
	struct buf value;
	int err;

	buf_init(&value, VALUES_MAX_BYTES);
	err = drawer->get(drawer->self, table, key, &value);
	buf_release(&value);
	*out = err == 0;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

int drawer_get_u64(const struct drawer *drawer, const char *table, struct span key, uint64_t *out)
{
	struct buf value;
	int err;

	buf_init(&value, 8);
	err = drawer->get(drawer->self, table, key, &value);
	if (err == VB_ERR_NOT_FOUND)
		*out = 0;
	else if (err == 0)
		*out = value.size == 8 ? get_be64(value.data) : 0;
	buf_release(&value);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

void drawer_put_u64(struct drawer_batch *batch, const char *table, struct span key, uint64_t value)
{
	uint8_t bytes[8];

	put_be64(bytes, value);
	drawer_put(batch, table, key, span_of(bytes, sizeof(bytes)), NULL);
}
