#include "tests/sim/secrecy.h"

#include "protocol/peer/have.h"
#include "protocol/peer/heads.h"
#include "protocol/peer/segment.h"
#include "store/haves.h"
#include "store/records.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool was_always(const struct plan *plan, uint32_t node, enum role role)
{
	return plan->roles[node] == role && !plan->is_touched[node];
}

static struct node_space *space_of(const struct plan *plan, uint32_t node)
{
	struct space_id id;

	if (hex_parse(plan->space, 64, id.b, sizeof(id.b)) != 0)
		return NULL;
	return node_space_find(plan->world.nodes[node].node, &id);
}

/* ---- on the way ---- */

static bool digests_tell(struct span payload)
{
	struct heads_items items;
	struct digest digest;

	if (digest_list_decode(payload, &items) != 0)
		return true;
	while (digest_list_next(&items, &digest))
		if (digest.stream == VB_STREAM_CORE)
			return true;
	return false;
}

static bool heads_tell(struct span payload)
{
	struct heads heads;

	return heads_decode(payload, &heads) != 0 || heads.stream == VB_STREAM_CORE;
}

static bool wants_tell(const struct plan *plan, uint32_t from, struct span payload)
{
	const struct logs *logs = node_logs(plan->world.nodes[from].node);
	struct heads_items items;
	struct want want;

	if (want_list_decode(payload, &items) != 0)
		return true;
	while (want_list_next(&items, &want)) {
		const struct log_info *log = logs_find(logs, &want.log);

		if (log && log->audience == VB_AUDIENCE_CORE)
			return true;
	}
	return false;
}

static bool segment_tells(struct span payload)
{
	struct segment segment;

	return segment_open(payload, &segment) != 0 || segment.audience == VB_AUDIENCE_CORE;
}

static bool have_tells(struct span payload)
{
	struct have have;

	return have_decode(payload, &have) != 0 || have.audience == VB_AUDIENCE_CORE;
}

void secrecy_look(struct plan *plan, uint32_t from, uint32_t to, struct span bytes)
{
	struct frame frame;
	bool tells = false;

	if (!was_always(plan, to, VB_ROLE_GUEST) || frame_decode(bytes, &frame) != 0)
		return;
	switch (frame.type) {
	case VB_FRAME_DIGEST:
		tells = digests_tell(frame.payload);
		break;
	case VB_FRAME_HEADS:
		tells = heads_tell(frame.payload);
		break;
	case VB_FRAME_WANT:
		tells = wants_tell(plan, from, frame.payload);
		break;
	case VB_FRAME_SEGMENT:
		tells = segment_tells(frame.payload);
		break;
	case VB_FRAME_HAVE:
		tells = have_tells(frame.payload);
		break;
	default:
		break;
	}
	if (tells)
		plan_fail(plan, "node %u tells guest %u of core in a %s", from, to,
		          frame_type_name(frame.type));
}

/* ---- at its place ---- */

static size_t logs_of(const struct plan *plan, uint32_t index, enum audience audience)
{
	size_t count = 0;

	(void)logs_in_stream(node_logs(plan->world.nodes[index].node),
	                     space_of(plan, index)->number, audience, &count);
	return count;
}

static bool has_haves(const struct plan *plan, uint32_t index, enum audience audience)
{
	struct haves_cursor c;
	struct node_id office;
	struct span statement;
	bool has_some;

	haves_open(&c, node_view(plan->world.nodes[index].node), space_of(plan, index)->number,
	           audience);
	has_some = haves_next(&c, &office, &statement);
	return haves_close(&c) != 0 || has_some;
}

static bool has_records(const struct plan *plan, uint32_t index, enum audience audience)
{
	struct records_cursor c;
	struct record_ref ref;
	struct span merged;
	bool has_some;

	records_open(&c, node_view(plan->world.nodes[index].node), space_of(plan, index)->number,
	             audience, NULL);
	has_some = records_next(&c, &ref, &merged);
	return records_close(&c) != 0 || has_some;
}

static bool has_key(const struct plan *plan, uint32_t index, enum audience audience)
{
	struct space *space = space_of(plan, index)->space;

	for (uint32_t i = 0; i < space_key_count(space, audience); i++)
		if (space_key_at(space, audience, i).slot != VB_VAULT_NO_SLOT)
			return true;
	return false;
}

void secrecy_check_open(struct plan *plan, uint32_t index)
{
	if (was_always(plan, index, VB_ROLE_GUEST)) {
		if (logs_of(plan, index, VB_AUDIENCE_CORE) > 0 ||
		    has_haves(plan, index, VB_AUDIENCE_CORE) ||
		    has_records(plan, index, VB_AUDIENCE_CORE) ||
		    has_key(plan, index, VB_AUDIENCE_CORE))
			plan_fail(plan, "guest %u holds something of core", index);
	} else if (was_always(plan, index, VB_ROLE_RELAY)) {
		for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++)
			if (has_records(plan, index, (enum audience)a) ||
			    has_key(plan, index, (enum audience)a))
				plan_fail(plan, "relay %u can read", index);
		if (logs_of(plan, index, VB_AUDIENCE_ALL) == 0)
			plan_fail(plan, "relay %u holds nothing", index);
	}
	world_turn(&plan->world, &plan->world.nodes[index]);
}

/* ---- in its files ---- */

static bool bytes_have(struct span bytes, const char *word)
{
	size_t size = strlen(word);
	const uint8_t *at = bytes.data;
	const uint8_t *end = bytes.data + bytes.size;

	while (at && (size_t)(end - at) >= size) {
		at = memchr(at, word[0], (size_t)(end - at) - size + 1);
		if (at && memcmp(at, word, size) == 0)
			return true;
		at = at ? at + 1 : NULL;
	}
	return false;
}

bool secrecy_file_has(const char *path, const char *word)
{
	size_t got;
	struct buf bytes;
	FILE *file = fopen(path, "rb");
	bool found;
	char block[65536];

	if (!file)
		return false;
	buf_init(&bytes, SIZE_MAX);
	while ((got = fread(block, 1, sizeof(block), file)) > 0)
		buf_put(&bytes, block, got);
	(void)fclose(file);
	found = bytes_have(buf_span(&bytes), word);
	buf_release(&bytes);
	return found;
}

void secrecy_check_files(struct plan *plan, uint32_t index)
{
	static const char *const for_nobody[] = { PLAN_INTERNAL, PLAN_PUBLIC, PLAN_COMMITTEE };
	bool is_relay = was_always(plan, index, VB_ROLE_RELAY);
	char path[192];

	snprintf(path, sizeof(path), "%s/data.mdb", plan->world.nodes[index].home);
	if (secrecy_file_has(path, PLAN_PERSON) || secrecy_file_has(path, PLAN_PERSON_WORD))
		plan_fail(plan, "a person stands in the files of node %u", index);
	if (!is_relay && !was_always(plan, index, VB_ROLE_GUEST))
		return;
	for (size_t i = 0; i < (is_relay ? 3 : 1); i++)
		if (secrecy_file_has(path, for_nobody[i]))
			plan_fail(plan, "\"%s\" stands in the files of %s %u", for_nobody[i],
			          is_relay ? "relay" : "guest", index);
	if (!is_relay && !secrecy_file_has(path, PLAN_COMMITTEE))
		plan_fail(plan, "guest %u does not know the name of the committee", index);
}
