/* card: the cards of tests/vectors/card.txt, both ways, and every way in which a card can be wrong. */
#include "protocol/peer/card.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct card last;

static int decode(struct span bytes)
{
	return card_decode(bytes, &last);
}

static int decode_stored(struct span bytes)
{
	return card_decode_stored(bytes, &last);
}

/* Decodes a card of the vectors and encodes it again with the keys of its office. */
static void test_both_ways(const char *name, uint8_t first)
{
	struct span bytes = vector_bytes(name);
	struct node_keys *keys = vector_keys(first);
	struct card card;
	struct buf b;

	buf_init(&b, VB_CARD_MAX_BYTES);
	is_err(card_decode(bytes, &card), 0, "%s: read", name);
	is_mem(card.hash.b, vector_of(name, "hash").data, 32, "%s: hash", name);
	ok(!card.is_extended, "%s: all keys known", name);
	is_err(card_encode(&card, keys, &b), 0, "%s: written", name);
	ok(span_is_equal(buf_span(&b), bytes), "%s: the same bytes", name);
	buf_release(&b);
	node_keys_destroy(&keys);
}

static void test_fields(void)
{
	is_err(decode(vector_bytes("card_luebeck")), 0, "read");
	is_int(last.kind, VB_NODE_CITY, "kind");
	ok(span_is_equal(last.name, span_of_str("Hansestadt Lübeck")), "name");
	ok(span_is_equal(last.ags, span_of_str("01003000")), "AGS");
	is_mem(last.sign.b, vector_bytes("sign_luebeck").data, 32, "signing key");
	is_mem(last.box.b, vector_bytes("box_luebeck").data, 32, "box key");
	is_mem(last.curve.b, vector_bytes("curve_luebeck").data, 32, "CURVE key");
	is_mem(last.id.b, vector_bytes("id_luebeck").data, 32, "node id");
	is_int(last.endpoint_count, 1, "one endpoint");
	ok(span_is_equal(last.endpoints[0], span_of_str("tcp://192.0.2.1:7300")), "endpoint");
	is_u64(last.version, 1, "version");
	is_u64(last.issued.v, UINT64_C(1764000000000), "issued");
	is_err(decode(vector_bytes("card_luebeck_2")), 0, "its successor");
	is_u64(last.version, 2, "version 2");
	is_mem(last.previous.b, vector_bytes("card_luebeck_hash").data, 32,
	       "names the card before");
	is_int(last.endpoint_count, 2, "two endpoints");
	is_err(decode(vector_bytes("card_forum")), 0, "an office that only dials out");
	is_int(last.endpoint_count, 0, "no endpoint");
	is_int(last.ags.size, 0, "no AGS");
	is_err(decode(vector_bytes("card_extended")), 0, "keys of a later format");
	ok(last.is_extended, "are told");
}

/* A card that names the CURVE key before, too: while offices learn the new one both are in use. */
static void test_former(void)
{
	struct span good = vector_bytes("card_luebeck_3");

	is_err(decode(vector_bytes("card_luebeck_2")), 0, "a card with one CURVE key");
	ok(!card_has_former(&last), "names no former one");
	is_err(decode(good), 0, "one with two");
	ok(card_has_former(&last), "does");
	is_mem(last.former.b, vector_bytes("curve_forum").data, 32, "the one it says");
	is_err(decode_stored(hostile_splice(good, "0cc420 8831", "0cc420 8832")), 0, "another one");
	is_err(decode(hostile_splice(good, "0cc420 8831", "0cc420 8832")), VB_ERR_BAD_SIGNATURE,
	       "is not what was signed");
	is_err(decode_stored(hostile_splice(good, "0cc420", "0cc41f")), VB_ERR_MALFORMED,
	       "a former key of 31 bytes");
	is_err(decode_stored(hostile_splice(
		       good,
		       "0cc420 883186b800b41d5cf0429695da9b3cc4f328ebcd184a6e482fa578c103f06c77",
		       "0cc420 0000000000000000000000000000000000000000000000000000000000000000")),
	       VB_ERR_BAD_CARD, "none, with a key of its own");
	is_err(decode_stored(hostile_splice(
		       good,
		       "0cc420 883186b800b41d5cf0429695da9b3cc4f328ebcd184a6e482fa578c103f06c77",
		       "0cc420 64b101b1d0be5a8704bd078f9895001fc03e8e9f9522f188dd128d9846d48466")),
	       VB_ERR_BAD_CARD, "the key that it has now");
}

