/* title: names of spaces; see title.h; tested by tests/unit/test_control_committee.c. */
#include "daemon/control/title.h"

#include "daemon/control/view.h"
#include "protocol/kinds/committee.h"
#include "store/index.h"
#include "store/records.h"

static bool value_of(const struct merged *m, uint32_t field, struct span *out)
{
	return merged_value(m, kind_field_by_number(kind_by_number(VB_KIND_ORGANIZATION), field),
	                    out);
}

static bool is_root(struct merged *m)
{
	struct pack_reader r;
	struct span value;

	if (m->kind != VB_KIND_ORGANIZATION || merged_is_deleted(m) ||
	    !value_of(m, VB_ORGANIZATION_ROOT, &value))
		return false;
	unpack_init(&r, value);
	return unpack_bool(&r);
}

/* The oldest one that everybody in the space sees counts. */
int title_root(struct request *q, const struct node_space *space, struct merged *m,
               struct record_ref *ref, bool *is_found)
{
	struct env_txn *txn = node_view(q->node);
	struct index_cursor c;
	struct span bytes;
	uint32_t looked = 0;
	int err = 0;
	int closed;

	*is_found = false;
	index_open_kind(&c, txn, space->number, VB_KIND_ORGANIZATION, NULL);
	while (err == 0 && !*is_found && looked < VB_TITLE_LOOK_MAX && index_next(&c, ref)) {
		looked++;
		if (ref->audience != VB_AUDIENCE_ALL)
			continue;
		err = records_get(txn, ref, &bytes);
		if (err == 0)
			err = merged_decode(m, bytes) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		*is_found = err == 0 && is_root(m);
	}
	closed = index_close(&c);
	return err != 0 ? err : closed;
}

int title_pack(struct request *q, const struct node_space *space, struct merged *m, struct buf *out)
{
	struct record_ref ref;
	struct span name;
	bool is_found = false;
	int err = space->hidden ? 0 : title_root(q, space, m, &ref, &is_found);

	if (err != 0)
		return err;
	if (is_found && value_of(m, VB_FIELD_NAME, &name))
		pack_raw(out, name);
	else
		view_space_id(&space->id, out);
	return 0;
}
