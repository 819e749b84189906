/* fold_word: words of eight languages as they are compared: without letter case, marks, punctuation and what nobody sees.
 *
 * Fixed tables, no locale: a Turkish clerk's "HAYIR", "hayır" and "hayir" are one word, and so are the Persian and the Arabic
 * letters that look alike (ي ی, ك ک, ة ه, أ ا). All that is no letter or digit is a blank, runs of which are one.
 * Called by answer_word, autoreply and reply_cut. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_FOLD_WORD_H
#define VB_BRIDGES_MAILREAD_FOLD_WORD_H

#include <stddef.h>

/* Writes text folded, with NUL at the end, cut at size bytes at a character. text is UTF-8; what is none is a blank. */
void fold_word(const char *text, char *out, size_t size);

#endif
