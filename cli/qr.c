/* qr: drawing codes with half blocks; see qr.h. */
#include "cli/qr.h"

#include <qrencode.h>
#include <stdbool.h>
#include <string.h>

#define MARGIN 4 /* light modules around the picture: ISO/IEC 18004 */

static bool is_dark(const QRcode *code, int x, int y)
{
	if (x < 0 || y < 0 || x >= code->width || y >= code->width)
		return false;
	return (code->data[y * code->width + x] & 1) != 0;
}

/* One character shows two modules, one above the other; light is drawn, dark is left out. */
static const char *block(bool upper_is_dark, bool lower_is_dark)
{
	if (upper_is_dark)
		return lower_is_dark ? " " : "\xE2\x96\x84";
	return lower_is_dark ? "\xE2\x96\x80" : "\xE2\x96\x88";
}

static void print_blocks(const QRcode *code, int y, FILE *out)
{
	for (int x = -MARGIN; x < code->width + MARGIN; x++)
		(void)fputs(block(is_dark(code, x, y), is_dark(code, x, y + 1)), out);
}

/* Two characters a module, so that it is about square. With colours the blanks have them, without light is a mark. */
static void print_ascii(const QRcode *code, int y, bool has_colour, FILE *out)
{
	const char *const light = has_colour ? "\x1b[107m  " : "##";
	const char *const dark = has_colour ? "\x1b[40m  " : "  ";

	for (int x = -MARGIN; x < code->width + MARGIN; x++)
		(void)fputs(is_dark(code, x, y) ? dark : light, out);
}

static void draw(const QRcode *code, const struct table_style *style, FILE *out)
{
	for (int y = -MARGIN; y < code->width + MARGIN; y += style->is_ascii ? 1 : 2) {
		if (style->is_ascii) {
			print_ascii(code, y, style->has_colour, out);
		} else {
			(void)fputs(style->has_colour ? "\x1b[97;40m" : "", out);
			print_blocks(code, y, out);
		}
		(void)fputs(style->has_colour ? "\x1b[0m\n" : "\n", out);
	}
}

void qr_print(const char *text, const struct table_style *style, FILE *out)
{
	/* Capitals take the short form of letters; reading a code, case does not matter. */
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 0);
	size_t modules;

	if (code == NULL)
		return;
	modules = (size_t)code->width + (size_t)2 * MARGIN;
	if (modules * (style->is_ascii ? 2 : 1) <= style->width)
		draw(code, style, out);
	memset(code->data, 0, (size_t)code->width * (size_t)code->width);
	QRcode_free(code);
}
