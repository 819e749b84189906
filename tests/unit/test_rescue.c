/* rescue: codes of recovery sheets, against Python with the reference implementation of Argon2; each slip of a typist is found. */
#include "protocol/rescue.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/vectors.h"

#define SIGNING 0x10

static const char passphrase[] = "vier gute W\xC3\xB6rter hier";

static struct rescue code_of(unsigned cost)
{
	struct rescue code;

	memcpy(code.b, vector_numbered("code", cost).data, sizeof(code.b));
	return code;
}

static bool is_signing_key(const struct node_keys *keys)
{
	struct node_keys *office = vector_keys(SIGNING);
	struct public_key want = node_keys_sign_public(office), got = node_keys_sign_public(keys);

	node_keys_destroy(&office);
	return memcmp(want.b, got.b, sizeof(want.b)) == 0;
}

/* Opens a code of another program; the dear one only once. */
static void test_vectors(void)
{
	struct node_keys *keys = NULL, *all = NULL;

	for (unsigned cost = 1; cost <= 2; cost++) {
		struct rescue code = code_of(cost);

		is_err(rescue_open(&code, span_of_str(passphrase), &keys), 0, "cost %u", cost);
		ok(is_signing_key(keys), "the signing key");
		if (cost == 1)
			node_keys_destroy(&keys);
	}
	is_err(rescue_unlock(keys, vector_bytes("locked"), &all), 0, "the keys in a backup");
	ok(is_signing_key(all), "are of that office");
	node_keys_destroy(&all);
	node_keys_destroy(&keys);
}

static void test_wrong(void)
{
	struct rescue code = code_of(1);
	struct node_keys *keys = NULL;
	unsigned found = 0;

	is_err(rescue_open(&code, span_of_str("vier gute W\xC3\xB6rter hie"), &keys),
	       VB_ERR_PASSPHRASE, "a letter short");
	is_err(rescue_open(&code, span_of_str(""), &keys), VB_ERR_PASSPHRASE, "none");
	code.b[0] = 2;
	is_err(rescue_open(&code, span_of_str(passphrase), &keys), VB_ERR_VERSION, "a later form");
	code = code_of(1);
	code.b[1] = 3;
	is_err(rescue_open(&code, span_of_str(passphrase), &keys), VB_ERR_VERSION, "a later cost");
	/* One bit in each part: salt, number, key and tag. */
	for (size_t at = 2; at < sizeof(code.b); at += 17) {
		code = code_of(1);
		code.b[at] ^= 0x10;
		found += rescue_open(&code, span_of_str(passphrase), &keys) == VB_ERR_PASSPHRASE;
	}
	is_int((int)found, 4, "a bit that flipped opens nothing");
}

/* A sheet of our own comes back, and never the same twice. */
static void test_own(void)
{
	struct node_keys *keys = vector_keys(SIGNING), *back = NULL, *all = NULL;
	struct public_key sign = node_keys_sign_public(keys), curve;
	struct node_keys *other = node_keys_new();
	struct rescue one, two;
	struct node_id id;
	struct buf locked;

	crypt_node_id(&sign, &id);
	is_err(rescue_seal(keys, span_of_str("siebenA"), VB_COST_INTERACTIVE, &one),
	       VB_ERR_BAD_VALUE, "too short");
	is_err(rescue_seal(keys, span_of_str(passphrase), VB_COST_INTERACTIVE, &one), 0, "a sheet");
	is_err(rescue_seal(keys, span_of_str(passphrase), VB_COST_INTERACTIVE, &two), 0,
	       "another one");
	ok(memcmp(one.b + 2, two.b + 2, 16) != 0 && memcmp(one.b + 22, two.b + 22, 32) != 0,
	   "does not show that it holds the same");
	ok(rescue_is_of(&one, &id), "it says whose it is");
	id.b[3] ^= 1;
	ok(!rescue_is_of(&one, &id), "and whose not");
	is_err(rescue_open(&one, span_of_str(passphrase), &back), 0, "opened");
	/* Keys that are newer than the sheet. */
	node_keys_rotate(keys, (struct wall_ms){ 7 });
	buf_init(&locked, VB_RESCUE_LOCKED_MAX_BYTES);
	rescue_lock(keys, &locked);
	is_err(rescue_unlock(back, buf_span(&locked), &all), 0, "opens later keys");
	curve = node_keys_curve_public(keys);
	is_int((int)node_keys_find_curve(all, &curve), 0, "the newest");
	is_int((int)node_keys_count(all), 2, "and those before");
	is_err(rescue_unlock(other, buf_span(&locked), &all), VB_ERR_DECRYPT,
	       "no other sheet does");
	locked.data[locked.size - 1] ^= 1;
	is_err(rescue_unlock(back, buf_span(&locked), &all), VB_ERR_DECRYPT,
	       "nor an altered backup");
	is_err(rescue_unlock(back, span_of(locked.data, 39), &all), VB_ERR_TRUNCATED,
	       "nor a short one");
	buf_release(&locked);
	node_keys_destroy(&all);
	node_keys_destroy(&back);
	node_keys_destroy(&other);
	node_keys_destroy(&keys);
}

/* Where the memory is not there it is told, and nothing ends. */
static void test_memory(void)
{
#ifdef __SANITIZE_ADDRESS__
	skip(1, "the sanitizer needs all address space");
#else
	struct rlimit least = { 100u << 20, 100u << 20 };
	struct node_keys *keys = vector_keys(SIGNING);
	struct rescue code;
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		if (setrlimit(RLIMIT_AS, &least) != 0)
			_exit(2);
		_exit(rescue_seal(keys, span_of_str(passphrase), VB_COST_MODERATE, &code) ==
		                      VB_ERR_NO_MEMORY
		              ? 0
		              : 1);
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		bail("no child");
	is_int(status, 0, "no room for 256 MiB");
	node_keys_destroy(&keys);
#endif
}

