/* envelope: the sealed letter of tests/vectors/frame.txt, opened with libsodium itself, and broken ones. */
#include "protocol/peer/envelope.h"

#include <sodium.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct envelope last;
static struct letter last_letter;
static struct node_id recipient;

static int decode(struct span payload)
{
	return envelope_decode(payload, &last);
}

static int decode_letter(struct span content)
{
	return letter_decode(content, &last_letter);
}

static struct span payload(void)
{
	struct span bytes = vector_bytes("envelope");

	return span_of(bytes.data + 2, bytes.size - 2);
}

static void test_outside(void)
{
	uint8_t secret[crypto_box_SECRETKEYBYTES], public[crypto_box_PUBLICKEYBYTES], content[1024];
	struct buf b;

	buf_init(&b, 4096);
	is_err(decode(payload()), 0, "envelope");
	recipient = last.recipient;
	envelope_encode(&last, &b);
	ok(span_is_equal(buf_span(&b), payload()), "written");
	for (size_t i = 0; i < sizeof(secret); i++)
		secret[i] = (uint8_t)(0xc1 + 32 + i);
	crypto_scalarmult_base(public, secret);
	is_int(crypto_box_seal_open(content, last.box.data, last.box.size, public, secret), 0,
	       "the recipient opens it");
	is_mem(content, vector_bytes("letter").data, vector_bytes("letter").size, "the letter");
	buf_release(&b);
}

static void test_inside(void)
{
	struct node_keys *keys = vector_keys(0x41);
	struct public_key public = node_keys_sign_public(keys);
	struct node_id sender, other = { { 0 } };
	struct buf b;

	buf_init(&b, 4096);
	is_err(decode_letter(vector_bytes("letter")), 0, "letter");
	crypt_node_id(&public, &sender);
	ok(node_id_is_equal(&last_letter.sender, &sender), "sender");
	ok(span_is_equal(last_letter.frame, vector_bytes("letter_frame")), "frame");
	is_err(letter_verify(&last_letter, &public, &recipient), 0, "the signature fits");
	is_err(letter_verify(&last_letter, &public, &other), VB_ERR_BAD_SIGNATURE,
	       "for this recipient only");
	is_err(letter_encode(&sender, keys, &recipient, last_letter.frame, &b), 0, "written");
	ok(span_is_equal(buf_span(&b), vector_bytes("letter")), "the same bytes");
	node_keys_destroy(&keys);
	buf_release(&b);
}

static void test_hostile(void)
{
	struct span letter = vector_bytes("letter");
	uint8_t bytes[1024];

	is_err(decode(span_of(payload().data, 79)), VB_ERR_TRUNCATED, "half a box");
	is_err(decode(span_of(payload().data, 80)), VB_ERR_TRUNCATED, "an empty box");
	is_err(decode(span_of(payload().data, payload().size - 1)), VB_ERR_NOT_CANONICAL,
	       "a size that tells");
	hostile_cut(decode_letter, letter, "letter");
	hostile_tail(decode_letter, letter, VB_ERR_NOT_CANONICAL, "letter");
	memcpy(bytes, letter.data, letter.size);
	bytes[letter.size - 1] = 1;
	is_err(decode_letter(span_of(bytes, letter.size)), VB_ERR_NOT_CANONICAL, "no zeros behind");
	bytes[letter.size - 1] = 0;
	bytes[96] = 0xff;
	is_err(decode_letter(span_of(bytes, letter.size)), VB_ERR_TRUNCATED, "4 GiB announced");
}

static void test_limits(void)
{
	static uint8_t frame[VB_FRAME_MAX_BYTES];
	static uint8_t box[VB_HASH_BYTES + VB_SEALED_BOX_OVERHEAD_BYTES +
	                   VB_ENVELOPE_CONTENT_MAX_BYTES + 2048];
	struct node_keys *keys = vector_keys(0x41);
	size_t longest = VB_ENVELOPE_CONTENT_MAX_BYTES - 100;
	struct buf b;

	buf_init(&b, VB_ENVELOPE_CONTENT_MAX_BYTES);
	is_err(letter_encode(&recipient, keys, &recipient, span_of(frame, longest + 1), &b),
	       VB_ERR_TOO_LARGE, "a frame too long");
	is_int(b.size, 0, "nothing was written");
	is_err(letter_encode(&recipient, keys, &recipient, span_of(frame, longest), &b), 0,
	       "the longest");
	is_int(b.size, VB_ENVELOPE_CONTENT_MAX_BYTES, "its size");
	is_err(decode_letter(buf_span(&b)), 0, "is read");
	is_err(decode(span_of(box, sizeof(box) - 2048)), 0, "the longest box");
	is_err(decode(span_of(box, sizeof(box))), VB_ERR_TOO_LARGE, "a longer one");
	ok(sizeof(box) - 2048 + VB_FRAME_HEAD_BYTES <= VB_FRAME_MAX_BYTES, "fits a frame");
	is_err(decode_letter(span_of(box, sizeof(box))), VB_ERR_TOO_LARGE, "a longer letter");
	node_keys_destroy(&keys);
	buf_release(&b);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/frame.txt");
	test_outside();
	test_inside();
	test_hostile();
	test_limits();
	vectors_close();
	return done();
}
