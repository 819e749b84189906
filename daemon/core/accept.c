/* accept: the owner lets more of an office count than it had allowed, by raising cut-offs; see council.h; tested by
 * tests/unit/test_accept.c. */
#include <stdlib.h>
#include <string.h>

#include "daemon/core/council.h"
#include "daemon/core/council_entry.h"
#include "protocol/space/space_build.h"
#include "store/entries.h"

/* What stands in the way of an office's entries: a control entry with cut-offs. */
struct barrier {
	const struct cut *cut;
	bool is_held; /* a suspension: it holds whatever an entry cites */
};

struct raising {
	struct node *node;
	struct core_space *space;
	const struct node_id *member;
	uint64_t until_ms;
	struct cutoff *cutoffs;
	uint32_t count, capacity;
};

static int by_log(const void *a, const void *b)
{
	const struct cutoff *x = a;
	const struct cutoff *y = b;

	return memcmp(x->log.b, y->log.b, sizeof(x->log.b));
}

/* How many entries of the log are to count: those written until then, without a gap behind what counts already. */
static int reach_of(const struct raising *r, const struct barrier *barrier,
                    const struct log_info *log, struct cutoff *out)
{
	struct entries_cursor cursor;
	struct entry_header header;
	struct entry_row row;
	int err = 0;
	int closed;

	out->count = cut_left(barrier->cut, &log->id);
	entries_open(&cursor, node_view(r->node), log->handle, out->count);
	while (out->count < log->sealed && entries_next(&cursor, &row)) {
		err = entry_header_decode(row.header, &header);
		if (err != 0 || hlc_wall(header.hlc).v > r->until_ms ||
		    (!barrier->is_held && header.control_seq >= barrier->cut->control_seq))
			break;
		entry_id_derive(row.header.data, &out->entry);
		out->count++;
	}
	closed = entries_close(&cursor);
	return err != 0 ? err : closed;
}

static int gather(struct raising *r, const struct barrier *barrier)
{
	int err = 0;

	r->count = 0;
	for (uint32_t stream = 0; stream <= VB_AUDIENCE_OPEN; stream++) {
		size_t count;
		const struct log_info *const *logs = logs_in_stream(
			r->node->logs, r->space->pub.number, (enum audience)stream, &count);

		for (size_t i = 0; err == 0 && i < count && r->count < VB_CUTOFFS_MAX_COUNT; i++) {
			struct cutoff raised = { .log = logs[i]->id };

			if (!node_id_is_equal(&logs[i]->author, r->member))
				continue;
			err = reach_of(r, barrier, logs[i], &raised);
			if (err != 0 || raised.count <= cut_left(barrier->cut, &logs[i]->id))
				continue;
			r->cutoffs = array_reserve(r->cutoffs, &r->capacity, r->count + 1u,
			                           sizeof(*r->cutoffs));
			r->cutoffs[r->count++] = raised;
		}
	}
	if (r->count > 1)
		qsort(r->cutoffs, r->count, sizeof(*r->cutoffs), by_log);
	return err;
}

/* Raises what one control entry left, where there is anything to raise. *done: it was. */
static int raise_one(struct raising *r, const struct barrier *barrier, struct node_now now,
                     bool *done)
{
	struct buf body;
	int err = gather(r, barrier);

	if (err != 0 || r->count == 0)
		return err;
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = space_build_raise(r->member, barrier->cut->control_seq, r->cutoffs, r->count, &body);
	if (err == 0)
		err = council_enter(r->node, &r->space->pub.id, r->space->pub.space,
		                    buf_span(&body), now);
	buf_release(&body);
	*done = *done || err == 0;
	return err;
}

static int raise_all(struct raising *r, struct node_now now, bool *done)
{
	const struct member *member = space_member(r->space->pub.space, r->member);
	int err = 0;

	for (uint32_t i = 0; err == 0 && i < member->removal_count; i++) {
		struct barrier barrier = { &member->removals[i], false };

		err = raise_one(r, &barrier, now, done);
	}
	for (uint32_t i = 0; err == 0 && i < member->hold.confirmed_count; i++) {
		struct barrier barrier = { &member->hold.confirmed[i].cut, true };

		if (hold_stands(&member->hold, i))
			err = raise_one(r, &barrier, now, done);
	}
	return err;
}

int council_accept(struct node *node, const struct space_id *id, const struct node_id *member,
                   struct wall_ms until, struct node_now now)
{
	struct raising r = { .node = node, .member = member, .until_ms = until.v };
	bool done = false;
	int err = council_owned(node, id, &r.space);

	if (err == 0 && space_member(r.space->pub.space, member) == NULL)
		err = VB_ERR_NOT_MEMBER;
	if (err != 0)
		return err;
	err = raise_all(&r, now, &done);
	free(r.cutoffs);
	if (err == 0 && !done)
		return VB_ERR_NOTHING_FOUND;
	if (err != 0 && done)
		env_fail(node_write(node), err);
	return err;
}
