/* blank: the form of a paper as text that people edit, and back.
 *
 * Each part of the form stands below a line "== Anlass ==", in the order of the form; what stands above the first such line is
 * passed over. Boxes are ticked with [x]; of two boxes that are both empty nobody said anything; a box alone is struck
 * out with [-] where the answer is no. Headings are read in English and in the user's language. A line of a text that looks
 * like a heading, or in a proposal like the number of a point, gets a backslash in front.
 * What is written and read again is the same, but for blanks and empty lines at the ends of texts.
 * Called by cmd_paper_form. Thread rule: pure, given the locale.
 */
#ifndef VB_CLI_BLANK_H
#define VB_CLI_BLANK_H

#include <stdio.h>

#include "cli/json.h"

#define VB_BLANK_WHY_BYTES 200u

/* Writes the form of a paper. fields: of its record; points: texts of its proposed decision, in order. */
void blank_write(const struct json *fields, const struct json *points, FILE *out);

/* Reads a form. fields: gets what each part that is there says, nil where it is empty; *points: the texts, nil: the part is not there; the caller
 * destroys it. why: on error what is wrong, in the user's language. Errors: VB_ERR_BAD_INPUT, VB_ERR_BAD_UTF8. */
VB_MUST int blank_read(struct span text, struct json *fields, struct json **points,
                       char why[static VB_BLANK_WHY_BYTES]);

/* True if a value that was read says the same as the one that a record has (NULL: none). */
bool blank_is_same(const struct json *read, const struct json *value);

#endif
