/* acting: thousands of mails in which everything is mixed, from those with tokens to forged ones: nothing is written without a token
 * or a meeting and an attendee of ours, and a vouching server; nobody gets two automatic mails within a day. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/mail/tables.h"
#include "tests/tap.h"
#include "tests/unit/inbox.h"

#define OFFICES 12u
#define MAILS 1000u /* of each, in about nine days */

static struct inbox inbox;
static uint64_t state = 88172645463325252u;

/* xorshift64 (Marsaglia 2003). */
static unsigned below(unsigned bound)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (unsigned)(state % bound);
}

#define PICK(list) list[below(sizeof(list) / sizeof((list)[0]))]

static const char *const people[] = { "amina", "boris", "gone", "verein" };
static const char *const matters[] = { "m1",   "m2",   "cancelled", "closed", "past",
	                               "lost", "msg",  "req",       "oldreq", "paper",
	                               "duty", "none", "rat",       "msg2" };
static const char *const addresses[] = {
	"amina@post.example", "boris@post.example", "verein@post.example",
	"eve@evil.example",   INBOX_ROLE,           "",
	"AMINA@post.example", "gone@post.example"
};
static const enum mail_purpose purposes[] = { PURPOSE_REPLY,  PURPOSE_REPLY,       PURPOSE_REPLY,
	                                      PURPOSE_BOUNCE, PURPOSE_UNSUBSCRIBE, PURPOSE_TEST,
	                                      PURPOSE_CONFIRM };

struct made {
	bool has_token, has_answer;
};

/* One as most are: of Amina, to what she was sent, by word or by calendar. */
static struct made make_usual(void)
{
	static const char *const usual[] = { "m1", "m2", "msg", "req" };
	struct made made = { true, false };
	const char *matter = PICK(usual);

	inbox_mail(&inbox, "Wer kommt?");
	(void)inbox_token(
		&inbox, PURPOSE_REPLY, "amina", matter,
		matter[0] == 'm' && matter[1] != 's' ? MAILING_INVITATION : MAILING_MESSAGE);
	inbox_word(&inbox, below(4), below(2) == 0 ? "Ja" : "Ja, und noch etwas");
	if (below(3) == 0) {
		struct parcel_answer *answer =
			inbox_answer(&inbox, "m1", "amina@post.example", below(4));

		answer->stamp_ms -= below(100000000);
		made.has_answer = true;
		memcpy(inbox.recipients[0], INBOX_ROLE, sizeof(INBOX_ROLE));
	}
	if (below(4) == 0)
		inbox.parcel.trust = PARCEL_UNKNOWN;
	return made;
}

static struct made make_odd(void)
{
	struct made made = { false, false };

	inbox_mail(&inbox, "");
	if (below(3) > 0) {
		enum mail_purpose purpose = PICK(purposes);
		const struct mailroom_row *held =
			mailroom_row(&inbox.room, VB_TABLE_HELD,
		                     below(1 + mailroom_count(&inbox.room, VB_TABLE_HELD)));
		uint8_t key[VB_MAILING_KEY_BYTES] = { 0 };

		if (held != NULL)
			memcpy(key, held->key.data, sizeof(key));
		(void)inbox_token_key(&inbox, purpose, PICK(people), PICK(matters),
		                      1 + below(MAILING_KIND_COUNT - 1), key);
		made.has_token = purpose == PURPOSE_REPLY || purpose == PURPOSE_CONFIRM;
		if (below(8) == 0) { /* some other one */
			inbox.recipients[0][12] ^= 1;
			made.has_token = false;
		}
	}
	if (below(2) == 0)
		inbox_word(&inbox, below(4), below(2) == 0 ? "Ja" : "Ja, und noch etwas");
	for (unsigned i = below(3) == 0 ? below(4) : 0; i > 0; i--) {
		(void)inbox_answer(&inbox, PICK(matters), PICK(addresses), below(5));
		made.has_answer = true;
	}
	memcpy(inbox.parcel.from, PICK(addresses), sizeof("verein@post.example") - 1);
	inbox.parcel.trust = (enum parcel_trust)below(3);
	if (below(3) == 0)
		inbox.parcel.flags |= 1u << below(11);
	if (below(10) == 0) {
		inbox.parcel.flags |= 1u << below(11);
		inbox.parcel.hops = below(40);
	}
	if (below(6) == 0) {
		inbox.parcel.files[0].bytes = below(200000);
		inbox.parcel.files[0].is_allowed = below(2) == 0;
		inbox.parcel.file_count = 1;
	}
	return made;
}

