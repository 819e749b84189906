/* local: clients of every temper on both sockets, served by a core that answers at the end of the turn. */
#include "daemon/local.h"

#include <fcntl.h>
#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/log.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define QUEUE_MAX 4096
#define QUIET_ALARMS 3

static char home[SCRATCH_PATH_BYTES + 130];
static char folder[SCRATCH_PATH_BYTES]; /* for everybody */
static struct loop *loop;
static struct local *local;
static struct loop_timer alarm_timer;

static struct {
	uint32_t queue[QUEUE_MAX]; /* clients to answer at the end of the turn */
	int queued;
	int requests, gone, turns;
	size_t answer_bytes;
	uint8_t first[QUEUE_MAX]; /* first byte of each request, in order */
	struct local_client last;
	bool is_full, answers_at_once, never_answers, knows_nobody;
	int asked_who;
} core;

static uint64_t happened, quiet_alarms; /* until these alarms came, after which nothing did */
static uint8_t answer_bytes[VB_IPC_FRAME_MAX_BYTES];

static void answer(uint32_t client)
{
	local_answer(local, client, span_of(answer_bytes, core.answer_bytes));
}

static void on_request(void *ctx, const struct local_client *client, struct span document)
{
	(void)ctx;
	core.first[core.requests % QUEUE_MAX] = document.data[0];
	core.requests++;
	core.last = *client;
	if (core.answers_at_once)
		answer(client->number);
	else if (core.queued < QUEUE_MAX && !core.never_answers)
		core.queue[core.queued++] = client->number;
}

static void on_gone(void *ctx, uint32_t client)
{
	(void)ctx;
	(void)client;
	core.gone++;
}

static bool on_is_full(void *ctx)
{
	(void)ctx;
	return core.is_full;
}

static bool on_is_known(void *ctx, const struct local_client *client)
{
	(void)ctx;
	core.last = *client;
	core.asked_who++;
	return !core.knows_nobody;
}

static void on_turn_end(void *ctx)
{
	(void)ctx;
	core.turns++;
	for (int i = 0; i < core.queued; i++)
		answer(core.queue[i]);
	core.queued = 0;
}

static void on_signal(void *ctx, int signo)
{
	(void)ctx;
	(void)signo;
}

/* Time is up when nothing happens any more: on a busy machine the alarm may come before what was ready long ago. */
static void on_alarm(void *ctx)
{
	uint64_t now = (uint64_t)(core.requests + core.gone + core.asked_who) * 1000 +
	               local_clients(local);

	(void)ctx;
	quiet_alarms = now == happened ? quiet_alarms + 1 : 0;
	happened = now;
	if (quiet_alarms > QUIET_ALARMS)
		loop_stop(loop);
	else
		loop_timer_set(loop, &alarm_timer, 1, on_alarm, NULL);
}

/* At least so long, and until all that was ready has been dealt with. */
static void run_for(uint64_t ms)
{
	quiet_alarms = 0;
	loop_timer_set(loop, &alarm_timer, ms, on_alarm, NULL);
	loop_run(loop);
}

static void open_with(uint32_t clients_max)
{
	struct local_events events = { NULL, on_request, on_gone, on_is_full, on_is_known };
	struct local_settings settings = { home, folder, clients_max };
	struct conf_why why;

	memset(&core, 0, sizeof(core));
	core.answer_bytes = 1;
	if (local_open(loop, &settings, &events, &why, &local) < 0)
		bail("local does not open");
}

/* ---- clients ---- */

static int call_in(const char *path, const char *name)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int directory = open(path, O_RDONLY | O_DIRECTORY);
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "/proc/self/fd/%d/%s", directory,
	         name);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0) {
		close(fd);
		fd = -1;
	}
	close(directory);
	return fd;
}

static int call(const char *name)
{
	return call_in(home, name);
}

/* Sends count requests of size bytes each, the first byte counting up from 0. */
static void ask(int fd, int count, size_t size)
{
	static uint8_t frame[4 + VB_IPC_FRAME_MAX_BYTES];

	for (int i = 0; i < count; i++) {
		ipc_head_put(frame, size);
		frame[4] = (uint8_t)i;
		if (write(fd, frame, 4 + size) != (ssize_t)(4 + size))
			bail("write");
	}
}

/* Reads what is there; the number of bytes, -1 if the other side hung up and nothing was left. */
static long take(int fd, uint8_t *bytes, size_t max)
{
	long total = 0;
	ssize_t n;

	while ((n = read(fd, bytes + total, max - (size_t)total)) > 0)
		total += n;
	return total == 0 && n == 0 ? -1 : total;
}

