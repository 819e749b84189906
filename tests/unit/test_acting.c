/* acting: every rule of who may do what by mail (SPEC.md 13.6), as a mail and what it does. */
#include "bridges/mail/acting.h"

#include <string.h>

#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/inbox.h"

#define UNVOUCHED PARCEL_FAIL

struct rule {
	const char *name;
	const char *who, *matter; /* of a token for a reply; NULL: none, to the role address */
	enum mailing_kind kind;
	enum parcel_word word;
	const char *text;
	const char *from; /* NULL: Amina's */
	uint32_t flags;
	enum parcel_trust trust;
	const char *want;
};

#define YES PARCEL_WORD_YES
#define NO PARCEL_WORD_NO
#define MAYBE PARCEL_WORD_MAYBE
#define NONE PARCEL_NO_WORD
#define PASS PARCEL_PASS

static const struct rule words[] = {
	{ "yes to an invitation", "amina", "m1", MAILING_INVITATION, YES, "Ja", NULL, 0, PASS,
	  "reply | reply m1 sa yes amina | receipt amina yes" },
	{ "no to a change", "amina", "m1", MAILING_CHANGE, NO, "Nein", NULL, 0, PASS,
	  "reply | reply m1 sa no amina | receipt amina no" },
	{ "maybe to a reminder", "amina", "m1", MAILING_REMINDER, MAYBE, "belki", NULL, 0, PASS,
	  "reply | reply m1 sa maybe amina | receipt amina maybe" },
	{ "yes to an agenda", "amina", "m1", MAILING_AGENDA, YES, "yes", NULL, 0, PASS,
	  "reply | reply m1 sa yes amina | receipt amina yes" },
	{ "a changed mind after a receipt", "amina", "m1", MAILING_RECEIPT, NO, "nein", NULL, 0,
	  PASS, "reply | reply m1 sa no amina | receipt amina no" },
	{ "a word and more", "amina", "m1", MAILING_INVITATION, YES, "Ja\n\nmit Kind", NULL, 0,
	  PASS, "reply | reply m1 sa yes amina 'mit Kind' | receipt amina yes" },
	{ "of every seat of the person", "amina", "m2", MAILING_INVITATION, YES, "ja", NULL, 0,
	  PASS, "reply | reply m2 sa yes amina | reply m2 sa2 yes amina | receipt amina yes" },
	{ "yes to a request", "amina", "req", MAILING_REQUEST, YES, "так", NULL, 0, PASS,
	  "reply | answer req yes amina | receipt amina offer" },
	{ "no to a request", "amina", "req", MAILING_REQUEST, NO, "ні", NULL, 0, PASS,
	  "reply | answer req no amina | receipt amina decline" },
	{ "maybe to a request is for a person", "amina", "req", MAILING_REQUEST, MAYBE, "belki",
	  NULL, 0, PASS, "held | held thread" },
	{ "yes to a request, and words", "amina", "req", MAILING_REQUEST, YES, "ja\nab 18 Uhr",
	  NULL, 0, PASS, "reply | answer req yes amina 'ab 18 Uhr' | receipt amina offer" },
	{ "a request that is closed", "amina", "oldreq", MAILING_REQUEST, YES, "ja", NULL, 0, PASS,
	  "noted | note amina over" },
	{ "a request that asked somebody else", "boris", "req", MAILING_REQUEST, YES, "ja",
	  "boris@post.example", 0, PASS, "held | held seat" },
	{ "yes in a discussion is said", "amina", "msg", MAILING_MESSAGE, YES, "Ja", NULL, 0, PASS,
	  "post | post item3 amina to msg 'Ja'" },
	{ "no to a cancellation is said", "amina", "m1", MAILING_CANCELLATION, NO, "Nein", NULL, 0,
	  PASS, "post | post m1 amina 'Nein'" },
	{ "a meeting that was cancelled", "amina", "cancelled", MAILING_INVITATION, YES, "Ja", NULL,
	  0, PASS, "noted | note amina over" },
	{ "a meeting that was closed", "amina", "closed", MAILING_INVITATION, YES, "Ja", NULL, 0,
	  PASS, "noted | note amina over" },
	{ "a meeting that is over, and words", "amina", "past", MAILING_INVITATION, NO,
	  "Nein, leider", NULL, 0, PASS, "noted | note amina over | held over" },
	{ "a meeting that is over, not vouched for", "amina", "past", MAILING_INVITATION, NO,
	  "Nein", NULL, 0, UNVOUCHED, "nothing" },
	{ "a meeting that is gone", "amina", "lost", MAILING_INVITATION, YES, "Ja", NULL, 0, PASS,
	  "noted | note amina over" },
	{ "a meeting in which the person has no seat any more", "gone", "m1", MAILING_INVITATION,
	  YES, "Ja", "gone@post.example", 0, PASS, "held | held stranger" },
	{ "an organization answers for itself", "verein", "m1", MAILING_INVITATION, YES, "Ja",
	  "Verein@post.example", 0, PASS,
	  "reply | reply m1 so yes itself | receipt verein@post.example yes" },
};

