/* frame: messages between nodes and their small payloads against tests/vectors/frame.txt. */
#include "protocol/peer/frame.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/peer/segment.h"
#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct hello last_hello;
static struct control_run last_run;
static struct complaint last_complaint;
static struct proof last_proof;

/* The payload of a frame of the vectors. */
static struct span payload_of(const char *name, enum frame_type type)
{
	struct frame frame;

	if (frame_decode(vector_bytes(name), &frame) != 0 || frame.type != type)
		bail("%s is no such frame", name);
	return frame.payload;
}

/* Whether the payload in b, with its head, is the frame of the vectors. */
static void is_frame(const struct buf *payload, const char *name, enum frame_type type)
{
	struct buf b;

	buf_init(&b, VB_FRAME_MAX_BYTES);
	frame_begin(&b, type, 0);
	buf_put(&b, payload->data, payload->size);
	ok(span_is_equal(buf_span(&b), vector_bytes(name)), "%s: written", name);
	buf_release(&b);
}

/* ---- the frame ---- */

static void test_frame(void)
{
	/* limit VB_FRAME_MAX_BYTES */
	static uint8_t big[VB_FRAME_MAX_BYTES + 1] = { VB_FRAME_BLOB };
	struct frame frame = { .type = 99 };

	is_err(frame_decode(hex(""), &frame), VB_ERR_TRUNCATED, "nothing");
	is_err(frame_decode(hex("05"), &frame), VB_ERR_TRUNCATED, "a type alone");
	is_err(frame_decode(hex("0502"), &frame), VB_ERR_MALFORMED, "an unknown flag");
	is_err(frame_decode(hex("0581"), &frame), VB_ERR_MALFORMED, "another");
	is_err(frame_decode(span_of(big, sizeof(big)), &frame), VB_ERR_TOO_LARGE, "too long");
	is_int(frame.type, 99, "the result is untouched");
	is_err(frame_decode(span_of(big, VB_FRAME_MAX_BYTES), &frame), 0, "as long as allowed");
	is_err(frame_decode(hex("0301"), &frame), 0, "no payload");
	ok(frame.has_more && frame.type == VB_FRAME_HEADS && frame.payload.size == 0, "its parts");
	is_err(frame_decode(hex("ff00aa"), &frame), 0, "an unknown type");
	ok(!frame.has_more && frame.payload.size == 1, "is for the caller");
}

static void test_types(void)
{
	is_str(frame_type_name(VB_FRAME_HELLO), "HELLO", "a name");
	is_str(frame_type_name(VB_FRAME_BLOB_WANT), "BLOB-WANT", "a name with a hyphen");
	is_str(frame_type_name(0), "UNKNOWN", "no type");
	is_str(frame_type_name(63), "UNKNOWN", "a gap");
	is_str(frame_type_name(69), "UNKNOWN", "behind the last");
	for (unsigned type = 0; type < 256; type++)
		is_int(frame_needs_credit((uint8_t)type),
		       type == VB_FRAME_SEGMENT || type == VB_FRAME_CONTROL ||
		               type == VB_FRAME_BLOB || type == VB_FRAME_ENVELOPE,
		       "credit for type %u", type);
}

/* ---- HELLO ---- */

static int decode_hello(struct span payload)
{
	return hello_decode(payload, &last_hello);
}

