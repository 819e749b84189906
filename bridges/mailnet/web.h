/* web: the one page that this program has: unsubscribing by a link (RFC 8058), behind the https server of the office.
 *
 * GET /u/TOKEN shows a small page with a button and does nothing, since programs fetch links before people do; POST acts.
 * Nothing else is answered but with 404. The page names nobody, loads nothing, is not to be indexed, and sends no address
 * on. It listens on loopback only, for a few clients at a time.
 * Called by postman. Only file that knows libmicrohttpd. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_WEB_H
#define VB_BRIDGES_MAILNET_WEB_H

#include "bridges/mail/mail_token.h"
#include "bridges/mailnet/mail_option.h"

#define VB_WEB_CLIENTS_MAX 32u
#define VB_WEB_SECONDS 20u          /* for a client that says nothing */
#define VB_WEB_BODY_MAX_BYTES 1024u /* of a POST */

struct web_hooks {
	void *ctx;
	/* Whether the token is valid, and the language of who has it. Errors: VB_ERR_NOT_FOUND; others: not now. */
	int (*on_look)(void *ctx, const char *letters, enum tongue *tongue);
	/* Acts. Errors: as above. */
	int (*on_act)(void *ctx, const char *letters);
};

struct web;

/* Listens. Errors: VB_ERR_PORT_IN_USE (or another trouble of the socket). */
VB_MUST int web_open(const struct mail_place *place, const struct web_hooks *hooks,
                     struct web **out);
/* Ends it. Sets *web to NULL. NULL is fine. */
void web_close(struct web **web);

/* The descriptor to wait for. */
int web_descriptor(const struct web *web);
/* Does what can be done without waiting. *next_ms gets the earlier one of it and now_ms and a time-out. */
void web_step(struct web *web, int64_t now_ms, int64_t *next_ms);

#endif
