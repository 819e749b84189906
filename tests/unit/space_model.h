/*
 * space_model: SPEC.md 5 and 7.2 once more, as slow as they read, to compare the fold with.
 *
 * A history is a list of what happened; every question is answered by going through it from the start. Nothing is kept,
 * nothing is shared with protocol/space/space*.c. Nodes are numbers, logs are (node, number). At most 256 members hold a key
 * here, so that each rekey has one part.
 */
#ifndef VB_TESTS_UNIT_SPACE_MODEL_H
#define VB_TESTS_UNIT_SPACE_MODEL_H

#include <stdbool.h>
#include <stdint.h>

#define MODEL_NODES 8u
#define MODEL_LOGS 3u /* of each node */
#define MODEL_EVENTS_MAX 128u

enum model_type {
	MODEL_GENESIS,
	MODEL_ADMIT,
	MODEL_ROLE,
	MODEL_CARD,
	MODEL_REMOVE,
	MODEL_REKEY,
	MODEL_HANDOVER,
	MODEL_LIFT,
	MODEL_TYPES
};

/* What happened, or what somebody wants to happen. Roles: 0 none to 4 steward; audiences: 0 all, 1 core, 2 open. */
struct model_event {
	enum model_type type;
	uint32_t node;    /* all but rekey */
	uint32_t role;    /* admit, role */
	uint32_t keys;    /* admit, role: bit a: a key for audience a is in it */
	bool has_cutoffs; /* role */
	uint64_t cut
		[MODEL_LOGS]; /* role, remove, lift: entries accepted of each log; 0: not named */
	uint32_t raised_of;   /* lift: seq of the event whose cut-offs rise */
	uint32_t audience;    /* rekey */
	bool is_newer;        /* card: than the one known */
};

struct model {
	struct model_event events[MODEL_EVENTS_MAX];
	uint32_t count;
};

/* May this come next? */
bool model_allows(const struct model *m, const struct model_event *event);
/* The role of a node once events 0 to seq have happened. */
uint32_t model_role_at(const struct model *m, uint32_t seq, uint32_t node);
/* Who signs the event at seq. */
uint32_t model_owner_at(const struct model *m, uint32_t seq);
/* May entries cite the event at seq: does no step go on after it? */
bool model_is_citable(const struct model *m, uint32_t seq);
/* The audience whose rekey must come next, -1 when none must. */
int model_due(const struct model *m);

enum model_verdict { MODEL_VALID, MODEL_HELD, MODEL_VOIDED, MODEL_CUT, MODEL_NO_ROLE };

/* An entry of a data or open log. */
struct model_entry {
	uint32_t author;
	uint32_t log;
	uint32_t audience;
	uint64_t seq;
	uint32_t cites;
	uint32_t cited_before; /* by its predecessor */
	bool is_prefix_right;
};

/* The verdict of SPEC.md 5, "Validity", first match. */
enum model_verdict model_judge(const struct model *m, const struct model_entry *entry);

/* The event whose key bodies of the audience have that cite seq. */
uint32_t model_epoch(const struct model *m, uint32_t audience, uint32_t seq);
/* Can a node that has read the whole history open that key? */
bool model_can_open(const struct model *m, uint32_t node, uint32_t audience, uint32_t epoch);

#endif
