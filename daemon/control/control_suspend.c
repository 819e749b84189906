/* control_suspend: suspending and lifting, and what fell away; see control_calls.h. */
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "daemon/control/persons.h"
#include "daemon/control/view.h"
#include "daemon/core/council.h"
#include "daemon/core/fallen.h"
#include "daemon/core/suspend.h"
#include "store/reposts.h"

#define PLACE_BYTES (1u + VB_HASH_BYTES + 8u)

/* ---- suspend, lift ---- */

static int arguments_read(struct request *q, struct node_space **space, struct node_id *peer)
{
	struct span text;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_space(q, text, space);
	if (err == 0)
		err = request_text(q, "peer", VB_NAME_MAX_BYTES, &text);
	return err == 0 ? lookup_office(q, text, peer) : err;
}

static int answer(struct request *q, const struct node_space *space, int err)
{
	if (err != 0)
		return err;
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "id");
	view_space_id(&space->id, &q->result);
	return 0;
}

/* The owner's word is a decision, any other steward's holds until the owner decides. */
int control_committee_suspend(struct request *q)
{
	struct node_space *space;
	struct node_id peer;
	int err = arguments_read(q, &space, &peer);

	if (err != 0)
		return err;
	if (space_count(space->space) > 0 &&
	    node_id_is_equal(space_owner(space->space), node_self(q->node)))
		err = council_suspend(q->node, &space->id, &peer, q->now);
	else
		err = suspend_member(q->node, &space->id, &peer, q->now);
	if (err == VB_ERR_LAST_STEWARD)
		err = request_fail(q, VB_ERR_NO_RIGHT, "the office in charge cannot be suspended");
	if (err == VB_ERR_DUPLICATE)
		err = request_fail(q, err, "that office is suspended already");
	return answer(q, space, err);
}

int control_committee_lift(struct request *q)
{
	struct node_space *space;
	struct node_id peer;
	int err = arguments_read(q, &space, &peer);

	if (err != 0)
		return err;
	return answer(q, space, council_lift(q->node, &space->id, &peer, q->now));
}

int control_committee_accept(struct request *q)
{
	struct node_space *space;
	struct node_id peer;
	uint64_t until;
	int err = arguments_read(q, &space, &peer);

	if (err == 0 && !request_has(q, "until"))
		err = request_fail(q, VB_ERR_MISSING_VALUE, "until");
	if (err == 0)
		err = request_uint(q, "until", 0, (UINT64_C(1) << 48) - 1, &until);
	if (err != 0)
		return err;
	err = council_accept(q->node, &space->id, &peer, (struct wall_ms){ until }, q->now);
	if (err == VB_ERR_NOTHING_FOUND)
		err = request_fail(q, err, "nothing of it is held back or cut off until then");
	return answer(q, space, err);
}

/* ---- what fell away ---- */

static void place_encode(const struct fallen_place *place, char text[static 2 * PLACE_BYTES + 1])
{
	uint8_t bytes[PLACE_BYTES];

	bytes[0] = (uint8_t)place->audience;
	memcpy(bytes + 1, place->log.b, VB_HASH_BYTES);
	put_be64(bytes + 1 + VB_HASH_BYTES, place->seq);
	hex_format(bytes, sizeof(bytes), text);
}

static int place_read(struct request *q, struct fallen_place *out)
{
	uint8_t bytes[PLACE_BYTES];
	struct span text;
	int err;

	*out = (struct fallen_place){ .audience = VB_AUDIENCE_ALL };
	if (!request_has(q, "after"))
		return 0;
	err = request_text(q, "after", 2 * PLACE_BYTES, &text);
	if (err != 0)
		return err;
	if (hex_parse((const char *)text.data, text.size, bytes, sizeof(bytes)) != 0 ||
	    bytes[0] > VB_AUDIENCE_CORE)
		return request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	out->audience = (enum audience)bytes[0];
	memcpy(out->log.b, bytes + 1, VB_HASH_BYTES);
	out->seq = get_be64(bytes + 1 + VB_HASH_BYTES);
	return 0;
}

static const char *state_word(enum chronicle_state state)
{
	switch (state) {
	case CHRONICLE_CUT_OFF:
		return "cut-off";
	case CHRONICLE_INVALID:
		return "invalid";
	case CHRONICLE_UNREADABLE:
		return "unreadable";
	default:
		return "held";
	}
}

static const char *verb_word(uint32_t verb)
{
	return verb == VB_VERB_CREATE ? "create" : verb == VB_VERB_DELETE ? "delete" : "edit";
}

/* The field of a change, if what it was given may be told. */
static const struct kind_field *told_field(const struct request *q, const struct kind *kind,
                                           const struct change *change)
{
	const struct kind_field *field =
		kind == NULL ? NULL : kind_field_by_number(kind, change->field);

	if (field == NULL || (change->op != VB_OP_SET && change->op != VB_OP_ADD) ||
	    ((field->flags & VB_FIELD_PRIVATE) != 0 && request_hides_private(q)))
		return NULL;
	return field;
}

