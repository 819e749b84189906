/* queue: what is written for each outcome, the order, the pauses, what waits and what is dropped when it is taken. */
#include "bridges/mail/queue.h"

#include <string.h>

#include "bridges/mail/failure.h"
#include "bridges/mail/recipient.h"
#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/mailbed.h"

#define MINUTE ((int64_t)60000)

static size_t take(struct mailbed *bed, struct outgoing *out, size_t room, int64_t *next)
{
	size_t count = 0;

	is_err(queue_take(bed->queue, bed->now_ms, out, room, &count, next), 0, "taken");
	return count;
}

static void finish(struct mailbed *bed, struct outgoing *out, enum queue_outcome outcome,
                   unsigned status)
{
	is_err(queue_result(bed->queue, out, outcome, status, bed->now_ms), 0, "noted");
	is_err(queue_commit(bed->queue), 0, "written");
	outgoing_release(out);
}

/* As a receipt: nobody planned it. */
static void add(struct mailbed *bed, uint8_t n, enum mailing_kind kind, const char *address,
                int64_t due_ms)
{
	struct mailing mailing = { .kind = kind, .key = { 0xee, n }, .due_ms = due_ms };

	memcpy(mailing.address, address, strlen(address) + 1);
	is_err(queue_add(&bed->room.drawer, &bed->queue->planning.batch, &mailing, bed->now_ms), 0,
	       "added");
	is_err(queue_commit(bed->queue), 0, "written");
}

static void test_pauses(void)
{
	static const int64_t minutes[] = { 1, 2, 4, 8, 16, 32, 64, 128, 240, 240 };
	int64_t sum = 0;

	for (uint32_t i = 0; i < 10; i++)
		is_int(queue_pause_ms(i), minutes[i] * MINUTE, "after %u attempts", i);
	is_int(queue_pause_ms(4000000000u), 240 * MINUTE, "after any number");
	for (uint32_t i = 0; i < VB_QUEUE_ATTEMPTS_MAX - 1; i++)
		sum += queue_pause_ms(i);
	ok(sum > 67 * MAILBED_HOUR && sum < 73 * MAILBED_HOUR,
	   "the last attempt is three days later");
}

static void test_order(void)
{
	struct outgoing out[4];
	struct mailbed bed;
	int64_t next;

	mailbed_open(&bed, 0);
	add(&bed, 1, MAILING_RECEIPT, "a@example.org", bed.now_ms - 1);
	add(&bed, 2, MAILING_RECEIPT, "b@example.org", bed.now_ms - 5);
	add(&bed, 3, MAILING_RECEIPT, "c@example.org", bed.now_ms + 7);
	add(&bed, 2, MAILING_RECEIPT, "b@example.org", bed.now_ms - 4);
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 3, "the same key is not put twice");
	is_int(take(&bed, out, 1, &next), 1, "one at a time");
	is_str(out[0].to.address, "b@example.org", "what is due first");
	is_int(next, bed.now_ms, "there is more");
	is_int(take(&bed, out + 1, 3, &next), 1, "then the other one, and not what is under way");
	is_str(out[1].to.address, "a@example.org", "in order");
	is_int(next, bed.now_ms + 7, "the third is due later");
	finish(&bed, &out[0], QUEUE_SENT, 0);
	finish(&bed, &out[1], QUEUE_SENT, 0);
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 1, "what went is gone");
	bed.now_ms += 7;
	is_int(take(&bed, out, 4, &next), 1, "the third");
	finish(&bed, &out[0], QUEUE_SENT, 0);
	is_int(take(&bed, out, 4, &next), 0, "nothing is left");
	ok(next == INT64_MAX, "and nothing will be due");
	mailbed_close(&bed);
}

static void test_later(void)
{
	struct outgoing out;
	struct mailbed bed;
	int64_t next;
	uint32_t attempts = 0;

	mailbed_open(&bed, 0);
	add(&bed, 1, MAILING_NOTE, "a@example.org", bed.now_ms);
	while (attempts < 100 && take(&bed, &out, 1, &next) == 1) {
		attempts++;
		finish(&bed, &out, QUEUE_LATER, 451);
		is_int(take(&bed, &out, 1, &next), 0, "not at once again");
		if (next == INT64_MAX)
			break;
		is_int(next, bed.now_ms + queue_pause_ms(attempts - 1), "after its pause");
		bed.now_ms = next;
	}
	is_int(attempts, VB_QUEUE_ATTEMPTS_MAX, "so often");
	is_int(mailroom_count(&bed.room, VB_TABLE_FAILED), 1, "then it failed");
	is_int(mailroom_count(&bed.room, VB_TABLE_WISHES), 0,
	       "which does not count against the address");
	mailbed_close(&bed);
}

