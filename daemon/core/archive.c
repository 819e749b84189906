/* archive: a committee's history from a file; see archive.h. */
#include "daemon/core/archive.h"

#include "daemon/core/judge.h"
#include "protocol/peer/frame.h"
#include "protocol/peer/segment.h"
#include "store/gifts.h"
#include "store/spaces.h"

/* A space that was lost with the store, and of which the file tells nothing but what was before we came. */
static bool is_lost(const struct node *node, const struct core_space *space)
{
	return space->pub.fetching && !space->pub.archive &&
	       space_member(space->pub.space, &node->self) == NULL;
}

/* A space of which this node is no member takes nothing by link: what comes with a file makes it an archive. */
static void settle(struct node *node, struct core_space *space)
{
	if (space->pub.archive || space_count(space->pub.space) == 0 ||
	    space_role(space->pub.space, &node->self) != VB_ROLE_NONE)
		return;
	core_set_archive(node, space, true, false);
}

static int find(struct node *node, const struct space_id *id, struct core_space **out)
{
	struct core_space *space = core_space_find(node, id);

	if (space == NULL || space_count(space->pub.space) == 0)
		return VB_ERR_UNKNOWN_SPACE;
	if (is_lost(node, space))
		return VB_ERR_FETCHING;
	settle(node, space);
	*out = space;
	return 0;
}

int archive_control(struct node *node, const struct space_id *id, struct span payload,
                    struct node_now now, uint32_t *added)
{
	struct admit_result result;
	struct control_run run;
	int err = control_run_decode(payload, &run);

	*added = 0;
	if (err != 0)
		return err;
	if (!space_id_is_equal(&run.space, id))
		return VB_ERR_BAD_LOG;
	err = admit_control(node, 0, NULL, payload, now, &result);
	*added = result.stored;
	return err == VB_ERR_DUPLICATE ? 0 : err;
}

/* True if this node may hold the logs of this audience, or holds an archive, which may have all. */
static bool may_hold(const struct node *node, const struct core_space *space,
                     enum audience audience)
{
	return space->pub.archive ||
	       space_may_serve(space->pub.space, &node->self, audience) == VB_SERVE_WHOLE;
}

int archive_segment(struct node *node, const struct space_id *id, struct span segment, bool is_fork,
                    struct node_now now, uint32_t *added)
{
	struct admit_result result;
	struct core_space *space;
	struct segment head = { .has_prev = false };
	int err = find(node, id, &space);

	*added = 0;
	if (err == 0)
		err = segment_open(segment, &head);
	if (err == 0 && !may_hold(node, space, head.audience))
		err = VB_ERR_NO_RIGHT;
	if (err == 0 && head.is_introduced && !space_id_is_equal(&head.space, id))
		err = VB_ERR_BAD_LOG;
	if (err == 0 && !head.is_introduced) {
		const struct log_info *log = logs_find(node->logs, &head.log);

		if (log == NULL || log->space != space->pub.number)
			err = VB_ERR_BAD_LOG;
	}
	if (err != 0)
		return err;
	err = admit_segment(node, 0, NULL, segment, now, &result);
	*added = result.stored;
	return err == VB_ERR_DUPLICATE || (is_fork && err == VB_ERR_FORK) ? 0 : err;
}

int archive_key(struct node *node, const struct space_id *id, enum audience audience,
                uint32_t control_seq, const uint8_t key[static VB_EPOCH_KEY_BYTES], uint32_t *added)
{
	struct gift gift = { .audience = audience, .control_seq = control_seq };
	struct core_space *space;
	int err = find(node, id, &space);

	*added = 0;
	if (err != 0)
		return err;
	if (!space->pub.archive &&
	    !role_is_entitled(space_role(space->pub.space, &node->self), audience))
		return VB_ERR_NO_RIGHT;
	err = space_take_key(space->pub.space, audience, control_seq, key);
	if (err == VB_ERR_DUPLICATE)
		return 0;
	if (err != 0)
		return err;
	vault_lock_key(node->vault, space_key_slot(space->pub.space, audience, control_seq),
	               node->keys, gift.locked);
	gifts_put(node_write(node), space->pub.number, &gift);
	judge_wake(space);
	*added = 1;
	return env_error(node_write(node));
}

int archive_finish(struct node *node, const struct space_id *id)
{
	struct core_space *space;
	int err = find(node, id, &space);

	if (err != 0)
		return err;
	if (space_role(space->pub.space, &node->self) != VB_ROLE_NONE) {
		/* What the file does not hold only the others know. */
		if (space->pub.archive)
			core_set_archive(node, space, false, true);
		if (space->pub.fetching)
			core_end_fetching(node, space);
	} else if (space->pub.fetching) {
		core_set_archive(node, space, true, false);
	}
	return env_error(node_view(node));
}
