/* mime_read: limits of a mail, each at n and n + 1, where a file of tests/data/mail would be too large. */
#include "bridges/mailread/mime_read.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define HEAD "From: a@b.example\r\nSubject: x\r\n"

static struct buf mail;

static void put(const char *text)
{
	buf_put(&mail, text, strlen(text));
}

static void put_times(const char *text, size_t times)
{
	for (size_t i = 0; i < times; i++)
		put(text);
}

static void test_size(void)
{
	struct mime_mail read;
	size_t size = VB_PARCEL_MAIL_MAX_BYTES;

	buf_clear(&mail);
	put(HEAD "\r\n");
	memset(buf_extend(&mail, size - mail.size), 'x', size - strlen(HEAD "\r\n"));
	is_err(mime_read(buf_span(&mail), &read), 0, "10 MiB");
	ok((read.flags & PARCEL_CUT) != 0 && read.plain.size == VB_MIME_TEXT_MAX_BYTES + 1,
	   "its text is cut at 256 KiB");
	mime_mail_release(&read);
	put("x");
	is_err(mime_read(buf_span(&mail), &read), VB_ERR_TOO_LARGE, "a byte more");
	mime_mail_release(&read);
}

static void test_headers(void)
{
	for (size_t n = VB_MIME_HEADERS_MAX; n <= VB_MIME_HEADERS_MAX + 1; n++) {
		struct mime_mail read;

		buf_clear(&mail);
		put(HEAD);
		put_times("X-A: b\r\n", n - 2);
		put("\r\nText\r\n");
		is_err(mime_read(buf_span(&mail), &read), 0, "%zu headers", n);
		is_int(read.header_count, VB_MIME_HEADERS_MAX, "are kept up to a thousand");
		is_int((read.flags & PARCEL_CUT) != 0, n > VB_MIME_HEADERS_MAX, "and it is told");
		mime_mail_release(&read);
	}
}

static void test_header_size(void)
{
	struct mime_mail read;

	buf_clear(&mail);
	put(HEAD "X-Long: ");
	put_times("x", VB_MIME_HEADER_MAX_BYTES + 100);
	put("\r\n\r\nText\r\n");
	is_err(mime_read(buf_span(&mail), &read), 0, "a long header");
	ok(strlen(mime_mail_header(&read, "x-long", 0)) <= VB_MIME_HEADER_MAX_BYTES, "is cut");
	ok(mime_mail_header(&read, "X-Long", 1) == NULL, "there is one");
	is_int(read.plain.size, 6, "the text is there");
	mime_mail_release(&read);
}

/* n lines that could part parts, of headers; 10 MiB of what is within one another. */
static void test_bombs(void)
{
	struct mime_mail read;

	for (size_t n = VB_MIME_RULES_MAX; n <= VB_MIME_RULES_MAX + 1; n++) {
		buf_clear(&mail);
		put(HEAD "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n");
		put_times("--a\r\n\r\n", n);
		is_err(mime_read(buf_span(&mail), &read),
		       n > VB_MIME_RULES_MAX ? VB_ERR_TOO_LARGE : 0, "%zu lines between parts", n);
		ok(n > VB_MIME_RULES_MAX || (read.flags & PARCEL_CUT) != 0, "are cut");
		mime_mail_release(&read);
	}
	for (size_t n = VB_MIME_HEAD_LINES_MAX; n <= VB_MIME_HEAD_LINES_MAX + 1; n++) {
		buf_clear(&mail);
		put_times("X: y\r\n", n);
		put("\r\nText\r\n");
		is_err(mime_read(buf_span(&mail), &read),
		       n > VB_MIME_HEAD_LINES_MAX ? VB_ERR_TOO_LARGE : 0, "%zu lines of headers",
		       n);
		mime_mail_release(&read);
	}
	buf_clear(&mail);
	put(HEAD "MIME-Version: 1.0\r\n");
	while (mail.size < VB_PARCEL_MAIL_MAX_BYTES - 200)
		put("Content-Type: message/rfc822\r\n\r\n");
	is_err(mime_read(buf_span(&mail), &read), 0, "mails within mails, 10 MiB of them");
	is_int(read.plain.size, 0, "say nothing");
	mime_mail_release(&read);
}

/* As deep as the lines allow: the library walks down by recursion. */
static void test_nest(void)
{
	struct mime_mail read;
	char line[96];

	buf_clear(&mail);
	put(HEAD "MIME-Version: 1.0\r\n");
	for (unsigned i = 0; i < VB_MIME_RULES_MAX; i++) {
		snprintf(line, sizeof(line),
		         "Content-Type: multipart/mixed; boundary=%x\r\n\r\n--%x\r\n", i, i);
		put(line);
	}
	is_err(mime_read(buf_span(&mail), &read), 0, "ten thousand parts within parts");
	ok((read.flags & PARCEL_CUT) != 0, "are cut");
	mime_mail_release(&read);
}

static void test_from_bomb(void)
{
	struct mime_mail read;

	buf_clear(&mail);
	put("From: ");
	put_times("(", 200000);
	put("\r\nTo: ");
	put_times("a@b.example, ", 50000);
	put("\r\nSubject: ");
	put_times("=?utf-8?Q?=C3?= ", 20000);
	put("\r\nReferences: ");
	put_times("<a@b> ", 50000);
	put("\r\n\r\nText\r\n");
	is_err(mime_read(buf_span(&mail), &read), 0, "headers that are bombs");
	ok(read.from_address == NULL, "nobody");
	is_int(read.plain.size, 6, "the text is there");
	mime_mail_release(&read);
}

int main(void)
{
	buf_init(&mail, VB_PARCEL_MAIL_MAX_BYTES + 16);
	mime_read_warm();
	test_size();
	test_headers();
	test_header_size();
	test_bombs();
	test_nest();
	test_from_bomb();
	buf_release(&mail);
	return done();
}
