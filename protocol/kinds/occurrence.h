/* occurrence: which meeting of a series counts where several were made for the same day of it.
 *
 * Two offices that plan a series at the same time, without hearing of each other, make two meetings of each day. Of those
 * counts the one that is furthest by stage.h (what people were invited to before what is only planned, and what was called off
 * before what is planned, so that no double takes its place), and of the same state the oldest. The others are doubles.
 * The same records give the same answer on every node. SPEC.md 12.3. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_OCCURRENCE_H
#define VB_PROTOCOL_KINDS_OCCURRENCE_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/ids.h"
#include "protocol/kinds/stage.h"

/* What the caller fills in, then what occurrence_find finds out. */
struct occurrence {
	struct record_id id;     /* of the meeting */
	struct record_id series; /* zero: of none */
	int32_t day;             /* of the series, wherever the meeting was moved to */
	enum stage stage;
	size_t tag; /* the caller's own */

	bool is_double;
};

/* Sorts the meetings by series, day, and which one counts, and finds out which are doubles. One of no series is none.
 * Cost: n log n. */
void occurrence_find(struct occurrence *meetings, size_t count);

#endif
