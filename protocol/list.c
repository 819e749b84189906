/* list: packed arrays inside checked documents; see list.h. */
#include "protocol/list.h"

#include <assert.h>
#include <string.h>

#define ID_HEAD_BYTES 2u /* bin of 32 bytes: 0xc4 0x20 */
#define ID_PACKED_BYTES (ID_HEAD_BYTES + VB_HASH_BYTES)

void list_begin(struct pack_reader *r, uint32_t min, uint32_t max, struct list *out)
{
	out->count = unpack_array(r, max);
	out->packed = span_of(r->c.at, 0);
	if (out->count < min)
		unpack_fail(r, VB_ERR_MALFORMED);
}

void list_end(struct pack_reader *r, struct list *out)
{
	unpack_end(r);
	if (r->err != 0)
		*out = (struct list){ 0 };
	else
		out->packed.size = (size_t)(r->c.at - out->packed.data);
}

void list_read_ids(struct pack_reader *r, uint32_t min, uint32_t max, struct list *out)
{
	struct span id, last = { NULL, 0 };

	list_begin(r, min, max, out);
	for (uint32_t i = 0; i < out->count && r->err == 0; i++, last = id) {
		id = unpack_bin(r, VB_HASH_BYTES, VB_HASH_BYTES);
		if (r->err == 0 && i > 0 && memcmp(last.data, id.data, VB_HASH_BYTES) >= 0)
			unpack_fail(r, VB_ERR_NOT_CANONICAL);
	}
	list_end(r, out);
}

void list_read_uints(struct pack_reader *r, uint32_t min, uint32_t max, struct list *out)
{
	uint64_t number, last = 0;

	list_begin(r, min, max, out);
	for (uint32_t i = 0; i < out->count && r->err == 0; i++, last = number) {
		number = unpack_uint(r, UINT64_MAX);
		if (i > 0 && number <= last)
			unpack_fail(r, VB_ERR_NOT_CANONICAL);
	}
	list_end(r, out);
}

void list_read_bins(struct pack_reader *r, uint32_t max, size_t max_bytes, struct list *out)
{
	list_begin(r, 0, max, out);
	for (uint32_t i = 0; i < out->count && r->err == 0; i++)
		unpack_bin(r, 1, max_bytes);
	list_end(r, out);
}

void list_read_any(struct pack_reader *r, uint32_t min, uint32_t max, struct list *out)
{
	list_begin(r, min, max, out);
	for (uint32_t i = 0; i < out->count && r->err == 0; i++)
		unpack_any(r);
	list_end(r, out);
}

bool list_enter(struct list *at, struct pack_reader *r)
{
	if (at->count == 0)
		return false;
	unpack_init(r, at->packed);
	return true;
}

void list_leave(struct list *at, const struct pack_reader *r)
{
	/* What is consumed was checked when the list was read, or packed by ourselves. */
	assert(r->err == 0);
	at->packed = span_of(r->c.at, (size_t)(r->c.end - r->c.at));
	at->count--;
}

bool list_next_id(struct list *at, uint8_t out[static VB_HASH_BYTES])
{
	struct pack_reader r;

	if (!list_enter(at, &r))
		return false;
	unpack_fixed(&r, out, VB_HASH_BYTES);
	list_leave(at, &r);
	return true;
}

bool list_next_uint(struct list *at, uint64_t *out)
{
	struct pack_reader r;

	if (!list_enter(at, &r))
		return false;
	*out = unpack_uint(&r, UINT64_MAX);
	list_leave(at, &r);
	return true;
}

bool list_next_bin(struct list *at, struct span *out)
{
	struct pack_reader r;

	if (!list_enter(at, &r))
		return false;
	*out = unpack_bin(&r, 0, SIZE_MAX);
	list_leave(at, &r);
	return true;
}

void list_id_at(const struct list *ids, uint32_t index, uint8_t out[static VB_HASH_BYTES])
{
	assert(index < ids->count && ids->packed.size == (size_t)ids->count * ID_PACKED_BYTES);
	memcpy(out, ids->packed.data + (size_t)index * ID_PACKED_BYTES + ID_HEAD_BYTES,
	       VB_HASH_BYTES);
}

void list_pack(struct buf *b, const struct list *list)
{
	pack_array(b, list->count);
	pack_raw(b, list->packed);
}
