/* sim: runs seeds and reports each as one TAP point; a failing seed prints the one command that replays it.
 *
 * usage: sim [--seed N] [--seeds COUNT] [--nodes N] [--verbose]; SIM_SEEDS in the environment sets COUNT too.
 */
#include "tests/sim/plan.h"

#include "daemon/log.h"
#include "tests/tap.h"

#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SEEDS 100u
#define NODES 12u

static bool run_seed(uint64_t seed, uint32_t nodes, bool verbose, struct plan_result *result)
{
	plan_run(seed, nodes, result);
	ok(!result->failure[0],
	   "seed %llu: %u writes acknowledged, %u refused, %u crashes, %u lost disks, %u new keys, "
	   "%u suspensions and lifts, equal after %u s",
	   (unsigned long long)seed, result->acknowledged, result->refused, result->crashes,
	   result->wipes, result->rotations, result->suspensions, result->converged_ms / 1000);
	if (result->failure[0]) {
		diag("%s", result->failure);
		diag("replay: make sim SIM_ARGS='--seed %llu --nodes %u'", (unsigned long long)seed,
		     nodes);
	}
	if (verbose) {
		char hex[65];

		hex_format(result->trace.b, sizeof(result->trace.b), hex);
		diag("trace %s", hex);
	}
	return !result->failure[0];
}

int main(int argc, char **argv)
{
	static const struct option options[] = { { "seed", required_argument, NULL, 's' },
		                                 { "seeds", required_argument, NULL, 'c' },
		                                 { "nodes", required_argument, NULL, 'n' },
		                                 { "verbose", no_argument, NULL, 'v' },
		                                 { 0 } };
	const char *count_text = getenv("SIM_SEEDS");
	uint64_t first = 1, count = count_text ? strtoull(count_text, NULL, 10) : SEEDS;
	uint32_t nodes = NODES, acknowledged = 0;
	struct plan_result result, again;
	bool verbose = false;
	int option;

	tap_timeout(3600);
	log_set_level(VB_LOG_ERROR);
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		switch (option) {
		case 's':
			first = strtoull(optarg, NULL, 10);
			count = 1;
			break;
		case 'c':
			count = strtoull(optarg, NULL, 10);
			break;
		case 'n':
			nodes = (uint32_t)strtoul(optarg, NULL, 10);
			break;
		case 'v':
			verbose = true;
			break;
		default:
			bail("usage: sim [--seed N] [--seeds COUNT] [--nodes N] [--verbose]");
		}
	if (nodes < 4 || nodes > WORLD_NODES_MAX)
		bail("--nodes: 4 to %u", WORLD_NODES_MAX);
	for (uint64_t seed = first; seed < first + count; seed++) {
		run_seed(seed, nodes, verbose, &result);
		acknowledged += result.acknowledged;
	}
	run_seed(first, nodes, verbose, &again);
	run_seed(first, nodes, verbose, &result);
	is_mem(again.trace.b, result.trace.b, sizeof(result.trace.b),
	       "the same seed gives the same trace");
	ok(acknowledged > count * 20, "%u writes were acknowledged in all", acknowledged);
	return done();
}
