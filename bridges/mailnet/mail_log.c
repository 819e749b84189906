/* mail_log: see mail_log.h. */
#include "bridges/mailnet/mail_log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "protocol/err.h"

#define LINE_MAX_BYTES 1024u

static size_t escape(const char *text, char *out, size_t size)
{
	size_t n = 0;

	for (; *text != '\0' && n + 5 < size; text++) {
		unsigned char c = (unsigned char)*text;

		if (c >= 0x20 && c < 0x7f)
			out[n++] = *text;
		else
			n += (size_t)snprintf(out + n, size - n, "\\x%02x", c);
	}
	return n;
}

/* One write a line: two processes may share the file. A log that cannot be written is no reason to stop. */
static void line_write(const char *event, const char *text)
{
	char line[4 * LINE_MAX_BYTES + 64];
	size_t size = escape(event, line, 64);
	ssize_t n;

	if (text[0] != '\0')
		line[size++] = ' ';
	size += escape(text, line + size, sizeof(line) - size - 1);
	line[size++] = '\n';
	do {
		n = write(STDERR_FILENO, line, size);
	} while (n < 0 && errno == EINTR);
}

void mail_log(const char *event, const char *format, ...)
{
	char text[LINE_MAX_BYTES];
	va_list values;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	line_write(event, text);
}

void mail_log_error(const char *event, int err, const char *format, ...)
{
	char text[LINE_MAX_BYTES];
	va_list values;
	size_t size;

	va_start(values, format);
	vsnprintf(text, sizeof(text), format, values);
	va_end(values);
	size = strlen(text);
	snprintf(text + size, sizeof(text) - size, "%scode=VB-%04d what=\"%s\"", size ? " " : "",
	         -err, err_what(err));
	line_write(event, text);
}
