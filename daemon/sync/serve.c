/* serve: segments and control entries going out; see serve.h, tested by tests/sim/sim.c. */
#include "daemon/sync/serve.h"

#include "daemon/core/extract.h"
#include "protocol/peer/segment.h"

#include <stdlib.h>
#include <string.h>

/* ---- the queue ---- */

static int rank(const struct serve_job *job)
{
	if (job->stream == VB_STREAM_CONTROL)
		return 0;
	return job->stream == VB_STREAM_OPEN ? 1 : 2;
}

static bool is_before(const struct serve_job *a, const struct serve_job *b)
{
	if (rank(a) != rank(b))
		return rank(a) < rank(b);
	return a->space > b->space;
}

static bool is_same_log(const struct serve_job *a, const struct serve_job *b)
{
	return a->space == b->space && a->log == b->log && a->stream == b->stream;
}

static void make_room(struct session *s)
{
	if (s->job_count < s->job_capacity)
		return;
	s->job_capacity = s->job_capacity ? s->job_capacity * 2 : 16;
	s->jobs = realloc(s->jobs, s->job_capacity * sizeof(*s->jobs));
	if (!s->jobs)
		abort();
}

void serve_add(struct session *s, const struct serve_job *job)
{
	uint32_t at = 0;

	for (uint32_t i = 0; i < s->job_count; i++) {
		struct serve_job *here = &s->jobs[i];

		if (!is_same_log(here, job))
			continue;
		if (job->next < here->next)
			here->next = job->next;
		if (job->end > here->end)
			here->end = job->end;
		return;
	}
	if (s->job_count == VB_SERVE_JOBS_MAX_COUNT)
		return;
	make_room(s);
	while (at < s->job_count && !is_before(job, &s->jobs[at]))
		at++;
	memmove(&s->jobs[at + 1], &s->jobs[at], (s->job_count - at) * sizeof(*s->jobs));
	s->jobs[at] = *job;
	s->job_count++;
}

static void drop_first(struct session *s)
{
	s->job_count--;
	memmove(&s->jobs[0], &s->jobs[1], s->job_count * sizeof(*s->jobs));
}

/* ---- one frame ---- */

/* Bytes of payload that may still be sent. */
static size_t credit_left(const struct session *s)
{
	uint64_t left = s->allowance - s->sent;

	return left < VB_SEGMENT_MAX_BYTES ? (size_t)left : VB_SEGMENT_MAX_BYTES;
}

static int fill_control(struct node *node, const struct session *s, const struct serve_job *job,
                        struct buf *frame, uint64_t *next)
{
	frame_begin(frame, VB_FRAME_CONTROL, 0);
	return extract_control(node, node_space_number(node, job->space), job->end,
	                       VB_FRAME_HEAD_BYTES + credit_left(s), next, frame);
}

static int fill_segment(struct node *node, const struct session *s, const struct serve_job *job,
                        struct buf *frame, uint64_t *next)
{
	struct node_space *space = node_space_number(node, job->space);
	const struct log_info *log = logs_get(node_logs(node), job->log);
	enum space_service service = node_space_may_serve(space, &s->peer, log->audience);

	if (service == VB_SERVE_NOTHING)
		return VB_ERR_NO_RIGHT;
	frame_begin(frame, VB_FRAME_SEGMENT, 0);
	return extract_segment(node, log, service, credit_left(s), next, frame);
}

/* Nothing fits into what is left of the credit: more of it will come, unless there is nothing to send at all. */
static bool is_out_of_credit(const struct session *s)
{
	return credit_left(s) < VB_SEGMENT_MAX_BYTES;
}

static int send_first(struct node *node, struct session *s, struct buf *frame, bool *out_of_credit)
{
	struct serve_job *job = &s->jobs[0];
	bool is_control = job->stream == VB_STREAM_CONTROL;
	uint32_t key = is_control ? known_control(job->space) : job->log;
	uint64_t next = job->next;
	int err;

	buf_clear(frame);
	err = is_control ? fill_control(node, s, job, frame, &next)
	                 : fill_segment(node, s, job, frame, &next);
	/* A branch that was dropped is not here any more. */
	if (err == VB_ERR_NO_RIGHT || err == VB_ERR_NOT_FOUND ||
	    (!err && next == job->next && !is_out_of_credit(s))) {
		drop_first(s);
		return 0;
	}
	*out_of_credit = !err && next == job->next;
	if (err || *out_of_credit)
		return err;
	err = session_send(node, s, frame);
	if (err)
		return err;
	s->sent += frame->size - VB_FRAME_HEAD_BYTES;
	known_sent(&s->known, key, next);
	job->next = next;
	if (job->next >= job->end)
		drop_first(s);
	return 0;
}

int serve_pump(struct node *node, struct session *s, size_t *budget)
{
	bool out_of_credit = false;
	struct buf frame;
	int err = 0;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	while (!err && s->job_count > 0 && *budget > 0 && !out_of_credit && credit_left(s) > 0) {
		uint64_t before = s->sent;

		err = send_first(node, s, &frame, &out_of_credit);
		*budget -= *budget < s->sent - before ? *budget : (size_t)(s->sent - before);
	}
	buf_release(&frame);
	return err;
}
