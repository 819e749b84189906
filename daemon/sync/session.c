/* session: see session.h, tested by tests/sim/sim.c. */
#include "daemon/sync/session.h"

#include <assert.h>

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
