/* charset: texts in any of the usual character sets become UTF-8.
 *
 * Labels lie: what says it is ISO-8859-1 is windows-1252 (as browsers read it), what is valid UTF-8 is UTF-8 whatever it says, and
 * what says nothing known is guessed. Only the sets of a table are ever opened, and all of them once before the program locks
 * itself in (confine), since the C library reads each from a file. What cannot be read becomes U+FFFD.
 * Called by mime_read. Thread rule: one thread.
 */
#ifndef VB_BRIDGES_MAILREAD_CHARSET_H
#define VB_BRIDGES_MAILREAD_CHARSET_H

#include "protocol/bytes.h"

/* Opens each set of the table and keeps it open to the end of the program. */
void charset_warm(void);

/* Appends the text as UTF-8, without NUL. label: as in charset=, may be NULL. */
void charset_put(struct buf *out, struct span text, const char *label);

#endif
