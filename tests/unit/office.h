/*
 * office: what a few offices write about one record and send each other, for tests of edit and merge.
 *
 * Each office has its own merged record, a log and a clock that the test sets; an entry goes from one to the other as
 * a letter, by hand, in any order. An office has settled what it received, so a letter that names something else waits.
 */
#ifndef VB_TESTS_UNIT_OFFICE_H
#define VB_TESTS_UNIT_OFFICE_H

#include "protocol/edit.h"
#include "protocol/merge.h"

#define OFFICE_MAX_LETTERS 1200u

struct letter {
	struct merge_entry entry;
	struct body body;
	uint8_t *plain; /* padded; body borrows it */
};

struct office {
	struct merged m;
	const struct kind *kind;
	struct merge_entry next; /* log, seq, role and clock of what it writes next */
	struct {
		struct log_id log;
		uint64_t seq;
	} received[OFFICE_MAX_LETTERS];
	uint32_t received_count;
	struct merge_wait wait; /* of the letter that waited last */
};

/* Opens the office of that number (it orders author and log ids) with an empty record of this kind. */
void office_init(struct office *o, uint8_t number, uint32_t kind);
/* Frees it. */
void office_release(struct office *o);

/* Makes the changes of an edit an entry of this office and applies it here. Releases the edit. */
void office_write(struct office *o, struct edit *e, struct letter *out);

/* Packs changes written by hand (an array with logs as body.h wants them) as an entry that is not applied here. */
void office_compose(struct office *o, uint32_t verb, const struct list *logs,
                    const struct list *changes, struct letter *out);

/* Gives a register or order field a text (NULL: clears), in an entry of its own; creates the record if need be. */
void office_set(struct office *o, const char *field, const char *text, struct letter *out);
/* Makes the words, separated by blanks, the members of a set. */
void office_members(struct office *o, const char *field, const char *words, struct letter *out);
/* Deletes the record. */
void office_delete(struct office *o, struct letter *out);
/* Brings it back. */
void office_undelete(struct office *o, struct letter *out);

/* Applies a letter: what merge_apply says. */
VB_MUST int office_receive(struct office *o, const struct letter *letter);

/* Frees a letter. */
void letter_release(struct letter *letter);

/* The text of a register; "" when it has none. Lives until the next call. */
const char *office_value(struct office *o, const char *field);
/* The texts of a set joined by blanks. Lives until the next call. */
const char *office_list(struct office *o, const char *field);
/* The texts in dispute, the winning one first, joined by blanks, "-" for nil. Lives until the next call. */
const char *office_disputes(struct office *o, const char *field);
/* True if both hold the same bytes. */
bool office_is_equal(struct office *a, struct office *b);

#endif
