/* planning: who is told what of a meeting, and when: each rule of SPEC.md 13.6 by itself, on a clock of its own. */
#include "bridges/mail/planning.h"

#include <string.h>

#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/mailbed.h"

#define MINUTE ((int64_t)60000)

static const struct mailbed_sent *one(struct mailbed *bed, enum mailing_kind kind, const char *name)
{
	const struct mailbed_sent *sent = NULL;
	uint32_t count = mailbed_new(bed, &sent);

	ok(count == 1 && sent->kind == kind, "%s: one mail, %s (got %u, %s)", name,
	   mailing_kind_word(kind), count, count > 0 ? mailing_kind_word(sent->kind) : "none");
	return sent;
}

static void none(struct mailbed *bed, const char *name)
{
	const struct mailbed_sent *sent = NULL;
	uint32_t count = mailbed_new(bed, &sent);

	ok(count == 0, "%s: no mail (got %u, %s)", name, count,
	   count > 0 ? mailing_kind_word(sent->kind) : "none");
}

static void test_invitation(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 1);
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	none(&bed, "planned, nobody is invited");
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_INVITATION, "invited");
	is_str(sent->address, "p0@example.org", "to the person's address");
	ok(sent->has_note, "its invitation record is delivered with it");
	is_int(sent->sequence, 0, "SEQUENCE as the office says");
	is_int(sent->stamp_ms, bed.now_ms - MINUTE, "DTSTAMP is now");
	mailbed_meeting(&bed);
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "told again");
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 0, "the queue is empty");
	mailbed_close(&bed);
}

static void test_change(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;
	int64_t stamp;

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	stamp = one(&bed, MAILING_INVITATION, "invited")->stamp_ms;
	bed.sitting.start_ms += MAILBED_HOUR;
	bed.sitting.end_ms += MAILBED_HOUR;
	bed.sitting.sequence = 1;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_CHANGE, "another time");
	is_int(sent->sequence, 1, "SEQUENCE rose");
	ok(sent->stamp_ms > stamp, "DTSTAMP rose");
	is_int(sent->was_ms, MOCK_SITTING_START, "it says when it was to begin");
	bed.sitting.place = 2;
	bed.sitting.sequence = 2;
	mailbed_meeting(&bed);
	bed.sitting.place = 0;
	bed.sitting.sequence = 3;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	none(&bed, "a change and back before anybody heard of it");
	bed.sitting.place = 2;
	mailbed_meeting(&bed);
	bed.sitting.place = 3;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_CHANGE, "two changes in a row");
	is_int(sent->sequence, 3, "SEQUENCE of the newest");
	is_int(sent->was_ms, 0, "the time is the same");
	mailbed_close(&bed);
}

static void test_cancellation(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 2);
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 2, "two are invited");
	bed.sitting.seats[1].is_there = false;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_CANCELLATION, "one lost the seat");
	is_int(sent->person, 1, "to that person");
	is_int(sent->sequence, 1, "SEQUENCE rose for them alone");
	ok(!sent->has_note, "nothing is delivered with it");
	bed.sitting.state = "cancelled";
	bed.sitting.sequence = 1;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_CANCELLATION, "cancelled");
	is_int(sent->person, 0, "to who is invited, not again to who is not");
	bed.sitting.state = "invited";
	bed.sitting.sequence = 2;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_INVITATION, "reopened: invited anew");
	is_int(sent->sequence, 2, "with a greater SEQUENCE");
	bed.sitting.seats[1].is_there = true;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_INVITATION, "the seat is back: invited anew");
	ok(sent->person == 1 && sent->sequence == 2, "above the SEQUENCE of the cancellation");
	mailbed_close(&bed);

	mailbed_open(&bed, 1);
	bed.sitting.seats[0].edition = 0;
	bed.sitting.state = "cancelled";
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "cancelled before anybody was invited by mail");
	mailbed_invite(&bed, 0);
	bed.sitting.state = "cancelled";
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "cancelled while the invitation waited");
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	(void)one(&bed, MAILING_INVITATION, "invited");
	bed.sitting.is_cut = true;
	bed.sitting.seats[0].is_there = false;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "not named in a list that is cut: nobody knows");
	mailbed_close(&bed);
}

