/* loop: turns, watches that come and go inside handlers, timers and signals, on pipes and socket pairs. */
#include "daemon/loop.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/tap.h"

#define CLIENTS 16

struct scene {
	struct loop *loop;
	int fds[CLIENTS][2];
	struct loop_watch *watches[CLIENTS];
	int handled;        /* in this turn */
	int turn_sizes[64]; /* handled in each turn that had any */
	int turns;
	int total;
	int stop_after; /* turns */
	int signals;
	int last_signal;
	bool is_full;
	struct loop_timer timer, other;
	int timer_calls, other_calls;
};

static void on_turn_end(void *ctx)
{
	struct scene *s = ctx;

	s->total += s->handled;
	if (s->handled > 0 && s->turns < 64)
		s->turn_sizes[s->turns++] = s->handled;
	s->handled = 0;
	if (s->turns >= s->stop_after)
		loop_stop(s->loop);
}

static bool on_is_full(void *ctx)
{
	return ((struct scene *)ctx)->is_full;
}

static void on_signal(void *ctx, int signo)
{
	struct scene *s = ctx;

	s->signals++;
	s->last_signal = signo;
	loop_stop(s->loop);
}

static void scene_open(struct scene *s)
{
	struct loop_hooks hooks = { s, on_turn_end, on_is_full, on_signal };

	memset(s, 0, sizeof(*s));
	s->stop_after = 1;
	s->loop = loop_new(&hooks);
	if (!s->loop)
		bail("no loop");
	for (int i = 0; i < CLIENTS; i++)
		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, s->fds[i]) < 0)
			bail("no socket pair");
}

static void scene_close(struct scene *s)
{
	for (int i = 0; i < CLIENTS; i++) {
		loop_watch_end(&s->watches[i]);
		close(s->fds[i][0]);
		close(s->fds[i][1]);
	}
	loop_destroy(&s->loop);
}

static int drain(int fd)
{
	char bytes[100];
	ssize_t n = read(fd, bytes, sizeof(bytes));

	return n > 0 ? (int)n : 0;
}

/* ---- turns ---- */

struct client {
	struct scene *s;
	int i;
};

static void on_request(void *ctx, uint32_t events)
{
	struct client *c = ctx;

	(void)events;
	c->s->handled += drain(c->s->fds[c->i][0]);
}

static void watch_all(struct scene *s, struct client *clients, loop_watch_fn *fn)
{
	for (int i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){ s, i };
		s->watches[i] = loop_watch_fd(s->loop, s->fds[i][0], VB_LOOP_READ, fn, &clients[i]);
	}
}

static void ask_all(struct scene *s)
{
	for (int i = 0; i < CLIENTS; i++)
		if (write(s->fds[i][1], "x", 1) != 1)
			bail("write");
}

static void test_one_turn(void)
{
	struct client clients[CLIENTS];
	struct scene s;

	scene_open(&s);
	watch_all(&s, clients, on_request);
	ask_all(&s);
	loop_run(s.loop);
	is_int(s.turns, 1, "16 clients that are ready make one turn");
	is_int(s.turn_sizes[0], CLIENTS, "with all of their requests");
	scene_close(&s);
}

/* Each request makes the next client ask: all of them within the turn, but a turn ends. */
static void on_chain(void *ctx, uint32_t events)
{
	struct client *c = ctx;

	(void)events;
	c->s->handled += drain(c->s->fds[c->i][0]);
	if (write(c->s->fds[(c->i + 1) % CLIENTS][1], "x", 1) != 1)
		bail("write");
}

static void test_chain(void)
{
	struct client clients[CLIENTS];
	struct scene s;

	scene_open(&s);
	s.stop_after = 3;
	watch_all(&s, clients, on_chain);
	if (write(s.fds[0][1], "x", 1) != 1)
		bail("write");
	loop_run(s.loop);
	/* Within one round the poll set is walked in order, so up to 16 links of the chain are followed. */
	ok(s.turn_sizes[0] >= (int)VB_LOOP_TURN_ROUNDS, "what comes while a turn lasts joins it");
	is_u64(loop_counts(s.loop).rounds, 3 * VB_LOOP_TURN_ROUNDS,
	       "and a turn that never runs dry ends after its rounds");
	scene_close(&s);
}

static void test_full(void)
{
	struct client clients[CLIENTS];
	struct scene s;

	scene_open(&s);
	s.stop_after = 2;
	s.is_full = true;
	watch_all(&s, clients, on_chain);
	if (write(s.fds[0][1], "x", 1) != 1)
		bail("write");
	loop_run(s.loop);
	is_u64(loop_counts(s.loop).rounds, 2, "a full turn ends after its round");
	scene_close(&s);
}

/* ---- watches ---- */

