/* segment: a run of entries in its short wire form; see segment.h and SPEC.md 9. */
#include "protocol/peer/segment.h"

#include <assert.h>
#include <string.h>

#define ENTRY_VERSION 1u

/* sflags */
#define HEAD_INTRODUCED 1u
#define HEAD_PREV 2u
#define HEAD_AUDIENCE_SHIFT 2u
#define HEAD_UNKNOWN 0xf0u

/* iflags */
#define ITEM_FLAGS 1u
#define ITEM_CONTROL 2u
#define ITEM_RECORD 12u
#define ITEM_BARE 16u
#define ITEM_UNKNOWN 0xe0u

/* The record of an item: the first of these that is true, in the order zero, derived, same, given. */
#define RECORD_DERIVED 0u
#define RECORD_SAME 4u
#define RECORD_GIVEN 8u
#define RECORD_ZERO 12u

/* ---- reading ---- */

static void head_read(struct cursor *c, struct segment *s)
{
	uint8_t sflags = cursor_u8(c);

	s->audience = (enum audience)(sflags >> HEAD_AUDIENCE_SHIFT & 3u);
	s->is_introduced = (sflags & HEAD_INTRODUCED) != 0;
	s->has_prev = (sflags & HEAD_PREV) != 0;
	if (c->err == 0 && ((sflags & HEAD_UNKNOWN) != 0 || s->audience > VB_AUDIENCE_OPEN))
		c->err = VB_ERR_MALFORMED;
	if (s->is_introduced) {
		cursor_copy(c, s->space.b, sizeof(s->space.b));
		cursor_copy(c, s->author.b, sizeof(s->author.b));
		s->incarnation = cursor_u64(c);
	} else {
		cursor_copy(c, s->log.b, sizeof(s->log.b));
	}
	if (s->has_prev)
		cursor_copy(c, s->prev.b, sizeof(s->prev.b));
	s->first_seq = cursor_varint(c, UINT64_MAX);
	s->count = cursor_u8(c) + 1u;
	s->control_seq = cursor_u32(c);
	cursor_copy(c, s->control_prefix, sizeof(s->control_prefix));
}

