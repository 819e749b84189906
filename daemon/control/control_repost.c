/* control_repost: writing again what of this office fell away (fallen.h); see control_calls.h.
 *
 * In the order in which it was written: what was made is made anew, and what refers to it means the new record; a change is
 * made where the record still is and nobody has changed the field since. Each entry is tried by itself: what cannot be
 * written again stays in the list, with the reason. What was deleted is not deleted again, and a file stays where its
 * record is: its bytes are kept under that record. */
#include "daemon/control/control_calls.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/draft_write.h"
#include "daemon/control/given.h"
#include "daemon/control/lookup.h"
#include "daemon/control/view.h"
#include "daemon/core/fallen.h"
#include "protocol/array.h"
#include "protocol/kinds/file.h"
#include "protocol/kinds/message.h"
#include "store/records.h"
#include "store/reposts.h"

#define REPOST_MAX 200u /* entries a call: one turn */
#define PLACE_BYTES 20u /* u64 hlc, u32 log, u64 seq */

/* An entry that fell away. */
struct lost {
	struct hlc hlc;
	uint32_t log;
	uint64_t seq;
	struct record_ref record;
	struct chronicle_entry at;
};

struct repost_run {
	struct request *q;
	struct node_space *space;
	/* only this one: the beginning of its number; empty: all */
	char record[2 * VB_RECORD_ID_BYTES + 1];
	struct lost *list;
	uint32_t count, capacity;
	struct draft draft;
	struct buf items;
	uint32_t item_count;
	bool has_written;
};

/* ---- what there is ---- */

static int lost_compare(const void *a, const void *b)
{
	const struct lost *x = a, *y = b;

	if (x->hlc.v != y->hlc.v)
		return x->hlc.v < y->hlc.v ? -1 : 1;
	if (x->log != y->log)
		return x->log < y->log ? -1 : 1;
	return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* Is the record meant? */
static bool is_meant(const struct repost_run *run, const struct record_id *id)
{
	char number[2 * VB_RECORD_ID_BYTES + 1];

	hex_format(id->b, sizeof(id->b), number);
	return strncmp(number, run->record, strlen(run->record)) == 0;
}

/* Where one record is asked for, there must be one. */
static int check_meant(struct repost_run *run)
{
	if (run->record[0] == '\0')
		return 0;
	for (uint32_t i = 1; i < run->count; i++) {
		if (!record_id_is_equal(&run->list[i].record.id, &run->list[0].record.id))
			return request_fail(run->q, VB_ERR_AMBIGUOUS, "%s", run->record);
	}
	return run->count > 0 ? 0 : request_fail(run->q, VB_ERR_NOT_FOUND, "%s", run->record);
}

static int gather(struct repost_run *run)
{
	struct node *node = run->q->node;
	struct fallen_place place = { .audience = VB_AUDIENCE_ALL };
	struct chronicle_entry at;
	struct record_ref record;

	while (run->count < VB_CHRONICLE_LOOK_MAX &&
	       fallen_find(node, run->space, &place, &record, &at)) {
		const struct log_info *log = logs_get(node_logs(node), at.log);

		place.seq++;
		if (!node_id_is_equal(&log->author, node_self(node)) ||
		    !fallen_is_final(node, log, at.place.seq) || !is_meant(run, &record.id))
			continue;
		run->list = array_reserve(run->list, &run->capacity, run->count + 1u,
		                          sizeof(*run->list));
		run->list[run->count++] =
			(struct lost){ at.place.hlc, at.log, at.place.seq, record, at };
	}
	if (run->count > 1)
		qsort(run->list, run->count, sizeof(*run->list), lost_compare);
	if (env_error(node_view(node)) != 0)
		return env_error(node_view(node));
	return check_meant(run);
}

/* ---- one of them ---- */

/* The record that stands for one that an entry names, in whatever audience. */
static bool follow(struct repost_run *run, struct record_id *id)
{
	struct record_ref ref = { .space = run->space->number, .id = *id };

	for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		ref.audience = (enum audience)a;
		if (reposts_follow(node_view(run->q->node), &ref, id) == 0)
			return true;
	}
	return false;
}

