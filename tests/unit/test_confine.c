/* confine: behind it nothing can be opened, connected or run, and every mail of tests/data/mail/in is read as without it. */
#include "bridges/mailread/confine.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "bridges/mailread/reading.h"
#include "tests/tap.h"

#define FOLDER "tests/data/mail/in/"
#define MAILS_MAX 400u

struct mails {
	char *names[MAILS_MAX];
	uint8_t *bytes[MAILS_MAX];
	size_t sizes[MAILS_MAX];
	size_t count;
};

static void load(struct mails *mails, const char *name)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), FOLDER "%s", name);
	file = fopen(path, "rb");
	mails->names[mails->count] = strdup(name);
	mails->bytes[mails->count] = malloc(VB_PARCEL_MAIL_MAX_BYTES);
	if (file == NULL || mails->bytes[mails->count] == NULL)
		bail("%s", path);
	mails->sizes[mails->count] =
		fread(mails->bytes[mails->count], 1, VB_PARCEL_MAIL_MAX_BYTES, file);
	mails->bytes[mails->count] =
		realloc(mails->bytes[mails->count], mails->sizes[mails->count] + 1);
	mails->count++;
	fclose(file);
}

static void load_all(struct mails *mails)
{
	DIR *folder = opendir(FOLDER);
	struct dirent *entry;

	if (folder == NULL)
		bail("no " FOLDER);
	while ((entry = readdir(folder)) != NULL && mails->count < MAILS_MAX) {
		if (strstr(entry->d_name, ".eml") != NULL)
			load(mails, entry->d_name);
	}
	closedir(folder);
}

/* The parcel, packed; empty when it is no mail. */
static void read_mail(struct span bytes, struct buf *out)
{
	static const struct hatch_settings settings = { "mx.stadt.example", "stadt.example",
		                                        false };
	static struct parcel parcel;
	struct mime_mail mail;

	if (reading_take(bytes, &settings, &mail, &parcel) == 0)
		parcel_encode(&parcel, out);
	mime_mail_release(&mail);
	parcel_release(&parcel);
}

static void send_all(int fd, const void *bytes, size_t size)
{
	for (const char *at = bytes; size > 0;) {
		ssize_t put = write(fd, at, size);

		if (put <= 0)
			_exit(9);
		at += put;
		size -= (size_t)put;
	}
}

static void receive_all(int fd, void *bytes, size_t size)
{
	for (char *at = bytes; size > 0;) {
		ssize_t got = read(fd, at, size);

		if (got <= 0)
			bail("the confined child has ended");
		at += got;
		size -= (size_t)got;
	}
}

/* ---- what fails behind it ---- */

enum attempt {
	OPEN,
	CREATE,
	SOCKET,
	PAIR,
	EXEC,
	FORK,
	RUNNABLE,
	PTRACE_LIKE,
	ENVIRONMENT,
	OTHERS,
	ATTEMPTS
};

static const char *const attempts[ATTEMPTS] = {
	"open a file",     "write a file",       "a socket",      "a pair of sockets",
	"run a program",   "a second process",   "memory to run", "look at itself as a file",
	"the environment", "another descriptor",
};

static int error_of(long result)
{
	return result < 0 ? errno : 0;
}

static int try_memory(void)
{
	void *memory = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return memory == MAP_FAILED ? errno : 0;
}

/* Only for what nothing else is needed; the numbers of the errors go to the parent. */
static void try_all(int errors[ATTEMPTS])
{
	static char *const nothing[] = { NULL };
	char byte;

	errors[OPEN] = error_of(open("/etc/passwd", O_RDONLY));
	errors[CREATE] = error_of(open("/tmp/x", O_WRONLY | O_CREAT, 0600));
	errors[SOCKET] = error_of(socket(AF_INET, SOCK_STREAM, 0));
	errors[PAIR] = error_of(socketpair(AF_UNIX, SOCK_STREAM, 0, (int[2]){ 0, 0 }));
	errors[EXEC] = error_of(execve("/bin/true", nothing, nothing));
	errors[FORK] = error_of(fork());
	errors[RUNNABLE] = try_memory();
	errors[PTRACE_LIKE] = error_of(open("/proc/self/mem", O_RDWR));
	errors[ENVIRONMENT] = getenv("PATH") == NULL ? EPERM : 0;
	errors[OTHERS] = error_of(read(7, &byte, 1));
}

