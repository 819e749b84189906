/* control_drawer: what bridges keep at this office; see bridge_calls.h; tested by tests/unit/test_control_drawer.c.
 *
 * A write is looked at as a whole first: then nothing of it can fail but the disk. */
#include "daemon/control/bridge_calls.h"
#include "daemon/control/lookup.h"
#include "daemon/control/view.h"
#include "store/drawers.h"

#define LIST_DEFAULT_COUNT 200u
#define LIST_MAX_COUNT 1000u
#define PAGE_BYTES (512u << 10) /* a page ends when it has more */

/* ---- one row ---- */

/* Reads bin of 1 to max bytes. Errors: VB_ERR_MISSING_VALUE, VB_ERR_BAD_VALUE, VB_ERR_TOO_LARGE. */
static int bin_read(struct request *q, const char *name, size_t max, struct span *out)
{
	struct pack_reader r;
	struct span value = span_of(NULL, 0);

	if (!request_has(q, name) || !request_find(q, name, &value))
		return request_fail(q, VB_ERR_MISSING_VALUE, "%s", name);
	unpack_init(&r, value);
	value = unpack_bin(&r, 0, SIZE_MAX);
	if (unpack_finish(&r) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "%s is not bin", name);
	if (value.size == 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "%s is empty", name);
	if (value.size > max)
		return request_fail(q, VB_ERR_TOO_LARGE, "%s has more than %zu bytes", name, max);
	*out = value;
	return 0;
}

/* The record that rows are about; left as it is where none is named. */
static int about_read(struct request *q, struct record_id *out)
{
	struct span text = span_of(NULL, 0);
	int err;

	if (!request_has(q, "about"))
		return 0;
	err = request_text(q, "about", 2 * VB_RECORD_ID_BYTES, &text);
	if (err == 0 && hex_parse((const char *)text.data, text.size, out->b, sizeof(out->b)) != 0)
		err = request_fail(q, VB_ERR_BAD_VALUE, "about is not the number of a record");
	return err;
}

/* All of a row but key and value. */
static int table_read(struct request *q, struct drawer_row *row)
{
	int err = request_text(q, "table", VB_DRAWER_TABLE_MAX_BYTES, &row->table);

	row->bridge = (uint8_t)q->caller->bridge;
	return err == 0 ? about_read(q, &row->about) : err;
}

int control_drawer_get(struct request *q)
{
	struct drawer_row row = { .bridge = 0 };
	struct span value;
	int err = table_read(q, &row);

	if (err == 0)
		err = bin_read(q, "key", VB_DRAWER_KEY_MAX_BYTES, &row.key);
	if (err == 0)
		err = drawers_get(node_view(q->node), &row, &value);
	if (err != 0)
		return err;
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "value");
	pack_bin(&q->result, value.data, value.size);
	return 0;
}

/* ---- a table ---- */

static void row_pack(const struct drawer_row *row, struct buf *out)
{
	bool is_about = !record_id_is_zero(&row->about);

	pack_map(out, 2 + is_about);
	if (is_about) {
		pack_cstr(out, "about");
		view_record_id(&row->about, out);
	}
	pack_cstr(out, "key");
	pack_bin(out, row->key.data, row->key.size);
	pack_cstr(out, "value");
	pack_bin(out, row->value.data, row->value.size);
}

int control_drawer_list(struct request *q)
{
	struct drawer_row row = { .bridge = 0 };
	struct span after = span_of(NULL, 0);
	uint64_t limit = LIST_DEFAULT_COUNT;
	struct drawers_cursor c;
	struct buf items, next;
	uint32_t count = 0;
	int err = table_read(q, &row);

	if (err == 0)
		err = request_uint(q, "limit", 1, LIST_MAX_COUNT, &limit);
	if (err == 0 && request_has(q, "after"))
		err = bin_read(q, "after", VB_DRAWER_PLACE_MAX_BYTES, &after);
	if (err != 0)
		return err;
	buf_init(&items, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&next, VB_DRAWER_PLACE_MAX_BYTES);
	drawers_open(&c, node_view(q->node), &row, after);
	while (count < limit && items.size < PAGE_BYTES && drawers_next(&c, &row)) {
		row_pack(&row, &items);
		buf_clear(&next);
		buf_put(&next, row.place.data, row.place.size);
		count++;
	}
	if (items.size < PAGE_BYTES && count < limit)
		buf_clear(&next);
	err = drawers_close(&c);
	if (err == 0) {
		pack_map(&q->result, next.size > 0 ? 2 : 1);
		pack_cstr(&q->result, "items");
		pack_array(&q->result, count);
		buf_put(&q->result, items.data, items.size);
		if (next.size > 0) {
			pack_cstr(&q->result, "next");
			pack_bin(&q->result, next.data, next.size);
		}
	}
	buf_release(&items);
	buf_release(&next);
	return err;
}

/* ---- writing ---- */

struct item {
	struct drawer_row row;
	bool is_fresh; /* nothing may be there yet */
	bool is_gone;  /* the row is taken away */
};