static const struct rule trust[] = {
	{ "a token, the right From, and DMARC fails", "amina", "m1", MAILING_INVITATION, YES, "Ja",
	  NULL, 0, UNVOUCHED,
	  "asked | held unconfirmed | reply m1 sa yes amina | confirm amina yes" },
	{ "the server says nothing", "amina", "m1", MAILING_INVITATION, YES, "Ja", NULL, 0,
	  PARCEL_UNKNOWN, "asked | held unconfirmed | reply m1 sa yes amina | confirm amina yes" },
	{ "somebody else has the token", "amina", "m1", MAILING_INVITATION, NO, "Nein",
	  "eve@evil.example", 0, PASS,
	  "asked | held unconfirmed | reply m1 sa no amina | confirm amina no" },
	{ "another member has it", "amina", "m1", MAILING_INVITATION, NO, "Nein",
	  "boris@post.example", 0, PASS,
	  "asked | held unconfirmed | reply m1 sa no amina | confirm amina no" },
	{ "no From, or several", "amina", "m1", MAILING_INVITATION, NO, "Nein", "", 0, PASS,
	  "asked | held unconfirmed | reply m1 sa no amina | confirm amina no" },
	{ "the address in other letters", "amina", "m1", MAILING_INVITATION, NO, "Nein",
	  "AMINA@Post.Example", 0, PASS, "reply | reply m1 sa no amina | receipt amina no" },
	{ "an address that only begins so", "amina", "m1", MAILING_INVITATION, NO, "Nein",
	  "amina@post.example.evil", 0, PASS,
	  "asked | held unconfirmed | reply m1 sa no amina | confirm amina no" },
	{ "a post in the name of another", "amina", "msg", MAILING_MESSAGE, NONE, "Ich trete aus",
	  "eve@evil.example", 0, PASS,
	  "asked | held unconfirmed | post item3 amina to msg | confirm amina post" },
	{ "an answer to a request in the name of another", "amina", "req", MAILING_REQUEST, YES,
	  "ja", "eve@evil.example", 0, PASS,
	  "asked | held unconfirmed | answer req yes amina | confirm amina offer" },
	{ "no token: a stranger", NULL, NULL, 0, YES, "Ja", "eve@evil.example", 0, PASS,
	  "held | held stranger" },
	{ "no token: somebody we know, too", NULL, NULL, 0, YES, "Ja", NULL, 0, PASS,
	  "held | held stranger" },
	{ "a person whose record is gone", "gone", "msg", MAILING_MESSAGE, NONE, "Noch da?",
	  "gone@post.example", 0, PASS, "held | held stranger" },
};