static void test_hello(void)
{
	static const struct hostile_case cases[] = {
		{ "hello: version 0", "8400 01 01", "8400 00 01", VB_ERR_MALFORMED },
		{ "hello: the lowest above the highest", "8400 01 01", "8400 02 01",
		  VB_ERR_MALFORMED },
		{ "hello: version 65536", "8400 01 0101", "8400 01 01 ce00010000",
		  VB_ERR_OUT_OF_RANGE },
		{ "hello: an empty card", "02c4", "0280c4", VB_ERR_MALFORMED },
		{ "hello: no boot id", "8400 01", "8300 01", VB_ERR_MALFORMED },
	};
	static const struct hostile_case clocks[] = {
		{ "hello: a clock of 2^53", "04cf0000019ab697e800", "04cf0020000000000000",
		  VB_ERR_OUT_OF_RANGE },
		{ "hello: a clock that is no number", "04cf0000019ab697e800", "0490",
		  VB_ERR_MALFORMED },
	};
	struct span good = payload_of("hello", VB_FRAME_HELLO);
	struct buf b;
	uint32_t version = 0;

	buf_init(&b, VB_FRAME_MAX_BYTES);
	is_err(decode_hello(good), 0, "hello");
	is_int(last_hello.lowest, 1, "lowest");
	is_int(last_hello.highest, 1, "highest");
	is_u64(last_hello.boot, UINT64_MAX - 1, "boot id");
	ok(span_is_equal(last_hello.card, vector_bytes("card_forum")), "card");
	hello_encode(&last_hello, &b);
	is_frame(&b, "hello", VB_FRAME_HELLO);
	hostile_cut(decode_hello, good, "hello");
	hostile_tail(decode_hello, good, VB_ERR_TRAILING, "hello");
	hostile_table(decode_hello, good, cases, sizeof(cases) / sizeof(cases[0]));
	ok(!last_hello.has_clock, "an office of before does not tell its clock");
	is_err(decode_hello(payload_of("hello_clock", VB_FRAME_HELLO)), 0, "with a clock");
	ok(last_hello.has_clock && !last_hello.is_extended, "is of this version");
	is_u64(last_hello.clock.v, 1764000000000, "ms since 1970");
	buf_clear(&b);
	hello_encode(&last_hello, &b);
	is_frame(&b, "hello_clock", VB_FRAME_HELLO);
	hostile_table(decode_hello, payload_of("hello_clock", VB_FRAME_HELLO), clocks,
	              sizeof(clocks) / sizeof(clocks[0]));
	is_err(decode_hello(payload_of("hello_extended", VB_FRAME_HELLO)), 0, "of a later version");
	ok(last_hello.is_extended, "with a key of its own");
	is_err(hello_version(&last_hello, &version), 0, "speaks ours too");
	is_int(version, 1, "version 1");
	/* limit VB_PROTOCOL_VERSION */
	last_hello.lowest = 2;
	is_err(hello_version(&last_hello, &version), VB_ERR_VERSION, "not any more");
	buf_release(&b);
}

/* ---- CONTROL ---- */

static int decode_run(struct span payload)
{
	return control_run_decode(payload, &last_run);
}

static void test_control(void)
{
	struct span good = payload_of("control", VB_FRAME_CONTROL);
	struct control_item item;
	struct space_id space;
	struct control_run at;
	struct buf b;

	buf_init(&b, VB_FRAME_MAX_BYTES);
	is_err(decode_run(good), 0, "control");
	is_u64(last_run.first_seq, 1, "first");
	is_int(last_run.count, 2, "count");
	at = last_run;
	memcpy(space.b, vector_bytes("space").data, sizeof(space.b));
	control_run_begin(&b, &space);
	for (unsigned seq = 1; seq <= 2; seq++) {
		ok(control_run_next(&at, &item), "entry %u", seq);
		is_u64(item.header.seq, seq, "its seq");
		ok(span_is_equal(item.bytes, vector_numbered("control_header", seq)), "its header");
		ok(span_is_equal(item.body, vector_numbered("control_body", seq)), "its body");
		is_mem(item.signature.b, vector_numbered("control_signature", seq).data,
		       sizeof(item.signature.b), "its signature");
		control_run_add(&b, item.bytes.data, item.body, &item.signature);
	}
	ok(!control_run_next(&at, &item), "no third");
	is_frame(&b, "control", VB_FRAME_CONTROL);
	is_err(decode_run(payload_of("control_genesis", VB_FRAME_CONTROL)), 0, "a genesis");
	is_u64(last_run.first_seq, 0, "is first");
	buf_release(&b);
}

