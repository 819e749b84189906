/* bench_record_path: what the way of a record costs, each figure beside the bare floor of the same run.
 *
 * Durable local writes, alone and with 16 clients; from the request at one office until another's change feed tells of it;
 * catch-up of 100,000 entries with 300-byte bodies over CURVE, with memory and bytes on the wire.
 * ENTRIES, ROUNDS in the environment make it longer or shorter.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/floor.h"
#include "tests/bench/office.h"

#define CLIENTS 16
#define WRITE_SECONDS 3.0
#define TEXT_BYTES 285 /* the body document has 300 bytes then */
#define PADDED_BYTES 320

static char space[65];
static char text[TEXT_BYTES + 1];

static unsigned setting(const char *name, unsigned value)
{
	const char *given = getenv(name);

	return given ? (unsigned)strtoul(given, NULL, 10) : value;
}

static void figure(const char *name, double value, const char *unit, double floor, double ratio,
                   const char *aim)
{
	printf("%-44s %12.2f %-9s", name, value, unit);
	if (floor > 0)
		printf(" floor %12.2f  ratio %5.2f", floor, ratio);
	printf("  (%s)\n", aim);
	fflush(stdout);
}

static void post(struct office *o)
{
	struct buf args;

	office_args(&args, 2);
	office_put(&args, "target", space);
	office_put(&args, "text", text);
	office_call(o, "message.post", &args);
}

/* ---- durable local writes ---- */

/* Posts for some seconds over a link of its own and tells how often. Runs in a child. */
static void client_run(const struct office *office, int tell)
{
	struct office o = *office;
	double end = office_seconds() + WRITE_SECONDS;
	unsigned count = 0;

	office_must(link_open(o.home, 0, &o.link) == 0, "a second link");
	for (; office_seconds() < end; count++)
		post(&o);
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
	double floor_one = floor_writes(office_base(), 1, 2000, PADDED_BYTES);
	double one = writes_per_second(o, 1);
	double floor_many = floor_writes(office_base(), CLIENTS, 1000, PADDED_BYTES);
	double many = writes_per_second(o, CLIENTS);

	figure("durable local writes, 1 client", one, "/s", floor_one, floor_one / one,
	       "floor: one writer, no product");
	figure("durable local writes, 16 clients", many, "/s", floor_many, floor_many / many,
	       "floor: 16 writes a commit");
	figure("16 clients against one", many / one, "x", 0, 0, "aim: at least 8");
}

/* ---- written at A, readable at B ---- */

static struct span feed_read(struct office *o, uint64_t after, uint64_t wait_ms,
                             uint64_t generation)
{
	struct buf args;

	office_args(&args, generation ? 3 : 0);
	if (generation) {
		pack_cstr(&args, "after");
		pack_uint(&args, after);
		pack_cstr(&args, "generation");
		pack_uint(&args, generation);
		pack_cstr(&args, "wait");
		pack_uint(&args, wait_ms);
	}
	return office_call(o, "feed.read", &args);
}

static uint64_t feed_end(struct office *o, uint64_t *generation)
{
	uint64_t next = 0, before;

	*generation = office_number(feed_read(o, 0, 0, 0), "generation");
	do {
		before = next;
		next = office_number(feed_read(o, before, 0, *generation), "next");
	} while (next != before);
	return next;
}

/* Tells the time at which each of `rounds` changes could be read. Runs in a child. */
static void watch_run(const struct office *office, int tell, unsigned rounds)
{
	struct office o = *office;
	uint64_t generation;
	uint64_t at;
	double now = 0;

	office_must(link_open(o.home, 0, &o.link) == 0, "a second link");
	at = feed_end(&o, &generation);
	office_must(write(tell, &now, sizeof(now)) == sizeof(now), "telling");
	for (unsigned i = 0; i < rounds; i++) {
		at = office_number(feed_read(&o, at, 60000, generation), "next");
		now = office_seconds();
		office_must(write(tell, &now, sizeof(now)) == sizeof(now), "telling");
	}
	_exit(0);
}

static int compare_doubles(const void *a, const void *b)
{
	const double *left = a, *right = b;

	return (*left > *right) - (*left < *right);
}

static void bench_latency(struct office *a, const struct office *b, unsigned rounds)
{
	struct floor_latency floor = floor_latency(office_base(), rounds, PADDED_BYTES);
	double *times = calloc(rounds, sizeof(*times)), seen;
	int pipes[2];

	office_must(times && pipe(pipes) == 0, "pipe");
	if (fork() == 0)
		watch_run(b, pipes[1], rounds);
	office_must(read(pipes[0], &seen, sizeof(seen)) == sizeof(seen), "the watcher");
	for (unsigned i = 0; i < rounds; i++) {
		double start = office_seconds();

		post(a);
		office_must(read(pipes[0], &seen, sizeof(seen)) == sizeof(seen), "the watcher");
		times[i] = (seen - start) * 1e3;
		nanosleep(&(struct timespec){ 0, 2000000 }, NULL);
	}
	wait(NULL);
	close(pipes[0]);
	close(pipes[1]);
	qsort(times, rounds, sizeof(*times), compare_doubles);
	figure("written at A to readable at B, p50", times[rounds / 2], "ms", floor.p50_ms,
	       times[rounds / 2] / floor.p50_ms, "aim: within 1.5x of the floor");
	figure("written at A to readable at B, p99", times[rounds * 99 / 100], "ms", floor.p99_ms,
	       times[rounds * 99 / 100] / floor.p99_ms, "no aim");
	free(times);
}

