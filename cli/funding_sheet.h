/* funding_sheet: one application on a page: what is asked for, what it costs, what was recommended and decided.
 *
 * Sums are whole cents for scripts, and what is in dispute is told with all its sides.
 * Called by cmd_funding. Thread rule: one thread.
 */
#ifndef VB_CLI_FUNDING_SHEET_H
#define VB_CLI_FUNDING_SHEET_H

#include "cli/cost_plan.h"
#include "cli/funding_case.h"

/* Writes it for people, or a line a field in a pipe. */
void funding_sheet_print(struct funding_case *c, const struct cost_plan *plan);

/* Writes it as the one document. */
void funding_sheet_export(struct funding_case *c, const struct cost_plan *plan);

#endif
