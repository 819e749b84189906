/* draft_write: entries out of drafts; see draft_write.h; tested by tests/unit/test_control_record.c. */
#include "daemon/control/draft_write.h"

#include <assert.h>

#include "daemon/control/sense.h"
#include "daemon/control/signing.h"
#include "daemon/core/author.h"

/* Names the first field that a new record of the kind must have and that was not given. */
static int fail_missing(struct draft *d)
{
	const struct kind_field *field;

	for (size_t i = 0; i < VB_DRAFT_FIELDS_MAX; i++) {
		field = kind_field_at(d->kind, i);
		if (field == NULL)
			break;
		if ((field->flags & VB_FIELD_REQUIRED) != 0 && !d->given[i])
			return request_fail(d->q, VB_ERR_MISSING_VALUE, "%s", field->name);
	}
	return request_fail(d->q, VB_ERR_MISSING_VALUE, "fields");
}

int draft_finish(struct draft *d)
{
	int err;

	if (!draft_has_changes(d))
		return 0;
	err = d->is_copy ? 0 : sense_check(d);
	if (err != 0 && !d->is_tried)
		return err;
	if (err != 0)
		d->q->detail[0] = '\0';
	err = edit_finish(&d->edit, &d->body);
	if (err == VB_ERR_MISSING_VALUE)
		return fail_missing(d);
	if (err == VB_ERR_TOO_LARGE)
		return request_fail(d->q, err, "all fields together");
	d->body.has_person = d->q->who.has_person;
	d->body.person = d->q->who.person;
	return err;
}

int draft_write(struct draft *d)
{
	struct record_id id;
	int err;

	assert(!d->is_written);
	if (!draft_has_changes(d))
		return 0;
	err = d->q->wants_signature
	              ? signing_put(d->q, &d->space->id, d->audience, d->is_new ? NULL : &d->id,
	                            &d->body, &id)
	              : author_write(d->q->node, &d->space->id, d->audience,
	                             d->is_new ? NULL : &d->id, &d->body, d->q->now, &id);
	if (err != 0)
		return err;
	d->id = id;
	d->is_written = true;
	return 0;
}

/* Writes one delete. *is_all: it names everything there is. */
static int delete_once(struct draft *d, bool *is_all)
{
	int err;

	*is_all = edit_delete(&d->edit);
	err = draft_finish(d);
	return err == 0 ? draft_write(d) : err;
}

int draft_delete(struct draft *d)
{
	bool is_all;
	int err = delete_once(d, &is_all);

	if (err != 0)
		return err;
	while (!is_all && err == 0) {
		err = draft_reload(d);
		if (err == 0 && merged_is_deleted(&d->merged))
			break;
		if (err == 0)
			err = delete_once(d, &is_all);
	}
	return err == 0 ? 0 : draft_abandon(d->q, err);
}

int draft_abandon(struct request *q, int err)
{
	env_fail(node_write(q->node), err);
	return err;
}
