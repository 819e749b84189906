#define _GNU_SOURCE /* getaddrinfo_a */
/* probe: who answers; see probe.h. */
#include "cli/probe.h"

#include <errno.h>
#include <netdb.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "protocol/limits.h"
#include "protocol/peer/endpoint.h"

#define GREETING_BYTES 64u   /* RFC 23 */
#define ADDRESSES_MAX 4u     /* of one name */
#define CONNECT_MIN_MS 1000u /* of the limit of time, kept for connecting when names are slow */
#define MECHANISM_AT 12u

/* One address of one probe. */
struct attempt {
	struct probe *probe;
	int fd; /* -1: over */
	bool is_connected;
	uint8_t got[GREETING_BYTES];
	size_t size;
};

struct search {
	struct gaicb request;
	struct addrinfo hints;
	char host[VB_ENDPOINT_MAX_BYTES + 1];
	char port[8];
	struct gaicb *
		*list; /* of the first: all requests, for as long as the library works on them */
};

static uint64_t mono_ms(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* The best that is known of an address counts. */
static void result_raise(struct probe *probe, enum probe_result result)
{
	if (probe->result < result)
		probe->result = result;
}

/* ---- names ---- */

static bool search_init(struct search *search, const char *endpoint)
{
	struct endpoint parsed;
	struct span host;

	if (endpoint_parse(span_of_str(endpoint), &parsed) != 0)
		return false;
	host = parsed.host;
	if (host.data[0] == '[')
		host = span_of(host.data + 1, host.size - 2);
	memcpy(search->host, host.data, host.size);
	search->host[host.size] = '\0';
	(void)snprintf(search->port, sizeof(search->port), "%u", (unsigned)parsed.port);
	search->hints.ai_family = AF_UNSPEC;
	search->hints.ai_socktype = SOCK_STREAM;
	search->hints.ai_flags = AI_NUMERICSERV;
	search->request.ar_name = search->host;
	search->request.ar_service = search->port;
	search->request.ar_request = &search->hints;
	return true;
}

static bool is_searching(struct search *searches, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (searches[i].request.ar_name != NULL &&
		    gai_error(&searches[i].request) == EAI_INPROGRESS)
			return true;
	}
	return false;
}

/* Starts all searches and waits until they are done or time is up. What is under way then goes on in the library's
 * threads: its memory is left to them. */
static void search_all(struct search *searches, size_t count, uint64_t end_ms)
{
	struct gaicb **list = calloc(count + 1, sizeof(struct gaicb *));
	size_t used = 0;

	if (list == NULL)
		abort();
	searches[0].list = list;
	for (size_t i = 0; i < count; i++) {
		if (searches[i].request.ar_name != NULL)
			list[used++] = &searches[i].request;
	}
	if (used > 0 && getaddrinfo_a(GAI_NOWAIT, list, (int)used, NULL) == 0) {
		while (is_searching(searches, count) && mono_ms() < end_ms) {
			uint64_t left = end_ms - mono_ms();
			struct timespec wait = { .tv_sec = (time_t)(left / 1000),
				                 .tv_nsec = (long)(left % 1000) * 1000000 };

			(void)gai_suspend((const struct gaicb *const *)list, (int)used, &wait);
			/* One that is done wakes at once from then on. */
			for (size_t i = 0; i < used; i++) {
				if (list[i] != NULL && gai_error(list[i]) != EAI_INPROGRESS)
					list[i] = NULL;
			}
		}
	}
}

/* ---- connections ---- */

static enum probe_result result_of(int number)
{
	switch (number) {
	case ECONNREFUSED:
	case ECONNRESET:
		return PROBE_REFUSED;
	case ENETUNREACH:
	case EHOSTUNREACH:
	case EADDRNOTAVAIL:
	case EAFNOSUPPORT:
	case EACCES:
	case EPERM:
		return PROBE_NO_ROUTE;
	default:
		return PROBE_SILENT;
	}
}

static void attempt_end(struct attempt *a, enum probe_result result)
{
	result_raise(a->probe, result);
	(void)close(a->fd);
	a->fd = -1;
}

