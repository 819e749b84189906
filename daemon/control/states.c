/* states: figures of a space; see states.h; tested by tests/unit/test_control_status.c. */
#include "daemon/control/states.h"

#include "store/records.h"

uint32_t states_member_count(const struct node_space *space)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < space_member_count(space->space); i++)
		count += space_member_at(space->space, i)->role != VB_ROLE_NONE;
	return count;
}

static int hash_pack(struct request *q, const struct node_space *space, enum audience audience,
                     struct buf *out)
{
	char text[2 * VB_HASH_BYTES + 1];
	struct hash hash;
	int err =
		records_state_hash(node_view(q->node), space->number, &space->id, audience, &hash);

	if (err != 0)
		return err;
	hex_format(hash.b, sizeof(hash.b), text);
	pack_cstr(out, text);
	return 0;
}

int states_pack(struct request *q, const struct node_space *space, struct buf *out)
{
	enum role role = space_role(space->space, node_self(q->node));
	bool has_core = role_is_entitled(role, VB_AUDIENCE_CORE);
	int err;

	pack_map(out, has_core ? 2 : 1);
	pack_cstr(out, "all");
	err = hash_pack(q, space, VB_AUDIENCE_ALL, out);
	if (err != 0 || !has_core)
		return err;
	pack_cstr(out, "core");
	return hash_pack(q, space, VB_AUDIENCE_CORE, out);
}

int states_record_count(struct request *q, const struct node_space *space, uint64_t *out)
{
	uint64_t count = 0;

	for (int i = VB_AUDIENCE_ALL; i <= VB_AUDIENCE_CORE; i++) {
		struct records_cursor c;
		struct record_ref ref;
		struct span merged;
		int err;

		records_open(&c, node_view(q->node), space->number, (enum audience)i, NULL);
		while (records_next(&c, &ref, &merged))
			count++;
		err = records_close(&c);
		if (err != 0)
			return err;
	}
	*out = count;
	return 0;
}
