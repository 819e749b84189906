/* trust: kept, changed, forgotten; a row of another size is damage. */
#include "store/trust.h"

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

int main(void)
{
	static const uint8_t row[] = { 0, 0, 1, 0x8b, 0xcf, 0xe5, 0x68, 0, 0, 0, 0, 0, 0, 0, 0, 7 };
	struct trust in = { .key_changed = { 1700000000000u }, .card_held = 7 };
	struct trust out = { .card_held = 99 };
	const struct public_key key[] = { { { 1 } }, { { 2 } }, { { 3 } } };
	struct node_id one = shelf_office(1), two = shelf_office(2);
	struct shelf shelf;
	struct env_txn *txn;
	struct span value;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_err(trust_get(txn, &one, &out), 0, "of an office never heard of");
	ok(out.key_changed.v == 0 && out.card_held == 0, "nothing is noted");
	trust_put(txn, &one, &in);
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_err(trust_get(txn, &one, &out), 0, "what was noted");
	ok(out.key_changed.v == in.key_changed.v && out.card_held == 7, "is read");
	is_err(env_get(txn, VB_TABLE_TRUST, span_of(one.b, sizeof(one.b)), &value), 0, "the row");
	ok(value.size == sizeof(row), "has 16 bytes");
	is_mem(value.data, row, sizeof(row), "both numbers, big-endian");
	is_err(trust_get(txn, &two, &out), 0, "another office");
	ok(out.key_changed.v == 0 && out.card_held == 0, "has none of it");
	trust_add_proven(&in, &key[0]);
	trust_add_proven(&in, &key[1]);
	trust_add_proven(&in, &key[0]);
	is_u64(in.proven_count, 2, "a key is noted once");
	trust_add_proven(&in, &key[2]);
	trust_put(txn, &one, &in);
	is_err(trust_get(txn, &one, &out), 0, "three keys");
	is_u64(out.proven_count, 2, "are two");
	ok(trust_has_proven(&out, &key[2]) && trust_has_proven(&out, &key[1]), "the last ones");
	ok(!trust_has_proven(&out, &key[0]), "and not the first");
	is_err(env_get(txn, VB_TABLE_TRUST, span_of(one.b, sizeof(one.b)), &value), 0, "the row");
	ok(value.size == sizeof(row) + 64, "has 64 bytes more");
	is_mem(value.data + sizeof(row), key[2].b, 32, "the last key first");
	in = (struct trust){ .card_held = 0 };
	trust_put(txn, &one, &in);
	trust_put(txn, &two, &in);
	is_u64(env_count(txn, VB_TABLE_TRUST), 0, "nothing to note leaves no row");
	env_put(txn, VB_TABLE_TRUST, span_of(two.b, sizeof(two.b)), span_of_str("short"));
	is_err(trust_get(txn, &two, &out), VB_ERR_STORE_CORRUPT, "a short row is damage");
	is_err(env_error(txn), VB_ERR_STORE_CORRUPT, "for the transaction, too");
	env_abort(&txn);
	shelf_release(&shelf);
	return done();
}
