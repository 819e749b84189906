/* toll: what went wrong in a run, and what people did beside their writing, counted, so that a series of runs can show that
 * each kind of it occurred.
 *
 * Called by world, mishap, harm, plan, papers, clerks and sim.
 */
#ifndef VB_TESTS_SIM_TOLL_H
#define VB_TESTS_SIM_TOLL_H

#include <stdbool.h>
#include <stdint.h>

enum toll {
	TOLL_NONE, /* not counted */
	TOLL_FRAME_LOST,
	TOLL_FRAME_OVERTAKEN,
	TOLL_LINK_FULL,
	TOLL_PARTED,
	TOLL_CRASHED,
	TOLL_CRASHED_MUTE,
	TOLL_DISK_LOST,
	TOLL_DISK_OLDER,
	TOLL_DISK_SET_BACK,
	TOLL_CLOCK,
	TOLL_HOSTILE,
	TOLL_TWISTED,
	TOLL_LIED,
	TOLL_FLOODED,
	TOLL_ROLE,
	TOLL_DISMISSED,
	TOLL_GOVERNED_PARTED,
	TOLL_SUSPENDED,
	TOLL_LIFTED,
	TOLL_SUCCESSION,
	TOLL_FORKED,
	TOLL_SETTLED,
	TOLL_ERASED,
	TOLL_ERASED_AWAY,
	TOLL_KEYS,
	TOLL_DOCUMENT,
	TOLL_DOCUMENT_ERASED,
	TOLL_MEETING, /* from here on: of runs with clerks */
	TOLL_ITEM_MOVED,
	TOLL_PROPOSED,
	TOLL_ACCEPTED,
	TOLL_ACCEPTED_TWICE,
	TOLL_DECLINED,
	TOLL_INVITED,
	TOLL_REPLIED,
	TOLL_STATE,
	TOLL_CONTESTED,
	TOLL_COUNT
};

/* How often each kind occurred. */
struct tolls {
	uint32_t count[TOLL_COUNT];
};

/* What the kind is, for people: "frames lost". */
const char *toll_name(enum toll toll);
/* In how many runs at most it has to occur once, of those that toll_has_clerks says; 0: it is rare, and only told. */
uint32_t toll_once_in(enum toll toll);
/* True if it occurs in runs with clerks only. */
bool toll_has_clerks(enum toll toll);

#endif
