/* space_fold: the fold of one control log; see space.h. This file takes entries in: their place in the chain, their
 * signature and form; space_rules.c decides the rest and makes it so. */
#include "protocol/space/space.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"
#include "protocol/space/space_state.h"

struct space *space_new(const struct node_id *own, const struct node_keys *keys,
                        struct vault *vault)
{
	struct space *space = calloc(1, sizeof(*space));

	assert((keys == NULL) == (vault == NULL));
	if (space == NULL)
		abort();
	space->own = *own;
	space->keys = keys;
	space->vault = vault;
	roster_init(&space->roster);
	epochs_init(&space->epochs[VB_AUDIENCE_ALL], VB_AUDIENCE_ALL);
	epochs_init(&space->epochs[VB_AUDIENCE_CORE], VB_AUDIENCE_CORE);
	return space;
}

void space_destroy(struct space **space)
{
	if (*space == NULL)
		return;
	epochs_release(&(*space)->epochs[VB_AUDIENCE_ALL], (*space)->vault);
	epochs_release(&(*space)->epochs[VB_AUDIENCE_CORE], (*space)->vault);
	roster_release(&(*space)->roster);
	free((*space)->marks);
	free((*space)->tenures);
	free((*space)->recovery);
	free(*space);
	*space = NULL;
}

/* ---- taking an entry in ---- */

/* An entry on its way in. signature NULL: it was checked before it was stored. */
struct intake {
	struct entry_header header;
	struct entry_id id;
	struct span body;
	const struct signature *signature;
};

/* Judges another entry than ours at a seq that we have: only if its sequencer signed it too is it a fork. The genesis
 * of another space is no fork of this one. */
static int check_known(const struct space *space, const struct intake *intake)
{
	uint32_t seq = (uint32_t)intake->header.seq;
	const struct member *owner = space_sequencer(space, seq);
	const struct member *signer = space_signer(space, intake->body, seq);

	if (entry_id_is_equal(&space->marks[seq].id, &intake->id))
		return VB_ERR_DUPLICATE;
	if (seq == 0)
		return VB_ERR_BAD_LOG;
	if (intake->signature == NULL)
		return VB_ERR_FORK;
	if (control_verify(&owner->card.sign, &intake->id, intake->signature) != 0)
		/* Where a log was recovered, the former owner's entries go on beside ours. */
		return space->term > 0 || signer != owner ? VB_ERR_VOIDED_CONTROL
		                                          : VB_ERR_BAD_SIGNATURE;
	return VB_ERR_FORK;
}

/* The body the header speaks of? */
static int check_body(const struct intake *intake)
{
	struct hash hash;

	if (intake->body.size != intake->header.body_size)
		return VB_ERR_BAD_HASH;
	crypt_hash(intake->body, &hash);
	return memcmp(hash.b, intake->header.body_hash.b, sizeof(hash.b)) == 0 ? 0
	                                                                       : VB_ERR_BAD_HASH;
}

/* Does the entry follow ours, with its body, by the hand of who has to sign it? The founder's hand is checked later: the key
 * stands in the genesis itself. */
static int check_place(const struct space *space, const struct intake *intake)
{
	const struct member *signer;
	int err;

	if (space->count > 0 && intake->header.seq > 0 &&
	    memcmp(intake->header.log.b, space->id.b, VB_HASH_BYTES) != 0)
		return VB_ERR_BAD_LOG;
	if (intake->header.seq < space->count)
		return check_known(space, intake);
	if (intake->header.seq > space->count)
		return VB_ERR_GAP;
	if (space->count == UINT32_MAX)
		return VB_ERR_OUT_OF_RANGE;
	err = control_header_check(&intake->header, &space->id);
	if (err != 0)
		return err;
	if (space->count > 0 &&
	    !entry_id_is_equal(&intake->header.prev, &space->marks[space->count - 1].id))
		return VB_ERR_BAD_CHAIN;
	err = check_body(intake);
	if (err != 0 || space->count == 0 || intake->signature == NULL)
		return err;
	signer = space_signer(space, intake->body, space->count);
	if (signer == NULL)
		return VB_ERR_NOT_MEMBER;
	return control_verify(&signer->card.sign, &intake->id, intake->signature);
}

static int check_rules(const struct space *space, const struct intake *intake,
                       struct motion *motion)
{
	int err;

	memset(motion, 0, sizeof(*motion));
	motion->seq = space->count;
	motion->bytes = intake->body;
	err = control_body_decode(intake->body, &motion->body);
	if (err == 0)
		err = space_rules_check(space, motion);
	if (err == 0 && space->count == 0 && intake->signature != NULL)
		err = control_verify(&motion->card.sign, &intake->id, intake->signature);
	return err;
}

