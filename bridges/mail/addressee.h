/* addressee: somebody to whom mail goes: who they are, and what they wish. The wishes never leave this office.
 *
 * Wishes are kept in the drawer of the bridge under the person's record (SPEC.md 13.5), so that they go when the person is
 * erased. A subscriber of the newsletter has no record; the address is all that is kept.
 * Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_ADDRESSEE_H
#define VB_BRIDGES_MAIL_ADDRESSEE_H

#include "bridges/mail/tongue.h"
#include "protocol/bytes.h"
#include "protocol/ids.h"

#define VB_ADDRESS_MAX_BYTES 254u /* RFC 5321, 4.5.3.1.3 */
#define VB_ADDRESSEE_NAME_MAX_BYTES 400u

/* What somebody may wish not to get, as bits. Invitations, changes and cancellations always come. */
enum addressee_wish {
	WISH_AGENDA = 1,     /* agenda, supplements, papers */
	WISH_REMINDER = 2,   /* before a meeting, before a duty is due */
	WISH_MESSAGES = 4,   /* discussion */
	WISH_REQUESTS = 8,   /* interpreter and volunteer requests */
	WISH_NEWSLETTER = 16 /* public meetings and papers */
};

enum addressee_pace {
	PACE_AT_ONCE,
	PACE_DAILY,
	PACE_WEEKLY
}; /* messages, agenda, requests: one by one, or as a digest */

struct addressee {
	struct record_id
		person; /* zero: a subscriber of the newsletter, or an address of an organization */
	char name[VB_ADDRESSEE_NAME_MAX_BYTES + 1]; /* may be empty */
	char address[VB_ADDRESS_MAX_BYTES + 1];
	enum tongue tongue;
	uint32_t unwanted; /* enum addressee_wish */
	enum addressee_pace pace;
	bool has_quiet; /* no mail from quiet_from to quiet_to, minutes of the day in Europe/Berlin; may pass midnight */
	uint16_t quiet_from, quiet_to;
	uint8_t bounce_score; /* pauses at 4; half of it is gone after 30 days */
	int64_t bounced_ms;
	bool is_paused; /* by bounces, until somebody lifts it */
};

/* Who has no row of wishes: everything at once, in that language; but the newsletter goes only to those who want it. Person, name
 * and address stay as they are. */
void addressee_default(enum tongue tongue, struct addressee *out);
/* The wishes as a value of the drawer, and back. Errors: VB_ERR_MALFORMED. */
void addressee_encode(const struct addressee *addressee, struct buf *out);
/* Reads wishes into *out, of which person, name and address stay as they are. Errors: VB_ERR_MALFORMED. */
VB_MUST int addressee_decode(struct span in, struct addressee *out);

#endif
