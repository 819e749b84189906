/* segment: runs of entries of tests/vectors/segment.txt, read, written and broken. */
#include "protocol/peer/segment.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"
#include "tests/unit/hostile.h"
#include "tests/unit/vectors.h"

#define SEGMENT_ENTRIES 5

static struct segment last;

static struct signature seal_of(unsigned number)
{
	struct signature seal;

	memcpy(seal.b, vector_numbered("seal", number).data, sizeof(seal.b));
	return seal;
}

/* The header of a vector, decoded. */
static struct entry_header header_of(struct span bytes)
{
	struct entry_header h;

	if (entry_header_decode(bytes, &h) != 0)
		bail("a header of the vectors is not read");
	return h;
}

/* What the receiver has before entry number: the id of the one before. */
static struct entry_id head_before(uint64_t number)
{
	struct entry_id id = { { 0 } };

	if (number > 0)
		entry_id_derive(vector_numbered("header", (unsigned)number - 1).data, &id);
	return id;
}

/* Reads a whole segment; the receiver's head is that of the vectors. */
static int decode(struct span bytes)
{
	struct segment_reader r;
	struct segment_entry entry;
	struct entry_id prev;
	int err = segment_open(bytes, &last);

	if (err != 0)
		return err;
	prev = last.has_prev || last.first_seq > SEGMENT_ENTRIES ? last.prev
	                                                         : head_before(last.first_seq);
	segment_start(&last, &prev, &r);
	while (err == 0 && segment_has_next(&r))
		err = segment_next(&r, &entry);
	return err;
}

/* ---- reading ---- */

/* Reads entries first to last of the log and compares headers, ids and bodies. bare: a bit for each without body. */
static void test_read(const char *name, unsigned first, unsigned count, unsigned bare)
{
	struct segment s;
	struct segment_reader r;
	struct segment_entry entry;
	struct entry_id prev = head_before(first);

	is_err(segment_open(vector_bytes(name), &s), 0, "%s: opened", name);
	is_u64(s.first_seq, first, "%s: first", name);
	is_int(s.count, count, "%s: count", name);
	segment_start(&s, &prev, &r);
	for (unsigned n = first; n < first + count; n++) {
		struct span stored = vector_numbered("stored", n);
		bool is_bare = (bare >> n & 1) != 0;

		ok(segment_has_next(&r), "%s: entry %u", name, n);
		is_err(segment_next(&r, &entry), 0, "%s: entry %u read", name, n);
		is_mem(entry.bytes, vector_numbered("header", n).data, VB_HEADER_BYTES,
		       "%s: header %u", name, n);
		ok(is_bare ? entry.body.data == NULL : span_is_equal(entry.body, stored),
		   "%s: body %u", name, n);
		is_int(entry.is_create, n == 0 || n == 2, "%s: create %u", name, n);
	}
	ok(!segment_has_next(&r), "%s: the end", name);
	is_mem(s.seal.b, vector_numbered("seal", first + count - 1).data, sizeof(s.seal.b),
	       "%s: seal", name);
}

static void test_head(void)
{
	struct entry_header h = header_of(vector_numbered("header", 0));
	struct public_key author;
	struct entry_id id;

	is_err(segment_open(vector_bytes("introduced"), &last), 0, "introduced");
	ok(last.is_introduced && !last.has_prev, "says who writes");
	is_u64(last.incarnation, UINT64_C(0x1122334455667788), "incarnation");
	is_int(last.audience, VB_AUDIENCE_ALL, "audience");
	ok(log_id_is_equal(&last.log, &h.log), "the log is computed");
	is_err(segment_open(vector_bytes("middle"), &last), 0, "middle");
	ok(!last.is_introduced && last.has_prev, "names its predecessor");
	id = head_before(1);
	ok(entry_id_is_equal(&last.prev, &id), "which is entry 0");
	memcpy(author.b, vector_bytes("author_public").data, sizeof(author.b));
	entry_id_derive(vector_numbered("header", 4).data, &id);
	is_err(entry_seal_verify(&author, &id, &last.seal), 0, "the seal is the author's");
	is_err(segment_open(vector_bytes("core"), &last), 0, "core");
	is_int(last.audience, VB_AUDIENCE_CORE, "its audience");
}

