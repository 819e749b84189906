/* wire: the links to other offices: one ROUTER that listens, one DEALER for each office called.
 *
 * A link is one authenticated connection and has a number of its own. On the listening side it begins with the first
 * frame of an admitted key; on the calling side with the finished handshake. Duplicate links of one office
 * are legal. A key that is no longer known is cut off at once: what it sends is dropped and its connection closed.
 * Strangers cost a bounded number of descriptors (gate) and of bytes (MAXMSGSIZE). In one wake-up at most
 * VB_WIRE_BURST frames of a link are handed in.
 * Called by the shell. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_WIRE_WIRE_H
#define VB_DAEMON_WIRE_WIRE_H

#include "daemon/wire/dial.h"
#include "daemon/wire/wire_zap.h"

#define VB_WIRE_BURST 64u           /* frames of one link handed in per wake-up */
#define VB_WIRE_LINKS_PER_OFFICE 4u /* standing links of one office */
#define VB_WIRE_GOODBYE_MS 100u     /* for a last frame to leave before a connection is cut */

struct wire;

/* Who is told; the functions may call wire_send and wire_close_link. */
struct wire_events {
	void *ctx;
	/* Whose key this is, if it may connect: asked at each handshake and frame. */
	bool (*known)(void *ctx, const struct public_key *curve, struct node_id *out);
	/* A link stands, made with this key of theirs; dialled: we called. */
	void (*link_up)(void *ctx, uint32_t link, const struct node_id *peer,
	                const struct public_key *curve, bool dialled);
	/* A link is gone; not called for one closed by wire_close_link. */
	void (*link_down)(void *ctx, uint32_t link);
	/* A frame came in. */
	void (*frame)(void *ctx, uint32_t link, struct span frame);
	/* A link that answered VB_ERR_BUSY may take frames again. */
	void (*writable)(void *ctx, uint32_t link);
	/* No more frames in this turn. */
	bool (*is_full)(void *ctx);
	/* The offices to hold a link with, at most max; returns how many. */
	size_t (*offices)(void *ctx, struct dial_office *out, size_t max);
	/* The generation of our keys with which links are made; NULL: always 0. */
	uint32_t (*generation)(void *ctx);
};

struct wire_settings {
	const char *listen; /* empty: dials only */
	uint32_t offices_max;
	struct dial_settings dial;
};

/* Binds the listening socket and starts to dial once the loop runs. keys, zap and loop are borrowed until wire_close.
 * Errors: VB_ERR_PORT_IN_USE, VB_ERR_BAD_VALUE (address), VB_ERR_IO. */
VB_MUST int wire_open(struct loop *loop, struct wire_zap *zap, const struct node_keys *keys,
                      const struct wire_settings *settings, const struct wire_events *events,
                      struct wire **out);
/* Closes every link without telling; sets *wire to NULL. NULL is fine. */
void wire_close(struct wire **wire);

/* Queues one frame of at most VB_FRAME_MAX_BYTES. Errors: VB_ERR_BUSY (writable follows), VB_ERR_UNREACHABLE (no such
 * link; link_down follows if it was not told yet). */
VB_MUST int wire_send(struct wire *wire, uint32_t number, struct span frame);
/* Drops a link: nothing more comes from it. What was sent before still leaves, for at most VB_WIRE_GOODBYE_MS. */
void wire_close_link(struct wire *wire, uint32_t number);
/* Keys or offices have changed: soon after, when the core is not in the middle of something, links whose key is unknown
 * now are cut and the list of offices is asked for anew. When links are to be made with another key of ours, all that
 * stand end and the listening socket is bound anew. */
void wire_refresh(struct wire *wire);

/* How the calls to an office go: dial_state. */
bool wire_calls_to(const struct wire *wire, const struct node_id *peer, struct dial_state *out);
/* The address bound, with the port that was chosen; "" when not listening. */
const char *wire_listen_endpoint(const struct wire *wire);

/* Writes the version of libzmq that is in use. */
void wire_library(char out[static 32]);

/* For metrics and tests. */
struct wire_counts {
	uint32_t links;
	uint32_t handshakes; /* connections of strangers that are not authenticated yet */
	uint64_t
		refused; /* frames dropped: no admitted key, not one frame, or a link that was cut */
	bool is_shut;    /* not accepting for a while */
};
/* The counts now. */
struct wire_counts wire_counts(struct wire *wire);

#endif
