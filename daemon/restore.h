/* restore: makes the home of an office that lost its computer, from a backup and its recovery sheet.
 *
 * Nothing is written before the backup was read to its end and found whole, unchanged and this office's; the store in it is
 * checked wholly, too. What may not go on as it was is changed before anybody sees it: the office writes in new incarnations
 * from now on, all spaces with other members are compared with them first, invitation codes are void, the change feed has a new
 * generation, and logins are out until somebody lets them in again. The card gets a version above all that were given out
 * since the backup (its seconds since 1970). After a crash it can be repeated.
 * Called by main, in a process that does nothing else. Thread rule: one thread.
 */
#ifndef VB_DAEMON_RESTORE_H
#define VB_DAEMON_RESTORE_H

#include "daemon/conf.h"
#include "protocol/rescue.h"

struct restore_options {
	const char *home;
	const char *file;
	struct rescue code;
	struct span passphrase;
	bool keep_logins;
	const char *keys; /* copy of the record keys; NULL: none */
};

/* Restores; report gets lines of words parted by tabs: "id" and the office's number, "name", "time" of the backup in ms,
 * "login" with name, right and person for each one, "keys" with the time of the copy of the record keys in ms (0: none), "locked" with the
 * number of records that cannot be read without a newer one. detail says what was wrong with what, or "".
 * Errors: VB_ERR_BAD_FILE (cannot be opened), VB_ERR_BAD_BACKUP, VB_ERR_OTHER_OFFICE, VB_ERR_PASSPHRASE, VB_ERR_VERSION, VB_ERR_NO_MEMORY, VB_ERR_STORE_NEWER,
 * VB_ERR_STORE_CORRUPT, VB_ERR_BAD_KEYS_BACKUP, VB_ERR_KEYS_BACKUP_OLD, those of place_begin. Cost: reads the backup twice, and once what is in it. */
VB_MUST int restore_home(const struct restore_options *options, struct wall_ms now,
                         struct buf *report, struct conf_why *detail);

#endif
