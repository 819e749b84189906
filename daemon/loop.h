/* loop: czmq's zloop, with turns.
 *
 * A turn gathers every descriptor and socket that is ready, for as many rounds of polling as bring something new (at
 * most VB_LOOP_TURN_ROUNDS), then calls turn_end once: that is where the core commits. So clients that ask at the same
 * time share one commit. Watches and timers may be set and ended inside any handler; a handler of an ended watch is
 * never called again. Signals (TERM, INT, HUP, CHLD) come as a readable descriptor; SIGPIPE is ignored.
 * Nothing here blocks, and no handler may. Thread rule: loop thread only; one loop a process.
 */
#ifndef VB_DAEMON_LOOP_H
#define VB_DAEMON_LOOP_H

#include "protocol/ids.h"

#define VB_LOOP_TURN_ROUNDS 8u

struct loop;
struct loop_watch;

enum loop_events {
	VB_LOOP_READ = 1,
	VB_LOOP_WRITE = 2,
	VB_LOOP_HANGUP =
		4, /* never asked for, always told: both directions are closed, or an error */
};

/* Called with what is ready (enum loop_events). */
typedef void loop_watch_fn(void *ctx, uint32_t events);
typedef void loop_timer_fn(void *ctx);

struct loop_hooks {
	void *ctx;
	void (*turn_end)(void *ctx);             /* after all of a turn was handled */
	bool (*is_full)(void *ctx);              /* the turn must end before more is read */
	void (*on_signal)(void *ctx, int signo); /* SIGTERM, SIGINT, SIGHUP, SIGCHLD */
};

/* Makes the loop; blocks the signals above in this thread. hooks are copied. Out of descriptors: NULL with errno. */
struct loop *loop_new(const struct loop_hooks *hooks);
/* Ends what is still watched (descriptors and sockets stay open); sets *loop to NULL. NULL is fine. */
void loop_destroy(struct loop **loop);

/* Runs until loop_stop. What a last turn gathered is committed by then. */
void loop_run(struct loop *loop);
/* Makes loop_run return after the turn in progress has ended. */
void loop_stop(struct loop *loop);

/* Watches a descriptor for events (READ, WRITE or none). Borrows fd: end the watch before closing it. */
struct loop_watch *loop_watch_fd(struct loop *loop, int fd, uint32_t events, loop_watch_fn *fn,
                                 void *ctx);
/* Watches a ZeroMQ socket. Borrows it: end the watch before closing it. */
struct loop_watch *loop_watch_socket(struct loop *loop, void *socket, uint32_t events,
                                     loop_watch_fn *fn, void *ctx);
/* Changes what is watched for. */
void loop_watch_set(struct loop_watch *watch, uint32_t events);
/* Ends the watch and sets *watch to NULL. NULL is fine. */
void loop_watch_end(struct loop_watch **watch);

/* A timer that stands in its owner's struct; all zero is a cleared one. */
struct loop_timer {
	struct loop_timer *next;
	struct mono_ms at;
	loop_timer_fn *fn;
	void *ctx;
	bool is_set;
};
/* Calls fn once, delay_ms from now or a little later; a timer that was set is moved. */
void loop_timer_set(struct loop *loop, struct loop_timer *timer, uint64_t delay_ms,
                    loop_timer_fn *fn, void *ctx);
/* Clears it: fn is not called. */
void loop_timer_clear(struct loop *loop, struct loop_timer *timer);

/* Rounds that handled something and turns that ended since the start: what the tests of the turn look at. */
struct loop_counts {
	uint64_t rounds;
	uint64_t turns;
};
/* The counts so far. */
struct loop_counts loop_counts(const struct loop *loop);

/* The monotonic clock. */
struct mono_ms loop_mono(void);
/* The wall clock. */
struct wall_ms loop_wall(void);

#endif
