/* amount: sizes and spans of time as people say them.
 *
 * "12 MB", "3 minutes", "2 days": one number and one unit, rounded down, in the user's language.
 * Called by commands. Thread rule: pure, given the locale.
 */
#ifndef VB_CLI_AMOUNT_H
#define VB_CLI_AMOUNT_H

#include <stdint.h>

#define VB_AMOUNT_BYTES 64u

/* Bytes: "512 bytes", "12 MB"; a unit is a thousand of the one before. */
void amount_format_bytes(uint64_t bytes, char out[static VB_AMOUNT_BYTES]);

/* A span of time: "less than a minute", "1 minute", "47 hours", "2 days", "14 weeks". */
void amount_format_span(uint64_t ms, char out[static VB_AMOUNT_BYTES]);

/* How long ago: "just now", "3 minutes ago". What lies ahead by a clock that was put back is just now. */
void amount_format_ago(int64_t then_ms, int64_t now_ms, char out[static VB_AMOUNT_BYTES]);

/* The time of day, ms since 1970. */
int64_t amount_now(void);

#endif
