/* queue_job: see queue_job.h; tested by tests/unit/test_mail_job.c */
#include "bridges/mail/queue_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/failure.h"
#include "bridges/mail/planning_meeting.h"
#include "bridges/mail/recipient.h"
#include "bridges/mail/tables.h"
#include "protocol/array.h"
#include "protocol/pack.h"

#define PAGE_ROWS 500u
#define KEY_HEX_MIN 4u
#define WAITING 0u /* parts of the list, in this order: the first byte of a place in it */
#define FAILED 1u

/* ---- rows ---- */

struct job_row {
	struct mailing mailing;
	bool is_failed;
	unsigned status;
};

struct job_rows {
	struct job_row *list;
	uint32_t count, capacity, limit;
	bool is_failed;     /* the table */
	struct span prefix; /* of the key, in hex; empty: all */
	uint32_t seen;
	uint8_t last[VB_DRAWER_KEY_MAX_BYTES];
	size_t last_size;
};

static bool has_prefix(const struct mailing *mailing, struct span prefix)
{
	char hex[2 * VB_MAILING_KEY_BYTES + 1];

	hex_format(mailing->key, sizeof(mailing->key), hex);
	return prefix.size <= 2 * VB_MAILING_KEY_BYTES &&
	       memcmp(hex, prefix.data, prefix.size) == 0;
}

static bool on_row(void *context, struct span key, struct span value)
{
	struct job_rows *rows = context;
	struct job_row row = { .is_failed = rows->is_failed };
	struct failure failure;
	int err;

	rows->seen++;
	memcpy(rows->last, key.data, key.size);
	rows->last_size = key.size;
	if (rows->is_failed) {
		err = failure_decode(value, &failure);
		row.mailing = failure.mailing;
		row.status = failure.status;
		row.mailing.due_ms = failure.failed_ms;
	} else {
		err = mailing_read(key, value, &row.mailing);
	}
	if (err != 0 || (rows->prefix.size > 0 && !has_prefix(&row.mailing, rows->prefix))) {
		mailing_release(&row.mailing);
		return true;
	}
	rows->list =
		array_reserve(rows->list, &rows->capacity, rows->count + 1, sizeof(*rows->list));
	rows->list[rows->count++] = row;
	return rows->count < rows->limit;
}

static void release_rows(struct job_rows *rows)
{
	for (uint32_t i = 0; i < rows->count; i++)
		mailing_release(&rows->list[i].mailing);
	free(rows->list);
	rows->list = NULL;
	rows->count = 0;
	rows->capacity = 0;
}

/* Reads rows of one table, from behind rows->last, until there are rows->limit. *is_end: there are no more. */
static int read_rows(const struct drawer *drawer, struct job_rows *rows, bool *is_end)
{
	const char *table = rows->is_failed ? VB_TABLE_FAILED : VB_TABLE_QUEUE;
	int err = 0;

	do {
		rows->seen = 0;
		err = drawer->list(drawer->self, table, span_of(rows->last, rows->last_size),
		                   PAGE_ROWS, on_row, rows);
	} while (err == 0 && rows->seen == PAGE_ROWS && rows->count < rows->limit);
	*is_end = rows->seen < PAGE_ROWS && rows->count < rows->limit;
	return err;
}

/* ---- list ---- */

static void put_text(struct buf *out, const char *key, const char *value)
{
	pack_cstr(out, key);
	pack_cstr(out, value);
}

static void put_hex(struct buf *out, const char *key, const uint8_t *bytes, size_t size)
{
	char hex[2 * VB_HASH_BYTES + 1];

	hex_format(bytes, size, hex);
	put_text(out, key, hex);
}

/* Who it is for, as far as the office tells. */
static int find_person(const struct drawer *drawer, const struct mailing *mailing,
                       struct matter *person)
{
	struct mailing_matter which = { .subject = MATTER_PERSON, .id = mailing->person };
	int err;

