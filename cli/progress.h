/* progress: what a person at a terminal sees of work that takes longer than half a second.
 *
 * One line, written over itself ten times a second at most, and taken away before anything else is said. Faster work and
 * work that nobody watches says nothing. Time comes from the caller.
 * Called by out. Thread rule: one thread.
 */
#ifndef VB_CLI_PROGRESS_H
#define VB_CLI_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct progress {
	FILE *talk; /* NULL: nobody watches */
	uint64_t since_ms;
	uint64_t shown_ms; /* when the line was written last */
	size_t columns;    /* of the line; 0: there is none */
	bool is_count;     /* what stands there was counted */
};

/* Work begins. Borrows talk, a terminal; NULL: nobody watches. */
void progress_init(struct progress *progress, FILE *talk, uint64_t now_ms);

/* So much is done. total 0: nobody knows of how much. */
void progress_step(struct progress *progress, uint64_t now_ms, uint64_t done, uint64_t total);

/* The same in bytes, as people say them. */
void progress_step_bytes(struct progress *progress, uint64_t now_ms, uint64_t done, uint64_t total);

/* It goes on, and nothing can be counted. Where a count stands, that stays. */
void progress_wait(struct progress *progress, uint64_t now_ms);

/* The waiting is over: takes its line away, a count stays. */
void progress_wait_end(struct progress *progress);

/* Takes the line away. */
void progress_clear(struct progress *progress);

#endif
