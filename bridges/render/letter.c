/* letter: DIN 5008 form B; see letter.h; tested by tests/blackbox/19-pages.t */
#include "bridges/render/letter.h"

#define WINDOW_X_MM 25.0 /* 20 mm and a margin of 5 */
#define WINDOW_WIDTH_MM 80.0
#define SENDER_Y_MM 57.0
#define ADDRESS_Y_MM 62.7
#define ADDRESS_HEIGHT_MM 27.3
#define SENDER_PT 6.5
#define INFO_X_MM 125.0
#define INFO_Y_MM 50.0
#define INFO_END_MM 90.0
#define INFO_LABEL_MM 27.0
#define INFO_TEXT_MM 38.0
#define INFO_PT 8.5
#define MARK_X_MM 5.0
#define FOLD_MM 4.0
#define HOLE_MM 7.0

static const double address_sizes_pt[] = { 10.5, 9.5, 8.5, 7.5 };

static struct canvas_text *lay(struct canvas *canvas, const char *text, double size_pt,
                               double width_mm)
{
	const struct canvas_style style = { .size_pt = size_pt, .align = CANVAS_LEFT };

	return canvas_text_new(canvas, text, &style, width_mm);
}

/* Draws at most max_lines lines from y on; returns where they end. With only_measure nothing is drawn. */
static double put_lines(struct canvas *canvas, const struct canvas_text *text, size_t max_lines,
                        double x_mm, double y_mm, bool only_measure)
{
	for (size_t i = 0; i < canvas_text_lines(text) && i < max_lines; i++) {
		if (!only_measure)
			canvas_put_line(canvas, text, i, x_mm, y_mm);
		y_mm += canvas_line_height(text, i);
	}
	return y_mm;
}

static double put_address(struct canvas *canvas, const struct form *form, double size_pt,
                          size_t max_lines, bool only_measure)
{
	double y = ADDRESS_Y_MM;

	for (size_t i = 0; i < VB_FORM_ADDRESS_LINES && form->address[i] != NULL; i++) {
		struct canvas_text *text = lay(canvas, form->address[i], size_pt, WINDOW_WIDTH_MM);

		y = put_lines(canvas, text, max_lines, WINDOW_X_MM, y, only_measure);
		canvas_text_destroy(&text);
	}
	return y;
}

/* In the largest size that fits the window; what fits in none shows the beginning of each line, since the last ones name the
 * place that a letter goes to. */
static void put_window(struct canvas *canvas, const struct form *form)
{
	const size_t sizes = sizeof(address_sizes_pt) / sizeof(address_sizes_pt[0]);
	struct canvas_text *sender;
	size_t size = 0;

	if (form->sender != NULL && form->sender[0] != '\0') {
		sender = lay(canvas, form->sender, SENDER_PT, WINDOW_WIDTH_MM);
		(void)put_lines(canvas, sender, 1, WINDOW_X_MM, SENDER_Y_MM, false);
		canvas_rule(canvas, WINDOW_X_MM, SENDER_Y_MM + canvas_line_height(sender, 0) + 0.5,
		            WINDOW_X_MM + WINDOW_WIDTH_MM,
		            SENDER_Y_MM + canvas_line_height(sender, 0) + 0.5);
		canvas_text_destroy(&sender);
	}
	while (size < sizes && put_address(canvas, form, address_sizes_pt[size], SIZE_MAX, true) >
	                               ADDRESS_Y_MM + ADDRESS_HEIGHT_MM)
		size++;
	if (size < sizes)
		(void)put_address(canvas, form, address_sizes_pt[size], SIZE_MAX, false);
	else
		(void)put_address(canvas, form, address_sizes_pt[sizes - 1], 1, false);
}

static void put_info(struct canvas *canvas, const struct form *form)
{
	double y = INFO_Y_MM;

	for (size_t i = 0; i < VB_FORM_INFO_MAX && form->info[i].label != NULL; i++) {
		struct canvas_text *label =
			lay(canvas, form->info[i].label, INFO_PT, INFO_LABEL_MM);
		struct canvas_text *text = lay(canvas, form->info[i].text, INFO_PT, INFO_TEXT_MM);
		double label_end = put_lines(canvas, label, 2, INFO_X_MM, y, true);
		double text_end = put_lines(canvas, text, 2, INFO_X_MM, y, true);
		double end = label_end > text_end ? label_end : text_end;

		if (end <= INFO_END_MM) {
			(void)put_lines(canvas, label, 2, INFO_X_MM, y, false);
			(void)put_lines(canvas, text, 2, INFO_X_MM + INFO_LABEL_MM, y, false);
			y = end;
		}
		canvas_text_destroy(&label);
		canvas_text_destroy(&text);
	}
}

void letter_put(struct canvas *canvas, const struct form *form)
{
	canvas_begin(canvas, "P");
	put_window(canvas, form);
	canvas_end(canvas, "P");
	canvas_begin(canvas, "P");
	put_info(canvas, form);
	canvas_end(canvas, "P");
	canvas_rule(canvas, MARK_X_MM, 105.0, MARK_X_MM + FOLD_MM, 105.0);
	canvas_rule(canvas, MARK_X_MM, 148.5, MARK_X_MM + HOLE_MM, 148.5);
	canvas_rule(canvas, MARK_X_MM, 210.0, MARK_X_MM + FOLD_MM, 210.0);
}
