/* message: what people write in the thread of a space or of one of its records.
 *
 * The rows are reached through kind.h; the numbers here are for those who look at single fields.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_MESSAGE_H
#define VB_PROTOCOL_KINDS_MESSAGE_H

#include "protocol/kind_row.h"

enum message_field {
	VB_MESSAGE_TARGET = 16, /* absent: the space */
	VB_MESSAGE_TEXT = 17,
	VB_MESSAGE_IN_REPLY_TO = 18,
	VB_MESSAGE_WRITTEN_BY = 19, /* the office, of one that was moved */
	VB_MESSAGE_WRITTEN = 20,    /* and when */
};

extern const struct kind message_kinds[1];

#endif
