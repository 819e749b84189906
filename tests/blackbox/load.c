/* load: kills a daemon over and over while clients write to it and another office fetches from it, and proves that
 * nothing that was acknowledged is lost.
 *
 * Usage: load SPACE HOME-A HOME-B LEDGER-FOLDER. The offices are paired members of the space and not running. KILLS in the
 * environment says how often A is killed; B is killed after every tenth of them. Prints TAP.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "protocol/crypt.h"
#include "tests/blackbox/parts/holdings.h"
#include "tests/blackbox/parts/ledger.h"
#include "tests/blackbox/parts/worker.h"
#include "tests/tap.h"

#define SAMPLES 8u         /* full comparisons between the kills */
#define LOAD_MAX_MS 30u    /* of writing before a kill */
#define LONG_EVERY 4u      /* one of so many comes later, so that the offices meet and catch up */
#define LONG_MAX_MS 250u   /* then */
#define AIM_EVERY 8u       /* one of so many strikes a backup or an erasure run */
#define AIM_SECONDS 0.5    /* to wait for one */
#define AIM_MAX_US 20000u  /* after it has begun */
#define READY_SECONDS 30.0 /* after that a restarted daemon that acknowledges nothing is broken */
#define EQUAL_SECONDS 60.0
#define WORKERS 8u

static struct work_shared *shared;
static struct office offices[2];
static pid_t workers[WORKERS];
static unsigned struck[WORK_PENDING_COUNT]; /* kills while this had not been answered */
static const char *space;
static const char *folder;
static double slowest_start;

static void nap_us(unsigned us)
{
	nanosleep(&(struct timespec){ (time_t)(us / 1000000), (long)(us % 1000000) * 1000 }, NULL);
}

static void nap_ms(unsigned ms)
{
	nap_us(ms * 1000);
}

/* ---- workers ---- */

static void workers_start(void)
{
	static const enum work works[WORKERS] = { WORK_TEXT,   WORK_TEXT,  WORK_TEXT, WORK_BATCH,
		                                  WORK_REMOTE, WORK_ERASE, WORK_FILE, WORK_BACKUP };
	char ledger[512], backup[256];

	snprintf(backup, sizeof(backup), "%s/a.backup", folder);
	for (unsigned i = 0; i < WORKERS; i++) {
		unsigned office = works[i] == WORK_REMOTE;
		struct worker w = { .shared = shared,
			            .work = works[i],
			            .number = i,
			            .office = office,
			            .home = offices[office].home,
			            .space = space,
			            .ledger = ledger,
			            .backup = backup };

		snprintf(ledger, sizeof(ledger), "%s/%c/%u", folder, 'A' + (int)office, i);
		workers[i] = worker_start(&w);
	}
}

static void workers_end(void)
{
	int status, failed = 0;

	atomic_store(&shared->is_over, true);
	for (unsigned i = 0; i < WORKERS; i++)
		failed += waitpid(workers[i], &status, 0) < 0 || status != 0;
	is_int(failed, 0, "all clients came to their end");
}

/* ---- daemons ---- */

/* Runs verbundd of an office, with one more argument if given. */
static pid_t run(const struct office *o, char *extra)
{
	char path[512], log[256], home[192];
	const char *build = getenv("BUILD");
	char *argv[] = { "verbundd", "--home", home, extra, NULL };
	pid_t pid = fork();

	office_must(pid >= 0, "fork");
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(home, sizeof(home), "%s", o->home);
	snprintf(path, sizeof(path), "%s/verbundd", build ? build : "build");
	snprintf(log, sizeof(log), "%s.log", o->home);
	if (!freopen(log, "a", stderr) || !freopen("/dev/null", "w", stdout))
		_exit(126);
	execv(path, argv);
	_exit(127);
}

static void start(unsigned office)
{
	offices[office].pid = run(&offices[office], NULL);
}

/* Waits until something more was acknowledged; false when the daemon does not come to that. */
static bool await_load(unsigned office)
{
	unsigned before = atomic_load(&shared->acknowledged[office]);
	double since = office_seconds();

	while (atomic_load(&shared->acknowledged[office]) == before) {
		if (office_seconds() - since > READY_SECONDS)
			return false;
		nap_ms(1);
	}
	if (office_seconds() - since > slowest_start)
		slowest_start = office_seconds() - since;
	return true;
}

