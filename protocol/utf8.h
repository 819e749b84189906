/* utf8: the one question about texts that every format asks.
 *
 * Texts are UTF-8 as in RFC 3629, without NUL. What characters a name may hold is decided elsewhere.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_UTF8_H
#define VB_PROTOCOL_UTF8_H

#include "protocol/bytes.h"

/* True if the bytes are valid UTF-8 (no surrogates, no overlong forms, no NUL). */
bool utf8_is_valid(struct span text);

#endif
