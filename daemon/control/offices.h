/* offices: everybody this office knows, each once: partners, pairings under way, members of its committees.
 *
 * A partner stands once, whatever committees it is in. What is told borrows the store and ends with the next write.
 * Called by control_peer, control_status, health. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OFFICES_H
#define VB_DAEMON_CONTROL_OFFICES_H

#include "daemon/control/request.h"
#include "protocol/peer/card.h"

enum office_state {
	OFFICE_DIGITS, /* six digits are to be compared */
	OFFICE_PAIRED,
	OFFICE_MEMBER, /* of a committee of ours, and no partner */
};

struct office_seen {
	enum office_state state;
	struct card card;     /* borrows the store */
	struct wall_ms since; /* of the state; 0: not known */
	bool has_digits;      /* somebody may still ask for them */
	uint32_t digits;      /* 0..999999 */
	uint64_t key_changed; /* when, ms; 0: its keys are confirmed */
};

/* "digits", "paired" or "member". */
const char *office_state_name(enum office_state state);

/* Tells everybody, partners first. Nothing may be written meanwhile. Errors: those of the store. */
VB_MUST int offices_each(struct request *q,
                         void (*tell)(void *ctx, const struct office_seen *office), void *ctx);

/* Appends {"clock"?,"digits"?,"endpoints","id","keyChanged"?,"kind","lastHeard"?,"link","missing"?,"name","state","trouble"?}:
 * SPEC.md 13. is_brief: without digits, endpoints and kind, and of trouble only its word. */
void office_pack(const struct request *q, const struct office_seen *office, bool is_brief,
                 struct buf *out);

#endif
