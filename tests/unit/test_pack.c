/* pack: what is written is the one form of each value, and what others wrote in their forms becomes it. Expected bytes by
 * hand from the MessagePack specification. */
#include "protocol/pack.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/seeded.h"
#include "tests/unit/vectors.h"

static struct buf out;

/* What was written since the last call is this. */
static void is_written(const char *digits)
{
	struct span want = hex(digits);

	ok(out.err == 0 && span_is_equal(buf_span(&out), want), "written as %s", digits);
	buf_clear(&out);
}

static void test_numbers(void)
{
	static const struct {
		uint64_t value;
		const char *digits;
	} positive[] = { { 0, "00" },
		         { 127, "7f" },
		         { 128, "cc80" },
		         { 255, "ccff" },
		         { 256, "cd0100" },
		         { 65535, "cdffff" },
		         { 65536, "ce00010000" },
		         { UINT32_MAX, "ceffffffff" },
		         { UINT64_C(1) << 32, "cf0000000100000000" },
		         { INT64_MAX, "cf7fffffffffffffff" } };
	static const struct {
		int64_t value;
		const char *digits;
	} negative[] = { { -1, "ff" },
		         { -32, "e0" },
		         { -33, "d0df" },
		         { -128, "d080" },
		         { -129, "d1ff7f" },
		         { -32768, "d18000" },
		         { -32769, "d2ffff7fff" },
		         { INT32_MIN, "d280000000" },
		         { (int64_t)INT32_MIN - 1, "d3ffffffff7fffffff" },
		         { INT64_MIN, "d38000000000000000" } };

	for (unsigned i = 0; i < sizeof(positive) / sizeof(positive[0]); i++) {
		pack_uint(&out, positive[i].value);
		is_written(positive[i].digits);
		pack_int(&out, (int64_t)positive[i].value);
		is_written(positive[i].digits);
	}
	pack_uint(&out, UINT64_MAX);
	is_written("cfffffffffffffffff");
	for (unsigned i = 0; i < sizeof(negative) / sizeof(negative[0]); i++) {
		pack_int(&out, negative[i].value);
		is_written(negative[i].digits);
	}
}

static void test_small_values(void)
{
	pack_nil(&out);
	pack_bool(&out, false);
	pack_bool(&out, true);
	is_written("c0 c2 c3");
	pack_bin(&out, NULL, 0);
	pack_bin(&out, "\1\2", 2);
	is_written("c400 c4020102");
	pack_cstr(&out, "");
	pack_cstr(&out, "\xc3\xa4");
	pack_str(&out, span_of("abc", 2));
	is_written("a0 a2c3a4 a26162");
	pack_array(&out, 0);
	pack_array(&out, 15);
	pack_array(&out, 16);
	pack_array(&out, 65535);
	pack_array(&out, 65536);
	is_written("90 9f dc0010 dcffff dd00010000");
	pack_map(&out, 0);
	pack_map(&out, 15);
	pack_map(&out, 16);
	pack_map(&out, 65536);
	is_written("80 8f de0010 df00010000");
	pack_raw(&out, hex("92c0c3"));
	pack_raw(&out, span_of(NULL, 0));
	is_written("92c0c3");
}

static void test_lengths(void)
{
	static const struct {
		size_t size;
		const char *str, *bin;
	} cases[] = { { 31, "bf", "c41f" },          { 32, "d920", "c420" },
		      { 255, "d9ff", "c4ff" },       { 256, "da0100", "c50100" },
		      { 65535, "daffff", "c5ffff" }, { 65536, "db00010000", "c600010000" } };
	static char text[65536];

	memset(text, 'x', sizeof(text));
	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct span str = hex(cases[i].str), bin = hex(cases[i].bin);

		pack_str(&out, span_of(text, cases[i].size));
		is_int(out.size, str.size + cases[i].size, "a text of %zu bytes", cases[i].size);
		is_mem(out.data, str.data, str.size, "has the head %s", cases[i].str);
		buf_clear(&out);
		pack_bin(&out, text, cases[i].size);
		is_int(out.size, bin.size + cases[i].size, "%zu bytes", cases[i].size);
		is_mem(out.data, bin.data, bin.size, "have the head %s", cases[i].bin);
		buf_clear(&out);
	}
}