/* Appends a value as it is to be written. False: what it refers to is not there. */
static bool value_put(struct repost_run *run, const struct kind_field *field, struct span value,
                      struct buf *out)
{
	struct reference to = { .audience = VB_AUDIENCE_ALL };
	struct record_ref ref;
	struct record_id id = { { 0 } };
	struct pack_reader r;
	struct span bytes;

	if (field->type != VB_TYPE_REF || merged_is_nil(value)) {
		buf_put(out, value.data, value.size);
		return true;
	}
	unpack_init(&r, value);
	unpack_fixed(&r, id.b, sizeof(id.b));
	if (unpack_finish(&r) != 0)
		return false;
	(void)follow(run, &id);
	if (records_find(node_view(run->q->node), run->space->number, &id, &ref, &bytes) != 0 ||
	    reference_load(run->q, &ref, &run->draft.other, &to) != 0 || to.is_deleted ||
	    reference_check(run->q, field, run->draft.audience, &to) != 0)
		return false;
	given_reference(&id, out);
	return true;
}

/* Has somebody given the field a value since? Of a record that was written again: somebody else. */
static bool is_overtaken(const struct repost_run *run, uint32_t field, struct hlc written,
                         bool is_again)
{
	const struct merged *m = &run->draft.merged;

	for (uint32_t i = 0; !run->draft.is_new && i < m->change_count; i++) {
		const struct merged_change *change = &m->changes[i];

		if (!change->is_gone && change->field == field && change->hlc.v > written.v &&
		    !(is_again &&
		      node_id_is_equal(&m->logs[change->log].author, node_self(run->q->node))))
			return true;
	}
	return false;
}

/* All that the body adds to a set, beside what is in it. */
static int members_set(struct repost_run *run, const struct kind_field *field,
                       const struct body *body)
{
	struct span values[VB_LIST_MAX_COUNT];
	size_t ends[VB_LIST_MAX_COUNT];
	const struct span *members;
	struct change_walk walk;
	struct change change;
	struct buf *out = &run->draft.values;
	size_t count = 0, known, place = 0;

	buf_clear(out);
	known = run->draft.is_new ? 0 : merged_members(&run->draft.merged, field, &members);
	for (size_t i = 0; i < known && count < VB_LIST_MAX_COUNT; i++) {
		buf_put(out, members[i].data, members[i].size);
		ends[count++] = out->size;
	}
	change_walk_init(&walk, body);
	while (count < VB_LIST_MAX_COUNT && change_next(&walk, &change)) {
		if (change.field == field->number && change.op == VB_OP_ADD &&
		    value_put(run, field, change.value, out))
			ends[count++] = out->size;
	}
	for (size_t i = 0; i < count; place = ends[i++])
		values[i] = span_of(out->data + place, ends[i] - place);
	return edit_members(&run->draft.edit, field, values, count);
}

/* Wants again what the body wanted of one field. *note: why not, where it is not wanted. */
static int field_set(struct repost_run *run, const struct kind_field *field,
                     const struct body *body, struct hlc written, bool is_again, const char **note)
{
	struct change_walk walk;
	struct change change;
	int err = 0;

	change_walk_init(&walk, body);
	while (err == 0 && change_next(&walk, &change)) {
		if (change.field != field->number)
			continue;
		if (field->rule == VB_RULE_SET)
			return change.op == VB_OP_ADD ? members_set(run, field, body) : 0;
		if (change.op != VB_OP_SET)
			continue;
		if (is_overtaken(run, field->number, written, is_again)) {
			*note = "overtaken";
			continue;
		}
		buf_clear(&run->draft.values);
		if (value_put(run, field, change.value, &run->draft.values))
			err = draft_set(&run->draft, field->number, buf_span(&run->draft.values));
		else
			*note = "gone";
	}
	return err;
}

