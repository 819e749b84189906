/*
 * fuzz_lmtp: a conversation says and takes the same, however its bytes are cut into pieces; what it takes has an end with CR LF,
 * no bare CR or LF, and is never larger than it may be.
 */
#include "bridges/mailnet/lmtp.h"

#include <string.h>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

#define HEARD_MAX_BYTES (4u << 20)

static enum lmtp_verdict on_recipient(void *ctx, const char *address)
{
	(void)ctx;
	must(strlen(address) <= VB_ADDRESS_MAX_BYTES && address[0] != '\0');
	return address[0] == 'n' ? LMTP_UNKNOWN : LMTP_TAKEN;
}

static void look_at(const struct lmtp_mail *mail, struct buf *taken)
{
	const uint8_t *data = mail->bytes.data;

	must(mail->recipient_count > 0 && mail->recipient_count <= VB_LMTP_RECIPIENTS_MAX);
	must(mail->bytes.err == 0 && mail->bytes.size <= VB_PARCEL_MAIL_MAX_BYTES);
	must(mail->bytes.size > 14 && memcmp(data, "Return-Path: <", 14) == 0);
	must(memcmp(data + mail->bytes.size - 2, "\r\n", 2) == 0);
	for (size_t i = 0; i < mail->bytes.size; i++)
		must((data[i] == '\n') == (i > 0 && data[i - 1] == '\r'));
	buf_put(taken, data, mail->bytes.size);
}

/* What is said, and what is taken, in pieces of so many bytes. */
static void converse(const uint8_t *data, size_t size, size_t piece, struct buf *heard,
                     struct buf *taken)
{
	struct lmtp l;

	lmtp_init(&l, on_recipient, NULL);
	for (size_t at = 0; at < size && l.state != LMTP_OVER; at += piece) {
		size_t left = size - at;

		lmtp_feed(&l, span_of(data + at, left < piece ? left : piece));
		while (l.state == LMTP_WAITS) {
			look_at(&l.mail, taken);
			lmtp_answer(&l, LMTP_TAKEN);
		}
		buf_put(heard, l.out.data, l.out.size);
		buf_clear(&l.out);
	}
	lmtp_release(&l);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const size_t sizes[] = { 1, 7, 32768 };
	struct buf heard[2], taken[2];

	/* What is sent ahead is bounded: more than that ends differently in pieces. */
	if (size > 32768)
		return 0;
	for (int i = 0; i < 2; i++) {
		buf_init(&heard[i], HEARD_MAX_BYTES);
		buf_init(&taken[i], HEARD_MAX_BYTES);
	}
	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		int n = i > 0;

		buf_clear(&heard[n]);
		buf_clear(&taken[n]);
		converse(data, size, sizes[i], &heard[n], &taken[n]);
		must(heard[n].err == 0 && taken[n].err == 0);
		must(n == 0 || (span_is_equal(buf_span(&heard[0]), buf_span(&heard[1])) &&
		                span_is_equal(buf_span(&taken[0]), buf_span(&taken[1]))));
	}
	for (int i = 0; i < 2; i++) {
		buf_release(&heard[i]);
		buf_release(&taken[i]);
	}
	return 0;
}
