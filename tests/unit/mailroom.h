/* mailroom: an office in memory for tests of the mail bridge: matters, rows of the drawer, and a crash when it is wished.
 *
 * Matters are put as the daemon packs them; a mailroom holds at most 64 of them and as many rows as fit memory. Called by
 * tests of planning, queue, gather and the jobs.
 */
#ifndef VB_TESTS_UNIT_MAILROOM_H
#define VB_TESTS_UNIT_MAILROOM_H

#include "bridges/mail/drawer.h"

#define MAILROOM_MATTERS 64u

struct mailroom_row {
	char table[17];
	struct buf key, value;
	struct record_id about;
};

struct mailroom {
	struct drawer drawer;       /* its functions; give &room->drawer */
	struct mailroom_row **rows; /* sorted */
	uint32_t count, capacity;
	struct mailing_matter which[MAILROOM_MATTERS];
	struct buf matters[MAILROOM_MATTERS];
	uint32_t matter_count;
	uint32_t writes, shows, gets, lists; /* so many calls so far */
	bool is_strict;      /* no row about a record that is not there, as the daemon has it */
	bool has_everybody;  /* every person who is asked for is there */
	uint32_t fail_write; /* this one from now fails before it writes (1: the next); 0: none */
	uint32_t largest;    /* bytes of the largest request */
};

/* Starts an empty one. */
void mailroom_open(struct mailroom *room);
/* Frees it. */
void mailroom_close(struct mailroom *room);
/* Puts a matter in the place of the one with this subject, id and space; packed: a map as bridge.show answers. */
void mailroom_put(struct mailroom *room, const struct mailing_matter *which, struct span packed);
/* Takes a matter away. */
void mailroom_drop(struct mailroom *room, const struct mailing_matter *which);
/* The rows of a table. */
uint32_t mailroom_count(const struct mailroom *room, const char *table);
/* The nth row of a table, ascending; NULL: there is none. */
const struct mailroom_row *mailroom_row(const struct mailroom *room, const char *table, uint32_t n);
/* Takes away all rows about a record, as the erasure of it does. */
void mailroom_erase(struct mailroom *room, const struct record_id *about);

#endif
