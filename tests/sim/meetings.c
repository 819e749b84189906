#include "tests/sim/meetings.h"

#include "daemon/control/stages.h"
#include "daemon/control/veil.h"
#include "daemon/core/replaced.h"
#include "protocol/kind.h"
#include "protocol/kinds/agenda.h"
#include "protocol/kinds/edition.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/proposal.h"
#include "protocol/kinds/turnout.h"
#include "protocol/pack.h"
#include "store/index.h"
#include "store/records.h"
#include "tests/sim/verdict.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ITEMS_MAX 600u
#define EDITIONS_MAX 60u
#define RECORDS_MAX 600u
#define TEXT_BYTES (1u << 20)

/* One office while it is looked at. */
struct look {
	struct plan *plan;
	const struct meetings_question *question;
	struct node *node;
	struct node_space *space;
	struct merged m;
	struct buf all, members;
	struct agenda_item items[ITEMS_MAX];
	struct order_key keys[ITEMS_MAX];
	size_t item_count;
	struct edition editions[EDITIONS_MAX];
	size_t edition_count;
	struct invited_item invited[RECORDS_MAX];
	size_t invited_count;
	struct turnout_invitation invitations[RECORDS_MAX];
	size_t invitation_count;
	struct turnout_reply replies[RECORDS_MAX];
	size_t reply_count;
	bool is_contested;
};

typedef void child_fn(struct look *look, const struct record_ref *ref);

static void put(struct buf *out, const char *format, ...) __attribute__((format(printf, 2, 3)));

static void put(struct buf *out, const char *format, ...)
{
	char text[200];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	buf_put(out, text, strlen(text));
}

static void put_id(struct buf *out, const char *what, const struct record_id *id)
{
	char text[2 * VB_RECORD_ID_BYTES + 1];

	hex_format(id->b, sizeof(id->b), text);
	put(out, "%s %s\n", what, text);
}

/* ---- values ---- */

static bool value_of(const struct merged *m, uint32_t field, struct span *out)
{
	return merged_value(m, kind_field_by_number(kind_by_number(m->kind), field), out);
}

static struct record_id ref_of(const struct merged *m, uint32_t field)
{
	struct record_id id = { { 0 } };
	struct pack_reader r;
	struct span value;

	if (value_of(m, field, &value)) {
		unpack_init(&r, value);
		unpack_fixed(&r, id.b, sizeof(id.b));
	}
	return id;
}

static struct span text_of(const struct merged *m, uint32_t field)
{
	struct pack_reader r;
	struct span value;

	if (!value_of(m, field, &value))
		return span_of_str("");
	unpack_init(&r, value);
	return unpack_str(&r, SIZE_MAX);
}

/* ---- records ---- */

/* Reads a record as the office shows it; false: it is not there, deleted or hidden. */
static bool read_record(struct look *look, const struct record_ref *ref)
{
	struct span bytes;

	if (records_get(node_view(look->node), ref, &bytes) != 0 ||
	    merged_decode(&look->m, bytes) != 0 || veil_hides(look->node, ref) ||
	    merged_is_deleted(&look->m))
		return false;
	replaced_show(look->node, ref->space, &look->m);
	return true;
}

/* Each record of a kind that names another one in a field. */
static void each_child(struct look *look, const struct record_id *parent, uint32_t kind,
                       uint32_t field, child_fn *on_child)
{
	struct index_cursor c;
	struct record_ref ref;

	index_open_children(&c, node_view(look->node), look->space->number, parent, kind, field,
	                    NULL);
	while (index_next(&c, &ref))
		if (read_record(look, &ref))
			on_child(look, &ref);
	if (index_close(&c) != 0)
		plan_fail(look->plan, "node %u: its index cannot be read", look->question->node);
}

bool meetings_is_there(struct plan *plan, uint32_t node, const struct record_id *id)
{
	struct look *look = calloc(1, sizeof(*look));
	struct space_id space;
	struct record_ref ref;
	struct span bytes;
	bool is_there = false;

	if (look == NULL || hex_parse(plan->space, 64, space.b, sizeof(space.b)) != 0)
		abort();
	look->node = plan->world.nodes[node].node;
	look->space = node_space_find(look->node, &space);
	merged_init(&look->m);
	if (!verdict_may_be_erased(plan, id) &&
	    records_find(node_view(look->node), look->space->number, id, &ref, &bytes) == 0)
		is_there = read_record(look, &ref);
	merged_release(&look->m);
	free(look);
	return is_there;
}

