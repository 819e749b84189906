/* held_calls: what a secretary sees of mails that wait, lets through and takes away. */
#include "bridges/mail/held_calls.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/held_sweep.h"
#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/inbox.h"
#include "tests/unit/notation.h"

static struct inbox inbox;
static char said[1700000]; /* an answer of 786,432 bytes in hexadecimal */

static void from(const char *address)
{
	memcpy(inbox.parcel.from, address, strlen(address) + 1);
}

static void file(const char *name, uint32_t bytes, bool is_allowed)
{
	struct parcel_file *one = &inbox.parcel.files[inbox.parcel.file_count++];

	memcpy(one->name, name, strlen(name) + 1);
	memcpy(one->type, "application/pdf", 16);
	one->bytes = bytes;
	one->is_allowed = is_allowed;
}

/* The id of the nth mail that is held. */
static const char *id(uint32_t n)
{
	static char text[4][2 * VB_RECORD_ID_BYTES + 1];
	const struct mailroom_row *row = mailroom_row(&inbox.room, VB_TABLE_HELD, n);

	if (row == NULL)
		return "00000000";
	hex_format(row->key.data, row->key.size, text[n]);
	return text[n];
}

/* Asks, with args in notation; the answer in notation, or the name of the error. */
static const char *ask(const char *call, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

static const char *ask(const char *call, const char *format, ...)
{
	char text[1000];
	struct buf args, out, notation;
	struct acting_mail mail = { .now_ms = inbox.now_ms, .role = INBOX_ROLE };
	struct acts acts;
	va_list values;
	int err;

	va_start(values, format);
	(void)vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	buf_init(&args, 1000);
	buf_init(&out, 1u << 20);
	buf_init(&notation, 3u << 20);
	notation_pack(text, &args);
	acts_begin(&acts);
	inbox.story[0] = '\0';
	if (strcmp(call, "list") == 0)
		err = held_calls_list(&inbox.room.drawer, buf_span(&args), &out);
	else if (strcmp(call, "show") == 0)
		err = held_calls_show(&inbox.room.drawer, buf_span(&args), &out);
	else if (strcmp(call, "file") == 0)
		err = held_calls_file(&inbox.room.drawer, buf_span(&args), &out);
	else if (strcmp(call, "drop") == 0)
		err = held_calls_drop(&inbox.room.drawer, buf_span(&args), &acts, &out);
	else
		err = held_calls_release(&mail, &inbox.room.drawer, buf_span(&args), &acts);
	if (err == 0 && out.size > 0)
		notation_write(buf_span(&out), &notation);
	(void)snprintf(said, sizeof(said), "%s",
	               err != 0            ? err_name(err)
	               : notation.size > 0 ? (const char *)notation.data
	                                   : "");
	if (err == 0)
		(void)inbox_apply(&inbox, &acts);
	acts_release(&acts);
	buf_release(&args);
	buf_release(&out);
	buf_release(&notation);
	return said;
}

static void test_show(void)
{
	char want[1000];

	inbox_open(&inbox);
	is_str(ask("list", "{}"), "{'items':[]}", "nobody waits");
	inbox_mail(&inbox, "Wann ist die Sitzung?");
	from("eve@evil.example");
	memcpy(inbox.parcel.from_name, "Eve", 4);
	memcpy(inbox.parcel.subject, "Frage", 6);
	file("Bild.pdf", 100, true);
	file("x.exe", 5, false);
	(void)inbox_deliver(&inbox);
	(void)snprintf(
		want, sizeof(want),
		"{'items':[{'bytes':126,'files':2,'from':'eve@evil.example','fromName':'Eve',"
		"'id':'%s','received':1796000000000,'subject':'Frage','why':'stranger'}]}",
		id(0));
	is_str(ask("list", "{}"), want, "a stranger");
	(void)snprintf(want, sizeof(want),
	               "{'bytes':126,'from':'eve@evil.example','fromName':'Eve','id':'%s','items':["
	               "{'allowed':true,'bytes':100,'name':'Bild.pdf','number':1,"
	               "'type':'application/pdf'},{'allowed':false,'bytes':5,'name':'x.exe',"
	               "'number':2,'type':'application/pdf'}],'received':1796000000000,"
	               "'subject':'Frage','text':'Wann ist die Sitzung?','why':'stranger'}",
	               id(0));
	is_str(ask("show", "{'id':'%.6s'}", id(0)), want, "shown by the beginning of its id");
	is_str(ask("show", "{'id':'%s'}", id(0)), want, "and by all of it");
	is_str(ask("show", "{'id':'%.5s'}", id(0)), want, "an odd number of digits");
	is_str(ask("show", "{'id':'%.3s'}", id(0)), "AMBIGUOUS", "too short");
	is_str(ask("show", "{'id':'%.4s%c'}", id(0), id(0)[4] == '0' ? '1' : '0'), "NOT_FOUND",
	       "another one");
	is_str(ask("show", "{'id':'xyzw'}"), "NOT_FOUND", "no id");
	is_str(ask("show", "{}"), "MALFORMED", "no id at all");
	inbox_close(&inbox);

	inbox_open(&inbox);
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_NO, "Nein");
	inbox.parcel.trust = PARCEL_FAIL;
	(void)inbox_deliver(&inbox);
	(void)snprintf(want, sizeof(want),
	               "{'items':[{'answer':'no','bytes':4,'does':'reply','files':0,"
	               "'from':'amina@post.example','fromName':'Amina','id':'%s',"
	               "'person':'a1000000000000000000000000000007','personName':'Amina Haddad',"
	               "'received':1796000000000,'subject':'',"
	               "'target':'11000000000000000000000000000007','targetName':'Sitzung',"
	               "'why':'unconfirmed'}]}",
	               id(0));
	is_str(ask("list", "{}"), want, "an answer that nobody vouches for");
	inbox_close(&inbox);
}

