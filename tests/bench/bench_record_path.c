/* bench_record_path: what the way of a record costs, each figure beside the bare floor of the same run: durable local writes,
 * alone and with 16 clients, and from the request at one office until another's change feed tells of it.
 * ROUNDS in the environment makes the latter longer or shorter.
 */
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/figure.h"
#include "tests/bench/floor.h"
#include "tests/bench/traffic.h"

#define CLIENTS 16
#define WRITE_SECONDS 3.0

static char space[TRAFFIC_SPACE_BYTES];

/* ---- durable local writes ---- */

/* Posts for some seconds over a link of its own and tells how often. Runs in a child. */
static void client_run(const struct office *office, int tell)
{
	struct office o = *office;
	double end = office_seconds() + WRITE_SECONDS;
	unsigned count = 0;

	office_must(link_open(o.home, 0, &o.link) == 0, "a second link");
	for (; office_seconds() < end; count++)
		traffic_post(&o, space);
	office_must(write(tell, &count, sizeof(count)) == sizeof(count), "telling");
	_exit(0);
}

static double writes_per_second(const struct office *o, unsigned clients)
{
	unsigned total = 0, count;
	int pipes[2];

	office_must(pipe(pipes) == 0, "pipe");
	for (unsigned i = 0; i < clients; i++)
		if (fork() == 0)
			client_run(o, pipes[1]);
	for (unsigned i = 0; i < clients; i++) {
		office_must(read(pipes[0], &count, sizeof(count)) == sizeof(count), "a client");
		total += count;
	}
	for (unsigned i = 0; i < clients; i++)
		office_must(wait(NULL) > 0, "wait");
	close(pipes[0]);
	close(pipes[1]);
	return total / WRITE_SECONDS;
}

static void bench_writes(const struct office *o)
{
	double floor_one = floor_writes(office_base(), 1, 2000, TRAFFIC_PADDED_BYTES);
	double one = writes_per_second(o, 1);
	double floor_many = floor_writes(office_base(), CLIENTS, 1000, TRAFFIC_PADDED_BYTES);
	double many = writes_per_second(o, CLIENTS);

	figure_print(&(struct figure){ "durable local writes, 1 client", one, "/s", true,
	                               .beside = floor_one });
	figure_print(&(struct figure){ "durable local writes, 16 clients", many, "/s", true,
	                               .beside = floor_many,
	                               .because = "the floor commits once for 16 writes" });
	figure_print(
		&(struct figure){ "16 clients against one", many / one, "x", true, .limit = 8 });
}

/* ---- written at A, readable at B ---- */

/* Tells the time at which each of `rounds` changes could be read. Runs in a child. */
static void watch_run(const struct office *office, int tell, unsigned rounds)
{
	struct traffic_place place = { .limit = 200, .wait_ms = 60000 };
	struct office o = *office;
	double now = 0;

	office_must(link_open(o.home, 0, &o.link) == 0, "a second link");
	place.after = traffic_feed_end(&o, &place.generation);
	office_must(write(tell, &now, sizeof(now)) == sizeof(now), "telling");
	for (unsigned i = 0; i < rounds; i++) {
		place.after = office_number(traffic_feed(&o, &place), "next");
		now = office_seconds();
		office_must(write(tell, &now, sizeof(now)) == sizeof(now), "telling");
	}
	_exit(0);
}

static void bench_latency(struct office *a, const struct office *b, unsigned rounds)
{
	struct floor_latency floor = floor_latency(office_base(), rounds, TRAFFIC_PADDED_BYTES);
	double *times = calloc(rounds, sizeof(*times)), seen;
	int pipes[2];

	office_must(times && pipe(pipes) == 0, "pipe");
	if (fork() == 0)
		watch_run(b, pipes[1], rounds);
	office_must(read(pipes[0], &seen, sizeof(seen)) == sizeof(seen), "the watcher");
	for (unsigned i = 0; i < rounds; i++) {
		double start = office_seconds();

		traffic_post(a, space);
		office_must(read(pipes[0], &seen, sizeof(seen)) == sizeof(seen), "the watcher");
		times[i] = (seen - start) * 1e3;
		nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
	}
	wait(NULL);
	close(pipes[0]);
	close(pipes[1]);
	figure_print(&(struct figure){ "written at A to readable at B, p50",
	                               figure_quantile(times, rounds, 0.5), "ms",
	                               .beside = floor.p50_ms, .times = 1.5 });
	figure_print(&(struct figure){ "written at A to readable at B, p99",
	                               figure_quantile(times, rounds, 0.99), "ms",
	                               .beside = floor.p99_ms });
	free(times);
}

int main(void)
{
	struct office a, b;

	office_start(&a, "a");
	office_start(&b, "b");
	office_pair(&a, &b);
	traffic_found(&a, space);
	bench_writes(&a);
	/* Nobody fetched while the local writes were measured: the disk is one. */
	traffic_admit(&a, &b, space);
	nanosleep(&(struct timespec){ 3, 0 }, NULL);
	bench_latency(&a, &b, figure_setting("ROUNDS", 1000));
	office_stop(&a);
	office_stop(&b);
	return 0;
}
