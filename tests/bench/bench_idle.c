/* bench_idle: what an office costs while nobody does anything: private memory, processor time, wakings, bytes written; alone and
 * with two partners connected, which share a committee with it. IDLE_SECONDS (20) in the environment says how long to look.
 * Processor time is the scheduler's, to the nanosecond, of all threads.
 */
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests/bench/figure.h"
#include "tests/bench/traffic.h"

#define SETTLE_SECONDS 3
#define PARTNERS 2

struct use {
	double cpu_seconds;
	double wakings; /* context switches */
	double written; /* bytes that went to the file system */
};

/* The number behind a word at the start of a line of a file in /proc; 0 if it cannot be read. */
static double proc_number(const char *path, const char *word)
{
	FILE *file = fopen(path, "r");
	char line[256];
	double number = 0;

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, word, strlen(word)) == 0)
			number += strtod(line + strlen(word), NULL);
	if (file)
		fclose(file);
	return number;
}

static struct use use_of(const struct office *o)
{
	struct use use = { 0 };
	char path[340], tasks[64];
	const struct dirent *task;
	DIR *dir;

	snprintf(tasks, sizeof(tasks), "/proc/%d/task", (int)o->pid);
	dir = opendir(tasks);
	office_must(dir != NULL, tasks);
	while ((task = readdir(dir)) != NULL) {
		if (task->d_name[0] == '.')
			continue;
		snprintf(path, sizeof(path), "%s/%s/schedstat", tasks, task->d_name);
		use.cpu_seconds += proc_number(path, "") / 1e9;
		snprintf(path, sizeof(path), "%s/%s/status", tasks, task->d_name);
		use.wakings += proc_number(path, "voluntary_ctxt_switches:");
	}
	closedir(dir);
	snprintf(path, sizeof(path), "/proc/%d/io", (int)o->pid);
	use.written = proc_number(path, "write_bytes:");
	return use;
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
	char path[64];
	long anon, rss;

	nanosleep(&(struct timespec){ SETTLE_SECONDS, 0 }, NULL);
	before = use_of(o);
	nanosleep(&(struct timespec){ seconds, 0 }, NULL);
	after = use_of(o);
	office_memory(o, &anon, &rss);
	snprintf(path, sizeof(path), "/proc/%d/smaps_rollup", (int)o->pid);
	print(when, "private memory",
	      (struct figure){ .value = (double)anon / 1024, .unit = "MiB", .limit = 8 });
	print(when, "the same with the libraries' data",
	      (struct figure){ .value = proc_number(path, "Private_Dirty:") / 1024,
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
	for (int i = 0; i < PARTNERS; i++)
		office_stop(&partners[i]);
	office_stop(&a);
	return 0;
}
