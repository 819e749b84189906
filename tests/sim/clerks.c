#include "tests/sim/clerks.h"

#include "protocol/kind_row.h"
#include "protocol/node_id.h"
#include "protocol/pack.h"
#include "tests/sim/ask.h"
#include "tests/sim/meetings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NODES_WITH_SEATS 4u
#define INVITED_MAX 8u

struct clerks {
	struct meetings_seat seats[NODES_WITH_SEATS];
	uint32_t nodes[NODES_WITH_SEATS]; /* that answer for them */
	struct buf told;                  /* what an office said of an agenda */
	bool is_told;
};

/* ---- requests ---- */

static void ask_id(struct buf *b, const char *key, const struct record_id *id)
{
	char text[2 * VB_RECORD_ID_BYTES + 1];

	hex_format(id->b, sizeof(id->b), text);
	ask_text(b, key, text);
}

/* A create with the fields that follow. */
static void ask_create(struct buf *b, bool has_internal, uint32_t fields)
{
	ask_begin(b, has_internal ? 4 : 3);
	pack_cstr(b, "fields");
	pack_map(b, fields);
}

/* Ends it. True: it was acknowledged, as the last write. */
static bool create_end(struct plan *plan, struct buf *b, const char *kind, uint32_t node,
                       const struct write *write)
{
	ask_text(b, "kind", kind);
	ask_text(b, "space", plan->space);
	return ask_end(plan, b, "record.create", node, write);
}

static const struct record_id *made(const struct plan *plan)
{
	return &plan->writes[plan->write_count - 1].record;
}

/* Some record of a kind that somebody made; about: of this meeting, NULL: any. by: of this node, UINT32_MAX: any. NULL: none. */
static const struct write *some(struct plan *plan, uint32_t kind, const struct record_id *about,
                                uint32_t by)
{
	const struct write *found = NULL;
	uint32_t count = 0;

	for (uint32_t i = 0; i < plan->write_count; i++) {
		const struct write *write = &plan->writes[i];

		if (write->kind != kind || !write->is_acknowledged ||
		    (by != UINT32_MAX && write->node != by) ||
		    (about != NULL && !record_id_is_equal(&write->about, about)))
			continue;
		if (world_random(&plan->world, ++count) == 0)
			found = write;
	}
	return found;
}

/* ---- seats ---- */

/* The organization that a node answers for, and its seat. */
static void seat_make(struct plan *plan, uint32_t index, uint32_t node)
{
	struct meetings_seat *seat = &plan->clerks->seats[index];
	char id[VB_NODE_ID_TEXT_BYTES];
	char name[40];
	struct buf b;

	node_id_format(&plan->world.nodes[node].id, id);
	snprintf(name, sizeof(name), "Stelle %u", node);
	ask_create(&b, false, 2);
	ask_text(&b, "name", name);
	ask_text(&b, "node", id);
	if (!create_end(plan, &b, "organization", 0, &(struct write){ .is_create = true }))
		plan_fail(plan, "no organization");
	ask_create(&b, false, 1);
	ask_id(&b, "onBehalfOf", made(plan));
	if (!create_end(plan, &b, "membership", 0, &(struct write){ .is_create = true }))
		plan_fail(plan, "no seat");
	seat->id = *made(plan);
	seat->office = plan->world.nodes[node].id;
	plan->clerks->nodes[index] = node;
}

void clerks_open(struct plan *plan)
{
	static const uint32_t nodes[NODES_WITH_SEATS] = { 0, 1, 4, 5 };

	plan->clerks = calloc(1, sizeof(*plan->clerks));
	if (plan->clerks == NULL)
		abort();
	buf_init(&plan->clerks->told, VB_IPC_FRAME_MAX_BYTES);
	plan->writes[plan->planning].kind = VB_KIND_MEETING;
	for (uint32_t i = 0; i < NODES_WITH_SEATS; i++)
		seat_make(plan, i, nodes[i] % plan->world.node_count);
	world_run_until(&plan->world, plan->world.now_ms + 5000);
}

void clerks_close(struct plan *plan)
{
	if (plan->clerks == NULL)
		return;
	buf_release(&plan->clerks->told);
	free(plan->clerks);
	plan->clerks = NULL;
}

/* ---- the agenda ---- */

