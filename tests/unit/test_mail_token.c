/* mail_token: addresses with tokens in either case, purposes that never stand in for each other, expiry, rows. */
#include "bridges/mail/mail_token.h"

#include <string.h>

#include "bridges/mail/tables.h"
#include "tests/tap.h"

#define ROLE "Beirat@Stadt.example"
#define DAY INT64_C(86400000)

static const uint8_t secret_key[VB_MAIL_KEY_BYTES] = { 7, 8, 9 };
static const struct span key = { secret_key, sizeof(secret_key) };

/* RFC 4648 of 16 bytes "foobarfoobarfoob", by python3 base64.b32encode without padding. */
#define LETTERS "mzxw6ytbojtg633cmfzgm33pmi"

static struct mail_token token_of(enum mail_purpose purpose)
{
	struct mail_token token = { .purpose = purpose };

	memcpy(token.secret, "foobarfoobarfoob", VB_MAIL_TOKEN_BYTES);
	return token;
}

static void test_format(void)
{
	struct mail_token token = token_of(PURPOSE_REPLY), back;
	struct buf out;
	char text[200], letters[VB_MAIL_TOKEN_LETTERS + 1];

	buf_init(&out, 200);
	mail_token_format(&token, ROLE, &out);
	memcpy(text, out.data, out.size);
	text[out.size] = '\0';
	is_str(text, "Beirat+r." LETTERS "@Stadt.example", "written");
	is_int(mail_token_parse(text, ROLE, &back), RECIPIENT_TOKEN, "read");
	is_int(back.purpose, PURPOSE_REPLY, "its purpose");
	is_mem(back.secret, token.secret, VB_MAIL_TOKEN_BYTES, "its bits");
	mail_token_letters(&token, letters);
	is_str(letters, LETTERS, "its letters");
	is_int(mail_token_answers(MAILING_CONFIRM), PURPOSE_CONFIRM,
	       "a confirmation is answered so");
	is_int(mail_token_answers(MAILING_TEST), PURPOSE_TEST, "a test so");
	is_int(mail_token_answers(MAILING_INVITATION), PURPOSE_REPLY, "all else by a reply");
	buf_release(&out);
}

static const struct {
	const char *recipient;
	enum mail_recipient want;
} recipients[] = {
	{ ROLE, RECIPIENT_ROLE },
	{ "beirat@stadt.example", RECIPIENT_ROLE },
	{ "BEIRAT@STADT.EXAMPLE", RECIPIENT_ROLE },
	{ "beirat@stadt.example.", RECIPIENT_OTHER },
	{ "beirat@andere.example", RECIPIENT_OTHER },
	{ "xbeirat@stadt.example", RECIPIENT_OTHER },
	{ "", RECIPIENT_OTHER },
	{ "@", RECIPIENT_OTHER },
	{ "beirat+r." LETTERS "@stadt.example", RECIPIENT_TOKEN },
	{ "BEIRAT+R.MZXW6YTBOJTG633CMFZGM33PMI@STADT.EXAMPLE", RECIPIENT_TOKEN },
	{ "beirat+b." LETTERS "@stadt.example", RECIPIENT_TOKEN },
	{ "beirat+u." LETTERS "@stadt.example", RECIPIENT_TOKEN },
	{ "beirat+t." LETTERS "@stadt.example", RECIPIENT_TOKEN },
	{ "beirat+c." LETTERS "@stadt.example", RECIPIENT_TOKEN },
	{ "beirat+x." LETTERS "@stadt.example", RECIPIENT_OTHER },
	{ "beirat+." LETTERS "@stadt.example", RECIPIENT_OTHER },
	{ "beirat-r." LETTERS "@stadt.example", RECIPIENT_OTHER },
	{ "beirat+r-" LETTERS "@stadt.example", RECIPIENT_OTHER },
	{ "beirat+r." LETTERS "@stadt.example.evil", RECIPIENT_OTHER },
	{ "beirat+r." LETTERS "@andere.examples", RECIPIENT_OTHER },
	{ "beirat+r.mzxw6ytbojtg633cmfzgm33pm@stadt.example", RECIPIENT_OTHER },
	{ "beirat+r." LETTERS "a@stadt.example", RECIPIENT_OTHER },
	/* the last two bits are not zero; a digit that base32 does not have; two plus signs */
	{ "beirat+r.mzxw6ytbojtg633cmfzgm33pmj@stadt.example", RECIPIENT_OTHER },
	{ "beirat+r.mzxw6ytboj1g633cmfzgm33pmi@stadt.example", RECIPIENT_OTHER },
	{ "beirat+a+r." LETTERS "@stadt.example", RECIPIENT_OTHER },
	{ "beirat+r.mzxw6ytboj\ng633cmfzgm33pmi@stadt.example", RECIPIENT_OTHER },
};

