/*
 * outage: what a disk may hold when the power went, for every moment of a tape.
 *
 * The model (that of ALICE and CrashMonkey, as far as POSIX promises no more): between two syncs of a file any part of what was
 * written may have reached the disk, in pieces of a page (4096 bytes aligned) or, of one piece, of any of its sectors (512);
 * its length may be that of what reached it or the new one with zeros; names that were made, moved or removed reach the
 * disk in their order, and surely with a sync of their folder. A file's sync does not make its name durable.
 * Not every subset is made, since these are 2 to the number of pieces: none, all, each newest one alone and missing, and at
 * the last moment before a sync each single one alone and missing, and random ones with torn pieces.
 */
#ifndef VB_TESTS_UNIT_OUTAGE_H
#define VB_TESTS_UNIT_OUTAGE_H

#include "tests/unit/tape.h"

struct outage_file {
	const char *name;
	struct span bytes;
};

/* What the disk holds. Lives during the call that it is handed to. */
struct outage_image {
	size_t step;  /* of the tape; the power went after it */
	bool is_full; /* everything reached the disk: what a killed process leaves */
	unsigned count;
	const struct outage_file *files;
};

typedef void outage_fn(void *ctx, const struct outage_image *image);

/* Hands over images of every moment of a tape, with so many random ones a moment, the full one of a moment first. The same
 * image may come again. */
void outage_replay(const struct tape *tape, unsigned random_count, outage_fn *on_image, void *ctx);

#endif
