/* gate: see gate.h. */
#include "daemon/wire/gate.h"

#include <stdlib.h>

#define CALM_MS 60000u /* without trouble: the next time shuts for the shortest while again */

enum caller_state {
	CALLER_NONE,
	CALLER_STRANGER,
	CALLER_KNOWN,
};

struct caller {
	enum caller_state state;
	struct mono_ms since;
};

struct gate {
	uint32_t handshakes_max;
	uint32_t handshake_ms;
	struct caller *callers; /* by descriptor */
	size_t caller_count;
	bool is_shut;
	bool is_failed; /* an accept failed since the last step */
	uint32_t shut_ms;
	struct mono_ms shut_until;
	struct mono_ms opened;
};

struct gate *gate_new(uint32_t handshakes_max, uint32_t handshake_ms)
{
	struct gate *gate = calloc(1, sizeof(*gate));

	if (!gate)
		abort();
	gate->handshakes_max = handshakes_max;
	gate->handshake_ms = handshake_ms;
	gate->shut_ms = VB_GATE_SHUT_MIN_MS;
	return gate;
}

void gate_destroy(struct gate **gate)
{
	if (!*gate)
		return;
	free((*gate)->callers);
	free(*gate);
	*gate = NULL;
}

/* NULL for descriptors never seen. The kernel gives out small numbers: the array is as long as the process's limit. */
static struct caller *find_caller(struct gate *gate, int fd)
{
	return fd >= 0 && (size_t)fd < gate->caller_count ? &gate->callers[fd] : NULL;
}

void gate_on_accepted(struct gate *gate, int fd, struct mono_ms now)
{
	if (fd < 0)
		return;
	if ((size_t)fd >= gate->caller_count) {
		size_t count = (size_t)fd + 64;
		struct caller *callers = realloc(gate->callers, count * sizeof(*callers));

		if (!callers)
			abort();
		for (size_t i = gate->caller_count; i < count; i++)
			callers[i] = (struct caller){ CALLER_NONE, { 0 } };
		gate->callers = callers;
		gate->caller_count = count;
	}
	gate->callers[fd] = (struct caller){ CALLER_STRANGER, now };
}

void gate_on_known(struct gate *gate, int fd)
{
	struct caller *caller = find_caller(gate, fd);

	if (caller && caller->state == CALLER_STRANGER)
		caller->state = CALLER_KNOWN;
}

void gate_on_down(struct gate *gate, int fd)
{
	struct caller *caller = find_caller(gate, fd);

	if (caller)
		caller->state = CALLER_NONE;
}

void gate_on_accept_failed(struct gate *gate)
{
	gate->is_failed = true;
}

/* One that is older than a handshake may last has finished it, and has only said nothing yet. */
static bool is_handshake(const struct gate *gate, const struct caller *caller, struct mono_ms now)
{
	return caller->state == CALLER_STRANGER && now.v - caller->since.v <= gate->handshake_ms;
}

uint32_t gate_handshakes(struct gate *gate, struct mono_ms now)
{
	uint32_t count = 0;

	for (size_t i = 0; i < gate->caller_count; i++)
		count += is_handshake(gate, &gate->callers[i], now) ? 1 : 0;
	return count;
}

static enum gate_step shut(struct gate *gate, struct mono_ms now, uint32_t *wait_ms)
{
	gate->is_shut = true;
	gate->shut_until.v = now.v + gate->shut_ms;
	*wait_ms = gate->shut_ms;
	gate->shut_ms *= 2;
	if (gate->shut_ms > VB_GATE_SHUT_MAX_MS)
		gate->shut_ms = VB_GATE_SHUT_MAX_MS;
	return VB_GATE_SHUT;
}

enum gate_step gate_step(struct gate *gate, struct mono_ms now, uint32_t *wait_ms)
{
	bool is_failed = gate->is_failed;

	gate->is_failed = false;
	if (gate->is_shut && now.v < gate->shut_until.v) {
		*wait_ms = (uint32_t)(gate->shut_until.v - now.v);
		return VB_GATE_KEEP;
	}
	*wait_ms = VB_GATE_SHUT_MIN_MS;
	if (gate->is_shut) {
		gate->is_shut = false;
		gate->opened = now;
		return VB_GATE_OPEN;
	}
	if (is_failed || gate_handshakes(gate, now) > gate->handshakes_max)
		return shut(gate, now, wait_ms);
	if (now.v - gate->opened.v >= CALM_MS)
		gate->shut_ms = VB_GATE_SHUT_MIN_MS;
	return VB_GATE_KEEP;
}
