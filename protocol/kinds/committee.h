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

extern const struct kind committee_kinds[5];

#endif
