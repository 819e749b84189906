/* outward_subject: what a change means to the outside; see outward_subject.h; tested by tests/unit/test_outward_subject.c. */
#include "daemon/control/outward_subject.h"

#include "daemon/control/moved.h"
#include "daemon/control/outward_people.h"
#include "daemon/control/veil.h"
#include "daemon/core/replaced.h"
#include "protocol/kinds/agenda.h"
#include "protocol/kinds/availability.h"
#include "protocol/kinds/file.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/message.h"
#include "protocol/kinds/paper.h"
#include "store/records.h"

#define STEPS_MAX 4u /* a document of a message to an item of a meeting */

/* What a change to a record of a kind is a change to. */
struct row {
	uint32_t kind;
	enum outward_subject subject; /* it is one itself */
	uint32_t field;               /* or leads to one by this field; 0: it does not */
	bool is_of_core;              /* also if it is for members only */
};

/* clang-format off */
static const struct row rows[] = {
	{ VB_KIND_MEETING, OUTWARD_MEETING, 0, false },
	{ VB_KIND_AGENDA_ITEM, OUTWARD_NONE, VB_AGENDA_ITEM_MEETING, true },
	{ VB_KIND_AGENDA_EDITION, OUTWARD_NONE, VB_AGENDA_EDITION_MEETING, false },
	{ VB_KIND_INVITED_ITEM, OUTWARD_NONE, VB_INVITED_ITEM_EDITION, true },
	{ VB_KIND_INVITATION, OUTWARD_NONE, VB_INVITATION_MEETING, true },
	{ VB_KIND_REPLY, OUTWARD_NONE, VB_REPLY_MEETING, true },
	{ VB_KIND_PAPER, OUTWARD_PAPER, 0, false },
	{ VB_KIND_CONSULTATION, OUTWARD_NONE, VB_CONSULTATION_PAPER, false },
	{ VB_KIND_RESOLUTION_POINT, OUTWARD_NONE, VB_RESOLUTION_POINT_PAPER, false },
	{ VB_KIND_FILE, OUTWARD_NONE, VB_FILE_TARGET, false },
	{ VB_KIND_MESSAGE, OUTWARD_MESSAGE, VB_MESSAGE_TARGET, false },
	{ VB_KIND_OBLIGATION, OUTWARD_DUTY, 0, false },
	{ VB_KIND_AGREEMENT, OUTWARD_DUTY, 0, false },
	{ VB_KIND_MEASURE, OUTWARD_DUTY, 0, false },
	{ VB_KIND_COMMENT_REQUEST, OUTWARD_DUTY, 0, false },
	{ VB_KIND_AVAILABILITY_REQUEST, OUTWARD_REQUEST, 0, false },
	{ VB_KIND_AVAILABILITY, OUTWARD_NONE, VB_AVAILABILITY_REQUEST, false },
	{ VB_KIND_ORGANIZATION, OUTWARD_COMMITTEE, 0, false },
	{ VB_KIND_MEMBERSHIP, OUTWARD_COMMITTEE, 0, true },
	{ VB_KIND_PERSON, OUTWARD_PERSON, 0, true },
};
/* clang-format on */

static const struct row *row_find(uint32_t kind)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].kind == kind)
			return &rows[i];
	}
	return NULL;
}

/* ---- upward ---- */

static int climb(struct request *q, const struct node_space *space, const struct record_id *id,
                 unsigned steps, uint32_t *kind, struct outward_changed *out);

/* The subject of the record in m, which may leave as far as it goes itself. */
static int settle(struct request *q, const struct node_space *space, const struct record_id *id,
                  const struct merged *m, unsigned steps, struct outward_changed *out)
{
	const struct row *row = row_find(m->kind);
	struct record_id above = { { 0 } };
	uint32_t kind;
	int err;

	if (row == NULL || row->subject == OUTWARD_COMMITTEE || row->subject == OUTWARD_PERSON)
		return VB_ERR_NOT_FOUND;
	if (row->field != 0)
		above = outward_reference(m, row->field);
	/* A message in the thread of the committee itself. */
	if (row->subject != OUTWARD_NONE && record_id_is_zero(&above)) {
		*out = (struct outward_changed){ row->subject, *id };
		return 0;
	}
	if (steps == 0 || record_id_is_zero(&above))
		return VB_ERR_NOT_FOUND;
	err = climb(q, space, &above, steps - 1, &kind, out);
	/* What is said about something that may leave, and is a subject of its own. */
	if (err == 0 && row->subject != OUTWARD_NONE)
		*out = (struct outward_changed){ row->subject, *id };
	return err;
}

/* From a record for all up to its subject. */
static int climb(struct request *q, const struct node_space *space, const struct record_id *id,
                 unsigned steps, uint32_t *kind, struct outward_changed *out)
{
	struct record_ref ref;
	struct merged m;
	int err;

	merged_init(&m);
	err = outward_read(q, space, id, 0, &m, &ref);
	if (err == 0) {
		*kind = m.kind;
		err = settle(q, space, id, &m, steps, out);
	}
	merged_release(&m);
	return err;
}

int outward_subject_of(struct request *q, const struct node_space *space,
                       const struct record_id *id, uint32_t *kind, struct outward_changed *out)
{
	return climb(q, space, id, STEPS_MAX, kind, out);
}

/* ---- a change ---- */

static void add(struct outward_subjects *s, enum outward_subject subject,
                const struct record_id *id)
{
	for (size_t i = 0; i < s->count; i++) {
		if (s->list[i].subject == subject && record_id_is_equal(&s->list[i].id, id))
			return;
	}
	if (s->count < VB_OUTWARD_SUBJECTS_MAX)
		s->list[s->count++] = (struct outward_changed){ subject, *id };
}

