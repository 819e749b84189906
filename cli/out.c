/* out: data, talk and errors; see out.h. */
#include "cli/out.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "cli/glyph.h"
#include "cli/language.h"

#define WIDTH_DEFAULT 80u
#define WIDTH_MIN 20u

static size_t terminal_width(int descriptor)
{
	struct winsize size;
	const char *columns = getenv("COLUMNS");
	unsigned long typed = columns != NULL ? strtoul(columns, NULL, 10) : 0;

	if (typed >= WIDTH_MIN && typed <= UINT16_MAX)
		return typed;
	if (ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col >= WIDTH_MIN)
		return size.ws_col;
	return WIDTH_DEFAULT;
}

static uint64_t mono_ms(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_MONOTONIC, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

static size_t terminal_height(int descriptor)
{
	struct winsize size;
	const char *lines = getenv("LINES");
	unsigned long typed = lines != NULL ? strtoul(lines, NULL, 10) : 0;

	if (typed > 0 && typed <= UINT16_MAX)
		return typed;
	return ioctl(descriptor, TIOCGWINSZ, &size) == 0 ? size.ws_row : 0;
}

void out_init(struct out *out, FILE *data, FILE *talk)
{
	const char *no_colour = getenv("NO_COLOR");
	const char *kind = getenv("TERM");
	bool is_dumb = kind != NULL && strcmp(kind, "dumb") == 0;

	memset(out, 0, sizeof(*out));
	out->data = data;
	out->talk = talk;
	out->style.is_terminal = isatty(fileno(data)) == 1;
	out->is_talk_terminal = isatty(fileno(talk)) == 1;
	out->style.has_colour =
		out->style.is_terminal && !is_dumb && (no_colour == NULL || no_colour[0] == '\0');
	out->style.width = terminal_width(fileno(data));
	out->style.height = terminal_height(fileno(data));
	progress_init(&out->progress, out->is_talk_terminal ? talk : NULL, mono_ms());
}

/* Writes a text of strangers, harmless in its place. */
static void put_text(FILE *file, const char *text, enum glyph_place place)
{
	struct buf line;

	buf_init(&line, SIZE_MAX / 2);
	(void)glyph_put(&line, span_of_str(text), place, VB_GLYPH_ALL);
	if (line.size > 0)
		(void)fwrite(line.data, 1, line.size, file);
	buf_release(&line);
}

/* Formats into fresh memory; the caller frees it. */
static char *formatted(const char *format, va_list values) __attribute__((format(printf, 1, 0)));
static char *formatted(const char *format, va_list values)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (memory == NULL || vfprintf(memory, format, values) < 0 || fclose(memory) != 0)
		abort();
	return text;
}

/* Writes a text in lines of so many columns, words whole. */
static void put_lines(const struct out *out, const char *text, size_t width, FILE *file)
{
	static const struct table_column column = { NULL, TABLE_WHOLE };
	struct table_style style = out->style;
	struct table *table = table_new(&column, 1);

	style.is_terminal = true;
	style.width = width;
	table_add(table, text);
	table_print(table, &style, file);
	table_destroy(&table);
}

/* Says a text in lines that fit the terminal. One line that is indented goes on below itself, farther in. */
static void put_wrapped(const struct out *out, const char *text)
{
	char *lines = NULL;
	char *rest;
	size_t size;
	FILE *memory;

	if (strncmp(text, "  ", 2) != 0 || strchr(text, '\n') != NULL || out->style.width < 40) {
		put_lines(out, text, out->style.width, out->talk);
		return;
	}
	memory = open_memstream(&lines, &size);
	if (memory == NULL)
		abort();
	put_lines(out, text + 2, out->style.width - 4, memory);
	if (fclose(memory) != 0)
		abort();
	rest = lines;
	for (const char *line; (line = strsep(&rest, "\n")) != NULL && rest != NULL;)
		(void)fprintf(out->talk, "%s%s\n", line == lines ? "  " : "    ", line);
	free(lines);
}

static void say(struct out *out, const char *format, va_list values)
	__attribute__((format(printf, 2, 0)));
