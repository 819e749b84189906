/* outward_sequence: counting in the history of a meeting; see outward_sequence.h;
 * tested by tests/unit/test_outward_meeting.c. */
#include "daemon/control/outward_sequence.h"

#include "daemon/core/chronicle.h"
#include "protocol/kinds/meeting.h"

static bool is_major(uint32_t field)
{
	return field == VB_MEETING_START || field == VB_MEETING_END ||
	       field == VB_MEETING_LOCATION || field == VB_MEETING_ROOM ||
	       field == VB_MEETING_STATE || field == VB_MEETING_CANCELLED;
}

/* Whether an entry changed what counts. */
static bool is_counted(const struct chronicle_item *item)
{
	struct change_walk walk;
	struct change change;
	bool is = false;

	if (!item->has_body || item->state != CHRONICLE_APPLIED ||
	    item->body.verb == VB_VERB_CREATE)
		return false;
	change_walk_init(&walk, &item->body);
	while (change_next(&walk, &change))
		is |= change.op != VB_OP_DELETE && is_major(change.field);
	return is;
}

int outward_sequence_count(struct request *q, const struct record_ref *meeting, uint32_t *out)
{
	struct chronicle chronicle;
	struct chronicle_item item;
	int err = chronicle_gather(q->node, meeting, NULL, VB_OUTWARD_HISTORY_MAX, &chronicle);

	if (err != 0)
		return err;
	*out = 0;
	for (uint32_t i = 0; err == 0 && i < chronicle.count; i++) {
		err = chronicle_read(q->node, meeting, VB_KIND_MEETING, &chronicle.list[i], &item);
		if (err == 0)
			*out += is_counted(&item);
	}
	chronicle_release(&chronicle);
	return err;
}
