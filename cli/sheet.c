/* sheet: the lines of the file of export json; see sheet.h. */
#include "cli/sheet.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "cli/language.h"

#define SUM_MAX_BYTES 200u

struct sheet {
	struct out *out;
	const char *path;
	FILE *file;
	struct hasher hasher; /* over the lines so far */
	uint64_t lines;       /* read so far, that with the sum not counted */
	struct buf line;
};

/* The last line of a file of so many lines. */
static void sum_format(const struct hasher *so_far, uint64_t lines, char out[static SUM_MAX_BYTES])
{
	struct hasher hasher = *so_far;
	char text[2 * VB_HASH_BYTES + 1];
	struct hash hash;

	hasher_finish(&hasher, &hash);
	hex_format(hash.b, sizeof(hash.b), text);
	(void)snprintf(out, SUM_MAX_BYTES,
	               "{\"sum\": {\"hash\": \"%s\", \"lines\": %" PRIu64 "}}\n", text, lines);
}

/* ---- writing ---- */

void sheet_begin(struct sheet_writer *w, FILE *file)
{
	w->file = file;
	w->lines = 0;
	hasher_init(&w->hasher, NULL);
}

void sheet_put(struct sheet_writer *w, struct json **line)
{
	char *text = NULL;
	size_t size;
	FILE *memory = open_memstream(&text, &size);

	if (memory == NULL)
		abort();
	json_print(*line, true, memory);
	if (fclose(memory) != 0)
		abort();
	hasher_put(&w->hasher, text, size);
	(void)fwrite(text, 1, size, w->file);
	w->lines++;
	/* Keys pass here. */
	crypt_wipe(text, size);
	free(text);
	json_destroy(line);
}

void sheet_end(struct sheet_writer *w)
{
	char text[SUM_MAX_BYTES];

	sum_format(&w->hasher, w->lines, text);
	(void)fputs(text, w->file);
}

/* ---- reading ---- */

static int fail_file(struct out *out, const char *path)
{
	int err = errno == ENOSPC || errno == EDQUOT ? VB_ERR_DISK_FULL : VB_ERR_BAD_FILE;

	return out_fail(out, err, "%s: %s", path, strerror(errno));
}

/* Keeps the whole input, to read it twice. */
static int keep_input(struct out *out, FILE **kept)
{
	char block[65536];
	size_t size;
	FILE *file = tmpfile();

	if (file == NULL)
		return fail_file(out, "-");
	while ((size = fread(block, 1, sizeof(block), stdin)) > 0) {
		if (fwrite(block, 1, size, file) != size)
			break;
	}
	if (ferror(stdin) != 0 || ferror(file) != 0 || fflush(file) != 0) {
		int err = fail_file(out, "-");

		(void)fclose(file);
		return err;
	}
	*kept = file;
	return 0;
}

int sheet_open(const char *path, struct out *out, struct sheet **sheet)
{
	FILE *file = NULL;
	int err = 0;

	if (strcmp(path, "-") == 0) {
		err = keep_input(out, &file);
	} else {
		file = fopen(path, "rb");
		if (file == NULL)
			err = fail_file(out, path);
	}
	if (err < 0)
		return err;
	*sheet = calloc(1, sizeof(**sheet));
	if (*sheet == NULL)
		abort();
	(*sheet)->out = out;
	(*sheet)->path = path;
	(*sheet)->file = file;
	buf_init(&(*sheet)->line, VB_SHEET_LINE_MAX_BYTES);
	sheet_rewind(*sheet);
	return 0;
}

void sheet_close(struct sheet **sheet)
{
	if (*sheet == NULL)
		return;
	(void)fclose((*sheet)->file);
	buf_release(&(*sheet)->line);
	free(*sheet);
	*sheet = NULL;
}

void sheet_rewind(struct sheet *sheet)
{
	rewind(sheet->file);
	hasher_init(&sheet->hasher, NULL);
	sheet->lines = 0;
}

uint64_t sheet_line(const struct sheet *sheet)
{
	return sheet->lines;
}

static int fail_line(struct sheet *sheet, int err, const char *why)
{
	return out_fail(sheet->out, err, _("%s, line %llu: %s"), sheet->path,
	                (unsigned long long)sheet->lines + 1, why);
}

/* Reads a line with its line feed; an empty one at the end of the file. */
static int line_read(struct sheet *sheet)
{
	int c;

	buf_clear(&sheet->line);
	while ((c = getc_unlocked(sheet->file)) != EOF && c != '\n' && sheet->line.err == 0)
		buf_put_u8(&sheet->line, (uint8_t)c);
	if (ferror(sheet->file) != 0)
		return fail_file(sheet->out, sheet->path);
	if (c == '\n')
		buf_put_u8(&sheet->line, '\n');
	if (sheet->line.err != 0)
		return fail_line(sheet, VB_ERR_BAD_INPUT, _("the line is too long"));
	if (c == EOF && sheet->line.size > 0)
		return fail_line(sheet, VB_ERR_BAD_INPUT,
		                 _("the file ends in the middle of a line"));
	return 0;
}

/* Compares the line with the sum of those before, byte for byte; nothing may follow it. */
static int sum_check(struct sheet *sheet)
{
	char text[SUM_MAX_BYTES];

	sum_format(&sheet->hasher, sheet->lines, text);
	if (!span_is_equal(buf_span(&sheet->line), span_of_str(text)) || getc(sheet->file) != EOF)
		return out_fail(sheet->out, VB_ERR_BAD_HASH,
		                _("%s is not as it was written: its last line does not fit"),
		                sheet->path);
	return 0;
}

int sheet_next(struct sheet *sheet, struct json **line)
{
	struct json_fault fault;
	struct json *object;
	int err = line_read(sheet);

	if (err < 0)
		return err;
	if (sheet->line.size == 0)
		return out_fail(sheet->out, VB_ERR_BAD_HASH,
		                _("%s is cut off: its last line is missing"), sheet->path);
	err = json_parse(buf_span(&sheet->line), &object, &fault);
	if (err < 0)
		return fail_line(sheet, err, fault.text);
	if (json_form_of(object) != JSON_FORM_MAP)
		err = fail_line(sheet, VB_ERR_BAD_INPUT, _("this is no object"));
	else if (json_get(object, "sum") != NULL)
		err = sum_check(sheet);
	if (err < 0 || json_get(object, "sum") != NULL) {
		json_destroy(&object);
		*line = NULL;
		return err;
	}
	hasher_put(&sheet->hasher, sheet->line.data, sheet->line.size);
	sheet->lines++;
	*line = object;
	return 0;
}