static void test_newer(void)
{
	struct card first, second, other;

	if (card_decode(vector_bytes("card_luebeck"), &first) != 0 ||
	    card_decode(vector_bytes("card_luebeck_2"), &second) != 0 ||
	    card_decode(vector_bytes("card_forum"), &other) != 0)
		bail("the vectors are not read");
	is_err(card_check_newer(&first, &second), 0, "a higher version");
	is_err(card_check_newer(&second, &first), VB_ERR_CARD_ROLLBACK, "a lower version");
	is_err(card_check_newer(&first, &first), VB_ERR_DUPLICATE, "the same card");
	is_err(card_check_newer(&first, &other), VB_ERR_BAD_CARD, "another office");
	other = first;
	other.hash.b[0] ^= 1;
	is_err(card_check_newer(&first, &other), VB_ERR_CARD_ROLLBACK, "two of one version");
}

/* Places of card_luebeck_2 in hexadecimal: what stands there, and what an enemy writes. */
static void test_hostile(void)
{
	static const struct hostile_case cases[] = {
		{ "a later format", "8b0001", "8b0002", VB_ERR_VERSION },
		{ "format 0", "8b0001", "8b0000", VB_ERR_MALFORMED },
		{ "an unknown kind", "0100 02b2", "0105 02b2", VB_ERR_OUT_OF_RANGE },
		{ "a kind as text", "0100 02b2", "01a130 02b2", VB_ERR_MALFORMED },
		{ "an empty name", "02b2 48616e7365737461647420 4cc3bc6265636b", "02a0",
		  VB_ERR_BAD_VALUE },
		{ "a line feed in the name", "48616e73", "48616e0a", VB_ERR_BAD_VALUE },
		{ "a name turned round", "48616e73", "48e280ae", VB_ERR_BAD_VALUE },
		{ "a name in Latin-1", "4cc3bc62", "4cfcbc62", VB_ERR_BAD_UTF8 },
		{ "a name as bytes", "02b2", "02c412", VB_ERR_MALFORMED },
		{ "an AGS of letters", "a83031303033", "a8303130306f", VB_ERR_BAD_CARD },
		{ "an AGS of 4 digits", "a83031303033303030", "a430313030", VB_ERR_BAD_CARD },
		{ "an AGS of 9 digits", "a83031303033303030", "a9303130303330303030",
		  VB_ERR_TOO_LARGE },
		{ "an empty AGS", "a83031303033303030", "a0", VB_ERR_BAD_CARD },
		{ "a signing key of 31 bytes", "04c420", "04c41f", VB_ERR_MALFORMED },
		/* limit VB_ENDPOINTS_MAX_COUNT */
		{ "five endpoints", "0792", "0795", VB_ERR_TOO_LARGE },
		{ "endpoints as a map", "0792", "0782", VB_ERR_MALFORMED },
		{ "an endpoint without port", "3a37333030b8", "2d37333030b8", VB_ERR_BAD_CARD },
		{ "an endpoint of another transport", "7463703a2f2f", "7564703a2f2f",
		  VB_ERR_BAD_CARD },
		{ "version 0", "080209c420", "080009c420", VB_ERR_BAD_CARD },
		{ "version 1 with a predecessor", "080209c420", "080109c420", VB_ERR_BAD_CARD },
		{ "another version", "080209c420", "080309c420", VB_ERR_BAD_SIGNATURE },
		{ "issued before 1970", "0acf", "0ad3", VB_ERR_NOT_CANONICAL },
		{ "a key less", "8b00010100", "8a0100", VB_ERR_MALFORMED },
		{ "no map", "8b000101", "9b000101", VB_ERR_MALFORMED },
		{ "keys in another order", "8b00010100", "8b01000001", VB_ERR_NOT_CANONICAL },
	};
	struct span good = vector_bytes("card_luebeck_2");

	hostile_cut(decode, good, "card");
	hostile_tail(decode, good, VB_ERR_TRAILING, "card");
	hostile_table(decode, good, cases, sizeof(cases) / sizeof(cases[0]));
	hostile_bits(decode_stored, good, "card");
}

