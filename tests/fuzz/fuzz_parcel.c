/*
 * fuzz_parcel: a parcel that was taken encodes to the same bytes; a frame of the two programs of mail is never longer than what
 * is there.
 */
#include "bridges/mail/hatch.h"
#include "bridges/mail/parcel.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

static void check_frame(struct span in)
{
	enum hatch_kind kind;
	struct span body;
	size_t used;

	if (hatch_take(in, &kind, &body, &used) != 0)
		return;
	must(used <= in.size && body.size + VB_HATCH_HEAD_BYTES + 1 == used);
	if (kind == HATCH_SETTINGS) {
		struct hatch_settings settings;
		struct buf again;

		if (hatch_settings_decode(body, &settings) != 0)
			return;
		buf_init(&again, VB_HATCH_FRAME_MAX_BYTES);
		hatch_settings_encode(&settings, &again);
		must_be(&again, body);
		buf_release(&again);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct parcel parcel;

	check_frame(span_of(data, size));
	if (parcel_decode(span_of(data, size), &parcel) == 0) {
		struct buf again;

		buf_init(&again, VB_PARCEL_MAX_BYTES);
		parcel_encode(&parcel, &again);
		must_be(&again, span_of(data, size));
		buf_release(&again);
	}
	parcel_release(&parcel);
	return 0;
}
