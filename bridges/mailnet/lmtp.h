/* lmtp: one conversation with a mail server that delivers to us (RFC 2033, 5321), as bytes in and bytes out.
 *
 * LHLO, MAIL (SIZE, BODY, SMTPUTF8), RCPT, DATA, RSET, NOOP, VRFY, QUIT, pipelined as the client likes. A recipient is
 * refused at RCPT, so that nothing bounces later. Behind the dot there is one answer for each recipient, and not before
 * lmtp_answer: until then nothing more is read from the client. Lines end with CR LF; a mail with a bare CR or LF is refused,
 * so that no two programs see its end in different places. Dots are taken off. In front of the mail stands Return-Path.
 * Called by lmtp_server. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAILNET_LMTP_H
#define VB_BRIDGES_MAILNET_LMTP_H

#include "bridges/mail/parcel.h"
#include "protocol/bytes.h"

#define VB_LMTP_LINE_MAX_BYTES                                                                     \
	2048u /* of a command, with its end (RFC 5321, 4.5.3.1.4 and extensions) */
#define VB_LMTP_RECIPIENTS_MAX 100u                               /* RFC 5321, 4.5.3.1.8 */
#define VB_LMTP_MAIL_MAX_BYTES (VB_PARCEL_MAIL_MAX_BYTES - 1024u) /* with Return-Path it fits */
#define VB_LMTP_FAULTS_MAX 20u           /* commands that are none, then it is over */
#define VB_LMTP_WAITING_MAX_BYTES 65536u /* sent ahead while a mail is not answered */

enum lmtp_verdict {
	LMTP_TAKEN,   /* 250 */
	LMTP_LATER,   /* 451: not now */
	LMTP_UNKNOWN, /* 550 5.1.1: no such address */
	LMTP_EXPIRED, /* 550 5.1.6: the address is not valid any more */
	LMTP_REFUSED, /* 550 5.6.0: the mail */
};

struct lmtp_mail {
	char sender[VB_ADDRESS_MAX_BYTES + 1]; /* empty: <> */
	char (*recipients)[VB_ADDRESS_MAX_BYTES + 1];
	size_t recipient_count;
	struct buf bytes; /* with Return-Path in front */
};

/* Whether an address is taken. */
typedef enum lmtp_verdict lmtp_recipient_fn(void *ctx, const char *address);

enum lmtp_state {
	LMTP_COMMANDS,
	LMTP_DATA,
	LMTP_WAITS, /* a mail is complete: lmtp_answer */
	LMTP_OVER,  /* send what is in out, then hang up */
};

struct lmtp {
	enum lmtp_state state;
	lmtp_recipient_fn *on_recipient;
	void *ctx;
	bool is_greeted, has_sender;
	bool is_too_large, has_bare; /* the mail in progress */
	uint8_t before[2];           /* of the data: the last two bytes */
	bool is_line_start;          /* of the data */
	unsigned faults;
	struct lmtp_mail mail;
	struct buf in; /* what is not read yet begins at `at` */
	size_t at;
	struct buf out; /* to be sent; whoever sends takes it off */
};

/* Starts with the greeting in out. */
void lmtp_init(struct lmtp *lmtp, lmtp_recipient_fn *on_recipient, void *ctx);
/* Frees it; zeroed is fine. */
void lmtp_release(struct lmtp *lmtp);

/* Takes what the client sent; a mail may be complete then (state LMTP_WAITS). Not after LMTP_OVER. */
void lmtp_feed(struct lmtp *lmtp, struct span in);

/* Answers the complete mail, for all its recipients, and goes on with what was sent ahead. */
void lmtp_answer(struct lmtp *lmtp, enum lmtp_verdict verdict);

/* Whether more should be read from the client now. */
bool lmtp_wants_input(const struct lmtp *lmtp);

/* Ends it from our side: 421. */
void lmtp_end(struct lmtp *lmtp, const char *why);

#endif
