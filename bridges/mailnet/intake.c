/* intake: see intake.h. tested by tests/blackbox/21-mail-net.t */
#include "bridges/mailnet/intake.h"

#include <assert.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/held_calls.h"
#include "bridges/mail/held_mail.h"
#include "bridges/mail/planning.h"
#include "bridges/mail/tables.h"
#include "bridges/mailnet/mail_log.h"
#include "protocol/crypt.h"

#define PIECES_A_QUESTION (VB_HATCH_PIECE_MAX_BYTES / VB_HELD_PIECE_BYTES)
#define QUESTION_BYTES (PIECES_A_QUESTION * VB_HELD_PIECE_BYTES)

struct intake {
	struct intake_setting setting;
	struct span mail; /* NULL data: none */
	struct hash hash;
	char (*recipients)[VB_ADDRESS_MAX_BYTES + 1]; /* owned */
	size_t recipient_count;
	struct mono_ms mono;
	int64_t now_ms, last_ms;
	intake_fn *on_done;
	void *ctx;
	struct parcel parcel;
	struct acts acts;
	enum acting_verdict verdict;
	size_t keep;    /* the attachment that is being kept */
	uint32_t piece; /* of it */
	bool is_failing;
};

struct intake *intake_new(const struct intake_setting *setting)
{
	struct intake *in = calloc(1, sizeof(*in));

	if (!in)
		abort();
	in->setting = *setting;
	acts_begin(&in->acts);
	return in;
}

void intake_destroy(struct intake **intake)
{
	if (!*intake)
		return;
	acts_release(&(*intake)->acts);
	parcel_release(&(*intake)->parcel);
	free((*intake)->recipients);
	crypt_wipe((*intake)->setting.secret, sizeof((*intake)->setting.secret));
	free(*intake);
	*intake = NULL;
}

bool intake_is_free(const struct intake *intake)
{
	return intake->mail.data == NULL;
}

int64_t intake_last_ms(const struct intake *intake)
{
	return intake->last_ms;
}

bool intake_is_failing(const struct intake *intake)
{
	return intake->is_failing;
}

/* ---- the end ---- */

static void finish(struct intake *in, enum lmtp_verdict verdict, const char *what)
{
	char hex[9];

	hex_format(in->hash.b, 4, hex);
	mail_log("mail.came_in", "mail=%s bytes=%zu did=%s", hex, in->mail.size, what);
	in->mail = span_of(NULL, 0);
	acts_release(&in->acts);
	acts_begin(&in->acts);
	parcel_release(&in->parcel);
	memset(&in->parcel, 0, sizeof(in->parcel));
	in->on_done(in->ctx, verdict);
}

static void finish_later(struct intake *in, int err)
{
	mail_log_error("mail.not_now", err, "%s", "");
	finish(in, LMTP_LATER, "later");
}

static void commit(struct intake *in)
{
	int err = drawer_commit(&in->setting.office->drawer, &in->acts.batch);

	/* Somebody brought the same mail in between. */
	if (err == 0 || err == VB_ERR_DUPLICATE)
		finish(in, LMTP_TAKEN, acting_word(in->verdict));
	else
		finish_later(in, err);
}

/* ---- attachments ---- */

static void keep_next(struct intake *in);

/* Writes pieces that belong together; *is_last: the file ends with them. Errors: of the office. */
static int put_pieces(struct intake *in, struct span bytes, bool *is_last)
{
	const struct act_keep *keep = &in->acts.keeps[in->keep];
	struct record_id id;
	struct drawer_batch batch;
	int err;

	*is_last = bytes.size < QUESTION_BYTES;
	memcpy(id.b, keep->held, sizeof(id.b));
	drawer_begin(&batch);
	for (size_t at = 0; at < bytes.size; at += VB_HELD_PIECE_BYTES) {
		size_t left = bytes.size - at;
		uint8_t key[VB_HELD_PIECE_KEY_BYTES];

		held_mail_piece_key(&id, keep->file, in->piece++, key);
		drawer_put(&batch, VB_TABLE_QUARANTINE, span_of(key, sizeof(key)),
		           span_of(bytes.data + at,
		                   left < VB_HELD_PIECE_BYTES ? left : VB_HELD_PIECE_BYTES),
		           NULL);
	}
	err = drawer_commit(&in->setting.office->drawer, &batch);
	drawer_release(&batch);
	return err;
}

static size_t left_of_file(const struct intake *in)
{
	uint32_t file = in->acts.keeps[in->keep].file;
	uint32_t bytes = file < in->parcel.file_count ? in->parcel.files[file].bytes : 0;

	return held_mail_left(bytes, in->piece, QUESTION_BYTES);
}

static void on_piece(void *ctx, enum reader_outcome outcome, struct span body)
{
	struct intake *in = ctx;
	bool is_last = true;
	int err = 0;

	if (outcome == READER_ANSWERED) {
		if (body.size > left_of_file(in))
			body.size = left_of_file(in);
		err = put_pieces(in, body, &is_last);
	}
	if (err < 0) {
		finish_later(in, err);
		return;
	}
	/* What cannot be had of a file is missing; the mail is held nevertheless. */
	if (is_last) {
		in->keep++;
		in->piece = 0;
	}
	keep_next(in);
}

