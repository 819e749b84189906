/* quantity: numbers with units, both ways. */
#include "daemon/quantity.h"

#include "tests/tap.h"

struct row {
	const char *text;
	enum quantity kind;
	uint64_t value;
	const char *printed;
};

static const struct row good[] = {
	{ "0", VB_QUANTITY_COUNT, 0, "0" },
	{ "512", VB_QUANTITY_COUNT, 512, "512" },
	{ "18446744073709551615", VB_QUANTITY_COUNT, UINT64_MAX, "18446744073709551615" },
	{ "0 ms", VB_QUANTITY_DURATION, 0, "0 ms" },
	{ "250ms", VB_QUANTITY_DURATION, 250, "250 ms" },
	{ "1500 ms", VB_QUANTITY_DURATION, 1500, "1500 ms" },
	{ "60 s", VB_QUANTITY_DURATION, 60000, "1 min" },
	{ "90 min", VB_QUANTITY_DURATION, 5400000, "90 min" },
	{ "24 h", VB_QUANTITY_DURATION, 86400000, "24 h" },
	{ "1024 KiB", VB_QUANTITY_BYTES, 1048576, "1 MiB" },
	{ "3 GiB", VB_QUANTITY_BYTES, 3221225472, "3 GiB" },
	{ "18 months", VB_QUANTITY_MONTHS, 18, "18 months" },
	{ "24 months", VB_QUANTITY_MONTHS, 24, "2 years" },
	{ "12 months", VB_QUANTITY_MONTHS, 12, "1 year" },
	{ "1 year", VB_QUANTITY_MONTHS, 12, "1 year" },
	{ "1 months", VB_QUANTITY_MONTHS, 1, "1 month" },
	{ "10 years", VB_QUANTITY_MONTHS, 120, "10 years" },
	{ "1 TiB", VB_QUANTITY_BYTES, 1099511627776, "1 TiB" },
};

static const struct row bad[] = {
	{ .text = "", .kind = VB_QUANTITY_COUNT },
	{ .text = "-1", .kind = VB_QUANTITY_COUNT },
	{ .text = " 1", .kind = VB_QUANTITY_COUNT },
	{ .text = "1 s", .kind = VB_QUANTITY_COUNT },
	{ .text = "0x10", .kind = VB_QUANTITY_COUNT },
	{ .text = "1.5", .kind = VB_QUANTITY_COUNT },
	{ .text = "18446744073709551616", .kind = VB_QUANTITY_COUNT },
	{ .text = "30", .kind = VB_QUANTITY_DURATION },
	{ .text = "s", .kind = VB_QUANTITY_DURATION },
	{ .text = "1 S", .kind = VB_QUANTITY_DURATION },
	{ .text = "1 s s", .kind = VB_QUANTITY_DURATION },
	{ .text = "5124095576030432 h",
	  .kind = VB_QUANTITY_DURATION }, /* 2^64 ms is 5124095576030431.0 h */
	{ .text = "2 h", .kind = VB_QUANTITY_MONTHS },
	{ .text = "2", .kind = VB_QUANTITY_MONTHS },
	{ .text = "1 MB", .kind = VB_QUANTITY_BYTES },
	{ .text = "16777216 TiB", .kind = VB_QUANTITY_BYTES }, /* 2^64 */
};

int main(void)
{
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		char text[VB_QUANTITY_TEXT_BYTES];
		uint64_t value = 1;

		ok(quantity_parse(good[i].text, good[i].kind, &value), "`%s` is read",
		   good[i].text);
		is_u64(value, good[i].value, "`%s`: value", good[i].text);
		quantity_format(value, good[i].kind, text);
		is_str(text, good[i].printed, "`%s`: printed", good[i].text);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		uint64_t value = 77;

		ok(!quantity_parse(bad[i].text, bad[i].kind, &value), "`%s` is refused",
		   bad[i].text);
		is_u64(value, 77, "`%s`: nothing is written", bad[i].text);
	}
	return done();
}
