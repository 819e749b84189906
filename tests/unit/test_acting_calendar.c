/* acting_reply: answers of calendars (RFC 5546, and what clients make of it): whose, about what, older and newer. */
#include <string.h>

#include "bridges/mail/tables.h"
#include "bridges/mail/told.h"
#include "tests/tap.h"
#include "tests/unit/inbox.h"

#define AMINA "amina@post.example"
#define YES PARCEL_WORD_YES
#define NO PARCEL_WORD_NO
#define MAYBE PARCEL_WORD_MAYBE
#define DELEGATED 4u

static struct inbox inbox;

/* Both were invited to a meeting at their addresses, Amina before at an older one. The mail goes to the role address. */
static void invited(void)
{
	inbox_open(&inbox);
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	(void)inbox_token(&inbox, PURPOSE_REPLY, "boris", "m1", MAILING_INVITATION);
	inbox_mail(&inbox, "");
}

static void was_reached(const char *address, const char *who)
{
	uint8_t key[VB_MAIL_REACHED_BYTES];
	struct record_id person = inbox_id(who);
	struct drawer_batch batch;

	mail_token_reached(address, &person, key);
	drawer_begin(&batch);
	drawer_put(&batch, VB_TABLE_REACHED, span_of(key, sizeof(key)), span_of("", 0), &person);
	is_err(drawer_commit(&inbox.room.drawer, &batch), 0, "%s was reached at %s", who, address);
	drawer_release(&batch);
}

/* Amina was last told of the meeting with that SEQUENCE. */
static void tell(uint32_t sequence)
{
	struct record_id meeting = inbox_id("m1"), amina = inbox_id("amina");
	uint8_t key[VB_TOLD_KEY_BYTES];
	struct drawer_batch batch;
	struct buf value;
	struct told told;

	told_init(&told);
	told.sequence = sequence;
	told_key(&meeting, &amina, key);
	buf_init(&value, 1000);
	told_encode(&told, &value);
	drawer_begin(&batch);
	drawer_put(&batch, VB_TABLE_TOLD, span_of(key, sizeof(key)), buf_span(&value), &amina);
	is_err(drawer_commit(&inbox.room.drawer, &batch), 0, "she was told");
	drawer_release(&batch);
	buf_release(&value);
}

static void delivers(const char *want, const char *name)
{
	is_str(inbox_deliver(&inbox), want, "%s", name);
	inbox_close(&inbox);
}

static void from(const char *address)
{
	memcpy(inbox.parcel.from, address, strlen(address) + 1);
}

static void test_answers(void)
{
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	delivers("reply | reply m1 sa yes amina | receipt amina yes", "accepted");
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, NO);
	delivers("reply | reply m1 sa no amina | receipt amina no", "declined");
	invited();
	(void)inbox_answer(&inbox, "m1", "Amina@POST.example", MAYBE);
	delivers("reply | reply m1 sa maybe amina | receipt amina maybe",
	         "tentative, other letters");
	invited();
	memcpy(inbox_answer(&inbox, "m1", AMINA, YES)->comment, "Komme um 7", 11);
	delivers("reply | reply m1 sa yes amina 'Komme um 7' | receipt amina yes", "COMMENT");
	invited();
	inbox_word(&inbox, PARCEL_NO_WORD, "Bringe Saft mit");
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	delivers("reply | reply m1 sa yes amina 'Bringe Saft mit' | receipt amina yes",
	         "written by hand above it");
	invited();
	inbox_word(&inbox, PARCEL_NO_WORD, "Amina has accepted this invitation.");
	inbox.parcel.flags |= PARCEL_AUTOMATIC;
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	delivers("reply | reply m1 sa yes amina | receipt amina yes",
	         "what a calendar server writes by itself is left out, its answer counts");
	invited();
	inbox.parcel.flags |= PARCEL_BULK;
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	delivers("nothing", "of a list");
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, PARCEL_NO_WORD);
	delivers("nothing", "NEEDS-ACTION says nothing");
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, DELEGATED);
	delivers("held | held delegated", "DELEGATED is for a person");
	inbox_open(&inbox);
	from("verein@post.example");
	(void)inbox_answer(&inbox, "m1", "verein@post.example", YES);
	delivers("reply | reply m1 so yes itself | receipt verein@post.example yes",
	         "an organization");
}

static void test_whose(void)
{
	invited();
	(void)inbox_answer(&inbox, "m1", "eve@evil.example", YES);
	from("eve@evil.example");
	delivers("held | held attendee", "nobody whom we invited");
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, NO);
	from("eve@evil.example");
	delivers("asked | held unconfirmed | reply m1 sa no amina | confirm amina no",
	         "somebody else answers for her");
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, NO);
	inbox.parcel.trust = PARCEL_FAIL;
	delivers("asked | held unconfirmed | reply m1 sa no amina | confirm amina no",
	         "a server of Google sends it, DMARC fails: it only suggests");
	invited();
	(void)inbox_answer(&inbox, "m1", "boris@post.example", NO);
	delivers("asked | held unconfirmed | reply m1 sb no boris | confirm boris no",
	         "a member answers for another one");
	invited();
	was_reached("amina@alt.example", "amina");
	(void)inbox_answer(&inbox, "m1", "amina@alt.example", YES);
	delivers("reply | reply m1 sa yes amina | receipt amina yes",
	         "at an address to which we wrote before");
	invited();
	was_reached("amina@alt.example", "amina");
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	from("amina@alt.example");
	delivers("reply | reply m1 sa yes amina | receipt amina yes", "from such an address");
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	(void)inbox_answer(&inbox, "m1", "amina@privat.example", YES);
	delivers("reply | reply m1 sa yes amina | receipt amina yes",
	         "all of her own addresses: the one that we know");
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	(void)inbox_answer(&inbox, "m1", "boris@post.example", YES);
	delivers("held | held mixed", "for two of ours");
	invited();
	was_reached("amina@alt.example", "amina");
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	(void)inbox_answer(&inbox, "m1", "amina@alt.example", NO);
	delivers("held | held mixed", "yes and no");
}