static void test_sockets(void)
{
	struct stat s;
	char path[sizeof(home) + 16];
	int fd, ro;

	snprintf(path, sizeof(path), "%s/socket", home);
	/* Left by a daemon that died. */
	fd = open(path, O_CREAT | O_WRONLY, 0600);
	close(fd);
	open_with(8);
	ok(stat(path, &s) == 0 && S_ISSOCK(s.st_mode), "a socket in place of what was there");
	is_int(s.st_mode & 0777, 0600, "for its owner only");
	snprintf(path, sizeof(path), "%s/socket-ro", home);
	ok(stat(path, &s) == 0 && S_ISSOCK(s.st_mode), "its twin");
	is_int(s.st_mode & 0777, 0660, "for its group too");
	fd = call("socket");
	ask(fd, 1, 10);
	run_for(30);
	is_int(core.requests, 1, "a request comes in");
	is_int(core.last.uid, getuid(), "with the caller's uid");
	ok(!core.last.read_only, "on the full socket");
	ro = call("socket-ro");
	ask(ro, 1, 10);
	run_for(30);
	ok(core.requests == 2 && core.last.read_only, "and on the read-only one");
	is_int(local_clients(local), 2, "two clients");
	close(fd);
	close(ro);
	run_for(30);
	is_int(core.gone, 2, "both are gone");
	is_int(local_clients(local), 0, "and forgotten");
	local_close(&local);
	ok(stat(path, &s) < 0, "a clean end removes the sockets");
}

static void test_pieces(void)
{
	uint8_t frame[4 + 3] = { 0, 0, 0, 3, 9, 8, 7 }, bytes[10];
	int fd;

	open_with(8);
	fd = call("socket");
	for (size_t i = 0; i < sizeof(frame); i++) {
		is_int(core.requests, 0, "nothing is handed on after %zu bytes", i);
		if (write(fd, frame + i, 1) != 1)
			bail("write");
		run_for(5);
	}
	is_int(core.requests, 1, "the last byte completes it");
	is_int(take(fd, bytes, sizeof(bytes)), 5, "it is answered");
	is_mem(bytes, "\0\0\0\1", 4, "with its length in front");
	close(fd);
	local_close(&local);
}

static void test_pipeline(void)
{
	uint8_t bytes[5000];
	bool in_order = true;
	int fd;

	open_with(8);
	fd = call("socket");
	ask(fd, 250, 7);
	run_for(100);
	is_int(core.requests, 250, "250 requests in one go");
	for (int i = 0; i < 250; i++)
		in_order = in_order && core.first[i] == i;
	ok(in_order, "are handed on in order");
	is_int(take(fd, bytes, sizeof(bytes)), 250 * 5, "and all answered");
	ok(core.turns < 50, "not one by one: %d turns", core.turns);
	close(fd);
	local_close(&local);
}

static void test_half_closed(bool at_once)
{
	uint8_t bytes[100];
	int fd;

	open_with(8);
	core.answers_at_once = at_once;
	fd = call("socket");
	ask(fd, 3, 7);
	shutdown(fd, SHUT_WR);
	run_for(50);
	is_int(take(fd, bytes, sizeof(bytes)), 15, "one that sends no more has its three answers");
	is_int(take(fd, bytes, sizeof(bytes)), -1, "and is hung up on");
	is_int(core.gone, 1, "and gone");
	close(fd);
	local_close(&local);
}

static void test_hung_up(void)
{
	int fd;

	open_with(8);
	fd = call("socket");
	ask(fd, 100, 500);
	close(fd);
	run_for(100);
	is_int(core.requests, 100, "what was written before hanging up is handed on, all of it");
	is_int(core.gone, 1, "then the client is gone");
	fd = call("socket");
	core.never_answers = true;
	ask(fd, 100, 500);
	close(fd);
	core.turns = 0;
	run_for(100);
	is_int(core.requests, 200, "also when nothing is ever answered");
	ok(core.turns < 20, "without spinning: %d turns", core.turns);
	core.never_answers = false;
	fd = call("socket");
	if (write(fd, "\0\0\0\7abc", 7) != 7)
		bail("write");
	close(fd);
	run_for(50);
	is_int(core.requests, 200, "half a request is none");
	is_int(core.gone, 3, "and its client is gone");
	local_close(&local);
}

static void test_bad_lengths(void)
{
	static const char *const heads[] = { "\0\x10\0\1", "\xff\xff\xff\xff", "\0\0\0\0" };
	static const int errors[] = { VB_ERR_TOO_LARGE, VB_ERR_TOO_LARGE, VB_ERR_MALFORMED };

	open_with(8);
	for (size_t i = 0; i < 3; i++) {
		struct ipc_answer reply = { 0 };
		uint8_t bytes[2000];
		int fd = call("socket");
		long n;

		if (write(fd, heads[i], 4) != 4)
			bail("write");
		run_for(30);
		n = take(fd, bytes, sizeof(bytes));
		ok(n > 4 && ipc_answer_decode(span_of(bytes + 4, (size_t)n - 4), &reply) == 0,
		   "a bad length is answered");
		is_err(reply.err, errors[i], "with its error");
		is_int(take(fd, bytes, sizeof(bytes)), -1, "and hung up on");
		close(fd);
	}
	is_int(core.gone, 3, "all three are gone");
	local_close(&local);
}

