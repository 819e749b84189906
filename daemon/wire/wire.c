/* wire: see wire.h.
 *
 * Nothing is freed, and the core is told nothing, in the middle of one of its own calls: a link that is over is marked,
 * and the sweep, a timer of no delay, does the rest in the next round.
 */
#include "daemon/wire/wire.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>

#include "daemon/log.h"
#include "daemon/wire/wire_call.h"
#include "daemon/wire/wire_ended.h"
#include "daemon/wire/wire_guard.h"
#include "daemon/wire/wire_links.h"

#define WAKE_MAX_FRAMES 1024u /* handed in per wake-up of the listening socket, over all links */
#define SPARE_LINKS 64u       /* beyond two an office: those that are ending */
#define TROUBLE_MS 1000u
#define RELISTEN_MS 20u /* libzmq lets go of a port in its own time */
#define RETRY_MS                                                                                   \
	10u /* before a link that came in is tried again: libzmq does not tell when it takes more */

struct wire {
	struct loop *loop;
	struct wire_zap *zap;
	const struct node_keys *keys;
	struct wire_events events;
	struct wire_links *links;
	struct wire_ended ended;
	struct wire_calls *calls;
	struct dial_office *offices; /* room for the list */
	uint32_t offices_max;
	uint64_t refused;
	struct public_key curve;                 /* our key that is in use */
	char listen[VB_ENDPOINT_MAX_BYTES + 32]; /* "": dials only */
	struct wire_socket *listener;            /* NULL: not listening */
	struct wire_guard guard;
	bool is_refresh_due;
	struct loop_timer cut_timer; /* another sweep, for those that are to be cut by then */
	struct loop_timer sweep_timer, retry_timer, relisten_timer;
};

static void on_sweep(void *ctx);

static void sweep_soon(struct wire *wire)
{
	if (!wire->sweep_timer.is_set)
		loop_timer_set(wire->loop, &wire->sweep_timer, 0, on_sweep, wire);
}

/* ---- links that end ---- */

/* Marks a link as over; from here on nothing of it reaches the core but, if it is told, its end. */
static void link_end(struct wire *wire, struct wire_link *link, enum wire_link_state state,
                     bool is_told)
{
	if (link->state == VB_LINK_UP) {
		wire_calls_on_down(wire->calls, &link->peer);
		link->is_told_gone = is_told;
	}
	link->state = state;
	if (state == VB_LINK_GONE && !link->dealer)
		wire_ended_add(&wire->ended, span_of(link->routing, link->routing_size),
		               &link->curve, loop_mono());
	if (state == VB_LINK_GONE)
		wire_links_unroute(wire->links, link);
	sweep_soon(wire);
}

/* A key that is no longer known. A call of ours is simply closed. */
static void link_cut(struct wire *wire, struct wire_link *link)
{
	link_end(wire, link, link->dealer ? VB_LINK_GONE : VB_LINK_CUT, true);
}

/* A link that the core wants no more, after a last word. */
static void link_leave(struct wire *wire, struct wire_link *link)
{
	link->cut_at.v = loop_mono().v + VB_WIRE_GOODBYE_MS;
	if (link->dealer)
		wire_socket_linger(link->dealer, VB_WIRE_GOODBYE_MS);
	link_end(wire, link, link->dealer ? VB_LINK_GONE : VB_LINK_CUT, false);
}

static bool is_still_known(const struct wire *wire, const struct wire_link *link)
{
	struct node_id id;

	return wire->events.known(wire->events.ctx, &link->curve, &id) &&
	       node_id_is_equal(&id, &link->peer);
}

/* ---- links that begin ---- */

static void tell_up(struct wire *wire, struct wire_link *link)
{
	link->state = VB_LINK_UP;
	wire_calls_on_up(wire->calls, &link->peer);
	log_info("link.up", "link=%u peer=%s dialled=%d", link->number, log_node(&link->peer).text,
	         link->dealer != NULL);
	wire->events.link_up(wire->events.ctx, link->number, &link->peer, &link->curve,
	                     link->dealer != NULL);
}

/* The first frame of a connection that came in. NULL: it gets no link. */
static struct wire_link *link_accept(struct wire *wire, const struct wire_message *message)
{
	struct wire_link *link;
	struct node_id peer;
	bool is_wanted;

	if (!wire->events.known(wire->events.ctx, &message->curve, &peer)) {
		wire_socket_cut(wire->listener, message->fd);
		return NULL;
	}
	is_wanted = wire_links_of(wire->links, &peer) < VB_WIRE_LINKS_PER_OFFICE;
	link = wire_links_add(wire->links, VB_LINK_CUT, &peer, &message->curve, message->routing);
	if (!link) {
		wire_socket_cut(wire->listener, message->fd);
		return NULL;
	}
	link->fd = message->fd;
	wire_guard_on_known(&wire->guard, message->fd);
	if (is_wanted)
		tell_up(wire, link);
	else
		sweep_soon(wire);
	return link;
}

