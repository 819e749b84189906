/* backup: compact copies of the store, beside it for keeping (with an annex, annex.h) and in its place so that what was
 * deleted is gone.
 *
 * A compact copy holds no free pages, in which deleted data would live on, and nothing of it between its rows (lmdb_scrub.h). It is written beside its place, with its room
 * reserved first, synced, renamed, and the directory synced: after a crash there is the old file or the new one.
 * Called by daemon/. Thread rule: loop thread only; both functions take about 4 s a GB.
 */
#ifndef VB_STORE_BACKUP_H
#define VB_STORE_BACKUP_H

#include "protocol/crypt.h"
#include "store/env.h"

enum backup_fault {
	VB_BACKUP_FINE,
	VB_BACKUP_NO_FOLDER,  /* it is to be made in */
	VB_BACKUP_HOME,       /* its folder is the home, or it is the store itself */
	VB_BACKUP_OTHER_FILE, /* something is there that is no store of Verbund */
	VB_BACKUP_IN_THE_WAY, /* something else has the name that it is written under first */
};
enum backup_what {
	VB_BACKUP_OF_ALL,
	VB_BACKUP_OF_KEYS, /* record.keys alone: record_keys_backup */
};
/* Whether a copy may be put at the full path: in a folder that is there and not the home, as a new file or over an older
 * copy of the same. */
VB_MUST enum backup_fault backup_check(const char *home, const char *path, enum backup_what what);

/* Whose backup it is. */
struct backup_home {
	const char *path; /* of the home */
	const struct node_keys *keys;
	struct wall_ms now;
};

/* Writes a compact copy of what is committed, with its annex, to the file `path`, mode 0600, replacing an older one at the end.
 * Errors: VB_ERR_DISK_FULL, VB_ERR_IO, VB_ERR_NO_HOME (no such directory), VB_ERR_TOO_LARGE (path).
 * *bytes is its size. On error there is no new file and an older one is untouched. */
VB_MUST int backup_write(struct env *env, const struct backup_home *home, const char *path,
                         uint64_t *bytes);

/* Puts a compact copy in the place of the store and opens it: the one close and reopen. No transaction may be open;
 * spans and cursors of before are gone. Errors: VB_ERR_DISK_FULL (nothing happened, the store goes on);
 * VB_ERR_IO, VB_ERR_STORE_CORRUPT: the daemon must stop. */
VB_MUST int backup_compact(struct env *env);

/* Removes what a backup_compact that was cut short left beside the store. The home must be locked. */
void backup_remove_rest(const struct env *env);

#endif
