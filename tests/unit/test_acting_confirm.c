/* acting_hold: what waits for a yes; automatic mails one a day; attachments; the same mail twice; a crash at every step. */
#include <string.h>

#include "bridges/mail/subscriber.h"
#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/inbox.h"

static struct inbox inbox;

static void wait_already(uint64_t count)
{
	struct drawer_batch batch;

	drawer_begin(&batch);
	drawer_put_u64(&batch, VB_TABLE_CAPS, span_of_str(VB_HELD_WAITING), count);
	is_err(drawer_commit(&inbox.room.drawer, &batch), 0, "so many wait");
	drawer_release(&batch);
}

static void keep_already(uint64_t bytes)
{
	struct drawer_batch batch;

	drawer_begin(&batch);
	drawer_put_u64(&batch, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT), bytes);
	is_err(drawer_commit(&inbox.room.drawer, &batch), 0, "so much is kept");
	drawer_release(&batch);
}

static void from(const char *address)
{
	memcpy(inbox.parcel.from, address, strlen(address) + 1);
}

/* The id of the mail that is held: the nth. */
static const uint8_t *held_id(uint32_t n)
{
	const struct mailroom_row *row = mailroom_row(&inbox.room, VB_TABLE_HELD, n);

	return row != NULL ? row->key.data : (const uint8_t *)"0123456789abcdef";
}

/* Somebody answers for Amina, who is asked. */
static void ask(enum parcel_word word, const char *text, const char *matter, enum mailing_kind kind)
{
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", matter, kind);
	inbox_word(&inbox, word, text);
	from("eve@evil.example");
	(void)inbox_deliver(&inbox);
	is_int(inbox.verdict, ACTED_ASKED, "asked");
}

static const char *answer(enum parcel_word word, const char *text)
{
	inbox_mail(&inbox, "");
	(void)inbox_token_key(&inbox, PURPOSE_CONFIRM, "amina", "m1", MAILING_CONFIRM, held_id(0));
	inbox_word(&inbox, word, text);
	return inbox_deliver(&inbox);
}

static void test_confirm(void)
{
	inbox_open(&inbox);
	ask(PARCEL_WORD_NO, "Nein", "m1", MAILING_INVITATION);
	inbox.now_ms += 2 * INBOX_DAY;
	is_str(answer(PARCEL_WORD_YES, "Ja"),
	       "confirmed | reply m1 sa no amina | released | receipt amina no", "yes, it was me");
	is_str(answer(PARCEL_WORD_YES, "Ja"), "noted", "a second yes does nothing");
	inbox_close(&inbox);

	inbox_open(&inbox);
	ask(PARCEL_WORD_NO, "Nein", "m1", MAILING_INVITATION);
	is_str(answer(PARCEL_WORD_NO, "Nein"), "withdrawn | released", "no, it was not");
	is_str(inbox.written, "", "nothing was ever written");
	inbox_close(&inbox);

	inbox_open(&inbox);
	ask(PARCEL_NO_WORD, "Ich trete aus", "msg", MAILING_MESSAGE);
	inbox.now_ms += 2 * INBOX_DAY;
	is_str(answer(PARCEL_WORD_YES, "Ja"),
	       "confirmed | post item3 amina to msg 'Ich trete aus' | released", "what was said");
	inbox_close(&inbox);

	inbox_open(&inbox);
	ask(PARCEL_WORD_YES, "Ja", "m1", MAILING_INVITATION);
	inbox.now_ms += 2 * INBOX_DAY;
	is_str(answer(PARCEL_NO_WORD, "Was soll das?"), "noted | note amina unclear",
	       "neither yes nor no");
	is_int(mailroom_count(&inbox.room, VB_TABLE_HELD), 1, "it still waits");
	inbox.now_ms += 9 * INBOX_DAY;
	is_str(answer(PARCEL_WORD_YES, "Ja"), "noted | note amina over", "the meeting is over");
	is_str(inbox.written, "", "nothing was written");
	inbox_close(&inbox);

	inbox_open(&inbox);
	ask(PARCEL_WORD_YES, "Ja", "m1", MAILING_INVITATION);
	inbox_mail(&inbox, "");
	(void)inbox_token_key(&inbox, PURPOSE_REPLY, "amina", "none", MAILING_CONFIRM, held_id(0));
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	is_str(inbox_deliver(&inbox), "held | held thread", "a token to reply confirms nothing");
	inbox_mail(&inbox, "");
	(void)inbox_token_key(&inbox, PURPOSE_CONFIRM, "amina", "m1", MAILING_CONFIRM, held_id(0));
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	inbox.parcel.flags = PARCEL_AUTOMATIC;
	is_str(inbox_deliver(&inbox), "nothing", "nor does a machine");
	inbox_close(&inbox);
}

