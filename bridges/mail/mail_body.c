/* mail_body: plain and HTML; see mail_body.h; tested by tests/unit/test_mail_template.c */
#include "bridges/mail/mail_body.h"

#include <string.h>

#include "bridges/render/html.h"
#include "bridges/render/plain.h"

#define PLAIN_MAX_BYTES (16u << 20)

/* Without blanks at its end, which would join it with the next (RFC 3676, 4.2), and stuffed (4.4). */
static void put_line(struct buf *out, const char *line, size_t size)
{
	while (size > 0 && (line[size - 1] == ' ' || line[size - 1] == '\r'))
		size--;
	if (size > 0 &&
	    (line[0] == ' ' || line[0] == '>' || (size >= 5 && memcmp(line, "From ", 5) == 0)))
		buf_put_u8(out, ' ');
	buf_put(out, line, size);
	buf_put_u8(out, (uint8_t)'\n');
}

static void put_flowed(struct buf *out, struct span text)
{
	const char *at = (const char *)text.data;
	size_t left = text.size;

	while (left > 0) {
		const char *end = memchr(at, '\n', left);
		size_t size = end != NULL ? (size_t)(end - at) : left;

		put_line(out, at, size);
		size += end != NULL ? 1 : 0;
		at += size;
		left -= size;
	}
}

int mail_body_plain(const struct mail_text *text, struct buf *out)
{
	struct buf plain;
	int err;

	buf_init(&plain, PLAIN_MAX_BYTES);
	err = plain_write(&text->form, &plain);
	if (err == 0 && text->german.count > 0) {
		buf_put_u8(&plain, '\n');
		err = plain_write(&text->german, &plain);
	}
	if (err == 0)
		put_flowed(out, buf_span(&plain));
	buf_release(&plain);
	return err == 0 ? out->err : err;
}

int mail_body_html(const struct mail_text *text, struct buf *out)
{
	return html_write_both(&text->form, text->german.count > 0 ? &text->german : NULL, out);
}
