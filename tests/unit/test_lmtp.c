/* lmtp: conversations as RFC 2033 and 5321 have them, in pieces of any size, and what does not belong into one. */
#include "bridges/mailnet/lmtp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

/* Addresses are taken as their local part says. */
static enum lmtp_verdict on_recipient(void *ctx, const char *address)
{
	(void)ctx;
	if (strncmp(address, "role", 4) == 0)
		return LMTP_TAKEN;
	if (strncmp(address, "old", 3) == 0)
		return LMTP_EXPIRED;
	return strncmp(address, "later", 5) == 0 ? LMTP_LATER : LMTP_UNKNOWN;
}

static const char *out_of(struct lmtp *l)
{
	static char text[400000];

	snprintf(text, sizeof(text), "%.*s", (int)l->out.size, (const char *)l->out.data);
	buf_clear(&l->out);
	return text;
}

static void start(struct lmtp *l)
{
	lmtp_init(l, on_recipient, NULL);
	buf_clear(&l->out);
}

#define LHLO "LHLO mx\r\n"
#define HELLO                                                                                      \
	"250-verbund-mail\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"                   \
	"250-ENHANCEDSTATUSCODES\r\n250 SIZE 10484736\r\n"
#define OK_MAIL "250 2.1.0 ok\r\n"
#define OK_RCPT "250 2.1.5 ok\r\n"
#define GO "354 end with a dot\r\n"
#define OPENED LHLO "MAIL FROM:<a@b.example>\r\n"
#define TO_ROLE "RCPT TO:<role@x.example>\r\n"

struct row {
	const char *name, *in, *out;
	enum lmtp_state state;
};

