/* holdings: what an office says that it holds.
 *
 * The state hashes of a space tell whether two offices, or one office before and after, show the same records; the number of
 * stored entries tells whether something was kept that is not shown.
 * Called by load and siege. Thread rule: one thread a link.
 */
#ifndef VB_TESTS_BLACKBOX_PARTS_HOLDINGS_H
#define VB_TESTS_BLACKBOX_PARTS_HOLDINGS_H

#include "tests/bench/office.h"

#define HOLDINGS_STATES_BYTES 160u

struct holdings {
	char states
		[HOLDINGS_STATES_BYTES]; /* "all core", hexadecimal; empty: the space is unknown */
	uint64_t entries;                /* in the whole store */
};

/* Asks for the status. Ends the program if that fails. */
void holdings_ask(struct office *o, const char *space, struct holdings *out);

#endif
