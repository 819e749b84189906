/* outward_person: committees and persons, for a bridge.
 *
 * Of a person whom this office reaches are told their name, their form of address and how they are reached: no phone, no address of
 * a house, and no e-mail address where they want letters. Of nobody else anything.
 * Called by control_bridge_show. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_PERSON_H
#define VB_DAEMON_CONTROL_OUTWARD_PERSON_H

#include "daemon/control/outward.h"

/* Appends the map of a person, SPEC.md 13.5. Errors: VB_ERR_NOT_FOUND (also: another office's), those of the store. */
VB_MUST int outward_person_tell(struct request *q, const struct node_space *space,
                                const struct record_id *id, struct buf *out);

/* Appends the map of a committee, with those on its seats today whom this office reaches. Errors: those of the store. */
VB_MUST int outward_person_tell_committee(struct request *q, const struct node_space *space,
                                          struct buf *out);

#endif
