/* itip: limits of a calendar object, each at n and n + 1; what it says stands in tests/data/mail/in. */
#include "bridges/mailread/itip.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define HEAD "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REPLY\r\n"
#define EVENT                                                                                      \
	"BEGIN:VEVENT\r\nUID:a@b\r\nDTSTAMP:20261130T101500Z\r\n"                                  \
	"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@b.example\r\nEND:VEVENT\r\n"
#define TAIL "END:VCALENDAR\r\n"

static struct parcel_answer answers[VB_PARCEL_ANSWERS_MAX];
static enum itip_method method;
static size_t count;
static bool is_cut;

static int read_text(const struct buf *text)
{
	count = 0;
	is_cut = false;
	method = ITIP_NONE;
	return itip_read(buf_span(text), &method, answers, &count, &is_cut);
}

static void put(struct buf *out, const char *text)
{
	buf_put(out, text, strlen(text));
}

/* Padded to size bytes by a long line. */
static void test_size(void)
{
	struct buf text;

	buf_init(&text, VB_ITIP_MAX_BYTES + 1);
	put(&text, HEAD EVENT "X-PAD:");
	while (text.size < VB_ITIP_MAX_BYTES - strlen("\r\n" TAIL))
		buf_put_u8(&text, 'x');
	put(&text, "\r\n" TAIL);
	is_int(text.size, 1048576, "1 MiB");
	is_err(read_text(&text), 0, "is read");
	is_int(count, 1, "with its answer");
	buf_put_u8(&text, '\n');
	is_err(read_text(&text), VB_ERR_TOO_LARGE, "a byte more is not");
	buf_release(&text);
}

static void test_components(void)
{
	for (unsigned n = VB_ITIP_COMPONENTS_MAX; n <= VB_ITIP_COMPONENTS_MAX + 1; n++) {
		struct buf text;

		buf_init(&text, 65536);
		put(&text, HEAD);
		for (unsigned i = 1; i < n; i++)
			put(&text, EVENT);
		put(&text, TAIL);
		is_err(read_text(&text), n == VB_ITIP_COMPONENTS_MAX ? 0 : VB_ERR_MALFORMED,
		       "%u components", n);
		ok(n > VB_ITIP_COMPONENTS_MAX || (count == VB_PARCEL_ANSWERS_MAX && is_cut),
		   "as many answers as there is room for, and a word of it");
		buf_release(&text);
	}
}

static void test_depth(void)
{
	for (unsigned n = VB_ITIP_DEPTH_MAX; n <= VB_ITIP_DEPTH_MAX + 1; n++) {
		struct buf text;

		buf_init(&text, 65536);
		put(&text, HEAD);
		for (unsigned i = 1; i < n; i++)
			put(&text, "BEGIN:VEVENT\r\n");
		for (unsigned i = 1; i < n; i++)
			put(&text, "END:VEVENT\r\n");
		put(&text, TAIL);
		is_err(read_text(&text), n == VB_ITIP_DEPTH_MAX ? 0 : VB_ERR_MALFORMED, "%u deep",
		       n);
		buf_release(&text);
	}
}

/* Texts that fill their fields, and that do not fit: a UID of 254 bytes, an address of 254, a comment of 2000. */
static void test_texts(void)
{
	for (int more = 0; more < 2; more++) {
		struct buf text;

		buf_init(&text, 65536);
		put(&text, HEAD "BEGIN:VEVENT\r\nUID:");
		for (int i = 0; i < 254 + more; i++)
			put(&text, "u");
		put(&text, "\r\nCOMMENT:");
		for (int i = 0; i < 1000 + more; i++)
			put(&text, "\xc3\xa4");
		put(&text,
		    "\r\nATTENDEE;PARTSTAT=DECLINED:mailto:a@b.example\r\nEND:VEVENT\r\n" TAIL);
		is_err(read_text(&text), 0, "an event");
		is_int(count, 1 - more, "a UID of %d bytes", 254 + more);
		is_int(is_cut, more, "and whether it was left out");
		buf_release(&text);
	}
	is_int(strlen(answers[0].comment), 2000, "a whole comment");
	is_int(answers[0].partstat, PARCEL_WORD_NO, "declined");
}

int main(void)
{
	itip_warm();
	test_size();
	test_components();
	test_depth();
	test_texts();
	return done();
}
