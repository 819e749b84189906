/* text: what the inserts and cuts of one text field read as.
 *
 * Each insert is a run of characters (code points) that somebody wrote at one place; a cut takes some of them away.
 * From the set of both follows one order of all characters, the same in every office: FugueMax, by which what two
 * people wrote at one place is never mixed (Weidner, Kleppmann: "The Art of the Fugue: Minimizing Interleaving in
 * Collaborative Text Editing", 2023; the rules: SPEC.md 8.3).
 * Put inserts, then cuts, then build; ask. Inserts are known by their place in the order in which they were put, which
 * must be that of their names (log id, seq, index): it decides between what has equal claims.
 * Used by merge/merged_text; text_edit writes what follows from it. Memory follows the number of runs and of the
 * places where runs are split, not that of characters. Thread rule: pure.
 */
#ifndef VB_PROTOCOL_TEXT_H
#define VB_PROTOCOL_TEXT_H

#include "protocol/bytes.h"

#define VB_TEXT_NOWHERE UINT32_MAX

/* The offset-th character of an insert; insert VB_TEXT_NOWHERE: as parent the root, as right neighbour the end. */
struct text_place {
	uint32_t insert;
	uint32_t offset;
};

struct text_insert {
	struct text_place parent;
	struct text_place right; /* looked at where is_left is false */
	bool is_left;            /* before the parent; at the root without meaning */
	struct span text;        /* UTF-8, found valid before; borrowed until the text is cleared */
	uint32_t tag;            /* the caller's: which change this is */
};

/* Characters of an insert that are taken away; what it does not have is passed over. */
struct text_cut {
	uint32_t insert;
	uint32_t from;
	uint32_t count;
};

/* An insert with what is worked out about it. */
struct text_run {
	struct text_insert insert;
	uint32_t length;      /* characters */
	uint32_t first_piece; /* the others follow it */
};

/* Characters of a run that stand together: only the first has something on its left side, only the last something on
 * its right side that is not the next piece of the run. Piece 0 is the root, which has no characters. */
struct text_piece {
	uint32_t run;
	uint32_t from, count; /* characters of the run */
	uint32_t at;          /* where they begin in its text */
	uint32_t left,
		right; /* what hangs on either side, the last first: a chain by next; 0: nothing */
	uint32_t next;
	uint32_t parent;
	uint32_t rank; /* from the end of the text, beginning with 1; 0: not shown (yet) */
	bool is_left, is_cut;
};

/* What decides between two that hang on one right side. */
struct text_claim {
	uint32_t rank;   /* of the piece with the right neighbour; 0: the end */
	uint32_t offset; /* of the right neighbour in its insert */
	uint32_t piece;
};

struct text {
	struct text_run *runs;
	uint32_t run_count, run_capacity;
	struct text_cut *cuts;
	uint32_t cut_count, cut_capacity;
	uint64_t *splits; /* run << 32 | offset of a character with which a piece begins */
	uint32_t split_count, split_capacity;
	struct text_piece *pieces;
	uint32_t piece_count, piece_capacity;
	uint32_t *order; /* pieces from the end of the text to its beginning */
	uint32_t order_count, order_capacity;
	struct text_claim *claims; /* scratch */
	uint32_t claim_capacity;
	struct buf shown;
};

/* Starts with nothing. Allocates nothing. */
void text_init(struct text *t);
/* Frees everything; usable again. */
void text_release(struct text *t);
/* Back to nothing; keeps the memory. */
void text_clear(struct text *t);

/* Adds an insert, whose parent and right neighbour may be put later or never; at most 2^31. */
void text_insert_put(struct text *t, const struct text_insert *insert);
/* Adds a cut of an insert that may be put later or never. */
void text_cut_put(struct text *t, struct text_cut cut);
/* Works out the order of all that was put. Once, after the last put. Cost: n log n in inserts and cuts. */
void text_build(struct text *t);

/* ---- of a built text ---- */

/* What people read: UTF-8, until the text is cleared. */
static inline struct span text_shown(const struct text *t)
{
	return buf_span(&t->shown);
}

/* The piece in which the character stands; 0 (the root) when there is none. Cost: logarithmic in the run's pieces. */
uint32_t text_piece_at(const struct text *t, struct text_place place);

/* The number of characters in UTF-8 text that was found valid. */
uint32_t text_length(struct span text);

/* How many bytes the first count characters take; text has at least so many. */
size_t text_bytes(struct span text, uint32_t count);

#endif
