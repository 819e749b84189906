/* control_bridge_reply: what people of this office answer by a bridge, to invitations and to requests for help; see bridge_calls.h;
 * tested by tests/unit/test_control_bridge_reply.c.
 *
 * An answer is as public as the seat or the person whose it is, and says who entered it: they themselves. A reply never votes. */
#include "daemon/control/bridge_calls.h"
#include "daemon/control/outward_meeting.h"
#include "daemon/control/outward_once.h"
#include "daemon/control/outward_request.h"
#include "protocol/kinds/availability.h"
#include "protocol/kinds/meeting.h"

/* Finds a record of a kind that may leave, and its committee. */
static int find(struct request *q, const struct record_id *id, uint32_t kind, struct merged *m,
                struct record_ref *ref)
{
	int err = VB_ERR_NOT_FOUND;

	for (size_t i = 0; err == VB_ERR_NOT_FOUND && i < node_space_count(q->node); i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (outward_tells(q, space))
			err = outward_read(q, space, id, kind, m, ref);
	}
	return err;
}

/* The word of a field for an answer. maybe: it can have all of them. */
static int answer_read(struct request *q, bool maybe, struct span *out)
{
	static const struct {
		const char *told, *kept;
	} words[] = {
		{ "yes", "accepted" },
		{ "no", "declined" },
		{ "maybe", "tentative" },
		{ "delegated", "delegated" },
	};
	size_t count = maybe ? sizeof(words) / sizeof(words[0]) : 2;
	struct span word;
	int err = request_text(q, "answer", VB_NAME_MAX_BYTES, &word);

	for (size_t i = 0; err == 0 && i < count; i++) {
		if (span_is_equal(word, span_of_str(words[i].told))) {
			*out = span_of_str(words[i].kept);
			return 0;
		}
	}
	return err != 0 ? err : request_fail(q, VB_ERR_BAD_VALUE, "answer is none of its words");
}

/* What somebody answers, to an invitation or to a request. */
struct answer {
	struct record_id subject, seat, person;
	struct span word, comment;
	struct record_ref ref; /* of the meeting or request */
	enum audience audience;
};

static int person_read(struct request *q, struct answer *a)
{
	int err = outward_id_read(q, "person", &a->person);

	if (err == 0)
		err = outward_once_text(q, "comment", VB_TEXT_MAX_BYTES, &a->comment);
	q->in_name_of = a->person;
	return err;
}

/* A kind of record that keeps an answer: to what, whose, and the fields of both. */
struct answer_kind {
	uint32_t kind, to_kind, whose_kind;
	uint32_t to, whose, answer, comment;
};

static int answer_write(struct request *q, const struct answer *a, const struct answer_kind *kind,
                        const struct record_id *whose_id,
                        const uint8_t mark[static VB_DRAWER_MARK_BYTES])
{
	const struct reference to = { .id = a->subject,
		                      .kind = kind->to_kind,
		                      .audience = VB_AUDIENCE_ALL };
	const struct reference whose = { .id = *whose_id,
		                         .kind = kind->whose_kind,
		                         .audience = a->audience };
	struct draft d;
	int err;

	draft_init(&d, q);
	err = draft_create(&d, node_space_number(q->node, a->ref.space), kind_by_number(kind->kind),
	                   a->audience);
	if (err == 0)
		err = draft_refer(&d, kind->to, &to);
	if (err == 0)
		err = draft_refer(&d, kind->whose, &whose);
	if (err == 0)
		err = draft_set_text(&d, kind->answer, a->word);
	if (err == 0)
		err = draft_set_text(&d, kind->comment, a->comment);
	if (err == 0)
		err = outward_once_write(&d, mark);
	draft_release(&d);
	return err;
}

/* ---- bridge.reply ---- */

