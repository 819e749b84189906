/* merged_encode: writes the canonical bytes of a merged record, SPEC.md 8.6; see merged.h.
 *
 * Written are the changes that are current, sorted by (field, log, seq, index), and the logs that they stand in, sorted
 * by id. A link to another change is its position in that list; links to changes that are gone are left out.
 * The bytes are tested by tests/unit/test_merge_orders.c.
 */
#include <stdlib.h>
#include <string.h>

#include "protocol/merge/merged.h"

#define INSERT_WORTH 32u /* so few keys are put into their place one by one */

/* Scratch of encode, all within m->ranks. */
struct layout {
	uint32_t *log_rank;    /* by log: its position among those written */
	uint32_t *log_order;   /* the logs to be written */
	uint32_t *position;    /* by change: its position among those written */
	uint32_t *cover;       /* positions that one delete covers */
	uint32_t log_count;    /* logs to be written */
	uint32_t change_count; /* changes to be written: the keys of m */
};

#define NONE UINT32_MAX

static void layout_init(struct layout *l, struct merged *m)
{
	merged_ranks_reserve(m, 2 * m->log_count + 2 * m->change_count);
	l->log_rank = m->ranks;
	l->log_order = l->log_rank + m->log_count;
	l->position = l->log_order + m->log_count;
	l->cover = l->position + m->change_count;
	l->log_count = 0;
	l->change_count = 0;
}

/* Puts the log into log_order at its place by id; logs read from a record come in that order already. */
static void log_use(struct layout *l, const struct merged *m, uint32_t log)
{
	uint32_t at = l->log_count++;

	for (; at > 0; at--) {
		const struct log_id *before = &m->logs[l->log_order[at - 1]].id;

		if (memcmp(before->b, m->logs[log].id.b, sizeof(before->b)) < 0)
			break;
		l->log_order[at] = l->log_order[at - 1];
	}
	l->log_order[at] = log;
}

/* Finds the logs that the record still stands in, and their ranks. */
static void logs_rank(struct layout *l, const struct merged *m)
{
	for (uint32_t i = 0; i < m->log_count; i++)
		l->log_rank[i] = NONE;
	l->log_rank[m->create_log] = 0;
	for (uint32_t i = 0; i < m->change_count; i++) {
		if (!m->changes[i].is_gone)
			l->log_rank[m->changes[i].log] = 0;
	}
	for (uint32_t i = 0; i < m->log_count; i++) {
		if (l->log_rank[i] != NONE)
			log_use(l, m, i);
	}
	for (uint32_t i = 0; i < l->log_count; i++)
		l->log_rank[l->log_order[i]] = i;
}

/* Moves the key at the index to its place among those before it. */
static void key_insert(struct merged_key *keys, uint32_t index)
{
	struct merged_key key = keys[index];
	uint32_t low = 0, high = index;

	while (low < high) {
		uint32_t middle = low + (high - low) / 2;

		if (merged_key_compare(&keys[middle], &key) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	memmove(&keys[low + 1], &keys[low], (index - low) * sizeof(key));
	keys[low] = key;
}

/* Sorts the current changes, of which all but the last few usually are in order. */
static void changes_sort(struct layout *l, struct merged *m)
{
	uint32_t sorted = 0;

	m->key_count = 0;
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if (!c->is_gone)
			*merged_key_put(m) =
				(struct merged_key){ (uint64_t)c->field << 32 | l->log_rank[c->log],
				                     c->seq, c->index, i };
	}
	while (sorted < m->key_count &&
	       (sorted == 0 || merged_key_compare(&m->keys[sorted - 1], &m->keys[sorted]) < 0))
		sorted++;
	if (m->key_count - sorted > INSERT_WORTH)
		qsort(m->keys, m->key_count, sizeof(*m->keys), merged_key_compare);
	else
		for (; sorted < m->key_count; sorted++)
			key_insert(m->keys, sorted);
	l->change_count = m->key_count;
	for (uint32_t i = 0; i < m->key_count; i++)
		l->position[m->keys[i].change] = i;
}

static int rank_compare(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* Value of a delete: the positions of the changes it covers, ascending. */
static void cover_write(const struct layout *l, const struct merged *m,
                        const struct merged_change *c, struct buf *out)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < c->link_count; i++) {
		uint32_t target = m->links[c->link_at + i].change;

		if (!m->changes[target].is_gone)
			l->cover[count++] = l->position[target];
	}
	if (count > 0)
		qsort(l->cover, count, sizeof(*l->cover), rank_compare);
	pack_array(out, count);
	for (uint32_t i = 0; i < count; i++)
		pack_uint(out, l->cover[i]);
}

