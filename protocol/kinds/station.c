/* station: where a paper is; see station.h. */
#include "protocol/kinds/station.h"

#include "protocol/kinds/calendar.h"

static enum station_status meeting_status(const struct station *station, int32_t today)
{
	switch (station->stage) {
	case VB_STAGE_PLANNED:
		return station->day < today ? VB_STATION_LATE : VB_STATION_SCHEDULED;
	case VB_STAGE_INVITED:
		return station->day < today ? VB_STATION_LATE : VB_STATION_INVITED;
	case VB_STAGE_OPEN:
	case VB_STAGE_INTERRUPTED:
		return VB_STATION_SITTING;
	case VB_STAGE_ADJOURNED:
	case VB_STAGE_CLOSED:
	case VB_STAGE_APPROVED:
		return VB_STATION_HELD;
	case VB_STAGE_CANCELLED:
	case VB_STAGE_COUNT:
		break;
	}
	return station->day < today ? VB_STATION_LATE : VB_STATION_WAITING;
}

enum station_status station_status(const struct station *station, int32_t today)
{
	if (station->result == VB_RESULT_POSTPONED || station->result == VB_RESULT_DEFERRED)
		return VB_STATION_POSTPONED;
	if (station->result != VB_RESULT_NONE || station->has_text)
		return VB_STATION_DONE;
	if (station->has_meeting)
		return meeting_status(station, today);
	if (station->day == VB_DAY_MAX)
		return VB_STATION_WAITING;
	return station->day < today ? VB_STATION_LATE : VB_STATION_SCHEDULED;
}

const char *station_word(enum station_status status)
{
	static const char *const words[VB_STATION_COUNT] = {
		[VB_STATION_WAITING] = "waiting", [VB_STATION_SCHEDULED] = "scheduled",
		[VB_STATION_INVITED] = "invited", [VB_STATION_SITTING] = "sitting",
		[VB_STATION_HELD] = "held",       [VB_STATION_POSTPONED] = "postponed",
		[VB_STATION_LATE] = "late",       [VB_STATION_DONE] = "done",
	};

	return words[status];
}

size_t station_current(const struct station *stations, size_t count, int32_t today)
{
	size_t at = 0;

	while (at < count && station_status(&stations[at], today) == VB_STATION_DONE)
		at++;
	/* A paper that a decision ended goes no further. */
	if (at > 0 && at < count &&
	    (stations[at - 1].result == VB_RESULT_REJECTED ||
	     stations[at - 1].result == VB_RESULT_WITHDRAWN))
		return count;
	return at;
}