static const struct rule says[] = {
	{ "an answer to a message", "amina", "msg", MAILING_MESSAGE, NONE, "Ich!", NULL, 0, PASS,
	  "post | post item3 amina to msg 'Ich!'" },
	{ "to a message in the committee's own thread", "amina", "msg2", MAILING_MESSAGE, NONE,
	  "Ich!", NULL, 0, PASS, "post | post rat amina to msg2 'Ich!'" },
	{ "to an agenda", "amina", "m1", MAILING_AGENDA, NONE, "Wer kommt?", NULL, 0, PASS,
	  "post | post m1 amina 'Wer kommt?'" },
	{ "to an item of an agenda", "amina", "m1", MAILING_AGENDA, NONE,
	  "TOP 3.1: Wer bezahlt das?", NULL, 0, PASS,
	  "post | post item3 amina 'TOP 3.1: Wer bezahlt das?'" },
	{ "to an item that there is not", "amina", "m1", MAILING_AGENDA, NONE, "TOP 9: Was?", NULL,
	  0, PASS, "post | post m1 amina 'TOP 9: Was?'" },
	{ "to a paper", "amina", "paper", MAILING_PAPERS, NONE, "Zu teuer", NULL, 0, PASS,
	  "post | post paper amina 'Zu teuer'" },
	{ "to an invitation without an answer: asked which", "amina", "m1", MAILING_INVITATION,
	  NONE, "Wo ist das?", NULL, 0, PASS,
	  "post | post m1 amina 'Wo ist das?' | note amina unclear" },
	{ "to a digest: it does not say about what", "amina", "none", MAILING_DIGEST, NONE,
	  "Gut so", NULL, 0, PASS, "held | held thread" },
	{ "to a duty", "amina", "duty", MAILING_DUTY, NONE, "Ist fertig", NULL, 0, PASS,
	  "held | held thread" },
	{ "to a request, in words", "amina", "req", MAILING_REQUEST, NONE, "Wann denn?", NULL, 0,
	  PASS, "held | held thread" },
	{ "nothing at all", "amina", "m1", MAILING_AGENDA, NONE, "", NULL, 0, PASS,
	  "noted | note amina empty" },
	{ "nothing at all, of a stranger", "amina", "m1", MAILING_AGENDA, NONE, "",
	  "eve@evil.example", 0, PASS, "nothing" },
};

static const struct rule loops[] = {
	{ "an absence", "amina", "m1", MAILING_INVITATION, NONE, "Bin im Urlaub", NULL,
	  PARCEL_AUTOMATIC, PASS, "nothing" },
	{ "an absence that begins with yes", "amina", "m1", MAILING_INVITATION, YES, "Ja", NULL,
	  PARCEL_AUTOMATIC, PASS, "nothing" },
	{ "a list", "amina", "m1", MAILING_INVITATION, YES, "Ja", NULL, PARCEL_BULK, PASS,
	  "nothing" },
	{ "without a return path", "amina", "m1", MAILING_INVITATION, YES, "Ja", NULL,
	  PARCEL_NO_RETURN, PASS, "nothing" },
	{ "a report to the wrong address", "amina", "m1", MAILING_INVITATION, NONE, "failed", NULL,
	  PARCEL_REPORT, PASS, "nothing" },
	{ "of our own address", NULL, NULL, 0, YES, "Ja", INBOX_ROLE, 0, PASS, "nothing" },
	{ "of our own address in capitals", NULL, NULL, 0, YES, "Ja", "BEIRAT@STADT.EXAMPLE", 0,
	  PASS, "nothing" },
	{ "winmail.dat", "amina", "m1", MAILING_INVITATION, NONE, "", NULL, PARCEL_TNEF, PASS,
	  "noted | note amina tnef | held tnef" },
	{ "winmail.dat beside a text", "amina", "msg", MAILING_MESSAGE, NONE, "Ich!", NULL,
	  PARCEL_TNEF, PASS, "post | post item3 amina to msg 'Ich!'" },
	{ "encrypted", "amina", "m1", MAILING_INVITATION, NONE, "", NULL, PARCEL_ENCRYPTED, PASS,
	  "noted | note amina encrypted | held encrypted" },
	{ "encrypted, of a stranger: nobody is answered", NULL, NULL, 0, NONE, "",
	  "eve@evil.example", PARCEL_ENCRYPTED, PASS, "held | held encrypted" },
	{ "another time is proposed", "amina", "m1", MAILING_INVITATION, NONE, "", NULL,
	  PARCEL_COUNTER | PARCEL_CALENDAR, PASS, "noted | note amina counter | held counter" },
	{ "winmail.dat of a machine: not answered", "amina", "m1", MAILING_INVITATION, NONE, "",
	  NULL, PARCEL_TNEF | PARCEL_NO_RETURN, PASS, "nothing" },
};

