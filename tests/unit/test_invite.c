/* invite: codes of tests/vectors/pairing.txt as bytes and as people type them, and altered ones. */
#include "protocol/peer/invite.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

static struct invite last;

static int decode(struct span bytes)
{
	return invite_decode(bytes, &last);
}

static int parse(const char *text)
{
	return invite_parse(text, strlen(text), &last);
}

static void test_fields(void)
{
	is_err(decode(vector_bytes("code")), 0, "a code");
	ok(!last.has_space, "for pairing alone");
	is_str(last.endpoint, "tcp://192.0.2.1:7301", "endpoint");
	is_int(last.secret[15], 0xff, "secret");
	is_u64(last.expires, 1764086400, "expiry");
	is_err(decode(vector_bytes("code_space")), 0, "one that admits");
	ok(last.has_space, "to a space");
	is_mem(last.space.b, vector_bytes("space").data, 32, "which");
	is_int(last.role, VB_ROLE_MEMBER, "role");
	is_int(last.control_seq, 7, "control seq");
	is_mem(last.control_prefix, vector_bytes("prefix").data, 8, "control id");
}

static void test_both_ways(const char *name)
{
	char full[64], text[VB_INVITE_TEXT_MAX_BYTES];
	uint8_t again[VB_INVITE_MAX_BYTES];
	struct span bytes = vector_bytes(name);
	size_t size;

	snprintf(full, sizeof(full), "%s_text", name);
	is_err(decode(bytes), 0, "%s: read", name);
	size = invite_encode(&last, again);
	ok(span_is_equal(span_of(again, size), bytes), "%s: written", name);
	invite_format(&last, text);
	is_str(text, vector_text(full), "%s: as text", name);
	memset(&last, 0, sizeof(last));
	is_err(parse(text), 0, "%s: typed", name);
	size = invite_encode(&last, again);
	ok(span_is_equal(span_of(again, size), bytes), "%s: the same code", name);
}

static void test_longest(void)
{
	char text[VB_INVITE_TEXT_MAX_BYTES];

	is_err(parse(vector_text("code_longest_text")), 0, "the longest");
	is_int(strlen(last.endpoint), VB_ENDPOINT_MAX_BYTES, "endpoint of 255 bytes");
	invite_format(&last, text);
	is_str(text, vector_text("code_longest_text"), "as text");
	is_int(strlen(text) + 1, VB_INVITE_TEXT_MAX_BYTES, "no longer than announced");
}

/* What people do to a code on the way, all of it harmless. */
static void test_typed(void)
{
	const char *good = vector_text("code_text");
	char text[2 * VB_INVITE_TEXT_MAX_BYTES];
	size_t size = 0;

	for (const char *at = good; *at != '\0'; at++)
		text[size++] = (char)toupper((unsigned char)*at);
	text[size] = '\0';
	is_err(parse(text), 0, "in capitals");
	size = 0;
	for (const char *at = good; *at != '\0'; at++) {
		if (*at != '-')
			text[size++] = *at;
	}
	text[size] = '\0';
	is_err(parse(text), 0, "without hyphens");
	size = 0;
	for (const char *at = good; *at != '\0'; at++) {
		text[size++] = *at;
		if (*at == '-') {
			text[size] = "\n\r\t "[size % 4];
			size++;
		}
	}
	text[size] = '\0';
	is_err(parse(text), 0, "over several lines");
	snprintf(text, sizeof(text), " \n v b 1 %s\n", good + 4);
	is_err(parse(text), 0, "with blanks around");
}

