/* control_recovery: who is in charge of a committee, and which of two histories counts; see control_calls.h;
 * tested by tests/blackbox/12-owner.t. */
#include <stdlib.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/lookup.h"
#include "daemon/control/view.h"
#include "daemon/core/ballot.h"
#include "daemon/core/council.h"

static int space_read(struct request *q, struct node_space **out)
{
	struct span text;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	return err == 0 ? lookup_space(q, text, out) : err;
}

static int office_read(struct request *q, const char *name, struct node_id *out)
{
	struct span text;
	int err = request_text(q, name, VB_NAME_MAX_BYTES, &text);

	return err == 0 ? lookup_office(q, text, out) : err;
}

static void answer_space(struct request *q, const struct node_space *space)
{
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "id");
	view_space_id(&space->id, &q->result);
}

int control_committee_handover(struct request *q)
{
	struct node_space *space;
	struct node_id peer;
	int err = space_read(q, &space);

	if (err == 0)
		err = office_read(q, "peer", &peer);
	if (err == 0)
		err = council_hand_over(q->node, &space->id, &peer, q->now);
	if (err == 0)
		answer_space(q, space);
	return err;
}

int control_committee_recover(struct request *q)
{
	struct node_id owner = *node_self(q->node);
	bool has_owner = request_has(q, "owner");
	bool agrees = false;
	struct node_space *space;
	int err = space_read(q, &space);

	if (err == 0 && has_owner)
		err = office_read(q, "owner", &owner);
	if (err == 0)
		err = request_bool(q, "agree", &agrees);
	if (err == 0)
		err = agrees ? ballot_agree(q->node, &space->id, has_owner ? &owner : NULL, q->now)
		             : ballot_propose(q->node, &space->id, &owner, q->now);
	if (err == VB_ERR_AMBIGUOUS)
		return request_fail(q, err, "several want to take over: say which of them");
	if (err == VB_ERR_VOIDED_CONTROL)
		return request_fail(
			q, VB_ERR_NO_PROPOSAL,
			"the office in charge has decided something since the last one");
	if (err == 0)
		answer_space(q, space);
	return err;
}

static int compare_ids(const void *a, const void *b)
{
	return memcmp(a, b, sizeof(struct node_id));
}

/* Reads a list of offices, ascending by id. */
static int offices_read(struct request *q, struct node_id out[static VB_RECOVERY_MAX_COUNT],
                        uint32_t *out_count)
{
	struct pack_reader r;
	struct span value;
	uint32_t count = 0;
	int err = 0;

	*out_count = 0;
	if (!request_find(q, "offices", &value))
		return 0;
	unpack_init(&r, value);
	count = unpack_array(&r, VB_RECOVERY_MAX_COUNT);
	for (uint32_t i = 0; i < count && err == 0 && r.err == 0; i++) {
		struct span text = unpack_str(&r, VB_NAME_MAX_BYTES);

		if (r.err == 0)
			err = lookup_office(q, text, &out[i]);
	}
	unpack_end(&r);
	if (err == 0 && r.err != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "offices is not a list");
	if (err != 0)
		return err;
	qsort(out, count, sizeof(*out), compare_ids);
	for (uint32_t i = 1; i < count; i++) {
		if (node_id_is_equal(&out[i - 1], &out[i]))
			return request_fail(q, VB_ERR_BAD_VALUE, "is there twice");
	}
	*out_count = count;
	return 0;
}

int control_committee_policy(struct request *q)
{
	struct node_id offices[VB_RECOVERY_MAX_COUNT];
	uint64_t needed = 0;
	uint32_t count = 0;
	bool agrees = false;
	struct node_space *space;
	int err = space_read(q, &space);

	if (err == 0)
		err = request_bool(q, "agree", &agrees);
	if (err == 0)
		err = offices_read(q, offices, &count);
	if (err == 0)
		err = request_uint(q, "needed", 0, VB_RECOVERY_MAX_COUNT, &needed);
	if (err == 0)
		err = agrees ? ballot_agree_policy(q->node, &space->id, q->now)
		             : ballot_propose_policy(q->node, &space->id, offices, count,
		                                     (uint32_t)needed, q->now);
	if (err == VB_ERR_OUT_OF_RANGE)
		return request_fail(q, err, "needed is not more than half of the offices named");
	if (err == 0)
		answer_space(q, space);
	return err;
}

int control_committee_settle(struct request *q)
{
	bool takes_other = false;
	struct node_space *space;
	struct node_id peer;
	int err = space_read(q, &space);

	if (err == 0)
		err = office_read(q, "peer", &peer);
	if (err == 0)
		err = request_bool(q, "other", &takes_other);
	if (err == 0)
		err = council_settle(q->node, &space->id, &peer, takes_other, q->now);
	if (err == 0)
		answer_space(q, space);
	return err;
}
