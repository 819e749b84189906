/* pages: a form on pages of A4; see pages.h. Looked at by tests/blackbox/19-pages.t, too. */
#include "bridges/render/pages.h"

#include <stdio.h>
#include <stdlib.h>

#include "bridges/render/canvas.h"
#include "bridges/render/captions.h"
#include "bridges/render/letter.h"

#define LEFT_MM 25.0
#define WIDTH_MM 165.0
#define TOP_MM 27.0 /* of the text, below the head of a page */
#define BOTTOM_MM 275.0
#define HEAD_MM 14.0
#define OFFICE_MM 20.0
#define OFFICE_LINES 2u
#define FOOT_MM 283.0
#define KEEP_MM 60.0    /* a row that is lower is not parted */
#define HEADING_MM 30.0 /* a heading needs so much of its page, so that something follows it */
#define BODY_PT 10.0
#define SMALL_PT 8.5
#define HEADING_PT 12.0
#define TITLE_PT 14.0
#define GAP_MM 3.5
#define ROW_GAP_MM 1.2
#define COLUMN_GAP_MM 3.0
#define FACT_LABEL_MM 42.0
#define NUMBER_MM 24.0
#define FIGURE_MM 18.0
#define INDENT_MM 5.0
#define COLUMNS 3u
#define PIECES 2u
#define NUMBER_BYTES 12

/* Where the next line goes. */
struct flow {
	struct canvas *canvas;
	const struct form *form;
	unsigned page;  /* from 1 */
	unsigned pages; /* in all; 0 while they are counted */
	double y;
	bool has_table;           /* rows are being put: their head comes again on each page */
	bool is_fresh;            /* nothing stands on this page yet */
	struct canvas_text *head; /* of all pages but the first */
};

/* One or two texts below one another, of which some lines are drawn already. */
struct column {
	const char *element;
	double x, width;
	struct canvas_text *piece[PIECES];
	size_t at_piece, at_line;
};

static const struct canvas_style body = { .size_pt = BODY_PT };
static const struct canvas_style paragraph = { .size_pt = BODY_PT, .align = CANVAS_NATURAL };
static const struct canvas_style small = { .size_pt = SMALL_PT };
static const struct canvas_style figure = { .size_pt = BODY_PT, .align = CANVAS_END };

static struct canvas_text *lay(const struct flow *flow, const char *text, struct canvas_style style,
                               double width)
{
	style.is_rtl = flow->form->is_rtl;
	return canvas_text_new(flow->canvas, text != NULL ? text : "", &style, width);
}

/* The left edge of what is so far from the side where reading begins. */
static double left_of(const struct flow *flow, double x, double width)
{
	return flow->form->is_rtl ? LEFT_MM + WIDTH_MM - x - width : LEFT_MM + x;
}

/* ---- columns ---- */

static void add_piece(const struct flow *flow, struct column *column, const char *text,
                      struct canvas_style style)
{
	size_t piece = column->piece[0] != NULL ? 1 : 0;

	column->piece[piece] = lay(flow, text, style, column->width);
}

/* The height of the next line; negative: there is none. */
static double next_height(const struct column *column)
{
	if (column->at_piece == PIECES || column->piece[column->at_piece] == NULL)
		return -1.0;
	return canvas_line_height(column->piece[column->at_piece], column->at_line);
}

static void step(struct column *column)
{
	if (++column->at_line < canvas_text_lines(column->piece[column->at_piece]))
		return;
	column->at_line = 0;
	column->at_piece++;
}

/* The height of all that is left, at most max. */
static double height_left(struct column column, double max)
{
	double height = 0.0;
	double next;

	while (height <= max && (next = next_height(&column)) >= 0.0) {
		height += next;
		step(&column);
	}
	return height;
}

static double tallest(const struct column *columns, size_t count, double max)
{
	double height = 0.0;

	for (size_t i = 0; i < count; i++) {
		double one = height_left(columns[i], max);

		if (one > height)
			height = one;
	}
	return height;
}

/* Draws as many lines of the column as fit on the page; returns where they end. */
static double put_column(struct flow *flow, struct column *column)
{
	double y = flow->y;
	double height;

	canvas_begin(flow->canvas, column->element);
	/* A fresh page takes one line, however high it is, so that there is an end. */
	while ((height = next_height(column)) >= 0.0 &&
	       (y + height <= BOTTOM_MM || (flow->is_fresh && y <= flow->y))) {
		canvas_put_line(flow->canvas, column->piece[column->at_piece], column->at_line,
		                left_of(flow, column->x, column->width), y);
		y += height;
		step(column);
	}
	canvas_end(flow->canvas, column->element);
	return y;
}

static void release_columns(struct column *columns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		for (size_t k = 0; k < PIECES; k++)
			canvas_text_destroy(&columns[i].piece[k]);
	}
}

/* ---- pages ---- */

