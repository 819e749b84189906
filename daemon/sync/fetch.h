/* fetches: which logs this office still has to fetch, and from whom; one place for all links, so that no log is asked for
 * twice at the same time.
 *
 * A fetch is queued when an office tells of more than we have, asked when a WANT frame for it leaves, and done when the
 * log has reached the count told. What makes no progress for VB_FETCH_STALL_MS is asked of the next link that told of it,
 * or given up; the next digest brings it back. Order: control logs, open logs, then data, newest space first (SPEC.md 10).
 * An office may tell of more than it has: no link holds more than its share, and one that stalled counts as slow for a
 * while, in which others take over what it told of first and nothing waits for it.
 * Called by session. Thread rule: pure.
 */
#ifndef VB_DAEMON_SYNC_FETCH_H
#define VB_DAEMON_SYNC_FETCH_H

#include "protocol/peer/frame.h"

#define VB_FETCH_STALL_MS 10000u /* SPEC.md 10 */
#define VB_FETCH_SLOW_MS 60000u  /* so long a link that stalled comes second to others */
#define VB_FETCHES_ASKED_MAX 64u /* asked of one link at the same time */

struct fetch {
	struct space_id space;
	struct log_id log;     /* control log: the space id */
	uint32_t space_number; /* 0: space not known yet */
	enum stream stream;
	bool asked;
	uint32_t link;
	uint64_t from;        /* entries here */
	uint64_t target;      /* entries there */
	struct mono_ms since; /* last progress */
	uint32_t other_link;  /* told of the log too; 0: nobody */
	uint64_t other_target;
	uint32_t before, after; /* of the same link; kept by the table */
};

struct fetches;

/* An empty table. Caller destroys. */
struct fetches *fetches_new(void);
/* Frees it; sets *fetches to NULL. NULL is fine. */
void fetches_destroy(struct fetches **fetches);
/* Queues a fetch, or raises the target of the one that is there for the same log from the same link; where that one begins
 * later, since the log was longer then, it is asked again from the earlier place. Another link's fetch for it gives way if
 * that link is slow, or has more to do and has not been asked yet; else this link is remembered. */
void fetches_add(struct fetches *fetches, const struct fetch *fetch, struct mono_ms now);
/* The log now has count entries: notes progress and drops the fetch when its target is reached. True if a fetch for it
 * was there. */
bool fetches_progress(struct fetches *fetches, const struct log_id *log, uint64_t count,
                      struct mono_ms now);
/* Gives up the fetch for a log from this link, if there is one, or leaves it to the other link that told of it. */
void fetches_drop(struct fetches *fetches, const struct log_id *log, uint32_t link);
/* The same with all fetches from a link. */
void fetches_drop_link(struct fetches *fetches, uint32_t link);
/* The same for a link that is gone: nothing is known of it any more. */
void fetches_end_link(struct fetches *fetches, uint32_t link);
/* The same with asked fetches without progress; their links are slow from now on and are written to stalled (at most max,
 * each once); returns how many. */
size_t fetches_drop_stalled(struct fetches *fetches, struct mono_ms now, uint32_t *stalled,
                            size_t max);
/* The next fetch to ask this link for, marked as asked; NULL when there is none, when enough are under way, or when the
 * control log or the open logs of its space have to come first. Lives until the next call. Cost: the link's fetches. */
const struct fetch *fetches_next(struct fetches *fetches, uint32_t link, struct mono_ms now);
/* True if a fetch for the log is queued or under way. */
bool fetches_has_log(const struct fetches *fetches, const struct log_id *log);
/* Fetches queued or under way, for the status. */
size_t fetches_count(const struct fetches *fetches);

/* True if open logs of the space are queued or under way for this link. Cost: the link's fetches. */
bool fetches_has_open(const struct fetches *fetches, uint32_t link, uint32_t space_number);

/* True if something is queued or under way for this link. */
bool fetches_has_link(const struct fetches *fetches, uint32_t link);
/* True, once, if all that this link may hold is done and it told of more before: compare with it again. */
bool fetches_want_more(struct fetches *fetches, uint32_t link);

#endif
