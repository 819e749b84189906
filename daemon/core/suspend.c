/* suspend: a steward's own word against a member; see suspend.h; tested by tests/unit/test_holding.c. */
#include "daemon/core/suspend.h"

#include <stdlib.h>

#include "daemon/core/author.h"
#include "daemon/core/holding.h"

/* Whether this node may suspend the member, and has not done so. */
static int check_suspend(const struct node *node, const struct core_space *space,
                         const struct node_id *member)
{
	const struct space *control = space->pub.space;
	const struct suspend *suspend;
	uint32_t at = 0;

	if (space_count(control) == 0)
		return VB_ERR_BUSY;
	if (node_id_is_equal(member, &node->self))
		return VB_ERR_SELF;
	if (space_role(control, &node->self) == VB_ROLE_NONE ||
	    space_role(control, member) == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	if (space_role_at(control, &node->self, space_citable(control)) != VB_ROLE_STEWARD)
		return VB_ERR_NO_RIGHT;
	if (node_id_is_equal(space_owner(control), member))
		return VB_ERR_LAST_STEWARD;
	while ((suspend = suspensions_next(&space->pub.suspensions, control, member, &at)) !=
	       NULL) {
		if (node_id_is_equal(&suspend->at.author, &node->self))
			return VB_ERR_DUPLICATE;
	}
	return 0;
}

int suspend_member(struct node *node, const struct space_id *space_id, const struct node_id *member,
                   struct node_now now)
{
	struct core_space *space = core_space_find(node, space_id);
	struct open_body body = { .type = VB_OPEN_SUSPEND, .u.suspend.node = *member };
	struct cutoff *cutoffs = NULL;
	uint32_t count = 0;
	struct entry_id id;
	struct buf packed;
	int err = space == NULL ? VB_ERR_UNKNOWN_SPACE : check_suspend(node, space, member);

	if (err == 0)
		err = holding_cutoffs(node, space, member, &cutoffs, &count);
	if (err != 0)
		return err;
	buf_init(&packed, VB_BODY_MAX_BYTES);
	for (uint32_t i = 0; i < count; i++)
		cutoff_pack(&packed, &cutoffs[i]);
	body.u.suspend.cutoffs = (struct list){ buf_span(&packed), count };
	err = author_say(node, space_id, &body, now, &id);
	buf_release(&packed);
	free(cutoffs);
	return err;
}
