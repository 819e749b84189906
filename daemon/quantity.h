/* quantity: durations, sizes and counts as people write them in a settings file: "30 s", "64 MiB", "2 years", "12".
 *
 * Whole numbers with one unit; a count has none. Printing takes the largest unit that loses nothing, so that what is
 * printed is read back to the same number. Called by conf. Thread rule: pure.
 */
#ifndef VB_DAEMON_QUANTITY_H
#define VB_DAEMON_QUANTITY_H

#include <stdbool.h>
#include <stdint.h>

enum quantity {
	VB_QUANTITY_COUNT,
	VB_QUANTITY_BYTES,    /* KiB MiB GiB TiB */
	VB_QUANTITY_DURATION, /* ms s min h; in milliseconds */
	VB_QUANTITY_MONTHS,   /* months years, or one of them */
};

#define VB_QUANTITY_TEXT_BYTES 24u

/* Reads one; false when it is none of its kind or does not fit 64 bits. */
bool quantity_parse(const char *text, enum quantity kind, uint64_t *out);

/* Writes one, NUL-terminated. Bytes below a KiB are no size: they are rounded down to 0 KiB. */
void quantity_format(uint64_t value, enum quantity kind, char out[static VB_QUANTITY_TEXT_BYTES]);

#endif