	memset(person, 0, sizeof(*person));
	if (record_id_is_zero(&mailing->person))
		return 0;
	err = drawer_show(drawer, &which, person);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static const char *state_of(const struct job_row *row)
{
	return row->is_failed ? "failed" : row->mailing.attempts > 0 ? "deferred" : "waiting";
}

static int pack_row(const struct drawer *drawer, const struct job_row *row, struct buf *out)
{
	const struct mailing *mailing = &row->mailing;
	const struct record_id *about = mailing->matter_count > 0 ? &mailing->matters[0].id : NULL;
	bool has_person = !record_id_is_zero(&mailing->person);
	struct matter person;
	const char *address, *name;
	char why[32];
	int err = find_person(drawer, mailing, &person);

	if (err != 0)
		return err;
	address = has_person ? person.email : mailing->address;
	name = person.name;
	if (about != NULL && record_id_is_zero(about))
		about = NULL;
	snprintf(why, sizeof(why), "%u", row->status);
	pack_map(out, 5u + (address != NULL ? 1u : 0u) + (about != NULL ? 1u : 0u) +
	                      (name != NULL ? 1u : 0u) + (has_person ? 1u : 0u) +
	                      (row->status != 0 ? 1u : 0u));
	if (address != NULL)
		put_text(out, "address", address);
	pack_cstr(out, "attempts");
	pack_uint(out, mailing->attempts);
	pack_cstr(out, "due");
	pack_int(out, mailing->due_ms);
	put_hex(out, "key", mailing->key, sizeof(mailing->key));
	put_text(out, "kind", mailing_kind_word(mailing->kind));
	if (about != NULL)
		put_hex(out, "matter", about->b, sizeof(about->b));
	if (name != NULL)
		put_text(out, "name", name);
	if (has_person)
		put_hex(out, "person", mailing->person.b, sizeof(mailing->person.b));
	put_text(out, "state", state_of(row));
	if (row->status != 0)
		put_text(out, "why", why);
	matter_release(&person);
	return 0;
}

/* A place in the list: which part, and the key behind which it goes on. */
static int read_place(struct span after, struct job_rows *rows, const char **detail)
{
	uint8_t place[1 + VB_MAILING_PLACE_BYTES];
	size_t size = after.size / 2;

	if (after.size == 0)
		return 0;
	if (size < 1 || size > sizeof(place) ||
	    hex_parse((const char *)after.data, after.size, place, size) != 0) {
		*detail = "after is no place in this list";
		return VB_ERR_BAD_VALUE;
	}
	rows->is_failed = place[0] == FAILED;
	rows->last_size = size - 1;
	memcpy(rows->last, place + 1, rows->last_size);
	return 0;
}

static void pack_place(const struct job_rows *rows, bool is_failed, struct buf *out)
{
	uint8_t place[1 + VB_DRAWER_KEY_MAX_BYTES];
	char hex[2 * sizeof(place) + 1];

	place[0] = is_failed ? FAILED : WAITING;
	memcpy(place + 1, rows->last, rows->last_size);
	hex_format(place, 1 + rows->last_size, hex);
	put_text(out, "next", hex);
}

int queue_job_list(struct queue *queue, const struct job_args *args, struct buf *out,
                   const char **detail)
{
	const struct drawer *drawer = queue->planning.drawer;
	struct job_rows rows = { .limit = args->limit };
	bool is_end = false, is_next_part;
	int err = read_place(args->after, &rows, detail);

	if (err == 0)
		err = read_rows(drawer, &rows, &is_end);
	/* The queue, then what failed: a page is of one of them. */
	is_next_part = is_end && !rows.is_failed;
	if (is_next_part)
		rows.last_size = 0;
	if (err == 0) {
		pack_map(out, is_end && !is_next_part ? 1 : 2);
		pack_cstr(out, "items");
		pack_array(out, rows.count);
	}
	for (uint32_t i = 0; i < rows.count && err == 0; i++)
		err = pack_row(drawer, &rows.list[i], out);
	if (err == 0 && (!is_end || is_next_part))
		pack_place(&rows, is_next_part || rows.is_failed, out);
	release_rows(&rows);
	return err;
}

/* ---- retry ---- */

static const struct record_id *who_of(const struct mailing *mailing, struct record_id *out)
{
	mailing_who(&mailing->person, mailing->address, out);
	return out;
}

/* What was told of a meeting names its row: it moves along. What failed counts as told, so it is noted as not sure again. */
static int move_told(struct planning *planning, const struct job_row *row,
                     const struct mailing *moved)
{
	struct planning_to to = { .person = row->mailing.person, .address = row->mailing.address };
	struct told told;
	int err;

	if (!judging_is_of_meeting(row->mailing.kind) || row->mailing.matter_count == 0)
		return 0;
	err = planning_meeting_told(planning->drawer, &row->mailing.matters[0].id,
	                            who_of(&row->mailing, &to.who), &told);
	if (err != 0)
		return err;
	if (row->is_failed) {
		/* Another one that waits tells what is new by then. */
		if (told.next_ms != 0)
			return 0;
		told.tried = row->mailing.kind;
		told.tried_edition = row->mailing.edition;
	} else if (told.next_ms != row->mailing.due_ms) {
		return 0;
	}
	told.next_ms = moved->due_ms;
	memcpy(told.next, moved->key, sizeof(told.next));
	planning_meeting_put(&planning->batch, &row->mailing.matters[0].id, &to, &told);
	return 0;
}

static int retry_row(struct queue *queue, const struct job_row *row)
{
	struct planning *planning = &queue->planning;
	struct drawer_batch *batch = &planning->batch;
	struct mailing moved = row->mailing;
	int err;

	moved.due_ms = planning->now_ms;
	if (row->is_failed)
		moved.attempts = 0;
	err = move_told(planning, row, &moved);
	if (err != 0)
		return err;
	if (row->is_failed)
		drawer_take(batch, VB_TABLE_FAILED, span_of(moved.key, sizeof(moved.key)));
	else
		drawer_unqueue(batch, row->mailing.due_ms, row->mailing.key);
	drawer_queue(batch, &moved);
	return drawer_is_full(batch) ? drawer_commit(planning->drawer, batch) : 0;
}

static int check_key(struct span key, size_t min, const char **detail)
{
	if (key.size >= min && key.size <= 2 * VB_MAILING_KEY_BYTES)
		return 0;
	*detail = "key is too short, or none";
	return VB_ERR_BAD_VALUE;
}

/* All rows of one table that fit, while they fit memory. */
static int read_fitting(const struct drawer *drawer, struct span key, bool is_failed,
                        struct job_rows *out)
{
	bool is_end = false;

