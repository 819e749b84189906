/* planning_notice: what is told once: messages, requests, duties that come due, and what is public; a part of planning.
 *
 * The key of each is in `done` from the moment at which it stands in the queue or among the news of a digest.
 * Called by planning and queue. Thread rule: pure.
 */
#ifndef VB_BRIDGES_MAIL_PLANNING_NOTICE_H
#define VB_BRIDGES_MAIL_PLANNING_NOTICE_H

#include "bridges/mail/planning_state.h"

#define VB_NOTICE_SOON_MS                                                                          \
	172800000 /* duties are put into the queue two days before they are told */
#define VB_NOTICE_OVERDUE_MS 31536000000 /* a year later nobody is told any more */
#define VB_NOTICE_NEWS_MS 1209600000 /* a paper that nothing happened to for two weeks is no news */

/* A message: to those who want messages, but for who wrote it. Errors: of the drawer. */
VB_MUST int planning_notice_message(struct planning *planning, const struct matter *message);

/* A request: to those who are asked and did not answer. Errors: of the drawer. */
VB_MUST int planning_notice_request(struct planning *planning, const struct matter *request);

/* A duty: from the day of the reminder, and when it is overdue. Errors: of the drawer. */
VB_MUST int planning_notice_duty(struct planning *planning, const struct matter *duty);

/* A meeting or paper that may be told to everybody: noted for the newsletter. Errors: of the drawer. */
VB_MUST int planning_notice_public(struct planning *planning, const struct matter *matter);

/* True if a request still waits for an answer. */
bool planning_notice_is_asked(const struct matter *request, int64_t now_ms);

/* The key of a request, of a message. */
void planning_notice_key(const struct matter *matter, const struct record_id *who,
                         uint8_t out[static VB_MAILING_KEY_BYTES]);

/* When a duty is told, for the first time and when it is overdue, and the keys; false: it is not. */
bool planning_notice_due(const struct planning_rules *rules, const struct matter *duty,
                         bool is_overdue, const struct record_id *who, int64_t *out_due_ms,
                         uint8_t out_key[static VB_MAILING_KEY_BYTES]);

#endif