/* ---- the agenda ---- */

static void add_item(struct look *look, const struct record_ref *ref)
{
	struct agenda_item *item = &look->items[look->item_count];
	struct order_key *key = &look->keys[look->item_count];
	struct span state = span_of(NULL, 0), order = span_of(NULL, 0), value;
	struct pack_reader r;

	if (look->item_count == ITEMS_MAX)
		return;
	look->item_count++;
	*item = (struct agenda_item){ .id = ref->id, .audience = ref->audience };
	item->parent = ref_of(&look->m, VB_AGENDA_ITEM_PARENT);
	item->proposal = ref_of(&look->m, VB_AGENDA_ITEM_PROPOSAL);
	(void)value_of(&look->m, VB_AGENDA_ITEM_STATE, &state);
	item->is_counted = agenda_is_counted(false, state);
	if (value_of(&look->m, VB_AGENDA_ITEM_ORDER, &value)) {
		unpack_init(&r, value);
		order = unpack_bin(&r, 0, sizeof(key->b));
	}
	if (order.size > 0)
		memcpy(key->b, order.data, order.size);
	item->order = span_of(key->b, order.size);
}

/* The agenda as the office told it: "number id" a line. */
static void tell(struct span told, struct buf *out)
{
	struct pack_reader r;

	unpack_init(&r, told);
	for (uint32_t pairs = unpack_map(&r, 10); pairs > 0; pairs--) {
		if (!span_is_equal(unpack_str(&r, 20), span_of_str("items"))) {
			(void)unpack_any(&r);
			continue;
		}
		for (uint32_t items = unpack_array(&r, 1000); items > 0; items--) {
			struct span id = { 0 }, number = { 0 };

			for (uint32_t keys = unpack_map(&r, 30); keys > 0; keys--) {
				struct span key = unpack_str(&r, 30);

				if (span_is_equal(key, span_of_str("id")))
					id = unpack_str(&r, 64);
				else if (span_is_equal(key, span_of_str("number")))
					number = unpack_str(&r, 200);
				else
					(void)unpack_any(&r);
			}
			unpack_end(&r);
			put(out, "%.*s %.*s\n", (int)number.size, (const char *)number.data,
			    (int)id.size, (const char *)id.data);
		}
	}
}

/* No two items that are shown are of one proposal. */
static bool is_twice(const struct look *look, size_t index)
{
	const struct agenda_item *item = &look->items[index];

	for (size_t i = 0; i < index; i++)
		if (!record_id_is_zero(&item->proposal) &&
		    record_id_is_zero(&look->items[i].twin) &&
		    record_id_is_equal(&look->items[i].proposal, &item->proposal))
			return true;
	return false;
}

static void find_agenda(struct look *look)
{
	struct buf told, found;
	char number[VB_AGENDA_NUMBER_BYTES];
	char id[2 * VB_RECORD_ID_BYTES + 1];

	each_child(look, &look->question->meeting, VB_KIND_AGENDA_ITEM, VB_AGENDA_ITEM_MEETING,
	           add_item);
	for (size_t i = 0; i < look->item_count / 2; i++) {
		struct agenda_item swapped = look->items[i];

		look->items[i] = look->items[look->item_count - 1 - i];
		look->items[look->item_count - 1 - i] = swapped;
	}
	agenda_sort(look->items, look->item_count);
	buf_init(&told, TEXT_BYTES);
	buf_init(&found, TEXT_BYTES);
	tell(look->question->told, &told);
	for (size_t i = 0; i < look->item_count; i++) {
		const struct agenda_item *item = &look->items[i];

		if (!record_id_is_zero(&item->twin)) {
			world_count(&look->plan->world, TOLL_ACCEPTED_TWICE);
			continue;
		}
		if (is_twice(look, i))
			plan_fail(look->plan, "node %u: a proposal stands on an agenda twice",
			          look->question->node);
		agenda_number_format(item, number);
		hex_format(item->id.b, sizeof(item->id.b), id);
		put(&found, "%s %s\n", number, id);
		if (item->depth > 0 && item->audience == VB_AUDIENCE_ALL)
			put(&look->all, "%s %s\n", number, id);
	}
	if (!span_is_equal(buf_span(&told), buf_span(&found)))
		plan_fail(look->plan, "node %u tells another agenda than its records give",
		          look->question->node);
	buf_put(&look->members, told.data, told.size);
	buf_release(&told);
	buf_release(&found);
}

