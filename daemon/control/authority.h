/* authority: what a login with the right `member` may do among what is a secretary's work.
 *
 * Members write messages, propose agenda items, and change or take back what they themselves wrote of both: a message,
 * and a proposal as long as it is one. They add documents to either, and take their own away again. Whether they wrote it stands in the entry that created the record, which this
 * office signed and which names the person. What the office itself may do in the committee is asked besides.
 * Called by control_record, control_agenda, control_proposal and control_file. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_AUTHORITY_H
#define VB_DAEMON_CONTROL_AUTHORITY_H

#include "daemon/control/draft.h"

/* Whether the caller may put an item with these fields (a map of names and values) on an agenda, or propose one. kind: of
 * agenda items or of proposals. Errors: VB_ERR_DENIED. */
VB_MUST int authority_check_proposal(struct request *q, const struct kind *kind,
                                     struct span fields);

/* Whether the caller may add a document to a record (space 0: to the committee as such). Errors: VB_ERR_DENIED, those of
 * draft_open. */
VB_MUST int authority_check_attach(struct request *q, const struct record_ref *target);

/* Whether the caller may make this change to an opened record; fields: empty for a delete. Errors: VB_ERR_DENIED, those of
 * the store. */
VB_MUST int authority_check_change(struct request *q, const struct draft *d, struct span fields);

#endif
