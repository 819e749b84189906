/* sense_series: what this office does not write about series of meetings; see sense.h; tested by tests/unit/test_sense_series.c.
 *
 * A rule that nobody can read, a time of day that no day has. Series of others that say such things have no days. */
#include "daemon/control/sense.h"

#include "protocol/kinds/calendar.h"
#include "protocol/kinds/meeting.h"
#include "protocol/kinds/offset.h"
#include "protocol/kinds/recurrence.h"

#define DURATION_MAX ((uint64_t)14 * VB_DAY_MINUTES)

/* The text that the record would have; empty: none. */
static struct span text_of(const struct draft *d, uint32_t field)
{
	struct pack_reader r;
	struct span packed, text;

	if (!draft_wanted(d, field, &packed))
		return span_of(NULL, 0);
	unpack_init(&r, packed);
	text = unpack_str(&r, SIZE_MAX);
	return unpack_finish(&r) == 0 ? text : span_of(NULL, 0);
}

/* Whether a number that the draft says anew is below a limit. */
static bool is_below(const struct draft *d, uint32_t field, uint64_t limit)
{
	struct pack_reader r;
	struct span packed;

	if (!draft_changes(d, field) || !draft_wanted(d, field, &packed))
		return true;
	unpack_init(&r, packed);
	return unpack_uint(&r, UINT64_MAX) < limit;
}

int sense_series(struct draft *d)
{
	struct recurrence rule;
	int32_t start, day;

	if (!is_below(d, VB_MEETING_SERIES_MINUTE, VB_DAY_MINUTES))
		return request_fail(d->q, VB_ERR_BAD_VALUE, "startMinute is not below 1440");
	if (!is_below(d, VB_MEETING_SERIES_DURATION, DURATION_MAX + 1))
		return request_fail(d->q, VB_ERR_BAD_VALUE, "durationMinutes is more than 14 days");
	if (!draft_changes(d, VB_MEETING_SERIES_RULE) && !draft_changes(d, VB_MEETING_SERIES_START))
		return 0;
	if (recurrence_parse(text_of(d, VB_MEETING_SERIES_RULE), &rule) < 0)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "rrule is no rule for a series");
	if (calendar_parse(text_of(d, VB_MEETING_SERIES_START), &start) == 0 &&
	    recurrence_expand(&rule, start, NULL, 0, VB_DAY_MIN, VB_DAY_MAX, &day, 1) == 0)
		return request_fail(d->q, VB_ERR_BAD_VALUE, "the series has no day");
	return 0;
}
