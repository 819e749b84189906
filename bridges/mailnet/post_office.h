/* post_office: all parts of verbund-mail at work, as postman sets them up and gives them their turns.
 *
 * What waits in the queue goes by dispatch, what comes in by intake, one mail after the other; nothing of either is kept here.
 * Used by postman and by asked, which looks at it for whoever asks how it goes. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_POST_OFFICE_H
#define VB_BRIDGES_MAILNET_POST_OFFICE_H

#include "bridges/mailnet/dispatch.h"
#include "bridges/mailnet/feeding.h"
#include "bridges/mailnet/imap.h"
#include "bridges/mailnet/intake.h"
#include "bridges/mailnet/lmtp_server.h"
#include "bridges/mailnet/web.h"

#define VB_POSTMAN_ORIGIN_BYTES 17u
/* The row by which the daemon says that the store came from a backup (SPEC.md 13.5). */
#define VB_POSTMAN_STATE "state"
#define VB_POSTMAN_RESTORED "restored"

struct postman {
	const struct mail_conf *conf;
	struct office office;
	uint8_t secret[VB_MAIL_KEY_BYTES];
	char origin[VB_POSTMAN_ORIGIN_BYTES]; /* of X-Verbund-Origin: a keyed hash of our address */
	struct exchanges *exchanges;
	struct submit *submit;
	struct throttle *throttle;
	struct queue *queue;
	struct dispatch *dispatch;
	struct feeding feeding;
	struct reader_child *reader;
	struct intake *intake;
	struct lmtp_server *lmtp; /* NULL: not this way, or it cannot listen now */
	struct imap *imap;        /* NULL: not this way */
	struct web *web;          /* NULL: none, or it cannot listen now */
	struct span fetched; /* a mail of the mailbox that waits for its turn; NULL data: none */
	struct imap_mark fetched_mark;
	bool is_from_mailbox;  /* the mail that is being worked on */
	int lmtp_err, web_err; /* why they cannot listen */
	int64_t open_ms;       /* try again then */
	int64_t sweep_ms;      /* old rows go then */
	int64_t now_ms;        /* of this turn */
	struct mono_ms mono;
	bool is_restored; /* the office came from a backup: nothing goes until somebody says so */
	int signals;      /* descriptor */
};

#endif
