/* charset: every label of the table is read as Python reads it; what lies, is broken or unknown is guessed. */
#include "bridges/mailread/charset.h"

#include <string.h>

#include "protocol/utf8.h"
#include "tests/tap.h"

/* The bytes are Python's. */
static const struct {
	const char *label, *text;
	uint8_t bytes[24];
	size_t size;
} rows[] = {
	{ "iso-8859-2", "Žluť", { 0xae, 0x6c, 0x75, 0xbb }, 4 },
	{ "ISO-8859-3", "ħĝ", { 0xb1, 0xf8 }, 2 },
	{ "iso-8859-4", "ģķ", { 0xbb, 0xf3 }, 2 },
	{ "iso-8859-5", "Привет", { 0xbf, 0xe0, 0xd8, 0xd2, 0xd5, 0xe2 }, 6 },
	{ "iso-8859-6", "سلام", { 0xd3, 0xe4, 0xc7, 0xe5 }, 4 },
	{ "iso-8859-7", "Γειά", { 0xc3, 0xe5, 0xe9, 0xdc }, 4 },
	{ "iso-8859-8", "שלום", { 0xf9, 0xec, 0xe5, 0xed }, 4 },
	{ "iso-8859-8-i", "שלום", { 0xf9, 0xec, 0xe5, 0xed }, 4 },
	{ "iso-8859-9", "ığş", { 0xfd, 0xf0, 0xfe }, 3 },
	{ "iso-8859-10", "ŧđ", { 0xbb, 0xb9 }, 2 },
	{ "iso-8859-13", "ąčę", { 0xe0, 0xe8, 0xe6 }, 3 },
	{ "iso-8859-14", "ŵŷ", { 0xf0, 0xfe }, 2 },
	{ "iso-8859-15", "€œ", { 0xa4, 0xbd }, 2 },
	{ "iso-8859-16", "șț", { 0xba, 0xfe }, 2 },
	{ "windows-1250", "Žluť", { 0x8e, 0x6c, 0x75, 0x9d }, 4 },
	{ "windows-1251", "Привіт", { 0xcf, 0xf0, 0xe8, 0xe2, 0xb3, 0xf2 }, 6 },
	{ "cp1251", "ґє", { 0xb4, 0xba }, 2 },
	{ "windows-1252", "„€“", { 0x84, 0x80, 0x93 }, 3 },
	{ "windows-1253", "Γειά", { 0xc3, 0xe5, 0xe9, 0xdc }, 4 },
	{ "windows-1254", "ığş", { 0xfd, 0xf0, 0xfe }, 3 },
	{ "windows-1255", "שלום", { 0xf9, 0xec, 0xe5, 0xed }, 4 },
	{ "windows-1256", "سلام پ", { 0xd3, 0xe1, 0xc7, 0xe3, 0x20, 0x81 }, 6 },
	{ "windows-1257", "ąčę", { 0xe0, 0xe8, 0xe6 }, 3 },
	{ "windows-1258", "đư", { 0xf0, 0xfd }, 2 },
	{ "koi8-r", "Привет", { 0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4 }, 6 },
	{ "koi8-u", "Привіт ґ", { 0xf0, 0xd2, 0xc9, 0xd7, 0xa6, 0xd4, 0x20, 0xad }, 8 },
	{ "ibm866", "Привет", { 0x8f, 0xe0, 0xa8, 0xa2, 0xa5, 0xe2 }, 6 },
	{ "macintosh", "äöü", { 0x8a, 0x9a, 0x9f }, 3 },
	{ "gb2312", "你好", { 0xc4, 0xe3, 0xba, 0xc3 }, 4 },
	{ "gbk", "你好", { 0xc4, 0xe3, 0xba, 0xc3 }, 4 },
	{ "GB18030", "你好𠀀", { 0xc4, 0xe3, 0xba, 0xc3, 0x95, 0x32, 0x82, 0x36 }, 8 },
	{ "big5", "你好", { 0xa7, 0x41, 0xa6, 0x6e }, 4 },
	{ "shift_jis", "日本", { 0x93, 0xfa, 0x96, 0x7b }, 4 },
	{ "euc-jp", "日本", { 0xc6, 0xfc, 0xcb, 0xdc }, 4 },
	{ "iso-2022-jp",
	  "日本",
	  { 0x1b, 0x24, 0x42, 0x46, 0x7c, 0x4b, 0x5c, 0x1b, 0x28, 0x42 },
	  10 },
	{ "euc-kr", "안녕", { 0xbe, 0xc8, 0xb3, 0xe7 }, 4 },
	{ "ks_c_5601-1987", "안녕", { 0xbe, 0xc8, 0xb3, 0xe7 }, 4 },
	{ "utf-7",
	  "Grüße",
	  { 0x47, 0x72, 0x2b, 0x41, 0x50, 0x77, 0x41, 0x33, 0x77, 0x2d, 0x65 },
	  11 },
	{ "utf-16",
	  "Grüße",
	  { 0xff, 0xfe, 0x47, 0x00, 0x72, 0x00, 0xfc, 0x00, 0xdf, 0x00, 0x65, 0x00 },
	  12 },
	{ "utf-16le", "Grüße", { 0x47, 0x00, 0x72, 0x00, 0xfc, 0x00, 0xdf, 0x00, 0x65, 0x00 }, 10 },
	{ "utf-16be", "Grüße", { 0x00, 0x47, 0x00, 0x72, 0x00, 0xfc, 0x00, 0xdf, 0x00, 0x65 }, 10 },
	{ "latin1", "Grüße", { 0x47, 0x72, 0xfc, 0xdf, 0x65 }, 5 },
	{ "cp1252", "Grüße", { 0x47, 0x72, 0xfc, 0xdf, 0x65 }, 5 },
	{ "cp1256", "سلام", { 0xd3, 0xe1, 0xc7, 0xe3 }, 4 },
	{ "iso_8859-1", "Grüße", { 0x47, 0x72, 0xfc, 0xdf, 0x65 }, 5 },
	{ "iso8859-1", "Grüße", { 0x47, 0x72, 0xfc, 0xdf, 0x65 }, 5 },
};

