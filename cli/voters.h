/* voters: who votes on an application for funding, and who may not because it is their own organization's.
 *
 * Barred are the seats of the applicant, or of what became of it when organizations were merged, and those who stand in for
 * such a seat, whomever they belong to; and a substitute who belongs to the applicant, wherever it stands in.
 * Called by cmd_funding_vote. Thread rule: one thread.
 */
#ifndef VB_CLI_VOTERS_H
#define VB_CLI_VOTERS_H

#include "cli/seats.h"

enum voters_right {
	VOTERS_NOT_IN_FORCE,
	VOTERS_NO_VOTE,    /* advisory, or no right to vote */
	VOTERS_SUBSTITUTE, /* votes for another seat, and is not barred */
	VOTERS_VOTES,
	VOTERS_BARRED,            /* a seat with a vote */
	VOTERS_SUBSTITUTE_BARRED, /* may not stand in here */
};

struct voters {
	struct seats seats;
	enum voters_right *rights; /* one a seat */
	uint32_t voting;           /* seats that may vote */
	uint32_t barred;           /* seats that could vote otherwise */
};

/* Reads who votes in a committee on a day about an application of that organization (NULL: not known, nobody is barred).
 * Caller releases, also after an error. Errors: those of seats_read. */
VB_MUST int voters_read(struct cmd *cmd, const char *space, const char *applicant, int32_t day,
                        struct voters *out);

/* Frees everything. */
void voters_release(struct voters *voters);

/* The numbers of all barred seats, as a list; the caller destroys it. */
struct json *voters_barred(const struct voters *voters);

#endif
