/* dispatch: what is due is written, given its tokens, and handed to the operator's server; what came of it is noted.
 *
 * The order in which things are kept is what makes a crash harmless: the attempt (queue_take), then the tokens of the
 * message, then the message goes, then its result. The tokens are made of a secret of the office and the key of the mailing:
 * a message that is tried again is the same, byte for byte but for its date. While the server is away nothing is taken; what
 * was taken goes back.
 * Called by postman. Calls queue, compose, mail_token, submit, office_calls. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_DISPATCH_H
#define VB_BRIDGES_MAILNET_DISPATCH_H

#include "bridges/mail/mail_order.h"
#include "bridges/mail/mail_token.h"
#include "bridges/mail/queue.h"
#include "bridges/mailnet/enclosures.h"
#include "bridges/mailnet/office_calls.h"
#include "bridges/mailnet/submit.h"

#define VB_DISPATCH_MAX 128u /* taken at the same time */

struct dispatch;

struct dispatch_setting {
	struct office *office;
	struct submit *submit;
	struct queue *queue;
	const struct mail_conf *conf;
	const char *origin; /* of X-Verbund-Origin */
	uint8_t secret[VB_MAIL_KEY_BYTES];
};

/* What a test mail, and whoever asks how it goes, wants to know. */
struct dispatch_state {
	bool is_down;     /* nothing can be handed over */
	const char *word; /* of the last trouble: "connect", ...; NULL: none so far */
	char said[240];   /* then, by the server or libcurl */
	int64_t since_ms; /* the state lasts since then */
	int64_t retry_ms; /* the next attempt; 0: none waits */
	int64_t sent_ms;  /* the last mail that was taken; 0: none since the start */
	uint64_t sent_count;
};

/* Called for each mail that was handed over or refused; may be NULL. */
typedef void dispatch_told_fn(void *ctx, const struct mailing *mailing,
                              const struct submit_result *result);

/* Prepares; what the setting points to lives as long. */
struct dispatch *dispatch_new(const struct dispatch_setting *setting, dispatch_told_fn *on_told,
                              void *ctx);
/* Ends it; submit ends first. Sets *dispatch to NULL. NULL is fine. */
void dispatch_destroy(struct dispatch **dispatch);

/* Notes results, takes what is due, hands over. *next_ms gets the earlier one of it and when to call again. Errors: of the
 * office, when nothing can be asked any more. */
VB_MUST int dispatch_step(struct dispatch *dispatch, int64_t now_ms, int64_t *next_ms);

/* The address with the token that a mailing of that key, to an address without a person, has for a purpose. */
void dispatch_token_address(const struct dispatch *dispatch,
                            const uint8_t key[static VB_MAILING_KEY_BYTES],
                            enum mail_purpose purpose, char out[static VB_ADDRESS_MAX_BYTES + 1]);

/* Something may be due that was not before. */
void dispatch_wake(struct dispatch *dispatch);
/* Holds everything back, or no longer. */
void dispatch_hold(struct dispatch *dispatch, bool is_held);
/* How it goes. */
const struct dispatch_state *dispatch_state(const struct dispatch *dispatch);

#endif
