/* lineage: chains of records that name one before or above them: versions of a paper, concepts above a paper, offices
 * that went over into another, applications that amend one.
 *
 * Offices that do not see each other can tie such chains to circles, or somebody lets a record name itself. A circle
 * opens at its oldest record, which then names nothing, so that every office sees the same chain. SPEC.md 12.3.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_LINEAGE_H
#define VB_PROTOCOL_KINDS_LINEAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/ids.h"

#define VB_LINEAGE_NONE SIZE_MAX

/* What the caller fills in, then what lineage_find finds out. */
struct lineage {
	struct record_id id;
	struct record_id names; /* zero: none */
	size_t tag;             /* the caller's own */

	size_t above;   /* index of the one that it names; NONE: none, or not among these */
	uint32_t depth; /* 0 at the top */
	bool is_named;  /* by another one */
};

/* Opens each circle of an array of indexes, in which each names another or NONE, at its smallest index. */
void lineage_open(size_t *above, size_t count);

/* Sorts the records by age and finds out what names what. Each id once. Cost: n log n. */
void lineage_find(struct lineage *records, size_t count);

/* The index of the last of a chain that begins here and follows what names it, the youngest where several do: the
 * version in force. Only after lineage_find. Cost: n. */
size_t lineage_latest(const struct lineage *records, size_t count, size_t from);

#endif
