/* control_backup: copies of the store; see control_calls.h. */
#include <string.h>

#include "daemon/control/backups.h"
#include "daemon/control/control_calls.h"
#include "daemon/control/rights.h"
#include "store/backup.h"
#include "store/home.h"

static int place_fail(struct request *q, enum backup_fault fault)
{
	switch (fault) {
	case VB_BACKUP_NO_FOLDER:
		return request_fail(q, VB_ERR_BACKUP_PLACE, "there is no such folder");
	case VB_BACKUP_HOME:
		return request_fail(q, VB_ERR_BACKUP_PLACE,
		                    "the data directory holds no backup of itself");
	case VB_BACKUP_OTHER_FILE:
		return request_fail(q, VB_ERR_BACKUP_PLACE,
		                    "what is there is no older backup, and is not overwritten");
	case VB_BACKUP_IN_THE_WAY:
		return request_fail(q, VB_ERR_BACKUP_PLACE,
		                    "a file of this name with .new behind it is in the way");
	case VB_BACKUP_FINE:
		break;
	}
	return 0;
}

/* A file that other programs of our login look for by its name (its keys for ssh, what it runs at login) would hold texts
 * of people's choice: whoever is not our login itself names backups only. */
static int name_check(struct request *q, struct span path)
{
	static const char ending[] = ".backup";
	struct rights_owner owner = rights_owner(q->node);
	size_t size = sizeof(ending) - 1;

	if (rights_is_owner(&owner, q->caller->uid) ||
	    (path.size > size && path.data[path.size - size - 1] != '/' &&
	     memcmp(path.data + path.size - size, ending, size) == 0))
		return 0;
	return request_fail(q, VB_ERR_BACKUP_PLACE, "with this login its name ends in .backup");
}

int control_backup(struct request *q)
{
	char path[VB_HOME_PATH_MAX_BYTES];
	struct span text;
	enum backup_what what;
	bool is_keys = false;
	int err = request_text(q, "file", sizeof(path) - 1, &text);

	if (err == 0)
		err = request_bool(q, "keys", &is_keys);
	if (err != 0)
		return err;
	what = is_keys ? VB_BACKUP_OF_KEYS : VB_BACKUP_OF_ALL;
	memcpy(path, text.data, text.size);
	path[text.size] = '\0';
	if (path[0] != '/' || path[text.size - 1] == '/')
		return request_fail(q, VB_ERR_BAD_VALUE, "file is not a full path");
	err = name_check(q, text);
	if (err == 0)
		err = place_fail(q, backup_check(node_home(q->node), path, what));
	if (err == 0)
		err = backups_add(q->backups, q->caller->client, q->id, path, what);
	q->is_postponed = err == 0;
	return err;
}
