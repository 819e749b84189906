/*
 * fuzz_frame: the payload of each frame that was taken, by its type, encodes to the same bytes, item by item.
 * Segments have a target of their own.
 */
#include "protocol/peer/frame.h"

#include "protocol/blob.h"
#include "protocol/peer/envelope.h"
#include "protocol/peer/handshake.h"
#include "protocol/peer/have.h"
#include "protocol/peer/heads.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

static struct buf b;

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(crypt_init() == 0);
	buf_init(&b, VB_FRAME_MAX_BYTES);
	return 0;
}

static void check_hello(struct span payload)
{
	struct hello hello;

	if (hello_decode(payload, &hello) != 0 || hello.is_extended)
		return;
	hello_encode(&hello, &b);
	must_be(&b, payload);
}

static void check_digest(struct span payload)
{
	struct heads_items items;
	struct digest digest;

	if (digest_list_decode(payload, &items) != 0)
		return;
	while (digest_list_next(&items, &digest))
		digest_encode(&digest, &b);
	must_be(&b, payload);
}

static void check_heads(struct span payload)
{
	struct heads heads;
	struct head head;

	if (heads_decode(payload, &heads) != 0)
		return;
	heads_begin(&b, &heads.space, heads.stream);
	while (heads_next(&heads.items, &head))
		head_encode(&head, &b);
	must_be(&b, payload);
}

static void check_want(struct span payload)
{
	struct heads_items items;
	struct want want;

	if (want_list_decode(payload, &items) != 0)
		return;
	while (want_list_next(&items, &want))
		want_encode(&want, &b);
	must_be(&b, payload);
}

static void check_control(struct span payload)
{
	struct control_run run;
	struct control_item item;
	uint64_t seq;

	if (control_run_decode(payload, &run) != 0)
		return;
	control_run_begin(&b, &run.space);
	for (seq = run.first_seq; control_run_next(&run, &item); seq++) {
		must(item.header.seq == seq);
		control_run_add(&b, item.bytes.data, item.body, &item.signature);
	}
	must_be(&b, payload);
}

static void check_credit(struct span payload)
{
	uint64_t total;

	if (credit_decode(payload, &total) != 0)
		return;
	credit_encode(total, &b);
	must_be(&b, payload);
}

static void check_held(struct span payload)
{
	struct hash card;

	if (held_decode(payload, &card) != 0)
		return;
	held_encode(&card, &b);
	must_be(&b, payload);
}

static void check_have(struct span payload)
{
	struct have have;
	struct span at;
	uint64_t count;
	uint32_t found = 0;

	if (have_decode(payload, &have) != 0)
		return;
	for (at = have.counts; have_next(&at, &count); found++)
		buf_put_varint(&b, count);
	must(found == have.count);
	must_be(&b, have.counts);
	if (have.is_extended)
		return;
	have_encode_document(&have, &b);
	must_be(&b, span_of(payload.data + VB_SIGNATURE_BYTES, payload.size - VB_SIGNATURE_BYTES));
}

static void check_complaint(struct span payload)
{
	struct complaint complaint;

	if (complaint_decode(payload, &complaint) != 0)
		return;
	complaint_encode(&complaint, &b);
	must_be(&b, payload);
}

static void check_blob_want(struct span payload)
{
	struct blob_want want;

	if (blob_want_decode(payload, &want) != 0)
		return;
	blob_want_encode(&want, &b);
	must_be(&b, payload);
}

static void check_blob(struct span payload)
{
	struct blob_chunk chunk;

	if (blob_chunk_decode(payload, &chunk) != 0)
		return;
	blob_chunk_encode(&chunk, &b);
	must_be(&b, payload);
}

/* The payload once as an envelope, once as the letter inside one. */
static void check_envelope(struct span payload)
{
	struct envelope envelope;
	struct letter letter;

	if (envelope_decode(payload, &envelope) == 0) {
		envelope_encode(&envelope, &b);
		must_be(&b, payload);
	}
	if (letter_decode(payload, &letter) == 0)
		must(letter.frame.size < payload.size);
}

static void check_proof(struct span payload)
{
	struct proof proof;

	if (proof_decode(payload, &proof) != 0)
		return;
	proof_encode(&proof, &b);
	must_be(&b, payload);
}

static void (*const checks[256])(struct span payload) = {
	[VB_FRAME_HELLO] = check_hello,     [VB_FRAME_DIGEST] = check_digest,
	[VB_FRAME_HEADS] = check_heads,     [VB_FRAME_WANT] = check_want,
	[VB_FRAME_CONTROL] = check_control, [VB_FRAME_CREDIT] = check_credit,
	[VB_FRAME_HAVE] = check_have,       [VB_FRAME_ERROR] = check_complaint,
	[VB_FRAME_BYE] = check_complaint,   [VB_FRAME_BLOB_WANT] = check_blob_want,
	[VB_FRAME_BLOB] = check_blob,       [VB_FRAME_ENVELOPE] = check_envelope,
	[VB_FRAME_PROOF] = check_proof,     [VB_FRAME_REFUSE] = check_complaint,
	[VB_FRAME_HELD] = check_held,
};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct pair_tag tag;
	struct frame frame;

	if (frame_decode(in, &frame) != 0)
		return 0;
	must(frame_type_name(frame.type) != NULL);
	if (checks[frame.type] != NULL)
		checks[frame.type](frame.payload);
	if (handshake_start_tag(in, &tag) == 0)
		must(frame.type == VB_FRAME_START && frame.payload.size == 80);
	return 0;
}