static void test_write_errors(void)
{
	struct buf small;

	pack_cstr(&out, "\xff");
	is_err(out.err, VB_ERR_BAD_UTF8, "a text that is none");
	is_int(out.size, 0, "is not written");
	pack_nil(&out);
	is_int(out.size, 0, "nor anything behind it");
	buf_clear(&out);
	pack_str(&out, span_of("a\0b", 3));
	is_err(out.err, VB_ERR_BAD_UTF8, "a NUL within a text");
	buf_clear(&out);
	/* limit VB_PACK_MAX_ITEMS */
	pack_array(&out, VB_PACK_MAX_ITEMS + 1);
	is_err(out.err, VB_ERR_TOO_LARGE, "an array that nobody would read");
	buf_clear(&out);
	pack_map(&out, VB_PACK_MAX_ITEMS + 1);
	is_err(out.err, VB_ERR_TOO_LARGE, "a map that nobody would read");
	pack_cstr(&out, "\xff");
	is_err(out.err, VB_ERR_TOO_LARGE, "the first error stays");
	buf_clear(&out);
	buf_init(&small, 5);
	pack_cstr(&small, "abcde");
	is_err(small.err, VB_ERR_TOO_LARGE, "over the ceiling of the buffer");
	buf_release(&small);
}

static void test_normalise_values(void)
{
	static const struct {
		const char *from, *to;
	} cases[] = {
		{ "05", "05" },
		{ "cc05", "05" },
		{ "cd0005", "05" },
		{ "ce00000005", "05" },
		{ "cf0000000000000005", "05" },
		{ "d005", "05" },
		{ "d10005", "05" },
		{ "d200000005", "05" },
		{ "d30000000000000005", "05" },
		{ "d17fff", "cd7fff" },
		{ "d0ff", "ff" },
		{ "d3ffffffffffffffff", "ff" },
		{ "d3ffffffffffffff7f", "d1ff7f" },
		{ "c0", "c0" },
		{ "c2", "c2" },
		{ "c3", "c3" },
		{ "d90161", "a161" },
		{ "da000161", "a161" },
		{ "db0000000161", "a161" },
		{ "c5000101", "c40101" },
		{ "c60000000101", "c40101" },
		{ "dc0002c0c0", "92c0c0" },
		{ "dd00000001cc01", "9101" },
		{ "de000101c0", "8101c0" },
		{ "df00000000", "80" },
		{ "82 a161 01 05 02", "82 05 02 a161 01" },
		{ "83 a162 01 a161 02 a0 03", "83 a0 03 a161 02 a162 01" },
		{ "84 00 01 ff 02 d0df 03 d3ffffffffffffffe0 04", "84 d0df 03 e0 04 ff 02 00 01" },
		{ "82 a26161 01 a161 02", "82 a161 02 a26161 01" },
		{ "81 cc01 82 02 df00000000 cc01 dc0000", "81 01 82 01 90 02 80" },
		{ "91 82 02 82 02 c0 01 c0 01 91 82 02 c0 01 c0",
		  "91 82 01 91 82 01 c0 02 c0 02 82 01 c0 02 c0" },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		is_err(pack_normalise(hex(cases[i].from), &out), 0, "well-formed: %s",
		       cases[i].from);
		is_written(cases[i].to);
	}
}

static void test_normalise_refused(void)
{
	static const struct {
		const char *digits;
		int err;
	} cases[] = {
		{ "", VB_ERR_TRUNCATED },
		{ "cd00", VB_ERR_TRUNCATED },
		{ "92c0", VB_ERR_TRUNCATED },
		{ "dd00ffffff", VB_ERR_TRUNCATED },
		{ "dfffffffff", VB_ERR_TRUNCATED },
		{ "8101", VB_ERR_TRUNCATED },
		{ "c0c0", VB_ERR_TRAILING },
		{ "c1", VB_ERR_MALFORMED },
		{ "ca00000000", VB_ERR_MALFORMED },
		{ "91cb0000000000000000", VB_ERR_MALFORMED },
		{ "d40100", VB_ERR_MALFORMED },
		{ "c70100c0", VB_ERR_MALFORMED },
		{ "81c0c0", VB_ERR_MALFORMED },
		{ "8190c0", VB_ERR_MALFORMED },
		{ "81c40161c0", VB_ERR_MALFORMED },
		{ "8201c001c0", VB_ERR_MALFORMED },
		{ "8201c0cd0001c0", VB_ERR_MALFORMED },
		{ "82ffc0d1ffffc0", VB_ERR_MALFORMED },
		{ "83a161c001c0d90161c0", VB_ERR_MALFORMED },
		{ "938101c0", VB_ERR_TRUNCATED },
		{ "918205c005c0", VB_ERR_MALFORMED },
		{ "a1ff", VB_ERR_BAD_UTF8 },
		{ "81a100c0", VB_ERR_BAD_UTF8 },
		{ "919191919191919191c0", VB_ERR_TOO_DEEP },
		{ "910000", VB_ERR_TRAILING },
	};

	for (unsigned i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_put(&out, "before", 6);
		is_err(pack_normalise(hex(cases[i].digits), &out), cases[i].err, "refused: %s",
		       cases[i].digits);
		is_int(out.size, 6, "and nothing of it stays");
		buf_clear(&out);
	}
	is_err(pack_normalise(hex("9191919191919190"), &out), 0, "eight levels");
	is_written("9191919191919190");
}