static void test_agenda(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	(void)one(&bed, MAILING_INVITATION, "invited");
	bed.sitting.items[3].edition = 1;
	bed.sitting.item_count = 4;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	none(&bed, "an item to which nobody was invited so far");
	mailbed_invite(&bed, 1);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_AGENDA, "a supplement, at once");
	ok(sent->edition == 1 && sent->sequence == 0 && sent->has_note,
	   "of its edition, with the same SEQUENCE");
	ok(sent->stamp_ms > bed.sent[0].stamp_ms, "and a later DTSTAMP");
	mailbed_invite(&bed, 2);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "an edition that has no items");
	for (uint32_t i = 0; i < 30; i++) {
		bed.sitting.items[0].version++;
		mailbed_meeting(&bed);
		mailbed_wait(&bed, MINUTE);
	}
	none(&bed, "while somebody writes, a change a minute");
	mailbed_wait(&bed, 8 * MINUTE);
	none(&bed, "nine minutes later");
	mailbed_meeting(&bed);
	mailbed_wait(&bed, 2 * MINUTE);
	sent = one(&bed, MAILING_AGENDA, "ten minutes of quiet, told again or not");
	ok(sent->edition == 0 && sent->sequence == 0, "the whole agenda, the same SEQUENCE");
	for (uint32_t i = 0; i < 140; i++) {
		bed.sitting.items[0].version++;
		mailbed_meeting(&bed);
		mailbed_wait(&bed, MINUTE);
	}
	(void)one(&bed, MAILING_AGENDA, "who writes for hours: told after two");
	mailbed_wait(&bed, MAILBED_DAY);
	(void)one(&bed, MAILING_AGENDA, "and what came behind it");
	bed.sitting.items[1].is_internal = true;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	(void)one(&bed, MAILING_AGENDA, "an item became internal");
	mailbed_close(&bed);
}

static void test_papers(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;
	int64_t told_ms;

	mailbed_open(&bed, 1);
	bed.sitting.items[0].papers = 2;
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	told_ms = one(&bed, MAILING_INVITATION, "invited")->at_ms;
	bed.sitting.items[0].papers = 3;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, 5 * MINUTE);
	none(&bed, "a paper, five minutes later");
	mailbed_wait(&bed, 6 * MINUTE);
	sent = one(&bed, MAILING_PAPERS, "a paper that came after the invitation");
	is_int(sent->since_ms, told_ms, "new is what was made since the invitation");
	bed.sitting.items[0].papers = 1;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	none(&bed, "papers taken away");
	bed.sitting.items[0].papers = 2;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	(void)one(&bed, MAILING_PAPERS, "another one");
	bed.sitting.items[0].papers = 3;
	bed.sitting.start_ms += MAILBED_HOUR;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	is_int(mailbed_new(&bed, &sent), 2, "a paper and another time");
	ok(sent[0].kind == MAILING_CHANGE && sent[1].kind == MAILING_PAPERS,
	   "are a change, and the papers behind it");
	mailbed_close(&bed);
}

static void test_files(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 1);
	bed.sitting.items[0].files = 2;
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	is_int(one(&bed, MAILING_INVITATION, "two documents")->files, 2, "both go with it");
	bed.sitting.items[1].files = 1;
	bed.sitting.items[3] = (struct mock_item){ .edition = VB_MATTER_NOT_INVITED, .files = 3 };
	bed.sitting.item_count = 4;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	sent = one(&bed, MAILING_PAPERS, "a document later");
	is_int(sent->files, 1,
	       "that one, not those before, nor those of an item that is only planned");
	bed.sitting.items[3].edition = 1;
	mailbed_invite(&bed, 1);
	mailbed_wait(&bed, MINUTE);
	is_int(one(&bed, MAILING_AGENDA, "a supplement")->files, 3, "with its three");
	bed.sitting.items[0].version = 1;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	is_int(one(&bed, MAILING_AGENDA, "another title")->files, 0, "without documents");
	bed.sitting.place = 1;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	is_int(one(&bed, MAILING_CHANGE, "another place")->files, 0, "likewise");
	bed.sitting.items[2].files = 80;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	is_int(one(&bed, MAILING_PAPERS, "eighty documents")->files, 80, "all of them");
	mailbed_close(&bed);
}

static void test_reminder(void)
{
	static const struct {
		const char *name;
		enum matter_answer answer;
		uint32_t unwanted, reminders;
	} rows[] = {
		{ "who said yes", MATTER_YES, 0, 1 },
		{ "who did not answer", MATTER_NO_ANSWER, 0, 1 },
		{ "who said perhaps", MATTER_MAYBE, 0, 1 },
		{ "who said no", MATTER_NO, 0, 0 },
		{ "who does not want it", MATTER_YES, WISH_REMINDER, 0 },
	};
	const struct mailbed_sent *sent;
	struct mailbed bed;

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct addressee wishes = { .unwanted = rows[i].unwanted };

		mailbed_open(&bed, 1);
		bed.rules.reminder_days = 2;
		mailbed_wish(&bed, 0, &wishes);
		mailbed_invite(&bed, 0);
		mailbed_wait(&bed, MAILBED_HOUR);
		(void)one(&bed, MAILING_INVITATION, rows[i].name);
		bed.sitting.seats[0].answer = rows[i].answer;
		mailbed_meeting(&bed);
		mailbed_wait(&bed, 40 * MAILBED_DAY);
		is_int(mailbed_new(&bed, &sent), rows[i].reminders, "%s is reminded %u times",
		       rows[i].name, rows[i].reminders);
		if (rows[i].reminders > 0)
			is_int(sent->at_ms, MOCK_SITTING_START - 2 * MAILBED_DAY,
			       "two days before");
		mailbed_close(&bed);
	}
}

