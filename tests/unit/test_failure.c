/* failure: scores by hand, at which an address is paused, and what is kept of what failed. */
#include "bridges/mail/failure.h"

#include <string.h>

#include "bridges/mail/recipient.h"
#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/mailroom.h"

#define DAY ((int64_t)86400000)
#define NOW 1800000000000

static void test_score(void)
{
	struct addressee wishes = { .pace = PACE_DAILY };

	failure_score(&wishes, VB_FAILURE_HARD, NOW);
	ok(wishes.bounce_score == 2 && !wishes.is_paused, "one that never can arrive");
	failure_score(&wishes, VB_FAILURE_SOFT, NOW + DAY);
	ok(wishes.bounce_score == 3 && !wishes.is_paused, "and one that could not for now");
	failure_score(&wishes, VB_FAILURE_SOFT, NOW + 31 * DAY);
	ok(wishes.bounce_score == 2 && !wishes.is_paused, "30 days later 3 are 1, and one more");
	failure_score(&wishes, VB_FAILURE_SOFT, NOW + 32 * DAY);
	failure_score(&wishes, VB_FAILURE_SOFT, NOW + 32 * DAY);
	ok(wishes.bounce_score == 4 && wishes.is_paused, "at 4 it is paused");
	is_int(wishes.pace, PACE_DAILY, "all else stays");
	failure_score(&wishes, VB_FAILURE_SOFT, NOW + 1000 * DAY);
	ok(wishes.bounce_score == 1 && wishes.is_paused, "until somebody lifts it");
	for (int i = 0; i < 300; i++)
		failure_score(&wishes, VB_FAILURE_HARD, NOW + 1000 * DAY);
	is_int(wishes.bounce_score, 255, "and no more than fits");
}

static void test_rows(void)
{
	struct record_id person = { { 7 } };
	struct mailing mailing = { .kind = MAILING_AGENDA, .key = { 9 }, .person = person };
	struct addressee to;
	struct drawer_batch batch;
	struct failure failure;
	struct mailroom room;

	mailroom_open(&room);
	drawer_begin(&batch);
	failure_put(&batch, &mailing, 550, NOW);
	is_err(failure_count(&room.drawer, &batch, &person, &person, VB_FAILURE_HARD, NOW), 0,
	       "counted");
	is_err(drawer_commit(&room.drawer, &batch), 0, "written");
	is_err(failure_decode(buf_span(&mailroom_row(&room, VB_TABLE_FAILED, 0)->value), &failure),
	       0, "read");
	ok(failure.failed_ms == NOW && failure.status == 550 &&
	           failure.mailing.kind == MAILING_AGENDA,
	   "when, what and why");
	mailing_release(&failure.mailing);
	is_err(failure_decode(span_of("short", 5), &failure), VB_ERR_MALFORMED,
	       "what is too short");
	mailing_release(&failure.mailing);
	is_err(recipient_wishes(&room.drawer, &person, TONGUE_DE, &to), 0, "wishes");
	ok(to.bounce_score == 2 && (to.unwanted & WISH_NEWSLETTER) != 0,
	   "who wished nothing still wishes no newsletter");
	mailroom_erase(&room, &person);
	is_int(room.count, 0, "erased: nothing is left");
	drawer_release(&batch);
	mailroom_close(&room);
}

static void test_sum(void)
{
	struct addressee paused = { .is_paused = true }, well = { .is_paused = false };
	struct record_id nobody = { { 0 } }, who = { { 1 } };
	struct drawer_batch batch;
	struct mailroom room;
	uint32_t failed = 9, lame = 9;

	mailroom_open(&room);
	drawer_begin(&batch);
	is_err(failure_sum(&room.drawer, NOW, &failed, &lame), 0, "with nothing");
	ok(failed == 0 && lame == 0, "it is nothing");
	for (uint32_t i = 0; i < 1100; i++) {
		struct mailing mailing = { .kind = MAILING_NOTE,
			                   .key = { (uint8_t)(i >> 8), (uint8_t)i } };

		failure_put(&batch, &mailing, 550, i < 600 ? NOW : NOW - 1);
		who.b[14] = (uint8_t)(i >> 8);
		who.b[15] = (uint8_t)i;
		recipient_put(&batch, &who, &nobody, i % 2 == 0 ? &paused : &well);
	}
	is_err(drawer_commit(&room.drawer, &batch), 0, "written");
	is_err(failure_sum(&room.drawer, NOW, &failed, &lame), 0, "over three pages");
	is_int(failed, 600, "those since then");
	is_int(lame, 550, "those who are paused");
	drawer_release(&batch);
	mailroom_close(&room);
}

int main(void)
{
	test_sum();
	test_score();
	test_rows();
	return done();
}
