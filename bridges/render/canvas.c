/* canvas: pages of A4 as PDF; see canvas.h. */
#include "bridges/render/canvas.h"

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bridges/render/civil.h"
#include "bridges/render/pdf_language.h"

#define FONT                                                                                       \
	"DejaVu Sans" /* Latin, Cyrillic, Greek, Arabic, Persian; others by what the machine has */
#define POINTS_PER_MM (72.0 / 25.4)
#define RULE_PT 0.5
#define LINE_SPACING 1.15f
#define DATE_BYTES 32
#define WORD_MAX_CHARACTERS 200u
#define PDF_MAX_BYTES (64u << 20) /* a form has at most 4 MiB of text */

struct canvas {
	cairo_surface_t *surface;
	cairo_t *cairo;
	PangoFontMap *fonts;
	PangoContext *context;
	char *language;
	struct buf bytes;
	bool has_page;
};

struct line {
	PangoLayoutLine *line;           /* of the layout */
	double x, top, baseline, bottom; /* in points from the corner of the text */
};

struct canvas_text {
	PangoLayout *layout;
	struct line *lines;
	size_t count;
};

/* ---- the document ---- */

static cairo_status_t on_bytes(void *ctx, const unsigned char *data, unsigned size)
{
	struct canvas *canvas = ctx;

	buf_put(&canvas->bytes, data, size);
	return canvas->bytes.err == 0 ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_WRITE_ERROR;
}

static void put_info(struct canvas *canvas, const struct canvas_info *info)
{
	struct civil civil = civil_of(info->made_ms, 0);
	char date[DATE_BYTES];

	(void)snprintf(date, sizeof(date), "%04d-%02u-%02uT%02u:%02u:%02uZ", civil.year,
	               civil.month, civil.day, civil.hour, civil.minute, civil.second);
	cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_TITLE, info->title);
	cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_AUTHOR, info->author);
	cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_CREATOR, "Verbund");
	cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_CREATE_DATE, date);
	cairo_pdf_surface_set_metadata(canvas->surface, CAIRO_PDF_METADATA_MOD_DATE, date);
}

/* Without any font of the machine pango still names families, but loads none. */
static bool has_fonts(const struct canvas *canvas)
{
	PangoFontDescription *wanted = pango_font_description_from_string(FONT);
	PangoFont *font = pango_context_load_font(canvas->context, wanted);

	pango_font_description_free(wanted);
	if (font != NULL)
		g_object_unref(font);
	return font != NULL;
}

/* Letters are placed where they are printed, not where a screen would have them. */
static void set_context(struct canvas *canvas)
{
	cairo_font_options_t *options = cairo_font_options_create();

	cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
	cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
	cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
	pango_cairo_context_set_font_options(canvas->context, options);
	pango_cairo_context_set_resolution(canvas->context, 72.0);
	pango_context_set_language(canvas->context, pango_language_from_string(canvas->language));
	pango_context_set_round_glyph_positions(canvas->context, FALSE);
	cairo_font_options_destroy(options);
}

int canvas_open(const struct canvas_info *info, struct canvas **out)
{
	struct canvas *canvas = calloc(1, sizeof(*canvas));

	if (canvas == NULL || (canvas->language = strdup(info->language)) == NULL)
		abort();
	buf_init(&canvas->bytes, PDF_MAX_BYTES);
	canvas->fonts = pango_cairo_font_map_new();
	canvas->context = pango_font_map_create_context(canvas->fonts);
	canvas->surface = cairo_pdf_surface_create_for_stream(on_bytes, canvas,
	                                                      VB_CANVAS_WIDTH_MM * POINTS_PER_MM,
	                                                      VB_CANVAS_HEIGHT_MM * POINTS_PER_MM);
	canvas->cairo = cairo_create(canvas->surface);
	cairo_pdf_surface_restrict_to_version(canvas->surface, CAIRO_PDF_VERSION_1_5);
	put_info(canvas, info);
	set_context(canvas);
	if (!has_fonts(canvas)) {
		canvas_destroy(&canvas);
		return VB_ERR_NO_FONT;
	}
	*out = canvas;
	return 0;
}

void canvas_start_page(struct canvas *canvas)
{
	if (canvas->has_page)
		cairo_show_page(canvas->cairo);
	canvas->has_page = true;
}

void canvas_destroy(struct canvas **canvas)
{
	struct canvas *c = *canvas;

	*canvas = NULL;
	if (c == NULL)
		return;
	cairo_destroy(c->cairo);
	cairo_surface_finish(c->surface);
	cairo_surface_destroy(c->surface);
	g_object_unref(c->context);
	g_object_unref(c->fonts);
	buf_release(&c->bytes);
	free(c->language);
	free(c);
}

int canvas_close(struct canvas **canvas, struct buf *out)
{
	struct canvas *c = *canvas;
	cairo_status_t status;
	int err = 0;

	cairo_surface_finish(c->surface);
	status = cairo_surface_status(c->surface);
	if (status == CAIRO_STATUS_SUCCESS)
		status = cairo_status(c->cairo);
	if (status == CAIRO_STATUS_NO_MEMORY)
		abort();
	if (c->bytes.err != 0)
		err = c->bytes.err;
	else if (status != CAIRO_STATUS_SUCCESS && status != CAIRO_STATUS_SURFACE_FINISHED)
		err = VB_ERR_NO_FONT;
	else
		err = pdf_language_put(buf_span(&c->bytes), c->language, out);
	canvas_destroy(canvas);
	return err;
}

/* ---- texts ---- */

