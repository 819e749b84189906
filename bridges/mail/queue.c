/* queue: see queue.h */
#include "bridges/mail/queue.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/failure.h"
#include "bridges/mail/gather.h"
#include "bridges/mail/planning_meeting.h"
#include "bridges/mail/tables.h"

#define MINUTE_MS 60000
#define FULL_MS 1000 /* before it is looked again whether there is room */
#define PAUSE_MAX_MS (240 * MINUTE_MS)

void queue_begin(struct queue *queue, const struct drawer *drawer,
                 const struct planning_rules *rules, struct throttle *throttle)
{
	memset(queue, 0, sizeof(*queue));
	planning_begin(&queue->planning, drawer, rules, 0);
	queue->throttle = throttle;
}

void queue_release(struct queue *queue)
{
	recall_release(&queue->recall);
	drawer_release(&queue->planning.batch);
}

void queue_forget(struct queue *queue)
{
	recall_forget(&queue->recall);
}

int64_t queue_pause_ms(uint32_t attempts)
{
	return attempts < 8 ? (int64_t)MINUTE_MS << attempts : PAUSE_MAX_MS;
}

int queue_commit(struct queue *queue)
{
	return planning_commit(&queue->planning);
}

int queue_add(const struct drawer *drawer, struct drawer_batch *batch,
              const struct mailing *mailing, int64_t now_ms)
{
	struct span key = span_of(mailing->key, sizeof(mailing->key));
	uint8_t now[8];
	bool is_done = false;
	int err = drawer_has(drawer, VB_TABLE_DONE, key, &is_done);

	if (err != 0 || is_done)
		return err;
	drawer_queue(batch, mailing);
	put_be64(now, (uint64_t)now_ms);
	drawer_put(batch, VB_TABLE_DONE, key, span_of(now, sizeof(now)), NULL);
	return 0;
}

/* ---- under way ---- */

static const struct record_id *matter_of(const struct mailing *mailing)
{
	static const struct record_id none;

	return mailing->matter_count > 0 ? &mailing->matters[0].id : &none;
}

/* What is about nothing has a key of its own and stands in nobody's way. */
bool queue_is_in_flight(const struct queue *queue, const struct mailing *mailing)
{
	uint8_t place[VB_MAILING_PLACE_BYTES];
	struct record_id who;

	mailing_place(mailing->due_ms, mailing->key, place);
	mailing_who(&mailing->person, mailing->address, &who);
	for (uint32_t i = 0; i < queue->flight_count; i++) {
		const struct queue_flight *flight = &queue->flight[i];

		if (memcmp(flight->place, place, sizeof(place)) == 0 ||
		    (mailing->matter_count > 0 &&
		     record_id_is_equal(&flight->matter, matter_of(mailing)) &&
		     record_id_is_equal(&flight->who, &who)))
			return true;
	}
	return false;
}

static void add_flight(struct queue *queue, const struct outgoing *out)
{
	struct queue_flight *flight = &queue->flight[queue->flight_count++];

	mailing_place(out->mailing.due_ms, out->mailing.key, flight->place);
	flight->who = out->addressed.who;
	flight->matter = *matter_of(&out->mailing);
}

static void drop_flight(struct queue *queue, const struct outgoing *out)
{
	uint8_t place[VB_MAILING_PLACE_BYTES];

	mailing_place(out->mailing.due_ms, out->mailing.key, place);
	for (uint32_t i = 0; i < queue->flight_count; i++) {
		if (memcmp(queue->flight[i].place, place, sizeof(place)) == 0) {
			queue->flight[i] = queue->flight[--queue->flight_count];
			return;
		}
	}
}

/* ---- taking ---- */

struct due_row {
	uint8_t place[VB_MAILING_PLACE_BYTES];
	struct buf row;
};

struct due_rows {
	struct due_row *list;
	size_t count, room;
	int64_t now_ms, next_ms;
	bool is_more;
};

static bool on_row(void *context, struct span key, struct span value)
{
	struct due_rows *rows = context;
	struct due_row *row;

	if (key.size != VB_MAILING_PLACE_BYTES)
		return true;
	if (get_be64(key.data) > (uint64_t)rows->now_ms) {
		rows->next_ms = (int64_t)get_be64(key.data);
		return false;
	}
	if (rows->count == rows->room) {
		rows->is_more = true;
		return false;
	}
	row = &rows->list[rows->count++];
	memcpy(row->place, key.data, sizeof(row->place));
	buf_init(&row->row, 65536);
	buf_put(&row->row, value.data, value.size);
	return true;
}