int segment_open(struct span bytes, struct segment *out)
{
	struct segment s = { .has_prev = false };
	struct cursor c;
	size_t left;

	if (bytes.size > VB_SEGMENT_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	cursor_init(&c, bytes);
	head_read(&c, &s);
	if (c.err != 0)
		return c.err;
	if (s.has_prev && s.first_seq == 0)
		return VB_ERR_NOT_CANONICAL;
	/* A count of entries is 64 bits wide as well. */
	if (s.first_seq > UINT64_MAX - s.count)
		return VB_ERR_OUT_OF_RANGE;
	left = cursor_left(&c);
	if (left < sizeof(s.seal.b))
		return VB_ERR_TRUNCATED;
	s.items = cursor_take(&c, left - sizeof(s.seal.b));
	cursor_copy(&c, s.seal.b, sizeof(s.seal.b));
	if (s.is_introduced)
		log_id_derive(&s.space, &s.author, s.incarnation, s.audience, &s.log);
	*out = s;
	return 0;
}

void segment_start(const struct segment *segment, const struct entry_id *prev,
                   struct segment_reader *out)
{
	struct entry_header next = { .version = ENTRY_VERSION,
		                     .log = segment->log,
		                     .seq = segment->first_seq,
		                     .control_seq = segment->control_seq };

	memcpy(next.control_prefix, segment->control_prefix, sizeof(next.control_prefix));
	if (segment->first_seq > 0)
		next.prev = *prev;
	cursor_init(&out->c, segment->items);
	out->audience = segment->audience;
	out->left = segment->count;
	out->is_first = true;
	out->next = next;
}

/* Reads the citation of an item that has one of its own. */
static int control_read(struct segment_reader *r, struct entry_header *h)
{
	h->control_seq = cursor_u32(&r->c);
	cursor_copy(&r->c, h->control_prefix, sizeof(h->control_prefix));
	if (r->is_first ||
	    (h->control_seq == r->next.control_seq &&
	     memcmp(h->control_prefix, r->next.control_prefix, sizeof(h->control_prefix)) == 0))
		return VB_ERR_NOT_CANONICAL;
	return 0;
}

/* Finds the record of an item; h->record is the one before. */
static int record_read(struct segment_reader *r, uint8_t form, struct entry_header *h,
                       bool *is_create)
{
	struct record_id last = h->record;

	*is_create = false;
	if (form == RECORD_ZERO) {
		memset(&h->record, 0, sizeof(h->record));
		return 0;
	}
	if (form == RECORD_DERIVED) {
		record_id_derive(h->hlc, &h->log, h->seq, &h->record);
		*is_create = true;
		return 0;
	}
	if (form == RECORD_SAME && r->is_first)
		return VB_ERR_MALFORMED;
	if (form == RECORD_GIVEN)
		cursor_copy(&r->c, h->record.b, sizeof(h->record.b));
	if (record_id_is_zero(&h->record) || entry_is_create(h) ||
	    (form == RECORD_GIVEN && !r->is_first && record_id_is_equal(&h->record, &last)))
		return VB_ERR_NOT_CANONICAL;
	return 0;
}

/* Reads all of an item but the body, into h as far as the item before left it. */
static int item_read(struct segment_reader *r, uint8_t iflags, struct entry_header *h,
                     bool *is_create)
{
	int err = 0;

	if ((iflags & ITEM_UNKNOWN) != 0)
		return VB_ERR_MALFORMED;
	if ((iflags & ITEM_FLAGS) != 0) {
		h->flags = cursor_u8(&r->c);
		if (h->flags == 0)
			err = VB_ERR_NOT_CANONICAL;
	}
	if (err == 0 && (iflags & ITEM_CONTROL) != 0)
		err = control_read(r, h);
	h->hlc.v += cursor_varint(&r->c, UINT64_MAX);
	if (err == 0)
		err = record_read(r, iflags & ITEM_RECORD, h, is_create);
	h->body_size = (uint32_t)cursor_varint(&r->c, VB_BODY_MAX_BYTES);
	return r->c.err != 0 ? r->c.err : err;
}

/* Reads the body, or the hash that stands for it. */
static int body_read(struct segment_reader *r, bool is_bare, struct segment_entry *out)
{
	struct entry_header *h = &out->header;

	out->body = span_of(NULL, 0);
	if (is_bare) {
		cursor_copy(&r->c, h->body_hash.b, sizeof(h->body_hash.b));
		return r->c.err;
	}
	out->body = cursor_take(&r->c, entry_stored_body_bytes(h->body_size, r->audience));
	if (r->c.err == 0)
		crypt_hash(out->body, &h->body_hash);
	return r->c.err;
}

int segment_next(struct segment_reader *r, struct segment_entry *out)
{
	uint8_t iflags;
	int err;

	assert(r->left > 0);
	out->header = r->next;
	iflags = cursor_u8(&r->c);
	err = item_read(r, iflags, &out->header, &out->is_create);
	if (err == 0)
		err = body_read(r, (iflags & ITEM_BARE) != 0, out);
	if (err == 0 && r->left == 1)
		err = cursor_finish(&r->c);
	if (err != 0) {
		r->left = 0;
		return err;
	}
	entry_header_encode(&out->header, out->bytes);
	entry_id_derive(out->bytes, &out->id);
	r->left--;
	r->is_first = false;
	r->next = out->header;
	r->next.flags = 0;
	r->next.seq++;
	r->next.prev = out->id;
	return 0;
}

/* ---- writing ---- */

void segment_begin(struct segment_writer *w, struct buf *out, size_t max_bytes,
                   const struct segment *head)
{
	assert(out->err == 0 && max_bytes <= VB_SEGMENT_MAX_BYTES);
	assert(!head->has_prev || head->first_seq > 0);
	*w = (struct segment_writer){
		.out = out, .start = out->size, .max_bytes = max_bytes, .head = *head
	};
}

/* The head holds what the first entry cites, so it is written with it. */
static void head_write(struct segment_writer *w, const struct entry_header *first)
{
	const struct segment *s = &w->head;
	struct buf *out = w->out;

	buf_put_u8(out, (uint8_t)((s->is_introduced ? HEAD_INTRODUCED : 0) |
	                          (s->has_prev ? HEAD_PREV : 0) |
	                          (unsigned)s->audience << HEAD_AUDIENCE_SHIFT));
	if (s->is_introduced) {
		buf_put(out, s->space.b, sizeof(s->space.b));
		buf_put(out, s->author.b, sizeof(s->author.b));
		buf_put_u64(out, s->incarnation);
	} else {
		buf_put(out, s->log.b, sizeof(s->log.b));
	}
	if (s->has_prev)
		buf_put(out, s->prev.b, sizeof(s->prev.b));
	buf_put_varint(out, s->first_seq);
	w->count_at = out->size;
	buf_put_u8(out, 0);
	buf_put_u32(out, first->control_seq);
	buf_put(out, first->control_prefix, sizeof(first->control_prefix));
}

static uint8_t record_form(const struct segment_writer *w, const struct entry_header *h)
{
	if (record_id_is_zero(&h->record))
		return RECORD_ZERO;
	if (entry_is_create(h))
		return RECORD_DERIVED;
	if (w->count > 0 && record_id_is_equal(&h->record, &w->last.record))
		return RECORD_SAME;
	return RECORD_GIVEN;
}

static bool is_control_new(const struct segment_writer *w, const struct entry_header *h)
{
	return w->count > 0 &&
	       (h->control_seq != w->last.control_seq ||
	        memcmp(h->control_prefix, w->last.control_prefix, sizeof(h->control_prefix)) != 0);
}

static void item_write(struct segment_writer *w, const struct entry_header *h, struct span body)
{
	struct buf *out = w->out;
	uint8_t form = record_form(w, h);
	bool is_new = is_control_new(w, h), is_bare = body.data == NULL;

	buf_put_u8(out, (uint8_t)((h->flags != 0 ? ITEM_FLAGS : 0) | (is_new ? ITEM_CONTROL : 0) |
	                          form | (is_bare ? ITEM_BARE : 0)));
	if (h->flags != 0)
		buf_put_u8(out, h->flags);
	if (is_new) {
		buf_put_u32(out, h->control_seq);
		buf_put(out, h->control_prefix, sizeof(h->control_prefix));
	}
	buf_put_varint(out, h->hlc.v - w->last.hlc.v);
	if (form == RECORD_GIVEN)
		buf_put(out, h->record.b, sizeof(h->record.b));
	buf_put_varint(out, h->body_size);
	if (is_bare)
		buf_put(out, h->body_hash.b, sizeof(h->body_hash.b));
	else
		buf_put(out, body.data, body.size);
}

/* Whether this entry is the one due. */
static int entry_check(const struct segment_writer *w, const struct entry_header *h,
                       struct span body)
{
	assert(h->version == ENTRY_VERSION);
	if (!log_id_is_equal(&h->log, &w->head.log) || h->seq != w->head.first_seq + w->count)
		return VB_ERR_BAD_CHAIN;
	if (body.data != NULL &&
	    body.size != entry_stored_body_bytes(h->body_size, w->head.audience))
		return VB_ERR_BAD_HASH;
	return w->count < VB_SEAL_MAX_ENTRIES ? 0 : VB_ERR_TOO_LARGE;
}

int segment_add(struct segment_writer *w, const struct entry_header *h, struct span body)
{
	struct buf *out = w->out;
	size_t before = out->size;
	int err = entry_check(w, h, body);

	if (err != 0)
		return err;
	if (w->count == 0)
		head_write(w, h);
	item_write(w, h, body);
	if (out->err != 0 || out->size - w->start + sizeof(w->seal.b) > w->max_bytes ||
	    out->max - out->size < sizeof(w->seal.b)) {
		out->size = before;
		out->err = 0;
		return VB_ERR_TOO_LARGE;
	}
	w->count++;
	w->last = *h;
	return 0;
}

void segment_seal(struct segment_writer *w, const struct signature *seal)
{
	assert(w->count > 0);
	w->sealed_count = w->count;
	w->sealed_end = w->out->size;
	w->seal = *seal;
}

int segment_finish(struct segment_writer *w, uint32_t *out_count)
{
	struct buf *out = w->out;

	if (w->sealed_count == 0) {
		out->size = w->start;
		return VB_ERR_BAD_SEAL;
	}
	out->size = w->sealed_end;
	out->data[w->count_at] = (uint8_t)(w->sealed_count - 1);
	buf_put(out, w->seal.b, sizeof(w->seal.b));
	*out_count = w->sealed_count;
	return 0;
}
