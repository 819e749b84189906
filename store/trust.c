/* trust: what is noted about an office beside its card; see trust.h. */
#include "store/trust.h"

#include <string.h>

#include "store/keyspace.h"

#define NUMBERS_BYTES 16u
#define ROW_MAX_BYTES (NUMBERS_BYTES + VB_TRUST_PROVEN_MAX * VB_HASH_BYTES)

/* The keys are what is left of the row. */
static void get_proven(struct cursor *c, struct trust *trust)
{
	while (cursor_left(c) > 0 && trust->proven_count < VB_TRUST_PROVEN_MAX) {
		struct public_key *curve = &trust->proven[trust->proven_count];

		cursor_copy(c, curve->b, sizeof(curve->b));
		trust->proven_count++;
	}
}

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
		get_proven(&c, &trust);
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
	uint8_t row[ROW_MAX_BYTES];
	size_t size = NUMBERS_BYTES;

	if (trust->key_changed.v == 0 && trust->card_held == 0 && trust->proven_count == 0) {
		env_del(txn, VB_TABLE_TRUST, key);
		return;
	}
	put_be64(row, trust->key_changed.v);
	put_be64(row + 8, trust->card_held);
	for (uint32_t i = 0; i < trust->proven_count; i++) {
		memcpy(row + size, trust->proven[i].b, sizeof(trust->proven[i].b));
		size += sizeof(trust->proven[i].b);
	}
	env_put(txn, VB_TABLE_TRUST, key, span_of(row, size));
}

bool trust_has_proven(const struct trust *trust, const struct public_key *curve)
{
	for (uint32_t i = 0; i < trust->proven_count; i++) {
		if (memcmp(trust->proven[i].b, curve->b, sizeof(curve->b)) == 0)
			return true;
	}
	return false;
}

void trust_add_proven(struct trust *trust, const struct public_key *curve)
{
	if (trust_has_proven(trust, curve))
		return;
	if (trust->proven_count < VB_TRUST_PROVEN_MAX)
		trust->proven_count++;
	memmove(&trust->proven[1], &trust->proven[0],
	        (trust->proven_count - 1u) * sizeof(trust->proven[0]));
	trust->proven[0] = *curve;
}