/* Somebody without a record is asked whether they want the newsletter (subscriber.h). */
static void subscribe(enum parcel_word word, const char *want, const char *name)
{
	struct subscriber asked = { .address = "verein@post.example", .since_ms = INBOX_NOW };
	struct drawer_batch batch;

	inbox_open(&inbox);
	drawer_begin(&batch);
	subscriber_put(&batch, &asked);
	is_err(drawer_commit(&inbox.room.drawer, &batch), 0, "asked");
	drawer_release(&batch);
	(void)inbox_token(&inbox, PURPOSE_CONFIRM, "verein", "none", MAILING_CONFIRM);
	inbox_word(&inbox, word, "...");
	is_str(inbox_deliver(&inbox), want, "%s", name);
}

static void test_subscriber(void)
{
	struct subscriber found = { .is_confirmed = false };

	subscribe(PARCEL_WORD_YES, "confirmed | receipt verein@post.example start", "yes");
	is_err(subscriber_find(&inbox.room.drawer, "verein@post.example", &found), 0, "there");
	ok(found.is_confirmed, "who gets it from now on");
	inbox_close(&inbox);
	subscribe(PARCEL_WORD_NO, "withdrawn | subscriber gone", "no");
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_CONFIRM, "verein", "none", MAILING_CONFIRM);
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	is_str(inbox_deliver(&inbox), "noted | note verein@post.example over", "yes, but too late");
	inbox_close(&inbox);
}

/* At most one automatic mail in 24 hours to an address. */
static void test_cap(void)
{
	inbox_open(&inbox);
	ask(PARCEL_WORD_NO, "Nein", "m1", MAILING_INVITATION);
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	is_str(inbox_deliver(&inbox), "reply | reply m1 sa yes amina | receipt amina yes in 24h",
	       "a receipt waits");
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m2", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_NO, "Nein");
	is_str(inbox_deliver(&inbox),
	       "reply | reply m2 sa no amina | reply m2 sa2 no amina | receipt amina no in 24h of "
	       "2",
	       "and a second one goes with it");
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_AGENDA);
	is_str(inbox_deliver(&inbox), "noted", "a note is left out");
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_AGENDA);
	inbox_word(&inbox, PARCEL_WORD_NO, "Nein");
	from("eve@evil.example");
	is_str(inbox_deliver(&inbox), "asked | held unconfirmed | reply m1 sa no amina",
	       "a question, too, when something waits already");
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "boris", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_NO, "Nein");
	from("boris@post.example");
	is_str(inbox_deliver(&inbox), "reply | reply m1 sb no boris | receipt boris no",
	       "others are not kept waiting");
	inbox.now_ms += 3 * INBOX_DAY;
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	is_str(inbox_deliver(&inbox), "reply | reply m1 sa yes amina | receipt amina yes",
	       "days later at once");
	inbox_close(&inbox);
}

static void file(const char *name, uint32_t bytes, bool is_allowed)
{
	struct parcel_file *one = &inbox.parcel.files[inbox.parcel.file_count++];

	memcpy(one->name, name, strlen(name) + 1);
	memcpy(one->type, "application/pdf", 16);
	one->bytes = bytes;
	one->is_allowed = is_allowed;
}

static uint64_t kept(void)
{
	uint64_t bytes = 0;

	if (drawer_get_u64(&inbox.room.drawer, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT), &bytes) !=
	    0)
		return UINT64_MAX;
	return bytes;
}

