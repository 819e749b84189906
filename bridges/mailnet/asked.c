/* asked: see asked.h. tested by tests/blackbox/21-mail-net.t */
#include "bridges/mailnet/asked.h"

#include <stdio.h>
#include <string.h>

#include "bridges/mail/failure.h"
#include "bridges/mail/held_calls.h"
#include "bridges/mail/mail_job.h"
#include "bridges/mail/tables.h"
#include "bridges/mailnet/mail_log.h"
#include "bridges/mailnet/probe_mail.h"
#include "protocol/pack.h"

#define FAILED_MS 604800000 /* of a status: 7 days */

struct job {
	struct span args;
	struct buf *result;
	char detail[128];
};

typedef int job_fn(struct postman *p, struct job *job);

/* ---- reading and writing maps ---- */

static void put_text(struct buf *b, const char *key, const char *value)
{
	pack_cstr(b, key);
	pack_cstr(b, value);
}

static void put_uint(struct buf *b, const char *key, uint64_t value)
{
	pack_cstr(b, key);
	pack_uint(b, value);
}

/* ---- status ---- */

struct counts {
	uint64_t count;
	int64_t oldest_ms;
};

static bool count_each(void *ctx, struct span key, struct span value)
{
	struct counts *c = ctx;

	(void)value;
	if (c->count++ == 0 && key.size >= 8)
		c->oldest_ms = (int64_t)get_be64(key.data);
	return true;
}

/* How many rows a table has. Errors: of the office. */
static int count(struct postman *p, const char *table, struct counts *out)
{
	*out = (struct counts){ 0, 0 };
	return p->office.drawer.list(p->office.drawer.self, table, span_of(NULL, 0), UINT32_MAX,
	                             count_each, out);
}

struct part {
	const char *name;
	const char *state; /* ok, trying, failing, off */
	int64_t retry_ms, since_ms;
	const char *why;
};

static void put_part(struct buf *b, const struct part *part)
{
	pack_map(b, 2u + (part->retry_ms > 0) + (part->since_ms > 0) + (part->why != NULL));
	put_text(b, "part", part->name);
	if (part->retry_ms > 0)
		put_uint(b, "retry", (uint64_t)part->retry_ms);
	if (part->since_ms > 0)
		put_uint(b, "since", (uint64_t)part->since_ms);
	put_text(b, "state", part->state);
	if (part->why)
		put_text(b, "why", part->why);
}

static struct part submission_part(const struct postman *p)
{
	const struct dispatch_state *s = dispatch_state(p->dispatch);

	if (!s->is_down)
		return (struct part){ .name = "submission", .state = "ok", .since_ms = s->sent_ms };
	return (struct part){ "submission", "failing", s->retry_ms, s->since_ms, s->said };
}

static struct part receive_part(const struct postman *p)
{
	struct part part = { .name = "receive", .state = "ok" };

	if (p->conf->receive.way == MAIL_WAY_NONE) {
		part.state = "off";
	} else if (p->imap) {
		part.why = imap_trouble(p->imap, &part.since_ms);
		if (part.why)
			part.state = "failing";
		else
			part.since_ms = 0;
	} else if (!p->lmtp) {
		part.state = "failing";
		part.retry_ms = p->open_ms;
		part.why = err_what(p->lmtp_err);
	}
	return part;
}

static struct part web_part(const struct postman *p)
{
	if (p->conf->web.way == MAIL_WAY_NONE)
		return (struct part){ .name = "web", .state = "off" };
	if (p->web)
		return (struct part){ .name = "web", .state = "ok" };
	return (struct part){ "web", "failing", p->open_ms, 0, err_what(p->web_err) };
}

static int job_status(struct postman *p, struct job *job)
{
	struct part reader = { .name = "reader",
		               .state = intake_is_failing(p->intake) ? "failing" : "ok" };
	const struct dispatch_state *s = dispatch_state(p->dispatch);
	int64_t came_ms = intake_last_ms(p->intake);
	struct counts waiting = { 0, 0 };
	uint64_t held = 0;
	uint32_t failed = 0, paused = 0;
	struct part parts[] = { submission_part(p), receive_part(p), reader, web_part(p) };
	struct buf *b = job->result;
	int err = count(p, VB_TABLE_QUEUE, &waiting);

	if (err == 0)
		err = held_calls_count(&p->office.drawer, &held);
	if (err == 0)
		err = failure_sum(&p->office.drawer, p->now_ms - FAILED_MS, &failed, &paused);
	if (err < 0)
		return err;
	pack_map(b, 6u + (waiting.count > 0) + (came_ms > 0) + p->is_restored + (s->sent_ms > 0));
	put_text(b, "address", p->conf->address);
	put_uint(b, "failed", failed);
	put_uint(b, "held", held);
	if (waiting.count > 0)
		put_uint(b, "oldest", (uint64_t)waiting.oldest_ms);
	pack_cstr(b, "parts");
	pack_array(b, sizeof(parts) / sizeof(parts[0]));
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		put_part(b, &parts[i]);
	put_uint(b, "paused", paused);
	if (came_ms > 0)
		put_uint(b, "received", (uint64_t)came_ms);
	if (p->is_restored) {
		pack_cstr(b, "restored");
		pack_bool(b, true);
	}
	if (s->sent_ms > 0)
		put_uint(b, "sent", (uint64_t)s->sent_ms);
	put_uint(b, "waiting", waiting.count);
	return 0;
}

