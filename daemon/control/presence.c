/* presence: being in touch with an office; see presence.h; tested by tests/unit/test_control_peer.c. */
#include "daemon/control/presence.h"

#include "daemon/sync/contact.h"
#include "daemon/sync/sessions.h"

void presence_look(const struct request *q, const struct node_id *office, struct presence *out)
{
	const struct sessions *sessions = node_sessions(q->node);

	*out = (struct presence){ .is_linked = sessions_find(sessions, office) != NULL };
	out->is_heard = contact_heard(sessions, office, q->now, &out->heard);
	out->missing = contact_missing(sessions, office);
	out->has_clock = sessions_clock(sessions, office, q->now, &out->clock_ahead_ms);
	out->has_call = !out->is_linked && q->shell->call != NULL &&
	                q->shell->call(q->shell->ctx, office, &out->call);
}
