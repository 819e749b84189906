/* sim: runs seeds and reports each as one TAP point; a failing seed prints the one command that replays it.
 *
 * usage: sim [--seed N] [--seeds COUNT] [--nodes N] [--large COUNT] [--clerks] [--verbose]. Seeds 1 to COUNT in worlds of 12 nodes, then
 * some of 8 nodes in which clerks plan meetings (--clerks: only such), then seeds 1 to the other COUNT in worlds of SIM_NODES (50). SIM_SEEDS and SIM_LARGE in the environment set the counts, too.
 * Runs go on in as many processes as there are processors, each in a process of its own.
 */
#include "tests/sim/plan.h"

#include "daemon/log.h"
#include "tests/tap.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEEDS 60u
#define NODES 12u
#define LARGE_SEEDS 2u
#define LARGE_NODES 50u
#define PROCESSES_MAX 16u

/* Seeds that once showed a fault: a series runs those of them that it has not got anyway. */
static const uint64_t remembered[] = { 115, 147, 421 };
#define REMEMBERED (sizeof(remembered) / sizeof(remembered[0]))

/* Seeds of the runs with clerks that a series has. */
static const uint64_t planned[] = { 2, 3, 9, 14, 15 };
#define PLANNED (sizeof(planned) / sizeof(planned[0]))
#define PLANNED_NODES 8u

/* One run, and what came of it once it is over. */
struct run {
	uint64_t seed;
	uint32_t nodes;
	bool has_clerks;
	pid_t process; /* 0: not running */
	int answer;    /* where its result will come from */
	struct plan_result result;
};

static uint32_t number_of(const char *name, uint32_t otherwise)
{
	const char *text = getenv(name);

	return text ? (uint32_t)strtoul(text, NULL, 10) : otherwise;
}

/* ---- in processes of their own ---- */

static void run_start(struct run *run)
{
	int ends[2];

	if (pipe(ends) != 0)
		bail("no pipe");
	fflush(stdout);
	run->process = fork();
	if (run->process < 0)
		bail("no process");
	if (run->process == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		plan_run(run->seed, run->nodes, run->has_clerks, &run->result);
		_exit(write(ends[1], &run->result, sizeof(run->result)) != sizeof(run->result));
	}
	close(ends[1]);
	run->answer = ends[0];
}

static void run_finish(struct run *run, int status)
{
	ssize_t got = read(run->answer, &run->result, sizeof(run->result));

	close(run->answer);
	run->process = 0;
	if (status != 0 || got != sizeof(run->result))
		snprintf(run->result.failure, sizeof(run->result.failure),
		         "the run itself ended with status %d", status);
	/* At once, for a long series: behind what the run said of itself, if it ended. */
	if (run->result.failure[0])
		diag("seed %llu, %u nodes: %s", (unsigned long long)run->seed, run->nodes,
		     run->result.failure);
}

/* Waits for any of them. */
static void await_one(struct run *runs, uint32_t count)
{
	int status;
	pid_t process = wait(&status);

	if (process < 0)
		bail("nothing to wait for");
	for (uint32_t i = 0; i < count; i++)
		if (runs[i].process == process)
			run_finish(&runs[i], status);
}

static void run_all(struct run *runs, uint32_t count)
{
	long processors = sysconf(_SC_NPROCESSORS_ONLN);
	uint32_t most = processors < 1 ? 1 : (uint32_t)processors, running = 0;

	if (most > PROCESSES_MAX)
		most = PROCESSES_MAX;
	/* From the last, which may be the largest, so that it does not run alone in the end. */
	for (uint32_t i = count; i-- > 0;) {
		if (running++ == most) {
			await_one(runs, count);
			running--;
		}
		run_start(&runs[i]);
	}
	for (; running > 0; running--)
		await_one(runs, count);
}

/* ---- telling ---- */

static void tell(const struct run *run, bool verbose)
{
	const struct plan_result *r = &run->result;
	char hex[65];

	ok(!r->failure[0],
	   "seed %llu, %u nodes%s%s: %u writes acknowledged, %u refused, equal after %u s",
	   (unsigned long long)run->seed, run->nodes, run->has_clerks ? ", clerks" : "",
	   r->tolls.count[TOLL_HOSTILE] ? ", one hostile" : "", r->acknowledged, r->refused,
	   r->converged_ms / 1000);
	if (r->failure[0]) {
		diag("%s", r->failure);
		diag("replay: make sim SIM_ARGS='--seed %llu --nodes %u%s'",
		     (unsigned long long)run->seed, run->nodes, run->has_clerks ? " --clerks" : "");
	}
	if (verbose) {
		hex_format(r->trace.b, sizeof(r->trace.b), hex);
		diag("trace %s", hex);
	}
}

