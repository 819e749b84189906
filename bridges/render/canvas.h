/* canvas: pages of A4 as PDF, in millimetres from the top left corner; the only file that knows pango and cairo.
 *
 * Texts are shaped by pango: letters of Arabic join, paragraphs that begin with a letter that runs from right to left begin
 * on the right, names of all scripts find a font that has them. Text can be copied from the pages and searched. Equal input
 * gives equal bytes on a machine (fonts are its own): the date is given, and no number is random. Structure (headings, paragraphs,
 * tables) and language are noted for those who listen. No state outside of a canvas. Called by pages. Thread rule: pure, but
 * for the fonts of the machine, which pango reads.
 */
#ifndef VB_BRIDGES_RENDER_CANVAS_H
#define VB_BRIDGES_RENDER_CANVAS_H

#include "protocol/bytes.h"

#define VB_CANVAS_WIDTH_MM 210.0
#define VB_CANVAS_HEIGHT_MM 297.0

struct canvas;
struct canvas_text;

/* What the document says about itself. */
struct canvas_info {
	const char *title, *author;
	const char *language; /* BCP 47, letters, digits and '-' only */
	int64_t made_ms;      /* since 1970 UTC; civil_is_sound */
};

enum canvas_weight { CANVAS_REGULAR, CANVAS_BOLD };
enum canvas_align {
	CANVAS_START,   /* the side where reading begins in the document */
	CANVAS_END,     /* the other side */
	CANVAS_LEFT,    /* left, whatever is written */
	CANVAS_NATURAL, /* the side where reading begins in each paragraph */
};

struct canvas_style {
	double size_pt;
	enum canvas_weight weight;
	enum canvas_align
		align; /* START: by the direction of each paragraph; END: opposite of it */
	bool is_rtl;   /* direction of what has no letters of its own */
};

/* Opens a document without pages; nothing is drawn before canvas_start_page. Errors: VB_ERR_NO_FONT, the machine has none. */
VB_MUST int canvas_open(const struct canvas_info *info, struct canvas **out);

/* Begins the next page. */
void canvas_start_page(struct canvas *canvas);

/* Lays out a valid UTF-8 text (line feeds part paragraphs) at most width_mm wide. Words too long are broken. The caller
 * destroys it, before the canvas. */
struct canvas_text *canvas_text_new(struct canvas *canvas, const char *text,
                                    const struct canvas_style *style, double width_mm);

/* Frees it, and sets the pointer to NULL; NULL is none. */
void canvas_text_destroy(struct canvas_text **text);

/* Number of its lines, at least one. */
size_t canvas_text_lines(const struct canvas_text *text);

/* Height of one of its lines, in mm. */
double canvas_line_height(const struct canvas_text *text, size_t line);

/* Draws one of its lines on the page; x and y are the corner of the text at the left and the top of the line. */
void canvas_put_line(struct canvas *canvas, const struct canvas_text *text, size_t line,
                     double x_mm, double y_mm);

/* Draws a thin line. */
void canvas_rule(struct canvas *canvas, double x_mm, double y_mm, double to_x_mm, double to_y_mm);

/* What is drawn from here to the matching canvas_end is this element of the document's structure: "H1", "P", "Table",
 * ... (ISO 32000-1, 14.8.4). Nests. One that holds only elements may go on over pages, one with text stays on its page. */
void canvas_begin(struct canvas *canvas, const char *element);
/* Ends the element begun last. */
void canvas_end(struct canvas *canvas, const char *element);

/* Ends the document, appends its bytes and frees the canvas, in any case. Errors: VB_ERR_TOO_LARGE, out is full. */
VB_MUST int canvas_close(struct canvas **canvas, struct buf *out);

/* Frees a canvas without its document. NULL is none. */
void canvas_destroy(struct canvas **canvas);

#endif
