/* states: figures of a space; see states.h; tested by tests/unit/test_control_status.c. */
#include "daemon/control/states.h"

#include <stdlib.h>

#include "daemon/control/view.h"
#include "daemon/sync/offer.h"
#include "protocol/array.h"
#include "store/records.h"

/* What is known of a space as long as node_space.changes is this. */
struct figures {
	uint32_t space;
	uint64_t changes;
	bool has_hash[2]; /* by audience, all and core */
	struct hash hash[2];
	bool has_records;
	uint64_t records;
};

struct states {
	struct figures *items;
	uint32_t count, capacity;
};

struct states *states_new(void)
{
	struct states *states = calloc(1, sizeof(*states));

	if (states == NULL)
		abort();
	return states;
}

void states_destroy(struct states **states)
{
	if (*states == NULL)
		return;
	free((*states)->items);
	free(*states);
	*states = NULL;
}

/* What is known of the space as it is now. Lives until the next call. */
static struct figures *figures_of(struct states *states, const struct node_space *space)
{
	struct figures *found = NULL;

	for (uint32_t i = 0; i < states->count && found == NULL; i++) {
		if (states->items[i].space == space->number)
			found = &states->items[i];
	}
	if (found == NULL) {
		states->items = array_reserve(states->items, &states->capacity, states->count + 1u,
		                              sizeof(*states->items));
		found = &states->items[states->count++];
		*found = (struct figures){ .space = space->number };
	}
	if (found->changes != space->changes)
		*found = (struct figures){ .space = space->number, .changes = space->changes };
	return found;
}

const char *states_role(const struct request *q, const struct node_space *space)
{
	return space->archive ? "archive" : role_name(space_role(space->space, node_self(q->node)));
}

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
	struct figures *known = figures_of(q->states, space);
	char text[2 * VB_HASH_BYTES + 1];
	int err = 0;

	if (!known->has_hash[audience])
		err = records_state_hash(node_view(q->node), space->number, &space->id, audience,
		                         &known->hash[audience]);
	if (err != 0)
		return err;
	known->has_hash[audience] = true;
	hex_format(known->hash[audience].b, sizeof(known->hash[audience].b), text);
	pack_cstr(out, text);
	return 0;
}

/* True if this office reads what is internal in the space. */
static bool reads_core(const struct request *q, const struct node_space *space)
{
	if (space->archive)
		return space_count(space->space) > 0 &&
		       space_key_slot(space->space, VB_AUDIENCE_CORE,
		                      space_citable(space->space)) != VB_VAULT_NO_SLOT;
	return role_is_entitled(space_role(space->space, node_self(q->node)), VB_AUDIENCE_CORE);
}

int states_pack(struct request *q, const struct node_space *space, struct buf *out)
{
	bool has_core = reads_core(q, space);
	int err;

	if (space->hidden) {
		pack_map(out, 0);
		return 0;
	}

	pack_map(out, has_core ? 2 : 1);
	pack_cstr(out, "all");
	err = hash_pack(q, space, VB_AUDIENCE_ALL, out);
	if (err != 0 || !has_core)
		return err;
	pack_cstr(out, "core");
	return hash_pack(q, space, VB_AUDIENCE_CORE, out);
}

static void digests_pack(struct request *q, const struct node_space *space, struct buf *out)
{
	static const struct {
		const char *name;
		enum stream stream;
	} rows[] = { { "all", VB_STREAM_ALL },
		     { "control", VB_STREAM_CONTROL },
		     { "core", VB_STREAM_CORE },
		     { "open", VB_STREAM_OPEN } };
	struct hash hash;

	pack_map(out, 4);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		offer_digest(q->node, space, rows[i].stream, &hash);
		pack_cstr(out, rows[i].name);
		view_hash(hash.b, out);
	}
}

int states_sum_pack(struct request *q, const struct node_space *space, struct buf *out)
{
	uint64_t entries = 0;
	uint64_t logs = 0;

	for (enum audience a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_OPEN; a++) {
		size_t count;
		const struct log_info *const *list =
			logs_in_stream(node_logs(q->node), space->number, a, &count);

		for (size_t i = 0; i < count; i++) {
			entries += list[i]->count;
			logs += list[i]->count > 0;
		}
	}
	pack_map(out, 5);
	pack_cstr(out, "control");
	pack_uint(out, space_count(space->space));
	pack_cstr(out, "digests");
	digests_pack(q, space, out);
	pack_cstr(out, "entries");
	pack_uint(out, entries);
	pack_cstr(out, "logs");
	pack_uint(out, logs);
	pack_cstr(out, "states");
	return states_pack(q, space, out);
}

int states_record_count(struct request *q, const struct node_space *space, uint64_t *out)
{
	struct figures *known = figures_of(q->states, space);
	uint64_t count = 0;

	if (space->hidden) {
		*out = 0;
		return 0;
	}
	for (int i = VB_AUDIENCE_ALL; i <= VB_AUDIENCE_CORE && !known->has_records; i++) {
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
	if (!known->has_records)
		known->records = count;
	known->has_records = true;
	*out = known->records;
	return 0;
}
