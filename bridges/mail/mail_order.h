/* mail_order: all that one message is written from: what is to be told to whom, by which office, when.
 *
 * The same order gives the same bytes. It borrows all that it points to. Who fills it (the sending half of the bridge) has
 * read the matters from the daemon shortly before, made the tokens, and read the files.
 * Called by compose, mail_template and mail_calendar. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_MAIL_ORDER_H
#define VB_BRIDGES_MAIL_MAIL_ORDER_H

#include "bridges/mail/addressee.h"
#include "bridges/mail/mailing.h"
#include "bridges/mail/matter.h"

#define VB_MAIL_TOKEN_MAX_BYTES 40u
#define VB_MAIL_FILES_MAX 100u /* attached to one mail; of what is more only the name is given */
/* Where the web of the bridge takes unsubscriptions: web_url, this, and the token. */
#define VB_MAIL_UNSUBSCRIBE_PATH "/u/"

/* The operator's settings. */
struct mail_office {
	const char *address; /* role address, "beirat@stadt.example": From and ORGANIZER */
	const char *name;    /* "Integrationsbeirat Köln" */
	const char *web_url; /* "https://mail.stadt.example"; NULL: there is no web */
	const char *list_id; /* "beirat.stadt.example"; NULL: made of the address */
	const char *origin;  /* of X-Verbund-Origin, says which bridge it was; NULL: left out */
};

/* One for each purpose, letters and digits only; they become beirat+r.TOKEN@stadt.example. NULL: there is none. */
struct mail_tokens {
	const char *reply;       /* r: where replies go */
	const char *bounce;      /* b: the envelope; without it the role address */
	const char *unsubscribe; /* u */
};

struct mail_file {
	const char *name;  /* with its ending */
	const char *type;  /* MIME; what is none becomes application/octet-stream */
	struct span bytes; /* data NULL: too large, or not here; then the text names it */
};

struct mail_order {
	const struct mailing *mailing;
	const struct addressee *addressee;
	/* What it is about; those of the mailing that are still there, in their order. A receipt, a note, a
	 * confirmation and a test may be about nothing. */
	const struct matter *matters;
	size_t matter_count;
	const struct mail_office *office;
	struct mail_tokens tokens;
	const struct mail_file *files; /* to attach */
	size_t file_count;
	int64_t was_ms; /* change: when the meeting was to begin before; 0: not known, or the same */
	int64_t now_ms; /* Date; DTSTAMP, too, if the mailing has none */
};

#endif
