/* world: many real node cores in one process, on a virtual clock, network and disk.
 *
 * Everything that a daemon's shell would bring (time, frames, links, requests, randomness) comes from here, drawn from
 * one seed: the same seed gives the same trace hash. Homes lie on a memory file system without fsync; a crash closes a
 * node without ending its turn, or right after its commit with all that it wanted to send lost.
 * The network is worse than TCP: links break, frames are lost or overtake each other, directions fill up.
 */
#ifndef VB_TESTS_SIM_WORLD_H
#define VB_TESTS_SIM_WORLD_H

#include "daemon/core/node.h"
#include "tests/sim/events.h"
#include "tests/sim/toll.h"

#define WORLD_NODES_MAX 512u
#define WORLD_REPLAYS 16u
#define WORLD_MESH_NODES 64u /* in larger worlds few can be called, as outside */
#define WORLD_HUB_EVERY 50u  /* then: every so many-th */
#define WORLD_LINK_FRAMES_MAX                                                                      \
	48u /* in flight in one direction; more are refused with VB_ERR_BUSY */

struct world;

struct world_node {
	struct world *world;
	uint32_t index;
	char home[128];
	struct node *node; /* NULL: crashed */
	struct node_id id;
	char name[32];
	int64_t clock_ms;        /* what its wall clock is off */
	bool is_listening;       /* others can dial it */
	struct public_key curve; /* its key that links are made with */
	bool is_mute;            /* crashing after a commit: nothing leaves */
	uint64_t up_at;          /* crashed: when it comes back */
	uint32_t island;         /* only nodes of one island reach each other */
	bool is_hostile;         /* what it sends is twisted on the way (mishap.h) */
};

/* What a request brought. err: 0 or enum vb_err. result: a pack value, lives during the call. */
typedef void world_answer_fn(struct world *world, struct world_node *asker, uint64_t request,
                             int err, struct span result);

/* A frame that one node sends to another, whether it arrives or not. */
typedef void world_frame_fn(struct world *world, uint32_t from, uint32_t to, struct span frame);

struct world_link {
	uint32_t number[2]; /* as the dialler and the other know it */
	uint32_t node[2];
	uint32_t in_flight[2]; /* towards the dialler, towards the other */
	uint64_t last_arrival[2];
	bool refused[2]; /* a sender heard VB_ERR_BUSY */
};

/* A frame that a hostile node may send once more. */
struct world_replay {
	size_t size;
	uint8_t bytes[4096];
};

struct world {
	uint64_t seed;
	uint64_t now_ms;
	uint32_t node_count;
	struct world_node nodes[WORLD_NODES_MAX];
	struct world_link *links;
	uint32_t link_count, link_capacity;
	uint32_t *link_at; /* of each two numbers given so far, where the link stands */
	uint32_t link_at_capacity;
	bool is_linked[WORLD_NODES_MAX][WORLD_NODES_MAX];
	uint32_t next_link;
	struct events events;
	uint32_t loss_percent;    /* frames */
	uint32_t reorder_percent; /* frames that may overtake */
	uint32_t turns;
	world_answer_fn *on_answer;
	world_frame_fn *on_frame; /* may be NULL */
	struct world_replay replays[WORLD_REPLAYS];
	struct hasher trace;
	struct tolls tolls;
	char root[64];
};

/* Makes a world of empty nodes in a new directory; seeds libsodium's randomness. Caller releases. */
void world_init(struct world *world, uint64_t seed, uint32_t node_count,
                world_answer_fn *on_answer);
/* Closes everything and removes the directory. */
void world_release(struct world *world);
/* Pseudo-random number below bound, from the world's own seed. */
uint32_t world_random(struct world *world, uint32_t bound);
/* True in percent of 100 cases. */
bool world_chance(struct world *world, uint32_t percent);
/* Notes that something went wrong, or was done. */
void world_count(struct world *world, enum toll toll);
/* Lets two nodes know each other's cards, as after a pairing that both confirmed. */
void world_pair(struct world *world, uint32_t a, uint32_t b);
/* Lets the world run until the virtual clock shows at_ms. */
void world_run_until(struct world *world, uint64_t at_ms);
/* Sends a request document to a node, as its own administrator; the answer comes to on_answer. A crashed node answers
 * nothing. */
void world_request(struct world *world, uint32_t index, struct span request);
/* Stops a node at once: its open turn is lost; after_commit: the turn is kept, what it sends is lost. */
void world_crash(struct world *world, uint32_t index, bool after_commit, uint64_t down_ms);
/* Opens a crashed node at once. */
void world_wake(struct world *world, uint32_t index);
/* The number of some link as this node knows it; 0: it has none. */
uint32_t world_some_link(struct world *world, uint32_t index);
/* Sends a frame from a node without its knowledge. */
void world_say(struct world *world, uint32_t index, uint32_t number, struct span frame);
/* Breaks all links between nodes of different islands; no new ones come up between them. */
void world_split(struct world *world);
/* Ends the turn of a node; for whoever called the core directly. */
void world_turn(struct world *world, struct world_node *node);
/* Both clocks as the node sees them. */
struct node_now world_now(const struct world_node *node);
/* Hash of all frames, answers and times so far. */
void world_trace(const struct world *world, struct hash *out);

#endif