/* [{"field", "value"}, ...]: what was given to which field. */
static void changes_pack(const struct request *q, const struct chronicle_item *item,
                         struct buf *out)
{
	const struct kind *kind = item->has_body ? kind_by_number(item->body.kind) : NULL;
	struct change_walk walk;
	struct change change;
	struct buf list;
	uint32_t count = 0;

	buf_init(&list, VB_LISTING_ITEM_MAX_BYTES);
	if (item->has_body)
		change_walk_init(&walk, &item->body);
	while (item->has_body && change_next(&walk, &change)) {
		const struct kind_field *field = told_field(q, kind, &change);

		if (field == NULL)
			continue;
		pack_map(&list, 2);
		pack_cstr(&list, "field");
		pack_cstr(&list, field->name);
		pack_cstr(&list, "value");
		view_value(field, change.value, &list);
		count++;
	}
	pack_array(out, list.err == 0 ? count : 0);
	if (list.err == 0 && count > 0)
		buf_put(out, list.data, list.size);
	buf_release(&list);
}

/* One entry, with all that is needed to write it again. */
static void item_pack(struct request *q, const struct node_space *space,
                      const struct record_ref *record, const struct chronicle_item *item,
                      struct buf *out)
{
	bool has_body = item->has_body;
	char kind[VB_VIEW_KIND_BYTES];
	struct merged m;
	struct span name;
	bool has_person;
	struct repost again = { .from = *record,
		                .log = item->entry.log->handle,
		                .seq = item->header.seq };
	bool is_again;

	memcpy(again.prefix, item->id.b, sizeof(again.prefix));
	is_again = reposts_has(node_view(q->node), &again, &again.to);
	merged_init(&m);
	has_person = has_body && item->body.has_person &&
	             persons_name(q, &item->entry.log->author, &item->body.person, &m, &name);
	pack_map(out, 8u + 2u * has_body + has_person + is_again);
	if (is_again) {
		pack_cstr(out, "again");
		view_record_id(&again.to, out);
	}
	pack_cstr(out, "audience");
	pack_cstr(out, view_audience_name(record->audience));
	pack_cstr(out, "author");
	view_node_id(&item->entry.log->author, out);
	pack_cstr(out, "authorName");
	view_member_name(space->space, &item->entry.log->author, out);
	pack_cstr(out, "changes");
	changes_pack(q, item, out);
	pack_cstr(out, "entry");
	view_hash(item->id.b, out);
	if (has_body) {
		view_kind_name(item->body.kind, kind);
		pack_cstr(out, "kind");
		pack_cstr(out, kind);
	}
	if (has_person) {
		pack_cstr(out, "personName");
		pack_str(out, name);
	}
	pack_cstr(out, "record");
	view_record_id(&record->id, out);
	pack_cstr(out, "state");
	pack_cstr(out, state_word(item->state));
	pack_cstr(out, "time");
	pack_uint(out, hlc_wall(item->header.hlc).v);
	if (has_body) {
		pack_cstr(out, "verb");
		pack_cstr(out, verb_word(item->body.verb));
	}
	merged_release(&m);
}

/* Gathers a page; *place is where the next one begins, *has_more: there is one. */
static int gather(struct request *q, struct node_space *space, struct fallen_place *place,
                  uint64_t limit, struct buf *items, uint32_t *count, bool *has_more)
{
	struct chronicle_item item;
	struct chronicle_entry at;
	struct record_ref record;
	int err = 0;

	*count = 0;
	*has_more = false;
	while (err == 0 && fallen_find(q->node, space, place, &record, &at)) {
		*has_more = *count == limit ||
		            items->size + 2 * VB_LISTING_ITEM_MAX_BYTES > VB_LISTING_PAGE_BYTES;
		if (*has_more)
			return 0;
		err = chronicle_read(q->node, &record, 0, &at, &item);
		if (err == 0)
			item_pack(q, space, &record, &item, items);
		(*count)++;
		place->seq++;
	}
	return err != 0 ? err : env_error(node_view(q->node));
}

int control_committee_fallen(struct request *q)
{
	uint64_t limit = VB_LISTING_LIMIT_DEFAULT;
	char next[2 * PLACE_BYTES + 1];
	struct fallen_place place;
	struct node_space *space;
	struct span text;
	struct buf items;
	uint32_t count;
	bool has_more;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_shown(q, text, &space);
	if (err == 0)
		err = place_read(q, &place);
	if (err == 0)
		err = request_uint(q, "limit", 1, VB_LISTING_LIMIT_MAX, &limit);
	if (err != 0)
		return err;
	buf_init(&items, VB_IPC_FRAME_MAX_BYTES);
	err = gather(q, space, &place, limit, &items, &count, &has_more);
	pack_map(&q->result, 1u + has_more);
	pack_cstr(&q->result, "items");
	pack_array(&q->result, count);
	if (count > 0)
		buf_put(&q->result, items.data, items.size);
	if (has_more) {
		place_encode(&place, next);
		pack_cstr(&q->result, "next");
		pack_cstr(&q->result, next);
	}
	buf_release(&items);
	return err;
}
