/* outward_meeting: meetings for a bridge; see outward_meeting.h; tested by tests/unit/test_outward_meeting.c. */
#include "daemon/control/outward_meeting.h"

#include "daemon/control/outward_agenda.h"
#include "daemon/control/outward_answers.h"
#include "daemon/control/outward_files.h"
#include "daemon/control/outward_public.h"
#include "daemon/control/outward_sequence.h"
#include "daemon/control/stages.h"
#include "protocol/kinds/meeting.h"

#define NAMES_MAX_BYTES (VB_OUTWARD_BODIES_MAX * (VB_NAME_MAX_BYTES + 2u))
#define PLACE_MAX_BYTES 4000u
#define FILES_MAX_BYTES (40u << 10)

enum stage outward_meeting_stage(struct merged *m)
{
	enum stage stages[VB_STAGE_COUNT];
	size_t count = stages_own(m, stages);

	if (count > 0)
		return stage_settle(stages, count);
	return stage_of_oparl(outward_text(m, VB_MEETING_OPARL_STATE),
	                      outward_flag(m, VB_MEETING_CANCELLED, false));
}

/* ---- invitations ---- */

struct notes {
	const struct outward_editions *editions;
	struct outward_people *people;
};

/* Keeps the oldest of the greatest edition. */
static int note_add(void *ctx, const struct record_ref *ref, struct merged *m)
{
	struct notes *n = ctx;
	struct record_id seat = outward_reference(m, VB_INVITATION_MEMBERSHIP);
	struct record_id edition = outward_reference(m, VB_INVITATION_EDITION);
	struct outward_person *person = outward_people_find(n->people, &seat);
	uint32_t number =
		edition_number(n->editions->editions, n->editions->edition_count, &edition);

	if (person == NULL || number == VB_EDITION_NONE ||
	    (person->is_noted && person->edition >= number))
		return 0;
	person->is_noted = true;
	person->noted_by = merged_creator(m)->author;
	person->edition = number;
	person->note = ref->id;
	return 0;
}

/* The people, with what was noted of them. */
static int people_read(struct request *q, const struct node_space *space,
                       const struct record_id *meeting, struct merged *m,
                       const struct outward_editions *editions, struct outward_people *out)
{
	struct record_id bodies[VB_OUTWARD_BODIES_MAX];
	size_t count =
		outward_references(m, VB_MEETING_ORGANIZATION, bodies, VB_OUTWARD_BODIES_MAX);
	struct notes notes = { editions, out };
	const struct outward_walk walk = { &notes, note_add };
	int64_t start = (int64_t)q->now.wall.v;
	int err;

	(void)outward_number(m, VB_MEETING_START, &start);
	err = outward_people_sit(q, space, bodies, count, outward_day(start), out);
	if (err == 0)
		err = outward_children(q, space, meeting, VB_KIND_INVITATION, VB_INVITATION_MEETING,
		                       &walk, NULL);
	if (err == 0)
		outward_people_settle(q, space, out);
	return err == 0 ? outward_answers_read(q, space, meeting, &outward_answers_reply, out)
	                : err;
}

int outward_meeting_people(struct request *q, const struct node_space *space,
                           const struct record_id *meeting, struct merged *m,
                           struct outward_people *out)
{
	struct outward_editions editions = { .editions = NULL };
	int err = outward_editions_read(q, space, meeting, &editions);

	*out = (struct outward_people){ .list = NULL };
	if (err == 0)
		err = people_read(q, space, meeting, m, &editions, out);
	outward_editions_release(&editions);
	return err;
}

/* ---- the map ---- */

/* A meeting being told. */
struct telling {
	struct request *q;
	const struct node_space *space;
	struct record_ref ref;
	struct merged m;
	struct outward_editions editions;
	struct outward_people people;
	struct outward_list items, files, rows;
	struct buf committee, place;
	int64_t changed_ms;
	uint32_t sequence;
	bool is_public;
};

/* The names of those who meet, with commas between; without any that of the committee. */
static int committee_name(struct telling *t, const struct record_id *bodies, size_t count)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < count; i++) {
		struct buf name;

		buf_init(&name, VB_NAME_MAX_BYTES);
		err = outward_name(t->q, t->space, &bodies[i], VB_KIND_ORGANIZATION, &name);
		if (name.size > 0 && t->committee.size > 0)
			buf_put(&t->committee, ", ", 2);
		buf_put(&t->committee, name.data, name.size);
		buf_release(&name);
	}
	if (err == 0 && t->committee.size == 0)
		err = outward_committee_name(t->q, t->space, &t->committee);
	return err;
}

