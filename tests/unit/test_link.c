/* link: calls against a small server in a child process that behaves well or badly, as each scene says. */
#include "protocol/link.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

#include "protocol/pack.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"

static char home[SCRATCH_PATH_BYTES + 130];

/* ---- the server ---- */

static int listen_at(const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	/* By a relative name, since the home's own may be too long for an address. */
	if (chdir(home) < 0)
		bail("chdir");
	snprintf(address.sun_path, sizeof(address.sun_path), "%s", name);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)) < 0 || listen(fd, 4) < 0)
		bail("no socket %s", name);
	if (chdir("/") < 0)
		bail("chdir");
	return fd;
}

static void answer_frame(int fd, const struct buf *document)
{
	uint8_t head[VB_IPC_HEAD_BYTES];

	ipc_head_put(head, document->size);
	if (write(fd, head, 4) != 4)
		_exit(1);
	/* In two pieces, so that the client sees a document that is not complete. */
	if (write(fd, document->data, 5) != 5)
		_exit(1);
	usleep(20000);
	if (write(fd, document->data + 5, document->size - 5) != (ssize_t)document->size - 5)
		_exit(1);
}

static void read_frame(int fd, struct buf *document)
{
	uint8_t head[VB_IPC_HEAD_BYTES];
	uint8_t *p;

	if (recv(fd, head, 4, MSG_WAITALL) != 4)
		_exit(0);
	buf_clear(document);
	p = buf_extend(document, get_be32(head));
	if (recv(fd, p, document->size, MSG_WAITALL) != (ssize_t)document->size)
		_exit(0);
}

/* Answers "echo" with its arguments, "twice" with two answers, "fail" with an error, "hang" never, "bye" by hanging up. */
static void serve(int fd)
{
	struct buf in, normal, out;
	struct ipc_request request;

	buf_init(&in, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&normal, VB_IPC_FRAME_MAX_BYTES);
	buf_init(&out, 2 * VB_IPC_FRAME_MAX_BYTES);
	for (;;) {
		read_frame(fd, &in);
		buf_clear(&normal);
		buf_clear(&out);
		if (ipc_request_decode(buf_span(&in), &normal, &request) < 0)
			_exit(1);
		if (span_is_equal(request.call, span_of_str("bye")))
			_exit(0);
		if (span_is_equal(request.call, span_of_str("hang")))
			continue;
		if (span_is_equal(request.call, span_of_str("fail")))
			ipc_answer_error(&out, request.id, VB_ERR_NOT_FOUND, "x");
		else
			ipc_answer_result(&out, request.id, request.args);
		answer_frame(fd, &out);
		if (span_is_equal(request.call, span_of_str("twice")))
			answer_frame(fd, &out);
	}
}

static pid_t start_server(const char *name)
{
	int listener = listen_at(name);
	pid_t pid = fork();

	if (pid == 0) {
		for (;;) {
			int fd = accept(listener, NULL, NULL);

			if (fork() == 0)
				serve(fd);
			close(fd);
		}
	}
	close(listener);
	return pid;
}

