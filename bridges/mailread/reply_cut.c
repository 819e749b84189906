/* reply_cut: what somebody wrote in a reply; see reply_cut.h. */
#include "bridges/mailread/reply_cut.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "bridges/mailread/reply_sign.h"

/* The lines of a text, without their ends and the blanks there. */
struct lines {
	struct span *lines;
	size_t count;
};

static struct span trimmed_end(struct span line)
{
	while (line.size > 0 && strchr(" \t\r", line.data[line.size - 1]) != NULL)
		line.size--;
	return line;
}

static void lines_read(struct lines *lines, struct span text)
{
	size_t room = 1, start = 0;

	for (size_t i = 0; i < text.size; i++)
		room += text.data[i] == '\n';
	room = room < VB_REPLY_LINES_MAX ? room : VB_REPLY_LINES_MAX;
	lines->lines = calloc(room, sizeof(*lines->lines));
	lines->count = 0;
	if (lines->lines == NULL)
		abort();
	for (size_t i = 0; i <= text.size && lines->count < room; i++) {
		if (i < text.size && text.data[i] != '\n')
			continue;
		lines->lines[lines->count++] = trimmed_end(span_of(text.data + start, i - start));
		start = i + 1;
	}
}

static bool is_empty(const struct lines *lines, size_t at)
{
	return reply_sign_bare(lines->lines[at]).size == 0;
}

static bool is_quoted(const struct lines *lines, size_t at)
{
	struct span line = reply_sign_bare(lines->lines[at]);

	return line.size > 0 && line.data[0] == '>' && line.data == lines->lines[at].data;
}

static size_t next_full(const struct lines *lines, size_t at)
{
	while (at < lines->count && is_empty(lines, at))
		at++;
	return at;
}

/* ---- "On ... wrote:", over one to three lines ---- */

/* How many lines from at on say together who wrote what follows; 0: none. */
static size_t attribution_size(const struct lines *lines, size_t at)
{
	char joined[VB_REPLY_SIGN_BYTES];
	size_t used = 0;

	for (size_t count = 1; count <= 3 && at + count <= lines->count; count++) {
		struct span line = reply_sign_bare(lines->lines[at + count - 1]);
		size_t next = next_full(lines, at + count);
		bool is_before_quote = next < lines->count && is_quoted(lines, next);

		if (line.size == 0 || line.data[0] == '>' || used + line.size + 2 > sizeof(joined))
			return 0;
		if (count > 1 && reply_sign_begins_attribution(line))
			return 0;
		memcpy(joined + used, line.data, line.size);
		used += line.size;
		joined[used] = '\0';
		if (reply_sign_is_attribution(joined, is_before_quote) &&
		    (count == 1 ||
		     reply_sign_begins_attribution(reply_sign_bare(lines->lines[at]))))
			return count;
		joined[used++] = ' ';
	}
	return 0;
}

/* ---- blocks of headers ---- */

/* Two headers among the next five lines that are not empty, the first of them here, one of them says who wrote. */
static bool is_header_block(const struct lines *lines, size_t at)
{
	unsigned found = 0, senders = 0, seen = 0;

	if (!reply_sign_is_header(lines->lines[at]))
		return false;
	for (; at < lines->count && seen < 5; at++) {
		if (is_empty(lines, at))
			continue;
		seen++;
		found += reply_sign_is_header(lines->lines[at]);
		senders += reply_sign_is_sender(lines->lines[at]);
	}
	return found >= 2 && senders > 0;
}

/* A line of underscores counts only above a block. */
static bool is_end(const struct lines *lines, size_t at)
{
	size_t next = next_full(lines, at + 1);

	if (reply_sign_is_marker(lines->lines[at]) || reply_sign_is_separator(lines->lines[at]) ||
	    reply_sign_is_signature(lines->lines[at]) || is_header_block(lines, at))
		return true;
	return reply_sign_is_rule(lines->lines[at]) && next < lines->count &&
	       is_header_block(lines, next);
}

/* ---- the text ---- */

static void put_line(struct buf *out, struct span line, unsigned *empty, size_t start)
{
	if (reply_sign_bare(line).size == 0) {
		*empty += out->size > start;
		return;
	}
	if (out->size > start)
		buf_put_u8(out, '\n');
	if (*empty > 0)
		buf_put_u8(out, '\n');
	*empty = 0;
	buf_put(out, line.data, line.size);
}

void reply_cut(struct span text, struct buf *out)
{
	const size_t start = out->size;
	struct lines lines;
	unsigned empty = 0;

	if (text.size == 0)
		return;
	lines_read(&lines, text);
	for (size_t at = 0; at < lines.count && out->err == 0; at++) {
		size_t attribution;

		if (is_quoted(&lines, at) || reply_sign_is_added(lines.lines[at])) {
			empty += out->size > start;
			continue;
		}
		if (is_end(&lines, at))
			break;
		attribution = attribution_size(&lines, at);
		if (attribution > 0) {
			size_t next = next_full(&lines, at + attribution);

			if (next >= lines.count || !is_quoted(&lines, next))
				break;
			at = next;
			empty += out->size > start;
			continue;
		}
		put_line(out, lines.lines[at], &empty, start);
	}
	free(lines.lines);
}
