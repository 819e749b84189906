/* padding: the lengths that plaintexts are padded to, so that a length tells little. SPEC.md 4.
 *
 * Multiples of 32 up to 512, then Padme: few significant bits, at most 7 % longer.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_PADDING_H
#define VB_PROTOCOL_PADDING_H

#include "protocol/bytes.h"

/* The permitted length for size bytes; 0 when size is 0 or the result is above max (at most 2^31).
 * Source: Padme, Nikitin et al. 2019, "Reducing Metadata Leakage from Encrypted Files and Communication with PURBs". */
uint32_t padding_bytes(size_t size, size_t max);

/* Checks that padded is a text of used bytes and behind it only the zeros that belong there.
 * Errors: VB_ERR_NOT_CANONICAL. */
VB_MUST int padding_check(struct span padded, size_t used);

#endif
