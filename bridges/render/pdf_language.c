/* pdf_language: the language of a PDF document; see pdf_language.h. */
#include "bridges/render/pdf_language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TAIL_BYTES 48 /* startxref, a number, %%EOF */
#define ENTRY_BYTES 128

static const char catalog[] = "<< /Type /Catalog\n";
static const char start[] = "startxref\n";

/* Where the piece begins at or behind from, or the size of the document. */
static size_t find(struct span pdf, size_t from, const char *piece)
{
	size_t size = strlen(piece);

	for (size_t at = from; at + size <= pdf.size; at++) {
		if (memcmp(pdf.data + at, piece, size) == 0)
			return at;
	}
	return pdf.size;
}

/* Where the table of places begins, as the last lines say, and where they say it; the size of the document: they do not. */
static size_t table_of(struct span pdf, size_t *said_at)
{
	char tail[TAIL_BYTES + 1] = "";
	char *end;
	unsigned long table;

	*said_at = find(pdf, pdf.size > TAIL_BYTES ? pdf.size - TAIL_BYTES : 0, start);
	if (*said_at == pdf.size)
		return pdf.size;
	*said_at += strlen(start);
	memcpy(tail, pdf.data + *said_at, pdf.size - *said_at);
	table = strtoul(tail, &end, 10);
	if (end == tail || *end != '\n' || table > *said_at || find(pdf, table, "xref\n") != table)
		return pdf.size;
	return table;
}

int pdf_language_put(struct span pdf, const char *language, struct buf *out)
{
	char entry[ENTRY_BYTES];
	char place[ENTRY_BYTES];
	size_t said_at;
	size_t table = table_of(pdf, &said_at);
	size_t from = table > ENTRY_BYTES * 4 ? table - ENTRY_BYTES * 4 : 0;
	size_t at = find(pdf, from, catalog);
	size_t last = said_at;

	/* The catalogue must be the last object: what follows an object that moved would have to move too. */
	if (table == pdf.size || at >= table || find(pdf, at, " obj\n") < table) {
		buf_put(out, pdf.data, pdf.size);
		return out->err;
	}
	at += strlen(catalog);
	(void)snprintf(entry, sizeof(entry),
	               "   /Lang (%.35s)\n   /ViewerPreferences << /DisplayDocTitle true >>\n",
	               language);
	(void)snprintf(place, sizeof(place), "%zu", table + strlen(entry));
	while (last < pdf.size && pdf.data[last] != '\n')
		last++;
	buf_put(out, pdf.data, at);
	buf_put(out, entry, strlen(entry));
	buf_put(out, pdf.data + at, said_at - at);
	buf_put(out, place, strlen(place));
	buf_put(out, pdf.data + last, pdf.size - last);
	return out->err;
}
