/* bridges: see bridges.h; tested by tests/blackbox/21-mail-bridge.t. */
#define _GNU_SOURCE /* environ, posix_spawn_file_actions_addclosefrom_np */
#include "daemon/bridges.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "daemon/log.h"
#include "store/home.h"

#define PROGRAM "verbund-mail"
#define SETTINGS "mail.conf"
#define NAME "mail"
#define LINKS 2u
#define FIRST_LINK 3       /* descriptor in the child */
#define FREE_DESCRIPTOR 10 /* above all that the child is given */
#define PAUSE_MIN_MS 1000u
#define PAUSE_MAX_MS 60000u
#define STABLE_MS 60000u /* one that ran so long works */
#define END_MS 5000u     /* from SIGTERM to SIGKILL */
#define REAP_MS 10u

/* What tells one state of a file from another. */
struct stamp {
	bool is_there;
	dev_t device;
	ino_t inode;
	off_t size;
	struct timespec modified, changed;
};

struct bridges {
	struct loop *loop;
	struct local *local;
	char home[PATH_MAX], settings[PATH_MAX], program[PATH_MAX];
	struct stamp stamp;   /* of the settings, when it was started last */
	pid_t pid;            /* 0: it does not run */
	bool is_ending;       /* was asked to */
	bool was_killed;      /* did not */
	struct mono_ms begun; /* when it was started */
	uint64_t pause_ms;    /* before the next start after an end by itself */
	const char *why;      /* why it does not run; NULL: it does, or nothing is wrong */
	uint32_t status;      /* with which it ended */
	uint32_t restarts;
	struct wall_ms since; /* of what is told of it now */
	struct loop_timer start_timer, end_timer;
};

/* ---- the file of settings ---- */

static struct stamp stamp_of(const char *path)
{
	struct stat s;

	if (stat(path, &s) < 0)
		return (struct stamp){ .is_there = false };
	return (struct stamp){ true, s.st_dev, s.st_ino, s.st_size, s.st_mtim, s.st_ctim };
}

static bool is_same_time(struct timespec a, struct timespec b)
{
	return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

static bool stamp_is_equal(const struct stamp *a, const struct stamp *b)
{
	return a->is_there == b->is_there && a->device == b->device && a->inode == b->inode &&
	       a->size == b->size && is_same_time(a->modified, b->modified) &&
	       is_same_time(a->changed, b->changed);
}

/* ---- starting ---- */

static void on_start(void *ctx);

/* What is told of it begins now. */
static void tell(struct bridges *b, const char *why, uint32_t status)
{
	b->why = why;
	b->status = status;
	b->since = loop_wall();
}

/* Tries again later, and later still if that was no use. */
static void start_later(struct bridges *b)
{
	loop_timer_set(b->loop, &b->start_timer, b->pause_ms, on_start, b);
	b->pause_ms = b->pause_ms * 2 > PAUSE_MAX_MS ? PAUSE_MAX_MS : b->pause_ms * 2;
}

/* Two connections: ends[i][0] is ours. Their numbers are above those that the child gets. Errors: VB_ERR_IO. */
static int links_make(int ends[LINKS][2])
{
	int err = 0;

	for (unsigned i = 0; i < LINKS; i++)
		ends[i][0] = ends[i][1] = -1;
	for (unsigned i = 0; err == 0 && i < LINKS; i++) {
		int low;

		if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends[i]) < 0)
			return VB_ERR_IO;
		low = ends[i][1];
		ends[i][1] = fcntl(low, F_DUPFD_CLOEXEC, FREE_DESCRIPTOR);
		close(low);
		if (ends[i][1] < 0 || fcntl(ends[i][0], F_SETFL, O_NONBLOCK) < 0)
			err = VB_ERR_IO;
	}
	return err;
}

static void links_close(int ends[LINKS][2])
{
	for (unsigned i = 0; i < LINKS; i++) {
		for (unsigned side = 0; side < 2; side++) {
			if (ends[i][side] >= 0)
				close(ends[i][side]);
		}
	}
}

/* What of our environment goes on: no secret of a service manager, nothing that changes what it runs. */
static void environment_make(char *path, char *out[], size_t max)
{
	static const char *const kept[] = { "LANG=", "LC_ALL=", "TZ=", "ASAN_OPTIONS=",
		                            "UBSAN_OPTIONS=" };
	size_t count = 0;

	out[count++] = path;
	for (char **at = environ; *at != NULL; at++) {
		for (size_t i = 0; i < sizeof(kept) / sizeof(kept[0]); i++) {
			if (count < max - 1 && strncmp(*at, kept[i], strlen(kept[i])) == 0)
				out[count++] = *at;
		}
	}
	out[count] = NULL;
}

