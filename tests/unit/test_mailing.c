/* mailing: rows of the queue are read as they were written, lie in the order in which they are due, and have keys that
 * differ in each part. */
#include "bridges/mail/mailing.h"

#include <string.h>

#include "tests/tap.h"

static struct mailing_matter matters[VB_MAILING_MATTERS_MAX + 1];

static struct mailing sample(void)
{
	struct mailing mailing = {
		.kind = MAILING_DIGEST,
		.key = { 1, 2, 3 },
		.person = { { 7 } },
		.address = "a@example.org",
		.tongue = TONGUE_TR,
		.matters = matters,
		.matter_count = 2,
		.seat = { { 8 } },
		.sequence = 4,
		.edition = UINT32_MAX,
		.since_ms = 1800000000000,
		.due_ms = 1800000000001,
		.stamp_ms = 1800000001000,
		.attempts = 9,
		.reason = "taken",
		.in_reply_to = "<x@y>",
	};

	matters[0] = (struct mailing_matter){ MATTER_PAPER, { { 1 } }, { { 2 } } };
	matters[1] = (struct mailing_matter){ MATTER_PERSON, { { 3 } }, { { 4 } } };
	return mailing;
}

static void test_row(void)
{
	struct mailing mailing = sample(), read;
	uint8_t place[VB_MAILING_PLACE_BYTES];
	struct buf row;

	buf_init(&row, 65536);
	mailing_encode(&mailing, &row);
	mailing_place(mailing.due_ms, mailing.key, place);
	is_err(mailing_read(span_of(place, sizeof(place)), buf_span(&row), &read), 0, "read");
	ok(read.kind == MAILING_DIGEST && read.tongue == TONGUE_TR && read.sequence == 4 &&
	           read.edition == UINT32_MAX && read.attempts == 9,
	   "numbers");
	ok(read.since_ms == mailing.since_ms && read.due_ms == mailing.due_ms &&
	           read.stamp_ms == mailing.stamp_ms,
	   "times");
	is_mem(read.key, mailing.key, sizeof(read.key), "key");
	is_mem(read.person.b, mailing.person.b, 16, "person");
	is_mem(read.seat.b, mailing.seat.b, 16, "seat");
	is_str(read.address, "a@example.org", "address");
	is_str(read.reason, "taken", "reason");
	is_str(read.in_reply_to, "<x@y>", "what it answers");
	ok(read.matter_count == 2 && read.matters[1].subject == MATTER_PERSON &&
	           read.matters[1].id.b[0] == 3 && read.matters[0].space.b[0] == 2,
	   "matters");
	mailing_release(&read);
	place[9] ^= 1;
	is_err(mailing_read(span_of(place, sizeof(place)), buf_span(&row), &read), VB_ERR_MALFORMED,
	       "at the place of another");
	mailing_release(&read);
	for (size_t cut = 0; cut < row.size; cut += 3) {
		is_err(mailing_decode(span_of(row.data, cut), &read), VB_ERR_MALFORMED,
		       "cut at %zu", cut);
		mailing_release(&read);
	}
	buf_release(&row);
}

static int decode(const struct mailing *mailing)
{
	struct mailing read;
	struct buf row;
	int err;

	buf_init(&row, 65536);
	mailing_encode(mailing, &row);
	err = mailing_decode(buf_span(&row), &read);
	mailing_release(&read);
	buf_release(&row);
	return err;
}

static void test_limits(void)
{
	struct mailing mailing = sample();

	mailing.matter_count = VB_MAILING_MATTERS_MAX;
	is_err(decode(&mailing), 0, "200 matters");
	mailing.matter_count++;
	is_err(decode(&mailing), VB_ERR_TOO_LARGE, "201");
	mailing.matter_count = 0;
	is_err(decode(&mailing), 0, "none");
	mailing.kind = 0;
	is_err(decode(&mailing), VB_ERR_MALFORMED, "of no kind");
	mailing.kind = MAILING_KIND_COUNT;
	is_err(decode(&mailing), VB_ERR_MALFORMED, "of a kind that there is not");
}

static void test_keys(void)
{
	struct record_id a = { { 1 } }, b = { { 2 } }, who;
	uint8_t keys[6][VB_MAILING_KEY_BYTES];
	unsigned same = 0;

	mailing_key(MAILING_CHANGE, &a, 1, &b, keys[0]);
	mailing_key(MAILING_AGENDA, &a, 1, &b, keys[1]);
	mailing_key(MAILING_CHANGE, &b, 1, &b, keys[2]);
	mailing_key(MAILING_CHANGE, &a, 2, &b, keys[3]);
	mailing_key(MAILING_CHANGE, &a, 1, &a, keys[4]);
	for (int i = 0; i < 5; i++) {
		for (int j = 0; j < i; j++)
			same += memcmp(keys[i], keys[j], sizeof(keys[i])) == 0;
	}
	is_int(same, 0, "another kind, matter, number or person: another key");
	mailing_key(MAILING_CHANGE, &a, 1, &b, keys[5]);
	is_mem(keys[5], keys[0], sizeof(keys[5]), "the same again: the same key");

	mailing_who(&a, "x@example.org", &who);
	is_mem(who.b, a.b, 16, "a person is known by their record");
	a = (struct record_id){ { 0 } };
	mailing_who(&a, "Forum@Example.org", &who);
	mailing_who(&a, "forum@example.ORG", &b);
	is_mem(who.b, b.b, 16, "an address by itself, large letters or small");
	ok(!record_id_is_zero(&who), "and it is not zero");
	mailing_who(&a, "forum@example.net", &b);
	ok(memcmp(who.b, b.b, 16) != 0, "another address is another");
}

static void test_places(void)
{
	uint8_t early[VB_MAILING_PLACE_BYTES], late[VB_MAILING_PLACE_BYTES];
	uint8_t high[VB_MAILING_KEY_BYTES] = { 0xff }, low[VB_MAILING_KEY_BYTES] = { 0 };

	mailing_place(255, high, early);
	mailing_place(256, low, late);
	ok(memcmp(early, late, sizeof(early)) < 0, "rows lie in the order in which they are due");
	mailing_place(-1, low, early);
	is_u64(get_be64(early), 0, "before 1970 is at once");
	is_str(mailing_kind_word(MAILING_TEST), "test", "the last kind has its word");
	is_str(mailing_kind_word(MAILING_INVITATION), "invitation", "the first, too");
	is_str(mailing_kind_word(MAILING_KIND_COUNT), "", "what is no kind has none");
}

int main(void)
{
	test_row();
	test_limits();
	test_keys();
	test_places();
	return done();
}