static void stop_server(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* ---- the scenes ---- */

static void test_nobody(void)
{
	struct link *link = NULL;
	char missing[sizeof(home) + 8];

	snprintf(missing, sizeof(missing), "%s/none", home);
	is_err(link_open(missing, 0, &link), VB_ERR_NO_HOME, "no such directory");
	is_err(link_open(home, 0, &link), VB_ERR_NOT_RUNNING, "no socket in it");
	ok(link == NULL, "nothing was opened");
	link_close(&link);
}

static void test_stale(void)
{
	struct link *link = NULL;

	close(listen_at("socket"));
	is_err(link_open(home, 0, &link), VB_ERR_NOT_RUNNING, "a socket that nobody listens to");
	if (chdir(home) == 0)
		unlink("socket");
}

static void test_calls(struct link *link)
{
	struct ipc_answer answer = { 0 };
	struct buf args;

	buf_init(&args, 100);
	pack_map(&args, 1);
	pack_cstr(&args, "a");
	pack_uint(&args, 1);
	is_err(link_call(link, "echo", buf_span(&args), 5000, &answer), 0, "a call");
	ok(span_is_equal(answer.result, buf_span(&args)), "its result");
	is_err(link_call(link, "fail", span_of(NULL, 0), 5000, &answer), 0, "a call that fails");
	is_err(answer.err, VB_ERR_NOT_FOUND, "its error");
	is_err(link_call(link, "twice", buf_span(&args), 5000, &answer), 0, "a call that goes on");
	is_err(link_next(link, 5000, &answer), 0, "its second answer");
	is_u64(answer.id, 3, "with the same id");
	is_err(link_next(link, 50, &answer), VB_ERR_TIMEOUT, "and no third");
	buf_release(&args);
}

/* Several requests at a time: answers come as they come. */
static void test_open_requests(struct link *link)
{
	struct ipc_answer answer = { 0 };
	uint64_t ids[3], got[2];

	is_err(link_send(link, "hang", span_of(NULL, 0), 5000, &ids[0]), 0, "one that waits");
	is_err(link_send(link, "echo", span_of(NULL, 0), 5000, &ids[1]), 0, "one behind it");
	is_err(link_send(link, "fail", span_of(NULL, 0), 5000, &ids[2]), 0, "and another");
	is_err(link_receive(link, 5000, &answer), 0, "an answer");
	got[0] = answer.id;
	is_err(link_receive(link, 5000, &answer), 0, "the next");
	got[1] = answer.id;
	ok(got[0] == ids[1] && got[1] == ids[2], "each with the number of its request");
	is_err(answer.err, VB_ERR_NOT_FOUND, "and its error");
	is_err(link_receive(link, 20, &answer), VB_ERR_TIMEOUT, "no more for now");
	is_err(link_call(link, "echo", span_of(NULL, 0), 5000, &answer), 0, "calls still go");
}

static void test_large(struct link *link)
{
	static uint8_t filler[VB_IPC_FRAME_MAX_BYTES];
	struct ipc_answer answer = { 0 };
	struct buf args;

	buf_init(&args, 2 * sizeof(filler));
	pack_map(&args, 1);
	pack_cstr(&args, "a");
	pack_bin(&args, filler, sizeof(filler) - 100);
	is_err(link_call(link, "echo", buf_span(&args), 10000, &answer), 0, "a large call");
	ok(span_is_equal(answer.result, buf_span(&args)), "and its answer");
	buf_clear(&args);
	pack_map(&args, 1);
	pack_cstr(&args, "a");
	pack_bin(&args, filler, sizeof(filler));
	is_err(link_call(link, "echo", buf_span(&args), 5000, &answer), VB_ERR_TOO_LARGE,
	       "one that is too large");
	is_err(link_call(link, "echo", span_of(NULL, 0), 5000, &answer), 0, "the link still works");
	buf_release(&args);
}

static void count_wait(void *ctx)
{
	(*(unsigned *)ctx)++;
}

static void test_silence(void)
{
	unsigned waits = 0;
	struct ipc_answer answer = { 0 };
	struct link *link = NULL;

	is_err(link_open(home, VB_LINK_READ_ONLY, &link), 0, "the read-only twin");
	link_on_wait(link, 30, count_wait, &waits);
	is_err(link_call(link, "hang", span_of(NULL, 0), 100, &answer), VB_ERR_TIMEOUT,
	       "no answer");
	ok(waits >= 1 && waits <= 4, "told while it waits: %u times", waits);
	link_close(&link);
	is_err(link_open(home, VB_LINK_READ_ONLY, &link), 0, "once more");
	is_err(link_call(link, "bye", span_of(NULL, 0), 5000, &answer), VB_ERR_NOT_RUNNING,
	       "hung up instead of an answer");
	is_err(link_call(link, "echo", span_of(NULL, 0), 5000, &answer), VB_ERR_NOT_RUNNING,
	       "hung up before a request");
	link_close(&link);
}

/* Turned away at the door: told why, and hung up on before the request was even sent. */
static void test_turned_away(void)
{
	struct ipc_answer answer = { 0 };
	struct link *link = NULL;
	struct buf out;
	int listener = listen_at("socket");
	int fd;

	is_err(link_open(home, 0, &link), 0, "connected");
	fd = accept(listener, NULL, NULL);
	buf_init(&out, 1000);
	ipc_answer_error(&out, 0, VB_ERR_DENIED, "this login has no right here: x");
	answer_frame(fd, &out);
	buf_release(&out);
	close(fd);
	is_err(link_call(link, "echo", span_of(NULL, 0), 5000, &answer), 0, "the call ends");
	is_err(answer.err, VB_ERR_DENIED, "with the reason for which it was turned away");
	is_err(link_call(link, "echo", span_of(NULL, 0), 5000, &answer), VB_ERR_NOT_RUNNING,
	       "once");
	link_close(&link);
	close(listener);
	if (chdir(home) == 0)
		unlink("socket");
}

/* Listens as another login, from a child; needs root. */
static pid_t listen_as(uint32_t uid)
{
	int ready[2];
	char byte;
	pid_t pid;

	if (pipe(ready) < 0)
		bail("pipe");
	pid = fork();
	if (pid == 0) {
		int fd = listen_at("socket");

		/* The kernel tells of whoever called listen last. */
		if (setuid(uid) < 0 || listen(fd, 4) < 0 || write(ready[1], "x", 1) != 1)
			_exit(1);
		pause();
		_exit(0);
	}
	close(ready[1]);
	if (read(ready[0], &byte, 1) != 1)
		bail("no other login");
	close(ready[0]);
	return pid;
}

static void test_whose(void)
{
	static const mode_t open_modes[] = { 0770, 0702, 01777 };
	struct link *link = NULL;
	int listener = listen_at("socket");
	pid_t other;

	for (size_t i = 0; i < sizeof(open_modes) / sizeof(open_modes[0]); i++) {
		if (chmod(home, open_modes[i]) < 0)
			bail("chmod");
		is_err(link_open(home, 0, &link), VB_ERR_UNTRUSTED,
		       "a directory with mode %o: anybody may have put the socket there",
		       (unsigned)open_modes[i]);
	}
	if (chmod(home, 0755) < 0)
		bail("chmod");
	is_err(link_open(home, 0, &link), 0, "one that others can look into is fine");
	link_close(&link);
	close(listener);
	if (chdir(home) < 0 || unlink("socket") < 0)
		bail("unlink");
	if (geteuid() != 0) {
		skip(2, "needs root to be somebody else");
		return;
	}
	other = listen_as(65534);
	is_err(link_open(home, 0, &link), VB_ERR_UNTRUSTED,
	       "the daemon of another login than the directory's");
	if (chown(home, 65534, 0) < 0)
		bail("chown");
	is_err(link_open(home, 0, &link), 0, "in a directory of that login it is who is meant");
	link_close(&link);
	stop_server(other);
	if (chown(home, 0, 0) < 0 || chdir(home) < 0 || unlink("socket") < 0)
		bail("chown");
}

static void test_adopted(void)
{
	struct ipc_answer answer = { 0 };
	struct link *link = NULL;
	int ends[2], file = open("/dev/null", O_RDWR);
	pid_t pid;

	is_err(link_adopt(file, &link), VB_ERR_NOT_RUNNING, "a descriptor that is no socket");
	close(file);
	is_err(link_adopt(file, &link), VB_ERR_NOT_RUNNING, "a descriptor that is closed");
	ok(link == NULL, "nothing was opened");
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends) < 0)
		bail("socketpair");
	pid = fork();
	if (pid == 0) {
		close(ends[0]);
		serve(ends[1]);
	}
	close(ends[1]);
	is_err(link_adopt(ends[0], &link), 0, "an end that was handed over");
	is_int(link_descriptor(link), ends[0], "it is the link's");
	ok((fcntl(ends[0], F_GETFD) & FD_CLOEXEC) != 0, "no program that is started gets it");
	is_err(link_call(link, "fail", span_of(NULL, 0), 5000, &answer), 0, "a call");
	is_err(answer.err, VB_ERR_NOT_FOUND, "its answer");
	link_close(&link);
	ok(fcntl(ends[0], F_GETFD) < 0, "closed with the link");
	waitpid(pid, NULL, 0);
}

int main(void)
{
	char directory[SCRATCH_PATH_BYTES];
	struct link *link = NULL;
	pid_t server, twin;

	scratch_make(directory);
	/* A path longer than a socket's address can be. */
	snprintf(home, sizeof(home), "%s/%0120d", directory, 0);
	if (mkdir(home, 0700) < 0)
		bail("no home");
	test_nobody();
	test_stale();
	test_turned_away();
	test_whose();
	server = start_server("socket");
	twin = start_server("socket-ro");
	is_err(link_open(home, 0, &link), 0, "connected");
	ok(link_descriptor(link) >= 0, "a descriptor");
	test_calls(link);
	test_open_requests(link);
	test_large(link);
	link_close(&link);
	test_silence();
	test_adopted();
	stop_server(server);
	stop_server(twin);
	scratch_remove(directory);
	return done();
}