/* ---- text ---- */

static void test_text(void)
{
	char text[VB_RESCUE_TEXT_BYTES], line[VB_RESCUE_LINE_TEXT_BYTES], name[32];
	struct rescue code = code_of(1), back = { { 0 } };
	uint32_t at;

	rescue_format(&code, text);
	is_str(text, vector_text("picture_1_text"), "as a picture has it");
	for (uint32_t i = 0; i < VB_RESCUE_LINES; i++) {
		rescue_format_line(&code, i, line);
		(void)snprintf(name, sizeof(name), "line_1_%u_text", i);
		is_str(line, vector_text(name), "line %u", i);
		is_err(rescue_parse_line(span_of_str(line), i, &back), 0, "is read");
		is_err(rescue_parse_line(span_of_str(line), (i + 1) % VB_RESCUE_LINES, &back),
		       VB_ERR_BAD_SHEET, "but not as another line");
	}
	is_mem(back.b, code.b, sizeof(code.b), "all lines make the code");
	memset(&back, 0, sizeof(back));
	is_err(rescue_parse(span_of_str(text), &back, &at), 0, "the picture is read");
	is_mem(back.b, code.b, sizeof(code.b), "and is the code");
}

/* Each letter of each line, exchanged for each other one. */
static void test_slips(void)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
	struct rescue code = code_of(1), back;
	unsigned missed = 0, tried = 0;

	for (uint32_t i = 0; i < VB_RESCUE_LINES; i++) {
		char line[VB_RESCUE_LINE_TEXT_BYTES];

		rescue_format_line(&code, i, line);
		for (size_t at = 0; line[at] != '\0'; at++) {
			char right = line[at];

			for (const char *digit = digits; right != ' ' && *digit != '\0'; digit++) {
				line[at] = *digit;
				tried += *digit != right;
				missed += *digit != right &&
				          rescue_parse_line(span_of_str(line), i, &back) == 0;
			}
			line[at] = right;
		}
	}
	is_int((int)tried, 7 * 20 * 31, "all slips of one key");
	is_int((int)missed, 0, "are found");
}

static void test_as_people_type(void)
{
	static const struct {
		const char *text;
		int err;
	} rows[] = {
		{ "%s", 0 },
		{ "1: %s", 0 },
		{ "  1:%s  ", 0 },
		{ "2: %s", VB_ERR_BAD_SHEET },
		{ "%s A", VB_ERR_BAD_SHEET },
		{ "%.23s", VB_ERR_BAD_SHEET },
		{ "%.20s0000", VB_ERR_BAD_SHEET },
		{ "", VB_ERR_BAD_SHEET },
	};
	struct rescue back;
	char small[VB_RESCUE_LINE_TEXT_BYTES];
	const char *line = vector_text("line_1_0_text");

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		char typed[64];

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
		(void)snprintf(typed, sizeof(typed), rows[i].text, line);
#pragma GCC diagnostic pop
		is_err(rescue_parse_line(span_of_str(typed), 0, &back), rows[i].err, "typed: %s",
		       typed);
	}
	for (size_t i = 0; i < sizeof(small); i++)
		small[i] = (char)(line[i] == ' ' ? '-' : line[i] >= 'A' ? line[i] + 32 : line[i]);
	is_err(rescue_parse_line(span_of_str(small), 0, &back), 0, "small letters and hyphens");
}

/* The page as it was printed, with a line missing or wrong. */
static void test_page(void)
{
	struct rescue code = code_of(1), back;
	char page[2048], line[VB_RESCUE_LINE_TEXT_BYTES];
	uint32_t at;
	size_t size = (size_t)snprintf(page, sizeof(page),
	                               "WIEDERHERSTELLUNGSBLATT der Stelle 1: Amt\n\n");
	char *third = page;

	for (uint32_t i = 0; i < VB_RESCUE_LINES; i++) {
		rescue_format_line(&code, i, line);
		if (i == 2)
			third = page + size;
		size += (size_t)snprintf(page + size, sizeof(page) - size, "  %u:  %s\r\n", i + 1,
		                         line);
	}
	(void)snprintf(page + size, sizeof(page) - size, "\nEnde\n");
	is_err(rescue_parse(span_of_str(page), &back, &at), 0, "a whole page");
	is_mem(back.b, code.b, sizeof(code.b), "the code");
	third[8] = third[8] == 'A' ? 'B' : 'A';
	is_err(rescue_parse(span_of_str(page), &back, &at), VB_ERR_BAD_SHEET, "a wrong letter");
	is_int((int)at, 2, "in the third line");
	third[0] = '\0';
	is_err(rescue_parse(span_of_str(page), &back, &at), VB_ERR_BAD_SHEET, "cut off");
	is_int((int)at, 2, "before the third line");
	is_err(rescue_parse(span_of_str("Guten Tag"), &back, &at), VB_ERR_BAD_SHEET, "a letter");
	is_int((int)at, 0, "has none");
}

int main(void)
{
	if (crypt_init() != 0)
		bail("crypt");
	vectors_open("tests/vectors/rescue.txt");
	test_vectors();
	test_wrong();
	test_own();
	test_memory();
	test_text();
	test_slips();
	test_as_people_type();
	test_page();
	vectors_close();
	return done();
}