static void put_line(struct flow *flow, const char *text, struct canvas_style style, double y)
{
	struct canvas_text *line = lay(flow, text, style, WIDTH_MM);

	canvas_put_line(flow->canvas, line, 0, LEFT_MM, y);
	canvas_text_destroy(&line);
}

static void put_foot(struct flow *flow)
{
	char page[NUMBER_BYTES];
	char pages[NUMBER_BYTES];
	const char *values[VB_CAPTIONS_PLACES_MAX] = { page, pages, NULL, NULL, NULL };
	char *text;

	(void)snprintf(page, sizeof(page), "%u", flow->page);
	(void)snprintf(pages, sizeof(pages), "%u", flow->pages);
	text = captions_fill(flow->form->page != NULL ? flow->form->page : "{0}", values);
	put_line(flow, text, (struct canvas_style){ .size_pt = SMALL_PT, .align = CANVAS_END },
	         FOOT_MM);
	free(text);
}

static void put_table_head(struct flow *flow);

static void start_page(struct flow *flow)
{
	canvas_start_page(flow->canvas);
	flow->page++;
	put_foot(flow);
	flow->y = TOP_MM;
	flow->is_fresh = true;
	if (flow->page > 1) {
		canvas_put_line(flow->canvas, flow->head, 0, LEFT_MM, HEAD_MM);
		canvas_rule(flow->canvas, LEFT_MM, HEAD_MM + 5.5, LEFT_MM + WIDTH_MM,
		            HEAD_MM + 5.5);
	}
	if (flow->has_table)
		put_table_head(flow);
}

/* The columns beside one another, over as many pages as they need. */
static void put_columns(struct flow *flow, const char *element, struct column *columns,
                        size_t count)
{
	double height = tallest(columns, count, KEEP_MM);
	bool is_left = true;

	if (height <= KEEP_MM && flow->y + height > BOTTOM_MM && !flow->is_fresh)
		start_page(flow);
	while (is_left) {
		double end = flow->y;

		is_left = false;
		if (element != NULL)
			canvas_begin(flow->canvas, element);
		for (size_t i = 0; i < count; i++) {
			double y = put_column(flow, &columns[i]);

			if (y > end)
				end = y;
			is_left = is_left || next_height(&columns[i]) >= 0.0;
		}
		if (element != NULL)
			canvas_end(flow->canvas, element);
		flow->y = end;
		flow->is_fresh = false;
		if (is_left)
			start_page(flow);
	}
	release_columns(columns, count);
}

/* ---- blocks ---- */

static void put_text(struct flow *flow, const char *element, const char *text,
                     struct canvas_style style)
{
	struct column column = { .element = element, .width = WIDTH_MM };

	add_piece(flow, &column, text, style);
	put_columns(flow, NULL, &column, 1);
	flow->y += GAP_MM;
}

static void put_heading(struct flow *flow, const char *element, const char *text, double size_pt)
{
	if (flow->y + HEADING_MM > BOTTOM_MM && !flow->is_fresh)
		start_page(flow);
	put_text(flow, element, text,
	         (struct canvas_style){ .size_pt = size_pt, .weight = CANVAS_BOLD });
}

static void put_fact(struct flow *flow, const struct form_block *fact)
{
	const struct canvas_style bold = { .size_pt = BODY_PT, .weight = CANVAS_BOLD };
	struct column columns[] = {
		{ .element = "TH", .width = FACT_LABEL_MM },
		{ .element = "TD",
		  .x = FACT_LABEL_MM + COLUMN_GAP_MM,
		  .width = WIDTH_MM - FACT_LABEL_MM - COLUMN_GAP_MM },
	};

	add_piece(flow, &columns[0], fact->label, bold);
	add_piece(flow, &columns[1], fact->text, body);
	put_columns(flow, "TR", columns, 2);
	flow->y += ROW_GAP_MM;
}

static void set_columns(struct column columns[static COLUMNS], double indent)
{
	double start = indent + NUMBER_MM + COLUMN_GAP_MM;

	columns[0] = (struct column){ .element = "TH", .x = indent, .width = NUMBER_MM };
	columns[1] = (struct column){ .element = "TD",
		                      .x = start,
		                      .width = WIDTH_MM - start - FIGURE_MM - COLUMN_GAP_MM };
	columns[2] =
		(struct column){ .element = "TD", .x = WIDTH_MM - FIGURE_MM, .width = FIGURE_MM };
}

static void put_table_head(struct flow *flow)
{
	const struct canvas_style bold = { .size_pt = SMALL_PT, .weight = CANVAS_BOLD };
	struct canvas_style bold_end = bold;
	struct column columns[COLUMNS];
	bool had_table = flow->has_table;
	double y;

	set_columns(columns, 0.0);
	bold_end.align = CANVAS_END;
	columns[1].element = columns[2].element = "TH";
	add_piece(flow, &columns[0], flow->form->number, bold);
	add_piece(flow, &columns[1], flow->form->subject, bold);
	add_piece(flow, &columns[2], flow->form->figure, bold_end);
	flow->has_table = false;
	put_columns(flow, "TR", columns, COLUMNS);
	flow->has_table = had_table;
	y = flow->y + ROW_GAP_MM / 2;
	canvas_rule(flow->canvas, LEFT_MM, y, LEFT_MM + WIDTH_MM, y);
	flow->y += 2 * ROW_GAP_MM;
	flow->is_fresh = true;
}