/* Reads rows that are due: more than there is room for, since some of them are under way. */
static int read_due(const struct queue *queue, int64_t now_ms, size_t room, struct due_rows *out)
{
	const struct drawer *drawer = queue->planning.drawer;

	memset(out, 0, sizeof(*out));
	out->room = room + queue->flight_count;
	out->list = calloc(out->room, sizeof(*out->list));
	if (out->list == NULL)
		abort();
	out->now_ms = now_ms;
	out->next_ms = INT64_MAX;
	return drawer->list(drawer->self, VB_TABLE_QUEUE, (struct span){ NULL, 0 },
	                    (uint32_t)out->room + 1, on_row, out);
}

static void release_due(struct due_rows *rows)
{
	for (size_t i = 0; i < rows->count; i++)
		buf_release(&rows->list[i].row);
	free(rows->list);
}

/* The row of a meeting that waits elsewhere, or no more: next_ms 0. */
static void move_told(struct queue *queue, const struct outgoing *out, struct told *told,
                      int64_t next_ms)
{
	if (next_ms == 0) {
		told_clear_next(told);
	} else {
		told->next_ms = next_ms;
		memcpy(told->next, out->mailing.key, sizeof(told->next));
		told->next_content = out->content;
	}
	planning_meeting_put(&queue->planning.batch, matter_of(&out->mailing), &out->addressed,
	                     told);
}

/* True if it is the row that waits. */
static bool is_next(const struct told *told, const struct mailing *row)
{
	return told->next_ms == row->due_ms &&
	       memcmp(told->next, row->key, sizeof(told->next)) == 0;
}

/* It goes to nobody: the row is gone, and so is the note that it waits. */
static int void_row(struct queue *queue, const struct mailing *row, struct outgoing *out)
{
	struct told told;
	int err;

	if (!judging_is_of_meeting(row->kind) || row->matter_count == 0)
		return 0;
	err = planning_meeting_told(queue->planning.drawer, matter_of(row), &out->addressed.who,
	                            &told);
	if (err == 0 && is_next(&told, row))
		move_told(queue, out, &told, 0);
	return err;
}

/* Writes down that it is tried, and when the next time would be. */
static void put_attempt(struct queue *queue, struct outgoing *out, struct told *told,
                        int64_t now_ms)
{
	struct mailing *mailing = &out->mailing;
	size_t count = mailing->matter_count;

	mailing->due_ms = now_ms + queue_pause_ms(mailing->attempts);
	mailing->attempts++;
	/* What is in a digest or a newsletter is found anew each time. */
	if (mailing->kind == MAILING_DIGEST || mailing->kind == MAILING_NEWSLETTER)
		mailing->matter_count = 0;
	drawer_queue(&queue->planning.batch, mailing);
	mailing->matter_count = count;
	if (judging_is_of_meeting(mailing->kind))
		move_told(queue, out, told, mailing->due_ms);
	if (mailing->attempts == 1)
		throttle_out(queue->throttle, mailing->kind, &out->addressed.who, now_ms);
	else
		throttle_again(queue->throttle, now_ms);
	add_flight(queue, out);
}

static void put_later(struct queue *queue, struct outgoing *out, int64_t due_ms)
{
	out->mailing.due_ms = due_ms;
	if (due_ms < queue->later_ms)
		queue->later_ms = due_ms;
	drawer_queue(&queue->planning.batch, &out->mailing);
	if (judging_is_of_meeting(out->mailing.kind))
		move_told(queue, out, &out->before, due_ms);
}

/* Judges one row. *is_out: it goes. */
static int take_row(struct queue *queue, const struct due_row *due, int64_t now_ms,
                    struct outgoing *out, bool *is_out)
{
	struct drawer_batch *batch = &queue->planning.batch;
	struct span place = span_of(due->place, sizeof(due->place));
	enum judgement judgement = JUDGED_VOID;
	struct mailing row = { .kind = 0 };
	struct told told;
	int64_t when;
	int err;

	memset(out, 0, sizeof(*out));
	if (mailing_read(place, buf_span(&due->row), &out->mailing) != 0) {
		/* Nobody can read it, now or later. */
		drawer_take(batch, VB_TABLE_QUEUE, place);
		return 0;
	}
	if (queue_is_in_flight(queue, &out->mailing))
		return 0;
	row.kind = out->mailing.kind;
	row.due_ms = out->mailing.due_ms;
	memcpy(row.key, out->mailing.key, sizeof(row.key));
	row.matters = out->mailing.matters;
	row.matter_count = judging_is_of_meeting(row.kind) ? out->mailing.matter_count : 0;
	err = judging_judge(&queue->planning, &queue->recall, out, &told, &judgement);
	if (err == VB_ERR_TOO_MANY)
		return 0;
	if (err != 0)
		return err;
	drawer_take(batch, VB_TABLE_QUEUE, place);
	if (judgement == JUDGED_VOID)
		return void_row(queue, &row, out);
	when = out->mailing.attempts > 0 ? now_ms
	                                 : throttle_when(queue->throttle, out->mailing.kind,
	                                                 &out->addressed.who, now_ms);
	if (judgement == JUDGED_LATER || when > now_ms)
		put_later(queue, out, judgement == JUDGED_LATER ? out->mailing.due_ms : when);
	else
		put_attempt(queue, out, &told, now_ms);
	*is_out = judgement == JUDGED_GO && when <= now_ms;
	return 0;
}

