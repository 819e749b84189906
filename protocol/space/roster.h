/* roster: everybody who belongs or ever belonged to a space, found by node id and by CURVE key.
 *
 * Kept sorted by node id; nobody is ever taken out, a former member has role NONE. The indexes by CURVE key hold current
 * members only, one by the key of their card, one by the former key where the card names one; space_rules.c sees to it
 * that no two members have the same key. A member's card and role are changed through the roster, so that the indexes stay right.
 * Called by space*.c. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_SPACE_ROSTER_H
#define VB_PROTOCOL_SPACE_ROSTER_H

#include "protocol/space/member.h"

struct roster {
	struct member **members;  /* ascending by node id */
	struct member **current;  /* those with a role, ascending by CURVE key */
	struct member **rotating; /* of these, those with a former key, ascending by it */
	uint32_t count;
	uint32_t current_count;
	uint32_t rotating_count;
	uint32_t capacity;
	uint32_t current_capacity;
	uint32_t rotating_capacity;
};

/* Starts an empty roster. */
void roster_init(struct roster *roster);
/* Frees the members. */
void roster_release(struct roster *roster);

/* The member with that id, NULL if none; lives as long as the roster. Cost: binary search. */
struct member *roster_find(const struct roster *roster, const struct node_id *node);
/* The current member with that CURVE key, be it its former one; NULL if none. Cost: binary search. */
struct member *roster_find_curve(const struct roster *roster, const struct public_key *curve);
/* Adds a node that is not there yet, without role. */
struct member *roster_add(struct roster *roster, const struct node_id *node);

/* Keeps a copy of a card that card_decode accepts. */
void roster_set_card(struct roster *roster, struct member *member, struct span card);
/* The member's role from a control entry on; it has a card by then. */
void roster_set_role(struct roster *roster, struct member *member, enum role role,
                     uint32_t control_seq);

/* How many members hold the key of the audience. Cost: all members. */
uint32_t roster_entitled_count(const struct roster *roster, enum audience audience);
/* Those of them from position `from` on, at most max, ascending by node id; returns how many. Cost: all members. */
uint32_t roster_entitled(const struct roster *roster, enum audience audience, uint32_t from,
                         uint32_t max, const struct member **out);

#endif
