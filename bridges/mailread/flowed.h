/* flowed: text whose lines a program broke where the reader's window ends (format=flowed, RFC 3676) becomes lines as they were meant.
 *
 * A line that ends with a blank goes on in the next one, but for the mark of a signature and for quoted lines, which stay as they are:
 * they are left out later. The blank that was put before a line for its transport is taken away.
 * Called by mime_read. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_FLOWED_H
#define VB_BRIDGES_MAILREAD_FLOWED_H

#include "protocol/bytes.h"

/* Appends the text; each line ends with LF. is_deleted: delsp=yes, the blank at the end of a broken line was put there, too. */
void flowed_put(struct buf *out, struct span text, bool is_deleted);

#endif
