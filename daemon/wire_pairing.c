/* wire_pairing: see wire_pairing.h; tested by tests/blackbox/02-pair.t. */
#include "daemon/wire_pairing.h"

#include <stdlib.h>
#include <string.h>

#include "daemon/log.h"
#include "daemon/pairing_address.h"
#include "daemon/wire/resolve.h"
#include "daemon/wire/wire_ended.h"
#include "daemon/wire/wire_guard.h"

#define GOODBYE_MS 2000u /* for a last frame to leave before the connection is cut */
#define CALLERS_MAX (2 * VB_PAIRING_CALLERS_MAX) /* those that are leaving, too */
#define WAKE_MAX_FRAMES 64u

struct caller {
	uint32_t session; /* 0: a free place */
	int fd;
	struct public_key curve;
	bool is_leaving;
	struct mono_ms cut_at;
	size_t routing_size;
	uint8_t routing[VB_ROUTING_MAX_BYTES];
};

struct call {
	uint32_t session; /* 0: a free place */
	struct wire_pairing *wire;
	struct public_key curve;
	struct resolve *lookup; /* kept until an address answered */
	uint32_t turn;          /* of its addresses */
	struct wire_socket *socket;
	bool is_up;
};

struct wire_pairing {
	struct loop *loop;
	struct wire_zap *zap;
	const struct node_keys *keys;
	struct wire_pairing_settings settings;
	struct pairing *pairing;
	struct wire_socket *listener; /* NULL: not bound */
	struct wire_guard guard;
	struct wire_ended ended;
	uint32_t last_session;
	struct caller callers[CALLERS_MAX];
	struct call calls[VB_PAIRING_JOINS_MAX];
	struct loop_timer call_timer, cut_timer;
};

static struct node_now now(void)
{
	return (struct node_now){ loop_wall(), loop_mono() };
}

/* ---- callers ---- */

static struct caller *caller_by_routing(struct wire_pairing *w, struct span routing)
{
	for (size_t i = 0; i < CALLERS_MAX; i++) {
		struct caller *c = &w->callers[i];

		if (c->session != 0 && span_is_equal(span_of(c->routing, c->routing_size), routing))
			return c;
	}
	return NULL;
}

static struct caller *caller_by_session(struct wire_pairing *w, uint32_t session)
{
	for (size_t i = 0; i < CALLERS_MAX; i++)
		if (session != 0 && w->callers[i].session == session)
			return &w->callers[i];
	return NULL;
}

static struct caller *caller_new(struct wire_pairing *w, const struct wire_message *message)
{
	struct caller *c = w->callers;

	while (c < w->callers + CALLERS_MAX && c->session != 0)
		c++;
	if (c == w->callers + CALLERS_MAX) {
		wire_socket_cut(w->listener, message->fd);
		return NULL;
	}
	w->last_session = w->last_session % INT32_MAX + 1;
	*c = (struct caller){ .session = w->last_session,
		              .fd = message->fd,
		              .curve = message->curve,
		              .routing_size = message->routing.size };
	memcpy(c->routing, message->routing.data, message->routing.size);
	wire_guard_on_known(&w->guard, message->fd);
	pairing_on_caller(w->pairing, c->session, &message->curve, now());
	return c;
}

static void take_events(struct wire_pairing *w)
{
	enum wire_event event;
	int fd;

	while ((event = wire_guard_event(&w->guard, &fd)) != VB_WIRE_NONE) {
		for (size_t i = 0; i < CALLERS_MAX && event == VB_WIRE_DOWN; i++) {
			struct caller *c = &w->callers[i];

			if (c->session == 0 || c->fd != fd)
				continue;
			pairing_on_closed(w->pairing, c->session, VB_ERR_UNREACHABLE, now());
			wire_ended_add(&w->ended, span_of(c->routing, c->routing_size), &c->curve,
			               loop_mono());
			c->session = 0;
			break;
		}
	}
}

static void on_listener(void *ctx, uint32_t events)
{
	struct wire_pairing *w = ctx;

	(void)events;
	take_events(w);
	for (uint32_t i = 0; i < WAKE_MAX_FRAMES; i++) {
		struct wire_message message;
		struct caller *c;

		if (wire_socket_receive(w->listener, &message) < 0)
			return;
		c = caller_by_routing(w, message.routing);
		if (!c && wire_ended_has(&w->ended, message.routing, &message.curve, loop_mono()))
			continue;
		if (!c)
			c = caller_new(w, &message);
		if (c && !c->is_leaving)
			pairing_on_frame(w->pairing, c->session, message.body, now());
	}
}