static void test_too_many(void)
{
	struct ipc_answer reply = { 0 };
	uint8_t bytes[2000];
	int fds[3], one_more;
	long n;

	open_with(3);
	for (int i = 0; i < 3; i++)
		fds[i] = call("socket");
	run_for(20);
	one_more = call("socket-ro");
	run_for(20);
	n = take(one_more, bytes, sizeof(bytes));
	ok(n > 4 && ipc_answer_decode(span_of(bytes + 4, (size_t)n - 4), &reply) == 0,
	   "the fourth of three is answered");
	is_err(reply.err, VB_ERR_TOO_MANY, "that there are too many");
	is_int(take(one_more, bytes, sizeof(bytes)), -1, "and hung up on");
	close(one_more);
	close(fds[0]);
	run_for(20);
	one_more = call("socket");
	ask(one_more, 1, 5);
	run_for(20);
	is_int(take(one_more, bytes, sizeof(bytes)), 5, "when one leaves there is room again");
	close(one_more);
	close(fds[1]);
	close(fds[2]);
	local_close(&local);
}

/* Those who may only read leave room for those who may write. */
static void test_too_many_readers(void)
{
	uint8_t bytes[2000];
	int fds[4], writer;

	open_with(4);
	for (int i = 0; i < 4; i++)
		fds[i] = call("socket-ro");
	run_for(20);
	is_int(local_clients(local), 2, "half of the places are for readers");
	writer = call("socket");
	ask(writer, 1, 5);
	run_for(20);
	is_int(take(writer, bytes, sizeof(bytes)), 5, "one who writes is answered");
	for (int i = 0; i < 4; i++)
		close(fds[i]);
	run_for(20);
	fds[0] = call("socket-ro");
	run_for(20);
	is_int(local_clients(local), 2, "when readers leave others come in");
	close(fds[0]);
	close(writer);
	local_close(&local);
}

/* The error in what was said at the door; 0: nothing was. */
static int farewell(int fd, char detail[static 200])
{
	struct ipc_answer reply = { 0 };
	uint8_t bytes[2000];
	long n = take(fd, bytes, sizeof(bytes));

	detail[0] = '\0';
	if (n <= 4 || ipc_answer_decode(span_of(bytes + 4, (size_t)n - 4), &reply) != 0)
		return 0;
	snprintf(detail, 200, "%.*s", (int)reply.detail.size, (const char *)reply.detail.data);
	return reply.err;
}

/* The folder for everybody who has a right. */
static void test_everybody(void)
{
	char detail[200], want[200], path[sizeof(folder) + 16];
	uint8_t bytes[100];
	struct passwd *me = getpwuid(geteuid());
	struct stat s;
	int fds[4], owner;

	snprintf(want, sizeof(want), "this login has no right here: %s", me ? me->pw_name : "-");
	snprintf(path, sizeof(path), "%s/socket", folder);
	open_with(16);
	ok(stat(path, &s) == 0 && S_ISSOCK(s.st_mode), "a socket");
	is_int(s.st_mode & 0777, 0666, "to which anybody can connect");
	core.knows_nobody = true;
	for (int i = 0; i < 4; i++)
		fds[i] = call_in(folder, "socket");
	run_for(20);
	is_int(core.asked_who, 4, "each is asked for a right");
	is_int(local_clients(local), 0, "strangers take up no place");
	for (int i = 0; i < 4; i++) {
		is_err(farewell(fds[i], detail), VB_ERR_DENIED, "a stranger is told so");
		is_str(detail, want, "by the name of the login");
		is_int(take(fds[i], bytes, sizeof(bytes)), -1, "and hung up on");
		close(fds[i]);
	}
	owner = call("socket");
	ask(owner, 1, 5);
	run_for(20);
	is_int(core.asked_who, 4, "the owner's own socket asks nobody");
	is_str(core.last.login, me ? me->pw_name : "", "but knows who it is");
	core.knows_nobody = false;
	for (int i = 0; i < 4; i++)
		fds[i] = call_in(folder, "socket");
	run_for(20);
	is_int(local_clients(local), 3, "one login takes up an eighth of the places, not more");
	is_err(farewell(fds[2], detail), VB_ERR_TOO_MANY, "the third is told so");
	ask(fds[0], 1, 5);
	run_for(20);
	is_int(take(fds[0], bytes, sizeof(bytes)), 5, "the first is served");
	ok(!core.last.read_only, "and may write, for all that this socket says");
	for (int i = 0; i < 4; i++)
		close(fds[i]);
	close(owner);
	local_close(&local);
	ok(stat(path, &s) < 0, "a clean end removes this socket, too");
}

