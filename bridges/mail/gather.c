/* gather: see gather.h. */
#include "bridges/mail/gather.h"

#include <stdlib.h>
#include <string.h>

#include "bridges/mail/quiet.h"
#include "bridges/mail/recipient.h"
#include "bridges/mail/subscriber.h"
#include "bridges/mail/tables.h"
#include "bridges/mail/told.h"
#include "protocol/array.h"

#define MATTER_BYTES (1u + VB_RECORD_ID_BYTES + VB_HASH_BYTES)
#define PUBLIC_BYTES (16u + MATTER_BYTES) /* begin of a meeting, issue in which it was, matter */
#define ISSUE_KEY "issue"
#define PAGE_ROWS 500u

static void put_matter(const struct mailing_matter *which, uint8_t out[static MATTER_BYTES])
{
	out[0] = (uint8_t)which->subject;
	memcpy(out + 1, which->id.b, VB_RECORD_ID_BYTES);
	memcpy(out + 1 + VB_RECORD_ID_BYTES, which->space.b, VB_HASH_BYTES);
}

static void get_matter(const uint8_t in[static MATTER_BYTES], struct mailing_matter *out)
{
	out->subject = in[0] < MATTER_SUBJECT_COUNT ? (enum matter_subject)in[0] : MATTER_NONE;
	memcpy(out->id.b, in + 1, VB_RECORD_ID_BYTES);
	memcpy(out->space.b, in + 1 + VB_RECORD_ID_BYTES, VB_HASH_BYTES);
}

/* Room for the matters of one mailing. */
static struct mailing_matter *matters_new(void)
{
	struct mailing_matter *matters = calloc(VB_MAILING_MATTERS_MAX, sizeof(*matters));

	if (matters == NULL)
		abort();
	return matters;
}

/* ---- digest ---- */

static void queue_digest(struct planning *planning, const struct record_id *who,
                         const struct record_id *person, const char *address, int64_t since_ms,
                         int64_t due_ms)
{
	struct record_id none = { { 0 } };
	struct mailing mailing = { .kind = MAILING_DIGEST,
		                   .person = *person,
		                   .tongue = planning->rules->tongue,
		                   .since_ms = since_ms,
		                   .due_ms = due_ms };

	if (record_id_is_zero(person))
		memcpy(mailing.address, address, strlen(address) + 1);
	/* The same moment gives the same key: it is put again with each news until then, and stays one row. */
	mailing_key(MAILING_DIGEST, &none, (uint64_t)due_ms, who, mailing.key);
	drawer_queue(&planning->batch, &mailing);
}

void gather_news(struct planning *planning, const struct record_id *who,
                 const struct addressee *addressee, const struct mailing_matter *which,
                 const uint8_t key[static VB_MAILING_KEY_BYTES])
{
	const struct planning_rules *rules = planning->rules;
	bool is_weekly = addressee->pace == PACE_WEEKLY;
	int64_t due = quiet_next(planning->now_ms, rules->digest_hour,
	                         is_weekly ? rules->newsletter_weekday : VB_QUIET_EVERY_DAY);
	uint8_t place[VB_GATHER_KEY_BYTES], matter[MATTER_BYTES];

	memcpy(place, who->b, VB_RECORD_ID_BYTES);
	put_be64(place + VB_RECORD_ID_BYTES, (uint64_t)planning->now_ms);
	memcpy(place + VB_RECORD_ID_BYTES + 8, key, VB_MAILING_KEY_BYTES);
	put_matter(which, matter);
	drawer_put(&planning->batch, VB_TABLE_NEWS, span_of(place, sizeof(place)),
	           span_of(matter, sizeof(matter)),
	           record_id_is_zero(&addressee->person) ? NULL : &addressee->person);
	queue_digest(planning, who, &addressee->person, addressee->address, planning->now_ms,
	             quiet_end(addressee, due));
}

struct digest {
	const struct record_id *who;
	struct mailing *mailing;
	struct buf *keys;
};

