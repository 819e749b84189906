/* log: see log.h. */
#include "daemon/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include "protocol/node_id.h"
#include "protocol/utf8.h"

#define LINE_MAX_BYTES 2048u
#define TEXT_MAX_BYTES 1024u

static struct {
	enum log_level level;
	bool is_journal;
} self = { VB_LOG_INFO, false };

/* ---- one line ---- */

struct line {
	char text[LINE_MAX_BYTES];
	size_t size;
};

/* Room is kept for the line feed; what does not fit is left out. */
static void line_put(struct line *line, const char *data, size_t size)
{
	size_t room = sizeof(line->text) - 1 - line->size;

	if (size > room)
		return;
	memcpy(line->text + line->size, data, size);
	line->size += size;
}

static void line_put_text(struct line *line, const char *text)
{
	line_put(line, text, strlen(text));
}

/* Bytes of the UTF-8 character at text that may stand in a line, 0 if none: no control characters (C0, DEL, C1), none
 * that separate lines or turn the direction of the text (U+2028-202E, U+2066-2069). */
static size_t plain_char(const uint8_t *text, size_t left)
{
	size_t size = text[0] < 0x80 ? 1 : text[0] < 0xe0 ? 2 : text[0] < 0xf0 ? 3 : 4;

	if (size > left || text[0] < 0x20 || text[0] == 0x7f)
		return 0;
	if (!utf8_is_valid(span_of(text, size)))
		return 0;
	if (size == 2 && text[0] == 0xc2 && text[1] < 0xa0)
		return 0;
	if (size == 3 && text[0] == 0xe2 &&
	    ((text[1] == 0x80 && text[2] >= 0xa8 && text[2] <= 0xae) ||
	     (text[1] == 0x81 && text[2] >= 0xa6 && text[2] <= 0xa9)))
		return 0;
	return size;
}

static void line_put_escaped(struct line *line, const char *text)
{
	const uint8_t *at = (const uint8_t *)text;
	size_t left = strlen(text);

	while (left > 0) {
		size_t size = plain_char(at, left);
		char escaped[8];

		if (size > 0) {
			line_put(line, (const char *)at, size);
		} else {
			size = 1;
			snprintf(escaped, sizeof(escaped), "\\x%02x", *at);
			line_put(line, escaped, 4);
		}
		at += size;
		left -= size;
	}
}

static void line_put_head(struct line *line, enum log_level level)
{
	char head[40];
	struct timespec now;
	struct tm utc;
	size_t size;

	if (self.is_journal) {
		snprintf(head, sizeof(head), "<%d>", (int)level);
		line_put_text(line, head);
		return;
	}
	clock_gettime(CLOCK_REALTIME, &now);
	gmtime_r(&now.tv_sec, &utc);
	size = strftime(head, sizeof(head), "%Y-%m-%dT%H:%M:%S", &utc);
	snprintf(head + size, sizeof(head) - size, ".%03dZ ", (int)(now.tv_nsec / 1000000));
	line_put_text(line, head);
	if (level <= VB_LOG_WARNING)
		line_put_text(line, level == VB_LOG_ERROR ? "ERROR " : "WARNING ");
}

/* A log that cannot be written is no reason to stop working. */
static void line_write(struct line *line)
{
	ssize_t n;

	line->text[line->size++] = '\n';
	do {
		n = write(STDERR_FILENO, line->text, line->size);
	} while (n < 0 && errno == EINTR);
}

VB_LOG_FORMAT(3, 0)
static void line_start(struct line *line, const char *event, const char *format, va_list values)
{
	char text[TEXT_MAX_BYTES];

	line_put_text(line, event);
	vsnprintf(text, sizeof(text), format, values);
	if (text[0] != '\0')
		line_put_text(line, " ");
	line_put_escaped(line, text);
}

/* ---- the calls ---- */

void log_init(enum log_level level)
{
	const char *stream = getenv("JOURNAL_STREAM");
	char own[64];
	struct stat s;

	self.level = level;
	self.is_journal = false;
	if (!stream || fstat(STDERR_FILENO, &s) < 0)
		return;
	snprintf(own, sizeof(own), "%ju:%ju", (uintmax_t)s.st_dev, (uintmax_t)s.st_ino);
	self.is_journal = strcmp(stream, own) == 0;
}

void log_set_level(enum log_level level)
{
	self.level = level;
}

VB_LOG_FORMAT(3, 0)
static void write_event(enum log_level level, const char *event, const char *format, va_list values)
{
	struct line line = { .size = 0 };

	if (level > self.level)
		return;
	line_put_head(&line, level);
	line_start(&line, event, format, values);
	line_write(&line);
}

void log_info(const char *event, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	write_event(VB_LOG_INFO, event, format, values);
	va_end(values);
}

void log_debug(const char *event, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	write_event(VB_LOG_DEBUG, event, format, values);
	va_end(values);
}

void log_warnx(const char *event, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	write_event(VB_LOG_WARNING, event, format, values);
	va_end(values);
}

void log_warn(const char *event, const char *format, ...)
{
	const char *why = strerror(errno);
	struct line line = { .size = 0 };
	va_list values;

	if (self.level < VB_LOG_WARNING)
		return;
	va_start(values, format);
	line_put_head(&line, VB_LOG_WARNING);
	line_start(&line, event, format, values);
	va_end(values);
	line_put_text(&line, " error=\"");
	line_put_escaped(&line, why);
	line_put_text(&line, "\"");
	line_write(&line);
}

void log_error(const char *event, int err, const char *format, ...)
{
	struct line line = { .size = 0 };
	va_list values;
	char code[32];

	if (self.level < VB_LOG_WARNING)
		return;
	va_start(values, format);
	line_put_head(&line, VB_LOG_WARNING);
	line_start(&line, event, format, values);
	va_end(values);
	snprintf(code, sizeof(code), " code=VB-%04d what=\"", -err);
	line_put_text(&line, code);
	line_put_text(&line, err_what(err));
	line_put_text(&line, "\"");
	line_write(&line);
}

void fatal(const char *event, const char *format, ...)
{
	struct line line = { .size = 0 };
	va_list values;

	va_start(values, format);
	line_put_head(&line, VB_LOG_ERROR);
	line_start(&line, event, format, values);
	va_end(values);
	line_write(&line);
	exit(EXIT_FAILURE);
}

/* ---- short ids ---- */

struct log_short log_node(const struct node_id *id)
{
	char text[VB_NODE_ID_TEXT_BYTES];
	struct log_short out = { "" };

	node_id_format(id, text);
	memcpy(out.text, text, 9);
	return out;
}

struct log_short log_hex(const uint8_t *id)
{
	struct log_short out = { "" };

	hex_format(id, 4, out.text);
	return out;
}
