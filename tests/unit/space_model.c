/* space_model: SPEC.md 5 and 7.2 as slow as they read; see space_model.h. */
#include "tests/unit/space_model.h"

enum { NONE, RELAY, GUEST, MEMBER, STEWARD };

/* "Entitled: guest to `all`; member and steward to `all` and `core`; relay to none." Open logs take a relay. */
static bool is_entitled(uint32_t role, uint32_t audience)
{
	if (audience == 0)
		return role == GUEST || role == MEMBER || role == STEWARD;
	if (audience == 1)
		return role == MEMBER || role == STEWARD;
	return role != NONE;
}

/* The role after the first `count` events. */
static uint32_t role_after(const struct model *m, uint32_t count, uint32_t node)
{
	uint32_t role = NONE;

	for (uint32_t i = 0; i < count; i++) {
		const struct model_event *e = &m->events[i];

		if (e->node != node)
			continue;
		if (e->type == MODEL_GENESIS)
			role = STEWARD;
		else if (e->type == MODEL_ADMIT || e->type == MODEL_ROLE)
			role = e->role;
		else if (e->type == MODEL_REMOVE)
			role = NONE;
	}
	return role;
}

uint32_t model_role_at(const struct model *m, uint32_t seq, uint32_t node)
{
	return seq < m->count ? role_after(m, seq + 1, node) : NONE;
}

uint32_t model_owner_at(const struct model *m, uint32_t seq)
{
	uint32_t owner = m->events[0].node;

	for (uint32_t i = 0; i < seq; i++) {
		if (m->events[i].type == MODEL_HANDOVER)
			owner = m->events[i].node;
	}
	return owner;
}

/* Does event i take a right away? */
static bool takes_right(const struct model *m, uint32_t i)
{
	const struct model_event *e = &m->events[i];

	return e->type == MODEL_REMOVE ||
	       (e->type == MODEL_ROLE && e->role < role_after(m, i, e->node));
}

static bool loses(const struct model *m, uint32_t i, uint32_t audience)
{
	uint32_t node = m->events[i].node;

	return takes_right(m, i) && is_entitled(role_after(m, i, node), audience) &&
	       !is_entitled(role_after(m, i + 1, node), audience);
}

/* "A right-removing entry is followed at once by the rekey parts of every audience whose entitlement the node lost, all
 * before core." What is due after event seq: -1 nothing. */
static int due_after(const struct model *m, uint32_t seq)
{
	if (loses(m, seq, 0))
		return 0;
	if (loses(m, seq, 1))
		return 1;
	if (m->events[seq].type == MODEL_REKEY && m->events[seq].audience == 0 && seq > 0 &&
	    loses(m, seq - 1, 0) && loses(m, seq - 1, 1))
		return 1;
	return -1;
}

int model_due(const struct model *m)
{
	return due_after(m, m->count - 1);
}

bool model_is_citable(const struct model *m, uint32_t seq)
{
	return due_after(m, seq) < 0;
}

static bool was_member(const struct model *m, uint32_t node)
{
	for (uint32_t i = 0; i < m->count; i++) {
		if (m->events[i].type <= MODEL_ADMIT && m->events[i].node == node)
			return true;
	}
	return false;
}

/* What the cut-offs of event r, as raised since, accept of a log. */
static uint64_t accepted(const struct model *m, uint32_t r, uint32_t log)
{
	uint64_t count = m->events[r].cut[log];

	for (uint32_t i = r + 1; i < m->count; i++) {
		const struct model_event *e = &m->events[i];

		if (e->type == MODEL_LIFT && e->raised_of == r && e->cut[log] > count)
			count = e->cut[log];
	}
	return count;
}

static uint32_t keys_gained(uint32_t before, uint32_t after)
{
	uint32_t keys = 0;

	for (uint32_t a = 0; a < 2; a++) {
		if (is_entitled(after, a) && !is_entitled(before, a))
			keys |= 1u << a;
	}
	return keys;
}

/* Never lowers, and lifts what there is. */
static bool allows_lift(const struct model *m, const struct model_event *e)
{
	bool raises = false;

	if (e->raised_of >= m->count || !takes_right(m, e->raised_of) ||
	    m->events[e->raised_of].node != e->node)
		return false;
	for (uint32_t log = 0; log < MODEL_LOGS; log++) {
		if (e->cut[log] > 0 && e->cut[log] <= accepted(m, e->raised_of, log))
			return false;
		raises = raises || e->cut[log] > 0;
	}
	return raises;
}

bool model_allows(const struct model *m, const struct model_event *e)
{
	uint32_t role = role_after(m, m->count, e->node);
	bool is_owner = m->count > 0 && model_owner_at(m, m->count) == e->node;

	if (m->count == 0)
		return e->type == MODEL_GENESIS;
	if (model_due(m) >= 0)
		return e->type == MODEL_REKEY && (int)e->audience == model_due(m);
	switch (e->type) {
	case MODEL_ADMIT:
		return role == NONE && e->role >= RELAY && e->keys == keys_gained(NONE, e->role);
	case MODEL_ROLE:
		return role != NONE && e->role >= RELAY && e->role != role && !is_owner &&
		       e->has_cutoffs == (e->role < role) && e->keys == keys_gained(role, e->role);
	case MODEL_CARD:
		return role != NONE && e->is_newer;
	case MODEL_REMOVE:
		return role != NONE && !is_owner;
	case MODEL_HANDOVER:
		return role == STEWARD && !is_owner;
	case MODEL_LIFT:
		return was_member(m, e->node) && allows_lift(m, e);
	case MODEL_REKEY:
		return true;
	case MODEL_GENESIS:
	case MODEL_TYPES:
		break;
	}
	return false;
}

enum model_verdict model_judge(const struct model *m, const struct model_entry *e)
{
	if (e->cites >= m->count)
		return MODEL_HELD;
	if (e->cites < e->cited_before || !e->is_prefix_right || !model_is_citable(m, e->cites))
		return MODEL_VOIDED;
	for (uint32_t r = 0; r < m->count; r++) {
		if (takes_right(m, r) && m->events[r].node == e->author && e->cites < r &&
		    e->seq >= accepted(m, r, e->log))
			return MODEL_CUT;
	}
	return is_entitled(model_role_at(m, e->cites, e->author), e->audience) ? MODEL_VALID
	                                                                       : MODEL_NO_ROLE;
}

/* ---- keys ---- */

static bool makes_epoch(const struct model *m, uint32_t i, uint32_t audience)
{
	return m->events[i].type == MODEL_GENESIS ||
	       (m->events[i].type == MODEL_REKEY && m->events[i].audience == audience);
}

uint32_t model_epoch(const struct model *m, uint32_t audience, uint32_t seq)
{
	while (!makes_epoch(m, seq, audience))
		seq--;
	return seq;
}

/* Is a key for the node in event i? */
static bool gives_key(const struct model *m, uint32_t i, uint32_t audience, uint32_t node)
{
	const struct model_event *e = &m->events[i];

	if (e->type == MODEL_GENESIS)
		return e->node == node;
	if (e->type == MODEL_REKEY)
		return e->audience == audience && is_entitled(role_after(m, i, node), audience);
	return (e->type == MODEL_ADMIT || e->type == MODEL_ROLE) && e->node == node &&
	       (e->keys >> audience & 1) != 0;
}

/* Each epoch's key opens the ones before: any key of this epoch or a newer one will do. */
bool model_can_open(const struct model *m, uint32_t node, uint32_t audience, uint32_t epoch)
{
	for (uint32_t i = epoch; i < m->count; i++) {
		if (gives_key(m, i, audience, node))
			return true;
	}
	return false;
}
