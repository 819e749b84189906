/*
 * history: entries of one record as tests/vectors/merge.py and text.py write them, and their delivery in any order.
 *
 * Plays the part of the daemon around merge: keeps what waits, tries it again after each entry that settled, and
 * answers whether an entry is settled.
 */
#ifndef VB_TESTS_UNIT_HISTORY_H
#define VB_TESTS_UNIT_HISTORY_H

#include "protocol/merge/merge.h"

#define HISTORY_MAX_ENTRIES 64u
#define HISTORY_MAX_LOGS 8u

/* What became of an entry: as told by the vectors, then by merge. */
enum history_state {
	HISTORY_HERE,
	HISTORY_GONE,
	HISTORY_MISSING,
	HISTORY_WAITING,
	HISTORY_SETTLED
};

struct history_entry {
	struct merge_entry entry;
	struct body body;
	uint8_t *plain; /* padded; body borrows it */
	enum history_state state;
};

struct history {
	struct merged_log logs[HISTORY_MAX_LOGS];
	struct history_entry entries[HISTORY_MAX_ENTRIES];
	uint32_t entry_count;
	struct list cases; /* consumed by history_next_case */
	struct span text;  /* of the case, where it tells one */
	struct merged m;
};

enum history_flags {
	HISTORY_STORED =
		1, /* the record is written and read again between entries, as the store does */
};

/* Reads a packed history; borrows it. Ends the run when it is none. */
void history_init(struct history *h, struct span packed);
/* Frees it. */
void history_release(struct history *h);

/* Takes the next case: which entries are there, gone or missing, and what they merge to (empty: no record). */
bool history_next_case(struct history *h, struct span *merged);

/* Delivers the entries that are there, in this order (places in entries; others are passed over), and appends the
 * merged record, if any, to out. */
void history_deliver(struct history *h, const uint32_t *order, uint32_t flags, struct buf *out);

#endif
