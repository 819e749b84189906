/* resolve: see resolve.h. */
#include "daemon/wire/resolve.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "protocol/peer/endpoint.h"

#define STACK_BYTES (256u << 10)

/* Whoever of the two, loop and thread, changes the state last frees it. */
enum state {
	STATE_RUNNING,
	STATE_DONE,
	STATE_ABANDONED,
};

struct resolve {
	atomic_int state;
	char host[VB_ENDPOINT_MAX_BYTES + 1];
	char port[8];
	int result; /* of getaddrinfo; after DONE */
	struct addrinfo *addresses;
};

static void resolve_free(struct resolve *r)
{
	if (r->result == 0 && r->addresses)
		freeaddrinfo(r->addresses);
	free(r);
}

static void look_up(struct resolve *r, int flags)
{
	struct addrinfo hints = { .ai_family = AF_UNSPEC,
		                  .ai_socktype = SOCK_STREAM,
		                  .ai_flags = flags };

	r->result = getaddrinfo(r->host, r->port, &hints, &r->addresses);
}

static void *thread_main(void *arg)
{
	struct resolve *r = arg;
	int expected = STATE_RUNNING;

	look_up(r, AI_ADDRCONFIG | AI_NUMERICSERV);
	if (!atomic_compare_exchange_strong(&r->state, &expected, STATE_DONE))
		resolve_free(r);
	return NULL;
}

static int thread_start(struct resolve *r)
{
	pthread_attr_t attr;
	pthread_t thread;
	int failed;

	pthread_attr_init(&attr);
	pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attr, STACK_BYTES);
	failed = pthread_create(&thread, &attr, thread_main, r);
	pthread_attr_destroy(&attr);
	return failed ? VB_ERR_IO : 0;
}

/* "[2001:db8::1]" without its brackets; names and IPv4 addresses as they are. */
static void set_host(struct resolve *r, const struct endpoint *endpoint)
{
	struct span host = endpoint->host;

	if (host.data[0] == '[')
		host = span_of(host.data + 1, host.size - 2);
	memcpy(r->host, host.data, host.size);
	r->host[host.size] = '\0';
	snprintf(r->port, sizeof(r->port), "%u", (unsigned)endpoint->port);
}

int resolve_start(const char *endpoint, struct resolve **out)
{
	struct endpoint parsed;
	struct resolve *r;
	int err = endpoint_parse(span_of_str(endpoint), &parsed);

	if (err < 0)
		return err;
	r = calloc(1, sizeof(*r));
	if (!r)
		abort();
	atomic_init(&r->state, STATE_RUNNING);
	set_host(r, &parsed);
	look_up(r, AI_NUMERICHOST | AI_NUMERICSERV);
	if (r->result == 0)
		atomic_store(&r->state, STATE_DONE);
	else
		err = thread_start(r);
	if (err < 0)
		free(r);
	else
		*out = r;
	return err;
}

uint32_t resolve_count(const struct resolve *resolve)
{
	uint32_t count = 0;

	if (atomic_load(&resolve->state) == STATE_RUNNING || resolve->result != 0)
		return 0;
	for (const struct addrinfo *a = resolve->addresses; a; a = a->ai_next)
		count++;
	return count;
}

static const struct addrinfo *pick(const struct resolve *r, uint32_t turn)
{
	const struct addrinfo *a = r->addresses;
	uint32_t count = resolve_count(r);

	for (turn = count > 0 ? turn % count : 0; a && turn > 0; turn--)
		a = a->ai_next;
	return a;
}

int resolve_result(struct resolve *resolve, uint32_t turn, char out[static VB_ADDRESS_TEXT_BYTES])
{
	char host[INET6_ADDRSTRLEN];
	const struct addrinfo *a;

	if (atomic_load(&resolve->state) == STATE_RUNNING)
		return VB_ERR_BUSY;
	a = resolve->result == 0 ? pick(resolve, turn) : NULL;
	if (!a || getnameinfo(a->ai_addr, a->ai_addrlen, host, sizeof(host), NULL, 0,
	                      NI_NUMERICHOST) != 0)
		return VB_ERR_UNREACHABLE;
	snprintf(out, VB_ADDRESS_TEXT_BYTES,
	         a->ai_family == AF_INET6 ? "tcp://[%s]:%s" : "tcp://%s:%s", host, resolve->port);
	return 0;
}

void resolve_destroy(struct resolve **resolve)
{
	struct resolve *r = *resolve;

	if (!r)
		return;
	*resolve = NULL;
	if (atomic_exchange(&r->state, STATE_ABANDONED) == STATE_DONE)
		resolve_free(r);
}
