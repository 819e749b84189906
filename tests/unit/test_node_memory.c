/*
 * node without memory: each allocation of what an office does in a day fails in turn, in a process of its own. By the house's
 * rule that process ends (abort), or answers an error; never does it crash, and the office opens afterwards with all that
 * was acknowledged.
 *
 * The allocations of libraries come to the functions below, too. Of a step with many of them the first and some of the
 * others fail, a different set of places in each step.
 */
#define _GNU_SOURCE /* RTLD_NEXT */
#include "daemon/core/node.h"

#include <dlfcn.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "daemon/log.h"
#include "tests/tap.h"
#include "tests/unit/aftermath.h"
#include "tests/unit/seeded.h"
#include "tests/unit/workday.h"

#define EACH_COUNT 40u /* the first of a step, one by one, */
#define SOME_COUNT 40u /* and so many of the others */

/* ---- memory that fails on demand; the headers' names are reserved ---- */
/* NOLINTBEGIN(readability-inconsistent-declaration-parameter-name) */

static struct {
	bool is_counting;
	unsigned count;
	unsigned fail_at; /* 0: never */
} memory;

/* True if this allocation fails. */
static bool is_due(void)
{
	if (!memory.is_counting || ++memory.count != memory.fail_at)
		return false;
	errno = ENOMEM;
	return true;
}

/* The next function of this name, which is the system's or a sanitizer's. */
static void *next(const char *name)
{
	void *found = dlsym(RTLD_NEXT, name);

	if (found == NULL)
		_exit(99);
	return found;
}

void *malloc(size_t size)
{
	static void *(*real)(size_t);

	if (real == NULL)
		*(void **)&real = next("malloc");
	return is_due() ? NULL : real(size);
}

void *calloc(size_t count, size_t size)
{
	static void *(*real)(size_t, size_t);

	if (real == NULL)
		*(void **)&real = next("calloc");
	return is_due() ? NULL : real(count, size);
}

void *realloc(void *old, size_t size)
{
	static void *(*real)(void *, size_t);

	if (real == NULL)
		*(void **)&real = next("realloc");
	return is_due() ? NULL : real(old, size);
}

/* NOLINTEND(readability-inconsistent-declaration-parameter-name) */

/* ---- processes ---- */

/* Told by the child. */
struct told {
	unsigned count; /* of allocations */
	bool is_acknowledged;
};

struct tally {
	unsigned processes, ended, answered, crashed, lost;
	struct aftermath after;
};

static struct told *told;

/* Does one step with one allocation that fails; never returns. */
static _Noreturn void child_run(struct workday *w, const struct workday_step *step, unsigned n)
{
	const char *answer;

	if (freopen("/dev/null", "w", stderr) == NULL || freopen("/dev/null", "w", stdout) == NULL)
		_exit(98);
	clerk_reopen(&w->us);
	clerk_reopen(&w->other);
	memory.fail_at = n;
	memory.is_counting = true;
	answer = step->run(w);
	memory.is_counting = false;
	told->count = memory.count;
	told->is_acknowledged = answer != NULL && strncmp(answer, "VB-", 3) != 0;
	_exit(0);
}

/* Runs it; false when the process crashed: it may end by itself (the office does when it cannot read its store again). */
static bool run_one(struct workday *w, const struct workday_step *step, unsigned n,
                    struct tally *tally)
{
	int status = 0;
	pid_t child;

	*told = (struct told){ 0 };
	fflush(stdout);
	child = fork();
	if (child == 0)
		child_run(w, step, n);
	if (child < 0 || waitpid(child, &status, 0) != child)
		bail("no process");
	tally->processes++;
	if (WIFEXITED(status) && WEXITSTATUS(status) == 0)
		tally->answered++;
	else if (WIFEXITED(status) || (WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT))
		tally->ended++;
	else
		return false;
	return true;
}

static void look_after(struct workday *w, const struct workday_step *step, unsigned n,
                       struct tally *tally)
{
	char home[SCRATCH_PATH_BYTES * 2];

	(void)snprintf(home, sizeof(home), "%s", scratch_path(w->us.folder, "home"));
	(void)aftermath_rows(&tally->after, home);
	if (!told->is_acknowledged) {
		aftermath_open(&tally->after, home);
		return;
	}
	clerk_reopen(&w->us);
	if (!step->is_done(w)) {
		diag("%s: lost after allocation %u", step->name, n);
		tally->lost++;
	}
}

static void fail_one(struct workday *w, const struct workday_homes *homes,
                     const struct workday_step *step, unsigned n, struct tally *tally)
{
	workday_put_back(w, homes);
	if (!run_one(w, step, n, tally)) {
		diag("%s: a crash after allocation %u", step->name, n);
		tally->crashed++;
	}
	look_after(w, step, n, tally);
}

static void fail_some(struct workday *w, const struct workday_homes *homes,
                      const struct workday_step *step, struct tally *tally)
{
	struct seeded s = { .state = strlen(step->name) };
	unsigned count;

	fail_one(w, homes, step, 0, tally);
	count = told->count;
	if (!told->is_acknowledged && count == 0)
		bail("%s fails by itself", step->name);
	for (unsigned n = 1; n <= count && n <= EACH_COUNT; n++)
		fail_one(w, homes, step, n, tally);
	for (unsigned i = 0; i < SOME_COUNT && count > EACH_COUNT; i++)
		fail_one(w, homes, step,
		         1 + EACH_COUNT + (unsigned)seeded_below(&s, count - EACH_COUNT), tally);
}

int main(void)
{
	struct workday *w = calloc(1, sizeof(*w));
	struct workday_homes homes;
	struct tally tally = { 0 };

	tap_timeout(900);
	log_set_level((enum log_level)0);
	told = mmap(NULL, sizeof(*told), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (w == NULL || told == MAP_FAILED)
		bail("no memory");
	if (access("/dev/shm", W_OK) == 0 && setenv("TMPDIR", "/dev/shm", 1) != 0)
		bail("no environment");
	workday_open(w);
	workday_keep(w, &homes);
	for (size_t i = 0; i < workday_step_count; i++)
		fail_some(w, &homes, &workday_steps[i], &tally);
	ok(tally.ended > 300, "%u allocations failed: %u processes ended, %u went on",
	   tally.processes, tally.ended, tally.answered);
	is_int(tally.crashed, 0, "none of them crashed");
	is_int(tally.after.unreadable + tally.after.with_findings + tally.after.closed, 0,
	       "each store is whole, and opens");
	is_int(tally.lost, 0, "nothing acknowledged is lost");
	clerk_reopen(&w->us);
	clerk_reopen(&w->other);
	workday_close(w);
	workday_forget(&homes);
	free(w);
	return done();
}
