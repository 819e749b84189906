/* plan: what people and misfortune do in one simulated run, and what has to be true at its end.
 *
 * Node 0 founds a committee and admits the others (stewards, members, guests, relays). Then, while links break, frames are lost,
 * islands form, clocks jump, nodes crash, lose their store or get an older copy of it back, and in every third run a member
 * means harm (mishap.h), everybody writes, some get new keys, the owner dismisses and re-ranks, whatever island it is on, and
 * stewards suspend others and each other; in half of the others the owner is cut off in the end, and the stewards
 * take over. Then all heals but that member, and all suspensions are lifted.
 * Safety, always: every write that was acknowledged to a member whose rights were never touched is there at every member
 * who may read it;  no guest is sent or holds anything of core, and no
 * relay anything that it could read (secrecy.h); no answer tells of a damaged store; records made anew from their entries are
 * the same bytes; the full walk over each store finds nothing.
 * In runs with clerks what follows from the records of meetings is the same everywhere, too (clerks.h).
 * Liveness, after healing: equal state hashes within PLAN_HEAL_MS, and nobody in the middle of a change of keys within
 * PLAN_TURNOVER_MS.
 */
#ifndef VB_TESTS_SIM_PLAN_H
#define VB_TESTS_SIM_PLAN_H

#include "tests/sim/world.h"

#define PLAN_HEAL_MS 60000u
/* A change of keys is over when every office said that it knows them; where that word was lost it comes with the next digests,
 * after five minutes. */
#define PLAN_TURNOVER_MS 400000u
#define PLAN_TURNOVER_NODES 12u /* that is waited for in worlds of so many nodes: it takes long */

struct plan_result {
	struct hash trace;
	uint32_t acknowledged; /* writes */
	uint32_t refused;
	struct tolls tolls;
	uint32_t converged_ms; /* after healing */
	uint32_t turned_ms;    /* all have their new keys */
	char failure[256];     /* empty: all is well */
};

#define PLAN_WRITES_MAX 65536u

/* What texts begin with, by which they are found in files. */
#define PLAN_COMMITTEE "Steuerungsgruppe"
#define PLAN_PUBLIC "Tagesordnungspunkt"
#define PLAN_INTERNAL "Interner Punkt"
#define PLAN_PERSON "Erna Zwiebelfisch"
#define PLAN_PERSON_WORD "zwiebelfisch"

/* One request that somebody made. */
struct write {
	uint32_t node;
	bool is_create;
	bool is_internal;
	bool is_acknowledged;
	bool is_erase; /* of record */
	bool is_replaced;
	bool is_document;
	bool is_reading; /* a document */
	bool is_told;    /* the answer is for clerks.h */
	uint32_t kind;   /* of the record that clerks make; 0: another one */
	uint32_t number; /* of a document: which request began it; of an agenda as invited: items */
	uint32_t size;   /* of a document, in bytes */
	enum toll toll;  /* counted when it is acknowledged */
	struct record_id record;
	struct record_id replacement; /* if is_replaced */
	struct record_id about;       /* the meeting of what clerks make */
};

/* A run while it lasts. */
struct plan {
	struct world world; /* first: an answer comes with its address */
	uint64_t seed;
	struct plan_result *result;
	struct write writes[PLAN_WRITES_MAX];
	uint32_t write_count;
	char space[65];
	char meeting[33];
	uint32_t owner;                      /* node 0, and node 1 after a succession */
	enum role roles[WORLD_NODES_MAX];    /* as the owner decided last; NONE: dismissed */
	uint32_t rotations[WORLD_NODES_MAX]; /* each makes two cards */
	/* Its rights were changed after the start, or a disk was lost or set back, or it means harm. */
	bool is_touched[WORLD_NODES_MAX];
	bool is_forked[WORLD_NODES_MAX]; /* it wrote two histories, as the owner saw */
	uint64_t founding;               /* request numbers of the set-up */
	uint64_t planning;
	bool has_clerks; /* meetings are planned, filled and held (clerks.h) */
	struct clerks *clerks;
};

/* Notes why the run failed; the first reason stays. */
void plan_fail(struct plan *plan, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* The owner lifts what suspensions it knows. */
void plan_settle(struct plan *plan);

/* One run. has_clerks: mostly of what clerks do about meetings. */
void plan_run(uint64_t seed, uint32_t node_count, bool has_clerks, struct plan_result *out);

#endif