	*out = (struct job_rows){ .limit = UINT32_MAX, .is_failed = is_failed, .prefix = key };
	return read_rows(drawer, out, &is_end);
}

int queue_job_retry(struct queue *queue, const struct job_args *args, struct buf *out,
                    const char **detail)
{
	struct job_rows rows[2];
	uint32_t count = 0;
	int err = args->key.size > 0 ? check_key(args->key, KEY_HEX_MIN, detail) : 0;

	memset(rows, 0, sizeof(rows));
	for (size_t part = 0; part < 2 && err == 0; part++)
		err = read_fitting(queue->planning.drawer, args->key, part == 1, &rows[part]);
	if (err == 0 && args->key.size > 0 && rows[0].count + rows[1].count != 1) {
		err = rows[0].count + rows[1].count == 0 ? VB_ERR_NOT_FOUND : VB_ERR_AMBIGUOUS;
		*detail = "the number is that of no message, or of several";
	}
	for (size_t part = 0; part < 2; part++) {
		for (uint32_t i = 0; i < rows[part].count && err == 0; i++) {
			if (part == 0 && queue_is_in_flight(queue, &rows[part].list[i].mailing))
				continue;
			err = retry_row(queue, &rows[part].list[i]);
			count++;
		}
		release_rows(&rows[part]);
	}
	if (err == 0) {
		pack_map(out, 1);
		pack_cstr(out, "count");
		pack_uint(out, count);
	}
	return err;
}

/* ---- drop ---- */

/* What would have been told counts as told. */
static int drop_told(struct planning *planning, const struct mailing *mailing)
{
	struct planning_to to = { .person = mailing->person, .address = mailing->address };
	const struct told_person *person;
	struct told_person *people;
	struct matter meeting;
	struct told told;
	size_t count;
	int err;

	if (!judging_is_of_meeting(mailing->kind) || mailing->matter_count == 0)
		return 0;
	err = drawer_show(planning->drawer, &mailing->matters[0], &meeting);
	if (err == 0)
		err = planning_meeting_told(planning->drawer, &meeting.id, who_of(mailing, &to.who),
		                            &told);
	if (err == 0 && told.next_ms == mailing->due_ms) {
		people = told_people(&meeting, &count);
		person = told_find(people, count, &to.who);
		err = planning_meeting_silent(planning, &meeting, &to,
		                              person != NULL ? person->seat : NULL, &told);
		free(people);
	}
	matter_release(&meeting);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

int queue_job_drop(struct queue *queue, const struct job_args *args, struct buf *out,
                   const char **detail)
{
	struct planning *planning = &queue->planning;
	struct job_rows rows[2];
	int err = check_key(args->key, 2 * VB_MAILING_KEY_BYTES, detail);

	memset(rows, 0, sizeof(rows));
	for (size_t part = 0; part < 2 && err == 0; part++)
		err = read_fitting(planning->drawer, args->key, part == 1, &rows[part]);
	if (err == 0 && rows[0].count + rows[1].count == 0) {
		err = VB_ERR_NOT_FOUND;
		*detail = "the number is that of no message, or of several";
	}
	for (uint32_t i = 0; i < rows[0].count && err == 0; i++) {
		const struct mailing *mailing = &rows[0].list[i].mailing;

		if (queue_is_in_flight(queue, mailing)) {
			*detail = "the message is on its way";
			err = VB_ERR_BUSY;
		} else {
			err = drop_told(planning, mailing);
			drawer_unqueue(&planning->batch, mailing->due_ms, mailing->key);
		}
	}
	for (uint32_t i = 0; i < rows[1].count && err == 0; i++)
		drawer_take(&planning->batch, VB_TABLE_FAILED,
		            span_of(rows[1].list[i].mailing.key, VB_MAILING_KEY_BYTES));
	if (err == 0) {
		pack_map(out, 1);
		pack_cstr(out, "count");
		pack_uint(out, rows[0].count + rows[1].count);
	}
	release_rows(&rows[0]);
	release_rows(&rows[1]);
	return err;
}

/* ---- after a restore ---- */

struct clearing {
	struct drawer_batch *batch;
	const char *table;
	uint32_t seen;
};

static bool on_cleared(void *context, struct span key, struct span value)
{
	struct clearing *clearing = context;

	(void)value;
	clearing->seen++;
	drawer_take(clearing->batch, clearing->table, key);
	return true;
}

int queue_job_forget(struct planning *planning)
{
	static const char *const tables[] = { VB_TABLE_QUEUE, VB_TABLE_NEWS };
	const struct drawer *drawer = planning->drawer;
	int err = drawer_commit(drawer, &planning->batch);

	for (size_t i = 0; i < 2 && err == 0; i++) {
		struct clearing clearing = { &planning->batch, tables[i], 0 };

		do {
			clearing.seen = 0;
			err = drawer->list(drawer->self, tables[i], (struct span){ NULL, 0 },
			                   PAGE_ROWS, on_cleared, &clearing);
			if (err == 0)
				err = drawer_commit(drawer, &planning->batch);
		} while (err == 0 && clearing.seen == PAGE_ROWS);
	}
	if (err == 0)
		drawer_put_u64(&planning->batch, VB_TABLE_CURSOR, span_of_str(VB_CURSOR_BEGUN),
		               (uint64_t)planning->now_ms);
	return err;
}
