/* control_committee: founding committees, their members, and showing them; see control_calls.h. */
#include "daemon/control/control_calls.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/given.h"
#include "daemon/control/lookup.h"
#include "daemon/control/states.h"
#include "daemon/control/suspended.h"
#include "daemon/control/title.h"
#include "daemon/control/view.h"
#include "daemon/core/council.h"
#include "daemon/core/fallen.h"
#include "daemon/core/partner.h"
#include "protocol/kinds/committee.h"

/* ---- founding ---- */

/* Writes the root organization, whose name was found good. */
static int root_write(struct request *q, const struct space_id *id, struct span packed_name)
{
	static const uint8_t yes = 0xc3; /* packed true */
	struct draft d;
	int err;

	draft_init(&d, q);
	err = draft_create(&d, node_space_find(q->node, id), kind_by_number(VB_KIND_ORGANIZATION),
	                   VB_AUDIENCE_ALL);
	if (err == 0)
		err = draft_set(&d, VB_FIELD_NAME, packed_name);
	if (err == 0)
		err = draft_set(&d, VB_ORGANIZATION_ROOT, span_of(&yes, sizeof(yes)));
	if (err == 0)
		err = draft_finish(&d);
	if (err == 0)
		err = draft_write(&d);
	draft_release(&d);
	return err;
}

static void answer_space(struct request *q, const struct space_id *id)
{
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "id");
	view_space_id(id, &q->result);
}

int control_committee_create(struct request *q)
{
	const struct kind *kind = kind_by_number(VB_KIND_ORGANIZATION);
	struct space_id id;
	struct span value;
	struct buf name;
	int err;

	buf_init(&name, VB_IPC_FRAME_MAX_BYTES);
	if (!request_find(q, "name", &value))
		err = VB_ERR_MISSING_VALUE;
	else
		err = given_value(q, kind_field_by_number(kind, VB_FIELD_NAME), value, &name);
	if (err == 0)
		err = council_found(q->node, VB_SPACE_COMMITTEE, q->now, &id);
	if (err != 0)
		goto out;
	err = root_write(q, &id, buf_span(&name));
	if (err == 0)
		answer_space(q, &id);
	else
		err = draft_abandon(q, err);
out:
	buf_release(&name);
	return err;
}

/* ---- members ---- */

/* The committee that the argument id names. */
static int space_read(struct request *q, struct node_space **out)
{
	struct span text;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	return err == 0 ? lookup_space(q, text, out) : err;
}

static int peer_read(struct request *q, struct node_id *out)
{
	struct span text;
	int err = request_text(q, "peer", VB_NAME_MAX_BYTES, &text);

	return err == 0 ? lookup_office(q, text, out) : err;
}

int control_committee_admit(struct request *q)
{
	struct node_space *space;
	struct node_id peer;
	struct span card;
	enum role role;
	int err = space_read(q, &space);

	if (err == 0)
		err = peer_read(q, &peer);
	if (err == 0)
		err = request_role(q, "role", &role);
	if (err == 0)
		err = partner_card(q->node, &peer, &card);
	if (err == 0)
		err = council_admit(q->node, &space->id, card, role, q->now);
	if (err == 0)
		answer_space(q, &space->id);
	return err;
}

int control_committee_role(struct request *q)
{
	struct node_space *space;
	struct node_id peer;
	enum role role;
	int err = space_read(q, &space);

	if (err == 0)
		err = peer_read(q, &peer);
	if (err == 0)
		err = request_role(q, "role", &role);
	if (err == 0)
		err = council_role(q->node, &space->id, &peer, role, q->now);
	if (err == 0)
		answer_space(q, &space->id);
	return err;
}

int control_committee_dismiss(struct request *q)
{
	struct node_space *space;
	struct node_id peer;
	int err = space_read(q, &space);

	if (err == 0)
		err = peer_read(q, &peer);
	if (err == 0)
		err = council_dismiss(q->node, &space->id, &peer, q->now);
	if (err == 0)
		answer_space(q, &space->id);
	return err;
}

