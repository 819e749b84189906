/* worker: a client of a daemon that is killed all the time: does one kind of work over and over, and notes in its ledger
 * what was acknowledged.
 *
 * Each is a process of its own. Whenever it has a new link, it first asks for what was acknowledged to it last: a
 * daemon that came back without it has lost it. What it has asked for and not yet been answered shows in `pending`, so
 * that whoever kills the daemon can tell what the kill has struck.
 * Called by load. Thread rule: one process a worker.
 */
#ifndef VB_TESTS_BLACKBOX_PARTS_WORKER_H
#define VB_TESTS_BLACKBOX_PARTS_WORKER_H

#include <stdatomic.h>
#include <stdbool.h>
#include <sys/types.h>

enum work {
	WORK_TEXT,   /* messages */
	WORK_BATCH,  /* three records by one request */
	WORK_REMOTE, /* messages at the other office, which the killed one has to catch up with */
	WORK_ERASE,  /* a message, and its erasure; when it is wanted an erasure run */
	WORK_FILE,   /* a document */
	WORK_BACKUP, /* when it is wanted a backup */
	WORK_COUNT,
	WORK_RUN = WORK_COUNT, /* of `pending`: an erasure run */
	WORK_PENDING_COUNT
};

/* Told by the workers, which are processes of their own. */
struct work_shared {
	atomic_uint acknowledged[2]; /* by office */
	atomic_uint lost;            /* acknowledged, and not there after a restart */
	atomic_uint refused;
	atomic_int refusal; /* the last one's error */
	atomic_bool is_over;
	atomic_bool pending[WORK_PENDING_COUNT];
	atomic_bool wanted[WORK_PENDING_COUNT]; /* to be done now: WORK_BACKUP, WORK_RUN */
};

struct worker {
	struct work_shared *shared;
	enum work work;
	unsigned number;    /* among all workers */
	unsigned office;    /* 0 or 1 */
	const char *home;   /* of that office */
	const char *space;  /* in hexadecimal */
	const char *ledger; /* file to which it appends */
	const char *backup; /* file for backups */
};

/* Starts it as a process; it ends when is_over is set, or with its parent. */
pid_t worker_start(const struct worker *w);

#endif
