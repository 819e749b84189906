/* gather: messages, requests and duties are told once each, digests and newsletters bring what there is, once; what is old goes. */
#include "bridges/mail/gather.h"

#include <stdio.h>
#include <string.h>

#include "bridges/mail/recipient.h"
#include "bridges/mail/subscriber.h"
#include "bridges/mail/sweep.h"
#include "bridges/mail/tables.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/mailbed.h"

#define MINUTE ((int64_t)60000)
#define OPEN (MOCK_SITTING_START - 30 * MAILBED_DAY) /* 2026-12-16 09:00 in Berlin, a Wednesday */

static void put_text(struct buf *b, const char *key, const char *value)
{
	pack_cstr(b, key);
	pack_cstr(b, value);
}

/* Two people, the first of whom answered or not. */
static void put_people(struct buf *b, const char *answer)
{
	char hex[33];

	pack_cstr(b, "people");
	pack_array(b, 2);
	for (uint32_t i = 0; i < 2; i++) {
		struct record_id person = mock_sitting_person(i);

		hex_format(person.b, sizeof(person.b), hex);
		pack_map(b, 2);
		put_text(b, "answer", i == 0 ? answer : "");
		put_text(b, "person", hex);
	}
}

static struct mailing_matter put_message(struct mailbed *bed, uint8_t n, const char *by,
                                         int64_t written_ms)
{
	struct mailing_matter which = { MATTER_MESSAGE, { { 0x40, n } }, { { 1 } } };
	char hex[65];
	struct buf b;

	buf_init(&b, 4096);
	pack_map(&b, 7);
	put_text(&b, "by", by);
	hex_format(which.id.b, 16, hex);
	put_text(&b, "id", hex);
	put_people(&b, "");
	hex_format(which.space.b, 32, hex);
	put_text(&b, "space", hex);
	put_text(&b, "subject", "message");
	put_text(&b, "text", "Guten Tag");
	pack_cstr(&b, "written");
	pack_uint(&b, (uint64_t)written_ms);
	mailroom_put(&bed->room, &which, buf_span(&b));
	buf_release(&b);
	mailbed_tell(bed, &which);
	return which;
}

static void put_request(struct mailbed *bed, const char *state, int64_t start_ms,
                        const char *answer)
{
	struct mailing_matter which = { MATTER_REQUEST, { { 0x50 } }, { { 0 } } };
	char hex[33];
	struct buf b;

	buf_init(&b, 4096);
	pack_map(&b, 5);
	hex_format(which.id.b, 16, hex);
	put_text(&b, "id", hex);
	put_people(&b, answer);
	pack_cstr(&b, "start");
	pack_uint(&b, (uint64_t)start_ms);
	put_text(&b, "state", state);
	put_text(&b, "subject", "request");
	mailroom_put(&bed->room, &which, buf_span(&b));
	buf_release(&b);
	mailbed_tell(bed, &which);
}

/* due NULL: it is done. */
static void put_duty(struct mailbed *bed, const char *due, const char *remind_from)
{
	struct mailing_matter which = { MATTER_DUTY, { { 0x60 } }, { { 0 } } };
	char hex[33];
	struct buf b;

	buf_init(&b, 4096);
	pack_map(&b, 3u + (due != NULL ? 1u : 0u) + (remind_from != NULL ? 1u : 0u));
	if (due != NULL)
		put_text(&b, "due", due);
	hex_format(which.id.b, 16, hex);
	put_text(&b, "id", hex);
	put_people(&b, "");
	if (remind_from != NULL)
		put_text(&b, "remind_from", remind_from);
	put_text(&b, "subject", "duty");
	mailroom_put(&bed->room, &which, buf_span(&b));
	buf_release(&b);
	mailbed_tell(bed, &which);
}

static void put_paper(struct mailbed *bed, uint8_t n, bool is_public, int64_t changed_ms)
{
	struct mailing_matter which = { MATTER_PAPER, { { 0x70, n } }, { { 0 } } };
	char hex[33];
	struct buf b;

	buf_init(&b, 4096);
	pack_map(&b, 4);
	pack_cstr(&b, "changed");
	pack_uint(&b, (uint64_t)changed_ms);
	hex_format(which.id.b, 16, hex);
	put_text(&b, "id", hex);
	pack_cstr(&b, "is_public");
	pack_bool(&b, is_public);
	put_text(&b, "subject", "paper");
	mailroom_put(&bed->room, &which, buf_span(&b));
	buf_release(&b);
	mailbed_tell(bed, &which);
}

