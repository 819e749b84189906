/* mail_calendar: whose answer counts and who is asked, by what changed (RFC 5546); the rest is judged in tests/blackbox/21-mail-golden.t. */
#include "bridges/mail/mail_calendar.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/mailbag.h"

static struct mailbag bag;
static char text[1 << 16];

/* The object with its folded lines joined. */
static void write_calendar(void)
{
	struct buf out;
	size_t size = 0;

	buf_init(&out, sizeof(text) - 1);
	is_err(mail_calendar_write(&bag.order, &out), 0, "a calendar object");
	for (size_t i = 0; i < out.size; i++) {
		if (i + 2 < out.size && memcmp(out.data + i, "\r\n ", 3) == 0)
			i += 2;
		else
			text[size++] = (char)out.data[i];
	}
	text[size] = '\0';
	buf_release(&out);
}

static void test_answers(void)
{
	static const struct {
		enum mailing_kind kind;
		enum matter_answer answer;
		const char *partstat;
		bool is_asked;
	} rows[] = {
		{ MAILING_INVITATION, MATTER_NO_ANSWER, "NEEDS-ACTION", true },
		{ MAILING_INVITATION, MATTER_YES, "ACCEPTED", false },
		{ MAILING_AGENDA, MATTER_YES, "ACCEPTED", false },
		{ MAILING_AGENDA, MATTER_NO, "DECLINED", false },
		{ MAILING_AGENDA, MATTER_MAYBE, "TENTATIVE", false },
		{ MAILING_AGENDA, MATTER_NO_ANSWER, "NEEDS-ACTION", true },
		{ MAILING_AGENDA, MATTER_DELEGATED, "NEEDS-ACTION", false },
		{ MAILING_CHANGE, MATTER_YES, "NEEDS-ACTION", true },
		{ MAILING_CHANGE, MATTER_NO, "NEEDS-ACTION", true },
		{ MAILING_CHANGE, MATTER_DELEGATED, "NEEDS-ACTION", true },
		{ MAILING_CANCELLATION, MATTER_YES, "ACCEPTED", false },
		{ MAILING_CANCELLATION, MATTER_NO_ANSWER, "NEEDS-ACTION", false },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char partstat[64] = "PARTSTAT=";

		mailbag_fill(&bag, rows[i].kind, TONGUE_DE);
		bag.people[1].answer = rows[i].answer;
		write_calendar();
		memcpy(partstat + 9, rows[i].partstat, strlen(rows[i].partstat) + 1);
		ok(strstr(text, partstat) != NULL, "row %zu: %s", i, partstat);
		is_int(strstr(text, "RSVP=TRUE") != NULL, rows[i].is_asked, "row %zu: asked or not",
		       i);
	}
}

/* Somebody with two seats answers for each; whose seat is gone is still who they are. */
static void test_seats(void)
{
	struct matter_person people[3];

	mailbag_fill(&bag, MAILING_AGENDA, TONGUE_DE);
	memcpy(people, bag.people, sizeof(bag.people));
	people[2] = people[1];
	people[2].seat.b[0] = 0xff;
	people[1].answer = MATTER_YES;
	people[2].answer = MATTER_NO;
	bag.matters[0].people = people;
	bag.matters[0].person_count = 3;
	write_calendar();
	ok(strstr(text, "PARTSTAT=ACCEPTED") != NULL, "the answer of this seat");
	bag.mailing.seat = people[2].seat;
	write_calendar();
	ok(strstr(text, "PARTSTAT=DECLINED") != NULL, "the answer of the other one");
	bag.mailing.seat.b[1] = 0xff;
	write_calendar();
	ok(strstr(text, "PARTSTAT=ACCEPTED") != NULL, "of a seat that is gone, that of another");
}

static void test_times(void)
{
	char uid[VB_MAIL_UID_BYTES];

	mailbag_fill(&bag, MAILING_INVITATION, TONGUE_DE);
	mail_calendar_uid(&bag.matters[0], uid);
	is_str(uid, "01935a10203028292a2b2c2d2e2f3031@abcdef0102030405.verbund",
	       "the same UID as in the calendar of `verbund`");
	ok(mail_calendar_is_wanted(&bag.order), "a meeting with a time stands in a calendar");
	bag.mailing.stamp_ms = VB_MAILBAG_NOW_MS + 5000;
	bag.matters[0].end_ms = 0;
	write_calendar();
	ok(strstr(text, "DTSTAMP:20261117T090005Z") != NULL, "the stamp of the mailing");
	ok(strstr(text, "DTEND") == NULL, "no end that nobody said");
	bag.matters[0].zone = "Asia/Damascus";
	write_calendar();
	ok(strstr(text, "\r\nDTSTART:20261201T170000Z\r\n") != NULL,
	   "another zone is the time of the world");
	bag.matters[0].start_ms = 0;
	ok(!mail_calendar_is_wanted(&bag.order), "without a time it stands in none");
	mailbag_fill(&bag, MAILING_REMINDER, TONGUE_DE);
	ok(!mail_calendar_is_wanted(&bag.order), "nor does a reminder");
}

int main(void)
{
	test_answers();
	test_seats();
	test_times();
	return done();
}
