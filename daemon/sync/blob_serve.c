/* blob_serve: see blob_serve.h; tested by tests/unit/test_blob_fetch.c. */
#include "daemon/sync/blob_serve.h"

#include "daemon/sync/offer.h"

#define CHUNK_HEAD_MAX_BYTES (VB_HASH_BYTES + 10u) /* manifest, varint */

/* True if the office may have the log that lists what it asked for, whole. */
static bool is_allowed(struct node *node, const struct session *s)
{
	const struct log_info *log = logs_get(node_logs(node), s->serving.place.log);
	struct node_space *space = log ? node_space_number(node, log->space) : NULL;

	return space && offer_is_allowed(space, &s->peer, (enum stream)log->audience) &&
	       space_may_serve(space->space, &s->peer, log->audience) == VB_SERVE_WHOLE;
}

int blob_serve_want(struct sessions *sessions, struct session *s, struct span payload)
{
	struct blob_want want;
	const struct log_info *log;
	int err = blob_want_decode(payload, &want);

	if (err)
		return err;
	s->serving = (struct blob_job){ .next = want.first };
	s->serving.left =
		want.count < VB_BLOB_WANT_MAX_COUNT ? (uint32_t)want.count : VB_BLOB_WANT_MAX_COUNT;
	s->serving.place.manifest = want.manifest;
	/* Who may not have it hears the same as where it is not: log 0 is none. */
	log = logs_find(node_logs(sessions->node), &want.log);
	if (!log)
		return 0;
	s->serving.place.log = log->handle;
	s->serving.place.record = (struct record_ref){ .space = log->space,
		                                       .audience = log->audience,
		                                       .id = want.record };
	return 0;
}

/* Opens the bytes; false: there is no such chunk here. */
static bool open_bytes(struct node *node, const struct session *s, struct blob_file *file)
{
	struct blob_row row;

	return is_allowed(node, s) && blobs_get(node_view(node), &s->serving.place, &row) == 0 &&
	       s->serving.next < row.count && blobs_open_file(node_blobs(node), &row, file) == 0;
}

static int send_chunk(struct node *node, struct session *s, struct span data, struct buf *frame)
{
	struct blob_chunk chunk = { .manifest = s->serving.place.manifest,
		                    .index = s->serving.next,
		                    .data = data };
	int err;

	buf_clear(frame);
	frame_begin(frame, VB_FRAME_BLOB, 0);
	blob_chunk_encode(&chunk, frame);
	err = session_send(node, s, frame);
	if (!err)
		s->sent += frame->size - VB_FRAME_HEAD_BYTES;
	return err;
}

/* Says that the chunk is not here, and is done with the asking. */
static int send_absence(struct node *node, struct session *s, struct buf *frame)
{
	int err = send_chunk(node, s, span_of(NULL, 0), frame);

	if (!err)
		s->serving.left = 0;
	return err;
}

static bool has_credit(const struct session *s)
{
	return s->allowance - s->sent >= VB_BLOB_STORED_MAX_BYTES + CHUNK_HEAD_MAX_BYTES;
}

static int send_run(struct node *node, struct session *s, const struct blob_file *file,
                    size_t *budget, struct buf *frame)
{
	uint8_t chunk[VB_BLOB_STORED_MAX_BYTES];
	size_t size;
	int err = 0;

	while (!err && s->serving.left > 0 && *budget > 0 && has_credit(s)) {
		/* What the disk gives back damaged is as good as not here. */
		if (s->serving.next >= file->count ||
		    blob_file_read(file, s->serving.next, chunk, &size) != 0)
			return send_absence(node, s, frame);
		err = send_chunk(node, s, span_of(chunk, size), frame);
		if (err)
			break;
		s->serving.next++;
		s->serving.left--;
		*budget -= *budget < size ? *budget : size;
	}
	return err;
}

int blob_serve_pump(struct node *node, struct session *s, size_t *budget)
{
	struct blob_file file;
	struct buf frame;
	int err;

	if (s->serving.left == 0 || s->job_count > 0 || *budget == 0 || !has_credit(s))
		return 0;
	buf_init(&frame, VB_FRAME_MAX_BYTES);
	if (open_bytes(node, s, &file)) {
		err = send_run(node, s, &file, budget, &frame);
		blob_file_close(&file);
	} else {
		err = send_absence(node, s, &frame);
	}
	buf_release(&frame);
	return err;
}
