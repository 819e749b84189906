/* clerks: meetings of the simulated committee: planned, filled with items, invited to, answered and held, by offices that are cut
 * off from each other, crash and are restored meanwhile.
 *
 * After healing what follows from the records is the same at every office: the agenda with its numbers as the office itself tells
 * it, which is also what kinds/agenda.h makes of its records given backwards; the settled state; the agendas as invited, each whole; how
 * the seats were reached and what they answered; what became of proposals. A guest sees the public items with the numbers
 * that members see. No item that was acknowledged is missing, and no proposal stands on an agenda twice.
 * Called by plan and ask.
 */
#ifndef VB_TESTS_SIM_CLERKS_H
#define VB_TESTS_SIM_CLERKS_H

#include "tests/sim/plan.h"

/* Makes organizations and seats, before anything goes wrong. */
void clerks_open(struct plan *plan);
/* Frees what belongs to it. */
void clerks_close(struct plan *plan);

/* One of the things that a clerk of an office does. */
void clerks_act(struct plan *plan, uint32_t node);
/* What an office answered to agenda.list. */
void clerks_on_agenda(struct plan *plan, const struct world_node *asker, int err,
                      struct span result);

/* What has to be true after healing. */
void clerks_check(struct plan *plan);

#endif
