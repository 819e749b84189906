/* reply_sign: by which lines programs for mail set apart what somebody answers to, in eight languages.
 *
 * One question a line; reply_cut puts them together. Marks of direction and blanks at the begin, and asterisks of what was bold,
 * are nothing. Called by reply_cut. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILREAD_REPLY_SIGN_H
#define VB_BRIDGES_MAILREAD_REPLY_SIGN_H

#include "protocol/bytes.h"

#define VB_REPLY_SIGN_BYTES 600u /* of lines joined to one attribution */

/* The line without blanks, marks of direction and no-break blanks at either end. Borrowed. */
struct span reply_sign_bare(struct span line);

/* "-- Antwort oberhalb dieser Zeile / Reply above this line --", or half of it where it was broken. */
bool reply_sign_is_marker(struct span line);

/* "-----Original Message-----", "---------- Forwarded message ---------": hyphens before and behind words. */
bool reply_sign_is_separator(struct span line);

/* Ten or more underscores and nothing else. */
bool reply_sign_is_rule(struct span line);

/* "-- ", also where its blank was lost. */
bool reply_sign_is_signature(struct span line);

/* "From: x", "Von: x", ... in eight languages. */
bool reply_sign_is_sender(struct span line);

/* The same, or "Gesendet: x", "To: x", ... */
bool reply_sign_is_header(struct span line);

/* What a program adds, not the person: "Sent from my iPhone". */
bool reply_sign_is_added(struct span line);

/* True for the text of one to three lines (NUL at the end) that says who wrote what follows. is_before_quote: ">" follows; then
 * less is asked for. */
bool reply_sign_is_attribution(const char *text, bool is_before_quote);

/* True if an attribution of several lines may begin with this one. */
bool reply_sign_begins_attribution(struct span line);

#endif
