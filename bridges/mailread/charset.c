/* charset: texts in any of the usual character sets become UTF-8; see charset.h. */
#include "bridges/mailread/charset.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "protocol/utf8.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))
#define PIECE_BYTES 4096
#define GUESS "WINDOWS-1252"

static const char replacement[] = "\xef\xbf\xbd";

/* Labels as mails have them, and the set that is meant: supersets, as the Encoding Standard of the WHATWG has them. */
static const struct {
	const char *label, *set;
} sets[] = {
	{ "iso-8859-1", GUESS },
	{ "iso8859-1", GUESS },
	{ "iso_8859-1", GUESS },
	{ "latin1", GUESS },
	{ "windows-1252", GUESS },
	{ "cp1252", GUESS },
	{ "iso-8859-2", "ISO-8859-2" },
	{ "iso-8859-3", "ISO-8859-3" },
	{ "iso-8859-4", "ISO-8859-4" },
	{ "iso-8859-5", "ISO-8859-5" },
	{ "iso-8859-6", "ISO-8859-6" },
	{ "iso-8859-7", "ISO-8859-7" },
	{ "iso-8859-8", "ISO-8859-8" },
	{ "iso-8859-8-i", "ISO-8859-8" },
	{ "iso-8859-9", "WINDOWS-1254" },
	{ "iso-8859-10", "ISO-8859-10" },
	{ "iso-8859-13", "ISO-8859-13" },
	{ "iso-8859-14", "ISO-8859-14" },
	{ "iso-8859-15", "ISO-8859-15" },
	{ "iso-8859-16", "ISO-8859-16" },
	{ "windows-1250", "WINDOWS-1250" },
	{ "windows-1251", "WINDOWS-1251" },
	{ "cp1251", "WINDOWS-1251" },
	{ "windows-1253", "WINDOWS-1253" },
	{ "windows-1254", "WINDOWS-1254" },
	{ "windows-1255", "WINDOWS-1255" },
	{ "windows-1256", "WINDOWS-1256" },
	{ "cp1256", "WINDOWS-1256" },
	{ "windows-1257", "WINDOWS-1257" },
	{ "windows-1258", "WINDOWS-1258" },
	{ "koi8-r", "KOI8-R" },
	{ "koi8-u", "KOI8-U" },
	{ "ibm866", "IBM866" },
	{ "macintosh", "MACINTOSH" },
	{ "gb2312", "GB18030" },
	{ "gbk", "GB18030" },
	{ "gb18030", "GB18030" },
	{ "big5", "BIG5" },
	{ "shift_jis", "SHIFT_JIS" },
	{ "euc-jp", "EUC-JP" },
	{ "iso-2022-jp", "ISO-2022-JP" },
	{ "euc-kr", "EUC-KR" },
	{ "ks_c_5601-1987", "EUC-KR" },
	{ "utf-7", "UTF-7" },
	{ "utf-16", "UTF-16" },
	{ "utf-16le", "UTF-16LE" },
	{ "utf-16be", "UTF-16BE" },
};

/* Several bytes make a character here, too: that they are valid UTF-8 says nothing. */
static const char *const multibyte[] = { "UTF-7",    "ISO-2022-JP", "UTF-16", "UTF-16LE",
	                                 "UTF-16BE", "GB18030",     "BIG5",   "SHIFT_JIS",
	                                 "EUC-JP",   "EUC-KR" };

/* An open converter keeps the module of its set in memory. */
static iconv_t kept[COUNT(sets)];

void charset_warm(void)
{
	for (size_t i = 0; i < COUNT(sets); i++) {
		if (kept[i] == NULL)
			kept[i] = iconv_open("UTF-8", sets[i].set);
	}
}

/* Its place in the table; COUNT(sets): not there. */
static size_t place_of(const char *label)
{
	size_t at = 0;

	while (at < COUNT(sets) && (label == NULL || strcasecmp(label, sets[at].label) != 0))
		at++;
	return at;
}

static bool is_multibyte(const char *set)
{
	for (size_t i = 0; i < COUNT(multibyte); i++) {
		if (strcmp(set, multibyte[i]) == 0)
			return true;
	}
	return false;
}

/* ---- UTF-8 that is partly broken ---- */

/* The bytes of the character at the start of text; 0 when it is none. */
static size_t character_size(struct span text)
{
	size_t size = text.data[0] < 0x80   ? 1
	              : text.data[0] < 0xe0 ? 2
	              : text.data[0] < 0xf0 ? 3
	                                    : 4;

	if (size > text.size || !utf8_is_valid(span_of(text.data, size)))
		return 0;
	return size;
}

static struct span behind(struct span text, size_t size)
{
	return span_of(text.data + size, text.size - size);
}

/* More characters beyond ASCII that are whole than bytes that are none: it was meant so, and something cut it. */
static bool is_mostly_utf8(struct span text)
{
	size_t whole = 0, broken = 0;

	while (text.size > 0) {
		size_t size = character_size(text);

		whole += size > 1;
		broken += size == 0 && text.data[0] != 0;
		text = behind(text, size > 0 ? size : 1);
	}
	return whole >= broken;
}

static void put_utf8(struct buf *out, struct span text)
{
	if (utf8_is_valid(text)) {
		buf_put(out, text.data, text.size);
		return;
	}
	while (text.size > 0 && out->err == 0) {
		size_t size = character_size(text);

		if (size > 0)
			buf_put(out, text.data, size);
		else if (text.data[0] != 0)
			buf_put(out, replacement, sizeof(replacement) - 1);
		text = behind(text, size > 0 ? size : 1);
	}
}

/* ---- other sets ---- */

static void put_piece(struct buf *out, const char *piece, size_t size)
{
	put_utf8(out, span_of(piece, size));
}

/* What the converter still holds: windows-1255 and -1258 wait for a mark behind each letter. */
static void flush(struct buf *out, iconv_t converter)
{
	char piece[PIECE_BYTES];
	char *to = piece;
	size_t room = sizeof(piece);

	(void)iconv(converter, NULL, NULL, &to, &room);
	put_piece(out, piece, (size_t)(to - piece));
}

static void convert(struct buf *out, struct span text, iconv_t converter)
{
	char piece[PIECE_BYTES];
	char *in = (char *)(uintptr_t)text.data;
	size_t left = text.size;

	while (left > 0 && out->err == 0) {
		char *to = piece;
		size_t room = sizeof(piece);
		size_t done = iconv(converter, &in, &left, &to, &room);

		put_piece(out, piece, (size_t)(to - piece));
		if (done == (size_t)-1 && errno != E2BIG) {
			flush(out, converter);
			buf_put(out, replacement, sizeof(replacement) - 1);
			in++;
			left--;
		}
	}
	flush(out, converter);
}

void charset_put(struct buf *out, struct span text, const char *label)
{
	size_t place = place_of(label);
	bool is_guess = place == COUNT(sets) || strcmp(sets[place].set, GUESS) == 0;

	if (text.size == 0)
		return;
	if ((is_guess && is_mostly_utf8(text)) ||
	    (!is_guess && !is_multibyte(sets[place].set) && utf8_is_valid(text))) {
		put_utf8(out, text);
		return;
	}
	place = is_guess ? 0 : place;
	charset_warm();
	if (kept[place] == (iconv_t)-1) {
		put_utf8(out, text);
		return;
	}
	(void)iconv(kept[place], NULL, NULL, NULL, NULL);
	convert(out, text, kept[place]);
}