static bool on_news(void *context, struct span key, struct span value)
{
	struct digest *digest = context;
	struct mailing *mailing = digest->mailing;

	if (key.size != VB_GATHER_KEY_BYTES ||
	    memcmp(key.data, digest->who->b, VB_RECORD_ID_BYTES) != 0)
		return false;
	if (mailing->matter_count == 0)
		mailing->since_ms = (int64_t)get_be64(key.data + VB_RECORD_ID_BYTES);
	if (value.size == MATTER_BYTES)
		get_matter(value.data, &mailing->matters[mailing->matter_count++]);
	buf_put(digest->keys, key.data, key.size);
	return mailing->matter_count < VB_MAILING_MATTERS_MAX;
}

int gather_digest(const struct drawer *drawer, const struct record_id *who, struct mailing *mailing,
                  struct buf *keys)
{
	struct digest digest = { who, mailing, keys };

	free(mailing->matters);
	mailing->matters = matters_new();
	mailing->matter_count = 0;
	return drawer->list(drawer->self, VB_TABLE_NEWS, span_of(who->b, sizeof(who->b)),
	                    VB_MAILING_MATTERS_MAX, on_news, &digest);
}

void gather_told(struct planning *planning, const struct mailing *mailing, struct span keys)
{
	struct record_id who;

	for (size_t at = 0; at + VB_GATHER_KEY_BYTES <= keys.size; at += VB_GATHER_KEY_BYTES)
		drawer_take(&planning->batch, VB_TABLE_NEWS,
		            span_of(keys.data + at, VB_GATHER_KEY_BYTES));
	if (mailing->matter_count < VB_MAILING_MATTERS_MAX)
		return;
	mailing_who(&mailing->person, mailing->address, &who);
	queue_digest(planning, &who, &mailing->person, mailing->address, planning->now_ms,
	             planning->now_ms + 1);
}

/* ---- what is public ---- */

int gather_public(struct planning *planning, const struct mailing_matter *which, int64_t start_ms)
{
	struct span key = span_of(which->id.b, sizeof(which->id.b));
	uint8_t value[PUBLIC_BYTES] = { 0 };
	struct buf row;
	int err;

	buf_init(&row, PUBLIC_BYTES);
	err = planning->drawer->get(planning->drawer->self, VB_TABLE_PUBLIC, key, &row);
	put_be64(value, (uint64_t)start_ms);
	put_be64(value + 8, planning->is_silent ? (uint64_t)planning->now_ms : 0);
	put_matter(which, value + 16);
	if (err == VB_ERR_NOT_FOUND ||
	    (err == 0 && (row.size != PUBLIC_BYTES || get_be64(row.data) != (uint64_t)start_ms))) {
		drawer_put(&planning->batch, VB_TABLE_PUBLIC, key, span_of(value, sizeof(value)),
		           &which->id);
		err = 0;
	}
	buf_release(&row);
	return err;
}

struct issue {
	struct planning *planning;
	int64_t number;
	struct mailing_matter *matters;
	uint8_t (*rows)[PUBLIC_BYTES];
	size_t count, seen;
	struct record_id last;
};

static bool on_public(void *context, struct span key, struct span value)
{
	struct issue *issue = context;

	issue->seen++;
	if (key.size == VB_RECORD_ID_BYTES)
		memcpy(issue->last.b, key.data, VB_RECORD_ID_BYTES);
	if (value.size == PUBLIC_BYTES && get_be64(value.data + 8) == 0) {
		memcpy(issue->rows[issue->count], value.data, PUBLIC_BYTES);
		get_matter(value.data + 16, &issue->matters[issue->count++]);
	}
	return issue->count < VB_MAILING_MATTERS_MAX;
}

/* Finds what was in no issue so far. */
static int find_news(struct issue *issue)
{
	const struct drawer *drawer = issue->planning->drawer;
	size_t after_size = 0;
	int err = 0;

	do {
		issue->seen = 0;
		err = drawer->list(drawer->self, VB_TABLE_PUBLIC,
		                   span_of(issue->last.b, after_size), PAGE_ROWS, on_public, issue);
		after_size = sizeof(issue->last.b);
	} while (err == 0 && issue->seen == PAGE_ROWS && issue->count < VB_MAILING_MATTERS_MAX);
	return err;
}