static void call_meeting(struct plan *plan, uint32_t node)
{
	char name[40];
	struct buf b;

	snprintf(name, sizeof(name), "Sitzung %u", plan->write_count);
	ask_create(&b, false, 3);
	ask_text(&b, "name", name);
	pack_cstr(&b, "start");
	pack_uint(&b, UINT64_C(1796148000000) + world_random(&plan->world, 1000000));
	ask_text(&b, "state", "planned");
	(void)create_end(plan, &b, "meeting", node,
	                 &(struct write){ .node = node,
	                                  .is_create = true,
	                                  .kind = VB_KIND_MEETING,
	                                  .toll = TOLL_MEETING });
}

/* Adds an item; proposal: of this one, NULL: one of its own. */
static void add(struct plan *plan, uint32_t node, const struct record_id *meeting,
                const struct record_id *proposal)
{
	const struct write *above = world_chance(&plan->world, 25)
	                                    ? some(plan, VB_KIND_AGENDA_ITEM, meeting, UINT32_MAX)
	                                    : NULL;
	bool is_internal = world_chance(&plan->world, 25);
	struct write write = { .node = node,
		               .is_create = true,
		               .is_internal = is_internal,
		               .kind = VB_KIND_AGENDA_ITEM,
		               .about = *meeting,
		               .toll = proposal != NULL ? TOLL_ACCEPTED : TOLL_NONE };
	char name[64];
	struct buf b;

	snprintf(name, sizeof(name), "%s %u", is_internal ? PLAN_INTERNAL : PLAN_PUBLIC,
	         plan->write_count);
	ask_begin(&b, 3);
	pack_cstr(&b, "fields");
	pack_map(&b, 1u + (above != NULL) + (proposal != NULL));
	ask_text(&b, "name", name);
	if (above != NULL)
		ask_id(&b, "parent", &above->record);
	if (proposal != NULL)
		ask_id(&b, "proposal", proposal);
	pack_cstr(&b, "internal");
	pack_bool(&b, is_internal);
	ask_id(&b, "meeting", meeting);
	(void)ask_end(plan, &b, "agenda.add", node, &write);
}

/* Puts an item behind another one, or makes it a part of it. */
static void move(struct plan *plan, uint32_t node, const struct record_id *meeting)
{
	const struct write *item = some(plan, VB_KIND_AGENDA_ITEM, meeting, UINT32_MAX);
	const struct write *other = some(plan, VB_KIND_AGENDA_ITEM, meeting, UINT32_MAX);
	struct write write = { .node = node, .toll = TOLL_ITEM_MOVED };
	bool is_part = world_chance(&plan->world, 30);
	struct buf b;

	if (item == NULL || item == other)
		return;
	ask_begin(&b, 2);
	if (is_part) {
		pack_cstr(&b, "fields");
		pack_map(&b, 1);
		ask_id(&b, "parent", &other->record);
	} else {
		ask_id(&b, "after", &other->record);
	}
	ask_id(&b, "id", &item->record);
	(void)ask_end(plan, &b, is_part ? "record.edit" : "agenda.move", node, &write);
}

static void propose(struct plan *plan, uint32_t node, const struct record_id *meeting)
{
	char name[64];
	struct buf b;

	snprintf(name, sizeof(name), "Vorschlag %u", plan->write_count);
	ask_begin(&b, 2);
	pack_cstr(&b, "fields");
	pack_map(&b, 1);
	ask_text(&b, "name", name);
	ask_id(&b, "meeting", meeting);
	(void)ask_end(plan, &b, "agenda.propose", node,
	              &(struct write){ .node = node,
	                               .is_create = true,
	                               .kind = VB_KIND_PROPOSAL,
	                               .about = *meeting,
	                               .toll = TOLL_PROPOSED });
}

static void accept(struct plan *plan, uint32_t node, const struct record_id *meeting)
{
	const struct write *proposal = some(plan, VB_KIND_PROPOSAL, meeting, UINT32_MAX);

	if (proposal != NULL)
		add(plan, node, meeting, &proposal->record);
}