/* ---- catch-up ---- */

/* Fills an office with messages, many a request. */
static void fill(struct office *o, unsigned entries)
{
	enum { BATCH = 1000 };
	char id[32];

	for (unsigned done = 0; done < entries;) {
		unsigned count = entries - done < BATCH ? entries - done : BATCH;
		struct buf args;

		office_args(&args, 2);
		pack_cstr(&args, "items");
		pack_array(&args, count);
		for (unsigned i = 0; i < count; i++, done++) {
			pack_map(&args, 2);
			pack_cstr(&args, "fields");
			pack_map(&args, 2);
			snprintf(id, sizeof(id), "%09u", done);
			office_put(&args, "id", id);
			pack_cstr(&args, "text");
			/* The id field takes 14 bytes of the body. */
			pack_str(&args, span_of(text, TEXT_BYTES - 14));
			office_put(&args, "kind", "message");
		}
		office_put(&args, "space", space);
		office_call(o, "record.upsert", &args);
	}
}

static void set_member(struct office *owner, const struct office *member)
{
	struct buf args;

	office_args(&args, 3);
	office_put(&args, "id", space);
	office_put(&args, "peer", member->id);
	office_put(&args, "role", "member");
	office_call(owner, "committee.admit", &args);
}

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

static void bench_catch_up(struct office *a, struct office *b, unsigned entries)
{
	double floor = floor_catch_up(office_base(), entries, PADDED_BYTES);
	struct peak peak_a = { 0 }, peak_b = { 0 };
	uint64_t generation;
	double start, rate, wire;
	uint64_t last, target;
	char done;
	int pipes[2];

	fill(a, entries);
	last = feed_end(b, &generation);
	target = last + entries;
	wire = received_bytes(b);
	office_must(pipe(pipes) == 0, "pipe");
	start = office_seconds();
	set_member(a, b);
	if (fork() == 0) {
		struct office o = *b;

		office_must(link_open(o.home, 0, &o.link) == 0, "a second link");
		while (last < target)
			last = office_number(feed_read(&o, target - 1, 60000, generation), "next");
		office_must(write(pipes[1], "", 1) == 1, "telling");
		_exit(0);
	}
	close(pipes[1]);
	do {
		struct timeval pause = { 0, 20000 };
		fd_set set;

		FD_ZERO(&set);
		FD_SET(pipes[0], &set);
		sample(a, &peak_a);
		sample(b, &peak_b);
		if (select(pipes[0] + 1, &set, NULL, NULL, &pause) > 0)
			break;
	} while (office_seconds() - start < 300);
	office_must(read(pipes[0], &done, 1) == 1, "catch-up");
	rate = entries / (office_seconds() - start);
	wire = received_bytes(b) - wire;
	wait(NULL);
	close(pipes[0]);
	figure("catch-up", rate, "entries/s", floor, floor / rate,
	       "aims: 100000/s, within 2.5x of the floor");
	if (wire > 0)
		figure("wire beyond the padded plaintext", wire / entries - PADDED_BYTES, "B/entry",
		       0, 0, "aim: at most 80");
	figure("private memory of the giver, peak", (double)peak_a.anon / 1024, "MiB", 0, 0,
	       "aim: at most 64");
	figure("private memory of the taker, peak", (double)peak_b.anon / 1024, "MiB", 0, 0,
	       "aim: at most 64");
	figure("RSS of the giver, peak", (double)peak_a.rss / 1024, "MiB", 0, 0,
	       "with the file's pages");
	figure("RSS of the taker, peak", (double)peak_b.rss / 1024, "MiB", 0, 0,
	       "with the file's pages");
}

static void found(struct office *o)
{
	struct buf args;

	office_args(&args, 1);
	office_put(&args, "name", "Steuerungsgruppe Integration");
	office_text(office_call(o, "committee.create", &args), "id", space, sizeof(space));
}

int main(void)
{
	struct office a, b;

	memset(text, 'v', TEXT_BYTES);
	office_start(&a, "a");
	office_start(&b, "b");
	office_pair(&a, &b);
	found(&a);
	bench_writes(&a);
	/* Nobody fetched while the local writes were measured: the disk is one. */
	set_member(&a, &b);
	nanosleep(&(struct timespec){ 3, 0 }, NULL);
	bench_latency(&a, &b, setting("ROUNDS", 1000));
	found(&a);
	bench_catch_up(&a, &b, setting("ENTRIES", 100000));
	office_stop(&a);
	office_stop(&b);
	return 0;
}
