/* planning, queue: ten thousand people of one meeting: what is asked of the office grows with them and not faster, requests stay
 * below their limit, and looking again at what is told asks nothing for each. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>

#include "bridges/mail/queue.h"
#include "bridges/mail/tables.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/mailroom.h"

#define PEOPLE 10000u
#define START 1800000000000
#define NOW (START - 30 * (int64_t)86400000)
#define ROOM 64u

static struct mailing_matter meeting = { MATTER_MEETING, { { 0x5e } }, { { 0x5a } } };
static struct planning_rules rules = { .digest_hour = 7, .reminder_days = 2 };

static void put_text(struct buf *b, const char *key, const char *value)
{
	pack_cstr(b, key);
	pack_cstr(b, value);
}

static void put_meeting(struct mailroom *room, const char *place)
{
	char hex[65];
	struct buf b;

	buf_init(&b, 16u << 20);
	pack_map(&b, 6);
	hex_format(meeting.id.b, 16, hex);
	put_text(&b, "id", hex);
	pack_cstr(&b, "people");
	pack_array(&b, PEOPLE);
	for (uint32_t i = 0; i < PEOPLE; i++) {
		struct record_id person = { { 0x01 } };

		/* Scattered, as real numbers are. */
		put_be32(person.b + 12, i * 2654435761u);
		hex_format(person.b, 16, hex);
		pack_map(&b, 2);
		pack_cstr(&b, "edition");
		pack_uint(&b, 0);
		put_text(&b, "person", hex);
	}
	put_text(&b, "place", place);
	hex_format(meeting.space.b, 32, hex);
	put_text(&b, "space", hex);
	pack_cstr(&b, "start");
	pack_uint(&b, START);
	put_text(&b, "subject", "meeting");
	mailroom_put(room, &meeting, buf_span(&b));
	buf_release(&b);
}

static void tell(struct mailroom *room)
{
	struct planning planning;
	struct matter matter;

	planning_begin(&planning, &room->drawer, &rules, NOW);
	if (drawer_show(&room->drawer, &meeting, &matter) != 0 ||
	    planning_tell(&planning, &matter) != 0 || planning_commit(&planning) != 0)
		bail("nothing can be told");
	ok(planning.batch.values.capacity <= 4 * VB_DRAWER_BATCH_BYTES,
	   "a batch takes %zu bytes at most", planning.batch.values.capacity);
	matter_release(&matter);
	drawer_release(&planning.batch);
}

static uint32_t pump(struct mailroom *room, struct queue *queue)
{
	struct outgoing out[ROOM];
	uint32_t sent = 0;
	size_t count = 0;
	int64_t next;

	do {
		if (queue_take(queue, NOW, out, ROOM, &count, &next) != 0)
			bail("nothing can be taken");
		for (size_t i = 0; i < count; i++) {
			if (queue_result(queue, &out[i], QUEUE_SENT, 0, NOW) != 0)
				bail("nothing can be noted");
			outgoing_release(&out[i]);
		}
		if (queue_commit(queue) != 0)
			bail("nothing can be written");
		sent += (uint32_t)count;
	} while (count > 0);
	ok(room->largest < (1u << 20), "the largest request has %u bytes", room->largest);
	return sent;
}

static void reset(struct mailroom *room)
{
	room->gets = 0;
	room->shows = 0;
	room->writes = 0;
	room->lists = 0;
}

static void diag_calls(const struct mailroom *room, const char *what, clock_t since)
{
	diag("%s: %u shows, %u gets, %u lists, %u writes, %.1f s", what, room->shows, room->gets,
	     room->lists, room->writes, (double)(clock() - since) / CLOCKS_PER_SEC);
}

int main(void)
{
	struct throttle *throttle = calloc(1, sizeof(*throttle));
	struct queue *queue = calloc(1, sizeof(*queue));
	struct mailroom room;
	clock_t since = clock();

	if (throttle == NULL || queue == NULL)
		bail("no memory");
	mailroom_open(&room);
	room.has_everybody = true;
	put_meeting(&room, "Saal 1");
	throttle_init(throttle, 0);
	queue_begin(queue, &room.drawer, &rules, throttle);
	tell(&room);
	diag_calls(&room, "invited", since);
	is_int(mailroom_count(&room, VB_TABLE_QUEUE), 2 * PEOPLE,
	       "all invitations and reminders wait");
	ok(room.shows <= PEOPLE + 1 && room.gets <= PEOPLE, "each person is asked for once");
	ok(room.writes < 200, "in a few requests");
	reset(&room);
	since = clock();
	is_int(pump(&room, queue), PEOPLE, "each invitation went once");
	diag_calls(&room, "sent", since);
	ok(room.shows <= PEOPLE + PEOPLE / ROOM + 1, "the meeting is not asked for with each");
	ok(room.gets <= 4 * PEOPLE, "nor are many rows");
	ok(room.writes <= 3 * (PEOPLE / ROOM + 2), "two requests a turn");
	reset(&room);
	since = clock();
	tell(&room);
	diag_calls(&room, "told again", since);
	ok(room.gets == 0 && room.shows == 1 && room.writes == 0,
	   "told again: nothing is asked for anybody, nothing written");
	reset(&room);
	since = clock();
	put_meeting(&room, "Saal 2");
	tell(&room);
	queue_forget(queue);
	is_int(pump(&room, queue), PEOPLE, "a change goes to each");
	diag_calls(&room, "changed", since);
	queue_release(queue);
	free(queue);
	free(throttle);
	mailroom_close(&room);
	return done();
}