static void decline(struct plan *plan, uint32_t node, const struct record_id *meeting)
{
	bool is_item = world_chance(&plan->world, 40);
	const struct write *record =
		some(plan, is_item ? VB_KIND_AGENDA_ITEM : VB_KIND_PROPOSAL, meeting, UINT32_MAX);
	struct buf b;

	if (record == NULL)
		return;
	ask_begin(&b, 2);
	pack_cstr(&b, "fields");
	pack_map(&b, 2);
	ask_text(&b, "result", "nicht zuständig");
	ask_text(&b, "state", "declined");
	ask_id(&b, "id", &record->record);
	(void)ask_end(plan, &b, "record.edit", node,
	              &(struct write){ .node = node, .toll = TOLL_DECLINED });
}

/* ---- the meeting ---- */

/* One part of what an office writes together: a new record that names the edition. */
static void invited_item(struct buf *b, const struct write *item, uint32_t place)
{
	pack_map(b, 3);
	pack_cstr(b, "fields");
	pack_map(b, 3);
	ask_id(b, "agendaItem", &item->record);
	pack_cstr(b, "edition");
	pack_map(b, 1);
	ask_text(b, "as", "edition");
	pack_cstr(b, "place");
	pack_uint(b, place);
	pack_cstr(b, "internal");
	pack_bool(b, item->is_internal);
	ask_text(b, "kind", "invitedItem");
}

static void invitation(struct buf *b, const struct record_id *meeting, const struct record_id *seat)
{
	pack_map(b, 2);
	pack_cstr(b, "fields");
	pack_map(b, 3);
	ask_id(b, "meeting", meeting);
	ask_id(b, "membership", seat);
	ask_text(b, "state", "waiting");
	ask_text(b, "kind", "invitation");
}

/* Freezes the agenda as far as this office made it: an edition with its items, an invitation a seat, the state, all at once. */
static void invite(struct plan *plan, uint32_t node, const struct record_id *meeting)
{
	const struct write *items[INVITED_MAX];
	uint32_t count = 0;
	struct buf b;

	for (uint32_t i = 0; i < plan->write_count && count < INVITED_MAX; i++) {
		const struct write *write = &plan->writes[i];

		if (write->kind == VB_KIND_AGENDA_ITEM && write->is_acknowledged &&
		    write->node == node && record_id_is_equal(&write->about, meeting))
			items[count++] = write;
	}
	ask_begin(&b, 2);
	pack_cstr(&b, "items");
	pack_array(&b, 2 + count + NODES_WITH_SEATS);
	pack_map(&b, 3);
	ask_text(&b, "as", "edition");
	pack_cstr(&b, "fields");
	pack_map(&b, 1);
	ask_id(&b, "meeting", meeting);
	ask_text(&b, "kind", "agendaEdition");
	for (uint32_t i = 0; i < count; i++)
		invited_item(&b, items[i], i + 1);
	for (uint32_t i = 0; i < NODES_WITH_SEATS; i++)
		invitation(&b, meeting, &plan->clerks->seats[i].id);
	pack_map(&b, 2);
	pack_cstr(&b, "fields");
	pack_map(&b, 1);
	ask_text(&b, "state", "invited");
	ask_id(&b, "id", meeting);
	ask_text(&b, "space", plan->space);
	(void)ask_end(plan, &b, "record.batch", node,
	              &(struct write){ .node = node,
	                               .is_create = true,
	                               .kind = VB_KIND_AGENDA_EDITION,
	                               .number = count,
	                               .about = *meeting,
	                               .toll = TOLL_INVITED });
}

static void reply(struct plan *plan, const struct record_id *meeting)
{
	static const char *const answers[] = { "accepted", "declined", "tentative", "delegated" };
	uint32_t seat = world_random(&plan->world, NODES_WITH_SEATS);
	/* Sometimes an office in charge enters it. */
	uint32_t node = world_chance(&plan->world, 80) ? plan->clerks->nodes[seat]
	                                               : world_random(&plan->world, 3);
	struct buf b;

	if (!plan->world.nodes[node].node)
		return;
	ask_create(&b, false, 3);
	ask_text(&b, "answer", answers[world_random(&plan->world, 4)]);
	ask_id(&b, "meeting", meeting);
	ask_id(&b, "membership", &plan->clerks->seats[seat].id);
	(void)create_end(plan, &b, "reply", node,
	                 &(struct write){ .node = node,
	                                  .is_create = true,
	                                  .kind = VB_KIND_REPLY,
	                                  .about = *meeting,
	                                  .toll = TOLL_REPLIED });
}

