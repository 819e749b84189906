/* held_mail: rows of mails that wait, with what they would do, as bytes and back; keys of pieces. */
#include "bridges/mail/held_mail.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static void fill(struct held_mail *held)
{
	*held = (struct held_mail){ .id = { { 1 } },
		                    .reason = HELD_UNCONFIRMED,
		                    .at_ms = 1796000000000,
		                    .from = "eve@evil.example",
		                    .from_name = "Амина",
		                    .subject = "Re: Einladung",
		                    .message_id = "<1@evil.example>",
		                    .trust = PARCEL_FAIL,
		                    .person = { { 2 } },
		                    .about = { MATTER_MEETING, { { 3 } }, { { 4 } } },
		                    .act_count = 2,
		                    .file_count = 2 };
	held->acts[0] = (struct act){ .kind = ACT_REPLY,
		                      .once = { 5 },
		                      .target = held->about,
		                      .seat = { { 6 } },
		                      .person = held->person,
		                      .answer = MATTER_MAYBE,
		                      .sequence = 7,
		                      .stamp_ms = 1795999999000,
		                      .text = strdup("mit Kind") };
	held->acts[1] = (struct act){ .kind = ACT_POST,
		                      .in_reply_to = { { 8 } },
		                      .name = strdup("Amina Haddad") };
	held->files[0] = (struct held_mail_file){ "Bericht.pdf", "application/pdf", 100000, true };
	held->files[1] = (struct held_mail_file){ "x.exe", "application/octet-stream", 9, false };
	buf_init(&held->text, VB_PARCEL_TEXT_MAX_BYTES);
	buf_put(&held->text, "Ja\nmit Kind", 11);
}

static void test_row(void)
{
	struct held_mail held, back;
	struct buf out;
	unsigned odd = 0;

	fill(&held);
	buf_init(&out, 65536);
	held_mail_encode(&held, &out);
	is_int(out.err, 0, "written");
	is_err(held_mail_decode(span_of(held.id.b, sizeof(held.id.b)), buf_span(&out), &back), 0,
	       "read");
	ok(back.reason == HELD_UNCONFIRMED && back.at_ms == held.at_ms &&
	           back.trust == PARCEL_FAIL && record_id_is_equal(&back.id, &held.id) &&
	           record_id_is_equal(&back.person, &held.person),
	   "what it is");
	is_str(back.from, held.from, "from");
	is_str(back.from_name, held.from_name, "name");
	is_str(back.subject, held.subject, "subject");
	is_str(back.message_id, held.message_id, "id");
	ok(span_is_equal(buf_span(&back.text), buf_span(&held.text)), "text");
	ok(back.about.subject == MATTER_MEETING && back.about.id.b[0] == 3 &&
	           back.about.space.b[0] == 4,
	   "about");
	is_int(back.act_count, 2, "acts");
	ok(back.acts[0].kind == ACT_REPLY && back.acts[0].once[0] == 5 &&
	           back.acts[0].seat.b[0] == 6 && back.acts[0].answer == MATTER_MAYBE &&
	           back.acts[0].sequence == 7 && back.acts[0].stamp_ms == 1795999999000 &&
	           back.acts[0].name == NULL,
	   "a reply");
	is_str(back.acts[0].text, "mit Kind", "its comment");
	ok(back.acts[1].kind == ACT_POST && back.acts[1].text == NULL &&
	           back.acts[1].in_reply_to.b[0] == 8,
	   "a post");
	is_str(back.acts[1].name, "Amina Haddad", "who says it");
	ok(back.file_count == 2 && back.files[0].bytes == 100000 && back.files[0].is_kept &&
	           !back.files[1].is_kept,
	   "files");
	is_str(back.files[1].name, "x.exe", "a name");
	held_mail_release(&back);
	for (size_t size = 0; size < out.size; size++) {
		odd += held_mail_decode(span_of(held.id.b, sizeof(held.id.b)),
		                        span_of(out.data, size), &back) == 0;
		held_mail_release(&back);
	}
	is_int(odd, 0, "no part of it is a row");
	is_err(held_mail_decode(span_of("short", 5), buf_span(&out), &back), VB_ERR_MALFORMED,
	       "another key");
	held_mail_release(&back);
	held_mail_release(&held);
	buf_release(&out);
}

/* All that may be there at once fits into a row of the drawer. */
static void test_largest(void)
{
	struct held_mail held = { .reason = HELD_MIXED, .file_count = VB_PARCEL_FILES_MAX };
	struct buf out;

	memset(held.from, 'a', sizeof(held.from) - 1);
	memset(held.from_name, 'a', sizeof(held.from_name) - 1);
	memset(held.subject, 'a', sizeof(held.subject) - 1);
	memset(held.message_id, 'a', sizeof(held.message_id) - 1);
	buf_init(&held.text, VB_PARCEL_TEXT_MAX_BYTES);
	memset(buf_extend(&held.text, VB_PARCEL_TEXT_MAX_BYTES), 'a', VB_PARCEL_TEXT_MAX_BYTES);
	for (size_t i = 0; i < VB_PARCEL_FILES_MAX; i++) {
		memset(held.files[i].name, 'a', sizeof(held.files[i].name) - 1);
		memset(held.files[i].type, 'a', sizeof(held.files[i].type) - 1);
	}
	for (; held.act_count < VB_HELD_ACTS_MAX; held.act_count++) {
		struct act *act = &held.acts[held.act_count];

		*act = (struct act){ .kind = ACT_REPLY,
			             .name = malloc(401),
			             .text = malloc(VB_ACT_COMMENT_MAX_BYTES + 1) };
		memset(act->name, 'a', 400);
		act->name[400] = '\0';
		memset(act->text, 'a', VB_ACT_COMMENT_MAX_BYTES);
		act->text[VB_ACT_COMMENT_MAX_BYTES] = '\0';
	}
	buf_init(&out, 65536);
	held_mail_encode(&held, &out);
	ok(out.err == 0 && out.size > 40000, "%zu bytes", out.size);
	held_mail_release(&held);
	buf_release(&out);
}

static void test_pieces(void)
{
	static const uint8_t want[VB_HELD_PIECE_KEY_BYTES] = { 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
		                                               0, 0, 0, 0, 0, 0, 3, 0, 0, 1, 2 };
	struct record_id id = { { 9 } };
	uint8_t key[VB_HELD_PIECE_KEY_BYTES];

	held_mail_piece_key(&id, 3, 258, key);
	is_mem(key, want, sizeof(want), "mail, file, piece");
	is_int(held_mail_piece_count(0), 0, "nothing");
	is_int(held_mail_piece_count(1), 1, "a byte");
	is_int(held_mail_piece_count(49152), 1, "a whole piece");
	is_int(held_mail_piece_count(49153), 2, "and a byte");
	is_str(held_mail_reason_word(HELD_BRIDGE), "bridge", "the last word");
	is_str(held_mail_reason_word(HELD_REASON_COUNT), "", "no word");
}

int main(void)
{
	test_row();
	test_largest();
	test_pieces();
	return done();
}
