/* keyspace: one table each, opened as listed; numbers kept in meta. */
#include "store/keyspace.h"

#include <string.h>

#include "tests/tap.h"
#include "tests/unit/shelf.h"

static void test_list(void)
{
	bool complete = true, unique = true;

	for (unsigned i = 0; i < VB_TABLE_COUNT; i++) {
		const struct table_info *t = keyspace_table((enum table)i);

		complete = complete && t->name != NULL && t->key != NULL && t->value != NULL &&
		           t->owner != NULL && t->name[0] != '\0';
		for (unsigned j = 0; complete && j < i; j++)
			unique =
				unique && strcmp(t->name, keyspace_table((enum table)j)->name) != 0;
	}
	ok(complete, "each table has name, key, value and owner");
	ok(unique, "no name stands twice");
	is_str(keyspace_table(VB_TABLE_META)->name, "meta", "the first is meta");
}

static void test_meta(struct shelf *s)
{
	struct env_txn *txn = shelf_begin(s, VB_ENV_WRITE);
	uint64_t value = 0;

	is_err(keyspace_get_meta(txn, VB_META_NEXT_LOG, &value), VB_ERR_NOT_FOUND, "not set");
	is_int(keyspace_next(txn, VB_META_NEXT_LOG), 1, "the first number");
	is_int(keyspace_next(txn, VB_META_NEXT_LOG), 2, "the second");
	is_int(keyspace_next(txn, VB_META_NEXT_SPACE), 1, "another kind counts for itself");
	is_err(keyspace_get_meta(txn, VB_META_NEXT_LOG, &value), 0, "the next one is kept");
	is_u64(value, 3, "as 3");
	keyspace_put_meta(txn, VB_META_NEXT_LOG, UINT32_MAX);
	is_int(keyspace_next(txn, VB_META_NEXT_LOG), UINT32_MAX, "the last number there is");
	is_int(keyspace_next(txn, VB_META_NEXT_LOG), 0, "no number behind it");
	is_err(env_commit(&txn), VB_ERR_STORE_CORRUPT, "and the transaction fails");

	txn = shelf_begin(s, VB_ENV_WRITE);
	is_err(keyspace_get_meta(txn, VB_META_NEXT_LOG, &value), VB_ERR_NOT_FOUND, "all undone");
	env_put(txn, VB_TABLE_META, span_of_str("next log"), span_of_str("short"));
	is_err(keyspace_get_meta(txn, VB_META_NEXT_LOG, &value), VB_ERR_STORE_CORRUPT,
	       "a row of another size is damage");
	is_u64(value, 3, "the result is untouched");
	is_int(keyspace_next(txn, VB_META_NEXT_LOG), 0, "no number from it");
	env_abort(&txn);
}

int main(void)
{
	struct shelf s;

	test_list();
	shelf_init(&s);
	test_meta(&s);
	shelf_release(&s);
	return done();
}
