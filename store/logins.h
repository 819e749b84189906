/* logins: which logins of this computer may ask the daemon, with which right, and which person each is.
 *
 * A login is a name as in passwd; it leads to one person, a record of this office, and a person has at most one. The
 * table never leaves this office. Logins that stand nowhere here have no right, but for the owner of the home and root.
 * Called by daemon/control, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_LOGINS_H
#define VB_STORE_LOGINS_H

#include "protocol/ids.h"
#include "protocol/limits.h"
#include "store/env.h"

/* Rising rights of a login. The numbers stand in the store. */
enum right {
	VB_RIGHT_NONE = 0,
	VB_RIGHT_MONITOR = 1, /* let in by the read-only socket; never kept */
	VB_RIGHT_READER = 2,
	VB_RIGHT_MEMBER = 3,
	VB_RIGHT_SECRETARY = 4,
	VB_RIGHT_ADMINISTRATOR = 5,
};

struct login {
	char name[VB_LOGIN_MAX_BYTES + 1];
	struct record_id person;
	enum right right; /* reader and above */
};

/* True for what can be the name of a login: 1 to VB_LOGIN_MAX_BYTES bytes of visible ASCII without colon and slash. */
bool logins_is_name(struct span text);

/* Reads one login. Errors: VB_ERR_NOT_FOUND (also for what is no name), VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int logins_get(struct env_txn *txn, struct span name, struct login *out);
/* Finds the login of a person. Errors: as logins_get. Cost: all logins. */
VB_MUST int logins_of_person(struct env_txn *txn, const struct record_id *person,
                             struct login *out);
/* Writes one login, replacing what was known. */
void logins_put(struct env_txn *txn, const struct login *login);
/* Forgets a login; an unknown one is fine. */
void logins_del(struct env_txn *txn, const struct login *login);

struct logins_cursor {
	struct env_cursor c;
};
/* Starts a walk over all logins, ascending by name. */
void logins_open(struct logins_cursor *c, struct env_txn *txn);
/* The next login; false at the end and after an error. */
bool logins_next(struct logins_cursor *c, struct login *out);
/* Ends the walk. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int logins_close(struct logins_cursor *c);

#endif
