/* verdict: what has to be true at the end of a simulated run; see plan.h.
 *
 * A run that fails describes on stderr what each node holds, for whoever replays its seed.
 * Called by plan.
 */
#ifndef VB_TESTS_SIM_VERDICT_H
#define VB_TESTS_SIM_VERDICT_H

#include "tests/sim/plan.h"

/* Lets the healed world run until all who may read the same hold the same and all changes of keys are over; fails after
 * PLAN_HEAL_MS and PLAN_TURNOVER_MS. */
void verdict_await(struct plan *plan);

/* True if somebody asked for the end of a record; whether it came to that is not for us to know. */
bool verdict_may_be_erased(const struct plan *plan, const struct record_id *record);

/* Checks writes, secrecy, rebuilding, the index of words and the stores; closes the nodes. */
void verdict_check(struct plan *plan);

#endif
