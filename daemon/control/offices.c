/* offices: everybody we know; see offices.h; tested by tests/unit/test_control_peer.c and test_control_status.c. */
#include "daemon/control/offices.h"

#include <stdio.h>

#include "daemon/control/presence.h"
#include "daemon/control/view.h"
#include "daemon/sync/sessions.h"
#include "store/peers.h"
#include "store/trust.h"

#define DIGITS_SHOWN_MS (24u * 3600u * 1000u) /* after our own confirmation, at most */

const char *office_state_name(enum office_state state)
{
	switch (state) {
	case OFFICE_DIGITS:
		return "digits";
	case OFFICE_PAIRED:
		return "paired";
	case OFFICE_MEMBER:
		break;
	}
	return "member";
}

/* ---- everybody ---- */

/* When the keys changed that nobody has confirmed, 0: there is nothing to confirm. */
static uint64_t key_changed(const struct request *q, const struct node_id *id)
{
	struct trust trust;

	return trust_get(node_view(q->node), id, &trust) == 0 ? trust.key_changed.v : 0;
}

/* We confirmed, but the other side may not have yet: until a link shows that it has, its operator may still ask for the
 * digits. An office taken from the partner list has none. */
static bool is_awaited(const struct request *q, const struct peer *peer)
{
	return peer->digits != 0 && q->now.wall.v < peer->since.v + DIGITS_SHOWN_MS &&
	       sessions_find(node_sessions(q->node), &peer->id) == NULL;
}

static struct office_seen seen_of(const struct request *q, const struct peer *peer)
{
	struct office_seen seen = { .since = peer->since, .digits = peer->digits };

	seen.key_changed = key_changed(q, &peer->id);
	switch (peer->state) {
	case VB_PEER_PAIRED:
		seen.state = OFFICE_PAIRED;
		seen.has_digits = is_awaited(q, peer);
		break;
	case VB_PEER_RECOVERED:
		seen.state = OFFICE_MEMBER;
		break;
	case VB_PEER_UNCONFIRMED:
		seen.state = OFFICE_DIGITS;
		seen.has_digits = true;
		break;
	}
	return seen;
}

/* True for an office that was told already: as a partner, or as a member of a space before this one. */
static bool is_told(struct request *q, const struct node_id *id, size_t spaces_before)
{
	struct peer peer;

	if (node_id_is_equal(id, node_self(q->node)) ||
	    peers_get(node_view(q->node), id, &peer) == 0)
		return true;
	for (size_t i = 0; i < spaces_before; i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (node_space_is_ours(q->node, space) &&
		    space_role(space->space, id) != VB_ROLE_NONE)
			return true;
	}
	return false;
}

static void members_each(struct request *q,
                         void (*tell)(void *ctx, const struct office_seen *office), void *ctx)
{
	for (size_t i = 0; i < node_space_count(q->node); i++) {
		const struct node_space *at = node_space_at(q->node, i);

		if (!node_space_is_ours(q->node, at))
			continue;
		for (uint32_t j = 0; j < space_member_count(at->space); j++) {
			const struct member *member = space_member_at(at->space, j);
			struct office_seen seen = { .state = OFFICE_MEMBER, .card = member->card };

			if (member->role == VB_ROLE_NONE || is_told(q, &member->node, i))
				continue;
			seen.key_changed = key_changed(q, &member->node);
			tell(ctx, &seen);
		}
	}
}

int offices_each(struct request *q, void (*tell)(void *ctx, const struct office_seen *office),
                 void *ctx)
{
	struct peers_cursor c;
	struct peer peer;
	int err;

	peers_open(&c, node_view(q->node));
	while (peers_next(&c, &peer)) {
		struct office_seen seen = seen_of(q, &peer);

		if (card_decode_stored(peer.card, &seen.card) == 0)
			tell(ctx, &seen);
	}
	err = peers_close(&c);
	if (err == 0)
		members_each(q, tell, ctx);
	return err;
}

/* ---- one office for people ---- */

static void pack_number(struct buf *out, const char *key, uint64_t value)
{
	pack_cstr(out, key);
	pack_uint(out, value);
}

/* A monotonic time of the past as a time of day. */
static uint64_t time_of_day(const struct request *q, struct mono_ms at)
{
	uint64_t ago = q->now.mono.v - at.v;

	return q->now.wall.v > ago ? q->now.wall.v - ago : 0;
}

static void pack_trouble(const struct request *q, const struct control_call *call, bool is_brief,
                         struct buf *out)
{
	pack_cstr(out, "trouble");
	if (is_brief) {
		pack_cstr(out, call->trouble);
		return;
	}
	pack_map(out, 4);
	pack_cstr(out, "address");
	pack_cstr(out, call->endpoint);
	pack_number(out, "last", time_of_day(q, call->last));
	pack_number(out, "since", time_of_day(q, call->since));
	pack_cstr(out, "word");
	pack_cstr(out, call->trouble);
}

static void pack_digits(const struct office_seen *office, struct buf *out)
{
	char digits[16];

	(void)snprintf(digits, sizeof(digits), "%06u", (unsigned)office->digits);
	pack_cstr(out, "digits");
	pack_cstr(out, digits);
}

void office_pack(const struct request *q, const struct office_seen *office, bool is_brief,
                 struct buf *out)
{
	bool has_digits = office->has_digits && !is_brief;
	struct presence p;

	presence_look(q, &office->card.id, &p);
	pack_map(out, 4u + (is_brief ? 0 : 2u) + p.has_clock + has_digits +
	                      (office->key_changed != 0) + p.is_heard + (p.missing > 0) +
	                      p.has_call);
	if (p.has_clock) {
		pack_cstr(out, "clock");
		pack_int(out, p.clock_ahead_ms);
	}
	if (has_digits)
		pack_digits(office, out);
	if (!is_brief)
		view_endpoints(&office->card, out);
	pack_cstr(out, "id");
	view_node_id(&office->card.id, out);
	if (office->key_changed != 0)
		pack_number(out, "keyChanged", office->key_changed);
	if (!is_brief) {
		pack_cstr(out, "kind");
		pack_cstr(out, node_kind_name(office->card.kind));
	}
	if (p.is_heard)
		pack_number(out, "lastHeard", p.heard.v);
	pack_cstr(out, "link");
	pack_bool(out, p.is_linked);
	if (p.missing > 0)
		pack_number(out, "missing", p.missing);
	pack_cstr(out, "name");
	pack_str(out, office->card.name);
	pack_cstr(out, "state");
	pack_cstr(out, office_state_name(office->state));
	if (p.has_call)
		pack_trouble(q, &p.call, is_brief, out);
}
