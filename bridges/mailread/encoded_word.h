/* encoded_word: headers that are not ASCII (RFC 2047) become UTF-8.
 *
 * Words of one character set behind one another are put together as bytes first: programs cut characters in two there. GMime joins
 * them before it decodes, and loses all behind the first that ends with "=". Words stand as such where they are broken, and are
 * also read within other text and with blanks in them, as programs write them. Called by mime_read. Thread rule: one thread.
 */
#ifndef VB_BRIDGES_MAILREAD_ENCODED_WORD_H
#define VB_BRIDGES_MAILREAD_ENCODED_WORD_H

#include "protocol/bytes.h"

/* Appends the value of a header, unfolded, as UTF-8; other bytes beyond ASCII are guessed. What was encoded may hold anything. */
void encoded_word_put(struct buf *out, const char *value);

#endif
