/* judge: which stored entries count; see judge.h. */
#include "daemon/core/judge.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/core/attachment.h"
#include "daemon/core/ballot_box.h"
#include "daemon/core/branch.h"
#include "daemon/core/erase.h"
#include "daemon/core/holding.h"
#include "daemon/core/partner.h"
#include "protocol/array.h"
#include "store/entries.h"
#include "store/records.h"
#include "store/waiting.h"

#define GO_ON_BATCH 256u /* entries judged before they are given */

/* ---- one entry ---- */

/* The citation of a stored entry; 0 when the store is damaged, which the transaction then knows. */
static uint32_t cited_at(struct node *node, uint32_t log, uint64_t seq)
{
	struct entry_header header;
	struct entry_row row;

	if (entries_get(node_view(node), log, seq, &row) != 0 ||
	    entry_header_decode(row.header, &header) != 0)
		return 0;
	return header.control_seq;
}

void judge_init(struct judge *j, struct node *node, struct core_space *space,
                const struct log_info *log)
{
	*j = (struct judge){ .node = node, .space = space, .log = log };
	j->forked_at = branch_forked_at(node, space, log);
	j->held_from = holding_limit(&space->pub, log);
	j->state.author = log->author;
	j->state.id = log->id;
	j->state.audience = log->audience;
	if (log->valid == log->count)
		j->state.cited = log->control_seq;
	else if (log->valid > 0)
		j->state.cited = cited_at(node, log->handle, log->valid - 1);
}

/* SPEC.md 4.1: an incarnation exists through a begin, entry 0 of its open log; without it its other logs are held. */
int judge_header(struct judge *j, const struct entry_header *header)
{
	if (header->seq >= j->forked_at)
		return VB_ERR_FORK;
	if (header->seq == 0 && j->log->audience != VB_AUDIENCE_OPEN &&
	    !suspensions_has_begin(&j->space->pub.suspensions, &j->log->author,
	                           j->log->incarnation))
		return VB_ERR_NO_BEGIN;
	return space_check_entry(j->space->pub.space, &j->state, header);
}

static bool is_touched(struct node *node, const struct record_ref *record)
{
	struct touches_cursor cursor;
	struct touch touch;
	bool found;

	records_open_touches(&cursor, node_view(node), record);
	found = records_next_touch(&cursor, &touch);
	return records_close_touches(&cursor) == 0 && found;
}

/* Gives a valid entry to merging. late: entries of its record may have been applied as if it were gone for ever; then the
 * record is made anew. Returns what befell it; VB_ERR_NO_KEY: it was not given. */
static int give(struct judge *j, const struct apply_entry *entry, struct rebuild *late)
{
	struct record_ref record = apply_record(entry);
	struct body body;
	int note = 0;
	int err;

	if (j->log->audience == VB_AUDIENCE_OPEN) {
		if (entry->header->seq == 0) {
			judge_wake(j->space);
			return 0;
		}
		if (erase_on_entry(j->node, j->space, entry))
			return 0;
		partner_on_proposal(j->node, &j->log->author, entry->body);
		return 0;
	}
	/* Given up while this office was a relay, and not fetched again yet: not read, as without its key. */
	if (entry->own == NULL && entry->body.size == 0 && !erase_excuses(j->node, &record))
		return VB_ERR_NO_KEY;
	if (late != NULL && is_touched(j->node, &record)) {
		err = apply_open(j->node, j->space, entry, &body);
		if (err == VB_ERR_NO_KEY)
			return err;
		records_touch(node_write(j->node), &record, j->log->handle, entry->header->seq);
		rebuild_add(late, j->node, &record);
		return 0;
	}
	err = apply_entry(j->node, j->space, entry, &note);
	if (err != 0)
		return err;
	if (note != VB_ERR_HELD)
		apply_wake(j->node, &j->log->id, entry->header->seq,
		           note == 0 && entry->is_create ? &record : NULL);
	return note;
}

static void keep(struct judge *j, uint64_t valid, uint64_t applied, int fault)
{
	logs_judge(j->node->logs, node_write(j->node), j->log->handle, valid, applied, fault);
}

/* What a valid entry says before it is given: the files that it lists are fetched, and one of an open log counts at once for
 * what is held, of its own log, too. The body is read before anything is written. */
static void learn(struct judge *j, const struct apply_entry *entry)
{
	if (j->log->audience == VB_AUDIENCE_OPEN && holding_learn(j->space, entry))
		j->held_from = holding_limit(&j->space->pub, j->log);
	/* So does a vote: who is suspended could otherwise not help when the owner, who lifts, is gone. */
	if (j->log->audience == VB_AUDIENCE_OPEN)
		ballot_box_put(j->node, j->space, &j->log->author, entry->header->hlc, entry->body);
	else
		attachment_note(j->node, entry);
}

