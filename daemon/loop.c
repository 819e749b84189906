/* loop: see loop.h.
 *
 * How zloop is used, and what it does on its own account (czmq 4.2.1, zloop.c):
 * - One round of it polls, then calls expired timers, then what was ready, in the order in which it was added. The
 *   first of these is an eventfd, set as soon as anything was handled: its handler stands between two rounds. If nothing
 *   was handled since it was called last, the turn is over.
 * - A timer set by a timer may run in the same pass, before anything that was ready: so no work is done in timers.
 * - A changed poll set ends the round after one more handler; the rest is ready again in the next one. It counts as a
 *   round that handled something, so the turn goes on.
 * - Handlers are called from a copy of the list, also for a watch that was ended in a timer: watches are freed one
 *   round later and carry a mark.
 * - A descriptor with an error is dropped unless it is tolerant; then what a client wrote before it hung up is lost.
 * - It ends at any interruption of poll, counts the delay of all timers anew when started again, and then removes a
 *   timer while it walks over them: so it is made anew.
 * - A watch of descriptor 0 cannot be told from those of ZeroMQ sockets: main keeps 0 to 2 open.
 */
#include "daemon/loop.h"

#include <czmq.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <time.h>
#include <unistd.h>

#include "daemon/log.h"

#define SLEEP_MAX_MS 3600000u

struct loop_watch {
	struct loop *loop;
	struct loop_watch *next;
	zmq_pollitem_t item;
	loop_watch_fn *fn; /* NULL: ended */
	void *ctx;
};

struct loop {
	struct loop_hooks hooks;
	struct loop_counts counts;
	zloop_t *zloop;
	struct loop_watch *watches;
	struct loop_watch *ended; /* freed when no poll set can name them */
	struct loop_timer *timers;
	struct loop_watch *signals;
	int signal_fd;
	int round_fd; /* eventfd */
	int sleep_id; /* the one timer of zloop, -1 none */
	struct mono_ms sleep_until;
	uint32_t turn_rounds; /* rounds of this turn; 0: no turn is open */
	bool has_handled;     /* in this round */
	bool is_armed;        /* round_fd is readable */
	bool is_running;
	bool is_stopping;
};

/* ---- clocks ---- */

