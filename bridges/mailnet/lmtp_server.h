/* lmtp_server: the socket at which the operator's mail server delivers: on loopback, or a Unix socket of mode 0660.
 *
 * Several clients at a time, each with an lmtp of its own; whoever comes above the number waits in the kernel. A client that
 * says nothing for VB_LMTP_IDLE_MS is hung up on. Mails are taken one after the other with lmtp_server_take, and the client
 * hears nothing before lmtp_server_answer: 250 means that what the mail does is on the disk.
 * Called by postman. Calls lmtp. One thread.
 */
#ifndef VB_BRIDGES_MAILNET_LMTP_SERVER_H
#define VB_BRIDGES_MAILNET_LMTP_SERVER_H

#include "bridges/mailnet/exchanges.h"
#include "bridges/mailnet/lmtp.h"
#include "bridges/mailnet/mail_option.h"

#define VB_LMTP_CLIENTS_MAX 16u
#define VB_LMTP_WATCHES (VB_LMTP_CLIENTS_MAX + 1u)
#define VB_LMTP_IDLE_MS 300000u /* RFC 5321, 4.5.3.2 */

struct lmtp_server;

/* Listens. on_recipient is asked at RCPT. Errors: VB_ERR_PORT_IN_USE, VB_ERR_IO (the socket cannot be made: errno). */
VB_MUST int lmtp_server_open(const struct mail_place *place, lmtp_recipient_fn *on_recipient,
                             void *ctx, struct lmtp_server **out);
/* Hangs up on all; sets *server to NULL. NULL is fine. */
void lmtp_server_close(struct lmtp_server **server);

/* What to wait for: at most VB_LMTP_WATCHES. Returns how many. */
size_t lmtp_server_watch(const struct lmtp_server *server, struct exchanges_watch *out);
/* Reads and writes what goes without waiting. */
void lmtp_server_step(struct lmtp_server *server, struct mono_ms now);

/* A complete mail, the one that waits longest; NULL: none, or one is not answered yet. It lives until it is answered, also
 * when its client hangs up. */
const struct lmtp_mail *lmtp_server_take(struct lmtp_server *server);
/* Answers the one that was taken. */
void lmtp_server_answer(struct lmtp_server *server, enum lmtp_verdict verdict);

#endif
