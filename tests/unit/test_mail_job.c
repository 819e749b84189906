/* mail_job: each job of wishes, subscribers and the queue: what it answers, what it changes, what it refuses. */
#include "bridges/mail/mail_job.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/queue_job.h"
#include "bridges/mail/recipient.h"
#include "bridges/mail/subscriber.h"
#include "bridges/mail/tables.h"
#include "protocol/ipc.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/mailbed.h"

#define MINUTE ((int64_t)60000)
#define PERSON_0 "01000000000000000000000000000000"
#define PERSON_1 "01000000000000000000000000000001"

static struct buf result;

/* Arguments as bytes of MessagePack by hand: \x81 is a map of one, \xa6 a text of six bytes. */
static int ask(struct mailbed *bed, const char *call, const char *packed, size_t size)
{
	const char *detail = NULL;

	buf_clear(&result);
	return mail_job_do(bed->queue, bed->now_ms, span_of_str(call), span_of(packed, size),
	                   &result, &detail);
}
#define ASK(bed, call, packed) ask(bed, call, packed, sizeof(packed) - 1)

/* A value of the answer; list: of the nth item of a list in it. */
static struct span value_of(const char *key)
{
	struct span value = { NULL, 0 };

	(void)ipc_map_find(buf_span(&result), key, &value);
	return value;
}

static struct span item_of(const char *list, uint32_t n)
{
	struct span item = { NULL, 0 };
	struct pack_reader r;
	uint32_t count;

	unpack_init(&r, value_of(list));
	count = unpack_array(&r, 1000);
	for (uint32_t i = 0; i <= n && i < count; i++)
		item = unpack_any(&r);
	return n < count ? item : (struct span){ NULL, 0 };
}

static uint32_t items(const char *list)
{
	struct pack_reader r;

	unpack_init(&r, value_of(list));
	return unpack_array(&r, 1000);
}

static const char *text_in(struct span map, const char *key)
{
	static char text[600];
	struct pack_reader r;
	struct span value, read;

	if (map.size == 0 || !ipc_map_find(map, key, &value))
		return "(none)";
	unpack_init(&r, value);
	read = unpack_str(&r, sizeof(text) - 1);
	memcpy(text, read.data, read.size);
	text[read.size] = '\0';
	return text;
}

static int64_t number_in(struct span map, const char *key)
{
	struct pack_reader r;
	struct span value;

	if (map.size == 0 || !ipc_map_find(map, key, &value))
		return -1;
	unpack_init(&r, value);
	return unpack_int(&r);
}

/* ---- wishes ---- */

static void test_wishes(void)
{
	struct record_id person = mock_sitting_person(0);
	struct addressee wishes;
	struct mailbed bed;

	mailbed_open(&bed, 1);
	is_err(ASK(&bed, "wishes.show", "\x81\xa6person\xd9\x20" PERSON_0), 0, "shown");
	is_str(text_in(buf_span(&result), "address"), "p0@example.org", "address");
	is_str(text_in(buf_span(&result), "language"), "de", "language of the office");
	is_str(text_in(buf_span(&result), "name"), "Person 0", "name");
	is_str(text_in(buf_span(&result), "pace"), "at-once", "pace");
	is_str(text_in(buf_span(&result), "person"), PERSON_0, "person");
	ok(items("without") == 1, "no newsletter, as nobody asked for it");
	ok(value_of("quiet").size == 0 && value_of("paused").size == 0, "nothing else");
	is_err(ASK(&bed, "wishes.set",
	           "\x85\xa8language\xa2tr\xa4pace\xa6weekly\xa6person\xd9\x20" PERSON_0
	           "\xa5quiet\x92\xcd\x05\x28\xcd\x01\xa4\xa7without\x92\xa6"
	           "agenda\xa8requests"),
	       0, "set");
	is_str(text_in(buf_span(&result), "language"), "tr", "and answered");
	is_str(text_in(buf_span(&result), "pace"), "weekly", "all of it");
	ok(items("without") == 2 && items("quiet") == 2, "as it is now");
	is_err(recipient_wishes(&bed.room.drawer, &person, TONGUE_DE, &wishes), 0, "written");
	ok(wishes.tongue == TONGUE_TR && wishes.pace == PACE_WEEKLY && wishes.has_quiet &&
	           wishes.quiet_from == 1320 && wishes.quiet_to == 420 &&
	           wishes.unwanted == (WISH_AGENDA | WISH_REQUESTS),
	   "as it was said");
	wishes.is_paused = true;
	wishes.bounce_score = 5;
	mailbed_wish(&bed, 0, &wishes);
	is_err(ASK(&bed, "wishes.show", "\x81\xa6person\xd9\x20" PERSON_0), 0, "paused");
	is_int(number_in(value_of("paused"), "score"), 5, "with its score");
	is_err(ASK(&bed, "wishes.set",
	           "\x83\xa4lift\xc3\xa6person\xd9\x20" PERSON_0 "\xa5quiet\x90"),
	       0, "lifted, and never quiet");
	ok(value_of("paused").size == 0 && value_of("quiet").size == 0, "so it is");
	is_str(text_in(buf_span(&result), "language"), "tr", "what is not given stays");
	mailroom_erase(&bed.room, &person);
	is_int(mailroom_count(&bed.room, VB_TABLE_WISHES), 0, "wishes go with the person");
	mailbed_close(&bed);
}

