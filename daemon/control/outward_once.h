/* outward_once: writes of a bridge, each of which happens once: with a mark that is noted in the same commit.
 *
 * A bridge that does not know whether it was heard asks again with the same mark: the record that was written is answered, and
 * nothing is written. Whoever writes looks for the mark before anything else.
 * Called by control_bridge_reply and control_bridge_post. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_ONCE_H
#define VB_DAEMON_CONTROL_OUTWARD_ONCE_H

#include "daemon/control/draft.h"
#include "store/drawers.h"

/* Reads the argument once. *is_done: that was written before, and is answered now. Errors: VB_ERR_MISSING_VALUE,
 * VB_ERR_BAD_VALUE, those of the store. */
VB_MUST int outward_once_read(struct request *q, uint8_t mark[static VB_DRAWER_MARK_BYTES],
                              bool *is_done);
/* Notes the mark with a record, and answers it. */
void outward_once_keep(struct request *q, const uint8_t mark[static VB_DRAWER_MARK_BYTES],
                       const struct record_id *id);
/* Finishes the draft, writes it, and does that. Errors: those of draft_finish and draft_write. */
VB_MUST int outward_once_write(struct draft *d, const uint8_t mark[static VB_DRAWER_MARK_BYTES]);

/* Reads a text that may be given; empty: it is not. Errors: those of request_text. */
VB_MUST int outward_once_text(struct request *q, const char *name, size_t max, struct span *out);

#endif
