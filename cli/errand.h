/* errand: asking something of a bridge of this office, by way of the daemon: SPEC.md 13.5, Jobs.
 *
 * It is answered within 30 seconds or not at all.
 * Called by cmd_bridge and its fellows, disclose and check_mail. Thread rule: one thread.
 */
#ifndef VB_CLI_ERRAND_H
#define VB_CLI_ERRAND_H

#include "cli/cmd.h"

#define VB_ERRAND_MAIL "mail"

/* Asks the bridge for mail; takes *args (a map; NULL: none). result (may be NULL): the caller destroys it. Errors: VB_ERR_BRIDGE_OFF,
 * VB_ERR_TIMEOUT, those of the bridge and of client_ask. */
VB_MUST int errand_ask(struct cmd *cmd, const char *job, struct json **args, struct json **result);

/* The same for a list, page by page to its end. The caller destroys *items. */
VB_MUST int errand_list(struct cmd *cmd, const char *job, struct json **items);

/* The map {key: text}; with text NULL the map is empty. */
struct json *errand_args(const char *key, const char *text);

#endif
