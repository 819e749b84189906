/* base32: the digits in which people read out and type ids and codes: RFC 4648 alphabet, lower case, no padding.
 *
 * Groups of digits and what may stand between them are the business of node_id and invite.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_BASE32_H
#define VB_PROTOCOL_BASE32_H

#include "protocol/bytes.h"

/* Digits that size bytes take. */
size_t base32_digits(size_t size);

/* The number-th digit (below base32_digits) of size bytes, most significant first; bits behind the end are zero. */
char base32_digit(const uint8_t *data, size_t size, size_t number);

/* The value of a digit in either case, -1 when it is none. */
int base32_value(char digit);

/* Turns count values (each below 32) into exactly count * 5 / 8 bytes.
 * Errors: VB_ERR_MALFORMED (bits behind the last byte that are not zero, or a digit too many). */
VB_MUST int base32_join(const uint8_t *values, size_t count, uint8_t *out);

#endif
