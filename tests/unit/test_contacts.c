/* contacts: one row an office, with what it had of each space. */
#include "store/contacts.h"

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static void test_rows(struct shelf *shelf)
{
	static const struct contact_part parts[] = { { 1, 300 }, { 7, UINT64_MAX } };
	struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);
	struct node_id one = shelf_office(1), other = shelf_office(2);
	struct contact_row row = { { 0 }, { 0 } };
	struct contact_part part = { 0, 0 };

	is_err(contacts_get(txn, &one, &row), VB_ERR_NOT_FOUND, "never heard");
	contacts_put(txn, &one, (struct wall_ms){ 17 }, parts, 2);
	contacts_put(txn, &other, (struct wall_ms){ 18 }, NULL, 0);
	is_err(env_commit(&txn), 0, "kept");
	txn = shelf_begin(shelf, VB_ENV_WRITE);
	is_err(contacts_get(txn, &one, &row), 0, "read");
	is_u64(row.heard.v, 17, "when it was heard");
	ok(contacts_next_part(&row.parts, &part) && part.space == 1 && part.entries == 300,
	   "what it had of a space");
	ok(contacts_next_part(&row.parts, &part) && part.space == 7 && part.entries == UINT64_MAX,
	   "and of another");
	ok(!contacts_next_part(&row.parts, &part), "and no more");
	is_err(contacts_get(txn, &other, &row), 0, "an office without a space in common");
	ok(row.heard.v == 18 && row.parts.size == 0, "was heard only");
	is_err(contacts_check(txn), 0, "all rows are whole");
	contacts_del(txn, &other);
	contacts_del(txn, &other);
	is_err(contacts_get(txn, &other, &row), VB_ERR_NOT_FOUND, "forgotten");
	is_err(env_commit(&txn), 0, "for good");
}

/* The row of an office as somebody damaged it. */
static void test_damage(struct shelf *shelf)
{
	static const struct {
		const char *row;
		size_t size;
		const char *what;
	} cases[] = {
		{ "\0\0\0\0\0\0\0", 7, "too short" },
		{ "\0\0\0\0\0\0\0\1\0\0\0\1", 12, "a part cut off" },
		{ "\0\0\0\0\0\0\0\1\0\0\0\2\0\0\0\0\0\0\0\1\0\0\0\2\0\0\0\0\0\0\0\1", 32,
		  "a space twice" },
		{ "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\0\0\0\0\1", 20, "a space of number 0" },
	};
	struct node_id one = shelf_office(1);
	struct contact_row row;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct env_txn *txn = shelf_begin(shelf, VB_ENV_WRITE);

		env_put(txn, VB_TABLE_CONTACTS, span_of(one.b, sizeof(one.b)),
		        span_of(cases[i].row, cases[i].size));
		is_err(contacts_get(txn, &one, &row), VB_ERR_STORE_CORRUPT, "%s", cases[i].what);
		env_abort(&txn);
		txn = shelf_begin(shelf, VB_ENV_WRITE);
		env_put(txn, VB_TABLE_CONTACTS, span_of(one.b, sizeof(one.b)),
		        span_of(cases[i].row, cases[i].size));
		is_err(contacts_check(txn), VB_ERR_STORE_CORRUPT, "%s, found by the walk",
		       cases[i].what);
		env_abort(&txn);
	}
}

int main(void)
{
	struct shelf shelf;

	shelf_init(&shelf);
	test_rows(&shelf);
	test_damage(&shelf);
	shelf_release(&shelf);
	return done();
}
