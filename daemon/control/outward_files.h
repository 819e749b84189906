/* outward_files: the documents of a record that may leave, for lists "files": id, name, type, bytes, and whether all of it is here.
 *
 * Documents for members only are not told, whatever they are attached to.
 * Called by outward_<subject>. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CONTROL_OUTWARD_FILES_H
#define VB_DAEMON_CONTROL_OUTWARD_FILES_H

#include "daemon/control/outward.h"
#include "daemon/control/outward_map.h"

#define VB_OUTWARD_FILES_MAX 500u /* of one record */

/* Begins a list of at most max bytes with the documents of a record, oldest first. Caller releases, also after an error.
 * Errors: those of the store. */
VB_MUST int outward_files_list(struct request *q, const struct node_space *space,
                               const struct record_id *target, size_t max,
                               struct outward_list *out);

#endif