void judge_appended(struct judge *j, const struct apply_entry *entry, int *out_note)
{
	const struct log_info *log = j->log;
	const struct member *author = space_member(j->space->pub.space, &log->author);
	uint64_t seq = entry->header->seq;
	int note = log->fault;

	if (note == 0 && seq == log->valid) {
		note = judge_header(j, entry->header);
		keep(j, log->valid + (note == 0), log->applied, note);
		j->state.cited = entry->header->control_seq;
		if (note == 0)
			learn(j, entry);
	}
	if (note == 0 && seq >= j->held_from)
		note = VB_ERR_SUSPENDED;
	if (note == 0 && seq != log->applied)
		note = VB_ERR_NO_KEY; /* that of an entry before is missing */
	if (note == 0) {
		/* A branch that was dropped may come back: what named it took it for gone. */
		note = give(j, entry, author->removal_count > 0 ? &j->late : NULL);
		if (note != VB_ERR_NO_KEY)
			keep(j, log->valid, seq + 1, 0);
	}
	if (seq >= log->applied)
		apply_wake(j->node, &log->id, seq, NULL);
	if (note != 0 && log->audience == VB_AUDIENCE_OPEN)
		erase_on_refused(j->node, j->space, entry, note);
	*out_note = note;
}

void judge_finish(struct judge *j)
{
	rebuild_run(&j->late, j->node);
	rebuild_release(&j->late);
}

/* ---- taking back ---- */

/* What entries of an open log brought about is undone. */
static void take_back_open(struct node *node, const struct log_info *log, uint64_t from,
                           uint64_t end, int fault)
{
	struct core_space *space = core_space_number(node, log->space);
	struct entry_header header;
	struct apply_entry entry;

	for (uint64_t seq = from; seq < end; seq++) {
		if (apply_read(node, log->handle, seq, &header, &entry) != 0)
			return;
		erase_on_refused(node, space, &entry, fault);
	}
}

/* Entries from `from` on that were given to merging are as if they had not been. */
static void withdraw(struct node *node, const struct log_info *log, uint64_t from, uint64_t applied,
                     struct rebuild *records)
{
	struct env_txn *txn = node_write(node);
	struct record_ref record = { .space = log->space, .audience = log->audience };
	struct entry_header header;
	struct entry_row row;

	for (uint64_t seq = from; seq < applied && log->audience != VB_AUDIENCE_OPEN; seq++) {
		if (entries_get(txn, log->handle, seq, &row) != 0 ||
		    entry_header_decode(row.header, &header) != 0) {
			env_fail(txn, VB_ERR_STORE_CORRUPT);
			return;
		}
		record.id = header.record;
		records_untouch(txn, &record, log->handle, seq);
		waiting_del(txn, &record, log->handle, seq);
		rebuild_add(records, node, &record);
	}
}

/* Entries from valid on count no longer. */
static void take_back(struct node *node, struct core_space *space, const struct log_info *log,
                      uint64_t valid, int fault, struct rebuild *records)
{
	uint64_t applied = log->applied;
	uint64_t before = log->valid;

	logs_judge(node->logs, node_write(node), log->handle, valid,
	           applied < valid ? applied : valid, fault);
	if (log->audience == VB_AUDIENCE_OPEN) {
		take_back_open(node, log, valid, before, fault);
		if (holding_forget(space, log, valid))
			judge_wake(space);
	}
	withdraw(node, log, valid, applied, records);
}

struct cited_ctx {
	struct node *node;
	uint32_t log;
};

static uint32_t cited(void *ctx, uint64_t seq)
{
	struct cited_ctx *c = ctx;

	return cited_at(c->node, c->log, seq);
}

/* Records of entries that are about to go. */
struct dropped {
	struct record_ref *list;
	uint32_t count, capacity;
};

static void dropped_find(struct dropped *d, struct node *node, const struct log_info *log,
                         uint64_t from)
{
	struct record_ref record = { .space = log->space, .audience = log->audience };
	struct entries_cursor cursor;
	struct entry_header header;
	struct entry_row row;

	if (log->audience == VB_AUDIENCE_OPEN)
		return;
	entries_open(&cursor, node_view(node), log->handle, from);
	while (entries_next(&cursor, &row)) {
		if (entry_header_decode(row.header, &header) != 0)
			continue;
		record.id = header.record;
		d->list = array_reserve(d->list, &d->capacity, d->count + 1u, sizeof(*d->list));
		d->list[d->count++] = record;
	}
	/* What is damaged shows in the next write. */
	(void)!entries_close(&cursor);
}