/* When it was written first: the new message is younger. */
static int origin_set(struct repost_run *run, struct hlc written)
{
	uint32_t at = VB_MESSAGE_WRITTEN;

	if (!run->draft.is_new || run->draft.kind->number != VB_KIND_MESSAGE)
		return 0;
	for (uint32_t i = 0; i < run->draft.edit.change_count; i++) {
		if (run->draft.edit.changes[i].field == at)
			return 0;
	}
	buf_clear(&run->draft.values);
	pack_uint(&run->draft.values, hlc_wall(written).v);
	return draft_set(&run->draft, at, buf_span(&run->draft.values));
}

/* Begins the draft for an entry. Returns why there is none; NULL: there is. */
static const char *begin(struct repost_run *run, const struct lost *lost, const struct body *body,
                         bool *is_again)
{
	const struct kind *kind = kind_by_number(body->kind);
	struct record_ref ref = lost->record;
	struct record_ref today;
	struct span bytes;

	if (body->verb != VB_VERB_CREATE && body->verb != VB_VERB_EDIT)
		return "deletion";
	if (kind == NULL || kind->number == VB_KIND_FILE)
		return "kind";
	if (body->verb == VB_VERB_CREATE)
		return draft_create(&run->draft, run->space, kind, ref.audience) == 0 ? NULL
		                                                                      : "right";
	*is_again = follow(run, &ref.id);
	if (records_find(node_view(run->q->node), ref.space, &ref.id, &today, &bytes) != 0)
		return "gone";
	switch (draft_open(&run->draft, &today, VB_VERB_EDIT)) {
	case 0:
		return NULL;
	case VB_ERR_NOT_FOUND:
		return "gone";
	default:
		return "right";
	}
}

/* Makes the draft of what an entry said. Returns why there is none; NULL: it is ready. */
static const char *compose(struct repost_run *run, const struct lost *lost,
                           const struct chronicle_item *item)
{
	const struct kind_field *field;
	const char *note = NULL;
	const char *why;
	bool is_again = false;

	if (!item->has_body)
		return "unreadable";
	why = begin(run, lost, &item->body, &is_again);
	for (size_t i = 0; why == NULL && (field = kind_field_at(run->draft.kind, i)) != NULL;
	     i++) {
		if (field_set(run, field, &item->body, lost->hlc, is_again, &note) != 0)
			why = "form";
	}
	if (why == NULL && origin_set(run, lost->hlc) != 0)
		why = "form";
	if (why == NULL && !draft_has_changes(&run->draft))
		return note != NULL ? note : "same";
	/* A reference that leads nowhere may be one that the record must have. */
	if (why == NULL && draft_finish(&run->draft) != 0)
		why = note != NULL ? note : "form";
	return why;
}

static void item_pack(struct repost_run *run, const struct lost *lost, const struct entry_id *id,
                      const struct record_id *to, const char *why)
{
	struct buf *out = &run->items;

	pack_map(out, 3);
	pack_cstr(out, "entry");
	view_hash(id->b, out);
	if (why == NULL) {
		pack_cstr(out, "id");
		view_record_id(to, out);
	}
	pack_cstr(out, "record");
	view_record_id(&lost->record.id, out);
	if (why != NULL) {
		pack_cstr(out, "why");
		pack_cstr(out, why);
	}
	run->item_count++;
}

static int repost(struct repost_run *run, const struct lost *lost)
{
	struct repost row = { .from = lost->record, .log = lost->log, .seq = lost->seq };
	struct chronicle_item item;
	struct entry_id id;
	const char *why;
	int err = chronicle_read(run->q->node, &lost->record, 0, &lost->at, &item);

	if (err != 0)
		return err;
	id = item.id;
	memcpy(row.prefix, id.b, sizeof(row.prefix));
	if (reposts_has(node_view(run->q->node), &row, &row.to))
		return 0;
	why = compose(run, lost, &item);
	/* What went wrong with one is told with it. */
	run->q->detail[0] = '\0';
	if (why == NULL) {
		err = draft_write(&run->draft);
		/* Numbers begin with the time of writing: a thread stays in its order. */
		run->q->now.wall.v++;
		run->has_written = run->has_written || err == 0;
		row.to = run->draft.id;
	}
	if (err == 0 && (why == NULL || strcmp(why, "same") == 0)) {
		if (why != NULL)
			row.to = run->draft.id;
		reposts_put(node_write(run->q->node), &row);
		why = NULL;
	}
	if (err == 0)
		item_pack(run, lost, &id, &row.to, why);
	return err;
}

