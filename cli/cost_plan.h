/* cost_plan: what a project costs and what money comes from elsewhere, typed, read from a file, or from records.
 *
 * Typed: 'Room=1.200,00; Fees=300'. In a file a line each: cost or income, text, sum, with semicolons between.
 * Called by the commands of funding. Thread rule: one thread.
 */
#ifndef VB_CLI_COST_PLAN_H
#define VB_CLI_COST_PLAN_H

#include "cli/funding.h"
#include "cli/sheaf.h"

#define VB_COST_PLAN_MAX_COUNT 200u        /* positions */
#define VB_COST_PLAN_FILE_MAX_BYTES 65536u /* of --plan */

struct cost_plan {
	struct json *items; /* maps of "name", "amount" (cents), "income" */
	struct fund_plan sums;
};

/* Reads --cost, --income and --plan; no positions where none of them was given. Caller releases, also after an error.
 * Errors: VB_ERR_BAD_VALUE, VB_ERR_TOO_LARGE, VB_ERR_BAD_FILE, VB_ERR_BAD_UTF8. */
VB_MUST int cost_plan_parse(struct cmd *cmd, struct cost_plan *plan);

/* Reads the plan of an application: its positions in their order, of those who may say what it costs.
 * Caller releases, also after an error. Errors: those of client_ask. */
VB_MUST int cost_plan_read(struct cmd *cmd, const struct funding *funding,
                           const struct json *application, struct cost_plan *plan);

/* Frees it. */
void cost_plan_release(struct cost_plan *plan);

/* Adds up for an application that asks for so much. Errors: VB_ERR_OUT_OF_RANGE. */
VB_MUST int cost_plan_sum(struct cmd *cmd, struct cost_plan *plan, uint64_t asked);

/* Adds its positions to a sheaf in which the application has this label. */
void cost_plan_write(const struct cost_plan *plan, bool is_internal, struct sheaf *sheaf,
                     const char *label);

/* Says on stderr by how much the plan is not even; nothing where it is, or has no positions. */
void cost_plan_tell(struct cmd *cmd, const struct cost_plan *plan);

/* Writes the positions and their sums as a table. */
void cost_plan_print(struct cmd *cmd, const struct cost_plan *plan);

#endif