/* The link of an insert to its parent or right neighbour; NULL where it has none, or that is gone. */
static const struct merged_link *neighbour_find(const struct merged *m,
                                                const struct merged_change *c,
                                                enum merged_neighbour which)
{
	for (uint32_t i = 0; i < c->link_count; i++) {
		const struct merged_link *link = &m->links[c->link_at + i];

		if (link->count == which && !m->changes[link->change].is_gone)
			return link;
	}
	return NULL;
}

static void place_write(const struct layout *l, const struct merged_link *link, struct buf *out)
{
	pack_array(out, 2);
	pack_uint(out, l->position[link->change]);
	pack_uint(out, link->from);
}

/* Value of an insert: its parent, or nil at the root, what it says, and its right neighbour, if any. */
static void insert_write(const struct layout *l, const struct merged *m,
                         const struct merged_change *c, struct buf *out)
{
	const struct merged_link *parent = neighbour_find(m, c, VB_MERGED_PARENT);
	const struct merged_link *right = neighbour_find(m, c, VB_MERGED_RIGHT);

	pack_array(out, right != NULL ? 4 : 3);
	if (parent != NULL)
		place_write(l, parent, out);
	else
		pack_nil(out);
	pack_raw(out, merged_change_value(m, c));
	if (right != NULL)
		place_write(l, right, out);
}

/* Value of a cut: the runs in those inserts that are still there. */
static void cuts_write(const struct layout *l, const struct merged *m,
                       const struct merged_change *c, struct buf *out)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < c->link_count; i++)
		count += !m->changes[m->links[c->link_at + i].change].is_gone;
	pack_array(out, count);
	for (uint32_t i = 0; i < c->link_count; i++) {
		const struct merged_link *link = &m->links[c->link_at + i];

		if (m->changes[link->change].is_gone)
			continue;
		pack_array(out, 3);
		pack_uint(out, l->position[link->change]);
		pack_uint(out, link->from);
		pack_uint(out, link->count);
	}
}

static void change_write(const struct layout *l, const struct merged *m,
                         const struct merged_change *c, struct buf *out)
{
	pack_array(out, 8);
	pack_uint(out, l->log_rank[c->log]);
	pack_uint(out, c->seq);
	pack_bin(out, c->prefix, sizeof(c->prefix));
	pack_uint(out, c->index);
	pack_uint(out, c->hlc.v);
	pack_uint(out, c->field);
	pack_uint(out, c->op);
	if (c->op == VB_OP_DELETE)
		cover_write(l, m, c, out);
	else if (c->op == VB_OP_INSERT)
		insert_write(l, m, c, out);
	else if (c->op == VB_OP_CUT)
		cuts_write(l, m, c, out);
	else
		pack_raw(out, merged_change_value(m, c));
}

static void logs_write(const struct layout *l, const struct merged *m, struct buf *out)
{
	pack_array(out, l->log_count);
	for (uint32_t i = 0; i < l->log_count; i++) {
		const struct merged_log *log = &m->logs[l->log_order[i]];

		pack_array(out, 3);
		pack_bin(out, log->id.b, sizeof(log->id.b));
		pack_bin(out, log->author.b, sizeof(log->author.b));
		pack_uint(out, log->incarnation);
	}
}

void merged_encode(struct merged *m, struct buf *out)
{
	struct layout l;

	layout_init(&l, m);
	logs_rank(&l, m);
	changes_sort(&l, m);
	pack_map(out, VB_MERGED_COUNT);
	pack_uint(out, VB_MERGED_KIND);
	pack_uint(out, m->kind);
	pack_uint(out, VB_MERGED_LOGS);
	logs_write(&l, m, out);
	pack_uint(out, VB_MERGED_CHANGES);
	pack_array(out, l.change_count);
	for (uint32_t i = 0; i < l.change_count; i++)
		change_write(&l, m, &m->changes[m->keys[i].change], out);
	pack_uint(out, VB_MERGED_CREATE);
	pack_array(out, 2);
	pack_uint(out, l.log_rank[m->create_log]);
	pack_uint(out, m->create_seq);
	pack_uint(out, VB_MERGED_WEIGHT);
	pack_uint(out, m->weight);
	pack_uint(out, VB_MERGED_LAST);
	pack_uint(out, m->last.v);
}
