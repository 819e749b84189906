/* outward_agenda: the agenda of a meeting as it may leave, and what of it was invited to.
 *
 * An item for all is told with its number, title, kind, who submitted it (an organization), note, minutes, papers and documents.
 * Of an item for members only its number is told, that it is internal, and with which edition it was sent; of what stands below it nothing. Numbers and
 * order are those of protocol/kinds/agenda.h, editions those of edition.h.
 * Called by outward_meeting. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_AGENDA_H
#define VB_DAEMON_CONTROL_OUTWARD_AGENDA_H

#include "daemon/control/outward.h"
#include "daemon/control/outward_map.h"
#include "protocol/kinds/edition.h"

#define VB_OUTWARD_ITEMS_MAX 2000u /* of one meeting */
#define VB_OUTWARD_PAPERS_MAX 100u /* of one item */

/* The editions of an agenda, and what stands in them. */
struct outward_editions {
	struct edition *editions;
	uint32_t edition_count, edition_capacity;
	struct invited_item *items; /* those that count come first: */
	uint32_t item_count, item_capacity;
	size_t counted;
};

/* Reads them. Caller releases, also after an error. Errors: those of the store. */
VB_MUST int outward_editions_read(struct request *q, const struct node_space *space,
                                  const struct record_id *meeting, struct outward_editions *out);
/* Frees it; zeroed is fine. */
void outward_editions_release(struct outward_editions *e);
/* How many count. */
uint32_t outward_editions_count(const struct outward_editions *e);

/* Begins a list with the items of a meeting, in reading order. Caller releases, also after an error. *changed_ms becomes later if something
 * of the agenda was changed later. Errors: those of the store. Cost: all items, and their papers. */
VB_MUST int outward_agenda_list(struct request *q, const struct node_space *space,
                                const struct record_ref *meeting, const struct outward_editions *e,
                                int64_t *changed_ms, struct outward_list *out);

#endif
