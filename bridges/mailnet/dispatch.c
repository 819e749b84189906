/* dispatch: see dispatch.h. tested by tests/blackbox/21-mail-net.t */
#include "bridges/mailnet/dispatch.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/compose.h"
#include "bridges/mail/mail_template.h"
#include "bridges/mailnet/mail_log.h"
#include "protocol/crypt.h"

#define TAKE_MAX 64u /* one commit for so many */
#define TAKE_MIN 4u
#define TAKE_BYTES (24u << 20) /* of messages that are written at the same time, about */
#define NOTE_AT_ONCE 48u       /* so many results are noted in one commit */
#define NOTE_MS 100            /* or those of so long; at once when nothing else is on its way */
#define PAUSE_FIRST_MS 1000    /* of a server that is away; it doubles */
#define PAUSE_MAX_MS 300000
#define DOWN_GIVE_BACK_MS 30000 /* away for so long, and what was taken goes back */

enum stage {
	STAGE_FREE,
	STAGE_READY,  /* written, its tokens are kept */
	STAGE_FLYING, /* being handed over */
	STAGE_DONE,   /* its result is to be noted */
};

struct parcel_out {
	struct dispatch *dispatch;
	enum stage stage;
	struct outgoing outgoing;
	struct compose_mail mail;
	enum queue_outcome outcome;
	unsigned status;
};

struct dispatch {
	struct dispatch_setting setting;
	dispatch_told_fn *on_told;
	void *ctx;
	struct enclosures enclosures;
	struct dispatch_state state;
	struct parcel_out out[VB_DISPATCH_MAX];
	int64_t take_ms; /* when something may be due */
	bool is_held;
	unsigned down_count;  /* in a row */
	size_t largest_bytes; /* of the messages written last */
	int64_t done_ms;      /* the first result that is not noted came then; 0: none */
	int64_t now_ms;       /* of this turn */
};

struct dispatch *dispatch_new(const struct dispatch_setting *setting, dispatch_told_fn *on_told,
                              void *ctx)
{
	struct dispatch *d = calloc(1, sizeof(*d));

	if (!d)
		abort();
	d->setting = *setting;
	d->on_told = on_told;
	d->ctx = ctx;
	d->largest_bytes = (size_t)setting->conf->attach_max_bytes * 4 / 3;
	enclosures_init(&d->enclosures, setting->office, setting->conf->attach_max_bytes);
	for (size_t i = 0; i < VB_DISPATCH_MAX; i++)
		d->out[i].dispatch = d;
	return d;
}

static void clear(struct parcel_out *p)
{
	compose_release(&p->mail);
	outgoing_release(&p->outgoing);
	memset(&p->mail, 0, sizeof(p->mail));
	memset(&p->outgoing, 0, sizeof(p->outgoing));
	p->stage = STAGE_FREE;
}

void dispatch_destroy(struct dispatch **dispatch)
{
	if (!*dispatch)
		return;
	for (size_t i = 0; i < VB_DISPATCH_MAX; i++)
		if ((*dispatch)->out[i].stage != STAGE_FREE)
			clear(&(*dispatch)->out[i]);
	enclosures_release(&(*dispatch)->enclosures);
	crypt_wipe((*dispatch)->setting.secret, sizeof((*dispatch)->setting.secret));
	free(*dispatch);
	*dispatch = NULL;
}

/* ---- tokens ---- */

/* The same for every attempt at the same mailing: a keyed hash that nobody else can make. */
static void make_token(const struct dispatch *d, const uint8_t *key, const struct record_id *person,
                       enum mail_purpose purpose, struct mail_token *out)
{
	uint8_t text[VB_MAILING_KEY_BYTES + VB_RECORD_ID_BYTES + 1];
	struct hash hash;

	memcpy(text, key, VB_MAILING_KEY_BYTES);
	memcpy(text + VB_MAILING_KEY_BYTES, person->b, VB_RECORD_ID_BYTES);
	text[sizeof(text) - 1] = (uint8_t)purpose;
	crypt_mac(span_of(d->setting.secret, sizeof(d->setting.secret)), "verbund/mail-token/1",
	          span_of(text, sizeof(text)), &hash);
	out->purpose = purpose;
	memcpy(out->secret, hash.b, sizeof(out->secret));
}

