/* agenda_board: the agenda of one meeting as it stands in the store: its items, their places and numbers.
 *
 * Order keys and parents are read from the records; numbers come from kinds/agenda. Items proposed or declined are on
 * the board without a number, deleted ones are not. A board is a picture: it does not change with the store.
 * Called by control_agenda, control_proposal, sense_agenda. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_AGENDA_BOARD_H
#define VB_DAEMON_CONTROL_AGENDA_BOARD_H

#include "daemon/control/request.h"
#include "protocol/kinds/agenda.h"
#include "protocol/merge/merged.h"
#include "store/key.h"

#define VB_AGENDA_BOARD_MAX_COUNT 20000u /* items of one meeting that are looked at */

struct agenda_board {
	struct node_space *space;
	struct record_id meeting;
	struct agenda_item *items; /* agenda_sort'ed; their order keys point into keys */
	uint32_t count, capacity;
	struct buf keys;
};

/* Reads the items of a meeting, in reading order. m: scratch. Caller releases, also after an error.
 * Errors: VB_ERR_TOO_LARGE (more items than a meeting can have), those of the store. */
VB_MUST int agenda_board_read(struct request *q, const struct record_ref *meeting, struct merged *m,
                              struct agenda_board *out);
/* Frees it. */
void agenda_board_release(struct agenda_board *board);

/* The meeting that the argument `meeting` names. Errors: those of request_text and lookup_record, VB_ERR_NOT_FOUND
 * (deleted), VB_ERR_BAD_VALUE (another kind). */
VB_MUST int agenda_board_meeting(struct request *q, struct record_ref *out);

/* False for an item in whose place another one stands: people see that one only. Such items are the last on the board. */
bool agenda_board_shows(const struct agenda_item *item);

/* The item with this id; NULL if it is not on the board. */
struct agenda_item *agenda_board_find(const struct agenda_board *board, const struct record_id *id);

/* True if the item `inner` is `outer`, or stands below it over however many levels. */
bool agenda_board_is_within(const struct agenda_board *board, const struct agenda_item *inner,
                            const struct agenda_item *outer);

#endif