/* ---- mail that waits for a person ---- */

static int job_held_list(struct postman *p, struct job *job)
{
	return held_calls_list(&p->office.drawer, job->args, job->result);
}

static int job_held_show(struct postman *p, struct job *job)
{
	return held_calls_show(&p->office.drawer, job->args, job->result);
}

static int job_held_file(struct postman *p, struct job *job)
{
	return held_calls_file(&p->office.drawer, job->args, job->result);
}

static int job_held_release(struct postman *p, struct job *job)
{
	struct span target;
	int err = intake_release(p->intake, job->args, p->now_ms, job->result);

	if (err == VB_ERR_BAD_VALUE && !ipc_map_find(job->args, "target", &target))
		snprintf(job->detail, sizeof(job->detail), "%s",
		         "the mail does not say where it belongs: --to says it");
	return err;
}

static int job_held_drop(struct postman *p, struct job *job)
{
	struct acts acts;
	int err;

	acts_begin(&acts);
	err = held_calls_drop(&p->office.drawer, job->args, &acts, job->result);
	if (err == 0)
		err = drawer_commit(&p->office.drawer, &acts.batch);
	acts_release(&acts);
	return err;
}

/* ---- wishes, subscribers, the queue ---- */

static int job_of_mail(struct postman *p, struct span name, struct job *job)
{
	const char *detail = NULL;
	int err = mail_job_do(p->queue, p->now_ms, name, job->args, job->result, &detail);

	if (detail != NULL)
		snprintf(job->detail, sizeof(job->detail), "%s", detail);
	dispatch_wake(p->dispatch);
	return err;
}

/* After a restore: mail goes again; before, if it is wished, all that is here counts as told. */
static int job_resume(struct postman *p, struct job *job)
{
	struct job_args args;
	const char *detail = NULL;
	struct drawer_batch batch;
	int err = job_args_read(job->args, &args, &detail);

	if (err == 0)
		err = queue_commit(p->queue);
	if (err == 0 && args.told)
		err = feeding_count_as_told(&p->feeding, p->now_ms);
	if (err != 0)
		return err;
	drawer_begin(&batch);
	drawer_take(&batch, VB_POSTMAN_STATE, span_of_str(VB_POSTMAN_RESTORED));
	err = drawer_commit(&p->office.drawer, &batch);
	drawer_release(&batch);
	if (err != 0)
		return err;
	p->is_restored = false;
	queue_forget(p->queue);
	dispatch_hold(p->dispatch, false);
	dispatch_wake(p->dispatch);
	pack_map(job->result, 0);
	return 0;
}

static int job_test_start(struct postman *p, struct job *job)
{
	const char *detail = NULL;
	int err = probe_mail_begin(p, job->args, job->result, &detail);

	if (detail != NULL)
		snprintf(job->detail, sizeof(job->detail), "%s", detail);
	return err;
}

static int job_test_show(struct postman *p, struct job *job)
{
	return probe_mail_tell(p, job->args, job->result);
}

/* ---- the table ---- */

static const struct {
	const char *name;
	job_fn *fn;
} table[] = {
	{ "status", job_status },
	{ "held.list", job_held_list },
	{ "held.show", job_held_show },
	{ "held.file", job_held_file },
	{ "held.release", job_held_release },
	{ "held.drop", job_held_drop },
	{ "resume", job_resume },
	{ "test.start", job_test_start },
	{ "test.show", job_test_show },
};
#define TABLE_COUNT (sizeof(table) / sizeof(table[0]))

static int do_job(struct postman *p, struct span name, struct job *job)
{
	for (size_t i = 0; i < TABLE_COUNT; i++)
		if (span_is_equal(name, span_of_str(table[i].name)))
			return table[i].fn(p, job);
	return mail_job_is(name) ? job_of_mail(p, name, job) : VB_ERR_UNKNOWN_CALL;
}

int asked_answer(struct postman *p, const struct ipc_answer *answer)
{
	struct job job = { .args = span_of(NULL, 0) };
	struct span name;
	struct buf result;
	uint64_t number;
	int err;

	if (answer->err < 0)
		return answer->err;
	/* Nobody asked anything in that time. */
	if (!ipc_map_uint(answer->result, "job", &number) ||
	    !ipc_map_text(answer->result, "call", VB_IPC_CALL_MAX_BYTES, &name))
		return office_wait_job(&p->office);
	(void)ipc_map_find(answer->result, "args", &job.args);
	buf_init(&result, VB_IPC_FRAME_MAX_BYTES - 4096);
	job.result = &result;
	err = do_job(p, name, &job);
	if (err == 0)
		err = result.err;
	mail_log("mail.job", "call=%.*s code=%d", (int)name.size, (const char *)name.data, -err);
	/* Whoever asked may be gone: only what the link says counts. */
	if (p->office.lost == 0 && office_done(&p->office, number, err, buf_span(&result),
	                                       job.detail[0] ? job.detail : NULL) != 0)
		mail_log("mail.nobody_waits", "job=%ju", (uintmax_t)number);
	buf_release(&result);
	if (p->office.lost < 0)
		return p->office.lost;
	return office_wait_job(&p->office);
}
