/* parcel: a mail that came in, as verbund-mail-read found it: plain facts, none of its bytes.
 *
 * The reading program (bridges/mailread) has no keys and writes parcels; verbund-mail reads them and decides. All texts are
 * UTF-8 without control characters but line feeds, cut at the sizes below. A parcel that cannot be read is none.
 * Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_PARCEL_H
#define VB_BRIDGES_MAIL_PARCEL_H

#include "bridges/mail/addressee.h"
#include "protocol/bytes.h"

#define VB_PARCEL_MAIL_MAX_BYTES (10u << 20) /* of the mail */
#define VB_PARCEL_TEXT_MAX_BYTES 20000u      /* of what was said: fits a message (SPEC.md 12) */
#define VB_PARCEL_FILES_MAX 20u
#define VB_PARCEL_ANSWERS_MAX 20u
#define VB_PARCEL_ID_MAX_BYTES 250u /* a Message-ID */
#define VB_PARCEL_REFERENCES_MAX 20u
#define VB_PARCEL_MAX_BYTES (192u << 10) /* packed: all of the above full */
#define VB_PARCEL_FLAGS_ALL 2047u

enum parcel_flags {
	PARCEL_AUTOMATIC =
		1, /* Auto-Submitted, X-Auto-Response-Suppress, subject of an absence, ... (RFC 3834) */
	PARCEL_BULK = 2,        /* Precedence, List-Id: of a list */
	PARCEL_REPORT = 4,      /* a delivery report: bounce_* are set */
	PARCEL_NO_RETURN = 8,   /* Return-Path: <> */
	PARCEL_TNEF = 16,       /* winmail.dat in the place of what was meant */
	PARCEL_CALENDAR = 32,   /* it has a calendar object; answers are set if it is a REPLY */
	PARCEL_COUNTER = 64,    /* METHOD COUNTER: another time is proposed */
	PARCEL_CUT = 128,       /* something was too large, too deep or too much, and left out */
	PARCEL_ENCRYPTED = 256, /* S/MIME or PGP: nobody here can read it */
	PARCEL_OWN = 512,       /* X-Verbund-Origin: sent by a bridge, see origin */
	PARCEL_UNSUBSCRIBE =
		1024, /* subject or body is a word for it, or it came to a List-Unsubscribe address */
};

enum parcel_trust { /* by Authentication-Results of the operator's own server alone */
	            PARCEL_UNKNOWN, /* the server says nothing */
	            PARCEL_PASS,    /* dmarc=pass, or dkim or spf that fits the From */
	            PARCEL_FAIL,    /* dmarc=fail, or none fits */
};

enum parcel_word { PARCEL_NO_WORD, PARCEL_WORD_YES, PARCEL_WORD_NO, PARCEL_WORD_MAYBE };

struct parcel_answer { /* of a METHOD:REPLY */
	char uid[255];
	char attendee[VB_ADDRESS_MAX_BYTES + 1]; /* without mailto: */
	uint8_t partstat;                        /* enum parcel_word; 4: delegated */
	uint32_t sequence;
	int64_t stamp_ms; /* DTSTAMP; 0: none */
	char comment[2001];
};

struct parcel_file {
	char name[256]; /* harmless as the name of a file */
	char type[128];
	uint32_t bytes;
	bool is_allowed; /* of a type that may be taken in */
};

struct parcel {
	char from[VB_ADDRESS_MAX_BYTES + 1]; /* the one address in From; empty: none, or several */
	char from_name[VB_ADDRESSEE_NAME_MAX_BYTES + 1];
	char subject[401];
	char message_id[VB_PARCEL_ID_MAX_BYTES + 1]; /* with <>; empty: none */
	char references[VB_PARCEL_REFERENCES_MAX]
		       [VB_PARCEL_ID_MAX_BYTES +
	                1]; /* In-Reply-To first, then the chain from its end */
	size_t reference_count;
	int64_t date_ms; /* 0: none */
	uint32_t flags;  /* enum parcel_flags */
	enum parcel_trust trust;
	char origin[65]; /* of X-Verbund-Origin */
	uint32_t hops;   /* Received headers */
	enum parcel_word
		word; /* the first line that is not quoted is a word of answer in one of the eight languages */
	bool is_word_alone; /* nothing else was said */
	struct buf text;    /* what was said, quotation and signature cut; UTF-8 */
	struct parcel_answer answers[VB_PARCEL_ANSWERS_MAX];
	size_t answer_count;
	struct parcel_file files[VB_PARCEL_FILES_MAX];
	size_t file_count;
	/* Of a delivery report (RFC 3464). */
	char bounce_recipient[VB_ADDRESS_MAX_BYTES +
	                      1]; /* Final-Recipient, else Original-Recipient; empty: not told */
	uint8_t bounce_class;     /* 2, 4 or 5 of Status; 0: not told */
	uint8_t bounce_action; /* 0 not told, 1 failed, 2 delayed, 3 delivered, relayed or expanded */
};

/* Packs it. */
void parcel_encode(const struct parcel *parcel, struct buf *out);
/* Reads one. Caller releases, also after an error. Errors: VB_ERR_MALFORMED, VB_ERR_TOO_LARGE. */
VB_MUST int parcel_decode(struct span in, struct parcel *out);
/* Frees it; zeroed is fine. */
void parcel_release(struct parcel *parcel);

#endif
