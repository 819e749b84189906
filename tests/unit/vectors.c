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

struct vector {
	struct vector *next;
	char *name;
	char *text;
	struct span bytes;
};

static struct vector *vectors;

/* Decodes as many digits as there are; returns the number of bytes. */
static size_t digits_decode(const char *digits, uint8_t *out, size_t max)
{
	size_t count = 0;

	for (; *digits != '\0'; digits++) {
		unsigned value;

		if (isspace((unsigned char)*digits))
			continue;
		if (count == max || sscanf(digits, "%2x", &value) != 1 || digits[1] == '\0')
			bail("bad hexadecimal digits: %.40s", digits);
		out[count++] = (uint8_t)value;
		digits++;
	}
	return count;
}

static void vector_add(const char *name, const char *text)
{
	struct vector *vector = calloc(1, sizeof(*vector));
	size_t size = strlen(name), max = strlen(text) / 2;
	uint8_t *bytes = NULL;

	if (vector == NULL)
		bail("out of memory");
	vector->name = strdup(name);
	vector->text = strdup(text);
	if (size < 5 || strcmp(name + size - 5, "_text") != 0) {
		bytes = malloc(max + 1);
		vector->bytes = span_of(bytes, digits_decode(text, bytes, max));
	}
	vector->next = vectors;
	vectors = vector;
}

void vectors_open(const char *path)
{
	static char line[LINE_MAX_BYTES];
	FILE *file = fopen(path, "r");

	vectors_close();
	if (file == NULL)
		bail("cannot open %s", path);
	while (fgets(line, sizeof(line), file) != NULL) {
		char *name = strtok(line, " \n"), *text = strtok(NULL, "\n");

		if (name != NULL && name[0] != '#')
			vector_add(name, text != NULL ? text : "");
	}
	fclose(file);
}

void vectors_close(void)
{
	while (vectors != NULL) {
		struct vector *vector = vectors;

		vectors = vector->next;
		free(vector->name);
		free(vector->text);
		free((void *)(uintptr_t)vector->bytes.data);
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
	return vector_find(name)->bytes;
}

const char *vector_text(const char *name)
{
	return vector_find(name)->text;
}

struct span hex(const char *digits)
{
	static uint8_t slots[HEX_SLOTS][HEX_MAX_BYTES];
	static unsigned next;
	uint8_t *slot = slots[next++ % HEX_SLOTS];

	return span_of(slot, digits_decode(digits, slot, HEX_MAX_BYTES));
}
