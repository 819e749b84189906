/* wire_call: see wire_call.h; tested by tests/unit/test_wire_call.c and test_wire.c. */
#include "daemon/wire/wire_call.h"

#include <assert.h>
#include <stdlib.h>

#include "daemon/log.h"
#include "daemon/wire/resolve.h"

struct call {
	struct wire_calls *calls; /* NULL: a free place */
	struct node_id peer;
	struct public_key curve;
	uint32_t own;               /* which of our keys: dial_call */
	struct mono_ms since;       /* of the attempt */
	struct resolve *lookup;     /* the name is looked up */
	struct wire_socket *socket; /* the address is tried */
};

struct wire_calls {
	struct loop *loop;
	struct wire_zap *zap;
	const struct node_keys *keys;
	uint32_t generation; /* of our keys, in use */
	wire_call_fn *fn;
	void *ctx;
	struct dial *dial;
	struct loop_timer timer;
	uint32_t address_turn;
	struct call places[VB_CALLS_MAX_COUNT];
};

static void on_timer(void *ctx);

/* ---- places ---- */

static struct call *find_place(struct wire_calls *calls)
{
	for (size_t i = 0; i < VB_CALLS_MAX_COUNT; i++)
		if (!calls->places[i].calls)
			return &calls->places[i];
	return NULL;
}

static bool is_looking_up(const struct wire_calls *calls)
{
	for (size_t i = 0; i < VB_CALLS_MAX_COUNT; i++)
		if (calls->places[i].lookup)
			return true;
	return false;
}

static void call_release(struct call *call)
{
	resolve_destroy(&call->lookup);
	wire_socket_close(&call->socket);
	call->calls = NULL;
}

static void timer_set(struct wire_calls *calls)
{
	uint64_t wait_ms = dial_due_ms(calls->dial, loop_mono());

	if ((is_looking_up(calls) || !find_place(calls)) && wait_ms > VB_RESOLVE_POLL_MS)
		wait_ms = VB_RESOLVE_POLL_MS;
	loop_timer_set(calls->loop, &calls->timer, wait_ms, on_timer, calls);
}

static void call_failed(struct call *call, enum dial_trouble trouble)
{
	static const char *const names[] = {
		[VB_DIAL_FINE] = "fine",         [VB_DIAL_NO_NAME] = "no-name",
		[VB_DIAL_CLOSED] = "closed",     [VB_DIAL_SILENT] = "silent",
		[VB_DIAL_STRANGER] = "stranger", [VB_DIAL_DENIED] = "denied",
		[VB_DIAL_HERE] = "here",
	};
	struct wire_calls *calls = call->calls;

	log_debug("call.failed", "peer=%s why=%s", log_node(&call->peer).text, names[trouble]);
	dial_on_failure(calls->dial, &call->peer, trouble, loop_mono());
	call_release(call);
	timer_set(calls);
}

/* ---- steps of one call ---- */

/* A connection that is not refused and does not come about either ends by a limit of time. */
static enum dial_trouble trouble_of(const struct call *call)
{
	if (wire_socket_is_through(call->socket))
		return VB_DIAL_STRANGER;
	return loop_mono().v - call->since.v < VB_CONNECT_MS / 2 ? VB_DIAL_CLOSED : VB_DIAL_SILENT;
}

static void on_socket(void *ctx, uint32_t events)
{
	struct call *call = ctx;
	struct wire_calls *calls = call->calls;
	int fd;

	(void)events;
	switch (wire_socket_event(call->socket, &fd)) {
	case VB_WIRE_UP:
		wire_socket_unwatch(call->socket);
		calls->fn(calls->ctx, &call->peer, &call->curve, &call->socket);
		if (call->socket)
			call_failed(call, VB_DIAL_HERE);
		else
			call_release(call);
		break;
	case VB_WIRE_REFUSED:
		call_failed(call, VB_DIAL_DENIED);
		break;
	case VB_WIRE_FAILED:
	case VB_WIRE_DOWN:
		call_failed(call, trouble_of(call));
		break;
	default:
		break;
	}
}

