/* sense_turnout: what this office may say about the seats of a meeting; tested by tests/unit/test_control_reply.c.
 *
 * Who asks is the login's person, never somebody that is typed: enteredBy is filled in here. A seat answers by its own
 * office or by one in charge; what others wrote wrongly is left to protocol/kinds/turnout.h. */
#include "daemon/control/sense.h"

#include "daemon/control/given.h"
#include "daemon/control/seat_office.h"
#include "protocol/kinds/committee.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/turnout.h"

int sense_fill_enterer(struct draft *d, uint32_t field)
{
	const struct record_id *person = &d->q->in_name_of;
	struct buf value;
	int err;

	if (record_id_is_zero(person) && !d->q->who.has_person)
		return draft_set(d, field, span_of(NULL, 0));
	buf_init(&value, 2 + VB_RECORD_ID_BYTES);
	given_reference(record_id_is_zero(person) ? &d->q->who.person : person, &value);
	err = draft_set(d, field, buf_span(&value));
	buf_release(&value);
	return err;
}

static bool flag_read(const struct merged *m, uint32_t field, bool fallback)
{
	const struct kind *kind = kind_by_number(VB_KIND_MEMBERSHIP);
	struct pack_reader r;
	struct span value;

	if (!merged_value(m, kind_field_by_number(kind, field), &value))
		return fallback;
	unpack_init(&r, value);
	return unpack_bool(&r);
}

/* ---- the seat ---- */

/* Whether the seat is one of a body that meets; a meeting that names none is that of its committee. */
static int meeting_check(struct draft *d, uint32_t field, const struct seat_office *seat)
{
	const struct kind *kind = kind_by_number(VB_KIND_MEETING);
	const struct span *members;
	struct merged meeting;
	bool is_there;
	size_t count = 0;
	int err;

	merged_init(&meeting);
	err = draft_follow(d, field, &meeting, &is_there);
	if (err == 0 && is_there)
		count = merged_members(
			&meeting, kind_field_by_number(kind, VB_MEETING_ORGANIZATION), &members);
	for (size_t i = 0; i < count; i++) {
		struct record_id id = { { 0 } };
		struct pack_reader r;

		unpack_init(&r, members[i]);
		unpack_fixed(&r, id.b, sizeof(id.b));
		if (record_id_is_equal(&id, &seat->organization))
			count = 0;
	}
	merged_release(&meeting);
	if (err == 0 && count > 0)
		err = request_fail(d->q, VB_ERR_BAD_VALUE,
		                   "the seat belongs to no committee that meets there");
	return err;
}

/* The seat that a field leads to. *is_there: false: it is not here, and there is nothing to be said about it. */
static int seat_follow(struct draft *d, uint32_t field, struct merged *m, struct seat_office *out,
                       bool *is_there)
{
	int err = draft_follow(d, field, m, is_there);

	if (err != 0 || !*is_there)
		return err;
	err = seat_office_find(d->q, d->space, m, out);
	if (err == 0 && out->is_substitute)
		err = request_fail(
			d->q, VB_ERR_BAD_VALUE,
			"the seat is that of a substitute; name the one it stands in for");
	return err;
}

/* Whether this office may speak for the seat. */
static int speaker_check(struct draft *d, const struct seat_office *seat)
{
	const struct node_id *self = node_self(d->q->node);

	if (turnout_may_answer(self, space_role(d->space->space, self), &seat->office))
		return 0;
	return VB_ERR_NOT_OUR_SEAT;
}

/* ---- the checks ---- */

int sense_reply(struct draft *d)
{
	struct seat_office seat;
	struct merged m;
	bool is_there;
	int err;

	if (d->edit.verb == VB_VERB_DELETE)
		return 0;
	merged_init(&m);
	err = seat_follow(d, VB_REPLY_MEMBERSHIP, &m, &seat, &is_there);
	if (err == 0 && is_there)
		err = meeting_check(d, VB_REPLY_MEETING, &seat);
	if (err == 0 && is_there)
		err = speaker_check(d, &seat);
	merged_release(&m);
	return err == 0 ? sense_fill_enterer(d, VB_REPLY_ENTERED_BY) : err;
}

static bool time_read(const struct draft *d, uint32_t field, int64_t *out)
{
	struct pack_reader r;
	struct span value;

	if (!draft_wanted(d, field, &value))
		return false;
	unpack_init(&r, value);
	*out = unpack_int(&r);
	return unpack_finish(&r) == 0;
}

int sense_attendance(struct draft *d)
{
	struct seat_office seat;
	struct merged m;
	int64_t start, end;
	bool is_there;
	int err;

	if (d->edit.verb == VB_VERB_DELETE)
		return 0;
	merged_init(&m);
	err = seat_follow(d, VB_ATTENDANCE_MEMBERSHIP, &m, &seat, &is_there);
	if (err == 0 && is_there)
		err = meeting_check(d, VB_ATTENDANCE_MEETING, &seat);
	merged_release(&m);
	if (err == 0 && time_read(d, VB_ATTENDANCE_START, &start) &&
	    time_read(d, VB_ATTENDANCE_END, &end) && end <= start)
		err = request_fail(d->q, VB_ERR_BAD_VALUE, "end is not after start");
	return err == 0 ? sense_fill_enterer(d, VB_ATTENDANCE_ENTERED_BY) : err;
}

static bool is_challenge(const struct draft *d)
{
	struct pack_reader r;
	struct span value;

	if (!draft_wanted(d, VB_QUORUM_EVENT, &value))
		return false;
	unpack_init(&r, value);
	return span_is_equal(unpack_str(&r, SIZE_MAX), span_of_str("challenged"));
}

int sense_quorum(struct draft *d)
{
	struct seat_office seat;
	struct merged m;
	struct span value;
	bool is_there;
	int err;

	if (d->edit.verb == VB_VERB_DELETE)
		return 0;
	if (is_challenge(d) && !draft_wanted(d, VB_QUORUM_MEMBERSHIP, &value))
		return request_fail(d->q, VB_ERR_MISSING_VALUE, "membership");
	merged_init(&m);
	err = seat_follow(d, VB_QUORUM_MEMBERSHIP, &m, &seat, &is_there);
	if (err == 0 && is_there)
		err = meeting_check(d, VB_QUORUM_MEETING, &seat);
	if (err == 0 && is_there &&
	    (flag_read(&m, VB_MEMBERSHIP_ADVISORY, false) ||
	     !flag_read(&m, VB_MEMBERSHIP_VOTING_RIGHT, true)))
		err = VB_ERR_NO_VOTE;
	if (err == 0 && is_there)
		err = speaker_check(d, &seat);
	merged_release(&m);
	return err;
}
