/* bench_import: a town's council information system, 20,000 OParl objects (oparl_town.h), imported by the command line, imported
 * again, which changes nothing, and exported; memory of both programs. Beside it stands SQLite, which Python fills with the same
 * objects and their ids: no history, no signatures, no merging, no references (oparl_peer.py).
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/figure.h"
#include "tests/bench/oparl_town.h"
#include "tests/bench/traffic.h"

#define SAMPLE_NS 10000000
#define PEER_SECONDS 2 /* numbers that the peer prints */

struct run {
	double seconds;
	double client_mib; /* RSS of the command, at its peak */
	double daemon_mib; /* private memory of the daemon, at its peak */
};

/* Starts verbund with these words after its name; its output goes to a file. */
static pid_t start(const struct office *o, const char *output, const char *const words[4])
{
	const char *build = getenv("BUILD");
	char path[512];
	pid_t pid = fork();

	office_must(pid >= 0, "fork");
	if (pid > 0)
		return pid;
	snprintf(path, sizeof(path), "%s/verbund", build ? build : "build");
	if (!freopen(output, "w", stdout) || !freopen("/dev/null", "w", stderr))
		_exit(126);
	execl(path, "verbund", "--home", o->home, words[0], words[1], words[2], words[3], NULL);
	_exit(127);
}

/* Runs it to its end. */
static struct run run(const struct office *o, const char *output, const char *const words[4])
{
	double begun = office_seconds();
	struct rusage used = { 0 };
	struct run result = { 0 };
	pid_t pid = start(o, output, words);
	int status = 0;

	while (wait4(pid, &status, WNOHANG, &used) == 0) {
		long anon, rss;

		office_memory(o, &anon, &rss);
		if ((double)anon / 1024 > result.daemon_mib)
			result.daemon_mib = (double)anon / 1024;
		nanosleep(&(struct timespec){ 0, SAMPLE_NS }, NULL);
	}
	office_must(status == 0, words[0]);
	result.seconds = office_seconds() - begun;
	result.client_mib = (double)used.ru_maxrss / 1024;
	return result;
}

/* Whether a file has this text. */
static bool has_text(const char *path, const char *text)
{
	char content[4096];
	FILE *file = fopen(path, "r");
	size_t size = file ? fread(content, 1, sizeof(content) - 1, file) : 0;

	if (file)
		fclose(file);
	content[size] = '\0';
	return strstr(content, text) != NULL;
}

/* Seconds to parse, and to parse and to put into SQLite; zeros where that cannot be run. */
static void run_peer(const char *file, double seconds[static PEER_SECONDS])
{
	char command[700], line[128] = "";
	char *at = line;
	FILE *peer;

	snprintf(command, sizeof(command),
	         "/usr/bin/python3 tests/bench/oparl_peer.py '%s' '%s/peer.sqlite'", file,
	         office_base());
	peer = popen(command, "r"); /* NOLINT(cert-env33-c): the words are ours */
	if (!peer || !fgets(line, sizeof(line), peer))
		fputs("bench_import: without python3 there is no peer\n", stderr);
	if (peer)
		pclose(peer);
	for (int i = 0; i < PEER_SECONDS; i++)
		seconds[i] = strtod(at, &at);
}

static void print(const char *what, const struct run *r, double peer, const char *peer_name)
{
	char name[80];

	snprintf(name, sizeof(name), "OParl, %u objects, %s", OPARL_TOWN_OBJECTS, what);
	figure_print(&(struct figure){ .name = name,
	                               .value = OPARL_TOWN_OBJECTS / r->seconds,
	                               .unit = "objects/s",
	                               .is_rate = true,
	                               .beside = peer > 0 ? OPARL_TOWN_OBJECTS / peer : 0,
	                               .of = peer_name });
	snprintf(name, sizeof(name), "OParl, %s: memory of the command", what);
	figure_print(&(struct figure){
		.name = name, .value = r->client_mib, .unit = "MiB", .because = "resident" });
	snprintf(name, sizeof(name), "OParl, %s: memory of the daemon", what);
	figure_print(&(struct figure){ .name = name,
	                               .value = r->daemon_mib,
	                               .unit = "MiB",
	                               .limit = 64,
	                               .because = "private" });
}

int main(void)
{
	char file[256], answer[256], again[256], exported[256];
	double peer[PEER_SECONDS] = { 0 };
	struct run r;
	struct office o;

	snprintf(file, sizeof(file), "%s/town.jsonl", office_base());
	snprintf(answer, sizeof(answer), "%s/answer", office_base());
	snprintf(again, sizeof(again), "%s/again", office_base());
	snprintf(exported, sizeof(exported), "%s/exported.json", office_base());
	oparl_town_write(file);
	office_start(&o, "a");
	run_peer(file, peer);
	r = run(&o, answer, (const char *const[]){ "import", "oparl", file, "--json" });
	office_must(has_text(answer, "\"created\": 20000,"), "importing all objects");
	print("imported", &r, peer[1], "SQLite");
	r = run(&o, again, (const char *const[]){ "import", "oparl", file, "--json" });
	office_must(has_text(again, "\"unchanged\": 20000,"), "finding all objects");
	print("imported again", &r, 0, NULL);
	r = run(&o, answer, (const char *const[]){ "export", "oparl", exported, NULL });
	print("exported", &r, peer[0], "json.loads");
	office_stop(&o);
	return 0;
}
