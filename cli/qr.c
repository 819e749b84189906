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

void qr_print(const char *text, FILE *out)
{
	/* Capitals take the short form of letters; reading a code, case does not matter. */
	QRcode *code = QRcode_encodeString(text, 0, QR_ECLEVEL_L, QR_MODE_8, 0);

	if (code == NULL)
		return;
	for (int y = -MARGIN; y < code->width + MARGIN; y += 2) {
		(void)fputs("\x1b[97;40m", out);
		for (int x = -MARGIN; x < code->width + MARGIN; x++)
			(void)fputs(block(is_dark(code, x, y), is_dark(code, x, y + 1)), out);
		(void)fputs("\x1b[0m\n", out);
	}
	memset(code->data, 0, (size_t)code->width * (size_t)code->width);
	QRcode_free(code);
}
