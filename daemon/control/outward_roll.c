/* outward_roll: subjects by ids, over all spaces; see outward_roll.h; tested by tests/unit/test_control_bridge_tell.c. */
#include "daemon/control/outward_roll.h"

#include <string.h>

#include "daemon/control/outward_duty.h"
#include "daemon/control/outward_map.h"
#include "daemon/control/outward_meeting.h"
#include "daemon/control/outward_people.h"
#include "daemon/control/outward_public.h"
#include "daemon/control/outward_request.h"
#include "protocol/kinds/availability.h"
#include "protocol/kinds/meeting.h"
#include "store/index.h"

#define ROW_MAX_BYTES 400u
#define ROLL_MAX_BYTES (512u << 10)
#define OVER_MS                                                                                    \
	INT64_C(86400000) /* a meeting is over a day after its end: nobody may have closed it */

/* One page under way. */
struct roll {
	struct request *q;
	enum outward_subject subject;
	struct outward_list items;
	uint32_t limit;
	uint32_t looked;
	struct merged m;
	/* Where it stands: behind this record. */
	const struct node_space *space;
	uint32_t kind;
	struct record_id last;
	bool is_full;
};

/* ---- one thing ---- */

static bool is_over(const struct roll *r, enum stage stage)
{
	int64_t end;

	if (stage == VB_STAGE_CLOSED || stage == VB_STAGE_APPROVED || stage == VB_STAGE_ADJOURNED)
		return true;
	return (outward_number(&r->m, VB_MEETING_END, &end) ||
	        outward_number(&r->m, VB_MEETING_START, &end)) &&
	       end < (int64_t)r->q->now.wall.v - OVER_MS;
}

static int look_meeting(struct roll *r, const struct record_ref *ref, struct outward_map *row)
{
	struct record_id bodies[VB_OUTWARD_BODIES_MAX];
	size_t count;
	bool is_public = false;
	int64_t start;
	int err;

	if (is_over(r, outward_meeting_stage(&r->m)))
		return VB_ERR_NOT_FOUND;
	count = outward_references(&r->m, VB_MEETING_ORGANIZATION, bodies, VB_OUTWARD_BODIES_MAX);
	err = outward_public_look(r->q, r->space, bodies, count, &is_public);
	outward_map_id(row, "id", &ref->id);
	outward_map_flag(row, "is_public", is_public);
	outward_map_space(row, "space", &r->space->id);
	if (outward_number(&r->m, VB_MEETING_START, &start))
		outward_map_int(row, "start", start);
	return err;
}

static int look_paper(struct roll *r, const struct record_ref *ref, struct outward_map *row)
{
	bool is_public = false;
	int err = outward_public_look(r->q, r->space, NULL, 0, &is_public);

	outward_map_id(row, "id", &ref->id);
	outward_map_flag(row, "is_public", is_public);
	outward_map_space(row, "space", &r->space->id);
	return err;
}

static int look_duty(struct roll *r, const struct record_ref *ref, struct outward_map *row)
{
	struct outward_due due;
	char day[VB_DAY_TEXT_BYTES];
	int err = outward_duty_due(r->q, r->space, &r->m, &due);

	if (err == 0 && !due.is_due)
		return VB_ERR_NOT_FOUND;
	if (err != 0)
		return err;
	calendar_format(due.day, day);
	outward_map_word(row, "due", day);
	outward_map_id(row, "id", &ref->id);
	outward_map_space(row, "space", &r->space->id);
	return 0;
}

static int look_request(struct roll *r, const struct record_ref *ref, struct outward_map *row)
{
	if (!outward_request_is_open(&r->m))
		return VB_ERR_NOT_FOUND;
	outward_map_text(row, "due", outward_text(&r->m, VB_AVAILABILITY_REQUEST_DUE));
	outward_map_id(row, "id", &ref->id);
	outward_map_space(row, "space", &r->space->id);
	return 0;
}