static void test_rules(const char *topic, const struct rule *rules, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct rule *rule = &rules[i];
		static struct inbox inbox;

		inbox_open(&inbox);
		if (rule->who != NULL)
			(void)inbox_token(&inbox, PURPOSE_REPLY, rule->who, rule->matter,
			                  rule->kind);
		inbox_word(&inbox, rule->word, rule->text);
		if (rule->from != NULL)
			memcpy(inbox.parcel.from, rule->from, strlen(rule->from) + 1);
		inbox.parcel.flags = rule->flags;
		inbox.parcel.trust = rule->trust;
		is_str(inbox_deliver(&inbox), rule->want, "%s: %s", topic, rule->name);
		is_str(inbox_deliver(&inbox), "seen", "%s: %s: again", topic, rule->name);
		inbox_close(&inbox);
	}
}

/* A digest tells of much; which of it is answered say In-Reply-To and References (compose.h). */
static void test_references(void)
{
	static const struct {
		const char *id, *want;
	} cases[] = {
		{ "<message/31000000000000000000000000000007/0a1b2c3d@stadt.example>",
		  "post | post item3 amina to msg 'Ich!'" },
		{ "<meeting/11000000000000000000000000000007/0a1b2c3d@stadt.example>",
		  "post | post m1 amina 'Ich!'" },
		{ "<message/31000000000000000000000000000007/0a1b2c3d@andere.example>",
		  "held | held thread" },
		{ "<message/39000000000000000000000000000007/0a1b2c3d@stadt.example>",
		  "held | held thread" },
		{ "<duty/71000000000000000000000000000007/0a1b2c3d@stadt.example>",
		  "held | held thread" },
		{ "<1@post.example>", "held | held thread" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		static struct inbox inbox;

		inbox_open(&inbox);
		(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "none", MAILING_DIGEST);
		inbox_word(&inbox, PARCEL_NO_WORD, "Ich!");
		memcpy(inbox.parcel.references[0], "<digest/00@stadt.example>", 26);
		memcpy(inbox.parcel.references[1], cases[i].id, strlen(cases[i].id) + 1);
		inbox.parcel.reference_count = 2;
		is_str(inbox_deliver(&inbox), cases[i].want, "%s", cases[i].id);
		inbox_close(&inbox);
	}
}

static void test_seats(void)
{
	static struct inbox inbox;
	struct record_id amina = inbox_id("amina");

	inbox_open(&inbox);
	inbox.seat = "sa2";
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m2", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	is_str(inbox_deliver(&inbox), "reply | reply m2 sa2 yes amina | receipt amina yes",
	       "a mail about one of two seats answers for that one");
	inbox_close(&inbox);

	inbox_open(&inbox);
	inbox.seat = "sb";
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	is_str(inbox_deliver(&inbox), "held | held seat", "the seat is somebody else's by now");
	inbox_close(&inbox);

	inbox_open(&inbox);
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	mailroom_erase(&inbox.room, &amina);
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	is_str(inbox_deliver(&inbox), "held | held expired",
	       "the person was erased, with the token");
	inbox_mail(&inbox, "");
	(void)inbox_answer(&inbox, "m1", "amina@post.example", PARCEL_WORD_YES);
	is_str(inbox_deliver(&inbox), "held | held attendee", "nor does a calendar answer for her");
	inbox_close(&inbox);
}

#define RULES(table) test_rules(#table, table, sizeof(table) / sizeof((table)[0]))

int main(void)
{
	RULES(words);
	RULES(trust);
	RULES(says);
	RULES(loops);
	test_references();
	test_seats();
	return done();
}