/* ---- the listening socket ---- */

static void take_router_events(struct wire *wire)
{
	enum wire_event event;
	struct wire_link *link;
	int fd;

	while ((event = wire_guard_event(&wire->guard, &fd)) != VB_WIRE_NONE) {
		link = event == VB_WIRE_DOWN ? wire_links_by_fd(wire->links, fd) : NULL;
		if (link)
			link_end(wire, link, VB_LINK_GONE, true);
	}
}

static struct wire_link *link_of_message(struct wire *wire, const struct wire_message *message)
{
	struct wire_link *link = wire_links_by_routing(wire->links, message->routing);

	/* The id belongs to another connection now, of another key. */
	if (link && !crypt_is_equal(link->curve.b, message->curve.b, sizeof(link->curve.b))) {
		link_end(wire, link, VB_LINK_GONE, true);
		link = NULL;
	}
	if (!link && wire_ended_has(&wire->ended, message->routing, &message->curve, loop_mono()))
		return NULL;
	if (!link)
		return link_accept(wire, message);
	if (link->state == VB_LINK_UP && !is_still_known(wire, link))
		link_cut(wire, link);
	return link;
}

static void burst_reset(struct wire *wire)
{
	struct wire_link *link = NULL;

	while ((link = wire_links_next(wire->links, link)) != NULL)
		link->burst = 0;
}

/* ROUTER takes from its connections in turn, so when one has given its share the others have had theirs. */
static void on_router(void *ctx, uint32_t events)
{
	struct wire *wire = ctx;

	(void)events;
	take_router_events(wire);
	burst_reset(wire);
	for (uint32_t i = 0; i < WAKE_MAX_FRAMES && !wire->events.is_full(wire->events.ctx); i++) {
		struct wire_message message;
		struct wire_link *link;

		if (wire_socket_receive(wire->listener, &message) < 0)
			return;
		link = link_of_message(wire, &message);
		if (!link || link->state != VB_LINK_UP) {
			wire->refused++;
			continue;
		}
		wire->events.frame(wire->events.ctx, link->number, message.body);
		if (++link->burst >= VB_WIRE_BURST)
			return;
	}
}

/* ---- the calls we make ---- */

static void on_dealer(void *ctx, uint32_t events)
{
	struct wire_link *link = ctx;
	struct wire *wire = link->owner;
	uint32_t count = 0;
	int fd;

	if (wire_socket_event(link->dealer, &fd) != VB_WIRE_NONE && link->state == VB_LINK_UP)
		link_end(wire, link, VB_LINK_GONE, true);
	if (events & VB_LOOP_WRITE && link->state == VB_LINK_UP && link->is_blocked) {
		link->is_blocked = false;
		wire_socket_watch(link->dealer, wire->loop, VB_LOOP_READ, on_dealer, link);
		wire->events.writable(wire->events.ctx, link->number);
	}
	while (link->state == VB_LINK_UP && count++ < VB_WIRE_BURST &&
	       !wire->events.is_full(wire->events.ctx)) {
		struct wire_message message;

		if (wire_socket_receive(link->dealer, &message) < 0)
			return;
		if (is_still_known(wire, link))
			wire->events.frame(wire->events.ctx, link->number, message.body);
		else
			link_cut(wire, link);
	}
}

/* An office answered our call. When its key is taken for another's, which claims it, the link is that one's until the first
 * frame tells whose it is; the call is over. */
static void on_answered(void *ctx, const struct node_id *peer, const struct public_key *curve,
                        struct wire_socket **socket)
{
	struct wire *wire = ctx;
	struct wire_link *link;
	struct node_id id;

	if (!wire->events.known(wire->events.ctx, curve, &id))
		return;
	link = wire_links_add(wire->links, VB_LINK_UP, &id, curve, span_of(NULL, 0));
	if (!link)
		return;
	link->owner = wire;
	link->dealer = *socket;
	*socket = NULL;
	wire_socket_watch(link->dealer, wire->loop, VB_LOOP_READ, on_dealer, link);
	tell_up(wire, link);
	if (!node_id_is_equal(&id, peer)) {
		wire_calls_on_up(wire->calls, peer);
		wire_calls_on_down(wire->calls, peer);
	}
}

/* ---- our own key ---- */

static uint32_t own_generation(const struct wire *wire)
{
	return wire->events.generation ? wire->events.generation(wire->events.ctx) : 0;
}

