/* seat_table: the seats of a committee on a day, as a list and one by one.
 *
 * A seat is in force on that day, to come or ended; which office answers for it, who stands in, and whether it counts in
 * the statutory number follows from the records (protocol/kinds/seating.h).
 * Called by cmd_committee_seat. Thread rule: one thread.
 */
#ifndef VB_CLI_SEAT_TABLE_H
#define VB_CLI_SEAT_TABLE_H

#include "cli/seats.h"

/* Lists the seats of a committee in force on a day and those to come; with --all ended ones, too. Errors: those of
 * seats_read and day_get_today. */
VB_MUST int seat_table_list(struct cmd *cmd);

/* Shows one seat. Errors: VB_ERR_BAD_VALUE (none), as above. */
VB_MUST int seat_table_show(struct cmd *cmd);

/* A word for where a seat is on a day: inForce, coming, ended. Pure. */
const char *seat_table_state(const struct seat *seat, int32_t day);

#endif
