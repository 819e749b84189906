/* control_proposal: what an office asks to be put on an agenda; see control_calls.h;
 * tested by tests/unit/test_sense_agenda.c.
 *
 * Guests may propose, too, and nobody changes what was proposed but a steward: who accepts it makes an item that names it
 * (agenda.add). */
#include "daemon/control/agenda_board.h"
#include "daemon/control/authority.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/draft_write.h"

/* The answer to a proposal is for others to give. */
static int fields_check(struct request *q, struct span fields)
{
	struct pack_reader r;
	struct span name;
	struct span value;
	uint32_t left;

	unpack_init(&r, fields);
	left = unpack_map(&r, VB_PACK_MAX_ITEMS);
	while (request_next_pair(&r, &left, &name, &value)) {
		if (span_is_equal(name, span_of_str("state")) ||
		    span_is_equal(name, span_of_str("result")))
			return request_fail(q, VB_ERR_BAD_VALUE,
			                    "%.*s is said by who decides about a proposal",
			                    (int)name.size, (const char *)name.data);
	}
	return 0;
}

static int proposal_write(struct request *q, const struct record_ref *meeting, struct draft *d,
                          struct span fields)
{
	struct reference to = { .id = meeting->id,
		                .kind = VB_KIND_MEETING,
		                .audience = meeting->audience };
	int err = draft_fields(d, fields);

	if (err == 0)
		err = draft_refer(d, VB_PROPOSAL_MEETING, &to);
	if (err == 0)
		err = draft_finish(d);
	if (err == 0)
		err = draft_write(d);
	if (err == 0)
		request_answer_record(q, &d->id);
	return err;
}

int control_agenda_propose(struct request *q)
{
	const struct kind *kind = kind_by_number(VB_KIND_PROPOSAL);
	struct record_ref meeting;
	struct span fields;
	struct draft d;
	bool is_internal = false;
	int err = agenda_board_meeting(q, &meeting);

	if (err == 0)
		err = request_bool(q, "internal", &is_internal);
	if (err == 0)
		err = request_map(q, "fields", &fields);
	if (err == 0)
		err = authority_check_proposal(q, kind, fields);
	if (err == 0)
		err = fields_check(q, fields);
	if (err != 0)
		return err;
	draft_init(&d, q);
	err = draft_create(&d, node_space_number(q->node, meeting.space), kind,
	                   is_internal ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL);
	if (err == 0)
		err = proposal_write(q, &meeting, &d, fields);
	draft_release(&d);
	return err;
}
