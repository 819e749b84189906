#define _GNU_SOURCE /* pipe2 */
/* child: see child.h. */
#include "cli/child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define EXIT_CANNOT_RUN 127

static uint64_t mono_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

_Noreturn static void become(const char *const *arguments, int out)
{
	int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (nothing >= 0) {
		(void)dup2(nothing, STDIN_FILENO);
		(void)dup2(nothing, STDERR_FILENO);
	}
	(void)dup2(out, STDOUT_FILENO);
	(void)execvp(arguments[0], (char *const *)(uintptr_t)arguments);
	_exit(EXIT_CANNOT_RUN);
}

/* Reads to the end of the pipe; false when time is up. */
static bool drain(int fd, uint64_t end_ms, struct buf *out)
{
	char block[4096];

	for (;;) {
		struct pollfd p = { .fd = fd, .events = POLLIN };
		uint64_t now = mono_ms();
		ssize_t size;

		if (now >= end_ms)
			return false;
		if (poll(&p, 1, (int)(end_ms - now)) <= 0)
			continue;
		size = read(fd, block, sizeof(block));
		if (size == 0 || (size < 0 && errno != EINTR))
			return true;
		if (size > 0 && out->err == 0)
			buf_put(out, block, (size_t)size);
	}
}

int child_run(const char *const *arguments, uint32_t timeout_ms, struct buf *out, int *status)
{
	uint64_t end_ms = mono_ms() + timeout_ms;
	int pipes[2] = { -1, -1 };
	int how = 0;
	bool is_done;
	pid_t child;

	if (pipe2(pipes, O_CLOEXEC) < 0)
		return VB_ERR_IO;
	child = fork();
	if (child == 0)
		become(arguments, pipes[1]);
	(void)close(pipes[1]);
	is_done = child > 0 && drain(pipes[0], end_ms, out);
	(void)close(pipes[0]);
	if (child < 0)
		return VB_ERR_IO;
	if (!is_done)
		(void)kill(child, SIGKILL);
	while (waitpid(child, &how, 0) < 0) {
		if (errno != EINTR)
			return VB_ERR_IO;
	}
	buf_put_u8(out, 0);
	if (!is_done)
		return VB_ERR_TIMEOUT;
	if (!WIFEXITED(how))
		return VB_ERR_IO;
	*status = WEXITSTATUS(how);
	return *status == EXIT_CANNOT_RUN ? VB_ERR_BAD_FILE : 0;
}