static void test_files(void)
{
	inbox_open(&inbox);
	inbox_mail(&inbox, "Anbei der Bericht");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "msg", MAILING_MESSAGE);
	file("Bericht.pdf", 100000, true);
	file("Bericht.exe", 5, false);
	is_str(inbox_deliver(&inbox),
	       "post | post item3 amina to msg 'Anbei der Bericht' | keep 0 | held files",
	       "said, with attachments in quarantine, but of no type that is not allowed");
	inbox_mail(&inbox, "");
	file("Virus.pdf", 100, true);
	from("eve@evil.example");
	is_str(inbox_deliver(&inbox), "held | keep 0 | held stranger", "of a stranger");
	is_u64(kept(), 100100, "so many bytes");
	keep_already(VB_HELD_STRANGERS_FILES_MAX_BYTES - 100);
	inbox_mail(&inbox, "");
	file("Gross.pdf", 101, true);
	file("Klein.pdf", 100, true);
	is_str(inbox_deliver(&inbox), "held | keep 1 | held stranger",
	       "what does not fit is kept by name alone");
	is_u64(kept(), VB_HELD_STRANGERS_FILES_MAX_BYTES, "strangers have half of the room");
	keep_already(VB_HELD_FILES_MAX_BYTES - 100);
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "msg", MAILING_MESSAGE);
	file("Gross.pdf", 101, true);
	file("Klein.pdf", 100, true);
	is_str(inbox_deliver(&inbox), "held | keep 1 | held files", "the rest is for who is known");
	is_u64(kept(), VB_HELD_FILES_MAX_BYTES, "full");
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "msg", MAILING_MESSAGE);
	file("Bericht.exe", 5, false);
	is_str(inbox_deliver(&inbox), "held | held files", "nothing but an attachment");
	inbox_close(&inbox);
}

/* A file that waits does not go away with the yes. */
static void test_confirmed_files(void)
{
	inbox_open(&inbox);
	inbox_mail(&inbox, "Anbei");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "msg", MAILING_MESSAGE);
	file("Bericht.pdf", 100000, true);
	inbox.parcel.trust = PARCEL_FAIL;
	is_str(inbox_deliver(&inbox),
	       "asked | keep 0 | held unconfirmed | post item3 amina to msg | confirm amina post",
	       "asked");
	is_str(answer(PARCEL_WORD_YES, "Ja"),
	       "confirmed | post item3 amina to msg 'Anbei' | held files", "the file waits on");
	inbox_close(&inbox);

	inbox_open(&inbox);
	inbox_mail(&inbox, "Anbei");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "msg", MAILING_MESSAGE);
	file("Bericht.pdf", 100000, true);
	inbox.parcel.trust = PARCEL_FAIL;
	(void)inbox_deliver(&inbox);
	is_str(answer(PARCEL_WORD_NO, "Nein"),
	       "withdrawn | released | piece gone | piece gone | piece gone",
	       "100,000 bytes are three pieces of 49,152");
	is_u64(kept(), 0, "none is counted any more");
	inbox_close(&inbox);
}

/* *keeps: how many files of it are kept. */
static enum acting_verdict unreadable(uint8_t number, uint32_t bytes, size_t *keeps)
{
	struct hash hash = { { number } };
	enum acting_verdict verdict = ACTED_NOTHING;
	struct acts acts;

	acts_begin(&acts);
	is_err(acting_unreadable(&hash, bytes, inbox.now_ms, &inbox.room.drawer, &acts, &verdict),
	       0, "decided");
	is_err(drawer_commit(&inbox.room.drawer, &acts.batch), 0, "written");
	*keeps = acts.keep_count;
	acts_release(&acts);
	return verdict;
}

static void test_pieces(void)
{
	const size_t at_once = (size_t)2 * VB_HELD_PIECE_BYTES;

	is_int(held_mail_left(100000, 0, at_once), at_once, "a file of three pieces: two of them");
	is_int(held_mail_left(100000, 2, at_once), 100000 - at_once, "the rest");
	is_int(held_mail_left((uint32_t)at_once, 2, at_once), 0, "no more than it has");
	is_int(held_mail_left(5, UINT32_MAX, at_once), 0, "however many were taken");
}

static uint64_t waiting(void)
{
	uint64_t count = 0;

	is_err(drawer_get_u64(&inbox.room.drawer, VB_TABLE_CAPS, span_of_str(VB_HELD_WAITING),
	                      &count),
	       0, "asked");
	return count;
}