static void test_refused(void)
{
	struct record_id person = mock_sitting_person(0);
	struct addressee wishes;
	struct failure failure;
	struct outgoing out;
	struct mailbed bed;
	int64_t next;

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0);
	is_int(take(&bed, &out, 1, &next), 1, "an invitation");
	finish(&bed, &out, QUEUE_REFUSED, 550);
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 0, "refused: nothing waits");
	is_err(failure_decode(buf_span(&mailroom_row(&bed.room, VB_TABLE_FAILED, 0)->value),
	                      &failure),
	       0, "it is among what failed");
	ok(failure.status == 550 && failure.mailing.kind == MAILING_INVITATION, "and why");
	mailing_release(&failure.mailing);
	mailbed_meeting(&bed);
	is_int(take(&bed, &out, 1, &next), 0, "told again, it is not tried again");
	bed.sitting.place = 7;
	mailbed_meeting(&bed);
	is_int(take(&bed, &out, 1, &next), 1, "a change is");
	finish(&bed, &out, QUEUE_REFUSED, 550);
	is_err(recipient_wishes(&bed.room.drawer, &person, TONGUE_DE, &wishes), 0, "wishes");
	ok(wishes.bounce_score == 4 && wishes.is_paused, "twice refused: paused");
	bed.sitting.place = 8;
	mailbed_meeting(&bed);
	is_int(take(&bed, &out, 1, &next), 0, "nothing goes there any more");
	wishes.is_paused = false;
	wishes.bounce_score = 0;
	mailbed_wish(&bed, 0, &wishes);
	mailbed_meeting(&bed);
	is_int(take(&bed, &out, 1, &next), 1, "until that is lifted");
	is_int(out.mailing.kind, MAILING_CHANGE, "then the newest is told");
	finish(&bed, &out, QUEUE_SENT, 0);
	mailbed_close(&bed);
}

static void test_down(void)
{
	struct outgoing out;
	struct mailbed bed;
	int64_t next, stamp = 0;

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0);
	for (uint32_t i = 0; i < 40; i++) {
		is_int(take(&bed, &out, 1, &next), 1, "the server is away, %u", i);
		is_int(out.mailing.attempts, 1, "which does not count");
		is_int(out.mailing.kind, MAILING_INVITATION, "it is still an invitation");
		ok(out.mailing.stamp_ms > stamp, "DTSTAMP rises");
		stamp = out.mailing.stamp_ms;
		finish(&bed, &out, QUEUE_DOWN, 0);
		bed.now_ms += VB_QUEUE_DOWN_MS;
	}
	bed.sitting.place = 1;
	bed.sitting.sequence = 1;
	mailbed_meeting(&bed);
	is_int(take(&bed, &out, 1, &next), 1, "it is back");
	ok(out.mailing.kind == MAILING_INVITATION && out.mailing.sequence == 1,
	   "one mail, an invitation to what is so now");
	finish(&bed, &out, QUEUE_SENT, 0);
	is_int(take(&bed, &out, 1, &next), 0, "no more");
	mailbed_close(&bed);
}

/* The program ends between the attempt and its result. */
static void test_unknown(void)
{
	uint8_t key[VB_MAILING_KEY_BYTES];
	struct outgoing out;
	struct mailbed bed;
	int64_t next;

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0);
	is_int(take(&bed, &out, 1, &next), 1, "under way");
	memcpy(key, out.mailing.key, sizeof(key));
	outgoing_release(&out);
	queue_release(bed.queue);
	queue_begin(bed.queue, &bed.room.drawer, &bed.rules, bed.throttle);
	is_int(take(&bed, &out, 1, &next), 0, "after the end not at once");
	is_int(next, bed.now_ms + MINUTE, "but a minute later");
	mailbed_meeting(&bed);
	bed.now_ms += MINUTE;
	is_int(take(&bed, &out, 1, &next), 1, "once more");
	is_mem(out.mailing.key, key, sizeof(key), "with the same Message-ID");
	finish(&bed, &out, QUEUE_UNKNOWN, 0);
	bed.sitting.state = "cancelled";
	mailbed_meeting(&bed);
	is_int(take(&bed, &out, 1, &next), 1, "it perhaps went, and is cancelled now");
	is_int(out.mailing.kind, MAILING_CANCELLATION, "so that is told");
	ok(memcmp(out.mailing.key, key, sizeof(key)) != 0, "as another message");
	finish(&bed, &out, QUEUE_SENT, 0);
	mailbed_close(&bed);
}

