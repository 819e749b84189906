/* council: what the owner of a space decides; see council.h. */
#include "daemon/core/council.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/admit.h"
#include "daemon/core/council_entry.h"
#include "daemon/core/holding.h"
#include "daemon/core/suspend.h"
#include "protocol/space/space_build.h"

/* ---- one control entry ---- */

/* Chains, signs and enters a body as the next control entry of the space. */
int council_enter(struct node *node, const struct space_id *id, const struct space *space,
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
int council_owned(struct node *node, const struct space_id *id, struct core_space **out)
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
		err = council_enter(node, &space->pub.id, space->pub.space, buf_span(&body), now);
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
	int err = council_enter(node, &space->pub.id, space->pub.space, body, now);

	if (err != 0)
		return err;
	while (err == 0 && space_rekey_due(space->pub.space, &audience))
		err = rekey(node, space, audience, now);
	if (err != 0)
		env_fail(node_write(node), err);
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
	int err = council_owned(node, id, &space);

	if (err == 0)
		err = card_decode(card, &decoded);
	if (err == 0 && space_role(space->pub.space, &decoded.id) != VB_ROLE_NONE)
		err = VB_ERR_ALREADY_MEMBER;
	if (err != 0)
		return err;
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = space_build_admit(space->pub.space, card, role, &body);
	if (err == 0)
		err = council_enter(node, id, space->pub.space, buf_span(&body), now);
	buf_release(&body);
	return err;
}

/* The checks that dismissing and giving a role have in common. */
static int find_member(struct node *node, const struct space_id *id, const struct node_id *member,
                       struct core_space **out, enum role *role)
{
	int err = council_owned(node, id, out);

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
		err = holding_cutoffs(node, space, member, &cutoffs, &count);
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
	err = holding_cutoffs(node, space, member, &cutoffs, &count);
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
		err = council_enter(node, id, space->pub.space, buf_span(&body), now);
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
	int err = council_owned(node, id, &space);

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
		err = council_enter(node, id, space->pub.space, buf_span(&body), now);
	buf_release(&body);
	if (err == 0 && is_new_box)
		err = rekey_for(node, space, role, now);
	return err;
}

/* ---- suspensions ---- */

static void id_add(struct entry_id **list, uint32_t *count, uint32_t *capacity,
                   const struct entry_id *id)
{
	for (uint32_t i = 0; i < *count; i++) {
		if (entry_id_is_equal(&(*list)[i], id))
			return;
	}
	*list = array_reserve(*list, capacity, *count + 1u, sizeof(**list));
	(*list)[(*count)++] = *id;
}

/* The suspends of the member that count, and with `confirmed` those that stand confirmed, known here or not; else those that
 * are not confirmed yet. Caller frees. */
static uint32_t suspends_of(const struct core_space *space, const struct node_id *node,
                            bool confirmed, struct entry_id **out)
{
	const struct hold *hold = &space_member(space->pub.space, node)->hold;
	const struct suspend *suspend;
	uint32_t count = 0, capacity = 0;
	uint32_t at = 0;

	*out = NULL;
	while ((suspend = suspensions_next(&space->pub.suspensions, space->pub.space, node, &at)) !=
	       NULL) {
		if (confirmed || !hold_is_confirmed(hold, &suspend->id))
			id_add(out, &count, &capacity, &suspend->id);
	}
	for (uint32_t i = 0; confirmed && i < hold->confirmed_count; i++) {
		const struct hold_confirmed *row = &hold->confirmed[i];

		for (uint32_t k = 0; k < row->suspend_count; k++) {
			if (!hold_is_lifted(hold, &row->suspends[k]))
				id_add(out, &count, &capacity, &row->suspends[k]);
		}
	}
	return count;
}

/* Confirms these suspends with what counts here of the member's logs. */
static int confirm(struct node *node, struct core_space *space, const struct node_id *member,
                   struct entry_id *suspends, uint32_t count, struct node_now now)
{
	struct cutoff *cutoffs = NULL;
	uint32_t cutoff_count = 0;
	struct buf body;
	int err = holding_cutoffs(node, space, member, &cutoffs, &cutoff_count);

	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	if (err == 0)
		err = space_build_suspend_confirmed(member, cutoffs, cutoff_count, suspends, count,
		                                    &body);
	if (err == 0)
		err = council_enter(node, &space->pub.id, space->pub.space, buf_span(&body), now);
	buf_release(&body);
	free(cutoffs);
	return err;
}

int council_suspend(struct node *node, const struct space_id *id, const struct node_id *member,
                    struct node_now now)
{
	struct entry_id *suspends = NULL;
	struct core_space *space;
	enum role before;
	uint32_t count;
	int err = find_member(node, id, member, &space, &before);

	if (err != 0)
		return err;
	if (node_id_is_equal(member, &node->self))
		return VB_ERR_LAST_STEWARD;
	if (suspends_of(space, member, false, &suspends) == 0) {
		if (node_space_is_suspended(&space->pub, member))
			return VB_ERR_DUPLICATE;
		err = suspend_member(node, id, member, now);
	}
	free(suspends);
	count = suspends_of(space, member, false, &suspends);
	if (count > VB_CUTOFFS_MAX_COUNT)
		count = VB_CUTOFFS_MAX_COUNT;
	if (err == 0)
		err = confirm(node, space, member, suspends, count, now);
	free(suspends);
	return err;
}

/* All incarnations of the node, where some of them are held for their number. Caller frees. */
static uint32_t incarnations_of(struct core_space *space, const struct node_id *node,
                                uint64_t **out)
{
	struct suspensions *known = &space->pub.suspensions;
	uint32_t count = 0, capacity = 0;
	/* With one more it could write nothing: an office that asks for help has not begun that one. */
	bool is_held =
		suspensions_unconfirmed(known, space->pub.space, node) >= VB_BEGINS_UNCONFIRMED_MAX;

	*out = NULL;
	for (uint32_t i = 0; i < known->begin_count && count < VB_CUTOFFS_MAX_COUNT; i++) {
		const struct suspension_begin *begin = &known->begins[i];

		if (!node_id_is_equal(&begin->at.author, node))
			continue;
		*out = array_reserve(*out, &capacity, count + 1u, sizeof(**out));
		(*out)[count++] = begin->incarnation;
	}
	for (uint32_t i = 0; i < count && !is_held; i++)
		is_held = suspensions_holds_incarnation(known, space->pub.space, node, (*out)[i]);
	return is_held ? count : 0;
}

int council_lift(struct node *node, const struct space_id *id, const struct node_id *member,
                 struct node_now now)
{
	struct entry_id *suspends = NULL;
	uint64_t *incarnations = NULL;
	uint32_t suspend_count, incarnation_count;
	struct core_space *space;
	struct buf body;
	int err = council_owned(node, id, &space);

	if (err != 0)
		return err;
	if (space_member(space->pub.space, member) == NULL)
		return VB_ERR_NOT_MEMBER;
	suspend_count = suspends_of(space, member, true, &suspends);
	if (suspend_count > VB_CUTOFFS_MAX_COUNT)
		suspend_count = VB_CUTOFFS_MAX_COUNT;
	incarnation_count = incarnations_of(space, member, &incarnations);
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	if (suspend_count + incarnation_count == 0)
		err = VB_ERR_NOT_SUSPENDED;
	if (err == 0)
		err = space_build_lift(member, suspends, suspend_count, incarnations,
		                       incarnation_count, &body);
	if (err == 0)
		err = council_enter(node, id, space->pub.space, buf_span(&body), now);
	buf_release(&body);
	free(suspends);
	free(incarnations);
	return err;
}