/* Whether it is still there, public and ahead. */
static int is_news(struct issue *issue, const struct mailing_matter *which, bool *out)
{
	struct matter matter;
	int err = drawer_show(issue->planning->drawer, which, &matter);

	*out = err == 0 && matter.is_public &&
	       (matter.subject != MATTER_MEETING ||
	        (!told_is_over(&matter, issue->number) &&
	         (matter.state == NULL || strcmp(matter.state, "cancelled") != 0)));
	matter_release(&matter);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* Notes what is in the issue, and that it was in one; what is no news any more is taken away. */
static int put_issue(struct issue *issue, size_t *out_count)
{
	struct drawer_batch *batch = &issue->planning->batch;
	struct buf packed;
	size_t count = 0;
	int err = 0;

	buf_init(&packed, 8 + VB_MAILING_MATTERS_MAX * MATTER_BYTES);
	buf_put_u64(&packed, (uint64_t)issue->number);
	for (size_t i = 0; i < issue->count && err == 0; i++) {
		struct span key = span_of(issue->matters[i].id.b, VB_RECORD_ID_BYTES);
		bool is_in = false;

		err = is_news(issue, &issue->matters[i], &is_in);
		if (err != 0)
			break;
		put_be64(issue->rows[i] + 8, (uint64_t)issue->number);
		drawer_put(batch, VB_TABLE_PUBLIC, key, span_of(issue->rows[i], PUBLIC_BYTES),
		           &issue->matters[i].id);
		if (is_in) {
			buf_put(&packed, issue->rows[i] + 16, MATTER_BYTES);
			count++;
		}
	}
	if (err == 0 && count > 0)
		drawer_put(batch, VB_TABLE_CURSOR, span_of_str(ISSUE_KEY), buf_span(&packed), NULL);
	buf_release(&packed);
	*out_count = count;
	return err;
}

/* ---- who gets it ---- */

struct reader {
	struct record_id who;
	struct subscriber subscriber; /* empty address: a person with wishes */
};

struct readers {
	struct reader list[PAGE_ROWS];
	size_t count, seen;
	struct record_id last;
};

static struct reader *next_reader(struct readers *readers, struct span key)
{
	struct reader *reader = &readers->list[readers->count];

	readers->seen++;
	if (key.size != VB_RECORD_ID_BYTES)
		return NULL;
	memset(reader, 0, sizeof(*reader));
	memcpy(reader->who.b, key.data, VB_RECORD_ID_BYTES);
	readers->last = reader->who;
	return reader;
}

static bool on_wishes(void *context, struct span key, struct span value)
{
	struct readers *readers = context;
	struct addressee wishes = { .unwanted = 0 };

	if (next_reader(readers, key) != NULL && addressee_decode(value, &wishes) == 0 &&
	    (wishes.unwanted & WISH_NEWSLETTER) == 0)
		readers->count++;
	return true;
}

static bool on_subscriber(void *context, struct span key, struct span value)
{
	struct readers *readers = context;
	struct reader *reader = next_reader(readers, key);

	if (reader != NULL && subscriber_decode(value, &reader->subscriber) == 0 &&
	    reader->subscriber.is_confirmed)
		readers->count++;
	return true;
}

static int queue_one(struct planning *planning, int64_t number, const struct record_id *who,
                     const struct addressee *to, enum tongue tongue)
{
	struct record_id none = { { 0 } };
	struct mailing mailing = { .kind = MAILING_NEWSLETTER,
		                   .person = to->person,
		                   .tongue = tongue,
		                   .since_ms = number,
		                   .due_ms = quiet_end(to, planning->now_ms) };
	uint8_t now[8];
	bool is_done = false;
	int err;

	mailing_key(MAILING_NEWSLETTER, &none, (uint64_t)number, who, mailing.key);
	err = drawer_has(planning->drawer, VB_TABLE_DONE, span_of(mailing.key, sizeof(mailing.key)),
	                 &is_done);
	if (err != 0 || is_done)
		return err;
	if (record_id_is_zero(&to->person))
		memcpy(mailing.address, to->address, sizeof(mailing.address));
	drawer_queue(&planning->batch, &mailing);
	put_be64(now, (uint64_t)planning->now_ms);
	drawer_put_fresh(&planning->batch, VB_TABLE_DONE, span_of(mailing.key, sizeof(mailing.key)),
	                 span_of(now, sizeof(now)));
	return drawer_is_full(&planning->batch) ? drawer_commit(planning->drawer, &planning->batch)
	                                        : 0;
}

static int queue_reader(struct planning *planning, int64_t number, const struct reader *reader)
{
	struct record_id nobody = { { 0 } };
	bool is_person = reader->subscriber.address[0] == '\0';
	struct addressee to;
	int err = recipient_find(planning->drawer, is_person ? &reader->who : &nobody,
	                         is_person ? NULL : reader->subscriber.address,
	                         planning->rules->tongue, &to);

	if (err != 0)
		return err == VB_ERR_NOT_FOUND ? 0 : err;
	return queue_one(planning, number, &reader->who, &to,
	                 is_person ? to.tongue : reader->subscriber.tongue);
}

static int queue_readers(struct planning *planning, int64_t number, const char *table,
                         drawer_row_fn *each)
{
	const struct drawer *drawer = planning->drawer;
	struct readers *readers = calloc(1, sizeof(*readers));
	size_t after_size = 0;
	int err;

	if (readers == NULL)
		abort();
	do {
		readers->count = 0;
		readers->seen = 0;
		err = drawer->list(drawer->self, table, span_of(readers->last.b, after_size),
		                   PAGE_ROWS, each, readers);
		after_size = sizeof(readers->last.b);
		for (size_t i = 0; i < readers->count && err == 0; i++)
			err = queue_reader(planning, number, &readers->list[i]);
	} while (err == 0 && readers->seen == PAGE_ROWS);
	free(readers);
	return err;
}

/* ---- the newsletter ---- */

/* Makes the issue, unless it was made before the program ended, and puts it into the queue for all. The mark that the issue is
 * done is written last. */
static int make_issue(struct planning *planning, int64_t number)
{
	struct issue issue = { .planning = planning, .number = number };
	struct mailing made = { .since_ms = number };
	size_t count = 0;
	int err = gather_issue(planning->drawer, &made);

	count = made.matter_count;
	mailing_release(&made);
	if (err == 0 && count == 0) {
		issue.matters = matters_new();
		issue.rows = calloc(VB_MAILING_MATTERS_MAX, sizeof(*issue.rows));
		if (issue.rows == NULL)
			abort();
		err = find_news(&issue);
		if (err == 0)
			err = put_issue(&issue, &count);
		/* What is in it is written before anybody is to get it. */
		if (err == 0)
			err = drawer_commit(planning->drawer, &planning->batch);
		free(issue.matters);
		free(issue.rows);
	}
	if (err == 0 && count > 0)
		err = queue_readers(planning, number, VB_TABLE_WISHES, on_wishes);
	if (err == 0 && count > 0)
		err = queue_readers(planning, number, VB_TABLE_SUBSCRIBERS, on_subscriber);
	return err;
}

int gather_newsletter(struct planning *planning, int64_t *out_next_ms)
{
	const struct planning_rules *rules = planning->rules;
	struct span key = span_of_str(VB_CURSOR_NEWSLETTER);
	uint64_t due;
	int err = drawer_get_u64(planning->drawer, VB_TABLE_CURSOR, key, &due);

	if (err == 0 && due != 0 && (int64_t)due <= planning->now_ms)
		err = make_issue(planning, (int64_t)due);
	if (err != 0)
		return err;
	*out_next_ms = (int64_t)due;
	if (due == 0 || (int64_t)due <= planning->now_ms) {
		*out_next_ms =
			quiet_next(planning->now_ms, rules->digest_hour, rules->newsletter_weekday);
		drawer_put_u64(&planning->batch, VB_TABLE_CURSOR, key, (uint64_t)*out_next_ms);
	}
	return 0;
}

int gather_issue(const struct drawer *drawer, struct mailing *mailing)
{
	struct buf row;
	int err;

	free(mailing->matters);
	mailing->matters = matters_new();
	mailing->matter_count = 0;
	buf_init(&row, 8 + VB_MAILING_MATTERS_MAX * MATTER_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_CURSOR, span_of_str(ISSUE_KEY), &row);
	if (err == 0 && row.size > 8 && get_be64(row.data) == (uint64_t)mailing->since_ms) {
		for (size_t at = 8; at + MATTER_BYTES <= row.size; at += MATTER_BYTES)
			get_matter(row.data + at, &mailing->matters[mailing->matter_count++]);
	}
	buf_release(&row);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}