static void test_parse(void)
{
	struct mail_token token;

	for (size_t i = 0; i < sizeof(recipients) / sizeof(recipients[0]); i++)
		is_int(mail_token_parse(recipients[i].recipient, ROLE, &token), recipients[i].want,
		       "%s", recipients[i].recipient);
	is_int(mail_token_parse("x", "no address", &token), RECIPIENT_OTHER, "a role without @");
}

/* A row that belongs to one purpose is none for every other one, whatever the drawer is asked. */
static void test_purposes(void)
{
	static const enum mail_purpose all[] = { PURPOSE_REPLY, PURPOSE_BOUNCE, PURPOSE_UNSUBSCRIBE,
		                                 PURPOSE_TEST, PURPOSE_CONFIRM };
	uint8_t slots[5][VB_MAIL_SLOT_BYTES];

	for (size_t i = 0; i < 5; i++) {
		struct mail_token made = token_of(all[i]);
		struct mail_token_row row = { .expires_ms = 1000 };

		mail_token_slot(key, &made, slots[i]);
		mail_token_seal(key, &made, &row);
		for (size_t j = 0; j < 5; j++) {
			struct mail_token asked = token_of(all[j]);

			is_int(mail_token_is_valid(key, &asked, &row, 999), i == j, "%c for %c",
			       all[j], all[i]);
			if (j < i)
				ok(memcmp(slots[i], slots[j], VB_MAIL_SLOT_BYTES) != 0,
				   "%c and %c lie apart", all[i], all[j]);
		}
	}
}

static void test_valid(void)
{
	static const uint8_t other_bytes[VB_MAIL_KEY_BYTES] = { 1 };
	struct mail_token token = token_of(PURPOSE_REPLY), other = token;
	struct mail_token_row row = { .expires_ms = 1000 };
	uint8_t slot[VB_MAIL_SLOT_BYTES];

	mail_token_seal(key, &token, &row);
	mail_token_slot(key, &token, slot);
	ok(mail_token_is_valid(key, &token, &row, 999), "valid until it expires");
	ok(!mail_token_is_valid(key, &token, &row, 1000), "expired");
	ok(!mail_token_is_valid(span_of(other_bytes, sizeof(other_bytes)), &token, &row, 0),
	   "hashed with another key");
	other.secret[15] ^= 1;
	ok(!mail_token_is_valid(key, &other, &row, 0), "another token");
	ok(memcmp(slot, token.secret, VB_MAIL_SLOT_BYTES) != 0 &&
	           memcmp(row.proof, token.secret, VB_MAIL_TOKEN_BYTES) != 0,
	   "the token itself is not kept");
	row.proof[0] ^= 1;
	ok(!mail_token_is_valid(key, &token, &row, 0), "a changed row");
}

static void test_expiry(void)
{
	is_int(mail_token_expiry(PURPOSE_REPLY, 100 * DAY, 50 * DAY), 130 * DAY,
	       "30 days behind the meeting");
	is_int(mail_token_expiry(PURPOSE_REPLY, 10 * DAY, 50 * DAY), 80 * DAY,
	       "of a meeting that was: 30 days");
	is_int(mail_token_expiry(PURPOSE_REPLY, 0, 50 * DAY), (50 + 1096) * DAY, "nothing ends");
	is_int(mail_token_expiry(PURPOSE_UNSUBSCRIBE, 100 * DAY, 50 * DAY), (50 + 1096) * DAY,
	       "to unsubscribe: long");
	is_int(mail_token_expiry(PURPOSE_CONFIRM, 0, 50 * DAY), 80 * DAY, "to confirm: 30 days");
	is_int(mail_token_expiry(PURPOSE_BOUNCE, 0, 50 * DAY), 80 * DAY, "bounces: 30 days");
}

static void fill(struct mail_token_row *row)
{
	*row = (struct mail_token_row){ .person = { { 1 } },
		                        .tongue = TONGUE_AR,
		                        .matter = { MATTER_MEETING, { { 2 } }, { { 3 } } },
		                        .kind = MAILING_CHANGE,
		                        .seat = { { 4 } },
		                        .sequence = 5,
		                        .key = { 6 },
		                        .expires_ms = 7 };
	memcpy(row->address, "Amina@Post.example", 19);
}

