/* caption: what the kinds of records and their fields are called in words.
 *
 * One table for all kinds of this version; a unit test finds a field without a caption, and a caption without a field.
 * Captions are English, marked for translation: whoever shows one passes it through _().
 * Called by answer. Thread rule: pure.
 */
#ifndef VB_CLI_CAPTION_H
#define VB_CLI_CAPTION_H

#include <stddef.h>

/* What a kind is called, one of it; the name itself where this version does not know it. */
const char *caption_of_kind(const char *kind);

/* What a field of a kind is called; the name itself where this version does not know it. */
const char *caption_of_field(const char *kind, const char *field);

/* A row of the table. */
struct caption_row {
	const char *kind; /* NULL: every kind that has no row of its own for the field */
	const char *field;
	const char *text;
};

/* The rows one after the other; NULL behind the last. */
const struct caption_row *caption_at(size_t index);

#endif
