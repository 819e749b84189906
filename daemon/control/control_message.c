/* control_message: threads of messages, of a space or of one of its records; see control_calls.h.
 *
 * A thread inherits the audience of its record. Whoever answers a message writes into the thread in which it stands. */
#include "daemon/control/control_calls.h"
#include "daemon/control/draft.h"
#include "daemon/control/given.h"
#include "daemon/control/listing.h"
#include "daemon/control/lookup.h"
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
};

/* True for a message in the space's own thread. */
static bool is_without_target(void *ctx, struct merged *m)
{
	const struct telling *t = ctx;
	struct span value;

	return !merged_value(m, &t->target, &value);
}

/* Tells who wrote a message, if it was somebody here. */
static void tell_writer(void *ctx, const struct node_space *space, const struct merged *m,
                        struct view_place *place)
{
	struct telling *t = ctx;

	if (persons_writer(t->q, space, m, &t->person, &t->writer))
		place->writer = &t->writer;
}

int control_message_list(struct request *q)
{
	const struct kind *kind = kind_by_number(VB_KIND_MESSAGE);
	struct telling t = { .q = q, .target = *kind_field_by_number(kind, VB_MESSAGE_TARGET) };
	struct listing listing = { .kind = VB_KIND_MESSAGE,
		                   .field = VB_MESSAGE_TARGET,
		                   .describe = tell_writer,
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
	return err;
}
