/* holding: what suspensions hold; see holding.h. */
#include "daemon/core/holding.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/openlog.h"
#include "store/entries.h"

/* Cut-offs that fit a control body in any case: an array head, 34 bytes each for log and entry id, 9 for the count; and
 * some room for the rest. */
#define CUTOFFS_MAX_COUNT ((VB_CONTROL_BODY_MAX_BYTES - 64u) / (1u + 34u + 9u + 34u))

_Static_assert(CUTOFFS_MAX_COUNT <= VB_CUTOFFS_MAX_COUNT, "what fits is allowed");

/* ---- what open logs say ---- */

/* What a begin says is known beforehand, so that its hash will do: a former member is served no more of it. */
static bool is_begin(const struct log_info *log, const struct entry_header *header)
{
	struct open_body begin = { .type = VB_OPEN_BEGIN, .u.begin.incarnation = log->incarnation };
	struct hash expected;
	struct buf document;

	if (header->seq > 0)
		return false;
	buf_init(&document, VB_BODY_MAX_BYTES);
	open_body_encode(&begin, &document);
	crypt_hash(buf_span(&document), &expected);
	buf_release(&document);
	return memcmp(header->body_hash.b, expected.b, sizeof(expected.b)) == 0;
}

static bool is_suspend(const struct apply_entry *entry, struct open_body *out)
{
	return entry->header->seq > 0 && entry->body.size > 0 &&
	       open_body_decode(entry->body, out) == 0 && out->type == VB_OPEN_SUSPEND;
}

bool holding_learn(struct core_space *space, const struct apply_entry *entry)
{
	struct suspensions *known = &space->pub.suspensions;
	struct suspension_begin begin = { .at = { .log = entry->log->id,
		                                  .seq = entry->header->seq,
		                                  .author = entry->log->author,
		                                  .control_seq = entry->header->control_seq },
		                          .incarnation = entry->log->incarnation };
	struct suspend suspend = { .at = begin.at, .hlc = entry->header->hlc };
	struct open_body body;

	if (is_begin(entry->log, entry->header)) {
		suspensions_put_begin(known, &begin);
	} else if (is_suspend(entry, &body)) {
		suspend.node = body.u.suspend.node;
		entry_id_derive(entry->bytes, &suspend.id);
		suspensions_put(known, &suspend, &body.u.suspend.cutoffs);
	} else {
		return false;
	}
	space->is_hold_due = true;
	space->is_stale = true;
	return true;
}

bool holding_forget(struct core_space *space, const struct log_info *log, uint64_t from)
{
	bool was_known = suspensions_drop(&space->pub.suspensions, &log->id, from);

	space->is_hold_due = space->is_hold_due || was_known;
	return was_known;
}

static int load_log(struct node *node, struct core_space *space, const struct log_info *log)
{
	struct entries_cursor cursor;
	struct entry_header header;
	struct apply_entry entry = { .log = log, .header = &header };
	struct entry_row row;
	int err = 0;
	int closed;

	entries_open(&cursor, node_view(node), log->handle, 0);
	while (err == 0 && entries_next(&cursor, &row) && row.seq < log->valid) {
		err = entry_header_decode(row.header, &header) == 0 ? 0 : VB_ERR_STORE_CORRUPT;
		entry.bytes = row.header.data;
		entry.body = row.body;
		if (err == 0)
			(void)holding_learn(space, &entry);
	}
	closed = entries_close(&cursor);
	return err != 0 ? err : closed;
}

int holding_load(struct node *node, struct core_space *space)
{
	size_t count;
	const struct log_info *const *logs =
		logs_in_stream(node->logs, space->pub.number, VB_AUDIENCE_OPEN, &count);
	int err = 0;

	for (size_t i = 0; err == 0 && i < count; i++)
		err = load_log(node, space, logs[i]);
	/* What was to be done when we ended is done now. */
	space->is_hold_due = true;
	return err;
}

/* ---- what is held ---- */

