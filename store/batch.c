/* batch: rows that wait for their table; see batch.h. */
#define _GNU_SOURCE /* qsort_r */
#include "store/batch.h"

#include <stdlib.h>
#include <string.h>

#include "protocol/array.h"

struct row {
	size_t at; /* of the key in bytes; the value stands behind it */
	uint32_t key_size;
	uint32_t value_size;
};

struct batch {
	struct buf bytes;
	struct row *rows;
	uint32_t count, capacity;
};

struct batch *batch_new(void)
{
	struct batch *b = calloc(1, sizeof(*b));

	if (b == NULL)
		abort();
	buf_init(&b->bytes, SIZE_MAX);
	return b;
}

void batch_destroy(struct batch **b)
{
	if (*b == NULL)
		return;
	buf_release(&(*b)->bytes);
	free((*b)->rows);
	free(*b);
	*b = NULL;
}

void batch_add(struct batch *b, struct span key, struct span value)
{
	b->rows = array_reserve(b->rows, &b->capacity, b->count + 1u, sizeof(*b->rows));
	b->rows[b->count++] =
		(struct row){ b->bytes.size, (uint32_t)key.size, (uint32_t)value.size };
	buf_put(&b->bytes, key.data, key.size);
	if (value.size > 0)
		buf_put(&b->bytes, value.data, value.size);
}

size_t batch_bytes(const struct batch *b)
{
	return b->bytes.size;
}

/* By key alone: 0 where it is the same. */
static int key_compare(const struct row *p, const struct row *q, const uint8_t *bytes)
{
	uint32_t shared = p->key_size < q->key_size ? p->key_size : q->key_size;
	int order = memcmp(bytes + p->at, bytes + q->at, shared);

	return order != 0 ? order : (p->key_size > q->key_size) - (p->key_size < q->key_size);
}

/* By key, then by age. */
static int row_compare(const void *x, const void *y, void *bytes)
{
	const struct row *p = x, *q = y;
	int order = key_compare(p, q, bytes);

	return order != 0 ? order : (p->at > q->at) - (p->at < q->at);
}

size_t batch_sort(struct batch *b)
{
	uint32_t kept = 0;

	if (b->count > 1)
		qsort_r(b->rows, b->count, sizeof(*b->rows), row_compare, b->bytes.data);
	for (uint32_t i = 0; i < b->count; i++) {
		if (kept > 0 && key_compare(&b->rows[kept - 1], &b->rows[i], b->bytes.data) == 0)
			kept--;
		b->rows[kept++] = b->rows[i];
	}
	b->count = kept;
	return kept;
}

void batch_at(const struct batch *b, size_t index, struct span *key, struct span *value)
{
	const struct row *row = &b->rows[index];

	*key = span_of(b->bytes.data + row->at, row->key_size);
	*value = span_of(key->data + row->key_size, row->value_size);
}

void batch_clear(struct batch *b)
{
	b->count = 0;
	buf_clear(&b->bytes);
}