/* What the reading program dies of comes from strangers. */
static void test_unreadable(void)
{
	size_t keeps;

	inbox_open(&inbox);
	is_int(unreadable(1, 1000, &keeps), ACTED_HELD, "held");
	is_int(unreadable(1, 1000, &keeps), ACTED_SEEN, "the same bytes once more");
	is_u64(waiting(), 1, "are one mail");
	is_u64(kept(), 1000, "of that size");
	keep_already(VB_HELD_STRANGERS_FILES_MAX_BYTES - 1000);
	is_int(unreadable(2, 1001, &keeps), ACTED_HELD, "what does not fit is held by name");
	is_int(keeps, 0, "alone");
	wait_already(VB_HELD_STRANGERS_MAX - 1);
	is_int(unreadable(3, 1, &keeps), ACTED_HELD, "the last one that there is room for");
	is_int(unreadable(4, 1, &keeps), ACTED_FULL, "no more than of other strangers");
	is_u64(waiting(), VB_HELD_STRANGERS_MAX, "so that who is known has room");
	inbox_close(&inbox);
}

static void test_twice(void)
{
	inbox_open(&inbox);
	inbox_mail(&inbox, "");
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	memcpy(inbox.recipients[1], inbox.recipients[0], sizeof(inbox.recipients[0]));
	memcpy(inbox.recipients[0], INBOX_ROLE, sizeof(INBOX_ROLE));
	inbox.recipient_count = 2;
	is_str(inbox_deliver(&inbox), "reply | reply m1 sa yes amina | receipt amina yes",
	       "to the role address and to the token: the token counts");
	inbox.parcel.hops = 7;
	inbox.recipient_count = 1;
	is_str(inbox_deliver(&inbox), "seen", "the same by IMAP, with more Received lines");
	inbox_word(&inbox, PARCEL_WORD_NO, "Nein");
	is_str(inbox_deliver(&inbox), "held | held stranger",
	       "another text under the same Message-ID is another mail");
	inbox_close(&inbox);

	inbox_open(&inbox);
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	inbox.now_ms += 41 * INBOX_DAY;
	is_str(inbox_deliver(&inbox), "held | held expired", "a token that has expired");
	inbox_close(&inbox);
}

static void test_full(void)
{
	inbox_open(&inbox);
	wait_already(VB_HELD_STRANGERS_MAX - 1);
	inbox_mail(&inbox, "Hallo");
	from("eve@evil.example");
	is_str(inbox_deliver(&inbox), "held | held stranger",
	       "the last one that there is room for");
	inbox_mail(&inbox, "Hallo");
	from("eve@evil.example");
	is_str(inbox_deliver(&inbox), "full", "of strangers no more are kept");
	ask(PARCEL_WORD_NO, "Nein", "m1", MAILING_INVITATION);
	wait_already(VB_HELD_MAX);
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "boris", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_NO, "Nein");
	is_str(inbox_deliver(&inbox), "full", "nobody is asked about what is not kept");
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_YES, "Ja");
	file("Bericht.pdf", 100, true);
	is_str(inbox_deliver(&inbox), "reply | reply m1 sa yes amina | receipt amina yes in 24h",
	       "what is vouched for is done, without its file");
	inbox_close(&inbox);
}

static void test_bridges(void)
{
	inbox_open(&inbox);
	inbox_mail(&inbox, "Tagesordnung");
	inbox.parcel.flags = PARCEL_OWN;
	memcpy(inbox.parcel.origin, "ourbridge", 10);
	is_str(inbox_deliver(&inbox), "nothing", "our own mail");
	inbox_mail(&inbox, "Tagesordnung");
	inbox.parcel.flags = PARCEL_OWN;
	memcpy(inbox.parcel.origin, "another", 8);
	is_str(inbox_deliver(&inbox), "held | held bridge", "another office's, by hand");
	inbox_mail(&inbox, "Tagesordnung");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "msg", MAILING_MESSAGE);
	inbox.parcel.flags = PARCEL_OWN | PARCEL_AUTOMATIC;
	memcpy(inbox.parcel.origin, "another", 8);
	is_str(inbox_deliver(&inbox), "nothing",
	       "another office's bridge never speaks in a thread");
	inbox_mail(&inbox, "Tagesordnung");
	inbox.parcel.flags = PARCEL_OWN;
	inbox.parcel.hops = 9;
	memcpy(inbox.parcel.origin, "another", 8);
	is_str(inbox_deliver(&inbox), "nothing", "it goes in circles");
	inbox_mail(&inbox, "Ich!");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "msg", MAILING_MESSAGE);
	inbox.parcel.hops = 31;
	is_str(inbox_deliver(&inbox), "nothing", "so does anything with 31 Received lines");
	inbox.parcel.hops = 30;
	is_str(inbox_deliver(&inbox), "seen", "it was decided");
	inbox_mail(&inbox, "Ich!");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "msg", MAILING_MESSAGE);
	inbox.parcel.hops = 30;
	is_str(inbox_deliver(&inbox), "post | post item3 amina to msg 'Ich!'", "30 are a long way");
	inbox_close(&inbox);
}