/* Who named one of the entries may count by now, because it was held: to who never had it, it is not here yet, and so it is
 * here. Not before they are gone: while they are here, a name of them still counts as settled. */
static void dropped_rebuild(struct dropped *d, struct node *node, struct rebuild *records)
{
	for (uint32_t i = 0; i < d->count; i++)
		rebuild_add(records, node, &d->list[i]);
	free(d->list);
}

/* A cut-off names another branch of a log than ours: ours goes, so that the named one can be fetched. True if so. */
static bool drop_branch(struct node *node, struct core_space *space, const struct log_info *log,
                        struct rebuild *records)
{
	struct env_txn *txn = node_write(node);
	struct dropped dropped = { .count = 0 };
	uint64_t from, count;

	if (log->count == 0 || !branch_is_wrong(node, space, log, &from))
		return false;
	if (logs_boundary_before(node->logs, txn, log->handle, from, &count) != 0)
		return true;
	take_back(node, space, log, count < log->valid ? count : log->valid, 0, records);
	dropped_find(&dropped, node, log, count);
	logs_truncate(node->logs, txn, log->handle, count);
	dropped_rebuild(&dropped, node, records);
	branch_forget(node, log->handle);
	return true;
}

static void cut_log(struct node *node, struct core_space *space, const struct log_info *log,
                    struct rebuild *records)
{
	struct cited_ctx ctx = { .node = node, .log = log->handle };
	uint64_t valid;

	if (drop_branch(node, space, log, records))
		return;
	valid = space_log_valid_count(space->pub.space, &log->author, &log->id, log->valid, cited,
	                              &ctx);
	if (valid < log->valid)
		take_back(node, space, log, valid, VB_ERR_BEYOND_CUTOFF, records);
}

void judge_cut(struct node *node, struct core_space *space, const struct node_id *author)
{
	struct rebuild records;

	rebuild_init(&records);
	for (uint32_t stream = 0; stream <= VB_AUDIENCE_OPEN; stream++) {
		size_t count;
		const struct log_info *const *logs = logs_in_stream(node->logs, space->pub.number,
		                                                    (enum audience)stream, &count);

		for (size_t i = 0; i < count; i++) {
			const struct log_info *log = logs[i];

			if (node_id_is_equal(&log->author, author))
				cut_log(node, space, log, &records);
		}
	}
	rebuild_run(&records, node);
	rebuild_release(&records);
	judge_wake(space);
}

/* How many of the valid entries rest on nothing that is void. Citations ascend, so the last ones are looked at. */
static uint64_t unvoided(struct node *node, const struct core_space *space,
                         const struct log_info *log, uint32_t from)
{
	uint64_t valid = log->valid;
	struct entry_header header;
	struct entry_row row;

	for (; valid > 0; valid--) {
		const struct entry_id *cited;

		if (entries_get(node_view(node), log->handle, valid - 1, &row) != 0 ||
		    entry_header_decode(row.header, &header) != 0) {
			env_fail(node_write(node), VB_ERR_STORE_CORRUPT);
			break;
		}
		cited = space_entry_id(space->pub.space, header.control_seq);
		if (header.control_seq < from ||
		    (cited != NULL &&
		     memcmp(cited->b, header.control_prefix, VB_ID_PREFIX_BYTES) == 0))
			break;
	}
	return valid;
}

void judge_recovered(struct node *node, struct core_space *space, uint32_t from)
{
	struct rebuild records;

	rebuild_init(&records);
	for (uint32_t stream = 0; stream <= VB_AUDIENCE_OPEN; stream++) {
		size_t count;
		const struct log_info *const *logs = logs_in_stream(node->logs, space->pub.number,
		                                                    (enum audience)stream, &count);

		for (size_t i = 0; i < count; i++) {
			uint64_t valid = unvoided(node, space, logs[i], from);

			if (valid < logs[i]->valid)
				take_back(node, space, logs[i], valid, VB_ERR_VOIDED_CONTROL,
				          &records);
			cut_log(node, space, logs[i], &records);
		}
	}
	rebuild_run(&records, node);
	rebuild_release(&records);
	space->is_hold_due = true;
	judge_wake(space);
}

void judge_fork(struct node *node, struct core_space *space, uint32_t handle)
{
	const struct log_info *log = logs_get(node->logs, handle);
	struct rebuild records;
	uint64_t from;

	rebuild_init(&records);
	if (!drop_branch(node, space, log, &records)) {
		from = branch_forked_at(node, space, log);
		if (from < log->valid)
			take_back(node, space, log, from, VB_ERR_FORK, &records);
	}
	rebuild_run(&records, node);
	rebuild_release(&records);
}

