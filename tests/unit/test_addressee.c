/* addressee: wishes are read as they were written; rows that are none are refused, and change nothing. */
#include "bridges/mail/addressee.h"

#include <string.h>

#include "tests/tap.h"

static const struct addressee wishes = {
	.name = "Amina",
	.address = "amina@example.org",
	.tongue = TONGUE_FA,
	.unwanted = WISH_MESSAGES | WISH_NEWSLETTER,
	.pace = PACE_WEEKLY,
	.has_quiet = true,
	.quiet_from = 22 * 60,
	.quiet_to = 1439,
	.bounce_score = 3,
	.bounced_ms = 1800000000000,
	.is_paused = true,
};

static void test_again(void)
{
	struct addressee read = { .name = "B", .address = "b@example.org" };
	struct buf row;

	buf_init(&row, 256);
	addressee_encode(&wishes, &row);
	is_err(addressee_decode(buf_span(&row), &read), 0, "read");
	is_int(read.tongue, TONGUE_FA, "language");
	is_int(read.unwanted, WISH_MESSAGES | WISH_NEWSLETTER, "what is not wanted");
	is_int(read.pace, PACE_WEEKLY, "pace");
	ok(read.has_quiet && read.quiet_from == 1320 && read.quiet_to == 1439, "quiet hours");
	ok(read.bounce_score == 3 && read.bounced_ms == 1800000000000 && read.is_paused, "bounces");
	is_str(read.address, "b@example.org", "the address stays");
	is_str(read.name, "B", "the name stays");
	for (size_t cut = 0; cut < row.size; cut++)
		is_err(addressee_decode(span_of(row.data, cut), &read), VB_ERR_MALFORMED,
		       "cut at %zu", cut);
	buf_put_u8(&row, 0);
	is_err(addressee_decode(buf_span(&row), &read), VB_ERR_MALFORMED, "one byte more");
	buf_release(&row);
}

static void test_refused(void)
{
	static const struct {
		const char *name;
		struct addressee wishes;
	} rows[] = {
		{ "a language that there is not", { .tongue = TONGUE_COUNT } },
		{ "a wish that there is not", { .unwanted = 32 } },
		{ "a pace that there is not", { .pace = (enum addressee_pace)3 } },
		{ "a time of day that there is not", { .quiet_to = 1440 } },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		struct addressee read = wishes, before = wishes;
		struct buf row;

		buf_init(&row, 256);
		addressee_encode(&rows[i].wishes, &row);
		is_err(addressee_decode(buf_span(&row), &read), VB_ERR_MALFORMED, "%s",
		       rows[i].name);
		ok(read.tongue == before.tongue && read.unwanted == before.unwanted &&
		           read.pace == before.pace && read.quiet_to == before.quiet_to,
		   "nothing is taken over");
		buf_release(&row);
	}
}

static void test_default(void)
{
	struct addressee read = wishes;

	addressee_default(TONGUE_UK, &read);
	ok(read.tongue == TONGUE_UK && read.pace == PACE_AT_ONCE && !read.has_quiet &&
	           !read.is_paused && read.bounce_score == 0,
	   "who wished nothing gets all at once");
	is_int(read.unwanted, WISH_NEWSLETTER, "but no newsletter");
	is_str(read.address, "amina@example.org", "the address stays");
}

int main(void)
{
	test_default();
	test_again();
	test_refused();
	return done();
}
