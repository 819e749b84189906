/* tenure: when somebody sat on a seat, from the history of its record.
 *
 * A seat passes from one person to the next, and what was said for it then belongs to who sat there then. Read from what
 * record.log tells; changes that do not count are left out.
 * Called by trace. Thread rule: pure.
 */
#ifndef VB_CLI_TENURE_H
#define VB_CLI_TENURE_H

#include "cli/json.h"

#define VB_TENURE_SPANS                                                                            \
	64u /* of one person on one seat; the last one counts until today if there are more */

struct tenure {
	struct {
		int64_t from, to; /* ms; to: INT64_MAX: they still sit there */
	} spans[VB_TENURE_SPANS];
	size_t count;
};

/* Reads the entries of a membership, in the order of record.log, for one person. */
void tenure_read(const struct json *log, const char *person, struct tenure *out);

/* True if the person sat there at a moment. */
bool tenure_has(const struct tenure *tenure, int64_t ms);

#endif