/* The place, and the room on a line of its own. */
static int place_name(struct telling *t)
{
	struct record_id location = outward_reference(&t->m, VB_MEETING_LOCATION);
	struct span room = outward_text(&t->m, VB_MEETING_ROOM);
	int err = outward_name(t->q, t->space, &location, VB_KIND_LOCATION, &t->place);

	if (t->place.size > 0 && room.size > 0)
		buf_put_u8(&t->place, '\n');
	buf_put(&t->place, room.data, room.size);
	return err;
}

static int surroundings_read(struct telling *t)
{
	struct record_id bodies[VB_OUTWARD_BODIES_MAX];
	size_t count =
		outward_references(&t->m, VB_MEETING_ORGANIZATION, bodies, VB_OUTWARD_BODIES_MAX);
	int err = outward_public_look(t->q, t->space, bodies, count, &t->is_public);

	if (err == 0)
		err = committee_name(t, bodies, count);
	if (err == 0)
		err = place_name(t);
	if (err == 0)
		err = outward_sequence_count(t->q, &t->ref, &t->sequence);
	return err;
}

static int lists_read(struct telling *t)
{
	int err = outward_editions_read(t->q, t->space, &t->ref.id, &t->editions);

	t->changed_ms = outward_changed(&t->m);
	if (err == 0)
		err = outward_agenda_list(t->q, t->space, &t->ref, &t->editions, &t->changed_ms,
		                          &t->items);
	if (err == 0)
		err = outward_files_list(t->q, t->space, &t->ref.id, FILES_MAX_BYTES, &t->files);
	if (err == 0)
		err = people_read(t->q, t->space, &t->ref.id, &t->m, &t->editions, &t->people);
	if (err == 0)
		err = outward_people_list(t->q, t->space, &t->people, &t->rows);
	return err;
}

static void time_put(const struct telling *t, const char *key, uint32_t field,
                     struct outward_map *map)
{
	int64_t ms;

	if (outward_number(&t->m, field, &ms))
		outward_map_int(map, key, ms);
}

/* All that is told. */
static void meeting_put(struct telling *t, struct outward_map *map)
{
	outward_map_int(map, "changed", t->changed_ms);
	outward_map_text(map, "committee", buf_span(&t->committee));
	time_put(t, "deadline", VB_MEETING_DEADLINE, map);
	outward_map_int(map, "edition_count", outward_editions_count(&t->editions));
	time_put(t, "end", VB_MEETING_END, map);
	outward_map_list(map, "files", &t->files);
	outward_map_id(map, "id", &t->ref.id);
	time_put(t, "invited", VB_MEETING_INVITED_AT, map);
	outward_map_flag(map, "is_public", t->is_public);
	outward_map_list(map, "items", &t->items);
	outward_map_flag(map, "more", t->items.is_cut || t->files.is_cut || t->rows.is_cut);
	outward_map_text(map, "name", outward_text(&t->m, VB_FIELD_NAME));
	outward_map_list(map, "people", &t->rows);
	outward_map_text(map, "place", buf_span(&t->place));
	outward_map_text(map, "reason", outward_text(&t->m, VB_MEETING_REASON));
	outward_map_int(map, "sequence", t->sequence);
	outward_map_space(map, "space", &t->space->id);
	time_put(t, "start", VB_MEETING_START, map);
	outward_map_word(map, "state", stage_word(outward_meeting_stage(&t->m)));
	outward_map_word(map, "subject", outward_word(OUTWARD_MEETING));
	outward_map_text(map, "zone", outward_text(&t->m, VB_MEETING_ZONE));
}

static void telling_release(struct telling *t)
{
	merged_release(&t->m);
	outward_editions_release(&t->editions);
	outward_people_release(&t->people);
	outward_list_release(&t->items);
	outward_list_release(&t->files);
	outward_list_release(&t->rows);
	buf_release(&t->committee);
	buf_release(&t->place);
}

int outward_meeting_tell(struct request *q, const struct node_space *space,
                         const struct record_id *id, struct buf *out)
{
	struct telling t = { .q = q, .space = space };
	struct outward_map map;
	int err;

	merged_init(&t.m);
	buf_init(&t.committee, NAMES_MAX_BYTES);
	buf_init(&t.place, PLACE_MAX_BYTES);
	outward_map_init(&map, VB_IPC_FRAME_MAX_BYTES);
	err = outward_read(q, space, id, VB_KIND_MEETING, &t.m, &t.ref);
	if (err == 0)
		err = surroundings_read(&t);
	if (err == 0)
		err = lists_read(&t);
	if (err == 0) {
		meeting_put(&t, &map);
		outward_map_pack(&map, out);
	}
	outward_map_release(&map);
	telling_release(&t);
	return err;
}
