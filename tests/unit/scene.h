/*
 * scene: a committee with a few records, on which requests are tried.
 *
 * Requests are written with short names in place of ids, filled in by scene_ask:
 *   $S the space · $M a meeting · $N an internal meeting · $A and $B agenda items of $M · $I an internal item of $M ·
 *   $P a person · $D a person that was deleted · $O the root organization · $T a second, empty space
 */
#ifndef VB_TESTS_UNIT_SCENE_H
#define VB_TESTS_UNIT_SCENE_H

#include "tests/unit/clerk.h"

struct scene {
	struct clerk *d;
	char ids[26][65]; /* by letter */
};

/* Makes the committee with an open office. */
void scene_make(struct scene *s, struct clerk *d);

/* Asks with ids filled in; returns as clerk_ask. */
const char *scene_ask(struct scene *s, const char *call, const char *args);
/* The same, where a record is made; its id is kept under the letter. */
const char *scene_make_record(struct scene *s, char letter, const char *call, const char *args);
/* A text with ids filled in; lives until the eighth after it. */
const char *scene_text(struct scene *s, const char *text);

/* All that changes when anything is written: records, members and state hashes, entries of the store. */
void scene_state(struct scene *s, char *out, size_t size);

#endif
