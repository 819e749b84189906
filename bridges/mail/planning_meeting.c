/* planning_meeting: see planning_meeting.h; tested by tests/unit/test_planning.c */
#include "bridges/mail/planning_meeting.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/mail/quiet.h"
#include "bridges/mail/recipient.h"
#include "bridges/mail/tables.h"
#include "protocol/array.h"
#include "protocol/crypt.h"

#define DAY_MS 86400000
#define ROWS_MAX 40000u /* told of one meeting: all who ever had a seat */
#define PAGE_ROWS 500u

/* ---- rows ---- */

int planning_meeting_told(const struct drawer *drawer, const struct record_id *meeting,
                          const struct record_id *who, struct told *out)
{
	uint8_t key[VB_TOLD_KEY_BYTES];
	struct buf row;
	int err;

	told_init(out);
	told_key(meeting, who, key);
	buf_init(&row, VB_TOLD_MAX_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_TOLD, span_of(key, sizeof(key)), &row);
	if (err == 0 && told_decode(buf_span(&row), out) != 0)
		told_init(out);
	buf_release(&row);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

void planning_meeting_put(struct drawer_batch *batch, const struct record_id *meeting,
                          const struct planning_to *to, const struct told *told)
{
	uint8_t key[VB_TOLD_KEY_BYTES];
	struct buf row;

	struct told put = *told;

	put.is_address = record_id_is_zero(&to->person);
	told_key(meeting, &to->who, key);
	buf_init(&row, VB_TOLD_MAX_BYTES);
	told_encode(&put, &row);
	drawer_put(batch, VB_TABLE_TOLD, span_of(key, sizeof(key)), buf_span(&row),
	           record_id_is_zero(&to->person) ? NULL : &to->person);
	buf_release(&row);
}

struct told_row {
	struct record_id who;
	struct told told;
};

struct told_rows {
	const struct record_id *meeting;
	struct told_row *list; /* ascending */
	uint32_t count, capacity, page;
	bool is_end;
};

static bool on_told(void *context, struct span key, struct span value)
{
	struct told_rows *rows = context;
	struct told_row *row;

	if (key.size != VB_TOLD_KEY_BYTES ||
	    memcmp(key.data, rows->meeting->b, VB_RECORD_ID_BYTES) != 0 ||
	    rows->count == ROWS_MAX) {
		rows->is_end = true;
		return false;
	}
	rows->list =
		array_reserve(rows->list, &rows->capacity, rows->count + 1, sizeof(*rows->list));
	row = &rows->list[rows->count++];
	memcpy(row->who.b, key.data + VB_RECORD_ID_BYTES, VB_RECORD_ID_BYTES);
	if (told_decode(value, &row->told) != 0)
		told_init(&row->told);
	rows->page++;
	return true;
}

/* Reads all that was told of a meeting. Caller frees the list. */
static int read_told(const struct drawer *drawer, const struct record_id *meeting,
                     struct told_rows *out)
{
	uint8_t after[VB_TOLD_KEY_BYTES];
	size_t after_size = VB_RECORD_ID_BYTES; /* shorter, so before all of them */
	int err = 0;

	memset(out, 0, sizeof(*out));
	out->meeting = meeting;
	memcpy(after, meeting->b, VB_RECORD_ID_BYTES);
	do {
		out->page = 0;
		err = drawer->list(drawer->self, VB_TABLE_TOLD, span_of(after, after_size),
		                   PAGE_ROWS, on_told, out);
		if (err == 0 && out->count > 0) {
			told_key(meeting, &out->list[out->count - 1].who, after);
			after_size = sizeof(after);
		}
	} while (err == 0 && !out->is_end && out->page == PAGE_ROWS);
	return err;
}

/* ---- the row of the queue ---- */

static void take_next(struct planning *planning, struct told *told)
{
	if (told->next_ms == 0)
		return;
	drawer_unqueue(&planning->batch, told->next_ms, told->next);
	told_clear_next(told);
}

static void mailing_of(const struct planning *planning, const struct matter *meeting,
                       const struct planning_to *to, const struct matter_person *seat,
                       struct mailing_matter *which, struct mailing *out)
{
	*which = (struct mailing_matter){ MATTER_MEETING, meeting->id, meeting->space };
	memset(out, 0, sizeof(*out));
	out->person = to->person;
	out->tongue = planning->rules->tongue;
	if (record_id_is_zero(&to->person) && to->address != NULL &&
	    strlen(to->address) <= VB_ADDRESS_MAX_BYTES)
		memcpy(out->address, to->address, strlen(to->address) + 1);
	out->matters = which;
	out->matter_count = 1;
	if (seat != NULL)
		out->seat = seat->seat;
}

uint64_t planning_meeting_content(const struct telling *telling)
{
	const struct told *then = &telling->then;
	uint64_t parts[8] = { telling->kind,          (uint64_t)then->start_ms,
		              (uint64_t)then->end_ms, then->place,
		              then->agenda,           then->papers.hash,
		              then->edition,          then->sequence };
	uint8_t bytes[sizeof(parts)];
	struct hash hash;

	for (size_t i = 0; i < 8; i++)
		put_be64(bytes + 8 * i, parts[i]);
	crypt_hash(span_of(bytes, sizeof(bytes)), &hash);
	return get_be64(hash.b) | 1;
}

bool planning_meeting_is_urgent(enum mailing_kind kind, const struct matter *meeting,
                                const struct told *told, int64_t now_ms)
{
	int64_t soon = now_ms + VB_PLANNING_URGENT_MS;

	if (kind != MAILING_CANCELLATION && kind != MAILING_CHANGE)
		return false;
	return (meeting->start_ms > now_ms && meeting->start_ms <= soon) ||
	       (told->start_ms > now_ms && told->start_ms <= soon);
}

static int64_t due_of(const struct planning *planning, const struct matter *meeting,
                      const struct telling *telling, const struct told *told,
                      const struct addressee *addressee)
{
	const struct planning_rules *rules = planning->rules;
	int64_t due = planning->now_ms;

	if (telling->is_minor) {
		int64_t latest = told->next_since_ms + VB_PLANNING_GATHER_MAX_MS;

		due += VB_PLANNING_QUIET_MS;
		if (told->next_since_ms != 0 && due > latest)
			due = latest > planning->now_ms ? latest : planning->now_ms;
		if (addressee->pace == PACE_DAILY)
			due = quiet_next(due - 1, rules->digest_hour, VB_QUIET_EVERY_DAY);
		else if (addressee->pace == PACE_WEEKLY)
			due = quiet_next(due - 1, rules->digest_hour, rules->newsletter_weekday);
	}
	if (planning_meeting_is_urgent(telling->kind, meeting, told, planning->now_ms))
		return due;
	return quiet_end(addressee, due);
}

/* ---- reminders ---- */

int64_t planning_meeting_remind(const struct planning_rules *rules, const struct matter *meeting)
{
	return rules->reminder_days > 0 ? meeting->start_ms - (int64_t)rules->reminder_days * DAY_MS
	                                : 0;
}

void planning_meeting_remind_key(const struct matter *meeting, const struct record_id *who,
                                 uint8_t out[static VB_MAILING_KEY_BYTES])
{
	mailing_key(MAILING_REMINDER, &meeting->id, (uint64_t)meeting->start_ms, who, out);
}

/* Puts the reminder into the queue, once for each begin of the meeting; whoever is told of the meeting within that time
 * anyway is not reminded of it as well. */
static void remind(struct planning *planning, const struct matter *meeting,
                   const struct planning_to *to, const struct matter_person *seat,
                   const struct addressee *addressee, struct told *told)
{
	int64_t due = planning_meeting_remind(planning->rules, meeting);
	struct mailing_matter which;
	struct mailing mailing;

	if (due == 0 || told->reminder_ms == meeting->start_ms)
		return;
	told->reminder_ms = meeting->start_ms;
	if (due <= planning->now_ms)
		return;
	mailing_of(planning, meeting, to, seat, &which, &mailing);
	mailing.kind = MAILING_REMINDER;
	mailing.due_ms = quiet_end(addressee, due);
	planning_meeting_remind_key(meeting, &to->who, mailing.key);
	drawer_queue(&planning->batch, &mailing);
}

/* ---- one person ---- */

static void put_next(struct planning *planning, const struct matter *meeting,
                     const struct planning_to *to, const struct matter_person *seat,
                     const struct telling *telling, int64_t due_ms, struct told *told)
{
	struct mailing_matter which;
	struct mailing mailing;

	mailing_of(planning, meeting, to, seat, &which, &mailing);
	mailing.kind = telling->kind;
	mailing.due_ms = due_ms;
	mailing.sequence = telling->then.sequence;
	mailing.edition = telling->edition;
	mailing.since_ms = told->papers_ms;
	mailing_key(mailing.kind, &meeting->id, told->serial, &to->who, mailing.key);
	drawer_queue(&planning->batch, &mailing);
	told->next_ms = due_ms;
	memcpy(told->next, mailing.key, sizeof(told->next));
}

/* Nobody hears of it, but it counts as told. */
static void take_as_told(const struct telling *telling, struct told *told)
{
	struct told then = telling->then;

	then.next_ms = told->next_ms;
	memcpy(then.next, told->next, sizeof(then.next));
	then.next_content = told->next_content;
	then.next_since_ms = told->next_since_ms;
	then.tried = 0;
	*told = then;
}

static void plan_reminder(struct planning *planning, const struct matter *meeting,
                          const struct planning_to *to, const struct matter_person *seat,
                          const struct telling *telling, const struct addressee *addressee,
                          struct told *told)
{
	if (seat != NULL && telling->then.state == TOLD_INVITED &&
	    (addressee->unwanted & WISH_REMINDER) == 0)
		remind(planning, meeting, to, seat, addressee, told);
}

static int plan(struct planning *planning, const struct matter *meeting,
                const struct planning_to *to, const struct matter_person *seat,
                const struct telling *telling, struct told *told)
{
	uint64_t content = planning_meeting_content(telling);
	struct addressee addressee;
	int64_t due, since;
	int err;

	if (!planning->is_silent && told->next_ms != 0 && told->next_content == content)
		return 0;
	err = recipient_find(planning->drawer, &to->person, to->address, planning->rules->tongue,
	                     &addressee);
	if (err == VB_ERR_NOT_FOUND) {
		take_next(planning, told);
		return 0;
	}
	if (err != 0)
		return err;
	if ((telling->kind == MAILING_AGENDA || telling->kind == MAILING_PAPERS) &&
	    (addressee.unwanted & WISH_AGENDA) != 0) {
		take_next(planning, told);
		take_as_told(telling, told);
		return 0;
	}
	if (planning->is_silent) {
		take_next(planning, told);
		take_as_told(telling, told);
		told->serial++;
		told->reminder_ms = 0;
		plan_reminder(planning, meeting, to, seat, telling, &addressee, told);
		return 0;
	}
	since = told->next_ms != 0 ? told->next_since_ms : planning->now_ms;
	due = due_of(planning, meeting, telling, told, &addressee);
	take_next(planning, told);
	put_next(planning, meeting, to, seat, telling, due, told);
	told->next_content = content;
	told->next_since_ms = since;
	plan_reminder(planning, meeting, to, seat, telling, &addressee, told);
	return 0;
}

/* The row of a reminder went with the queue (queue_job_forget). */
static int remind_anew(struct planning *planning, const struct matter *meeting,
                       const struct planning_to *to, const struct matter_person *seat,
                       const struct telling *telling, struct told *told)
{
	struct addressee addressee;
	int err = recipient_find(planning->drawer, &to->person, to->address,
	                         planning->rules->tongue, &addressee);

	told->reminder_ms = 0;
	if (err == 0)
		plan_reminder(planning, meeting, to, seat, telling, &addressee, told);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

int planning_meeting_one(struct planning *planning, const struct matter *meeting,
                         const struct planning_to *to, const struct matter_person *seat,
                         struct told *told)
{
	struct told before = *told;
	struct telling telling;
	int err = 0;

	told_next(told, meeting, seat, planning->now_ms, &telling);
	if (telling.kind != 0) {
		err = plan(planning, meeting, to, seat, &telling, told);
	} else {
		take_next(planning, told);
		take_as_told(&telling, told);
		if (planning->is_silent)
			err = remind_anew(planning, meeting, to, seat, &telling, told);
	}
	if (err == 0 && !told_is_equal(&before, told))
		planning_meeting_put(&planning->batch, &meeting->id, to, told);
	return err;
}

int planning_meeting_silent(struct planning *planning, const struct matter *meeting,
                            const struct planning_to *to, const struct matter_person *seat,
                            struct told *told)
{
	bool was_silent = planning->is_silent;
	int err;

	planning->is_silent = true;
	/* The same content in a row that waits does not keep it there. */
	told->next_content = 0;
	err = planning_meeting_one(planning, meeting, to, seat, told);
	planning->is_silent = was_silent;
	return err;
}

/* ---- all ---- */

static int plan_all(struct planning *planning, const struct matter *meeting,
                    const struct told_person *people, size_t count, struct told_rows *rows)
{
	size_t i = 0, k = 0;
	int err = 0;

	while (err == 0 && (i < count || k < rows->count)) {
		int order = i == count         ? 1
		            : k == rows->count ? -1
		                               : memcmp(people[i].who.b, rows->list[k].who.b,
		                                        VB_RECORD_ID_BYTES);
		const struct matter_person *seat = order <= 0 ? people[i].seat : NULL;
		struct planning_to to = { .who = order <= 0 ? people[i].who : rows->list[k].who };
		struct told told;

		told_init(&told);
		if (order >= 0)
			told = rows->list[k].told;
		if (seat != NULL)
			to.person = seat->person;
		else if (!told.is_address)
			to.person = to.who;
		to.address = seat != NULL ? seat->address : NULL;
		err = planning_meeting_one(planning, meeting, &to, seat, &told);
		if (err == 0 && drawer_is_full(&planning->batch))
			err = drawer_commit(planning->drawer, &planning->batch);
		i += order <= 0 ? 1 : 0;
		k += order >= 0 ? 1 : 0;
	}
	return err;
}

int planning_meeting_tell(struct planning *planning, const struct matter *meeting)
{
	struct told_rows rows;
	struct told_person *people;
	size_t count;
	int err = read_told(planning->drawer, &meeting->id, &rows);

	people = told_people(meeting, &count);
	if (err == 0)
		err = plan_all(planning, meeting, people, count, &rows);
	free(people);
	free(rows.list);
	return err;
}

int planning_meeting_gone(struct planning *planning, const struct record_id *meeting)
{
	struct told_rows rows;
	int err = read_told(planning->drawer, meeting, &rows);

	for (uint32_t i = 0; err == 0 && i < rows.count; i++) {
		struct told *told = &rows.list[i].told;
		struct planning_to to = { .who = rows.list[i].who };

		if (!told->is_address)
			to.person = to.who;
		if (told->next_ms == 0)
			continue;
		take_next(planning, told);
		planning_meeting_put(&planning->batch, meeting, &to, told);
		if (drawer_is_full(&planning->batch))
			err = drawer_commit(planning->drawer, &planning->batch);
	}
	free(rows.list);
	return err;
}