static void test_reminder_moved(void)
{
	const struct mailbed_sent *sent;
	struct mailbed bed;

	mailbed_open(&bed, 1);
	bed.rules.reminder_days = 2;
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MAILBED_HOUR);
	(void)one(&bed, MAILING_INVITATION, "invited");
	bed.sitting.start_ms += 10 * MAILBED_DAY;
	bed.sitting.end_ms += 10 * MAILBED_DAY;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_HOUR);
	(void)one(&bed, MAILING_CHANGE, "ten days later");
	mailbed_wait(&bed, 60 * MAILBED_DAY);
	is_int(one(&bed, MAILING_REMINDER, "reminded once, of the new time")->at_ms,
	       MOCK_SITTING_START + 8 * MAILBED_DAY, "two days before that");
	mailbed_close(&bed);

	mailbed_open(&bed, 1);
	bed.rules.reminder_days = 2;
	bed.now_ms = MOCK_SITTING_START - MAILBED_DAY;
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, 3 * MAILBED_DAY);
	(void)one(&bed, MAILING_INVITATION, "invited a day before: not reminded as well");
	mailbed_close(&bed);

	mailbed_open(&bed, 1);
	bed.rules.reminder_days = 2;
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MAILBED_HOUR);
	bed.sitting.state = "cancelled";
	mailbed_meeting(&bed);
	mailbed_wait(&bed, 60 * MAILBED_DAY);
	is_int(mailbed_new(&bed, &sent), 2, "cancelled: invitation and cancellation, no reminder");
	mailbed_close(&bed);
}

/* To whom nothing goes. */
static void test_nobody(void)
{
	static const struct {
		const char *name, *email, *delivery;
		bool is_paused;
		uint32_t mails;
	} rows[] = {
		{ "who has an address, and says no more", "a@example.org", NULL, false, 1 },
		{ "who gets letters", "a@example.org", "letter", false, 0 },
		{ "who has no address", NULL, "email", false, 0 },
		{ "whose address is none", "a example.org", "email", false, 0 },
		{ "who would add a header", "a@example.org\r\nBcc: b@example.org", "email", false,
		  0 },
		{ "whose mail came back", "a@example.org", "email", true, 0 },
	};
	struct mailbed bed;
	struct mailing_matter which = { MATTER_PERSON, mock_sitting_person(0), { { 0 } } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct addressee wishes = { .is_paused = rows[i].is_paused };

		mailbed_open(&bed, 1);
		mailbed_person(&bed, 0, rows[i].email, rows[i].delivery);
		mailbed_wish(&bed, 0, &wishes);
		mailbed_invite(&bed, 0);
		mailbed_wait(&bed, MAILBED_DAY);
		is_int(mailbed_new(&bed, NULL), rows[i].mails, "%s", rows[i].name);
		is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 0, "nothing waits");
		wishes.is_paused = false;
		mailbed_wish(&bed, 0, &wishes);
		mailbed_person(&bed, 0, "b@example.org", "email");
		mailbed_meeting(&bed);
		mailbed_wait(&bed, MAILBED_DAY);
		is_int(mailbed_new(&bed, NULL), 1 - rows[i].mails, "later they can be reached");
		mailbed_close(&bed);
	}
	mailbed_open(&bed, 2);
	mailbed_invite(&bed, 0);
	mailroom_drop(&bed.room, &which);
	mailroom_erase(&bed.room, &which.id);
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(one(&bed, MAILING_INVITATION, "erased while it waited")->person, 1, "the other one");
	is_int(mailroom_count(&bed.room, VB_TABLE_TOLD), 1, "nothing of them is left");
	mailbed_close(&bed);
}

static void test_organization(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 1);
	bed.rules.tongue = TONGUE_TR;
	bed.sitting.seats[0].address = "forum@verein.example";
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_INVITATION, "an organization without people of ours");
	is_str(sent->address, "forum@verein.example", "at its address");
	is_int(sent->tongue, TONGUE_TR, "in the language of the office");
	is_int(mailroom_row(&bed.room, VB_TABLE_TOLD, 0)->about.b[0], 0, "a row about nobody");
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "told again");
	bed.sitting.seats[0].is_there = false;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "without its seat nobody knows the address any more");
	is_int(mailroom_count(&bed.room, VB_TABLE_TOLD), 1, "and nothing is stuck");
	mailbed_close(&bed);
}