/* The mail itself, in the place of a file. */
static int keep_mail(struct intake *in)
{
	bool is_last = false;
	int err = 0;

	for (size_t at = 0; err == 0 && at < in->mail.size; at += QUESTION_BYTES) {
		size_t left = in->mail.size - at;

		err = put_pieces(
			in,
			span_of(in->mail.data + at, left < QUESTION_BYTES ? left : QUESTION_BYTES),
			&is_last);
	}
	return err;
}

static void keep_next(struct intake *in)
{
	const struct act_keep *keep = &in->acts.keeps[in->keep];
	int err = 0;

	while (err == 0 && in->keep < in->acts.keep_count && keep->file == VB_ACT_WHOLE_MAIL) {
		err = keep_mail(in);
		in->piece = 0;
		keep = &in->acts.keeps[++in->keep];
	}
	if (err < 0)
		finish_later(in, err);
	else if (in->keep == in->acts.keep_count)
		commit(in);
	else
		reader_child_piece(
			in->setting.reader,
			(struct hatch_piece){ keep->file, in->piece * VB_HELD_PIECE_BYTES },
			in->mono, on_piece, in);
}

/* ---- writes ---- */

/* Does the writes; the same mail does them once. *record: of the last one. Errors: of the office. */
static int write_all(struct intake *in, struct acts *acts, int64_t now_ms, struct record_id *record)
{
	int err = 0;

	for (size_t i = 0; err == 0 && i < acts->count; i++) {
		const struct act *act = &acts->list[i];

		err = office_act(in->setting.office, act, record);
		if (err == 0 && act->kind == ACT_POST && !record_id_is_zero(&act->person))
			planning_own(&acts->batch, record, &act->person, now_ms);
	}
	return err;
}

static void begin_mail(const struct intake *in, struct acting_mail *out)
{
	*out = (struct acting_mail){
		.parcel = &in->parcel,
		.recipients = (const char(*)[VB_ADDRESS_MAX_BYTES + 1]) in->recipients,
		.recipient_count = in->recipient_count,
		.now_ms = in->now_ms,
		.role = in->setting.conf->address,
		.origin = in->setting.origin,
		.key = span_of(in->setting.secret, sizeof(in->setting.secret)),
	};
}

/* Decides and writes. Errors: of the office, for which the mail has to come again. */
static int do_acts(struct intake *in)
{
	const struct drawer *drawer = &in->setting.office->drawer;
	struct acting_mail mail;
	struct record_id record;
	int err;

	begin_mail(in, &mail);
	err = acting_decide(&mail, drawer, &in->acts, &in->verdict);
	if (err == 0)
		err = write_all(in, &in->acts, in->now_ms, &record);
	else
		return err;
	if (err == 0 || in->setting.office->lost < 0 || !office_is_refusal(err))
		return err;
	mail_log_error("mail.write_refused", err, "%s", "");
	in->verdict = ACTED_HELD;
	acts_release(&in->acts);
	return acting_refused(&mail, drawer, &in->acts);
}

static void on_parcel(void *ctx, enum reader_outcome outcome, struct span body)
{
	struct intake *in = ctx;
	int err = 0;

	in->is_failing = outcome == READER_AWAY;
	if (outcome == READER_AWAY) {
		finish(in, LMTP_LATER, "later");
		return;
	}
	if (outcome == READER_ANSWERED)
		err = parcel_decode(body, &in->parcel);
	if (outcome == READER_ANSWERED && err == 0) {
		err = do_acts(in);
	} else {
		err = acting_unreadable(&in->hash, (uint32_t)in->mail.size, in->now_ms,
		                        &in->setting.office->drawer, &in->acts, &in->verdict);
	}
	if (err < 0) {
		finish_later(in, err);
		return;
	}
	in->keep = 0;
	in->piece = 0;
	keep_next(in);
}

/* ---- a mail ---- */

void intake_mail(struct intake *intake, struct span mail,
                 const char (*recipients)[VB_ADDRESS_MAX_BYTES + 1], size_t count,
                 struct mono_ms mono, int64_t now_ms, intake_fn *on_done, void *ctx)
{
	struct intake *in = intake;

	assert(intake_is_free(in));
	in->mail = mail;
	in->mono = mono;
	in->now_ms = in->last_ms = now_ms;
	in->on_done = on_done;
	in->ctx = ctx;
	crypt_hash(mail, &in->hash);
	free(in->recipients);
	in->recipients = calloc(VB_MAIL_RECIPIENTS_MAX, sizeof(*in->recipients));
	if (!in->recipients)
		abort();
	in->recipient_count = count < VB_MAIL_RECIPIENTS_MAX ? count : VB_MAIL_RECIPIENTS_MAX;
	if (count > 0)
		memcpy(in->recipients, recipients, in->recipient_count * sizeof(*in->recipients));
	else
		in->recipient_count = mail_token_find(mail, in->setting.conf->address,
		                                      VB_MAIL_RECIPIENTS_MAX, in->recipients);
	throttle_in(in->setting.throttle, now_ms);
	reader_child_mail(in->setting.reader, mail, mono, on_parcel, in);
}

