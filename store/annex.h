/* annex: what stands behind the store in a backup file, so that the file and a recovery sheet bring an office back on
 * an empty machine: the keys (locked), the partner list, the settings, and a signature over all of it. SPEC.md 13.2.
 *
 * LMDB takes no notice of what follows its pages. Every bit of a backup is covered: by one of the two hashes in the
 * tail, or by the signature over the tail, made by the office itself.
 * Called by backup, daemon/restore. Thread rule: loop thread only.
 */
#ifndef VB_STORE_ANNEX_H
#define VB_STORE_ANNEX_H

#include "protocol/peer/partners.h"
#include "protocol/rescue.h"

#define VB_SETTINGS_MAX_BYTES 65536u

struct annex {
	uint64_t store_bytes;     /* of the file's beginning */
	struct hash store;        /* of these bytes */
	struct public_key office; /* signing key of whose backup it is */
	struct wall_ms time;
	struct span locked;   /* rescue_unlock opens it */
	struct span partners; /* SPEC.md 3.1 */
	struct span settings; /* verbundd.conf */
	struct buf bytes;     /* into which the spans point */
};

/* Appends the annex of this home to a file that ends with the store, open for reading and writing; a missing partner list or settings
 * file is an empty one. Not synced. Errors: VB_ERR_DISK_FULL, VB_ERR_IO, VB_ERR_TOO_LARGE. Cost: reads the file once. */
VB_MUST int annex_append(int fd, const char *home, const struct node_keys *keys,
                         struct wall_ms now);

/* Reads the annex of a backup and checks every byte of the file; the caller releases out. Errors: VB_ERR_BAD_BACKUP (not whole, altered,
 * none at all), VB_ERR_VERSION, VB_ERR_IO. Cost: reads the file once. */
VB_MUST int annex_read(int fd, struct annex *out);

/* Gives back the memory. */
void annex_release(struct annex *annex);

#endif
