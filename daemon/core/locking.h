/* locking: confidential records under keys of their own (SPEC.md 13.4), in stores that are older than that, and where keys are missing.
 *
 * What comes in is locked by apply. What an older version left open is locked when the office is opened. A record whose key is missing, because the
 * office was restored without its record keys, is taken out, and its bodies are fetched again, as those of a void erase are, from whoever else may have them.
 * Called by node_open, node_turn, admit, control/. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_LOCKING_H
#define VB_DAEMON_CORE_LOCKING_H

#include "daemon/core/node.h"

/* After opening, in a turn of its own: wipes keys left by a crash, takes out records whose keys are missing, and locks what an
 * older version left open. Errors: those of the store. Cost: the first time all records of confidential kinds. */
VB_MUST int locking_load(struct node *node);

/* Notes the bodies that are wanted again, and which records are whole by now. */
void locking_recount(struct node *node);
/* How many confidential records lack bodies because their keys are missing. */
uint32_t locking_wanted(const struct node *node);

/* Writes a copy of record.keys, as node_backup does of all else. Errors: as record_keys_backup. */
VB_MUST int locking_backup(const struct node *node, const char *path, struct wall_ms now,
                           uint64_t *bytes);

#endif
