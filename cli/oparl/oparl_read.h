/* oparl_read: OParl objects into a plan of records.
 *
 * A file holds one object a line (JSON Lines), or one JSON document: an object, a list of objects, or a page of a list
 * ({"data": [...]}). Objects may stand in each other, as OParl has it, or be named by their addresses. An object that
 * comes twice is one: what comes later is added. Numbers of agenda items are computed, so they are left; the order of
 * items and consultations becomes order keys.
 * Called by cmd_import. Thread rule: one thread (moment).
 */
#ifndef VB_CLI_OPARL_OPARL_READ_H
#define VB_CLI_OPARL_OPARL_READ_H

#include "cli/oparl/oparl_plan.h"

#define VB_OPARL_WHY_BYTES 400u

/* Reads a whole file into the plan. zone: of times without an offset. why: on error where and what, in the user's
 * language. Errors: VB_ERR_BAD_INPUT, VB_ERR_BAD_TIME; the plan holds a part then. */
VB_MUST int oparl_read(struct span text, const char *zone, struct oparl_plan *plan,
                       char why[static VB_OPARL_WHY_BYTES]);

#endif
