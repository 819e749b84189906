/* office: a real daemon with a home of its own, for the bench programs.
 *
 * Starts $BUILD/verbundd on loopback in a directory on the disk of $TMPDIR (or /var/tmp: a memory file system would make
 * durability free), speaks to it through the local socket, reads what it costs from /proc. Whatever goes wrong ends the
 * program: half a figure is none.
 */
#ifndef VB_TESTS_BENCH_OFFICE_H
#define VB_TESTS_BENCH_OFFICE_H

#include <stdbool.h>
#include <sys/types.h>

#include "protocol/link.h"
#include "protocol/pack.h"

struct office {
	char home[192];
	char name[32];
	char id[80]; /* of the node, as text */
	unsigned port;
	pid_t pid;
	struct link *link;
};

/* Monotonic seconds. */
double office_seconds(void);
/* Ends the program with a message when condition is false. */
void office_must(bool condition, const char *what);
/* A new directory for the homes of this program, removed at exit. */
const char *office_base(void);
/* Makes and starts one office; waits until it answers. */
void office_start(struct office *o, const char *name);
/* Starts the daemon of a home that it made before; waits until it answers. Returns the seconds that took. */
double office_serve(struct office *o);
/* Asks it to end and waits for that. */
void office_stop(struct office *o);
/* Ends it on the spot. */
void office_crash(struct office *o);
/* Stops it and removes its home. */
void office_remove(struct office *o);
/* Calls and expects success; args is a packed map, released by this call. The result lives until the next call. */
struct span office_call(struct office *o, const char *call, struct buf *args);
/* Starts packed args of count pairs. */
void office_args(struct buf *b, uint32_t count);
/* Appends a pair of two strings. */
void office_put(struct buf *b, const char *key, const char *value);
/* The string under a key of a result, NUL-terminated. */
void office_text(struct span map, const char *key, char *out, size_t size);
/* The number under a key of a result. */
uint64_t office_number(struct span map, const char *key);
/* Pairs two offices by an invitation, digits and all. */
void office_pair(struct office *inviter, struct office *joiner);
/* The number behind a word at the start of a line of a file in /proc/PID; 0 if it cannot be read. */
double office_proc(const struct office *o, const char *file, const char *word);
/* The same of the files that its threads have, summed up. */
double office_threads(const struct office *o, const char *file, const char *word);
/* Processor time of the daemon so far, all threads, to the nanosecond. */
double office_cpu_seconds(const struct office *o);
/* Returns when it does nothing any more: words are indexed behind what was written. Seconds that took. */
double office_settle(const struct office *o);
/* Memory of the daemon in KiB: private (RssAnon) and resident (VmRSS). */
void office_memory(const struct office *o, long *anon, long *rss);

#endif
