/*
 * fuzz_reply_cut: of a reply only lines are kept that stand in it, none of them quoted; a page of HTML and a single line are read to
 * their end, whatever they hold.
 */
#include "bridges/mailread/reply_cut.h"

#include <string.h>

#include "bridges/mailread/answer_word.h"
#include "bridges/mailread/html_read.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/must.h"

#define OUT_MAX_BYTES (16u << 20)
#define LINE_BYTES 256

/* The line stands somewhere in the text. */
static bool is_in(struct span line, struct span text)
{
	for (size_t i = 0; i + line.size <= text.size; i++) {
		if (memcmp(text.data + i, line.data, line.size) == 0)
			return true;
	}
	return false;
}

static void check_lines(struct span out, struct span in)
{
	size_t start = 0;

	for (size_t i = 0; out.size > 0 && i <= out.size; i++) {
		struct span line = span_of(out.data + start, i - start);

		if (i < out.size && out.data[i] != '\n')
			continue;
		must(line.size == 0 || line.data[0] != '>');
		must(line.size == 0 || is_in(line, in));
		start = i + 1;
	}
}

static void read_line(struct span in)
{
	char line[LINE_BYTES];
	size_t size = in.size < sizeof(line) ? in.size : sizeof(line) - 1;

	if (size > 0)
		memcpy(line, in.data, size);
	line[size] = '\0';
	must(answer_word(line) <= PARCEL_WORD_MAYBE);
	(void)answer_is_unsubscribe(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct span in = span_of(data, size);
	struct buf page, out;

	buf_init(&page, OUT_MAX_BYTES);
	buf_init(&out, OUT_MAX_BYTES);
	reply_cut(in, &out);
	must(out.err == 0 && out.size <= size + 1);
	if (size < 4096)
		check_lines(buf_span(&out), in);
	html_read(in, &page);
	buf_clear(&out);
	reply_cut(buf_span(&page), &out);
	read_line(in);
	buf_release(&page);
	buf_release(&out);
	return 0;
}
