/* oparl_file: see oparl_file.h. */
#include "tests/unit/oparl_file.h"

#include <stdlib.h>
#include <string.h>

#include "cli/oparl/oparl.h"
#include "cli/oparl/oparl_read.h"
#include "tests/tap.h"

#define FILE_BYTES 100000u

static void read_into(struct span text, struct oparl_plan *plan)
{
	char why[VB_OPARL_WHY_BYTES] = "";

	oparl_plan_init(plan);
	if (oparl_read(text, "Europe/Berlin", plan, why) != 0)
		bail("cannot be read: %s", why);
}

void oparl_file_luebeck(struct oparl_plan *plan)
{
	char *text = malloc(FILE_BYTES);
	FILE *file = fopen("tests/data/luebeck-2014.oparl.jsonl", "rb");
	size_t size;

	if (text == NULL || file == NULL)
		bail("tests/data/luebeck-2014.oparl.jsonl cannot be opened");
	size = fread(text, 1, FILE_BYTES, file);
	fclose(file);
	read_into(span_of(text, size), plan);
	free(text);
}

void oparl_file_read(const char *text, struct oparl_plan *plan)
{
	struct buf whole;

	buf_init(&whole, FILE_BYTES);
	for (; *text != '\0'; text++) {
		if (*text == '@')
			buf_put(&whole, VB_OPARL_SCHEMA, strlen(VB_OPARL_SCHEMA));
		else
			buf_put_u8(&whole, *text == '\'' ? '"' : (uint8_t)*text);
	}
	read_into(buf_span(&whole), plan);
	buf_release(&whole);
}

struct oparl_object *oparl_file_object(const struct oparl_plan *plan, const char *id)
{
	size_t place = oparl_plan_find(plan, id);

	if (place == VB_OPARL_NONE)
		bail("no object %s", id);
	return &plan->objects[place];
}

bool oparl_file_is_internal(const struct oparl_plan *plan, const char *id)
{
	return oparl_file_object(plan, id)->is_internal;
}
