/* control_erasure: erasing records, and the run after it; see control_calls.h. Who has confirmed: control_receipts.c. */
#include "daemon/control/authority.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/ground.h"
#include "daemon/control/lookup.h"
#include "daemon/control/states.h"
#include "daemon/control/title.h"
#include "daemon/control/view.h"
#include "daemon/core/author.h"
#include "daemon/core/erase.h"
#include "daemon/core/erasure_run.h"
#include "store/index.h"
#include "store/keyspace.h"
#include "store/logins.h"
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
	if (err == 0 && record_id_is_equal(&other.id, &w->ref.id))
		err = request_fail(q, VB_ERR_BAD_VALUE, "replacement is the record itself");
	if (err == 0)
		w->erased.replacement = other.id;
	return err;
}

static int ground_read(struct request *q, struct wish *w)
{
	struct span text;
	int err;

	w->ground = VB_GROUND_UNSAID;
	if (!request_has(q, "ground"))
		return 0;
	err = request_text(q, "ground", VB_GROUND_NAME_MAX_BYTES, &text);
	if (err == 0 && !ground_parse(text, &w->ground))
		err = request_fail(q, VB_ERR_BAD_VALUE, "ground is none of: %s", ground_list());
	return err;
}

/* A person of this office is erased by an administrator, when no login acts as them any more. */
static int person_check(struct request *q, const struct wish *w)
{
	struct login login;
	int err;

	if (!node_space_is_own(q->node, node_space_number(q->node, w->ref.space)))
		return 0;
	if (q->who.right < VB_RIGHT_ADMINISTRATOR)
		return request_fail(q, VB_ERR_DENIED, "this needs the right `%s`; yours is `%s`",
		                    rights_name(VB_RIGHT_ADMINISTRATOR), rights_name(q->who.right));
	err = logins_of_person(node_view(q->node), &w->ref.id, &login);
	if (err == 0)
		return request_fail(q, VB_ERR_BAD_VALUE,
		                    "persons of this office are changed by `verbund person`");
	return err == VB_ERR_NOT_FOUND ? 0 : err;
}

/* Whether the caller may; and the committee itself is not erased. */
static int authority_check(struct request *q, const struct wish *w)
{
	struct record_ref root;
	struct span bytes;
	struct merged m;
	struct draft d;
	bool is_found = false;
	int err;

	draft_init(&d, q);
	merged_init(&m);
	d.space = node_space_number(q->node, w->ref.space);
	err = records_get(node_view(q->node), &w->ref, &bytes);
	if (err == 0 && merged_decode(&d.merged, bytes) != 0)
		err = VB_ERR_STORE_CORRUPT;
	if (err == 0) {
		d.kind = kind_by_number(d.merged.kind);
		if (d.kind != NULL)
			err = authority_check_change(q, &d, span_of(NULL, 0));
		else if (q->who.right < VB_RIGHT_SECRETARY)
			err = VB_ERR_DENIED;
	}
	if (err == 0)
		err = title_root(q, d.space, &m, &root, &is_found);
	if (err == 0 && is_found && record_id_is_equal(&root.id, &w->ref.id))
		err = request_fail(q, VB_ERR_BAD_VALUE, "id is the committee itself");
	merged_release(&m);
	draft_release(&d);
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
		err = erase_name(q->node, &w->ref, &w->erased);
	if (err == 0)
		err = replacement_read(q, w);
	if (err == 0)
		err = ground_read(q, w);
	if (err == 0)
		err = request_bool(q, "rehearse", &w->is_rehearsal);
	if (err == 0)
		err = person_check(q, w);
	return err == 0 ? authority_check(q, w) : err;
}

/* Whether this office may erase it, asked without writing. */
static int right_check(struct request *q, const struct wish *w)
{
	const struct node_space *space = node_space_number(q->node, w->ref.space);
	enum role role = space_role(space->space, node_self(q->node));

	if (space->archive || role == VB_ROLE_NONE)
		return VB_ERR_NOT_MEMBER;
	if (space->fetching)
		return VB_ERR_BUSY;
	if (!erase_is_allowed(&space->id, node_self(q->node), role, &w->erased))
		return request_fail(q, VB_ERR_NO_RIGHT,
		                    "only a steward erases what another office created");
	return 0;
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

	if (err == 0)
		err = right_check(q, &w);
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