/* The port is the same from the first time on. */
static int bind_listener(struct wire *wire)
{
	int err = wire_socket_listen(wire->zap, wire->keys, own_generation(wire), VB_DOMAIN_OFFICES,
	                             wire->listen, &wire->listener);

	if (err < 0)
		return err;
	snprintf(wire->listen, sizeof(wire->listen), "%s", wire_socket_endpoint(wire->listener));
	wire_guard_init(&wire->guard, wire->loop, wire->listener, VB_HANDSHAKES_MAX_COUNT);
	wire_socket_watch(wire->listener, wire->loop, VB_LOOP_READ, on_router, wire);
	return 0;
}

static void on_relisten(void *ctx)
{
	struct wire *wire = ctx;
	int err = bind_listener(wire);

	if (err == 0) {
		log_info("wire.open", "endpoint=%s", wire->listen);
		return;
	}
	if (err != VB_ERR_PORT_IN_USE)
		log_error("wire.closed", err, "endpoint=%s", wire->listen);
	loop_timer_set(wire->loop, &wire->relisten_timer,
	               err == VB_ERR_PORT_IN_USE ? RELISTEN_MS : TROUBLE_MS, on_relisten, wire);
}

/* A socket keeps the key that it was bound with: whoever called us has to call again, and we call with the other key. */
static void refresh_key(struct wire *wire)
{
	uint32_t generation = own_generation(wire);
	struct public_key curve = node_keys_curve_of(wire->keys, generation);
	struct wire_link *link = NULL;

	wire_calls_use(wire->calls, generation);
	if (crypt_is_equal(curve.b, wire->curve.b, sizeof(curve.b)))
		return;
	wire->curve = curve;
	log_info("wire.key", "key=%s", log_hex(curve.b).text);
	while ((link = wire_links_next(wire->links, link)) != NULL)
		if (link->state != VB_LINK_GONE)
			link_end(wire, link, VB_LINK_GONE, true);
	if (!wire->listener)
		return;
	wire_guard_release(&wire->guard);
	wire_socket_close(&wire->listener);
	loop_timer_set(wire->loop, &wire->relisten_timer, 0, on_relisten, wire);
}

/* ---- the sweep ---- */

static void refresh_links(struct wire *wire)
{
	struct wire_link *link = NULL;

	while ((link = wire_links_next(wire->links, link)) != NULL) {
		if (link->state != VB_LINK_UP || is_still_known(wire, link))
			continue;
		log_info("link.cut", "link=%u peer=%s", link->number, log_node(&link->peer).text);
		link_cut(wire, link);
	}
}

static void refresh_offices(struct wire *wire)
{
	size_t count = wire->events.offices(wire->events.ctx, wire->offices, wire->offices_max);

	for (size_t i = 0; i < count; i++)
		wire->offices[i].links = wire_links_of(wire->links, &wire->offices[i].id);
	wire_calls_set(wire->calls, wire->offices, count);
}

static void sweep_link(struct wire *wire, struct wire_link *link)
{
	if (link->is_told_gone) {
		link->is_told_gone = false;
		log_info("link.down", "link=%u peer=%s", link->number, log_node(&link->peer).text);
		wire->events.link_down(wire->events.ctx, link->number);
	}
	if (link->state == VB_LINK_CUT && link->cut_at.v <= loop_mono().v)
		wire_socket_cut(wire->listener, link->fd);
	else if (link->state == VB_LINK_CUT && !wire->cut_timer.is_set)
		loop_timer_set(wire->loop, &wire->cut_timer, VB_WIRE_GOODBYE_MS, on_sweep, wire);
	else if (link->state == VB_LINK_GONE)
		wire_links_remove(wire->links, link);
}

static void on_sweep(void *ctx)
{
	struct wire *wire = ctx;
	struct wire_link *link, *next;

	/* A descriptor may be cut only as long as no event tells that it is another connection's by now. */
	if (wire->listener)
		take_router_events(wire);
	if (wire->is_refresh_due) {
		wire->is_refresh_due = false;
		refresh_key(wire);
		refresh_links(wire);
		refresh_offices(wire);
	}
	for (link = wire_links_next(wire->links, NULL); link; link = next) {
		next = wire_links_next(wire->links, link);
		if (link->is_told_gone || link->state == VB_LINK_CUT || link->state == VB_LINK_GONE)
			sweep_link(wire, link);
	}
}

void wire_refresh(struct wire *wire)
{
	wire->is_refresh_due = true;
	sweep_soon(wire);
}

void wire_close_link(struct wire *wire, uint32_t number)
{
	struct wire_link *link = wire_links_find(wire->links, number);

	if (link && link->state == VB_LINK_UP)
		link_leave(wire, link);
}

