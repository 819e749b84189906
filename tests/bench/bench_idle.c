/* bench_idle: what an office costs while nobody does anything: private memory, processor time, wakings, bytes written; alone, with
 * two partners connected, which share a committee with it, and after all of them had work to do. IDLE_SECONDS (20) in the
 * environment says how long to look. Processor time is the scheduler's, to the nanosecond, of all threads.
 */
#include <stdio.h>
#include <time.h>

#include "tests/bench/figure.h"
#include "tests/bench/traffic.h"

#define SETTLE_SECONDS 6 /* the memory of large turns goes back after 5 */
#define WORK 50000u      /* entries that are written, fetched by both partners and indexed */
#define PARTNERS 2

struct use {
	double cpu_seconds;
	double wakings; /* context switches */
	double written; /* bytes that went to the file system */
};

static struct use use_of(const struct office *o)
{
	return (struct use){ .cpu_seconds = office_cpu_seconds(o),
		             .wakings = office_threads(o, "status", "voluntary_ctxt_switches:") +
		                        office_threads(o, "status", "nonvoluntary_ctxt_switches:"),
		             .written = office_proc(o, "io", "write_bytes:") };
}

static void print(const char *when, const char *what, struct figure f)
{
	char name[80];

	snprintf(name, sizeof(name), "idle, %s: %s", when, what);
	f.name = name;
	figure_print(&f);
}

static void measure(const struct office *o, const char *when, unsigned seconds)
{
	struct use before, after;
	long anon, rss;

	nanosleep(&(struct timespec){ SETTLE_SECONDS, 0 }, NULL);
	before = use_of(o);
	nanosleep(&(struct timespec){ seconds, 0 }, NULL);
	after = use_of(o);
	office_memory(o, &anon, &rss);
	print(when, "private memory",
	      (struct figure){ .value = (double)anon / 1024, .unit = "MiB", .limit = 8 });
	print(when, "the same with the libraries' data",
	      (struct figure){ .value = office_proc(o, "smaps_rollup", "Private_Dirty:") / 1024,
	                       .unit = "MiB",
	                       .limit = 8 });
	print(when, "processor time an hour",
	      (struct figure){ .value = (after.cpu_seconds - before.cpu_seconds) / seconds * 3600,
	                       .unit = "s",
	                       .limit = 1 });
	print(when, "wakings",
	      (struct figure){ .value = (after.wakings - before.wakings) / seconds, .unit = "/s" });
	print(when, "written",
	      (struct figure){ .value = (after.written - before.written) / seconds,
	                       .unit = "bytes/s" });
}

int main(void)
{
	static const char *const names[PARTNERS] = { "b", "c" };
	unsigned seconds = figure_setting("IDLE_SECONDS", 20);
	struct office a, partners[PARTNERS];
	char space[TRAFFIC_SPACE_BYTES];

	office_start(&a, "a");
	measure(&a, "alone", seconds);
	traffic_found(&a, space);
	for (int i = 0; i < PARTNERS; i++) {
		office_start(&partners[i], names[i]);
		office_pair(&a, &partners[i]);
		traffic_admit(&a, &partners[i], space);
	}
	traffic_post(&a, space);
	measure(&a, "two partners", seconds);
	traffic_fill(&a, space, 0, WORK);
	office_settle(&partners[0]);
	office_settle(&a);
	measure(&a, "after work", seconds);
	measure(&partners[0], "after fetching", seconds);
	for (int i = 0; i < PARTNERS; i++)
		office_stop(&partners[i]);
	office_stop(&a);
	return 0;
}
