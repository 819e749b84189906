/* acting_bounce: bounces counted as RFC 3464 tells them, tests, and people who want no more mail. */
#include <string.h>

#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/inbox.h"

static struct inbox inbox;

/* A mail to the address for bounces of what Amina was sent. */
static const char *bounce(uint32_t flags, unsigned class, unsigned action)
{
	inbox_mail(&inbox, "Undelivered Mail Returned to Sender");
	(void)inbox_token(&inbox, PURPOSE_BOUNCE, "amina", "m1", MAILING_INVITATION);
	memcpy(inbox.parcel.from, "mailer-daemon@post.example", 27);
	inbox.parcel.trust = PARCEL_UNKNOWN;
	inbox.parcel.flags = flags;
	inbox.parcel.bounce_class = (uint8_t) class;
	inbox.parcel.bounce_action = (uint8_t)action;
	return inbox_deliver(&inbox);
}

#define REPORT (PARCEL_REPORT | PARCEL_AUTOMATIC | PARCEL_NO_RETURN)

static const struct {
	const char *name;
	uint32_t flags;
	unsigned class, action;
	const char *want;
} kinds[] = {
	{ "5.1.1 failed: Postfix", REPORT, 5, 1, "bounce | wishes 0 score 2" },
	{ "4.4.1 failed after days: Exim", REPORT, 4, 1, "bounce | wishes 0 score 1" },
	{ "5.x without an action", REPORT, 5, 0, "bounce | wishes 0 score 2" },
	{ "failed without a status", REPORT, 0, 1, "bounce | wishes 0 score 1" },
	{ "a report that says nothing", REPORT, 0, 0, "bounce | wishes 0 score 1" },
	{ "delayed: it is still tried", REPORT, 4, 2, "nothing" },
	{ "delivered, relayed or expanded", REPORT, 2, 3, "nothing" },
	{ "2.x that says failed", REPORT, 2, 1, "nothing" },
	{ "qmail: a text without a report", PARCEL_NO_RETURN, 0, 0, "bounce | wishes 0 score 1" },
	{ "an absence, as RFC 3834 has it", PARCEL_AUTOMATIC | PARCEL_NO_RETURN, 0, 0, "nothing" },
	{ "somebody writes there by hand", 0, 0, 0, "nothing" },
};

static void test_kinds(void)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		inbox_open(&inbox);
		is_str(bounce(kinds[i].flags, kinds[i].class, kinds[i].action), kinds[i].want, "%s",
		       kinds[i].name);
		inbox_close(&inbox);
	}
}

static void test_score(void)
{
	inbox_open(&inbox);
	is_str(bounce(REPORT, 5, 1), "bounce | wishes 0 score 2", "hard");
	is_str(bounce(REPORT, 4, 1), "bounce | wishes 0 score 3", "and soft");
	is_str(inbox_deliver(&inbox), "seen", "the same report twice counts once");
	is_str(bounce(REPORT, 4, 1), "bounce | wishes 0 score 4 paused", "with 4 it pauses");
	inbox.now_ms += 31 * INBOX_DAY;
	is_str(bounce(REPORT, 4, 1), "bounce | wishes 0 score 3 paused",
	       "half after 30 days; only a person lifts the pause");
	inbox_close(&inbox);

	inbox_open(&inbox);
	is_str(bounce(REPORT, 5, 1), "bounce | wishes 0 score 2", "two of 4");
	inbox.now_ms += 30 * INBOX_DAY;
	is_str(bounce(REPORT, 5, 1), "bounce | wishes 0 score 3", "30 days later: 1, and 2");
	inbox.now_ms += 30 * INBOX_DAY - 1;
	is_str(bounce(REPORT, 4, 1), "bounce | wishes 0 score 4 paused", "a moment before 30 days");
	inbox_close(&inbox);
}

static void test_other_purposes(void)
{
	inbox_open(&inbox);
	(void)inbox_token(&inbox, PURPOSE_BOUNCE, "amina", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	is_str(inbox_deliver(&inbox), "nothing", "no reply by the address for bounces");
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_BOUNCE, "amina", "none", MAILING_TEST);
	inbox.parcel.flags = REPORT;
	is_str(inbox_deliver(&inbox), "test | test b", "a test mail comes back");
	inbox_mail(&inbox, "Kam an");
	(void)inbox_token(&inbox, PURPOSE_TEST, "amina", "none", MAILING_TEST);
	is_str(inbox_deliver(&inbox), "test | test r", "a test mail is answered");
	inbox_mail(&inbox, "Ja");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	inbox.recipients[0][sizeof("beirat+") - 1] = 'u';
	is_str(inbox_deliver(&inbox), "held | held expired",
	       "a token to reply takes nobody off the list");
	inbox_close(&inbox);
}

static const char *stop(enum mail_purpose purpose, const char *who, enum mailing_kind kind)
{
	inbox_mail(&inbox, "");
	inbox.parcel.flags = PARCEL_UNSUBSCRIBE;
	if (purpose != PURPOSE_NONE)
		(void)inbox_token(&inbox, purpose, who, "none", kind);
	return inbox_deliver(&inbox);
}

/* Bits: agenda 1, reminder 2, messages 4, requests 8, newsletter 16. */
static void test_stop(void)
{
	inbox_open(&inbox);
	is_str(stop(PURPOSE_UNSUBSCRIBE, "amina", MAILING_NEWSLETTER),
	       "unsubscribed | wishes 16 score 0 | receipt amina stop", "of the newsletter");
	is_str(stop(PURPOSE_UNSUBSCRIBE, "amina", MAILING_MESSAGE),
	       "unsubscribed | wishes 20 score 0 | receipt amina stop in 24h",
	       "of discussions, too");
	is_str(stop(PURPOSE_UNSUBSCRIBE, "amina", MAILING_INVITATION),
	       "unsubscribed | wishes 31 score 0 | receipt amina stop in 24h",
	       "of all that is not an invitation");
	is_str(bounce(REPORT, 4, 1), "bounce | wishes 31 score 1", "bounces leave the wishes");
	inbox_close(&inbox);

	inbox_open(&inbox);
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_UNSUBSCRIBE, "amina", "none", MAILING_REMINDER);
	inbox.parcel.trust = PARCEL_FAIL;
	inbox.parcel.flags = PARCEL_AUTOMATIC;
	memcpy(inbox.parcel.from, "unsubscribe@provider.example", 29);
	is_str(inbox_deliver(&inbox), "unsubscribed | wishes 2 score 0 | receipt amina stop",
	       "a provider writes for the reader: the token says who");
	is_str(stop(PURPOSE_UNSUBSCRIBE, "verein", MAILING_NEWSLETTER),
	       "unsubscribed | subscriber gone", "a subscriber without a record");
	is_str(stop(PURPOSE_NONE, NULL, 0), "unsubscribed | subscriber gone",
	       "by the word, from an address that the server vouches for");
	is_str(stop(PURPOSE_REPLY, "amina", MAILING_MESSAGE),
	       "unsubscribed | wishes 6 score 0 | receipt amina stop in 24h",
	       "by the word, in a reply");
	is_str(stop(PURPOSE_REPLY, "boris", MAILING_MESSAGE), "held | held unconfirmed",
	       "by the word, for somebody else");
	is_str(stop(PURPOSE_UNSUBSCRIBE, "gone", MAILING_MESSAGE), "nothing",
	       "somebody who is gone");
	inbox_close(&inbox);
}

int main(void)
{
	test_kinds();
	test_score();
	test_other_purposes();
	test_stop();
	return done();
}