static void put_row(struct flow *flow, const struct form_block *row)
{
	struct column columns[COLUMNS];

	set_columns(columns, INDENT_MM * row->depth);
	if (row->label[0] == '\0') {
		/* Without a number the subject begins where the number would stand. */
		columns[1].width += columns[1].x - columns[0].x;
		columns[1].x = columns[0].x;
	} else {
		add_piece(flow, &columns[0], row->label, body);
	}
	add_piece(flow, &columns[1], row->text, body);
	if (row->note[0] != '\0')
		add_piece(flow, &columns[1], row->note, small);
	if (row->figure[0] != '\0')
		add_piece(flow, &columns[2], row->figure, figure);
	put_columns(flow, "TR", columns, COLUMNS);
	flow->y += ROW_GAP_MM;
}

static void put_block(struct flow *flow, const struct form_block *block)
{
	const struct canvas_style bold = { .size_pt = BODY_PT, .weight = CANVAS_BOLD };

	switch (block->kind) {
	case FORM_TITLE:
		put_heading(flow, "H1", block->text, TITLE_PT);
		break;
	case FORM_HEADING:
		put_heading(flow, "H2", block->text, HEADING_PT);
		break;
	case FORM_TEXT:
		put_text(flow, "P", block->text, paragraph);
		break;
	case FORM_STRONG:
		put_text(flow, "P", block->text, bold);
		break;
	case FORM_FACT:
		put_fact(flow, block);
		break;
	case FORM_ROW:
		put_row(flow, block);
		break;
	}
}

/* Facts and rows are tables; between a table and what follows there is room. */
static void put_blocks(struct flow *flow)
{
	const struct form *form = flow->form;

	for (uint32_t i = 0; i < form->count; i++) {
		const struct form_block *block = &form->blocks[i];
		bool is_table = block->kind == FORM_FACT || block->kind == FORM_ROW;
		bool is_first = i == 0 || block[-1].kind != block->kind;
		bool is_last = i + 1 == form->count || block[1].kind != block->kind;

		if (is_table && is_first) {
			canvas_begin(flow->canvas, "Table");
			if (block->kind == FORM_ROW)
				put_table_head(flow);
			flow->has_table = block->kind == FORM_ROW;
		}
		put_block(flow, block);
		if (is_table && is_last) {
			canvas_end(flow->canvas, "Table");
			flow->has_table = false;
			flow->y += GAP_MM;
		}
	}
}

/* The office at the head of the first page, as a letterhead has it: two lines at most. */
static void put_office(struct flow *flow)
{
	struct canvas_text *text;

	if (flow->form->office == NULL || flow->form->office[0] == '\0')
		return;
	text = lay(flow, flow->form->office,
	           (struct canvas_style){ .size_pt = HEADING_PT, .weight = CANVAS_BOLD }, WIDTH_MM);
	canvas_begin(flow->canvas, "P");
	flow->y = OFFICE_MM;
	for (size_t i = 0; i < canvas_text_lines(text) && i < OFFICE_LINES; i++) {
		canvas_put_line(flow->canvas, text, i, LEFT_MM, flow->y);
		flow->y += canvas_line_height(text, i);
	}
	canvas_end(flow->canvas, "P");
	canvas_text_destroy(&text);
	flow->y += 2 * GAP_MM;
}

/* The whole document; returns its pages. */
static unsigned put_document(struct canvas *canvas, const struct form *form, unsigned pages)
{
	struct flow flow = { .canvas = canvas, .form = form, .pages = pages };

	flow.head = lay(&flow, form->title, small, WIDTH_MM);
	canvas_begin(canvas, "Document");
	start_page(&flow);
	put_office(&flow);
	if (form->is_letter) {
		letter_put(canvas, form);
		flow.y = VB_LETTER_TEXT_MM;
	}
	put_blocks(&flow);
	canvas_end(canvas, "Document");
	canvas_text_destroy(&flow.head);
	return flow.page;
}

int pages_write(const struct form *form, struct buf *out)
{
	const struct canvas_info info = { .title = form->title != NULL ? form->title : "",
		                          .author = form->office != NULL ? form->office : "",
		                          .language =
		                                  form->language != NULL ? form->language : "und",
		                          .made_ms = form->made_ms };
	struct canvas *canvas;
	unsigned pages;
	int err = canvas_open(&info, &canvas);

	if (err < 0)
		return err;
	/* Once to count the pages, once to write them. */
	pages = put_document(canvas, form, 0);
	canvas_destroy(&canvas);
	err = canvas_open(&info, &canvas);
	if (err < 0)
		return err;
	(void)put_document(canvas, form, pages);
	return canvas_close(&canvas, out);
}
