/* wire_links: the table of links: by number, by routing id and by descriptor.
 *
 * A number is a slot and how often it was used, so that an old number does not find a new link. The table has a fixed
 * size: strangers cannot make it grow. Called by wire. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_WIRE_WIRE_LINKS_H
#define VB_DAEMON_WIRE_WIRE_LINKS_H

#include "daemon/wire/wire_socket.h"

#define VB_WIRE_LINKS_MAX_COUNT 4096u

enum wire_link_state {
	VB_LINK_UP,   /* known to the core */
	VB_LINK_GONE, /* no connection any more; freed by the next sweep */
	VB_LINK_CUT, /* closed by us: ignored until its connection is gone, which is cut at cut_at */
};

struct wire_link {
	uint32_t number;
	enum wire_link_state state;
	struct node_id peer;
	struct public_key curve;
	void *owner;                /* the wire */
	struct wire_socket *dealer; /* we called (owned); NULL: it came in */
	uint8_t routing[VB_ROUTING_MAX_BYTES];
	size_t routing_size; /* it came in */
	int fd; /* it came in: the connection's descriptor, -1 unknown or no longer its own */
	struct mono_ms cut_at;
	uint64_t born;          /* order of coming */
	bool is_blocked;        /* the core waits to send on */
	bool is_told_gone;      /* GONE: link_down must be told */
	uint32_t burst;         /* frames in this wake-up */
	struct wire_link *next; /* in its bucket */
};

struct wire_links;

/* An empty table for at most max links, up to VB_WIRE_LINKS_MAX_COUNT. */
struct wire_links *wire_links_new(uint32_t max);
/* Closes what is left in it; sets *links to NULL. NULL is fine. */
void wire_links_destroy(struct wire_links **links);

/* Adds a link in this state; routing is empty for one that we call. NULL: the table is full. */
struct wire_link *wire_links_add(struct wire_links *links, enum wire_link_state state,
                                 const struct node_id *peer, const struct public_key *curve,
                                 struct span routing);
/* Closes its DEALER and frees it. */
void wire_links_remove(struct wire_links *links, struct wire_link *link);
/* Takes it out of the search by routing id and descriptor: its connection is gone. */
void wire_links_unroute(struct wire_links *links, struct wire_link *link);

/* The link with that number, NULL if none. */
struct wire_link *wire_links_find(const struct wire_links *links, uint32_t number);
/* The link that came in by that routing id, NULL if none. */
struct wire_link *wire_links_by_routing(const struct wire_links *links, struct span routing);
/* The oldest link that came in by that descriptor, NULL if none: descriptors are used again, and are told gone in the
 * order in which they came. */
struct wire_link *wire_links_by_fd(const struct wire_links *links, int fd);
/* The link after this one (NULL: the first) in no particular order, NULL at the end. Take the next before removing one. */
struct wire_link *wire_links_next(const struct wire_links *links, const struct wire_link *link);
/* How many links of this office are UP. */
uint32_t wire_links_of(const struct wire_links *links, const struct node_id *peer);
/* How many links are in this state. */
uint32_t wire_links_in(const struct wire_links *links, enum wire_link_state state);

#endif
