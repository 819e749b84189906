/* follow: the change feed as it grows, also over restarts of the daemon.
 *
 * One answer after the other; where the connection is lost it is made again, with pauses that grow to two seconds, and
 * goes on behind the last item that was handed out, so that nothing is missed. Interrupting (Ctrl-C, SIGTERM) ends it.
 * Called by cmd_watch. Thread rule: one thread; one follower a process, because signals belong to it.
 */
#ifndef VB_CLI_FOLLOW_H
#define VB_CLI_FOLLOW_H

#include "cli/json.h"
#include "cli/out.h"

struct follow;

/* Where a follower stands: what was handed out so far. */
struct follow_place {
	int64_t generation; /* 0: the current one */
	int64_t after;      /* -1: from now on */
};

/* Begins to follow behind a place; nothing is asked yet. Borrows home and out. Caller destroys. */
struct follow *follow_new(const char *home, const struct follow_place *place, struct out *out);
/* Hangs up, gives the signals back and frees it; sets *follow to NULL. NULL is fine. */
void follow_destroy(struct follow **follow);

/* Waits for the next answer: SPEC.md 13, feed.read; the caller destroys it. *answer is NULL when it was interrupted.
 * Errors: those of the daemon about the place itself, and at the first call those of link_open; later the daemon is
 * waited for. */
VB_MUST int follow_next(struct follow *follow, struct json **answer);

/* Where it stands. */
const struct follow_place *follow_where(const struct follow *follow);

/* True if Ctrl-C or SIGTERM came. */
bool follow_is_interrupted(void);

#endif
