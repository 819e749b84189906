/* reach: at how many offices an entry has arrived, as far as is known: from their signed statements (statement.h) and from
 * the links that stand.
 *
 * Counted are the current members who may read the audience, without relays, which read nothing, and without the author of
 * the entry, who has it. Arrived means: on its disk, by its own word.
 * Called by control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_REACH_H
#define VB_DAEMON_SYNC_REACH_H

#include "daemon/sync/session.h"

struct reach;

/* What is known of all readers of an audience (all, core) of a space now; caller destroys before the end of the turn.
 * Cost: the logs of the audience for each of its readers. */
struct reach *reach_new(const struct sessions *sessions, const struct node_space *space,
                        enum audience audience);
/* Frees it; sets *reach to NULL. NULL is fine. */
void reach_destroy(struct reach **reach);

/* How many offices may read the audience, this one included. */
uint32_t reach_count(const struct reach *reach);
/* The reader at an index, ascending by node id. */
const struct node_id *reach_office(const struct reach *reach, uint32_t index);
/* Whether the reader has entry seq of a log of the audience. */
bool reach_has(const struct reach *reach, uint32_t index, const struct log_id *log, uint64_t seq);
/* How many entries of a log all readers have; UINT64_MAX without a reader. */
uint64_t reach_common(const struct reach *reach, const struct log_id *log);

/* The same of entries with their files, by their statements alone. */
uint64_t reach_common_files(const struct reach *reach, const struct log_id *log);

struct arrival_count {
	uint32_t offices; /* that should have it, without its author */
	uint32_t arrived; /* of these */
};

/* At how many readers an entry has arrived. */
struct arrival_count reach_of(const struct reach *reach, const struct log_id *log, uint64_t seq);

#endif
