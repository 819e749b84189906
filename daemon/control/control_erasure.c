/* control_erasure: erasing records, and the run after it; see control_calls.h. Who has confirmed: control_receipts.c. */
#include "daemon/control/control_calls.h"
#include "daemon/control/erase_check.h"
#include "daemon/control/lookup.h"
#include "daemon/control/states.h"
#include "daemon/control/view.h"
#include "daemon/core/author.h"
#include "daemon/core/erase.h"
#include "daemon/core/erasure_run.h"
#include "store/index.h"
#include "store/keyspace.h"
#include "store/records.h"

#define REFERENCES_MAX 10000u /* records that refer to one are counted no further */

/* ---- erasing ---- */

/* What is asked for. */
struct wish {
	struct record_ref ref;
	struct open_erased erased;
	uint32_t ground;
	bool is_rehearsal;
};

static int kind_read(struct request *q, const struct record_ref *ref, uint32_t *kind)
{
	struct span bytes;
	struct merged m;
	int err = records_get(node_view(q->node), ref, &bytes);

	merged_init(&m);
	if (err == 0 && merged_decode(&m, bytes) != 0)
		err = VB_ERR_STORE_CORRUPT;
	*kind = m.kind;
	merged_release(&m);
	return err;
}

/* What refers to the one will lead to the other: to the same kind of thing, and to nothing that some offices cannot read. */
static int replacement_check(struct request *q, const struct wish *w,
                             const struct record_ref *other)
{
	uint32_t was, is;
	int err;

	if (record_id_is_equal(&other->id, &w->ref.id))
		return request_fail(q, VB_ERR_BAD_VALUE, "replacement is the record itself");
	err = kind_read(q, &w->ref, &was);
	if (err == 0)
		err = kind_read(q, other, &is);
	if (err == 0 && was != is)
		err = request_fail(q, VB_ERR_BAD_VALUE, "replacement is a record of another kind");
	if (err == 0 && other->audience != w->ref.audience && other->audience != VB_AUDIENCE_ALL)
		err = request_fail(q, VB_ERR_BAD_VALUE,
		                   "replacement is internal, and the record is not");
	return err;
}

static int replacement_read(struct request *q, struct wish *w)
{
	const struct node_space *space = node_space_number(q->node, w->ref.space);
	struct record_ref other;
	struct span text;
	int err;

	if (!request_has(q, "replacement"))
		return 0;
	err = request_text(q, "replacement", 2 * VB_RECORD_ID_BYTES, &text);
	if (err == 0)
		err = lookup_record(q, space, text, &other);
	if (err == 0)
		err = replacement_check(q, w, &other);
	if (err == 0)
		w->erased.replacement = other.id;
	return err;
}

static int wish_read(struct request *q, struct wish *w)
{
	struct span text;
	int err = request_text(q, "id", 2 * VB_RECORD_ID_BYTES, &text);

	*w = (struct wish){ .is_rehearsal = false };
	if (err == 0)
		err = lookup_record(q, NULL, text, &w->ref);
	if (err == 0)
		err = erase_check_record(q, &w->ref, &w->erased);
	if (err == 0)
		err = replacement_read(q, w);
	if (err == 0)
		err = erase_check_ground(q, &w->ground);
	return err == 0 ? request_bool(q, "rehearse", &w->is_rehearsal) : err;
}

static uint32_t entries_count(struct request *q, const struct record_ref *ref)
{
	struct touches_cursor c;
	struct touch touch;
	uint32_t count = 0;

	records_open_touches(&c, node_view(q->node), ref);
	while (records_next_touch(&c, &touch))
		count++;
	return records_close_touches(&c) == 0 ? count : 0;
}

/* What goes along, and who has to obey; counted before anything is written. */
struct extent {
	uint64_t backup; /* when the last one was made, ms */
	bool has_backup;
	uint32_t entries, offices;
	uint64_t references;
};

static struct extent extent_of(struct request *q, const struct wish *w)
{
	struct env_txn *txn = node_view(q->node);
	const struct node_space *space = node_space_number(q->node, w->ref.space);
	struct extent e = { .entries = entries_count(q, &w->ref),
		            .offices = states_member_count(space) };

	e.has_backup = keyspace_get_meta(txn, VB_META_BACKUP, &e.backup) == 0;
	e.references = index_count_references(txn, w->ref.space, &w->ref.id, REFERENCES_MAX);
	return e;
}

static void extent_pack(const struct wish *w, const struct extent *e, const struct entry_id *id,
                        struct buf *out)
{
	pack_map(out, 4u + e->has_backup + (id != NULL));
	if (e->has_backup) {
		pack_cstr(out, "backup");
		pack_uint(out, e->backup);
	}
	pack_cstr(out, "entries");
	pack_uint(out, e->entries);
	if (id != NULL) {
		pack_cstr(out, "id");
		view_hash(id->b, out);
	}
	pack_cstr(out, "offices");
	pack_uint(out, e->offices);
	pack_cstr(out, "record");
	view_record_id(&w->ref.id, out);
	pack_cstr(out, "references");
	pack_uint(out, e->references);
}

int control_record_erase(struct request *q)
{
	struct extent extent;
	struct entry_id id;
	struct wish w;
	int err = wish_read(q, &w);

	if (err != 0)
		return err;
	extent = extent_of(q, &w);
	if (!w.is_rehearsal)
		err = author_erase(q->node, &node_space_number(q->node, w.ref.space)->id, &w.erased,
		                   1, w.ground, q->now, &id);
	if (err == 0)
		extent_pack(&w, &extent, w.is_rehearsal ? NULL : &id, &q->result);
	return err;
}

/* Asks for the run that is due anyway, now: others wait for its end. */
int control_erasure_run(struct request *q)
{
	erasure_run_ask(q->node, q->now);
	return 0;
}