/* Every item that was acknowledged, and that nobody deleted since, is on the agenda it was made for. */
static void check_items(struct look *look)
{
	const struct plan *plan = look->plan;

	for (uint32_t w = 0; w < plan->write_count; w++) {
		const struct write *write = &plan->writes[w];
		bool is_there = false;

		if (write->kind != VB_KIND_AGENDA_ITEM || !write->is_acknowledged ||
		    plan->is_touched[write->node] ||
		    !record_id_is_equal(&write->about, &look->question->meeting) ||
		    (write->is_internal && !look->question->is_member) ||
		    !meetings_is_there(look->plan, look->question->node, &write->record))
			continue;
		for (size_t i = 0; i < look->item_count; i++)
			is_there =
				is_there || record_id_is_equal(&look->items[i].id, &write->record);
		if (!is_there)
			plan_fail(look->plan, "node %u: an item of node %u is not on its agenda",
			          look->question->node, write->node);
	}
}

/* ---- the state, and the agenda as invited ---- */

static void find_stage(struct look *look)
{
	enum stage stages[VB_STAGE_COUNT];
	struct record_ref ref = { .space = look->space->number, .id = look->question->meeting };
	size_t count = read_record(look, &ref) ? stages_own(&look->m, stages) : 0;

	put(&look->all, "%s\n", stage_word(stage_settle(stages, count)));
	look->is_contested = stage_is_contested(stages, count);
	if (look->is_contested)
		world_count(&look->plan->world, TOLL_CONTESTED);
}

static void add_edition(struct look *look, const struct record_ref *ref)
{
	if (look->edition_count < EDITIONS_MAX && !verdict_may_be_erased(look->plan, &ref->id))
		look->editions[look->edition_count++] = (struct edition){ .id = ref->id };
}

static void add_invited(struct look *look, const struct record_ref *ref)
{
	struct pack_reader r;
	struct span value;

	if (look->invited_count == RECORDS_MAX)
		return;
	look->invited[look->invited_count] = (struct invited_item){
		.id = ref->id,
		.edition = ref_of(&look->m, VB_INVITED_ITEM_EDITION),
		.agenda_item = ref_of(&look->m, VB_INVITED_ITEM_AGENDA_ITEM),
		.tag = ref->audience,
	};
	if (value_of(&look->m, VB_INVITED_ITEM_PLACE, &value)) {
		unpack_init(&r, value);
		look->invited[look->invited_count].place = (uint32_t)unpack_uint(&r, UINT32_MAX);
	}
	look->invited_count++;
}

/* What somebody invited to is there as a whole, or not at all. */
static void check_whole(struct look *look, const struct record_id *edition, size_t count)
{
	for (uint32_t w = 0; w < look->plan->write_count; w++) {
		const struct write *write = &look->plan->writes[w];

		if (write->kind == VB_KIND_AGENDA_EDITION && write->is_acknowledged &&
		    !look->plan->is_touched[write->node] &&
		    record_id_is_equal(&write->record, edition) && write->number != count)
			plan_fail(look->plan,
			          "node %u: of an agenda as invited %u of %u items are there",
			          look->question->node, (unsigned)count, write->number);
	}
}

static void find_editions(struct look *look)
{
	size_t count;

	each_child(look, &look->question->meeting, VB_KIND_AGENDA_EDITION,
	           VB_AGENDA_EDITION_MEETING, add_edition);
	for (size_t i = 0; i < look->edition_count; i++) {
		size_t had = look->invited_count;

		each_child(look, &look->editions[i].id, VB_KIND_INVITED_ITEM,
		           VB_INVITED_ITEM_EDITION, add_invited);
		if (look->question->is_member)
			check_whole(look, &look->editions[i].id, look->invited_count - had);
	}
	count = edition_list(look->editions, look->edition_count, look->invited,
	                     look->invited_count);
	for (size_t i = 0; i < look->edition_count; i++)
		put_id(&look->all, "edition", &look->editions[i].id);
	for (size_t i = 0; i < count; i++) {
		const struct invited_item *item = &look->invited[i];

		put(&look->members, "%u ", item->number);
		put_id(&look->members, "invited", &item->agenda_item);
		if (item->tag == VB_AUDIENCE_ALL)
			put_id(&look->all, "invited", &item->agenda_item);
	}
}