void dispatch_token_address(const struct dispatch *dispatch,
                            const uint8_t key[static VB_MAILING_KEY_BYTES],
                            enum mail_purpose purpose, char out[static VB_ADDRESS_MAX_BYTES + 1])
{
	static const struct record_id nobody;
	struct mail_token token;
	struct buf text;

	make_token(dispatch, key, &nobody, purpose, &token);
	buf_init(&text, VB_ADDRESS_MAX_BYTES);
	mail_token_format(&token, dispatch->setting.conf->address, &text);
	snprintf(out, VB_ADDRESS_MAX_BYTES + 1, "%.*s", (int)text.size, (const char *)text.data);
	buf_release(&text);
}

static int64_t end_of(const struct parcel_out *p)
{
	const struct matter *matter = p->outgoing.about ? &p->outgoing.about->matter : NULL;

	if (!matter || (matter->subject != MATTER_MEETING && matter->subject != MATTER_REQUEST))
		return 0;
	return matter->end_ms > 0 ? matter->end_ms : matter->start_ms;
}

static void keep_token(struct dispatch *d, const struct parcel_out *p, enum mail_purpose purpose,
                       int64_t now_ms, char letters[static VB_MAIL_TOKEN_LETTERS + 1],
                       struct drawer_batch *batch)
{
	const struct mailing *mailing = &p->outgoing.mailing;
	struct mail_token_row row = { .purpose = purpose,
		                      .person = p->outgoing.to.person,
		                      .tongue = p->outgoing.to.tongue,
		                      .kind = mailing->kind,
		                      .seat = mailing->seat,
		                      .sequence = mailing->sequence };
	struct mail_token token;

	make_token(d, mailing->key, &p->outgoing.to.person, purpose, &token);
	snprintf(row.address, sizeof(row.address), "%s", p->outgoing.to.address);
	if (mailing->matter_count > 0)
		row.matter = mailing->matters[0];
	memcpy(row.key, mailing->key, sizeof(row.key));
	row.expires_ms = mail_token_expiry(purpose, end_of(p), now_ms);
	mail_token_keep(span_of(d->setting.secret, sizeof(d->setting.secret)), &token, &row, batch);
	mail_token_letters(&token, letters);
}

/* ---- writing ---- */

struct matters {
	struct matter *list; /* owned; NULL: the one of the queue */
	size_t count;
};

/* Those of a digest or a newsletter that are still there. Errors: of the link. */
static int show_all(struct dispatch *d, const struct mailing *mailing, struct matters *out)
{
	int err = 0;

	out->list = calloc(mailing->matter_count, sizeof(*out->list));
	if (!out->list)
		abort();
	for (size_t i = 0; err == 0 && i < mailing->matter_count; i++) {
		err = drawer_show(&d->setting.office->drawer, &mailing->matters[i],
		                  &out->list[out->count]);
		if (err == 0) {
			out->count++;
			continue;
		}
		matter_release(&out->list[out->count]);
		memset(&out->list[out->count], 0, sizeof(*out->list));
		if (err == VB_ERR_NOT_FOUND)
			err = 0;
	}
	return err;
}

static void release_matters(struct matters *matters)
{
	for (size_t i = 0; matters->list && i < matters->count; i++)
		matter_release(&matters->list[i]);
	free(matters->list);
}

/* Writes the message; its tokens go into the batch. Errors: of compose_write, of the link. */
static int write_mail(struct dispatch *d, struct parcel_out *p, int64_t now_ms,
                      struct drawer_batch *batch)
{
	char reply[VB_MAIL_TOKEN_LETTERS + 1], bounce[VB_MAIL_TOKEN_LETTERS + 1];
	char stop[VB_MAIL_TOKEN_LETTERS + 1];
	const struct mail_conf *conf = d->setting.conf;
	const struct mailing *mailing = &p->outgoing.mailing;
	unsigned flags = mail_template_flags(mailing->kind);
	struct mail_office office = { conf->address, conf->name[0] ? conf->name : conf->address,
		                      conf->web_url[0] ? conf->web_url : NULL,
		                      conf->list_id[0] ? conf->list_id : NULL, d->setting.origin };
	struct mail_file files[VB_ENCLOSURES_MAX];
	struct matters matters = { NULL, p->outgoing.about ? 1 : 0 };
	struct mail_order order = { .mailing = mailing,
		                    .addressee = &p->outgoing.to,
		                    .office = &office,
		                    .files = files,
		                    .was_ms = p->outgoing.was_ms,
		                    .now_ms = now_ms };
	int err = 0;

