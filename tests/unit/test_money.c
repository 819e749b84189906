/* money: sums as people type them, with thousands, with what could mean two of them, at the limit and beyond. */
#include "cli/money.h"

#include "tests/tap.h"

static const struct {
	const char *text;
	enum money_reading reading;
	uint64_t cents;
} rows[] = {
	{ "0", MONEY_READ, 0 },
	{ "1234", MONEY_READ, 123400 },
	{ "1234,56", MONEY_READ, 123456 },
	{ "1234.56", MONEY_READ, 123456 },
	{ "1.234,56", MONEY_READ, 123456 },
	{ "1,234.56", MONEY_READ, 123456 },
	{ "12.345.678,90", MONEY_READ, 1234567890 },
	{ "12.345.678", MONEY_READ, 1234567800 },
	{ "0,05", MONEY_READ, 5 },
	{ "1234,56 €", MONEY_READ, 123456 },
	{ "1234,56€", MONEY_READ, 123456 },
	{ "EUR 1234,56", MONEY_READ, 123456 },
	{ " 7 Euro", MONEY_READ, 700 },
	{ "90071992547409,91", MONEY_READ, VB_MONEY_MAX_CENTS },

	{ "1.234", MONEY_AMBIGUOUS, 0 },
	{ "1,234", MONEY_AMBIGUOUS, 0 },
	{ "999.000 €", MONEY_AMBIGUOUS, 0 },

	{ "90071992547409,92", MONEY_TOO_LARGE, 0 },
	{ "90071992547410", MONEY_TOO_LARGE, 0 },
	{ "99999999999999999999999999", MONEY_TOO_LARGE, 0 },

	{ "", MONEY_NONE, 0 },
	{ "€", MONEY_NONE, 0 },
	{ "-5", MONEY_NONE, 0 },
	{ "+5", MONEY_NONE, 0 },
	{ "5,", MONEY_NONE, 0 },
	{ ",50", MONEY_NONE, 0 },
	{ "5,5", MONEY_NONE, 0 },
	{ "5,5555", MONEY_NONE, 0 },
	{ "1.23,45", MONEY_NONE, 0 },
	{ "1,2,34", MONEY_NONE, 0 },
	{ "1234.567,89", MONEY_NONE, 0 },
	{ "0.234,56", MONEY_NONE, 0 },
	{ "1.234.56", MONEY_NONE, 0 },
	{ "1..234", MONEY_NONE, 0 },
	{ "0.123", MONEY_NONE, 0 },
	{ "12 34", MONEY_NONE, 0 },
	{ "1e3", MONEY_NONE, 0 },
	{ "0x10", MONEY_NONE, 0 },
	{ "5 $", MONEY_NONE, 0 },
	{ "5 € €", MONEY_NONE, 0 },
};

static void test_reading(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		uint64_t cents = 77;

		is_int(money_parse(rows[i].text, &cents), rows[i].reading, "`%s` is read",
		       rows[i].text);
		is_u64(cents, rows[i].reading == MONEY_READ ? rows[i].cents : 77, "`%s` in cents",
		       rows[i].text);
	}
}

static const struct {
	uint64_t cents;
	const char *plain, *comma, *people;
} sums[] = {
	{ 0, "0.00", "0,00", "0.00 €" },
	{ 5, "0.05", "0,05", "0.05 €" },
	{ 99999, "999.99", "999,99", "999.99 €" },
	{ 100000, "1000.00", "1000,00", "1,000.00 €" },
	{ 123456789, "1234567.89", "1234567,89", "1,234,567.89 €" },
	{ UINT64_MAX, "184467440737095516.15", "184467440737095516,15",
	  "184,467,440,737,095,516.15 €" },
};

static void test_writing(void)
{
	char text[VB_MONEY_TEXT_BYTES];

	for (size_t i = 0; i < sizeof(sums) / sizeof(sums[0]); i++) {
		money_format_plain(sums[i].cents, text);
		is_str(text, sums[i].plain, "for scripts");
		money_format_comma(sums[i].cents, text);
		is_str(text, sums[i].comma, "for office programs");
		money_format(sums[i].cents, text);
		is_str(text, sums[i].people, "for people");
	}
}

int main(void)
{
	test_reading();
	test_writing();
	return done();
}