static const struct row rows[] = {
	{ "greeting", LHLO, HELLO, LMTP_COMMANDS },
	{ "in small letters", "lhlo mx\r\nnoop\r\n", HELLO "250 2.0.0 ok\r\n", LMTP_COMMANDS },
	{ "no name", "LHLO\r\n", "501 5.5.4 LHLO needs a name\r\n", LMTP_COMMANDS },
	{ "SMTP", "EHLO mx\r\n", "500 5.5.1 this is LMTP\r\n", LMTP_COMMANDS },
	{ "mail before the greeting", "MAIL FROM:<a@b>\r\n", "503 5.5.1 out of order\r\n",
	  LMTP_COMMANDS },
	{ "a sender", OPENED, HELLO OK_MAIL, LMTP_COMMANDS },
	{ "the sender <>", LHLO "MAIL FROM:<>\r\n", HELLO OK_MAIL, LMTP_COMMANDS },
	{ "a blank behind the colon", LHLO "MAIL FROM: <a@b>\r\n", HELLO OK_MAIL, LMTP_COMMANDS },
	{ "two senders", OPENED "MAIL FROM:<a@b>\r\n", HELLO OK_MAIL "503 5.5.1 out of order\r\n",
	  LMTP_COMMANDS },
	{ "parameters", LHLO "MAIL FROM:<a@b> SIZE=10484736 BODY=8BITMIME SMTPUTF8\r\n",
	  HELLO OK_MAIL, LMTP_COMMANDS },
	{ "too large by one", LHLO "MAIL FROM:<a@b> SIZE=10484737\r\n",
	  HELLO "552 5.3.4 too large\r\n", LMTP_COMMANDS },
	{ "much too large", LHLO "MAIL FROM:<a@b> SIZE=99999999999999999999999999\r\n",
	  HELLO "552 5.3.4 too large\r\n", LMTP_COMMANDS },
	{ "an unknown parameter", LHLO "MAIL FROM:<a@b> RET=FULL\r\n",
	  HELLO "555 5.5.4 unknown parameter\r\n", LMTP_COMMANDS },
	{ "a size that is none", LHLO "MAIL FROM:<a@b> SIZE=1x\r\n",
	  HELLO "555 5.5.4 unknown parameter\r\n", LMTP_COMMANDS },
	{ "no brackets", LHLO "MAIL FROM:a@b\r\n", HELLO "501 5.1.7 no address of a sender\r\n",
	  LMTP_COMMANDS },
	{ "a recipient before the sender", LHLO TO_ROLE, HELLO "503 5.5.1 out of order\r\n",
	  LMTP_COMMANDS },
	{ "recipients",
	  OPENED TO_ROLE "RCPT TO:<nobody@x>\r\nRCPT TO:<old@x>\r\nRCPT TO:<later@x>\r\n",
	  HELLO OK_MAIL OK_RCPT
	  "550 5.1.1 no such address\r\n"
	  "550 5.1.6 this address is not valid any more\r\n451 4.3.0 not now\r\n",
	  LMTP_COMMANDS },
	{ "a route in front", OPENED "RCPT TO:<@one,@two:role@x>\r\n", HELLO OK_MAIL OK_RCPT,
	  LMTP_COMMANDS },
	{ "a quoted local part", OPENED "RCPT TO:<\"a>b\\\" c\"@x>\r\n",
	  HELLO OK_MAIL "550 5.1.1 no such address\r\n", LMTP_COMMANDS },
	{ "an empty recipient", OPENED "RCPT TO:<>\r\n", HELLO OK_MAIL "501 5.1.3 no address\r\n",
	  LMTP_COMMANDS },
	{ "a blank in an address", OPENED "RCPT TO:<role @x>\r\n",
	  HELLO OK_MAIL "501 5.1.3 no address\r\n", LMTP_COMMANDS },
	{ "an address that is not UTF-8", OPENED "RCPT TO:<role\xff@x>\r\n",
	  HELLO OK_MAIL "501 5.1.3 no address\r\n", LMTP_COMMANDS },
	{ "a parameter of RCPT", OPENED "RCPT TO:<role@x> NOTIFY=NEVER\r\n",
	  HELLO OK_MAIL "555 5.5.4 unknown parameter\r\n", LMTP_COMMANDS },
	{ "data without a recipient", OPENED "DATA\r\n", HELLO OK_MAIL "503 5.5.1 no recipient\r\n",
	  LMTP_COMMANDS },
	{ "data where all were refused", OPENED "RCPT TO:<nobody@x>\r\nDATA\r\n",
	  HELLO OK_MAIL "550 5.1.1 no such address\r\n503 5.5.1 no recipient\r\n", LMTP_COMMANDS },
	{ "begun anew", OPENED TO_ROLE "RSET\r\nDATA\r\n",
	  HELLO OK_MAIL OK_RCPT "250 2.0.0 ok\r\n503 5.5.1 no recipient\r\n", LMTP_COMMANDS },
	{ "is there somebody?", LHLO "VRFY role\r\n", HELLO "252 2.5.0 try it\r\n", LMTP_COMMANDS },
	{ "an unknown command", LHLO "BDAT 5 LAST\r\n", HELLO "500 5.5.2 unknown command\r\n",
	  LMTP_COMMANDS },
	{ "the end", LHLO "QUIT\r\nNOOP\r\n", HELLO "221 2.0.0 bye\r\n", LMTP_OVER },
	{ "a bare line feed", LHLO "NOOP\n", HELLO "421 4.3.2 a line ends with CR LF\r\n",
	  LMTP_OVER },
	{ "a bare CR", LHLO "NOOP\rQUIT\r\n", HELLO "421 4.3.2 a line ends with CR LF\r\n",
	  LMTP_OVER },
	{ "a mail", OPENED TO_ROLE "DATA\r\nhi\r\n.\r\n", HELLO OK_MAIL OK_RCPT GO, LMTP_WAITS },
	{ "a mail with a bare line feed", OPENED TO_ROLE "DATA\r\nhi\nyou\r\n.\r\n",
	  HELLO OK_MAIL OK_RCPT GO "550 5.6.0 a line ends with CR LF, and with nothing else\r\n",
	  LMTP_COMMANDS },
	{ "a mail with a bare CR", OPENED TO_ROLE "DATA\r\nhi\ryou\r\n.\r\n",
	  HELLO OK_MAIL OK_RCPT GO "550 5.6.0 a line ends with CR LF, and with nothing else\r\n",
	  LMTP_COMMANDS },
	{ "smuggled: LF . LF", OPENED TO_ROLE "DATA\r\nhi\n.\nMAIL FROM:<x@y>\r\n.\r\n",
	  HELLO OK_MAIL OK_RCPT GO "550 5.6.0 a line ends with CR LF, and with nothing else\r\n",
	  LMTP_COMMANDS },
	{ "smuggled: CR LF . LF", OPENED TO_ROLE "DATA\r\nhi\r\n.\nMAIL FROM:<x@y>\r\n.\r\n",
	  HELLO OK_MAIL OK_RCPT GO "550 5.6.0 a line ends with CR LF, and with nothing else\r\n",
	  LMTP_COMMANDS },
	{ "smuggled: LF . CR LF", OPENED TO_ROLE "DATA\r\nhi\n.\r\nMAIL FROM:<x@y>\r\n.\r\n",
	  HELLO OK_MAIL OK_RCPT GO "550 5.6.0 a line ends with CR LF, and with nothing else\r\n",
	  LMTP_COMMANDS },
	{ "smuggled: CR . CR LF", OPENED TO_ROLE "DATA\r\nhi\r.\r\nMAIL FROM:<x@y>\r\n.\r\n",
	  HELLO OK_MAIL OK_RCPT GO "550 5.6.0 a line ends with CR LF, and with nothing else\r\n",
	  LMTP_COMMANDS },
};

