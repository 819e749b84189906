/* bench_crowd: whether others slow the offices down that work: from written at A to readable at B, alone; while 10,000
 * strangers come to A's door; and while a member writes without end that has used up what it may leave at both.
 * ROUNDS (500) in the environment says how many are measured of each.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/figure.h"
#include "tests/bench/traffic.h"

#define TEXT_BYTES 15000u
#define QUOTA "member-quota-day 1 MiB\n"
#define OVER 2000u /* messages of such a text: ten times the quota and more */

static char space[TRAFFIC_SPACE_BYTES];

static void nap_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

/* Milliseconds until B could read each of `rounds` messages of A's; the caller frees them. */
static double *delivery(struct office *a, struct office *b, unsigned rounds)
{
	double *times = calloc(rounds, sizeof(*times));

	office_must(times != NULL, "memory");
	for (unsigned i = 0; i < rounds; i++) {
		uint64_t generation, end = traffic_feed_end(b, &generation);
		double start = office_seconds();

		traffic_post(a, space);
		traffic_await(b, generation, end + 1);
		times[i] = (office_seconds() - start) * 1e3;
		nap_ms(2);
	}
	return times;
}

static double p99(struct office *a, struct office *b)
{
	unsigned rounds = figure_setting("ROUNDS", 500);
	double *times = delivery(a, b, rounds), value = figure_quantile(times, rounds, 0.99);

	free(times);
	return value;
}

/* ---- who comes ---- */

static pid_t crowd_start(const struct office *a)
{
	char port[16];
	pid_t pid = fork();

	office_must(pid >= 0, "fork");
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	(void)snprintf(port, sizeof(port), "%u", a->port);
	if (!freopen("/dev/null", "w", stdout))
		_exit(126);
	execlp("python3", "python3", "tests/blackbox/crowd.py", port, "10000", "3600",
	       (char *)NULL);
	_exit(127);
}

static void quota_set(const struct office *o)
{
	char path[256];
	FILE *conf;

	(void)snprintf(path, sizeof(path), "%s/verbundd.conf", o->home);
	conf = fopen(path, "a");
	office_must(conf && fputs(QUOTA, conf) >= 0 && fclose(conf) == 0, path);
	office_must(kill(o->pid, SIGHUP) == 0, "reading the settings");
}

/* Writes as fast as it can; tells when it has written more than anybody takes. */
static pid_t greedy_start(const struct office *c, int tell)
{
	static char text[TEXT_BYTES + 1];
	struct office o = *c;
	pid_t pid = fork();
	struct buf args;

	office_must(pid >= 0, "fork");
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	office_must(link_open(o.home, 0, &o.link) == 0, "a second link");
	for (unsigned i = 0; i < TEXT_BYTES; i++)
		text[i] = 'x';
	for (unsigned n = 0;; n++) {
		office_args(&args, 2);
		office_put(&args, "target", space);
		office_put(&args, "text", text);
		(void)office_call(&o, "message.post", &args);
		if (n == OVER)
			office_must(write(tell, "", 1) == 1, "telling");
	}
}

static void stop(pid_t pid)
{
	kill(pid, SIGKILL);
	(void)waitpid(pid, NULL, 0);
}

int main(void)
{
	struct office a, b, c;
	double alone, crowd, greedy;
	int pipes[2];
	pid_t pid;
	char done;

	office_start(&a, "a");
	office_start(&b, "b");
	office_start(&c, "c");
	office_pair(&a, &b);
	office_pair(&a, &c);
	traffic_found(&a, space);
	traffic_admit(&a, &b, space);
	traffic_admit(&a, &c, space);
	quota_set(&a);
	quota_set(&b);
	nap_ms(3000);
	alone = p99(&a, &b);
	pid = crowd_start(&a);
	nap_ms(1000);
	crowd = p99(&a, &b);
	stop(pid);
	figure_print(&(struct figure){ "delivery while 10,000 strangers come, p99", crowd, "ms",
	                               .beside = alone, .of = "alone", .times = 2 });
	office_must(pipe(pipes) == 0, "pipe");
	pid = greedy_start(&c, pipes[1]);
	office_must(read(pipes[0], &done, 1) == 1, "the greedy one");
	greedy = p99(&a, &b);
	stop(pid);
	figure_print(&(struct figure){ "delivery while a member is over its quota, p99", greedy,
	                               "ms", .beside = alone, .of = "alone", .times = 2,
	                               .because = "its own writing shares the disk here" });
	office_stop(&a);
	office_stop(&b);
	office_stop(&c);
	return 0;
}
