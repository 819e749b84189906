/* offline: running verbundd to its end; see offline.h; tested by tests/blackbox/05-cli.t and 16-restore.t */
#include "cli/offline.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/language.h"
#include "cli/reason.h"

#define DAEMON "verbundd"
#define TALK_MAX_BYTES 65536u

enum stream {
	STREAM_INPUT, /* the numbers of its descriptors */
	STREAM_DATA,
	STREAM_TALK,
	STREAM_COUNT
};

/* The daemon beside this program, else by its name in PATH. */
static void find_daemon(const struct cmd *cmd, char *out, size_t size)
{
	int length = snprintf(out, size, "%s/%s", cmd->program, DAEMON);

	if (length <= 0 || (size_t)length >= size || access(out, X_OK) != 0)
		(void)snprintf(out, size, "%s", DAEMON);
}

/* Reads a pipe to its end; what is beyond the ceiling is dropped. */
static void drain(int descriptor, struct buf *out)
{
	char block[4096];
	ssize_t size;

	while ((size = read(descriptor, block, sizeof(block))) > 0 ||
	       (size < 0 && errno == EINTR)) {
		if (size > 0 && out->err == 0)
			buf_put(out, block, (size_t)size);
	}
	(void)close(descriptor);
}

_Noreturn static void become_daemon(const char **arguments, int pipes[STREAM_COUNT][2])
{
	(void)dup2(pipes[STREAM_INPUT][0], STDIN_FILENO);
	(void)dup2(pipes[STREAM_DATA][1], STDOUT_FILENO);
	(void)dup2(pipes[STREAM_TALK][1], STDERR_FILENO);
	for (size_t i = 0; i < STREAM_COUNT; i++) {
		(void)close(pipes[i][0]);
		(void)close(pipes[i][1]);
	}
	(void)execvp(arguments[0], (char *const *)(uintptr_t)arguments);
	_exit(127);
}

static void close_end(int *descriptor)
{
	if (*descriptor >= 0)
		(void)close(*descriptor);
	*descriptor = -1;
}

/* Gives the input, which fits into a pipe; its other end stays open meanwhile, so that a child that is gone does no harm. */
static bool give(int pipes[STREAM_COUNT][2], struct span input)
{
	ssize_t done = input.size == 0 ? 0 : write(pipes[STREAM_INPUT][1], input.data, input.size);

	close_end(&pipes[STREAM_INPUT][0]);
	close_end(&pipes[STREAM_INPUT][1]);
	return done == (ssize_t)input.size;
}

/* Runs it to its end. Errors: VB_ERR_IO. */
static int run_daemon(const char **arguments, struct span input, struct buf *said, struct buf *talk,
                      int *status)
{
	int pipes[STREAM_COUNT][2] = { { -1, -1 }, { -1, -1 }, { -1, -1 } };
	pid_t child = -1;
	bool is_given = false;

	if (pipe(pipes[0]) == 0 && pipe(pipes[1]) == 0 && pipe(pipes[2]) == 0)
		child = fork();
	if (child == 0)
		become_daemon(arguments, pipes);
	if (child > 0)
		is_given = give(pipes, input);
	close_end(&pipes[STREAM_DATA][1]);
	close_end(&pipes[STREAM_TALK][1]);
	/* It says little to each, less than a pipe holds, so they can be read one after the other. */
	if (child > 0) {
		drain(pipes[STREAM_TALK][0], talk);
		drain(pipes[STREAM_DATA][0], said);
	}
	for (size_t i = 0; child < 0 && i < STREAM_COUNT; i++) {
		close_end(&pipes[i][0]);
		close_end(&pipes[i][1]);
	}
	while (child > 0 && waitpid(child, status, 0) < 0) {
		if (errno != EINTR)
			return VB_ERR_IO;
	}
	return child > 0 && is_given ? 0 : VB_ERR_IO;
}

/* The error that the daemon named, VB-nnnn, and what stands behind it as the reason. */
static int read_error(struct cmd *cmd, const struct buf *talk)
{
	const char *text = (const char *)talk->data;
	const char *mark = strstr(text, "VB-");
	int number = mark != NULL ? (int)strtol(mark + 3, NULL, 10) : 0;
	char *reason;
	char *line;

	if (number < 1 || number > 9999)
		return out_fail(cmd->out, VB_ERR_IO, "%.*s", (int)strcspn(text, "\n"), text);
	mark += strlen("VB-") + strspn(mark + strlen("VB-"), "0123456789");
	mark += strspn(mark, ": ");
	line = strndup(mark, strcspn(mark, "\n"));
	if (line == NULL)
		abort();
	reason = reason_translate(NULL, line);
	(void)out_fail(cmd->out, -number, "%s", reason);
	free(reason);
	free(line);
	return -number;
}

int offline_run(struct cmd *cmd, const char *const *arguments, struct span input, struct buf *said)
{
	const char *all[VB_OFFLINE_ARGUMENTS_MAX + 2];
	char daemon[PATH_MAX];
	struct buf talk;
	size_t count = 1;
	int status = 0;
	int err;

	find_daemon(cmd, daemon, sizeof(daemon));
	all[0] = daemon;
	while (count <= VB_OFFLINE_ARGUMENTS_MAX && arguments[count - 1] != NULL) {
		all[count] = arguments[count - 1];
		count++;
	}
	all[count] = NULL;
	buf_init(&talk, TALK_MAX_BYTES);
	err = run_daemon(all, input, said, &talk, &status);
	buf_put_u8(said, '\0');
	buf_put_u8(&talk, '\0');
	if (err == 0 && WIFEXITED(status) && WEXITSTATUS(status) == 127)
		err = out_fail(cmd->out, VB_ERR_BAD_FILE, "%s", daemon);
	else if (err == 0 && status != 0)
		err = read_error(cmd, &talk);
	buf_release(&talk);
	return err;
}

char *offline_get(const struct buf *said, const char *word, size_t number)
{
	const char *at = (const char *)said->data;
	size_t size = strlen(word);

	while (at != NULL && *at != '\0') {
		size_t length = strcspn(at, "\n");

		if (length > size && memcmp(at, word, size) == 0 && at[size] == '\t' &&
		    number-- == 0) {
			char *copy = strndup(at + size + 1, length - size - 1);

			if (copy == NULL)
				abort();
			return copy;
		}
		at += length + (at[length] == '\n');
	}
	return NULL;
}
