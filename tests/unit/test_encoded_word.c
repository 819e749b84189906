/* encoded_word: the examples of RFC 2047, section 8, and what programs write that the RFC does not have. */
#include "bridges/mailread/encoded_word.h"

#include <string.h>

#include "tests/tap.h"

static const struct {
	const char *what, *value, *text;
} rows[] = {
	{ "none", "Plain text", "Plain text" },
	{ "one", "=?ISO-8859-1?Q?a?=", "a" },
	{ "and text behind", "=?ISO-8859-1?Q?a?= b", "a b" },
	{ "two with a blank", "=?ISO-8859-1?Q?a?= =?ISO-8859-1?Q?b?=", "ab" },
	{ "with more blanks", "=?ISO-8859-1?Q?a?=   \t =?ISO-8859-1?Q?b?=", "ab" },
	{ "a blank within", "=?ISO-8859-1?Q?a_b?=", "a b" },
	{ "a blank kept", "=?ISO-8859-1?Q?a?= =?ISO-8859-2?Q?_b?=", "a b" },
	{ "Keld", "=?ISO-8859-1?Q?Keld_J=F8rn_Simonsen?=", "Keld Jørn Simonsen" },
	{ "If you can read this",
	  "=?ISO-8859-1?B?SWYgeW91IGNhbiByZWFkIHRoaXMgeW8=?= "
	  "=?ISO-8859-2?B?dSB1bmRlcnN0YW5kIHRoZSBleGFtcGxlLg==?=",
	  "If you can read this you understand the example." },
	{ "padding within",
	  "=?utf-8?B?0JfQsNC/0YDQvg==?= =?utf-8?B?0YjQtdC90L3Rjw==?=", "Запрошення" },
	{ "a character cut in two", "=?utf-8?Q?Gr=C3?= =?utf-8?Q?=BC=C3=9Fe?=", "Grüße" },
	{ "of two kinds", "=?utf-8?B?w7w=?= =?UTF-8?Q?=C3=9F?=", "üß" },
	{ "a language (RFC 2231)", "=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße" },
	{ "blanks in a word", "=?utf-8?Q?zwei Worte?=", "zwei Worte" },
	{ "within a word", "x=?utf-8?Q?=C3=BC?=y", "xüy" },
	{ "without an end", "=?utf-8?Q?abc", "=?utf-8?Q?abc" },
	{ "without a kind", "=?utf-8??abc?=", "=?utf-8??abc?=" },
	{ "of no kind", "=?utf-8?X?abc?=", "=?utf-8?X?abc?=" },
	{ "without a set", "=??Q?abc?=", "=??Q?abc?=" },
	{ "of an unknown set", "=?klingon?Q?Gr=FC=DFe?=", "Grüße" },
	{ "a broken digit", "=?utf-8?Q?=Zz=4?=", "=Zz=4" },
	{ "raw UTF-8", "Grüße", "Grüße" },
	{ "raw bytes",
	  "Gr\xfc\xdf"
	  "e",
	  "Grüße" },
	{ "windows", "=?windows-1256?B?5Mfj?=", "نام" },
	{ "nothing", "", "" },
};

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct buf out;

		buf_init(&out, 1024);
		encoded_word_put(&out, rows[i].value);
		buf_put_u8(&out, 0);
		is_str((const char *)out.data, rows[i].text, "%s", rows[i].what);
		buf_release(&out);
	}
	return done();
}
