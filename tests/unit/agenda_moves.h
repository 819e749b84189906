/*
 * agenda_moves: what offices do to an agenda, as the entries that they write.
 *
 * They make items, move them, put them under others, accept and decline; and the items are read from the records that
 * come of it, however the entries arrived.
 */
#ifndef VB_TESTS_UNIT_AGENDA_MOVES_H
#define VB_TESTS_UNIT_AGENDA_MOVES_H

#include "protocol/kinds/agenda.h"
#include "protocol/merge/merge.h"

/* One entry. Items, authors and proposals are small numbers. */
struct agenda_move {
	uint8_t item; /* from 1; 0: no move */
	uint8_t author;
	uint64_t hlc;
	struct span order; /* empty: as it was */
	uint8_t parent;    /* 0: as it was */
	uint8_t proposal;  /* likewise */
	const char *state; /* NULL: as it was */
};

struct agenda_entry {
	struct merge_entry entry;
	struct buf document;
};

/* The number of a record. */
struct record_id agenda_move_id(uint8_t number);

/* Makes the entry of a move on the item as it was after `seen` (NULL: the item is made by it), which is a create. The caller
 * releases entry->document. */
void agenda_move_make(struct agenda_entry *entry, const struct agenda_move *move,
                      const struct agenda_entry *seen);

/* Applies an entry to the record of its item. */
void agenda_move_deliver(struct merged *m, const struct agenda_entry *entry);

/* The item as it is read from its record, which it borrows. */
struct agenda_item agenda_move_read(const struct merged *m, uint8_t number);

#endif
