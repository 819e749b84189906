/* points: the numbered points of a paper's proposed decision (Beschlussvorschlag), each a record of its own, so that several
 * offices can work on one proposal.
 *
 * Their numbers follow from their order (fractional keys); none is kept. Called by the commands of papers.
 * Thread rule: one thread.
 */
#ifndef VB_CLI_POINTS_H
#define VB_CLI_POINTS_H

#include "cli/cmd.h"
#include "cli/sheaf.h"

/* The points of a paper, as records in their order. The caller destroys *points. Errors: those of client_ask. */
VB_MUST int points_read(struct cmd *cmd, const char *paper, struct json **points);

/* Their texts, as a list. The caller destroys it. */
struct json *points_texts(const struct json *points);

/* Adds to a sheaf what makes these texts of the points of a paper: what begins or ends alike stays as it is; between, points are
 * changed one by one, and the rest made or deleted. Returns whether there is anything. */
bool points_change(const struct json *paper, const struct json *points, const struct json *texts,
                   struct sheaf *sheaf);

#endif
