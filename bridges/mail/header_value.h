/* header_value: what may stand in a header of a mail that leaves: the one place where values of headers are made sound.
 *
 * Names and titles come from other offices. A value is one line: control characters, line and paragraph separators, marks of
 * direction (U+202A-E, U+2066-9, U+200E, U+200F, U+061C) and what nobody sees are gone, "=?" is
 * parted (a text that looks like an encoded word would become another one at its reader, RFC 2047), and it is cut to a length. What a
 * program reads (addresses, tokens, URLs, types) is refused unless it is exactly that. Called by compose. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_HEADER_VALUE_H
#define VB_BRIDGES_MAIL_HEADER_VALUE_H

#include <stdbool.h>
#include <stddef.h>

#define VB_HEADER_VALUE_MAX_CHARACTERS 400u
#define VB_HEADER_VALUE_MAX_BYTES 900u /* of a text that goes out as it stands (RFC 5322, 2.1.1) */

/* The text as a value, at most max_characters of it, the last one "…" where it was cut. NULL: empty. The caller frees it.
 * Never NULL. max_characters: 1 to VB_HEADER_VALUE_MAX_CHARACTERS. */
char *header_value_new(const char *text, size_t max_characters);

/* True if mail can be sent to it: local part and domain of letters, digits and what RFC 5322 allows without quotes (3.2.3),
 * ASCII, 64 and 254 bytes at most (RFC 5321, 4.5.3.1). */
bool header_value_is_address(const char *text);

/* True if it is letters, digits, hyphens and dots only, at most max_bytes, not empty. */
bool header_value_is_word(const char *text, size_t max_bytes);

/* True if it is an https address of the web without blanks, quotes, angle brackets and other than printable ASCII. */
bool header_value_is_url(const char *text);

/* True if it is a type of contents as "application/pdf", without parameters (RFC 2045, 5.1). */
bool header_value_is_type(const char *text);

/* True if it is a Message-ID with its angle brackets: printable ASCII without blanks, one @, no other bracket. */
bool header_value_is_id(const char *text);

#endif
