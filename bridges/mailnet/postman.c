/* postman: see postman.h. tested by tests/blackbox/21-mail-net.t */
#include "bridges/mailnet/postman.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "bridges/mail/held_sweep.h"
#include "bridges/mail/tables.h"
#include "bridges/mailnet/asked.h"
#include "bridges/mailnet/mail_log.h"
#include "bridges/mailnet/probe_mail.h"
#include "protocol/crypt.h"

#define TURN_MAX_MS 60000
#define OPEN_AGAIN_MS 10000
#define SWEEP_MS 86400000
#define KEY_SECRET "secret"
#define KEY_IMAP "imap"
#define WATCHES_MAX (VB_LMTP_WATCHES + VB_READER_WATCHES + 8u)

static int64_t wall_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static struct mono_ms mono_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (struct mono_ms){ (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000 };
}

/* ---- what is remembered ---- */

/* The secret of tokens: made once. */
static int read_secret(struct postman *p)
{
	struct span key = span_of_str(KEY_SECRET);
	const struct drawer *drawer = &p->office.drawer;
	struct drawer_batch batch;
	struct buf value;
	int err;

	buf_init(&value, VB_MAIL_KEY_BYTES);
	err = drawer->get(drawer->self, VB_TABLE_CURSOR, key, &value);
	if (err == VB_ERR_NOT_FOUND) {
		crypt_random(p->secret, sizeof(p->secret));
		drawer_begin(&batch);
		drawer_put_fresh(&batch, VB_TABLE_CURSOR, key,
		                 span_of(p->secret, sizeof(p->secret)));
		err = drawer_commit(drawer, &batch);
		drawer_release(&batch);
	} else if (err == 0 && value.size != sizeof(p->secret)) {
		err = VB_ERR_MALFORMED;
	} else if (err == 0) {
		memcpy(p->secret, value.data, sizeof(p->secret));
	}
	if (value.size > 0)
		crypt_wipe(value.data, value.size);
	buf_release(&value);
	return err;
}

static void make_origin(struct postman *p)
{
	struct hash hash;

	crypt_mac(span_of(p->secret, sizeof(p->secret)), "verbund/mail-origin/1",
	          span_of_str(p->conf->address), &hash);
	hex_format(hash.b, (sizeof(p->origin) - 1) / 2, p->origin);
}

static int read_mark(struct postman *p, struct imap_mark *mark)
{
	uint64_t both = 0;
	int err = drawer_get_u64(&p->office.drawer, VB_TABLE_CURSOR, span_of_str(KEY_IMAP), &both);

	*mark = (struct imap_mark){ (uint32_t)(both >> 32), (uint32_t)both };
	return err;
}

static int keep_mark(struct postman *p, struct imap_mark mark)
{
	struct drawer_batch batch;
	int err;

	drawer_begin(&batch);
	drawer_put_u64(&batch, VB_TABLE_CURSOR, span_of_str(KEY_IMAP),
	               (uint64_t)mark.validity << 32 | mark.uid);
	err = drawer_commit(&p->office.drawer, &batch);
	drawer_release(&batch);
	return err;
}

