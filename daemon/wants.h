/* wants: which logs this office still has to fetch, and from whom; one place for all links, so that no log is asked for
 * twice at the same time.
 *
 * A want is queued when an office tells of more than we have, asked when a WANT frame for it leaves, and done when the
 * log has reached the count told. What makes no progress for VB_WANT_STALL_MS is given up; the next digest brings it
 * back, from whoever answers first. Order: control logs, open logs, then data, newest space first (SPEC.md 10).
 * Called by session. Thread rule: pure.
 */
#ifndef VB_DAEMON_WANTS_H
#define VB_DAEMON_WANTS_H

#include "protocol/ids.h"

#define VB_WANT_STALL_MS 10000u   /* SPEC.md 10 */
#define VB_WANTS_MAX_COUNT 65536u /* over all links; more are brought back by the next digest */
#define VB_WANTS_ASKED_MAX 64u    /* asked of one link at the same time */

/* Streams of a space, in the numbers of DIGEST and HEADS (SPEC.md 10): audience, or the control log. */
#define VB_STREAM_CONTROL 3u

struct want {
	struct space_id space;
	struct log_id log;     /* control log: the space id */
	uint32_t space_number; /* 0: space not known yet */
	uint8_t stream;
	bool asked;
	uint32_t link;
	uint64_t from;        /* entries here */
	uint64_t target;      /* entries there */
	struct mono_ms since; /* last progress */
};

struct wants;

/* An empty table. Caller destroys. */
struct wants *wants_new(void);
/* Frees it; sets *wants to NULL. NULL is fine. */
void wants_destroy(struct wants **wants);
/* Queues a want, or raises the target of the one that is there for the same log from the same link. Another link's want
 * for it stays as it is. */
void wants_add(struct wants *wants, const struct want *want);
/* The log now has count entries: notes progress and drops the want when its target is reached. True if a want for it
 * was there. */
bool wants_progress(struct wants *wants, const struct log_id *log, uint64_t count,
                    struct mono_ms now);
/* Gives up the want for a log from this link, if there is one. */
void wants_drop(struct wants *wants, const struct log_id *log, uint32_t link);
/* Gives up all wants from a link. */
void wants_drop_link(struct wants *wants, uint32_t link);
/* Gives up asked wants without progress; their links are written to stalled (at most max, each once); returns how many.
 */
size_t wants_drop_stalled(struct wants *wants, struct mono_ms now, uint32_t *stalled, size_t max);
/* The next want to ask this link for, marked as asked; NULL when there is none, when enough are under way, or when the
 * control log of its space has to come first. Lives until the next call. */
const struct want *wants_next(struct wants *wants, uint32_t link, struct mono_ms now);
/* Wants queued or under way, for the status. */
size_t wants_count(const struct wants *wants);

#endif