static void test_recipient(void)
{
	static const uint8_t other[VB_MAIL_KEY_BYTES] = { 9 };
	static const uint8_t key[VB_MAIL_KEY_BYTES] = { 3, 1, 4, 1, 5 };
	struct span keys[] = { { key, sizeof(key) }, { other, sizeof(other) } };
	enum acting_recipient got;
	const char *address;

	inbox_open(&inbox);
	address = inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
#define IS(recipient, which, now, want, name)                                                      \
	is_err(acting_recipient(recipient, INBOX_ROLE, keys[which], now, &inbox.room.drawer,       \
	                        &got),                                                             \
	       0, "asked");                                                                        \
	is_int(got, want, name)
	IS(address, 0, INBOX_NOW, TAKE_IT, "a token of ours");
	IS(INBOX_ROLE, 0, INBOX_NOW, TAKE_IT, "the role address");
	IS("postmaster@stadt.example", 0, INBOX_NOW, REFUSE_UNKNOWN, "another address");
	IS("beirat+news@stadt.example", 0, INBOX_NOW, REFUSE_UNKNOWN, "another detail");
	IS("beirat+r.aaaaaaaaaaaaaaaaaaaaaaaaaa@stadt.example", 0, INBOX_NOW, REFUSE_EXPIRED,
	   "a token that nobody made");
	IS(address, 1, INBOX_NOW, REFUSE_EXPIRED, "hashed with another key");
	IS(address, 0, INBOX_NOW + 40 * INBOX_DAY, REFUSE_EXPIRED, "one that has expired");
	inbox_close(&inbox);
}

/* The bridge dies at every step of a mail and gets it anew: the office and the drawer end alike. */
static void test_crash(void)
{
	char whole[INBOX_STORY_BYTES];
	uint32_t queued = 0;

	for (unsigned step = 0; step <= 5; step++) {
		inbox_open(&inbox);
		(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m2", MAILING_INVITATION);
		inbox_word(&inbox, PARCEL_WORD_YES, "Ja, mit Kind");
		file("Bericht.pdf", 100000, true);
		inbox.crash_at = step;
		(void)inbox_deliver(&inbox);
		inbox.crash_at = 0;
		(void)inbox_deliver(&inbox);
		if (step == 0) {
			memcpy(whole, inbox.written, sizeof(whole));
			is_str(whole,
			       " | reply m2 sa yes amina 'Ja, mit Kind'"
			       " | reply m2 sa2 yes amina 'Ja, mit Kind'",
			       "without a crash");
			queued = mailroom_count(&inbox.room, VB_TABLE_QUEUE);
			is_int(queued, 1, "one receipt");
		}
		is_str(inbox.written, whole, "step %u: the office", step);
		is_int(mailroom_count(&inbox.room, VB_TABLE_QUEUE), queued, "step %u: the queue",
		       step);
		is_int(mailroom_count(&inbox.room, VB_TABLE_HELD), 1, "step %u: what is held",
		       step);
		is_int(mailroom_count(&inbox.room, VB_TABLE_SEEN), 1, "step %u: seen", step);
		inbox_close(&inbox);
	}
}

int main(void)
{
	test_confirm();
	test_subscriber();
	test_cap();
	test_files();
	test_confirmed_files();
	test_twice();
	test_unreadable();
	test_pieces();
	test_full();
	test_bridges();
	test_recipient();
	test_crash();
	return done();
}