static int read_restored(struct postman *p)
{
	const struct drawer *drawer = &p->office.drawer;
	struct buf value;
	int err;

	buf_init(&value, VB_DRAWER_BATCH_BYTES);
	err = drawer->get(drawer->self, VB_POSTMAN_STATE, span_of_str(VB_POSTMAN_RESTORED), &value);
	buf_release(&value);
	p->is_restored = err == 0;
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* ---- what comes in ---- */

static enum lmtp_verdict on_recipient(void *ctx, const char *address)
{
	struct postman *p = ctx;

	return intake_recipient(p->intake, address, p->now_ms);
}

static void on_fetched(void *ctx, struct span mail, struct imap_mark mark)
{
	struct postman *p = ctx;

	p->fetched = mail;
	p->fetched_mark = mark;
}

static void on_mark(void *ctx, struct imap_mark mark)
{
	/* Not kept, it is found again. */
	(void)!keep_mark(ctx, mark);
}

static void on_done(void *ctx, enum lmtp_verdict verdict)
{
	struct postman *p = ctx;

	dispatch_wake(p->dispatch);
	if (!p->is_from_mailbox) {
		lmtp_server_answer(p->lmtp, verdict);
		return;
	}
	p->fetched = span_of(NULL, 0);
	if (verdict == LMTP_TAKEN && keep_mark(p, p->fetched_mark) < 0)
		verdict = LMTP_LATER;
	imap_done(p->imap, verdict != LMTP_TAKEN);
}

/* The next mail, if none is being worked on. */
static void take_mail(struct postman *p)
{
	const struct lmtp_mail *mail;

	if (!intake_is_free(p->intake))
		return;
	mail = p->lmtp ? lmtp_server_take(p->lmtp) : NULL;
	p->is_from_mailbox = !mail;
	if (mail)
		intake_mail(p->intake, buf_span(&mail->bytes),
		            (const char(*)[VB_ADDRESS_MAX_BYTES + 1]) mail->recipients,
		            mail->recipient_count, p->mono, p->now_ms, on_done, p);
	else if (p->fetched.data)
		intake_mail(p->intake, p->fetched, NULL, 0, p->mono, p->now_ms, on_done, p);
}

static int on_look(void *ctx, const char *letters, enum tongue *tongue)
{
	struct postman *p = ctx;
	struct mail_token_row row;
	int err = intake_token(p->intake, PURPOSE_UNSUBSCRIBE, letters, p->now_ms, &row);

	if (err == 0)
		*tongue = row.tongue;
	return err;
}

static int on_act(void *ctx, const char *letters)
{
	struct postman *p = ctx;

	dispatch_wake(p->dispatch);
	return intake_unsubscribe(p->intake, letters, p->now_ms);
}

/* ---- listening ---- */

static void say_deaf(const char *what, int err, int *told)
{
	if (err < 0 && *told != err)
		mail_log_error("mail.cannot_listen", err, "part=%s", what);
	*told = err;
}

/* Sockets that could not be opened are tried again: another program may have had the port. */
static void open_sockets(struct postman *p, int64_t *next_ms)
{
	const struct mail_place *in = &p->conf->receive;
	struct web_hooks hooks = { p, on_look, on_act };
	bool is_lmtp = in->way == MAIL_WAY_LMTP_TCP || in->way == MAIL_WAY_LMTP_UNIX;
	bool wants_lmtp = is_lmtp && !p->lmtp;
	bool wants_web = p->conf->web.way != MAIL_WAY_NONE && !p->web;

	if (!wants_lmtp && !wants_web)
		return;
	if (p->now_ms >= p->open_ms) {
		if (wants_lmtp)
			say_deaf("receive", lmtp_server_open(in, on_recipient, p, &p->lmtp),
			         &p->lmtp_err);
		if (wants_web)
			say_deaf("web", web_open(&p->conf->web, &hooks, &p->web), &p->web_err);
		p->open_ms = p->now_ms + OPEN_AGAIN_MS;
	}
	if (p->open_ms < *next_ms)
		*next_ms = p->open_ms;
}

static int open_signals(void)
{
	sigset_t set;

	sigaction(SIGPIPE, &(struct sigaction){ .sa_handler = SIG_IGN }, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void make_parts(struct postman *p, const char *reader)
{
	struct hatch_settings settings = { .is_unconfined_allowed = false };
	struct dispatch_setting out = { .office = &p->office,
		                        .conf = p->conf,
		                        .origin = p->origin };
	struct intake_setting in = { .office = &p->office, .conf = p->conf, .origin = p->origin };

	snprintf(settings.authserv, sizeof(settings.authserv), "%.253s", p->conf->authserv_id);
	snprintf(settings.domain, sizeof(settings.domain), "%.253s",
	         strchr(p->conf->address, '@') + 1);
	p->throttle = calloc(1, sizeof(*p->throttle));
	p->queue = calloc(1, sizeof(*p->queue));
	if (!p->throttle || !p->queue)
		abort();
	throttle_init(p->throttle, (uint32_t)p->conf->rate);
	queue_begin(p->queue, &p->office.drawer, &p->feeding.rules, p->throttle);
	p->exchanges = exchanges_new((unsigned)p->conf->connections + 2);
	p->submit = submit_new(p->exchanges, p->conf);
	p->reader = reader_child_new(reader, &settings);
	out.submit = p->submit;
	out.queue = p->queue;
	in.reader = p->reader;
	in.throttle = p->throttle;
	memcpy(out.secret, p->secret, sizeof(out.secret));
	memcpy(in.secret, p->secret, sizeof(in.secret));
	p->dispatch = dispatch_new(&out, probe_mail_on_told, p);
	p->intake = intake_new(&in);
	crypt_wipe(out.secret, sizeof(out.secret));
	crypt_wipe(in.secret, sizeof(in.secret));
	dispatch_hold(p->dispatch, p->is_restored);
}

int postman_open(struct postman *p, const struct mail_conf *conf, const char *reader, int calls,
                 int waits)
{
	struct imap_hooks hooks = { p, on_fetched, on_mark };
	struct imap_mark mark = { 0, 0 };
	int err;

	memset(p, 0, sizeof(*p));
	p->conf = conf;
	p->now_ms = wall_ms();
	p->signals = open_signals();
	err = office_calls_open(calls, waits, &p->office);
	if (err == 0)
		err = read_secret(p);
	if (err == 0)
		err = read_restored(p);
	if (err == 0)
		err = read_mark(p, &mark);
	if (err == 0)
		err = feeding_begin(&p->feeding, &p->office, conf, p->now_ms);
	if (err == 0)
		err = office_wait_job(&p->office);
	if (err < 0)
		return err;
	make_origin(p);
	make_parts(p, reader);
	if (conf->receive.is_imap)
		p->imap = imap_new(p->exchanges, conf, &hooks, mark);
	mail_log("mail.ready", "restored=%d", p->is_restored);
	return 0;
}

void postman_close(struct postman *p)
{
	web_close(&p->web);
	lmtp_server_close(&p->lmtp);
	imap_destroy(&p->imap);
	submit_destroy(&p->submit);
	reader_child_destroy(&p->reader);
	intake_destroy(&p->intake);
	dispatch_destroy(&p->dispatch);
	exchanges_destroy(&p->exchanges);
	if (p->queue)
		queue_release(p->queue);
	free(p->queue);
	free(p->throttle);
	office_calls_close(&p->office);
	crypt_wipe(p->secret, sizeof(p->secret));
	if (p->signals >= 0)
		close(p->signals);
}

/* ---- turns ---- */

/* Once a day old rows of what came in go, a part at a time. */
static void sweep(struct postman *p)
{
	struct drawer_batch batch;
	bool is_done = false;
	int err;

	if (p->now_ms < p->sweep_ms)
		return;
	drawer_begin(&batch);
	err = held_sweep(&p->office.drawer, p->now_ms, (uint32_t)p->conf->keep_days, &batch,
	                 &is_done);
	if (err == 0)
		err = drawer_commit(&p->office.drawer, &batch);
	drawer_release(&batch);
	p->sweep_ms = p->now_ms + (err == 0 && is_done ? SWEEP_MS : TURN_MAX_MS);
}

/* Answers of the daemon to what waits. Errors: of the link. */
static int hear_office(struct postman *p)
{
	enum office_news what;
	struct ipc_answer answer;
	int err;

	do {
		err = office_next(&p->office, &what, &answer);
		if (err == 0 && what == OFFICE_FEED) {
			feeding_page(&p->feeding, &answer, p->now_ms);
			queue_forget(p->queue);
			dispatch_wake(p->dispatch);
		} else if (err == 0 && what == OFFICE_JOB) {
			err = asked_answer(p, &answer);
			dispatch_wake(p->dispatch);
		}
	} while (err == 0 && what != OFFICE_NOTHING);
	return err;
}

/* Gives each part its turn; *next_ms: when again at the latest. Errors: of the office, when it is lost. */
static int take_turn(struct postman *p, int64_t *next_ms)
{
	uint64_t reader;
	int err;

	p->now_ms = wall_ms();
	p->mono = mono_ms();
	*next_ms = p->now_ms + TURN_MAX_MS;
	open_sockets(p, next_ms);
	if (p->lmtp)
		lmtp_server_step(p->lmtp, p->mono);
	if (p->web)
		web_step(p->web, p->now_ms, next_ms);
	reader_child_step(p->reader, p->mono);
	if (p->imap)
		imap_step(p->imap, p->now_ms, next_ms);
	take_mail(p);
	sweep(p);
	feeding_step(&p->feeding, p->now_ms, next_ms);
	if (p->feeding.has_changed) {
		p->feeding.has_changed = false;
		dispatch_wake(p->dispatch);
	}
	err = dispatch_step(p->dispatch, p->now_ms, next_ms);
	reader = reader_child_deadline(p->reader);
	if (reader <= p->mono.v)
		*next_ms = p->now_ms;
	else if (reader < UINT64_MAX && (int64_t)(reader - p->mono.v) < *next_ms - p->now_ms)
		*next_ms = p->now_ms + (int64_t)(reader - p->mono.v);
	return err < 0 ? err : p->office.lost;
}

/* Waits for something to happen; true: it is over. Errors: VB_ERR_IO. */
static int wait_for(struct postman *p, int64_t until_ms, bool *is_over)
{
	struct exchanges_watch watches[WATCHES_MAX];
	int64_t left = until_ms - wall_ms();
	size_t count = 0;
	int err;

	watches[count++] = (struct exchanges_watch){ .fd = p->signals, .wants_read = true };
	watches[count++] = (struct exchanges_watch){ .fd = link_descriptor(p->office.waits),
		                                     .wants_read = true };
	if (p->web)
		watches[count++] = (struct exchanges_watch){ .fd = web_descriptor(p->web),
			                                     .wants_read = true };
	if (p->lmtp)
		count += lmtp_server_watch(p->lmtp, watches + count);
	count += reader_child_watch(p->reader, watches + count);
	err = exchanges_wait(p->exchanges, watches, count,
	                     left <= 0            ? 0
	                     : left > TURN_MAX_MS ? TURN_MAX_MS
	                                          : (unsigned)left);
	*is_over = watches[0].is_ready;
	return err;
}

int postman_run(struct postman *p)
{
	bool is_over = false;
	int64_t next_ms;
	int err = 0;

	while (err == 0 && !is_over) {
		err = hear_office(p);
		if (err == 0)
			err = take_turn(p, &next_ms);
		if (err == 0)
			err = wait_for(p, next_ms, &is_over);
	}
	mail_log("mail.ends", "signal=%d", is_over);
	return err == VB_ERR_NOT_RUNNING ? 0 : err;
}