/* Lets time go by with the clock of planning, in steps of ten minutes. */
static void live(struct mailbed *bed, int64_t ms)
{
	struct planning planning;
	int64_t next;

	for (int64_t end = bed->now_ms + ms; bed->now_ms < end;) {
		if (queue_commit(bed->queue) != 0)
			bail("not written");
		planning_begin(&planning, &bed->room.drawer, &bed->rules, bed->now_ms);
		if (planning_clock(&planning, &next) != 0)
			bail("the clock does not go");
		drawer_release(&planning.batch);
		mailbed_wait(bed, 10 * MINUTE);
	}
}

/* ---- told once ---- */

static void test_messages(void)
{
	struct addressee wishes = { .unwanted = WISH_MESSAGES };
	const struct mailbed_sent *sent;
	struct mailing_matter which;
	struct record_id person = mock_sitting_person(0);
	struct mailbed bed;

	mailbed_open(&bed, 2);
	which = put_message(&bed, 1, "Somebody", bed.now_ms);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 2, "a message goes to both");
	ok(sent->kind == MAILING_MESSAGE && record_id_is_equal(&sent->first, &which.id), "as such");
	mailbed_tell(&bed, &which);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 0, "told again: to nobody");
	(void)put_message(&bed, 2, "Person 1", bed.now_ms);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 1, "not to who wrote it");
	is_int(sent->person, 0, "by the name");
	which = (struct mailing_matter){ MATTER_MESSAGE, { { 0x40, 3 } }, { { 1 } } };
	planning_own(&bed.queue->planning.batch, &which.id, &person, bed.now_ms);
	(void)put_message(&bed, 3, "Office", bed.now_ms);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 1, "nor to who wrote it by mail");
	is_int(sent->person, 1, "by the mark");
	(void)put_message(&bed, 4, "Somebody", bed.now_ms - VB_PLANNING_HISTORY_MS - 1);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 0, "what is older than a week is history");
	bed.rules.begun_ms = bed.now_ms;
	(void)put_message(&bed, 5, "Somebody", bed.now_ms - 1);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 0, "so is what was written before there was a bridge");
	mailbed_wish(&bed, 0, &wishes);
	(void)put_message(&bed, 6, "Somebody", bed.now_ms);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 1, "who does not want them gets none");
	is_int(sent->person, 1, "the other one does");
	(void)put_message(&bed, 7, "Somebody", bed.now_ms);
	mailroom_drop(&bed.room,
	              &(struct mailing_matter){ MATTER_MESSAGE, { { 0x40, 7 } }, { { 1 } } });
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "what was withdrawn while it waited goes to nobody");
	mailbed_close(&bed);
}

static void test_requests(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 2);
	put_request(&bed, "open", OPEN + 10 * MAILBED_DAY, "yes");
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 1, "a request goes to who did not answer");
	ok(sent->kind == MAILING_REQUEST && sent->person == 1, "as such");
	put_request(&bed, "open", OPEN + 10 * MAILBED_DAY, "");
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 1, "to the other one when the answer is taken back");
	put_request(&bed, "open", OPEN + 11 * MAILBED_DAY, "no");
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 1, "at another time it is asked again");
	put_request(&bed, "open", OPEN + 12 * MAILBED_DAY, "");
	put_request(&bed, "closed", OPEN + 12 * MAILBED_DAY, "");
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 0, "closed while it waited: nobody is asked");
	put_request(&bed, "open", OPEN - 1, "");
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 0, "nor when it is over");
	mailbed_close(&bed);
}

static void test_duties(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 2);
	put_duty(&bed, "2026-12-24", "2026-12-20");
	live(&bed, MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "days before the reminder nothing");
	bed.now_ms = OPEN + 3 * MAILBED_DAY;
	put_duty(&bed, "2026-12-24", "2026-12-20");
	put_duty(&bed, "2026-12-24", "2026-12-20");
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(mailbed_new(&bed, &sent), 2, "on the day both are reminded");
	/* 20 December 7:00 in Berlin is 6:00 UTC; OPEN is 8:00 UTC on the 16th. */
	is_int(sent->at_ms, OPEN + 4 * MAILBED_DAY - 2 * MAILBED_HOUR, "at seven");
	ok(sent->kind == MAILING_DUTY && sent->sequence == 0, "that it is due");
	put_duty(&bed, "2026-12-24", "2026-12-20");
	mailbed_wait(&bed, 3 * MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "once");
	bed.now_ms = OPEN + 9 * MAILBED_DAY; /* the 25th */
	put_duty(&bed, "2026-12-24", "2026-12-20");
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 2, "once more when it is overdue");
	is_int(sent->sequence, 1, "and says so");
	put_duty(&bed, "2026-12-24", "2026-12-20");
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "once");
	put_duty(&bed, "2026-12-27", NULL);
	put_duty(&bed, NULL, NULL);
	mailbed_wait(&bed, 9 * MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "done while it waited");
	put_duty(&bed, "2024-12-24", "2024-12-20");
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 0, "what was due two years ago is history");
	put_duty(&bed, "nonsense", "2026-12-20");
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 0, "a day that is none");
	mailbed_close(&bed);
}

