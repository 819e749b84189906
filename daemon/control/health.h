/* health: what is not in order at this office and needs a person: the one list of causes and thresholds.
 *
 * Chosen so that a clerk who sees one has something to do now: an office that is switched off over the holidays, a disk
 * that is half full or a backup that is a week old is no cause. SPEC.md 13 has the words.
 * Called by control_status, control_doctor. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_HEALTH_H
#define VB_DAEMON_CONTROL_HEALTH_H

#include "daemon/control/request.h"

#define VB_HEALTH_DAY_MS ((uint64_t)24 * 3600 * 1000)
/* An office that was not heard for so long: longer than the holidays at the turn of the year; or half of it, where
 * something of ours has not arrived there. */
#define VB_HEALTH_SILENT_MS (14 * VB_HEALTH_DAY_MS)
#define VB_HEALTH_BACKUP_MS (14 * VB_HEALTH_DAY_MS)
#define VB_HEALTH_KEYS_MS                                                                          \
	(21 * VB_HEALTH_DAY_MS) /* a copy of the record keys is good for 30 days */
#define VB_HEALTH_FALLEN_MS (30 * VB_HEALTH_DAY_MS) /* what fell away is told for so long */
#define VB_HEALTH_CLOCK_MS                                                                         \
	((int64_t)10 * 60 * 1000) /* from there on merging would be led astray: hlc.h */
#define VB_HEALTH_ROOM_BYTES ((uint64_t)64 << 20) /* free on the disk, at least; and */
#define VB_HEALTH_ROOM_PERCENT 5u                 /* of the disk, up to */
#define VB_HEALTH_ROOM_MAX_BYTES ((uint64_t)1 << 30)
#define VB_HEALTH_STORE_PERCENT 80u /* of the largest size of the store */

/* Entries that are here and do not count yet. */
struct health_waiting {
	uint64_t held;    /* until something else arrives */
	uint64_t no_key;  /* until their key does */
	uint64_t digits;  /* offices whose six digits nobody confirmed here */
	uint64_t invites; /* codes that nobody used */
	uint64_t fetches; /* logs being fetched */
	uint64_t cards;   /* offices that do not hold the card with our new keys yet */
};

/* What waits. Errors: those of the store. Cost: all logs. */
VB_MUST int health_waiting(struct request *q, struct health_waiting *out);

/* Appends "waiting" and what waits: SPEC.md 13. */
void health_waiting_pack(const struct health_waiting *waiting, struct buf *out);

/* Appends the list of what is not in order, [{"amount"?,"id"?,"name"?,"since"?,"word"}]; empty: nothing. Errors: those of
 * the store. Cost: all logs and offices. */
VB_MUST int health_pack(struct request *q, struct buf *out);

#endif
