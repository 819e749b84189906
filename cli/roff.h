/* roff: texts as a page of the manual needs them (mdoc(7)), for mandoc and groff alike.
 *
 * Whatever a text holds stays text: backslashes, points at the beginning of a line and words that are macros are masked, what
 * is not ASCII is named by its number. Paragraphs are parted by an empty line; one that begins with two blanks stays as it
 * is, line by line; `words` in backquotes are set off.
 * Called by manual. Thread rule: pure.
 */
#ifndef VB_CLI_ROFF_H
#define VB_CLI_ROFF_H

#include <stdio.h>

/* Writes words as one argument within the line of a macro. */
void roff_words(FILE *page, const char *words);

/* Writes one line: a macro ("Sh", "Fl -name Ar") and, behind it, words as its last argument (NULL: none). */
void roff_macro(FILE *page, const char *macro, const char *words);

/* Writes a line of text, without a break at the end of a sentence. */
void roff_line(FILE *page, const char *text);

/* Writes paragraphs, the first without a gap before it. */
void roff_text(FILE *page, const char *text);

/* Writes lines as they are, indented, such as commands to type. */
void roff_literal(FILE *page, const char *const *lines, size_t count);

#endif
