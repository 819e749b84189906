/* suspended: who suspended whom; see suspended.h; tested by tests/unit/test_control_suspend.c. */
#include "daemon/control/suspended.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/control/view.h"
#include "protocol/array.h"

const struct suspend *suspended_unconfirmed(const struct node_space *space,
                                            const struct node_id *node)
{
	const struct member *member = space_member(space->space, node);
	const struct suspend *suspend;
	uint32_t at = 0;

	while ((suspend = suspensions_next(&space->suspensions, space->space, node, &at)) != NULL) {
		if (!hold_is_confirmed(&member->hold, &suspend->id))
			return suspend;
	}
	return NULL;
}

uint32_t suspended_begins(struct node_space *space, const struct node_id *node)
{
	uint32_t count = suspensions_unconfirmed(&space->suspensions, space->space, node);

	return count > VB_BEGINS_UNCONFIRMED_MAX ? count : 0;
}

/* suspend NULL: what only the owner's confirmation tells of. */
static void one_pack(const struct node_space *space, const struct suspend *suspend,
                     const struct member *member, struct buf *out)
{
	const struct node_id *by =
		suspend != NULL ? &suspend->at.author : space_owner(space->space);

	pack_map(out, 3u + (suspend != NULL));
	pack_cstr(out, "by");
	view_node_id(by, out);
	pack_cstr(out, "byName");
	view_member_name(space->space, by, out);
	pack_cstr(out, "confirmed");
	pack_bool(out, suspend == NULL || hold_is_confirmed(&member->hold, &suspend->id));
	if (suspend != NULL) {
		pack_cstr(out, "since");
		pack_uint(out, hlc_wall(suspend->hlc).v);
	}
}

static int by_time(const void *a, const void *b)
{
	const struct suspend *x = *(const struct suspend *const *)a;
	const struct suspend *y = *(const struct suspend *const *)b;

	return x->hlc.v == y->hlc.v  ? memcmp(x->id.b, y->id.b, sizeof(x->id.b))
	       : x->hlc.v < y->hlc.v ? -1
	                             : 1;
}

void suspended_pack(const struct node_space *space, const struct node_id *node, struct buf *out)
{
	const struct member *member = space_member(space->space, node);
	const struct suspend **list = NULL;
	const struct suspend *suspend;
	uint32_t count = 0, capacity = 0;
	uint32_t at = 0;

	while ((suspend = suspensions_next(&space->suspensions, space->space, node, &at)) != NULL) {
		list = array_reserve(list, &capacity, count + 1u, sizeof(const struct suspend *));
		list[count++] = suspend;
	}
	if (count > 1)
		qsort(list, count, sizeof(const struct suspend *), by_time);
	pack_array(out, count > 0 ? count : 1);
	if (count == 0)
		one_pack(space, NULL, member, out);
	for (uint32_t i = 0; i < count; i++)
		one_pack(space, list[i], member, out);
	free(list);
}
