/* serve: segments and control entries going out; see serve.h, tested by tests/sim/sim.c. */
#include "daemon/sync/serve.h"

#include "protocol/openlog.h"
#include "protocol/peer/segment.h"
#include "store/entries.h"
#include "store/spaces.h"

#include <stdlib.h>
#include <string.h>

/* A CONTROL frame is closed when the next entry might not fit. */
#define CONTROL_ITEM_MAX_BYTES                                                                     \
	(VB_HEADER_BYTES + 3u + VB_CONTROL_BODY_MAX_BYTES + VB_SIGNATURE_BYTES)

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
	struct node_space *space = node_space_number(node, job->space);
	size_t room = VB_FRAME_HEAD_BYTES + credit_left(s);
	struct control_cursor c;
	struct control_row row;

	frame_begin(frame, VB_FRAME_CONTROL, 0);
	control_run_begin(frame, &space->id);
	spaces_open_control(&c, node_view(node), job->space, (uint32_t)job->next);
	while (*next < job->end && spaces_next_control(&c, &row)) {
		if (frame->size + CONTROL_ITEM_MAX_BYTES - VB_CONTROL_BODY_MAX_BYTES +
		            row.body.size >
		    room)
			break;
		control_run_add(frame, row.header.data, row.body, &row.signature);
		*next = (uint64_t)row.seq + 1;
	}
	return spaces_close_control(&c);
}

/* What a former member is served of a row: of open logs only the erasures, which it has to obey. */
static bool is_body_withheld(enum space_service service, struct span body)
{
	struct open_body open;

	if (service == VB_SERVE_WHOLE)
		return false;
	return open_body_decode(body, &open) != 0 || open.type != VB_OPEN_ERASE;
}

/* Adds rows to a segment up to the next seal: all but the last of a log stand at boundaries, which no segment crosses. */
static int fill_rows(struct env_txn *txn, const struct serve_job *job, enum space_service service,
                     struct segment_writer *w)
{
	struct entries_cursor c;
	struct entry_row row;
	struct entry_header header;
	struct signature seal;
	uint64_t seal_at = 0;
	int close_err;
	int err = entries_next_seal(txn, job->log, job->next, &seal_at, &seal);

	entries_open(&c, txn, job->log, job->next);
	while (!err && entries_next(&c, &row)) {
		if (is_body_withheld(service, row.body))
			row.body = (struct span){ 0 };
		err = entry_header_decode(row.header, &header);
		if (!err)
			err = segment_add(w, &header, row.body);
		if (err || row.seq != seal_at)
			continue;
		segment_seal(w, &seal);
		break;
	}
	if (err == VB_ERR_TOO_LARGE || err == VB_ERR_NOT_FOUND)
		err = 0;
	close_err = entries_close(&c);
	return err ? err : close_err;
}

static int fill_segment(struct node *node, const struct session *s, const struct serve_job *job,
                        struct buf *frame, uint64_t *next)
{
	struct node_space *space = node_space_number(node, job->space);
	const struct log_info *log = logs_get(node_logs(node), job->log);
	enum space_service service = space_may_serve(space->space, &s->peer, log->audience);
	struct segment head = { .audience = log->audience, .log = log->id, .first_seq = job->next };
	struct segment_writer w;
	uint32_t count = 0;
	int err = 0;

	if (service == VB_SERVE_NOTHING)
		return VB_ERR_NO_RIGHT;
	head.is_introduced = job->next == 0;
	/* The predecessor goes along, so that an office that has another one sees a fork and not a broken seal. */
	head.has_prev = job->next > 0;
	if (head.has_prev)
		err = entries_id(node_view(node), job->log, job->next - 1, &head.prev);
	if (err != 0)
		return err;
	head.space = space->id;
	head.author = log->author;
	head.incarnation = log->incarnation;
	frame_begin(frame, VB_FRAME_SEGMENT, 0);
	segment_begin(&w, frame, credit_left(s), &head);
	err = fill_rows(node_view(node), job, service, &w);
	if (!err && segment_finish(&w, &count) == 0)
		*next = job->next + count;
	return err;
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
