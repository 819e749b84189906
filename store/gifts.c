/* gifts: keys that came with an imported file; see gifts.h. */
#include "store/gifts.h"

#include <string.h>

#include "store/key.h"
#include "store/keyspace.h"

#define KEY_BYTES 9u /* u32 space, u8 audience, u32 control seq */

void gifts_put(struct env_txn *txn, uint32_t space, const struct gift *gift)
{
	struct key key;

	key_init(&key);
	key_u32(&key, space);
	key_u8(&key, (uint8_t)gift->audience);
	key_u32(&key, gift->control_seq);
	env_put(txn, VB_TABLE_GIFTS, key_span(&key), span_of(gift->locked, sizeof(gift->locked)));
}

int gifts_decode(struct span key, struct span value, struct gift *out)
{
	if (key.size != KEY_BYTES || value.size != sizeof(out->locked) ||
	    key.data[4] > VB_AUDIENCE_CORE)
		return VB_ERR_STORE_CORRUPT;
	out->audience = (enum audience)key.data[4];
	out->control_seq = get_be32(key.data + 5);
	memcpy(out->locked, value.data, sizeof(out->locked));
	return 0;
}

void gifts_open(struct gifts_cursor *c, struct env_txn *txn, uint32_t space)
{
	put_be32(c->prefix, space);
	env_cursor_open(&c->c, txn, VB_TABLE_GIFTS, span_of(c->prefix, sizeof(c->prefix)),
	                span_of(NULL, 0));
}

bool gifts_next(struct gifts_cursor *c, struct gift *out)
{
	struct span key, value;
	int err;

	if (!env_cursor_next(&c->c, &key, &value))
		return false;
	err = gifts_decode(key, value, out);
	if (err != 0)
		env_fail(c->c.txn, err);
	return err == 0;
}

int gifts_close(struct gifts_cursor *c)
{
	return env_cursor_close(&c->c);
}
