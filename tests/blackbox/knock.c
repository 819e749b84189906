/* knock: calls an office with CURVE keys that it does not know, over and over, and tells what became of the calls.
 *
 * Usage: knock ENDPOINT SERVER-KEY-HEX COUNT. Each call has a key pair of its own; at most 64 are under way. Prints
 * "refused N admitted N failed N".
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <zmq.h>

#define UNDER_WAY 64

struct caller {
	void *socket, *monitor;
	time_t since;
};

static int refused, admitted, failed, number;

static void caller_close(struct caller *c)
{
	zmq_socket_monitor(c->socket, NULL, 0);
	zmq_close(c->socket);
	zmq_close(c->monitor);
	c->socket = NULL;
}

static void caller_open(struct caller *c, void *context, const char *endpoint,
                        const uint8_t *server)
{
	char public[41], secret[41], name[40];
	int zero = 0, never = -1;

	snprintf(name, sizeof(name), "inproc://knock-%d", number++);
	c->socket = zmq_socket(context, ZMQ_DEALER);
	c->monitor = zmq_socket(context, ZMQ_PAIR);
	c->since = time(NULL);
	zmq_curve_keypair(public, secret);
	zmq_setsockopt(c->socket, ZMQ_LINGER, &zero, sizeof(zero));
	zmq_setsockopt(c->monitor, ZMQ_LINGER, &zero, sizeof(zero));
	zmq_setsockopt(c->socket, ZMQ_RECONNECT_IVL, &never, sizeof(never));
	zmq_setsockopt(c->socket, ZMQ_CURVE_SERVERKEY, server, 32);
	zmq_setsockopt(c->socket, ZMQ_CURVE_PUBLICKEY, public, 41);
	zmq_setsockopt(c->socket, ZMQ_CURVE_SECRETKEY, secret, 41);
	zmq_socket_monitor(c->socket, name, ZMQ_EVENT_ALL);
	zmq_connect(c->monitor, name);
	zmq_connect(c->socket, endpoint);
}

/* True when the call is over. */
static bool caller_look(struct caller *c)
{
	uint8_t event[6], address[300];
	uint16_t id;

	while (zmq_recv(c->monitor, event, sizeof(event), ZMQ_DONTWAIT) == (int)sizeof(event)) {
		(void)zmq_recv(c->monitor, address, sizeof(address), ZMQ_DONTWAIT);
		memcpy(&id, event, sizeof(id));
		if (id == ZMQ_EVENT_HANDSHAKE_FAILED_AUTH)
			refused++;
		else if (id == ZMQ_EVENT_HANDSHAKE_SUCCEEDED)
			admitted++;
		else if (id == ZMQ_EVENT_CLOSED || id == ZMQ_EVENT_DISCONNECTED)
			failed++;
		else
			continue;
		return true;
	}
	if (time(NULL) - c->since < 10)
		return false;
	failed++;
	return true;
}

static bool read_key(const char *hex, uint8_t key[static 32])
{
	if (strlen(hex) != 64)
		return false;
	for (int i = 0; i < 32; i++) {
		char byte[3] = { hex[2 * i], hex[2 * i + 1], '\0' }, *end;

		key[i] = (uint8_t)strtoul(byte, &end, 16);
		if (*end != '\0')
			return false;
	}
	return true;
}

int main(int argc, char **argv)
{
	struct caller callers[UNDER_WAY] = { { 0 } };
	void *context = zmq_ctx_new();
	uint8_t server[32];
	int left, open = 0;

	if (argc != 4 || !read_key(argv[2], server)) {
		fputs("usage: knock ENDPOINT SERVER-KEY-HEX COUNT\n", stderr);
		return 2;
	}
	left = (int)strtol(argv[3], NULL, 10);
	while (left > 0 || open > 0) {
		for (int i = 0; i < UNDER_WAY; i++) {
			if (callers[i].socket && caller_look(&callers[i])) {
				caller_close(&callers[i]);
				open--;
			} else if (!callers[i].socket && left > 0) {
				caller_open(&callers[i], context, argv[1], server);
				left--;
				open++;
			}
		}
		usleep(1000);
	}
	printf("refused %d admitted %d failed %d\n", refused, admitted, failed);
	zmq_ctx_term(context);
	return 0;
}