static int look_person(struct roll *r, const struct record_ref *ref, struct outward_map *row)
{
	bool is_ours;
	int err = outward_people_is_person(r->q, r->space, &ref->id, &is_ours);

	outward_map_id(row, "id", &ref->id);
	outward_map_space(row, "space", &r->space->id);
	return err == 0 && !is_ours ? VB_ERR_NOT_FOUND : err;
}

/* What is listed: VB_ERR_NOT_FOUND says that one is not. */
static const struct row {
	enum outward_subject subject;
	uint32_t kind; /* ascending within a subject */
	bool is_of_core;
	int (*look)(struct roll *r, const struct record_ref *ref, struct outward_map *row);
} rows[] = {
	{ OUTWARD_MEETING, VB_KIND_MEETING, false, look_meeting },
	{ OUTWARD_PAPER, VB_KIND_PAPER, false, look_paper },
	{ OUTWARD_DUTY, VB_KIND_OBLIGATION, false, look_duty },
	{ OUTWARD_DUTY, VB_KIND_MEASURE, false, look_duty },
	{ OUTWARD_DUTY, VB_KIND_AGREEMENT, false, look_duty },
	{ OUTWARD_DUTY, VB_KIND_COMMENT_REQUEST, false, look_duty },
	{ OUTWARD_REQUEST, VB_KIND_AVAILABILITY_REQUEST, false, look_request },
	{ OUTWARD_PERSON, VB_KIND_PERSON, true, look_person },
};

/* ---- the walk ---- */

static void row_add(struct roll *r, const struct outward_map *row)
{
	r->is_full = !outward_list_add(&r->items, row) || r->items.count == r->limit;
}

/* Looks at the record that the walk has reached. */
static int record_look(struct roll *r, const struct row *row, const struct record_ref *ref)
{
	struct outward_map map;
	struct record_ref found;
	int err;

	r->looked++;
	r->last = ref->id;
	if (ref->audience != VB_AUDIENCE_ALL && !row->is_of_core)
		return 0;
	err = outward_load(r->q, r->space, &ref->id, row->kind, &r->m, &found);
	if (err != 0)
		return err == VB_ERR_NOT_FOUND ? 0 : err;
	outward_map_init(&map, ROW_MAX_BYTES);
	err = row->look(r, ref, &map);
	if (err == 0)
		row_add(r, &map);
	outward_map_release(&map);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* Goes on in one space with one kind, behind `after` (zero: from the first). */
static int kind_walk(struct roll *r, const struct row *row, const struct record_id *after)
{
	struct record_ref from = { r->space->number, VB_AUDIENCE_CORE, *after };
	struct index_cursor c;
	struct record_ref ref;
	int err = 0;
	int closed;

	r->kind = row->kind;
	r->last = *after;
	index_open_kind(&c, node_view(r->q->node), r->space->number, row->kind,
	                record_id_is_zero(after) ? NULL : &from);
	while (err == 0 && !r->is_full && index_next(&c, &ref)) {
		err = record_look(r, row, &ref);
		r->is_full = r->is_full || r->looked == VB_OUTWARD_LOOK_MAX;
	}
	closed = index_close(&c);
	return err != 0 ? err : closed;
}

static int committee_add(struct roll *r)
{
	struct outward_map row;
	bool is_public;
	int err = outward_public_look(r->q, r->space, NULL, 0, &is_public);

	outward_map_init(&row, ROW_MAX_BYTES);
	outward_map_flag(&row, "is_public", is_public);
	outward_map_space(&row, "space", &r->space->id);
	if (err == 0)
		row_add(r, &row);
	outward_map_release(&row);
	return err;
}

/* All of a space; from: the kind with which to go on, behind `after`; 0: the first. */
static int space_walk(struct roll *r, uint32_t from, const struct record_id *after)
{
	static const struct record_id first;
	int err = 0;

	if (r->subject == OUTWARD_COMMITTEE)
		return committee_add(r);
	for (size_t i = 0; err == 0 && !r->is_full && i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].subject == r->subject && rows[i].kind >= from)
			err = kind_walk(r, &rows[i], rows[i].kind == from ? after : &first);
	}
	return err;
}

