/* throttle: each cap at its number and one more, by a clock of its own; the breaker opens for a loop, and not for a busy day. */
#include "bridges/mail/throttle.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define MINUTE 60000
#define HOUR (60 * MINUTE)
#define DAY (24 * (int64_t)HOUR)
#define NOON 1800014400000

static struct record_id who(uint32_t n)
{
	struct record_id id = { { 0 } };

	put_be32(id.b + 4, n);
	return id;
}

static void test_address(struct throttle *t)
{
	struct record_id a = who(1), b = who(2);

	throttle_init(t, 0);
	for (uint32_t i = 0; i < VB_THROTTLE_ADDRESS_HOUR; i++) {
		is_int(throttle_when(t, MAILING_RECEIPT, &a, NOON + i), NOON + i,
		       "mail %u to one address", i + 1);
		throttle_out(t, MAILING_RECEIPT, &a, NOON + i);
	}
	is_int(throttle_when(t, MAILING_MESSAGE, &a, NOON + 10), NOON + HOUR,
	       "the sixth waits until the hour is over");
	is_int(throttle_when(t, MAILING_MESSAGE, &b, NOON + 10), NOON + 10,
	       "that to another does not");
	is_int(throttle_when(t, MAILING_INVITATION, &a, NOON + 10), NOON + 10, "nor an invitation");
	for (uint32_t i = 0; i < VB_THROTTLE_URGENT_HOUR; i++) {
		is_int(throttle_when(t, MAILING_CHANGE, &a, NOON + 10), NOON + 10, "change %u", i);
		throttle_out(t, MAILING_CHANGE, &a, NOON + 10);
	}
	is_int(throttle_when(t, MAILING_CHANGE, &a, NOON + 10), NOON + 3600000,
	       "one office that invites and changes without end fills nobody's mailbox");
	is_int(throttle_when(t, MAILING_CHANGE, &b, NOON + 10), NOON + 10, "nor delays others");
	is_int(throttle_when(t, MAILING_CANCELLATION, &a, NOON + 10), NOON + 10,
	       "nor a cancellation");
	is_int(throttle_when(t, MAILING_MESSAGE, &a, NOON + HOUR), NOON + HOUR,
	       "an hour later it goes");
	is_int(throttle_when(t, MAILING_MESSAGE, &a, NOON - DAY), NOON - DAY,
	       "a clock that went back does not stop it");
}

static void test_day(struct throttle *t)
{
	struct record_id a;
	int64_t now = NOON;

	throttle_init(t, 0);
	for (uint32_t i = 0; i < VB_THROTTLE_NODE_DAY; i++) {
		a = who(i);
		if (throttle_when(t, MAILING_NEWSLETTER, &a, now) != now)
			bail("mail %u waits", i);
		throttle_out(t, MAILING_NEWSLETTER, &a, now);
	}
	a = who(99999);
	is_int(throttle_when(t, MAILING_NEWSLETTER, &a, now), NOON + DAY,
	       "20001 in a day wait until it is over");
	is_int(throttle_when(t, MAILING_CHANGE, &a, now), now, "but for a change of a meeting");
}

static void test_rate(struct throttle *t)
{
	struct record_id a = who(1);
	int64_t next;

	throttle_init(t, 3);
	is_int(throttle_room(t, NOON, 10, &next), 3, "three a minute");
	throttle_out(t, MAILING_INVITATION, &a, NOON);
	throttle_out(t, MAILING_INVITATION, &a, NOON);
	is_int(throttle_room(t, NOON + 100, 10, &next), 1, "two went");
	is_int(next, NOON + 100, "more may go now");
	throttle_out(t, MAILING_INVITATION, &a, NOON);
	is_int(throttle_room(t, NOON + 100, 10, &next), 0, "three went, invitations or not");
	is_int(next, NOON + MINUTE, "more may go when the minute is over");
	is_int(throttle_room(t, NOON + MINUTE, 10, &next), 3, "and so it is");
	throttle_init(t, 0);
	is_int(throttle_room(t, NOON, 10, &next), 10, "without a rate as many as there are");
}