int queue_take(struct queue *queue, int64_t now_ms, struct outgoing *out, size_t room,
               size_t *count, int64_t *next_ms)
{
	uint32_t flight_before = queue->flight_count;
	struct due_rows rows;
	size_t taken = 0, at = 0;
	int64_t rate_ms = now_ms;
	int err = queue_commit(queue);

	*count = 0;
	*next_ms = now_ms;
	if (room > VB_QUEUE_FLIGHT_MAX - queue->flight_count)
		room = VB_QUEUE_FLIGHT_MAX - queue->flight_count;
	room = throttle_room(queue->throttle, now_ms, room, &rate_ms);
	queue->planning.now_ms = now_ms;
	queue->later_ms = INT64_MAX;
	if (err != 0)
		return err;
	err = read_due(queue, now_ms, room, &rows);
	for (; at < rows.count && taken < room && err == 0; at++) {
		bool is_out = false;

		err = take_row(queue, &rows.list[at], now_ms, &out[taken], &is_out);
		if (is_out)
			taken++;
		else
			outgoing_release(&out[taken]);
	}
	if (err == 0)
		err = queue_commit(queue);
	if (err != 0) {
		drawer_release(&queue->planning.batch);
		drawer_begin(&queue->planning.batch);
		for (size_t i = 0; i < taken; i++)
			outgoing_release(&out[i]);
		queue->flight_count = flight_before;
		taken = 0;
	}
	*count = taken;
	*next_ms = at < rows.count || rows.is_more ? now_ms : rows.next_ms;
	if (queue->later_ms < *next_ms)
		*next_ms = queue->later_ms;
	(void)throttle_room(queue->throttle, now_ms, 1, &rate_ms);
	if (rate_ms > *next_ms)
		*next_ms = rate_ms;
	else if (queue->flight_count == VB_QUEUE_FLIGHT_MAX && *next_ms < now_ms + FULL_MS)
		*next_ms = now_ms + FULL_MS;
	release_due(&rows);
	return err;
}

/* ---- results ---- */

/* It went: so it is, and if something else is to be told by now, that is planned. */
static int told_sent(struct queue *queue, struct outgoing *out)
{
	struct planning *planning = &queue->planning;
	const struct told_person *person;
	struct recalled *about;
	struct told told;
	int err = planning_meeting_told(planning->drawer, matter_of(&out->mailing),
	                                &out->addressed.who, &told);

	if (err != 0)
		return err;
	told.tried = 0;
	told.serial++;
	if (out->mailing.kind != MAILING_CHANGE && out->mailing.kind != MAILING_CANCELLATION)
		told.papers_ms = planning->now_ms;
	if (is_next(&told, &out->mailing))
		told_clear_next(&told);
	planning_meeting_put(&planning->batch, matter_of(&out->mailing), &out->addressed, &told);
	/* As it is by now: what the mail was written from may be older than what was planned meanwhile. */
	err = recall_get(&queue->recall, planning->drawer, &out->mailing.matters[0],
	                 planning->now_ms, &about);
	if (err != 0)
		return err == VB_ERR_NOT_FOUND || err == VB_ERR_TOO_MANY ? 0 : err;
	person = told_find(about->people, about->people_count, &out->addressed.who);
	err = planning_meeting_one(planning, &about->matter, &out->addressed,
	                           person != NULL ? person->seat : NULL, &told);
	recall_let_go(about);
	return err;
}

/* The server said that it did not go: nobody was told. Its row waits at due_ms now (0: there is none), unless another one was
 * planned meanwhile. */