/* The key in use, then all others, the newest first. */
static uint32_t generation_of(const struct wire_calls *calls, uint32_t own)
{
	uint32_t generation = own <= calls->generation ? own - 1 : own;

	if (own == 0 || generation >= node_keys_count(calls->keys))
		return calls->generation;
	return generation;
}

/* The name is known, or cannot be found; or neither yet. */
static void try_address(struct call *call)
{
	struct wire_calls *calls = call->calls;
	char address[VB_ADDRESS_TEXT_BYTES];
	int err = resolve_result(call->lookup, calls->address_turn, address);

	if (err == VB_ERR_BUSY)
		return;
	calls->address_turn++;
	resolve_destroy(&call->lookup);
	if (err < 0) {
		call_failed(call, VB_DIAL_NO_NAME);
		return;
	}
	call->since = loop_mono();
	if (wire_socket_dial(calls->zap, calls->keys, generation_of(calls, call->own), &call->curve,
	                     address, &call->socket) < 0) {
		call_failed(call, VB_DIAL_HERE);
		return;
	}
	log_debug("call", "peer=%s address=%s", log_node(&call->peer).text, address);
	wire_socket_watch(call->socket, calls->loop, VB_LOOP_READ, on_socket, call);
}

/* A call that dial has given up on, or that went to an older address, makes room for the new one. */
static void drop_older(struct wire_calls *calls, const struct node_id *peer)
{
	for (size_t i = 0; i < VB_CALLS_MAX_COUNT; i++)
		if (calls->places[i].calls && node_id_is_equal(&calls->places[i].peer, peer))
			call_release(&calls->places[i]);
}

static void call_start(struct wire_calls *calls, const struct dial_call *due)
{
	struct call *call;
	int err;

	drop_older(calls, &due->id);
	call = find_place(calls);
	assert(call != NULL);
	*call = (struct call){
		.calls = calls, .peer = due->id, .curve = due->curve, .own = due->own
	};
	err = resolve_start(due->endpoint, &call->lookup);
	if (err < 0)
		call_failed(call, VB_DIAL_HERE);
	else
		try_address(call);
}

static void on_timer(void *ctx)
{
	struct wire_calls *calls = ctx;
	struct dial_call due;

	for (size_t i = 0; i < VB_CALLS_MAX_COUNT; i++)
		if (calls->places[i].lookup)
			try_address(&calls->places[i]);
	while (find_place(calls) && dial_next(calls->dial, loop_mono(), &due))
		call_start(calls, &due);
	timer_set(calls);
}

/* ---- all of them ---- */

struct wire_calls *wire_calls_new(struct loop *loop, struct wire_zap *zap,
                                  const struct node_keys *keys,
                                  const struct dial_settings *settings, wire_call_fn *fn, void *ctx)
{
	struct wire_calls *calls = calloc(1, sizeof(*calls));

	if (!calls)
		abort();
	calls->loop = loop;
	calls->zap = zap;
	calls->keys = keys;
	calls->fn = fn;
	calls->ctx = ctx;
	calls->dial = dial_new(settings);
	return calls;
}

void wire_calls_destroy(struct wire_calls **calls)
{
	struct wire_calls *c = *calls;

	if (!c)
		return;
	*calls = NULL;
	for (size_t i = 0; i < VB_CALLS_MAX_COUNT; i++)
		call_release(&c->places[i]);
	loop_timer_clear(c->loop, &c->timer);
	dial_destroy(&c->dial);
	free(c);
}

void wire_calls_use(struct wire_calls *calls, uint32_t generation)
{
	calls->generation = generation;
}

void wire_calls_set(struct wire_calls *calls, const struct dial_office *offices, size_t count)
{
	dial_set(calls->dial, offices, count, loop_mono());
	timer_set(calls);
}

bool wire_calls_state(const struct wire_calls *calls, const struct node_id *peer,
                      struct dial_state *out)
{
	return dial_state(calls->dial, peer, out);
}

void wire_calls_on_up(struct wire_calls *calls, const struct node_id *peer)
{
	dial_on_up(calls->dial, peer, loop_mono());
}

void wire_calls_on_down(struct wire_calls *calls, const struct node_id *peer)
{
	dial_on_down(calls->dial, peer, loop_mono());
	timer_set(calls);
}
