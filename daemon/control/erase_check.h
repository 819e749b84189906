/* erase_check: whether somebody may have a record erased, asked before anything is written.
 *
 * The same for one record as for many: nobody gets more by asking for several at once.
 * Called by control_erasure and control_batch. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_ERASE_CHECK_H
#define VB_DAEMON_CONTROL_ERASE_CHECK_H

#include "daemon/control/request.h"
#include "protocol/openlog.h"
#include "store/key.h"

/* Names a record as an erase does, if the caller and this office may erase it: a person of this office not while a login acts as
 * them, and the committee itself never. Errors: VB_ERR_NOT_FOUND, VB_ERR_DENIED, VB_ERR_BAD_VALUE, VB_ERR_NOT_MEMBER,
 * VB_ERR_BUSY (the space is being fetched), VB_ERR_NO_RIGHT, those of the store. */
VB_MUST int erase_check_record(struct request *q, const struct record_ref *ref,
                               struct open_erased *out);

/* Reads the argument ground; unsaid when it was not given. Errors: VB_ERR_BAD_VALUE. */
VB_MUST int erase_check_ground(struct request *q, uint32_t *ground);

#endif
