/* codes: see codes.h; tested by tests/unit/test_pairing.c. */
#include "daemon/codes.h"

#include <string.h>

#include "protocol/peer/handshake.h"

#define RECOUNT_MS 60000u

void codes_init(struct codes *codes, struct node *node, uint64_t life_ms)
{
	*codes = (struct codes){ .node = node, .life_ms = life_ms, .is_recount_due = true };
}

/* ---- making ---- */

static void promise(const struct node_space *space, enum role role, struct invite *invite)
{
	uint32_t head = space_count(space->space) - 1;

	invite->has_space = true;
	invite->space = space->id;
	invite->role = role;
	invite->control_seq = head;
	memcpy(invite->control_prefix, space_entry_id(space->space, head)->b,
	       sizeof(invite->control_prefix));
}

static int put(struct node *node, const struct invite *invite, struct wall_ms expires)
{
	struct invite_row row = { .expires = expires, .role = VB_ROLE_NONE };
	struct env_txn *txn = node_write(node);
	struct pair_tag tag;

	handshake_tag(invite->secret, &invite->card_hash, &tag);
	memcpy(row.tag, tag.b, sizeof(row.tag));
	memcpy(row.secret, invite->secret, sizeof(row.secret));
	if (invite->has_space) {
		row.role = invite->role;
		row.space = invite->space;
	}
	invites_put(txn, &row);
	crypt_wipe(row.secret, sizeof(row.secret));
	return env_error(txn);
}

int codes_make(struct codes *codes, const char *endpoint, const struct space_id *space,
               enum role role, struct node_now now, char text[static VB_INVITE_TEXT_MAX_BYTES],
               struct wall_ms *expires)
{
	uint64_t seconds = (now.wall.v + codes->life_ms + 999) / 1000;
	struct invite invite = {
		.card_hash = node_card(codes->node)->hash,
		.curve = node_keys_curve_public(node_keys(codes->node)),
		.expires = seconds < UINT32_MAX ? (uint32_t)seconds : UINT32_MAX,
	};
	struct wall_ms end = { (uint64_t)invite.expires * 1000 };
	int err;

	if (codes->open >= VB_INVITES_MAX_COUNT)
		return VB_ERR_TOO_MANY;
	memcpy(invite.endpoint, endpoint, strlen(endpoint) + 1);
	if (space)
		promise(node_space_find(codes->node, space), role, &invite);
	crypt_random(invite.secret, sizeof(invite.secret));
	err = put(codes->node, &invite, end);
	if (err == 0) {
		invite_format(&invite, text);
		*expires = end;
		codes->open++;
	}
	invite_wipe(&invite);
	return err;
}

/* ---- using ---- */

int codes_find(const struct codes *codes, struct span start, struct wall_ms now,
               struct invite_row *out)
{
	struct pair_tag tag;
	int err = handshake_start_tag(start, &tag);

	if (err < 0)
		return err;
	err = invites_get(node_view(codes->node), tag.b, out);
	if (err == VB_ERR_NOT_FOUND)
		return VB_ERR_PROOF;
	if (err == 0 && out->is_burnt)
		return VB_ERR_CODE_USED;
	if (err == 0 && out->expires.v < now.v)
		return VB_ERR_CODE_EXPIRED;
	return err;
}

static void linger(struct codes *codes, struct mono_ms now)
{
	codes->linger_until.v = now.v + VB_CODES_LINGER_MS;
}

int codes_burn(struct codes *codes, const struct invite_row *code, struct mono_ms now)
{
	struct env_txn *txn = node_write(codes->node);

	invites_burn(txn, code->tag);
	codes->is_recount_due = true;
	linger(codes, now);
	return env_error(txn);
}

/* ---- counting ---- */

/* Forgets those that expired long ago; those that expired just now are still told so. */
static void recount(struct codes *codes, struct node_now now)
{
	struct wall_ms before = { now.wall.v > VB_CODES_LINGER_MS ? now.wall.v - VB_CODES_LINGER_MS
		                                                  : 0 };
	size_t open = 0;

	if (invites_expire(node_write(codes->node), before, &open) < 0)
		return;
	codes->open = open;
	codes->is_recount_due = false;
	codes->recounted = now.mono;
}

void codes_on_tick(struct codes *codes, struct node_now now)
{
	if (codes->is_recount_due ||
	    (codes->open > 0 && now.mono.v - codes->recounted.v >= RECOUNT_MS))
		recount(codes, now);
}

void codes_on_failure(struct codes *codes)
{
	codes->is_recount_due = true;
}

bool codes_are_wanted(const struct codes *codes, struct mono_ms now)
{
	return codes->open > 0 || now.v < codes->linger_until.v;
}
