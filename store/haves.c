/* haves: what other offices say they hold; see haves.h. */
#include "store/haves.h"

#include <string.h>

#include "store/keyspace.h"

static void have_key(struct key *key, uint32_t space, enum audience audience)
{
	key_init(key);
	key_u32(key, space);
	key_u8(key, (uint8_t)audience);
}

int haves_get(struct env_txn *txn, uint32_t space, enum audience audience,
              const struct node_id *node, struct span *statement)
{
	struct key key;

	have_key(&key, space, audience);
	key_bytes(&key, node->b, sizeof(node->b));
	return env_get(txn, VB_TABLE_HAVES, key_span(&key), statement);
}

void haves_put(struct env_txn *txn, uint32_t space, enum audience audience,
               const struct node_id *node, struct span statement)
{
	struct key key;

	have_key(&key, space, audience);
	key_bytes(&key, node->b, sizeof(node->b));
	env_put(txn, VB_TABLE_HAVES, key_span(&key), statement);
}

void haves_open(struct haves_cursor *c, struct env_txn *txn, uint32_t space, enum audience audience)
{
	have_key(&c->prefix, space, audience);
	env_cursor_open(&c->c, txn, VB_TABLE_HAVES, key_span(&c->prefix), span_of(NULL, 0));
}

bool haves_next(struct haves_cursor *c, struct node_id *node, struct span *statement)
{
	struct span key;

	if (!env_cursor_next(&c->c, &key, statement))
		return false;
	if (key.size != c->prefix.size + sizeof(node->b)) {
		env_fail(c->c.txn, VB_ERR_STORE_CORRUPT);
		return false;
	}
	memcpy(node->b, key.data + c->prefix.size, sizeof(node->b));
	return true;
}

int haves_close(struct haves_cursor *c)
{
	return env_cursor_close(&c->c);
}