/* Whether the seat is one of ours at this meeting, and the person sits on it. m: the meeting. */
static int seat_check(struct request *q, struct answer *a, struct merged *m)
{
	const struct node_space *space = node_space_number(q->node, a->ref.space);
	struct outward_people people;
	const struct outward_person *row;
	struct record_ref seat;
	int err = outward_meeting_people(q, space, &a->subject, m, &people);

	if (err == 0) {
		row = outward_people_find(&people, &a->seat);
		if (row == NULL || !record_id_is_equal(&row->person, &a->person))
			err = VB_ERR_NOT_OUR_SEAT;
	}
	outward_people_release(&people);
	if (err == 0)
		err = outward_load(q, space, &a->seat, VB_KIND_MEMBERSHIP, m, &seat);
	if (err == 0)
		a->audience = seat.audience;
	return err;
}

int control_bridge_reply(struct request *q)
{
	static const struct answer_kind reply = {
		VB_KIND_REPLY,       VB_KIND_MEETING, VB_KIND_MEMBERSHIP, VB_REPLY_MEETING,
		VB_REPLY_MEMBERSHIP, VB_REPLY_ANSWER, VB_REPLY_COMMENT,
	};
	uint8_t mark[VB_DRAWER_MARK_BYTES];
	struct answer a = { .audience = VB_AUDIENCE_ALL };
	struct merged m;
	bool is_done;
	int err = outward_once_read(q, mark, &is_done);

	if (err != 0 || is_done)
		return err;
	merged_init(&m);
	err = outward_id_read(q, "meeting", &a.subject);
	if (err == 0)
		err = outward_id_read(q, "seat", &a.seat);
	if (err == 0)
		err = answer_read(q, true, &a.word);
	if (err == 0)
		err = person_read(q, &a);
	if (err == 0)
		err = find(q, &a.subject, VB_KIND_MEETING, &m, &a.ref);
	if (err == 0)
		err = seat_check(q, &a, &m);
	merged_release(&m);
	return err == 0 ? answer_write(q, &a, &reply, &a.seat, mark) : err;
}

/* ---- bridge.answer ---- */

/* Whether the person is asked, and ours to answer for. m: the request. */
static int asked_check(struct request *q, const struct answer *a, struct merged *m)
{
	const struct node_space *space = node_space_number(q->node, a->ref.space);
	struct outward_people people;
	int err = outward_request_people(q, space, &a->subject, m, &people);

	if (err == 0 && outward_people_find(&people, &a->person) == NULL)
		err = VB_ERR_NOT_FOUND;
	outward_people_release(&people);
	return err;
}

int control_bridge_answer(struct request *q)
{
	static const struct answer_kind availability = {
		VB_KIND_AVAILABILITY,    VB_KIND_AVAILABILITY_REQUEST, VB_KIND_PERSON,
		VB_AVAILABILITY_REQUEST, VB_AVAILABILITY_PERSON,       VB_AVAILABILITY_ANSWER,
		VB_AVAILABILITY_COMMENT,
	};
	uint8_t mark[VB_DRAWER_MARK_BYTES];
	struct answer a = { .audience = VB_AUDIENCE_ALL };
	struct record_ref person;
	struct merged m;
	bool is_done;
	int err = outward_once_read(q, mark, &is_done);

	if (err != 0 || is_done)
		return err;
	merged_init(&m);
	err = outward_id_read(q, "request", &a.subject);
	if (err == 0)
		err = answer_read(q, false, &a.word);
	if (err == 0)
		err = person_read(q, &a);
	if (err == 0)
		err = find(q, &a.subject, VB_KIND_AVAILABILITY_REQUEST, &m, &a.ref);
	if (err == 0)
		err = asked_check(q, &a, &m);
	if (err == 0)
		err = outward_load(q, node_space_number(q->node, a.ref.space), &a.person,
		                   VB_KIND_PERSON, &m, &person);
	if (err == 0)
		a.audience = person.audience;
	merged_release(&m);
	return err == 0 ? answer_write(q, &a, &availability, &a.person, mark) : err;
}