enum lmtp_verdict intake_recipient(struct intake *intake, const char *address, int64_t now_ms)
{
	enum acting_recipient what = REFUSE_UNKNOWN;
	int err = acting_recipient(address, intake->setting.conf->address,
	                           span_of(intake->setting.secret, sizeof(intake->setting.secret)),
	                           now_ms, &intake->setting.office->drawer, &what);

	if (err < 0)
		return LMTP_LATER;
	return what == TAKE_IT ? LMTP_TAKEN : what == REFUSE_EXPIRED ? LMTP_EXPIRED : LMTP_UNKNOWN;
}

/* ---- the web ---- */

/* The address with a token, of which the letters came from a stranger. */
static bool address_of(const struct intake *in, enum mail_purpose purpose, const char *letters,
                       char out[static VB_ADDRESS_MAX_BYTES + 1], struct mail_token *token)
{
	const char *role = in->setting.conf->address;
	int local = (int)(strchr(role, '@') - role);
	int n = snprintf(out, VB_ADDRESS_MAX_BYTES + 1, "%.*s+%c.%s%s", local, role, (int)purpose,
	                 letters, role + local);

	return n > 0 && n <= (int)VB_ADDRESS_MAX_BYTES &&
	       mail_token_parse(out, role, token) == RECIPIENT_TOKEN && token->purpose == purpose;
}

int intake_token(struct intake *intake, enum mail_purpose purpose, const char *letters,
                 int64_t now_ms, struct mail_token_row *out)
{
	struct span key = span_of(intake->setting.secret, sizeof(intake->setting.secret));
	const struct drawer *drawer = &intake->setting.office->drawer;
	char address[VB_ADDRESS_MAX_BYTES + 1];
	uint8_t slot[VB_MAIL_SLOT_BYTES];
	struct mail_token token;
	struct buf row;
	int err;

	if (!address_of(intake, purpose, letters, address, &token))
		return VB_ERR_NOT_FOUND;
	mail_token_slot(key, &token, slot);
	buf_init(&row, VB_DRAWER_BATCH_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_TOKENS, span_of(slot, sizeof(slot)), &row);
	if (err == 0 && (mail_token_row_decode(buf_span(&row), out) < 0 ||
	                 !mail_token_is_valid(key, &token, out, now_ms)))
		err = VB_ERR_NOT_FOUND;
	buf_release(&row);
	return err;
}

/* A click is as a mail to the address with the token. */
int intake_unsubscribe(struct intake *intake, const char *letters, int64_t now_ms)
{
	char address[1][VB_ADDRESS_MAX_BYTES + 1];
	struct acting_mail mail;
	struct mail_token_row row;
	struct mail_token token;
	struct parcel parcel = { .flags = PARCEL_UNSUBSCRIBE };
	enum acting_verdict verdict;
	struct acts acts;
	int err = intake_token(intake, PURPOSE_UNSUBSCRIBE, letters, now_ms, &row);

	if (err < 0)
		return err;
	(void)address_of(intake, PURPOSE_UNSUBSCRIBE, letters, address[0], &token);
	snprintf(parcel.from, sizeof(parcel.from), "%s", row.address);
	snprintf(parcel.message_id, sizeof(parcel.message_id), "<web-%" PRId64 "-%.8s@%s>", now_ms,
	         letters, strchr(intake->setting.conf->address, '@') + 1);
	buf_init(&parcel.text, 1);
	begin_mail(intake, &mail);
	mail.parcel = &parcel;
	mail.recipients = (const char(*)[VB_ADDRESS_MAX_BYTES + 1]) address;
	mail.recipient_count = 1;
	mail.now_ms = now_ms;
	acts_begin(&acts);
	err = acting_decide(&mail, &intake->setting.office->drawer, &acts, &verdict);
	if (err == 0)
		err = drawer_commit(&intake->setting.office->drawer, &acts.batch);
	acts_release(&acts);
	parcel_release(&parcel);
	if (err == 0)
		mail_log("mail.web", "did=%s", acting_word(verdict));
	return err;
}

/* ---- mail that waited ---- */

int intake_release(struct intake *intake, struct span args, int64_t now_ms, struct buf *out)
{
	const struct drawer *drawer = &intake->setting.office->drawer;
	struct record_id record = { { 0 } };
	char hex[2 * VB_RECORD_ID_BYTES + 1];
	struct acting_mail mail;
	struct acts acts;
	int err;

	begin_mail(intake, &mail);
	mail.now_ms = now_ms;
	acts_begin(&acts);
	err = held_calls_release(&mail, drawer, args, &acts);
	if (err == 0)
		err = write_all(intake, &acts, now_ms, &record);
	if (err == 0)
		err = drawer_commit(drawer, &acts.batch);
	acts_release(&acts);
	if (err < 0)
		return err;
	hex_format(record.b, sizeof(record.b), hex);
	pack_map(out, 1);
	pack_cstr(out, "id");
	pack_cstr(out, hex);
	return 0;
}