static void test_normalise_limits(void)
{
	enum { MIB = VB_IPC_FRAME_MAX_BYTES };
	uint8_t *data = calloc(1, MIB + 1);
	struct buf small;

	memcpy(data, hex("c6000ffffb").data, 5);
	is_err(pack_normalise(span_of(data, MIB), &out), 0, "a document of one MiB");
	buf_clear(&out);
	is_err(pack_normalise(span_of(data, MIB + 1), &out), VB_ERR_TOO_LARGE, "and a byte");
	memset(data, 0, 6);
	memcpy(data, hex("dd00010000").data, 5);
	is_err(pack_normalise(span_of(data, 5 + 65536), &out), 0, "65,536 values");
	buf_clear(&out);
	data[4] = 1;
	is_err(pack_normalise(span_of(data, 5 + 65537), &out), VB_ERR_TOO_LARGE, "65,537 values");
	buf_init(&small, 4);
	is_err(pack_normalise(hex("94cc01020304"), &small), VB_ERR_TOO_LARGE,
	       "more than the buffer takes");
	is_int(small.size, 0, "nothing of it stays");
	buf_release(&small);
	free(data);
}

/* ---- random documents, once in our form and once as somebody else might write them ---- */

/* Bytes of the least head for length, in a family of one-byte, two-byte and four-byte forms; then at random longer. */
static void sloppy_length(struct seeded *s, struct buf *b, uint32_t length, const uint8_t codes[3],
                          int fix, uint32_t fix_max)
{
	unsigned least = length < 0x100 ? 0 : length < 0x10000 ? 1 : 2, form;

	if (fix >= 0 && length <= fix_max && seeded_below(s, 2)) {
		buf_put_u8(b, (uint8_t)((unsigned)fix | length));
		return;
	}
	do
		form = least + (unsigned)seeded_below(s, 3 - least);
	while (codes[form] == 0);
	buf_put_u8(b, codes[form]);
	if (form == 0)
		buf_put_u8(b, (uint8_t)length);
	else if (form == 1)
		buf_put_u16(b, (uint16_t)length);
	else
		buf_put_u32(b, length);
}

/* A number in any of the forms that hold it. */
static void sloppy_int(struct seeded *s, struct buf *b, int64_t value)
{
	unsigned log_width = (unsigned)seeded_below(s, 4);
	bool is_signed = value < 0 || seeded_below(s, 2);
	uint8_t be[8];

	while (log_width < 3 && is_signed &&
	       (value < -(INT64_C(1) << (8 * (1u << log_width) - 1)) ||
	        value >= INT64_C(1) << (8 * (1u << log_width) - 1)))
		log_width++;
	while (log_width < 3 && !is_signed && value >= INT64_C(1) << 8 * (1u << log_width))
		log_width++;
	buf_put_u8(b, (uint8_t)((is_signed ? 0xd0 : 0xcc) + log_width));
	put_be64(be, (uint64_t)value);
	buf_put(b, be + 8 - (1u << log_width), 1u << log_width);
}

static int64_t random_int(struct seeded *s)
{
	int64_t value = (int64_t)(seeded_next(s) >> seeded_below(s, 64) >> 1);

	return seeded_below(s, 2) ? value : -value;
}

static void both_strings(struct seeded *s, struct buf *ours, struct buf *theirs)
{
	static const uint8_t str_codes[3] = { 0xd9, 0xda, 0xdb },
			     bin_codes[3] = { 0xc4, 0xc5, 0xc6 };
	uint32_t size = (uint32_t)seeded_below(s, seeded_below(s, 4) ? 40 : 400);
	bool is_text = seeded_below(s, 2);
	uint8_t text[400];

	for (uint32_t i = 0; i < size; i++)
		text[i] = (uint8_t)(is_text ? 'a' + seeded_below(s, 26) : seeded_next(s));
	if (is_text) {
		pack_str(ours, span_of(text, size));
		sloppy_length(s, theirs, size, str_codes, 0xa0, 31);
	} else {
		pack_bin(ours, text, size);
		sloppy_length(s, theirs, size, bin_codes, -1, 0);
	}
	buf_put(theirs, text, size);
}

static void both_values(struct seeded *s, struct buf *ours, struct buf *theirs, unsigned depth);

