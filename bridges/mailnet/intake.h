/* intake: what happens with one mail that came in, from its bytes to "taken".
 *
 * Read by the program without keys (reader_child), decided by acting, carried out here in the order that acts.h asks for: writes
 * of the office, pieces of attachments, then the batch in one commit. Only then it is taken. On the way nothing is lost: what
 * the office cannot do now lets the mail come again; what it refuses, and what cannot be read, waits for a person.
 * One mail at a time. Called by postman. Calls office_calls, reader_child, acting. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_INTAKE_H
#define VB_BRIDGES_MAILNET_INTAKE_H

#include "bridges/mail/acting.h"
#include "bridges/mail/throttle.h"
#include "bridges/mailnet/lmtp.h"
#include "bridges/mailnet/mail_option.h"
#include "bridges/mailnet/office_calls.h"
#include "bridges/mailnet/reader_child.h"

struct intake_setting {
	struct office *office;
	struct reader_child *reader;
	struct throttle *throttle;
	const struct mail_conf *conf;
	const char *origin;
	uint8_t secret[VB_MAIL_KEY_BYTES];
};

/* Told once for each mail: LMTP_TAKEN or LMTP_LATER. */
typedef void intake_fn(void *ctx, enum lmtp_verdict verdict);

struct intake;

/* Prepares; what the setting points to lives as long. */
struct intake *intake_new(const struct intake_setting *setting);
/* Ends it; reader ends first. Sets *intake to NULL. NULL is fine. */
void intake_destroy(struct intake **intake);

/* Whether a mail may be given. */
bool intake_is_free(const struct intake *intake);

/* Takes a mail, which is borrowed until on_done was called. recipients: for whom it was handed over, without <>; none: they are
 * looked for in its head. */
void intake_mail(struct intake *intake, struct span mail,
                 const char (*recipients)[VB_ADDRESS_MAX_BYTES + 1], size_t count,
                 struct mono_ms mono, int64_t now_ms, intake_fn *on_done, void *ctx);

/* Whether a mail for this address would be taken. */
enum lmtp_verdict intake_recipient(struct intake *intake, const char *address, int64_t now_ms);

/* The row of a token that came by the web. Errors: VB_ERR_NOT_FOUND: it is none, or not valid any more; of the office. */
VB_MUST int intake_token(struct intake *intake, enum mail_purpose purpose, const char *letters,
                         int64_t now_ms, struct mail_token_row *out);
/* Does what a click to unsubscribe asks for. Errors: as intake_token. */
VB_MUST int intake_unsubscribe(struct intake *intake, const char *letters, int64_t now_ms);

/* The job held.release: does what a held mail would have done, and appends its result. Errors: of held_calls_release, of the
 * office. */
VB_MUST int intake_release(struct intake *intake, struct span args, int64_t now_ms,
                           struct buf *out);

/* When a mail came in last; 0: none since the start. */
int64_t intake_last_ms(const struct intake *intake);
/* Whether the reading program could not be started when it was needed last. */
bool intake_is_failing(const struct intake *intake);

#endif
