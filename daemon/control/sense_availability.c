/* sense_availability: who may say that somebody comes to interpret or to help; see sense.h; tested by
 * tests/unit/test_sense_availability.c.
 *
 * Answered is what is open, for somebody whom it asks, by the office that answers for them or one in charge, whether a person
 * types it or a bridge heard it. What others wrote wrongly is left to protocol/kinds/helpers.h. */
#include "daemon/control/sense.h"

#include "daemon/control/person_office.h"
#include "protocol/kinds/availability.h"
#include "protocol/kinds/turnout.h"

/* ---- the request ---- */

static bool number_read(const struct draft *d, uint32_t field, int64_t *out)
{
	struct pack_reader r;
	struct span packed;

	if (!draft_wanted(d, field, &packed))
		return false;
	unpack_init(&r, packed);
	*out = unpack_int(&r);
	return unpack_finish(&r) == 0;
}

int sense_availability_request(struct draft *d)
{
	int64_t start, end, needed;

	if (d->edit.verb == VB_VERB_DELETE)
		return 0;
	if ((draft_changes(d, VB_AVAILABILITY_REQUEST_START) ||
	     draft_changes(d, VB_AVAILABILITY_REQUEST_END)) &&
	    number_read(d, VB_AVAILABILITY_REQUEST_START, &start) &&
	    number_read(d, VB_AVAILABILITY_REQUEST_END, &end) && end < start)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "it ends before it begins");
	if (draft_changes(d, VB_AVAILABILITY_REQUEST_NEEDED) &&
	    number_read(d, VB_AVAILABILITY_REQUEST_NEEDED, &needed) && needed == 0)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "needed is 0: nobody would be asked");
	return 0;
}

/* ---- the answer ---- */

static const struct kind_field *request_field(uint32_t number)
{
	return kind_field_by_number(kind_by_number(VB_KIND_AVAILABILITY_REQUEST), number);
}

static bool is_closed(const struct merged *request)
{
	struct pack_reader r;
	struct span packed;

	if (!merged_value(request, request_field(VB_AVAILABILITY_REQUEST_STATE), &packed))
		return false;
	unpack_init(&r, packed);
	return span_is_equal(unpack_str(&r, SIZE_MAX), span_of_str("closed"));
}

static bool is_asked(struct merged *request, struct span person)
{
	const struct span *members;
	size_t count =
		merged_members(request, request_field(VB_AVAILABILITY_REQUEST_ASKED), &members);

	for (size_t i = 0; i < count; i++) {
		if (span_is_equal(members[i], person))
			return true;
	}
	return false;
}

/* Whether this office may speak for the person. */
static int speaker_check(struct draft *d, struct span packed)
{
	const struct node_id *self = node_self(d->q->node);
	struct record_id person;
	struct node_id office;
	struct pack_reader r;
	int err;

	unpack_init(&r, packed);
	unpack_fixed(&r, person.b, sizeof(person.b));
	if (unpack_finish(&r) != 0)
		return 0;
	err = person_office_find(d->q, d->space, &person, &office);
	if (err == 0 && !turnout_may_answer(self, space_role(d->space->space, self), &office))
		err = request_fail(d->q, VB_ERR_NO_RIGHT, "another office answers for this person");
	return err;
}

/* m: the request. */
static int answer_check(struct draft *d, struct merged *m)
{
	struct span person;

	if (merged_is_deleted(m))
		return request_fail(d->q, VB_ERR_WRONG_STATE, "the request was deleted");
	if (m->kind != VB_KIND_AVAILABILITY_REQUEST)
		return 0;
	if (is_closed(m))
		return request_fail(d->q, VB_ERR_WRONG_STATE, "the request is closed");
	if (!draft_wanted(d, VB_AVAILABILITY_PERSON, &person))
		return 0;
	if (!is_asked(m, person))
		return request_fail(d->q, VB_ERR_BAD_VALUE, "this person was not asked");
	return speaker_check(d, person);
}

int sense_availability(struct draft *d)
{
	struct merged m;
	bool is_there;
	int err;

	if (d->edit.verb == VB_VERB_DELETE)
		return 0;
	merged_init(&m);
	err = draft_follow(d, VB_AVAILABILITY_REQUEST, &m, &is_there);
	if (err == 0 && is_there)
		err = answer_check(d, &m);
	merged_release(&m);
	return err == 0 ? sense_fill_enterer(d, VB_AVAILABILITY_ENTERED_BY) : err;
}