static void say(struct out *out, const char *format, va_list values)
{
	char *text = formatted(format, values);

	progress_clear(&out->progress);
	if (out->is_talk_terminal) {
		put_wrapped(out, text);
	} else {
		put_text(out->talk, text, GLYPH_TERMINAL_LINES);
		(void)fputc('\n', out->talk);
	}
	free(text);
}

void out_note(struct out *out, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	say(out, format, values);
	va_end(values);
}

void out_hint(struct out *out, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	if (out->style.is_terminal)
		say(out, format, values);
	va_end(values);
}

void out_progress(struct out *out, uint64_t done, uint64_t total)
{
	progress_step(&out->progress, mono_ms(), done, total);
}

void out_progress_bytes(struct out *out, uint64_t done, uint64_t total)
{
	progress_step_bytes(&out->progress, mono_ms(), done, total);
}

void out_progress_wait(struct out *out)
{
	progress_wait(&out->progress, mono_ms());
}

void out_progress_wait_end(struct out *out)
{
	progress_wait_end(&out->progress);
}

void out_progress_end(struct out *out)
{
	progress_clear(&out->progress);
}

void out_value(struct out *out, const char *text)
{
	put_text(out->data, text, out->style.is_terminal ? GLYPH_TERMINAL : GLYPH_PIPE);
	(void)fputc('\n', out->data);
}

void out_text(struct out *out, const char *text)
{
	if (out->style.is_terminal)
		put_text(out->data, text, GLYPH_TERMINAL_LINES);
	else
		(void)fputs(text, out->data);
}

void out_table(struct out *out, struct table **table)
{
	table_print(*table, &out->style, out->data);
	table_destroy(table);
}

void out_list(struct out *out, struct table **table)
{
	bool is_empty = table_is_empty(*table);

	out_table(out, table);
	if (is_empty)
		out_hint(out, "%s", _("The list is empty."));
}

void out_document(struct out *out, const char *noun, const char *verb, struct json **body)
{
	struct json *document = json_new_map();
	char schema[80];

	(void)snprintf(schema, sizeof(schema), "verbund/%s%s%s/1", noun, verb != NULL ? "-" : "",
	               verb != NULL ? verb : "");
	for (char *blank = strchr(schema, ' '); blank != NULL; blank = strchr(blank, ' '))
		*blank = '-'; /* a verb of two words */
	json_put_text(document, "schema", schema);
	json_put_all(document, *body);
	json_print(document, !out->style.is_terminal, out->data);
	json_destroy(&document);
	json_destroy(body);
}

int out_fail(struct out *out, int err, const char *format, ...)
{
	va_list values;

	if (out->why[0] != '\0')
		return err;
	va_start(values, format);
	(void)vsnprintf(out->why, sizeof(out->why), format, values);
	va_end(values);
	return err;
}

void out_forget(struct out *out)
{
	out->why[0] = '\0';
}

void out_error(struct out *out, int err, const char *home)
{
	out_note(out, _("%s (VB-%04d)"), _(err_what(err)), -err);
	if (out->why[0] != '\0')
		out_note(out, _("  Reason: %s"), out->why);
	if (err == VB_ERR_NOT_RUNNING && out->is_shared)
		out_note(out, _("  Now: Ask the administrator of this office to start it."));
	else if (err == VB_ERR_NOT_RUNNING && home != NULL)
		out_note(out, _("  Now: Start it with `verbundd --home '%s'`."), home);
	else if ((err == VB_ERR_USAGE || err == VB_ERR_MISSING_VALUE) && out->words[0] != '\0')
		out_note(out, _("  Now: See `verbund help %s`."), out->words);
	else
		out_note(out, _("  Now: %s"), _(err_now(err)));
	out_forget(out);
}

int out_finish(struct out *out)
{
	bool is_broken;

	progress_clear(&out->progress);
	is_broken = fflush(out->data) != 0 || ferror(out->data) != 0;

	(void)fflush(out->talk);
	return is_broken ? VB_ERR_IO : 0;
}
