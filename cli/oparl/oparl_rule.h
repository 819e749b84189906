/* oparl_rule: which objects of an import are not public, and to which body each belongs.
 *
 * OParl marks agenda items only. From them follows what else must not reach guests:
 * - a meeting of which all items are not public, and every item of a meeting that is not,
 * - a consultation whose agenda item or meeting is not public,
 * - a paper that has consultations, none of them public,
 * - an organization or a place named only by such meetings, items, consultations and papers, or by organizations named
 *   only so; with the organization its memberships.
 * References from what is public to what is not are left out. What nobody marks is public.
 * Called by cmd_import. Thread rule: pure.
 */
#ifndef VB_CLI_OPARL_OPARL_RULE_H
#define VB_CLI_OPARL_OPARL_RULE_H

#include "cli/oparl/oparl_plan.h"

/* Decides about every object and leaves out references that would tell. Cost: objects times depth of organizations. */
void oparl_rule_public(struct oparl_plan *plan);

/* Assigns every object to a body: the one it or what it belongs to refers to, else that of an object which refers to
 * it, else the first. Fills bodies (room for plan->count) with the places of the bodies and returns how many there are;
 * with none or one all objects get 0. References from one body to another are left out. */
size_t oparl_rule_bodies(struct oparl_plan *plan, size_t *bodies);

#endif