static int end(unsigned office, int signal)
{
	int status = -1;

	kill(offices[office].pid, signal);
	waitpid(offices[office].pid, &status, 0);
	offices[office].pid = 0;
	return status;
}

/* The exit status of the full check of a store that is not in use. */
static int check(unsigned office)
{
	int status = -1;

	waitpid(run(&offices[office], "--check"), &status, 0);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void connect_to(unsigned office)
{
	for (unsigned i = 0;
	     i < 1000 && link_open(offices[office].home, 0, &offices[office].link) != 0; i++)
		nap_ms(20);
	office_must(offices[office].link != NULL, "connecting");
}

/* ---- comparing ---- */

/* Everything that `by` acknowledged until now is at `at`. */
static void compare(unsigned by, unsigned at, unsigned kills)
{
	struct ledger *ledger;
	char path[512];

	snprintf(path, sizeof(path), "%s/%c", folder, 'A' + (int)by);
	ledger = ledger_read(path);
	is_int(ledger_missing_messages(ledger, &offices[at], space), 0,
	       "%c has each message that %c acknowledged, after %u kills", 'A' + (int)at,
	       'A' + (int)by, kills);
	is_int(ledger_broken_batches(ledger, &offices[at], space), 0,
	       "%c has no half batch after %u kills", 'A' + (int)at, kills);
	is_int(ledger_returned_messages(ledger, &offices[at], space), 0,
	       "%c shows nothing that was erased, after %u kills", 'A' + (int)at, kills);
	if (at == by)
		is_int(ledger_missing_files(ledger, &offices[at], space), 0,
		       "%c has each document after %u kills", 'A' + (int)at, kills);
	diag("%zu acknowledged by %c", ledger_count(ledger), 'A' + (int)by);
	ledger_destroy(&ledger);
}

static void compare_states(void)
{
	double since = office_seconds();
	struct holdings a, b;

	do {
		holdings_ask(&offices[0], space, &a);
		holdings_ask(&offices[1], space, &b);
		if (strcmp(a.states, b.states) == 0)
			break;
		nap_ms(50);
	} while (office_seconds() - since < EQUAL_SECONDS);
	is_str(b.states, a.states, "both offices hold the same, byte for byte");
	is_int(strlen(a.states), 129, "and that is something");
}

/* ---- the test ---- */

/* Part of what A acknowledged got to B meanwhile. */
static void sample_b(void)
{
	struct ledger *ledger;
	char path[512];
	size_t missing;

	snprintf(path, sizeof(path), "%s/A", folder);
	ledger = ledger_read(path);
	connect_to(1);
	missing = ledger_missing_messages(ledger, &offices[1], space);
	link_close(&offices[1].link);
	ok(missing < ledger_count(ledger), "B fetches meanwhile: it lacks %zu of %zu", missing,
	   ledger_count(ledger));
	ledger_destroy(&ledger);
}

/* A look in between, while the clients go on: A's store is whole, and has what A acknowledged. */
static void sample(unsigned kills)
{
	sample_b();
	is_int(check(0), 0, "--check finds nothing after %u kills", kills);
	start(0);
	connect_to(0);
	compare(0, 0, kills);
	link_close(&offices[0].link);
}

/* The documents of A come to B in the end. */
static void compare_files(void)
{
	double since = office_seconds();
	size_t missing, before = SIZE_MAX;
	struct ledger *ledger;
	char path[512];

	snprintf(path, sizeof(path), "%s/A", folder);
	ledger = ledger_read(path);
	/* However many there are: as long as more come. */
	while ((missing = ledger_missing_files(ledger, &offices[1], space)) > 0 &&
	       (missing < before || office_seconds() - since < EQUAL_SECONDS)) {
		if (missing < before)
			since = office_seconds();
		before = missing;
		nap_ms(200);
	}
	is_int(missing, 0, "B gets each document that A acknowledged");
	ledger_destroy(&ledger);
}

/* Waits until the daemon is at something rare, and a little longer, but not until it is done. */
static void aim(enum work at)
{
	for (unsigned longest = AIM_MAX_US; longest > 0; longest /= 2) {
		double since = office_seconds();

		atomic_store(&shared->wanted[at], true);
		while (!atomic_load(&shared->pending[at]) && office_seconds() - since < AIM_SECONDS)
			sched_yield();
		nap_us(crypt_random_below(longest));
		if (atomic_load(&shared->pending[at]))
			return;
	}
}

static void await_moment(unsigned done)
{
	if (done % AIM_EVERY == 0)
		aim(done % (2 * AIM_EVERY) == 0 ? WORK_BACKUP : WORK_RUN);
	else
		nap_ms(1 + crypt_random_below(done % LONG_EVERY == 1 ? LONG_MAX_MS : LOAD_MAX_MS));
}

static void kill_once(unsigned done)
{
	await_moment(done);
	for (unsigned i = 0; i < WORK_PENDING_COUNT; i++)
		struck[i] += atomic_load(&shared->pending[i]);
	end(0, SIGKILL);
}

/* What the kills fell into. */
static void tell_struck(void)
{
	static const char *const names[WORK_PENDING_COUNT] = { "messages",      "batches",
		                                               "messages at B", "erasures",
		                                               "documents",     "backups",
		                                               "erasure runs" };

	for (unsigned i = 0; i < WORK_PENDING_COUNT; i++)
		ok(struck[i] > 0, "kills while %s were asked for and not answered: %u", names[i],
		   struck[i]);
}

static unsigned kill_often(unsigned kills)
{
	unsigned every = kills > SAMPLES ? kills / SAMPLES : 1;
	unsigned done = 0;

	while (done < kills && await_load(0)) {
		kill_once(done);
		done++;
		if (done % 10 == 0) {
			end(1, SIGKILL);
			start(1);
		}
		if (done % every == 0)
			sample(done);
		else
			start(0);
	}
	return done;
}

static void finish(unsigned kills)
{
	ok(await_load(0) && await_load(1), "both go on after the last kill");
	workers_end();
	for (unsigned i = 0; i < 2; i++)
		connect_to(i);
	compare_states();
	compare_files();
	for (unsigned i = 0; i < 2; i++)
		for (unsigned by = 0; by < 2; by++)
			compare(by, i, kills);
	for (unsigned i = 0; i < 2; i++) {
		link_close(&offices[i].link);
		is_int(end(i, SIGTERM), 0, "%c ends in good order", 'A' + (int)i);
		is_int(check(i), 0, "--check finds nothing at %c", 'A' + (int)i);
	}
	is_int(atomic_load(&shared->lost), 0,
	       "what was acknowledged last was there after each restart");
	tell_struck();
	is_int(atomic_load(&shared->refused), 0, "nothing was refused (last: %s)",
	       err_name(atomic_load(&shared->refusal)));
	diag("%u kills; acknowledged %u by A, %u by B", kills,
	     atomic_load(&shared->acknowledged[0]), atomic_load(&shared->acknowledged[1]));
	diag("slowest from start to the next acknowledgement: %.2f s", slowest_start);
}

int main(int argc, char **argv)
{
	const char *wanted = getenv("KILLS");
	unsigned kills = wanted ? (unsigned)strtoul(wanted, NULL, 10) : 200;

	office_must(argc == 5, "usage: load SPACE HOME-A HOME-B LEDGER-FOLDER");
	office_must(crypt_init() == 0, "crypt_init");
	tap_timeout(120 + 2 * kills);
	space = argv[1];
	folder = argv[4];
	for (int i = 0; i < 2; i++) {
		snprintf(offices[i].home, sizeof(offices[i].home), "%s", argv[2 + i]);
		snprintf(offices[i].name, sizeof(offices[i].name), "%c", 'A' + i);
	}
	shared = mmap(NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1,
	              0);
	office_must(shared != MAP_FAILED, "mmap");
	workers_start();
	for (unsigned i = 0; i < 2; i++)
		start(i);
	is_int(kill_often(kills), kills, "A was killed under load, and came back, this often");
	finish(kills);
	return done();
}
