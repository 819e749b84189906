/* spaces: numbers, flags, own incarnation, control entries with their signatures, digest. */
#include "store/spaces.h"

#include <string.h>

#include "store/key.h"
#include "store/keyspace.h"
#include "tests/tap.h"
#include "tests/unit/shelf.h"

static struct shelf shelf;

static void test_registry(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct space_id one = shelf_space(1), two = shelf_space(2), none = shelf_space(3);
	struct space_info info;
	uint32_t number = 0;

	is_err(spaces_get(txn, &one, &info), VB_ERR_UNKNOWN_SPACE, "not known yet");
	is_err(env_error(txn), 0, "which is no failure of the transaction");
	is_err(spaces_add(txn, &one, 0, &number), 0, "added");
	is_int(number, 1, "the first number");
	is_err(spaces_add(txn, &two, VB_SPACE_FETCHING, &number), 0, "another, being fetched");
	is_int(number, 2, "the second number");
	is_err(spaces_add(txn, &one, VB_SPACE_FETCHING, &number), 0, "the first again");
	is_int(number, 1, "keeps its number");
	is_err(spaces_get(txn, &one, &info), 0, "known");
	ok(space_id_is_equal(&info.id, &one), "its id");
	is_int(info.flags, 0, "and its flags");
	is_int(info.control_count, 0, "no control entry");
	is_err(spaces_get(txn, &two, &info), 0, "the other");
	is_int(info.flags, VB_SPACE_FETCHING, "is being fetched");
	spaces_set_flags(txn, &two, 0);
	spaces_set_incarnation(txn, &two, 0);
	is_err(spaces_get(txn, &two, &info), 0, "changed");
	is_int(info.flags, VB_SPACE_INCARNATED, "an incarnation may have the number 0");
	spaces_set_flags(txn, &two, VB_SPACE_FETCHING | VB_SPACE_INCARNATED);
	spaces_set_incarnation(txn, &one, 0x1122334455667788);
	shelf_commit(&shelf, &txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	spaces_set_flags(txn, &none, 0);
	is_err(env_commit(&txn), VB_ERR_UNKNOWN_SPACE, "flags of an unknown space");
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	spaces_set_incarnation(txn, &none, 0);
	is_err(env_commit(&txn), VB_ERR_UNKNOWN_SPACE, "incarnation in an unknown space");
}

static void test_truncate(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct space_id id = shelf_space(1), none = shelf_space(9);
	struct control_row row;
	struct space_info info;
	struct entry_id head;

	if (spaces_get(txn, &id, &info) != 0 || spaces_get_control(txn, info.number, 4, &row) != 0)
		bail("five control entries");
	entry_id_derive(row.header.data, &head);
	spaces_truncate_control(txn, &id, 5, &head);
	is_err(spaces_get(txn, &id, &info), 0, "the space");
	is_int(info.control_count, 5, "has five control entries left");
	is_mem(info.control_head.b, head.b, sizeof(head.b), "the fifth is the head");
	is_err(spaces_get_control(txn, info.number, 4, &row), 0, "which is there");
	is_err(spaces_get_control(txn, info.number, 5, &row), VB_ERR_NOT_FOUND, "and none behind");
	is_err(spaces_get_control(txn, info.number, 19, &row), VB_ERR_NOT_FOUND, "nor the last");
	is_err(env_error(txn), 0, "which is no failure");
	spaces_truncate_control(txn, &none, 1, &head);
	is_err(env_error(txn), VB_ERR_UNKNOWN_SPACE, "an unknown space is one");
	env_abort(&txn);
}

/* Reads both spaces by a walk, in the order of their numbers. */
static unsigned walk(struct env_txn *txn, struct space_info out[static 2])
{
	struct spaces_cursor c;
	struct space_info info;
	struct space_id last = { { 0 } };
	unsigned count = 0;

	spaces_open(&c, txn);
	while (spaces_next(&c, &info)) {
		count += memcmp(last.b, info.id.b, sizeof(last.b)) < 0;
		last = info.id;
		if (info.number <= 2)
			out[info.number - 1] = info;
	}
	return spaces_close(&c) == 0 ? count : 0;
}

static void test_walk(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct space_info info[2];

	is_int(walk(txn, info), 2, "two spaces, ascending");
	is_u64(info[0].incarnation, 0x1122334455667788, "own incarnation");
	is_int(info[0].flags, VB_SPACE_INCARNATED, "is set");
	is_int(info[1].flags, VB_SPACE_INCARNATED | VB_SPACE_FETCHING, "fetched, with incarnation");
	spaces_set_flags(txn, &info[1].id, VB_SPACE_ARCHIVE);
	is_int(walk(txn, info), 2, "one becomes an archive");
	is_int(info[1].flags, VB_SPACE_INCARNATED | VB_SPACE_ARCHIVE, "and is not fetched");
	spaces_forget_incarnations(txn);
	is_int(walk(txn, info), 2, "after a restore");
	is_int(info[1].flags, VB_SPACE_ARCHIVE, "an archive is one still");
	spaces_set_flags(txn, &info[1].id, 0);
	spaces_forget_incarnations(txn);
	is_int(walk(txn, info), 2, "after a restore still two");
	ok(info[0].flags == (VB_SPACE_FETCHING | VB_SPACE_VEILED) &&
	           info[1].flags == (VB_SPACE_FETCHING | VB_SPACE_VEILED),
	   "all being fetched, without incarnation");
	is_u64(info[0].incarnation, 0, "the old one is gone");
	is_err(env_error(txn), 0, "no error");
	env_abort(&txn);
}

static void test_control(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct space_id id = shelf_space(1), none = shelf_space(9);
	struct control_cursor c;
	struct control_row row;
	struct space_info info;
	struct entry_id head;
	struct signature want;
	unsigned count = 2, good = 0;

	for (int i = 0; i < 20; i++)
		shelf_append_control(txn, 1, 100 + 1000 * (size_t)(i % 3));
	is_err(spaces_get(txn, &id, &info), 0, "the space");
	is_int(info.control_count, 20, "has 20 control entries");
	is_err(spaces_get_control(txn, info.number, 19, &row), 0, "the last");
	entry_id_derive(row.header.data, &head);
	is_mem(info.control_head.b, head.b, sizeof(head.b), "is the head");
	is_int(row.body.size, 1100, "with its body");
	is_err(spaces_get_control(txn, info.number, 20, &row), VB_ERR_NOT_FOUND, "none behind it");
	shelf_commit(&shelf, &txn);

	txn = shelf_begin(&shelf, VB_ENV_READ);
	spaces_open_control(&c, txn, info.number, 2);
	while (spaces_next_control(&c, &row)) {
		want = shelf_seal(count);
		good += row.seq == count && memcmp(&row.signature, &want, sizeof(want)) == 0 &&
		        row.header.size == VB_HEADER_BYTES &&
		        row.body.size == 100 + 1000 * (count % 3);
		count++;
	}
	is_err(spaces_close_control(&c), 0, "walked from the third");
	is_int(good, 18, "in order, each with its signature");
	spaces_open_control(&c, txn, 2, 0);
	ok(!spaces_next_control(&c, &row), "another space has none");
	is_err(spaces_close_control(&c), 0, "which is no error");
	env_abort(&txn);

	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	spaces_append_control(txn, &none, row.header, row.body, &want, &head);
	is_err(env_commit(&txn), VB_ERR_UNKNOWN_SPACE, "a control entry of an unknown space");
}

static void test_damage(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct space_id id = shelf_space(1);
	struct space_info info;
	struct control_row row;
	struct spaces_cursor c;
	struct key key;

	key_init(&key);
	key_u32(&key, 1);
	key_u32(&key, 3);
	env_put(txn, VB_TABLE_CONTROL, key_span(&key), span_of_str("short"));
	is_err(spaces_get_control(txn, 1, 3, &row), VB_ERR_STORE_CORRUPT, "a short control entry");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	env_put(txn, VB_TABLE_SPACES, span_of(id.b, sizeof(id.b)), span_of_str("short"));
	spaces_open(&c, txn);
	while (spaces_next(&c, &info))
		;
	is_err(spaces_close(&c), VB_ERR_STORE_CORRUPT, "a short row, found by a walk");
	env_abort(&txn);
	txn = shelf_begin(&shelf, VB_ENV_WRITE);
	env_put(txn, VB_TABLE_SPACES, span_of(id.b, sizeof(id.b)), span_of_str("short"));
	is_err(spaces_get(txn, &id, &info), VB_ERR_STORE_CORRUPT, "and by its id");
	env_abort(&txn);
}

static void test_many(void)
{
	struct env_txn *txn = shelf_begin(&shelf, VB_ENV_WRITE);
	struct space_id id;
	uint32_t number;
	unsigned added = 0;
	int err = 0;

	/* limit VB_SPACES_MAX_COUNT */
	for (uint64_t i = 3; i <= VB_SPACES_MAX_COUNT + 1 && err == 0; i++) {
		id = shelf_space(i);
		err = spaces_add(txn, &id, 0, &number);
		added += err == 0;
	}
	is_int(added + 2, VB_SPACES_MAX_COUNT, "as many as allowed");
	is_err(err, VB_ERR_TOO_MANY, "and no more");
	is_err(env_error(txn), 0, "which fails nothing else");
	env_abort(&txn);
}

int main(void)
{
	shelf_init(&shelf);
	test_registry();
	test_walk();
	test_control();
	test_truncate();
	test_damage();
	test_many();
	shelf_release(&shelf);
	return done();
}
