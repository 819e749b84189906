#include "tests/sim/harm.h"

#include <string.h>

#include "protocol/peer/frame.h"
#include "protocol/peer/have.h"
#include "protocol/peer/heads.h"

#define LIES_PERCENT 30u  /* of seconds in which it lies */
#define FLOOD_PERCENT 10u /* of these in which it floods */
#define FLOOD_FRAMES 200u
#define MADE_UP_LOGS 40u

/* One that lies, and about what. */
struct liar {
	struct world *world;
	struct node *node;
	const struct node_space *space;
};

static void make_up(struct world *world, void *out, size_t size)
{
	uint8_t *bytes = out;

	for (size_t i = 0; i < size; i++)
		bytes[i] = (uint8_t)world_random(world, 256);
}

static const struct log_info *const *logs_of(const struct liar *l, enum stream stream,
                                             size_t *count)
{
	return logs_in_stream(node_logs(l->node), l->space->number, (enum audience)stream, count);
}

/* More than there is, of logs that there are or not. */
static void lie_heads(const struct liar *l, struct buf *frame)
{
	enum stream stream = (enum stream)world_random(l->world, 4);
	struct head head = { .count = 1 + world_random(l->world, 5000) };
	const struct log_info *const *logs;
	size_t count = 0;

	frame_begin(frame, VB_FRAME_HEADS, 0);
	heads_begin(frame, &l->space->id, stream);
	make_up(l->world, head.prefix, sizeof(head.prefix));
	if (stream == VB_STREAM_CONTROL) {
		memcpy(head.log.b, l->space->id.b, sizeof(head.log.b));
		head_encode(&head, frame);
		return;
	}
	logs = logs_of(l, stream, &count);
	for (size_t i = 0; i < count && world_chance(l->world, 50); i++) {
		head.log = logs[i]->id;
		head.count = logs[i]->count + world_random(l->world, 3);
		head.count += head.count == 0;
		head_encode(&head, frame);
	}
	memset(head.log.b, 0xff, sizeof(head.log.b));
	for (uint32_t i = 0; i < MADE_UP_LOGS; i++) {
		head.log.b[sizeof(head.log.b) - 1] = (uint8_t)i;
		head_encode(&head, frame);
	}
}

static void lie_digest(const struct liar *l, struct buf *frame)
{
	struct digest digest = { .space = l->space->id,
		                 .stream = (enum stream)world_random(l->world, 4) };

	make_up(l->world, digest.hash.b, sizeof(digest.hash.b));
	frame_begin(frame, VB_FRAME_DIGEST, 0);
	digest_encode(&digest, frame);
}

/* All of what there is from the beginning, whether it may have it or not, and something that there is not. */
static void ask_for_all(const struct liar *l, struct buf *frame)
{
	struct want want = { .space = l->space->id, .count = UINT32_MAX };

	frame_begin(frame, VB_FRAME_WANT, 0);
	for (int stream = VB_STREAM_ALL; stream < VB_STREAM_CONTROL; stream++) {
		size_t count;
		const struct log_info *const *logs = logs_of(l, (enum stream)stream, &count);

		for (size_t i = 0; i < count; i++) {
			want.log = logs[i]->id;
			want_encode(&want, frame);
		}
	}
	make_up(l->world, want.log.b, sizeof(want.log.b));
	want_encode(&want, frame);
}

/* That it has more of each log than anybody. */
static void lie_have(const struct liar *l, struct buf *frame)
{
	struct have have = { .space = l->space->id,
		             .audience = (enum audience)world_random(l->world, 2),
		             .node = *node_self(l->node),
		             .counter = UINT64_MAX - world_random(l->world, 1000) };
	struct buf counts;
	size_t count;

	(void)logs_of(l, (enum stream)have.audience, &count);
	buf_init(&counts, VB_FRAME_MAX_BYTES);
	for (size_t i = 0; i < count; i++)
		buf_put_varint(&counts, 1000);
	have.counts = buf_span(&counts);
	make_up(l->world, have.logs.b, sizeof(have.logs.b));
	frame_begin(frame, VB_FRAME_HAVE, 0);
	if (have_encode(&have, node_keys(l->node), frame) != 0)
		buf_clear(frame);
	buf_release(&counts);
}

static void lie(const struct liar *l, uint32_t link, uint32_t from)
{
	struct buf frame;

	buf_init(&frame, VB_FRAME_MAX_BYTES);
	switch (world_random(l->world, 4)) {
	case 0:
		lie_heads(l, &frame);
		break;
	case 1:
		lie_digest(l, &frame);
		break;
	case 2:
		ask_for_all(l, &frame);
		break;
	default:
		lie_have(l, &frame);
	}
	if (!frame.err && frame.size > 0) {
		world_say(l->world, from, link, buf_span(&frame));
		world_count(l->world, TOLL_LIED);
	}
	buf_release(&frame);
}

void harm_on_tick(struct world *world, uint32_t index)
{
	struct liar l = { .world = world, .node = world->nodes[index].node };
	uint32_t link = world_some_link(world, index);
	uint32_t frames = 1 + world_random(world, 4);
	size_t spaces = node_space_count(l.node);

	if (link == 0 || spaces == 0 || !world_chance(world, LIES_PERCENT))
		return;
	l.space = node_space_at(l.node, world_random(world, (uint32_t)spaces));
	if (world_chance(world, FLOOD_PERCENT)) {
		frames = FLOOD_FRAMES;
		world_count(world, TOLL_FLOODED);
	}
	for (uint32_t i = 0; i < frames; i++)
		lie(&l, link, index);
}
