/* local: a bridge's connection, which comes in by no socket, is served as others are, and takes nobody's place. */
#include "daemon/local.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "daemon/log.h"
#include "tests/tap.h"
#include "tests/unit/scratch.h"

#define BRIDGE 7u
#define ANSWER "x"

static struct {
	struct loop *loop;
	struct local *local;
	struct loop_timer patience;
	int requests, gone, wanted; /* the loop ends when so many came or went */
	struct local_client last;
} bed;

static void on_happened(void)
{
	if (bed.requests + bed.gone >= bed.wanted)
		loop_stop(bed.loop);
}

static void on_request(void *ctx, const struct local_client *client, struct span document)
{
	(void)ctx;
	(void)document;
	bed.last = *client;
	bed.requests++;
	local_answer(bed.local, client->number, span_of_str(ANSWER));
	on_happened();
}

static void on_gone(void *ctx, uint32_t client)
{
	(void)ctx;
	(void)client;
	bed.gone++;
	on_happened();
}

static bool on_is_full(void *ctx)
{
	(void)ctx;
	return false;
}

static bool on_is_known(void *ctx, const struct local_client *client)
{
	(void)ctx;
	(void)client;
	return true;
}

static void on_turn_end(void *ctx)
{
	(void)ctx;
}

static void on_signal(void *ctx, int signo)
{
	(void)ctx;
	(void)signo;
}

static void on_impatience(void *ctx)
{
	(void)ctx;
	bail("nothing happens");
}

/* Until one more thing has happened. */
static void run(void)
{
	bed.wanted = bed.requests + bed.gone + 1;
	loop_timer_set(bed.loop, &bed.patience, 20000, on_impatience, NULL);
	loop_run(bed.loop);
	loop_timer_clear(bed.loop, &bed.patience);
}

static void ask(int fd)
{
	if (write(fd, "\0\0\0\1?", 5) != 5)
		bail("write");
	run();
}

static void pair(int fds[2])
{
	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, fds) < 0)
		bail("socketpair");
}

static int call(const char *folder)
{
	struct sockaddr_un address = { .sun_family = AF_UNIX };
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%.90s/socket", folder);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) < 0)
		bail("no socket");
	return fd;
}

static void test_adopted(const char *folder)
{
	char bytes[10];
	uint32_t number;
	int fds[2], fd;

	pair(fds);
	number = local_adopt(bed.local, &fds[1], BRIDGE);
	is_int(fds[1], -1, "the socket is taken over");
	is_int(local_clients(bed.local), 0, "and counts as nobody");
	ask(fds[0]);
	is_int(bed.last.bridge, BRIDGE, "a request of that bridge");
	is_int(bed.last.number, number, "under its number");
	is_int(bed.last.uid, geteuid(), "with our own uid");
	is_int(read(fds[0], bytes, sizeof(bytes)), 5, "it is answered");
	is_mem(bytes, "\0\0\0\1" ANSWER, 5, "in a frame");
	fd = call(folder);
	ask(fd);
	is_int(bed.last.bridge, 0, "the one client that may come in comes in, and is no bridge");
	close(fds[0]);
	run();
	is_int(bed.gone, 1, "a bridge that hangs up is gone");
	is_int(local_clients(bed.local), 1, "the client is not");
	pair(fds);
	ok(local_adopt(bed.local, &fds[1], BRIDGE) != number, "a number is not given twice");
	local_close(&bed.local);
	is_int(read(fds[0], bytes, sizeof(bytes)), 0, "in the end it is hung up on");
	close(fds[0]);
	close(fd);
}

int main(void)
{
	struct loop_hooks hooks = { NULL, on_turn_end, on_is_full, on_signal };
	struct local_events events = { NULL, on_request, on_gone, on_is_full, on_is_known };
	char folder[SCRATCH_PATH_BYTES];
	struct local_settings settings = { folder, "", 1 };
	struct conf_why why;

	scratch_make(folder);
	log_init(VB_LOG_ERROR);
	bed.loop = loop_new(&hooks);
	if (local_open(bed.loop, &settings, &events, &why, &bed.local) < 0)
		bail("local does not open");
	test_adopted(folder);
	loop_destroy(&bed.loop);
	scratch_remove(folder);
	return done();
}
