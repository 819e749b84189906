/* presence: links with offices; see presence.h; tested by tests/unit/test_control_peer.c. */
#include "daemon/control/presence.h"

#include "daemon/sync/sessions.h"

static const struct session *link_of(const struct request *q, const struct node_id *office)
{
	return sessions_find(node_sessions(q->node), office);
}

uint32_t presence_pair_count(const struct request *q, const struct node_id *office)
{
	const struct session *session = link_of(q, office);

	return session != NULL && session->has_hello ? 2 : 1;
}

void presence_pack(const struct request *q, const struct node_id *office, struct buf *out)
{
	const struct session *session = link_of(q, office);

	if (session != NULL && session->has_hello) {
		pack_cstr(out, "lastHeard");
		pack_uint(out, q->now.wall.v - (q->now.mono.v - session->heard.v));
	}
	pack_cstr(out, "link");
	pack_bool(out, session != NULL);
}