/* ---- showing ---- */

static void owner_pack(const struct node_space *space, struct buf *out)
{
	if (space_count(space->space) == 0)
		pack_nil(out);
	else
		view_node_id(space_owner(space->space), out);
}

static void member_pack(struct node_space *space, const struct member *member, struct buf *out)
{
	bool is_suspended = node_space_is_suspended(space, &member->node);
	uint32_t begins = suspended_begins(space, &member->node);

	pack_map(out, 3u + is_suspended + (begins > 0));
	if (begins > 0) {
		pack_cstr(out, "begins");
		pack_uint(out, begins);
	}
	pack_cstr(out, "id");
	view_node_id(&member->node, out);
	pack_cstr(out, "name");
	pack_str(out, member->card.name);
	pack_cstr(out, "role");
	pack_cstr(out, role_name(member->role));
	if (is_suspended) {
		pack_cstr(out, "suspended");
		suspended_pack(space, &member->node, out);
	}
}

static void members_pack(struct node_space *space, struct buf *out)
{
	pack_array(out, states_member_count(space));
	for (uint32_t i = 0; i < space_member_count(space->space); i++) {
		const struct member *member = space_member_at(space->space, i);

		if (member->role != VB_ROLE_NONE)
			member_pack(space, member, out);
	}
}

/* What a list tells of a committee, or, is_whole, all of it. */
static int committee_pack(struct request *q, struct node_space *space, bool is_whole,
                          struct buf *out)
{
	bool is_suspended = node_space_is_suspended(space, node_self(q->node));
	struct merged m;
	int err;

	pack_map(out, (is_whole ? 7u : 5u) + is_suspended);
	if (is_whole) {
		pack_cstr(out, "fallen");
		pack_uint(out, fallen_count(q->node, space, NULL, 0));
	}
	pack_cstr(out, "id");
	view_space_id(&space->id, out);
	pack_cstr(out, "members");
	if (is_whole)
		members_pack(space, out);
	else
		pack_uint(out, states_member_count(space));
	pack_cstr(out, "name");
	merged_init(&m);
	err = title_pack(q, space, &m, out);
	merged_release(&m);
	if (err != 0)
		return err;
	pack_cstr(out, "owner");
	owner_pack(space, out);
	pack_cstr(out, "role");
	pack_cstr(out, states_role(q, space));
	if (is_whole) {
		pack_cstr(out, "states");
		err = states_pack(q, space, out);
	}
	if (is_suspended) {
		pack_cstr(out, "suspended");
		pack_bool(out, true);
	}
	return err;
}

/* Committees of ours, and spaces of which it is not known yet what they are. */
static bool is_committee(const struct node *node, const struct node_space *space)
{
	if (node_space_is_foreign(node, space))
		return false;
	return space_count(space->space) == 0 || space_kind(space->space) == VB_SPACE_COMMITTEE;
}

int control_committee_list(struct request *q)
{
	uint32_t count = 0;
	int err = 0;

	for (size_t i = 0; i < node_space_count(q->node); i++)
		count += is_committee(q->node, node_space_at(q->node, i));
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "items");
	pack_array(&q->result, count);
	for (size_t i = 0; i < node_space_count(q->node) && err == 0; i++) {
		struct node_space *space = node_space_at(q->node, i);

		if (is_committee(q->node, space))
			err = committee_pack(q, space, false, &q->result);
	}
	return err;
}

int control_committee_show(struct request *q)
{
	struct node_space *space;
	int err = space_read(q, &space);

	return err == 0 ? committee_pack(q, space, true, &q->result) : err;
}

int control_committee_reclaim(struct request *q)
{
	struct node_space *space;
	struct span text;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_space(q, text, &space);
	if (err == 0)
		err = node_reclaim(q->node, &space->id);
	if (err == VB_ERR_ALREADY_DONE)
		return request_fail(q, err, "it is not being fetched");
	if (err != 0)
		return err;
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "id");
	view_space_id(&space->id, &q->result);
	return 0;
}
