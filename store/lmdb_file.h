/* lmdb_file: looks at a data file with plain reads before LMDB maps it.
 *
 * LMDB trusts its file: a page number that points nowhere or a file cut off ends the process with a signal. So the two
 * head pages are checked at every open, and the whole tree of pages where the file is shorter than its head says
 * (which may be harmless: pages that were freed at once are never written) and for --check.
 * Format: LMDB data version 1 of a 64-bit machine, in its own byte order (mdb.c of 0.9.24: MDB_page, MDB_meta, MDB_db,
 * MDB_node). Must not be used while the file is open in this process: closing it would drop LMDB's lock.
 * Called by env, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_LMDB_FILE_H
#define VB_STORE_LMDB_FILE_H

#include <stdbool.h>

#include "protocol/bytes.h"

/* Checks both head pages, the roots they name, and the length of the file.
 * Errors: VB_ERR_STORE_CORRUPT, VB_ERR_NO_HOME (no file), VB_ERR_IO. Cost: a few reads, rarely as lmdb_file_walk. */
VB_MUST int lmdb_file_check(const char *path);

/* Reads every page in use: number, type and bounds, that none is used twice or both used and free, and the counts kept
 * with each table. Errors: VB_ERR_STORE_CORRUPT, VB_ERR_NO_HOME, VB_ERR_IO. Cost: reads the file once. */
VB_MUST int lmdb_file_walk(const char *path);

/* True if this is what a copy leaves that was cut short: empty, zeros (its room was taken), or the beginning of a store. */
bool lmdb_file_is_begun(const char *path);

#endif