/* That what may go wrong did go wrong, each kind of it. Only a long series says something here. */
static void tell_all(const struct run *runs, uint32_t count)
{
	uint32_t acknowledged = 0, with_clerks = 0;

	for (uint32_t i = 0; i < count; i++) {
		acknowledged += runs[i].result.acknowledged;
		with_clerks += runs[i].has_clerks;
	}
	ok(acknowledged > count * 20, "%u writes were acknowledged in all", acknowledged);
	for (int toll = TOLL_NONE + 1; toll < TOLL_COUNT; toll++) {
		uint32_t of = toll_has_clerks((enum toll)toll) ? with_clerks : count;
		uint32_t sum = 0, in = 0;

		for (uint32_t i = 0; i < count; i++) {
			sum += runs[i].result.tolls.count[toll];
			in += runs[i].result.tolls.count[toll] > 0;
		}
		if (count < 20 || toll_once_in((enum toll)toll) == 0)
			diag("%u %s, in %u of %u runs", sum, toll_name((enum toll)toll), in, of);
		else
			ok(sum >= of / toll_once_in((enum toll)toll), "%u %s, in %u of %u runs",
			   sum, toll_name((enum toll)toll), in, of);
	}
}

static void set_run(struct run *run, uint64_t seed, uint32_t nodes, bool has_clerks)
{
	*run = (struct run){ .seed = seed, .nodes = nodes, .has_clerks = has_clerks };
}

/* Hundreds of nodes have more files open than a shell allows by itself. */
static void allow_files(void)
{
	struct rlimit files;

	if (getrlimit(RLIMIT_NOFILE, &files) == 0) {
		files.rlim_cur = files.rlim_max;
		(void)!setrlimit(RLIMIT_NOFILE, &files);
	}
}

/* What is asked for. */
struct wish {
	uint64_t first;       /* seed */
	uint32_t count;       /* seeds in worlds of */
	uint32_t nodes;       /* so many */
	uint32_t large;       /* and so many in worlds of */
	uint32_t large_nodes; /* so many */
	bool is_series;       /* not of one seed */
	bool has_clerks;      /* only such */
	bool verbose;
};

static void read_wish(int argc, char **argv, struct wish *wish)
{
	static const struct option options[] = { { "seed", required_argument, NULL, 's' },
		                                 { "seeds", required_argument, NULL, 'c' },
		                                 { "nodes", required_argument, NULL, 'n' },
		                                 { "large", required_argument, NULL, 'l' },
		                                 { "clerks", no_argument, NULL, 'k' },
		                                 { "verbose", no_argument, NULL, 'v' },
		                                 { 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		uint64_t number = optarg ? strtoull(optarg, NULL, 10) : 0;

		if (option == 's') {
			wish->first = number;
			wish->count = 1;
			wish->large = 0;
			wish->is_series = false;
		} else if (option == 'c') {
			wish->count = (uint32_t)number;
		} else if (option == 'n') {
			wish->nodes = (uint32_t)number;
		} else if (option == 'l') {
			wish->large = (uint32_t)number;
		} else if (option == 'k') {
			wish->has_clerks = true;
		} else if (option == 'v') {
			wish->verbose = true;
		} else {
			bail("usage: sim [--seed N] [--seeds COUNT] [--nodes N] [--large COUNT] "
			     "[--clerks] [--verbose]");
		}
	}
	if (wish->nodes < 4 || wish->nodes > WORLD_NODES_MAX || wish->large_nodes < 4 ||
	    wish->large_nodes > WORLD_NODES_MAX || wish->count + wish->large == 0)
		bail("4 to %u nodes, and at least one run", WORLD_NODES_MAX);
}

/* Returns how many. */
static uint32_t set_runs(struct run *runs, const struct wish *wish)
{
	uint32_t all = 0;

	for (uint32_t i = 0; i < wish->count; i++)
		set_run(&runs[all++], wish->first + i, wish->nodes, wish->has_clerks);
	if (wish->has_clerks)
		return all;
	for (uint32_t i = 0; i < REMEMBERED && wish->is_series && wish->nodes == NODES; i++)
		if (remembered[i] >= wish->first + wish->count)
			set_run(&runs[all++], remembered[i], NODES, false);
	for (uint32_t i = 0; i < PLANNED && wish->is_series && wish->nodes == NODES; i++)
		set_run(&runs[all++], planned[i], PLANNED_NODES, true);
	for (uint32_t i = 0; i < wish->large; i++)
		set_run(&runs[all++], 1 + i, wish->large_nodes, false);
	return all;
}

int main(int argc, char **argv)
{
	struct wish wish = { .first = 1,
		             .count = number_of("SIM_SEEDS", SEEDS),
		             .nodes = NODES,
		             .large = number_of("SIM_LARGE", LARGE_SEEDS),
		             .large_nodes = number_of("SIM_NODES", LARGE_NODES),
		             .is_series = true };
	bool is_replayed;
	uint32_t all;
	struct run *runs;

	tap_timeout(36000);
	log_set_level(VB_LOG_ERROR);
	allow_files();
	read_wish(argc, argv, &wish);
	runs = calloc(1 + (size_t)wish.count + wish.large + REMEMBERED + PLANNED, sizeof(*runs));
	if (!runs)
		abort();
	all = set_runs(runs + 1, &wish);
	runs[0] = runs[1];
	/* What takes minutes is not done twice. */
	is_replayed = runs[0].nodes <= WORLD_MESH_NODES;
	run_all(runs + !is_replayed, all + is_replayed);
	for (uint32_t i = 1; i < 1 + all; i++)
		tell(&runs[i], wish.verbose);
	if (is_replayed)
		is_mem(runs[0].result.trace.b, runs[1].result.trace.b,
		       sizeof(runs[0].result.trace.b), "the same seed gives the same trace");
	tell_all(runs + 1, all);
	free(runs);
	return done();
}
