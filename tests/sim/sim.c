/* sim: runs seeds and reports each as one TAP point; a failing seed prints the one command that replays it.
 *
 * usage: sim [--seed N] [--seeds COUNT] [--nodes N] [--large COUNT] [--verbose]. Seeds 1 to COUNT in worlds of 12 nodes, then
 * seeds 1 to the other COUNT in worlds of SIM_NODES (50). SIM_SEEDS and SIM_LARGE in the environment set the counts, too.
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

/* One run, and what came of it once it is over. */
struct run {
	uint64_t seed;
	uint32_t nodes;
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
		plan_run(run->seed, run->nodes, &run->result);
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
	   "seed %llu, %u nodes%s: %u writes acknowledged, %u refused, %u erased, %u crashes, %u "
	   "lost "
	   "disks, %u older disks, "
	   "%u clock jumps, %u new keys, %u suspensions and lifts, equal after %u s",
	   (unsigned long long)run->seed, run->nodes, r->has_hostile ? ", one hostile" : "",
	   r->acknowledged, r->refused, r->erasures, r->crashes, r->wipes, r->restores, r->jumps,
	   r->rotations, r->suspensions, r->converged_ms / 1000);
	if (r->failure[0]) {
		diag("%s", r->failure);
		diag("replay: make sim SIM_ARGS='--seed %llu --nodes %u'",
		     (unsigned long long)run->seed, run->nodes);
	}
	if (verbose) {
		hex_format(r->trace.b, sizeof(r->trace.b), hex);
		diag("trace %s", hex);
	}
}

/* That what may go wrong did go wrong somewhere. Only a long series says something here. */
static void tell_all(const struct run *runs, uint32_t count)
{
	struct plan_result sum = { 0 };
	uint32_t hostile = 0;
	uint32_t successions = 0;

	for (uint32_t i = 0; i < count; i++) {
		sum.acknowledged += runs[i].result.acknowledged;
		sum.wipes += runs[i].result.wipes;
		sum.restores += runs[i].result.restores;
		sum.jumps += runs[i].result.jumps;
		hostile += runs[i].result.has_hostile;
		successions += runs[i].result.successions;
	}
	ok(sum.acknowledged > count * 20, "%u writes were acknowledged in all", sum.acknowledged);
	if (count >= 20)
		ok(sum.wipes > count / 4 && sum.restores > count / 4 && sum.jumps > count &&
		           hostile > count / 8,
		   "%u disks were lost, %u set back, %u clocks jumped, %u members meant harm",
		   sum.wipes, sum.restores, sum.jumps, hostile);
	if (count >= 20)
		ok(successions > count / 8, "in %u the stewards took over from a lost owner",
		   successions);
}

static void set_run(struct run *run, uint64_t seed, uint32_t nodes)
{
	*run = (struct run){ .seed = seed, .nodes = nodes };
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
	bool verbose;
};

static void read_wish(int argc, char **argv, struct wish *wish)
{
	static const struct option options[] = { { "seed", required_argument, NULL, 's' },
		                                 { "seeds", required_argument, NULL, 'c' },
		                                 { "nodes", required_argument, NULL, 'n' },
		                                 { "large", required_argument, NULL, 'l' },
		                                 { "verbose", no_argument, NULL, 'v' },
		                                 { 0 } };
	int option;

	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1) {
		uint64_t number = optarg ? strtoull(optarg, NULL, 10) : 0;

		if (option == 's') {
			wish->first = number;
			wish->count = 1;
			wish->large = 0;
		} else if (option == 'c') {
			wish->count = (uint32_t)number;
		} else if (option == 'n') {
			wish->nodes = (uint32_t)number;
		} else if (option == 'l') {
			wish->large = (uint32_t)number;
		} else if (option == 'v') {
			wish->verbose = true;
		} else {
			bail("usage: sim [--seed N] [--seeds COUNT] [--nodes N] [--large COUNT] "
			     "[--verbose]");
		}
	}
	if (wish->nodes < 4 || wish->nodes > WORLD_NODES_MAX || wish->large_nodes < 4 ||
	    wish->large_nodes > WORLD_NODES_MAX || wish->count + wish->large == 0)
		bail("4 to %u nodes, and at least one run", WORLD_NODES_MAX);
}

int main(int argc, char **argv)
{
	struct wish wish = { .first = 1,
		             .count = number_of("SIM_SEEDS", SEEDS),
		             .nodes = NODES,
		             .large = number_of("SIM_LARGE", LARGE_SEEDS),
		             .large_nodes = number_of("SIM_NODES", LARGE_NODES) };
	uint32_t all;
	struct run *runs;

	tap_timeout(36000);
	log_set_level(VB_LOG_ERROR);
	allow_files();
	read_wish(argc, argv, &wish);
	all = wish.count + wish.large;
	runs = calloc(all + 1, sizeof(*runs));
	if (!runs)
		abort();
	for (uint32_t i = 0; i < wish.count; i++)
		set_run(&runs[1 + i], wish.first + i, wish.nodes);
	for (uint32_t i = 0; i < wish.large; i++)
		set_run(&runs[1 + wish.count + i], 1 + i, wish.large_nodes);
	runs[0] = runs[1];
	run_all(runs, 1 + all);
	for (uint32_t i = 1; i < 1 + all; i++)
		tell(&runs[i], wish.verbose);
	is_mem(runs[0].result.trace.b, runs[1].result.trace.b, sizeof(runs[0].result.trace.b),
	       "the same seed gives the same trace");
	tell_all(runs + 1, all);
	free(runs);
	return done();
}
