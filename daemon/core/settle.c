/* settle: of two histories of an office, the one that counts; see council.h; tested by tests/unit/test_settle.c. */
#include <stdlib.h>
#include <string.h>

#include "daemon/core/council.h"
#include "daemon/core/council_entry.h"
#include "protocol/space/space_build.h"
#include "store/entries.h"
#include "store/forks.h"

/* The last entry of the history that is here. */
static int ours(struct node *node, const struct log_info *log, struct cutoff *out)
{
	*out = (struct cutoff){ .log = log->id, .count = log->sealed };
	return entries_id(node_view(node), log->handle, log->sealed - 1, &out->entry);
}

/* The last entry known of the other one. */
static int other(const struct fork_row *fork, const struct log_info *log, struct cutoff *out)
{
	struct segment segment;
	struct segment_reader reader;
	struct segment_entry entry;
	int err = segment_open(fork->segment, &segment);

	if (err != 0)
		return err;
	*out = (struct cutoff){ .log = log->id };
	segment_start(&segment, &segment.prev, &reader);
	while (err == 0 && segment_has_next(&reader)) {
		err = segment_next(&reader, &entry);
		out->count = entry.header.seq + 1;
		out->entry = entry.id;
	}
	return err;
}

static int by_log(const void *a, const void *b)
{
	const struct cutoff *x = a;
	const struct cutoff *y = b;

	return memcmp(x->log.b, y->log.b, sizeof(x->log.b));
}

/* Of each forked log of the member the branch that is wanted; at most max. */
static int gather(struct node *node, const struct core_space *space, const struct node_id *member,
                  bool takes_other, struct cutoff *out, uint32_t max, uint32_t *count)
{
	struct forks_cursor cursor;
	struct fork_row row;
	int err = 0;
	int closed;

	*count = 0;
	forks_open(&cursor, node_view(node));
	while (err == 0 && *count < max && forks_next(&cursor, &row)) {
		const struct log_info *log = logs_get(node->logs, row.log);

		if (log == NULL || log->space != space->pub.number || log->sealed == 0 ||
		    !node_id_is_equal(&log->author, member) || log->fault != VB_ERR_FORK)
			continue;
		err = takes_other ? other(&row, log, &out[*count]) : ours(node, log, &out[*count]);
		*count += err == 0;
	}
	closed = forks_close(&cursor);
	if (*count > 1)
		qsort(out, *count, sizeof(*out), by_log);
	return err != 0 ? err : closed;
}

int council_settle(struct node *node, const struct space_id *id, const struct node_id *member,
                   bool takes_other, struct node_now now)
{
	struct cutoff cutoffs[VB_SETTLED_MAX_COUNT];
	struct core_space *space;
	struct buf body;
	uint32_t count;
	int err = council_owned(node, id, &space);

	if (err == 0)
		err = gather(node, space, member, takes_other, cutoffs, VB_SETTLED_MAX_COUNT,
		             &count);
	if (err == 0 && count == 0)
		err = VB_ERR_NOTHING_FOUND;
	if (err != 0)
		return err;
	buf_init(&body, VB_CONTROL_BODY_MAX_BYTES);
	err = space_build_raise(member, space_count(space->pub.space), cutoffs, count, &body);
	if (err == 0)
		err = council_enter(node, id, space->pub.space, buf_span(&body), now);
	buf_release(&body);
	return err;
}
