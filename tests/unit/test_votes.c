/* votes: one an office and question, walked by space and question; rows of another form are damage. */
#include "store/votes.h"

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct vote_row vote_of(enum vote_about about, uint8_t office, const char *body)
{
	return (struct vote_row){
		.about = about, .node = shelf_office(office), .hlc.v = 7, .body = span_of_str(body)
	};
}

int main(void)
{
	static const uint8_t row_key[5 + VB_HASH_BYTES] = { 0, 0, 0, 3, 11 };
	struct vote_row one = vote_of(VB_VOTE_RECOVERY, 1, "one");
	struct vote_row again = vote_of(VB_VOTE_RECOVERY, 1, "again");
	struct vote_row list = vote_of(VB_VOTE_POLICY, 1, "list");
	struct votes_cursor c;
	struct vote_row row;
	struct shelf shelf;
	struct env_txn *txn;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_err(votes_get(txn, 2, VB_VOTE_RECOVERY, &one.node, &row), VB_ERR_NOT_FOUND, "no vote");
	votes_put(txn, 2, &one);
	votes_put(txn, 2, &list);
	votes_put(txn, 3, &one);
	votes_put(txn, 2, &again);
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_err(votes_get(txn, 2, VB_VOTE_RECOVERY, &one.node, &row), 0, "a vote");
	ok(span_is_equal(row.body, again.body) && row.hlc.v == 7, "the last one of its office");
	votes_open(&c, txn, 2, VB_VOTE_POLICY);
	ok(votes_next(&c, &row) && span_is_equal(row.body, list.body) &&
	           node_id_is_equal(&row.node, &list.node) && row.about == VB_VOTE_POLICY,
	   "the other question by itself");
	ok(!votes_next(&c, &row), "and no more");
	is_err(votes_close(&c), 0, "walked");
	is_err(votes_decode(span_of(row_key, sizeof(row_key)), span_of_str("123456789"), &row),
	       VB_ERR_STORE_CORRUPT, "a question that there is not");
	is_err(votes_decode(span_of(row_key, 9), span_of_str("123456789"), &row),
	       VB_ERR_STORE_CORRUPT, "a short key");
	env_put(txn, VB_TABLE_VOTES, span_of("\0\0\0\4\11short", 10), span_of_str("123456789"));
	votes_open(&c, txn, 4, VB_VOTE_RECOVERY);
	ok(!votes_next(&c, &row), "damage ends the walk");
	is_err(votes_close(&c), VB_ERR_STORE_CORRUPT, "and is told");
	env_abort(&txn);
	shelf_release(&shelf);
	return done();
}
