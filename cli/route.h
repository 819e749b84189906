/* route: the way of a paper through the committees (Beratungsfolge): its consultations in their order.
 *
 * The order is kept as fractional keys (placing.h) in the field position; what has none stands last, by day.
 * Called by the commands of papers and consultations. Thread rule: one thread.
 */
#ifndef VB_CLI_ROUTE_H
#define VB_CLI_ROUTE_H

#include "cli/cmd.h"

/* Reads the consultations of a paper, in order; each has beside its record "start" (of its meeting, or nil), "number"
 * (of its agenda item, or ""), and "stage" and "sitting" as waypoint.h has them, where its meeting is here. The caller destroys it. Errors: those of client_ask. */
VB_MUST int route_read(struct cmd *cmd, const char *paper, struct json **route);

/* Writes it as a table: day, committee, item, responsibility, whether it decides, result, whether it is public, status,
 * whether the paper is there, number; marked by waypoint_mark. */
void route_print(struct cmd *cmd, const struct json *route);

/* Writes times of the route as text, for scripts. */
void route_export(struct json *route, const char *zone);

/* Finds the position behind a consultation of the route: its number, which may be shortened; NULL: the last; "first":
 * before all. moved (may be NULL): the number of the one that is to stand there. Others may get new positions. The caller
 * destroys *position. Errors: VB_ERR_BAD_VALUE (none of this route, or the one that is moved), those of client_ask. */
VB_MUST int route_place(struct cmd *cmd, const struct json *route, const char *moved,
                        const char *after, struct json **position);

#endif
