/* station: where a paper is on its way through the committees, of this organization and of others (Beratungsfolge).
 *
 * Each consultation is a station. What is known of one follows from its result, its sitting and its date, so that every
 * office that shares the records sees the same. SPEC.md 12.3. Days as in calendar.h.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_STATION_H
#define VB_PROTOCOL_KINDS_STATION_H

#include "protocol/kinds/stage.h"

/* The words of consultation.resultCode in their order, behind none. */
enum station_result {
	VB_RESULT_NONE,
	VB_RESULT_ADOPTED,
	VB_RESULT_AMENDED,
	VB_RESULT_REJECTED,
	VB_RESULT_NOTED,
	VB_RESULT_POSTPONED, /* vertagt */
	VB_RESULT_DEFERRED,  /* zurückgestellt */
	VB_RESULT_REFERRED,
	VB_RESULT_WITHDRAWN,
	VB_RESULT_SETTLED,
	VB_RESULT_NO_VOTE,
	VB_RESULT_COUNT,
};

enum station_status {
	VB_STATION_WAITING,   /* nothing is planned */
	VB_STATION_SCHEDULED, /* a day or a sitting */
	VB_STATION_INVITED,
	VB_STATION_SITTING, /* now */
	VB_STATION_HELD,    /* the sitting is over, its result is not entered */
	VB_STATION_POSTPONED,
	VB_STATION_LATE, /* its day has passed, and nothing took place */
	VB_STATION_DONE,
	VB_STATION_COUNT,
};

struct station {
	enum station_result result;
	bool has_text; /* a result in words only, as imported ones have */
	bool has_meeting;
	enum stage stage; /* of its meeting */
	int32_t day;      /* of its meeting, else its date; VB_DAY_MAX: none */
};

/* Where it is today. */
enum station_status station_status(const struct station *station, int32_t today);

/* A word for it, for scripts; for ever. */
const char *station_word(enum station_status status);

/* The first station of a paper that is not done, in the order of the way; count: all are, or the paper was rejected or
 * withdrawn at the last one that is done. */
size_t station_current(const struct station *stations, size_t count, int32_t today);

#endif
