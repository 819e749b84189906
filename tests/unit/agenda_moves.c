#include "tests/unit/agenda_moves.h"

#include <string.h>

#include "protocol/kind.h"
#include "protocol/merge/edit.h"
#include "protocol/pack.h"
#include "tests/tap.h"

struct record_id agenda_move_id(uint8_t number)
{
	struct record_id id = { { 0 } };

	id.b[VB_RECORD_ID_BYTES - 1] = number;
	return id;
}

static void set(struct edit *e, uint32_t field, const struct buf *value)
{
	const struct kind *kind = kind_by_number(VB_KIND_AGENDA_ITEM);

	if (edit_set(e, kind_field_by_number(kind, field), buf_span(value)) != 0)
		bail("cannot set field %u", (unsigned)field);
}

static void set_ref(struct edit *e, uint32_t field, uint8_t number)
{
	struct record_id id = agenda_move_id(number);
	struct buf value;

	buf_init(&value, 100);
	pack_bin(&value, id.b, sizeof(id.b));
	set(e, field, &value);
	buf_release(&value);
}

static void set_move(struct edit *e, const struct agenda_move *move)
{
	struct buf value;

	buf_init(&value, 100);
	if (move->order.size > 0) {
		pack_bin(&value, move->order.data, move->order.size);
		set(e, VB_AGENDA_ITEM_ORDER, &value);
	}
	if (move->parent != 0)
		set_ref(e, VB_AGENDA_ITEM_PARENT, move->parent);
	if (move->proposal != 0)
		set_ref(e, VB_AGENDA_ITEM_PROPOSAL, move->proposal);
	if (move->state != NULL) {
		buf_clear(&value);
		pack_cstr(&value, move->state);
		set(e, VB_AGENDA_ITEM_STATE, &value);
	}
	buf_release(&value);
}

/* Edits name creates only, and these are here. */
static bool is_settled(void *ctx, const struct log_id *log, uint64_t seq,
                       const uint8_t prefix[VB_ID_PREFIX_BYTES])
{
	(void)ctx;
	(void)log;
	(void)seq;
	(void)prefix;
	return true;
}

void agenda_move_deliver(struct merged *m, const struct agenda_entry *entry)
{
	const struct merge_view view = { .is_settled = is_settled };
	struct body body;

	if (body_decode(buf_span(&entry->document), &body) != 0 ||
	    merge_apply(m, &entry->entry, &body, &view, NULL) != 0)
		bail("cannot apply");
}

void agenda_move_make(struct agenda_entry *entry, const struct agenda_move *move,
                      const struct agenda_entry *seen)
{
	struct merged m;
	struct edit e;
	struct body body;
	size_t padding;

	*entry = (struct agenda_entry){
		.entry = { .seq = move->item,
		           .hlc = { move->hlc },
		           .role = VB_ROLE_MEMBER,
		           .is_create = seen == NULL },
	};
	entry->entry.log.id.b[0] = move->author;
	entry->entry.log.author.b[0] = move->author;
	buf_init(&entry->document, VB_BODY_MAX_BYTES);
	merged_init(&m);
	if (seen != NULL)
		agenda_move_deliver(&m, seen);
	edit_init(&e, &m, kind_by_number(VB_KIND_AGENDA_ITEM));
	if (seen == NULL)
		set_ref(&e, VB_AGENDA_ITEM_MEETING, 200);
	set_move(&e, move);
	if (edit_finish(&e, &body) != 0)
		bail("cannot make an entry");
	body_encode(&body, &entry->document);
	padding = body_padded_bytes(entry->document.size) - entry->document.size;
	memset(buf_extend(&entry->document, padding), 0, padding);
	edit_release(&e);
	merged_release(&m);
}

static struct span field_of(const struct merged *m, uint32_t number)
{
	struct span value;

	return merged_value(m, kind_field_by_number(kind_by_number(VB_KIND_AGENDA_ITEM), number),
	                    &value)
	               ? value
	               : span_of(NULL, 0);
}

static struct span bytes_of(struct span value)
{
	struct pack_reader r;

	if (value.size == 0)
		return value;
	unpack_init(&r, value);
	return unpack_bin(&r, 0, SIZE_MAX);
}

static void ref_read(const struct merged *m, uint32_t field, struct record_id *out)
{
	struct span id = bytes_of(field_of(m, field));

	if (id.size == sizeof(out->b))
		memcpy(out->b, id.data, id.size);
}

struct agenda_item agenda_move_read(const struct merged *m, uint8_t number)
{
	struct agenda_item item = { .id = agenda_move_id(number),
		                    .audience = VB_AUDIENCE_ALL,
		                    .tag = number };

	ref_read(m, VB_AGENDA_ITEM_PARENT, &item.parent);
	ref_read(m, VB_AGENDA_ITEM_PROPOSAL, &item.proposal);
	item.order = bytes_of(field_of(m, VB_AGENDA_ITEM_ORDER));
	item.is_counted = agenda_is_counted(false, field_of(m, VB_AGENDA_ITEM_STATE));
	return item;
}