/* Status 3: no filter here. */
static _Noreturn void confined(const struct mails *mails, int out)
{
	int errors[ATTEMPTS];

	/* It keeps 0, 1 and 2 alone. */
	if (dup2(out, STDOUT_FILENO) < 0 || dup2(out, 7) < 0)
		_exit(8);
	confine_begin();
	reading_warm();
	confine_limits();
	if (confine_calls() < 0)
		_exit(3);
	try_all(errors);
	send_all(STDOUT_FILENO, errors, sizeof(errors));
	for (size_t i = 0; i < mails->count; i++) {
		struct buf packed;
		uint64_t size;

		confine_mail();
		buf_init(&packed, VB_PARCEL_MAX_BYTES);
		read_mail(span_of(mails->bytes[i], mails->sizes[i]), &packed);
		size = packed.size;
		send_all(STDOUT_FILENO, &size, sizeof(size));
		send_all(STDOUT_FILENO, packed.data, packed.size);
		buf_release(&packed);
	}
	_exit(0);
}

static void test_confined(const struct mails *mails)
{
	int ends[2], status, errors[ATTEMPTS];
	pid_t child;

	if (pipe(ends) != 0 || (child = fork()) < 0)
		bail("no child");
	if (child == 0)
		confined(mails, ends[1]);
	close(ends[1]);
	receive_all(ends[0], errors, sizeof(errors));
	for (int i = 0; i < ATTEMPTS; i++)
		is_int(errors[i], i == OTHERS ? EBADF : EPERM, "refused: %s", attempts[i]);
	reading_warm();
	for (size_t i = 0; i < mails->count; i++) {
		struct buf here;
		uint8_t *there;
		uint64_t size;

		buf_init(&here, VB_PARCEL_MAX_BYTES);
		receive_all(ends[0], &size, sizeof(size));
		there = malloc(size + 1);
		receive_all(ends[0], there, size);
		read_mail(span_of(mails->bytes[i], mails->sizes[i]), &here);
		ok(span_is_equal(buf_span(&here), span_of(there, size)), "the same: %s",
		   mails->names[i]);
		free(there);
		buf_release(&here);
	}
	close(ends[0]);
	waitpid(child, &status, 0);
	is_int(status, 0, "an orderly end");
}

/* ---- limits ---- */

enum limited { FILES, NO_FILE, RIGHTS, PROCESSES, MEMORY, CLOCK, CLOCK_ENDS, LIMITS };

static const char *const limits[LIMITS] = {
	"no descriptors beyond 2", "so no file, even without a filter",
	"no new rights",           "no processes",
	"little memory",           "seconds for a mail",
	"and then it is the end",
};

static bool is_limited(enum limited what)
{
	struct rlimit limit;
	struct itimerval time;

	switch (what) {
	case FILES:
		return getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max == 3;
	case NO_FILE:
		return open("/etc/passwd", O_RDONLY) < 0 && errno == EMFILE;
	case RIGHTS:
		return prctl(PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 1;
	case PROCESSES:
		return getrlimit(RLIMIT_NPROC, &limit) == 0 && limit.rlim_max == 0;
	case MEMORY:
#ifdef __SANITIZE_ADDRESS__
		return true;
#else
		return getrlimit(RLIMIT_AS, &limit) == 0 &&
		       limit.rlim_max == VB_CONFINE_MEMORY_BYTES &&
		       mmap(NULL, VB_CONFINE_MEMORY_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS,
		            -1, 0) == MAP_FAILED;
#endif
	case CLOCK:
		return getitimer(ITIMER_PROF, &time) == 0 && time.it_value.tv_sec > 0 &&
		       time.it_value.tv_sec <= VB_CONFINE_CPU_SECONDS;
	default:
		raise(SIGPROF);
		return false;
	}
}

static void test_limits(void)
{
	for (int what = 0; what < LIMITS; what++) {
		pid_t child = fork();
		int status = -1;

		if (child == 0) {
			confine_begin();
			confine_limits();
			confine_mail();
			_exit(is_limited((enum limited)what) ? 0 : 1);
		}
		waitpid(child, &status, 0);
		if (what == CLOCK_ENDS)
			is_int(WIFSIGNALED(status) ? WTERMSIG(status) : 0, SIGPROF, "%s",
			       limits[what]);
		else
			is_int(status, 0, "%s", limits[what]);
	}
}

int main(void)
{
	static struct mails mails;

	load_all(&mails);
	test_confined(&mails);
	test_limits();
	for (size_t i = 0; i < mails.count; i++) {
		free(mails.names[i]);
		free(mails.bytes[i]);
	}
	return done();
}
