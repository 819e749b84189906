/* funding: the applications for money of a committee, with what was recommended and decided about each.
 *
 * Which of them count, and what they sum up to, protocol/kinds/fund.h finds out. Of several recommendations for one
 * application the oldest counts; a decision on which records disagree is contested, and grants nothing until somebody
 * settles it. SPEC.md 12.3.
 * Called by cmd_funding and what belongs to it. Thread rule: one thread.
 */
#ifndef VB_CLI_FUNDING_H
#define VB_CLI_FUNDING_H

#include "cli/cmd.h"
#include "protocol/kinds/fund.h"

/* What has become of an application; later ones leave earlier ones behind. */
enum funding_state {
	FUNDING_RECEIVED,
	FUNDING_COMPLETE,
	FUNDING_ON_AGENDA,
	FUNDING_POSTPONED,
	FUNDING_NOT_RECOMMENDED,
	FUNDING_RECOMMENDED,
	FUNDING_PARTLY_RECOMMENDED,
	FUNDING_REFUSED,
	FUNDING_GRANTED,
	FUNDING_CONTESTED,
	FUNDING_AMENDED,
	FUNDING_WITHDRAWN,
	FUNDING_STATE_COUNT,
};

struct funding_row {
	const struct json *application;
	const struct json *recommendation; /* that counts; NULL: none */
	bool is_contested;                 /* records disagree on the decision */
	enum funding_state state;
};

/* All lists stand in the order of the applications' numbers, which is that of their making. */
struct funding {
	struct json *applications;
	struct json *recommendations;
	struct json *organizations;
	struct json *committee;        /* as committee.show tells it */
	struct fund_application *sums; /* of the same index */
	struct funding_row *rows;
	size_t count;
};

/* Reads the applications of a committee. The caller releases it, also after an error. Errors: those of client_ask. */
VB_MUST int funding_read(struct cmd *cmd, const char *space, struct funding *out);

/* Finds out the rest from the four that stand first, each list in the order of numbers. Called by funding_read. */
void funding_settle(struct funding *funding);

/* Frees everything. */
void funding_release(struct funding *funding);

/* The row of an application; NULL when it is not among them. */
const struct funding_row *funding_find(const struct funding *funding, const char *id);

/* Whether what a record says of an application counts: its office wrote it, the one that answers for the applicant, or one
 * in charge. */
bool funding_may_add(const struct funding *funding, const struct json *application,
                     const struct json *record);

/* The year in which what is asked for begins, else that of the application; 0: none is told. */
int32_t funding_year(const struct json *application);

/* Sums up those for which is_wanted holds (one a row) and that count.
 * Errors: VB_ERR_OUT_OF_RANGE (above 2^53 - 1 cents). */
VB_MUST int funding_total(const struct funding *funding, const bool *is_wanted,
                          struct fund_total *out);

/* The word for a state: on a terminal in the user's language, else that of the protocol. */
const char *funding_state_word(const struct out *out, enum funding_state state);

/* The same in the user's language, wherever it stands. */
const char *funding_state_text(enum funding_state state);

#endif
