/* helpers: who comes, and whether they are enough; see helpers.h. */
#include "protocol/kinds/helpers.h"

#include "protocol/kinds/calendar.h"

static enum helpers_state state_of(const struct helpers_request *request, const struct helpers *h,
                                   int32_t today)
{
	if (request->is_closed)
		return VB_HELPERS_CLOSED;
	if (h->missing == 0)
		return VB_HELPERS_ENOUGH;
	if (h->silent == 0)
		return VB_HELPERS_SHORT;
	return request->due < today ? VB_HELPERS_LATE : VB_HELPERS_OPEN;
}

struct helpers helpers_find(const struct helpers_request *request, struct turnout_seat *asked,
                            size_t count, const struct turnout_reply *answers, size_t answer_count,
                            int32_t today)
{
	struct turnout sums = turnout_find(asked, count, NULL, 0, answers, answer_count);
	uint32_t needed = request->needed > 0 ? request->needed : VB_HELPERS_NEEDED;
	struct helpers h = {
		.coming = sums.answers[VB_ANSWER_ACCEPTED],
		.declined = sums.answers[VB_ANSWER_DECLINED],
	};

	/* Words that another version may bring are no answer to this one. */
	h.silent = (uint32_t)count - h.coming - h.declined;
	h.missing = needed > h.coming ? needed - h.coming : 0;
	h.state = state_of(request, &h, today);
	return h;
}

bool helpers_overlap(const struct helpers_request *a, const struct helpers_request *b)
{
	int64_t a_end = a->end_ms == INT64_MAX ? a->start_ms : a->end_ms;
	int64_t b_end = b->end_ms == INT64_MAX ? b->start_ms : b->end_ms;

	if (a->start_ms == INT64_MIN || b->start_ms == INT64_MIN)
		return false;
	return a->start_ms == b->start_ms || (a->start_ms < b_end && b->start_ms < a_end);
}
