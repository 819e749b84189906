/* lmdb_scrub: takes out of a compact copy what its pages still say of rows that are gone.
 *
 * LMDB copies pages as they are. In the room between their rows stands what was there before, or of another page; behind a long value the
 * rest of an older one; and the keys by which a branch tells its pages apart may be keys of rows that were deleted long ago,
 * words of an erased text for example. Here that room becomes zeros, and such a key the shortest one that tells the same
 * pages apart. For LMDB the file is the same.
 * Format: as in lmdb_file.h. Called by backup, on a file that LMDB has not opened. Thread rule: loop thread only.
 */
#ifndef VB_STORE_LMDB_SCRUB_H
#define VB_STORE_LMDB_SCRUB_H

#include "protocol/bytes.h"

/* Works on the open file from its start. Errors: VB_ERR_STORE_CORRUPT (no compact copy, or damaged), VB_ERR_IO, VB_ERR_DISK_FULL.
 * Cost: reads the file once, and writes what changes. */
VB_MUST int lmdb_scrub(int fd);

#endif
