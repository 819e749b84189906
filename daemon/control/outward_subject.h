/* outward_subject: from a record that changed to the subjects of which a bridge is told.
 *
 * An item, an invitation, an answer change their meeting; a consultation its paper, and a paper the meetings on whose agenda it
 * stands; a document what it is attached to. What is only for members changes nothing but the meeting on whose
 * agenda it stands, or to whose seat it belongs; and a subject for members only is none. Records of kinds that are not in
 * the table change nothing.
 * Called by outward_feed, outward_message, control_bridge_file. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_SUBJECT_H
#define VB_DAEMON_CONTROL_OUTWARD_SUBJECT_H

#include "daemon/control/outward.h"

#define VB_OUTWARD_SUBJECTS_MAX 8u /* of one record: a paper, and so many meetings less one */

struct outward_changed {
	enum outward_subject subject;
	struct record_id id; /* zero of a committee */
};

struct outward_subjects {
	struct outward_changed list[VB_OUTWARD_SUBJECTS_MAX];
	size_t count;
};

/* Finds them. kind: of the record, which need not be here any more. Errors: those of the store. */
VB_MUST int outward_subject_find(struct request *q, const struct node_space *space,
                                 const struct record_ref *ref, uint32_t kind,
                                 struct outward_subjects *out);

/* The subject that a record belongs to which stands there for all: a thread, a document, an item. id: of the record; *kind: its
 * own. Errors: VB_ERR_NOT_FOUND (none), those of the store. */
VB_MUST int outward_subject_of(struct request *q, const struct node_space *space,
                               const struct record_id *id, uint32_t *kind,
                               struct outward_changed *out);

#endif
