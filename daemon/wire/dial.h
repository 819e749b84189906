/* dial: which office is called when.
 *
 * Each office that should have a link and has none is called at its addresses in turn, at each of them for each of its
 * keys with each of ours, with a jittered exponential back-off between retry_min and retry_max; what led to a link is
 * tried first the next time. Where both sides listen one of them waits `second_dial` for the other to
 * call. A link that stood for a while resets the back-off; one that broke at once does not.
 * Called by wire. Time and chance are parameters. Thread rule: pure.
 */
#ifndef VB_DAEMON_WIRE_DIAL_H
#define VB_DAEMON_WIRE_DIAL_H

#include "protocol/crypt.h"
#include "protocol/limits.h"

struct dial;

struct dial_settings {
	uint32_t retry_min_ms;
	uint32_t retry_max_ms;
	uint32_t second_dial_ms; /* how long the side that calls second waits without a link */
	uint32_t stable_ms;      /* a link that stood this long resets the back-off */
	uint32_t attempt_ms;     /* a call without an outcome has failed after that */
	/* A number below bound, crypt_random_below but in tests. */
	uint32_t (*random_below)(uint32_t bound);
};

/* Starts with no offices. */
struct dial *dial_new(const struct dial_settings *settings);
/* Frees it; sets *dial to NULL. NULL is fine. */
void dial_destroy(struct dial **dial);

struct dial_office {
	struct node_id id;
	struct public_key curve;
	struct public_key former; /* the key it had before and may still answer with */
	bool has_former;
	uint32_t own_keys; /* how many of our keys it may know; 0 is 1 */
	const char *endpoints[VB_ENDPOINTS_MAX_COUNT];
	uint32_t endpoint_count;
	bool later;     /* the other side calls first */
	uint32_t links; /* that stand now, whoever called */
};
/* Replaces the list of offices. Known ones keep their state unless address or key are new; those not named are
 * forgotten. Copies. */
void dial_set(struct dial *dial, const struct dial_office *offices, size_t count,
              struct mono_ms now);

struct dial_call {
	struct node_id id;
	struct public_key curve;
	const char *endpoint; /* lives until dial_set */
	uint32_t own;         /* which of our keys, from 0: the one in use */
};
/* The next office to call now; it counts as being called from here on. False: none is due. */
bool dial_next(struct dial *dial, struct mono_ms now, struct dial_call *out);
/* What kept a call from becoming a link. */
enum dial_trouble {
	VB_DIAL_FINE,
	VB_DIAL_NO_NAME,  /* the name of the address is not known */
	VB_DIAL_CLOSED,   /* the address takes no connection */
	VB_DIAL_SILENT,   /* nothing came back */
	VB_DIAL_STRANGER, /* somebody else answers there, or one with other keys */
	VB_DIAL_DENIED,   /* the office answers, and does not admit our key */
	VB_DIAL_HERE,     /* nothing to do with the other side: out of sockets, no longer wanted */
};
/* A call came to nothing; the next is due after the back-off. */
void dial_on_failure(struct dial *dial, const struct node_id *id, enum dial_trouble trouble,
                     struct mono_ms now);
/* A link with an office stands, whoever called. */
void dial_on_up(struct dial *dial, const struct node_id *id, struct mono_ms now);
/* A link with an office is gone. */
void dial_on_down(struct dial *dial, const struct node_id *id, struct mono_ms now);
struct dial_state {
	enum dial_trouble trouble; /* of the last call; FINE: none failed since the last link */
	const char *endpoint;      /* that it went to; lives until dial_set */
	struct mono_ms since;      /* since when calls have failed */
	struct mono_ms last;       /* when the last one did */
};
/* How the calls to an office go; false: it is not called. */
bool dial_state(const struct dial *dial, const struct node_id *id, struct dial_state *out);
/* Milliseconds until dial_next may have something, at most an hour. */
uint64_t dial_due_ms(const struct dial *dial, struct mono_ms now);

#endif