/* ---- who was reached, who comes ---- */

static void add_invitation(struct look *look, const struct record_ref *ref)
{
	(void)ref;
	if (look->invitation_count < RECORDS_MAX)
		look->invitations[look->invitation_count++] =
			(struct turnout_invitation){ .seat = ref_of(&look->m,
			                                            VB_INVITATION_MEMBERSHIP),
			                             .delivery = VB_DELIVERY_WAITING };
}

static void add_reply(struct look *look, const struct record_ref *ref)
{
	static const char *const answers[] = { "", "accepted", "declined", "tentative",
		                               "delegated" };
	struct span answer = text_of(&look->m, VB_REPLY_ANSWER);
	struct turnout_reply *reply = &look->replies[look->reply_count];

	if (look->reply_count == RECORDS_MAX)
		return;
	*reply = (struct turnout_reply){ .id = ref->id,
		                         .seat = ref_of(&look->m, VB_REPLY_MEMBERSHIP),
		                         .author = merged_creator(&look->m)->author,
		                         .role = VB_ROLE_GUEST,
		                         .hlc = { get_be64(ref->id.b) } };
	for (uint32_t i = 0; i < 3; i++)
		if (node_id_is_equal(&reply->author, &look->plan->world.nodes[i].id))
			reply->role = VB_ROLE_STEWARD;
	for (unsigned i = 1; i < VB_ANSWER_COUNT; i++)
		if (span_is_equal(answer, span_of_str(answers[i])))
			reply->answer = (enum turnout_answer)i;
	look->reply_count++;
}

static void find_turnout(struct look *look)
{
	const struct meetings_question *question = look->question;
	struct turnout_seat seats[16];
	struct turnout sums;

	each_child(look, &question->meeting, VB_KIND_INVITATION, VB_INVITATION_MEETING,
	           add_invitation);
	each_child(look, &question->meeting, VB_KIND_REPLY, VB_REPLY_MEETING, add_reply);
	for (uint32_t i = 0; i < question->seat_count && i < 16; i++)
		seats[i] = (struct turnout_seat){ .seat = question->seats[i].id,
			                          .office = question->seats[i].office };
	sums = turnout_find(seats, question->seat_count, look->invitations, look->invitation_count,
	                    look->replies, look->reply_count);
	for (uint32_t i = 0; i < question->seat_count; i++)
		put(&look->all, "seat %d %d\n", seats[i].delivery, seats[i].answer);
	put(&look->all, "accepted %u of %u\n", sums.answers[VB_ANSWER_ACCEPTED],
	    sums.deliveries[VB_DELIVERY_WAITING]);
}

/* ---- proposals ---- */

static void add_proposal(struct look *look, const struct record_ref *ref)
{
	struct span word = text_of(&look->m, VB_PROPOSAL_STATE);
	size_t accepted = 0, declined = 0;

	for (size_t i = 0; i < look->item_count; i++) {
		if (!record_id_is_equal(&look->items[i].proposal, &ref->id))
			continue;
		accepted += look->items[i].is_counted;
		declined += !look->items[i].is_counted;
	}
	put_id(&look->members, proposal_state_word(proposal_settle(word, accepted, declined)),
	       &ref->id);
}

void meetings_find(struct plan *plan, const struct meetings_question *question,
                   struct meetings_facts *out)
{
	struct look *look = calloc(1, sizeof(*look));
	struct space_id space;

	if (look == NULL || hex_parse(plan->space, 64, space.b, sizeof(space.b)) != 0)
		abort();
	look->plan = plan;
	look->question = question;
	look->node = plan->world.nodes[question->node].node;
	look->space = node_space_find(look->node, &space);
	merged_init(&look->m);
	buf_init(&look->all, TEXT_BYTES);
	buf_init(&look->members, TEXT_BYTES);
	find_agenda(look);
	check_items(look);
	find_stage(look);
	find_editions(look);
	find_turnout(look);
	each_child(look, &question->meeting, VB_KIND_PROPOSAL, VB_PROPOSAL_MEETING, add_proposal);
	*out = (struct meetings_facts){ .has_members = question->is_member };
	crypt_hash(buf_span(&look->all), &out->all);
	crypt_hash(buf_span(&look->members), &out->members);
	buf_release(&look->all);
	buf_release(&look->members);
	merged_release(&look->m);
	free(look);
	world_turn(&plan->world, &plan->world.nodes[question->node]);
}
