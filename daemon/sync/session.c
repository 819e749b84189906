/* session: see session.h, tested by tests/sim/sim.c. */
#include "daemon/sync/session.h"

#include <assert.h>

struct session *session_of(const struct sessions *sessions, const struct node_id *peer)
{
	for (uint32_t i = 0; i < sessions->count; i++)
		if (node_id_is_equal(&sessions->items[i]->peer, peer))
			return sessions->items[i];
	return NULL;
}

int session_send(struct node *node, struct session *s, const struct buf *frame)
{
	const struct node_output *output = node_output(node);
	int err;

	assert(!frame->err);
	err = output->send_frame(output->ctx, s->link, buf_span(frame));
	if (err)
		s->is_blocked = true;
	return err;
}