static bool attempt_start(struct attempt *a, struct probe *probe, const struct addrinfo *address)
{
	*a = (struct attempt){ .probe = probe };
	a->fd = socket(address->ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
	if (a->fd < 0) {
		result_raise(probe, result_of(errno));
		return false;
	}
	if (connect(a->fd, address->ai_addr, address->ai_addrlen) < 0 && errno != EINPROGRESS) {
		attempt_end(a, result_of(errno));
		return false;
	}
	return true;
}

/* ZMTP 3.1, mechanism CURVE, as a client: signature, version, mechanism in 20 bytes, role, filler. */
static void greet(struct attempt *a)
{
	static const uint8_t greeting[GREETING_BYTES] = { 0xff, 0, 0, 0,   0,   0,   0,   0,  1,
		                                          0x7f, 3, 1, 'C', 'U', 'R', 'V', 'E' };

	(void)!send(a->fd, greeting, sizeof(greeting), MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void on_connected(struct attempt *a)
{
	int number = 0;
	socklen_t size = sizeof(number);

	if (getsockopt(a->fd, SOL_SOCKET, SO_ERROR, &number, &size) < 0 || number != 0) {
		attempt_end(a, result_of(number));
		return;
	}
	a->is_connected = true;
	result_raise(a->probe, PROBE_OTHER);
	greet(a);
}

/* The role that stands behind the mechanism is not set by libzmq, whoever listens. */
static bool is_office(const uint8_t *greeting)
{
	return greeting[0] == 0xff && greeting[9] == 0x7f && greeting[10] >= 3 &&
	       memcmp(greeting + MECHANISM_AT, "CURVE\0", 6) == 0;
}

static void on_readable(struct attempt *a)
{
	ssize_t n = recv(a->fd, a->got + a->size, sizeof(a->got) - a->size, MSG_DONTWAIT);

	if (n < 0 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		attempt_end(a, PROBE_OTHER);
		return;
	}
	a->size += (size_t)n;
	if (a->size == sizeof(a->got))
		attempt_end(a, is_office(a->got) ? PROBE_OFFICE : PROBE_OTHER);
	else if (a->got[0] != 0xff)
		attempt_end(a, PROBE_OTHER);
}

/* Waits once for all that are open; false when none is, or time is up. */
static bool attempts_step(struct attempt *attempts, size_t count, struct pollfd *polls,
                          uint64_t end_ms)
{
	uint64_t now = mono_ms();
	size_t open = 0;

	for (size_t i = 0; i < count; i++) {
		polls[i] = (struct pollfd){ .fd = attempts[i].fd,
			                    .events = attempts[i].is_connected ? POLLIN : POLLOUT };
		open += attempts[i].fd >= 0;
	}
	if (open == 0 || now >= end_ms)
		return false;
	if (poll(polls, count, (int)(end_ms - now)) <= 0)
		return true;
	for (size_t i = 0; i < count; i++) {
		if (attempts[i].fd < 0 || polls[i].revents == 0)
			continue;
		if (attempts[i].is_connected)
			on_readable(&attempts[i]);
		else
			on_connected(&attempts[i]);
	}
	return true;
}

static void attempts_run(struct attempt *attempts, size_t count, uint64_t end_ms)
{
	struct pollfd *polls = calloc(count + 1, sizeof(*polls));

	if (polls == NULL)
		abort();
	while (attempts_step(attempts, count, polls, end_ms))
		;
	for (size_t i = 0; i < count; i++) {
		if (attempts[i].fd >= 0)
			attempt_end(&attempts[i], PROBE_SILENT);
	}
	free(polls);
}

static void connect_all(struct probe *probes, struct search *searches, size_t count,
                        uint64_t end_ms)
{
	struct attempt *attempts = calloc(count * ADDRESSES_MAX + 1, sizeof(*attempts));
	size_t used = 0;

	if (attempts == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		int err = searches[i].request.ar_name != NULL ? gai_error(&searches[i].request)
		                                              : EAI_NONAME;
		const struct addrinfo *address = err == 0 ? searches[i].request.ar_result : NULL;

		if (searches[i].request.ar_name == NULL)
			probes[i].result = PROBE_BAD;
		else if (err != 0)
			probes[i].result = err == EAI_INPROGRESS || err == EAI_AGAIN
			                           ? PROBE_SLOW_NAME
			                           : PROBE_NO_NAME;
		for (size_t n = 0; address != NULL && n < ADDRESSES_MAX;
		     n++, address = address->ai_next)
			used += attempt_start(&attempts[used], &probes[i], address);
	}
	attempts_run(attempts, used, end_ms);
	free(attempts);
}

void probe_run(struct probe *probes, size_t count, uint32_t timeout_ms)
{
	struct search *searches = calloc(count + 1, sizeof(*searches));
	uint64_t now = mono_ms();
	uint64_t names_ms =
		timeout_ms > 2 * CONNECT_MIN_MS ? timeout_ms - CONNECT_MIN_MS : timeout_ms / 2;

	if (searches == NULL)
		abort();
	for (size_t i = 0; i < count; i++) {
		probes[i].result = PROBE_SILENT;
		(void)search_init(&searches[i], probes[i].endpoint);
	}
	search_all(searches, count, now + names_ms);
	connect_all(probes, searches, count, now + timeout_ms);
	if (is_searching(searches, count))
		return; /* the library's threads still use them */
	for (size_t i = 0; i < count; i++) {
		if (searches[i].request.ar_result != NULL)
			freeaddrinfo(searches[i].request.ar_result);
	}
	free(searches[0].list);
	free(searches);
}