/* ---- gathered ---- */

static void test_digest(void)
{
	struct addressee wishes = { .pace = PACE_DAILY, .unwanted = WISH_NEWSLETTER };
	const struct mailbed_sent *sent;
	struct mailbed bed;

	mailbed_open(&bed, 2);
	mailbed_wish(&bed, 0, &wishes);
	wishes.pace = PACE_WEEKLY;
	mailbed_wish(&bed, 1, &wishes);
	for (uint8_t i = 0; i < 5; i++) {
		(void)put_message(&bed, i, "Somebody", bed.now_ms);
		mailbed_wait(&bed, MINUTE);
	}
	is_int(mailbed_new(&bed, NULL), 0, "five messages, nothing at once");
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(mailbed_new(&bed, &sent), 1, "one digest for who wants it once a day");
	ok(sent->kind == MAILING_DIGEST && sent->person == 0 && sent->matter_count == 5,
	   "with all five");
	is_int(sent->at_ms, OPEN + 22 * MAILBED_HOUR, "at seven of the next day");
	is_int(sent->since_ms, OPEN, "it says since when");
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "with nothing new there is none");
	mailbed_wait(&bed, 5 * MAILBED_DAY);
	is_int(mailbed_new(&bed, &sent), 1, "once a week for the other one");
	ok(sent->person == 1 && sent->matter_count == 5, "with all five");
	is_int(sent->at_ms, OPEN + 5 * MAILBED_DAY - 2 * MAILBED_HOUR, "on Monday at seven");
	is_int(mailroom_count(&bed.room, VB_TABLE_NEWS), 0, "no news are left");
	for (uint32_t i = 0; i < 250; i++) {
		struct mailing_matter which = { MATTER_MESSAGE, { { 0x40, 1 } }, { { 1 } } };
		struct record_id person = mock_sitting_person(0);
		struct addressee to = { .person = person, .pace = PACE_DAILY };
		uint8_t key[VB_MAILING_KEY_BYTES] = { 1, (uint8_t)(i >> 8), (uint8_t)i };

		bed.queue->planning.now_ms = bed.now_ms;
		gather_news(&bed.queue->planning, &person, &to, &which, key);
	}
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(mailbed_new(&bed, &sent), 2, "250 news are two digests");
	ok(sent[0].matter_count == 200 && sent[1].matter_count == 50, "of 200 and of 50");
	mailbed_close(&bed);
}

static void subscribe(struct mailbed *bed, const char *address, bool is_confirmed)
{
	struct subscriber subscriber = { .tongue = TONGUE_UK,
		                         .is_confirmed = is_confirmed,
		                         .since_ms = OPEN };

	memcpy(subscriber.address, address, strlen(address) + 1);
	subscriber_put(&bed->queue->planning.batch, &subscriber);
}

