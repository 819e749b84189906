/* request_list: requests for help as lists: all of them, and one with the persons whom it asks.
 *
 * Each with how many come and how many are missing, as helping.h finds it.
 * Called by cmd_request. Thread rule: one thread.
 */
#ifndef VB_CLI_REQUEST_LIST_H
#define VB_CLI_REQUEST_LIST_H

#include "cli/helping.h"

/* The options of `request list` and `request show`. */
extern const struct option request_list_options[];
extern const struct option request_show_options[];

/* Handlers of these commands. */
VB_MUST int request_list_run(struct cmd *cmd);
/* As above. */
VB_MUST int request_list_show(struct cmd *cmd);

#endif
