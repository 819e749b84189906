/* fallen: entries of a space that are here and do not count: written beyond a cut-off, held by a suspension or a second
 * history, or resting on a decision that gave no right. So that people see what fell away and can post it again.
 *
 * An entry whose key is missing, or that waits for a control entry, is none of these. Reads only.
 * Called by control_fallen, control_committee, health. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_FALLEN_H
#define VB_DAEMON_CORE_FALLEN_H

#include "daemon/core/chronicle.h"

/* The first entry of a data log that fell away, with all behind it; log->count: none did. */
uint64_t fallen_from(struct node *node, struct node_space *space, const struct log_info *log);

/* True if this entry, one that fell away, will not count again by itself: it is beyond a cut-off or rests on a decision that
 * was undone. What a suspension or a second history holds may. */
bool fallen_is_final(struct node *node, const struct log_info *log, uint64_t seq);

/* How many there are in the space, by this author (NULL: by anybody), in logs that were written to since then (ms); without
 * those of this office that were written again. Cost: all logs. */
uint64_t fallen_count(struct node *node, struct node_space *space, const struct node_id *author,
                      uint64_t since_ms);

/* Where one of them stands; all zeros: before the first. */
struct fallen_place {
	enum audience audience;
	struct log_id log;
	uint64_t seq;
};

/* Moves to the first one at or behind a place, by audience, log id and seq; false: there is none. *out is filled for
 * chronicle_read. Errors are the transaction's. Cost: all logs. */
bool fallen_find(struct node *node, struct node_space *space, struct fallen_place *place,
                 struct record_ref *record, struct chronicle_entry *out);

#endif
