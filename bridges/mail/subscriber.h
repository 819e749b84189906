/* subscriber: somebody without a record who gets the newsletter: an address, and that its owner said yes.
 *
 * Asked for twice: whoever is subscribed gets one mail and nothing more, until they answer it with yes. Kept under a hash of the
 * address; gone when they unsubscribe, or after 14 days without an answer.
 * Called by gather and the jobs, and by whoever reads the answers. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_SUBSCRIBER_H
#define VB_BRIDGES_MAIL_SUBSCRIBER_H

#include "bridges/mail/drawer.h"

#define VB_SUBSCRIBER_WAIT_MS 1209600000 /* 14 days */
#define VB_SUBSCRIBERS_MAX 100000u       /* more are not taken */

struct subscriber {
	char address[VB_ADDRESS_MAX_BYTES + 1];
	enum tongue tongue;
	bool is_confirmed;
	int64_t since_ms; /* asked, or confirmed */
};

/* Packs the row. */
void subscriber_encode(const struct subscriber *subscriber, struct buf *out);
/* Reads it. Errors: VB_ERR_MALFORMED. */
VB_MUST int subscriber_decode(struct span in, struct subscriber *out);

/* Reads that of an address. Errors: VB_ERR_NOT_FOUND, those of the drawer. */
VB_MUST int subscriber_find(const struct drawer *drawer, const char *address,
                            struct subscriber *out);

/* Adds the row. */
void subscriber_put(struct drawer_batch *batch, const struct subscriber *subscriber);

/* The address said yes: from now on it gets the newsletter. Adds the row. Errors: VB_ERR_NOT_FOUND, it was not asked;
 * those of the drawer. */
VB_MUST int subscriber_confirm(const struct drawer *drawer, struct drawer_batch *batch,
                               const char *address, int64_t now_ms);

/* Adds that nothing goes to the address any more; it need not be there. */
void subscriber_drop(struct drawer_batch *batch, const char *address);

#endif