static void test_several(void)
{
	invited();
	was_reached("paar@post.example", "amina");
	was_reached("paar@post.example", "boris");
	from("paar@post.example");
	(void)inbox_answer(&inbox, "m1", "paar@post.example", YES);
	delivers("held | held mixed", "an address of two");
	invited();
	was_reached("paar@post.example", "amina");
	was_reached("paar@post.example", "boris");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "boris", "m1", MAILING_INVITATION);
	from("paar@post.example");
	(void)inbox_answer(&inbox, "m1", "paar@post.example", YES);
	delivers("reply | reply m1 sb yes boris | receipt boris yes",
	         "an address of two, and a token");
	invited();
	(void)inbox_token(&inbox, PURPOSE_REPLY, "boris", "m1", MAILING_INVITATION);
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	delivers("held | held mixed", "the token of another");
}

static void test_uid(void)
{
	invited();
	memcpy(inbox_answer(&inbox, "m1", AMINA, YES)->uid, "040000008200E00074C5B7101A82E008", 33);
	delivers("held | held stranger", "a UID of somebody else");
	invited();
	inbox_answer(&inbox, "m1", AMINA, YES)->uid[33] = '6';
	delivers("held | held attendee", "a meeting of another committee");
	invited();
	(void)inbox_answer(&inbox, "lost", AMINA, YES);
	delivers("held | held attendee", "a meeting that is not there");
	invited();
	(void)inbox_answer(&inbox, "cancelled", AMINA, YES);
	delivers("noted | note amina over", "a meeting that was cancelled");
	invited();
	(void)inbox_answer(&inbox, "closed", AMINA, YES);
	delivers("noted | note amina over", "a meeting that was closed");
	invited();
	(void)inbox_answer(&inbox, "past", AMINA, NO);
	delivers("noted | note amina over", "a meeting that is over");
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	(void)inbox_answer(&inbox, "m2", AMINA, NO);
	delivers("reply | reply m1 sa yes amina | reply m2 sa no amina | reply m2 sa2 no amina"
	         " | receipt amina yes of 2",
	         "two meetings in one mail");
}

/* RFC 5546, 2.1.5: (SEQUENCE, DTSTAMP). */
static void test_older(void)
{
	struct parcel_answer *answer;

	invited();
	answer = inbox_answer(&inbox, "m1", AMINA, YES);
	is_str(inbox_deliver(&inbox), "reply | reply m1 sa yes amina | receipt amina yes", "first");
	inbox_mail(&inbox, "");
	answer = inbox_answer(&inbox, "m1", AMINA, NO);
	answer->stamp_ms = inbox.now_ms - 2000;
	is_str(inbox_deliver(&inbox), "old", "an older DTSTAMP");
	inbox_mail(&inbox, "");
	answer = inbox_answer(&inbox, "m1", AMINA, NO);
	answer->sequence = 1;
	answer->stamp_ms = inbox.now_ms;
	is_str(inbox_deliver(&inbox), "old", "an older SEQUENCE, whatever its DTSTAMP");
	inbox_mail(&inbox, "");
	(void)inbox_answer(&inbox, "m1", AMINA, NO);
	is_str(inbox_deliver(&inbox), "reply | reply m1 sa no amina | receipt amina no in 24h",
	       "the same DTSTAMP: copied by the client; a receipt a day");
	inbox_mail(&inbox, "");
	answer = inbox_answer(&inbox, "m1", AMINA, YES);
	answer->stamp_ms = inbox.now_ms + 90 * INBOX_DAY;
	is_str(inbox_deliver(&inbox), "reply | reply m1 sa yes amina | receipt amina yes in 24h",
	       "a DTSTAMP of a clock that goes wrong");
	inbox.now_ms += 1000;
	inbox_mail(&inbox, "");
	answer = inbox_answer(&inbox, "m1", AMINA, NO);
	answer->stamp_ms = inbox.now_ms;
	is_str(inbox_deliver(&inbox), "reply | reply m1 sa no amina | receipt amina no in 23h",
	       "does not lock the person out");
	inbox_close(&inbox);

	invited();
	answer = inbox_answer(&inbox, "m1", AMINA, YES);
	answer->sequence = 1;
	tell(3);
	delivers("reply | reply m1 sa yes amina | receipt amina yes moved",
	         "for the time before: it counts, and the receipt says that the time changed");
	invited();
	(void)inbox_answer(&inbox, "m1", AMINA, YES);
	tell(2);
	delivers("reply | reply m1 sa yes amina | receipt amina yes",
	         "for the time as it was told");
	invited();
	answer = inbox_answer(&inbox, "m1", "boris@post.example", YES);
	from("boris@post.example");
	is_str(inbox_deliver(&inbox), "reply | reply m1 sb yes boris | receipt boris yes",
	       "of another");
	inbox_mail(&inbox, "");
	inbox_answer(&inbox, "m1", AMINA, YES)->stamp_ms = inbox.now_ms - 5000;
	delivers("reply | reply m1 sa yes amina | receipt amina yes",
	         "what another one answered makes nothing old");
}

int main(void)
{
	test_answers();
	test_whose();
	test_several();
	test_uid();
	test_older();
	return done();
}
