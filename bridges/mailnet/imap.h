/* imap: a mailbox that is looked at now and then, for those who have no mail server of their own.
 *
 * One connection that is kept. A look: STATUS tells whether something is new, SEARCH which mails, then each is fetched and given
 * to whoever asked, who says when it is done with; only then the next one follows. The mark, up to where all is done, is theirs to
 * keep. Mails stay where they are; fetching marks them as read. At the first look the mailbox is taken as read; when its
 * UIDVALIDITY changes, the mails of the last VB_IMAP_AGAIN_DAYS are fetched again, and those that were here are known. IDLE is
 * not used: libcurl hangs there.
 * Called by postman. Calls exchanges. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_IMAP_H
#define VB_BRIDGES_MAILNET_IMAP_H

#include "bridges/mail/parcel.h"
#include "bridges/mailnet/exchanges.h"
#include "bridges/mailnet/mail_option.h"

#define VB_IMAP_UIDS_MAX 1000u /* of one look; the others come with the next */
#define VB_IMAP_AGAIN_DAYS 14u

/* Up to where all is done. */
struct imap_mark {
	uint32_t validity; /* 0: the mailbox was never looked at */
	uint32_t uid;
};

struct imap_hooks {
	void *ctx;
	/* A mail came; it lives until imap_done. What is larger than VB_PARCEL_MAIL_MAX_BYTES is cut. mark: to be kept when it
	 * is done with. */
	void (*on_mail)(void *ctx, struct span mail, struct imap_mark mark);
	/* A new mark without a mail. */
	void (*on_mark)(void *ctx, struct imap_mark mark);
};

struct imap;

/* Prepares. conf lives as long. */
struct imap *imap_new(struct exchanges *exchanges, const struct mail_conf *conf,
                      const struct imap_hooks *hooks, struct imap_mark mark);
/* Ends it. Sets *imap to NULL. NULL is fine. */
void imap_destroy(struct imap **imap);

/* Begins a look if one is due. now_ms is remembered as the time of today. *next_ms gets the earlier one of it and the next look. */
void imap_step(struct imap *imap, int64_t now_ms, int64_t *next_ms);
/* The mail is done with (and its mark kept); or (is_later) it cannot be taken now: the look ends, and comes again. */
void imap_done(struct imap *imap, bool is_later);

/* How it goes: NULL while the last look worked; else what the server or libcurl said. since_ms: for so long. */
const char *imap_trouble(const struct imap *imap, int64_t *since_ms);

#endif