static void test_mistyped(void)
{
	const char *good = vector_text("code_text");
	char text[2 * VB_INVITE_TEXT_MAX_BYTES];
	size_t taken = 0, size = strlen(good);

	for (size_t i = 0; i < size; i++) {
		memcpy(text, good, size + 1);
		text[i] = text[i] == 'a' ? 'b' : 'a';
		taken += good[i] != '-' && parse(text) != VB_ERR_BAD_CODE;
	}
	is_int(taken, 0, "another digit at each of %zu places", size);
	for (size_t i = 0; i < size; i++)
		taken += invite_parse(good, i, &last) != VB_ERR_BAD_CODE;
	is_int(taken, 0, "cut off at each place");
	is_err(parse(""), VB_ERR_BAD_CODE, "nothing");
	is_err(parse("VB1-"), VB_ERR_BAD_CODE, "the prefix alone");
	is_err(parse(good + 4), VB_ERR_BAD_CODE, "without the prefix");
	snprintf(text, sizeof(text), "VB2-%s", good + 4);
	is_err(parse(text), VB_ERR_BAD_CODE, "another prefix");
	snprintf(text, sizeof(text), "%s.", good);
	is_err(parse(text), VB_ERR_BAD_CODE, "a full stop behind");
	snprintf(text, sizeof(text), "%sa", good);
	is_err(parse(text), VB_ERR_BAD_CODE, "a digit more");
	snprintf(text, sizeof(text), "%s%s", vector_text("code_longest_text"), good + 4);
	is_err(parse(text), VB_ERR_BAD_CODE, "two codes");
	is_err(invite_parse("VB1-\0aaaa", 9, &last), VB_ERR_BAD_CODE, "NUL");
}

/* A code with a checksum that fits, from bytes that stand before it. */
static int decode_checked(struct span bytes)
{
	uint8_t code[512];
	struct hasher h;
	struct hash hash;

	if (bytes.size > sizeof(code) - 4)
		bail("too long");
	memcpy(code, bytes.data, bytes.size);
	hasher_init(&h, "verbund/code/1");
	hasher_put(&h, code, bytes.size);
	hasher_finish(&h, &hash);
	memcpy(code + bytes.size, hash.b, 4);
	return invite_decode(span_of(code, bytes.size + 4), &last);
}

static struct span unchecked(const char *name)
{
	struct span code = vector_bytes(name);

	return span_of(code.data, code.size - 4);
}

/* Forged with a good checksum: the fields themselves are wrong. */
static void test_forged(void)
{
	static const struct hostile_case cases[] = {
		{ "version 0", "0101", "0001", VB_ERR_BAD_CODE },
		{ "version 2", "0101", "0201", VB_ERR_VERSION },
		{ "an unknown flag", "0101", "0103", VB_ERR_VERSION },
		{ "no space though it says so", "0101", "0100", VB_ERR_BAD_CODE },
		{ "an endpoint of another transport", "7463703a2f2f", "7564703a2f2f",
		  VB_ERR_BAD_CODE },
		{ "a longer endpoint", "187463703a2f2f", "197463703a2f2f", VB_ERR_BAD_CODE },
		{ "no endpoint", "187463703a2f2f", "007463703a2f2f", VB_ERR_BAD_CODE },
		{ "role 0", "03 00000007", "00 00000007", VB_ERR_BAD_CODE },
		{ "role 5", "03 00000007", "05 00000007", VB_ERR_BAD_CODE },
		{ "a byte more", "03 00000007", "03 0000000700", VB_ERR_BAD_CODE },
		{ "a byte less", "03 00000007", "03 000007", VB_ERR_BAD_CODE },
		{ "nothing wrong", "03 00000007", "04 00000008", 0 },
	};

	hostile_cut(decode_checked, unchecked("code_space"), "forged code");
	hostile_table(decode_checked, unchecked("code_space"), cases,
	              sizeof(cases) / sizeof(cases[0]));
	hostile_cut(decode, vector_bytes("code_space"), "code");
	hostile_tail(decode, vector_bytes("code"), VB_ERR_BAD_CODE, "code");
}

static void test_expiry(void)
{
	struct invite invite = { .expires = 1000 };

	ok(!invite_is_expired(&invite, (struct wall_ms){ 999999 }), "just before");
	ok(invite_is_expired(&invite, (struct wall_ms){ 1000000 }), "at the second");
	ok(invite_is_expired(&invite, (struct wall_ms){ UINT64_MAX }), "long after");
	memset(invite.secret, 7, sizeof(invite.secret));
	invite_wipe(&invite);
	is_mem(invite.secret, (uint8_t[VB_SECRET_BYTES]){ 0 }, VB_SECRET_BYTES, "wiped");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/pairing.txt");
	test_fields();
	test_both_ways("code");
	test_both_ways("code_space");
	test_longest();
	test_typed();
	test_mistyped();
	test_forged();
	test_expiry();
	vectors_close();
	return done();
}