static void test_newsletter(void)
{
	struct addressee wishes = { .pace = PACE_AT_ONCE };
	const struct mailbed_sent *sent;
	struct mailbed bed;
	uint32_t persons = 0, others = 0;

	mailbed_open(&bed, 2);
	mailbed_wish(&bed, 0, &wishes); /* who wants it; the other one wished nothing */
	subscribe(&bed, "s1@example.org", true);
	subscribe(&bed, "s2@example.org", true);
	subscribe(&bed, "s3@example.org", false);
	live(&bed, 7 * MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "with nothing there is no newsletter");
	bed.sitting.is_public = true;
	bed.sitting.seats[0].is_there = bed.sitting.seats[1].is_there = false;
	mailbed_invite(&bed, 1);
	put_paper(&bed, 1, true, bed.now_ms);
	put_paper(&bed, 2, false, bed.now_ms);
	put_paper(&bed, 3, true, bed.now_ms - 20 * MAILBED_DAY);
	live(&bed, 7 * MAILBED_DAY);
	is_int(mailbed_new(&bed, &sent), 3, "to who wants it, and to subscribers who said yes");
	for (uint32_t i = 0; i < 3; i++) {
		ok(sent[i].kind == MAILING_NEWSLETTER && sent[i].matter_count == 2,
		   "a newsletter of the public meeting and the new public paper");
		is_int(sent[i].at_ms, OPEN + 12 * MAILBED_DAY - 2 * MAILBED_HOUR,
		       "on Monday at seven");
		persons += sent[i].person == 0;
		others += sent[i].person == 0xffff && sent[i].tongue == TONGUE_UK;
	}
	ok(persons == 1 && others == 2, "one person, two subscribers in their language");
	put_paper(&bed, 1, true, bed.now_ms);
	mailbed_meeting(&bed);
	live(&bed, 7 * MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "what was in one is in no other");
	bed.sitting.start_ms += MAILBED_DAY;
	mailbed_meeting(&bed);
	put_paper(&bed, 4, true, bed.now_ms);
	put_paper(&bed, 4, false, bed.now_ms);
	live(&bed, 7 * MAILBED_DAY);
	is_int(mailbed_new(&bed, &sent), 3, "unless it takes place at another time");
	is_int(sent->matter_count, 1, "what is not public any more is not in it");
	mailbed_close(&bed);
}

/* The program ends after any write of the newsletter. */
static void test_newsletter_crash(void)
{
	for (uint32_t fail = 1; fail < 6; fail++) {
		struct mailbed bed;
		struct planning planning;
		char address[64];
		int64_t next;
		int err;

		mailbed_open(&bed, 0);
		for (uint32_t i = 0; i < 1500; i++) {
			snprintf(address, sizeof(address), "s%u@example.org", i);
			subscribe(&bed, address, true);
		}
		put_paper(&bed, 1, true, bed.now_ms);
		planning_begin(&planning, &bed.room.drawer, &bed.rules, bed.now_ms);
		if (planning_clock(&planning, &next) != 0)
			bail("the clock does not go");
		drawer_release(&planning.batch);
		bed.now_ms = OPEN + 6 * MAILBED_DAY;
		bed.room.fail_write = fail;
		planning_begin(&planning, &bed.room.drawer, &bed.rules, bed.now_ms);
		err = planning_clock(&planning, &next);
		drawer_release(&planning.batch);
		bed.room.fail_write = 0;
		planning_begin(&planning, &bed.room.drawer, &bed.rules, bed.now_ms);
		is_err(planning_clock(&planning, &next), 0, "write %u failed (%s), once more", fail,
		       err == 0 ? "none" : err_name(err));
		drawer_release(&planning.batch);
		is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 1500,
		       "each of 1500 is to get it once");
		ok(bed.room.largest < (1u << 20), "requests of %u bytes", bed.room.largest);
		mailbed_close(&bed);
	}
}

static void test_sweep(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 1);
	subscribe(&bed, "s3@example.org", false);
	mailbed_invite(&bed, 0);
	(void)put_message(&bed, 1, "Somebody", bed.now_ms);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 2, "an invitation, a message");
	live(&bed, 13 * MAILBED_DAY);
	is_int(mailroom_count(&bed.room, VB_TABLE_SUBSCRIBERS), 1,
	       "who did not say yes for 13 days");
	live(&bed, 3 * MAILBED_DAY);
	is_int(mailroom_count(&bed.room, VB_TABLE_SUBSCRIBERS), 0, "is gone after 14");
	bed.now_ms = MOCK_SITTING_START + 59 * MAILBED_DAY;
	live(&bed, MINUTE);
	is_int(mailroom_count(&bed.room, VB_TABLE_TOLD), 1, "59 days after a meeting");
	bed.now_ms += 2 * MAILBED_DAY;
	live(&bed, MINUTE);
	is_int(mailroom_count(&bed.room, VB_TABLE_TOLD), 0, "61: what was told of it is gone");
	ok(mailroom_count(&bed.room, VB_TABLE_DONE) > 0, "what was told once is still known");
	bed.now_ms = OPEN + 402 * MAILBED_DAY;
	live(&bed, MINUTE);
	is_int(mailroom_count(&bed.room, VB_TABLE_DONE), 0, "for 400 days");
	mailbed_close(&bed);
}

int main(void)
{
	test_messages();
	test_requests();
	test_duties();
	test_digest();
	test_newsletter();
	test_newsletter_crash();
	test_sweep();
	return done();
}
