/* recurrence: the days of a series of meetings: "every six weeks on Tuesday", "on the first Monday of the month".
 *
 * A subset of RFC 5545 3.3.10: FREQ (DAILY, WEEKLY, MONTHLY, YEARLY), INTERVAL, COUNT or UNTIL (a day), BYDAY (in
 * monthly rules also with ordinal numbers, all or none), BYMONTHDAY (monthly), WKST=MO. Days that do not exist are left out. COUNT counts
 * days that exceptions take away. A rule without end ends after VB_SERIES_MAX_DAYS or VB_SERIES_MAX_COUNT.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_RECURRENCE_H
#define VB_PROTOCOL_KINDS_RECURRENCE_H

#include "protocol/bytes.h"

enum recurrence_freq {
	VB_FREQ_DAILY = 1,
	VB_FREQ_WEEKLY,
	VB_FREQ_MONTHLY,
	VB_FREQ_YEARLY,
};

#define VB_RECURRENCE_DAYS_MAX 16u /* in BYDAY */

struct recurrence {
	enum recurrence_freq freq;
	uint32_t interval; /* at least 1 */
	uint32_t count;    /* 0: none given */
	int32_t until;     /* the last day it may have */
	struct recurrence_day {
		int32_t ordinal; /* of the month, from its end when negative; 0: each */
		uint32_t weekday;
	} days[VB_RECURRENCE_DAYS_MAX];
	size_t day_count;
	uint32_t month_days;      /* bit n: the day n of the month */
	uint32_t month_days_back; /* bit n: the n-th from its end */
};

/* Reads a rule, in any order of its parts, letters small or large. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int recurrence_parse(struct span text, struct recurrence *out);

/* True if the rule says no end of its own. */
bool recurrence_is_endless(const struct recurrence *rule);

/* Writes the days from first to last, both included, ascending, at most max of them, and returns how many; never more
 * than VB_SERIES_MAX_COUNT. start: the first day of the series, which counts only where the rule has it. exceptions:
 * days that it does not have, in any order. Cost: VB_SERIES_MAX_DAYS at most. */
size_t recurrence_expand(const struct recurrence *rule, int32_t start, const int32_t *exceptions,
                         size_t exception_count, int32_t first, int32_t last, int32_t *out,
                         size_t max);

#endif
