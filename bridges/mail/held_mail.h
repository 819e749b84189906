/* held_mail: a mail that waits for a person: for the one whose it would be to say yes, or for somebody of the office to look at it.
 *
 * A row of the table held, under the mark of the mail; it has what would happen if it were let through, the text, and what is
 * known of its attachments. Their bytes stand in the table quarantine, in pieces, and go into a record only when somebody of
 * the office says so. What nobody looked at goes after some days (held_sweep).
 * Written by acting, read by held_calls. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_HELD_MAIL_H
#define VB_BRIDGES_MAIL_HELD_MAIL_H

#include "bridges/mail/acts.h"
#include "bridges/mail/parcel.h"

#define VB_HELD_ACTS_MAX 8u
#define VB_HELD_PIECE_BYTES                                                                        \
	49152u /* of an attachment, the last piece is shorter: whole chunks of file.put (SPEC.md 13) */
#define VB_HELD_PIECE_KEY_BYTES (VB_RECORD_ID_BYTES + 2u + 4u)
#define VB_HELD_FILES_MAX_BYTES                                                                    \
	(256u << 20) /* of all attachments in quarantine; more is not kept */
#define VB_HELD_STRANGERS_FILES_MAX_BYTES                                                          \
	(VB_HELD_FILES_MAX_BYTES / 2) /* then strangers' are not */
#define VB_HELD_STRANGERS_MAX 2000u   /* mails that wait: then strangers' are not kept any more */
#define VB_HELD_MAX 4000u             /* then nobody's */
#define VB_HELD_WAITING "waiting"     /* key in the table caps: u64 how many wait */
#define VB_HELD_KEPT "kept"           /* key in the table caps: u64 bytes of them */

/* Why it waits. The numbers stand in the drawer. */
enum held_reason {
	HELD_NOT,
	HELD_STRANGER,    /* nobody whom we wrote to at this address */
	HELD_UNCONFIRMED, /* whose it would be is asked, or may say so here */
	HELD_THREAD,      /* it does not say what it is about */
	HELD_FILES,       /* it has attachments */
	HELD_COUNTER,     /* another time is proposed */
	HELD_DELEGATED,   /* somebody else is to come */
	HELD_MIXED,       /* it answers for several, or for others than the one that it came from */
	HELD_OVER,        /* the meeting or the request is over */
	HELD_SEAT,        /* the seat is not that person's any more */
	HELD_ATTENDEE,    /* nobody whom we invited answers the invitation */
	HELD_UNREADABLE,  /* it could not be read */
	HELD_REFUSED,     /* the office did not take it */
	HELD_TNEF,        /* winmail.dat */
	HELD_ENCRYPTED,   /* encrypted, for whomever */
	HELD_EXPIRED,     /* the address that it came to is not valid any more */
	HELD_BRIDGE,      /* another bridge sent it */
	HELD_REASON_COUNT
};

struct held_mail_file {
	char name[256];
	char type[128];
	uint32_t bytes;
	bool is_kept; /* its pieces are in the table quarantine */
};

struct held_mail {
	struct record_id id; /* mark of the mail */
	enum held_reason reason;
	int64_t at_ms;
	char from[VB_ADDRESS_MAX_BYTES + 1];
	char from_name[VB_ADDRESSEE_NAME_MAX_BYTES + 1];
	char subject[401];
	char message_id[VB_PARCEL_ID_MAX_BYTES + 1];
	enum parcel_trust trust;
	struct record_id person; /* whose it would be; zero: not known */
	struct mailing_matter about;
	struct act acts
		[VB_HELD_ACTS_MAX]; /* what it would do; a post without a text has that of the mail */
	size_t act_count;
	struct held_mail_file files[VB_PARCEL_FILES_MAX];
	size_t file_count;
	struct buf text;
};

/* The word of a reason: "stranger", "unconfirmed", ... */
const char *held_mail_reason_word(enum held_reason reason);

/* Packs the value of a row. */
void held_mail_encode(const struct held_mail *held, struct buf *out);
/* Reads one; its id is the key. Caller releases, also after an error. Errors: VB_ERR_MALFORMED and others of pack. */
VB_MUST int held_mail_decode(struct span key, struct span in, struct held_mail *out);
/* Frees it; zeroed is fine. */
void held_mail_release(struct held_mail *held);

/* The row with that id. Caller releases, also after an error. Errors: VB_ERR_NOT_FOUND, those of the drawer. */
VB_MUST int held_mail_get(const struct drawer *drawer, const struct record_id *id,
                          struct held_mail *out);

/* Adds that one more waits, or one less; *waited: how many it were. Errors: those of the drawer. */
VB_MUST int held_mail_count(const struct drawer *drawer, struct drawer_batch *batch, bool is_more,
                            uint64_t *waited);

/* Adds the row, about its person. */
void held_mail_put(struct drawer_batch *batch, const struct held_mail *held);

/* Adds that the row goes, with its attachments, and one less waits. Errors: those of the drawer. */
VB_MUST int held_mail_drop(const struct drawer *drawer, struct drawer_batch *batch,
                           const struct held_mail *held);

/* The key of a piece of an attachment in the table quarantine; piece counts from 0. */
void held_mail_piece_key(const struct record_id *id, uint32_t file, uint32_t piece,
                         uint8_t out[static VB_HELD_PIECE_KEY_BYTES]);

/* How many pieces a file of so many bytes has. */
uint32_t held_mail_piece_count(uint32_t bytes);

/* How many bytes of a file of so many are still to come behind the first pieces, at most max. Who tells of a file cannot fill the
 * drawer with more than was told, of which nothing would take it away. */
size_t held_mail_left(uint32_t bytes, uint32_t pieces, size_t max);

#endif