/* A segment of one entry of its own kind. */
static void test_single(const char *name)
{
	struct segment s;
	struct segment_reader r;
	struct segment_entry entry;

	is_err(segment_open(vector_bytes(name), &s), 0, "%s: opened", name);
	segment_start(&s, NULL, &r);
	is_err(segment_next(&r, &entry), 0, "%s: read", name);
	is_mem(entry.bytes, vector_of("header", name).data, VB_HEADER_BYTES, "%s: header", name);
	ok(span_is_equal(entry.body, vector_of("stored", name)), "%s: body", name);
}

/* ---- writing ---- */

/* Writes what the segment of the vectors holds, and compares. */
static void test_write(const char *name, unsigned bare)
{
	struct segment s;
	struct segment_writer w;
	struct signature seal;
	struct buf b;
	uint32_t count = 0;

	buf_init(&b, 100000);
	buf_put(&b, "before", 6);
	if (segment_open(vector_bytes(name), &s) != 0)
		bail("the segment of the vectors is not read");
	segment_begin(&w, &b, VB_SEGMENT_MAX_BYTES, &s);
	for (unsigned n = (unsigned)s.first_seq; n < s.first_seq + s.count; n++) {
		struct entry_header h = header_of(vector_numbered("header", n));
		bool is_bare = (bare >> n & 1) != 0;

		is_err(segment_add(&w, &h,
		                   is_bare ? span_of(NULL, 0) : vector_numbered("stored", n)),
		       0, "%s: entry %u added", name, n);
	}
	seal = seal_of((unsigned)s.first_seq + s.count - 1);
	segment_seal(&w, &seal);
	is_err(segment_finish(&w, &count), 0, "%s: finished", name);
	is_int(count, s.count, "%s: entries", name);
	ok(span_is_equal(span_of(b.data + 6, b.size - 6), vector_bytes(name)), "%s: the same bytes",
	   name);
	buf_release(&b);
}

static void write_begin(struct segment_writer *w, struct buf *b, size_t max_bytes)
{
	struct segment head = { .audience = VB_AUDIENCE_ALL };

	head.log = header_of(vector_numbered("header", 0)).log;
	segment_begin(w, b, max_bytes, &head);
}

static int write_add(struct segment_writer *w, unsigned number)
{
	struct entry_header h = header_of(vector_numbered("header", number));

	return segment_add(w, &h, vector_numbered("stored", number));
}

/* A segment ends behind its last seal, whatever was added after it. */
static void test_cut_back(void)
{
	struct segment_writer w;
	struct signature seal = seal_of(1);
	struct buf b, wanted;
	uint32_t count = 0;

	buf_init(&b, 100000);
	buf_init(&wanted, 100000);
	write_begin(&w, &b, VB_SEGMENT_MAX_BYTES);
	is_err(write_add(&w, 0) | write_add(&w, 1), 0, "two entries");
	segment_seal(&w, &seal);
	is_err(write_add(&w, 2) | write_add(&w, 3), 0, "two more without a seal");
	is_err(segment_finish(&w, &count), 0, "finished");
	is_int(count, 2, "two are in it");
	is_err(decode(buf_span(&b)), 0, "it is read");
	write_begin(&w, &wanted, VB_SEGMENT_MAX_BYTES);
	is_err(write_add(&w, 0) | write_add(&w, 1), 0, "the two alone");
	segment_seal(&w, &seal);
	is_err(segment_finish(&w, &count), 0, "finished");
	ok(span_is_equal(buf_span(&b), buf_span(&wanted)), "the same bytes");
	buf_release(&b);
	buf_release(&wanted);
}

