/*
 * damage: a whole store with something in every table, and what the check says after one thing in it was changed.
 *
 * The store has two spaces with control logs, logs over several boundaries, records with their entries, index rows,
 * words, waiting entries, a feed, offices, invitations. Each case changes it, has it checked, and puts it back.
 */
#ifndef VB_TESTS_UNIT_DAMAGE_H
#define VB_TESTS_UNIT_DAMAGE_H

#include "store/check.h"
#include "tests/unit/shelf.h"

#define DAMAGE_RECORDS 20u /* records of space 1, audience all, at times 0 .. 19 */

struct damage_bed {
	struct shelf shelf;
	struct buf good;   /* the data file */
	uint32_t space[3]; /* short numbers of spaces 1 and 2; [0] is not used */
	uint32_t
		data_log; /* audience all, space 1: entry i belongs to record i mod 20, boundaries inside */
	uint32_t open_log; /* space 1 */
	uint32_t core_log; /* space 2 */
};

/* Makes the store. */
void damage_init(struct damage_bed *bed);
/* Removes it. */
void damage_release(struct damage_bed *bed);

/* Runs the check and counts what it finds; returns its error. The store is closed then. */
int damage_check(struct damage_bed *bed, struct findings *f, unsigned counts[static 32]);

/* Puts the store back as it was made, and opens it. */
void damage_put_back(struct damage_bed *bed);

/* One change: how it is made, and what must be found and nothing else. */
struct damage_case {
	const char *name;
	void (*make)(struct damage_bed *bed, struct env_txn *txn);
	enum finding_code code;
	unsigned count; /* findings of it; 0: at least one */
};

/* Makes each change, checks, compares, and puts the store back. */
void damage_cases(struct damage_bed *bed, const struct damage_case *cases, size_t count);

#endif
