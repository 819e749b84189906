/* compose: what no mail has in it, which ids it has, and what is refused. How it is built is judged by other programs
 * (tests/blackbox/21-mail-golden.t). */
#include "bridges/mail/compose.h"

#include <stdio.h>
#include <string.h>

#include "bridges/mail/mail_template.h"
#include "tests/tap.h"
#include "tests/unit/mailbag.h"

static struct mailbag bag;
static struct compose_mail mail, again;

static bool has(const char *text)
{
	size_t size = strlen(text);

	for (size_t i = 0; i + size <= mail.bytes.size; i++) {
		if (memcmp(mail.bytes.data + i, text, size) == 0)
			return true;
	}
	return false;
}

static void write_all(void)
{
	for (enum mailing_kind kind = MAILING_INVITATION; kind < MAILING_KIND_COUNT; kind++) {
		for (enum tongue tongue = 0; tongue < TONGUE_COUNT; tongue++) {
			const char *name = mail_template_name(kind);

			mailbag_fill(&bag, kind, tongue);
			is_err(compose_write(&bag.order, &mail), 0, "%s in %s is written", name,
			       tongue_tag(tongue));
			is_err(compose_write(&bag.order, &again), 0, "and once more");
			ok(mail.bytes.size == again.bytes.size &&
			           memcmp(mail.bytes.data, again.bytes.data, mail.bytes.size) == 0,
			   "the same order gives the same bytes");
			ok(!has(VB_MAILBAG_CANARY), "nothing internal, nobody else");
			compose_release(&mail);
			compose_release(&again);
		}
	}
}

static void is_refused(int want, const char *name)
{
	is_err(compose_write(&bag.order, &mail), want, "%s", name);
	compose_release(&mail);
	mailbag_fill(&bag, MAILING_INVITATION, TONGUE_DE);
}

static void test_refused(void)
{
	mailbag_fill(&bag, MAILING_INVITATION, TONGUE_DE);
	bag.office.address = "beirat@stadt.example\r\nBcc: x@y";
	is_refused(VB_ERR_BAD_VALUE, "a role address with a header in it");
	bag.office.web_url = "https://x\r\nBcc: x@y";
	is_refused(VB_ERR_BAD_VALUE, "a page with one");
	bag.office.list_id = "x>\r\nBcc: x@y";
	is_refused(VB_ERR_BAD_VALUE, "a list with one");
	bag.office.origin = "x\r\nBcc: x@y";
	is_refused(VB_ERR_BAD_VALUE, "an origin with one");
	bag.order.tokens.reply = "x@y";
	is_refused(VB_ERR_BAD_VALUE, "a token that is none");
	bag.order.tokens.bounce = "x\r\ny";
	is_refused(VB_ERR_BAD_VALUE, "a token with a line feed");
	bag.order.tokens.unsubscribe = "";
	is_refused(VB_ERR_BAD_VALUE, "an empty token");
	(void)snprintf(bag.addressee.address, sizeof(bag.addressee.address), "%s", "a@b\nBcc: x@y");
	is_refused(VB_ERR_BAD_VALUE, "an address with a header in it");
	bag.addressee.address[0] = '\0';
	is_refused(VB_ERR_BAD_VALUE, "no address");
	bag.order.now_ms = 0;
	is_refused(VB_ERR_OUT_OF_RANGE, "a time before there was e-mail of ours");
	bag.order.matter_count = 0;
	is_refused(VB_ERR_NOT_FOUND, "nothing left of what it is about");
	bag.mailing.kind = MAILING_KIND_COUNT;
	is_refused(VB_ERR_BAD_VALUE, "no kind");
}

static void test_ids(void)
{
	enum matter_subject subject = MATTER_NONE;
	struct record_id id;

	mailbag_fill(&bag, MAILING_MESSAGE, TONGUE_DE);
	is_err(compose_write(&bag.order, &mail), 0, "a message");
	ok(compose_parse_id(mail.message_id, "stadt.example", &subject, &id), "its id is ours");
	is_int(subject, MATTER_MESSAGE, "a message");
	ok(record_id_is_equal(&id, &bag.matters[0].id), "this one");
	ok(!compose_parse_id(mail.message_id, "other.example", &subject, &id),
	   "not of another domain");
	ok(!compose_parse_id("<4711@stadt.example>", "stadt.example", &subject, &id) &&
	           !compose_parse_id("<message/12@stadt.example>", "stadt.example", &subject,
	                             &id) &&
	           !compose_parse_id("<message/zz935a10203028292a2b2c2d2e2f3031/1@stadt.example>",
	                             "stadt.example", &subject, &id) &&
	           !compose_parse_id("message", "stadt.example", &subject, &id) &&
	           !compose_parse_id("<message/", "stadt.example", &subject, &id) &&
	           !compose_parse_id("", "stadt.example", &subject, &id),
	   "nor what somebody else wrote");
	compose_release(&mail);
}

int main(void)
{
	write_all();
	test_refused();
	test_ids();
	return done();
}