/* Refuses names that an item does not have. */
static int names_check(struct request *part)
{
	static const char *const names[] = { "about", "fresh", "key", "table", "value" };
	struct pack_reader r;
	struct span name, value;
	uint32_t left;

	unpack_init(&r, part->args);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	while (request_next_pair(&r, &left, &name, &value)) {
		size_t i = 0;

		while (i < sizeof(names) / sizeof(names[0]) &&
		       !span_is_equal(span_of_str(names[i]), name))
			i++;
		if (i == sizeof(names) / sizeof(names[0]))
			return request_fail(part, VB_ERR_BAD_VALUE, "a row has no %.*s",
			                    (int)(name.size < 100 ? name.size : 100),
			                    (const char *)name.data);
	}
	return 0;
}

static int value_read(struct request *part, struct item *item)
{
	struct pack_reader r;
	struct span value = span_of(NULL, 0);

	if (!request_find(part, "value", &value))
		return request_fail(part, VB_ERR_MISSING_VALUE, "value");
	item->is_gone = !request_has(part, "value");
	if (item->is_gone)
		return 0;
	unpack_init(&r, value);
	item->row.value = unpack_bin(&r, 0, SIZE_MAX);
	if (unpack_finish(&r) != 0)
		return request_fail(part, VB_ERR_BAD_VALUE, "value is not bin");
	if (item->row.value.size > VB_DRAWER_VALUE_MAX_BYTES)
		return request_fail(part, VB_ERR_TOO_LARGE, "value has more than %u bytes",
		                    VB_DRAWER_VALUE_MAX_BYTES);
	return 0;
}

static int item_read(struct request *part, struct item *item)
{
	int err = names_check(part);

	*item = (struct item){ .is_gone = false };
	if (err == 0)
		err = table_read(part, &item->row);
	if (err == 0)
		err = bin_read(part, "key", VB_DRAWER_KEY_MAX_BYTES, &item->row.key);
	if (err == 0)
		err = value_read(part, item);
	if (err == 0)
		err = request_bool(part, "fresh", &item->is_fresh);
	return err;
}

/* A row about a record that is gone would never go. */
static int about_check(struct request *part, const struct item *item)
{
	struct span text = span_of(NULL, 0);
	struct record_ref ref;
	int err;

	if (item->is_gone || record_id_is_zero(&item->row.about))
		return 0;
	err = request_text(part, "about", 2 * VB_RECORD_ID_BYTES, &text);
	return err == 0 ? lookup_record(part, NULL, text, &ref) : err;
}

static int item_check(struct request *part, struct item *item, uint64_t *bytes)
{
	struct span there;
	int err = about_check(part, item);

	if (err == 0 && item->is_fresh) {
		err = drawers_get(node_view(part->node), &item->row, &there);
		if (err == 0)
			return request_fail(part, VB_ERR_ROW_EXISTS, "it is there");
		if (err == VB_ERR_NOT_FOUND)
			err = 0;
	}
	if (err == 0 && !item->is_gone)
		*bytes += drawers_row_bytes(&item->row);
	return err;
}

/* Goes over all items: looks at them, or (write) writes them, which then cannot fail. */
static int items_run(struct request *q, struct span items, bool write, uint64_t *bytes)
{
	struct pack_reader r;
	struct item item;
	uint32_t count;
	int err = 0;

	unpack_init(&r, items);
	count = unpack_array(&r, VB_PACK_MAX_ITEMS);
	if (r.err != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "items is not a list");
	for (uint32_t i = 0; err == 0 && i < count; i++) {
		struct request part = *q;

		part.args = unpack_any(&r);
		if (!request_is_map(part.args))
			return request_fail(q, VB_ERR_BAD_VALUE, "item %u: not a row", i + 1);
		err = item_read(&part, &item);
		if (err == 0 && !write)
			err = item_check(&part, &item, bytes);
		else if (err == 0 && item.is_gone)
			drawers_del(node_write(q->node), &item.row);
		else if (err == 0)
			drawers_put(node_write(q->node), &item.row);
		if (err != 0)
			return request_fail(q, err, "item %u: %s", i + 1, part.detail);
	}
	return err;
}

int control_drawer_write(struct request *q)
{
	uint64_t bytes = 0, used = 0;
	struct span items = span_of(NULL, 0);
	uint8_t bridge = (uint8_t)q->caller->bridge;
	int err = request_find(q, "items", &items) ? 0 : VB_ERR_MISSING_VALUE;

	if (err == 0)
		err = items_run(q, items, false, &bytes);
	if (err != 0)
		return err;
	used = drawers_used(node_view(q->node), bridge);
	/* What the new rows replace is not taken off: near the end a little room stays. */
	if (bytes > 0 && used + bytes > VB_DRAWER_MAX_BYTES)
		return request_fail(q, VB_ERR_DRAWER_FULL, "%llu bytes",
		                    (unsigned long long)VB_DRAWER_MAX_BYTES);
	err = items_run(q, items, true, &bytes);
	if (err != 0)
		return err;
	pack_map(&q->result, 2);
	pack_cstr(&q->result, "max");
	pack_uint(&q->result, VB_DRAWER_MAX_BYTES);
	pack_cstr(&q->result, "used");
	pack_uint(&q->result, drawers_used(node_view(q->node), bridge));
	return 0;
}