	if (mailing->matter_count > 1) {
		matters.count = 0;
		err = show_all(d, mailing, &matters);
	}
	order.matters = matters.list        ? matters.list
	                : p->outgoing.about ? &p->outgoing.about->matter
	                                    : NULL;
	order.matter_count = matters.count;
	if (err == 0 && (flags & MAIL_TEMPLATE_FILES) && order.matter_count == 1)
		err = enclosures_gather(&d->enclosures, &p->outgoing, &order.matters[0], files,
		                        &order.file_count);
	keep_token(d, p, mail_token_answers(mailing->kind), now_ms, reply, batch);
	keep_token(d, p, PURPOSE_BOUNCE, now_ms, bounce, batch);
	order.tokens = (struct mail_tokens){ reply, bounce, NULL };
	if (flags & (MAIL_TEMPLATE_STOP | MAIL_TEMPLATE_LIST)) {
		keep_token(d, p, PURPOSE_UNSUBSCRIBE, now_ms, stop, batch);
		order.tokens.unsubscribe = stop;
	}
	if (err == 0)
		err = compose_write(&order, &p->mail);
	release_matters(&matters);
	return err;
}

/* ---- handing over ---- */

static void down(struct dispatch *d, const struct submit_result *result, int64_t now_ms)
{
	struct dispatch_state *s = &d->state;
	int64_t pause = PAUSE_FIRST_MS << (d->down_count < 9 ? d->down_count : 9);

	if (!s->is_down) {
		s->since_ms = now_ms;
		mail_log("mail.submission_down", "why=%s code=%u", result->word, result->code);
	}
	s->is_down = true;
	s->word = result->word;
	snprintf(s->said, sizeof(s->said), "%s", result->text);
	/* Those that fly together fail together. */
	if (s->retry_ms > now_ms)
		return;
	d->down_count++;
	s->retry_ms = now_ms + (pause < PAUSE_MAX_MS ? pause : PAUSE_MAX_MS);
}

static void up(struct dispatch *d, int64_t now_ms)
{
	struct dispatch_state *s = &d->state;

	if (s->is_down) {
		mail_log("mail.submission_up", "after_ms=%jd", (intmax_t)(now_ms - s->since_ms));
		s->since_ms = now_ms;
	}
	s->is_down = false;
	s->retry_ms = 0;
	d->down_count = 0;
}

static void on_done(void *ctx, const struct submit_result *result)
{
	static const enum queue_outcome outcomes[] = { [SUBMIT_TAKEN] = QUEUE_SENT,
		                                       [SUBMIT_LATER] = QUEUE_LATER,
		                                       [SUBMIT_REFUSED] = QUEUE_REFUSED,
		                                       [SUBMIT_DOWN] = QUEUE_DOWN };
	struct parcel_out *p = ctx;
	struct dispatch *d = p->dispatch;

	p->outcome = outcomes[result->outcome];
	p->status = result->code;
	p->stage = STAGE_DONE;
	if (result->outcome != SUBMIT_DOWN)
		compose_release(&p->mail);
	if (result->outcome == SUBMIT_LATER && result->code < 400)
		p->outcome = QUEUE_UNKNOWN;
	if (result->outcome == SUBMIT_DOWN) {
		down(d, result, d->now_ms);
		p->stage = STAGE_READY;
		return;
	}
	up(d, d->now_ms);
	if (result->outcome == SUBMIT_TAKEN) {
		d->state.sent_ms = d->now_ms;
		d->state.sent_count++;
	}
	mail_log("mail.handed_over", "kind=%s outcome=%s code=%u status=%s",
	         mail_template_name(p->outgoing.mailing.kind), submit_outcome_name(result->outcome),
	         result->code, result->status);
	if (d->on_told)
		d->on_told(d->ctx, &p->outgoing.mailing, result);
}

