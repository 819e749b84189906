/*
 * filing: files in a town: written with bytes that follow from a number, good or with a flaw, and looked at as each
 * office has them.
 *
 * What cannot fail here ends the run.
 */
#ifndef VB_TESTS_UNIT_FILING_H
#define VB_TESTS_UNIT_FILING_H

#include "daemon/core/enclose.h"
#include "tests/unit/town.h"

/* A file that an office wrote. */
struct filing {
	struct space_id space;
	enum audience audience;
	struct record_id id;
	struct file_seal seal;
	uint32_t number; /* its bytes follow from it */
};

/* What to do wrong while writing. */
enum filing_flaw {
	FILING_GOOD,
	FILING_LIE,   /* the manifest is that of other bytes */
	FILING_CHUNK, /* the second chunk does not open */
};

/* Writes a file of size bytes; the turn goes on. Returns what enclose_file says. */
int filing_add(struct town *t, uint32_t office, const struct space_id *space,
               enum audience audience, uint64_t size, uint32_t number, enum filing_flaw flaw,
               struct filing *out);
/* Its row at an office, zeroes where there is none. */
struct blob_row filing_row(struct town *t, uint32_t office, const struct filing *f);
/* True if the office has all of it, and it opens to the bytes that were written. */
bool filing_is_whole(struct town *t, uint32_t office, const struct filing *f);
/* Chunks of it that stand in the file of an office, noted in the store or not. */
uint64_t filing_written(struct town *t, uint32_t office, const struct filing *f);
/* The path of its bytes at an office; lives until the next call. */
const char *filing_path(struct town *t, uint32_t office, const struct filing *f);

#endif
