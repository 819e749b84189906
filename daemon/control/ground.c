/* ground: codes and words; see ground.h. */
#include "daemon/control/ground.h"

#include <stdio.h>

static const char *const words[] = {
	[VB_GROUND_UNSAID] = "unsaid",   [VB_GROUND_REQUEST] = "request",
	[VB_GROUND_EXPIRED] = "expired", [VB_GROUND_MISTAKE] = "mistake",
	[VB_GROUND_MOVED] = "moved",     [VB_GROUND_RESTATED] = "restated",
};
#define WORDS (sizeof(words) / sizeof(words[0]))

void ground_format(uint32_t code, char out[static VB_GROUND_NAME_MAX_BYTES + 1])
{
	if (code < WORDS)
		(void)snprintf(out, VB_GROUND_NAME_MAX_BYTES + 1, "%s", words[code]);
	else
		(void)snprintf(out, VB_GROUND_NAME_MAX_BYTES + 1, "other-%u", code % 65536u);
}

bool ground_parse(struct span text, uint32_t *code)
{
	for (uint32_t i = 0; i < WORDS; i++) {
		if (span_is_equal(text, span_of_str(words[i]))) {
			*code = i;
			return true;
		}
	}
	return false;
}

const char *ground_list(void)
{
	return "unsaid, request, expired, mistake, moved, restated";
}
