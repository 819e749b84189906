/* qr: drawing codes with half blocks; see qr.h. */
#include "cli/qr.h"

#include <qrencode.h>
#include <stdbool.h>
#include <string.h>

#define MARGIN 4        /* light modules around the picture: ISO/IEC 18004 */
#define MARGIN_NARROW 2 /* cameras manage with it */

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

/* The text's picture and how it is drawn. */
struct picture {
	const QRcode *code;
	int margin;
	bool is_ascii;
	bool has_colour;
	bool is_ink; /* dark is drawn */
};

static void print_blocks(const struct picture *p, int y, FILE *out)
{
	for (int x = -p->margin; x < p->code->width + p->margin; x++)
		(void)fputs(block(is_dark(p->code, x, y) != p->is_ink,
		                  is_dark(p->code, x, y + 1) != p->is_ink),
		            out);
}

/* Two characters a module, so that it is about square. With colours the blanks have them, without light is a mark. */
static void print_ascii(const struct picture *p, int y, FILE *out)
{
	const char *const light = p->has_colour ? "\x1b[107m  " : "##";
	const char *const dark = p->has_colour ? "\x1b[40m  " : "  ";

	for (int x = -p->margin; x < p->code->width + p->margin; x++)
		(void)fputs(is_dark(p->code, x, y) ? dark : light, out);
}

static void draw(const struct picture *p, FILE *out)
{
	for (int y = -p->margin; y < p->code->width + p->margin; y += p->is_ascii ? 1 : 2) {
		if (p->is_ascii) {
			print_ascii(p, y, out);
		} else {
			(void)fputs(p->has_colour ? "\x1b[97;40m" : "", out);
			print_blocks(p, y, out);
		}
		(void)fputs(p->has_colour ? "\x1b[0m\n" : "\n", out);
	}
}

static bool fits(const struct picture *p, const struct table_style *style, struct qr_size *needed)
{
	size_t modules = (size_t)p->code->width + 2 * (size_t)p->margin;

	needed->columns = modules * (p->is_ascii ? 2 : 1);
	needed->lines = p->is_ascii ? modules : (modules + 1) / 2;
	return needed->columns <= style->width &&
	       (style->height == 0 || needed->lines < style->height);
}

/* Capitals take the short form of letters; reading a code, case does not matter. level: how much may be spoilt. */
static QRcode *encode(const char *text, QRecLevel level)
{
	return QRcode_encodeString(text, 0, level, QR_MODE_8, 0);
}

/* The code may hold a secret. */
static void release(QRcode *code)
{
	memset(code->data, 0, (size_t)code->width * (size_t)code->width);
	QRcode_free(code);
}

int qr_print_ink(const char *text, FILE *out)
{
	/* Paper is folded and gets spots: 15 % of it may be spoilt. */
	QRcode *code = encode(text, QR_ECLEVEL_M);
	struct picture p = { code, MARGIN_NARROW, false, false, true };

	if (code == NULL)
		return VB_ERR_TOO_LARGE;
	draw(&p, out);
	release(code);
	return 0;
}

bool qr_print(const char *text, const struct table_style *style, FILE *out, struct qr_size *needed)
{
	QRcode *code = encode(text, QR_ECLEVEL_L);
	struct picture p = { code, MARGIN, style->is_ascii, style->has_colour, false };
	bool is_fitting;

	*needed = (struct qr_size){ 0, 0 };
	if (code == NULL)
		return false;
	is_fitting = fits(&p, style, needed);
	if (!is_fitting) {
		p.margin = MARGIN_NARROW;
		is_fitting = fits(&p, style, needed);
	}
	if (is_fitting)
		draw(&p, out);
	release(code);
	return is_fitting;
}
