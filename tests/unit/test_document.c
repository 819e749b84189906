/* document: reading a map key by key, and hashing it without one of its pairs. */
#include "protocol/document.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

/* The document of the tests is {0: 5, 2: "x", 70: nil}. */

/* Reads keys 0 (a number) and 2 (a text); what was found is kept for the tests. */
static struct document d;
static uint64_t number;

static int decode(struct span bytes)
{
	uint32_t key;

	number = 0;
	document_open(&d, bytes);
	while (document_next(&d, &key)) {
		if (key == 0)
			number = unpack_uint(&d.r, 9);
		else if (key == 2)
			unpack_str(&d.r, 3);
		else
			document_unknown(&d);
	}
	return document_finish(&d, 1u << 0 | 1u << 2);
}

static void test_reading(void)
{
	is_err(decode(hex("830005 02a178 46c0")), 0, "read");
	is_u64(number, 5, "the value of key 0");
	ok(d.is_extended, "a key is not known");
	ok(document_has(&d, 0) && document_has(&d, 2) && !document_has(&d, 1), "which were there");
	is_err(decode(hex("820005 02a178")), 0, "without the unknown one");
	ok(!d.is_extended, "all are known");
}

static void test_hostile(void)
{
	static const struct hostile_case cases[] = {
		{ "a required key is missing", "830005 02a178", "8202a178", VB_ERR_MALFORMED },
		{ "a key twice", "02a178", "0005", VB_ERR_NOT_CANONICAL },
		{ "keys descend", "46c0", "01c0", VB_ERR_NOT_CANONICAL },
		{ "a text as key", "46c0", "a161c0", VB_ERR_MALFORMED },
		{ "a negative key", "830005", "83ff05", VB_ERR_MALFORMED },
		{ "a key of more than 32 bits", "46c0", "cf0000000100000000c0",
		  VB_ERR_OUT_OF_RANGE },
		{ "a long form of a key", "46c0", "cc46c0", VB_ERR_NOT_CANONICAL },
		{ "an array", "83", "93", VB_ERR_MALFORMED },
		{ "a map in a long form", "83", "de0003", VB_ERR_NOT_CANONICAL },
		{ "a map of 2^32-1 pairs", "83", "dfffffffff", VB_ERR_TRUNCATED },
		{ "one pair more than there is", "83", "84", VB_ERR_TRUNCATED },
		{ "one pair less", "83", "82", VB_ERR_TRAILING },
		{ "an unknown value that is not canonical", "46c0", "46cc01",
		  VB_ERR_NOT_CANONICAL },
		{ "a float", "46c0", "46cb0000000000000000", VB_ERR_MALFORMED },
		{ "too deep", "46c0", "46919191919191919190", VB_ERR_TOO_DEEP },
		{ "a value out of range", "0005", "000a", VB_ERR_OUT_OF_RANGE },
		{ "the greatest key", "46c0", "ceffffffffc0", 0 },
	};

	hostile_cut(decode, hex("830005 02a178 46c0"), "document");
	hostile_tail(decode, hex("830005 02a178 46c0"), VB_ERR_TRAILING, "document");
	hostile_table(decode, hex("830005 02a178 46c0"), cases, sizeof(cases) / sizeof(cases[0]));
}

static void test_end(void)
{
	uint32_t key;
	size_t size = 0;

	document_open(&d, hex("810005 ffff"));
	while (document_next(&d, &key))
		document_unknown(&d);
	is_err(document_end(&d, 0, &size), 0, "something behind is no error here");
	is_int(size, 3, "its size");
}

static void is_hash_of(struct span document, uint32_t key, struct span expected, const char *name)
{
	struct hash got = { { 0 } }, want;

	crypt_hash(expected, &want);
	is_err(document_hash_without(document, key, &got), 0, "%s", name);
	is_mem(got.b, want.b, sizeof(got.b), "%s", name);
}

static void test_hash_without(void)
{
	/* 16 pairs need a head of three bytes, 15 one of one. */
	char many[128] = "de0010", fewer[128] = "8f";
	struct hash hash;

	is_hash_of(hex("830005 02a178 46c0"), 2, hex("820005 46c0"), "without the middle");
	is_hash_of(hex("830005 02a178 46c0"), 0, hex("8202a178 46c0"), "without the first");
	is_hash_of(hex("830005 02a178 46c0"), 70, hex("820005 02a178"), "without the last");
	is_hash_of(hex("830005 02a178 46c0"), 1, hex("830005 02a178 46c0"), "it is not there");
	is_hash_of(hex("810005"), 0, hex("80"), "without the only one");
	for (unsigned i = 0; i < 16; i++) {
		static const char digits[] = "0123456789abcdef";
		char pair[] = { '0', digits[i], 'c', '0', '\0' };

		memcpy(many + 6 + 4 * i, pair, sizeof(pair));
		if (i != 3)
			memcpy(fewer + 2 + 4 * (i - (i > 3)), pair, sizeof(pair));
	}
	is_hash_of(hex(many), 3, hex(fewer), "the head becomes shorter");
	is_err(document_hash_without(hex("8100"), 0, &hash), VB_ERR_TRUNCATED, "cut off");
	is_err(document_hash_without(hex("810000 00"), 0, &hash), VB_ERR_TRAILING, "a byte behind");
	is_err(document_hash_without(hex("9100"), 0, &hash), VB_ERR_MALFORMED, "an array");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	test_reading();
	test_hostile();
	test_end();
	test_hash_without();
	return done();
}
