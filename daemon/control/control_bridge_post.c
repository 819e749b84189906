/* control_bridge_post: messages that people of this office write by a bridge, and that an invitation was delivered by it; see bridge_calls.h;
 * tested by tests/unit/test_control_bridge_post.c. */
#include "daemon/control/bridge_calls.h"
#include "daemon/control/outward_once.h"
#include "daemon/control/outward_people.h"
#include "daemon/control/outward_subject.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/message.h"

/* ---- bridge.post ---- */

/* A message under way. */
struct post {
	const struct node_space *space;
	struct reference target; /* kind 0: the committee's own thread */
	struct reference answered;
	bool is_reply;
	struct span text, name;
};

/* Whether messages may be about such a record. */
static bool has_thread(uint32_t kind)
{
	return kind == VB_KIND_MEETING || kind == VB_KIND_AGENDA_ITEM || kind == VB_KIND_PAPER ||
	       kind == VB_KIND_OBLIGATION || kind == VB_KIND_MEASURE || kind == VB_KIND_AGREEMENT ||
	       kind == VB_KIND_COMMENT_REQUEST || kind == VB_KIND_AVAILABILITY_REQUEST;
}

/* The thread of the committee itself, by its id. */
static int committee_find(struct request *q, struct span text, struct post *p)
{
	struct space_id id;

	if (hex_parse((const char *)text.data, text.size, id.b, sizeof(id.b)) != 0)
		return request_fail(q, VB_ERR_BAD_VALUE, "%s is no whole id", "target");
	p->space = node_space_find(q->node, &id);
	return p->space != NULL && outward_tells(q, p->space) ? 0 : VB_ERR_UNKNOWN_SPACE;
}

static int target_find(struct request *q, struct post *p)
{
	struct outward_changed belongs;
	struct record_id id;
	struct span text;
	int err = request_text(q, "target", 2 * VB_HASH_BYTES, &text);

	if (err == 0 && text.size > 2 * VB_RECORD_ID_BYTES)
		return committee_find(q, text, p);
	if (err == 0)
		err = outward_id_read(q, "target", &id);
	if (err != 0)
		return err;
	err = VB_ERR_NOT_FOUND;
	for (size_t i = 0; err == VB_ERR_NOT_FOUND && i < node_space_count(q->node); i++) {
		p->space = node_space_at(q->node, i);
		if (outward_tells(q, p->space))
			err = outward_subject_of(q, p->space, &id, &p->target.kind, &belongs);
	}
	p->target.id = id;
	p->target.audience = VB_AUDIENCE_ALL;
	return err == 0 && !has_thread(p->target.kind) ? VB_ERR_NOT_FOUND : err;
}

