/* check_logs: the part of the check that walks data and open logs: registry, chains, bodies, seals.
 *
 * Each log is walked once, entries and seals side by side; behind a break in a chain nothing more is said of that log.
 * Called by check. Thread rule: loop thread only.
 */
#ifndef VB_STORE_CHECK_LOGS_H
#define VB_STORE_CHECK_LOGS_H

#include "store/finding.h"
#include "store/places.h"

/* Reads the registry of logs into places and checks its rows. */
void check_logs_registry(struct env_txn *txn, struct places *places, struct findings *f);

/* Walks all entries and seals of the logs in places, and finds those of others. */
void check_logs_entries(struct env_txn *txn, struct places *places, struct findings *f);

#endif
