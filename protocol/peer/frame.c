/* frame: the messages between two nodes and their small payloads; see frame.h and SPEC.md 10. */
#include "protocol/peer/frame.h"

#include <assert.h>
#include <string.h>

#include "protocol/document.h"

#define VERSION_MAX 65535u
#define CLOCK_MAX_MS (((uint64_t)1 << 53) - 1)

/* ---- the frame ---- */

/* name: NULL where no type has the number. */
static const struct {
	const char *name;
	bool needs_credit;
} types[] = {
	[VB_FRAME_HELLO] = { "HELLO", false },         [VB_FRAME_DIGEST] = { "DIGEST", false },
	[VB_FRAME_HEADS] = { "HEADS", false },         [VB_FRAME_WANT] = { "WANT", false },
	[VB_FRAME_SEGMENT] = { "SEGMENT", true },      [VB_FRAME_CONTROL] = { "CONTROL", true },
	[VB_FRAME_CREDIT] = { "CREDIT", false },       [VB_FRAME_HAVE] = { "HAVE", false },
	[VB_FRAME_ERROR] = { "ERROR", false },         [VB_FRAME_BYE] = { "BYE", false },
	[VB_FRAME_BLOB_WANT] = { "BLOB-WANT", false }, [VB_FRAME_BLOB] = { "BLOB", true },
	[VB_FRAME_ENVELOPE] = { "ENVELOPE", true },    [VB_FRAME_PROOF] = { "PROOF", false },
	[VB_FRAME_CARD] = { "CARD", false },           [VB_FRAME_HELD] = { "HELD", false },
	[VB_FRAME_START] = { "START", false },         [VB_FRAME_ANSWER] = { "ANSWER", false },
	[VB_FRAME_REVEAL] = { "REVEAL", false },       [VB_FRAME_SHOW] = { "SHOW", false },
	[VB_FRAME_REFUSE] = { "REFUSE", false },
};

#define TYPE_COUNT (sizeof(types) / sizeof(types[0]))

