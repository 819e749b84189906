/* backups: a copy of the store that was asked for, from the request to its answer.
 *
 * A copy shows what is committed, so it is made at the end of the turn, and holds up everything else meanwhile (about 5 s
 * a GB). It is answered before anything else goes on, so that everything that was acknowledged before is in it. When it was
 * made is written with the next tick.
 * Called by control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_BACKUPS_H
#define VB_DAEMON_CONTROL_BACKUPS_H

#include "daemon/core/node.h"
#include "store/backup.h"

struct backups;

/* Nothing asked for. Borrows node. Caller destroys. */
struct backups *backups_new(struct node *node);
/* Forgets what was asked for; sets *backups to NULL. NULL is fine. */
void backups_destroy(struct backups **backups);

/* Asks for a copy at this full path, which backup_check has allowed; copied. Errors: VB_ERR_BUSY (one is asked for). */
VB_MUST int backups_add(struct backups *backups, uint32_t client, uint64_t request,
                        const char *path, enum backup_what what);

/* The turn is committed: makes the copy, and answers. */
void backups_on_commit(struct backups *backups, struct node_now now);
/* Writes down when a copy was made, if that is still to be done. */
void backups_keep(struct backups *backups);
/* When the last copy was made, in ms; 0: never. */
uint64_t backups_last(const struct backups *backups, enum backup_what what);

#endif
