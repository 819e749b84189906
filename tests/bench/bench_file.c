/* bench_file: one document of 1 GiB (FILE_MIB): added at one office, fetched by another, saved there, erased at both; MB/s, and
 * the private memory of all programs that touch it, which must not grow with it. Beside it stand what this disk and processor
 * take for the like in the same run: cp, openssl enc with ChaCha20, both with the bytes synced, and sha256sum. Not in make
 * check: it writes about seven times the size.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "tests/bench/figure.h"
#include "tests/bench/traffic.h"

#define SAMPLE_NS 10000000
#define MIB ((size_t)1 << 20)
#define AIM_MIB 64

static struct office offices[2];
static double most[2];    /* private memory of each, MiB, at its peak */
static double client_mib; /* the same of the command that ran last */

static void sample(void)
{
	for (int i = 0; i < 2; i++) {
		long anon, rss;

		office_memory(&offices[i], &anon, &rss);
		if ((double)anon / 1024 > most[i])
			most[i] = (double)anon / 1024;
	}
}

static void pause_shortly(void)
{
	nanosleep(&(struct timespec){ 0, SAMPLE_NS }, NULL);
	sample();
}

/* Private memory of a process in MiB; 0 when it is gone. */
static double private_mib(pid_t pid)
{
	char path[64], line[256];
	FILE *file;
	long kib = 0;

	snprintf(path, sizeof(path), "/proc/%ld/status", (long)pid);
	file = fopen(path, "r");
	while (file && fgets(line, sizeof(line), file))
		if (strncmp(line, "RssAnon:", 8) == 0)
			kib = strtol(line + 8, NULL, 10);
	if (file)
		fclose(file);
	return (double)kib / 1024;
}

/* Runs a program to its end; its output goes to a file. Seconds; negative: it cannot be run, or failed. */
static double run(const char *output, const char *const words[])
{
	double begun = office_seconds();
	int status = 0;
	pid_t pid = fork();

	office_must(pid >= 0, "fork");
	if (pid == 0) {
		if (!freopen(output, "w", stdout) || !freopen("/dev/null", "w", stderr))
			_exit(126);
		execvp(words[0], (char *const *)words);
		_exit(127);
	}
	while (waitpid(pid, &status, WNOHANG) == 0) {
		double mib = private_mib(pid);

		if (mib > client_mib)
			client_mib = mib;
		pause_shortly();
	}
	return status == 0 ? office_seconds() - begun : -1;
}

static double verbund(const struct office *o, const char *output, const char *const words[5])
{
	const char *build = getenv("BUILD");
	char path[512];
	double seconds;

	snprintf(path, sizeof(path), "%s/verbund", build ? build : "build");
	client_mib = 0;
	seconds = run(output, (const char *const[]){ path, "--home", o->home, words[0], words[1],
	                                             words[2], words[3], words[4], NULL });
	office_must(seconds > 0, words[1]);
	return seconds;
}

/* Writes the file that is used here. */
static void write_file(const char *path, size_t mib)
{
	static uint8_t block[MIB];
	FILE *file = fopen(path, "w");

	office_must(file != NULL, path);
	for (size_t i = 0; i < mib; i++) {
		for (size_t k = 0; k < MIB; k += 8)
			put_be64(block + k, (i * MIB + k) * UINT64_C(0x9e3779b97f4a7c15));
		office_must(fwrite(block, 1, MIB, file) == MIB, "writing");
	}
	office_must(fflush(file) == 0 && fsync(fileno(file)) == 0 && fclose(file) == 0, "syncing");
}

/* The same with another program, synced; 0: it cannot be run. */
static double peer(const char *out, const char *const words[])
{
	double seconds = run("/dev/null", words), begun = office_seconds();
	int fd = open(out, O_RDONLY);

	if (seconds < 0 || fd < 0 || fsync(fd) != 0)
		seconds = 0;
	else
		seconds += office_seconds() - begun;
	if (fd >= 0)
		close(fd);
	unlink(out);
	return seconds;
}

