/* contacts: who was heard when; see contacts.h. */
#include "store/contacts.h"

#include <string.h>

#include "store/keyspace.h"

#define HEAD_BYTES 8u
#define PART_BYTES 12u

static struct contact_part part_read(const uint8_t *at)
{
	return (struct contact_part){ .space = get_be32(at), .entries = get_be64(at + 4) };
}

static int row_decode(struct span value, struct contact_row *out)
{
	uint32_t last = 0;

	if (value.size < HEAD_BYTES || (value.size - HEAD_BYTES) % PART_BYTES != 0)
		return VB_ERR_STORE_CORRUPT;
	for (size_t at = HEAD_BYTES; at < value.size; at += PART_BYTES) {
		uint32_t space = part_read(value.data + at).space;

		if (space <= last)
			return VB_ERR_STORE_CORRUPT;
		last = space;
	}
	out->heard.v = get_be64(value.data);
	out->parts = span_of(value.data + HEAD_BYTES, value.size - HEAD_BYTES);
	return 0;
}

int contacts_get(struct env_txn *txn, const struct node_id *id, struct contact_row *out)
{
	struct span value;
	int err = env_get(txn, VB_TABLE_CONTACTS, span_of(id->b, sizeof(id->b)), &value);

	if (err == 0) {
		err = row_decode(value, out);
		if (err != 0)
			env_fail(txn, err);
	}
	return err;
}

bool contacts_next_part(struct span *parts, struct contact_part *out)
{
	if (parts->size < PART_BYTES)
		return false;
	*out = part_read(parts->data);
	*parts = span_of(parts->data + PART_BYTES, parts->size - PART_BYTES);
	return true;
}

void contacts_put(struct env_txn *txn, const struct node_id *id, struct wall_ms heard,
                  const struct contact_part *parts, size_t count)
{
	uint8_t *row = env_reserve(txn, VB_TABLE_CONTACTS, span_of(id->b, sizeof(id->b)),
	                           HEAD_BYTES + count * PART_BYTES);

	if (row == NULL)
		return;
	put_be64(row, heard.v);
	for (size_t i = 0; i < count; i++) {
		put_be32(row + HEAD_BYTES + i * PART_BYTES, parts[i].space);
		put_be64(row + HEAD_BYTES + i * PART_BYTES + 4, parts[i].entries);
	}
}

void contacts_del(struct env_txn *txn, const struct node_id *id)
{
	env_del(txn, VB_TABLE_CONTACTS, span_of(id->b, sizeof(id->b)));
}

int contacts_check(struct env_txn *txn)
{
	struct contact_row row;
	struct env_cursor c;
	struct span key, value;

	env_cursor_open(&c, txn, VB_TABLE_CONTACTS, span_of(NULL, 0), span_of(NULL, 0));
	while (env_cursor_next(&c, &key, &value)) {
		if (key.size != VB_HASH_BYTES || row_decode(value, &row) != 0)
			env_fail(txn, VB_ERR_STORE_CORRUPT);
	}
	return env_cursor_close(&c);
}
