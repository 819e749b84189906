/* council: what the owner of a space decides; see council.h. */
#include "daemon/core/council.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/admit.h"
#include "protocol/space/space_build.h"
#include "store/entries.h"

/* Cut-offs that fit a control body in any case: an array head, 34 bytes each for log and entry id, 9 for the count; and
 * some room for the rest. */
#define CUTOFFS_MAX_COUNT ((VB_CONTROL_BODY_MAX_BYTES - 64u) / (1u + 34u + 9u + 34u))

_Static_assert(CUTOFFS_MAX_COUNT <= VB_CUTOFFS_MAX_COUNT, "what fits is allowed");

/* ---- one control entry ---- */

/* Chains, signs and enters a body as the next control entry of the space. */
static int enter(struct node *node, const struct space_id *id, const struct space *space,
                 struct span body, struct node_now now)
{
	uint8_t header[VB_HEADER_BYTES];
	struct signature signature;
	struct hlc hlc = hlc_next(node->clock, now.wall);
	int err = space_make_entry(space, node->keys, hlc, body, header, &signature);

	if (err == 0)
		err = admit_own_control(node, id, header, body, &signature);
	if (err == 0)
		node->clock = hlc;
	return err;
}

/* The space, if this node may write its control log now. */
static int owned(struct node *node, const struct space_id *id, struct core_space **out)
{
	struct core_space *space = core_space_find(node, id);

	if (space == NULL)
		return VB_ERR_UNKNOWN_SPACE;
	if (space_count(space->pub.space) == 0 || space->pub.fetching)
		return VB_ERR_BUSY;
	if (!node_id_is_equal(space_owner(space->pub.space), &node->self))
		return VB_ERR_NOT_OWNER;
	if (space->pub.archive)
		return VB_ERR_BUSY;
	if (space->is_forked)
		return VB_ERR_CONTROL_FORKED;
	*out = space;
	return 0;
}

/* ---- new keys after a right was taken ---- */

/* All parts of one new key. */
static int rekey(struct node *node, struct core_space *space, enum audience audience,
                 struct node_now now)
{
	struct space_rekey *key = NULL;
	struct buf body;
	int err = space_rekey_new(space->pub.space, audience, &key);

	if (err != 0)
		return err;
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	while (err == 0 && space_rekey_next(key, &body)) {
		err = enter(node, &space->pub.id, space->pub.space, buf_span(&body), now);
		buf_clear(&body);
	}
	buf_release(&body);
	space_rekey_destroy(&key);
	return err;
}

/* New keys of all that the role opens: what was sealed to a box key that is gone helps its owner no more. */
static int rekey_for(struct node *node, struct core_space *space, enum role role,
                     struct node_now now)
{
	int err = 0;

	for (uint32_t audience = 0; err == 0 && audience <= VB_AUDIENCE_CORE; audience++) {
		if (role_is_entitled(role, (enum audience)audience))
			err = rekey(node, space, (enum audience)audience, now);
	}
	if (err != 0)
		env_fail(node_write(node), err);
	return err;
}

/* A right-removing entry and the keys due are one step: what began must be finished in this turn, else nothing of the
 * turn may stand (SPEC.md 5, Steps). */
static int enter_step(struct node *node, struct core_space *space, struct span body,
                      struct node_now now)
{
	enum audience audience;
	int err = enter(node, &space->pub.id, space->pub.space, body, now);

	if (err != 0)
		return err;
	while (err == 0 && space_rekey_due(space->pub.space, &audience))
		err = rekey(node, space, audience, now);
	if (err != 0)
		env_fail(node_write(node), err);
	return err;
}

/* ---- cut-offs ---- */

static int by_count(const void *a, const void *b)
{
	const struct cutoff *x = a;
	const struct cutoff *y = b;

	return x->count == y->count ? 0 : x->count > y->count ? -1 : 1;
}

static int by_log(const void *a, const void *b)
{
	const struct cutoff *x = a;
	const struct cutoff *y = b;

	return memcmp(x->log.b, y->log.b, sizeof(x->log.b));
}

/* Appends what is accepted of one log. */
static int cutoff_add(struct node *node, const struct log_info *log, struct cutoff **list,
                      uint32_t *count, uint32_t *capacity)
{
	struct cutoff cutoff = { .log = log->id, .count = log->valid };
	int err = entries_id(node_view(node), log->handle, log->valid - 1, &cutoff.entry);

	if (err != 0)
		return err;
	*list = array_reserve(*list, capacity, *count + 1u, sizeof(**list));
	(*list)[(*count)++] = cutoff;
	return 0;
}

/* What of the member's logs counts here now, ascending by log id; caller frees. A member with more logs
 * than a control entry can name cannot keep itself from being removed: the shortest ones are given up. */
static int cutoffs_gather(struct node *node, const struct core_space *space,
                          const struct node_id *member, struct cutoff **out, uint32_t *out_count)
{
	uint32_t capacity = 0;
	int err = 0;

	*out = NULL;
	*out_count = 0;
	for (uint32_t stream = 0; stream <= VB_AUDIENCE_OPEN; stream++) {
		size_t count;
		const struct log_info *const *logs = logs_in_stream(node->logs, space->pub.number,
		                                                    (enum audience)stream, &count);

		for (size_t i = 0; err == 0 && i < count; i++) {
			const struct log_info *log = logs[i];

			if (log->valid > 0 && node_id_is_equal(&log->author, member))
				err = cutoff_add(node, log, out, out_count, &capacity);
		}
	}
	if (*out_count > CUTOFFS_MAX_COUNT) {
		qsort(*out, *out_count, sizeof(**out), by_count);
		*out_count = CUTOFFS_MAX_COUNT;
	}
	if (*out_count > 1)
		qsort(*out, *out_count, sizeof(**out), by_log);
	return err;
}

