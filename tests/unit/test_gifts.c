/* gifts: kept, replaced, walked by space; rows of another size are damage. */
#include "store/gifts.h"

#include <string.h>

#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct gift gift_of(enum audience audience, uint32_t seq, uint8_t fill)
{
	struct gift gift = { .audience = audience, .control_seq = seq };

	memset(gift.locked, fill, sizeof(gift.locked));
	return gift;
}

/* The first bytes of the keys of a space, in the order of the walk. */
static const char *walk(struct env_txn *txn, uint32_t space)
{
	static char text[16];
	struct gifts_cursor c;
	struct gift gift;
	size_t count = 0;

	gifts_open(&c, txn, space);
	while (count < sizeof(text) - 1 && gifts_next(&c, &gift))
		text[count++] = (char)gift.locked[71];
	text[count] = '\0';
	return gifts_close(&c) == 0 ? text : "damage";
}

int main(void)
{
	static const uint8_t row_key[] = { 0, 0, 0, 1, 1, 0, 0, 1, 2 };
	static const uint8_t no_audience[] = { 0, 0, 0, 3, 2, 0, 0, 0, 0 };
	struct gift gifts[] = { gift_of(VB_AUDIENCE_CORE, 258, 'c'),
		                gift_of(VB_AUDIENCE_ALL, 9, 'b'),
		                gift_of(VB_AUDIENCE_ALL, 0, 'a') };
	struct shelf shelf;
	struct env_txn *txn;
	struct span value;

	shelf_init(&shelf);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_str(walk(txn, 1), "", "no space has any");
	for (size_t i = 0; i < 3; i++)
		gifts_put(txn, 1, &gifts[i]);
	gifts_put(txn, 2, &gifts[1]);
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	is_str(walk(txn, 1), "abc", "by audience and control entry");
	is_str(walk(txn, 2), "b", "another space has its own");
	is_err(env_get(txn, VB_TABLE_GIFTS, span_of(row_key, sizeof(row_key)), &value), 0,
	       "the key is space, audience, control entry");
	ok(value.size == 72 && value.data[0] == 'c', "the row is the locked key");
	gifts[1] = gift_of(VB_AUDIENCE_ALL, 9, 'x');
	gifts_put(txn, 1, &gifts[1]);
	is_str(walk(txn, 1), "axc", "one for the same replaces it");
	env_put(txn, VB_TABLE_GIFTS, span_of(no_audience, sizeof(no_audience)), value);
	is_str(walk(txn, 3), "damage", "an audience that has no key is damage");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	env_put(txn, VB_TABLE_GIFTS, span_of(row_key, sizeof(row_key)), span_of_str("short"));
	is_str(walk(txn, 1), "damage", "so is a short row");
	is_err(env_error(txn), VB_ERR_STORE_CORRUPT, "for the transaction, too");
	env_abort(&txn);
	shelf_release(&shelf);
	return done();
}
