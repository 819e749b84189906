/* outward_once: marks and drafts; see outward_once.h; tested by tests/unit/test_control_bridge_reply.c. */
#include "daemon/control/outward_once.h"

#include "daemon/control/draft_write.h"

int outward_once_read(struct request *q, uint8_t mark[static VB_DRAWER_MARK_BYTES], bool *is_done)
{
	struct record_id id;
	struct pack_reader r;
	struct span value;
	int err;

	*is_done = false;
	if (!request_find(q, "once", &value))
		return VB_ERR_MISSING_VALUE;
	unpack_init(&r, value);
	unpack_fixed(&r, mark, VB_DRAWER_MARK_BYTES);
	if (unpack_finish(&r) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "once is not bin of %u bytes",
		                    VB_DRAWER_MARK_BYTES);
	err = drawers_once_get(node_view(q->node), (uint8_t)q->caller->bridge, mark, &id);
	if (err == VB_ERR_NOT_FOUND)
		return 0;
	if (err == 0) {
		request_answer_record(q, &id);
		*is_done = true;
	}
	return err;
}

void outward_once_keep(struct request *q, const uint8_t mark[static VB_DRAWER_MARK_BYTES],
                       const struct record_id *id)
{
	drawers_once_put(node_write(q->node), (uint8_t)q->caller->bridge, mark, id);
	request_answer_record(q, id);
}

int outward_once_write(struct draft *d, const uint8_t mark[static VB_DRAWER_MARK_BYTES])
{
	int err = draft_finish(d);

	if (err == 0)
		err = draft_write(d);
	if (err == 0)
		outward_once_keep(d->q, mark, &d->id);
	return err;
}

int outward_once_text(struct request *q, const char *name, size_t max, struct span *out)
{
	*out = span_of(NULL, 0);
	return request_has(q, name) ? request_text(q, name, max, out) : 0;
}