static uint64_t clock_ms(clockid_t clock)
{
	struct timespec t;

	clock_gettime(clock, &t);
	return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

struct mono_ms loop_mono(void)
{
	return (struct mono_ms){ clock_ms(CLOCK_MONOTONIC) };
}

struct wall_ms loop_wall(void)
{
	return (struct wall_ms){ clock_ms(CLOCK_REALTIME) };
}

/* ---- waking ---- */

/* Makes the next poll return at once, with on_round as the first to be called. */
static void round_arm(struct loop *loop)
{
	if (!loop->is_armed && eventfd_write(loop->round_fd, 1) < 0)
		fatal("loop", "eventfd=\"%s\"", strerror(errno));
	loop->is_armed = true;
}

static void round_disarm(struct loop *loop)
{
	eventfd_t value;

	if (loop->is_armed && eventfd_read(loop->round_fd, &value) < 0)
		fatal("loop", "eventfd=\"%s\"", strerror(errno));
	loop->is_armed = false;
}

static int on_sleep_over(zloop_t *zloop, int id, void *arg)
{
	struct loop *loop = arg;

	(void)zloop;
	if (id == loop->sleep_id)
		loop->sleep_id = -1;
	round_arm(loop);
	return 0;
}

/* Keeps at most one timer of zloop: the next that is due. */
static void sleep_for(struct loop *loop, uint64_t delay_ms)
{
	struct mono_ms at = { loop_mono().v + delay_ms };

	if (!loop->is_running)
		return;
	if (loop->sleep_id >= 0) {
		if (loop->sleep_until.v <= at.v)
			return;
		zloop_timer_end(loop->zloop, loop->sleep_id);
	}
	loop->sleep_id = zloop_timer(loop->zloop, delay_ms, 1, on_sleep_over, loop);
	loop->sleep_until = at;
	if (loop->sleep_id < 0)
		abort();
}

static void sleep_until_timer(struct loop *loop)
{
	uint64_t now = loop_mono().v, delay = SLEEP_MAX_MS;

	for (struct loop_timer *t = loop->timers; t; t = t->next) {
		uint64_t left = t->at.v > now ? t->at.v - now : 0;

		if (left < delay)
			delay = left;
	}
	sleep_for(loop, delay);
}

static void note_handled(struct loop *loop)
{
	if (!loop->has_handled) {
		loop->has_handled = true;
		loop->turn_rounds++;
		loop->counts.rounds++;
	}
	round_arm(loop);
}

/* ---- watches ---- */

static void free_ended(struct loop *loop)
{
	while (loop->ended) {
		struct loop_watch *watch = loop->ended;

		loop->ended = watch->next;
		free(watch);
	}
}

static int on_item(zloop_t *zloop, zmq_pollitem_t *item, void *arg)
{
	struct loop_watch *watch = arg;
	uint32_t events = 0;

	(void)zloop;
	note_handled(watch->loop);
	if (!watch->fn)
		return 0;
	if (item->revents & ZMQ_POLLIN)
		events |= VB_LOOP_READ;
	if (item->revents & ZMQ_POLLOUT)
		events |= VB_LOOP_WRITE;
	if (item->revents & ZMQ_POLLERR)
		events |= VB_LOOP_HANGUP;
	watch->fn(watch->ctx, events);
	return 0;
}

static void watch_start(struct loop_watch *watch)
{
	if (zloop_poller(watch->loop->zloop, &watch->item, on_item, watch) < 0)
		abort();
	zloop_poller_set_tolerant(watch->loop->zloop, &watch->item);
}

static short poll_events(uint32_t events)
{
	int wanted = (events & VB_LOOP_READ ? ZMQ_POLLIN : 0) |
	             (events & VB_LOOP_WRITE ? ZMQ_POLLOUT : 0);

	return (short)wanted;
}

static struct loop_watch *watch_new(struct loop *loop, zmq_pollitem_t item, loop_watch_fn *fn,
                                    void *ctx)
{
	struct loop_watch *watch = calloc(1, sizeof(*watch));

	if (!watch)
		abort();
	*watch = (struct loop_watch){
		.loop = loop, .next = loop->watches, .item = item, .fn = fn, .ctx = ctx
	};
	loop->watches = watch;
	watch_start(watch);
	return watch;
}

struct loop_watch *loop_watch_fd(struct loop *loop, int fd, uint32_t events, loop_watch_fn *fn,
                                 void *ctx)
{
	return watch_new(loop, (zmq_pollitem_t){ .fd = fd, .events = poll_events(events) }, fn,
	                 ctx);
}

struct loop_watch *loop_watch_socket(struct loop *loop, void *socket, uint32_t events,
                                     loop_watch_fn *fn, void *ctx)
{
	return watch_new(loop, (zmq_pollitem_t){ .socket = socket, .events = poll_events(events) },
	                 fn, ctx);
}

void loop_watch_set(struct loop_watch *watch, uint32_t events)
{
	if (watch->item.events == poll_events(events))
		return;
	zloop_poller_end(watch->loop->zloop, &watch->item);
	watch->item.events = poll_events(events);
	watch_start(watch);
}

void loop_watch_end(struct loop_watch **watch)
{
	struct loop_watch *ended = *watch;
	struct loop_watch **at;

	if (!ended)
		return;
	*watch = NULL;
	zloop_poller_end(ended->loop->zloop, &ended->item);
	for (at = &ended->loop->watches; *at != ended; at = &(*at)->next)
		;
	*at = ended->next;
	ended->fn = NULL;
	ended->next = ended->loop->ended;
	ended->loop->ended = ended;
}

/* ---- timers ---- */

void loop_timer_clear(struct loop *loop, struct loop_timer *timer)
{
	struct loop_timer **at;

	if (!timer->is_set)
		return;
	for (at = &loop->timers; *at != timer; at = &(*at)->next)
		;
	*at = timer->next;
	timer->is_set = false;
}

void loop_timer_set(struct loop *loop, struct loop_timer *timer, uint64_t delay_ms,
                    loop_timer_fn *fn, void *ctx)
{
	loop_timer_clear(loop, timer);
	*timer = (struct loop_timer){ .next = loop->timers,
		                      .at = { loop_mono().v + delay_ms },
		                      .fn = fn,
		                      .ctx = ctx,
		                      .is_set = true };
	loop->timers = timer;
	sleep_for(loop, delay_ms);
}

static struct loop_timer *find_due(struct loop *loop, struct mono_ms now)
{
	struct loop_timer *t = loop->timers;

	while (t && t->at.v > now.v)
		t = t->next;
	return t;
}

/* Each timer at most once: one that sets itself again comes to stand behind now. */
static void run_due_timers(struct loop *loop)
{
	struct mono_ms now = loop_mono();
	struct loop_timer *t;
	uint32_t left = 0;

	for (t = loop->timers; t; t = t->next)
		left++;
	for (; left > 0 && (t = find_due(loop, now)) != NULL; left--) {
		loop_timer_clear(loop, t);
		note_handled(loop);
		t->fn(t->ctx);
	}
}

/* ---- turns ---- */

static void end_turn(struct loop *loop)
{
	loop->turn_rounds = 0;
	loop->counts.turns++;
	loop->hooks.turn_end(loop->hooks.ctx);
}

static bool is_turn_over(const struct loop *loop)
{
	return !loop->has_handled || loop->turn_rounds >= VB_LOOP_TURN_ROUNDS ||
	       loop->hooks.is_full(loop->hooks.ctx);
}

/* Stands between two rounds: what was handled in the last one is known, what is ready now is not handled yet. */
static int on_round(zloop_t *zloop, zmq_pollitem_t *item, void *arg)
{
	struct loop *loop = arg;

	(void)zloop;
	(void)item;
	free_ended(loop);
	if (loop->turn_rounds > 0 && is_turn_over(loop))
		end_turn(loop);
	loop->has_handled = false;
	if (loop->is_stopping && loop->turn_rounds == 0)
		return -1;
	run_due_timers(loop);
	if (loop->turn_rounds == 0) {
		round_disarm(loop);
		sleep_until_timer(loop);
	}
	return 0;
}

static void zloop_make(struct loop *loop)
{
	zmq_pollitem_t round = { .events = ZMQ_POLLIN };

	loop->zloop = zloop_new();
	if (!loop->zloop)
		abort();
	loop->sleep_id = -1;
	round.fd = loop->round_fd;
	if (zloop_poller(loop->zloop, &round, on_round, loop) < 0)
		abort();
	for (struct loop_watch *watch = loop->watches; watch; watch = watch->next)
		watch_start(watch);
}

void loop_run(struct loop *loop)
{
	int result = 0;

	loop->is_stopping = false;
	while (result == 0) {
		loop->is_running = true;
		round_arm(loop);
		errno = 0;
		result = zloop_start(loop->zloop);
		if (result == 0 && errno != EINTR)
			fatal("loop", "poll=\"%s\"", zmq_strerror(errno));
		loop->is_running = false;
		zloop_destroy(&loop->zloop);
		zloop_make(loop);
	}
}

void loop_stop(struct loop *loop)
{
	loop->is_stopping = true;
	round_arm(loop);
}

struct loop_counts loop_counts(const struct loop *loop)
{
	return loop->counts;
}

/* ---- the loop itself ---- */

static void on_signal(void *ctx, uint32_t events)
{
	struct loop *loop = ctx;
	struct signalfd_siginfo info;

	(void)events;
	while (read(loop->signal_fd, &info, sizeof(info)) == (ssize_t)sizeof(info))
		loop->hooks.on_signal(loop->hooks.ctx, (int)info.ssi_signo);
}

/* Signals are blocked before libzmq starts its threads, which inherit that; czmq's own handlers stay out. */
static int open_signals(void)
{
	struct sigaction ignore = { .sa_handler = SIG_IGN };
	sigset_t set;

	zsys_handler_set(NULL);
	sigaction(SIGPIPE, &ignore, NULL);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGHUP);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

struct loop *loop_new(const struct loop_hooks *hooks)
{
	int signal_fd = open_signals();
	int round_fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
	struct loop *loop;

	if (signal_fd < 0 || round_fd < 0) {
		if (signal_fd >= 0)
			close(signal_fd);
		if (round_fd >= 0)
			close(round_fd);
		return NULL;
	}
	loop = calloc(1, sizeof(*loop));
	if (!loop)
		abort();
	loop->hooks = *hooks;
	loop->signal_fd = signal_fd;
	loop->round_fd = round_fd;
	zloop_make(loop);
	loop->signals = loop_watch_fd(loop, signal_fd, VB_LOOP_READ, on_signal, loop);
	return loop;
}

void loop_destroy(struct loop **loop)
{
	struct loop *l = *loop;

	if (!l)
		return;
	*loop = NULL;
	while (l->watches) {
		struct loop_watch *watch = l->watches;

		loop_watch_end(&watch);
	}
	free_ended(l);
	zloop_destroy(&l->zloop);
	close(l->signal_fd);
	close(l->round_fd);
	free(l);
}