static void test_write_refuses(void)
{
	struct entry_header h = header_of(vector_numbered("header", 0));
	struct segment_writer w;
	struct buf b;
	uint32_t count = 4711;
	size_t size;

	buf_init(&b, 100000);
	write_begin(&w, &b, VB_SEGMENT_MAX_BYTES);
	is_err(segment_finish(&w, &count), VB_ERR_BAD_SEAL, "no entry");
	write_begin(&w, &b, VB_SEGMENT_MAX_BYTES);
	is_err(write_add(&w, 1), VB_ERR_BAD_CHAIN, "not the entry due");
	is_err(segment_add(&w, &h, span_of(h.log.b, 5)), VB_ERR_BAD_HASH, "a body of another size");
	is_err(write_add(&w, 0), 0, "the first");
	is_err(write_add(&w, 0), VB_ERR_BAD_CHAIN, "once more");
	h = header_of(vector_bytes("header_open"));
	is_err(segment_add(&w, &h, vector_bytes("stored_open")), VB_ERR_BAD_CHAIN, "another log");
	is_err(segment_finish(&w, &count), VB_ERR_BAD_SEAL, "no seal");
	is_int(b.size, 0, "nothing stays");
	is_int(count, 4711, "the result is untouched");
	write_begin(&w, &b, vector_bytes("run").size);
	for (unsigned n = 0; n < SEGMENT_ENTRIES; n++)
		is_err(write_add(&w, n), 0, "entry %u fits just so", n);
	buf_clear(&b);
	write_begin(&w, &b, vector_bytes("run").size - 1);
	for (unsigned n = 0; n < SEGMENT_ENTRIES - 1; n++)
		is_err(write_add(&w, n), 0, "entry %u fits", n);
	size = b.size;
	is_err(write_add(&w, SEGMENT_ENTRIES - 1), VB_ERR_TOO_LARGE, "the last does not");
	is_int(b.size, size, "nothing changed");
	is_int(b.err, 0, "the buffer is well");
	buf_release(&b);
}

/* As many entries as a segment can hold, made here: bodies of no bytes in an open log. */
static void test_count_limit(void)
{
	struct segment head = { .audience = VB_AUDIENCE_OPEN };
	struct segment_writer w;
	struct signature seal = { { 0 } };
	struct entry_header h = { .version = 1 };
	struct buf b;
	uint32_t count = 0;
	int err = 0;

	buf_init(&b, VB_SEGMENT_MAX_BYTES);
	crypt_hash(span_of("", 0), &h.body_hash);
	segment_begin(&w, &b, VB_SEGMENT_MAX_BYTES, &head);
	for (; err == 0 && h.seq < 300; h.seq += err == 0)
		err = segment_add(&w, &h, span_of("", 0));
	is_err(err, VB_ERR_TOO_LARGE, "there is an end");
	is_u64(h.seq, 256, "after 256");
	segment_seal(&w, &seal);
	is_err(segment_finish(&w, &count), 0, "finished");
	is_int(count, 256, "all are in it");
	is_err(decode(buf_span(&b)), 0, "it is read");
	is_int(last.count, 256, "with all of them");
	buf_release(&b);
}

/* ---- what is refused ---- */