/* The first one to be called ends all the others: none of them may be called any more. */
static void on_end_others(void *ctx, uint32_t events)
{
	struct client *c = ctx;

	(void)events;
	c->s->handled += drain(c->s->fds[c->i][0]);
	for (int i = 0; i < CLIENTS; i++)
		if (i != c->i)
			loop_watch_end(&c->s->watches[i]);
}

static void on_timer_end_all(void *ctx)
{
	struct scene *s = ctx;

	s->handled++;
	for (int i = 0; i < CLIENTS; i++)
		loop_watch_end(&s->watches[i]);
}

static void test_end_in_handler(void)
{
	struct client clients[CLIENTS];
	struct scene s;

	scene_open(&s);
	watch_all(&s, clients, on_end_others);
	ask_all(&s);
	loop_run(s.loop);
	is_int(s.turn_sizes[0], 1, "a watch that was ended by a handler is not called");
	scene_close(&s);
	scene_open(&s);
	watch_all(&s, clients, on_request);
	ask_all(&s);
	loop_timer_set(s.loop, &s.timer, 0, on_timer_end_all, &s);
	loop_run(s.loop);
	is_int(s.turn_sizes[0], 1, "nor one that a timer ended in the same round");
	scene_close(&s);
}

/* Each handler starts the watch of the next client: the turn gathers them all the same. */
static void on_start_next(void *ctx, uint32_t events)
{
	struct client *c = ctx;
	struct scene *s = c->s;

	(void)events;
	s->handled += drain(s->fds[c->i][0]);
	if (c->i < 3 && !s->watches[c->i + 1])
		s->watches[c->i + 1] = loop_watch_fd(s->loop, s->fds[c->i + 1][0], VB_LOOP_READ,
		                                     on_start_next, c + 1);
}

static void test_start_in_handler(void)
{
	struct client clients[CLIENTS];
	struct scene s;

	scene_open(&s);
	watch_all(&s, clients, on_start_next);
	for (int i = 1; i < 4; i++)
		loop_watch_end(&s.watches[i]);
	ask_all(&s);
	loop_run(s.loop);
	is_int(s.turn_sizes[0], CLIENTS, "watches that begin in a turn take part in it");
	scene_close(&s);
}

static void on_hang_up(void *ctx, uint32_t events)
{
	struct client *c = ctx;
	char bytes[1000];
	ssize_t n = read(c->s->fds[c->i][0], bytes, sizeof(bytes));

	if (n > 0) {
		c->s->handled += (int)n;
		return;
	}
	c->s->timer_calls = (events & VB_LOOP_HANGUP) != 0;
	c->s->stop_after = 0; /* at the end of this turn */
	loop_watch_end(&c->s->watches[c->i]);
}

/* 100 kB from a client that is gone, read in small pieces. */
static void test_hang_up(void)
{
	static char text[100000];
	struct client client;
	struct scene s;

	scene_open(&s);
	s.stop_after = 1000;
	client = (struct client){ &s, 0 };
	s.watches[0] = loop_watch_fd(s.loop, s.fds[0][0], VB_LOOP_READ, on_hang_up, &client);
	is_int(write(s.fds[0][1], text, sizeof(text)), sizeof(text), "a client writes 100 kB");
	close(s.fds[0][1]);
	s.fds[0][1] = -1;
	loop_run(s.loop);
	is_int(s.total, sizeof(text), "all of it is read after it hung up");
	is_int(s.timer_calls, 1, "and the hang-up is told");
	scene_close(&s);
}

static void on_writable(void *ctx, uint32_t events)
{
	struct client *c = ctx;

	if (events & VB_LOOP_WRITE)
		c->s->other_calls++;
	loop_watch_set(c->s->watches[0], VB_LOOP_READ);
	c->s->handled++;
}

static void test_events(void)
{
	struct client client;
	struct scene s;

	scene_open(&s);
	client = (struct client){ &s, 0 };
	s.watches[0] = loop_watch_fd(s.loop, s.fds[0][0], 0, on_writable, &client);
	if (write(s.fds[0][1], "x", 1) != 1)
		bail("write");
	loop_timer_set(s.loop, &s.timer, 50, (loop_timer_fn *)loop_stop, s.loop);
	loop_run(s.loop);
	is_int(s.handled + s.turns, 0, "a watch for nothing is not called");
	loop_watch_set(s.watches[0], VB_LOOP_WRITE);
	loop_timer_set(s.loop, &s.timer, 60000, (loop_timer_fn *)loop_stop, s.loop);
	loop_run(s.loop);
	is_int(s.other_calls, 1, "called once for writing, then set to reading");
	loop_timer_clear(s.loop, &s.timer);
	scene_close(&s);
}

/* ---- timers ---- */

