/* bench_catch_up: an office that is let into a committee fetches what was written there: entries with 300-byte bodies over
 * CURVE, verified, decrypted, merged, indexed, told to the change feed and durable, beside the floor, which does the first two
 * and the last; private memory of both offices meanwhile; bytes on the wire.
 * ENTRIES="100000 1000000" in the environment says how many, for one run each.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/select.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/figure.h"
#include "tests/bench/floor.h"
#include "tests/bench/traffic.h"

#define GIVE_UP_SECONDS 600.0
#define SAMPLE_US 20000

struct peak {
	long anon, rss;
};

static void sample(const struct office *o, struct peak *peak)
{
	long anon, rss;

	office_memory(o, &anon, &rss);
	if (anon > peak->anon)
		peak->anon = anon;
	if (rss > peak->rss)
		peak->rss = rss;
}

/* Bytes that came in at an office over TCP, as the kernel counts them. */
static double received_bytes(const struct office *o)
{
	char command[160], line[4096];
	double total = 0;
	FILE *ss;

	snprintf(command, sizeof(command),
	         "ss -tinpH state established 2>/dev/null | grep -A1 'pid=%d,'", (int)o->pid);
	ss = popen(command, "r"); /* NOLINT(cert-env33-c): the words are ours */
	while (ss && fgets(line, sizeof(line), ss)) {
		const char *at = strstr(line, "bytes_received:");

		if (at)
			total += strtod(at + strlen("bytes_received:"), NULL);
	}
	if (ss)
		pclose(ss);
	return total;
}

/* Starts a child that tells when the feed of an office has an item of this number. Returns where it tells. */
static int await_start(const struct office *office, uint64_t generation, uint64_t number)
{
	int pipes[2];

	office_must(pipe(pipes) == 0, "pipe");
	if (fork() == 0) {
		struct office o = *office;

		office_must(link_open(o.home, 0, &o.link) == 0, "a second link");
		traffic_await(&o, generation, number);
		office_must(write(pipes[1], "", 1) == 1, "telling");
		_exit(0);
	}
	close(pipes[1]);
	return pipes[0];
}

/* Lets b in and waits until it has everything; seconds. */
static double fetch(struct office *a, struct office *b, const char *space, unsigned entries,
                    struct peak peaks[static 2])
{
	uint64_t generation, last = traffic_feed_end(b, &generation);
	double start = office_seconds(), took;
	int told;
	char done;

	traffic_admit(a, b, space);
	told = await_start(b, generation, last + entries);
	for (;;) {
		struct timeval pause = { 0, SAMPLE_US };
		fd_set set;

		FD_ZERO(&set);
		FD_SET(told, &set);
		sample(a, &peaks[0]);
		sample(b, &peaks[1]);
		office_must(office_seconds() - start < GIVE_UP_SECONDS, "catch-up in time");
		if (select(told + 1, &set, NULL, NULL, &pause) > 0)
			break;
	}
	office_must(read(told, &done, 1) == 1, "catch-up");
	took = office_seconds() - start;
	wait(NULL);
	close(told);
	return took;
}

static void print(const char *what, unsigned entries, struct figure f)
{
	char name[80];

	snprintf(name, sizeof(name), "catch-up of %u entries%s", entries, what);
	f.name = name;
	figure_print(&f);
}

static void bench(unsigned entries)
{
	struct peak peaks[2] = { { 0 } };
	char space[TRAFFIC_SPACE_BYTES];
	struct office a, b;
	double floor, start, filled, indexed, took, wire, used[2];

	office_start(&a, "a");
	office_start(&b, "b");
	office_pair(&a, &b);
	traffic_found(&a, space);
	start = office_seconds();
	traffic_fill(&a, space, 0, entries);
	filled = office_seconds() - start;
	indexed = office_settle(&a);
	floor = floor_catch_up(office_base(), entries, TRAFFIC_PADDED_BYTES);
	wire = received_bytes(&b);
	used[0] = office_cpu_seconds(&a);
	used[1] = office_cpu_seconds(&b);
	took = fetch(&a, &b, space, entries, peaks);
	used[0] = office_cpu_seconds(&a) - used[0];
	used[1] = office_cpu_seconds(&b) - used[1];
	wire = received_bytes(&b) - wire;
	print("", entries,
	      (struct figure){ .value = entries / took,
	                       .unit = "entries/s",
	                       .is_rate = true,
	                       .beside = floor,
	                       .limit = 100000,
	                       .times = 2.5 });
	print(": written before", entries,
	      (struct figure){ .value = entries / filled,
	                       .unit = "entries/s",
	                       .is_rate = true,
	                       .because = "record.upsert, 1000 a request" });
	print(": words indexed afterwards", entries,
	      (struct figure){ .value = entries / indexed, .unit = "entries/s", .is_rate = true });
	if (wire > 0)
		print(": wire beyond the plaintext", entries,
		      (struct figure){ .value = wire / entries - TRAFFIC_PADDED_BYTES,
		                       .unit = "B/entry",
		                       .limit = 80 });
	for (int i = 0; i < 2; i++) {
		print(i ? ": processor, taker" : ": processor, giver", entries,
		      (struct figure){ .value = used[i] * 1e6 / entries, .unit = "us/entry" });
		print(i ? ": private, taker" : ": private, giver", entries,
		      (struct figure){
			      .value = (double)peaks[i].anon / 1024, .unit = "MiB", .limit = 64 });
		print(i ? ": RSS, taker" : ": RSS, giver", entries,
		      (struct figure){ .value = (double)peaks[i].rss / 1024,
		                       .unit = "MiB",
		                       .because = "with the pages of the file" });
	}
	office_remove(&a);
	office_remove(&b);
}

int main(void)
{
	unsigned sizes[VB_FIGURE_SIZES_MAX];
	size_t count = figure_sizes("ENTRIES", "100000 1000000", sizes);

	for (size_t i = 0; i < count; i++)
		bench(sizes[i]);
	return 0;
}