/* All that the child has of us. Errors: an errno. */
static int actions_make(posix_spawn_file_actions_t *actions, int ends[LINKS][2])
{
	int err = posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);

	if (err == 0)
		err = posix_spawn_file_actions_addopen(actions, STDOUT_FILENO, "/dev/null",
		                                       O_WRONLY, 0);
	for (unsigned i = 0; err == 0 && i < LINKS; i++)
		err = posix_spawn_file_actions_adddup2(actions, ends[i][1], FIRST_LINK + (int)i);
	if (err == 0)
		err = posix_spawn_file_actions_addclosefrom_np(actions, FIRST_LINK + (int)LINKS);
	return err;
}

/* No signal blocked or ignored that is not for everybody; a group of its own. Errors: an errno. */
static int attributes_make(posix_spawnattr_t *attributes)
{
	sigset_t none, all;
	int err;

	sigemptyset(&none);
	sigfillset(&all);
	err = posix_spawnattr_setflags(
		attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
	if (err == 0)
		err = posix_spawnattr_setsigmask(attributes, &none);
	if (err == 0)
		err = posix_spawnattr_setsigdefault(attributes, &all);
	if (err == 0)
		err = posix_spawnattr_setpgroup(attributes, 0);
	return err;
}

/* Errors: an errno. */
static int spawn(struct bridges *b, int ends[LINKS][2])
{
	char name[] = PROGRAM, option[] = "--home", path[] = "PATH=/usr/local/bin:/usr/bin:/bin";
	char *arguments[] = { name, option, b->home, NULL };
	char *environment[8];
	posix_spawn_file_actions_t actions;
	posix_spawnattr_t attributes;
	int err = posix_spawn_file_actions_init(&actions);

	if (err != 0)
		return err;
	err = posix_spawnattr_init(&attributes);
	if (err == 0) {
		environment_make(path, environment, sizeof(environment) / sizeof(environment[0]));
		err = actions_make(&actions, ends);
		if (err == 0)
			err = attributes_make(&attributes);
		if (err == 0)
			err = posix_spawn(&b->pid, b->program, &actions, &attributes, arguments,
			                  environment);
		posix_spawnattr_destroy(&attributes);
	}
	posix_spawn_file_actions_destroy(&actions);
	if (err != 0)
		b->pid = 0;
	return err;
}

static void start_failed(struct bridges *b, int number)
{
	const char *why = number == ENOENT ? "no-program" : "system";

	if (b->why == NULL || strcmp(b->why, why) != 0)
		log_warnx("bridge.missing", "name=%s program=\"%s\" error=\"%s\"", NAME, b->program,
		          strerror(number));
	tell(b, why, 0);
	start_later(b);
}

static void on_start(void *ctx)
{
	struct bridges *b = ctx;
	int ends[LINKS][2];
	int number = 0;

	b->stamp = stamp_of(b->settings);
	if (b->pid != 0 || !b->stamp.is_there)
		return;
	if (links_make(ends) == 0)
		number = spawn(b, ends);
	else
		number = errno;
	if (number == 0) {
		for (unsigned i = 0; i < LINKS; i++)
			(void)local_adopt(b->local, &ends[i][0], NODE_BRIDGE_MAIL);
		b->begun = loop_mono();
		tell(b, NULL, 0);
		log_info("bridge.started", "name=%s pid=%ld", NAME, (long)b->pid);
	}
	links_close(ends);
	if (number != 0)
		start_failed(b, number);
}

/* ---- ending ---- */

static void on_overdue(void *ctx)
{
	struct bridges *b = ctx;

	if (b->pid == 0)
		return;
	b->was_killed = true;
	(void)kill(-b->pid, SIGKILL);
}

static void ask_to_end(struct bridges *b)
{
	if (b->pid == 0 || b->is_ending)
		return;
	b->is_ending = true;
	(void)kill(b->pid, SIGTERM);
	loop_timer_set(b->loop, &b->end_timer, END_MS, on_overdue, b);
}

/* Takes note of the end, and of what it left behind. */
static void ended(struct bridges *b, int status)
{
	bool by_signal = WIFSIGNALED(status);
	uint32_t number = (uint32_t)(by_signal ? WTERMSIG(status) : WEXITSTATUS(status));

	(void)kill(-b->pid, SIGKILL);
	loop_timer_clear(b->loop, &b->end_timer);
	log_info("bridge.ended", "name=%s pid=%ld %s=%u%s", NAME, (long)b->pid,
	         by_signal ? "signal" : "status", number, b->is_ending ? " asked=yes" : "");
	b->pid = 0;
	tell(b, by_signal ? "killed" : "ended", number);
}

void bridges_on_child(struct bridges *b)
{
	int status;

	if (b->pid == 0 || waitpid(b->pid, &status, WNOHANG) != b->pid)
		return;
	ended(b, status);
	if (b->is_ending || loop_mono().v - b->begun.v >= STABLE_MS)
		b->pause_ms = PAUSE_MIN_MS;
	b->restarts++;
	if (b->is_ending)
		loop_timer_set(b->loop, &b->start_timer, 0, on_start, b);
	else
		start_later(b);
	b->is_ending = b->was_killed = false;
}

void bridges_on_tick(struct bridges *b)
{
	struct stamp now = stamp_of(b->settings);

	bridges_on_child(b);
	if (stamp_is_equal(&now, &b->stamp))
		return;
	if (now.is_there != b->stamp.is_there)
		b->since = loop_wall();
	b->pause_ms = PAUSE_MIN_MS;
	if (b->pid != 0) {
		ask_to_end(b);
		return;
	}
	b->stamp = now;
	b->why = NULL;
	loop_timer_clear(b->loop, &b->start_timer);
	if (now.is_there)
		loop_timer_set(b->loop, &b->start_timer, 0, on_start, b);
}

/* ---- from outside ---- */

/* Where our own program lies, without its name; the program of a package that was replaced has another one. Empty: not known. */
static void own_folder(char *out, size_t size)
{
	ssize_t length = readlink("/proc/self/exe", out, size - 1);
	char *slash;

	out[length > 0 ? (size_t)length : 0] = '\0';
	slash = strrchr(out, '/');
	*(slash != NULL ? slash : out) = '\0';
}

struct bridges *bridges_new(struct loop *loop, struct local *local, const char *home)
{
	struct bridges *b = calloc(1, sizeof(*b));
	char folder[PATH_MAX - sizeof(PROGRAM) - 1];

	if (b == NULL || realpath(home, b->home) == NULL)
		abort();
	own_folder(folder, sizeof(folder));
	(void)snprintf(b->program, sizeof(b->program), "%s/%s", folder, PROGRAM);
	if (home_path(home, SETTINGS, b->settings) != 0)
		abort();
	b->loop = loop;
	b->local = local;
	b->pause_ms = PAUSE_MIN_MS;
	b->since = loop_wall();
	loop_timer_set(loop, &b->start_timer, 0, on_start, b);
	return b;
}

/* True once it has ended and nothing of it is left. */
static bool is_reaped(struct bridges *b)
{
	int status;

	if (b->pid != 0 && waitpid(b->pid, &status, WNOHANG) == b->pid)
		ended(b, status);
	return b->pid == 0;
}

void bridges_destroy(struct bridges **bridges)
{
	struct bridges *b = *bridges;
	struct timespec pause = { .tv_nsec = REAP_MS * 1000000L };
	struct mono_ms end = { loop_mono().v + END_MS };

	if (b == NULL)
		return;
	*bridges = NULL;
	ask_to_end(b);
	while (!is_reaped(b)) {
		if (loop_mono().v >= end.v)
			(void)kill(-b->pid, SIGKILL);
		(void)nanosleep(&pause, NULL);
	}
	loop_timer_clear(b->loop, &b->start_timer);
	loop_timer_clear(b->loop, &b->end_timer);
	free(b);
}

void bridges_show(const struct bridges *b, enum node_bridge bridge, struct control_bridge *out)
{
	(void)bridge;
	*out = (struct control_bridge){ .state = "failing",
		                        .why = b->why,
		                        .since = b->since,
		                        .restarts = b->restarts,
		                        .status = b->status };
	if (!b->stamp.is_there) {
		out->state = "off";
		out->why = "no-file";
		out->status = 0;
	} else if (b->pid != 0 || b->why == NULL) {
		out->state = "starting";
	}
}