static void print_rate(const char *name, size_t mib, double seconds, double beside, const char *of)
{
	double bytes = (double)mib * (double)MIB / 1e6;

	figure_print(&(struct figure){ .name = name,
	                               .value = bytes / seconds,
	                               .unit = "MB/s",
	                               .is_rate = true,
	                               .beside = beside > 0 ? bytes / beside : 0,
	                               .of = of });
}

static void print_memory(const char *name, double mib, const char *because)
{
	figure_print(&(struct figure){
		.name = name, .value = mib, .unit = "MiB", .limit = AIM_MIB, .because = because });
}

/* The text under a key of a JSON document in a file, by the first of its name. */
static void text_of(const char *path, const char *key, char out[static 65])
{
	char content[4096] = "";
	FILE *file = fopen(path, "r");
	const char *at;

	office_must(file != NULL && fread(content, 1, sizeof(content) - 1, file) > 0, path);
	fclose(file);
	at = strstr(content, key);
	office_must(at != NULL, key);
	at += strlen(key) + strlen("\": \"");
	snprintf(out, 65, "%.*s", (int)strcspn(at, "\""), at);
}

/* True when an office knows of so many bytes of documents and has them all. */
static bool has(struct office *o, uint64_t bytes)
{
	struct span files, result;
	struct buf args;

	office_args(&args, 0);
	result = office_call(o, "status", &args);
	return ipc_map_find(result, "files", &files) && office_number(files, "here") == bytes &&
	       office_number(files, "total") == bytes;
}

/* Until the bytes are gone from the disks of both. */
static void erase(const char *answer, const char *document)
{
	double begun = office_seconds();

	(void)verbund(&offices[0], answer,
	              (const char *const[]){ "record", "erase", document, "--yes", NULL });
	while (!has(&offices[0], 0) || !has(&offices[1], 0))
		pause_shortly();
	figure_print(&(struct figure){ .name = "document erased at both offices",
	                               .value = office_seconds() - begun,
	                               .unit = "s" });
}

int main(void)
{
	size_t mib = figure_setting("FILE_MIB", 1024);
	char file[256], copy[256], answer[256], space[TRAFFIC_SPACE_BYTES], document[65];
	double cp, openssl, sha256, seconds, begun;

	snprintf(file, sizeof(file), "%s/file", office_base());
	snprintf(copy, sizeof(copy), "%s/copy", office_base());
	snprintf(answer, sizeof(answer), "%s/answer", office_base());
	write_file(file, mib);
	office_start(&offices[0], "a");
	office_start(&offices[1], "b");
	office_pair(&offices[0], &offices[1]);
	traffic_found(&offices[0], space);
	traffic_admit(&offices[0], &offices[1], space);
	cp = peer(copy, (const char *const[]){ "cp", file, copy, NULL });
	openssl = peer(copy, (const char *const[]){ "openssl", "enc", "-chacha20", "-pbkdf2", "-k",
	                                            "geheim", "-in", file, "-out", copy, NULL });
	sha256 = run("/dev/null", (const char *const[]){ "sha256sum", file, NULL });
	seconds = verbund(&offices[0], answer,
	                  (const char *const[]){ "file", "add", space, file, "--json" });
	begun = office_seconds();
	print_rate("document added", mib, seconds, openssl, "openssl enc");
	print_rate("document added, beside reading it once", mib, seconds, sha256, "sha256sum");
	print_memory("document added: memory of the command", client_mib, "private");
	text_of(answer, "\"id", document);
	while (!has(&offices[1], (uint64_t)mib * MIB))
		pause_shortly();
	print_rate("document at the other office, after that", mib, office_seconds() - begun, cp,
	           "cp");
	seconds = verbund(&offices[1], answer,
	                  (const char *const[]){ "file", "get", document, copy, NULL });
	print_rate("document saved there", mib, seconds, cp, "cp");
	print_memory("document saved: memory of the command", client_mib, "private");
	office_must(run(answer, (const char *const[]){ "cmp", file, copy, NULL }) >= 0, "cmp");
	unlink(copy);
	erase(answer, document);
	print_memory("document: memory of the office that has it", most[0], "private");
	print_memory("document: memory of the office that fetches it", most[1], "private");
	office_stop(&offices[0]);
	office_stop(&offices[1]);
	return 0;
}