/* Cuts the connections of those who were sent away and have not gone by themselves. */
static void on_cut(void *ctx)
{
	struct wire_pairing *w = ctx;
	uint64_t at = loop_mono().v;

	if (!w->listener)
		return;
	take_events(w);
	for (size_t i = 0; i < CALLERS_MAX; i++) {
		struct caller *c = &w->callers[i];

		if (c->session == 0 || !c->is_leaving)
			continue;
		if (c->cut_at.v <= at)
			wire_socket_cut(w->listener, c->fd);
		if (!w->cut_timer.is_set)
			loop_timer_set(w->loop, &w->cut_timer, GOODBYE_MS, on_cut, w);
	}
}

static void caller_leave(struct wire_pairing *w, struct caller *c)
{
	c->is_leaving = true;
	c->cut_at.v = loop_mono().v + GOODBYE_MS;
	if (!w->cut_timer.is_set)
		loop_timer_set(w->loop, &w->cut_timer, GOODBYE_MS, on_cut, w);
}

/* ---- calls ---- */

static void on_call_timer(void *ctx);

static void call_soon(struct wire_pairing *w, uint64_t delay_ms)
{
	if (!w->call_timer.is_set)
		loop_timer_set(w->loop, &w->call_timer, delay_ms, on_call_timer, w);
}

static void call_release(struct call *c)
{
	resolve_destroy(&c->lookup);
	wire_socket_close(&c->socket);
	c->session = 0;
}

static void call_over(struct call *c, int err)
{
	pairing_on_closed(c->wire->pairing, c->session, err, now());
	call_release(c);
}

static void call_frames(struct call *c)
{
	struct wire_message message;

	while (c->session != 0 && wire_socket_receive(c->socket, &message) == 0)
		pairing_on_frame(c->wire->pairing, c->session, message.body, now());
}

static void on_call(void *ctx, uint32_t events)
{
	struct call *c = ctx;
	int fd;

	(void)events;
	switch (wire_socket_event(c->socket, &fd)) {
	case VB_WIRE_UP:
		c->is_up = true;
		pairing_on_connected(c->wire->pairing, c->session, now());
		break;
	case VB_WIRE_REFUSED:
		call_over(c, VB_ERR_TOO_MANY);
		return;
	case VB_WIRE_FAILED:
	case VB_WIRE_DOWN:
		/* What was said before it went still counts. */
		call_frames(c);
		if (c->is_up) {
			call_over(c, VB_ERR_UNREACHABLE);
			return;
		}
		wire_socket_close(&c->socket);
		call_soon(c->wire, 0);
		return;
	default:
		break;
	}
	call_frames(c);
}

/* The next address of the inviter, or the end: all were tried. */
static void call_address(struct call *c)
{
	struct wire_pairing *w = c->wire;
	char address[VB_ADDRESS_TEXT_BYTES];
	int err = resolve_result(c->lookup, c->turn, address);

	if (err == VB_ERR_BUSY)
		return;
	if (err == 0 && c->turn >= resolve_count(c->lookup))
		err = VB_ERR_UNREACHABLE;
	c->turn++;
	if (err == 0)
		err = wire_socket_dial(w->zap, w->keys, 0, &c->curve, address, &c->socket);
	if (err < 0)
		call_over(c, VB_ERR_UNREACHABLE);
	else
		wire_socket_watch(c->socket, w->loop, VB_LOOP_READ, on_call, c);
}

static void on_call_timer(void *ctx)
{
	struct wire_pairing *w = ctx;
	bool is_waiting = false;

	for (size_t i = 0; i < VB_PAIRING_JOINS_MAX; i++) {
		struct call *c = &w->calls[i];

		if (c->session == 0 || c->socket)
			continue;
		if (c->lookup)
			call_address(c);
		else
			call_over(c, VB_ERR_UNREACHABLE);
		is_waiting = is_waiting || (c->session != 0 && !c->socket);
	}
	if (is_waiting)
		call_soon(w, VB_RESOLVE_POLL_MS);
}

/* ---- what pairing asks for ---- */

static void on_shut(void *ctx)
{
	struct wire_pairing *w = ctx;

	loop_timer_clear(w->loop, &w->cut_timer);
	wire_guard_release(&w->guard);
	wire_socket_close(&w->listener);
	for (size_t i = 0; i < CALLERS_MAX; i++)
		w->callers[i].session = 0;
	pairing_address_forget(w->settings.home);
	log_info("pairing.shut", "%s", "");
}

