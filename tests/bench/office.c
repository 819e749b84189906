#define _XOPEN_SOURCE 700 /* nftw */

#include "tests/bench/office.h"

#include <arpa/inet.h>
#include <dirent.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define CALL_TIMEOUT_MS 120000u
#define START_SECONDS 120.0
#define SETTLE_MS 1500 /* in which an idle office uses less than so much processor time: */
#define SETTLE_CPU_SECONDS 0.02

static char base[128];

double office_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

void office_must(bool condition, const char *what)
{
	if (condition)
		return;
	fprintf(stderr, "bench: %s failed\n", what);
	exit(1);
}

static void nap_ms(long ms)
{
	nanosleep(&(struct timespec){ ms / 1000, ms % 1000 * 1000000 }, NULL);
}

static int remove_entry(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static pid_t owner;

static void remove_base(void)
{
	if (getpid() == owner)
		nftw(base, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

const char *office_base(void)
{
	const char *tmp = getenv("TMPDIR");

	if (base[0])
		return base;
	snprintf(base, sizeof(base), "%s/verbund-bench.XXXXXX", tmp ? tmp : "/var/tmp");
	office_must(mkdtemp(base) != NULL, "making a directory");
	owner = getpid();
	atexit(remove_base);
	return base;
}

static unsigned free_port(void)
{
	struct sockaddr_in address = { .sin_family = AF_INET,
		                       .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	office_must(fd >= 0 && bind(fd, (struct sockaddr *)&address, size) == 0, "finding a port");
	office_must(getsockname(fd, (struct sockaddr *)&address, &size) == 0, "finding a port");
	close(fd);
	return ntohs(address.sin_port);
}

/* Runs verbundd with these arguments, stderr into a file of the home's name; returns its pid. It ends with this program. */
static pid_t run(const struct office *o, char *const argv[])
{
	char path[512], log[256];
	const char *build = getenv("BUILD");
	pid_t pid = fork();

	office_must(pid >= 0, "fork");
	if (pid > 0)
		return pid;
	prctl(PR_SET_PDEATHSIG, SIGKILL);
	snprintf(path, sizeof(path), "%s/verbundd", build ? build : "build");
	snprintf(log, sizeof(log), "%s.log", o->home);
	if (!freopen(log, "a", stderr) || !freopen("/dev/null", "w", stdout))
		_exit(126);
	execv(path, argv);
	_exit(127);
}

void office_start(struct office *o, const char *name)
{
	char listen[64];
	char *init[] = { "verbundd", "--init", "--name", o->name, "--kind", "city",
		         "--listen", listen,   "--home", o->home, NULL };
	struct buf args;
	int status;

	memset(o, 0, sizeof(*o));
	snprintf(o->name, sizeof(o->name), "%s", name);
	snprintf(o->home, sizeof(o->home), "%s/%s", office_base(), name);
	o->port = free_port();
	snprintf(listen, sizeof(listen), "tcp://127.0.0.1:%u", o->port);
	office_must(waitpid(run(o, init), &status, 0) > 0 && status == 0, "verbundd --init");
	office_serve(o);
	office_args(&args, 0);
	office_text(office_call(o, "node.show", &args), "id", o->id, sizeof(o->id));
}

double office_serve(struct office *o)
{
	char *serve[] = { "verbundd", "--home", o->home, NULL };
	double start = office_seconds();
	struct buf args;

	o->pid = run(o, serve);
	while (link_open(o->home, 0, &o->link) != 0) {
		office_must(waitpid(o->pid, NULL, WNOHANG) == 0 &&
		                    office_seconds() - start < START_SECONDS,
		            "connecting to verbundd");
		nap_ms(1);
	}
	office_args(&args, 0);
	office_call(o, "node.show", &args);
	return office_seconds() - start;
}

static void end(struct office *o, int signo)
{
	link_close(&o->link);
	kill(o->pid, signo);
	waitpid(o->pid, NULL, 0);
}

void office_stop(struct office *o)
{
	end(o, SIGTERM);
}

void office_crash(struct office *o)
{
	end(o, SIGKILL);
}

void office_remove(struct office *o)
{
	office_stop(o);
	nftw(o->home, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

struct span office_call(struct office *o, const char *call, struct buf *args)
{
	struct ipc_answer answer;
	int err = link_call(o->link, call, buf_span(args), CALL_TIMEOUT_MS, &answer);

	if (!err)
		err = answer.err;
	if (err)
		fprintf(stderr, "bench: %s at %s: %s %.*s\n", call, o->name, err_name(err),
		        err == answer.err ? (int)answer.detail.size : 0,
		        (const char *)answer.detail.data);
	office_must(err == 0, call);
	buf_release(args);
	return answer.result;
}

void office_args(struct buf *b, uint32_t count)
{
	buf_init(b, VB_IPC_FRAME_MAX_BYTES);
	pack_map(b, count);
}

void office_put(struct buf *b, const char *key, const char *value)
{
	pack_cstr(b, key);
	pack_cstr(b, value);
}

void office_text(struct span map, const char *key, char *out, size_t size)
{
	struct span value = { 0 };
	struct pack_reader r;

	office_must(ipc_map_find(map, key, &value), key);
	unpack_init(&r, value);
	value = unpack_str(&r, size - 1);
	office_must(unpack_finish(&r) == 0, key);
	memcpy(out, value.data, value.size);
	out[value.size] = '\0';
}

uint64_t office_number(struct span map, const char *key)
{
	struct span value = { 0 };
	struct pack_reader r;

	office_must(ipc_map_find(map, key, &value), key);
	unpack_init(&r, value);
	return unpack_uint(&r, UINT64_MAX);
}

/* The digits that one office shows for the other; false while there are none. */
static bool digits_of(struct office *o, const struct office *other, char *digits, size_t size)
{
	struct span items = { 0 };
	struct pack_reader r;
	struct buf args;
	char id[80];

	office_args(&args, 0);
	if (!ipc_map_find(office_call(o, "peer.list", &args), "items", &items))
		return false;
	unpack_init(&r, items);
	for (uint32_t left = unpack_array(&r, VB_PEERS_MAX_COUNT); left > 0; left--) {
		struct span item = unpack_any(&r), value;

		office_text(item, "id", id, sizeof(id));
		if (strcmp(id, other->id) == 0 && ipc_map_find(item, "digits", &value)) {
			office_text(item, "digits", digits, size);
			return true;
		}
	}
	return false;
}

void office_pair(struct office *inviter, struct office *joiner)
{
	struct office *both[2] = { inviter, joiner };
	char code[1024], digits[2][16];
	struct buf args;

	office_args(&args, 0);
	office_text(office_call(inviter, "peer.invite", &args), "code", code, sizeof(code));
	office_args(&args, 1);
	office_put(&args, "code", code);
	office_call(joiner, "peer.join", &args);
	for (int i = 0; i < 2; i++) {
		int tries = 0;

		while (!digits_of(both[i], both[!i], digits[i], sizeof(digits[i])) && tries++ < 500)
			nap_ms(20);
		office_must(tries < 500, "pairing");
	}
	office_must(strcmp(digits[0], digits[1]) == 0, "comparing the digits");
	for (int i = 0; i < 2; i++) {
		office_args(&args, 2);
		office_put(&args, "digits", digits[i]);
		office_put(&args, "peer", both[!i]->id);
		office_call(both[i], "peer.confirm", &args);
	}
}

/* The number behind a word at the start of a line. */
static double number_in(const char *path, const char *word)
{
	FILE *file = fopen(path, "r");
	char line[256];
	double number = 0;

	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, word, strlen(word)) == 0)
			number = strtod(line + strlen(word), NULL);
	if (file)
		fclose(file);
	return number;
}

double office_proc(const struct office *o, const char *file, const char *word)
{
	char path[128];

	snprintf(path, sizeof(path), "/proc/%d/%s", (int)o->pid, file);
	return number_in(path, word);
}

double office_threads(const struct office *o, const char *file, const char *word)
{
	char folder[64], path[400];
	const struct dirent *thread;
	double sum = 0;
	DIR *dir;

	snprintf(folder, sizeof(folder), "/proc/%d/task", (int)o->pid);
	dir = opendir(folder);
	office_must(dir != NULL, folder);
	while ((thread = readdir(dir)) != NULL) {
		snprintf(path, sizeof(path), "%s/%s/%s", folder, thread->d_name, file);
		if (thread->d_name[0] != '.')
			sum += number_in(path, word);
	}
	closedir(dir);
	return sum;
}

double office_cpu_seconds(const struct office *o)
{
	return office_threads(o, "schedstat", "") / 1e9;
}

double office_settle(const struct office *o)
{
	double start = office_seconds(), used;

	do {
		used = office_cpu_seconds(o);
		nap_ms(SETTLE_MS);
	} while (office_cpu_seconds(o) - used > SETTLE_CPU_SECONDS);
	return office_seconds() - start;
}

void office_memory(const struct office *o, long *anon, long *rss)
{
	*anon = (long)office_proc(o, "status", "RssAnon:");
	*rss = (long)office_proc(o, "status", "VmRSS:");
	office_must(*rss > 0, "reading the daemon's memory");
}
