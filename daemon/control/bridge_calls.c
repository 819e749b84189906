/* bridge_calls: the table of what bridges ask; see bridge_calls.h; tested by tests/unit/test_control_bridge.c. */
#include "daemon/control/bridge_calls.h"

/* clang-format off */
static const struct call calls[] = {
	{ "bridge.answer", VB_RIGHT_NONE, false, "answer once person request|comment", control_bridge_answer },
	{ "bridge.delivered", VB_RIGHT_NONE, false, "invitation once|time", control_bridge_delivered },
	{ "bridge.done", VB_RIGHT_NONE, false, "job|code detail result", control_bridge_done },
	{ "bridge.feed", VB_RIGHT_NONE, true, "|after generation limit wait", control_bridge_feed },
	{ "bridge.file", VB_RIGHT_NONE, true, "id|chunk", control_bridge_file },
	{ "bridge.jobs", VB_RIGHT_NONE, true, "|wait", control_bridge_jobs },
	{ "bridge.list", VB_RIGHT_NONE, true, "subject|after limit space", control_bridge_list },
	{ "bridge.post", VB_RIGHT_NONE, false, "once target text|in_reply_to name person", control_bridge_post },
	{ "bridge.reply", VB_RIGHT_NONE, false, "answer meeting once person seat|comment", control_bridge_reply },
	{ "bridge.show", VB_RIGHT_NONE, true, "id subject|", control_bridge_show },
	{ "drawer.get", VB_RIGHT_NONE, true, "key table|about", control_drawer_get },
	{ "drawer.list", VB_RIGHT_NONE, true, "table|about after limit", control_drawer_list },
	{ "drawer.write", VB_RIGHT_NONE, false, "items|", control_drawer_write },
};
/* clang-format on */

const struct call *bridge_calls_find(struct span name)
{
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (span_is_equal(span_of_str(calls[i].name), name))
			return &calls[i];
	}
	return NULL;
}