/* Binds the first address that is free. Errors: VB_ERR_NO_ADDRESS, VB_ERR_PORT_IN_USE, VB_ERR_IO. */
static int bind_listener(struct wire_pairing *w)
{
	const struct wire_pairing_settings *s = &w->settings;
	struct pairing_address tries[PAIRING_ADDRESS_TRIES];
	size_t count = pairing_address_list(s->home, s->listen, s->pairing_listen, tries);
	int err = VB_ERR_NO_ADDRESS;

	for (size_t i = 0; i < count && err < 0; i++)
		err = wire_socket_listen(w->zap, w->keys, 0, VB_DOMAIN_PAIRING, tries[i].text,
		                         &w->listener);
	if (err < 0)
		return err == VB_ERR_BAD_VALUE ? VB_ERR_NO_ADDRESS : err;
	wire_guard_init(&w->guard, w->loop, w->listener, VB_PAIRING_HANDSHAKES_MAX_COUNT);
	wire_socket_watch(w->listener, w->loop, VB_LOOP_READ, on_listener, w);
	log_info("pairing.open", "endpoint=%s", wire_socket_endpoint(w->listener));
	pairing_address_keep(s->home, wire_socket_endpoint(w->listener));
	return 0;
}

static int on_open(void *ctx, char endpoint[static VB_ENDPOINT_MAX_BYTES + 1])
{
	struct wire_pairing *w = ctx;
	const struct wire_pairing_settings *s = &w->settings;
	bool was_open = w->listener != NULL;
	int err = was_open ? 0 : bind_listener(w);

	if (err < 0)
		return err;
	err = pairing_address_told(wire_socket_endpoint(w->listener), s->listen, s->pairing_listen,
	                           s->advertise, endpoint);
	if (err < 0 && !was_open)
		on_shut(w);
	return err;
}

static void on_start_call(void *ctx, uint32_t session, const char *endpoint,
                          const struct public_key *curve)
{
	struct wire_pairing *w = ctx;
	struct call *c = w->calls;

	/* As many places as pairing has. */
	while (c->session != 0)
		c++;
	*c = (struct call){ .session = session, .wire = w, .curve = *curve };
	if (resolve_start(endpoint, &c->lookup) < 0)
		log_warnx("pairing.lookup", "endpoint=%s", endpoint);
	call_soon(w, 0);
}

static struct call *find_call(struct wire_pairing *w, uint32_t session)
{
	for (size_t i = 0; i < VB_PAIRING_JOINS_MAX; i++)
		if (session != 0 && w->calls[i].session == session)
			return &w->calls[i];
	return NULL;
}

/* A frame that cannot be queued is lost, and the session with it, by its time-out: they are few and small. */
static void on_send(void *ctx, uint32_t session, struct span frame)
{
	struct wire_pairing *w = ctx;
	struct caller *caller = caller_by_session(w, session);
	struct call *call = find_call(w, session);
	int err = VB_ERR_UNREACHABLE;

	if (caller)
		err = wire_socket_send(w->listener, span_of(caller->routing, caller->routing_size),
		                       frame);
	else if (call && call->socket)
		err = wire_socket_send(call->socket, span_of(NULL, 0), frame);
	if (err < 0)
		log_error("pairing.unsent", err, "session=%u", session);
}

static void on_close(void *ctx, uint32_t session)
{
	struct wire_pairing *w = ctx;
	struct caller *caller = caller_by_session(w, session);
	struct call *call = find_call(w, session);

	if (caller)
		caller_leave(w, caller);
	if (call)
		call_release(call);
}

/* ---- opening and closing ---- */

static bool on_zap(void *ctx, const struct public_key *curve)
{
	struct wire_pairing *w = ctx;

	(void)curve;
	return w->listener && pairing_admits(w->pairing, loop_mono());
}

struct wire_pairing *wire_pairing_new(struct loop *loop, struct wire_zap *zap,
                                      const struct node_keys *keys,
                                      const struct wire_pairing_settings *settings)
{
	struct wire_pairing *w = calloc(1, sizeof(*w));

	if (!w)
		abort();
	w->loop = loop;
	w->zap = zap;
	w->keys = keys;
	w->settings = *settings;
	return w;
}

void wire_pairing_output(struct wire_pairing *wire, struct pairing_output *out)
{
	*out = (struct pairing_output){ wire, on_open, on_shut, on_start_call, on_send, on_close };
}

void wire_pairing_attach(struct wire_pairing *wire, struct pairing *pairing)
{
	wire->pairing = pairing;
	wire_zap_set(wire->zap, VB_DOMAIN_PAIRING, on_zap, wire);
}

void wire_pairing_destroy(struct wire_pairing **wire)
{
	struct wire_pairing *w = *wire;

	if (!w)
		return;
	*wire = NULL;
	wire_zap_set(w->zap, VB_DOMAIN_PAIRING, NULL, NULL);
	for (size_t i = 0; i < VB_PAIRING_JOINS_MAX; i++)
		call_release(&w->calls[i]);
	loop_timer_clear(w->loop, &w->call_timer);
	loop_timer_clear(w->loop, &w->cut_timer);
	wire_guard_release(&w->guard);
	wire_socket_close(&w->listener);
	free(w);
}
