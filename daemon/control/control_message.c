/* control_message: threads of messages, of a space or of one of its records; see control_calls.h.
 *
 * A thread inherits the audience of its record. Whoever answers a message writes into the thread in which it stands. */
#include "daemon/control/control_calls.h"
#include "daemon/control/delivery.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/given.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
#include "daemon/control/moved.h"
#include "daemon/control/persons.h"
#include "protocol/kinds/message.h"
#include "store/records.h"

/* Where messages go to or come from. */
struct thread {
	struct node_space *space;
	bool has_record; /* else the space's own thread */
	struct reference record;
	bool is_reply;
	struct reference answered; /* the message that is replied to */
};

/* From a message to the thread in which it stands. m: the message. */
static int thread_of_message(struct request *q, struct merged *m, struct thread *thread)
{
	const struct kind *kind = kind_by_number(VB_KIND_MESSAGE);
	struct record_ref ref;
	struct record_id id;
	struct pack_reader r;
	struct span value;
	int err;

	thread->is_reply = true;
	thread->answered = thread->record;
	thread->has_record = merged_value(m, kind_field_by_number(kind, VB_MESSAGE_TARGET), &value);
	if (!thread->has_record)
		return 0;
	unpack_init(&r, value);
	unpack_fixed(&r, id.b, sizeof(id.b));
	err = records_find(node_view(q->node), thread->space->number, &id, &ref, &value);
	if (err == 0)
		err = reference_load(q, &ref, m, &thread->record);
	return err;
}

static int thread_read(struct request *q, struct thread *thread)
{
	struct record_ref ref;
	struct merged m;
	struct span text;
	int err = request_text(q, "target", 2 * VB_HASH_BYTES, &text);

	*thread = (struct thread){ .space = NULL };
	if (err == 0)
		err = lookup_target(q, text, &thread->space, &ref);
	if (err != 0)
		return err;
	thread->has_record = ref.space != 0;
	if (!thread->has_record)
		return 0;
	merged_init(&m);
	err = reference_load(q, &ref, &m, &thread->record);
	if (err == 0 && thread->record.is_deleted)
		err = request_fail(q, VB_ERR_NOT_FOUND, "it was deleted");
	if (err == 0 && thread->record.kind == VB_KIND_MESSAGE)
		err = thread_of_message(q, &m, thread);
	merged_release(&m);
	return err;
}

/* What the message says, and where it stands. */
static int message_fill(struct draft *d, const struct thread *thread, struct span text)
{
	struct buf packed;
	int err;

	buf_init(&packed, VB_IPC_FRAME_MAX_BYTES);
	pack_str(&packed, text);
	err = draft_set(d, VB_MESSAGE_TEXT, buf_span(&packed));
	buf_release(&packed);
	if (err == 0 && thread->has_record)
		err = draft_refer(d, VB_MESSAGE_TARGET, &thread->record);
	if (err == 0 && thread->is_reply)
		err = draft_refer(d, VB_MESSAGE_IN_REPLY_TO, &thread->answered);
	return err;
}

int control_message_post(struct request *q)
{
	enum audience audience = VB_AUDIENCE_ALL;
	struct thread thread;
	struct span text;
	struct draft d;
	int err = thread_read(q, &thread);

	if (err == 0)
		err = request_text(q, "text", VB_TEXT_MAX_BYTES, &text);
	if (err != 0)
		return err;
	if (thread.is_reply)
		audience = thread.answered.audience;
	else if (thread.has_record)
		audience = thread.record.audience;
	draft_init(&d, q);
	err = draft_create(&d, thread.space, kind_by_number(VB_KIND_MESSAGE), audience);
	if (err == 0)
		err = message_fill(&d, &thread, text);
	if (err == 0)
		err = draft_finish(&d);
	if (err == 0)
		err = draft_write(&d);
	if (err == 0)
		request_answer_record(q, &d.id);
	draft_release(&d);
	return err;
}

