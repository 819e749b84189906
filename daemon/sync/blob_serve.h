/* blob_serve: chunks of files going out to another office: SPEC.md 10, Blobs.
 *
 * One asking a link, the newest; served behind all entries, as far as the credit reaches. Who may have a blob follows the log
 * that lists it; that is asked again with each run, since rights and records go away.
 * Called by receive and deliver. Thread rule: loop thread only.
 */
#ifndef VB_DAEMON_SYNC_BLOB_SERVE_H
#define VB_DAEMON_SYNC_BLOB_SERVE_H

#include "daemon/sync/session.h"

/* A BLOB-WANT came in. Errors: those of its form. */
VB_MUST int blob_serve_want(struct sessions *sessions, struct session *s, struct span payload);

/* Sends what was asked for until done, out of credit, busy, or *budget bytes are used up (decreased by what was sent).
 * Errors: VB_ERR_BUSY, store errors. */
VB_MUST int blob_serve_pump(struct node *node, struct session *s, size_t *budget);

#endif