/* Labels that lie, and bytes that are broken. */
static const struct {
	const char *what, *label, *bytes, *text;
} guesses[] = {
	{ "no label", NULL,
	  "Gr\xc3\xbc\xc3\x9f"
	  "e",
	  "Grüße" },
	{ "no label, one byte a letter", NULL,
	  "Gr\xfc\xdf"
	  "e",
	  "Grüße" },
	{ "UTF-8 that is windows-1252", "utf-8",
	  "\x84Gr\xfc\xdf"
	  "e\x93",
	  "„Grüße“" },
	{ "windows-1252 that is UTF-8", "windows-1252",
	  "Gr\xc3\xbc\xc3\x9f"
	  "e",
	  "Grüße" },
	{ "ISO-8859-5 that is UTF-8", "iso-8859-5", "\xd0\x94\xd0\xb0", "Да" },
	{ "UTF-8 cut at its end", "utf-8", "\xd0\x94\xd0\xb0\xd0", "Да\xef\xbf\xbd" },
	{ "an unknown label", "x-mac-klingon", "\xd0\x94\xd0\xb0", "Да" },
	{ "a byte that there is not", "iso-8859-7", "a\xffz", "a\xef\xbf\xbdz" },
	{ "half a character", "shift_jis", "a\x93", "a\xef\xbf\xbd" },
	{ "a set that is never opened", "iso-2022-cn-ext", "Ja", "Ja" },
	{ "a label that is a path", "../../tmp/evil", "Ja", "Ja" },
	{ "a label with a suffix of the C library", "utf-16//TRANSLIT", "Ja", "Ja" },
	{ "nothing", "utf-8", "", "" },
};

static void check(struct span bytes, const char *label, const char *text, const char *what)
{
	struct buf out;

	buf_init(&out, 256);
	charset_put(&out, bytes, label);
	ok(utf8_is_valid(buf_span(&out)), "%s: UTF-8", what);
	buf_put_u8(&out, 0);
	is_str((const char *)out.data, text, "%s", what);
	buf_release(&out);
}

int main(void)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		check(span_of(rows[i].bytes, rows[i].size), rows[i].label, rows[i].text,
		      rows[i].label);
	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
		check(span_of_str(guesses[i].bytes), guesses[i].label, guesses[i].text,
		      guesses[i].what);
	check(span_of("a\0b", 3), "utf-8", "ab", "a NUL is nothing");
	return done();
}
