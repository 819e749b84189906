/*
 * aftermath: how a home looks after something happened to it: whether its store is whole, whether the walk over it finds
 * anything, and whether its office opens.
 *
 * Nobody may have it open. What is wrong is said as a comment, unless silent.
 */
#ifndef VB_TESTS_UNIT_AFTERMATH_H
#define VB_TESTS_UNIT_AFTERMATH_H

#include "daemon/core/node.h"

struct aftermath {
	bool is_silent;
	unsigned
		unreadable; /* stores that do not open, or of which the walk does not get through */
	unsigned with_findings; /* stores in which the walk found something */
	unsigned closed;        /* offices that do not open */
};

/* A short hash over all rows of the store, as verbundd --check reads it; 0 when it cannot be read. Changes nothing. */
uint64_t aftermath_rows(struct aftermath *a, const char *home);
/* Opens the office as its daemon would, ends a turn, and closes it. */
void aftermath_open(struct aftermath *a, const char *home);
/* Opens an office that says nothing to anybody. Returns the code; the caller closes it. */
int aftermath_node(const char *home, uint32_t env_flags, struct node_now now, struct node **out);

#endif