static void hand_over(struct dispatch *d)
{
	for (size_t i = 0; i < VB_DISPATCH_MAX && submit_room(d->setting.submit) > 0; i++) {
		struct parcel_out *p = &d->out[i];

		if (p->stage != STAGE_READY)
			continue;
		p->stage = STAGE_FLYING;
		submit_send(d->setting.submit, p->mail.sender, p->mail.recipient,
		            buf_span(&p->mail.bytes), on_done, p);
	}
}

/* A server that stays away gets nothing that was written a while ago: what waits tells the newest when it goes. */
static void give_back(struct dispatch *d)
{
	if (!d->state.is_down || d->now_ms - d->state.since_ms < DOWN_GIVE_BACK_MS)
		return;
	for (size_t i = 0; i < VB_DISPATCH_MAX; i++) {
		if (d->out[i].stage != STAGE_READY)
			continue;
		d->out[i].stage = STAGE_DONE;
		d->out[i].outcome = QUEUE_DOWN;
		d->out[i].status = 0;
	}
}

/* ---- noting ---- */

static int note(struct dispatch *d, struct parcel_out *p)
{
	const struct outgoing *out = &p->outgoing;
	int err = 0;

	if (p->outcome == QUEUE_SENT && !record_id_is_zero(&out->note)) {
		err = office_delivered(d->setting.office, &out->note, out->mailing.key, d->now_ms);
		/* That it went is no less true because the note of it is gone. */
		if (err < 0 && d->setting.office->lost == 0) {
			mail_log_error("mail.not_noted", err, "%s", "");
			err = 0;
		}
	}
	if (err == 0)
		err = queue_result(d->setting.queue, &p->outgoing, p->outcome, p->status,
		                   d->now_ms);
	return err;
}

static size_t count_of(const struct dispatch *d, enum stage stage)
{
	size_t count = 0;

	for (size_t i = 0; i < VB_DISPATCH_MAX; i++)
		count += d->out[i].stage == stage;
	return count;
}

/* A commit for each result would be the slowest part of all; but a result waits only while others come. */
static bool is_time_to_note(struct dispatch *d)
{
	size_t done = count_of(d, STAGE_DONE);

	if (done > 0 && d->done_ms == 0)
		d->done_ms = d->now_ms;
	if (done == 0)
		d->done_ms = 0;
	return done >= NOTE_AT_ONCE ||
	       (done > 0 && (d->now_ms - d->done_ms >= NOTE_MS || d->now_ms < d->done_ms ||
	                     (count_of(d, STAGE_FLYING) == 0 && count_of(d, STAGE_READY) == 0)));
}

static int note_all(struct dispatch *d)
{
	bool has_any = false;
	int err = 0;

	if (!is_time_to_note(d))
		return 0;
	d->done_ms = 0;
	for (size_t i = 0; err == 0 && i < VB_DISPATCH_MAX; i++) {
		struct parcel_out *p = &d->out[i];

		if (p->stage != STAGE_DONE)
			continue;
		err = note(d, p);
		if (p->outcome != QUEUE_SENT)
			d->take_ms = d->now_ms;
		clear(p);
		has_any = true;
	}
	if (has_any && err == 0)
		err = queue_commit(d->setting.queue);
	return err;
}

/* ---- taking ---- */

/* How many may be taken now: as many as fit beside those that are at hand, by number and by size. */
static size_t room_of(const struct dispatch *d)
{
	size_t room = count_of(d, STAGE_FREE);
	size_t fits = TAKE_BYTES / (d->largest_bytes + 1);
	size_t wanted = fits < TAKE_MIN ? TAKE_MIN : fits > TAKE_MAX ? TAKE_MAX : fits;

	return room >= wanted && count_of(d, STAGE_READY) + count_of(d, STAGE_FLYING) <= wanted / 2
	               ? wanted
	               : 0;
}

