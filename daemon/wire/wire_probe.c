/* wire_probe: see wire_probe.h. */
#include "daemon/wire/wire_probe.h"

#include <string.h>
#include <time.h>

#include "daemon/wire/wire_socket.h"

#define ATTEMPT_MS 3000u

struct probe {
	struct wire_zap *zap;
	struct node_keys *server;
	struct node_keys *known;
	struct node_keys *unknown;
};

static bool is_known(void *ctx, const struct public_key *curve)
{
	const struct probe *p = ctx;
	struct public_key known = node_keys_curve_public(p->known);

	return crypt_is_equal(curve->b, known.b, sizeof(known.b));
}

static void nap(void)
{
	struct timespec t = { .tv_nsec = 1000000 };

	nanosleep(&t, NULL);
}

/* What becomes of a call: UP, REFUSED, or anything else when it takes too long. */
static enum wire_event await_outcome(struct wire_zap *zap, struct wire_socket *caller)
{
	struct mono_ms start = loop_mono();

	while (loop_mono().v - start.v < ATTEMPT_MS) {
		enum wire_event event;
		int fd;

		wire_zap_serve(zap);
		event = wire_socket_event(caller, &fd);
		if (event != VB_WIRE_NONE)
			return event;
		nap();
	}
	return VB_WIRE_NONE;
}

/* A message of the caller must come in under its own key. */
static bool is_named(struct wire_socket *listener, struct wire_socket *caller,
                     const struct public_key *curve)
{
	struct mono_ms start = loop_mono();
	struct wire_message message;

	if (wire_socket_send(caller, span_of(NULL, 0), span_of_str("probe")) < 0)
		return false;
	while (loop_mono().v - start.v < ATTEMPT_MS) {
		if (wire_socket_receive(listener, &message) == 0)
			return crypt_is_equal(message.curve.b, curve->b, sizeof(curve->b)) &&
			       span_is_equal(message.body, span_of_str("probe"));
		nap();
	}
	return false;
}

/* Calls with these keys a listener of this domain; 0 if the outcome is the wanted one. */
static int try_keys(const struct probe *p, enum wire_domain domain, const struct node_keys *keys,
                    enum wire_event wanted)
{
	struct public_key server = node_keys_curve_public(p->server);
	struct public_key own = node_keys_curve_public(keys);
	struct wire_socket *listener = NULL, *caller = NULL;
	int err;

	err = wire_socket_listen(p->zap, p->server, 0, domain, "tcp://127.0.0.1:*", &listener);
	if (err < 0)
		goto out;
	err = wire_socket_dial(p->zap, keys, 0, &server, wire_socket_endpoint(listener), &caller);
	if (err < 0)
		goto out;
	if (await_outcome(p->zap, caller) != wanted)
		err = VB_ERR_SELFTEST;
	else if (wanted == VB_WIRE_UP && !is_named(listener, caller, &own))
		err = VB_ERR_SELFTEST;
out:
	wire_socket_close(&caller);
	wire_socket_close(&listener);
	return err;
}

int wire_probe_run(struct wire_zap *zap)
{
	struct probe p = { zap, node_keys_new(), node_keys_new(), node_keys_new() };
	int err;

	wire_zap_set(zap, VB_DOMAIN_OFFICES, is_known, &p);
	wire_zap_set(zap, VB_DOMAIN_PAIRING, NULL, NULL);
	err = try_keys(&p, VB_DOMAIN_OFFICES, p.unknown, VB_WIRE_REFUSED);
	if (err == 0)
		err = try_keys(&p, VB_DOMAIN_OFFICES, p.known, VB_WIRE_UP);
	if (err == 0)
		err = try_keys(&p, VB_DOMAIN_PAIRING, p.known, VB_WIRE_REFUSED);
	wire_zap_set(zap, VB_DOMAIN_OFFICES, NULL, NULL);
	node_keys_destroy(&p.server);
	node_keys_destroy(&p.known);
	node_keys_destroy(&p.unknown);
	return err == 0 || err == VB_ERR_IO ? err : VB_ERR_SELFTEST;
}