int frame_decode(struct span message, struct frame *out)
{
	if (message.size > VB_FRAME_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	if (message.size < VB_FRAME_HEAD_BYTES)
		return VB_ERR_TRUNCATED;
	if ((message.data[1] & ~VB_FRAME_MORE) != 0)
		return VB_ERR_MALFORMED;
	out->type = message.data[0];
	out->has_more = (message.data[1] & VB_FRAME_MORE) != 0;
	out->payload =
		span_of(message.data + VB_FRAME_HEAD_BYTES, message.size - VB_FRAME_HEAD_BYTES);
	return 0;
}

void frame_begin(struct buf *out, enum frame_type type, uint8_t flags)
{
	assert((flags & ~VB_FRAME_MORE) == 0);
	buf_put_u8(out, (uint8_t)type);
	buf_put_u8(out, flags);
}

const char *frame_type_name(uint8_t type)
{
	return type < TYPE_COUNT && types[type].name != NULL ? types[type].name : "UNKNOWN";
}

bool frame_needs_credit(uint8_t type)
{
	return type < TYPE_COUNT && types[type].needs_credit;
}

/* ---- HELLO ---- */

enum { HELLO_LOWEST, HELLO_HIGHEST, HELLO_CARD, HELLO_BOOT, HELLO_CLOCK };

void hello_encode(const struct hello *hello, struct buf *out)
{
	pack_map(out, hello->has_clock ? 5 : 4);
	pack_uint(out, HELLO_LOWEST);
	pack_uint(out, hello->lowest);
	pack_uint(out, HELLO_HIGHEST);
	pack_uint(out, hello->highest);
	pack_uint(out, HELLO_CARD);
	pack_bin(out, hello->card.data, hello->card.size);
	pack_uint(out, HELLO_BOOT);
	pack_uint(out, hello->boot);
	if (!hello->has_clock)
		return;
	pack_uint(out, HELLO_CLOCK);
	pack_uint(out, hello->clock.v);
}

int hello_decode(struct span payload, struct hello *out)
{
	struct hello hello = { .boot = 0 };
	struct document d;
	uint32_t key;
	int err;

	document_open(&d, payload);
	while (document_next(&d, &key)) {
		if (key == HELLO_LOWEST)
			hello.lowest = (uint32_t)unpack_uint(&d.r, VERSION_MAX);
		else if (key == HELLO_HIGHEST)
			hello.highest = (uint32_t)unpack_uint(&d.r, VERSION_MAX);
		else if (key == HELLO_CARD)
			hello.card = unpack_bin(&d.r, 1, VB_CARD_MAX_BYTES);
		else if (key == HELLO_BOOT)
			hello.boot = unpack_uint(&d.r, UINT64_MAX);
		else if (key == HELLO_CLOCK)
			hello.clock.v = unpack_uint(&d.r, CLOCK_MAX_MS);
		else
			document_unknown(&d);
	}
	err = document_finish(&d, 0x0f);
	if (err == 0 && (hello.lowest == 0 || hello.lowest > hello.highest))
		err = VB_ERR_MALFORMED;
	if (err != 0)
		return err;
	hello.has_clock = document_has(&d, HELLO_CLOCK);
	hello.is_extended = d.is_extended;
	*out = hello;
	return 0;
}

int hello_version(const struct hello *theirs, uint32_t *out)
{
	if (theirs->lowest > VB_PROTOCOL_VERSION)
		return VB_ERR_VERSION;
	*out = theirs->highest < VB_PROTOCOL_VERSION ? theirs->highest : VB_PROTOCOL_VERSION;
	return 0;
}

/* ---- CONTROL ---- */

void control_run_begin(struct buf *out, const struct space_id *space)
{
	buf_put(out, space->b, sizeof(space->b));
}

void control_run_add(struct buf *out, const uint8_t header[static VB_HEADER_BYTES],
                     struct span body, const struct signature *signature)
{
	buf_put(out, header, VB_HEADER_BYTES);
	buf_put(out, body.data, body.size);
	buf_put(out, signature->b, sizeof(signature->b));
}

static int item_read(struct cursor *c, struct control_item *out)
{
	int err;

	out->bytes = cursor_take(c, VB_HEADER_BYTES);
	if (c->err != 0)
		return c->err;
	err = entry_header_decode(out->bytes, &out->header);
	/* Control entries are cited by 32 bits, so a count of them has no more either. */
	if (err == 0 && out->header.seq >= UINT32_MAX)
		err = VB_ERR_OUT_OF_RANGE;
	if (err != 0)
		return err;
	out->body = cursor_take(c, out->header.body_size);
	cursor_copy(c, out->signature.b, sizeof(out->signature.b));
	return c->err;
}

/* Whether the item at this place of a run fits its body and the item before. */
static int item_check(const struct control_item *item, const struct control_run *run)
{
	struct hash hash;

	if (run->count > 0 && item->header.seq != run->first_seq + run->count)
		return VB_ERR_BAD_CHAIN;
	crypt_hash(item->body, &hash);
	return memcmp(hash.b, item->header.body_hash.b, sizeof(hash.b)) == 0 ? 0 : VB_ERR_BAD_HASH;
}

int control_run_decode(struct span payload, struct control_run *out)
{
	struct control_run run = { .count = 0 };
	struct control_item item;
	struct cursor c;
	int err;

	cursor_init(&c, payload);
	cursor_copy(&c, run.space.b, sizeof(run.space.b));
	run.items = span_of(c.at, cursor_left(&c));
	do {
		err = item_read(&c, &item);
		if (err == 0)
			err = item_check(&item, &run);
		if (err != 0)
			return err;
		if (run.count == 0)
			run.first_seq = item.header.seq;
		run.count++;
	} while (cursor_left(&c) > 0);
	*out = run;
	return 0;
}

bool control_run_next(struct control_run *at, struct control_item *out)
{
	struct cursor c;
	int err;

	if (at->count == 0)
		return false;
	cursor_init(&c, at->items);
	err = item_read(&c, out);
	assert(err == 0);
	at->items = span_of(c.at, cursor_left(&c));
	at->first_seq++;
	at->count--;
	return true;
}

/* ---- CREDIT, HELD, ERROR, BYE, PROOF ---- */

void credit_encode(uint64_t total_bytes, struct buf *out)
{
	buf_put_u64(out, total_bytes);
}

int credit_decode(struct span payload, uint64_t *out)
{
	struct cursor c;
	uint64_t total;
	int err;

	cursor_init(&c, payload);
	total = cursor_u64(&c);
	err = cursor_finish(&c);
	if (err == 0)
		*out = total;
	return err;
}

void held_encode(const struct hash *card, struct buf *out)
{
	buf_put(out, card->b, sizeof(card->b));
}

int held_decode(struct span payload, struct hash *out)
{
	struct hash hash = { { 0 } };
	struct cursor c;
	int err;

	cursor_init(&c, payload);
	cursor_copy(&c, hash.b, sizeof(hash.b));
	err = cursor_finish(&c);
	if (err == 0)
		*out = hash;
	return err;
}

void complaint_encode(const struct complaint *complaint, struct buf *out)
{
	assert(complaint->err < 0 && complaint->err >= -(int)UINT16_MAX);
	buf_put_u16(out, (uint16_t)-complaint->err);
	if (complaint->has_space)
		buf_put(out, complaint->space.b, sizeof(complaint->space.b));
}

int complaint_decode(struct span payload, struct complaint *out)
{
	struct complaint complaint = { .err = 0 };
	struct cursor c;
	int err;

	cursor_init(&c, payload);
	complaint.err = -(int)cursor_u16(&c);
	complaint.has_space = cursor_left(&c) > 0;
	if (complaint.has_space)
		cursor_copy(&c, complaint.space.b, sizeof(complaint.space.b));
	err = cursor_finish(&c);
	if (err == 0 && complaint.err == 0)
		err = VB_ERR_MALFORMED;
	if (err == 0)
		*out = complaint;
	return err;
}

void proof_encode(const struct proof *proof, struct buf *out)
{
	buf_put_u32(out, (uint32_t)proof->first.size);
	buf_put(out, proof->first.data, proof->first.size);
	buf_put_u32(out, (uint32_t)proof->second.size);
	buf_put(out, proof->second.data, proof->second.size);
}

int proof_decode(struct span payload, struct proof *out)
{
	struct proof proof;
	struct cursor c;
	int err;

	cursor_init(&c, payload);
	proof.first = cursor_take(&c, cursor_u32(&c));
	proof.second = cursor_take(&c, cursor_u32(&c));
	err = cursor_finish(&c);
	if (err == 0)
		*out = proof;
	return err;
}
