/* gather: news that go together: the digest of a person, the newsletter.
 *
 * A digest takes the oldest 200 news of its person and takes them away when it went. A newsletter is an issue: what is public
 * and was in none before, at the hour of the week that mail.conf says; with nothing new there is none. It goes to persons who want
 * it and to subscribers, once each (`done`), also if the program ends in between.
 * Called by planning and queue. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_GATHER_H
#define VB_BRIDGES_MAIL_GATHER_H

#include "bridges/mail/planning_state.h"

#define VB_GATHER_KEY_BYTES (VB_RECORD_ID_BYTES + 8u + VB_MAILING_KEY_BYTES)

/* Adds news of somebody who gets digests, and the digest that brings them. key: of what is told. */
void gather_news(struct planning *planning, const struct record_id *who,
                 const struct addressee *addressee, const struct mailing_matter *which,
                 const uint8_t key[static VB_MAILING_KEY_BYTES]);

/* Fills the matters of a digest; *keys gets the keys of the news in it, VB_GATHER_KEY_BYTES each. Nothing: no matters.
 * Errors: of the drawer. */
VB_MUST int gather_digest(const struct drawer *drawer, const struct record_id *who,
                          struct mailing *mailing, struct buf *keys);

/* Adds that news were told; if there may be more, another digest. */
void gather_told(struct planning *planning, const struct mailing *mailing, struct span keys);

/* Notes what is public, unless it was noted with that begin before. Errors: of the drawer. */
VB_MUST int gather_public(struct planning *planning, const struct mailing_matter *which,
                          int64_t start_ms);

/* Puts the newsletter into the queue if it is due. *out_next_ms: when the next one is. Errors: of the drawer. */
VB_MUST int gather_newsletter(struct planning *planning, int64_t *out_next_ms);

/* Fills the matters of a newsletter; none: it is of an older issue. Errors: of the drawer. */
VB_MUST int gather_issue(const struct drawer *drawer, struct mailing *mailing);

#endif