/* ---- sending ---- */

static void on_retry(void *ctx)
{
	struct wire *wire = ctx;
	struct wire_link *link = NULL;

	while ((link = wire_links_next(wire->links, link)) != NULL) {
		if (!link->is_blocked || link->dealer || link->state != VB_LINK_UP)
			continue;
		link->is_blocked = false;
		wire->events.writable(wire->events.ctx, link->number);
	}
}

static void await_writable(struct wire *wire, struct wire_link *link)
{
	link->is_blocked = true;
	if (link->dealer)
		wire_socket_watch(link->dealer, wire->loop, VB_LOOP_READ | VB_LOOP_WRITE, on_dealer,
		                  link);
	else if (!wire->retry_timer.is_set)
		loop_timer_set(wire->loop, &wire->retry_timer, RETRY_MS, on_retry, wire);
}

int wire_send(struct wire *wire, uint32_t number, struct span frame)
{
	struct wire_link *link = wire_links_find(wire->links, number);
	int err;

	assert(frame.size <= VB_FRAME_MAX_BYTES);
	if (!link || link->state != VB_LINK_UP)
		return VB_ERR_UNREACHABLE;
	if (link->dealer)
		err = wire_socket_send(link->dealer, span_of(NULL, 0), frame);
	else
		err = wire_socket_send(wire->listener, span_of(link->routing, link->routing_size),
		                       frame);
	if (err == VB_ERR_BUSY)
		await_writable(wire, link);
	else if (err == VB_ERR_UNREACHABLE)
		link_end(wire, link, VB_LINK_GONE, true);
	return err;
}

/* ---- opening and closing ---- */

static bool on_zap(void *ctx, const struct public_key *curve)
{
	struct wire *wire = ctx;
	struct node_id id;

	return wire->events.known(wire->events.ctx, curve, &id);
}

int wire_open(struct loop *loop, struct wire_zap *zap, const struct node_keys *keys,
              const struct wire_settings *settings, const struct wire_events *events,
              struct wire **out)
{
	uint32_t links_max = 2 * settings->offices_max + SPARE_LINKS;
	struct wire *wire = calloc(1, sizeof(*wire));
	int err = 0;

	if (!wire)
		abort();
	*wire = (struct wire){ .loop = loop,
		               .zap = zap,
		               .keys = keys,
		               .events = *events,
		               .offices_max = settings->offices_max };
	wire->links = wire_links_new(links_max < VB_WIRE_LINKS_MAX_COUNT ? links_max
	                                                                 : VB_WIRE_LINKS_MAX_COUNT);
	wire->calls = wire_calls_new(loop, zap, keys, &settings->dial, on_answered, wire);
	wire->offices = calloc(settings->offices_max, sizeof(*wire->offices));
	if (!wire->offices)
		abort();
	wire_zap_set(zap, VB_DOMAIN_OFFICES, on_zap, wire);
	wire->curve = node_keys_curve_of(keys, own_generation(wire));
	snprintf(wire->listen, sizeof(wire->listen), "%s", settings->listen);
	if (wire->listen[0] != '\0')
		err = bind_listener(wire);
	if (err < 0) {
		wire_close(&wire);
		return err;
	}
	wire_refresh(wire);
	*out = wire;
	return 0;
}

void wire_close(struct wire **wire)
{
	struct wire *w = *wire;

	if (!w)
		return;
	*wire = NULL;
	wire_zap_set(w->zap, VB_DOMAIN_OFFICES, NULL, NULL);
	loop_timer_clear(w->loop, &w->sweep_timer);
	loop_timer_clear(w->loop, &w->cut_timer);
	loop_timer_clear(w->loop, &w->retry_timer);
	loop_timer_clear(w->loop, &w->relisten_timer);
	wire_links_destroy(&w->links);
	wire_guard_release(&w->guard);
	wire_socket_close(&w->listener);
	wire_calls_destroy(&w->calls);
	free(w->offices);
	free(w);
}

bool wire_calls_to(const struct wire *wire, const struct node_id *peer, struct dial_state *out)
{
	return wire_calls_state(wire->calls, peer, out);
}

const char *wire_listen_endpoint(const struct wire *wire)
{
	return wire->listener ? wire_socket_endpoint(wire->listener) : "";
}

void wire_library(char out[static 32])
{
	wire_socket_library(out);
}

struct wire_counts wire_counts(struct wire *wire)
{
	return (struct wire_counts){ .links = wire_links_in(wire->links, VB_LINK_UP),
		                     .handshakes = wire_guard_handshakes(&wire->guard),
		                     .refused = wire->refused,
		                     .is_shut = wire->guard.is_shut };
}
