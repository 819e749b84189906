/* document: one packed map with integer keys; see document.h. */
#include "protocol/document.h"

#define MAP_HEAD_MAX_BYTES 5u

void document_open(struct document *d, struct span bytes)
{
	*d = (struct document){ .last = -1, .start = bytes.data };
	unpack_init(&d->r, bytes);
	d->left = unpack_map(&d->r, VB_PACK_MAX_ITEMS);
}

bool document_next(struct document *d, uint32_t *key)
{
	uint32_t got;

	if (d->r.err != 0 || d->left == 0)
		return false;
	d->left--;
	got = unpack_key(&d->r, &d->last);
	if (d->r.err != 0)
		return false;
	if (got < 64)
		d->seen |= UINT64_C(1) << got;
	*key = got;
	return true;
}

void document_unknown(struct document *d)
{
	unpack_any(&d->r);
	d->is_extended = true;
}

int document_end(struct document *d, uint64_t required, size_t *out_size)
{
	unpack_end(&d->r);
	if ((d->seen & required) != required)
		unpack_fail(&d->r, VB_ERR_MALFORMED);
	if (d->r.err != 0)
		return d->r.err;
	*out_size = (size_t)(d->r.c.at - d->start);
	return 0;
}

int document_finish(struct document *d, uint64_t required)
{
	size_t size;
	int err = document_end(d, required, &size);

	return err != 0 ? err : unpack_finish(&d->r);
}

/* Where the pair with this key stands; an empty span at the end of the document when it is not there. */
static int pair_find(struct span bytes, uint32_t key, uint32_t *out_pairs,
                     const uint8_t **out_first, struct span *out)
{
	struct document d;
	const uint8_t *start;
	uint32_t got;

	document_open(&d, bytes);
	*out_pairs = d.left;
	*out_first = d.r.c.at;
	*out = span_of(bytes.data + bytes.size, 0);
	for (start = d.r.c.at; document_next(&d, &got); start = d.r.c.at) {
		document_unknown(&d);
		if (got == key)
			*out = span_of(start, (size_t)(d.r.c.at - start));
	}
	return document_finish(&d, 0);
}

int document_hash_without(struct span bytes, uint32_t key, struct hash *out)
{
	struct span pair;
	const uint8_t *first, *after;
	uint32_t pairs;
	struct hasher h;
	struct buf head;
	int err = pair_find(bytes, key, &pairs, &first, &pair);

	if (err != 0)
		return err;
	buf_init(&head, MAP_HEAD_MAX_BYTES);
	pack_map(&head, pair.size > 0 ? pairs - 1 : pairs);
	hasher_init(&h, NULL);
	hasher_put(&h, head.data, head.size);
	hasher_put(&h, first, (size_t)(pair.data - first));
	after = pair.data + pair.size;
	hasher_put(&h, after, (size_t)(bytes.data + bytes.size - after));
	hasher_finish(&h, out);
	buf_release(&head);
	return 0;
}