static void test_quiet(void)
{
	struct addressee wishes = { .has_quiet = true, .quiet_from = 18 * 60, .quiet_to = 8 * 60 };
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 1);
	mailbed_wish(&bed, 0, &wishes);
	bed.now_ms += 12 * MAILBED_HOUR; /* 21:00 */
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(one(&bed, MAILING_INVITATION, "in the evening")->at_ms,
	       MOCK_SITTING_START - 29 * MAILBED_DAY - MAILBED_HOUR, "comes at eight");
	bed.sitting.place = 5;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	is_int(one(&bed, MAILING_CHANGE, "a change weeks before it")->at_ms,
	       MOCK_SITTING_START - 28 * MAILBED_DAY - MAILBED_HOUR, "waits, too");
	bed.now_ms = MOCK_SITTING_START - 12 * MAILBED_HOUR + 1000;
	bed.sitting.place = 6;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_CHANGE, "a change less than twelve hours before");
	is_int(sent->at_ms, bed.now_ms - MINUTE, "does not");
	bed.sitting.state = "cancelled";
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	(void)one(&bed, MAILING_CANCELLATION, "nor does a cancellation");
	mailbed_close(&bed);
}

static void test_pace(void)
{
	struct addressee wishes = { .pace = PACE_DAILY };
	struct mailbed bed;

	mailbed_open(&bed, 2);
	mailbed_wish(&bed, 0, &wishes);
	wishes = (struct addressee){ .unwanted = WISH_AGENDA };
	mailbed_wish(&bed, 1, &wishes);
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 2, "invitations come at once");
	bed.sitting.items[0].version = 1;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	/* 9:00 was the beginning; 7:00 of the next day is 22 hours later. */
	is_int(one(&bed, MAILING_AGENDA, "who wants it once a day")->at_ms,
	       MOCK_SITTING_START - 29 * MAILBED_DAY - 2 * MAILBED_HOUR, "gets it at seven");
	bed.sitting.place = 9;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	is_int(mailbed_new(&bed, NULL), 2, "a change comes at once to all");
	mailbed_close(&bed);
}

static void test_over(void)
{
	struct mailbed bed;
	const struct mailbed_sent *sent;

	mailbed_open(&bed, 1);
	bed.now_ms = MOCK_SITTING_START + MINUTE;
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "a meeting that has begun");
	bed.sitting.start_ms += 30 * MAILBED_DAY;
	bed.sitting.end_ms += 30 * MAILBED_DAY;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	(void)one(&bed, MAILING_INVITATION, "put off");
	bed.now_ms += 40 * MAILBED_DAY;
	bed.sitting.place = 4;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "what changes when it is over");
	bed.sitting.state = "cancelled";
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "nor is it cancelled then");
	bed.sitting.state = "invited";
	bed.sitting.start_ms += 90 * MAILBED_DAY;
	bed.sitting.end_ms += 90 * MAILBED_DAY;
	mailbed_meeting(&bed);
	mailbed_wait(&bed, MINUTE);
	sent = one(&bed, MAILING_CHANGE, "put off once more, after it was to be");
	ok(sent->sequence > 0, "with a greater SEQUENCE");
	mailbed_close(&bed);

	mailbed_open(&bed, 1);
	mailbed_invite(&bed, 0);
	mailroom_drop(&bed.room, &(struct mailing_matter){ MATTER_MEETING, bed.sitting.id,
	                                                   bed.sitting.space });
	mailbed_tell(&bed,
	             &(struct mailing_matter){ MATTER_MEETING, bed.sitting.id, bed.sitting.space });
	is_int(mailroom_count(&bed.room, VB_TABLE_QUEUE), 0, "gone: nothing waits");
	mailbed_wait(&bed, MAILBED_DAY);
	none(&bed, "gone");
	mailbed_invite(&bed, 0);
	mailbed_wait(&bed, MINUTE);
	(void)one(&bed, MAILING_INVITATION, "there again");
	mailbed_close(&bed);
}

static void test_scope(void)
{
	ok(planning_scope(MATTER_MEETING) == PLANNING_SELF, "a meeting is told itself");
	ok(planning_scope(MATTER_PAPER) == (PLANNING_SELF | PLANNING_SPACE),
	   "a paper changes the meetings of its committee");
	ok(planning_scope(MATTER_COMMITTEE) == PLANNING_SPACE, "so do seats");
	ok(planning_scope(MATTER_PERSON) == PLANNING_ALL, "a person may sit anywhere");
	ok(planning_scope(MATTER_NONE) == 0, "nothing changes nothing");
}

int main(void)
{
	test_invitation();
	test_change();
	test_cancellation();
	test_agenda();
	test_papers();
	test_files();
	test_reminder();
	test_reminder_moved();
	test_nobody();
	test_organization();
	test_quiet();
	test_pace();
	test_over();
	test_scope();
	return done();
}
