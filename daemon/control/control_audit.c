/* control_audit: who decided what in a committee, who is about to, and which offices have two histories; see
 * control_calls.h; tested by tests/blackbox/12-owner.t. */
#include <stdlib.h>
#include <string.h>

#include "daemon/control/control_calls.h"
#include "daemon/control/lookup.h"
#include "daemon/control/title.h"
#include "daemon/control/view.h"
#include "daemon/core/apply.h"
#include "daemon/core/ballot.h"
#include "daemon/core/fallen.h"
#include "protocol/peer/frame.h"
#include "protocol/space/recovery.h"
#include "store/entries.h"
#include "store/forks.h"
#include "store/rivals.h"
#include "store/spaces.h"

#define DECISIONS_DEFAULT 500u
#define DECISIONS_MAX 2000u

/* A list under way. */
struct items {
	struct request *q;
	const struct core_space *space;
	struct buf packed;
	uint32_t count;
};

static void items_pack(struct items *items, const char *name)
{
	struct buf *out = &items->q->result;

	pack_cstr(out, name);
	pack_array(out, items->count);
	if (items->count > 0)
		pack_raw(out, buf_span(&items->packed));
	buf_clear(&items->packed);
	items->count = 0;
}

/* An office by id and name: two pairs of a map, whose keys ascend as "x" and "xName" do. */
static void office_pack(const struct space *space, const char *key, const char *name_key,
                        const struct node_id *office, struct buf *out)
{
	pack_cstr(out, key);
	view_node_id(office, out);
	pack_cstr(out, name_key);
	view_member_name(space, office, out);
}

static void time_pack(struct hlc stamp, struct buf *out)
{
	pack_cstr(out, "time");
	pack_uint(out, hlc_wall(stamp).v);
}

/* ---- decisions ---- */

/* Whom a control entry is about; false where it is about nobody in particular. */
static bool subject_of(const struct control_body *body, struct node_id *out)
{
	struct span card;
	struct card decoded;

	switch (body->type) {
	case VB_CONTROL_GENESIS:
		card = body->u.genesis.card;
		break;
	case VB_CONTROL_ADMIT:
		card = body->u.admit.card;
		break;
	case VB_CONTROL_CARD:
		card = body->u.card.card;
		break;
	case VB_CONTROL_ROLE:
		*out = body->u.role.node;
		return true;
	case VB_CONTROL_SUSPEND_CONFIRMED:
		*out = body->u.suspend_confirmed.node;
		return true;
	case VB_CONTROL_LIFT:
		*out = body->u.lift.node;
		return true;
	case VB_CONTROL_REMOVE:
		*out = body->u.remove.node;
		return true;
	case VB_CONTROL_HANDOVER:
		*out = body->u.handover.owner;
		return true;
	default:
		return false;
	}
	if (card_decode_stored(card, &decoded) != 0)
		return false;
	*out = decoded.id;
	return true;
}

/* What it did, in a word of the protocol. */
static const char *word_of(const struct control_body *body, uint32_t seq, enum role before,
                           enum role after)
{
	switch (body->type) {
	case VB_CONTROL_GENESIS:
		return "founded";
	case VB_CONTROL_ADMIT:
		return "admitted";
	case VB_CONTROL_ROLE:
		return after > before ? "raised" : "lowered";
	case VB_CONTROL_CARD:
		return "card";
	case VB_CONTROL_SUSPEND_CONFIRMED:
		return "suspended";
	case VB_CONTROL_LIFT:
		return body->u.lift.has_raised && body->u.lift.raised_of == seq ? "settled"
		                                                                : "lifted";
	case VB_CONTROL_REMOVE:
		return "dismissed";
	case VB_CONTROL_REKEY:
		return "keys";
	case VB_CONTROL_HANDOVER:
		return body->u.handover.is_recovery ? "recovered" : "handed-over";
	case VB_CONTROL_POLICY:
		return "policy";
	}
	return "unknown";
}

