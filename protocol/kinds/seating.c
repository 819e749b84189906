/* seating: seats in force, presence, hosts; see seating.h. */
#include "protocol/kinds/seating.h"

#include <stdlib.h>
#include <string.h>

bool seating_is_in_force(const struct seat *seat, int32_t day)
{
	return seat->start <= day && day <= seat->end;
}

bool seating_has_vote(const struct seat *seat)
{
	return (seat->flags & (VB_SEAT_NO_VOTE | VB_SEAT_ADVISORY)) == 0 &&
	       record_id_is_zero(&seat->substitute_for);
}

uint32_t seating_statutory(const struct seat *seats, size_t count, int32_t day, uint32_t fixed)
{
	uint32_t number = 0;

	if (fixed > 0)
		return fixed;
	for (size_t i = 0; i < count; i++) {
		bool is_open = (seats[i].flags & VB_SEAT_OPTIONAL) != 0 &&
		               record_id_is_zero(&seats[i].person);

		if (seating_is_in_force(&seats[i], day) && seating_has_vote(&seats[i]) && !is_open)
			number++;
	}
	return number;
}

/* The index of the seat in force with this id; count: none. */
static size_t seat_find(const struct seat *seats, size_t count, int32_t day,
                        const struct record_id *id)
{
	size_t at = 0;

	while (at < count &&
	       (!record_id_is_equal(&seats[at].id, id) || !seating_is_in_force(&seats[at], day)))
		at++;
	return at;
}

/* The seat that is taken by who sits there: that of the member, not of the substitute. A substitute of a substitute stands
 * in for nobody. */
static size_t seat_taken(const struct seat *seats, size_t count, int32_t day,
                         const struct record_id *id)
{
	size_t at = seat_find(seats, count, day, id);

	if (at == count || record_id_is_zero(&seats[at].substitute_for))
		return at;
	at = seat_find(seats, count, day, &seats[at].substitute_for);
	return at < count && record_id_is_zero(&seats[at].substitute_for) ? at : count;
}

/* True if an earlier seat that is taken belongs to the same organization. */
static bool is_seen(const struct seat *seats, const bool *is_taken, size_t at)
{
	for (size_t i = 0; i < at; i++) {
		if (is_taken[i] && seating_has_vote(&seats[i]) &&
		    record_id_is_equal(&seats[i].organization, &seats[at].organization))
			return true;
	}
	return false;
}

struct seating_count seating_present(const struct seat *seats, size_t count, int32_t day,
                                     const struct seat_presence *presences, size_t presence_count,
                                     int64_t now_ms)
{
	bool *is_taken = calloc(count > 0 ? count : 1, sizeof(*is_taken));
	struct seating_count present = { 0 };

	if (is_taken == NULL)
		abort();
	for (size_t i = 0; i < presence_count; i++) {
		size_t at = seat_taken(seats, count, day, &presences[i].seat);

		if (at < count && presences[i].start <= now_ms && now_ms < presences[i].end)
			is_taken[at] = true;
	}
	for (size_t i = 0; i < count; i++) {
		if (!is_taken[i])
			continue;
		if (!seating_has_vote(&seats[i])) {
			present.advisory++;
			continue;
		}
		present.votes++;
		if (!record_id_is_zero(&seats[i].organization) && !is_seen(seats, is_taken, i))
			present.organizations++;
	}
	free(is_taken);
	return present;
}

/* ---- hosts ---- */

static bool is_host(const struct seat *seat, int32_t day)
{
	return seat->host_turn > 0 && seating_is_in_force(seat, day) &&
	       !record_id_is_zero(&seat->organization);
}

/* By (turn, id). */
static int host_compare(const struct seat *a, const struct seat *b)
{
	if (a->host_turn != b->host_turn)
		return a->host_turn < b->host_turn ? -1 : 1;
	return memcmp(a->id.b, b->id.b, sizeof(a->id.b));
}

bool seating_next_host(const struct seat *seats, size_t count, int32_t day,
                       const struct record_id *last, struct record_id *out)
{
	const struct seat *first = NULL, *before = NULL, *next = NULL;

	for (size_t i = 0; i < count; i++) {
		if (!is_host(&seats[i], day))
			continue;
		if (first == NULL || host_compare(&seats[i], first) < 0)
			first = &seats[i];
		/* Of several seats of one organization the last turn is the one that it had. */
		if (record_id_is_equal(&seats[i].organization, last) &&
		    (before == NULL || host_compare(&seats[i], before) > 0))
			before = &seats[i];
	}
	for (size_t i = 0; before != NULL && i < count; i++) {
		if (is_host(&seats[i], day) && host_compare(&seats[i], before) > 0 &&
		    (next == NULL || host_compare(&seats[i], next) < 0))
			next = &seats[i];
	}
	if (first == NULL)
		return false;
	*out = next != NULL ? next->organization : first->organization;
	return true;
}
