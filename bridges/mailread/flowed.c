/* flowed: text whose lines were broken for the reader's window; see flowed.h. */
#include "bridges/mailread/flowed.h"

#include <string.h>

/* The next line without its end; text is moved behind. False at the end. */
static bool next_line(struct span *text, struct span *line)
{
	const uint8_t *end;

	if (text->size == 0)
		return false;
	end = memchr(text->data, '\n', text->size);
	*line = span_of(text->data, end != NULL ? (size_t)(end - text->data) : text->size);
	*text = span_of(text->data + line->size + (end != NULL),
	                text->size - line->size - (end != NULL));
	if (line->size > 0 && line->data[line->size - 1] == '\r')
		line->size--;
	return true;
}

static bool is_quoted(struct span text)
{
	return text.size > 0 && text.data[0] == '>';
}

/* The next line belongs to this one. rest: what follows. */
static bool is_soft(struct span line, struct span rest)
{
	if (line.size == 0 || line.data[line.size - 1] != ' ' || is_quoted(line))
		return false;
	if (span_is_equal(line, span_of_str("-- ")))
		return false;
	/* An empty line or a quoted one begins something else, whatever stood before it (RFC 3676, 4.5). */
	return rest.size > 0 && !is_quoted(rest) && rest.data[0] != '\n' && rest.data[0] != '\r';
}

void flowed_put(struct buf *out, struct span text, bool is_deleted)
{
	struct span line;

	while (next_line(&text, &line)) {
		bool goes_on = is_soft(line, text);

		/* Before a ">" it stays: else it would be taken for a quotation. */
		if (line.size > 0 && line.data[0] == ' ' &&
		    !is_quoted(span_of(line.data + 1, line.size - 1)))
			line = span_of(line.data + 1, line.size - 1);
		if (goes_on && is_deleted && line.size > 0)
			line.size--;
		buf_put(out, line.data, line.size);
		if (!goes_on)
			buf_put_u8(out, '\n');
	}
}
