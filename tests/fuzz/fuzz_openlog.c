/* fuzz_openlog: an open body that was taken encodes to the same bytes, and its lists can be walked. */
#include "protocol/openlog.h"

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

static void walk(const struct open_body *body)
{
	struct open_erased erased;
	struct cutoff cutoff;
	struct list at;

	if (body->type == VB_OPEN_SUSPEND) {
		for (at = body->u.suspend.cutoffs; cutoff_list_next(&at, &cutoff);)
			must(cutoff.count > 0);
	}
	if (body->type == VB_OPEN_ERASE) {
		for (at = body->u.erase.records; open_erased_next(&at, &erased);)
			must(erased.audience <= VB_AUDIENCE_CORE);
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct open_body body;
	struct buf b;

	if (open_body_decode(in, &body) != 0)
		return 0;
	walk(&body);
	if (body.is_extended || body.type > VB_OPEN_RECEIPT)
		return 0;
	buf_init(&b, VB_BODY_MAX_BYTES);
	open_body_encode(&body, &b);
	must_be(&b, in);
	buf_release(&b);
	return 0;
}