static void on_timer(void *ctx)
{
	struct scene *s = ctx;

	s->timer_calls++;
	s->handled++;
	loop_timer_clear(s->loop, &s->other);
	if (s->timer_calls < 3)
		loop_timer_set(s->loop, &s->timer, 20, on_timer, s);
}

static void on_other(void *ctx)
{
	((struct scene *)ctx)->other_calls++;
}

static void test_timers(void)
{
	struct scene s;
	struct mono_ms start = loop_mono();

	scene_open(&s);
	s.stop_after = 3;
	loop_timer_set(s.loop, &s.other, 60000, on_other, &s);
	loop_timer_set(s.loop, &s.other, 30000, on_other, &s);
	loop_timer_set(s.loop, &s.timer, 20, on_timer, &s);
	loop_run(s.loop);
	is_int(s.timer_calls, 3, "a timer that sets itself again");
	is_int(s.other_calls, 0, "a cleared timer is not called");
	ok(loop_mono().v - start.v >= 60, "not too early");
	ok(loop_mono().v - start.v < 30000, "nor much too late");
	ok(!s.timer.is_set && !s.other.is_set, "none is set any more");
	scene_close(&s);
}

/* A timer of no delay that sets itself again must not keep others from running. */
static void on_greedy(void *ctx)
{
	struct scene *s = ctx;

	s->timer_calls++;
	loop_timer_set(s->loop, &s->timer, 0, on_greedy, s);
}

static void test_greedy_timer(void)
{
	struct client clients[CLIENTS];
	struct scene s;

	scene_open(&s);
	watch_all(&s, clients, on_request);
	ask_all(&s);
	loop_timer_set(s.loop, &s.timer, 0, on_greedy, &s);
	loop_run(s.loop);
	ok(s.timer_calls > 0, "the greedy timer ran");
	is_int(s.turn_sizes[0], CLIENTS, "and so did the others");
	loop_timer_clear(s.loop, &s.timer);
	scene_close(&s);
}

static void test_idle(void)
{
	struct scene s;

	scene_open(&s);
	loop_timer_set(s.loop, &s.timer, 200, (loop_timer_fn *)loop_stop, s.loop);
	loop_run(s.loop);
	ok(loop_counts(s.loop).rounds <= 3, "an idle loop sleeps");
	scene_close(&s);
}

/* ---- signals ---- */

static void on_raise(void *ctx)
{
	(void)ctx;
	kill(getpid(), SIGHUP);
}

static void test_signals(void)
{
	struct scene s;

	scene_open(&s);
	s.stop_after = 1000;
	loop_timer_set(s.loop, &s.timer, 10, on_raise, &s);
	loop_run(s.loop);
	is_int(s.signals, 1, "a signal is told");
	is_int(s.last_signal, SIGHUP, "by its number");
	close(s.fds[0][1]);
	s.fds[0][1] = -1;
	ok(write(s.fds[0][0], "x", 1) < 0 && errno == EPIPE, "no signal for a broken pipe");
	scene_close(&s);
}

static void on_alarm(int signo)
{
	(void)signo;
}

/* Stops the loop once a watch was called, too. */
static void on_late(void *ctx)
{
	struct scene *s = ctx;

	s->timer_calls++;
	if (s->turns > 0)
		loop_stop(s->loop);
}

/* poll is interrupted by a signal that nobody asked for; timers and watches go on. */
static void test_interrupted(void)
{
	struct sigaction action = { .sa_handler = on_alarm };
	struct client clients[CLIENTS];
	struct scene s;
	pid_t child;

	sigaction(SIGUSR1, &action, NULL);
	scene_open(&s);
	watch_all(&s, clients, on_request);
	loop_timer_set(s.loop, &s.timer, 100, on_late, &s);
	child = fork();
	if (child == 0) {
		for (int i = 0; i < 10; i++) {
			usleep(20000);
			kill(getppid(), SIGUSR1);
		}
		if (write(s.fds[3][1], "xx", 2) != 2)
			_exit(1);
		_exit(0);
	}
	loop_run(s.loop);
	while (s.timer.is_set)
		loop_run(s.loop);
	waitpid(child, NULL, 0);
	is_int(s.turn_sizes[0], 2, "a watch works after ten interruptions");
	is_int(s.timer_calls, 1, "and the timer came");
	scene_close(&s);
}

int main(void)
{
	struct scene s;

	test_one_turn();
	test_chain();
	test_full();
	test_end_in_handler();
	test_start_in_handler();
	test_hang_up();
	test_events();
	test_timers();
	test_greedy_timer();
	test_idle();
	test_signals();
	test_interrupted();
	scene_open(&s);
	scene_close(&s);
	ok(s.loop == NULL, "a loop that never ran is destroyed");
	return done();
}