/* In hexadecimal: the head of "run" is 00, the log id, first 00, count 04, control seq 3, control id. */
static void test_hostile(void)
{
	struct span run = vector_bytes("run"), middle = vector_bytes("middle");
	uint8_t *bytes = malloc(VB_SEGMENT_MAX_BYTES + 1);

	if (bytes == NULL)
		abort();
	hostile_cut(decode, run, "run");
	hostile_tail(decode, run, VB_ERR_TRAILING, "run");
	hostile_cut(decode, middle, "middle");
	hostile_bits(decode, vector_bytes("introduced"), "introduced");
	memset(bytes, 0, VB_SEGMENT_MAX_BYTES + 1);
	is_err(decode(span_of(bytes, VB_SEGMENT_MAX_BYTES + 1)), VB_ERR_TOO_LARGE, "over 64 KiB");
	memcpy(bytes, run.data, run.size);
	bytes[0] = 0x10;
	is_err(decode(span_of(bytes, run.size)), VB_ERR_MALFORMED, "an unknown flag");
	bytes[0] = 0x0c;
	is_err(decode(span_of(bytes, run.size)), VB_ERR_MALFORMED, "audience 3");
	memcpy(bytes, run.data, run.size);
	bytes[34] = 3;
	is_err(decode(span_of(bytes, run.size)), VB_ERR_TRAILING, "one entry less");
	bytes[34] = 5;
	is_err(decode(span_of(bytes, run.size)), VB_ERR_TRUNCATED, "one entry more");
	memcpy(bytes, middle.data, middle.size);
	bytes[65] = 0;
	is_err(decode(span_of(bytes, middle.size)), VB_ERR_NOT_CANONICAL,
	       "a predecessor at the beginning");
	free(bytes);
}

/* Segments of one or two bare entries in an open or data log, put together by hand: the head up to the count, then items. */
#define LOG_ID                                                                                     \
	"aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa aa "  \
	"aa aa aa"
#define HASH                                                                                       \
	"bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb bb "  \
	"bb bb bb"
#define RECORD "cc cc cc cc cc cc cc cc cc cc cc cc cc cc cc cc"
#define OTHER "dd dd dd dd dd dd dd dd dd dd dd dd dd dd dd dd"
#define ZERO "00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00"
#define CITED "00000007 0102030405060708"

static const struct {
	const char *name;
	const char *bytes;
	int err;
} item_cases[] = {
	{ "one, zero record", "00" LOG_ID "00 00" CITED "1c 07 00" HASH, 0 },
	{ "given", "00" LOG_ID "00 00" CITED "18 07" RECORD "00" HASH, 0 },
	{ "given and the same", "00" LOG_ID "00 01" CITED "18 07" RECORD "00" HASH "14 01 00" HASH,
	  0 },
	{ "given and another",
	  "00" LOG_ID "00 01" CITED "18 07" RECORD "00" HASH "18 01" OTHER "00" HASH, 0 },
	{ "derived", "00" LOG_ID "00 00" CITED "10 07 00" HASH, 0 },
	{ "other control",
	  "00" LOG_ID "00 01" CITED "1c 07 00" HASH "1e 00000008 0102030405060708 01 00" HASH, 0 },
	{ "with flags", "00" LOG_ID "00 00" CITED "1d 01 07 00" HASH, 0 },
	{ "the greatest step back",
	  "00" LOG_ID "00 01" CITED "1c 07 00" HASH "1c ffffffffffffffffff01 00" HASH, 0 },
	{ "an unknown item flag", "00" LOG_ID "00 00" CITED "3c 07 00" HASH, VB_ERR_MALFORMED },
	{ "flags 0 given", "00" LOG_ID "00 00" CITED "1d 00 07 00" HASH, VB_ERR_NOT_CANONICAL },
	{ "control given at the first", "00" LOG_ID "00 00" CITED "1e" CITED "07 00" HASH,
	  VB_ERR_NOT_CANONICAL },
	{ "control given, not changed",
	  "00" LOG_ID "00 01" CITED "1c 07 00" HASH "1e" CITED "01 00" HASH, VB_ERR_NOT_CANONICAL },
	{ "the same at the first", "00" LOG_ID "00 00" CITED "14 07 00" HASH, VB_ERR_MALFORMED },
	{ "a record of zeros given", "00" LOG_ID "00 00" CITED "18 07" ZERO "00" HASH,
	  VB_ERR_NOT_CANONICAL },
	{ "the same, which is zero", "00" LOG_ID "00 01" CITED "1c 07 00" HASH "14 01 00" HASH,
	  VB_ERR_NOT_CANONICAL },
	{ "the same, given",
	  "00" LOG_ID "00 01" CITED "18 07" RECORD "00" HASH "18 01" RECORD "00" HASH,
	  VB_ERR_NOT_CANONICAL },
	{ "a step in a long form", "00" LOG_ID "00 00" CITED "1c 8700 00" HASH,
	  VB_ERR_NOT_CANONICAL },
	{ "a step of 65 bits", "00" LOG_ID "00 00" CITED "1c ffffffffffffffffff03 00" HASH,
	  VB_ERR_TOO_LARGE },
	{ "a body of 32769 bytes", "00" LOG_ID "00 00" CITED "1c 07 818002" HASH,
	  VB_ERR_TOO_LARGE },
	{ "a body that is not there", "00" LOG_ID "00 00" CITED "0c 07 20" HASH, VB_ERR_TRUNCATED },
	{ "no items", "00" LOG_ID "00 00" CITED, VB_ERR_TRUNCATED },
	{ "the greatest first seq", "00" LOG_ID "feffffffffffffffff01 00" CITED "1c 07 00" HASH,
	  0 },
	{ "a seq beyond the last", "00" LOG_ID "ffffffffffffffffff01 00" CITED "1c 07 00" HASH,
	  VB_ERR_OUT_OF_RANGE },
};

