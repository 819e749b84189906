/* bench_backup: what a backup costs: its time beside that of LMDB's own `mdb_copy -c` of the same store, and how long others wait
 * meanwhile, who ask all the time. MESSAGES in the environment (100,000) says how much the store holds.
 */
#include <poll.h>
#include <spawn.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/bench/figure.h"
#include "tests/bench/traffic.h"

#define ROUNDS 5u
#define ASKED_SECONDS 0.3 /* before and behind a backup */

extern char **environ;

/* Asks for as long as the pipe's other end is open, and tells the longest time an answer took. Runs in a child. */
static void asker_run(const struct office *office, int until, int tell)
{
	struct office o = *office;
	double longest = 0, begin;
	struct buf args;

	office_must(link_open(o.home, 0, &o.link) == 0, "a second link");
	while (poll(&(struct pollfd){ until, POLLIN, 0 }, 1, 0) == 0) {
		office_args(&args, 0);
		begin = office_seconds();
		(void)office_call(&o, "node.show", &args);
		begin = office_seconds() - begin;
		longest = begin > longest ? begin : longest;
	}
	office_must(write(tell, &longest, sizeof(longest)) == sizeof(longest), "telling");
	_exit(0);
}

/* One backup: seconds that it took; *bytes is its size, *wait the longest wait of somebody else. */
static double backup(struct office *o, const char *file, double *bytes, double *wait_seconds)
{
	int until[2], tell[2];
	struct buf args;
	double begin, took;

	office_must(pipe(until) == 0 && pipe(tell) == 0, "pipe");
	if (fork() == 0) {
		(void)close(until[1]);
		asker_run(o, until[0], tell[1]);
	}
	close(until[0]);
	usleep((unsigned)(ASKED_SECONDS * 1e6));
	office_args(&args, 1);
	office_put(&args, "file", file);
	begin = office_seconds();
	*bytes = (double)office_number(office_call(o, "backup", &args), "bytes");
	took = office_seconds() - begin;
	usleep((unsigned)(ASKED_SECONDS * 1e6));
	close(until[1]);
	office_must(read(tell[0], wait_seconds, sizeof(*wait_seconds)) == sizeof(*wait_seconds),
	            "the asker");
	office_must(wait(NULL) > 0, "wait");
	close(tell[0]);
	close(tell[1]);
	return took;
}

/* The peer: the tool that comes with LMDB, into an empty folder, and synced as a backup is. */
static double peer_copy(const struct office *o)
{
	char folder[256];
	char *const arguments[] = { "mdb_copy", "-c", (char *)(uintptr_t)o->home, folder, NULL };
	double begin;
	int status;
	pid_t child;

	(void)snprintf(folder, sizeof(folder), "%s/peer", office_base());
	office_must(mkdir(folder, 0700) == 0, "a folder");
	begin = office_seconds();
	office_must(posix_spawnp(&child, arguments[0], NULL, NULL, arguments, environ) == 0 &&
	                    waitpid(child, &status, 0) == child && status == 0,
	            "mdb_copy (lmdb-utils)");
	sync();
	begin = office_seconds() - begin;
	(void)snprintf(folder, sizeof(folder), "%s/peer/data.mdb", office_base());
	office_must(unlink(folder) == 0, "its copy");
	(void)snprintf(folder, sizeof(folder), "%s/peer", office_base());
	office_must(rmdir(folder) == 0, "its folder");
	return begin;
}

int main(void)
{
	unsigned messages = figure_setting("MESSAGES", 100000);
	double took[ROUNDS], waits[ROUNDS], peers[ROUNDS], bytes = 0;
	char space[TRAFFIC_SPACE_BYTES], file[256];
	struct office o;

	office_start(&o, "a");
	traffic_found(&o, space);
	traffic_fill(&o, space, 0, messages);
	(void)office_settle(&o);
	(void)snprintf(file, sizeof(file), "%s/copy", office_base());
	for (unsigned i = 0; i < ROUNDS; i++) {
		took[i] = backup(&o, file, &bytes, &waits[i]);
		peers[i] = peer_copy(&o);
	}
	office_must(unlink(file) == 0, "the backup");
	figure_print(&(struct figure){ "size of the backup", bytes / 1e6, "MB", .is_rate = false });
	figure_print(&(struct figure){
		"a backup, hashed, checked and signed", figure_quantile(took, ROUNDS, 0.5), "s",
		.beside = figure_quantile(peers, ROUNDS, 0.5), .of = "mdb_copy -c", .times = 3 });
	figure_print(&(struct figure){ "longest wait of somebody else meanwhile",
	                               figure_quantile(waits, ROUNDS, 0.5), "s",
	                               .because = "the backup and what was asked before" });
	figure_print(&(struct figure){ "the same a GB",
	                               figure_quantile(waits, ROUNDS, 0.5) / (bytes / 1e9), "s",
	                               .limit = 5 });
	office_stop(&o);
	return 0;
}