static void test_rows(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct row *row = &rows[i];
		struct lmtp l;

		start(&l);
		lmtp_feed(&l, span_of_str(row->in));
		is_str(out_of(&l), row->out, "%s", row->name);
		is_int(l.state, row->state, "its state");
		lmtp_release(&l);
		start(&l);
		for (const char *c = row->in; *c != '\0' && l.state != LMTP_OVER; c++)
			lmtp_feed(&l, span_of(c, 1));
		is_str(out_of(&l), row->out, "byte by byte");
		lmtp_release(&l);
	}
}

struct text_row {
	const char *data, *mail;
};

static const struct text_row texts[] = {
	{ "\r\n.\r\n", "\r\n" },
	{ ".\r\n", "" },
	{ "a\r\n\r\nb\r\n.\r\n", "a\r\n\r\nb\r\n" },
	{ "..\r\n.\r\n", ".\r\n" },
	{ "..a\r\n...\r\n.b\r\n.\r\n", ".a\r\n..\r\nb\r\n" },
	{ "a.\r\n.\r\n", "a.\r\n" },
	{ "a\r\n..\r\n.\r\n", "a\r\n.\r\n" },
};

/* Dots are taken off, wherever the pieces end; Return-Path stands in front. */
static void test_texts(void)
{
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		for (size_t cut = 0; cut <= strlen(texts[i].data); cut++) {
			char want[200], got[200];
			struct lmtp l;

			start(&l);
			lmtp_feed(&l, span_of_str(OPENED TO_ROLE "DATA\r\n"));
			lmtp_feed(&l, span_of(texts[i].data, cut));
			if (cut < strlen(texts[i].data))
				lmtp_feed(&l, span_of_str(texts[i].data + cut));
			snprintf(want, sizeof(want), "Return-Path: <a@b.example>\r\n%s",
			         texts[i].mail);
			snprintf(got, sizeof(got), "%.*s", (int)l.mail.bytes.size,
			         (const char *)l.mail.bytes.data);
			if (l.state != LMTP_WAITS || strcmp(got, want) != 0)
				is_str(got, want, "cut at %zu", cut);
			lmtp_release(&l);
		}
		ok(true, "text %zu, cut anywhere", i);
	}
}

/* One answer for each recipient; what was sent ahead is read behind it. */
static void test_answers(void)
{
	struct lmtp l;

	start(&l);
	lmtp_feed(&l, span_of_str(OPENED TO_ROLE "RCPT TO:<nobody@x>\r\nRCPT TO:<role+r.x@x>\r\n"
	                                         "DATA\r\nhi\r\n.\r\nMAIL FROM:<c@d>\r\n"));
	is_int(l.state, LMTP_WAITS, "a mail is complete");
	ok(!lmtp_wants_input(&l), "nothing more is read");
	is_int((int)l.mail.recipient_count, 2, "for two of three");
	is_str(l.mail.recipients[1], "role+r.x@x", "the second");
	is_str(l.mail.sender, "a@b.example", "its sender");
	(void)out_of(&l);
	lmtp_feed(&l, span_of_str("RCPT TO:<role@x>\r\n"));
	is_str(out_of(&l), "", "nothing is said before the answer");
	lmtp_answer(&l, LMTP_TAKEN);
	is_str(out_of(&l), "250 2.0.0 taken\r\n250 2.0.0 taken\r\n" OK_MAIL OK_RCPT,
	       "one answer for each, and those to what was sent ahead");
	lmtp_feed(&l, span_of_str("DATA\r\n.\r\n"));
	lmtp_answer(&l, LMTP_LATER);
	is_str(out_of(&l), GO "451 4.3.0 not now\r\n", "another mail, one recipient, not now");
	lmtp_feed(&l, span_of_str("MAIL FROM:<>\r\n" TO_ROLE "DATA\r\n.\r\n"));
	is_str(l.mail.sender, "", "the sender <>");
	lmtp_answer(&l, LMTP_REFUSED);
	is_str(out_of(&l), OK_MAIL OK_RCPT GO "550 5.6.0 this mail is not taken\r\n", "refused");
	lmtp_end(&l, "stopping");
	is_str(out_of(&l), "421 4.3.2 stopping\r\n", "ended from our side");
	is_int(l.state, LMTP_OVER, "over");
	lmtp_release(&l);
}