static void test_void(void)
{
	struct outgoing out;
	struct mailbed bed;
	int64_t next;

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0);
	is_int(take(&bed, &out, 1, &next), 1, "an invitation");
	finish(&bed, &out, QUEUE_VOID, 0);
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 0, "that cannot be written is gone");
	mailbed_meeting(&bed);
	is_int(take(&bed, &out, 1, &next), 1, "and planned again when the meeting is told");
	finish(&bed, &out, QUEUE_SENT, 0);
	{
		uint8_t place[VB_MAILING_PLACE_BYTES] = { 0 };

		drawer_put(&bed.queue->planning.batch, VB_TABLE_QUEUE,
		           span_of(place, sizeof(place)), span_of_str("nonsense"), NULL);
		is_int(take(&bed, &out, 1, &next), 0, "a row that nobody can read");
		is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 0, "is taken away");
	}
	mailbed_close(&bed);
}

/* While one mail to somebody about a meeting is under way, no other one is. */
static void test_flight(void)
{
	struct outgoing first, second;
	struct mailbed bed;
	int64_t next;

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0);
	is_int(take(&bed, &first, 1, &next), 1, "an invitation is under way");
	bed.sitting.place = 1;
	mailbed_meeting(&bed);
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 1, "and changed by what is so now");
	is_int(take(&bed, &second, 1, &next), 0, "which waits for it");
	finish(&bed, &first, QUEUE_SENT, 0);
	is_int(take(&bed, &second, 1, &next), 1, "and goes behind it");
	is_int(second.mailing.kind, MAILING_CHANGE, "as a change");
	finish(&bed, &second, QUEUE_SENT, 0);
	is_int(take(&bed, &second, 1, &next), 0, "that was all");
	mailbed_close(&bed);
}

static void test_waits(void)
{
	struct addressee wishes = { .has_quiet = true, .quiet_from = 12 * 60, .quiet_to = 20 * 60 };
	struct outgoing out[8];
	struct mailbed bed;
	int64_t next;

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0); /* at 9:00 */
	mailbed_wish(&bed, 0, &wishes);
	bed.now_ms += 4 * MAILBED_HOUR;
	is_int(take(&bed, out, 1, &next), 0, "the bridge was away until the quiet hours");
	is_int(next, bed.now_ms + 7 * MAILBED_HOUR, "it waits for their end");
	bed.now_ms = next;
	is_int(take(&bed, out, 1, &next), 1, "then it goes");
	finish(&bed, &out[0], QUEUE_SENT, 0);
	for (uint8_t i = 0; i < 7; i++)
		add(&bed, i, MAILING_RECEIPT, "a@example.org", bed.now_ms);
	is_int(take(&bed, out, 8, &next), VB_THROTTLE_ADDRESS_HOUR, "five an hour to one address");
	for (uint8_t i = 0; i < VB_THROTTLE_ADDRESS_HOUR; i++)
		finish(&bed, &out[i], QUEUE_SENT, 0);
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 2, "two wait");
	bed.now_ms += MAILBED_HOUR;
	is_int(take(&bed, out, 8, &next), 2, "for the next hour");
	finish(&bed, &out[0], QUEUE_SENT, 0);
	finish(&bed, &out[1], QUEUE_SENT, 0);
	throttle_init(bed.throttle, 2);
	for (uint8_t i = 10; i < 15; i++)
		add(&bed, i, MAILING_RECEIPT, "b@example.org", bed.now_ms);
	is_int(take(&bed, out, 8, &next), 2, "two a minute");
	is_int(next, bed.now_ms + MINUTE, "more in a minute");
	finish(&bed, &out[0], QUEUE_SENT, 0);
	finish(&bed, &out[1], QUEUE_SENT, 0);
	mailbed_close(&bed);
}

/* Somebody is erased while a mail to them is under way, together with another one. */
static void test_erased(void)
{
	struct mailing_matter which = { MATTER_PERSON, mock_sitting_person(0), { { 0 } } };
	struct outgoing out[2];
	struct mailbed bed;
	int64_t next;

	mailbed_open(&bed, 2);
	mailbed_invite(&bed, 0);
	is_int(take(&bed, out, 2, &next), 2, "two are under way");
	mailroom_drop(&bed.room, &which);
	mailroom_erase(&bed.room, &which.id);
	is_err(queue_result(bed.queue, &out[0], QUEUE_SENT, 0, bed.now_ms), 0, "one went");
	is_err(queue_result(bed.queue, &out[1], QUEUE_SENT, 0, bed.now_ms), 0, "the other, too");
	is_err(queue_commit(bed.queue), 0, "written, though one of them is gone");
	outgoing_release(&out[0]);
	outgoing_release(&out[1]);
	is_int(mailroom_count(&bed.room, VB_TABLE_TOLD), 1, "what the other one was told is kept");
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 0, "nothing waits");
	mailbed_meeting(&bed);
	is_int(take(&bed, out, 2, &next), 0, "told again: nothing");
	mailbed_close(&bed);
}

int main(void)
{
	test_erased();
	test_pauses();
	test_order();
	test_later();
	test_refused();
	test_down();
	test_unknown();
	test_void();
	test_flight();
	test_waits();
	return done();
}