/* ---- what the owner does ---- */

int council_found(struct node *node, enum space_kind kind, struct node_now now,
                  struct space_id *out)
{
	struct space *empty = space_new(&node->self, node->keys, node->vault);
	uint8_t header[VB_HEADER_BYTES];
	struct signature signature;
	struct hlc hlc = hlc_next(node->clock, now.wall);
	struct entry_id id;
	struct space_id space;
	struct buf body;
	int err;

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = space_build_genesis(kind, buf_span(&node->card_bytes), NULL, 0, 0, &body);
	if (err == 0)
		err = space_make_entry(empty, node->keys, hlc, buf_span(&body), header, &signature);
	if (err == 0) {
		entry_id_derive(header, &id);
		memcpy(space.b, id.b, sizeof(space.b));
		err = admit_own_control(node, &space, header, buf_span(&body), &signature);
	}
	if (err == 0) {
		node->clock = hlc;
		*out = space;
	}
	buf_release(&body);
	space_destroy(&empty);
	return err;
}

int council_admit(struct node *node, const struct space_id *id, struct span card, enum role role,
                  struct node_now now)
{
	struct core_space *space;
	struct card decoded;
	struct buf body;
	int err = owned(node, id, &space);

	if (err == 0)
		err = card_decode(card, &decoded);
	if (err == 0 && space_role(space->pub.space, &decoded.id) != VB_ROLE_NONE)
		err = VB_ERR_ALREADY_MEMBER;
	if (err != 0)
		return err;
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = space_build_admit(space->pub.space, card, role, &body);
	if (err == 0)
		err = enter(node, id, space->pub.space, buf_span(&body), now);
	buf_release(&body);
	return err;
}

/* The checks that dismissing and giving a role have in common. */
static int find_member(struct node *node, const struct space_id *id, const struct node_id *member,
                       struct core_space **out, enum role *role)
{
	int err = owned(node, id, out);

	if (err != 0)
		return err;
	*role = space_role((*out)->pub.space, member);
	return *role == VB_ROLE_NONE ? VB_ERR_NOT_MEMBER : 0;
}

int council_role(struct node *node, const struct space_id *id, const struct node_id *member,
                 enum role role, struct node_now now)
{
	struct cutoff *cutoffs = NULL;
	uint32_t count = 0;
	struct core_space *space;
	enum role before;
	struct buf body;
	int err = find_member(node, id, member, &space, &before);

	if (err != 0)
		return err;
	if (role == before)
		return VB_ERR_DUPLICATE;
	if (node_id_is_equal(member, &node->self))
		return VB_ERR_LAST_STEWARD;
	if (role < before)
		err = cutoffs_gather(node, space, member, &cutoffs, &count);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	if (err == 0)
		err = space_build_role(space->pub.space, member, role, cutoffs, count, &body);
	if (err == 0)
		err = enter_step(node, space, buf_span(&body), now);
	buf_release(&body);
	free(cutoffs);
	return err;
}

int council_dismiss(struct node *node, const struct space_id *id, const struct node_id *member,
                    struct node_now now)
{
	struct cutoff *cutoffs = NULL;
	uint32_t count = 0;
	struct core_space *space;
	enum role before;
	struct buf body;
	int err = find_member(node, id, member, &space, &before);

	if (err != 0)
		return err;
	if (node_id_is_equal(member, &node->self))
		return VB_ERR_LAST_STEWARD;
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = cutoffs_gather(node, space, member, &cutoffs, &count);
	if (err == 0)
		err = space_build_remove(member, cutoffs, count, &body);
	if (err == 0)
		err = enter_step(node, space, buf_span(&body), now);
	buf_release(&body);
	free(cutoffs);
	return err;
}

int council_hand_over(struct node *node, const struct space_id *id, const struct node_id *member,
                      struct node_now now)
{
	struct core_space *space;
	enum role role;
	struct buf body;
	int err = find_member(node, id, member, &space, &role);

	if (err != 0)
		return err;
	if (node_id_is_equal(member, &node->self))
		return VB_ERR_DUPLICATE;
	if (role != VB_ROLE_STEWARD)
		return VB_ERR_NO_RIGHT;
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = space_build_handover(member, &body);
	if (err == 0)
		err = enter(node, id, space->pub.space, buf_span(&body), now);
	buf_release(&body);
	return err;
}

int council_card(struct node *node, const struct space_id *id, struct span card,
                 struct node_now now)
{
	const struct member *member;
	struct core_space *space;
	struct card decoded;
	enum role role;
	struct buf body;
	bool is_new_box;
	int err = owned(node, id, &space);

	if (err == 0)
		err = card_decode(card, &decoded);
	if (err != 0)
		return err;
	member = space_member(space->pub.space, &decoded.id);
	if (member == NULL || member->role == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	err = card_check_newer(&member->card, &decoded);
	if (err != 0)
		return err;
	role = member->role;
	is_new_box = memcmp(member->card.box.b, decoded.box.b, sizeof(decoded.box.b)) != 0;
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = space_build_card(card, &body);
	if (err == 0)
		err = enter(node, id, space->pub.space, buf_span(&body), now);
	buf_release(&body);
	if (err == 0 && is_new_box)
		err = rekey_for(node, space, role, now);
	return err;
}
