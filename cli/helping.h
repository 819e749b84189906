/* helping: requests for interpreters and volunteers with what was answered, as protocol/kinds/helpers.h finds it out.
 *
 * Who answers for a person is the office of the oldest of their seats that has one, else the one that wrote them down (SPEC.md
 * 12.2). What records of other offices say may be anything: somebody who is not here has no office, and no name.
 * Called by request_list and due. Thread rule: one thread.
 */
#ifndef VB_CLI_HELPING_H
#define VB_CLI_HELPING_H

#include "cli/labels.h"
#include "protocol/kinds/cadence.h"
#include "protocol/kinds/helpers.h"

struct helping {
	struct cmd *cmd;
	struct labels *labels; /* borrowed */
	int32_t today;
	struct json *requests;
	struct json *answers;
	struct turnout_reply *said; /* the same, in their order */
	struct record_id *about;    /* the request of each */
	struct json *offices;       /* numbers of offices by persons with a seat */
};

/* One request. */
struct helping_case {
	const struct json *request; /* borrowed */
	const struct json *persons; /* numbers of those who are asked; borrowed */
	struct helpers_request terms;
	struct turnout_seat
		*asked; /* in the order of persons; a reply is the index in answers of helping */
	size_t count;
	struct helpers sums;
};

/* enough, short, open, late, closed: for scripts, for ever. */
extern const char *const helping_states[VB_HELPERS_STATE_COUNT];

/* Reads all requests of a committee (its whole number) or of all (NULL). Caller releases, also after an error. Errors: those of
 * client_ask. */
VB_MUST int helping_read(struct cmd *cmd, struct labels *labels, const char *space, int32_t today,
                         struct helping *out);
/* Frees what belongs to it. Zeroed is fine. */
void helping_release(struct helping *h);

/* Finds out how a request stands. Caller releases. */
void helping_find(const struct helping *h, const struct json *request, struct helping_case *out);
/* Frees what belongs to it. Zeroed is fine. */
void helping_case_release(struct helping_case *c);

/* The number of the office that answers for a person; NULL: none that is known here. Borrowed. */
const char *helping_office(const struct helping *h, const char *person);

/* The other requests that are not over, and that somebody who comes to this one said yes to for the same time: their numbers. The
 * caller destroys it. */
struct json *helping_doubles(const struct helping *h, const struct helping_case *c, size_t person);

/* By when somebody has to see to it: the day by which answers were wanted, else that of the request; none where nobody is missing
 * or it is closed. */
struct obligation_due helping_due(const struct helping *h, const struct helping_case *c);

#endif
