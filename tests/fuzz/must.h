/*
 * must: how a fuzz target says what has to hold; what does not ends the run.
 *
 * Used by the targets of formats and of merging: what a decoder took must encode to the same bytes again.
 * abort() is what libFuzzer and replay.c both notice, with the input at hand.
 */
#ifndef VB_TESTS_FUZZ_MUST_H
#define VB_TESTS_FUZZ_MUST_H

#include <stdlib.h>

#include "protocol/bytes.h"

/* Ends the run when the property does not hold. */
static inline void must(bool holds)
{
	if (!holds)
		abort();
}

/* Ends the run when what was written is not what was read; empties the buffer. */
static inline void must_be(struct buf *written, struct span read)
{
	must(written->err == 0 && span_is_equal(buf_span(written), read));
	buf_clear(written);
}

#endif