struct sittings {
	struct request *q;
	const struct node_space *space;
	struct outward_subjects *out;
};

/* Adds the meeting to which a record leads, if it does. */
static int add_meeting(struct sittings *s, const struct record_id *id)
{
	struct outward_changed changed;
	uint32_t kind;
	int err = outward_subject_of(s->q, s->space, id, &kind, &changed);

	if (err == 0 && changed.subject == OUTWARD_MEETING)
		add(s->out, OUTWARD_MEETING, &changed.id);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

static int item_look(void *ctx, const struct record_ref *ref, struct merged *m)
{
	(void)m;
	return ref->audience == VB_AUDIENCE_ALL ? add_meeting(ctx, &ref->id) : 0;
}

/* The meetings of a consultation: that of the item that it names, and of the items that name it; else the one that it names. */
static int consultation_look(void *ctx, const struct record_ref *ref, struct merged *m)
{
	struct sittings *s = ctx;
	const struct outward_walk walk = { s, item_look };
	struct record_id item = outward_reference(m, VB_CONSULTATION_AGENDA_ITEM);
	struct record_id meeting = outward_reference(m, VB_CONSULTATION_MEETING);
	int err = 0;

	if (ref->audience != VB_AUDIENCE_ALL)
		return 0;
	if (!record_id_is_zero(&item) || !record_id_is_zero(&meeting))
		err = add_meeting(s, record_id_is_zero(&item) ? &meeting : &item);
	if (err == 0)
		err = outward_children(s->q, s->space, &ref->id, VB_KIND_AGENDA_ITEM,
		                       VB_AGENDA_ITEM_CONSULTATION, &walk, NULL);
	return err;
}

/* A paper, and the meetings on whose agenda it stands. */
static int add_paper(struct request *q, const struct node_space *space,
                     const struct record_id *paper, struct outward_subjects *out)
{
	struct sittings s = { q, space, out };
	const struct outward_walk walk = { &s, consultation_look };

	add(out, OUTWARD_PAPER, paper);
	return outward_children(q, space, paper, VB_KIND_CONSULTATION, VB_CONSULTATION_PAPER, &walk,
	                        NULL);
}

/* A record that is a subject itself; what belongs to a committee as such is that. */
static void add_itself(const struct record_ref *ref, const struct row *row,
                       struct outward_subjects *out)
{
	static const struct record_id none;

	add(out, row->subject, row->subject == OUTWARD_COMMITTEE ? &none : &ref->id);
}

/* One whose record is not here any more, or was deleted. */
static int add_gone(struct request *q, const struct node_space *space, const struct record_ref *ref,
                    const struct row *row, const struct merged *m, struct outward_subjects *out)
{
	struct record_id above = { { 0 } };
	struct outward_changed changed;
	uint32_t kind;
	int err;

	if (row->subject != OUTWARD_NONE) {
		add_itself(ref, row, out);
		return 0;
	}
	if (m->exists)
		above = outward_reference(m, row->field);
	if (record_id_is_zero(&above))
		return 0;
	err = outward_subject_of(q, space, &above, &kind, &changed);
	if (err == 0 && changed.subject == OUTWARD_PAPER)
		return add_paper(q, space, &changed.id, out);
	if (err == 0)
		add(out, changed.subject, &changed.id);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* One that stands there. */
static int add_standing(struct request *q, const struct node_space *space,
                        const struct record_ref *ref, const struct row *row, const struct merged *m,
                        struct outward_subjects *out)
{
	struct outward_changed changed;
	bool is_ours = true;
	int err = 0;

	if (row->subject == OUTWARD_PERSON)
		err = outward_people_is_person(q, space, &ref->id, &is_ours);
	if (err != 0 || !is_ours)
		return err;
	if (row->subject == OUTWARD_PERSON || row->subject == OUTWARD_COMMITTEE) {
		add_itself(ref, row, out);
		return 0;
	}
	err = settle(q, space, &ref->id, m, STEPS_MAX, &changed);
	if (err == 0 && changed.subject == OUTWARD_PAPER)
		return add_paper(q, space, &changed.id, out);
	if (err == 0)
		add(out, changed.subject, &changed.id);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* The record as it lies there, deleted ones too; one that is not here does not exist. *is_hidden: it is shown to nobody here. */
static int read_any(struct request *q, const struct node_space *space, const struct record_ref *ref,
                    struct merged *m, bool *is_hidden)
{
	struct span bytes;
	int err = records_get(node_view(q->node), ref, &bytes);

	*is_hidden = veil_hides(q->node, ref);
	if (err == 0)
		err = merged_decode(m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err == 0)
		*is_hidden = *is_hidden || moved_hides(q, space, m);
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

int outward_subject_find(struct request *q, const struct node_space *space,
                         const struct record_ref *ref, uint32_t kind, struct outward_subjects *out)
{
	const struct row *row = row_find(kind);
	struct merged m;
	bool is_hidden;
	int err;

	out->count = 0;
	if (row == NULL || (ref->audience != VB_AUDIENCE_ALL && !row->is_of_core))
		return 0;
	/* Of the office's own records the persons are told. */
	if (!outward_tells(q, space) &&
	    !(row->subject == OUTWARD_PERSON && node_space_is_own(q->node, space)))
		return 0;
	merged_init(&m);
	err = read_any(q, space, ref, &m, &is_hidden);
	if (err == 0 && m.exists)
		replaced_show(q->node, ref->space, &m);
	if (err == 0 && !is_hidden && (!m.exists || merged_is_deleted(&m)))
		err = add_gone(q, space, ref, row, &m, out);
	else if (err == 0 && !is_hidden && m.kind == kind)
		err = add_standing(q, space, ref, row, &m, out);
	merged_release(&m);
	return err;
}
