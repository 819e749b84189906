/* catalogue: under which kind, references and texts a merged record is found in the store's index.
 *
 * The store's index knows no kinds; here stands what kind.h says: every record by its kind, by each reference it holds
 * and by its OParl id. Deleted records keep their rows: whoever lists leaves them out.
 * Called by apply and rebuild. Thread rule: pure.
 */
#ifndef VB_DAEMON_CORE_CATALOGUE_H
#define VB_DAEMON_CORE_CATALOGUE_H

#include "protocol/merge/merged.h"
#include "store/index.h"

struct catalogue {
	struct index_row *rows;
	uint32_t count, capacity;
	struct buf texts; /* what the rows' texts point into */
};

/* Starts empty; allocates nothing. */
void catalogue_init(struct catalogue *c);
/* Frees everything. */
void catalogue_release(struct catalogue *c);
/* Makes it the rows of this record; none when it does not exist. */
void catalogue_fill(struct catalogue *c, struct merged *m);

#endif