static void set_state(struct plan *plan, uint32_t node, const struct record_id *meeting)
{
	static const char *const states[] = { "invited", "open",      "interrupted", "open",
		                              "closed",  "adjourned", "cancelled",   "planned" };
	struct buf b;

	ask_begin(&b, 2);
	pack_cstr(&b, "fields");
	pack_map(&b, 1);
	ask_text(&b, "state", states[world_random(&plan->world, 8)]);
	ask_id(&b, "id", meeting);
	(void)ask_end(plan, &b, "record.edit", node,
	              &(struct write){ .node = node, .toll = TOLL_STATE });
}

void clerks_act(struct plan *plan, uint32_t node)
{
	const struct write *meeting = some(plan, VB_KIND_MEETING, NULL, UINT32_MAX);
	uint32_t what = world_random(&plan->world, 24);

	if (meeting == NULL || (what == 0 && world_chance(&plan->world, 50)))
		call_meeting(plan, node);
	else if (what <= 5)
		add(plan, node, &meeting->record, NULL);
	else if (what <= 9)
		move(plan, node, &meeting->record);
	else if (what <= 12)
		propose(plan, node, &meeting->record);
	else if (what <= 16)
		accept(plan, node, &meeting->record);
	else if (what == 17)
		decline(plan, node, &meeting->record);
	else if (what == 18)
		invite(plan, node, &meeting->record);
	else if (what <= 20)
		reply(plan, &meeting->record);
	else
		set_state(plan, node, &meeting->record);
}

/* ---- what follows ---- */

void clerks_on_agenda(struct plan *plan, const struct world_node *asker, int err,
                      struct span result)
{
	if (err != 0)
		plan_fail(plan, "node %u does not tell its agenda: %s", asker->index,
		          err_name(err));
	buf_clear(&plan->clerks->told);
	buf_put(&plan->clerks->told, result.data, result.size);
	plan->clerks->is_told = err == 0;
}

/* Asks an office for its agenda of a meeting. */
static bool ask_agenda(struct plan *plan, uint32_t node, const struct record_id *meeting)
{
	struct buf b;

	plan->clerks->is_told = false;
	ask_begin(&b, 2);
	pack_cstr(&b, "limit");
	pack_uint(&b, 1000);
	ask_id(&b, "meeting", meeting);
	(void)ask_end(plan, &b, "agenda.list", node,
	              &(struct write){ .node = node, .is_told = true });
	return plan->clerks->is_told;
}

/* Compares what follows of one meeting at all offices. */
static void check_meeting(struct plan *plan, const struct write *meeting)
{
	struct meetings_facts first = { .has_members = false }, facts;
	struct meetings_question question = { .meeting = meeting->record,
		                              .seats = plan->clerks->seats,
		                              .seat_count = NODES_WITH_SEATS };

	for (uint32_t i = 0; i < plan->world.node_count && !plan->result->failure[0]; i++) {
		if (plan->roles[i] < VB_ROLE_GUEST || plan->world.nodes[i].is_hostile)
			continue;
		question.node = i;
		question.is_member = plan->roles[i] >= VB_ROLE_MEMBER;
		if (!ask_agenda(plan, i, &meeting->record))
			return;
		question.told = buf_span(&plan->clerks->told);
		meetings_find(plan, &question, &facts);
		if (i == 0)
			first = facts;
		if (memcmp(first.all.b, facts.all.b, sizeof(first.all.b)) != 0)
			plan_fail(plan, "node %u: of a meeting something else follows for all", i);
		if (question.is_member &&
		    memcmp(first.members.b, facts.members.b, sizeof(first.members.b)) != 0)
			plan_fail(plan, "node %u: of a meeting something else follows for members",
			          i);
	}
}

void clerks_check(struct plan *plan)
{
	uint32_t count = plan->write_count;

	for (uint32_t i = 0; i < count && !plan->result->failure[0]; i++) {
		const struct write *write = &plan->writes[i];

		if (write->kind == VB_KIND_MEETING && write->is_acknowledged &&
		    meetings_is_there(plan, 0, &write->record))
			check_meeting(plan, write);
	}
}
