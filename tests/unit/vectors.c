/* vectors: golden bytes for tests; see vectors.h. */
#include "tests/unit/vectors.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests/tap.h"

#define LINE_MAX_BYTES 65536
#define HEX_MAX_BYTES 4096
#define HEX_SLOTS 16
#define NAME_MAX_BYTES 64

struct vector {
	struct vector *next;
	char *name;
	char *text;
	uint8_t *bytes;
	size_t size;
};

static struct vector *vectors;

/* Memory that is there; the run ends when there is none. */
static void *allocate(size_t size)
{
	void *memory = calloc(1, size);

	if (memory == NULL)
		abort();
	return memory;
}

static unsigned digit_value(char digit)
{
	static const char digits[] = "0123456789abcdef";

	for (unsigned value = 0; value < 16; value++) {
		if (digits[value] == digit)
			return value;
	}
	bail("not a hexadecimal digit: '%c'", digit);
}

/* Decodes as many digits as there are; returns the number of bytes. */
static size_t digits_decode(const char *digits, uint8_t *out, size_t max)
{
	size_t count = 0;

	while (*digits != '\0') {
		if (isspace((unsigned char)*digits)) {
			digits++;
			continue;
		}
		if (count == max)
			bail("more than %zu bytes of hexadecimal digits", max);
		out[count++] = (uint8_t)(digit_value(digits[0]) << 4 | digit_value(digits[1]));
		digits += 2;
	}
	return count;
}

static char *copy_of(const char *text, size_t size)
{
	char *copy = allocate(size + 1);

	memcpy(copy, text, size);
	return copy;
}

/* Keeps a line "name text"; the text is taken for digits unless the name ends in _text. */
static void vector_add(const char *line)
{
	struct vector *vector = allocate(sizeof(*vector));
	size_t name_size = strcspn(line, " \n"), max;
	const char *text = line + name_size + (line[name_size] == ' ');

	vector->name = copy_of(line, name_size);
	vector->text = copy_of(text, strcspn(text, "\n"));
	max = strlen(vector->text) / 2;
	vector->bytes = allocate(max + 1);
	if (name_size < 5 || strcmp(vector->name + name_size - 5, "_text") != 0)
		vector->size = digits_decode(vector->text, vector->bytes, max);
	vector->next = vectors;
	vectors = vector;
}

void vectors_open(const char *path)
{
	static char line[LINE_MAX_BYTES];
	FILE *file = fopen(path, "r");

	vectors_close();
	if (file == NULL) {
		bail("cannot open %s", path);
	} else {
		while (fgets(line, sizeof(line), file) != NULL)
			vector_add(line);
		fclose(file);
	}
}

void vectors_close(void)
{
	while (vectors != NULL) {
		struct vector *vector = vectors;

		vectors = vector->next;
		free(vector->name);
		free(vector->text);
		free(vector->bytes);
		free(vector);
	}
}

static const struct vector *vector_find(const char *name)
{
	for (const struct vector *vector = vectors; vector != NULL; vector = vector->next) {
		if (strcmp(vector->name, name) == 0)
			return vector;
	}
	bail("no vector named %s", name);
}

struct span vector_bytes(const char *name)
{
	const struct vector *vector = vector_find(name);

	return span_of(vector->bytes, vector->size);
}

struct span vector_of(const char *kind, const char *name)
{
	char full[NAME_MAX_BYTES];

	snprintf(full, sizeof(full), "%s_%s", kind, name);
	return vector_bytes(full);
}

struct span vector_numbered(const char *kind, unsigned number)
{
	char full[NAME_MAX_BYTES];

	snprintf(full, sizeof(full), "%s_%u", kind, number);
	return vector_bytes(full);
}

const char *vector_text(const char *name)
{
	return vector_find(name)->text;
}

struct node_keys *vector_keys(uint8_t first)
{
	uint8_t secrets[VB_NODE_KEYS_BYTES];

	for (size_t i = 0; i < sizeof(secrets); i++)
		secrets[i] = (uint8_t)(first + i);
	return node_keys_import(secrets);
}

struct span hex(const char *digits)
{
	static uint8_t slots[HEX_SLOTS][HEX_MAX_BYTES];
	static unsigned next;
	uint8_t *slot = slots[next++ % HEX_SLOTS];

	return span_of(slot, digits_decode(digits, slot, HEX_MAX_BYTES));
}
