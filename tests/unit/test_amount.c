/* amount: sizes and spans at the edges of each unit. */
#include "cli/amount.h"

#include "tests/tap.h"

#define S ((uint64_t)1000)
#define M (60 * S)
#define H (60 * M)
#define D (24 * H)

static const struct {
	uint64_t bytes;
	const char *text;
} sizes[] = {
	{ 0, "0 bytes" },           { 1, "1 byte" },          { 999, "999 bytes" },
	{ 1000, "1 kB" },           { 1999, "1 kB" },         { 9999999, "9999 kB" },
	{ 10000000, "10 MB" },      { 81234567890, "81 GB" }, { (uint64_t)1 << 40, "1099 GB" },
	{ UINT64_MAX, "18446 PB" },
};

static const struct {
	uint64_t ms;
	const char *span, *ago;
} spans[] = {
	{ 0, "less than a minute", "just now" },    { M - 1, "less than a minute", "just now" },
	{ M, "1 minute", "1 minute ago" },          { 2 * M, "2 minutes", "2 minutes ago" },
	{ H - 1, "59 minutes", "59 minutes ago" },  { H, "1 hour", "1 hour ago" },
	{ 48 * H - 1, "47 hours", "47 hours ago" }, { 48 * H, "2 days", "2 days ago" },
	{ 70 * D - 1, "69 days", "69 days ago" },   { 70 * D, "10 weeks", "10 weeks ago" },
	{ 3650 * D, "521 weeks", "521 weeks ago" },
};

int main(void)
{
	char text[VB_AMOUNT_BYTES];

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		amount_format_bytes(sizes[i].bytes, text);
		is_str(text, sizes[i].text, "%llu bytes", (unsigned long long)sizes[i].bytes);
	}
	for (size_t i = 0; i < sizeof(spans) / sizeof(spans[0]); i++) {
		amount_format_span(spans[i].ms, text);
		is_str(text, spans[i].span, "%llu ms", (unsigned long long)spans[i].ms);
		amount_format_ago(7, 7 + (int64_t)spans[i].ms, text);
		is_str(text, spans[i].ago, "%llu ms ago", (unsigned long long)spans[i].ms);
	}
	amount_format_ago(1000000, 1, text);
	is_str(text, "just now", "a time ahead of ours");
	ok(amount_now() > 1700000000000, "it is later than 2023");
	return done();
}
