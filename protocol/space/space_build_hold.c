/* space_build_hold: the bodies of suspend-confirmed and lift; see space_build.h. */
#include <stdlib.h>
#include <string.h>

#include "protocol/space/space_build.h"

#define CUTOFF_MAX_BYTES 96u /* two bins of 34 bytes, a count of 9, a header */
#define ID_MAX_BYTES 34u     /* a bin of 32 bytes */

static int id_compare(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct entry_id));
}

/* Packs suspends, ascending; the caller releases the buffer. */
static struct list pack_suspends(struct entry_id *suspends, uint32_t count, struct buf *packed)
{
	buf_init(packed, (size_t)count * ID_MAX_BYTES);
	if (count > 1)
		qsort(suspends, count, sizeof(*suspends), id_compare);
	for (uint32_t i = 0; i < count; i++)
		pack_bin(packed, suspends[i].b, sizeof(suspends[i].b));
	return (struct list){ buf_span(packed), count };
}

int space_build_suspend_confirmed(const struct node_id *node, const struct cutoff *cutoffs,
                                  uint32_t cutoff_count, struct entry_id *suspends,
                                  uint32_t suspend_count, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_SUSPEND_CONFIRMED };
	struct control_suspend_confirmed *confirmed = &body.u.suspend_confirmed;
	struct buf packed, ids;

	if (cutoff_count > VB_CUTOFFS_MAX_COUNT || suspend_count > VB_CUTOFFS_MAX_COUNT)
		return VB_ERR_TOO_LARGE;
	buf_init(&packed, (size_t)VB_CUTOFFS_MAX_COUNT * CUTOFF_MAX_BYTES);
	for (uint32_t i = 0; i < cutoff_count; i++)
		cutoff_pack(&packed, &cutoffs[i]);
	confirmed->node = *node;
	confirmed->cutoffs = (struct list){ buf_span(&packed), cutoff_count };
	confirmed->suspends = pack_suspends(suspends, suspend_count, &ids);
	control_body_encode(&body, out);
	buf_release(&packed);
	buf_release(&ids);
	return out->err;
}

static int uint_compare(const void *a, const void *b)
{
	uint64_t x = *(const uint64_t *)a;
	uint64_t y = *(const uint64_t *)b;

	return x == y ? 0 : x < y ? -1 : 1;
}

int space_build_lift(const struct node_id *node, struct entry_id *suspends, uint32_t suspend_count,
                     uint64_t *incarnations, uint32_t incarnation_count, struct buf *out)
{
	struct control_body body = { .type = VB_CONTROL_LIFT, .u.lift.node = *node };
	struct buf ids, kept;

	if (suspend_count > VB_CUTOFFS_MAX_COUNT)
		return VB_ERR_TOO_LARGE;
	buf_init(&kept, VB_CONTROL_BODY_MAX_BYTES);
	if (incarnation_count > 1)
		qsort(incarnations, incarnation_count, sizeof(*incarnations), uint_compare);
	for (uint32_t i = 0; i < incarnation_count; i++)
		pack_uint(&kept, incarnations[i]);
	body.u.lift.kept = (struct list){ buf_span(&kept), incarnation_count };
	body.u.lift.lifted = pack_suspends(suspends, suspend_count, &ids);
	control_body_encode(&body, out);
	buf_release(&kept);
	buf_release(&ids);
	return out->err;
}