static void test_pages(void)
{
	char first[2 * VB_RECORD_ID_BYTES + 1];
	uint64_t count;
	unsigned seen = 0;
	const char *at;

	inbox_open(&inbox);
	for (int i = 0; i < 3; i++) {
		inbox_mail(&inbox, "Hallo");
		from("eve@evil.example");
		(void)inbox_deliver(&inbox);
	}
	is_err(held_calls_count(&inbox.room.drawer, &count), 0, "counted");
	is_u64(count, 3, "three");
	memcpy(first, id(1), sizeof(first));
	at = strstr(ask("list", "{'limit':2}"), "'next':'");
	ok(at != NULL && strncmp(at + 8, first, strlen(first)) == 0,
	   "next: the last one of the page");
	for (at = ask("list", "{'after':'%s'}", first); (at = strstr(at, "'id':")) != NULL; at++)
		seen++;
	is_int(seen, 1, "the last page has the third");
	ok(strstr(said, "next") == NULL, "and no next");
	is_str(ask("list", "{'after':'x'}"), "MALFORMED", "after what is no id");
	inbox_close(&inbox);
}

static void test_release(void)
{
	inbox_open(&inbox);
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	inbox_word(&inbox, PARCEL_WORD_NO, "Nein");
	inbox.parcel.trust = PARCEL_FAIL;
	(void)inbox_deliver(&inbox);
	is_str(ask("release", "{'id':'%s'}", id(0)), "", "released");
	is_str(inbox.story, " | reply m1 sa no amina | released | receipt amina no in 24h",
	       "what it would do is done, and its person told");
	is_int(mailroom_count(&inbox.room, VB_TABLE_HELD), 0, "it waits no more");
	inbox_close(&inbox);

	inbox_open(&inbox);
	inbox_mail(&inbox, "Wann ist die Sitzung?");
	from("eve@evil.example");
	memset(inbox.parcel.from_name, 0, sizeof(inbox.parcel.from_name));
	file("Bild.pdf", 100, true);
	(void)inbox_deliver(&inbox);
	is_str(ask("release", "{'id':'%s'}", id(0)), "BAD_VALUE", "a stranger needs a target");
	is_str(ask("release", "{'id':'%s','target':'43'}", id(0)), "BAD_VALUE", "a whole one");
	is_int(mailroom_count(&inbox.room, VB_TABLE_HELD), 1, "it still waits");
	is_str(ask("release", "{'id':'%s','target':'43000000000000000000000000000007'}", id(0)), "",
	       "released to an item");
	is_str(inbox.story, " | post item3 itself 'Wann ist die Sitzung?' | held files",
	       "said there; its file still waits, and no mail goes to a stranger");
	is_str(ask("release", "{'id':'%s','target':'43000000000000000000000000000007'}", id(0)), "",
	       "a second time");
	is_str(inbox.written, " | post item3 itself 'Wann ist die Sitzung?'",
	       "it is said once: the same mark");
	inbox_close(&inbox);

	inbox_open(&inbox);
	inbox_mail(&inbox, "");
	from("eve@evil.example");
	file("Bild.pdf", 100, true);
	(void)inbox_deliver(&inbox);
	is_str(ask("release", "{'id':'%s','target':'43000000000000000000000000000007'}", id(0)),
	       "BAD_VALUE", "without a text there is nothing to say");
	is_str(ask("release", "{'id':'00000000'}"), "NOT_FOUND", "nothing of that id");
	inbox_close(&inbox);
}

static void put_pieces(uint32_t bytes)
{
	const struct mailroom_row *row = mailroom_row(&inbox.room, VB_TABLE_HELD, 0);
	static uint8_t piece[VB_HELD_PIECE_BYTES];
	uint8_t key[VB_HELD_PIECE_KEY_BYTES];
	struct drawer_batch batch;
	struct record_id held;

	memcpy(held.b, row->key.data, sizeof(held.b));
	drawer_begin(&batch);
	for (uint32_t i = 0; i < held_mail_piece_count(bytes); i++) {
		uint32_t left = bytes - i * VB_HELD_PIECE_BYTES;

		memset(piece, 'a' + (int)i, sizeof(piece));
		held_mail_piece_key(&held, 0, i, key);
		drawer_put(&batch, VB_TABLE_QUARANTINE, span_of(key, sizeof(key)),
		           span_of(piece, left < sizeof(piece) ? left : sizeof(piece)), NULL);
	}
	is_err(drawer_commit(&inbox.room.drawer, &batch), 0, "pieces");
	drawer_release(&batch);
}