static void test_wishes_refused(void)
{
	static const struct {
		const char *name, *packed;
		size_t size;
		int err;
	} rows[] = {
#define ROW(name, packed, err) { name, packed, sizeof(packed) - 1, err }
		ROW("nobody", "\x80", VB_ERR_BAD_VALUE),
		ROW("a person that is no number",
		    "\x81\xa6person\xa3"
		    "abc",
		    VB_ERR_BAD_VALUE),
		ROW("a person whom we do not reach", "\x81\xa6person\xd9\x20" PERSON_1,
		    VB_ERR_NOT_FOUND),
		ROW("a language that there is not",
		    "\x82\xa8language\xa2xx\xa6person\xd9\x20" PERSON_0, VB_ERR_BAD_VALUE),
		ROW("a pace that there is not", "\x82\xa4pace\xa6hourly\xa6person\xd9\x20" PERSON_0,
		    VB_ERR_BAD_VALUE),
		ROW("a time that there is not",
		    "\x82\xa6person\xd9\x20" PERSON_0 "\xa5quiet\x92\x00\xcd\x05\xa0",
		    VB_ERR_BAD_VALUE),
		ROW("one time", "\x82\xa6person\xd9\x20" PERSON_0 "\xa5quiet\x91\x00",
		    VB_ERR_BAD_VALUE),
		ROW("a wish that there is not",
		    "\x82\xa6person\xd9\x20" PERSON_0 "\xa7without\x91\xa4"
		    "vote",
		    VB_ERR_BAD_VALUE),
		ROW("what is no map", "\x90", VB_ERR_MALFORMED),
		ROW("what is cut",
		    "\x81\xa6person\xd9\x20"
		    "0100",
		    VB_ERR_MALFORMED),
#undef ROW
	};
	struct mailbed bed;

	mailbed_open(&bed, 1);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		is_err(ask(&bed, "wishes.set", rows[i].packed, rows[i].size), rows[i].err, "%s",
		       rows[i].name);
		ok(result.size == 0, "nothing is answered");
	}
	is_int(mailroom_count(&bed.room, VB_TABLE_WISHES), 0, "nothing is written");
	is_err(ASK(&bed, "ballot.cast", "\x80"), VB_ERR_UNKNOWN_CALL, "what is no job");
	ok(!mail_job_is(span_of_str("ballot.cast")) && mail_job_is(span_of_str("wishes.show")),
	   "which can be asked before");
	mailbed_close(&bed);
}

static void test_about(void)
{
	struct mailbed bed;

	mailbed_open(&bed, 2);
	mailbed_invite(&bed, 0);
	is_err(ASK(&bed, "person.about", "\x81\xa6person\xd9\x20" PERSON_1), 0, "before");
	is_int(items("told"), 0, "nothing was told");
	mailbed_wait(&bed, MINUTE);
	is_err(ASK(&bed, "person.about", "\x81\xa6person\xd9\x20" PERSON_1), 0, "afterwards");
	is_int(items("told"), 1, "of one meeting");
	is_str(text_in(item_of("told", 0), "subject"), "meeting", "as such");
	is_int(number_in(item_of("told", 0), "time"), bed.now_ms - MINUTE, "when");
	is_str(text_in(value_of("wishes"), "person"), PERSON_1, "and what they wish");
	mailbed_close(&bed);
}

/* ---- subscribers ---- */

