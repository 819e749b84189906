/* wire_guard: see wire_guard.h; tested by tests/blackbox/06-hostile-transport.t. */
#include "daemon/wire/wire_guard.h"

#include "daemon/log.h"

static void on_timer(void *ctx);

static void update(struct wire_guard *guard)
{
	uint32_t wait_ms = 0;

	switch (gate_step(guard->gate, loop_mono(), &wait_ms)) {
	case VB_GATE_SHUT:
		guard->is_shut = true;
		wire_socket_pause(guard->socket);
		log_warnx("wire.shut", "endpoint=%s for_ms=%u handshakes=%u",
		          wire_socket_endpoint(guard->socket), wait_ms,
		          wire_guard_handshakes(guard));
		break;
	case VB_GATE_OPEN:
		guard->is_shut = false;
		wire_socket_resume(guard->socket);
		log_info("wire.open", "endpoint=%s", wire_socket_endpoint(guard->socket));
		break;
	case VB_GATE_KEEP:
		break;
	}
	if (guard->is_shut)
		loop_timer_set(guard->loop, &guard->timer, wait_ms, on_timer, guard);
}

static void on_timer(void *ctx)
{
	update(ctx);
}

void wire_guard_init(struct wire_guard *guard, struct loop *loop, struct wire_socket *socket,
                     uint32_t handshakes_max)
{
	*guard = (struct wire_guard){ .loop = loop,
		                      .socket = socket,
		                      .gate = gate_new(handshakes_max, VB_HANDSHAKE_MS) };
}

void wire_guard_release(struct wire_guard *guard)
{
	if (!guard->gate)
		return;
	loop_timer_clear(guard->loop, &guard->timer);
	gate_destroy(&guard->gate);
}

enum wire_event wire_guard_event(struct wire_guard *guard, int *fd)
{
	enum wire_event event = wire_socket_event(guard->socket, fd);

	switch (event) {
	case VB_WIRE_ACCEPTED:
		gate_on_accepted(guard->gate, *fd, loop_mono());
		break;
	case VB_WIRE_ACCEPT_FAILED:
		/* Not only when no event is left: as long as somebody waits there is one more. */
		gate_on_accept_failed(guard->gate);
		update(guard);
		if (guard->is_shut)
			wire_socket_turn_away(guard->socket);
		break;
	case VB_WIRE_DOWN:
		gate_on_down(guard->gate, *fd);
		break;
	case VB_WIRE_NONE:
		update(guard);
		break;
	default:
		break;
	}
	return event;
}

void wire_guard_on_known(struct wire_guard *guard, int fd)
{
	gate_on_known(guard->gate, fd);
}

uint32_t wire_guard_handshakes(const struct wire_guard *guard)
{
	return guard->gate ? gate_handshakes(guard->gate, loop_mono()) : 0;
}
