/* check_blobs: the part of the walk over a store that looks at the bytes of files beside it.
 *
 * Every chunk is read and hashed anew, every manifest compared; files that no row names are told, and stay: the office removes
 * them when it starts.
 * Called by check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_CHECK_BLOBS_H
#define VB_STORE_CHECK_BLOBS_H

#include "store/finding.h"
#include "store/places.h"

/* Looks at rows and bytes. Cost: one hash over all bytes. */
void check_blobs(struct env_txn *txn, const char *home, struct places *places, struct findings *f);

#endif