static bool is_told(const struct roll *r, const struct node_space *space,
                    const struct node_space *only)
{
	if (only != NULL && only->number != space->number)
		return false;
	return outward_tells(r->q, space) ||
	       (r->subject == OUTWARD_PERSON && node_space_is_own(r->q->node, space));
}

/* ---- the answer ---- */

/* Where the page before ended. */
struct place {
	struct space_id space;
	uint32_t kind;
	struct record_id last;
};

static int place_read(struct request *q, struct span text, struct place *out)
{
	uint8_t bytes[VB_OUTWARD_ROLL_CURSOR_BYTES];

	if (hex_parse((const char *)text.data, text.size, bytes, sizeof(bytes)) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "after is no cursor of this list");
	memcpy(out->space.b, bytes, VB_HASH_BYTES);
	out->kind = get_be32(bytes + VB_HASH_BYTES);
	memcpy(out->last.b, bytes + VB_HASH_BYTES + 4, VB_RECORD_ID_BYTES);
	return 0;
}

static void next_put(const struct roll *r, struct outward_map *map)
{
	uint8_t bytes[VB_OUTWARD_ROLL_CURSOR_BYTES];
	char text[2 * VB_OUTWARD_ROLL_CURSOR_BYTES + 1];

	memcpy(bytes, r->space->id.b, VB_HASH_BYTES);
	put_be32(bytes + VB_HASH_BYTES, r->kind);
	memcpy(bytes + VB_HASH_BYTES + 4, r->last.b, VB_RECORD_ID_BYTES);
	hex_format(bytes, sizeof(bytes), text);
	outward_map_word(map, "next", text);
}

/* Walks over the spaces, from where the page before ended. */
static int spaces_walk(struct roll *r, const struct node_space *only, const struct place *from)
{
	size_t count = node_space_count(r->q->node);
	bool is_begun = from == NULL;
	int err = 0;

	for (size_t i = 0; err == 0 && !r->is_full && i < count; i++) {
		const struct node_space *space = node_space_at(r->q->node, i);
		bool is_first = !is_begun && space_id_is_equal(&space->id, &from->space);
		static const struct record_id none;

		if (!is_begun && !is_first)
			continue;
		is_begun = true;
		/* The committee itself stood on the page before. */
		if (!is_told(r, space, only) || (is_first && r->subject == OUTWARD_COMMITTEE))
			continue;
		r->space = space;
		err = space_walk(r, is_first ? from->kind : 0, is_first ? &from->last : &none);
	}
	return err == 0 && !is_begun ? VB_ERR_NOT_FOUND : err;
}

int outward_roll_answer(struct request *q, enum outward_subject subject,
                        const struct node_space *only, struct span after, uint32_t limit)
{
	struct roll r = { .q = q, .subject = subject, .limit = limit };
	struct outward_map map;
	struct place from = { .kind = 0 };
	int err = after.size > 0 ? place_read(q, after, &from) : 0;

	if (err != 0)
		return err;
	outward_list_init(&r.items, ROLL_MAX_BYTES, limit);
	outward_map_init(&map, VB_IPC_FRAME_MAX_BYTES);
	merged_init(&r.m);
	err = spaces_walk(&r, only, after.size > 0 ? &from : NULL);
	if (err == 0) {
		pack_map(&q->result, 1u + r.is_full);
		pack_cstr(&q->result, "items");
		pack_array(&q->result, r.items.count);
		buf_put(&q->result, r.items.items.data, r.items.items.size);
		if (r.is_full)
			next_put(&r, &map);
		buf_put(&q->result, map.pairs.data, map.pairs.size);
	}
	merged_release(&r.m);
	outward_map_release(&map);
	outward_list_release(&r.items);
	return err;
}
