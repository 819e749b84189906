/* cutoff: what was accepted of each log; see cutoff.h. */
#include "protocol/cutoff.h"

#include <string.h>

#include "protocol/limits.h"

static void cutoff_read(struct pack_reader *r, struct cutoff *out)
{
	if (unpack_array(r, 3) != 3)
		unpack_fail(r, VB_ERR_MALFORMED);
	unpack_fixed(r, out->log.b, sizeof(out->log.b));
	out->count = unpack_uint(r, UINT64_MAX);
	unpack_fixed(r, out->entry.b, sizeof(out->entry.b));
	unpack_end(r);
	if (out->count == 0)
		unpack_fail(r, VB_ERR_OUT_OF_RANGE);
}

void cutoff_list_read(struct pack_reader *r, struct list *out)
{
	struct cutoff cutoff, last;

	list_begin(r, 0, VB_CUTOFFS_MAX_COUNT, out);
	for (uint32_t i = 0; i < out->count && r->err == 0; i++, last = cutoff) {
		cutoff_read(r, &cutoff);
		if (i > 0 && memcmp(last.log.b, cutoff.log.b, sizeof(cutoff.log.b)) >= 0)
			unpack_fail(r, VB_ERR_NOT_CANONICAL);
	}
	list_end(r, out);
}

bool cutoff_list_next(struct list *at, struct cutoff *out)
{
	struct pack_reader r;

	if (!list_enter(at, &r))
		return false;
	cutoff_read(&r, out);
	list_leave(at, &r);
	return true;
}

void cutoff_pack(struct buf *b, const struct cutoff *cutoff)
{
	pack_array(b, 3);
	pack_bin(b, cutoff->log.b, sizeof(cutoff->log.b));
	pack_uint(b, cutoff->count);
	pack_bin(b, cutoff->entry.b, sizeof(cutoff->entry.b));
}
