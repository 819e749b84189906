/*
 * fuzz_segment: a segment that was read to its end is written again, entry by entry, to the same bytes; so
 * there is one form for each run of entries.
 */
#include "protocol/peer/segment.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(crypt_init() == 0);
	return 0;
}

/* The header as it was hashed is that of the decoded fields, and the next one follows it. */
static void check_entry(const struct segment_entry *entry, const struct segment *s, uint64_t seq)
{
	uint8_t bytes[VB_HEADER_BYTES];

	entry_header_encode(&entry->header, bytes);
	must(span_is_equal(span_of(bytes, sizeof(bytes)),
	                   span_of(entry->bytes, sizeof(entry->bytes))));
	must(entry->header.seq == seq && log_id_is_equal(&entry->header.log, &s->log));
	must(entry->is_create == entry_is_create(&entry->header));
	must(entry->body.data == NULL ||
	     entry->body.size == entry_stored_body_bytes(entry->header.body_size, s->audience));
}

/* Reads all entries and writes them again; 0 when both went well. */
static int copy(const struct segment *s, struct segment_writer *w)
{
	static const struct entry_id head = { { 1 } };
	struct segment_reader r;
	struct segment_entry entry;
	uint64_t seq = s->first_seq;
	int err = 0;

	segment_start(s, s->has_prev ? &s->prev : &head, &r);
	while (segment_has_next(&r)) {
		err = segment_next(&r, &entry);
		if (err != 0)
			return err;
		check_entry(&entry, s, seq++);
		must(segment_add(w, &entry.header, entry.body) == 0);
	}
	segment_seal(w, &s->seal);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct segment_writer w;
	struct segment s;
	struct buf b;
	uint32_t count;

	if (segment_open(in, &s) != 0)
		return 0;
	buf_init(&b, VB_SEGMENT_MAX_BYTES);
	segment_begin(&w, &b, VB_SEGMENT_MAX_BYTES, &s);
	if (copy(&s, &w) == 0) {
		must(segment_finish(&w, &count) == 0 && count == s.count);
		must_be(&b, in);
	}
	buf_release(&b);
	return 0;
}
