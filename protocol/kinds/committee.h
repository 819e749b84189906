/* committee: those who act, and where: body, organization, person, membership, location.
 *
 * A committee is a space with exactly one root organization; other organizations of it are records like any.
 * The rows are reached through kind.h. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_COMMITTEE_H
#define VB_PROTOCOL_KINDS_COMMITTEE_H

#include "protocol/kind_row.h"

enum organization_field {
	VB_ORGANIZATION_BODY = 16,
	VB_ORGANIZATION_ROOT = 25,
};

extern const struct kind committee_kinds[];
extern const size_t committee_kind_count;

/* Which of the organizations of a space that are marked as root, and not deleted, is the committee: the oldest, that
 * is the smallest id. The place in ids; count when there is none. */
size_t committee_root(const struct record_id *ids, size_t count);

#endif
