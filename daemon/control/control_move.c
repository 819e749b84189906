/* control_move: an agenda item between what all members see and what guests do not; see control_calls.h.
 *
 * A record keeps its audience for ever. So a move writes the item anew for the other readers and erases the old one, with the
 * new one as its replacement (SPEC.md 8.7). What belongs to the item goes along:
 *   to core: sub-items, items of the same proposal, documents, messages about it and stations of papers; a reference from what all see to it is taken
 *            away;
 *   to all:  sub-items, documents, and stations of papers that all see. What was said in confidence stays there, with its
 *            documents, and refers to the item as it is now.
 * Documents that go to core are encrypted anew first, over as many calls as it takes (moved_file.h). Everything is tried
 * before anything is written. */
#include "daemon/control/control_calls.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/draft_write.h"
#include "daemon/control/given.h"
#include "daemon/control/lookup.h"
#include "daemon/control/moved_file.h"
#include "daemon/core/author.h"
#include "daemon/core/erase.h"
#include "protocol/array.h"
#include "protocol/kinds/agenda.h"
#include "protocol/kinds/file.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/message.h"
#include "protocol/kinds/paper.h"
#include "store/index.h"
#include "store/records.h"

#define GROUND_MOVED 4u

/* A record that goes along. */
struct moved {
	struct record_ref from;
	struct record_id to; /* made up while it is tried */
	struct open_erased erased;
	struct moved_file file;
};

/* A record that stays and refers to one that goes. */
struct left {
	struct record_ref ref;
	uint32_t field;
	uint32_t moved; /* in the list */
};

struct move {
	struct request *q;
	struct node_space *space;
	enum audience to;
	struct moved *list; /* parents before children */
	uint32_t count, capacity;
	struct left *left;
	uint32_t left_count, left_capacity;
	struct draft draft;
	struct merged source;
	bool has_written;
};

/* How a record stands to the agenda item, or to something that goes along with it, that it refers to. */
static const struct bond {
	uint32_t kind;
	uint32_t field;
	uint32_t parent; /* kind that is referred to */
	bool follows_to_core;
	bool follows_to_all;
} bonds[] = {
	{ VB_KIND_AGENDA_ITEM, VB_AGENDA_ITEM_PARENT, VB_KIND_AGENDA_ITEM, true, true },
	{ VB_KIND_AGENDA_ITEM, VB_AGENDA_ITEM_CARRIED_FROM, VB_KIND_AGENDA_ITEM, false, false },
	{ VB_KIND_CONSULTATION, VB_CONSULTATION_AGENDA_ITEM, VB_KIND_AGENDA_ITEM, true, true },
	{ VB_KIND_MESSAGE, VB_MESSAGE_TARGET, VB_KIND_AGENDA_ITEM, true, false },
	{ VB_KIND_MESSAGE, VB_MESSAGE_IN_REPLY_TO, VB_KIND_MESSAGE, true, false },
	{ VB_KIND_FILE, VB_FILE_TARGET, VB_KIND_AGENDA_ITEM, true, true },
	{ VB_KIND_FILE, VB_FILE_TARGET, VB_KIND_MESSAGE, true, false },
	{ VB_KIND_AGENDA_ITEM, VB_AGENDA_ITEM_CONSULTATION, VB_KIND_CONSULTATION, false, false },
	{ VB_KIND_INVITED_ITEM, VB_INVITED_ITEM_AGENDA_ITEM, VB_KIND_AGENDA_ITEM, true, true },
	{ VB_KIND_MESSAGE, VB_MESSAGE_TARGET, VB_KIND_CONSULTATION, true, false },
	{ VB_KIND_FILE, VB_FILE_TARGET, VB_KIND_CONSULTATION, true, true },
	{ VB_KIND_MESSAGE, VB_MESSAGE_TARGET, VB_KIND_FILE, true, false },
};
#define BONDS (sizeof(bonds) / sizeof(bonds[0]))

/* ---- what goes along ---- */

static uint32_t find(const struct move *m, const struct record_id *from)
{
	for (uint32_t i = 0; i < m->count; i++) {
		if (record_id_is_equal(&m->list[i].from.id, from))
			return i;
	}
	return UINT32_MAX;
}