/* Up to 20 pairs, keys ascending here, in any order there: every other one is put in front of the others. */
static void both_maps(struct seeded *s, struct buf *ours, struct buf *theirs, unsigned depth)
{
	static const uint8_t codes[3] = { 0, 0xde, 0xdf };
	uint32_t count = (uint32_t)seeded_below(s, 20), ints = (uint32_t)seeded_below(s, count + 1);
	struct buf front, back;
	int64_t key = -(int64_t)seeded_below(s, 50);

	buf_init(&front, SIZE_MAX);
	buf_init(&back, SIZE_MAX);
	pack_map(ours, count);
	for (uint32_t i = 0; i < count; i++) {
		struct buf pair;
		char text[2] = { (char)('a' + i), '\0' };

		buf_init(&pair, SIZE_MAX);
		key += 1 + (int64_t)(seeded_next(s) >> seeded_below(s, 64) >> 8);
		if (i < ints) {
			pack_int(ours, key);
			sloppy_int(s, &pair, key);
		} else {
			pack_cstr(ours, text);
			pack_cstr(&pair, text);
		}
		both_values(s, ours, &pair, depth + 1);
		if (seeded_below(s, 2)) {
			buf_put(&pair, front.data, front.size);
			buf_clear(&front);
			buf_put(&front, pair.data, pair.size);
		} else {
			buf_put(&back, pair.data, pair.size);
		}
		buf_release(&pair);
	}
	sloppy_length(s, theirs, count, codes, 0x80, 15);
	buf_put(theirs, front.data, front.size);
	buf_put(theirs, back.data, back.size);
	buf_release(&front);
	buf_release(&back);
}

static void both_arrays(struct seeded *s, struct buf *ours, struct buf *theirs, unsigned depth)
{
	static const uint8_t codes[3] = { 0, 0xdc, 0xdd };
	uint32_t count = (uint32_t)seeded_below(s, 20);

	pack_array(ours, count);
	sloppy_length(s, theirs, count, codes, 0x90, 15);
	for (uint32_t i = 0; i < count; i++)
		both_values(s, ours, theirs, depth + 1);
}

static void both_values(struct seeded *s, struct buf *ours, struct buf *theirs, unsigned depth)
{
	int64_t number;

	switch (seeded_below(s, depth == 0 ? 2 : depth > 3 ? 8 : 12) + (depth == 0 ? 10 : 0)) {
	case 0:
		pack_nil(ours);
		pack_nil(theirs);
		break;
	case 1:
		pack_bool(ours, depth % 2 == 0);
		pack_bool(theirs, depth % 2 == 0);
		break;
	case 2:
	case 3:
	case 4:
		number = random_int(s);
		pack_int(ours, number);
		sloppy_int(s, theirs, number);
		break;
	case 10:
		both_arrays(s, ours, theirs, depth);
		break;
	case 11:
		both_maps(s, ours, theirs, depth);
		break;
	default:
		both_strings(s, ours, theirs);
		break;
	}
}

static void test_random_documents(void)
{
	struct seeded s = { 51 };
	struct buf ours, theirs;
	int wrong = 0, differ = 0;
	size_t bytes = 0;

	buf_init(&ours, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&theirs, VB_IPC_FRAME_MAX_BYTES);
	for (int i = 0; i < 3000; i++) {
		struct pack_reader r;

		buf_clear(&ours);
		buf_clear(&theirs);
		buf_clear(&out);
		both_values(&s, &ours, &theirs, 0);
		if (theirs.err != 0)
			continue;
		wrong += pack_normalise(buf_span(&theirs), &out) != 0 ||
		         !span_is_equal(buf_span(&out), buf_span(&ours));
		unpack_init(&r, buf_span(&ours));
		wrong += unpack_any(&r).size != ours.size || unpack_finish(&r) != 0;
		unpack_init(&r, buf_span(&theirs));
		unpack_any(&r);
		differ += !span_is_equal(buf_span(&ours), buf_span(&theirs));
		wrong += (unpack_finish(&r) == 0) !=
		         span_is_equal(buf_span(&ours), buf_span(&theirs));
		bytes += ours.size;
	}
	is_int(wrong, 0,
	       "3,000 documents in any form become ours, and the strict reader takes ours only");
	ok(differ > 2500 && bytes > 1000000, "%d of them differed; %zu bytes", differ, bytes);
	buf_release(&ours);
	buf_release(&theirs);
}

int main(void)
{
	buf_init(&out, VB_IPC_FRAME_MAX_BYTES);
	test_numbers();
	test_small_values();
	test_lengths();
	test_write_errors();
	test_normalise_values();
	test_normalise_refused();
	test_normalise_limits();
	buf_clear(&out);
	test_random_documents();
	buf_release(&out);
	return done();
}
