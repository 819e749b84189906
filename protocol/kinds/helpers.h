/* helpers: what follows from the answers to a request for interpreters or volunteers: who comes, whether they are enough,
 * and who said yes to two things at once.
 *
 * An answer counts as that of a seat does (turnout.h): of a person's own office before what one in charge entered, then the
 * last. Who is asked no more counts no more. SPEC.md 12.3.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_HELPERS_H
#define VB_PROTOCOL_KINDS_HELPERS_H

#include "protocol/kinds/turnout.h"

#define VB_HELPERS_NEEDED 1u /* where the request does not say */

enum helpers_state {
	VB_HELPERS_OPEN, /* some are missing, and there is time */
	VB_HELPERS_LATE, /* some are missing, and the day has passed by which they were to answer */
	VB_HELPERS_SHORT, /* some are missing, and all who were asked have answered */
	VB_HELPERS_ENOUGH,
	VB_HELPERS_CLOSED,
	VB_HELPERS_STATE_COUNT,
};

struct helpers_request {
	uint32_t needed; /* 0: it does not say */
	bool is_closed;
	int32_t due;      /* a day of calendar.h; VB_DAY_MAX: none */
	int64_t start_ms; /* INT64_MIN: none */
	int64_t end_ms;   /* INT64_MAX: none */
};

struct helpers {
	uint32_t coming;
	uint32_t declined;
	uint32_t silent;
	uint32_t missing; /* so many more are needed */
	enum helpers_state state;
};

/* Finds out what each person who is asked answered (turnout.h: seat is the person, office the one that answers for them),
 * and what follows. asked: each person once. today: a day of calendar.h. Cost: persons times answers. */
struct helpers helpers_find(const struct helpers_request *request, struct turnout_seat *asked,
                            size_t count, const struct turnout_reply *answers, size_t answer_count,
                            int32_t today);

/* True if one person cannot come to both, since their times overlap. A request that does not say when it begins is at no time;
 * one without an end is over at once. */
bool helpers_overlap(const struct helpers_request *a, const struct helpers_request *b);

#endif
