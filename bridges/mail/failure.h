/* failure: mail that did not arrive: what is kept of it for people to see, and how an address is paused.
 *
 * Each mail that comes back counts: 2 if it never can arrive (5.x), 1 if it could not for now (4.x). At 4 the address is
 * paused until somebody lifts that; what is 30 days old counts half. Called by queue and by whoever reads bounces. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_FAILURE_H
#define VB_BRIDGES_MAIL_FAILURE_H

#include "bridges/mail/drawer.h"

#define VB_FAILURE_HARD 2u
#define VB_FAILURE_SOFT 1u
#define VB_FAILURE_PAUSE 4u
#define VB_FAILURE_HALF_MS 2592000000 /* 30 days */

struct failure {
	int64_t failed_ms;
	unsigned status; /* of the server, 550; 0: none was told */
	struct mailing mailing;
};

/* Adds a mail to those that failed. */
void failure_put(struct drawer_batch *batch, const struct mailing *mailing, unsigned status,
                 int64_t now_ms);

/* Reads one. Caller releases the mailing, also after an error. Errors: VB_ERR_MALFORMED, VB_ERR_TOO_LARGE. */
VB_MUST int failure_decode(struct span in, struct failure *out);

/* Counts a mail that came back against somebody: their wishes are written anew. person: zero if without a record. Errors: of
 * the drawer. */
VB_MUST int failure_count(const struct drawer *drawer, struct drawer_batch *batch,
                          const struct record_id *who, const struct record_id *person,
                          unsigned points, int64_t now_ms);

/* How many failed since then, and how many people (or addresses) are paused. Cost: all rows of both. Errors: of the drawer. */
VB_MUST int failure_sum(const struct drawer *drawer, int64_t since_ms, uint32_t *out_failed,
                        uint32_t *out_paused);

/* Counts it in wishes. */
void failure_score(struct addressee *wishes, unsigned points, int64_t now_ms);

#endif
