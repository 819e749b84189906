/* civil: moments as a calendar on the wall shows them.
 *
 * Arithmetic only: no clock, no list of zones of the machine. The one zone known by its rule is Europe/Berlin, as it has
 * been since 1996 (directive 2000/84/EC): one hour ahead of UTC, two from the last Sunday of March to that of October,
 * each at 01:00 UTC. Dates are protocol/kinds/calendar's. Moments are milliseconds since 1970 UTC; offsets are minutes east of UTC.
 * Called by invitation, diary and ical. Thread rule: pure.
 */
#ifndef VB_BRIDGES_RENDER_CIVIL_H
#define VB_BRIDGES_RENDER_CIVIL_H

#include <stdbool.h>
#include <stdint.h>

#define VB_CIVIL_BERLIN "Europe/Berlin"
#define VB_CIVIL_MIN_MS 820454400000   /* 1996-01-01T00:00:00Z: since then the rule holds */
#define VB_CIVIL_MAX_MS 32503680000000 /* 3000-01-01T00:00:00Z */

/* A date, and a time of day on it. */
struct civil {
	int year;
	unsigned month, day; /* from 1 */
	unsigned hour, minute, second;
	unsigned weekday; /* 0 Sunday to 6 Saturday */
};

/* True if both are moments that this program puts on paper: from 1996 to 2999. */
bool civil_is_sound(int64_t ms);

/* What a clock offset minutes east of UTC shows. ms: any year from 1 to 9999. */
struct civil civil_of(int64_t ms, int offset_minutes);

/* Minutes by which clocks in Berlin are ahead of UTC at that moment: 60 or 120. Exact from 1996. */
int civil_berlin_offset(int64_t ms);

/* True if clocks in Berlin show the same twice on that day, for the first or the second time: around the end of summer. */
bool civil_is_berlin_twice(int64_t ms);

#endif
