/* moved: see moved.h; tested by tests/unit/test_control_move.c. */
#include "daemon/control/moved.h"

#include "store/erasures.h"
#include "store/keyspace.h"
#include "store/records.h"

/* Whether anything was ever erased in the store: mostly nothing was, and nothing is asked then. */
static bool has_erasures(struct request *q)
{
	return env_count(node_view(q->node), VB_TABLE_ERASED) > 0;
}

int moved_follow(struct request *q, const struct node_space *space, const struct record_id *id,
                 struct record_ref *out)
{
	struct record_id today;
	struct span bytes;
	int err;

	if (!has_erasures(q))
		return VB_ERR_NOT_FOUND;
	err = erasures_follow(node_view(q->node), space->number, id, &today);
	if (err == VB_ERR_ERASED || (err == 0 && record_id_is_equal(&today, id)))
		return VB_ERR_NOT_FOUND;
	return err == 0 ? records_find(node_view(q->node), space->number, &today, out, &bytes)
	                : err;
}

int moved_from(struct request *q, const struct node_space *space, const struct record_id *id,
               struct record_id out[static VB_MOVED_MAX], size_t *count)
{
	struct record_id former[VB_MOVED_MAX];
	struct erasures_cursor c;
	struct erased_row row;
	size_t found = 0;
	int err;

	*count = 0;
	if (!has_erasures(q))
		return 0;
	erasures_open(&c, node_view(q->node), space->number);
	while (found < VB_MOVED_MAX && erasures_next(&c, &row)) {
		if (row.state == VB_ERASED_IN_FORCE && !record_id_is_zero(&row.replacement))
			former[found++] = row.record.id;
	}
	err = erasures_close(&c);
	for (size_t i = 0; i < found && err == 0; i++) {
		struct record_id today;

		err = erasures_follow(node_view(q->node), space->number, &former[i], &today);
		if (err == VB_ERR_ERASED)
			err = 0;
		else if (err == 0 && record_id_is_equal(&today, id))
			out[(*count)++] = former[i];
	}
	return err;
}

/* Whether this record was written anew for others. */
static bool was_moved(struct request *q, uint32_t space, const struct record_id *id)
{
	struct record_ref ref = { .space = space, .id = *id };
	struct erased_row row;

	for (int a = VB_AUDIENCE_ALL; a <= VB_AUDIENCE_CORE; a++) {
		ref.audience = (enum audience)a;
		if (erasures_get(node_view(q->node), &ref, &row) == 0 &&
		    row.state == VB_ERASED_IN_FORCE && !record_id_is_zero(&row.replacement))
			return true;
	}
	return false;
}

static bool hides(struct request *q, uint32_t space, struct merged *m, unsigned depth);

/* Whether a record that is referred to was moved away, or itself hangs below one that was. */
static bool leads_away(struct request *q, uint32_t space, struct span value, unsigned depth)
{
	struct record_ref ref;
	struct record_id id = { { 0 } };
	struct pack_reader r;
	struct merged parent;
	struct span bytes;
	bool is_hidden;

	unpack_init(&r, value);
	unpack_fixed(&r, id.b, sizeof(id.b));
	if (unpack_finish(&r) != 0)
		return false;
	if (was_moved(q, space, &id))
		return true;
	if (depth == 0 || records_find(node_view(q->node), space, &id, &ref, &bytes) != 0)
		return false;
	merged_init(&parent);
	is_hidden = merged_decode(&parent, bytes) == 0 && hides(q, space, &parent, depth - 1);
	merged_release(&parent);
	return is_hidden;
}

static bool hides(struct request *q, uint32_t space, struct merged *m, unsigned depth)
{
	const struct kind *kind = kind_by_number(m->kind);
	const struct kind_field *field;
	struct span value;

	for (size_t i = 0; kind != NULL && (field = kind_field_at(kind, i)) != NULL; i++) {
		if (field->type == VB_TYPE_REF && field->rule == VB_RULE_REGISTER &&
		    merged_value(m, field, &value) && leads_away(q, space, value, depth))
			return true;
	}
	return false;
}

bool moved_hides(struct request *q, const struct node_space *space, struct merged *m)
{
	return has_erasures(q) && space_role(space->space, node_self(q->node)) < VB_ROLE_STEWARD &&
	       hides(q, space->number, m, VB_MOVED_DEPTH);
}

int moved_check(struct request *q, const struct record_ref *ref, struct merged *m)
{
	return moved_hides(q, node_space_number(q->node, ref->space), m)
	               ? request_fail(q, VB_ERR_NOT_FOUND, "it belongs to what was moved away")
	               : 0;
}