static void test_row(void)
{
	struct mail_token token = token_of(PURPOSE_REPLY);
	struct mail_token_row row, back = { .purpose = PURPOSE_NONE };
	struct buf out;

	fill(&row);
	mail_token_seal(key, &token, &row);
	buf_init(&out, 1000);
	mail_token_row_encode(&row, &out);
	is_err(mail_token_row_decode(buf_span(&out), &back), 0, "read");
	ok(back.purpose == PURPOSE_REPLY && back.tongue == TONGUE_AR &&
	           back.kind == MAILING_CHANGE && back.sequence == 5 && back.expires_ms == 7 &&
	           back.seat.b[0] == 4 && back.key[0] == 6 && back.person.b[0] == 1,
	   "what it says");
	ok(back.matter.subject == MATTER_MEETING && back.matter.id.b[0] == 2 &&
	           back.matter.space.b[0] == 3,
	   "its matter");
	is_str(back.address, "Amina@Post.example", "address");
	ok(mail_token_is_valid(key, &token, &back, 6), "still valid");
	for (size_t size = 0; size < out.size; size++) {
		if (mail_token_row_decode(span_of(out.data, size), &back) == 0)
			ok(false, "%zu bytes of it are a row", size);
	}
	is_err(mail_token_row_decode(span_of("\x91\x02", 2), &back), VB_ERR_VERSION,
	       "a later form");
	buf_release(&out);
}

static const struct drawer_row *find(const struct drawer_batch *batch, const char *table,
                                     const void *row_key, size_t size)
{
	for (uint32_t i = 0; i < batch->count; i++) {
		if (strcmp(batch->rows[i].table, table) == 0 && batch->rows[i].key_size == size &&
		    memcmp(batch->rows[i].key, row_key, size) == 0)
			return &batch->rows[i];
	}
	return NULL;
}

static void test_keep(void)
{
	struct mail_token token = token_of(PURPOSE_REPLY);
	uint8_t slot[VB_MAIL_SLOT_BYTES], reached[VB_MAIL_REACHED_BYTES];
	const struct drawer_row *found;
	struct drawer_batch batch;
	struct mail_token_row row;

	fill(&row);
	drawer_begin(&batch);
	mail_token_keep(key, &token, &row, &batch);
	mail_token_slot(key, &token, slot);
	found = find(&batch, VB_TABLE_TOKENS, slot, sizeof(slot));
	ok(found != NULL && record_id_is_equal(&found->about, &row.person),
	   "the row goes with the person");
	mail_token_reached("amina@POST.example", &row.person, reached);
	found = find(&batch, VB_TABLE_REACHED, reached, sizeof(reached));
	ok(found != NULL && record_id_is_equal(&found->about, &row.person),
	   "where the person is reached, whatever the case");
	is_int(batch.count, 2, "no more");
	token.purpose = PURPOSE_BOUNCE;
	mail_token_keep(key, &token, &row, &batch);
	is_int(batch.count, 3, "a token for bounces says nothing of where somebody is reached");
	drawer_release(&batch);
}

static void test_find(void)
{
	static const char mail[] = "Received: by mx for <beirat@stadt.example>; today\r\n"
				   "Delivered-To: Beirat+R." LETTERS "@stadt.example\r\n"
				   "To: Rat <beirat@stadt.example>, xbeirat@stadt.example\r\n"
				   "X: beirat@stadt.example.evil beirat+r.abc@stadt.example\r\n"
				   "\r\n"
				   "beirat+u." LETTERS "@stadt.example\r\n";
	char found[4][VB_ADDRESS_MAX_BYTES + 1];

	is_int(mail_token_find(span_of_str(mail), ROLE, 4, found), 2, "two, of the head alone");
	is_str(found[0], "beirat+r." LETTERS "@stadt.example", "that with a token first");
	is_str(found[1], "beirat@stadt.example", "then the role address, once");
	is_int(mail_token_find(span_of_str(mail), ROLE, 1, found), 1, "no more than asked for");
	is_int(mail_token_find(span_of_str("To: beirat@stadt.example"), ROLE, 4, found), 1,
	       "a head without end");
	is_int(mail_token_find(span_of("", 0), ROLE, 4, found), 0, "nothing");
	is_int(mail_token_find(span_of_str("\nTo: beirat@stadt.example"), ROLE, 4, found), 0,
	       "no head at all");
}

int main(void)
{
	test_format();
	test_parse();
	test_purposes();
	test_valid();
	test_expiry();
	test_row();
	test_keep();
	test_find();
	return done();
}
