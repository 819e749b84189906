/* control_space: what is held of each space: see control_calls.h; how large its parts are: control_contents.c. */
#include "daemon/control/control_calls.h"
#include "daemon/control/lookup.h"
#include "daemon/control/states.h"
#include "daemon/control/title.h"
#include "daemon/control/view.h"
#include "store/waiting.h"

#define WAITING_MAX 100000u /* entries that wait are counted no further */

static const char *kind_name(const struct node_space *space)
{
	static const char *const names[] = {
		[VB_SPACE_COMMITTEE] = "committee",
		[VB_SPACE_NETWORK] = "network",
		[VB_SPACE_REFERRAL] = "referral",
		[VB_SPACE_DIRECT] = "direct",
	};

	return space_count(space->space) == 0 ? "unknown" : names[space_kind(space->space)];
}

static int name_pack(struct request *q, const struct node_space *space, struct buf *out)
{
	struct merged m;
	int err;

	pack_cstr(out, "name");
	merged_init(&m);
	err = title_pack(q, space, &m, out);
	merged_release(&m);
	return err;
}

/* ---- the list ---- */

static void counts(struct request *q, const struct node_space *space, uint64_t *logs,
                   uint64_t *entries)
{
	*logs = *entries = 0;
	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_OPEN; a++) {
		size_t count;
		const struct log_info *const *list =
			logs_in_stream(node_logs(q->node), space->number, a, &count);

		for (size_t i = 0; i < count; i++) {
			*logs += list[i]->count > 0;
			*entries += list[i]->count;
		}
	}
}

static int space_pack(struct request *q, const struct node_space *space, struct buf *out)
{
	uint64_t logs, entries;
	int err;

	counts(q, space, &logs, &entries);
	pack_map(out, 9);
	pack_cstr(out, "control");
	pack_uint(out, space_count(space->space));
	pack_cstr(out, "entries");
	pack_uint(out, entries);
	pack_cstr(out, "fetching");
	pack_bool(out, space->fetching);
	pack_cstr(out, "id");
	view_space_id(&space->id, out);
	pack_cstr(out, "kind");
	pack_cstr(out, kind_name(space));
	pack_cstr(out, "logs");
	pack_uint(out, logs);
	pack_cstr(out, "members");
	pack_uint(out, states_member_count(space));
	err = name_pack(q, space, out);
	pack_cstr(out, "role");
	pack_cstr(out, states_role(q, space));
	return err;
}

/* The office's own space is the business of `person`. */
static bool is_shown(const struct node *node, const struct node_space *space)
{
	return !node_space_is_foreign(node, space) && !node_space_is_own(node, space);
}

int control_space_list(struct request *q)
{
	uint32_t count = 0;
	int err = 0;

	for (size_t i = 0; i < node_space_count(q->node); i++)
		count += is_shown(q->node, node_space_at(q->node, i));
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "items");
	pack_array(&q->result, count);
	for (size_t i = 0; i < node_space_count(q->node) && err == 0; i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (is_shown(q->node, space))
			err = space_pack(q, space, &q->result);
	}
	return err;
}

/* ---- one of them ---- */

static uint32_t keys_here(const struct node_space *space, enum audience audience)
{
	uint32_t here = 0;

	for (uint32_t i = 0; i < space_key_count(space->space, audience); i++)
		here += space_key_at(space->space, audience, i).slot != VB_VAULT_NO_SLOT;
	return here;
}

/* How many keys there were of an audience, and how many of them this office has. Who may not read core, and never had one of
 * its keys, is not told that there are any. */
static void keys_pack(const struct request *q, const struct node_space *space, struct buf *out)
{
	enum role role = space_role(space->space, node_self(q->node));
	bool has_core =
		role_is_entitled(role, VB_AUDIENCE_CORE) || keys_here(space, VB_AUDIENCE_CORE) > 0;

	pack_map(out, 1u + has_core);
	for (int a = VB_AUDIENCE_ALL; a <= (has_core ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL); a++) {
		uint32_t here = keys_here(space, (enum audience)a);

		pack_cstr(out, view_audience_name((enum audience)a));
		pack_map(out, 2);
		pack_cstr(out, "here");
		pack_uint(out, here);
		pack_cstr(out, "missing");
		pack_uint(out, space_key_count(space->space, (enum audience)a) - here);
	}
}

int control_space_show(struct request *q)
{
	struct node_space *space;
	struct span text;
	uint64_t waiting;
	struct buf *out = &q->result;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_shown(q, text, &space);
	if (err == 0)
		err = waiting_count(node_view(q->node), space->number, WAITING_MAX, &waiting);
	if (err != 0)
		return err;
	pack_map(out, 8);
	pack_cstr(out, "id");
	view_space_id(&space->id, out);
	pack_cstr(out, "keys");
	keys_pack(q, space, out);
	pack_cstr(out, "kind");
	pack_cstr(out, kind_name(space));
	pack_cstr(out, "members");
	pack_uint(out, states_member_count(space));
	err = name_pack(q, space, out);
	pack_cstr(out, "role");
	pack_cstr(out, states_role(q, space));
	pack_cstr(out, "sum");
	if (err == 0)
		err = states_sum_pack(q, space, out);
	pack_cstr(out, "waiting");
	pack_uint(out, waiting);
	return err;
}