uint64_t holding_limit(struct node_space *space, const struct log_info *log)
{
	struct suspensions *known = &space->suspensions;

	if (log->audience != VB_AUDIENCE_OPEN && log->valid > 0 &&
	    !suspensions_has_begin(known, &log->author, log->incarnation))
		return 0;
	return suspensions_limit(known, space->space, &log->author, &log->id, log->incarnation);
}

uint64_t holding_count(struct node_space *space, const struct log_info *log)
{
	uint64_t limit = holding_limit(space, log);

	return log->valid < limit ? log->valid : limit;
}

/* ---- cut-offs ---- */

/* What counts of one log, and what it weighs where not all can be named: as much as the longest of its incarnation, since a
 * data log is nothing without its begin. */
struct candidate {
	struct cutoff cutoff;
	uint64_t incarnation;
	uint64_t weight;
	bool is_open;
};

struct candidates {
	struct candidate *list;
	uint32_t count, capacity;
};

static int by_weight(const void *a, const void *b)
{
	const struct candidate *x = a;
	const struct candidate *y = b;

	if (x->weight != y->weight)
		return x->weight > y->weight ? -1 : 1;
	if (x->incarnation != y->incarnation)
		return x->incarnation < y->incarnation ? -1 : 1;
	return (int)y->is_open - (int)x->is_open;
}

static int by_log(const void *a, const void *b)
{
	const struct candidate *x = a;
	const struct candidate *y = b;

	return memcmp(x->cutoff.log.b, y->cutoff.log.b, sizeof(x->cutoff.log.b));
}

/* Adds a log of which something counts. */
static int candidate_add(struct node *node, const struct log_info *log, uint64_t counting,
                         struct candidates *c)
{
	struct candidate added = { .cutoff = { .log = log->id, .count = counting },
		                   .incarnation = log->incarnation,
		                   .weight = counting,
		                   .is_open = log->audience == VB_AUDIENCE_OPEN };
	int err = entries_id(node_view(node), log->handle, counting - 1, &added.cutoff.entry);

	if (err != 0)
		return err;
	for (uint32_t i = 0; i < c->count; i++) {
		struct candidate *other = &c->list[i];

		if (other->incarnation != log->incarnation)
			continue;
		if (other->weight < added.weight)
			other->weight = added.weight;
		added.weight = other->weight;
	}
	c->list = array_reserve(c->list, &c->capacity, c->count + 1u, sizeof(*c->list));
	c->list[c->count++] = added;
	return 0;
}

static int gather(struct node *node, struct core_space *space, const struct node_id *of,
                  struct candidates *c)
{
	int err = 0;

	for (uint32_t stream = 0; stream <= VB_AUDIENCE_OPEN; stream++) {
		size_t count;
		const struct log_info *const *logs = logs_in_stream(node->logs, space->pub.number,
		                                                    (enum audience)stream, &count);

		for (size_t i = 0; err == 0 && i < count; i++) {
			const struct log_info *log = logs[i];
			uint64_t counting;

			if (!node_id_is_equal(&log->author, of))
				continue;
			counting = holding_count(&space->pub, log);
			if (counting > 0)
				err = candidate_add(node, log, counting, c);
		}
	}
	return err;
}

int holding_cutoffs(struct node *node, struct core_space *space, const struct node_id *of,
                    struct cutoff **out, uint32_t *out_count)
{
	struct candidates c = { .count = 0 };
	int err = gather(node, space, of, &c);

	*out = NULL;
	*out_count = 0;
	if (c.count > CUTOFFS_MAX_COUNT) {
		qsort(c.list, c.count, sizeof(*c.list), by_weight);
		c.count = CUTOFFS_MAX_COUNT;
	}
	if (c.count > 1)
		qsort(c.list, c.count, sizeof(*c.list), by_log);
	if (err == 0 && c.count > 0) {
		*out = calloc(c.count, sizeof(**out));
		if (*out == NULL)
			abort();
	}
	for (uint32_t i = 0; err == 0 && i < c.count; i++)
		(*out)[(*out_count)++] = c.list[i].cutoff;
	free(c.list);
	return err;
}