static bool is_automatic(enum mailing_kind kind)
{
	return kind == MAILING_RECEIPT || kind == MAILING_CONFIRM || kind == MAILING_NOTE;
}

/* How many pairs of automatic mails to one address are due within a day; and how many there are. */
static unsigned count_close(unsigned *count)
{
	static struct {
		struct record_id who;
		int64_t due_ms;
	} all[MAILS];
	unsigned close = 0;

	*count = 0;
	for (uint32_t i = 0; i < mailroom_count(&inbox.room, VB_TABLE_QUEUE); i++) {
		const struct mailroom_row *row = mailroom_row(&inbox.room, VB_TABLE_QUEUE, i);
		struct mailing mailing;

		if (mailing_read(buf_span(&row->key), buf_span(&row->value), &mailing) != 0)
			abort();
		if (is_automatic(mailing.kind)) {
			mailing_who(&mailing.person, mailing.address, &all[*count].who);
			all[*count].due_ms = mailing.due_ms;
			for (unsigned k = 0; k < *count; k++)
				close += record_id_is_equal(&all[k].who, &all[*count].who) &&
				         mailing.due_ms - all[k].due_ms < INBOX_DAY;
			(*count)++;
		}
		mailing_release(&mailing);
	}
	return close;
}

static struct {
	unsigned unfounded, unvouched, to_strangers, close, automatic, kinds[ACTED_COUNT];
} sums;

static void run_mail(void)
{
	struct made made = below(4) == 0 ? make_usual() : make_odd();
	const char *story = inbox_deliver(&inbox);
	bool is_written = inbox.written[0] != '\0';
	bool is_done = inbox.verdict == ACTED_REPLY || inbox.verdict == ACTED_POST;

	sums.kinds[inbox.verdict]++;
	sums.unfounded += is_written && !made.has_token && !made.has_answer;
	/* Nothing else is ever written than by these verdicts. */
	sums.unfounded += is_written && !is_done && inbox.verdict != ACTED_CONFIRMED;
	sums.unvouched += is_done && (inbox.parcel.trust != PARCEL_PASS ||
	                              strcmp(inbox.parcel.from, "eve@evil.example") == 0 ||
	                              inbox.parcel.from[0] == '\0');
	sums.to_strangers += strstr(story, "eve@") != NULL || strstr(story, INBOX_ROLE) != NULL;
	inbox.now_ms += below(1600000);
	inbox.written[0] = '\0';
	inbox.write_count = 0;
}

static void run_office(void)
{
	unsigned count;

	inbox_open(&inbox);
	for (unsigned i = 0; i < MAILS; i++)
		run_mail();
	sums.close += count_close(&count);
	sums.automatic += count;
	inbox_close(&inbox);
}

static void test_sums(void)
{
	is_int(sums.unfounded, 0,
	       "nothing is written without a token, or a meeting and an attendee of ours");
	is_int(sums.unvouched, 0,
	       "nothing at once without a server that vouches for an address of ours");
	is_int(sums.to_strangers, 0, "no mail goes to somebody whom we do not know");
	is_int(sums.close, 0, "no two automatic mails to one address within a day");
	ok(sums.automatic > 100, "%u automatic mails", sums.automatic);
	for (unsigned i = 0; i < ACTED_COUNT; i++)
		ok(sums.kinds[i] > 0 || i == ACTED_SEEN || i == ACTED_FULL, "%u times: %s",
		   sums.kinds[i], acting_word(i));
}

int main(void)
{
	for (unsigned i = 0; i < OFFICES; i++)
		run_office();
	test_sums();
	return done();
}
