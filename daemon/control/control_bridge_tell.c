/* control_bridge_tell: what a bridge is told of subjects; see bridge_calls.h and outward.h;
 * tested by tests/unit/test_control_bridge_tell.c.
 *
 * Ids are whole: a bridge has them from the feed or from a list. What may not leave is not found. */
#include "daemon/control/bridge_calls.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/outward_duty.h"
#include "daemon/control/outward_feed.h"
#include "daemon/control/outward_meeting.h"
#include "daemon/control/outward_message.h"
#include "daemon/control/outward_paper.h"
#include "daemon/control/outward_person.h"
#include "daemon/control/outward_request.h"
#include "daemon/control/outward_roll.h"
#include "daemon/control/outward_subject.h"

#define LIMIT_DEFAULT 200u
#define WAIT_MAX_MS (10u * 60u * 1000u)

/* ---- bridge.feed ---- */

int control_bridge_feed(struct request *q)
{
	struct feed_place place = { .limit = LIMIT_DEFAULT };
	uint64_t limit = LIMIT_DEFAULT, wait_ms = 0;
	uint32_t count = 0;
	bool is_reset = false;
	int err = request_uint(q, "generation", 1, UINT64_MAX, &place.generation);

	if (err == 0)
		err = request_uint(q, "after", 0, UINT64_MAX, &place.after);
	if (err == 0)
		err = request_uint(q, "limit", VB_OUTWARD_SUBJECTS_MAX, VB_FEED_PAGE_MAX_COUNT,
		                   &limit);
	if (err == 0)
		err = request_uint(q, "wait", 0, WAIT_MAX_MS, &wait_ms);
	place.limit = (uint32_t)limit;
	if (err == 0)
		err = outward_feed_read(q->node, &place, &q->result, &count, &is_reset);
	if (err != 0 || count > 0 || is_reset || wait_ms == 0)
		return err;
	buf_clear(&q->result);
	err = listeners_add(q->listeners, q->caller, q->id, &place, &outward_feed,
	                    (struct mono_ms){ q->now.mono.v + wait_ms }, false);
	q->is_postponed = err == 0;
	return err;
}

/* ---- which ---- */

static int subject_read(struct request *q, enum outward_subject *out)
{
	struct span word;
	int err = request_text(q, "subject", VB_NAME_MAX_BYTES, &word);

	if (err == 0 && !outward_parse(word, out))
		err = request_fail(q, VB_ERR_BAD_VALUE, "there is no subject %.*s",
		                   (int)(word.size < 40 ? word.size : 40), (const char *)word.data);
	return err;
}

/* The committee that an argument names by its whole id; one of which bridges are not told is unknown. */
static int space_read(struct request *q, const char *name, const struct node_space **out)
{
	struct space_id id;
	struct span text;
	int err = request_text(q, name, 2 * VB_HASH_BYTES, &text);

	if (err != 0)
		return err;
	if (hex_parse((const char *)text.data, text.size, id.b, sizeof(id.b)) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "%s is no whole id", name);
	*out = node_space_find(q->node, &id);
	if (*out == NULL || (!outward_tells(q, *out) && !node_space_is_own(q->node, *out)))
		return VB_ERR_UNKNOWN_SPACE;
	return 0;
}

/* ---- bridge.list ---- */

int control_bridge_list(struct request *q)
{
	const struct node_space *only = NULL;
	struct span after = span_of(NULL, 0);
	enum outward_subject subject;
	uint64_t limit = LIMIT_DEFAULT;
	int err = subject_read(q, &subject);

	if (err == 0 && subject == OUTWARD_MESSAGE)
		err = request_fail(q, VB_ERR_BAD_VALUE, "messages are not listed");
	if (err == 0)
		err = request_uint(q, "limit", 1, VB_OUTWARD_ROLL_LIMIT_MAX, &limit);
	if (err == 0 && request_has(q, "space"))
		err = space_read(q, "space", &only);
	if (err == 0 && request_has(q, "after"))
		err = request_text(q, "after", 2 * VB_OUTWARD_ROLL_CURSOR_BYTES, &after);
	return err == 0 ? outward_roll_answer(q, subject, only, after, (uint32_t)limit) : err;
}

/* ---- bridge.show ---- */

static int tell(struct request *q, enum outward_subject subject, const struct node_space *space,
                const struct record_id *id)
{
	switch (subject) {
	case OUTWARD_MEETING:
		return outward_meeting_tell(q, space, id, &q->result);
	case OUTWARD_PAPER:
		return outward_paper_tell(q, space, id, &q->result);
	case OUTWARD_MESSAGE:
		return outward_message_tell(q, space, id, &q->result);
	case OUTWARD_DUTY:
		return outward_duty_tell(q, space, id, &q->result);
	case OUTWARD_REQUEST:
		return outward_request_tell(q, space, id, &q->result);
	case OUTWARD_PERSON:
		return outward_person_tell(q, space, id, &q->result);
	default:
		return VB_ERR_NOT_FOUND;
	}
}

static int show_committee(struct request *q)
{
	const struct node_space *space = NULL;
	int err = space_read(q, "id", &space);

	if (err == 0 && (space == NULL || !outward_tells(q, space)))
		err = VB_ERR_UNKNOWN_SPACE;
	return err == 0 ? outward_person_tell_committee(q, space, &q->result) : err;
}

int control_bridge_show(struct request *q)
{
	enum outward_subject subject;
	struct record_id id;
	int err = subject_read(q, &subject);

	if (err == 0 && subject == OUTWARD_COMMITTEE)
		return show_committee(q);
	if (err == 0)
		err = outward_id_read(q, "id", &id);
	if (err != 0)
		return err;
	err = VB_ERR_NOT_FOUND;
	for (size_t i = 0; err == VB_ERR_NOT_FOUND && i < node_space_count(q->node); i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (outward_tells(q, space) ||
		    (subject == OUTWARD_PERSON && node_space_is_own(q->node, space)))
			err = tell(q, subject, space, &id);
	}
	return err;
}

/* ---- bridge.file ---- */

int control_bridge_file(struct request *q)
{
	struct outward_changed belongs;
	struct record_id id;
	uint32_t kind = 0;
	int err = outward_id_read(q, "id", &id);

	if (err != 0)
		return err;
	err = VB_ERR_NOT_FOUND;
	for (size_t i = 0; err == VB_ERR_NOT_FOUND && i < node_space_count(q->node); i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (outward_tells(q, space))
			err = outward_subject_of(q, space, &id, &kind, &belongs);
	}
	if (err == 0 && kind != VB_KIND_FILE)
		err = VB_ERR_NOT_FOUND;
	return err == 0 ? control_file_read(q) : err;
}
