/* money: sums of euros as people type and read them, and as whole cents.
 *
 * Typed are 1234, 1234,56 and 1234.56, with thousands also 1.234,56 and 1,234.56, and € or EUR before or behind. One
 * separator with three digits behind it, as in 1.234, could mean two sums a thousandfold apart: it is asked back.
 * Called by commands about funding. Thread rule: one thread.
 */
#ifndef VB_CLI_MONEY_H
#define VB_CLI_MONEY_H

#include <stdbool.h>
#include <stdint.h>

#include "cli/out.h"

#define VB_MONEY_TEXT_BYTES 48u
#define VB_MONEY_MAX_CENTS UINT64_C(9007199254740991) /* 2^53 - 1, as a field holds it */

enum money_reading {
	MONEY_READ,
	MONEY_NONE,      /* not a sum, or below nothing */
	MONEY_AMBIGUOUS, /* 1.234 */
	MONEY_TOO_LARGE, /* above VB_MONEY_MAX_CENTS */
};

/* Reads a sum; *cents only where it is one. */
enum money_reading money_parse(const char *text, uint64_t *cents);

/* Reads a typed sum; option names it in the reason of an error. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int money_read(struct out *out, const char *option, const char *text, uint64_t *cents);

/* Writes a sum for scripts: 1234.56. */
void money_format_plain(uint64_t cents, char out[static VB_MONEY_TEXT_BYTES]);

/* Writes a sum for office programs, which read a decimal comma in German: 1234,56. */
void money_format_comma(uint64_t cents, char out[static VB_MONEY_TEXT_BYTES]);

/* Writes a sum for people in the user's language: 1.234,56 €. */
void money_format(uint64_t cents, char out[static VB_MONEY_TEXT_BYTES]);

/* Writes a sum for a cell: on a terminal for people, else for scripts. */
void money_show(const struct out *out, uint64_t cents, char text[static VB_MONEY_TEXT_BYTES]);

#endif
