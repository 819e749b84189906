/* meeting: sittings of committees.
 *
 * The rows are reached through kind.h; the numbers here are for those who look at single fields.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_MEETING_H
#define VB_PROTOCOL_KINDS_MEETING_H

#include "protocol/kind_row.h"

enum meeting_field {
	VB_MEETING_ORGANIZATION = 16,
	VB_MEETING_START = 17,
	VB_MEETING_END = 18,
};

extern const struct kind meeting_kinds[1];

#endif