static void space_mark(struct space *space, const struct intake *intake)
{
	bool is_citable = !space_step_is_open(space);

	space->marks = array_reserve(space->marks, &space->capacity, space->count + 1,
	                             sizeof(*space->marks));
	space->marks[space->count] = (struct control_mark){ intake->id, is_citable };
	if (is_citable)
		space->citable = space->count;
	space->head = intake->header;
	space->count++;
}

static int space_take(struct space *space, const uint8_t header[static VB_HEADER_BYTES],
                      struct span body, const struct signature *signature, struct space_change *out)
{
	struct intake intake = { .body = body, .signature = signature };
	struct motion motion;
	int err = entry_header_decode(span_of(header, VB_HEADER_BYTES), &intake.header);

	if (err != 0)
		return err;
	entry_id_derive(header, &intake.id);
	err = check_place(space, &intake);
	if (err == 0)
		err = check_rules(space, &intake, &motion);
	if (err != 0)
		return err;
	if (space->count == 0)
		memcpy(space->id.b, intake.id.b, sizeof(space->id.b));
	space_rules_apply(space, &motion);
	space_mark(space, &intake);
	motion.change.is_step_open = space_step_is_open(space);
	if (out != NULL)
		*out = motion.change;
	return 0;
}

int space_apply(struct space *space, const uint8_t header[static VB_HEADER_BYTES], struct span body,
                const struct signature *signature, struct space_change *out)
{
	assert(signature != NULL);
	return space_take(space, header, body, signature, out);
}

int space_apply_stored(struct space *space, const uint8_t header[static VB_HEADER_BYTES],
                       struct span body)
{
	return space_take(space, header, body, NULL, NULL);
}

/* ---- the log ---- */

const struct space_id *space_id(const struct space *space)
{
	return &space->id;
}

const struct space_salt *space_salt(const struct space *space)
{
	return &space->salt;
}

enum space_kind space_kind(const struct space *space)
{
	return space->kind;
}

uint32_t space_count(const struct space *space)
{
	return space->count;
}

const struct entry_id *space_entry_id(const struct space *space, uint32_t seq)
{
	return seq < space->count ? &space->marks[seq].id : NULL;
}

uint32_t space_citable(const struct space *space)
{
	assert(space->count > 0);
	return space->citable;
}

/* ---- members ---- */

const struct member *space_sequencer(const struct space *space, uint32_t seq)
{
	for (uint32_t i = space->tenure_count; i-- > 0;) {
		if (space->tenures[i].first_seq <= seq)
			return space->tenures[i].owner;
	}
	return NULL;
}

const struct node_id *space_owner(const struct space *space)
{
	assert(space->count > 0);
	return &space_sequencer(space, space->count)->node;
}

const struct node_id *space_owner_at(const struct space *space, uint32_t seq)
{
	assert(space->count > 0);
	return &space_sequencer(space, seq)->node;
}

uint32_t space_member_count(const struct space *space)
{
	return space->roster.count;
}

const struct member *space_member_at(const struct space *space, uint32_t index)
{
	assert(index < space->roster.count);
	return space->roster.members[index];
}

const struct member *space_member(const struct space *space, const struct node_id *node)
{
	return roster_find(&space->roster, node);
}

const struct member *space_member_by_curve(const struct space *space,
                                           const struct public_key *curve)
{
	return roster_find_curve(&space->roster, curve);
}

enum role space_role(const struct space *space, const struct node_id *node)
{
	const struct member *member = roster_find(&space->roster, node);

	return member == NULL ? VB_ROLE_NONE : member->role;
}

enum role space_role_at(const struct space *space, const struct node_id *node, uint32_t control_seq)
{
	const struct member *member = roster_find(&space->roster, node);

	if (member == NULL || control_seq >= space->count)
		return VB_ROLE_NONE;
	return member_role_at(member, control_seq);
}

const struct node_id *space_recovery(const struct space *space, uint32_t *out_count)
{
	*out_count = space->recovery_count;
	return space->recovery;
}

uint32_t space_quorum(const struct space *space)
{
	return space->quorum;
}

enum space_service space_may_serve(const struct space *space, const struct node_id *node,
                                   enum audience audience)
{
	const struct member *member = roster_find(&space->roster, node);

	if (member == NULL)
		return VB_SERVE_NOTHING;
	if (member->role == VB_ROLE_NONE)
		return audience == VB_AUDIENCE_OPEN ? VB_SERVE_HEADERS : VB_SERVE_NOTHING;
	if (member->role == VB_ROLE_RELAY || role_is_entitled(member->role, audience))
		return VB_SERVE_WHOLE;
	return VB_SERVE_NOTHING;
}
