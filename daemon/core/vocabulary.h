/* vocabulary: the words by which a merged record is found, and how much each counts.
 *
 * Which fields are looked through follows from the table of kinds: all texts, but for those that are not written for people (ids,
 * addresses of web pages and licences, words from a list such as the state of an agenda item). Names and short names, and
 * the reference of a paper, are its title; what names a person counts as people; private fields as such; all other texts as text. A deleted record, one
 * that does not exist and one of an unknown kind have no words.
 * Called by indexer and by searches. Thread rule: pure.
 */
#ifndef VB_DAEMON_CORE_VOCABULARY_H
#define VB_DAEMON_CORE_VOCABULARY_H

#include "protocol/merge/merged.h"
#include "store/wordlist.h"

/* Where in a record a word stands: bits. */
enum vocabulary_place {
	VB_IN_TITLE = 1,
	VB_IN_PEOPLE = 2,
	VB_IN_TEXT = 4,
	VB_IN_PRIVATE = 8, /* how a person is reached: not found by who may not see it */
};

/* Words of one record that count: more stand only in a record that was made to have them. Those of the title come first. */
#define VB_VOCABULARY_MAX_COUNT 8192u

struct vocabulary {
	struct vocabulary_word *words; /* scratch */
	uint32_t count, capacity;
	struct buf bytes; /* of words */
	struct buf list;  /* the result: wordlist.h */
};

/* Starts empty; allocates nothing. */
void vocabulary_init(struct vocabulary *v);
/* Frees everything; usable again. */
void vocabulary_release(struct vocabulary *v);
/* Makes v->list the words of this record. */
void vocabulary_fill(struct vocabulary *v, struct merged *m);

/* The place of a field's words (one of enum vocabulary_place); 0: they do not count. */
uint8_t vocabulary_place_of(const struct kind *kind, const struct kind_field *field);

/* Hands each word of a field of the record to `hear`, until that returns false. */
void vocabulary_read(struct merged *m, const struct kind_field *field,
                     bool (*hear)(void *ctx, struct span word), void *ctx);

#endif
