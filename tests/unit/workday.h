/*
 * workday: an office with a committee, a partner office, and what it does in a day, one step after the other: for tests that
 * let something fail in each of them.
 *
 * The office's store is synced as that of a daemon, the partner's is not. Steps can be done in any order, each once.
 * What cannot fail here ends the run.
 */
#ifndef VB_TESTS_UNIT_WORKDAY_H
#define VB_TESTS_UNIT_WORKDAY_H

#include "tests/unit/clerk.h"
#include "tests/unit/dossier.h"

struct workday {
	struct clerk us, other;
	char space[65];   /* of the committee, which is ours */
	char meeting[33]; /* records of it */
	char item[33], second[33], paper[33], person[33];
	struct dossier dossier; /* of a committee of the other */
};

struct workday_step {
	const char *name;
	/* Does it; what was answered: an error as "VB-...", else it is acknowledged. NULL: nothing is acknowledged. */
	const char *(*run)(struct workday *w);
	/* True if it is done, as the office shows it. */
	bool (*is_done)(struct workday *w);
};

/* What it does. */
extern const struct workday_step workday_steps[];
extern const size_t workday_step_count;

/* Makes the offices. */
void workday_open(struct workday *w);
/* Removes them. */
void workday_close(struct workday *w);
#define WORKDAY_FILES 4u /* of a home */

/* What the homes of both hold. */
struct workday_homes {
	struct buf files[2][WORKDAY_FILES];
};

/* Closes both offices and keeps what their homes hold. The caller forgets it. */
void workday_keep(struct workday *w, struct workday_homes *out);
/* Closes both offices and gives them homes with only that. */
void workday_put_back(struct workday *w, const struct workday_homes *homes);
/* Frees it. */
void workday_forget(struct workday_homes *homes);

/* A hash over every row of every table of our open store, once nothing more is written by itself. */
struct hash workday_rows(struct workday *w);
/* The same of a store that is open by itself. Ends the run when it cannot be read. */
struct hash workday_rows_of(struct env_txn *txn);

#endif