/* What a list of messages needs to know of each. */
struct telling {
	struct request *q;
	struct kind_field target; /* of messages */
	struct merged person;
	struct view_writer writer;
	struct delivery delivery;
	struct view_arrival arrival;
};

/* True for a message in the space's own thread. */
static bool is_without_target(void *ctx, struct merged *m)
{
	const struct telling *t = ctx;
	struct span value;

	return !merged_value(m, &t->target, &value);
}

/* Tells of a message of this office who here wrote it, and where it has arrived. */
static void tell_more(void *ctx, const struct node_space *space, struct merged *m,
                      struct view_place *place)
{
	struct telling *t = ctx;

	if (persons_writer(t->q, space, m, &t->person, &t->writer))
		place->writer = &t->writer;
	if (delivery_look(&t->delivery, t->q, space, place->audience, m, &t->arrival))
		place->arrival = &t->arrival;
}

int control_message_list(struct request *q)
{
	const struct kind *kind = kind_by_number(VB_KIND_MESSAGE);
	struct telling t = { .q = q, .target = *kind_field_by_number(kind, VB_MESSAGE_TARGET) };
	struct listing listing = { .kind = VB_KIND_MESSAGE,
		                   .field = VB_MESSAGE_TARGET,
		                   .describe = tell_more,
		                   .ctx = &t };
	struct thread thread;
	int err = thread_read(q, &thread);

	if (err != 0)
		return err;
	listing.space = thread.space;
	if (thread.has_record) {
		listing.by = VB_LISTING_OF_PARENT;
		listing.parent = thread.record.id;
	} else {
		listing.by = VB_LISTING_OF_KIND;
		listing.is_wanted = is_without_target;
	}
	merged_init(&t.person);
	err = listing_answer(q, &listing);
	merged_release(&t.person);
	delivery_release(&t.delivery);
	return err;
}

/* ---- who has one of them ---- */

static void office_pack(const struct node_space *space, const struct node_id *office,
                        bool has_arrived, struct buf *out)
{
	pack_map(out, 3);
	pack_cstr(out, "arrived");
	pack_bool(out, has_arrived);
	pack_cstr(out, "id");
	view_node_id(office, out);
	pack_cstr(out, "name");
	pack_str(out, space_member(space->space, office)->card.name);
}

static void offices_pack(struct request *q, const struct node_space *space,
                         const struct record_ref *ref, const struct merged *m)
{
	const struct merged_log *creator = merged_creator(m);
	struct delivery d = { { NULL } };
	const struct reach *reach = delivery_reach(&d, q, space, ref->audience);
	struct arrival_count count = reach_of(reach, &creator->id, m->create_seq);

	pack_map(&q->result, 1);
	pack_cstr(&q->result, "items");
	pack_array(&q->result, count.offices);
	for (uint32_t i = 0; i < reach_count(reach); i++) {
		const struct node_id *office = reach_office(reach, i);

		if (!node_id_is_equal(office, &creator->author))
			office_pack(space, office, reach_has(reach, i, &creator->id, m->create_seq),
			            &q->result);
	}
	delivery_release(&d);
}

int control_message_offices(struct request *q)
{
	struct node_space *space;
	struct record_ref ref;
	struct merged m;
	struct span text, bytes;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_record(q, NULL, text, &ref);
	if (err == 0)
		err = records_get(node_view(q->node), &ref, &bytes);
	if (err != 0)
		return err;
	space = node_space_number(q->node, ref.space);
	merged_init(&m);
	err = merged_decode(&m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err == 0)
		err = moved_check(q, &ref, &m);
	if (err == 0 && (m.kind != VB_KIND_MESSAGE || merged_is_deleted(&m)))
		err = request_fail(q, VB_ERR_NOT_FOUND, "it is no message");
	if (err == 0 && space->archive) {
		pack_map(&q->result, 1);
		pack_cstr(&q->result, "items");
		pack_array(&q->result, 0);
	} else if (err == 0) {
		offices_pack(q, space, &ref, &m);
	}
	merged_release(&m);
	return err;
}
