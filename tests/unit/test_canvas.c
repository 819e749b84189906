/* canvas: texts in lines, and a document that is the same each time; its look is tests/blackbox/19-pages.t's. */
#include "bridges/render/canvas.h"

#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

static const struct canvas_info info = { "Titel", "Amt", "de", 1796144400000 };
static const struct canvas_style style = { .size_pt = 10 };

static struct buf document_of(const char *text)
{
	struct canvas *canvas;
	struct canvas_text *laid;
	struct buf out;

	buf_init(&out, 1 << 20);
	is_err(canvas_open(&info, &canvas), 0, "a canvas");
	canvas_start_page(canvas);
	laid = canvas_text_new(canvas, text, &style, 100);
	canvas_begin(canvas, "P");
	canvas_put_line(canvas, laid, 0, 25, 25);
	canvas_end(canvas, "P");
	canvas_start_page(canvas);
	canvas_rule(canvas, 10, 10, 20, 10);
	canvas_text_destroy(&laid);
	canvas_text_destroy(&laid);
	is_err(canvas_close(&canvas, &out), 0, "a document");
	ok(canvas == NULL, "the canvas is gone");
	buf_put_u8(&out, '\0');
	return out;
}

static void test_same(void)
{
	struct buf first = document_of("Grüße أمينة Засідання");
	struct buf second = document_of("Grüße أمينة Засідання");
	struct buf other = document_of("Grüße");

	ok(span_is_equal(buf_span(&first), buf_span(&second)), "equal input, equal bytes");
	ok(!span_is_equal(buf_span(&first), buf_span(&other)), "other input, others");
	ok(first.size > 1000 && memcmp(first.data, "%PDF-1.5\n", 9) == 0, "it is PDF");
	buf_release(&first);
	buf_release(&second);
	buf_release(&other);
}

static size_t lines_of(struct canvas *canvas, const char *text, double width_mm)
{
	struct canvas_text *laid = canvas_text_new(canvas, text, &style, width_mm);
	size_t count = canvas_text_lines(laid);
	bool is_high = true;

	for (size_t i = 0; i < count; i++)
		is_high = is_high && canvas_line_height(laid, i) > 3.0 &&
		          canvas_line_height(laid, i) < 8.0;
	ok(is_high, "lines of ten points are three to eight millimetres high");
	canvas_text_destroy(&laid);
	return count;
}

static void test_lines(void)
{
	struct canvas *canvas;
	char *word = malloc(10001);

	if (word == NULL)
		abort();
	memset(word, 'x', 10000);
	word[10000] = '\0';
	is_err(canvas_open(&info, &canvas), 0, "a canvas");
	is_int(lines_of(canvas, "", 100), 1, "nothing is a line");
	is_int(lines_of(canvas, "a\nb\n\nc", 100), 4, "line feeds");
	ok(lines_of(canvas, "eins zwei drei vier fünf sechs", 20) >= 3,
	   "what is too wide goes on below");
	ok(lines_of(canvas, word, 20) > 500, "a word without end, too");
	canvas_destroy(&canvas);
	canvas_destroy(&canvas);
	ok(canvas == NULL, "destroyed twice is destroyed");
	free(word);
}

static void test_no_room(void)
{
	struct canvas *canvas;
	struct buf out;

	buf_init(&out, 100);
	is_err(canvas_open(&info, &canvas), 0, "a canvas");
	canvas_start_page(canvas);
	is_err(canvas_close(&canvas, &out), VB_ERR_TOO_LARGE, "a buffer that is too small");
	buf_release(&out);
}

int main(void)
{
	test_same();
	test_lines();
	test_no_room();
	return done();
}
