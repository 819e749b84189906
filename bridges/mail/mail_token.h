/* mail_token: what stands behind the plus of an address of ours, and says whose answer comes there and about what.
 *
 * 128 random bits, written as 26 letters and digits that mail servers may put in either case: role+r.TOKEN@domain. The
 * letter before the dot is the purpose; it goes into the keyed hash, so that a token of one purpose is none of another: who is
 * forwarded a mail cannot take its receiver off the list with the address to which an answer goes. The drawer keeps the hash
 * alone: half of it is the key of the row, half is compared in it, in a time that tells nothing (notes in SPEC.md 13.6).
 * Called by plan and net when a mail is written, by net when one comes, and by acting. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_TOKEN_H
#define VB_BRIDGES_MAIL_MAIL_TOKEN_H

#include "bridges/mail/drawer.h"
#include "bridges/mail/mailing.h"
#include "protocol/crypt.h"

#define VB_MAIL_TOKEN_BYTES 16u
#define VB_MAIL_TOKEN_LETTERS 26u
#define VB_MAIL_SLOT_BYTES 16u /* key of a row of the table tokens */
#define VB_MAIL_REACHED_BYTES (2u * VB_RECORD_ID_BYTES)
#define VB_MAIL_RECIPIENTS_MAX 8u /* of one mail that are looked at */
#define VB_MAIL_KEY_BYTES                                                                          \
	32u /* secret with which tokens are hashed; made once, kept in the drawer */
#define VB_MAIL_TOKEN_DAYS 30u /* behind the end of the meeting, or of what the mail is about */
#define VB_MAIL_TOKEN_LONG_DAYS 1096u /* to unsubscribe, and where nothing ends: three years */

/* The letters stand in addresses. */
enum mail_purpose {
	PURPOSE_NONE = 0,
	PURPOSE_REPLY = 'r',
	PURPOSE_BOUNCE = 'b',
	PURPOSE_UNSUBSCRIBE = 'u',
	PURPOSE_TEST = 't',
	PURPOSE_CONFIRM = 'c' /* yes, that was me */
};

struct mail_token {
	enum mail_purpose purpose;
	uint8_t secret[VB_MAIL_TOKEN_BYTES];
};

/* What the office knows of a token. It goes with the person (about). */
struct mail_token_row {
	enum mail_purpose purpose;
	struct record_id person;                /* zero: address alone says who */
	char address[VB_ADDRESS_MAX_BYTES + 1]; /* to which the mail with it went */
	enum tongue tongue;
	struct mailing_matter matter; /* what the mail was about; MATTER_NONE: nothing single */
	enum mailing_kind kind;       /* what mail it was */
	struct record_id seat;        /* of an invitation */
	uint32_t sequence;            /* of the calendar object that went with it */
	uint8_t key
		[VB_MAILING_KEY_BYTES]; /* of the mailing; of a confirmation: of the mail held for it */
	int64_t expires_ms;
	uint8_t proof[VB_HASH_BYTES - VB_MAIL_SLOT_BYTES]; /* set by mail_token_seal */
};

enum mail_recipient {
	RECIPIENT_OTHER, /* none of ours: refuse */
	RECIPIENT_ROLE,  /* the role address itself */
	RECIPIENT_TOKEN, /* shaped as one with a token; whether it is valid says its row */
};

/* Reads the address that a mail was handed over for, without <>; role is our own address. Either case counts as the other. The
 * token is set with RECIPIENT_TOKEN. */
enum mail_recipient mail_token_parse(const char *recipient, const char *role,
                                     struct mail_token *out);

/* Appends the address with the token: role+r.TOKEN@domain. */
void mail_token_format(const struct mail_token *token, const char *role, struct buf *out);

/* Writes the letters of the token alone, and a NUL. */
void mail_token_letters(const struct mail_token *token, char out[static VB_MAIL_TOKEN_LETTERS + 1]);

/* To which purpose an answer to a mail of that kind comes: its Reply-To. */
enum mail_purpose mail_token_answers(enum mailing_kind kind);

/* The key of the token's row in the table tokens. key: VB_MAIL_KEY_BYTES bytes. */
void mail_token_slot(struct span key, const struct mail_token *token,
                     uint8_t out[static VB_MAIL_SLOT_BYTES]);

/* Binds the row to the token: sets its purpose and proof. */
void mail_token_seal(struct span key, const struct mail_token *token, struct mail_token_row *row);

/* True if the row belongs to the token and has not expired. */
bool mail_token_is_valid(struct span key, const struct mail_token *token,
                         const struct mail_token_row *row, int64_t now_ms);

/* Adds what the drawer keeps of the token to the batch: the row, sealed, and, where it is for an answer of a person, that this person is
 * reached at that address (table reached), by which an answer without a token is known. To be written before the mail is sent. */
void mail_token_keep(struct span key, const struct mail_token *token, struct mail_token_row *row,
                     struct drawer_batch *batch);

/* The key of the row that says so: mailing_who of the address, and the person. */
void mail_token_reached(const char *address, const struct record_id *person,
                        uint8_t out[static VB_MAIL_REACHED_BYTES]);

/* Looks through the head of a mail for addresses of ours: for those who fetch mail from a mailbox and are not told for whom it
 * was. Those with a token come first; never the same twice. Returns how many stand in out. */
size_t mail_token_find(struct span mail, const char *role, size_t max,
                       char out[][VB_ADDRESS_MAX_BYTES + 1]);

/* When a token about something that ends then expires; ends_ms 0 or below: nothing ends. */
int64_t mail_token_expiry(enum mail_purpose purpose, int64_t ends_ms, int64_t now_ms);

/* Packs a row as the value of the drawer. */
void mail_token_row_encode(const struct mail_token_row *row, struct buf *out);
/* Reads one. Errors: VB_ERR_MALFORMED and others of pack. */
VB_MUST int mail_token_row_decode(struct span in, struct mail_token_row *out);

#endif