/* Where an entry ends a run may be cut; nowhere else. */
static void test_control_hostile(void)
{
	struct span good = payload_of("control", VB_FRAME_CONTROL);
	struct buf b;
	size_t first_bytes =
		VB_HEADER_BYTES + vector_numbered("control_body", 1).size + VB_SIGNATURE_BYTES;

	buf_init(&b, VB_FRAME_MAX_BYTES);
	hostile_cut(decode_run, span_of(good.data, 32 + first_bytes), "a run of one");
	is_err(decode_run(span_of(good.data, 32 + first_bytes)), 0, "the first alone");
	is_err(decode_run(span_of(good.data, good.size - 1)), VB_ERR_TRUNCATED, "a byte less");
	hostile_tail(decode_run, good, VB_ERR_TRUNCATED, "control");
	buf_put(&b, good.data, good.size);
	b.data[32] = 2;
	is_err(decode_run(buf_span(&b)), VB_ERR_VERSION, "a later header");
	b.data[32] = 1;
	b.data[32 + VB_HEADER_BYTES] ^= 1;
	is_err(decode_run(buf_span(&b)), VB_ERR_BAD_HASH, "another body");
	buf_clear(&b);
	buf_put(&b, good.data, 32);
	buf_put(&b, good.data + 32 + first_bytes, good.size - 32 - first_bytes);
	buf_put(&b, good.data + 32, first_bytes);
	is_err(decode_run(buf_span(&b)), VB_ERR_BAD_CHAIN, "the other way round");
	is_int(last_run.count, 1, "the result is untouched");
	buf_release(&b);
}

/* ---- CREDIT, ERROR, BYE ---- */

static int decode_credit(struct span payload)
{
	uint64_t total;

	return credit_decode(payload, &total);
}

static void test_credit(void)
{
	struct span good = payload_of("credit", VB_FRAME_CREDIT);
	uint64_t total = 0;
	struct buf b;

	buf_init(&b, 64);
	is_err(credit_decode(good, &total), 0, "credit");
	is_u64(total, UINT64_C(0x0102030405060708), "bytes");
	credit_encode(total, &b);
	is_frame(&b, "credit", VB_FRAME_CREDIT);
	hostile_cut(decode_credit, good, "credit");
	hostile_tail(decode_credit, good, VB_ERR_TRAILING, "credit");
	buf_release(&b);
}

static int decode_complaint(struct span payload)
{
	return complaint_decode(payload, &last_complaint);
}

static void test_complaint(const char *name, enum frame_type type, int err, bool has_space)
{
	struct buf b;

	buf_init(&b, 64);
	is_err(decode_complaint(payload_of(name, type)), 0, "%s: read", name);
	is_err(last_complaint.err, err, "%s: code", name);
	is_int(last_complaint.has_space, has_space, "%s: of a space", name);
	complaint_encode(&last_complaint, &b);
	is_frame(&b, name, type);
	hostile_tail(decode_complaint, payload_of(name, type),
	             has_space ? VB_ERR_TRAILING : VB_ERR_TRUNCATED, name);
	buf_release(&b);
}

static void test_complaints(void)
{
	test_complaint("error", VB_FRAME_ERROR, VB_ERR_UNKNOWN_SPACE, true);
	test_complaint("error_plain", VB_FRAME_ERROR, VB_ERR_CREDIT, false);
	test_complaint("bye", VB_FRAME_BYE, VB_ERR_STOPPING, false);
	is_err(decode_complaint(hex("04")), VB_ERR_TRUNCATED, "half a code");
	is_err(decode_complaint(hex("")), VB_ERR_TRUNCATED, "no code");
	is_err(decode_complaint(hex("0000")), VB_ERR_MALFORMED, "code 0");
	is_err(decode_complaint(hex("ffff")), 0, "a code that is not known here");
	is_int(last_complaint.err, -65535, "is kept");
}

/* ---- CARD, HELD ---- */

static struct hash last_held;

static int decode_held(struct span payload)
{
	return held_decode(payload, &last_held);
}

