/* ical: the golden files of tests/data/calendar, which 19-calendar.t shows to programs of others, byte by byte; and lines. */
#include "bridges/render/ical.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/utf8.h"
#include "tests/tap.h"
#include "tests/unit/almanac.h"

#define LINE_MAX_OCTETS 75
#define GOLDEN_MAX_BYTES 8192

/* Each line by itself is UTF-8, ends with CRLF and has at most 75 octets before it. */
static bool is_folded(struct span text)
{
	size_t start = 0;

	for (size_t at = 0; at < text.size; at++) {
		if (text.data[at] != '\n')
			continue;
		if (at == start || text.data[at - 1] != '\r' || at - 1 - start > LINE_MAX_OCTETS ||
		    !utf8_is_valid(span_of(text.data + start, at - start)))
			return false;
		start = at + 1;
	}
	return start == text.size;
}

static void test_golden(const struct almanac *almanac)
{
	char golden[GOLDEN_MAX_BYTES + 1] = "";
	char path[128];
	struct buf out;
	size_t size = 0;
	FILE *file;

	(void)snprintf(path, sizeof(path), "tests/data/calendar/%s.ics", almanac->name);
	file = fopen(path, "r");
	if (ok(file != NULL, "%s: there is a golden file", almanac->name)) {
		size = fread(golden, 1, GOLDEN_MAX_BYTES, file);
		(void)fclose(file);
	}
	golden[size] = '\0';
	buf_init(&out, 1 << 20);
	is_err(ical_write(&almanac->calendar, &out), 0, "%s: written", almanac->name);
	ok(is_folded(buf_span(&out)), "%s: in lines of 75 octets", almanac->name);
	buf_put_u8(&out, '\0');
	is_str((const char *)out.data, golden, "%s: as it was judged", almanac->name);
	buf_release(&out);
}

static void test_long(void)
{
	const size_t count = 10000;
	char *text = malloc(2 * count + 1);
	const struct diary_person person = { .name = text, .address = "a@b.example" };
	struct diary_event event = almanacs[0].calendar.events[0];
	const struct diary calendar = {
		.method = DIARY_REQUEST, .zone = VB_CIVIL_BERLIN, .events = &event, .count = 1
	};
	struct buf out;

	if (text == NULL)
		abort();
	for (size_t i = 0; i < count; i++)
		memcpy(text + 2 * i, i % 7 == 0 ? "ش" : "ü", 3);
	event.summary = event.location = event.description = text;
	event.organizer = event.people = &person;
	buf_init(&out, 1 << 20);
	is_err(ical_write(&calendar, &out), 0, "ten thousand letters in each place");
	ok(is_folded(buf_span(&out)), "are folded between characters");
	buf_release(&out);
	buf_init(&out, 1000);
	is_err(ical_write(&calendar, &out), VB_ERR_TOO_LARGE, "a buffer that is too small");
	buf_release(&out);
	event.uid = "";
	buf_init(&out, 1000);
	is_err(ical_write(&calendar, &out), VB_ERR_BAD_VALUE, "what calendar refuses");
	is_int(out.size, 0, "is not written");
	buf_release(&out);
	free(text);
}

int main(void)
{
	for (size_t i = 0; i < almanac_count; i++)
		test_golden(&almanacs[i]);
	test_long();
	return done();
}