/* The second one, pages of one, and both gone. */
static void test_subscriber_pages(struct mailbed *bed)
{
	is_err(ASK(bed, "subscribers.add",
	           "\x81\xa7"
	           "address\xad"
	           "b@example.org"),
	       0, "another");
	is_err(ASK(bed, "subscribers.list", "\x81\xa5limit\x01"), 0, "a page of one");
	is_int(items("items"), 1, "one");
	{
		char packed[128];
		int size = snprintf(packed, sizeof(packed),
		                    "\x82\xa5"
		                    "after\xd9\x20%s\xa5limit\x01",
		                    text_in(buf_span(&result), "next"));

		is_err(ask(bed, "subscribers.list", packed, (size_t)size), 0, "the next page");
		is_int(items("items"), 1, "the other");
	}
	is_err(ASK(bed, "subscribers.remove",
	           "\x81\xa7"
	           "address\xad"
	           "A@EXAMPLE.org"),
	       0, "removed");
	is_err(ASK(bed, "subscribers.remove",
	           "\x81\xa7"
	           "address\xad"
	           "a@example.org"),
	       VB_ERR_NOT_FOUND, "who is not there");
	is_err(ASK(bed, "subscribers.add",
	           "\x81\xa7"
	           "address\xa9"
	           "a example"),
	       VB_ERR_BAD_VALUE, "what is no address");
	is_err(ASK(bed, "subscribers.add", "\x80"), VB_ERR_BAD_VALUE, "without one");
	is_err(ASK(bed, "subscribers.add",
	           "\x82\xa7"
	           "address\xad"
	           "c@example.org\xa8language\xa2xx"),
	       VB_ERR_BAD_VALUE, "in a language that there is not");
	is_int(mailroom_count(&bed->room, VB_TABLE_SUBSCRIBERS), 1, "one is left");
}

static void test_subscribers(void)
{
	const struct mailbed_sent *sent;
	struct drawer_batch batch;
	struct mailbed bed;

	mailbed_open(&bed, 0);
	is_err(ASK(&bed, "subscribers.add",
	           "\x82\xa7"
	           "address\xad"
	           "a@example.org\xa8language\xa2uk"),
	       0, "asked");
	is_str(text_in(buf_span(&result), "state"), "asked", "and says so");
	is_err(ASK(&bed, "subscribers.add",
	           "\x82\xa7"
	           "address\xad"
	           "A@example.org\xa8language\xa2uk"),
	       0, "asked again");
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, &sent), 1, "one mail asks");
	ok(sent->kind == MAILING_CONFIRM && sent->tongue == TONGUE_UK, "whether they want it");
	is_err(ASK(&bed, "subscribers.list", "\x80"), 0, "listed");
	is_int(items("items"), 1, "one");
	is_str(text_in(item_of("items", 0), "state"), "asked", "who did not answer");
	drawer_begin(&batch);
	is_err(subscriber_confirm(&bed.room.drawer, &batch, "a@example.org", bed.now_ms), 0, "yes");
	is_err(drawer_commit(&bed.room.drawer, &batch), 0, "written");
	drawer_release(&batch);
	is_err(ASK(&bed, "subscribers.add",
	           "\x81\xa7"
	           "address\xad"
	           "a@example.org"),
	       0, "once more");
	is_str(text_in(buf_span(&result), "state"), "subscribed", "is subscribed already");
	test_subscriber_pages(&bed);
	mailbed_close(&bed);
}

/* ---- the queue ---- */

/* One of two that failed, and what is no key. */
static void test_retry_one(struct mailbed *bed, const char *key)
{
	char packed[128];
	int size;

	bed->outcome = QUEUE_SENT;
	size = snprintf(packed, sizeof(packed), "\x81\xa3key\xa6%.6s", key);
	is_err(ask(bed, "queue.retry", packed, (size_t)size), 0,
	       "one of them, by the beginning of its key");
	is_int(number_in(buf_span(&result), "count"), 1, "one");
	mailbed_wait(bed, 0);
	is_int(mailbed_new(bed, NULL), 1, "is sent");
	is_int(mailroom_count(&bed->room, VB_TABLE_FAILED), 1, "the other one is left");
	is_err(ASK(bed, "queue.retry",
	           "\x81\xa3key\xa4"
	           "0000"),
	       VB_ERR_NOT_FOUND, "a key of none");
	is_err(ASK(bed, "queue.retry",
	           "\x81\xa3key\xa1"
	           "0"),
	       VB_ERR_BAD_VALUE, "a short key");
	is_err(ASK(bed, "queue.drop",
	           "\x81\xa3key\xa4"
	           "0000"),
	       VB_ERR_BAD_VALUE, "dropped is only a whole one");
	is_err(ASK(bed, "queue.list",
	           "\x81\xa5"
	           "after\xa2zz"),
	       VB_ERR_BAD_VALUE, "no place");
	mailbed_meeting(bed);
	mailbed_wait(bed, MAILBED_DAY);
	is_int(mailbed_new(bed, NULL), 0, "what was refused is not tried by itself");
}