/* Appends one decision. fold: the space before it; it is applied. */
static int decision_add(struct items *items, struct space *fold, const struct control_row *row,
                        bool is_shown)
{
	struct buf *out = &items->packed;
	struct node_id subject, by = { { 0 } };
	struct entry_header header;
	struct control_body body;
	enum role before = VB_ROLE_NONE;
	bool has_subject;
	int err = control_body_decode(row->body, &body);

	if (err == 0)
		err = entry_header_decode(row->header, &header);
	if (err != 0)
		return err;
	has_subject = subject_of(&body, &subject);
	if (has_subject)
		before = space_role(fold, &subject);
	if (row->seq > 0)
		by = *space_owner(fold);
	err = space_apply_stored(fold, row->header.data, row->body);
	/* Of a rekey in parts the first is told. */
	if (err != 0 || !is_shown || (body.type == VB_CONTROL_REKEY && body.u.rekey.part > 0))
		return err;
	if (row->seq == 0 || (body.type == VB_CONTROL_HANDOVER && body.u.handover.is_recovery))
		by = subject;
	pack_map(out, 5u + 3u * has_subject + (body.type == VB_CONTROL_REKEY));
	if (body.type == VB_CONTROL_REKEY) {
		pack_cstr(out, "audience");
		pack_cstr(out, view_audience_name(body.u.rekey.audience));
	}
	office_pack(fold, "by", "byName", &by, out);
	if (has_subject) {
		office_pack(fold, "office", "officeName", &subject, out);
		pack_cstr(out, "role");
		pack_cstr(out, role_name(space_role(fold, &subject)));
	}
	pack_cstr(out, "seq");
	pack_uint(out, row->seq);
	time_pack(header.hlc, out);
	pack_cstr(out, "what");
	pack_cstr(out, word_of(&body, row->seq, before, space_role(fold, &subject)));
	items->count++;
	return 0;
}

/* Decisions from `after` on, at most limit; *next: where to go on, 0: they are all. */
static int decisions_add(struct items *items, uint32_t after, uint32_t limit, uint32_t *next)
{
	struct space *fold = space_new(node_self(items->q->node), NULL, NULL);
	struct control_cursor cursor;
	struct control_row row;
	int err = 0;
	int closed;

	*next = 0;
	spaces_open_control(&cursor, node_view(items->q->node), items->space->pub.number, 0);
	while (err == 0 && *next == 0 && spaces_next_control(&cursor, &row)) {
		if (items->count == limit)
			*next = row.seq;
		else
			err = decision_add(items, fold, &row, row.seq >= after);
	}
	closed = spaces_close_control(&cursor);
	space_destroy(&fold);
	return err != 0 ? err : closed;
}

/* ---- two histories ---- */

static void fork_pack(struct items *items, const char *what, const struct node_id *office,
                      uint64_t seq, uint64_t held, uint64_t since)
{
	struct buf *out = &items->packed;

	pack_map(out, 6);
	pack_cstr(out, "held");
	pack_uint(out, held);
	office_pack(items->space->pub.space, "office", "officeName", office, out);
	pack_cstr(out, "seq");
	pack_uint(out, seq);
	pack_cstr(out, "since");
	pack_uint(out, since);
	pack_cstr(out, "what");
	pack_cstr(out, what);
	items->count++;
}

/* When the entry at which they part was written, by our branch; 0: not here. */
static uint64_t written_at(struct node *node, uint32_t log, uint64_t seq)
{
	struct entry_header header;
	struct entry_row row;

	if (entries_get(node_view(node), log, seq, &row) != 0 ||
	    entry_header_decode(row.header, &header) != 0)
		return 0;
	return hlc_wall(header.hlc).v;
}

static int data_forks_add(struct items *items)
{
	static const char *const names[] = { "all", "core", "open" };
	struct node *node = items->q->node;
	struct forks_cursor cursor;
	struct fork_row row;

	forks_open(&cursor, node_view(node));
	while (forks_next(&cursor, &row)) {
		const struct log_info *log = logs_get(node_logs(node), row.log);

		if (log == NULL || log->space != items->space->pub.number)
			continue;
		fork_pack(items, names[log->audience], &log->author, row.seq,
		          log->fault == VB_ERR_FORK ? log->count - log->valid : 0,
		          written_at(node, row.log, row.seq));
	}
	return forks_close(&cursor);
}

