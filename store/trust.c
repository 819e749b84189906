/* trust: what is noted about an office beside its card; see trust.h. */
#include "store/trust.h"

#include "store/keyspace.h"

#define ROW_BYTES 16u

int trust_get(struct env_txn *txn, const struct node_id *office, struct trust *out)
{
	struct trust trust = { .card_held = 0 };
	struct span value;
	struct cursor c;
	int err = env_get(txn, VB_TABLE_TRUST, span_of(office->b, sizeof(office->b)), &value);

	if (err == 0) {
		cursor_init(&c, value);
		trust.key_changed.v = cursor_u64(&c);
		trust.card_held = cursor_u64(&c);
		if (cursor_finish(&c) != 0)
			err = VB_ERR_STORE_CORRUPT;
	}
	if (err != 0 && err != VB_ERR_NOT_FOUND) {
		env_fail(txn, err);
		return err;
	}
	*out = trust;
	return 0;
}

void trust_put(struct env_txn *txn, const struct node_id *office, const struct trust *trust)
{
	struct span key = span_of(office->b, sizeof(office->b));
	uint8_t row[ROW_BYTES];

	if (trust->key_changed.v == 0 && trust->card_held == 0) {
		env_del(txn, VB_TABLE_TRUST, key);
		return;
	}
	put_be64(row, trust->key_changed.v);
	put_be64(row + 8, trust->card_held);
	env_put(txn, VB_TABLE_TRUST, key, span_of(row, sizeof(row)));
}
