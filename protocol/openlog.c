/* openlog: bodies of entries that every member and relay can read; see openlog.h and SPEC.md 6. */
#include "protocol/openlog.h"

#include <assert.h>
#include <string.h>

#include "protocol/document.h"
#include "protocol/limits.h"

#define KEY_TYPE 0u
#define TYPE_MAX 65535u
#define GROUND_MAX 65535u

/* ---- records of an erase ---- */

static void erased_read(struct pack_reader *r, struct open_erased *out)
{
	*out = (struct open_erased){ .seq = 0 };
	if (unpack_array(r, 5) != 5)
		unpack_fail(r, VB_ERR_MALFORMED);
	unpack_fixed(r, out->record.b, sizeof(out->record.b));
	if (unpack_peek(r) == VB_PACK_NIL) {
		unpack_nil(r);
	} else {
		unpack_fixed(r, out->replacement.b, sizeof(out->replacement.b));
		/* No replacement has one form: nil. */
		if (record_id_is_zero(&out->replacement))
			unpack_fail(r, VB_ERR_NOT_CANONICAL);
	}
	out->incarnation = unpack_uint(r, UINT64_MAX);
	out->audience = (enum audience)unpack_uint(r, VB_AUDIENCE_CORE);
	out->seq = unpack_uint(r, UINT64_MAX);
	unpack_end(r);
}

static void erased_list_read(struct pack_reader *r, struct list *out)
{
	struct open_erased erased, last;

	list_begin(r, 1, VB_ERASE_MAX_COUNT, out);
	for (uint32_t i = 0; i < out->count && r->err == 0; i++, last = erased) {
		erased_read(r, &erased);
		if (i > 0 && memcmp(last.record.b, erased.record.b, sizeof(last.record.b)) >= 0)
			unpack_fail(r, VB_ERR_NOT_CANONICAL);
	}
	list_end(r, out);
}

bool open_erased_next(struct list *at, struct open_erased *out)
{
	struct pack_reader r;

	if (!list_enter(at, &r))
		return false;
	erased_read(&r, out);
	list_leave(at, &r);
	return true;
}

void open_erased_pack(struct buf *b, const struct open_erased *erased)
{
	pack_array(b, 5);
	pack_bin(b, erased->record.b, sizeof(erased->record.b));
	if (record_id_is_zero(&erased->replacement))
		pack_nil(b);
	else
		pack_bin(b, erased->replacement.b, sizeof(erased->replacement.b));
	pack_uint(b, erased->incarnation);
	pack_uint(b, (uint64_t)erased->audience);
	pack_uint(b, erased->seq);
}

/* ---- decoding ---- */

/* Reads the value of a key of a known type; a key that the type does not have is not touched. */
static bool value_read(struct pack_reader *r, uint32_t key, struct open_body *body)
{
	switch (body->type << 8 | key) {
	case VB_OPEN_BEGIN << 8 | 1:
		body->u.begin.incarnation = unpack_uint(r, UINT64_MAX);
		return true;
	case VB_OPEN_PROPOSE << 8 | 1:
		body->u.propose.control = unpack_bin(r, 1, VB_CONTROL_BODY_MAX_BYTES);
		return true;
	case VB_OPEN_SUSPEND << 8 | 1:
		unpack_fixed(r, body->u.suspend.node.b, sizeof(body->u.suspend.node.b));
		return true;
	case VB_OPEN_SUSPEND << 8 | 2:
		cutoff_list_read(r, &body->u.suspend.cutoffs);
		return true;
	case VB_OPEN_ERASE << 8 | 1:
		erased_list_read(r, &body->u.erase.records);
		return true;
	case VB_OPEN_ERASE << 8 | 2:
		body->u.erase.ground = (uint32_t)unpack_uint(r, GROUND_MAX);
		return true;
	case VB_OPEN_RECEIPT << 8 | 1:
		unpack_fixed(r, body->u.receipt.erase.b, sizeof(body->u.receipt.erase.b));
		return true;
	case VB_OPEN_RECEIPT << 8 | 2:
		body->u.receipt.dropped = (uint32_t)unpack_uint(r, VB_ERASE_MAX_COUNT);
		return true;
	default:
		return false;
	}
}

/* A bit for each key that a body of this type must have. */
static uint64_t keys_required(uint32_t type)
{
	switch (type) {
	case VB_OPEN_BEGIN:
	case VB_OPEN_PROPOSE:
		return 0x03;
	case VB_OPEN_SUSPEND:
	case VB_OPEN_ERASE:
	case VB_OPEN_RECEIPT:
		return 0x07;
	default:
		return 0x01;
	}
}

int open_body_decode(struct span bytes, struct open_body *out)
{
	struct open_body body = { .type = 0 };
	struct document d;
	uint32_t key;
	int err;

	if (bytes.size > VB_BODY_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	document_open(&d, bytes);
	if (!document_next(&d, &key) || key != KEY_TYPE)
		unpack_fail(&d.r, VB_ERR_MALFORMED);
	body.type = (uint32_t)unpack_uint(&d.r, TYPE_MAX);
	if (d.r.err == 0 && body.type == 0)
		unpack_fail(&d.r, VB_ERR_OUT_OF_RANGE);
	while (document_next(&d, &key)) {
		if (key > UINT8_MAX || !value_read(&d.r, key, &body))
			document_unknown(&d);
	}
	err = document_finish(&d, keys_required(body.type));
	/* The hash of a begin follows from its incarnation, so it has one form for all versions. */
	if (err == 0 && body.type == VB_OPEN_BEGIN && d.is_extended)
		err = VB_ERR_MALFORMED;
	if (err != 0)
		return err;
	body.is_extended = d.is_extended;
	*out = body;
	return 0;
}

/* ---- encoding ---- */

static void body_begin(struct buf *out, uint32_t type, uint32_t other_keys)
{
	pack_map(out, 1 + other_keys);
	pack_uint(out, KEY_TYPE);
	pack_uint(out, type);
	pack_uint(out, 1);
}

void open_body_encode(const struct open_body *body, struct buf *out)
{
	assert(body->type >= VB_OPEN_BEGIN && body->type <= VB_OPEN_RECEIPT);
	switch (body->type) {
	case VB_OPEN_BEGIN:
		body_begin(out, body->type, 1);
		pack_uint(out, body->u.begin.incarnation);
		break;
	case VB_OPEN_PROPOSE:
		body_begin(out, body->type, 1);
		pack_bin(out, body->u.propose.control.data, body->u.propose.control.size);
		break;
	case VB_OPEN_SUSPEND:
		body_begin(out, body->type, 2);
		pack_bin(out, body->u.suspend.node.b, sizeof(body->u.suspend.node.b));
		pack_uint(out, 2);
		list_pack(out, &body->u.suspend.cutoffs);
		break;
	case VB_OPEN_ERASE:
		body_begin(out, body->type, 2);
		list_pack(out, &body->u.erase.records);
		pack_uint(out, 2);
		pack_uint(out, body->u.erase.ground);
		break;
	case VB_OPEN_RECEIPT:
		body_begin(out, body->type, 2);
		pack_bin(out, body->u.receipt.erase.b, sizeof(body->u.receipt.erase.b));
		pack_uint(out, 2);
		pack_uint(out, body->u.receipt.dropped);
		break;
	default:
		break;
	}
}
