/* moved: records that were written anew for other readers (control_move), and what still refers to them.
 *
 * The old record is erased, with the new one in its place: whoever names the old one means the new. Somebody without a
 * connection may have written below the old one meanwhile. Such a late child was written for readers whom the move took
 * the thing from; it is shown to stewards only, who see it where it belongs and can move or delete it.
 * Called by lookup, listing, agenda_board and the handlers that show one record. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_MOVED_H
#define VB_DAEMON_CONTROL_MOVED_H

#include "daemon/control/request.h"
#include "protocol/merge/merged.h"
#include "store/key.h"

#define VB_MOVED_MAX 32u /* former selves of one record that are looked at */
#define VB_MOVED_DEPTH                                                                             \
	4u /* a document of an answer to a message to an item below one that was moved */

/* What stands for a record of the space that is not here any more. Errors: VB_ERR_NOT_FOUND, those of the store. */
VB_MUST int moved_follow(struct request *q, const struct node_space *space,
                         const struct record_id *id, struct record_ref *out);

/* The records for which this one stands today; *count of them. Errors: those of the store. Cost: all that was erased in
 * the space. */
VB_MUST int moved_from(struct request *q, const struct node_space *space,
                       const struct record_id *id, struct record_id out[static VB_MOVED_MAX],
                       size_t *count);

/* True if the record refers to one that was moved away, or to one that does, up to VB_MOVED_DEPTH steps, and this office is no
 * steward of the space. Cost: nothing where nothing was ever erased. */
bool moved_hides(struct request *q, const struct node_space *space, struct merged *m);

/* The same as an error, for calls about one record. Errors: VB_ERR_NOT_FOUND. */
VB_MUST int moved_check(struct request *q, const struct record_ref *ref, struct merged *m);

#endif