/* ---- holding ---- */

/* One log: what is held and was given to merging is taken back; what is free now and was not goes on. */
static void hold_log(struct node *node, struct core_space *space, const struct log_info *log,
                     struct rebuild *records)
{
	uint64_t limit = holding_limit(&space->pub, log);
	uint64_t applied = log->applied;

	if (applied > limit) {
		logs_judge(node->logs, node_write(node), log->handle, log->valid, limit,
		           log->fault);
		if (log->audience == VB_AUDIENCE_OPEN)
			take_back_open(node, log, limit, applied, VB_ERR_SUSPENDED);
		withdraw(node, log, limit, applied, records);
	} else if (applied < log->valid && applied < limit) {
		judge_wake(space);
	}
}

/* Suspends, begins or the control log have changed: looks at all logs of the space. */
static void hold_space(struct node *node, struct core_space *space, struct rebuild *records)
{
	if (!space->is_hold_due)
		return;
	space->is_hold_due = false;
	for (uint32_t stream = 0; stream <= VB_AUDIENCE_OPEN; stream++) {
		size_t count;
		const struct log_info *const *logs = logs_in_stream(node->logs, space->pub.number,
		                                                    (enum audience)stream, &count);

		for (size_t i = 0; i < count; i++)
			hold_log(node, space, logs[i], records);
	}
}

/* ---- going on ---- */

void judge_wake(struct core_space *space)
{
	space->is_stale = true;
}

/* Judges stored entries behind the valid ones, as far as they are valid now. */
static void go_on_judging(struct judge *j)
{
	const struct log_info *log = j->log;
	struct entry_header header;
	struct apply_entry entry;
	uint64_t valid = log->valid;
	uint64_t end = log->count - valid > GO_ON_BATCH ? valid + GO_ON_BATCH : log->count;
	int fault = log->fault;

	while (valid < end) {
		if (apply_read(j->node, log->handle, valid, &header, &entry) != 0)
			return;
		fault = judge_header(j, &header);
		if (fault != 0)
			break;
		j->state.cited = header.control_seq;
		learn(j, &entry);
		valid++;
	}
	if (valid != log->valid || fault != log->fault)
		keep(j, valid, log->applied, fault);
}

/* Gives the valid entries that were not given yet. */
static void go_on_giving(struct judge *j, struct rebuild *late)
{
	const struct log_info *log = j->log;
	struct entry_header header;
	struct apply_entry entry;

	while (log->applied < log->valid && log->applied < j->held_from &&
	       !node_turn_is_full(j->node)) {
		if (apply_read(j->node, log->handle, log->applied, &header, &entry) != 0 ||
		    give(j, &entry, late) == VB_ERR_NO_KEY)
			return;
		keep(j, log->valid, log->applied + 1, log->fault);
		j->node->turn.entries++;
	}
}

/* One log, batch by batch, as far as the turn has room. Only what was given counts against that: a log that stays held
 * costs a look and must not bring up another turn. */
static void log_go_on(struct node *node, struct core_space *space, const struct log_info *log,
                      struct rebuild *late)
{
	struct judge j;
	uint64_t before;

	judge_init(&j, node, space, log);
	do {
		before = log->valid + log->applied;
		if (log->valid < log->count)
			go_on_judging(&j);
		go_on_giving(&j, late);
	} while (log->valid + log->applied > before && !node_turn_is_full(node));
}

/* All logs of a space, open ones first because their begins set the others going. */
static void space_go_on(struct node *node, struct core_space *space, struct rebuild *late)
{
	static const enum audience order[] = { VB_AUDIENCE_OPEN, VB_AUDIENCE_ALL,
		                               VB_AUDIENCE_CORE };

	space->is_stale = false;
	for (size_t s = 0; s < sizeof(order) / sizeof(order[0]); s++) {
		size_t count;
		const struct log_info *const *logs =
			logs_in_stream(node->logs, space->pub.number, order[s], &count);

		for (size_t i = 0; i < count; i++) {
			if (logs[i]->applied < logs[i]->count && !node_turn_is_full(node))
				log_go_on(node, space, logs[i], late);
		}
	}
	if (node_turn_is_full(node))
		space->is_stale = true;
}

void judge_catch_up(struct node *node)
{
	struct rebuild late;

	rebuild_init(&late);
	for (size_t i = 0; i < node->space_count && !node_turn_is_full(node); i++) {
		struct core_space *space = node->spaces[i];

		if (!space->is_stale)
			continue;
		hold_space(node, space, &late);
		space_go_on(node, space, &late);
		hold_space(node, space, &late);
	}
	rebuild_run(&late, node);
	rebuild_release(&late);
}
