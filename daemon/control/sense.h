/* sense: what this office does not write although rights and form allow it: what would make no sense for the kind.
 *
 * A check a kind, asked when a draft is finished, so that no command, script or bridge gets round it. It judges only what
 * is written here: what other offices wrote counts by the rules of protocol/kinds, whatever it is. While several records
 * are tried together (record.batch), one may refer to another that has no true id yet: a reference that leads to
 * nothing that is here is nothing to complain about.
 * Called by draft_write. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_SENSE_H
#define VB_DAEMON_CONTROL_SENSE_H

#include "daemon/control/draft.h"

/* Whether the draft, with anything to write, makes sense. Errors: those of its kind's check. */
VB_MUST int sense_check(struct draft *d);

/* The committee's own organization is not deleted: everybody would be left with a committee without a name.
 * Errors: VB_ERR_BAD_VALUE, those of the store. */
VB_MUST int sense_organization(struct draft *d);

#endif