/* ---- the call ---- */

static void place_encode(const struct lost *lost, char text[static 2 * PLACE_BYTES + 1])
{
	uint8_t bytes[PLACE_BYTES];

	put_be64(bytes, lost->hlc.v);
	put_be32(bytes + 8, lost->log);
	put_be64(bytes + 12, lost->seq);
	hex_format(bytes, sizeof(bytes), text);
}

static int place_read(struct request *q, struct lost *out, bool *has_place)
{
	uint8_t bytes[PLACE_BYTES];
	struct span text;
	int err;

	*has_place = request_has(q, "after");
	if (!*has_place)
		return 0;
	err = request_text(q, "after", 2 * PLACE_BYTES, &text);
	if (err != 0)
		return err;
	if (hex_parse((const char *)text.data, text.size, bytes, sizeof(bytes)) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	out->hlc.v = get_be64(bytes);
	out->log = get_be32(bytes + 8);
	out->seq = get_be64(bytes + 12);
	return 0;
}

/* Which committee, and whether this office may write there at all now. */
static int space_read(struct repost_run *run)
{
	struct request *q = run->q;
	struct span text;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_shown(q, text, &run->space);
	if (err == 0 && request_has(q, "record")) {
		err = request_text(q, "record", sizeof(run->record) - 1, &text);
		if (err == 0 && text.size < VB_LOOKUP_MIN_DIGITS)
			err = request_fail(q, VB_ERR_NOT_FOUND, "%.*s", (int)text.size,
			                   (const char *)text.data);
		if (err == 0)
			memcpy(run->record, text.data, text.size);
	}
	if (err == 0 && space_role(run->space->space, node_self(q->node)) == VB_ROLE_NONE)
		err = VB_ERR_NOT_MEMBER;
	if (err == 0 && node_space_is_suspended(run->space, node_self(q->node)))
		err = VB_ERR_SUSPENDED;
	return err;
}

static int run_all(struct repost_run *run)
{
	char next[2 * PLACE_BYTES + 1];
	struct lost after = { .log = 0 };
	struct buf *out = &run->q->result;
	uint32_t first = 0, tried = 0;
	bool has_after = false;
	int err = space_read(run);

	if (err == 0)
		err = place_read(run->q, &after, &has_after);
	if (err == 0)
		err = gather(run);
	while (err == 0 && has_after && first < run->count &&
	       lost_compare(&run->list[first], &after) <= 0)
		first++;
	for (; err == 0 && tried < REPOST_MAX && first + tried < run->count; tried++)
		err = repost(run, &run->list[first + tried]);
	if (err != 0)
		return run->has_written ? draft_abandon(run->q, err) : err;
	pack_map(out, first + tried < run->count ? 2 : 1);
	pack_cstr(out, "items");
	pack_array(out, run->item_count);
	if (run->item_count > 0)
		pack_raw(out, buf_span(&run->items));
	if (first + tried < run->count) {
		place_encode(&run->list[first + tried - 1], next);
		pack_cstr(out, "next");
		pack_cstr(out, next);
	}
	return 0;
}

int control_committee_repost(struct request *q)
{
	struct repost_run run = { .q = q };
	int err;

	draft_init(&run.draft, q);
	buf_init(&run.items, VB_IPC_FRAME_MAX_BYTES);
	err = run_all(&run);
	draft_release(&run.draft);
	buf_release(&run.items);
	free(run.list);
	return err;
}
