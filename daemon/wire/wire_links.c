/* wire_links: see wire_links.h. */
#include "daemon/wire/wire_links.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SLOT_BITS 12u /* VB_WIRE_LINKS_MAX_COUNT */
#define BUCKETS 1024u

struct wire_links {
	uint32_t max;
	uint64_t last_born;
	uint32_t *uses; /* of each slot */
	struct wire_link **slots;
	struct wire_link *buckets[BUCKETS];
};

static uint32_t slot_of(uint32_t number)
{
	return number & ((1u << SLOT_BITS) - 1);
}

/* FNV-1a. Ids come from libzmq's counter; an office that chose its own to fill one bucket slows down its own links. */
static uint32_t bucket_of(struct span routing)
{
	uint32_t h = 2166136261u;

	for (size_t i = 0; i < routing.size; i++)
		h = (h ^ routing.data[i]) * 16777619u;
	return h % BUCKETS;
}

static struct span routing_of(const struct wire_link *link)
{
	return span_of(link->routing, link->routing_size);
}

struct wire_links *wire_links_new(uint32_t max)
{
	struct wire_links *links = calloc(1, sizeof(*links));

	assert(max > 0 && max <= VB_WIRE_LINKS_MAX_COUNT);
	if (!links)
		abort();
	links->max = max;
	links->slots = calloc(max, sizeof(struct wire_link *));
	links->uses = calloc(max, sizeof(*links->uses));
	if (!links->slots || !links->uses)
		abort();
	return links;
}

void wire_links_destroy(struct wire_links **links)
{
	struct wire_links *l = *links;

	if (!l)
		return;
	*links = NULL;
	for (uint32_t i = 0; i < l->max; i++)
		if (l->slots[i])
			wire_links_remove(l, l->slots[i]);
	free(l->slots);
	free(l->uses);
	free(l);
}

static void route(struct wire_links *links, struct wire_link *link, struct span routing)
{
	uint32_t bucket = bucket_of(routing);

	memcpy(link->routing, routing.data, routing.size);
	link->routing_size = routing.size;
	link->next = links->buckets[bucket];
	links->buckets[bucket] = link;
}

void wire_links_unroute(struct wire_links *links, struct wire_link *link)
{
	struct wire_link **at = &links->buckets[bucket_of(routing_of(link))];

	link->fd = -1;
	while (*at && *at != link)
		at = &(*at)->next;
	if (*at)
		*at = link->next;
	link->next = NULL;
}

struct wire_link *wire_links_add(struct wire_links *links, enum wire_link_state state,
                                 const struct node_id *peer, const struct public_key *curve,
                                 struct span routing)
{
	struct wire_link *link;
	uint32_t slot = 0;

	while (slot < links->max && links->slots[slot])
		slot++;
	if (slot == links->max || routing.size > VB_ROUTING_MAX_BYTES)
		return NULL;
	link = calloc(1, sizeof(*link));
	if (!link)
		abort();
	/* 0 is no number: the first use of slot 0 is number 1 << SLOT_BITS. */
	links->uses[slot] = links->uses[slot] % (UINT32_MAX >> SLOT_BITS) + 1;
	*link = (struct wire_link){ .number = links->uses[slot] << SLOT_BITS | slot,
		                    .state = state,
		                    .peer = *peer,
		                    .curve = *curve,
		                    .fd = -1,
		                    .born = ++links->last_born };
	links->slots[slot] = link;
	if (routing.size > 0)
		route(links, link, routing);
	return link;
}

void wire_links_remove(struct wire_links *links, struct wire_link *link)
{
	wire_links_unroute(links, link);
	links->slots[slot_of(link->number)] = NULL;
	wire_socket_close(&link->dealer);
	free(link);
}

struct wire_link *wire_links_find(const struct wire_links *links, uint32_t number)
{
	struct wire_link *link =
		slot_of(number) < links->max ? links->slots[slot_of(number)] : NULL;

	return link && link->number == number ? link : NULL;
}

struct wire_link *wire_links_by_routing(const struct wire_links *links, struct span routing)
{
	struct wire_link *link = links->buckets[bucket_of(routing)];

	while (link && !span_is_equal(routing_of(link), routing))
		link = link->next;
	return link;
}

struct wire_link *wire_links_by_fd(const struct wire_links *links, int fd)
{
	struct wire_link *oldest = NULL;

	for (uint32_t i = 0; i < links->max && fd >= 0; i++) {
		struct wire_link *link = links->slots[i];

		if (link && link->fd == fd && (!oldest || link->born < oldest->born))
			oldest = link;
	}
	return oldest;
}

struct wire_link *wire_links_next(const struct wire_links *links, const struct wire_link *link)
{
	uint32_t slot = link ? slot_of(link->number) + 1 : 0;

	while (slot < links->max && !links->slots[slot])
		slot++;
	return slot < links->max ? links->slots[slot] : NULL;
}

uint32_t wire_links_of(const struct wire_links *links, const struct node_id *peer)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < links->max; i++) {
		const struct wire_link *link = links->slots[i];

		if (link && link->state == VB_LINK_UP && node_id_is_equal(&link->peer, peer))
			count++;
	}
	return count;
}

uint32_t wire_links_in(const struct wire_links *links, enum wire_link_state state)
{
	uint32_t count = 0;

	for (uint32_t i = 0; i < links->max; i++)
		count += links->slots[i] && links->slots[i]->state == state ? 1 : 0;
	return count;
}
