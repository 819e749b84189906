/* recall: matters that were looked at a moment ago, for the next mails about the same.
 *
 * Ten thousand people of one meeting are ten thousand mails about one matter: it is asked for once in a while, and its people are
 * found by a search, not one after the other. What is held by somebody stays until it is let go; what is stale or old is not given
 * out any more, and is freed as soon as nobody holds it. Called by queue and judging. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_RECALL_H
#define VB_BRIDGES_MAIL_RECALL_H

#include "bridges/mail/drawer.h"
#include "bridges/mail/told.h"

#define VB_RECALL_MATTERS 64u
#define VB_RECALL_MS 5000 /* so long it is believed */

struct recalled {
	struct mailing_matter which;
	struct matter matter;
	struct told_person *people; /* of it, sorted */
	size_t people_count;
	int64_t shown_ms;
	uint32_t held; /* by so many */
	bool is_here, is_stale;
};

struct recall {
	struct recalled list[VB_RECALL_MATTERS];
};

/* Looks at a matter, or finds it; it is held until recall_let_go. Errors: VB_ERR_NOT_FOUND, it is gone; VB_ERR_TOO_MANY, all places
 * are held; those of the drawer. */
VB_MUST int recall_get(struct recall *recall, const struct drawer *drawer,
                       const struct mailing_matter *which, int64_t now_ms, struct recalled **out);

/* Lets it go; NULL is fine. */
void recall_let_go(struct recalled *recalled);

/* From now on everything is looked at anew. */
void recall_forget(struct recall *recall);

/* Frees all, also what is held; zeroed is fine. */
void recall_release(struct recall *recall);

#endif