/* Who signed the first of two rival entries. */
static struct node_id rival_author(const struct items *items, const struct rival_row *row)
{
	const struct space *space = items->space->pub.space;
	struct control_run run;
	struct control_item item;
	struct control_body body;

	if (row->what == VB_RIVALRY_TERM && control_run_decode(row->runs[0], &run) == 0 &&
	    control_run_next(&run, &item) && control_body_decode(item.body, &body) == 0 &&
	    body.type == VB_CONTROL_HANDOVER)
		return body.u.handover.owner;
	return *space_owner_at(space, row->seq);
}

static int control_forks_add(struct items *items)
{
	struct rivals_cursor cursor;
	struct rival_row row;

	rivals_open(&cursor, node_view(items->q->node), items->space->pub.number);
	while (rivals_next(&cursor, &row)) {
		struct node_id office = rival_author(items, &row);
		bool stops = items->space->is_forked && items->space->forked_at == row.seq;

		fork_pack(items,
		          row.what == VB_RIVALRY_TERM ? "term"
		          : stops                     ? "control"
		                                      : "control-settled",
		          &office, row.seq, 0, row.since.v);
	}
	return rivals_close(&cursor);
}

/* ---- what is proposed ---- */

static void proposal_add(void *ctx, const struct ballot_proposal *p)
{
	struct items *items = ctx;
	struct buf *out = &items->packed;
	struct list at = p->policy.recovery;
	struct node_id office;

	pack_map(out, (p->is_policy ? 7u : 8u) + p->is_overtaken);
	pack_cstr(out, "about");
	pack_cstr(out, p->is_policy ? "policy" : "recovery");
	pack_cstr(out, "needed");
	pack_uint(out, p->needed);
	if (p->is_policy) {
		pack_cstr(out, "offices");
		pack_array(out, at.count);
		while (list_next_id(&at, office.b))
			view_node_id(&office, out);
	}
	pack_cstr(out, "ours");
	pack_bool(out, p->is_ours);
	if (p->is_overtaken) {
		pack_cstr(out, "overtaken");
		pack_bool(out, true);
	}
	if (!p->is_policy)
		office_pack(items->space->pub.space, "owner", "ownerName", &p->handover.owner, out);
	pack_cstr(out, "since");
	pack_uint(out, hlc_wall(p->since).v);
	pack_cstr(out, p->is_policy ? "threshold" : "term");
	pack_uint(out, p->is_policy ? p->policy.quorum : p->handover.term);
	pack_cstr(out, "votes");
	pack_uint(out, p->votes);
	items->count++;
}

/* ---- calls ---- */

static void electors_add(struct items *items)
{
	const struct space *space = items->space->pub.space;
	uint32_t count;
	const struct node_id *list = space_recovery(space, &count);

	for (uint32_t i = 0; count == 0 && i < space_member_count(space); i++) {
		const struct node_id *node = &space_member_at(space, i)->node;

		if (!space_is_elector(space, node))
			continue;
		pack_map(&items->packed, 2);
		office_pack(space, "id", "name", node, &items->packed);
		items->count++;
	}
	for (uint32_t i = 0; i < count; i++) {
		pack_map(&items->packed, 2);
		office_pack(space, "id", "name", &list[i], &items->packed);
		items->count++;
	}
}

/* Entries of this office that do not count and were not written again; committee.fallen lists them. */
static uint64_t fallen_of_ours(struct request *q, const struct core_space *space)
{
	return fallen_count(q->node, node_space_number(q->node, space->pub.number),
	                    node_self(q->node), 0);
}

