/* enclose: this office adds a file: its bytes are here first, then its record says so.
 *
 * The bytes come chunk by chunk (store/blobs.h) while nobody knows of them yet; record, row and the name of the bytes are
 * one turn. Called by daemon/control. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_ENCLOSE_H
#define VB_DAEMON_CORE_ENCLOSE_H

#include "daemon/core/attachment.h"

/* Writes a new record of a file whose bytes stand, whole and synced, in the file `name` that blobs_new_file made. body: as
 * for author_write, with the seal in it. Errors: those of author_write. */
VB_MUST int enclose_file(struct node *node, const struct space_id *space, enum audience audience,
                         const struct body *body, const struct blob *blob, uint64_t name,
                         struct node_now now, struct record_id *out);

#endif
