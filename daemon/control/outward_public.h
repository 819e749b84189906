/* outward_public: whether anybody may be told of a sitting or a paper, who belongs to no committee: for the newsletter.
 *
 * Being for all members (`all`) does not make a thing public. It is if the rules by which its organizations sit make
 * sittings public: by law, or because their own rule profile says so (protocol/kinds/profile.h). A round table is not.
 * Called by outward_<subject> and outward_list. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_PUBLIC_H
#define VB_DAEMON_CONTROL_OUTWARD_PUBLIC_H

#include "daemon/control/outward.h"

/* Whether the sittings of all these organizations are public; without any: those of the committee's. One that is not here, or is for members
 * only, is not. Errors: those of the store. */
VB_MUST int outward_public_look(struct request *q, const struct node_space *space,
                                const struct record_id *organizations, size_t count,
                                bool *is_public);

#endif