static int show(struct request *q, const struct core_space *space, uint32_t after, uint32_t limit)
{
	struct items items = { .q = q, .space = space };
	struct space_rank rank;
	struct buf *out = &q->result;
	uint32_t next = 0;
	int err;

	buf_init(&items.packed, VB_IPC_FRAME_MAX_BYTES);
	space_rank(space->pub.space, &rank);
	err = decisions_add(&items, after, limit, &next);
	pack_map(out, 9u + (next != 0) + space->pub.reclaimed);
	items_pack(&items, "decisions");
	electors_add(&items);
	items_pack(&items, "electors");
	pack_cstr(out, "fallen");
	pack_uint(out, fallen_of_ours(q, space));
	if (err == 0)
		err = control_forks_add(&items);
	if (err == 0)
		err = data_forks_add(&items);
	items_pack(&items, "forks");
	pack_cstr(out, "id");
	view_space_id(&space->pub.id, out);
	pack_cstr(out, "needed");
	pack_uint(out, space_votes_needed(space->pub.space));
	if (next != 0) {
		pack_cstr(out, "next");
		pack_uint(out, next);
	}
	pack_cstr(out, "owner");
	view_node_id(space_owner(space->pub.space), out);
	if (err == 0)
		err = ballot_each(q->node, space, proposal_add, &items);
	items_pack(&items, "proposals");
	if (space->pub.reclaimed) {
		pack_cstr(out, "reclaimed");
		pack_bool(out, true);
	}
	pack_cstr(out, "term");
	pack_uint(out, rank.term);
	if (err == 0 && items.packed.err != 0)
		err = items.packed.err;
	buf_release(&items.packed);
	return err;
}

int control_audit_show(struct request *q)
{
	uint64_t after = 0;
	uint64_t limit = DECISIONS_DEFAULT;
	struct node_space *space;
	struct span text;
	int err = request_text(q, "id", 2 * VB_HASH_BYTES, &text);

	if (err == 0)
		err = lookup_space(q, text, &space);
	if (err == 0)
		err = request_uint(q, "after", 0, UINT32_MAX, &after);
	if (err == 0)
		err = request_uint(q, "limit", 1, DECISIONS_MAX, &limit);
	if (err != 0)
		return err;
	if (space_count(space->space) == 0)
		return request_fail(q, VB_ERR_BUSY, "it is still being fetched");
	return show(q, core_space_find(q->node, &space->id), (uint32_t)after, (uint32_t)limit);
}

static int summary_pack(struct request *q, const struct core_space *space, struct merged *m,
                        struct buf *out)
{
	struct items items = { .q = q, .space = space };
	uint32_t forks, proposals;
	int err;

	buf_init(&items.packed, VB_IPC_FRAME_MAX_BYTES);
	err = control_forks_add(&items);
	if (err == 0)
		err = data_forks_add(&items);
	forks = items.count;
	items.count = 0;
	if (err == 0)
		err = ballot_each(q->node, space, proposal_add, &items);
	proposals = items.count;
	buf_release(&items.packed);
	if (err != 0)
		return err;
	pack_map(out, 7);
	pack_cstr(out, "decisions");
	pack_uint(out, space_count(space->pub.space));
	pack_cstr(out, "fallen");
	pack_uint(out, fallen_of_ours(q, space));
	pack_cstr(out, "forks");
	pack_uint(out, forks);
	pack_cstr(out, "id");
	view_space_id(&space->pub.id, out);
	pack_cstr(out, "name");
	err = title_pack(q, &space->pub, m, out);
	pack_cstr(out, "owner");
	view_node_id(space_owner(space->pub.space), out);
	pack_cstr(out, "proposals");
	pack_uint(out, proposals);
	return err;
}

/* Committees of ours whose control log is here. */
static bool is_shown(const struct node *node, const struct node_space *space)
{
	return space_count(space->space) > 0 && !node_space_is_foreign(node, space) &&
	       !node_space_is_own(node, space);
}

int control_audit_list(struct request *q)
{
	struct merged m;
	uint32_t count = 0;
	int err = 0;

	for (size_t i = 0; i < node_space_count(q->node); i++)
		count += is_shown(q->node, node_space_at(q->node, i));
	pack_map(&q->result, 1);
	pack_cstr(&q->result, "items");
	pack_array(&q->result, count);
	merged_init(&m);
	for (size_t i = 0; i < node_space_count(q->node) && err == 0; i++) {
		const struct node_space *space = node_space_at(q->node, i);

		if (is_shown(q->node, space))
			err = summary_pack(q, core_space_find(q->node, &space->id), &m, &q->result);
	}
	merged_release(&m);
	return err;
}