static bool is_on_right(const struct canvas_style *style, PangoLayoutLine *line)
{
	switch (style->align) {
	case CANVAS_START:
		return style->is_rtl;
	case CANVAS_END:
		return !style->is_rtl;
	case CANVAS_NATURAL:
		return pango_layout_line_get_resolved_direction(line) == PANGO_DIRECTION_RTL;
	case CANVAS_LEFT:
		break;
	}
	return false;
}

/* The text with each word of more than WORD_MAX_CHARACTERS parted: pango takes the square of their length to break a word,
 * seconds for one that fills a page. The caller frees it. */
static char *part_words(const char *text)
{
	size_t size = strlen(text);
	char *parted = malloc(size + size / WORD_MAX_CHARACTERS + 1);
	size_t end = 0;
	size_t length = 0;

	if (parted == NULL)
		abort();
	for (const char *at = text; *at != '\0'; at++) {
		bool is_start = ((unsigned char)*at & 0xc0) != 0x80;

		length = *at == ' ' || *at == '\n' ? 0 : length + (is_start ? 1 : 0);
		if (length > WORD_MAX_CHARACTERS && is_start) {
			parted[end++] = '\n';
			length = 1;
		}
		parted[end++] = *at;
	}
	parted[end] = '\0';
	return parted;
}

/* Where each line stands. pango aligns by the direction of its paragraph; here a column stays a column. */
static void measure(struct canvas_text *text, const struct canvas_style *style, double width)
{
	PangoLayoutIter *iter = pango_layout_get_iter(text->layout);
	size_t count = (size_t)pango_layout_get_line_count(text->layout);

	text->lines = calloc(count, sizeof(*text->lines));
	if (text->lines == NULL)
		abort();
	do {
		struct line *line = &text->lines[text->count++];
		PangoRectangle logical;
		int top;
		int bottom;

		pango_layout_iter_get_line_extents(iter, NULL, &logical);
		pango_layout_iter_get_line_yrange(iter, &top, &bottom);
		line->line = pango_layout_iter_get_line_readonly(iter);
		if (is_on_right(style, line->line))
			line->x = width - pango_units_to_double(logical.width);
		line->top = pango_units_to_double(top);
		line->bottom = pango_units_to_double(bottom);
		line->baseline = pango_units_to_double(pango_layout_iter_get_baseline(iter));
	} while (text->count < count && pango_layout_iter_next_line(iter));
	pango_layout_iter_free(iter);
}

struct canvas_text *canvas_text_new(struct canvas *canvas, const char *text,
                                    const struct canvas_style *style, double width_mm)
{
	struct canvas_text *made = calloc(1, sizeof(*made));
	PangoFontDescription *font = pango_font_description_from_string(FONT);
	PangoAttrList *attributes = pango_attr_list_new();
	char *parted = part_words(text);

	/* A word that is broken is a number or an address more often than a word: no hyphens. */
	pango_attr_list_insert(attributes, pango_attr_insert_hyphens_new(FALSE));
	if (made == NULL)
		abort();
	pango_font_description_set_size(font, pango_units_from_double(style->size_pt));
	pango_font_description_set_weight(
		font, style->weight == CANVAS_BOLD ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
	pango_context_set_base_dir(canvas->context,
	                           style->is_rtl ? PANGO_DIRECTION_RTL : PANGO_DIRECTION_LTR);
	made->layout = pango_layout_new(canvas->context);
	pango_layout_set_font_description(made->layout, font);
	pango_layout_set_width(made->layout, pango_units_from_double(width_mm * POINTS_PER_MM));
	pango_layout_set_wrap(made->layout, PANGO_WRAP_WORD_CHAR);
	pango_layout_set_line_spacing(made->layout, LINE_SPACING);
	pango_layout_set_attributes(made->layout, attributes);
	pango_layout_set_text(made->layout, parted, -1);
	free(parted);
	pango_font_description_free(font);
	pango_attr_list_unref(attributes);
	measure(made, style, width_mm * POINTS_PER_MM);
	return made;
}

void canvas_text_destroy(struct canvas_text **text)
{
	if (*text == NULL)
		return;
	g_object_unref((*text)->layout);
	free((*text)->lines);
	free(*text);
	*text = NULL;
}

size_t canvas_text_lines(const struct canvas_text *text)
{
	return text->count;
}

double canvas_line_height(const struct canvas_text *text, size_t line)
{
	return (text->lines[line].bottom - text->lines[line].top) / POINTS_PER_MM;
}

void canvas_put_line(struct canvas *canvas, const struct canvas_text *text, size_t line,
                     double x_mm, double y_mm)
{
	const struct line *at = &text->lines[line];

	cairo_move_to(canvas->cairo, x_mm * POINTS_PER_MM + at->x,
	              y_mm * POINTS_PER_MM + at->baseline - at->top);
	pango_cairo_show_layout_line(canvas->cairo, at->line);
}

void canvas_rule(struct canvas *canvas, double x_mm, double y_mm, double to_x_mm, double to_y_mm)
{
	cairo_set_line_width(canvas->cairo, RULE_PT);
	cairo_move_to(canvas->cairo, x_mm * POINTS_PER_MM, y_mm * POINTS_PER_MM);
	cairo_line_to(canvas->cairo, to_x_mm * POINTS_PER_MM, to_y_mm * POINTS_PER_MM);
	cairo_stroke(canvas->cairo);
}

/* ---- structure ---- */

void canvas_begin(struct canvas *canvas, const char *element)
{
	cairo_tag_begin(canvas->cairo, element, NULL);
}

void canvas_end(struct canvas *canvas, const char *element)
{
	cairo_tag_end(canvas->cairo, element);
}