/* in mails come and out go in each of ten minutes, to the same ones each time. */
static bool opens(struct throttle *t, uint32_t in, uint32_t out, enum mailing_kind kind)
{
	bool is_open = false;

	throttle_init(t, 0);
	for (uint32_t minute = 0; minute < 10; minute++) {
		for (uint32_t i = 0; i < in; i++)
			throttle_in(t, NOON + minute * MINUTE);
		for (uint32_t i = 0; i < out; i++) {
			struct record_id a = who(i);

			throttle_out(t, kind, &a, NOON + minute * MINUTE);
		}
		/* Judged at the end of each minute: within one they come one after the other. */
		is_open = throttle_is_open(t, NOON + minute * MINUTE);
	}
	return is_open;
}

static void test_breaker(struct throttle *t)
{
	struct record_id a = who(999);
	int64_t now = NOON + 9 * MINUTE;

	ok(opens(t, 4, 4, MAILING_RECEIPT), "four in and four out a minute are a loop");
	is_int(throttle_when(t, MAILING_RECEIPT, &a, now), t->open_until_ms, "answers wait");
	is_int(throttle_when(t, MAILING_MESSAGE, &a, now), t->open_until_ms, "so do messages");
	is_int(throttle_when(t, MAILING_REMINDER, &a, now), now, "reminders do not");
	is_int(throttle_when(t, MAILING_INVITATION, &a, now), now, "nor do invitations");
	ok(t->open_until_ms <= now + HOUR, "for an hour");
	ok(!throttle_is_open(t, t->open_until_ms), "then it is closed");
	now = t->open_until_ms;
	is_int(throttle_when(t, MAILING_RECEIPT, &a, now), now, "answers go");
	ok(!opens(t, 4, 4, MAILING_INVITATION), "as many invitations are no loop");
	ok(!opens(t, 1, 1, MAILING_RECEIPT), "ten of each are none");
	throttle_init(t, 0);
	for (uint32_t i = 0; i < 300; i++) {
		a = who(i);
		throttle_out(t, MAILING_MESSAGE, &a, NOON);
	}
	for (uint32_t i = 0; i < 100; i++)
		throttle_in(t, NOON);
	ok(!throttle_is_open(t, NOON), "300 messages and 100 replies are none");
	throttle_init(t, 0);
	for (uint32_t i = 0; i < 40; i++)
		throttle_in(t, NOON);
	for (uint32_t i = 0; i < 40; i++) {
		a = who(i);
		throttle_out(t, MAILING_RECEIPT, &a, NOON + 11 * MINUTE);
	}
	ok(!throttle_is_open(t, NOON + 11 * MINUTE), "nor what went more than ten minutes later");
}

/* Forty answer an invitation, and each gets a receipt; then each program answers the receipt. */
static void test_crowd(struct throttle *t)
{
	bool is_open[3];

	throttle_init(t, 0);
	for (uint32_t round = 0; round < 3; round++) {
		for (uint32_t i = 0; i < 40; i++) {
			struct record_id a = who(i);

			throttle_in(t, NOON + round * MINUTE);
			throttle_out(t, MAILING_REMINDER, &a, NOON + round * MINUTE);
			throttle_out(t, MAILING_RECEIPT, &a, NOON + round * MINUTE);
		}
		is_open[round] = throttle_is_open(t, NOON + round * MINUTE);
	}
	ok(!is_open[0], "forty who answer once are no loop");
	ok(!is_open[1], "nor when each of them changes their mind");
	ok(is_open[2], "the third time, two of three went to the same: it is one");
}

/* More addresses than there is room for: those who wrote lately are kept in mind. */
static void test_slots(struct throttle *t)
{
	struct record_id a = who(7);
	unsigned held = 0;

	throttle_init(t, 0);
	for (uint32_t i = 0; i < 3 * VB_THROTTLE_SLOTS; i++) {
		struct record_id other = who(i + 1000);

		throttle_out(t, MAILING_NOTE, &other, NOON + i);
	}
	for (uint32_t i = 0; i < VB_THROTTLE_ADDRESS_HOUR; i++)
		throttle_out(t, MAILING_RECEIPT, &a, NOON + HOUR);
	held = throttle_when(t, MAILING_RECEIPT, &a, NOON + HOUR + 1) > NOON + HOUR + 1;
	ok(held, "the one that writes now is held");
}

int main(void)
{
	struct throttle *t = malloc(sizeof(*t));

	if (t == NULL)
		bail("no memory");
	test_address(t);
	test_day(t);
	test_rate(t);
	test_breaker(t);
	test_crowd(t);
	test_slots(t);
	free(t);
	return done();
}
