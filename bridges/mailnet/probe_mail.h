/* probe_mail: a mail that goes out to find out whether mail works: `verbund bridge mail test ADDRESS`, SPEC.md 13.5.
 *
 * Four steps: the server took it; nobody sent it back; a second one, to an address of our own, came in again; somebody answered.
 * What is known of them stands in the table tests under the key of the mail and a letter: a: since when, and the address; s: what the
 * server said; r and b, by acting: an answer or a report came. Called by asked and postman. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_PROBE_MAIL_H
#define VB_BRIDGES_MAILNET_PROBE_MAIL_H

#include "bridges/mailnet/post_office.h"

/* The job test.start. Errors: VB_ERR_BAD_VALUE (no address), of the office. */
VB_MUST int probe_mail_begin(struct postman *p, struct span args, struct buf *out,
                             const char **detail);
/* The job test.show. Errors: VB_ERR_NOT_FOUND, of the office. */
VB_MUST int probe_mail_tell(struct postman *p, struct span args, struct buf *out);

/* Notes what the server said to a test mail. ctx: the postman. */
void probe_mail_on_told(void *ctx, const struct mailing *mailing,
                        const struct submit_result *result);

#endif