/* The message that is answered, if it is still there, in the same thread. */
static int answered_find(struct request *q, struct post *p)
{
	struct record_ref ref;
	struct record_id id, target;
	struct merged m;
	int err;

	if (!request_has(q, "in_reply_to"))
		return 0;
	err = outward_id_read(q, "in_reply_to", &id);
	if (err != 0)
		return err;
	merged_init(&m);
	err = outward_read(q, p->space, &id, VB_KIND_MESSAGE, &m, &ref);
	if (err == 0) {
		target = outward_reference(&m, VB_MESSAGE_TARGET);
		p->is_reply = record_id_is_equal(&target, &p->target.id);
		p->answered = (struct reference){ .id = id,
			                          .kind = VB_KIND_MESSAGE,
			                          .audience = VB_AUDIENCE_ALL };
	}
	merged_release(&m);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* Who writes is somebody whom this office reaches. */
static int writer_check(struct request *q, const struct post *p)
{
	struct record_id person;
	bool is_ours = true;
	int err = 0;

	if (request_has(q, "person")) {
		err = outward_id_read(q, "person", &person);
		if (err == 0)
			err = outward_people_is_person(q, p->space, &person, &is_ours);
	}
	return err == 0 && !is_ours ? VB_ERR_NOT_FOUND : err;
}

static int post_write(struct request *q, const struct post *p,
                      const uint8_t mark[static VB_DRAWER_MARK_BYTES])
{
	struct draft d;
	int err;

	draft_init(&d, q);
	err = draft_create(&d, node_space_number(q->node, p->space->number),
	                   kind_by_number(VB_KIND_MESSAGE), VB_AUDIENCE_ALL);
	if (err == 0 && p->target.kind != 0)
		err = draft_refer(&d, VB_MESSAGE_TARGET, &p->target);
	if (err == 0 && p->is_reply)
		err = draft_refer(&d, VB_MESSAGE_IN_REPLY_TO, &p->answered);
	if (err == 0)
		err = draft_set_text(&d, VB_MESSAGE_TEXT, p->text);
	if (err == 0)
		err = draft_set_text(&d, VB_MESSAGE_WRITTEN_BY, p->name);
	if (err == 0)
		err = outward_once_write(&d, mark);
	draft_release(&d);
	return err;
}

int control_bridge_post(struct request *q)
{
	uint8_t mark[VB_DRAWER_MARK_BYTES];
	struct post p = { .is_reply = false };
	bool is_done;
	int err = outward_once_read(q, mark, &is_done);

	if (err != 0 || is_done)
		return err;
	err = target_find(q, &p);
	if (err == 0)
		err = answered_find(q, &p);
	if (err == 0)
		err = writer_check(q, &p);
	if (err == 0)
		err = request_text(q, "text", VB_TEXT_MAX_BYTES, &p.text);
	if (err == 0)
		err = outward_once_text(q, "name", VB_NAME_MAX_BYTES, &p.name);
	return err == 0 ? post_write(q, &p, mark) : err;
}

/* ---- bridge.delivered ---- */

static int delivered_set(struct draft *d, int64_t ms)
{
	struct buf packed;
	int err = draft_set_text(d, VB_INVITATION_STATE, span_of_str("delivered"));

	if (err == 0)
		err = draft_set_text(d, VB_INVITATION_CHANNEL, span_of_str("email"));
	buf_init(&packed, 16);
	pack_int(&packed, ms);
	if (err == 0)
		err = draft_set(d, VB_INVITATION_DELIVERED, buf_span(&packed));
	buf_release(&packed);
	return err;
}

/* Notes it in an invitation that this office wrote; of another's who wrote it takes care, as of all that it writes. */
static int delivered_write(struct request *q, const struct record_ref *ref, int64_t ms,
                           const uint8_t mark[static VB_DRAWER_MARK_BYTES])
{
	struct draft d;
	int err;

	draft_init(&d, q);
	err = draft_open(&d, ref, VB_VERB_EDIT);
	if (err == 0 && node_id_is_equal(&merged_creator(&d.merged)->author, node_self(q->node)))
		err = delivered_set(&d, ms);
	if (err == 0)
		err = outward_once_write(&d, mark);
	else if (err == VB_ERR_NO_RIGHT) {
		outward_once_keep(q, mark, &ref->id);
		err = 0;
	}
	draft_release(&d);
	return err;
}

/* Finds an invitation to a meeting for all; it may itself be for members. */
static int invitation_find(struct request *q, const struct record_id *id, struct record_ref *out)
{
	struct record_ref ref, meeting_ref;
	struct record_id meeting;
	struct merged m;
	int err = VB_ERR_NOT_FOUND;

	merged_init(&m);
	for (size_t i = 0; err == VB_ERR_NOT_FOUND && i < node_space_count(q->node); i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (!outward_tells(q, space))
			continue;
		err = outward_load(q, space, id, VB_KIND_INVITATION, &m, &ref);
		meeting = err == 0 ? outward_reference(&m, VB_INVITATION_MEETING)
		                   : (struct record_id){ { 0 } };
		if (err == 0)
			err = outward_read(q, space, &meeting, VB_KIND_MEETING, &m, &meeting_ref);
	}
	merged_release(&m);
	if (err == 0)
		*out = ref;
	return err;
}

int control_bridge_delivered(struct request *q)
{
	uint8_t mark[VB_DRAWER_MARK_BYTES];
	struct record_ref ref;
	struct record_id id;
	uint64_t ms = q->now.wall.v;
	bool is_done;
	int err = outward_once_read(q, mark, &is_done);

	if (err != 0 || is_done)
		return err;
	err = outward_id_read(q, "invitation", &id);
	if (err == 0)
		err = request_uint(q, "time", 0, INT64_MAX, &ms);
	if (err == 0)
		err = invitation_find(q, &id, &ref);
	return err == 0 ? delivered_write(q, &ref, (int64_t)ms, mark) : err;
}
