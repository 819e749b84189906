/* erases: rows of erases and receipts; see erases.h. */
#include "store/erases.h"

#include "store/keyspace.h"

/* ---- erases ---- */

static void erase_key(struct key *key, uint32_t space, const struct entry_id *id)
{
	key_init(key);
	key_u32(key, space);
	key_bytes(key, id->b, sizeof(id->b));
}

void erases_put(struct env_txn *txn, const struct erase_row *row)
{
	struct key key, value;

	erase_key(&key, row->space, &row->id);
	key_init(&value);
	key_u8(&value, (uint8_t)row->state);
	key_u32(&value, row->log);
	key_u64(&value, row->seq);
	key_u32(&value, row->ground);
	key_u32(&value, row->records);
	key_u32(&value, row->dropped);
	key_u64(&value, row->time);
	key_u64(&value, row->run);
	env_put(txn, VB_TABLE_ERASES, key_span(&key), key_span(&value));
}

void erases_del(struct env_txn *txn, uint32_t space, const struct entry_id *id)
{
	struct key key;

	erase_key(&key, space, id);
	env_del(txn, VB_TABLE_ERASES, key_span(&key));
}

static bool row_read(struct env_txn *txn, struct span key, struct span value, struct erase_row *out)
{
	struct cursor c;
	uint8_t state;
	bool is_right;

	cursor_init(&c, key);
	out->space = cursor_u32(&c);
	cursor_copy(&c, out->id.b, sizeof(out->id.b));
	is_right = cursor_finish(&c) == 0;
	cursor_init(&c, value);
	state = cursor_u8(&c);
	out->log = cursor_u32(&c);
	out->seq = cursor_u64(&c);
	out->ground = cursor_u32(&c);
	out->records = cursor_u32(&c);
	out->dropped = cursor_u32(&c);
	out->time = cursor_u64(&c);
	out->run = cursor_u64(&c);
	if (!is_right || cursor_finish(&c) != 0 || state > VB_ERASE_TOLD) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	out->state = (enum erase_state)state;
	return true;
}

int erases_get(struct env_txn *txn, uint32_t space, const struct entry_id *id,
               struct erase_row *out)
{
	struct erase_row row;
	struct span value;
	struct key key;
	int err;

	erase_key(&key, space, id);
	err = env_get(txn, VB_TABLE_ERASES, key_span(&key), &value);
	if (err == 0 && !row_read(txn, key_span(&key), value, &row))
		err = VB_ERR_STORE_CORRUPT;
	if (err == 0)
		*out = row;
	return err;
}

void erases_open(struct erases_cursor *c, struct env_txn *txn, const struct erase_row *after)
{
	key_init(&c->prefix);
	key_init(&c->from);
	if (after != NULL) {
		erase_key(&c->from, after->space, &after->id);
		key_u8(&c->from, 0); /* the first key behind it */
	}
	env_cursor_open(&c->c, txn, VB_TABLE_ERASES, key_span(&c->prefix), key_span(&c->from));
}

bool erases_next(struct erases_cursor *c, struct erase_row *out)
{
	struct span key, value;

	return env_cursor_next(&c->c, &key, &value) && row_read(c->c.txn, key, value, out);
}

int erases_close(struct erases_cursor *c)
{
	return env_cursor_close(&c->c);
}

/* ---- receipts ---- */

static void receipt_key(struct key *key, const struct receipt_row *row)
{
	erase_key(key, row->space, &row->erase);
	key_bytes(key, row->node.b, sizeof(row->node.b));
}

void erases_put_receipt(struct env_txn *txn, const struct receipt_row *row)
{
	struct key key, value;

	receipt_key(&key, row);
	key_init(&value);
	key_u32(&value, row->log);
	key_u64(&value, row->seq);
	key_u32(&value, row->dropped);
	key_u64(&value, row->time);
	env_put(txn, VB_TABLE_RECEIPTS, key_span(&key), key_span(&value));
}

static bool receipt_read(struct env_txn *txn, struct span key, struct span value,
                         struct receipt_row *out)
{
	struct cursor c;
	bool is_right;

	cursor_init(&c, key);
	out->space = cursor_u32(&c);
	cursor_copy(&c, out->erase.b, sizeof(out->erase.b));
	cursor_copy(&c, out->node.b, sizeof(out->node.b));
	is_right = cursor_finish(&c) == 0;
	cursor_init(&c, value);
	out->log = cursor_u32(&c);
	out->seq = cursor_u64(&c);
	out->dropped = cursor_u32(&c);
	out->time = cursor_u64(&c);
	if (!is_right || cursor_finish(&c) != 0) {
		env_fail(txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	return true;
}

void erases_del_receipt(struct env_txn *txn, const struct receipt_row *row)
{
	struct receipt_row here;
	struct span value;
	struct key key;

	receipt_key(&key, row);
	if (env_get(txn, VB_TABLE_RECEIPTS, key_span(&key), &value) == 0 &&
	    receipt_read(txn, key_span(&key), value, &here) && here.log == row->log &&
	    here.seq == row->seq)
		env_del(txn, VB_TABLE_RECEIPTS, key_span(&key));
}

void erases_open_receipts(struct erases_cursor *c, struct env_txn *txn, uint32_t space,
                          const struct entry_id *erase)
{
	erase_key(&c->prefix, space, erase);
	env_cursor_open(&c->c, txn, VB_TABLE_RECEIPTS, key_span(&c->prefix), span_of(NULL, 0));
}

bool erases_next_receipt(struct erases_cursor *c, struct receipt_row *out)
{
	struct span key, value;

	return env_cursor_next(&c->c, &key, &value) && receipt_read(c->c.txn, key, value, out);
}
