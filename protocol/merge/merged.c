/* merged: memory of one record, adding and finding its changes; see merged.h. */
#include "protocol/merge/merged.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

#define KEEP_ITEMS 4096u            /* arrays larger than this are not kept for the next record */
#define KEEP_BYTES (256u << 10)     /* nor are so many bytes of values */
#define SEARCH_WORTH UINT64_C(4096) /* so many comparisons are cheaper than sorting first */

void merged_init(struct merged *m)
{
	memset(m, 0, sizeof(*m));
	/* What was decoded, and all that can be applied to it before the record is overgrown. */
	buf_init(&m->bytes, VB_MERGED_MAX_BYTES + VB_RECORD_MAX_WEIGHT);
}

void merged_release(struct merged *m)
{
	free(m->logs);
	free(m->changes);
	free(m->links);
	free(m->keys);
	free(m->ranks);
	free(m->values);
	buf_release(&m->bytes);
	merged_init(m);
}

/* True if the last record was so large that its memory is given back. */
static bool is_large(const struct merged *m)
{
	return m->log_capacity > KEEP_ITEMS || m->change_capacity > KEEP_ITEMS ||
	       m->link_capacity > KEEP_ITEMS || m->key_capacity > KEEP_ITEMS ||
	       m->rank_capacity > KEEP_ITEMS || m->value_capacity > KEEP_ITEMS ||
	       m->bytes.capacity > KEEP_BYTES;
}

void merged_clear(struct merged *m)
{
	if (is_large(m)) {
		merged_release(m);
		return;
	}
	m->exists = false;
	m->kind = 0;
	m->create_log = 0;
	m->create_seq = 0;
	m->weight = 0;
	m->last = (struct hlc){ 0 };
	m->log_count = 0;
	m->change_count = 0;
	m->link_count = 0;
	m->key_count = 0;
	buf_clear(&m->bytes);
}

uint32_t merged_log_put(struct merged *m, const struct merged_log *log)
{
	uint32_t at = merged_log_find(m, &log->id);

	if (at == m->log_count)
		merged_log_append(m, log);
	return at;
}

void merged_log_append(struct merged *m, const struct merged_log *log)
{
	m->logs = array_reserve(m->logs, &m->log_capacity, m->log_count + 1, sizeof(*m->logs));
	m->logs[m->log_count++] = *log;
}

uint32_t merged_log_find(const struct merged *m, const struct log_id *id)
{
	uint32_t at = 0;

	while (at < m->log_count && !log_id_is_equal(&m->logs[at].id, id))
		at++;
	return at;
}

void merged_change_put(struct merged *m, const struct merged_change *change, struct span value)
{
	struct merged_change *put;

	m->changes = array_reserve(m->changes, &m->change_capacity, m->change_count + 1,
	                           sizeof(*m->changes));
	put = &m->changes[m->change_count++];
	*put = *change;
	put->is_gone = false;
	put->value_at = (uint32_t)m->bytes.size;
	put->value_size = (uint32_t)value.size;
	put->link_at = m->link_count;
	put->link_count = 0;
	buf_put(&m->bytes, value.data, value.size);
}

void merged_link_put(struct merged *m, struct merged_link link)
{
	m->links = array_reserve(m->links, &m->link_capacity, m->link_count + 1, sizeof(*m->links));
	m->links[m->link_count++] = link;
	m->changes[m->change_count - 1].link_count++;
}

struct span merged_change_value(const struct merged *m, const struct merged_change *change)
{
	if (change->value_size == 0)
		return span_of(NULL, 0);
	return span_of(m->bytes.data + change->value_at, change->value_size);
}

/* ---- finding by name ---- */

int merged_key_compare(const void *a, const void *b)
{
	const struct merged_key *x = a, *y = b;

	if (x->major != y->major)
		return x->major < y->major ? -1 : 1;
	if (x->seq != y->seq)
		return x->seq < y->seq ? -1 : 1;
	return (x->index > y->index) - (x->index < y->index);
}

void merged_ranks_reserve(struct merged *m, uint32_t need)
{
	m->ranks = array_reserve(m->ranks, &m->rank_capacity, need, sizeof(*m->ranks));
}

struct merged_key *merged_key_put(struct merged *m)
{
	m->keys = array_reserve(m->keys, &m->key_capacity, m->key_count + 1, sizeof(*m->keys));
	return &m->keys[m->key_count++];
}

void merged_find_begin(struct merged *m, uint32_t lookups)
{
	m->key_count = 0;
	if ((uint64_t)lookups * m->change_count <= SEARCH_WORTH)
		return;
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if (!c->is_gone)
			*merged_key_put(m) = (struct merged_key){ c->log, c->seq, c->index, i };
	}
	if (m->key_count > 0)
		qsort(m->keys, m->key_count, sizeof(*m->keys), merged_key_compare);
}

/* The place in changes where the change would be. */
static uint32_t place_find(const struct merged *m, uint32_t log, uint64_t seq, uint32_t index)
{
	struct merged_key wanted = { log, seq, index, 0 };
	const struct merged_key *found;

	if (m->key_count > 0) {
		found = bsearch(&wanted, m->keys, m->key_count, sizeof(*m->keys),
		                merged_key_compare);
		return found != NULL ? found->change : UINT32_MAX;
	}
	for (uint32_t i = 0; i < m->change_count; i++) {
		const struct merged_change *c = &m->changes[i];

		if (c->seq == seq && c->log == log && c->index == index)
			return i;
	}
	return UINT32_MAX;
}

uint32_t merged_find(const struct merged *m, uint32_t log, uint64_t seq,
                     const uint8_t prefix[static VB_ID_PREFIX_BYTES], uint32_t index)
{
	uint32_t at = place_find(m, log, seq, index);

	if (at == UINT32_MAX || m->changes[at].is_gone ||
	    memcmp(m->changes[at].prefix, prefix, VB_ID_PREFIX_BYTES) != 0)
		return UINT32_MAX;
	return at;
}
