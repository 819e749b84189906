#include "tests/sim/ask.h"

#include "protocol/pack.h"
#include "tests/sim/clerks.h"
#include "tests/sim/papers.h"

#include <assert.h>
#include <string.h>

void ask_begin(struct buf *b, uint32_t args)
{
	buf_init(b, VB_IPC_FRAME_MAX_BYTES);
	pack_map(b, 3);
	pack_cstr(b, "args");
	pack_map(b, args);
}

void ask_text(struct buf *b, const char *key, const char *value)
{
	pack_cstr(b, key);
	pack_cstr(b, value);
}

bool ask_end(struct plan *plan, struct buf *b, const char *call, uint32_t node,
             const struct write *write)
{
	uint64_t id = plan->write_count;

	assert(plan->write_count < PLAN_WRITES_MAX);
	plan->writes[plan->write_count++] = *write;
	ask_text(b, "call", call);
	pack_cstr(b, "id");
	pack_uint(b, id);
	assert(!b->err);
	world_request(&plan->world, node, buf_span(b));
	buf_release(b);
	return plan->writes[id].is_acknowledged;
}

/* The first of several ids. */
static struct span first_of(struct pack_reader *r)
{
	struct span first = { 0 };

	for (uint32_t left = unpack_array(r, 1000); left > 0; left--) {
		struct span id = unpack_str(r, 64);

		if (first.size == 0)
			first = id;
	}
	return first;
}

static void read_id(struct plan *plan, struct write *write, uint64_t request, struct span result)
{
	struct pack_reader r;
	struct span last = { 0 };
	struct span text = { 0 };

	unpack_init(&r, result);
	for (uint32_t pairs = unpack_map(&r, 16); pairs > 0; pairs--)
		if (span_is_equal(unpack_str_key(&r, &last), span_of_str("id")))
			text = unpack_str(&r, 64);
		else if (span_is_equal(last, span_of_str("ids")))
			text = first_of(&r);
		else
			(void)unpack_any(&r);
	if (request == plan->founding && text.size == 64)
		memcpy(plan->space, text.data, text.size);
	else if (text.size == 32 &&
	         hex_parse((const char *)text.data, text.size, write->record.b, 16) != 0)
		plan_fail(plan, "an answer names no record");
	if (request == plan->planning && text.size == 32)
		memcpy(plan->meeting, text.data, text.size);
}

static bool is_damage(int err)
{
	return err == VB_ERR_STORE_CORRUPT || err == VB_ERR_IO || err == VB_ERR_MALFORMED ||
	       err == VB_ERR_UNKNOWN_CALL || err == VB_ERR_USAGE || err == VB_ERR_MISSING_VALUE ||
	       err == VB_ERR_DENIED;
}

static bool is_anybody_down(const struct world *world)
{
	for (uint32_t i = 0; i < world->node_count; i++)
		if (!world->nodes[i].node)
			return true;
	return false;
}

static bool is_parted(const struct world *world)
{
	for (uint32_t i = 1; i < world->node_count; i++)
		if (world->nodes[i].island != world->nodes[0].island)
			return true;
	return false;
}

/* Counts what was acknowledged, and while what it was. */
static void note_done(struct plan *plan, enum toll toll)
{
	struct world *world = &plan->world;

	world_count(world, toll);
	if (toll == TOLL_DOCUMENT_ERASED)
		world_count(world, TOLL_ERASED);
	if ((toll == TOLL_ERASED || toll == TOLL_DOCUMENT_ERASED) &&
	    (is_anybody_down(world) || is_parted(world)))
		world_count(world, TOLL_ERASED_AWAY);
	if ((toll == TOLL_DISMISSED || toll == TOLL_ROLE) && is_parted(world))
		world_count(world, TOLL_GOVERNED_PARTED);
}

void ask_on_answer(struct world *world, struct world_node *asker, uint64_t request, int err,
                   struct span result)
{
	struct plan *plan = (struct plan *)(void *)world;
	struct write *write = &plan->writes[request];

	if (write->is_reading) {
		papers_on_piece(plan, asker, write, err, result);
		return;
	}
	if (write->is_told) {
		clerks_on_agenda(plan, asker, err, result);
		return;
	}
	if (err) {
		plan->result->refused++;
		if (is_damage(err))
			plan_fail(plan, "node %u answers %s to request %llu", asker->index,
			          err_name(err), (unsigned long long)request);
		return;
	}
	write->is_acknowledged = true;
	plan->result->acknowledged++;
	note_done(plan, write->toll);
	if (write->is_erase)
		return;
	read_id(plan, write, request, result);
}