/* Writes what was taken. Errors: of the office; then all of it is tried again later. */
static int write_all(struct dispatch *d, struct outgoing *taken, size_t count)
{
	struct parcel_out *written[TAKE_MAX];
	struct drawer_batch batch;
	size_t at = 0;
	int err = 0;

	drawer_begin(&batch);
	d->largest_bytes = 0;
	for (size_t i = 0; i < count; i++) {
		struct parcel_out *p;

		while (d->out[at].stage != STAGE_FREE)
			at++;
		p = written[i] = &d->out[at];
		p->outgoing = taken[i];
		p->stage = STAGE_READY;
		err = write_mail(d, p, d->now_ms, &batch);
		if (p->mail.bytes.size > d->largest_bytes)
			d->largest_bytes = p->mail.bytes.size;
		if (err == 0)
			continue;
		p->stage = STAGE_DONE;
		p->status = 0;
		p->outcome = d->setting.office->lost < 0 ? QUEUE_DOWN : QUEUE_VOID;
		if (err != VB_ERR_NOT_FOUND)
			mail_log_error("mail.not_written", err, "kind=%s",
			               mail_template_name(p->outgoing.mailing.kind));
	}
	err = drawer_commit(&d->setting.office->drawer, &batch);
	for (size_t i = 0; err < 0 && i < count; i++) {
		if (written[i]->stage != STAGE_READY)
			continue;
		written[i]->stage = STAGE_DONE;
		written[i]->outcome = QUEUE_DOWN;
		written[i]->status = 0;
	}
	drawer_release(&batch);
	return err;
}

static int take(struct dispatch *d)
{
	struct outgoing *taken;
	size_t count = 0, room = room_of(d);
	int64_t next_ms = INT64_MAX;
	int err;

	if (d->is_held || d->state.is_down || d->now_ms < d->take_ms || room == 0)
		return 0;
	taken = calloc(TAKE_MAX, sizeof(*taken));
	if (!taken)
		abort();
	err = queue_take(d->setting.queue, d->now_ms, taken, room, &count, &next_ms);
	if (err == 0) {
		d->take_ms = next_ms;
		if (count > 0)
			err = write_all(d, taken, count);
	}
	free(taken);
	return err;
}

/* One mail finds out whether the server is back. */
static void probe(struct dispatch *d)
{
	struct dispatch_state *s = &d->state;

	if (!s->is_down || d->is_held || d->now_ms < s->retry_ms)
		return;
	for (size_t i = 0; i < VB_DISPATCH_MAX; i++)
		if (d->out[i].stage == STAGE_FLYING)
			return;
	s->retry_ms = 0;
	for (size_t i = 0; i < VB_DISPATCH_MAX; i++) {
		struct parcel_out *p = &d->out[i];

		if (p->stage != STAGE_READY)
			continue;
		p->stage = STAGE_FLYING;
		submit_send(d->setting.submit, p->mail.sender, p->mail.recipient,
		            buf_span(&p->mail.bytes), on_done, p);
		return;
	}
	/* Nothing is at hand: what is due is taken as usual. */
	s->is_down = false;
}

int dispatch_step(struct dispatch *dispatch, int64_t now_ms, int64_t *next_ms)
{
	struct dispatch *d = dispatch;
	int err;

	d->now_ms = now_ms;
	give_back(d);
	err = note_all(d);
	if (err == 0)
		err = take(d);
	probe(d);
	if (!d->state.is_down && !d->is_held)
		hand_over(d);
	if (err < 0 && d->setting.office->lost == 0) {
		mail_log_error("mail.queue", err, "%s", "");
		d->take_ms = now_ms + PAUSE_FIRST_MS;
		err = 0;
	}
	if (d->state.is_down && d->state.retry_ms > 0 && d->state.retry_ms < *next_ms)
		*next_ms = d->state.retry_ms;
	if (!d->state.is_down && !d->is_held && room_of(d) > 0 && d->take_ms < *next_ms)
		*next_ms = d->take_ms;
	if (count_of(d, STAGE_DONE) > 0) {
		int64_t note_ms = d->done_ms > 0 ? d->done_ms + NOTE_MS : now_ms;

		*next_ms = note_ms < *next_ms ? note_ms : *next_ms;
	}
	return err;
}

void dispatch_wake(struct dispatch *dispatch)
{
	dispatch->take_ms = 0;
}

void dispatch_hold(struct dispatch *dispatch, bool is_held)
{
	dispatch->is_held = is_held;
}

const struct dispatch_state *dispatch_state(const struct dispatch *dispatch)
{
	return &dispatch->state;
}
