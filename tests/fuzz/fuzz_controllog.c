/* fuzz_controllog: a control body that was taken encodes to the same bytes, and its lists can be walked. */
#include "protocol/space/controllog.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	must(crypt_init() == 0);
	return 0;
}

static void walk_cutoffs(struct list at)
{
	struct cutoff cutoff;
	uint32_t left = at.count;

	while (cutoff_list_next(&at, &cutoff))
		must(left-- > 0 && cutoff.count > 0);
	must(left == 0);
}

static void walk_votes(struct list at)
{
	struct control_vote vote;
	uint32_t left = at.count;

	while (control_vote_next(&at, &vote))
		must(left-- > 0);
	must(left == 0);
}

static void walk_ids(struct list at)
{
	struct list all = at;
	uint8_t id[VB_HASH_BYTES], same[VB_HASH_BYTES];

	for (uint32_t i = 0; list_next_id(&at, id); i++) {
		list_id_at(&all, i, same);
		must(memcmp(id, same, sizeof(id)) == 0);
	}
}

static void walk(const struct control_body *body)
{
	struct list at;
	uint64_t number;

	switch (body->type) {
	case VB_CONTROL_GENESIS:
		walk_ids(body->u.genesis.recovery);
		break;
	case VB_CONTROL_ROLE:
		walk_cutoffs(body->u.role.cutoffs);
		break;
	case VB_CONTROL_SUSPEND_CONFIRMED:
		walk_cutoffs(body->u.suspend_confirmed.cutoffs);
		walk_ids(body->u.suspend_confirmed.suspends);
		break;
	case VB_CONTROL_LIFT:
		walk_cutoffs(body->u.lift.raised);
		walk_ids(body->u.lift.lifted);
		for (at = body->u.lift.kept; list_next_uint(&at, &number);)
			must(at.count < body->u.lift.kept.count);
		break;
	case VB_CONTROL_REMOVE:
		walk_cutoffs(body->u.remove.cutoffs);
		break;
	case VB_CONTROL_HANDOVER:
		walk_votes(body->u.handover.votes);
		break;
	case VB_CONTROL_POLICY:
		walk_ids(body->u.policy.recovery);
		walk_votes(body->u.policy.votes);
		break;
	default:
		break;
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct control_body body;
	struct hash hash;
	struct buf b;

	if (control_body_decode(in, &body) != 0)
		return 0;
	walk(&body);
	must(control_policy_message(in, &hash) == 0);
	if (body.is_extended)
		return 0;
	buf_init(&b, VB_CONTROL_BODY_MAX_BYTES);
	control_body_encode(&body, &b);
	must_be(&b, in);
	buf_release(&b);
	return 0;
}
