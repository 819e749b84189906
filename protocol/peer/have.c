/* have: a node's signed statement of what it has; see have.h and SPEC.md 10. */
#include "protocol/peer/have.h"

#include <assert.h>

#include "protocol/peer/signed.h"

#define HAVE_DOMAIN "verbund/have/1"
#define KEYS_REQUIRED 0x3fu

enum { KEY_SPACE, KEY_AUDIENCE, KEY_NODE, KEY_COUNTER, KEY_LOGS, KEY_COUNTS, KEY_FILES };

void have_encode_document(const struct have *have, struct buf *out)
{
	pack_map(out, 6u + (have->files.size > 0));
	pack_uint(out, KEY_SPACE);
	pack_bin(out, have->space.b, sizeof(have->space.b));
	pack_uint(out, KEY_AUDIENCE);
	pack_uint(out, (uint64_t)have->audience);
	pack_uint(out, KEY_NODE);
	pack_bin(out, have->node.b, sizeof(have->node.b));
	pack_uint(out, KEY_COUNTER);
	pack_uint(out, have->counter);
	pack_uint(out, KEY_LOGS);
	pack_bin(out, have->logs.b, sizeof(have->logs.b));
	pack_uint(out, KEY_COUNTS);
	pack_bin(out, have->counts.data, have->counts.size);
	if (have->files.size == 0)
		return;
	pack_uint(out, KEY_FILES);
	pack_bin(out, have->files.data, have->files.size);
}

int have_encode(const struct have *have, const struct node_keys *keys, struct buf *out)
{
	struct buf document;
	int err;

	if (have->counts.size + have->files.size > VB_HAVE_COUNTS_MAX_BYTES)
		return VB_ERR_TOO_LARGE;
	buf_init(&document, VB_FRAME_MAX_BYTES);
	have_encode_document(have, &document);
	err = signed_put(keys, HAVE_DOMAIN, &document, out);
	buf_release(&document);
	return err;
}

bool have_next(struct span *counts, uint64_t *out)
{
	struct cursor c;

	if (counts->size == 0)
		return false;
	cursor_init(&c, *counts);
	*out = cursor_varint(&c, UINT64_MAX);
	/* The counts were checked when the statement was decoded. */
	assert(c.err == 0);
	*counts = span_of(c.at, cursor_left(&c));
	return true;
}

/* Whether the bytes are nothing but varints, and how many. */
static int counts_check(struct span counts, uint32_t *out)
{
	struct cursor c;
	uint32_t count = 0;

	cursor_init(&c, counts);
	for (; cursor_left(&c) > 0; count++)
		cursor_varint(&c, UINT64_MAX);
	if (c.err == 0)
		*out = count;
	return c.err;
}

static void value_read(struct document *d, uint32_t key, struct have *have)
{
	struct pack_reader *r = &d->r;

	switch (key) {
	case KEY_SPACE:
		unpack_fixed(r, have->space.b, sizeof(have->space.b));
		break;
	case KEY_AUDIENCE:
		have->audience = (enum audience)unpack_uint(r, VB_AUDIENCE_CORE);
		break;
	case KEY_NODE:
		unpack_fixed(r, have->node.b, sizeof(have->node.b));
		break;
	case KEY_COUNTER:
		have->counter = unpack_uint(r, UINT64_MAX);
		break;
	case KEY_LOGS:
		unpack_fixed(r, have->logs.b, sizeof(have->logs.b));
		break;
	case KEY_COUNTS:
		have->counts = unpack_bin(r, 0, VB_HAVE_COUNTS_MAX_BYTES);
		break;
	case KEY_FILES:
		have->files = unpack_bin(r, 1, VB_HAVE_COUNTS_MAX_BYTES);
		break;
	default:
		document_unknown(d);
	}
}

int have_decode(struct span bytes, struct have *out)
{
	struct have have = { .count = 0 };
	struct document d;
	uint32_t key, files = 0;
	int err = signed_open(bytes, VB_FRAME_MAX_BYTES, &d);

	if (err != 0)
		return err;
	while (document_next(&d, &key))
		value_read(&d, key, &have);
	err = document_finish(&d, KEYS_REQUIRED);
	if (err == 0)
		err = counts_check(have.counts, &have.count);
	if (err == 0)
		err = counts_check(have.files, &files);
	if (err == 0 && have.files.size > 0 && files != have.count)
		err = VB_ERR_MALFORMED;
	if (err != 0)
		return err;
	have.is_extended = d.is_extended;
	*out = have;
	return 0;
}

int have_verify(struct span bytes, const struct public_key *signer)
{
	return signed_verify(bytes, HAVE_DOMAIN, signer);
}

void have_logs_hash(const struct log_id *logs, size_t count, struct hash *out)
{
	struct hasher h;

	hasher_init(&h, NULL);
	for (size_t i = 0; i < count; i++)
		hasher_put(&h, logs[i].b, sizeof(logs[i].b));
	hasher_finish(&h, out);
}
