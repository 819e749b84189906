/* meetings: what follows from the records of one meeting at one office, for comparison; see clerks.h.
 *
 * Facts are those of protocol/kinds: agenda, stage, edition, turnout, proposal.
 * Called by clerks.
 */
#ifndef VB_TESTS_SIM_MEETINGS_H
#define VB_TESTS_SIM_MEETINGS_H

#include "tests/sim/plan.h"

struct meetings_seat {
	struct record_id id;
	struct node_id office;
};

struct meetings_question {
	uint32_t node;
	bool is_member;
	struct record_id meeting;
	struct span told; /* its answer to agenda.list */
	const struct meetings_seat *seats;
	uint32_t seat_count;
};

/* Hashes of all that follows: from what guests see, too, and from all records. */
struct meetings_facts {
	bool has_members;
	struct hash all;
	struct hash members;
};

/* Finds out what follows, and fails where the office tells something else, or something is missing or there twice. */
void meetings_find(struct plan *plan, const struct meetings_question *question,
                   struct meetings_facts *out);

/* True if the record is at a node, nobody asked for its end, and it is not deleted. */
bool meetings_is_there(struct plan *plan, uint32_t node, const struct record_id *id);

#endif
