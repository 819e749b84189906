/* control_record: making, changing, deleting and showing single records; see control_calls.h. */
#include "daemon/control/authority.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/draft_write.h"
#include "daemon/control/given.h"
#include "daemon/control/lookup.h"
#include "daemon/control/moved.h"
#include "daemon/control/persons.h"
#include "daemon/control/standing.h"
#include "daemon/control/view.h"
#include "daemon/core/replaced.h"
#include "store/records.h"

/* Finishes and writes a draft and answers with its record. */
static int write_and_answer(struct request *q, struct draft *d)
{
	int err = draft_finish(d);

	if (err == 0)
		err = draft_write(d);
	if (err == 0)
		request_answer_record(q, &d->id);
	return err;
}

/* The record named by the argument id. */
static int record_read(struct request *q, struct record_ref *out)
{
	struct span text;
	int err = request_text(q, "id", 2 * VB_RECORD_ID_BYTES, &text);

	return err == 0 ? lookup_record(q, NULL, text, out) : err;
}

int control_record_create(struct request *q)
{
	struct node_space *space;
	const struct kind *kind;
	struct span text;
	struct span fields;
	struct draft d;
	bool is_internal = false;
	int err = request_text(q, "space", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_shown(q, text, &space);
	if (err == 0)
		err = request_text(q, "kind", VB_NAME_MAX_BYTES, &text);
	if (err == 0)
		err = given_kind(q, text, &kind);
	if (err == 0)
		err = request_bool(q, "internal", &is_internal);
	if (err == 0)
		err = request_map(q, "fields", &fields);
	if (err != 0)
		return err;
	draft_init(&d, q);
	err = draft_create(&d, space, kind, is_internal ? VB_AUDIENCE_CORE : VB_AUDIENCE_ALL);
	if (err == 0)
		err = draft_fields(&d, fields);
	if (err == 0)
		err = write_and_answer(q, &d);
	draft_release(&d);
	return err;
}

int control_record_edit(struct request *q)
{
	struct record_ref ref;
	struct span fields;
	struct draft d;
	int err = record_read(q, &ref);

	if (err == 0)
		err = request_map(q, "fields", &fields);
	if (err != 0)
		return err;
	draft_init(&d, q);
	err = draft_open(&d, &ref, VB_VERB_EDIT);
	if (err == 0)
		err = authority_check_change(q, &d, fields);
	if (err == 0)
		err = draft_fields(&d, fields);
	if (err == 0)
		err = write_and_answer(q, &d);
	draft_release(&d);
	return err;
}

int control_record_delete(struct request *q)
{
	struct record_ref ref;
	struct draft d;
	int err = record_read(q, &ref);

	if (err != 0)
		return err;
	draft_init(&d, q);
	err = draft_open(&d, &ref, VB_VERB_DELETE);
	if (err == 0)
		err = authority_check_change(q, &d, span_of(NULL, 0));
	if (err == 0)
		err = draft_delete(&d);
	if (err == 0)
		request_answer_record(q, &ref.id);
	draft_release(&d);
	return err;
}

static void show(struct request *q, const struct record_ref *ref, struct merged *m)
{
	const struct node_space *space = node_space_number(q->node, ref->space);
	struct view_place place = { .space = &space->id,
		                    .audience = ref->audience,
		                    .id = &ref->id,
		                    .hides_private = request_hides_private(q),
		                    .role = standing_of(q, space, m) };
	struct view_writer writer;
	struct merged person;

	merged_init(&person);
	if (persons_writer(q, space, m, &person, &writer))
		place.writer = &writer;
	view_encode(m, &place, &q->result);
	merged_release(&person);
}

int control_record_show(struct request *q)
{
	struct record_ref ref;
	struct merged merged;
	struct span bytes;
	int err = record_read(q, &ref);

	if (err == 0)
		err = records_get(node_view(q->node), &ref, &bytes);
	if (err != 0)
		return err;
	merged_init(&merged);
	err = merged_decode(&merged, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
	if (err == 0)
		err = moved_check(q, &ref, &merged);
	if (err == 0) {
		replaced_show(q->node, ref.space, &merged);
		show(q, &ref, &merged);
	}
	merged_release(&merged);
	return err;
}
