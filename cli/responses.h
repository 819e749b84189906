/* responses: how the seats of a meeting were invited and what they answered, as protocol/kinds/turnout.h finds it out.
 *
 * A reply counts by the role that its office had when it wrote it; of two of one moment the internal one says more.
 * Called by commands about replies and quorum. Thread rule: one thread.
 */
#ifndef VB_CLI_RESPONSES_H
#define VB_CLI_RESPONSES_H

#include "cli/muster.h"
#include "protocol/kinds/turnout.h"

struct responses {
	struct json *replies;
	struct json *invitations;
	struct turnout_seat
		*seats; /* those of the muster, in its order; a reply is the index in replies */
	struct turnout sums;
};

/* The words of replies and invitations in the order of their enums; for none: none, unsent. */
extern const char *const responses_answers[VB_ANSWER_COUNT];
/* As above. */
extern const char *const responses_deliveries[VB_DELIVERY_COUNT];

/* Reads them. Caller releases, also after an error. Errors: those of client_ask. */
VB_MUST int responses_read(struct cmd *cmd, const struct muster *m, struct responses *out);
/* Frees what belongs to it. Zeroed is fine. */
void responses_release(struct responses *r);

/* The office that wrote a record; zero: it does not say. Pure. */
struct node_id responses_author(const struct json *record);
/* The role that it had then: a guest at least, else it could not have written it. Pure. */
enum role responses_role(const struct json *record);

#endif