/* A first card with version 2, and a second without its predecessor. */
static void test_previous(void)
{
	struct card card;
	struct buf b;

	buf_init(&b, VB_CARD_MAX_BYTES);
	if (card_decode(vector_bytes("card_luebeck"), &card) != 0)
		bail("the vector is not read");
	is_err(decode_stored(hostile_splice(vector_bytes("card_luebeck"), "08010acf", "08020acf")),
	       VB_ERR_BAD_CARD, "version 2 without a predecessor");
	is_int(card.version, 1, "the result is untouched");
	buf_put(&b, vector_bytes("card_luebeck_2").data, vector_bytes("card_luebeck_2").size);
	while (b.size <= VB_CARD_MAX_BYTES && b.err == 0)
		buf_put_u8(&b, 0);
	is_err(decode_stored(span_of(b.data, b.size)), VB_ERR_TRAILING, "as long as allowed");
	/* limit VB_CARD_MAX_BYTES */
	is_err(decode_stored(span_of(b.data, VB_CARD_MAX_BYTES + 1)), VB_ERR_TOO_LARGE,
	       "longer than allowed");
	buf_release(&b);
}

/* What card_encode must not write. */
static void test_encode_refuses(void)
{
	struct node_keys *keys = vector_keys(0x01);
	struct card good, bad;
	struct buf b;

	buf_init(&b, VB_CARD_MAX_BYTES);
	if (card_decode(vector_bytes("card_luebeck"), &good) != 0)
		bail("the vector is not read");
	bad = good;
	bad.name = span_of_str("a\nb");
	is_err(card_encode(&bad, keys, &b), VB_ERR_BAD_VALUE, "a bad name");
	bad = good;
	bad.endpoints[0] = span_of_str("tcp://*:1");
	is_err(card_encode(&bad, keys, &b), VB_ERR_BAD_CARD, "a bad endpoint");
	bad = good;
	bad.version = 2;
	is_err(card_encode(&bad, keys, &b), VB_ERR_BAD_CARD, "no predecessor");
	bad = good;
	bad.former.b[0] = 1;
	is_err(card_encode(&bad, keys, &b), VB_ERR_BAD_CARD, "keys before the first ones");
	bad = good;
	bad.kind = (enum node_kind)5;
	is_err(card_encode(&bad, keys, &b), VB_ERR_BAD_CARD, "an unknown kind");
	is_int(b.size, 0, "nothing was written");
	buf_release(&b);
	node_keys_destroy(&keys);
}

static void test_kind_names(void)
{
	enum node_kind kind = VB_NODE_CITY;

	is_str(node_kind_name(VB_NODE_MINISTRY), "ministry", "a name");
	is_str(node_kind_name((enum node_kind)77), "unknown", "no name");
	is_err(node_kind_parse("district", &kind), 0, "a kind");
	is_int(kind, VB_NODE_DISTRICT, "district");
	is_err(node_kind_parse("District", &kind), VB_ERR_BAD_VALUE, "no kind");
	is_err(node_kind_parse("", &kind), VB_ERR_BAD_VALUE, "nothing");
	is_int(kind, VB_NODE_DISTRICT, "the result is untouched");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/card.txt");
	test_both_ways("card_luebeck", 0x01);
	test_both_ways("card_luebeck_2", 0x01);
	test_both_ways("card_luebeck_3", 0x01);
	test_both_ways("card_forum", 0x41);
	test_both_ways("card_ministry", 0x81);
	test_both_ways("card_cafe", 0xc1);
	test_fields();
	test_former();
	test_newer();
	test_hostile();
	test_previous();
	test_encode_refuses();
	test_kind_names();
	vectors_close();
	return done();
}