static int told_unsent(struct queue *queue, struct outgoing *out, int64_t due_ms)
{
	struct told told, now;
	int err = planning_meeting_told(queue->planning.drawer, matter_of(&out->mailing),
	                                &out->addressed.who, &now);

	if (err != 0)
		return err;
	told = out->before;
	told.stamp_ms = now.stamp_ms;
	told.reminder_ms = now.reminder_ms;
	told.next_ms = now.next_ms;
	told.next_content = now.next_content;
	told.next_since_ms = now.next_since_ms;
	memcpy(told.next, now.next, sizeof(told.next));
	if (is_next(&now, &out->mailing) && due_ms == 0)
		told_clear_next(&told);
	else if (is_next(&now, &out->mailing))
		told.next_ms = due_ms;
	planning_meeting_put(&queue->planning.batch, matter_of(&out->mailing), &out->addressed,
	                     &told);
	return 0;
}

static int on_sent(struct queue *queue, struct outgoing *out)
{
	struct planning *planning = &queue->planning;
	struct span key = span_of(out->mailing.key, sizeof(out->mailing.key));

	drawer_unqueue(&planning->batch, out->mailing.due_ms, out->mailing.key);
	if (judging_is_of_meeting(out->mailing.kind))
		return told_sent(queue, out);
	drawer_put_u64(&planning->batch, VB_TABLE_DONE, key, (uint64_t)planning->now_ms);
	if (out->mailing.kind == MAILING_DIGEST)
		gather_told(planning, &out->mailing, buf_span(&out->news));
	return 0;
}

/* The server is away, which is not the fault of this one: it does not count. */
static int on_down(struct queue *queue, struct outgoing *out)
{
	struct drawer_batch *batch = &queue->planning.batch;
	int64_t due = queue->planning.now_ms + VB_QUEUE_DOWN_MS;
	int err = judging_is_of_meeting(out->mailing.kind) ? told_unsent(queue, out, due) : 0;

	drawer_unqueue(batch, out->mailing.due_ms, out->mailing.key);
	out->mailing.attempts--;
	out->mailing.due_ms = due;
	if (out->mailing.kind == MAILING_DIGEST || out->mailing.kind == MAILING_NEWSLETTER)
		out->mailing.matter_count = 0;
	drawer_queue(batch, &out->mailing);
	return err;
}

static int on_later(struct queue *queue, struct outgoing *out)
{
	return judging_is_of_meeting(out->mailing.kind)
	               ? told_unsent(queue, out, out->mailing.due_ms)
	               : 0;
}

/* It counts as told, so that nobody tries the same for ever; it is among what failed, until somebody looks. */
static int on_refused(struct queue *queue, struct outgoing *out, unsigned status, bool is_final)
{
	struct planning *planning = &queue->planning;
	struct told told;
	int err = 0;

	drawer_unqueue(&planning->batch, out->mailing.due_ms, out->mailing.key);
	failure_put(&planning->batch, &out->mailing, status, planning->now_ms);
	if (is_final)
		err = failure_count(planning->drawer, &planning->batch, &out->addressed.who,
		                    &out->addressed.person, VB_FAILURE_HARD, planning->now_ms);
	if (err == 0 && judging_is_of_meeting(out->mailing.kind)) {
		err = planning_meeting_told(planning->drawer, matter_of(&out->mailing),
		                            &out->addressed.who, &told);
		if (err != 0)
			return err;
		told.tried = 0;
		told.serial++;
		if (is_next(&told, &out->mailing))
			told_clear_next(&told);
		planning_meeting_put(&planning->batch, matter_of(&out->mailing), &out->addressed,
		                     &told);
	}
	return err;
}

static int on_void(struct queue *queue, struct outgoing *out)
{
	int err = judging_is_of_meeting(out->mailing.kind) ? told_unsent(queue, out, 0) : 0;

	drawer_unqueue(&queue->planning.batch, out->mailing.due_ms, out->mailing.key);
	return err;
}

int queue_result(struct queue *queue, struct outgoing *outgoing, enum queue_outcome outcome,
                 unsigned status, int64_t now_ms)
{
	struct planning *planning = &queue->planning;
	int err = 0;

	drop_flight(queue, outgoing);
	planning->now_ms = now_ms;
	switch (outcome) {
	case QUEUE_SENT:
		err = on_sent(queue, outgoing);
		break;
	case QUEUE_LATER:
		err = outgoing->mailing.attempts >= VB_QUEUE_ATTEMPTS_MAX
		              ? on_refused(queue, outgoing, status, false)
		              : on_later(queue, outgoing);
		break;
	case QUEUE_REFUSED:
		err = on_refused(queue, outgoing, status, true);
		break;
	case QUEUE_DOWN:
		err = on_down(queue, outgoing);
		break;
	case QUEUE_VOID:
		err = on_void(queue, outgoing);
		break;
	case QUEUE_UNKNOWN: /* as if the program had ended: its row waits, and what it told is not sure */
		break;
	}
	if (err == 0 && drawer_is_full(&planning->batch))
		err = queue_commit(queue);
	return err;
}
