/* control_reply: what a seat answers to an invitation; see control_calls.h.
 *
 * An answer is as public as its meeting and its seat. Who comes instead may be a person whom guests do not know: then all
 * are told that somebody else comes, and the members besides who, in a record of their own of the same moment. */
#include "daemon/control/control_calls.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/lookup.h"
#include "daemon/control/seat_office.h"
#include "protocol/kinds/meeting.h"
#include "store/records.h"

/* What is answered, and for whom. */
struct answer {
	struct node_space *space;
	struct reference meeting;
	struct reference seat;
	struct reference substitute;
	bool has_substitute;
	enum audience audience;
	struct span word;
	struct span comment; /* empty: none */
};

static int seat_read(struct request *q, struct merged *m, struct answer *a)
{
	struct record_ref ref;
	struct span text;
	int err = request_text(q, "meeting", 2 * VB_RECORD_ID_BYTES, &text);

	if (err == 0)
		err = lookup_record(q, NULL, text, &ref);
	if (err == 0)
		err = reference_load(q, &ref, m, &a->meeting);
	if (err == 0 && a->meeting.is_deleted)
		err = request_fail(q, VB_ERR_NOT_FOUND, "the meeting was deleted");
	if (err == 0)
		err = request_text(q, "seat", 2 * VB_RECORD_ID_BYTES, &text);
	if (err != 0)
		return err;
	a->space = node_space_number(q->node, ref.space);
	err = reference_find(q, a->space, text, m, &a->seat);
	if (err == 0 && a->seat.is_deleted)
		err = request_fail(q, VB_ERR_BAD_VALUE, "%s was deleted", "seat");
	return err;
}

/* Logins that only write for themselves answer for the seats of this office, whatever else it may enter. m: the seat. */
static int right_check(struct request *q, const struct answer *a, const struct merged *m)
{
	struct seat_office seat;
	int err;

	if (q->who.right >= VB_RIGHT_SECRETARY || a->seat.kind != VB_KIND_MEMBERSHIP)
		return 0;
	err = seat_office_find(q, a->space, m, &seat);
	if (err == 0 && !node_id_is_equal(&seat.office, node_self(q->node)))
		err = request_fail(
			q, VB_ERR_DENIED,
			"with the right `member` you answer only for the seats of this office");
	return err;
}

static int answer_read(struct request *q, struct merged *m, struct answer *a)
{
	struct span text;
	int err = seat_read(q, m, a);

	if (err == 0)
		err = right_check(q, a, m);
	if (err == 0)
		err = request_text(q, "answer", VB_NAME_MAX_BYTES, &a->word);
	if (err == 0 && request_has(q, "comment"))
		err = request_text(q, "comment", VB_TEXT_MAX_BYTES, &a->comment);
	a->has_substitute = request_has(q, "substitute");
	if (err == 0 && a->has_substitute) {
		err = request_text(q, "substitute", 2 * VB_RECORD_ID_BYTES, &text);
		if (err == 0)
			err = reference_find(q, a->space, text, m, &a->substitute);
		if (err == 0 && a->substitute.is_deleted)
			err = request_fail(q, VB_ERR_BAD_VALUE, "%s was deleted", "substitute");
	}
	a->audience =
		a->meeting.audience == VB_AUDIENCE_CORE || a->seat.audience == VB_AUDIENCE_CORE
			? VB_AUDIENCE_CORE
			: VB_AUDIENCE_ALL;
	return err;
}

/* The reply for one audience. */
static int reply_build(struct draft *d, const struct answer *a, enum audience audience,
                       bool names_substitute)
{
	int err = draft_create(d, a->space, kind_by_number(VB_KIND_REPLY), audience);

	if (err == 0)
		err = draft_refer(d, VB_REPLY_MEETING, &a->meeting);
	if (err == 0)
		err = draft_refer(d, VB_REPLY_MEMBERSHIP, &a->seat);
	if (err == 0)
		err = draft_set_text(d, VB_REPLY_ANSWER, a->word);
	if (err == 0)
		err = draft_set_text(d, VB_REPLY_COMMENT, a->comment);
	if (err == 0 && names_substitute)
		err = draft_refer(d, VB_REPLY_SUBSTITUTE, &a->substitute);
	return err == 0 ? draft_finish(d) : err;
}

int control_meeting_reply(struct request *q)
{
	struct answer a = { .space = NULL };
	struct draft open, internal;
	struct merged m;
	bool is_split;
	int err;

	merged_init(&m);
	err = answer_read(q, &m, &a);
	merged_release(&m);
	if (err != 0)
		return err;
	is_split = a.has_substitute && a.audience == VB_AUDIENCE_ALL &&
	           a.substitute.audience == VB_AUDIENCE_CORE;
	draft_init(&open, q);
	draft_init(&internal, q);
	err = reply_build(&open, &a, a.audience, a.has_substitute && !is_split);
	if (err == 0 && is_split)
		err = reply_build(&internal, &a, VB_AUDIENCE_CORE, true);
	if (err == 0)
		err = draft_write(&open);
	if (err == 0 && is_split) {
		err = draft_write(&internal);
		err = err == 0 ? 0 : draft_abandon(q, err);
	}
	if (err == 0)
		request_answer_record(q, is_split ? &internal.id : &open.id);
	draft_release(&open);
	draft_release(&internal);
	return err;
}
