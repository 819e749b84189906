/* drawer: a batch becomes what drawer.write takes, byte for byte; it is written and emptied, also when that fails. */
#include "bridges/mail/drawer.h"

#include <string.h>

#include "bridges/mail/tables.h"
#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/mailroom.h"

static void test_bytes(void)
{
	/* By hand: [{about: "01..", key: 'k', table: "wishes", value: 'v'}, {fresh: true, key, table: "done", value: ''},
	 * {key, table: "queue", value: nil}] */
	static const char wanted[] = "\x93"
				     "\x84\xa5"
				     "about\xd9\x20"
				     "01000000000000000000000000000000"
				     "\xa3"
				     "key\xc4\x01k\xa5"
				     "table\xa6wishes\xa5"
				     "value\xc4\x01v"
				     "\x84\xa5"
				     "fresh\xc3\xa3"
				     "key\xc4\x01k\xa5"
				     "table\xa4"
				     "done\xa5"
				     "value\xc4\x00"
				     "\x83\xa3"
				     "key\xc4\x01k\xa5"
				     "table\xa5queue\xa5"
				     "value\xc0";
	struct record_id about = { { 1 } };
	struct drawer_batch batch;
	struct buf out;

	drawer_begin(&batch);
	drawer_put(&batch, VB_TABLE_WISHES, span_of_str("k"), span_of_str("v"), &about);
	drawer_put_fresh(&batch, VB_TABLE_DONE, span_of_str("k"), (struct span){ NULL, 0 });
	drawer_take(&batch, VB_TABLE_QUEUE, span_of_str("k"));
	buf_init(&out, 4096);
	drawer_encode(&batch, &out);
	is_int(out.size, sizeof(wanted) - 1, "as long as by hand");
	is_mem(out.data, wanted, out.size, "three rows");
	buf_release(&out);
	drawer_release(&batch);
}

static void test_commit(void)
{
	struct drawer_batch batch;
	struct mailroom room;
	uint64_t value = 7;

	mailroom_open(&room);
	drawer_begin(&batch);
	is_err(drawer_commit(&room.drawer, &batch), 0, "nothing is nothing");
	is_int(room.writes, 0, "and asks nobody");
	is_err(drawer_get_u64(&room.drawer, VB_TABLE_CURSOR, span_of_str("x"), &value), 0,
	       "not there");
	is_u64(value, 0, "is zero");
	drawer_put_u64(&batch, VB_TABLE_CURSOR, span_of_str("x"), 1ull << 63);
	is_err(drawer_commit(&room.drawer, &batch), 0, "a number is written");
	is_err(drawer_get_u64(&room.drawer, VB_TABLE_CURSOR, span_of_str("x"), &value), 0,
	       "and read");
	is_u64(value, 1ull << 63, "as it was");
	drawer_put_fresh(&batch, VB_TABLE_CURSOR, span_of_str("x"), span_of_str("y"));
	drawer_put_u64(&batch, VB_TABLE_CURSOR, span_of_str("z"), 1);
	is_err(drawer_commit(&room.drawer, &batch), VB_ERR_ROW_EXISTS, "a fresh row that is there");
	is_int(mailroom_count(&room, VB_TABLE_CURSOR), 1, "nothing of the batch was written");
	is_int(batch.count, 0, "the batch is empty");
	ok(!drawer_is_full(&batch), "and has room");
	for (int i = 0; i < 4096 && !drawer_is_full(&batch); i++)
		drawer_put_u64(&batch, VB_TABLE_CURSOR, span_of_str("z"), 1);
	ok(drawer_is_full(&batch) && batch.count < 2048, "full after %u rows", batch.count);
	is_err(drawer_commit(&room.drawer, &batch), 0, "which still fit a request");
	ok(room.largest < (1u << 20), "of %u bytes", room.largest);
	drawer_release(&batch);
	mailroom_close(&room);
}

static void test_asked(void)
{
	struct mailing_matter which = { MATTER_PERSON, { { 1 } }, { { 0 } } };
	struct drawer_batch batch;
	struct mailroom room;
	struct matter shown;
	bool has = true;

	mailroom_open(&room);
	drawer_begin(&batch);
	is_err(drawer_show(&room.drawer, &which, &shown), VB_ERR_NOT_FOUND, "who is not there");
	mailroom_put(&room, &which, span_of_str("\x81"));
	is_err(drawer_show(&room.drawer, &which, &shown), VB_ERR_NOT_FOUND,
	       "what cannot be read is as good as gone");
	matter_release(&shown);
	mailroom_put(&room, &which, span_of_str("\x81\xa7subject\xa6person"));
	is_err(drawer_show(&room.drawer, &which, &shown), 0, "who is there");
	matter_release(&shown);
	is_err(drawer_has(&room.drawer, VB_TABLE_DONE, span_of_str("k"), &has), 0, "asked");
	ok(!has, "no such row");
	drawer_put(&batch, VB_TABLE_DONE, span_of_str("k"), span_of_str(""), NULL);
	is_err(drawer_commit(&room.drawer, &batch), 0, "written");
	is_err(drawer_has(&room.drawer, VB_TABLE_DONE, span_of_str("k"), &has), 0, "asked again");
	ok(has, "now there is");
	drawer_release(&batch);
	mailroom_close(&room);
}

int main(void)
{
	test_asked();
	test_bytes();
	test_commit();
	return done();
}
