/* paper: what is decided on (paper), and its way through the committees (consultation).
 *
 * The rows are reached through kind.h; the numbers here are for those who look at single fields.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_PAPER_H
#define VB_PROTOCOL_KINDS_PAPER_H

#include "protocol/kind_row.h"

enum consultation_field {
	VB_CONSULTATION_PAPER = 16,
	VB_CONSULTATION_MEETING = 18,
	VB_CONSULTATION_AGENDA_ITEM = 19,
	VB_CONSULTATION_POSITION = 23,
};

extern const struct kind paper_kinds[2];

#endif
