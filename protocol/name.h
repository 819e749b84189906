/* name: which texts may be the name of an office, a committee, a person: SPEC.md 3.
 *
 * A name is shown in lists, on terminals and in letters of other offices, so it holds no control characters and nothing
 * that turns the direction of the text around it.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_NAME_H
#define VB_PROTOCOL_NAME_H

#include "protocol/bytes.h"

/* Checks a name: 1 to 400 bytes of UTF-8 without control characters (U+0000-001F, 007F-009F), line separators
 * (U+2028-2029) and bidirectional controls (U+202A-202E, 2066-2069).
 * Errors: VB_ERR_BAD_UTF8, VB_ERR_BAD_VALUE (everything else). */
VB_MUST int name_check(struct span text);

/* The same for a field of up to max bytes; an empty one is refused too. */
VB_MUST int name_check_max(struct span text, size_t max);

/* The same for a text of several lines: tabs and line feeds are allowed besides. */
VB_MUST int name_check_lines(struct span text, size_t max);

#endif
