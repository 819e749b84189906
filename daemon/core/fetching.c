/* fetching: when a lost or restored space is whole again, what is an archive, and keys that came with one; see core.h;
 * tested by tests/unit/test_council.c and test_archive.c. */
#include <stdlib.h>

#include "daemon/core/core.h"
#include "daemon/log.h"
#include "store/feed.h"
#include "store/gifts.h"
#include "store/peers.h"
#include "store/spaces.h"

/* Current members from this role upward, but ourselves. */
static uint32_t others_count(const struct node *node, const struct space *space, enum role least)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < space_member_count(space); i++) {
		const struct member *member = space_member_at(space, i);

		count += member->role >= least && !node_id_is_equal(&member->node, &node->self);
	}
	return count;
}

/* SPEC.md 5, "Owner gone": whoever may have handed the committee over meanwhile must be among those whom a restored owner
 * asks; a sole steward asks the members, like everybody else. */
static enum role least_asked(const struct node *node, const struct space *space)
{
	if (!node_id_is_equal(space_owner(space), &node->self) ||
	    others_count(node, space, VB_ROLE_STEWARD) == 0)
		return VB_ROLE_RELAY;
	return VB_ROLE_STEWARD;
}

/* All spaces are fetched: the control logs name the true members. */
static void forget_recovered(struct node *node)
{
	struct node_id *gone = NULL;
	uint32_t count = 0, capacity = 0;
	struct peers_cursor cursor;
	struct peer peer;

	for (uint32_t i = 0; i < node->space_count; i++) {
		if (node->spaces[i]->pub.fetching)
			return;
	}
	peers_open(&cursor, node_view(node));
	while (peers_next(&cursor, &peer)) {
		if (peer.state != VB_PEER_RECOVERED)
			continue;
		gone = array_reserve(gone, &capacity, count + 1u, sizeof(*gone));
		gone[count++] = peer.id;
	}
	/* What cannot be read makes the turn fail. */
	(void)!peers_close(&cursor);
	for (uint32_t i = 0; i < count; i++)
		peers_del(node_write(node), &gone[i]);
	node->turn.roster_changed |= count > 0;
	free(gone);
}

/* Nothing was shown of it, and what happened in it meanwhile was told to nobody: it is told again, from the beginning. */
static void show(struct node *node, struct core_space *space)
{
	if (!space->pub.hidden)
		return;
	space->pub.hidden = false;
	feed_retell(node_write(node));
	node->turn.feed_grew = true;
}

void core_set_archive(struct node *node, struct core_space *space, bool is_archive,
                      bool is_fetching)
{
	uint32_t flags =
		(is_archive ? VB_SPACE_ARCHIVE : 0u) | (is_fetching ? VB_SPACE_FETCHING : 0u);

	space->pub.archive = is_archive;
	space->pub.fetching = is_fetching;
	space->pub.hidden = false;
	space->compared_count = 0;
	spaces_set_flags(node_write(node), &space->pub.id, flags);
	/* Members of an archive are nobody to us. */
	node->turn.roster_changed = true;
}

void core_set_veil(struct node *node, struct core_space *space, bool is_veiled)
{
	if (space->pub.veiled == is_veiled)
		return;
	space->pub.veiled = is_veiled;
	spaces_set_veil(node_write(node), &space->pub.id, is_veiled);
	core_changed(node, space->pub.number);
}

void node_on_erasures(struct node *node, const struct space_id *space_id,
                      const struct node_id *peer)
{
	struct core_space *space = core_space_find(node, space_id);

	if (space != NULL && space->pub.veiled &&
	    space_role(space->pub.space, peer) != VB_ROLE_NONE)
		core_set_veil(node, space, false);
}

void core_end_fetching(struct node *node, struct core_space *space)
{
	uint32_t others, equal = 0;
	enum role least;

	if (space_count(space->pub.space) == 0)
		return;
	least = least_asked(node, space->pub.space);
	others = others_count(node, space->pub.space, least);
	if (others == 0)
		core_set_veil(node, space, false);
	for (uint32_t i = 0; i < space->compared_count; i++)
		equal += space_role(space->pub.space, &space->compared[i]) >= least;
	if (others > 0 && 2u * equal <= others)
		return;
	space->pub.fetching = false;
	show(node, space);
	spaces_set_flags(node_write(node), &space->pub.id, 0);
	forget_recovered(node);
}

int node_reclaim(struct node *node, const struct space_id *id)
{
	struct core_space *space = core_space_find(node, id);

	if (space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	if (!space->pub.fetching && !space->pub.veiled)
		return VB_ERR_ALREADY_DONE;
	if (space_count(space->pub.space) == 0)
		return VB_ERR_BUSY;
	spaces_set_reclaimed(node_write(node), &space->pub.id);
	space->pub.reclaimed = true;
	space->pub.fetching = false;
	core_set_veil(node, space, false);
	show(node, space);
	forget_recovered(node);
	log_warnx("space.reclaimed", "space=%s", log_hex(space->pub.id.b).text);
	return env_error(node_write(node));
}

void node_on_compared(struct node *node, const struct space_id *space_id,
                      const struct node_id *peer)
{
	struct core_space *space = core_space_find(node, space_id);

	if (space == NULL || !space->pub.fetching ||
	    space_role(space->pub.space, peer) == VB_ROLE_NONE)
		return;
	for (size_t i = 0; i < space->compared_count; i++) {
		if (node_id_is_equal(&space->compared[i], peer))
			return;
	}
	space->compared = array_reserve(space->compared, &space->compared_capacity,
	                                space->compared_count + 1u, sizeof(*space->compared));
	space->compared[space->compared_count++] = *peer;
	show(node, space);
	core_end_fetching(node, space);
}

/* Keys that came with a file. One that opens no more (the store is another node's) is as good as none. */
int core_load_gifts(struct node *node, struct core_space *space)
{
	struct gifts_cursor cursor;
	struct gift gift;

	gifts_open(&cursor, node_view(node), space->pub.number);
	while (gifts_next(&cursor, &gift)) {
		int err = space_unlock_key(space->pub.space, gift.audience, gift.control_seq,
		                           gift.locked);

		if (err != 0 && err != VB_ERR_DUPLICATE)
			log_error("key.unreadable", err, "space=%s", log_hex(space->pub.id.b).text);
	}
	return gifts_close(&cursor);
}
