/* message: the row of messages; see message.h; tested by tests/unit/test_kind.c. */
#include "protocol/kinds/message.h"

/* clang-format off */
static const struct kind_field message_fields[] = {
	{ VB_MESSAGE_TARGET, "target", VB_TYPE_REF, 0, VB_RULE_REGISTER, 0, NULL },
	{ VB_MESSAGE_TEXT, "text", VB_TYPE_STR, 20000, VB_RULE_REGISTER, VB_FIELD_REQUIRED, NULL },
	{ VB_MESSAGE_IN_REPLY_TO, "inReplyTo", VB_TYPE_REF, 0, VB_RULE_REGISTER, 0, NULL },
	{ VB_MESSAGE_WRITTEN_BY, "writtenBy", VB_TYPE_STR, 400, VB_RULE_REGISTER, 0, NULL },
	{ VB_MESSAGE_WRITTEN, "written", VB_TYPE_TIME, 0, VB_RULE_REGISTER, 0, NULL },
};
/* clang-format on */

const struct kind message_kinds[1] = {
	{ VB_KIND_MESSAGE,
	  "message",
	  { VB_ROLE_GUEST, VB_ROLE_STEWARD, VB_ROLE_STEWARD },
	  true,
	  message_fields,
	  sizeof(message_fields) / sizeof(message_fields[0]),
	  false },
};
