/* probe: everything that can answer at an address, on loopback, all asked at once. */
#include "cli/probe.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/tap.h"

#define PLACES 8

static char endpoints[PLACES][64];
static int sockets[PLACES];

/* A socket on loopback with its address under a number; listening or only bound. */
static void place(int number, bool is_listening)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, size) < 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &size) < 0 ||
	    (is_listening && listen(fd, 8) < 0))
		bail("a socket");
	sockets[number] = fd;
	(void)snprintf(endpoints[number], sizeof(endpoints[number]), "tcp://127.0.0.1:%u",
	               (unsigned)ntohs(address.sin_port));
}

/* What the program at a place says to whoever comes. */
static struct {
	const char *bytes;
	size_t size;
	bool hangs_up;
} words[PLACES];

static void *serve(void *arg)
{
	int number = *(int *)arg;
	int fd = accept(sockets[number], NULL, NULL);

	if (words[number].size > 0)
		(void)!write(fd, words[number].bytes, words[number].size);
	if (words[number].hangs_up)
		close(fd);
	return NULL;
}

/* RFC 23 by hand: signature, version 3.1, mechanism, as-server, filler. */
static const char office[] = "\xff\0\0\0\0\0\0\0\1\x7f\3\1CURVE\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
			     "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
static const char plain[] = "\xff\0\0\0\0\0\0\0\1\x7f\3\1NULL\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1"
			    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

static void fill_queue(int fd)
{
	/* Connections beyond the queue are not answered at all, as by a firewall. */
	if (listen(fd, 0) < 0)
		bail("no queue");
	for (int i = 0; i < 8; i++) {
		struct sockaddr_in address;
		socklen_t size = sizeof(address);
		int caller = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);

		(void)getsockname(fd, (struct sockaddr *)&address, &size);
		(void)!connect(caller, (struct sockaddr *)&address, size);
	}
}

static void test_all(void)
{
	static int numbers[PLACES];
	static const char *const what[] = {
		"an office",
		"a program that says nothing",
		"a web server",
		"a program that hangs up",
		"ZeroMQ without CURVE",
		"ZeroMQ of long ago",
		"a port where nobody listens",
		"a queue that is full",
	};
	static const enum probe_result wanted[] = { PROBE_OFFICE,  PROBE_OTHER, PROBE_OTHER,
		                                    PROBE_OTHER,   PROBE_OTHER, PROBE_OTHER,
		                                    PROBE_REFUSED, PROBE_SILENT };
	struct probe probes[PLACES + 3];
	struct timespec before, after;
	pthread_t thread;

	is_int(sizeof(office) - 1, 64, "a greeting has 64 bytes");
	for (int i = 0; i < PLACES; i++)
		place(i, i != 6);
	words[0].bytes = office;
	words[0].size = 64;
	words[2].bytes = "HTTP/1.1 400 Bad Request\r\n\r\n";
	words[2].size = 28;
	words[3].hangs_up = true;
	words[4].bytes = plain;
	words[4].size = 64;
	words[5].bytes = "\xff\0\0\0\0\0\0\0\1\x7f\1\5";
	words[5].size = 12;
	for (int i = 0; i < 6; i++) {
		numbers[i] = i;
		if (pthread_create(&thread, NULL, serve, &numbers[i]) != 0)
			bail("no thread");
	}
	fill_queue(sockets[7]);
	for (int i = 0; i < PLACES; i++)
		probes[i].endpoint = endpoints[i];
	probes[PLACES].endpoint = "tcp://no-such-office.invalid:7801";
	probes[PLACES + 1].endpoint = "http://example.org/";
	probes[PLACES + 2].endpoint = "tcp://[::1]:9";
	clock_gettime(CLOCK_MONOTONIC, &before);
	probe_run(probes, PLACES + 3, 1500);
	clock_gettime(CLOCK_MONOTONIC, &after);
	for (int i = 0; i < PLACES; i++)
		is_int(probes[i].result, wanted[i], "%s", what[i]);
	ok(probes[PLACES].result == PROBE_NO_NAME || probes[PLACES].result == PROBE_SLOW_NAME,
	   "a name that nobody knows");
	is_int(probes[PLACES + 1].result, PROBE_BAD, "what is no address");
	ok(probes[PLACES + 2].result == PROBE_REFUSED ||
	           probes[PLACES + 2].result == PROBE_NO_ROUTE,
	   "IPv6, where there is some");
	ok(after.tv_sec - before.tv_sec < 30, "all within the limit of time");
}

int main(void)
{
	probe_run(NULL, 0, 1000);
	test_all();
	return done();
}
