/* passwd: the names of this computer's logins by their uid.
 *
 * Asking for one may take a while (a directory service behind the network), in which the daemon does nothing else. So
 * what was told is kept for a minute, also that there is no such login, and only so many are asked for in a second:
 * whoever has many uids to call from cannot keep the daemon busy with them, nor push out who has a right here.
 * Called by local. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_PASSWD_H
#define VB_DAEMON_PASSWD_H

#include "protocol/ids.h"
#include "protocol/limits.h"

#define VB_PASSWD_KEPT_MS 60000u
#define VB_PASSWD_KEPT_COUNT 64u
#define VB_PASSWD_ASKED_A_SECOND 16u

struct passwd_names;

/* Knows no name yet. Caller destroys. */
struct passwd_names *passwd_new(void);
/* Frees it; sets *names to NULL. NULL is fine. */
void passwd_destroy(struct passwd_names **names);

/* Writes the name of a uid, NUL-terminated; an empty text when it has none, or a longer one than a login here can have.
 * Errors: VB_ERR_BUSY (it would have to be asked for, and too many were in this second). */
VB_MUST int passwd_name(struct passwd_names *names, uint32_t uid, struct mono_ms now,
                        char out[static VB_LOGIN_MAX_BYTES + 1]);

/* A uid whose name is kept has a right here: others do not push it out, and once a minute it is asked for in any second. */
void passwd_mark(struct passwd_names *names, uint32_t uid);

#endif