static void put_end(char *at)
{
	at[0] = '\r';
	at[1] = '\n';
}

static void feed_many(struct lmtp *l, char letter, size_t count)
{
	static char lines[65536];

	memset(lines, letter, sizeof(lines));
	for (size_t i = 0; i + 1 < sizeof(lines); i += 64)
		put_end(lines + i + 62);
	for (size_t left = count; left > 0;) {
		size_t size = left < sizeof(lines) ? left : sizeof(lines);

		lmtp_feed(l, span_of(lines, size));
		left -= size;
	}
}

static void test_sizes(void)
{
	char line[VB_LMTP_LINE_MAX_BYTES + 2];
	struct lmtp l;

	/* "NOOP " and so many bytes, CR LF. */
	for (int more = 0; more <= 1; more++) {
		size_t size = VB_LMTP_LINE_MAX_BYTES + (size_t)more;

		memset(line, 'x', sizeof(line));
		for (size_t i = 0; i < 5; i++)
			line[i] = "NOOP "[i];
		put_end(line + size - 2);
		start(&l);
		lmtp_feed(&l, span_of(line, size));
		is_str(out_of(&l), more ? "421 4.3.2 the line is too long\r\n" : "250 2.0.0 ok\r\n",
		       "a command of %zu bytes", size);
		lmtp_release(&l);
	}
	for (int more = 0; more <= 1; more++) {
		size_t left = VB_PARCEL_MAIL_MAX_BYTES - strlen("Return-Path: <a@b.example>\r\n");

		start(&l);
		lmtp_feed(&l, span_of_str(OPENED TO_ROLE "DATA\r\n"));
		(void)out_of(&l);
		left = left / 64 * 64 + 64 * (size_t)more;
		feed_many(&l, 'x', left);
		lmtp_feed(&l, span_of_str(".\r\n"));
		if (more) {
			is_str(out_of(&l), "552 5.3.4 too large\r\n", "a mail that is too large");
			is_int(l.state, LMTP_COMMANDS, "it goes on");
		} else {
			is_int(l.state, LMTP_WAITS, "the largest mail");
			ok(l.mail.bytes.size <= VB_PARCEL_MAIL_MAX_BYTES, "fits");
		}
		lmtp_release(&l);
	}
}

static void test_counts(void)
{
	struct lmtp l;

	start(&l);
	lmtp_feed(&l, span_of_str(OPENED));
	for (unsigned i = 0; i < VB_LMTP_RECIPIENTS_MAX; i++)
		lmtp_feed(&l, span_of_str(TO_ROLE));
	(void)out_of(&l);
	lmtp_feed(&l, span_of_str(TO_ROLE));
	is_str(out_of(&l), "452 4.5.3 too many recipients\r\n", "a hundred and no more");
	lmtp_feed(&l, span_of_str("DATA\r\n.\r\n"));
	(void)out_of(&l);
	lmtp_answer(&l, LMTP_TAKEN);
	is_int((int)l.out.size, 100 * 17, "a hundred answers");
	lmtp_release(&l);

	start(&l);
	for (unsigned i = 0; i < VB_LMTP_FAULTS_MAX; i++)
		lmtp_feed(&l, span_of_str("X\r\n"));
	is_int(l.state, LMTP_COMMANDS, "twenty faults");
	(void)out_of(&l);
	lmtp_feed(&l, span_of_str("X\r\n"));
	is_str(out_of(&l), "421 4.3.2 too many errors\r\n", "and no more");
	lmtp_release(&l);

	start(&l);
	lmtp_feed(&l, span_of_str(OPENED TO_ROLE "DATA\r\n.\r\n"));
	(void)out_of(&l);
	feed_many(&l, 'x', VB_LMTP_WAITING_MAX_BYTES);
	is_int(l.state, LMTP_WAITS, "64 KiB sent ahead");
	feed_many(&l, 'x', VB_LMTP_LINE_MAX_BYTES + 64);
	is_int(l.state, LMTP_OVER, "and not much more");
	lmtp_release(&l);
}

int main(void)
{
	struct lmtp l;

	lmtp_init(&l, on_recipient, NULL);
	is_str(out_of(&l), "220 verbund-mail LMTP\r\n", "the first line is ours");
	lmtp_release(&l);
	test_rows();
	test_texts();
	test_answers();
	test_sizes();
	test_counts();
	return done();
}
