/* usage: how much room an office takes here: by its data, by its open logs, and by all spaces that it founded.
 *
 * Counted are headers and bodies of what came over links and files, and the documents that it lists and that are fetched here;
 * what we write ourselves is not. `day` is a bucket
 * that each entry fills and time empties (quota.h). A store of before this table counts from nothing.
 * Called by daemon/core, check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_USAGE_H
#define VB_STORE_USAGE_H

#include "protocol/ids.h"
#include "store/env.h"

enum usage_of {
	VB_USAGE_DATA,    /* of an office in one space: its logs for all and for the core */
	VB_USAGE_OPEN,    /* the same of its open logs */
	VB_USAGE_FOUNDED, /* of everybody in all spaces that the office founded; space is 0 */
	VB_USAGE_CONTROL, /* of the control logs of these; space is 0 */
};

struct usage {
	uint64_t bytes;    /* in all */
	uint64_t day;      /* in the bucket, */
	struct wall_ms at; /* at this time */
};

/* Reads a row; zeros where there is none. Errors: VB_ERR_STORE_CORRUPT, the transaction's. */
VB_MUST int usage_get(struct env_txn *txn, uint32_t space, enum usage_of of,
                      const struct node_id *office, struct usage *out);
/* Writes a row; one of zero bytes goes. */
void usage_put(struct env_txn *txn, uint32_t space, enum usage_of of, const struct node_id *office,
               const struct usage *usage);

struct usage_row {
	uint32_t space;
	enum usage_of of;
	struct node_id office;
	struct usage usage;
};
/* Reads one row, for check. Errors: VB_ERR_STORE_CORRUPT. */
VB_MUST int usage_decode(struct span key, struct span value, struct usage_row *out);

#endif
