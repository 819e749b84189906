/* agenda_board: the items of a meeting; see agenda_board.h;
 * tested by tests/unit/test_control_agenda.c. */
#include "daemon/control/agenda_board.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/lookup.h"
#include "daemon/control/moved.h"
#include "daemon/control/reference.h"
#include "daemon/control/veil.h"
#include "daemon/core/replaced.h"
#include "protocol/array.h"
#include "store/index.h"
#include "store/records.h"

void agenda_board_release(struct agenda_board *board)
{
	free(board->items);
	buf_release(&board->keys);
	board->items = NULL;
	board->count = board->capacity = 0;
}

static bool value_of(const struct merged *m, uint32_t field, struct span *out)
{
	return merged_value(m, kind_field_by_number(kind_by_number(VB_KIND_AGENDA_ITEM), field),
	                    out);
}

/* Appends the item that stands in m. Its order key is noted by its place in keys, which still move. */
static void item_put(struct agenda_board *board, const struct record_ref *ref,
                     const struct merged *m)
{
	struct agenda_item *item;
	struct pack_reader r;
	struct span value;
	struct span state = span_of(NULL, 0);

	board->items = array_reserve(board->items, &board->capacity, board->count + 1,
	                             sizeof(*board->items));
	item = &board->items[board->count++];
	*item = (struct agenda_item){ .id = ref->id, .audience = ref->audience };
	item->tag = board->keys.size;
	if (value_of(m, VB_AGENDA_ITEM_ORDER, &value)) {
		unpack_init(&r, value);
		value = unpack_bin(&r, 0, VB_ORDER_KEY_MAX_BYTES);
		item->order.size = value.size;
		buf_put(&board->keys, value.data, value.size);
	}
	if (value_of(m, VB_AGENDA_ITEM_PARENT, &value)) {
		unpack_init(&r, value);
		unpack_fixed(&r, item->parent.b, sizeof(item->parent.b));
	}
	if (value_of(m, VB_AGENDA_ITEM_PROPOSAL, &value)) {
		unpack_init(&r, value);
		unpack_fixed(&r, item->proposal.b, sizeof(item->proposal.b));
	}
	(void)value_of(m, VB_AGENDA_ITEM_STATE, &state);
	item->is_counted = agenda_is_counted(false, state);
}

/* Puts all children of the meeting on the board that stand there as they should. */
static int items_read(struct request *q, const struct record_ref *meeting, struct merged *m,
                      struct agenda_board *board)
{
	struct env_txn *txn = node_view(q->node);
	struct index_cursor c;
	struct record_ref ref;
	struct span bytes;
	bool is_hidden;
	int err = 0;
	int closed;

	index_open_children(&c, txn, meeting->space, &meeting->id, VB_KIND_AGENDA_ITEM,
	                    VB_AGENDA_ITEM_MEETING, NULL);
	while (err == 0 && index_next(&c, &ref)) {
		err = records_get(txn, &ref, &bytes);
		if (err == 0)
			err = merged_decode(m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		is_hidden =
			err != 0 || moved_hides(q, board->space, m) || veil_hides(q->node, &ref);
		if (err == 0)
			replaced_show(q->node, ref.space, m);
		if (err == 0 && board->count == VB_AGENDA_BOARD_MAX_COUNT)
			err = VB_ERR_TOO_LARGE;
		if (err == 0 && m->kind == VB_KIND_AGENDA_ITEM && !merged_is_deleted(m) &&
		    !is_hidden)
			item_put(board, &ref, m);
	}
	closed = index_close(&c);
	return err != 0 ? err : closed;
}

int agenda_board_read(struct request *q, const struct record_ref *meeting, struct merged *m,
                      struct agenda_board *out)
{
	int err;

	*out = (struct agenda_board){ .space = node_space_number(q->node, meeting->space),
		                      .meeting = meeting->id };
	buf_init(&out->keys, VB_AGENDA_BOARD_MAX_COUNT * VB_ORDER_KEY_MAX_BYTES);
	err = items_read(q, meeting, m, out);
	if (err != 0)
		return err;
	for (uint32_t i = 0; i < out->count; i++) {
		struct agenda_item *item = &out->items[i];

		if (item->order.size > 0)
			item->order.data = out->keys.data + item->tag;
	}
	agenda_sort(out->items, out->count);
	return 0;
}

int agenda_board_meeting(struct request *q, struct record_ref *out)
{
	struct reference meeting;
	struct merged m;
	struct span text;
	int err = request_text(q, "meeting", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0)
		err = lookup_record(q, NULL, text, out);
	if (err != 0)
		return err;
	merged_init(&m);
	err = reference_load(q, out, &m, &meeting);
	if (err == 0 && meeting.is_deleted)
		err = request_fail(q, VB_ERR_NOT_FOUND, "the meeting was deleted");
	else if (err == 0 && meeting.kind != VB_KIND_MEETING)
		err = request_fail(q, VB_ERR_BAD_VALUE, "meeting is a record of another kind");
	merged_release(&m);
	return err;
}

bool agenda_board_shows(const struct agenda_item *item)
{
	return record_id_is_zero(&item->twin);
}

struct agenda_item *agenda_board_find(const struct agenda_board *board, const struct record_id *id)
{
	for (uint32_t i = 0; i < board->count; i++) {
		if (record_id_is_equal(&board->items[i].id, id))
			return &board->items[i];
	}
	return NULL;
}

bool agenda_board_is_within(const struct agenda_board *board, const struct agenda_item *inner,
                            const struct agenda_item *outer)
{
	const struct agenda_item *at = inner;

	/* Parents may form a circle: no way up is longer than the board. */
	for (uint32_t i = 0; at != NULL && i <= board->count; i++) {
		if (at == outer)
			return true;
		at = agenda_board_find(board, &at->parent);
	}
	return false;
}
