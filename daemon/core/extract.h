/* extract: control entries and segments as they leave this office: over a link (SPEC.md 9, 10) or into a file.
 *
 * What may be told to whom is the caller's to know. Reads only.
 * Called by serve and control_export. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_CORE_EXTRACT_H
#define VB_DAEMON_CORE_EXTRACT_H

#include "daemon/core/node.h"

/* Appends the payload of CONTROL with the entries from *next on, below end, as far as out->size stays within max_bytes;
 * moves *next behind them. Errors: those of the store. */
VB_MUST int extract_control(struct node *node, const struct node_space *space, uint64_t end,
                            size_t max_bytes, uint64_t *next, struct buf *out);

/* Appends the segment that begins at entry *next of the log, up to the next seal or the one before where it would be
 * longer than max_bytes (up to VB_SEGMENT_MAX_BYTES), and moves *next behind it; nothing where no seal comes in reach.
 * service: VB_SERVE_HEADERS leaves out bodies but those of erasures and suspends.
 * Errors: VB_ERR_NOT_FOUND (the log has no such entry), those of the store. */
VB_MUST int extract_segment(struct node *node, const struct log_info *log,
                            enum space_service service, size_t max_bytes, uint64_t *next,
                            struct buf *out);

#endif