static void test_queue(void)
{
	struct mailbed bed;
	char key[40] = "";

	mailbed_open(&bed, 2);
	mailbed_invite(&bed, 0);
	is_err(ASK(&bed, "queue.list", "\x80"), 0, "listed");
	is_int(items("items"), 2, "two wait");
	is_str(text_in(item_of("items", 0), "kind"), "invitation", "an invitation");
	is_str(text_in(item_of("items", 0), "state"), "waiting", "that was not tried");
	bed.outcome = QUEUE_LATER;
	mailbed_wait(&bed, 0);
	is_err(ASK(&bed, "queue.list", "\x80"), 0, "the server said later");
	is_str(text_in(item_of("items", 0), "state"), "deferred", "deferred");
	is_int(number_in(item_of("items", 0), "attempts"), 1, "after one attempt");
	is_int(number_in(item_of("items", 0), "due"), bed.now_ms + MINUTE, "for a minute");
	bed.outcome = QUEUE_REFUSED;
	is_err(ASK(&bed, "queue.retry", "\x80"), 0, "tried now");
	is_int(number_in(buf_span(&result), "count"), 2, "both");
	mailbed_wait(&bed, 0);
	is_err(ASK(&bed, "queue.list", "\x80"), 0, "the server said no");
	is_int(items("items"), 0, "nothing waits");
	is_str(text_in(buf_span(&result), "next"), "01", "what failed is the next page");
	is_err(ASK(&bed, "queue.list",
	           "\x81\xa5"
	           "after\xa2"
	           "01"),
	       0, "that");
	is_int(items("items"), 2, "two failed");
	is_str(text_in(item_of("items", 0), "why"), "550", "and why");
	ok(value_of("next").size == 0, "that was all");
	snprintf(key, sizeof(key), "%s", text_in(item_of("items", 0), "key"));
	test_retry_one(&bed, key);
	mailbed_close(&bed);
}

static void test_drop(void)
{
	struct mailbed bed;
	struct outgoing out;
	char key[40], packed[128];
	int64_t next;
	size_t count;
	int size;

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0);
	is_err(ASK(&bed, "queue.list", "\x80"), 0, "one waits");
	snprintf(key, sizeof(key), "%s", text_in(item_of("items", 0), "key"));
	size = snprintf(packed, sizeof(packed), "\x81\xa3key\xd9\x20%s", key);
	is_err(ask(&bed, "queue.drop", packed, (size_t)size), 0, "dropped");
	is_err(ask(&bed, "queue.drop", packed, (size_t)size), VB_ERR_NOT_FOUND, "once");
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "it counts as told");
	bed.sitting.place = 3;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 1, "what changes later is told");
	bed.sitting.place = 4;
	mailbed_meeting(&bed);
	is_err(ASK(&bed, "queue.list", "\x80"), 0, "another one waits");
	snprintf(key, sizeof(key), "%s", text_in(item_of("items", 0), "key"));
	is_err(queue_take(bed.queue, bed.now_ms, &out, 1, &count, &next), 0, "it is under way");
	size = snprintf(packed, sizeof(packed), "\x81\xa3key\xd9\x20%s", key);
	is_err(ask(&bed, "queue.drop", packed, (size_t)size), VB_ERR_BUSY, "and not dropped");
	is_err(ASK(&bed, "queue.retry", "\x80"), 0, "nor tried anew");
	is_int(number_in(buf_span(&result), "count"), 0, "at the same time");
	is_err(queue_result(bed.queue, &out, QUEUE_SENT, 0, bed.now_ms), 0, "it went");
	outgoing_release(&out);
	mailbed_close(&bed);
}

/* After a restore: all that is here counts as told. */
static void test_forget(void)
{
	struct mailing_matter which;
	struct planning planning;
	struct matter matter;
	struct mailbed bed;

	mailbed_open(&bed, 2);
	bed.rules.reminder_days = 2;
	mailbed_invite(&bed, 0);
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 4, "two invitations and reminders wait");
	which = mock_sitting_which(&bed.sitting);
	planning_begin(&planning, &bed.room.drawer, &bed.rules, bed.now_ms);
	is_err(queue_job_forget(&planning), 0, "forgotten");
	planning.is_silent = true;
	is_err(drawer_show(&bed.room.drawer, &which, &matter), 0, "looked at");
	is_err(planning_tell(&planning, &matter), 0, "told in silence");
	is_err(planning_commit(&planning), 0, "written");
	matter_release(&matter);
	drawer_release(&planning.batch);
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 0, "nobody hears of it");
	bed.sitting.place = 1;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 2, "but of what changes afterwards");
	mailbed_wait(&bed, 40 * MAILBED_DAY);
	is_int(mailbed_new(&bed, NULL), 2, "and they are reminded");
	mailbed_close(&bed);
}

int main(void)
{
	buf_init(&result, 1 << 20);
	test_wishes();
	test_wishes_refused();
	test_about();
	test_subscribers();
	test_queue();
	test_drop();
	test_forget();
	buf_release(&result);
	return done();
}
