/*
 * desk: what a few offices write about one record and send each other, for tests of edit and merge.
 *
 * Each office has its own merged record, a log and a clock that the test sets; an entry goes from one to the other as
 * a letter, by hand, in any order. An office has settled what it received, so a letter that names something else waits.
 */
#ifndef VB_TESTS_UNIT_DESK_H
#define VB_TESTS_UNIT_DESK_H

#include "protocol/merge/edit.h"
#include "protocol/merge/merge.h"

#define DESK_MAX_LETTERS 1200u

struct letter {
	struct merge_entry entry;
	struct body body;
	uint8_t *plain; /* padded; body borrows it */
};

struct desk {
	struct merged m;
	const struct kind *kind;
	struct merge_entry next; /* log, seq, role and clock of what it writes next */
	struct {
		struct log_id log;
		uint64_t seq;
	} received[DESK_MAX_LETTERS];
	uint32_t received_count;
	struct merge_wait wait; /* of the letter that waited last */
};

/* Opens the office of that number (it orders author and log ids) with an empty record of this kind. */
void desk_init(struct desk *o, uint8_t number, uint32_t kind);
/* Frees it. */
void desk_release(struct desk *o);

/* Makes the changes of an edit an entry of this office and applies it here. Releases the edit. */
void desk_write(struct desk *o, struct edit *e, struct letter *out);

/* Packs changes written by hand (an array with logs as body.h wants them) as an entry that is not applied here. */
void desk_compose(struct desk *o, uint32_t verb, const struct list *logs,
                  const struct list *changes, struct letter *out);

/* Gives a register or order field a text (NULL: clears), in an entry of its own; creates the record if need be. */
void desk_set(struct desk *o, const char *field, const char *text, struct letter *out);
/* Makes the words, separated by blanks, the members of a set. */
void desk_members(struct desk *o, const char *field, const char *words, struct letter *out);
/* Deletes the record. */
void desk_delete(struct desk *o, struct letter *out);
/* Brings it back. */
void desk_undelete(struct desk *o, struct letter *out);

/* Applies a letter: what merge_apply says. */
VB_MUST int desk_receive(struct desk *o, const struct letter *letter);

/* Frees a letter. */
void letter_release(struct letter *letter);

/* The text of a register; "" when it has none. Lives until the next call. */
const char *desk_value(struct desk *o, const char *field);
/* The texts of a set joined by blanks. Lives until the next call. */
const char *desk_list(struct desk *o, const char *field);
/* The texts in dispute, the winning one first, joined by blanks, "-" for nil. Lives until the next call. */
const char *desk_disputes(struct desk *o, const char *field);
/* True if both hold the same bytes. */
bool desk_is_equal(struct desk *a, struct desk *b);

#endif
