/* standing: roles of authors; see standing.h; tested by tests/unit/test_control_reply.c. */
#include "daemon/control/standing.h"

#include "daemon/core/author.h"

const char *standing_of(struct request *q, const struct node_space *space, const struct merged *m)
{
	enum role role;

	if (m->kind != VB_KIND_REPLY && m->kind != VB_KIND_QUORUM &&
	    m->kind != VB_KIND_FUNDING_APPLICATION && m->kind != VB_KIND_COST_POSITION &&
	    m->kind != VB_KIND_AVAILABILITY)
		return NULL;
	/* What cannot be read has made the transaction fail, and with it the call. */
	if (author_role(q->node, &space->id, m, &role) != 0 || role == VB_ROLE_NONE)
		return NULL;
	return role_name(role);
}
