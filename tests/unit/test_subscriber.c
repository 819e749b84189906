/* subscriber: asked, confirmed, gone; rows as they were written. */
#include "bridges/mail/subscriber.h"

#include <string.h>

#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/mailroom.h"

static void test_row(void)
{
	struct subscriber subscriber = { "a@example.org", TONGUE_AR, true, 1800000000000 }, read;
	struct buf row;

	buf_init(&row, 1024);
	subscriber_encode(&subscriber, &row);
	is_err(subscriber_decode(buf_span(&row), &read), 0, "read");
	is_str(read.address, "a@example.org", "address");
	ok(read.tongue == TONGUE_AR && read.is_confirmed && read.since_ms == 1800000000000,
	   "the rest");
	for (size_t cut = 0; cut < row.size; cut++)
		is_err(subscriber_decode(span_of(row.data, cut), &read), VB_ERR_MALFORMED,
		       "cut at %zu", cut);
	subscriber.address[0] = '\0';
	buf_clear(&row);
	subscriber_encode(&subscriber, &row);
	is_err(subscriber_decode(buf_span(&row), &read), VB_ERR_MALFORMED, "without an address");
	buf_release(&row);
}

static void test_life(void)
{
	struct subscriber subscriber = { "Amina@Example.org", TONGUE_FA, false, 1000 }, read;
	struct drawer_batch batch;
	struct mailroom room;

	mailroom_open(&room);
	drawer_begin(&batch);
	is_err(subscriber_find(&room.drawer, "amina@example.org", &read), VB_ERR_NOT_FOUND,
	       "nobody");
	is_err(subscriber_confirm(&room.drawer, &batch, "amina@example.org", 5), VB_ERR_NOT_FOUND,
	       "who was not asked cannot say yes");
	subscriber_put(&batch, &subscriber);
	is_err(drawer_commit(&room.drawer, &batch), 0, "asked");
	is_err(subscriber_find(&room.drawer, "amina@example.org", &read), 0,
	       "found by small letters");
	ok(!read.is_confirmed, "not confirmed");
	is_err(subscriber_confirm(&room.drawer, &batch, "AMINA@example.org", 2000), 0, "says yes");
	is_err(drawer_commit(&room.drawer, &batch), 0, "written");
	is_err(subscriber_find(&room.drawer, "amina@example.org", &read), 0, "found");
	ok(read.is_confirmed && read.since_ms == 2000 && read.tongue == TONGUE_FA, "confirmed");
	is_err(subscriber_confirm(&room.drawer, &batch, "amina@example.org", 3000), 0,
	       "says it again");
	is_int(batch.count, 0, "which changes nothing");
	subscriber_drop(&batch, "amina@EXAMPLE.org");
	is_err(drawer_commit(&room.drawer, &batch), 0, "unsubscribes");
	is_int(mailroom_count(&room, VB_TABLE_SUBSCRIBERS), 0, "nothing is kept");
	drawer_release(&batch);
	mailroom_close(&room);
}

int main(void)
{
	test_row();
	test_life();
	return done();
}
