/* offer: digests and heads going out; see offer.h, tested by tests/sim/sim.c. */
#include "daemon/sync/offer.h"

#include "protocol/peer/heads.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define DIGEST_ITEM_BYTES 65u
#define HEAD_ITEM_MAX_BYTES 58u /* log id, varint, prefix */
#define FRAME_ROOM_BYTES (VB_FRAME_MAX_BYTES - HEAD_ITEM_MAX_BYTES - DIGEST_ITEM_BYTES)

bool offer_is_allowed(const struct node_space *space, const struct node_id *peer,
                      enum stream stream)
{
	if (space->archive)
		return false;
	if (stream == VB_STREAM_CONTROL)
		return space_member(space->space, peer) != NULL;
	return node_space_may_serve(space, peer, (enum audience)stream) != VB_SERVE_NOTHING;
}

static struct log_id control_log(const struct node_space *space)
{
	struct log_id log;

	memcpy(log.b, space->id.b, sizeof(log.b));
	return log;
}

void offer_digest(struct node *node, const struct node_space *space, enum stream stream,
                  struct hash *out)
{
	uint32_t count = space_count(space->space);
	struct log_id log = control_log(space);
	struct hasher h;

	if (stream != VB_STREAM_CONTROL) {
		logs_digest(node_logs(node), space->number, &space->id, (enum audience)stream, out);
		return;
	}
	*out = (struct hash){ 0 };
	if (count == 0)
		return;
	digest_hash_init(&h, &space->id, stream);
	digest_hash_put(&h, &log, count, space_entry_id(space->space, count - 1));
	hasher_finish(&h, out);
}

/* ---- digests ---- */

static int compare_spaces(const void *a, const void *b)
{
	const struct node_space *const *left = a;
	const struct node_space *const *right = b;

	return memcmp((*left)->id.b, (*right)->id.b, sizeof((*left)->id.b));
}

/* May the office hear of this stream? As long as we have nothing of a space we do not know who belongs to it, but whoever spoke
 * of it first may hear that we still have nothing. */
static bool may_hear(const struct node_space *space, const struct session *s, enum stream stream)
{
	return offer_is_allowed(space, &s->peer, stream) ||
	       (stream == VB_STREAM_CONTROL && space->fetching && space_count(space->space) == 0 &&
	        known_find(&s->known, known_control(space->number)) != NULL);
}

/* The spaces the office may hear of, ascending by id; caller frees. */
static struct node_space **shared_spaces(struct node *node, const struct session *s, size_t *count)
{
	size_t all = node_space_count(node);
	struct node_space **shared = calloc(all + 1, sizeof(struct node_space *));

	if (!shared)
		abort();
	*count = 0;
	for (size_t i = 0; i < all; i++) {
		struct node_space *space = node_space_at(node, i);

		if (may_hear(space, s, VB_STREAM_CONTROL))
			shared[(*count)++] = space;
	}
	qsort(shared, *count, sizeof(struct node_space *), compare_spaces);
	return shared;
}

static void put_digests(struct node *node, struct session *s, const struct node_space *space,
                        struct buf *frame)
{
	for (int stream = VB_STREAM_ALL; stream <= VB_STREAM_CONTROL; stream++) {
		struct digest item = { .space = space->id, .stream = (enum stream)stream };

		if (!may_hear(space, s, item.stream))
			continue;
		offer_digest(node, space, item.stream, &item.hash);
		digest_encode(&item, frame);
		/* Whoever is suspended is sent no digest of data to answer; what it wrote before it knew is to be held, not lost. */
		if (item.stream <= VB_STREAM_CORE &&
		    node_space_is_suspended(space, node_self(node)))
			offer_note_heads(s, space->number, item.stream);
	}
	/* Whoever has never spoken of this space with us may not know yet that it belongs to it: a digest of something
	 * unknown would say nothing, the head of the control log says all. */
	if (!known_find(&s->known, known_control(space->number)))
		offer_note_heads(s, space->number, VB_STREAM_CONTROL);
}

bool offer_is_silent(struct node *node, const struct session *s)
{
	for (size_t i = 0; i < node_space_count(node); i++) {
		const struct node_space *space = node_space_at(node, i);

		if (offer_is_allowed(space, &s->peer, VB_STREAM_CONTROL) &&
		    !known_find(&s->known, known_control(space->number)))
			return true;
	}
	return false;
}

int offer_send_digests(struct node *node, struct session *s)
{
	size_t count;
	struct node_space **spaces = shared_spaces(node, s, &count);
	struct buf frame;
	int err = 0;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	for (size_t i = 0; !err && i < count; i++) {
		bool is_last = i + 1 == count;

		if (frame.size == 0)
			frame_begin(&frame, VB_FRAME_DIGEST, 0);
		put_digests(node, s, spaces[i], &frame);
		if (!is_last && frame.size + 4u * DIGEST_ITEM_BYTES <= FRAME_ROOM_BYTES)
			continue;
		err = session_send(node, s, &frame);
		buf_clear(&frame);
	}
	buf_release(&frame);
	free(spaces);
	return err;
}

