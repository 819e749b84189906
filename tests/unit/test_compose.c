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
	bag.mailing.stamp_ms = 1;
	is_refused(VB_ERR_OUT_OF_RANGE, "a stamp of 1970");
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

/* What is about a meeting stays in one thread; who is invited later gets a mail that answers nothing. */
static void test_threads(void)
{
	mailbag_fill(&bag, MAILING_INVITATION, TONGUE_DE);
	bag.mailing.sequence = 3;
	is_err(compose_write(&bag.order, &mail), 0, "invited after three changes");
	ok(has("\r\nReferences: "
	       "<meeting/01935a10203028292a2b2c2d2e2f3031/1d1e1f20@stadt.example>\r\n"),
	   "in the thread of the meeting");
	ok(!has("\r\nIn-Reply-To:"), "an answer to nothing");
	ok(strcmp(mail.message_id,
	          "<meeting/01935a10203028292a2b2c2d2e2f3031/1d1e1f20@stadt.example>") != 0,
	   "and not its first mail");
	compose_release(&mail);
	mailbag_fill(&bag, MAILING_MESSAGE, TONGUE_DE);
	bag.matters[0].in_reply_to = bag.matters[0].target;
	is_err(compose_write(&bag.order, &mail), 0, "a message that answers one");
	ok(has("\r\nIn-Reply-To: "
	       "<message/01935a10203028292a2b2c2d2e2f3031/1d1e1f20@stadt.example>\r\n"),
	   "answers that");
	ok(has("\r\nReferences: "
	       "<meeting/01935a10203028292a2b2c2d2e2f3031/1d1e1f20@stadt.example>\r\n "
	       "<message/01935a10203028292a2b2c2d2e2f3031/1d1e1f20@stadt.example>\r\n") ||
	           has("@stadt.example>\r\n\t<message/01935a10203028292a2b2c2d2e2f3031/1d1e1f20@"),
	   "in the thread of what it is about");
	compose_release(&mail);
}

/* Settings that leave things out. */
static void test_settings(void)
{
	mailbag_fill(&bag, MAILING_AGENDA, TONGUE_DE);
	bag.office.web_url = NULL;
	is_err(compose_write(&bag.order, &mail), 0, "an office without a web");
	ok(has("\r\nList-Unsubscribe:") && !has("List-Unsubscribe-Post") && !has("https:"),
	   "is left by a mail, and no click is promised");
	compose_release(&mail);
	bag.order.tokens = (struct mail_tokens){ NULL, NULL, NULL };
	bag.office.list_id = "beirat.list.example";
	bag.office.origin = NULL;
	is_err(compose_write(&bag.order, &mail), 0, "without tokens");
	ok(!has("Reply-To: G") && !has("List-Unsubscribe") && !has("X-Verbund-Origin"),
	   "nothing is said that there is not");
	ok(has("\r\nList-Id: <beirat.list.example>\r\n"), "the list has the name that was given");
	is_str(mail.sender, "beirat@stadt.example", "the envelope is that of the office");
	compose_release(&mail);
}

/* At most 100 files are attached. */
static void test_files(void)
{
	static struct mail_file files[VB_MAIL_FILES_MAX + 1];

	mailbag_fill(&bag, MAILING_PAPERS, TONGUE_DE);
	for (size_t i = 0; i < VB_MAIL_FILES_MAX; i++)
		files[i] = (struct mail_file){ "a.txt", "text/plain", span_of("x", 1) };
	files[VB_MAIL_FILES_MAX] =
		(struct mail_file){ "last.txt", "text/plain\r\nX: y", span_of("x", 1) };
	bag.order.files = files;
	bag.order.file_count = VB_MAIL_FILES_MAX + 1;
	is_err(compose_write(&bag.order, &mail), 0, "a mail with 101 files");
	ok(has("nach: last.txt"), "the last is named");
	ok(!has("filename=\"last.txt\""), "and not attached");
	compose_release(&mail);
	bag.order.files++;
	bag.order.file_count--;
	is_err(compose_write(&bag.order, &mail), 0, "a mail with 100 files");
	ok(has("filename=\"last.txt\""), "has them all");
	ok(has("\r\nContent-Type: application/octet-stream; name=last.txt\r\n"),
	   "a type that is none is that of bytes");
	compose_release(&mail);
}

int main(void)
{
	write_all();
	test_refused();
	test_ids();
	test_threads();
	test_settings();
	test_files();
	return done();
}