/* All together leave room for the owner. */
static void test_room_for_owner(void)
{
	char detail[200];
	int fds[2];

	open_with(2);
	for (int i = 0; i < 2; i++)
		fds[i] = call_in(folder, "socket");
	run_for(20);
	is_int(local_clients(local), 1, "of two places one is for those in the folder");
	is_err(farewell(fds[1], detail), VB_ERR_TOO_MANY, "the other stays free");
	close(fds[0]);
	close(fds[1]);
	local_close(&local);
}

/* Asks more than it reads: reading pauses at a MiB, and nothing is lost. */
static void test_slow_reader(void)
{
	static uint8_t bytes[8u << 20];
	long total = 0;
	int fd;

	open_with(8);
	core.answer_bytes = 100000;
	fd = call("socket");
	ask(fd, 60, 10);
	run_for(200);
	ok(core.requests < 60, "only %d are taken while nobody reads", core.requests);
	for (int i = 0; i < 20000 && total < 60 * 100004; i++) {
		long n = take(fd, bytes, sizeof(bytes));

		total += n > 0 ? n : 0;
		run_for(5);
	}
	is_int(core.requests, 60, "all are taken in the end");
	is_int(total, 60 * 100004, "and every answer arrives whole");
	close(fd);
	local_close(&local);
}

/* Answers without end, as those of watch, to one who does not read. */
static void test_never_reads(void)
{
	int fd;

	open_with(8);
	fd = call("socket");
	ask(fd, 1, 10);
	run_for(20);
	core.answer_bytes = VB_IPC_FRAME_MAX_BYTES;
	for (int i = 0; i < 30 && core.gone == 0; i++) {
		answer(core.last.number);
		run_for(5);
	}
	is_int(core.gone, 1, "is hung up on before the answers fill the memory");
	answer(core.last.number);
	answer(0);
	run_for(5);
	is_int(core.gone, 1, "an answer for nobody changes nothing");
	close(fd);
	local_close(&local);
}

static void on_unfull(void *ctx)
{
	(void)ctx;
	core.is_full = false;
}

static void test_full_turn(void)
{
	static struct loop_timer timer;
	int fd;

	open_with(8);
	fd = call("socket");
	core.is_full = true;
	ask(fd, 5, 10);
	run_for(30);
	is_int(core.requests, 0, "nothing is handed on while the turn is full");
	loop_timer_set(loop, &timer, 5, on_unfull, NULL);
	for (int i = 0; i < 200 && core.requests < 5; i++)
		run_for(50);
	is_int(core.requests, 5, "all of it afterwards");
	close(fd);
	local_close(&local);
}

/* No descriptor left: callers are hung up on, the loop does not spin, and those who are in are served. */
static void test_descriptors(void)
{
	struct rlimit old, low;
	uint8_t bytes[100];
	int in, out, top;

	open_with(8);
	in = call("socket");
	run_for(20);
	out = call("socket");
	top = dup(out);
	close(top);
	getrlimit(RLIMIT_NOFILE, &old);
	low = old;
	low.rlim_cur = (rlim_t)top;
	setrlimit(RLIMIT_NOFILE, &low);
	core.turns = 0;
	run_for(100);
	setrlimit(RLIMIT_NOFILE, &old);
	is_int(take(out, bytes, sizeof(bytes)), -1,
	       "a caller for whom there is no descriptor is hung up on");
	ok(core.turns < 20, "without spinning: %d turns", core.turns);
	ask(in, 1, 5);
	run_for(20);
	is_int(take(in, bytes, sizeof(bytes)), 5, "who is in is served");
	close(in);
	close(out);
	local_close(&local);
}

int main(void)
{
	struct loop_hooks hooks = { NULL, on_turn_end, on_is_full, on_signal };
	char directory[SCRATCH_PATH_BYTES];

	scratch_make(directory);
	/* Longer than the address of a socket may be. */
	snprintf(home, sizeof(home), "%s/%0120d", directory, 0);
	if (mkdir(home, 0700) < 0)
		bail("no home");
	snprintf(folder, sizeof(folder), "%s", scratch_path(directory, "folder"));
	if (mkdir(folder, 0755) < 0)
		bail("no folder");
	log_init(VB_LOG_ERROR);
	loop = loop_new(&hooks);
	test_sockets();
	test_pieces();
	test_pipeline();
	test_half_closed(false);
	test_half_closed(true);
	test_hung_up();
	test_bad_lengths();
	test_too_many();
	test_too_many_readers();
	test_everybody();
	test_room_for_owner();
	test_slow_reader();
	test_never_reads();
	test_full_turn();
	test_descriptors();
	loop_destroy(&loop);
	scratch_remove(directory);
	return done();
}
