/* quorate: whether each body that meets can decide, at a moment: from attendance, invitations and what was said about the
 * quorum, by the rules that the body chose.
 *
 * A joint meeting has as many answers as bodies: each counts its own seats by its own rules. Statements and challenges are
 * records of kind quorum; a challenge counts for a seat with a vote by its own office, or one that was in charge.
 * Called by commands about meetings. Thread rule: one thread.
 */
#ifndef VB_CLI_QUORATE_H
#define VB_CLI_QUORATE_H

#include "cli/responses.h"
#include "cli/rollcall.h"
#include "protocol/kinds/profile.h"

struct quorate_body {
	size_t body; /* of the muster */
	struct profile_facts facts;
	struct profile_answer answer;
	uint32_t advisory;          /* seats without a vote that are there */
	uint32_t seats, invited;    /* with a vote, and those of them that were invited */
	bool is_uninvited;          /* there would be enough, but not all were invited */
	int64_t stated, challenged; /* when last; 0: not */
};

struct quorate {
	struct rollcall calls;
	struct responses said;
	struct json *statements;
	struct quorate_body *bodies; /* without those that have no seat, if others have some */
	size_t count;
};

/* Finds it out for a moment. Caller releases, also after an error. Errors: those of client_ask. */
VB_MUST int quorate_find(struct cmd *cmd, const struct muster *m, int64_t ms, struct quorate *out);
/* Frees what belongs to it. Zeroed is fine. */
void quorate_release(struct quorate *q);

#endif