/* 800,000 bytes are 16 pieces, 786,432 bytes, and a part of a 17th. */
static void test_file(void)
{
	const char *at;

	inbox_open(&inbox);
	inbox_mail(&inbox, "");
	file("Bild.pdf", 800000, true);
	file("x.exe", 5, false);
	(void)inbox_deliver(&inbox);
	put_pieces(800000);
	at = strstr(ask("file", "{'id':'%s','number':1}", id(0)), ",'name'");
	is_str(at, ",'name':'Bild.pdf','next':786432}", "the first part");
	at = ask("file", "{'at':786432,'id':'%s','number':1}", id(0));
	is_str(strstr(at, ",'name'"), ",'name':'Bild.pdf'}", "the last part has no next");
	is_int(strspn(at + strlen("{'data':x'"), "71"), (800000 - 786432) * 2, "its bytes: q");
	is_str(ask("file", "{'id':'%s','number':2}", id(0)), "NOT_FOUND", "not kept");
	is_str(ask("file", "{'id':'%s','number':3}", id(0)), "NOT_FOUND", "no such file");
	is_str(ask("file", "{'id':'%s','number':0}", id(0)), "NOT_FOUND", "counted from 1");
	is_str(ask("file", "{'at':1,'id':'%s','number':1}", id(0)), "OUT_OF_RANGE",
	       "in the middle of a piece");
	ok(strncmp(ask("drop", "{'id':'%s'}", id(0)), "{'id':'", 7) == 0, "dropped");
	is_int(mailroom_count(&inbox.room, VB_TABLE_QUARANTINE), 0, "its pieces are gone");
	is_int(mailroom_count(&inbox.room, VB_TABLE_HELD), 0, "so is the mail");
	inbox_close(&inbox);
}

static void test_sweep(void)
{
	struct drawer_batch batch;
	uint64_t kept = 0;
	bool is_done;

	inbox_open(&inbox);
	inbox_mail(&inbox, "");
	(void)inbox_token(&inbox, PURPOSE_REPLY, "amina", "m1", MAILING_INVITATION);
	file("Bild.pdf", 800000, true);
	(void)inbox_deliver(&inbox);
	put_pieces(800000);
	inbox.now_ms += 29 * INBOX_DAY;
	inbox_mail(&inbox, "Hallo");
	from("eve@evil.example");
	file("Bild.pdf", 77, true);
	(void)inbox_deliver(&inbox);
	drawer_begin(&batch);
	is_err(held_sweep(&inbox.room.drawer, inbox.now_ms, 30, &batch, &is_done), 0, "29 days");
	is_err(drawer_commit(&inbox.room.drawer, &batch), 0, "written");
	is_int(mailroom_count(&inbox.room, VB_TABLE_HELD), 2, "both wait");
	inbox.now_ms += INBOX_DAY;
	is_err(held_sweep(&inbox.room.drawer, inbox.now_ms, 30, &batch, &is_done), 0, "30 days");
	ok(is_done, "that was all");
	is_err(drawer_commit(&inbox.room.drawer, &batch), 0, "written");
	is_int(mailroom_count(&inbox.room, VB_TABLE_HELD), 1, "the older one is gone");
	is_int(mailroom_count(&inbox.room, VB_TABLE_QUARANTINE), 0, "with its pieces");
	is_err(drawer_get_u64(&inbox.room.drawer, VB_TABLE_CAPS, span_of_str(VB_HELD_KEPT), &kept),
	       0, "counted");
	is_u64(kept, 77, "bytes that are left");
	is_int(mailroom_count(&inbox.room, VB_TABLE_SEEN), 2, "marks stay");
	is_int(mailroom_count(&inbox.room, VB_TABLE_TOKENS), 1, "a token that is valid stays");
	inbox.now_ms += 31 * INBOX_DAY;
	is_err(held_sweep(&inbox.room.drawer, inbox.now_ms, 30, &batch, &is_done), 0, "61 days");
	is_err(drawer_commit(&inbox.room.drawer, &batch), 0, "written");
	is_int(mailroom_count(&inbox.room, VB_TABLE_SEEN), 1, "the older mark is gone");
	is_int(mailroom_count(&inbox.room, VB_TABLE_TOKENS), 0, "the token has expired");
	drawer_release(&batch);
	inbox_close(&inbox);
}

int main(void)
{
	test_show();
	test_pages();
	test_release();
	test_file();
	test_sweep();
	return done();
}
