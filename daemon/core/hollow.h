/* hollow: logs of which bodies are missing here that ought to be here: an erase took them which is void now, or this office
 * gave them up as a relay and somebody lacks them.
 *
 * Kept in memory; what is missing for a void erase is found again at the start (erase_load). No head tells who has a body, so
 * sync/refill asks one office after another.
 * Called by erase, admit, and in sync by refill and stock. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_HOLLOW_H
#define VB_DAEMON_CORE_HOLLOW_H

#include "daemon/core/node.h"
#include "store/records.h"

/* Of entries first to end-1 of a log some lack their body. */
struct hollow {
	uint32_t log;
	uint64_t first, end;
	bool is_new; /* more is missing than when it was looked at last */
};

/* The body of an entry is missing. */
void hollow_note(struct node *node, uint32_t log, uint64_t seq);
/* The bodies of a record, of entries that are here, are missing where they are not here. */
void hollow_note_record(struct node *node, const struct record_ref *record);
/* What is missing of a log is missed no more. */
void hollow_forget(struct node *node, uint32_t log);
/* The logs that lack bodies, *count of them; lives until something is noted or forgotten. */
struct hollow *hollows(const struct node *node, uint32_t *count);
/* Looks what of it is still missing. False: nothing, it is forgotten. Cost: its entries. */
bool hollow_look(struct node *node, struct hollow *hollow);

#endif