static void test_items(void)
{
	struct buf b;
	uint8_t seal[VB_SIGNATURE_BYTES] = { 0 };

	buf_init(&b, 1024);
	for (size_t i = 0; i < sizeof(item_cases) / sizeof(item_cases[0]); i++) {
		struct span head = hex(item_cases[i].bytes);

		buf_clear(&b);
		buf_put(&b, head.data, head.size);
		buf_put(&b, seal, sizeof(seal));
		is_err(decode(buf_span(&b)), item_cases[i].err, "%s", item_cases[i].name);
	}
	buf_release(&b);
}

/* The id that the entry itself would create may only be said by the short form. */
static void test_derived_said_otherwise(void)
{
	struct log_id log;
	struct record_id record;
	struct buf b;
	uint8_t zeros[VB_SIGNATURE_BYTES] = { 0 };
	struct span head = hex("00" LOG_ID "00 00" CITED "18 07");
	static const char two[] = "00" LOG_ID "00 01" CITED "18 07";

	memset(log.b, 0xaa, sizeof(log.b));
	buf_init(&b, 1024);
	record_id_derive((struct hlc){ 7 }, &log, 0, &record);
	buf_put(&b, head.data, head.size);
	buf_put(&b, record.b, sizeof(record.b));
	buf_put(&b, hex("00" HASH).data, 33);
	buf_put(&b, zeros, sizeof(zeros));
	is_err(decode(buf_span(&b)), VB_ERR_NOT_CANONICAL, "given though derived");
	record_id_derive((struct hlc){ 8 }, &log, 1, &record);
	buf_clear(&b);
	head = hex(two);
	buf_put(&b, head.data, head.size);
	buf_put(&b, record.b, sizeof(record.b));
	head = hex("00" HASH "14 01 00" HASH);
	buf_put(&b, head.data, head.size);
	buf_put(&b, zeros, sizeof(zeros));
	is_err(decode(buf_span(&b)), VB_ERR_NOT_CANONICAL, "the same though derived");
	buf_release(&b);
}

int main(void)
{
	if (crypt_init() != 0)
		bail("no crypt");
	vectors_open("tests/vectors/segment.txt");
	test_read("introduced", 0, 2, 0);
	test_read("run", 0, 5, 0);
	test_read("middle", 1, 4, 1u << 2 | 1u << 4);
	test_read("one", 3, 1, 0);
	test_head();
	test_single("open");
	test_single("blob");
	test_write("introduced", 0);
	test_write("run", 0);
	test_write("middle", 1u << 2 | 1u << 4);
	test_write("one", 0);
	test_cut_back();
	test_write_refuses();
	test_count_limit();
	test_hostile();
	test_items();
	test_derived_said_otherwise();
	vectors_close();
	return done();
}
