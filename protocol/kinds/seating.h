/* seating: who has a seat in a committee on a day, what the seat may do, who is there, and whose turn it is to host.
 *
 * A seat belongs to an organization; its person may be missing. A substitute is a seat of its own that names the one it stands
 * in for; who is counted is always that one, so that one seat counts once whoever sits on it. Advisory seats speak and
 * move and do not vote. SPEC.md 12.3. Days as in calendar.h; DAY_MIN and DAY_MAX where none is given.
 * Thread rule: pure.
 */
#ifndef VB_PROTOCOL_KINDS_SEATING_H
#define VB_PROTOCOL_KINDS_SEATING_H

#include <stdbool.h>
#include <stddef.h>

#include "protocol/ids.h"

enum seat_flags {
	VB_SEAT_NO_VOTE = 1, /* votingRight is false */
	VB_SEAT_ADVISORY = 2,
	VB_SEAT_OPTIONAL = 4,
};

struct seat {
	struct record_id id;
	struct record_id organization;   /* that it belongs to: onBehalfOf */
	struct record_id person;         /* zero: vacant */
	struct record_id substitute_for; /* zero: a seat of its own */
	int32_t start, end;              /* days, both included */
	uint32_t flags;                  /* enum seat_flags */
	uint32_t host_turn;              /* 0: does not host */
};

/* One record of who was there: from start to before end, in ms. */
struct seat_presence {
	struct record_id seat;
	int64_t start;
	int64_t end; /* INT64_MAX: still there */
};

struct seating_count {
	uint32_t votes;         /* seats with a vote */
	uint32_t advisory;      /* seats without */
	uint32_t organizations; /* that seats with a vote belong to, each once */
};

/* True if the seat exists on this day. */
bool seating_is_in_force(const struct seat *seat, int32_t day);

/* True if the seat votes, speaks and moves as one of its own; a substitute votes for the seat it stands in for. */
bool seating_has_vote(const struct seat *seat);

/* The statutory number of members on a day: fixed, unless it is 0, else the seats in force with a vote, optional ones only
 * where they have a person. */
uint32_t seating_statutory(const struct seat *seats, size_t count, int32_t day, uint32_t fixed);

/* Who is present at a moment on that day. Records of seats that are not in force, or not here, do not count, nor do
 * substitutes of such seats. Cost: presences times seats. */
struct seating_count seating_present(const struct seat *seats, size_t count, int32_t day,
                                     const struct seat_presence *presences, size_t presence_count,
                                     int64_t now_ms);

/* The organization that hosts next on this day: of the seats in force with a turn, by (turn, id), the one behind that of
 * last (zero, or none of them: the first). Returns false when nobody hosts. */
bool seating_next_host(const struct seat *seats, size_t count, int32_t day,
                       const struct record_id *last, struct record_id *out);

#endif
