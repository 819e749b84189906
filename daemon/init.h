/* init: makes the home of a new office, whole or not at all.
 *
 * Everything is made in a directory beside it that is renamed at the end, so that a crash or a full disk leaves no half
 * of a home behind, only a directory of an unmistakable name. Called by main, in a process that does nothing else.
 */
#ifndef VB_DAEMON_INIT_H
#define VB_DAEMON_INIT_H

#include "daemon/conf.h"
#include "protocol/peer/card.h"

struct init_options {
	const char *home;
	const char *name;
	const char *kind;
	const char *ags;       /* NULL: none */
	const char *listen;    /* NULL: dials only */
	const char *advertise; /* NULL: as listen */
};

/* Makes the home. *id gets the new office's id; on error detail says what was wrong, or "".
 * Errors: VB_ERR_MISSING_VALUE, VB_ERR_BAD_VALUE, VB_ERR_BAD_UTF8, VB_ERR_TOO_LARGE, VB_ERR_BAD_CARD (AGS),
 * VB_ERR_CONFIG (addresses), VB_ERR_HOME_EXISTS, VB_ERR_NO_HOME (no parent directory), VB_ERR_DISK_FULL, VB_ERR_IO. */
VB_MUST int init_home(const struct init_options *options, struct wall_ms now, struct node_id *id,
                      struct conf_why *detail);

#endif
