/* papers: documents of the simulated committee: added, fetched, read, erased.
 *
 * The bytes of a document follow from the number of the request that began it, so that what an office reads can be checked. In the
 * end everybody who may read one has it as soon as anybody of them has (not waited for in worlds of hundreds, in which they go through few hands); nobody else has anything of it, in no file of anybody
 * stands a word of it, and nothing is left of one that was erased.
 * Called by plan, ask and verdict.
 */
#ifndef VB_TESTS_SIM_PAPERS_H
#define VB_TESTS_SIM_PAPERS_H

#include "tests/sim/plan.h"

#define PAPERS_AWAIT_MS 120000u /* one who did not have a document is asked again after 30 s */

/* Somebody adds a document to the committee, or to something in it. */
void papers_add(struct plan *plan, uint32_t node);
/* An office answered with a piece of a document. */
void papers_on_piece(struct plan *plan, const struct world_node *reader, const struct write *read,
                     int err, struct span result);

/* True when all have the documents that they may read and that anybody who may read them has. */
bool papers_are_everywhere(struct plan *plan);
/* What an open node holds of documents. */
void papers_check_open(struct plan *plan, uint32_t index);
/* What stands in its files, when it is closed. */
void papers_check_files(struct plan *plan, uint32_t index);

#endif