static void test_cards(void)
{
	struct span good = payload_of("held", VB_FRAME_HELD);
	struct hash hash;
	struct buf b;

	buf_init(&b, VB_FRAME_MAX_BYTES);
	ok(span_is_equal(payload_of("card", VB_FRAME_CARD), vector_bytes("card_forum")),
	   "a card is the whole payload");
	is_err(decode_held(good), 0, "held");
	crypt_hash(vector_bytes("card_forum"), &hash);
	is_mem(last_held.b, hash.b, sizeof(hash.b), "names the card by its hash");
	held_encode(&hash, &b);
	is_frame(&b, "held", VB_FRAME_HELD);
	hostile_cut(decode_held, good, "held");
	hostile_tail(decode_held, good, VB_ERR_TRAILING, "held");
	buf_release(&b);
}

/* ---- PROOF ---- */

static int decode_proof(struct span payload)
{
	return proof_decode(payload, &last_proof);
}

/* Reads the one entry of a segment. */
static struct segment_entry only_entry(struct span bytes)
{
	struct segment s;
	struct segment_reader r;
	struct segment_entry entry;

	if (segment_open(bytes, &s) != 0 || !s.has_prev)
		bail("no segment with predecessor");
	segment_start(&s, &s.prev, &r);
	if (segment_next(&r, &entry) != 0)
		bail("the entry is not read");
	return entry;
}

static void test_proof(void)
{
	struct span good = payload_of("proof", VB_FRAME_PROOF);
	struct segment_entry first, second;
	struct public_key author;
	struct segment s;
	struct buf b;

	buf_init(&b, VB_FRAME_MAX_BYTES);
	is_err(decode_proof(good), 0, "proof");
	proof_encode(&last_proof, &b);
	is_frame(&b, "proof", VB_FRAME_PROOF);
	first = only_entry(last_proof.first);
	second = only_entry(last_proof.second);
	is_u64(first.header.seq, second.header.seq, "one seq");
	ok(log_id_is_equal(&first.header.log, &second.header.log), "of one log");
	ok(!entry_id_is_equal(&first.id, &second.id), "two entries");
	memcpy(author.b, vector_bytes("author_public").data, sizeof(author.b));
	is_err(segment_open(last_proof.second, &s), 0, "the second");
	is_err(entry_seal_verify(&author, &second.id, &s.seal), 0, "is sealed by the same author");
	hostile_cut(decode_proof, good, "proof");
	hostile_tail(decode_proof, good, VB_ERR_TRAILING, "proof");
	is_err(decode_proof(hex("ffffffff 00 00000000")), VB_ERR_TRUNCATED, "4 GiB announced");
	buf_release(&b);
}

/* limit VB_TRIAL_MAX_BYTES: another control log is judged in a run that takes so many bytes and not one more. */
static void test_trial_room(void)
{
	static const uint8_t zeros[4096];
	uint8_t header[VB_HEADER_BYTES] = { 0 };
	struct signature signature = { { 0 } };
	struct buf one, run;
	size_t item;

	buf_init(&one, 4096);
	control_run_add(&one, header, span_of(zeros, 100), &signature);
	item = one.size;
	for (size_t more = 0; more < 2; more++) {
		buf_init(&run, VB_TRIAL_MAX_BYTES);
		while (run.size + sizeof(zeros) <= (8u << 20) - item + more)
			buf_put(&run, zeros, sizeof(zeros));
		buf_put(&run, zeros, (8u << 20) - item + more - run.size);
		is_err(run.err, 0, "8 MiB but one decision");
		control_run_add(&run, header, span_of(zeros, 100), &signature);
		is_err(run.err, more ? VB_ERR_TOO_LARGE : 0, more ? "a byte more" : "and that");
		buf_release(&run);
	}
	buf_release(&one);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/frame.txt");
	test_frame();
	test_types();
	test_hello();
	test_control();
	test_control_hostile();
	test_credit();
	test_complaints();
	test_cards();
	test_proof();
	test_trial_room();
	vectors_close();
	return done();
}
