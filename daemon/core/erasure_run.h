/* erasure_run: what was erased leaves the disk, and this office says so.
 *
 * Erased bodies are out of every table at once, but the data file keeps them in free pages until it is written anew: backup_compact,
 * which takes about 4 s a GB while everything else waits. So runs are scheduled: after the setting erasure-delay from the first erase that none has
 * followed yet, or when a person asks. After the copy, and only then, a receipt for each erase is written into the
 * open log of its space. A crash between is no harm: what is not confirmed is run again after the next start.
 * Whatever else holds bodies or keys of erased records outside of the data file belongs into the run, between the copy and
 * the receipts: files_follow in erasure_run.c is the place (the file of record keys is rewritten there).
 * Called by node_turn, node_open, control_erasure. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_ERASURE_RUN_H
#define VB_DAEMON_CORE_ERASURE_RUN_H

#include "daemon/core/core.h"

#define VB_ERASURE_RETRY_MS (60u * 60u * 1000u) /* after a run that found no room on the disk */

/* Reads from the store what is still to be run or confirmed. Errors: those of the store. */
VB_MUST int erasure_run_load(struct node *node);
/* Time passes: schedules the next run, and tries receipts again that could not be written. */
void erasure_run_on_tick(struct node *node, struct node_now now);
/* Writes the receipts that are due, in this turn. */
void erasure_run_receipts(struct node *node, struct node_now now);
/* True if erasure_run_now has something to do, or receipts are due. */
bool erasure_run_is_due(const struct node *node, struct mono_ms now);
/* Runs if it is time; no transaction may be open. Errors, after which the daemon stops: VB_ERR_IO, VB_ERR_STORE_CORRUPT. A full disk
 * is none: it is tried again later. Cost: about 4 s a GB of the store. */
VB_MUST int erasure_run_now(struct node *node, struct node_now now);

/* For people: the next run is at the end of this turn. */
void erasure_run_ask(struct node *node, struct node_now now);

#endif
