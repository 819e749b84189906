/* control_feed: reading and watching the change feed; see control_calls.h and listeners.h. */
#include "daemon/control/control_calls.h"
#include "daemon/control/listeners.h"
#include "store/feed.h"

#define LIMIT_DEFAULT 200u
#define WAIT_MAX_MS (10u * 60u * 1000u)

/* Reads the cursor among the arguments; absent parts stay. */
static int place_read(struct request *q, struct feed_place *place)
{
	uint64_t limit = place->limit;
	int err = request_uint(q, "generation", 1, UINT64_MAX, &place->generation);

	if (err == 0)
		err = request_uint(q, "after", 0, UINT64_MAX, &place->after);
	if (err == 0)
		err = request_uint(q, "limit", 1, VB_FEED_PAGE_MAX_COUNT, &limit);
	place->limit = (uint32_t)limit;
	return err;
}

/* Lets the request wait instead of answering it. */
static int postpone(struct request *q, const struct feed_place *place, uint64_t wait_ms, bool watch)
{
	struct mono_ms until = { q->now.mono.v + wait_ms };
	int err =
		listeners_add(q->listeners, q->caller, q->id, place, &listeners_all, until, watch);

	if (err == 0)
		q->is_postponed = true;
	return err;
}

int control_feed_read(struct request *q)
{
	struct feed_place place = { .limit = LIMIT_DEFAULT };
	uint64_t wait_ms = 0;
	uint32_t count = 0;
	bool is_reset = false;
	int err = place_read(q, &place);

	if (err == 0)
		err = request_uint(q, "wait", 0, WAIT_MAX_MS, &wait_ms);
	if (err == 0)
		err = listeners_read(q->node, &place, &q->result, &count, &is_reset);
	if (err != 0 || count > 0 || is_reset || wait_ms == 0)
		return err;
	buf_clear(&q->result);
	return postpone(q, &place, wait_ms, false);
}

int control_watch(struct request *q)
{
	struct feed_place place = { .limit = VB_FEED_PAGE_MAX_COUNT };
	struct buf answer;
	uint32_t count;
	bool is_reset;
	int err = 0;

	/* Without a cursor: from now on. */
	if (!request_has(q, "after"))
		place.after = node_feed_last(q->node);
	err = place_read(q, &place);
	if (err == 0)
		err = listeners_read(q->node, &place, &q->result, &count, &is_reset);
	if (err == 0)
		err = postpone(q, &place, 0, true);
	if (err != 0)
		return err;
	buf_init(&answer, VB_IPC_FRAME_MAX_BYTES);
	ipc_answer_result(&answer, q->id, buf_span(&q->result));
	node_answer(q->node, q->caller->client, q->id, buf_span(&answer));
	buf_release(&answer);
	return 0;
}
