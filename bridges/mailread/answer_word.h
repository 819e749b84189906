/* answer_word: the first line of a reply as an answer: yes, no or perhaps, in one of eight languages.
 *
 * The whole line must be such a word or phrase, whatever its letter case, punctuation and emoji; "Ja?", "Ja, aber erst um acht" and
 * "ja nein" are no answers but something for a person to read. A reply of this kind answers an invitation; it never votes.
 * Called by reading. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_ANSWER_WORD_H
#define VB_BRIDGES_MAILREAD_ANSWER_WORD_H

#include "bridges/mail/parcel.h"

/* The answer that the line is; line is UTF-8 without line feeds. */
enum parcel_word answer_word(const char *line);

/* True if the line says that somebody wants no more mail; also as a subject. */
bool answer_is_unsubscribe(const char *line);

#endif
