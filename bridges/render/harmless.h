/* harmless: texts of strangers on their way into a document that leaves the office.
 *
 * Names and titles come from other offices. Here they lose what would break a line, a table or a letter: control
 * characters, marks that turn the direction of their surroundings (U+202A-E, U+2066-9), what nobody sees (byte order
 * marks, tags, annotations) and floods of marks on one letter. A byte that is not UTF-8 becomes U+FFFD. What a script
 * needs stays: joiners (Persian), LRM and RLM. Escaping for HTML or iCalendar is the writers' business.
 * Called once for each text, by form and ical; calls protocol/bytes. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_HARMLESS_H
#define VB_BRIDGES_RENDER_HARMLESS_H

#include "protocol/bytes.h"

#define VB_HARMLESS_MARKS_MAX 4u /* marks on one letter; Arabic and Vietnamese need three */

enum harmless_breaks {
	HARMLESS_LINE,  /* one line: whatever breaks a line becomes a blank */
	HARMLESS_LINES, /* line feeds stay, at most two behind one another */
	/* Both for phrases written from right to left: FSI and PDI (U+2068, U+2069) stay where they are a pair on one line and not
	 * within another. Such a pair turns nothing but what is between. */
	HARMLESS_ISOLATED_LINE,
	HARMLESS_ISOLATED_LINES
};

/* Appends the text made harmless: runs of blanks are one blank, none at either end of a line. text may be NULL: nothing. */
void harmless_put(struct buf *out, const char *text, enum harmless_breaks breaks);

/* The same as a new string; the caller frees it. Never NULL: without anything left it is empty. Aborts beyond 1 MiB. */
char *harmless_new(const char *text, enum harmless_breaks breaks);

/* True if a letter in the first size bytes runs from right to left (Hebrew, Arabic and their neighbours). size ends with a
 * character. */
bool harmless_has_rtl(const char *text, size_t size);

/* The character at *at, which is moved behind it; U+FFFD for a byte that is not UTF-8. Never reads beyond the NUL. */
uint32_t harmless_next(const char **at);

/* Columns that the character takes in a text of fixed width: 0 for marks and what has no width, 2 for East Asian wide
 * ones (Unicode Standard Annex 11, by blocks), else 1. */
unsigned harmless_columns(uint32_t character);

#endif
