/* control_import: a space's history out of a file; see control_calls.h, archive.h and SPEC.md 13.1;
 * tested by tests/unit/test_archive.c. */
#include <stdlib.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/states.h"
#include "daemon/control/view.h"
#include "daemon/core/archive.h"
#include "protocol/peer/segment.h"

struct import {
	struct request *q;
	struct space_id id;
	struct buf raw;  /* one item, no longer hexadecimal */
	uint32_t number; /* of the item in hand, from 1 */
	uint64_t added;  /* entries that were not here */
	uint64_t left;   /* items that this office may not hold as the member that it is */
};

/* Says which item was at fault, in front of what was wrong with it. */
static int item_fail(struct import *i, int err)
{
	char detail[sizeof(i->q->detail)];

	memcpy(detail, i->q->detail, sizeof(detail));
	i->q->detail[0] = '\0';
	return request_fail(i->q, err, "item %u: %s", (unsigned)i->number,
	                    detail[0] != '\0' ? detail : err_name(err));
}

/* ---- items ---- */

static int bytes_read(struct import *i, struct span text)
{
	size_t size = text.size / 2;
	uint8_t *bytes;

	if (text.size == 0 || text.size > 2 * VB_SEGMENT_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	buf_clear(&i->raw);
	bytes = buf_extend(&i->raw, size);
	if (bytes == NULL)
		return i->raw.err;
	return hex_parse((const char *)text.data, text.size, bytes, size) == 0 ? 0
	                                                                       : VB_ERR_BAD_VALUE;
}

/* The value of one key of a map of three. */
static bool pair_find(struct span map, const char *name, struct pack_reader *out)
{
	struct pack_reader r;
	struct span key, value;
	uint32_t left;

	unpack_init(&r, map);
	left = unpack_map(&r, 3);
	while (request_next_pair(&r, &left, &key, &value)) {
		if (span_is_equal(key, span_of_str(name))) {
			unpack_init(out, value);
			return true;
		}
	}
	return false;
}

static int key_take(struct import *i, struct span map)
{
	uint8_t key[VB_EPOCH_KEY_BYTES];
	enum audience audience;
	struct pack_reader r;
	struct span text;
	uint32_t control_seq;
	uint32_t added = 0;
	int err;

	if (!request_is_map(map) || !pair_find(map, "audience", &r))
		return VB_ERR_BAD_VALUE;
	text = unpack_str(&r, SIZE_MAX);
	audience = span_is_equal(text, span_of_str("core")) ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL;
	if (!span_is_equal(text, span_of_str(view_audience_name(audience))) ||
	    !pair_find(map, "control", &r))
		return VB_ERR_BAD_VALUE;
	control_seq = (uint32_t)unpack_uint(&r, UINT32_MAX);
	if (r.err != 0 || !pair_find(map, "key", &r))
		return VB_ERR_BAD_VALUE;
	text = unpack_str(&r, SIZE_MAX);
	if (hex_parse((const char *)text.data, text.size, key, sizeof(key)) != 0)
		return VB_ERR_BAD_VALUE;
	err = archive_key(i->q->node, &i->id, audience, control_seq, key, &added);
	crypt_wipe(key, sizeof(key));
	return err;
}

static int run_take(struct import *i, struct span name)
{
	struct node *node = i->q->node;
	struct span raw = buf_span(&i->raw);
	uint32_t added = 0;
	int err = VB_ERR_BAD_VALUE;

	if (span_is_equal(name, span_of_str("control")))
		err = archive_control(node, &i->id, raw, i->q->now, &added);
	else if (span_is_equal(name, span_of_str("segment")))
		err = archive_segment(node, &i->id, raw, false, i->q->now, &added);
	else if (span_is_equal(name, span_of_str("fork")))
		err = archive_segment(node, &i->id, raw, true, i->q->now, &added);
	i->added += added;
	return err;
}

/* One item: a map with one name. What this office may not hold is left, and counted. */
static int item_take(struct import *i, struct span item)
{
	struct pack_reader r;
	struct span name, value;
	uint32_t left;
	int err;

	unpack_init(&r, item);
	left = unpack_map(&r, 1);
	if (!request_next_pair(&r, &left, &name, &value))
		return VB_ERR_BAD_VALUE;
	if (span_is_equal(name, span_of_str("key"))) {
		err = key_take(i, value);
	} else {
		unpack_init(&r, value);
		err = bytes_read(i, unpack_str(&r, SIZE_MAX));
		if (err == 0)
			err = run_take(i, name);
	}
	if (err == VB_ERR_NO_RIGHT) {
		i->left++;
		err = 0;
	}
	return err;
}

static int items_take(struct import *i)
{
	struct pack_reader r;
	struct span list;
	uint32_t left;
	int err = 0;

	if (!request_find(i->q, "items", &list))
		return VB_ERR_MISSING_VALUE;
	unpack_init(&r, list);
	if (unpack_peek(&r) != VB_PACK_ARRAY)
		return request_fail(i->q, VB_ERR_BAD_VALUE, "items is not a list");
	for (left = unpack_array(&r, VB_IPC_MAX_ITEMS); err == 0 && left > 0; left--) {
		i->number++;
		err = item_take(i, unpack_any(&r));
	}
	return err == 0 ? 0 : item_fail(i, err);
}

/* ---- the call ---- */

static int answer(struct import *i, bool is_end)
{
	struct buf *out = &i->q->result;
	struct node_space *space = node_space_find(i->q->node, &i->id);

	pack_map(out, 2u + (is_end ? 3u : 0u));
	pack_cstr(out, "added");
	pack_uint(out, i->added);
	if (is_end) {
		int err;

		pack_cstr(out, "end");
		err = states_sum_pack(i->q, space, out);
		if (err != 0)
			return err;
		pack_cstr(out, "id");
		view_space_id(&i->id, out);
	}
	pack_cstr(out, "left");
	pack_uint(out, i->left);
	if (is_end) {
		pack_cstr(out, "role");
		pack_cstr(out, states_role(i->q, space));
	}
	return 0;
}

/* The sums of the end are asked for in a call of their own, when all that came before was judged. */
int control_space_import(struct request *q)
{
	struct import i = { .q = q };
	struct span text;
	bool is_end = false;
	int err = request_text(q, "space", 2 * VB_HASH_BYTES, &text);

	if (err == 0 && hex_parse((const char *)text.data, text.size, i.id.b, sizeof(i.id.b)) != 0)
		err = request_fail(q, VB_ERR_BAD_VALUE, "%s is not the whole number", "space");
	if (err == 0)
		err = request_bool(q, "end", &is_end);
	if (err != 0)
		return err;
	buf_init(&i.raw, VB_SEGMENT_MAX_BYTES);
	err = items_take(&i);
	if (err == 0 && is_end && i.number > 0)
		err = request_fail(q, VB_ERR_BAD_VALUE, "the end has items");
	if (err == 0 && is_end)
		err = archive_finish(q->node, &i.id);
	if (err == 0 && is_end && !node_space_is_settled(q->node, node_space_find(q->node, &i.id)))
		err = VB_ERR_BUSY;
	if (err == 0)
		err = answer(&i, is_end);
	if (err == VB_ERR_FETCHING)
		err = request_fail(q, err,
		                   "the file is from before this office was admitted, and the "
		                   "committee is being fetched");
	buf_release(&i.raw);
	return err;
}
