/* typist: somebody who writes a long text key by key, the same at each run: the history of bench_text.
 *
 * Words are typed in bursts, mostly where the last one ended; three keys in ten take away what stands before the cursor;
 * now and then the cursor goes to another place. That is about how the traces of real papers look (the one of
 * automerge-perf: 182,315 characters put in, 77,463 taken away). Each key has a number, from 0, by which the character
 * that it made is known.
 */
#ifndef VB_TESTS_BENCH_TYPIST_H
#define VB_TESTS_BENCH_TYPIST_H

#include <stdint.h>

#include "protocol/bytes.h"
#include "tests/unit/seeded.h"

#define TYPIST_NOBODY UINT32_MAX

struct typist_key {
	uint32_t at;    /* characters shown before it */
	char character; /* put in there; 0: the one there is taken away */
	uint32_t
		other; /* the number of the character before it, or of the one that goes; TYPIST_NOBODY: none */
};

struct typist {
	struct seeded random;
	uint32_t *shown; /* numbers, with a gap at the cursor */
	char *characters;
	uint32_t gap, gap_end, size; /* of shown; characters has as many */
	uint32_t count;              /* keys so far */
	unsigned burst;              /* keys left of what is typed now */
	unsigned taking;             /* keys left of what is taken away now */
};

/* Starts with an empty text; at most so many keys. */
void typist_init(struct typist *t, uint32_t keys);
/* Frees it. */
void typist_release(struct typist *t);
/* Presses the next key. */
struct typist_key typist_press(struct typist *t);
/* Appends what is shown. */
void typist_read(const struct typist *t, struct buf *out);

#endif
