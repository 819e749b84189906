/* series_book: a series with the meetings that were made of it.
 *
 * Of several meetings of one day the one counts that protocol/kinds/occurrence.h finds; the others are doubles.
 * Called by cmd_series, cmd_series_change and what makes calendars. Thread rule: one thread.
 */
#ifndef VB_CLI_SERIES_BOOK_H
#define VB_CLI_SERIES_BOOK_H

#include "cli/series.h"
#include "cli/sittings.h"
#include "protocol/kinds/occurrence.h"

struct series_book {
	struct json *record;
	struct series series;
	struct json *meetings;
	struct sitting *sittings; /* in the order of marks */
	struct occurrence *marks; /* by day, the one that counts first */
	size_t count;
};

/* Reads the series that the argument SERIES names, with its meetings. Caller releases, also after an error.
 * Errors: VB_ERR_BAD_VALUE (no series), those of client_ask. */
VB_MUST int series_book_open(struct cmd *cmd, struct series_book *book);

/* The same of a record, which is copied. */
VB_MUST int series_book_read(struct cmd *cmd, const struct json *record, struct series_book *book);

/* Frees everything. */
void series_book_release(struct series_book *book);

/* The meeting that counts for a day; NULL: none was made. */
const struct sitting *series_book_find(const struct series_book *book, int32_t day);

#endif
