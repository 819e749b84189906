/* fuzz_entry: a header that was taken encodes to the same bytes, and its questions can be asked. */
#include "protocol/entry.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(crypt_init() == 0);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	uint8_t again[VB_HEADER_BYTES];
	struct boundary walk = { 0 };
	struct entry_header h;

	if (entry_header_decode(in, &h) != 0)
		return 0;
	entry_header_encode(&h, again);
	must(span_is_equal(in, span_of(again, sizeof(again))));
	must(h.version == 1 && h.body_size <= VB_BODY_MAX_BYTES);
	if (entry_is_create(&h)) {
		struct record_id record;

		record_id_derive(h.hlc, &h.log, h.seq, &record);
		must(record_id_is_equal(&record, &h.record));
	}
	must(!boundary_add(&walk, h.body_size) && walk.bytes == VB_HEADER_BYTES + h.body_size);
	return 0;
}
