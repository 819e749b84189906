/* heads: what nodes tell each other about how far they are; see heads.h and SPEC.md 10. */
#include "protocol/peer/heads.h"

#include <assert.h>
#include <string.h>

#define DIGEST_DOMAIN "verbund/digest/1"
#define DIGEST_PLACE_BYTES (VB_HASH_BYTES + 1) /* space and stream: what items are ordered by */

/* Takes what was read off the items. */
static void items_advance(struct heads_items *at, const struct cursor *c)
{
	/* What is consumed was checked when the payload was decoded. */
	assert(c->err == 0);
	at->bytes = span_of(c->at, cursor_left(c));
	at->count--;
}

static enum stream stream_read(struct cursor *c)
{
	uint8_t stream = cursor_u8(c);

	if (c->err == 0 && stream > VB_STREAM_CONTROL)
		c->err = VB_ERR_MALFORMED;
	return c->err == 0 ? (enum stream)stream : VB_STREAM_ALL;
}

static uint64_t count_read(struct cursor *c)
{
	uint64_t count = cursor_varint(c, UINT64_MAX);

	if (c->err == 0 && count == 0)
		c->err = VB_ERR_MALFORMED;
	return count;
}

/* ---- DIGEST ---- */

void digest_encode(const struct digest *digest, struct buf *out)
{
	buf_put(out, digest->space.b, sizeof(digest->space.b));
	buf_put_u8(out, (uint8_t)digest->stream);
	buf_put(out, digest->hash.b, sizeof(digest->hash.b));
}

static void digest_read(struct cursor *c, struct digest *out)
{
	cursor_copy(c, out->space.b, sizeof(out->space.b));
	out->stream = stream_read(c);
	cursor_copy(c, out->hash.b, sizeof(out->hash.b));
}

int digest_list_decode(struct span payload, struct heads_items *out)
{
	struct heads_items items = { payload, 0 };
	struct digest digest = { .stream = VB_STREAM_ALL };
	struct cursor c;
	const uint8_t *last = NULL, *place;

	cursor_init(&c, payload);
	do {
		place = c.at;
		digest_read(&c, &digest);
		if (c.err != 0)
			return c.err;
		if (last != NULL && memcmp(last, place, DIGEST_PLACE_BYTES) >= 0)
			return VB_ERR_NOT_CANONICAL;
		last = place;
		items.count++;
	} while (cursor_left(&c) > 0);
	*out = items;
	return 0;
}

bool digest_list_next(struct heads_items *at, struct digest *out)
{
	struct cursor c;

	if (at->count == 0)
		return false;
	cursor_init(&c, at->bytes);
	digest_read(&c, out);
	items_advance(at, &c);
	return true;
}

void digest_hash_init(struct hasher *h, const struct space_id *space, enum stream stream)
{
	uint8_t byte = (uint8_t)stream;

	hasher_init(h, DIGEST_DOMAIN);
	hasher_put(h, space->b, sizeof(space->b));
	hasher_put(h, &byte, 1);
}

void digest_hash_put(struct hasher *h, const struct log_id *log, uint64_t count,
                     const struct entry_id *last)
{
	uint8_t bytes[8];

	put_be64(bytes, count);
	hasher_put(h, log->b, sizeof(log->b));
	hasher_put(h, bytes, sizeof(bytes));
	hasher_put(h, last->b, sizeof(last->b));
}

/* ---- HEADS ---- */

void heads_begin(struct buf *out, const struct space_id *space, enum stream stream)
{
	buf_put(out, space->b, sizeof(space->b));
	buf_put_u8(out, (uint8_t)stream);
}

void head_encode(const struct head *head, struct buf *out)
{
	assert(head->count > 0);
	buf_put(out, head->log.b, sizeof(head->log.b));
	buf_put_varint(out, head->count);
	buf_put(out, head->prefix, sizeof(head->prefix));
}

static void head_read(struct cursor *c, struct head *out)
{
	cursor_copy(c, out->log.b, sizeof(out->log.b));
	out->count = count_read(c);
	cursor_copy(c, out->prefix, sizeof(out->prefix));
}

int heads_decode(struct span payload, struct heads *out)
{
	struct heads heads = { .items = { .count = 0 } };
	struct head head = { .count = 0 }, last = head;
	struct cursor c;

	cursor_init(&c, payload);
	cursor_copy(&c, heads.space.b, sizeof(heads.space.b));
	heads.stream = stream_read(&c);
	heads.items.bytes = span_of(c.at, cursor_left(&c));
	for (; cursor_left(&c) > 0; last = head, heads.items.count++) {
		head_read(&c, &head);
		if (c.err == 0 && heads.items.count > 0 &&
		    memcmp(last.log.b, head.log.b, sizeof(head.log.b)) >= 0)
			return VB_ERR_NOT_CANONICAL;
	}
	if (c.err != 0)
		return c.err;
	*out = heads;
	return 0;
}

bool heads_next(struct heads_items *at, struct head *out)
{
	struct cursor c;

	if (at->count == 0)
		return false;
	cursor_init(&c, at->bytes);
	head_read(&c, out);
	items_advance(at, &c);
	return true;
}

/* ---- WANT ---- */

void want_encode(const struct want *want, struct buf *out)
{
	assert(want->count > 0);
	buf_put(out, want->space.b, sizeof(want->space.b));
	buf_put(out, want->log.b, sizeof(want->log.b));
	buf_put_varint(out, want->first_seq);
	buf_put_varint(out, want->count);
}

static void want_read(struct cursor *c, struct want *out)
{
	cursor_copy(c, out->space.b, sizeof(out->space.b));
	cursor_copy(c, out->log.b, sizeof(out->log.b));
	out->first_seq = cursor_varint(c, UINT64_MAX);
	out->count = count_read(c);
	if (c->err == 0 && out->count > UINT64_MAX - out->first_seq)
		c->err = VB_ERR_OUT_OF_RANGE;
}

int want_list_decode(struct span payload, struct heads_items *out)
{
	struct heads_items items = { payload, 0 };
	struct want want = { .count = 0 };
	struct cursor c;

	cursor_init(&c, payload);
	do {
		want_read(&c, &want);
		items.count++;
	} while (cursor_left(&c) > 0);
	if (c.err != 0)
		return c.err;
	*out = items;
	return 0;
}

bool want_list_next(struct heads_items *at, struct want *out)
{
	struct cursor c;

	if (at->count == 0)
		return false;
	cursor_init(&c, at->bytes);
	want_read(&c, out);
	items_advance(at, &c);
	return true;
}
