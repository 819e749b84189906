/* held_calls: what people of the office ask about mails that wait: look at them, let them through, take them away (the jobs held.* of
 * SPEC.md 13.5).
 *
 * args are those of the job, as the daemon has looked at them; a result is appended to out as one packed value. Who lets a mail
 * through vouches for it: what it would do is done, or its text is said where they say. Attachments come out in pieces; whoever
 * wants one in a record adds it there. Called by verbund-mail for each job. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_HELD_CALLS_H
#define VB_BRIDGES_MAIL_HELD_CALLS_H

#include "bridges/mail/acting_mail.h"
#include "bridges/mail/acts.h"

/* held.list. Errors: VB_ERR_MALFORMED (args), those of the drawer. */
VB_MUST int held_calls_list(const struct drawer *drawer, struct span args, struct buf *out);

/* held.show. Errors: VB_ERR_NOT_FOUND, VB_ERR_AMBIGUOUS (the beginning of more than one id), as above. */
VB_MUST int held_calls_show(const struct drawer *drawer, struct span args, struct buf *out);

/* held.file: a part of an attachment. Errors: VB_ERR_NOT_FOUND (no such file, or its bytes were not kept), as above. */
VB_MUST int held_calls_file(const struct drawer *drawer, struct span args, struct buf *out);

/* held.release: what is to be done, as after acting_decide; the result is {"id": of the record that the last write made}. The
 * caller releases acts, also after an error. mail: its role, now_ms and key count. Errors: VB_ERR_BAD_VALUE (it needs a target, or
 * has no text to say there), VB_ERR_NOT_FOUND, VB_ERR_AMBIGUOUS, as above. */
VB_MUST int held_calls_release(const struct acting_mail *mail, const struct drawer *drawer,
                               struct span args, struct acts *acts);

/* held.drop: the rows that go, and the result. The caller releases the batch of acts. Errors: as held_calls_show. */
VB_MUST int held_calls_drop(const struct drawer *drawer, struct span args, struct acts *acts,
                            struct buf *out);

/* How many wait, for the job status. Errors: those of the drawer. */
VB_MUST int held_calls_count(const struct drawer *drawer, uint64_t *out);

#endif
