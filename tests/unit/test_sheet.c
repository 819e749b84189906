/* sheet: what was written is read; of a small file every other bit, every cut and everything behind the end is found. */
#include "cli/sheet.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests/tap.h"
#include "tests/unit/scratch.h"

static struct out out; /* says nothing: reasons stay in out.why */
static char folder[SCRATCH_PATH_BYTES];

static const char *path(void)
{
	return scratch_path(folder, "sheet");
}

static void write_bytes(const char *bytes, size_t size)
{
	FILE *file = fopen(path(), "wb");

	if (file == NULL || fwrite(bytes, 1, size, file) != size || fclose(file) != 0)
		bail("no file");
}

/* A file of three lines and its sum; the caller frees it. */
static char *make(size_t *size)
{
	static const char *const texts[] = { "Grüße", "zwei\nZeilen", "" };
	struct sheet_writer w;
	char *bytes = NULL;
	FILE *memory = open_memstream(&bytes, size);

	if (memory == NULL)
		bail("no memory");
	sheet_begin(&w, memory);
	for (int i = 0; i < 3; i++) {
		struct json *line = json_new_map();

		json_put_text(line, "text", texts[i]);
		json_put_int(line, "number", i);
		sheet_put(&w, &line);
	}
	sheet_end(&w);
	if (fclose(memory) != 0)
		bail("no memory");
	return bytes;
}

/* Reads all lines; their number, or the error. */
static int read_lines(void)
{
	struct sheet *sheet;
	struct json *line = NULL;
	int count = 0;
	int err = sheet_open(path(), &out, &sheet);

	if (err < 0)
		return err;
	do {
		json_destroy(&line);
		err = sheet_next(sheet, &line);
		count += line != NULL;
	} while (err == 0 && line != NULL);
	sheet_close(&sheet);
	out_forget(&out);
	return err < 0 ? err : count;
}

static void test_whole(const char *bytes, size_t size)
{
	/* The sum by python3 hashlib.blake2b(digest_size=32) over the three lines before it. */
	static const char want[] = "{\"text\": \"Grüße\", \"number\": 0}\n"
				   "{\"text\": \"zwei\\nZeilen\", \"number\": 1}\n"
				   "{\"text\": \"\", \"number\": 2}\n"
				   "{\"sum\": {\"hash\": "
				   "\"87685d274fc981654ed25da7c422a1b2cf66be79a83e26ee9ff35da4df8f1"
				   "36c\", \"lines\": 3}}\n";
	struct sheet *sheet;
	struct json *line;

	is_str(bytes, want, "as SPEC.md 13.1 has it");
	write_bytes(bytes, size);
	is_int(read_lines(), 3, "three lines");
	if (sheet_open(path(), &out, &sheet) != 0)
		bail("no sheet");
	for (int round = 0; round < 2; round++) {
		if (sheet_next(sheet, &line) != 0)
			bail("no line");
		is_str(json_get_text(line, "text"), "Grüße", "the first, reading %d", round + 1);
		json_destroy(&line);
		is_int((int)sheet_line(sheet), 1, "its number");
		sheet_rewind(sheet);
	}
	sheet_close(&sheet);
}

static void test_broken(const char *bytes, size_t size)
{
	char *altered = malloc(size + 1);
	unsigned missed = 0;

	for (size_t at = 0; at < size; at++) {
		for (int bit = 0; bit < 8; bit++) {
			memcpy(altered, bytes, size);
			altered[at] = (char)(altered[at] ^ (1 << bit));
			write_bytes(altered, size);
			missed += read_lines() >= 0;
		}
	}
	is_int((int)missed, 0, "every one of %zu other bits is found", size * 8);
	for (size_t length = 0; length < size; length++) {
		write_bytes(bytes, length);
		missed += read_lines() >= 0;
	}
	is_int((int)missed, 0, "every cut");
	memcpy(altered, bytes, size);
	altered[size] = '\n';
	write_bytes(altered, size + 1);
	is_err(read_lines(), VB_ERR_BAD_HASH, "a line feed behind the end");
	free(altered);
}

static void test_refused(void)
{
	char *line = malloc(VB_SHEET_LINE_MAX_BYTES + 100);

	write_bytes("[1]\n", 4);
	is_err(read_lines(), VB_ERR_BAD_INPUT, "a list");
	write_bytes("{\"a\": 1, \"a\": 2}\n", 17);
	is_err(read_lines(), VB_ERR_BAD_INPUT, "a key twice");
	write_bytes("\n", 1);
	is_err(read_lines(), VB_ERR_BAD_INPUT, "an empty line");
	write_bytes("", 0);
	is_err(read_lines(), VB_ERR_BAD_HASH, "an empty file");
	memset(line, ' ', VB_SHEET_LINE_MAX_BYTES + 100);
	line[0] = '{';
	line[1] = '}';
	line[VB_SHEET_LINE_MAX_BYTES + 99] = '\n';
	write_bytes(line, VB_SHEET_LINE_MAX_BYTES + 100);
	is_err(read_lines(), VB_ERR_BAD_INPUT, "a line without end");
	free(line);
	if (unlink(path()) != 0)
		bail("unlink");
	is_err(read_lines(), VB_ERR_BAD_FILE, "no file");
}

int main(void)
{
	size_t size;
	char *bytes;

	if (crypt_init() != 0)
		bail("no crypt");
	scratch_make(folder);
	bytes = make(&size);
	test_whole(bytes, size);
	test_broken(bytes, size);
	test_refused();
	free(bytes);
	scratch_remove(folder);
	return done();
}
