/* outward_message: messages for a bridge; see outward_message.h; tested by tests/unit/test_outward_paper.c. */
#include "daemon/control/outward_message.h"

#include <string.h>

#include "daemon/control/agenda_board.h"
#include "daemon/control/outward_meeting.h"
#include "daemon/control/outward_people.h"
#include "daemon/control/outward_subject.h"
#include "daemon/control/persons.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/message.h"

#define NAME_MAX_BYTES 1000u

/* A message being told. */
struct telling {
	struct request *q;
	const struct node_space *space;
	struct record_ref ref;
	struct merged m;
	struct record_id target; /* of the thread; zero: the committee's own */
	uint32_t target_kind;
	struct outward_changed about; /* the subject that it belongs to */
	struct outward_people people;
	struct outward_list rows;
	struct buf committee, by, target_name;
};

/* ---- its thread ---- */

/* The number that people see of an item, before its title. */
static int number_put(struct telling *t, const struct record_id *item)
{
	struct record_ref meeting = { t->space->number, VB_AUDIENCE_ALL, t->about.id };
	char number[VB_AGENDA_NUMBER_BYTES];
	struct agenda_board board;
	const struct agenda_item *found;
	struct merged m;
	int err;

	merged_init(&m);
	err = agenda_board_read(t->q, &meeting, &m, &board);
	found = err == 0 ? agenda_board_find(&board, item) : NULL;
	if (found != NULL) {
		agenda_number_format(found, number);
		buf_put(&t->target_name, number, strlen(number));
		if (number[0] != '\0')
			buf_put_u8(&t->target_name, ' ');
	}
	agenda_board_release(&board);
	merged_release(&m);
	return err == VB_ERR_TOO_LARGE ? 0 : err;
}

/* Finds what the thread is about. Errors: VB_ERR_NOT_FOUND (something that may not leave). */
static int thread_read(struct telling *t)
{
	int err = 0;

	t->target = outward_reference(&t->m, VB_MESSAGE_TARGET);
	if (record_id_is_zero(&t->target))
		return 0;
	err = outward_subject_of(t->q, t->space, &t->target, &t->target_kind, &t->about);
	if (err == 0 && t->target_kind == VB_KIND_AGENDA_ITEM)
		err = number_put(t, &t->target);
	return err == 0 ? outward_name(t->q, t->space, &t->target, t->target_kind, &t->target_name)
	                : err;
}

/* ---- who ---- */

/* By whom: its own word, else the person of this office, else the office. */
static void by_find(struct telling *t)
{
	const struct node_id *author = &merged_creator(&t->m)->author;
	const struct member *member = space_member(t->space->space, author);
	struct span name = outward_text(&t->m, VB_MESSAGE_WRITTEN_BY);
	struct view_writer writer = { .name = { NULL, 0 } };
	struct merged person;

	merged_init(&person);
	if (name.size == 0 && persons_writer(t->q, t->space, &t->m, &person, &writer))
		name = writer.name;
	if (name.size == 0 && member != NULL)
		name = member->card.name;
	buf_put(&t->by, name.data, name.size);
	merged_release(&person);
}

/* Those on seats today: of who meets, where it is about a meeting, else of the committee. */
static int people_read(struct telling *t)
{
	struct record_id bodies[VB_OUTWARD_BODIES_MAX];
	struct record_ref ref;
	struct merged meeting;
	size_t count = 0;
	int err = 0;

	merged_init(&meeting);
	if (t->about.subject == OUTWARD_MEETING) {
		err = outward_read(t->q, t->space, &t->about.id, VB_KIND_MEETING, &meeting, &ref);
		if (err == 0)
			count = outward_references(&meeting, VB_MEETING_ORGANIZATION, bodies,
			                           VB_OUTWARD_BODIES_MAX);
	}
	merged_release(&meeting);
	if (err == 0)
		err = outward_people_sit(t->q, t->space, bodies, count,
		                         outward_day((int64_t)t->q->now.wall.v), &t->people);
	if (err != 0)
		return err;
	outward_people_settle(t->q, t->space, &t->people);
	return outward_people_list(t->q, t->space, &t->people, &t->rows);
}

/* ---- the map ---- */

static void message_put(const struct telling *t, struct outward_map *map)
{
	struct record_id answered = outward_reference(&t->m, VB_MESSAGE_IN_REPLY_TO);
	int64_t written = outward_created(&t->ref.id);

	(void)outward_number(&t->m, VB_MESSAGE_WRITTEN, &written);
	outward_map_text(map, "by", buf_span(&t->by));
	outward_map_int(map, "changed", outward_changed(&t->m));
	outward_map_text(map, "committee", buf_span(&t->committee));
	outward_map_id(map, "id", &t->ref.id);
	outward_map_id(map, "in_reply_to", &answered);
	outward_map_flag(map, "more", t->rows.is_cut);
	outward_map_list(map, "people", &t->rows);
	outward_map_space(map, "space", &t->space->id);
	outward_map_word(map, "subject", outward_word(OUTWARD_MESSAGE));
	outward_map_id(map, "target", &t->target);
	outward_map_text(map, "target_name", buf_span(&t->target_name));
	outward_map_word(map, "target_subject", outward_word(t->about.subject));
	outward_map_text(map, "text", outward_text(&t->m, VB_MESSAGE_TEXT));
	outward_map_int(map, "written", written);
}

static int message_read(struct telling *t)
{
	int err = thread_read(t);

	if (err != 0)
		return err;
	by_find(t);
	err = people_read(t);
	return err == 0 ? outward_committee_name(t->q, t->space, &t->committee) : err;
}

int outward_message_tell(struct request *q, const struct node_space *space,
                         const struct record_id *id, struct buf *out)
{
	struct telling t = { .q = q, .space = space };
	struct outward_map map;
	int err;

	merged_init(&t.m);
	buf_init(&t.committee, VB_NAME_MAX_BYTES);
	buf_init(&t.by, NAME_MAX_BYTES);
	buf_init(&t.target_name, VB_TEXT_MAX_BYTES);
	outward_map_init(&map, VB_IPC_FRAME_MAX_BYTES);
	err = outward_read(q, space, id, VB_KIND_MESSAGE, &t.m, &t.ref);
	if (err == 0)
		err = message_read(&t);
	if (err == 0) {
		message_put(&t, &map);
		outward_map_pack(&map, out);
	}
	merged_release(&t.m);
	outward_people_release(&t.people);
	outward_list_release(&t.rows);
	outward_map_release(&map);
	buf_release(&t.committee);
	buf_release(&t.by);
	buf_release(&t.target_name);
	return err;
}
