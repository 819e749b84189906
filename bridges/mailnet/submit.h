/* submit: mails are handed to the operator's server, each with one recipient, over a few connections that are kept.
 *
 * The server is known by its certificate and its name, or it is on this computer; a login goes over TLS only. What came of a
 * mail is one of four: taken; not now (this mail, later); refused (this mail, for good); or nothing can be handed over at
 * present (no connection, no TLS, login or sender refused), which says nothing of the mail: all wait. Where a connection ends
 * between the last byte and the answer nobody can know; that is "not now", and the next attempt has the same Message-ID.
 * Called by postman. Calls exchanges. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_SUBMIT_H
#define VB_BRIDGES_MAILNET_SUBMIT_H

#include "bridges/mailnet/exchanges.h"
#include "bridges/mailnet/mail_option.h"

enum submit_outcome {
	SUBMIT_TAKEN,
	SUBMIT_LATER,   /* 4xx, or lost on the way */
	SUBMIT_REFUSED, /* 5xx for the recipient or the contents */
	SUBMIT_DOWN,    /* nothing can be handed over */
};

struct submit_result {
	enum submit_outcome outcome;
	unsigned code;    /* 250, 451, ...; 0: there was no answer */
	char status[12];  /* "5.1.1"; empty: the server said none */
	char text[240];   /* what the server or libcurl said; may name addresses: not for the log */
	const char *word; /* for the log: "taken", "recipient", "tls", "login", ... */
};

typedef void submit_fn(void *ctx, const struct submit_result *result);

struct submit;

/* Prepares. conf lives as long as submit. */
struct submit *submit_new(struct exchanges *exchanges, const struct mail_conf *conf);
/* Ends; what is on its way is not told of. Sets *submit to NULL. NULL is fine. */
void submit_destroy(struct submit **submit);

/* How many more mails may be handed over now. */
size_t submit_room(const struct submit *submit);

/* Hands over a mail whose lines end with CR LF; there is room. sender may be empty (<>). Borrows bytes until on_done was
 * called, which happens from exchanges_wait. */
void submit_send(struct submit *submit, const char *sender, const char *recipient,
                 struct span bytes, submit_fn *on_done, void *ctx);

/* The word of an outcome. */
const char *submit_outcome_name(enum submit_outcome outcome);

#endif