static int load(struct move *m, const struct record_ref *ref)
{
	struct span bytes;
	int err = records_get(node_view(m->q->node), ref, &bytes);

	if (err != 0)
		return err;
	return merged_decode(&m->source, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
}

/* Adds a record; whoever may not erase it may not move it. */
static int add(struct move *m, const struct record_ref *ref)
{
	const struct node_id *self = node_self(m->q->node);
	struct moved moved = { .from = *ref };
	int err = erase_name(m->q->node, ref, &moved.erased);

	if (err != 0)
		return err;
	if (m->count == VB_ERASE_MAX_COUNT)
		return request_fail(m->q, VB_ERR_TOO_MANY, "more than %u records belong to it",
		                    VB_ERASE_MAX_COUNT);
	if (!erase_is_allowed(&m->space->id, self, space_role(m->space->space, self),
	                      &moved.erased))
		return request_fail(m->q, VB_ERR_NO_RIGHT,
		                    "others wrote some of it; only an office in charge moves that");
	err = moved_file_look(m->q, ref, &m->source, &moved.file);
	if (err != 0)
		return err;
	/* An id for the trial, as long as a true one and like no other. */
	memset(moved.to.b, 0xff, sizeof(moved.to.b));
	put_be32(moved.to.b, m->count);
	m->list = array_reserve(m->list, &m->capacity, m->count + 1u, sizeof(*m->list));
	m->list[m->count++] = moved;
	return 0;
}

static void add_left(struct move *m, const struct record_ref *ref, uint32_t field, uint32_t parent)
{
	m->left = array_reserve(m->left, &m->left_capacity, m->left_count + 1u, sizeof(*m->left));
	m->left[m->left_count++] = (struct left){ .ref = *ref, .field = field, .moved = parent };
}

/* A station of a paper that only members see stays with it. */
static int is_of_all(struct move *m, bool *out)
{
	const struct kind_field *field =
		kind_field_by_number(kind_by_number(VB_KIND_CONSULTATION), VB_CONSULTATION_PAPER);
	struct record_ref ref = { .space = m->space->number };
	struct record_id id;
	struct pack_reader r;
	struct span value;
	int err;

	*out = false;
	if (!merged_value(&m->source, field, &value))
		return 0;
	unpack_init(&r, value);
	unpack_fixed(&r, id.b, sizeof(id.b));
	err = records_find(node_view(m->q->node), m->space->number, &id, &ref, &value);
	*out = err == 0 && ref.audience == VB_AUDIENCE_ALL;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* One record that refers to a record that goes: it goes, too, or stays and refers to the new one. */
static int take_child(struct move *m, const struct bond *bond, uint32_t parent,
                      const struct record_ref *ref)
{
	bool follows = ref->audience != m->to &&
	               (m->to == VB_AUDIENCE_CORE ? bond->follows_to_core : bond->follows_to_all);
	int err;

	if (find(m, &ref->id) != UINT32_MAX)
		return 0;
	err = load(m, ref);
	if (err != 0 || m->source.kind != bond->kind || merged_is_deleted(&m->source))
		return err;
	if (follows && bond->kind == VB_KIND_CONSULTATION && m->to == VB_AUDIENCE_ALL)
		err = is_of_all(m, &follows);
	if (err == 0 && follows)
		return add(m, ref);
	if (err == 0)
		add_left(m, ref, bond->field, parent);
	return err;
}

/* All that refer to a record that goes, by one bond. */
static int gather(struct move *m, const struct bond *bond, uint32_t parent)
{
	struct index_cursor c;
	struct record_ref ref;
	int err = 0;
	int closed;

	index_open_children(&c, node_view(m->q->node), m->space->number, &m->list[parent].from.id,
	                    bond->kind, bond->field, NULL);
	while (err == 0 && index_next(&c, &ref))
		err = take_child(m, bond, parent, &ref);
	closed = index_close(&c);
	return err != 0 ? err : closed;
}

/* The list grows while it is walked: breadth first, so that parents stand before their children. */
static int gather_all(struct move *m)
{
	int err = 0;

	for (uint32_t i = 0; i < m->count && err == 0; i++) {
		uint32_t kind;

		err = load(m, &m->list[i].from);
		kind = m->source.kind;
		for (size_t b = 0; b < BONDS && err == 0; b++) {
			if (bonds[b].parent == kind)
				err = gather(m, &bonds[b], i);
		}
	}
	return err;
}

/* The record that a field of the source leads to; false: none. */
static bool leads_to(const struct move *m, uint32_t field, struct record_id *out)
{
	const struct kind_field *row =
		kind_field_by_number(kind_by_number(VB_KIND_AGENDA_ITEM), field);
	struct pack_reader r;
	struct span value;

	if (!merged_value(&m->source, row, &value))
		return false;
	unpack_init(&r, value);
	unpack_fixed(&r, out->b, sizeof(out->b));
	return unpack_finish(&r) == 0;
}

/* To core go along items of the same meeting that offices made of the same proposal: else one would come up in the place of
 * this. To all they do not: nobody published them, and a public one stands before them. */
static int add_twins(struct move *m)
{
	struct record_id proposal, meeting, other;
	struct index_cursor c;
	struct record_ref ref;
	int err, closed;

	if (m->to != VB_AUDIENCE_CORE)
		return 0;
	err = load(m, &m->list[0].from);
	if (err != 0 || !leads_to(m, VB_AGENDA_ITEM_PROPOSAL, &proposal) ||
	    !leads_to(m, VB_AGENDA_ITEM_MEETING, &meeting))
		return err;
	index_open_children(&c, node_view(m->q->node), m->space->number, &proposal,
	                    VB_KIND_AGENDA_ITEM, VB_AGENDA_ITEM_PROPOSAL, NULL);
	while (err == 0 && index_next(&c, &ref)) {
		if (ref.audience == m->to || find(m, &ref.id) != UINT32_MAX)
			continue;
		err = load(m, &ref);
		if (err == 0 && m->source.kind == VB_KIND_AGENDA_ITEM &&
		    !merged_is_deleted(&m->source) && leads_to(m, VB_AGENDA_ITEM_MEETING, &other) &&
		    record_id_is_equal(&meeting, &other))
			err = add(m, &ref);
	}
	closed = index_close(&c);
	return err != 0 ? err : closed;
}

/* ---- the new records ---- */

/* What a reference leads to from now on. False: it is left out, since guests would see something that they may not. */
static int refer(struct move *m, const struct kind_field *field, struct span value, struct buf *out,
                 bool *is_kept)
{
	struct reference to = { .audience = m->to };
	struct record_ref ref;
	struct record_id id;
	struct pack_reader r;
	uint32_t at;
	int err = 0;

	unpack_init(&r, value);
	unpack_fixed(&r, id.b, sizeof(id.b));
	at = find(m, &id);
	*is_kept = true;
	if (at != UINT32_MAX) {
		given_reference(&m->list[at].to, out);
		return 0;
	}
	err = records_find(node_view(m->q->node), m->space->number, &id, &ref, &value);
	if (err == 0)
		err = reference_load(m->q, &ref, &m->draft.other, &to);
	*is_kept = err == 0 && (m->to == VB_AUDIENCE_CORE || to.audience == VB_AUDIENCE_ALL ||
	                        (field->flags & VB_FIELD_REQUIRED) != 0);
	if (*is_kept)
		err = reference_check(m->q, field, m->to, &to);
	if (*is_kept && err == 0)
		given_reference(&id, out);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* Appends a value as the new record has it. *is_kept: false if it is left out. */
static int value_copy(struct move *m, const struct kind_field *field, struct span value,
                      struct buf *out, bool *is_kept)
{
	*is_kept = true;
	if (field->type == VB_TYPE_REF && !merged_is_nil(value))
		return refer(m, field, value, out, is_kept);
	buf_put(out, value.data, value.size);
	return 0;
}

static int members_copy(struct move *m, const struct kind_field *field)
{
	const struct span *members;
	struct span values[VB_LIST_MAX_COUNT];
	size_t ends[VB_LIST_MAX_COUNT];
	size_t count = merged_members(&m->source, field, &members);
	size_t kept = 0;
	bool is_kept;
	int err = 0;

	buf_clear(&m->draft.values);
	for (size_t i = 0; i < count && i < VB_LIST_MAX_COUNT && err == 0; i++) {
		err = value_copy(m, field, members[i], &m->draft.values, &is_kept);
		if (is_kept && err == 0)
			ends[kept++] = m->draft.values.size;
	}
	for (size_t i = 0, at = 0; i < kept; at = ends[i++])
		values[i] = span_of(m->draft.values.data + at, ends[i] - at);
	return err == 0 && kept > 0 ? edit_members(&m->draft.edit, field, values, kept) : err;
}

static int field_copy(struct move *m, const struct kind_field *field, bool is_root)
{
	struct span value;
	bool is_kept;
	int err;

	if (field->rule == VB_RULE_SET)
		return members_copy(m, field);
	/* The places on the other list are others'; it goes to the end. */
	if (is_root && field->rule == VB_RULE_ORDER)
		return 0;
	if (!merged_value(&m->source, field, &value) || merged_is_nil(value))
		return 0;
	buf_clear(&m->draft.values);
	err = value_copy(m, field, value, &m->draft.values, &is_kept);
	if (err == 0 && is_kept)
		err = draft_set(&m->draft, field->number, buf_span(&m->draft.values));
	return err;
}

static void put_packed_time(const struct record_id *id, struct buf *out)
{
	buf_clear(out);
	pack_uint(out, get_be64(id->b) >> 16);
}

/* Who wrote a message, and when, cannot be told from the new record: the move was ours, now. */
static int message_origin(struct move *m, const struct moved *moved)
{
	const struct member *author =
		space_member(m->space->space, &merged_creator(&m->source)->author);
	struct span value;
	const struct kind *kind = m->draft.kind;
	int err = 0;

	if (kind->number != VB_KIND_MESSAGE ||
	    merged_value(&m->source, kind_field_by_number(kind, VB_MESSAGE_WRITTEN), &value))
		return 0;
	put_packed_time(&moved->from.id, &m->draft.values);
	err = draft_set(&m->draft, VB_MESSAGE_WRITTEN, buf_span(&m->draft.values));
	if (err != 0 || author == NULL)
		return err;
	buf_clear(&m->draft.values);
	pack_str(&m->draft.values, author->card.name);
	return draft_set(&m->draft, VB_MESSAGE_WRITTEN_BY, buf_span(&m->draft.values));
}

static int build(struct move *m, uint32_t index)
{
	const struct moved *moved = &m->list[index];
	const struct kind_field *field;
	int err = load(m, &moved->from);

	if (err == 0)
		err = draft_create(&m->draft, m->space, kind_by_number(m->source.kind), m->to);
	for (size_t i = 0; err == 0 && (field = kind_field_at(m->draft.kind, i)) != NULL; i++)
		err = field_copy(m, field, index == 0);
	if (err == 0)
		err = message_origin(m, moved);
	if (err == 0 && moved->file.has_bytes)
		err = moved_file_seal(&m->draft, &moved->file);
	return err == 0 ? draft_finish(&m->draft) : err;
}

/* A record that stays refers to the new one, or to none where it would show guests what they may not see. */
static int relink(struct move *m, const struct left *left)
{
	bool is_hidden = m->to == VB_AUDIENCE_CORE && left->ref.audience == VB_AUDIENCE_ALL;
	int err = draft_open(&m->draft, &left->ref, VB_VERB_EDIT);

	if (err != 0)
		return err;
	buf_clear(&m->draft.values);
	if (!is_hidden)
		given_reference(&m->list[left->moved].to, &m->draft.values);
	err = draft_set(&m->draft, left->field, buf_span(&m->draft.values));
	return err == 0 ? draft_finish(&m->draft) : err;
}

/* ---- all of it ---- */

static int try_all(struct move *m)
{
	int err = 0;

	for (uint32_t i = 0; i < m->count && err == 0; i++)
		err = build(m, i);
	for (uint32_t i = 0; i < m->left_count && err == 0; i++)
		err = relink(m, &m->left[i]);
	return err;
}

/* file: of a record with bytes; NULL: it has none. */
static int write_one(struct move *m, const struct moved_file *file)
{
	int err = file != NULL ? moved_file_write(&m->draft, file) : draft_write(&m->draft);

	m->has_written = m->has_written || err == 0;
	return err;
}

static int write_all(struct move *m)
{
	struct open_erased erased[VB_ERASE_MAX_COUNT];
	struct entry_id id;
	int err = 0;

	for (uint32_t i = 0; i < m->count && err == 0; i++) {
		err = build(m, i);
		if (err == 0)
			err = write_one(m, m->list[i].file.has_bytes ? &m->list[i].file : NULL);
		/* Numbers begin with the time of writing: a thread stays in its order. */
		m->q->now.wall.v++;
		m->list[i].to = m->draft.id;
		erased[i] = m->list[i].erased;
		erased[i].replacement = m->draft.id;
	}
	for (uint32_t i = 0; i < m->left_count && err == 0; i++) {
		err = relink(m, &m->left[i]);
		if (err == 0)
			err = write_one(m, NULL);
	}
	return err == 0 ? author_erase(m->q->node, &m->space->id, erased, m->count, GROUND_MOVED,
	                               m->q->now, &id)
	                : err;
}

/* Bytes of the documents that go along. */
static uint64_t files_bytes(const struct move *m)
{
	uint64_t sum = 0;

	for (uint32_t i = 0; i < m->count; i++)
		sum += m->list[i].file.has_bytes ? m->list[i].file.row.size : 0;
	return sum;
}

/* Documents get another key where others than before may not read on. *done: of all their bytes. */
static int copy_files(struct move *m, uint64_t *done, bool *are_whole)
{
	uint64_t budget = VB_COPY_CALL_BYTES, of_file;
	bool is_whole;
	int err = 0;

	*done = 0;
	*are_whole = true;
	if (m->to != VB_AUDIENCE_CORE)
		return 0;
	if (!copies_has(m->q->copies, m->q->caller->client) && files_bytes(m) > 0)
		err = attachment_room(m->q->node, files_bytes(m));
	for (uint32_t i = 0; i < m->count && err == 0; i++) {
		if (!m->list[i].file.has_bytes)
			continue;
		err = moved_file_copy(m->q, &m->list[i].file, &budget, &of_file, &is_whole);
		if (err == 0) {
			*done += of_file;
			*are_whole = *are_whole && is_whole;
		}
	}
	return err;
}

static void answer_progress(struct request *q, uint64_t done, uint64_t total)
{
	pack_map(&q->result, 2);
	pack_cstr(&q->result, "done");
	pack_uint(&q->result, done);
	pack_cstr(&q->result, "total");
	pack_uint(&q->result, total);
}

/* The item, and whether there is anything to do. */
static int item_read(struct move *m, struct record_ref *ref)
{
	bool is_internal = false;
	struct span text;
	int err = request_text(m->q, "id", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0)
		err = request_bool(m->q, "internal", &is_internal);
	if (err == 0)
		err = lookup_record(m->q, NULL, text, ref);
	if (err == 0)
		err = load(m, ref);
	if (err != 0)
		return err;
	m->to = is_internal ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL;
	m->space = node_space_number(m->q->node, ref->space);
	if (merged_is_deleted(&m->source))
		return request_fail(m->q, VB_ERR_NOT_FOUND, "it was deleted");
	if (m->source.kind != VB_KIND_AGENDA_ITEM)
		return request_fail(m->q, VB_ERR_BAD_VALUE, "it is no agenda item");
	if (m->to == ref->audience)
		return VB_ERR_DUPLICATE;
	return draft_check_right(m->q, m->space, kind_by_number(VB_KIND_AGENDA_ITEM),
	                         VB_VERB_DELETE, ref->audience);
}

static int run(struct move *m)
{
	struct record_ref ref;
	bool are_whole = true;
	uint64_t done = 0;
	int err = item_read(m, &ref);

	if (err == 0)
		err = add(m, &ref);
	if (err == 0)
		err = add_twins(m);
	if (err == 0)
		err = gather_all(m);
	if (err == 0)
		err = try_all(m);
	if (err == 0)
		err = copy_files(m, &done, &are_whole);
	if (err != 0)
		return err;
	if (!are_whole) {
		answer_progress(m->q, done, files_bytes(m));
		return 0;
	}
	err = write_all(m);
	copies_end(m->q->copies, m->q->caller->client);
	if (err != 0)
		return m->has_written ? draft_abandon(m->q, err) : err;
	request_answer_record(m->q, &m->list[0].to);
	return 0;
}

int control_agenda_readers(struct request *q)
{
	struct move m = { .q = q };
	int err;

	draft_init(&m.draft, q);
	m.draft.is_copy = true;
	merged_init(&m.source);
	err = run(&m);
	draft_release(&m.draft);
	merged_release(&m.source);
	free(m.list);
	free(m.left);
	return err;
}