/* ---- heads ---- */

void offer_note_heads(struct session *s, uint32_t space, enum stream stream)
{
	for (uint32_t i = 0; i < s->heads_count; i++)
		if (s->heads[i].space == space && s->heads[i].stream == stream)
			return;
	if (s->heads_count == s->heads_capacity) {
		s->heads_capacity = s->heads_capacity ? s->heads_capacity * 2 : 8;
		s->heads = realloc(s->heads, s->heads_capacity * sizeof(*s->heads));
		if (!s->heads)
			abort();
	}
	s->heads[s->heads_count++] = (struct heads_due){ .space = space, .stream = stream };
}

void offer_again(const struct sessions *sessions, const struct node_space *space)
{
	for (uint32_t i = 0; i < sessions->count; i++) {
		struct session *s = sessions->items[i];

		if (!s->has_hello || s->is_spare)
			continue;
		s->is_digest_due = true;
		for (int a = VB_STREAM_ALL; a <= VB_STREAM_OPEN; a++)
			if (offer_is_allowed(space, &s->peer, (enum stream)a))
				offer_note_heads(s, space->number, (enum stream)a);
	}
}

static void put_head(struct buf *frame, const struct log_id *log, uint64_t count,
                     const struct entry_id *last)
{
	struct head head = { .log = *log, .count = count };

	memcpy(head.prefix, last->b, sizeof(head.prefix));
	head_encode(&head, frame);
}

static void begin_heads(struct buf *frame, const struct node_space *space, enum stream stream)
{
	buf_clear(frame);
	frame_begin(frame, VB_FRAME_HEADS, 0);
	heads_begin(frame, &space->id, stream);
}

static int send_control_head(struct node *node, struct session *s, const struct node_space *space,
                             struct buf *frame)
{
	uint32_t count = space_count(space->space);
	struct log_id log = control_log(space);

	if (count == 0)
		return 0;
	begin_heads(frame, space, VB_STREAM_CONTROL);
	put_head(frame, &log, count, space_entry_id(space->space, count - 1));
	known_at(&s->known, known_control(space->number));
	return session_send(node, s, frame);
}

static int send_log_heads(struct node *node, struct session *s, const struct node_space *space,
                          enum stream stream, struct buf *frame)
{
	size_t count;
	const struct log_info *const *logs =
		logs_in_stream(node_logs(node), space->number, (enum audience)stream, &count);
	int err = 0;

	begin_heads(frame, space, stream);
	for (size_t i = 0; !err && i < count; i++) {
		if (logs[i]->count > 0)
			put_head(frame, &logs[i]->id, logs[i]->count, &logs[i]->head);
		if (frame->size <= FRAME_ROOM_BYTES)
			continue;
		err = session_send(node, s, frame);
		begin_heads(frame, space, stream);
	}
	return err ? err : session_send(node, s, frame);
}

static int send_dirty(struct node *node, struct session *s, struct buf *frame)
{
	for (uint32_t i = 0; i < s->known.capacity; i++) {
		struct known_log *known = &s->known.slots[i];
		const struct log_info *log;
		struct node_space *space;
		int err;

		if (known->key == 0 || !known->dirty)
			continue;
		log = logs_get(node_logs(node), known->key);
		space = log ? node_space_number(node, log->space) : NULL;
		known->dirty = false;
		if (!space || !offer_is_allowed(space, &s->peer, (enum stream)log->audience))
			continue;
		begin_heads(frame, space, (enum stream)log->audience);
		put_head(frame, &log->id, log->count, &log->head);
		err = session_send(node, s, frame);
		if (err) {
			known->dirty = true;
			return err;
		}
	}
	s->has_dirty = false;
	return 0;
}

int offer_send_heads(struct node *node, struct session *s)
{
	struct buf frame;
	int err = 0;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	while (!err && s->heads_count > 0) {
		struct heads_due due = s->heads[s->heads_count - 1];
		struct node_space *space = node_space_number(node, due.space);

		if (space && offer_is_allowed(space, &s->peer, due.stream))
			err = due.stream == VB_STREAM_CONTROL
			              ? send_control_head(node, s, space, &frame)
			              : send_log_heads(node, s, space, due.stream, &frame);
		if (!err)
			s->heads_count--;
	}
	if (!err && s->has_dirty)
		err = send_dirty(node, s, &frame);
	buf_release(&frame);
	return err;
}

void offer_note_equal(struct node *node, struct session *s, const struct node_space *space,
                      enum stream stream)
{
	const struct log_info *const *logs;
	size_t count;

	if (stream == VB_STREAM_CONTROL) {
		known_raise(&s->known, known_control(space->number), space_count(space->space));
		return;
	}
	logs = logs_in_stream(node_logs(node), space->number, (enum audience)stream, &count);
	for (size_t i = 0; i < count; i++)
		known_raise(&s->known, logs[i]->handle, logs[i]->count);
}
